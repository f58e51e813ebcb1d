"""The language of a document: what most pieces of its text are written in, whatever its metadata says."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from selfinstruct.filters.documents.measured import MeasuredDocument, shown
from selfinstruct.records import Reason
from selfinstruct.text.languages import UNCLEAR, language_identifier

PIECES = 15  # that vote, spread over the text
_PIECE = 300  # characters


@cache
def _identify() -> Callable[[str], str]:
    return language_identifier()


def languages_of(document: MeasuredDocument) -> Mapping[str, float]:
    """Languages with their share of the pieces whose language is clear, {} where none is.

    Raises MissingExtra without the extra `stats`.
    """
    kept: Mapping[str, float] | None = document.__dict__.get("languages_of")
    if kept is None:
        kept = document.__dict__["languages_of"] = _vote(document.text)
    return kept


def _vote(text: str) -> Mapping[str, float]:
    votes = Counter(map(_identify(), _pieces(text)))
    votes.pop(UNCLEAR, None)
    total = votes.total()
    return {name: number / total for name, number in sorted(votes.items())}


def _pieces(text: str) -> list[str]:
    """Equal pieces from places spread evenly; line ends are spaces, since the model takes one line."""
    last = max(0, len(text) - _PIECE)
    number = min(PIECES, 1 + last // _PIECE)
    starts = [last * index // max(1, number - 1) for index in range(number)]
    return [" ".join(text[start : start + _PIECE].split()) for start in starts]


@dataclass(frozen=True)
class SpokenLanguage:
    """Documents of which less than `share` is in one of `languages` (ISO 639-1); without any, none.

    A document of which no piece is clear (figures, code) is kept, unless `unclear` is false.
    """

    languages: Sequence[str] = ()
    share: float = 0.5
    unclear: bool = True
    scope: ClassVar[str] = "document"

    def __post_init__(self) -> None:
        if self.languages:
            _identify()

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        if not self.languages:
            return None
        found = languages_of(document)
        if not found:
            return None if self.unclear else Reason("language", UNCLEAR)
        if sum(found.get(name, 0.0) for name in self.languages) >= self.share:
            return None
        told = sorted(found, key=lambda name: (-found[name], name))[:3]
        return Reason("language", {name: shown(found[name]) for name in told})
