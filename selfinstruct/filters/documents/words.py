"""Filters by the words of a document, with their published forms in prompts/documents/."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from selfinstruct.filters.documents.language import languages_of
from selfinstruct.filters.documents.measured import MeasuredDocument, share, shown
from selfinstruct.records import Reason
from selfinstruct.text.tokens import is_unspaced


@dataclass(frozen=True)
class WordCount:
    """Documents of too few words, or too many; signs do not count, and a character is a word in unspaced scripts."""

    minimum: int = 5
    maximum: int = 0
    scope: ClassVar[str] = "document"

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        number = sum(document.spoken.values())
        if number >= self.minimum and (not self.maximum or number <= self.maximum):
            return None
        return Reason("words", number)


@dataclass(frozen=True)
class WordLength:
    """Documents whose words are too short or too long on average; those of unspaced scripts do not count."""

    minimum: float = 3.0
    maximum: float = 10.0
    scope: ClassVar[str] = "document"

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        counts = {word: number for word, number in document.spoken.items() if not is_unspaced(word[0])}
        if not counts:
            return None
        mean = sum(len(word) * number for word, number in counts.items()) / sum(counts.values())
        if self.minimum <= mean <= self.maximum:
            return None
        return Reason("word_length", round(mean, 2))


@dataclass(frozen=True)
class Letters:
    """Documents in which too few words and signs have a letter: figures, rules, markup."""

    least: float = 0.8
    scope: ClassVar[str] = "document"

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        found = sum(number for word, number in document.counts.items() if word.isalpha() or any(map(str.isalpha, word)))
        part = share(found, len(document.words))
        return Reason("letters", shown(part)) if part < self.least else None


@dataclass(frozen=True)
class Symbols:
    """Documents with more of one of these signs than `most` for each word; what one list names counts together."""

    most: float = 0.1
    signs: Sequence[Sequence[str]] = (("#",), ("...", "…"))
    scope: ClassVar[str] = "document"

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        for together in self.signs:
            found = share(sum(map(document.text.count, together)), len(document.words))
            if found > self.most:
                return Reason("symbols", {together[0]: shown(found)})
        return None


@dataclass(frozen=True)
class StopWords:
    """Documents in `language` with fewer than `least` different ones of its commonest words; others pass."""

    least: int = 2
    words: Sequence[str] = ("the", "be", "to", "of", "and", "that", "have", "with")
    language: str = "en"
    scope: ClassVar[str] = "document"
    _known: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", frozenset(self.words))

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        found = self._known.intersection(document.counts)
        if len(found) >= self.least:
            return None
        spoken = languages_of(document)
        most = max(spoken, key=lambda name: spoken[name], default=self.language)
        return Reason("stop_words", len(found)) if most == self.language else None
