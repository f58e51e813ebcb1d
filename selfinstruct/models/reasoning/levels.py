"""The levels of the setting `reasoning` as services count them: words, and shares of the token limit.

The shares are OpenRouter's: https://openrouter.ai/docs/use-cases/reasoning-tokens
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

# From no effort to the most: https://platform.openai.com/docs/api-reference/chat/create
WORDS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
_PLACES = {word: place for place, word in enumerate(WORDS)} | {"default": 3, "auto": 3, "enabled": 3, "disabled": 0}
_SHARES = {"low": 0.2, "medium": 0.5, "high": 0.8}
_UNLIMITED = {"low": 1024, "medium": 8192, "high": 24_576}  # Gemini's, where no limit of tokens is set
_QUOTED = re.compile(r"[`'\"‘“]([A-Za-z]+)[`'\"’”]")
_LISTED = re.compile(r"(?:one of|values?|(?:must|should|can) be|allow|support|accept|expected|choose)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for: `off`, `low`, `medium` or `high`, within `limit` tokens for thoughts and answer."""

    level: str
    limit: int | None = None

    @property
    def word(self) -> str:
        """The level as an effort."""
        return "none" if self.level == "off" else self.level

    def budget(self, least: int = 1, most: int = 1 << 20) -> int | None:
        """Tokens to think with: a share of the limit, and below it; None where the limit leaves no room for `least`."""
        if self.limit is None:
            return max(least, min(most, _UNLIMITED[self.level]))
        found = max(least, min(most, int(_SHARES[self.level] * self.limit)))
        return found if found < self.limit else None


@dataclass(frozen=True, slots=True)
class Fields:
    """What is added to a body, and the sampling parameters that cannot stand beside it."""

    sent: Mapping[str, Any]
    without: tuple[str, ...] = ()


# The fields of one way to ask; None where the limit of tokens leaves no room.
Way = Callable[[Asked], Fields | None]


def accepted(message: str, refused: str) -> list[str]:
    """The efforts that a refusal names as accepted, `refused` not among them."""
    said = message.lower()
    found = [word for word in _QUOTED.findall(said) if word in _PLACES]
    if not set(found) - {refused}:
        listed = _LISTED.search(said)
        found = re.findall(r"(?<![\w.-])[a-z]+(?![\w-])", listed[1] if listed else "")
    return [word for word in found if word in _PLACES and word != refused]


def nearest(wanted: str, words: Collection[str]) -> str:
    """The word next to the one wanted, the lesser one of two; none only where thinking little or nothing is wanted."""
    place = _PLACES.get(wanted, 3)
    if place > _PLACES["minimal"]:
        words = [word for word in words if _PLACES[word]] or words
    return min(words, key=lambda word: (abs(_PLACES[word] - place), _PLACES[word]))
