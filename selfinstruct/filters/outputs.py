"""Filters for what models say instead of doing the task."""

import re
from collections.abc import Sequence
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


@lru_cache(maxsize=16)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
