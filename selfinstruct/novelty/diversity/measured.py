"""The diversity of texts in two figures, over vectors of their words."""

from collections.abc import Sequence
from dataclasses import dataclass

from selfinstruct.novelty.diversity.novelsum import novel_sum
from selfinstruct.novelty.diversity.vendi import vendi_score
from selfinstruct.novelty.vectors.hashed import hashed_vectors

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Diversity:
    """The Vendi score and NovelSum of `texts` texts; more is more diverse.

    Both grow with the number of texts, the Vendi score much more, so compare sets of one size. They are rounded to
    four digits, behind which processors differ.
    """

    texts: int
    vendi: float
    novelsum: float


def diversity(texts: Sequence[str]) -> Diversity:
    """How different texts are, whatever their language; of n texts the time grows with n² and more."""
    vectors = hashed_vectors(texts)
    return Diversity(len(texts), rounded(vendi_score(vectors)), rounded(novel_sum(vectors)))


def rounded(value: float) -> float:
    """A value with four digits that count."""
    return float(f"{value:.{_DIGITS}g}")
