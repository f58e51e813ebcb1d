"""Filters that look at tasks elsewhere, as they look at documents: personal data, and duplicates by the whole text."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import ClassVar

from selfinstruct.files.unfold.private import APART, row_texts
from selfinstruct.filters.documents.measured import MeasuredDocument
from selfinstruct.filters.pii import Pii
from selfinstruct.filters.pool_filter import PoolFilter
from selfinstruct.novelty.rouge import Match
from selfinstruct.records import Reason
from selfinstruct.text.pii import find_pii

NEIGHBOUR = 300  # characters of the text that a duplicate repeats


@dataclass(frozen=True)
class PrivateDocuments:
    """Documents with personal data in their text, or in anything that their metadata says."""

    item: Pii = field(default_factory=Pii)
    scope: ClassVar[str] = "document"
    private: ClassVar[bool] = True

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        texts = (document.text, APART.join(row_texts(document.metadata, ())))
        counts = Counter(span.kind for text in texts if text for span in find_pii(text))
        return Reason("pii", dict(sorted(counts.items())), private=True) if counts else None


@dataclass(frozen=True)
class ComparedDocuments:
    """A filter of duplicates over documents: all of the text is compared, whatever its `text` says of rows."""

    item: PoolFilter
    scope: ClassVar[str] = "document"

    @property
    def rule(self) -> str:
        return self.item.rule

    @property
    def within(self) -> bool:
        return self.item.within

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        match = self.match(document)
        return None if match is None else self.reason(match)

    def match(self, document: MeasuredDocument) -> Match | None:
        """The entry of the pool that speaks against the document."""
        return self.item.index.check(document.text) if document.text.strip() else None

    def enter(self, document: MeasuredDocument) -> int | None:
        """Put it into the pool: its position, None for a document without a text."""
        return self.item.index.add(document.text) if document.text.strip() else None

    def reason(self, match: Match) -> Reason:
        found = self.item.reason(match)
        return found if found.neighbour is None else replace(found, neighbour=found.neighbour[:NEIGHBOUR])
