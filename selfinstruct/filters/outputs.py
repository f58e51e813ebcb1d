"""Filters for what models say instead of doing the task."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from selfinstruct.records import Instance, Reason, Task

_AI = r"(?:ai|artificial intelligence|(?:large )?language model)\b(?! (?:engineer|researcher|company|lab|team|expert))"
_MATERIAL = r"(?:input|text|email|article|attachment|code|data|passage|document)\b"
META = (
    rf"\bas an? {_AI}",
    rf"\bi(?:'m| am) (?:just |only )?an? {_AI}",
    r"\b(?:you (?:have not|haven't|did not|didn't)|no) (?:provided?|included?|shared?|attach(?:ed)?|given) "
    rf"(?:any |an? |the |me )*{_MATERIAL}",
    r"^(?:please|could you(?: please)?) (?:provide|share|paste|send)(?: me)?(?: with)? (?:the|your|an?|more) "
    r"[\w\s-]{0,40}(?:so that i|and i|for me to|to proceed|you(?:'d| would) like)",
    r"^(?:i'm |i am )?(?:very |so |really )?sorry,? but (?:i|as) "
    r"(?:can(?:no|')t|am unable|am not able|do not|don't have|an ai)[^.!?]{0,80}[.!]?$",
    r"^i (?:cannot|can't|am unable to|am not able to) (?:help|assist|comply|fulfil|fulfill|do that|answer)"
    r"[^.!?]{0,80}[.!]?$",
)


@dataclass(frozen=True)
class Refusal:
    """Outputs that speak of being a language model, miss the input or are a bare apology; a reasoned refusal stays."""

    patterns: Sequence[str] = META
    scope: ClassVar[str] = "instance"

    def __post_init__(self) -> None:
        _compiled(tuple(self.patterns))

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        text = " ".join(instance.output.replace("’", "'").split())[:2000]
        found = next((match[0] for pattern in _compiled(tuple(self.patterns)) if (match := pattern.search(text))), None)
        return None if found is None else Reason("refusal", found)


@dataclass(frozen=True)
class Repetition:
    """Texts that say the same over and over: one line, sentence or run of words makes up most of it."""

    times: int = 5
    share: float = 0.5
    scope: ClassVar[str] = "instance"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        # An input may be a list of words to count; runs of four still tell a model that has lost its way.
        for text, shortest in ((instance.output, 1), (instance.input, 4)):
            for unit in _units(text, shortest):
                found = _repeated(unit, self.times, self.share)
                if found is not None:
                    return Reason("repetition", found)
        return None


@lru_cache(maxsize=16)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def _units(text: str, shortest: int) -> Iterator[list[str]]:
    """The text as lines, as sentences, and as runs of four words down to `shortest`."""
    yield [line.strip() for line in text.split("\n") if len(line.split()) >= 3]
    yield [part.strip() for part in re.split(r"(?<=[.!?])\s+", text) if len(part.split()) >= 3]
    words = text.split()
    for size in range(4, shortest - 1, -1):
        if len(words) >= 12 * size:
            yield [" ".join(words[start : start + size]) for start in range(0, len(words) - size + 1, size)]


def _repeated(unit: list[str], times: int, share: float) -> str | None:
    if len(unit) < times:
        return None
    text, number = Counter(unit).most_common(1)[0]
    # Numbers, table rules and one-word labels repeat for good reasons.
    if number < times or number < share * len(unit) or not any(letter.isalpha() for letter in text):
        return None
    return text[:200]
