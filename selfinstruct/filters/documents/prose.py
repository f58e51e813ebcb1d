"""The filter of C4's form: what is left of a document once only lines of prose count."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from selfinstruct.filters.documents.measured import MeasuredDocument
from selfinstruct.records import Reason
from selfinstruct.text.measuring.sentence_ends import count_sentences


@dataclass(frozen=True)
class Prose:
    """Documents with fewer than `sentences` sentences in lines of prose, or with one of the texts `never` in them.

    A line of prose ends with one of `ends` (of what `strip` matches nothing counts), has `shortest` words or more, none
    longer than `longest` characters, and no text of `without`. The document is judged by these lines, and stays whole.
    """

    sentences: int = 5
    ends: Sequence[str] = (".", "?", "!", '"', "'")
    broken_off: Sequence[str] = ("...",)
    shortest: int = 3
    longest: int = 1000
    strip: str = ""
    without: Sequence[str] = ()
    never: Sequence[str] = ()
    scope: ClassVar[str] = "document"
    _stripped: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_stripped", re.compile(self.strip or r"(?!)"))

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        found = kept = 0
        for given in document.lines:
            line = self._prose(given.strip())
            if line is None:
                continue
            folded = line.lower()
            if (forbidden := next((text for text in self.never if text in folded), None)) is not None:
                return Reason("prose", {"never": forbidden})
            if not any(text in folded for text in self.without):
                found, kept = found + count_sentences(line), kept + 1
        if found >= self.sentences:
            return None
        return Reason("prose", {"sentences": found, "lines": kept, "of": len(document.filled_lines)})

    def _prose(self, line: str) -> str | None:
        words = line.split()
        if any(len(word) > self.longest for word in words):
            return None
        line = self._stripped.sub("", line)
        if not line.endswith(tuple(self.ends)) or line.endswith(tuple(self.broken_off)):
            return None
        return line if len(words) >= self.shortest else None
