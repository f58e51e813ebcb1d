"""Filters by the lines of a document: how they begin, how they end, how long they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from selfinstruct.filters.documents.measured import MeasuredDocument, share, shown
from selfinstruct.records import Reason
from selfinstruct.text.measuring.sentence_ends import sentence_ends


@dataclass(frozen=True)
class Bullets:
    """Documents of which more than `most` of the lines begin with a bullet."""

    most: float = 0.9
    marks: Sequence[str] = ("•", "-")
    scope: ClassVar[str] = "document"

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        marks = tuple(self.marks)
        part = share(sum(line.lstrip().startswith(marks) for line in document.lines), len(document.lines))
        return Reason("bullets", shown(part)) if part > self.most else None


@dataclass(frozen=True)
class Ellipses:
    """Documents of which more than `most` of the lines break off in dots."""

    most: float = 0.3
    marks: Sequence[str] = ("...", "…")
    scope: ClassVar[str] = "document"

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        marks = tuple(self.marks)
        part = share(sum(line.rstrip().endswith(marks) for line in document.lines), len(document.lines))
        return Reason("ellipses", shown(part)) if part > self.most else None


@dataclass(frozen=True)
class LineEndings:
    """Documents of which less than `least` of the lines end a sentence, in any script."""

    least: float = 0.12
    scope: ClassVar[str] = "document"

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        lines, ends = document.filled_lines, sentence_ends()
        part = share(sum(line[-1] in ends for line in lines), len(lines))
        return Reason("line_endings", shown(part)) if part < self.least else None


@dataclass(frozen=True)
class ShortLines:
    """Documents of which more than `most` of the lines have at most `length` characters."""

    most: float = 0.67
    length: int = 30
    scope: ClassVar[str] = "document"

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        lines = document.filled_lines
        part = share(sum(len(line) <= self.length for line in lines), len(lines))
        return Reason("short_lines", shown(part)) if part > self.most else None


@dataclass(frozen=True)
class Newlines:
    """Documents with more than `most` line ends for each word: lists."""

    most: float = 0.3
    scope: ClassVar[str] = "document"

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        part = share(document.text.count("\n"), len(document.words))
        return Reason("newlines", shown(part)) if part > self.most else None
