"""A document as filters look at it: what several of them count is counted once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from selfinstruct.records import Reason
from selfinstruct.text.measuring.words import words


@dataclass
class MeasuredDocument:
    """A text with its metadata; `title`, `url`, `date`, `file`, `format` and `language` are "" where it says none.

    `words` are words and signs as they are written, a character each in scripts without spaces.
    """

    text: str
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def told(self, name: str) -> str:
        """What the metadata says under a name, as a text; "" for nothing."""
        value = self.metadata.get(name)
        return "" if value is None or isinstance(value, dict | list) else str(value)

    @cached_property
    def words(self) -> list[str]:
        return words(self.text)

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each of `words` stands there."""
        return Counter(self.words)

    @cached_property
    def spoken(self) -> Mapping[str, int]:
        """The same of those that have a letter or a digit."""
        return {
            word: number for word, number in self.counts.items() if word.isalnum() or any(map(str.isalnum, word))
        }  # fmt: skip

    @cached_property
    def lines(self) -> list[str]:
        """All lines, the empty ones too."""
        return self.text.splitlines()

    @cached_property
    def filled_lines(self) -> list[str]:
        """Lines, ended by a line feed, that hold more than white space."""
        return [line for line in self.text.split("\n") if line.strip()]


class DocumentFilter(Protocol):
    """Says why a document is to be rejected, or None to keep it; `scope` is "document".

    One with `add` is called with each document that all filters have kept.
    """

    @property
    def scope(self) -> str: ...

    def __call__(self, document: MeasuredDocument) -> Reason | None: ...


def share(part: float, whole: float) -> float:
    """A part of a whole, 0 where there is nothing."""
    return part / whole if whole else 0.0


def shown(value: float) -> float:
    """A share as it stands in a rejection."""
    return round(value, 4)
