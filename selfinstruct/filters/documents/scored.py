"""Filters by a classifier that the user brings: quality, as FineWeb-Edu scores it from 0 to 5, and toxicity."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from selfinstruct.filters.documents.classifiers import load_classifier
from selfinstruct.filters.documents.measured import MeasuredDocument, shown
from selfinstruct.records import Reason


@dataclass(frozen=True)
class ScoredDocuments:
    """Documents whose score is below `minimum` or above `maximum`, where these are given."""

    rule: str
    classify: Callable[[str], float]
    minimum: float | None = None
    maximum: float | None = None
    scope: ClassVar[str] = "document"

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        score = self.classify(document.text)
        low = self.minimum is not None and not score >= self.minimum
        high = self.maximum is not None and not score <= self.maximum
        return Reason(self.rule, shown(score)) if low or high else None


def quality(file: str, minimum: float = 2.5, label: str = "", tokens: int = 512) -> ScoredDocuments:
    """Documents that a classifier of yours (an ONNX or fastText file) gives a lower score than `minimum`."""
    return ScoredDocuments("quality", load_classifier(file, label, tokens), minimum=minimum)


def toxicity(file: str, maximum: float = 0.5, label: str = "toxic", tokens: int = 512) -> ScoredDocuments:
    """Documents that a classifier of yours (an ONNX or fastText file) gives a higher score than `maximum`."""
    return ScoredDocuments("toxicity", load_classifier(file, label, tokens), maximum=maximum)
