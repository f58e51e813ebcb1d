"""The diversity of texts in two figures, over vectors of their words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selfinstruct.errors import UsageError
from selfinstruct.novelty.diversity.novelsum import novel_sum
from selfinstruct.novelty.diversity.vendi import vendi_score
from selfinstruct.novelty.vectors.hashed import hashed_vectors
from selfinstruct.novelty.vectors.static import static_vectors

HASHED, STATIC = "hashed", "static"
VECTORS = (HASHED, STATIC)
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


def diversity(texts: Sequence[str], vectors: str = HASHED) -> Diversity:
    """How different texts are, whatever their language; of n texts the time grows with n² and more.

    `vectors` is "hashed", which see words as they are written, or "static", which see what words mean and need
    selfinstruct[semantic]; figures over the two do not compare. Raises UsageError for others, MissingExtra without it.
    """
    check_vectors(vectors)
    found: NDArray[np.float32] = hashed_vectors(texts) if vectors == HASHED else static_vectors(texts)
    return Diversity(len(texts), rounded(vendi_score(found)), rounded(novel_sum(found)))


def check_vectors(name: str) -> None:
    """Raise UsageError for a name that no vectors have."""
    if name not in VECTORS:
        raise UsageError(f"there are no vectors {name!r}; known: {', '.join(VECTORS)}")


def rounded(value: float) -> float:
    """A value with four digits that count."""
    return float(f"{value:.{_DIGITS}g}")
