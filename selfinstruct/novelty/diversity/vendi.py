"""The Vendi score: how many texts that have nothing in common would be as diverse as these.

Friedman and Dieng, TMLR 2023 (arXiv 2210.02410): the exponential of the Shannon entropy of the eigenvalues of K/n,
where K holds the similarities of n items and has ones on its diagonal. Here the similarity is the cosine.
"""

import math

import numpy as np
from numpy.typing import NDArray

_BLOCK = 2048


def vendi_score(vectors: NDArray[np.float32]) -> float:
    """The Vendi score of unit vectors, one a row: 1 where all are the same, n where all are at right angles.

    Exact for any number of them: X Xᵀ and Xᵀ X have the same eigenvalues but for zeros, so the smaller one is taken.
    It cannot be above the number of a vector's places. No vectors: 0.
    """
    count, size = vectors.shape
    if not count:
        return 0.0
    eigenvalues = np.linalg.eigvalsh((_gram(vectors) if size < count else _kernel(vectors)) / count)
    found = [value for value in eigenvalues.tolist() if value > 0]
    # What rounding leaves of zeros is next to nothing, and the rest is brought to the sum of one.
    total = math.fsum(found)
    return math.exp(-math.fsum(value / total * math.log(value / total) for value in found))


def _kernel(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    wide = vectors.astype(np.float64)
    made: NDArray[np.float64] = wide @ wide.T
    return made


def _gram(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    size = vectors.shape[1]
    made = np.zeros((size, size))
    for start in range(0, len(vectors), _BLOCK):
        wide = vectors[start : start + _BLOCK].astype(np.float64)
        made += wide.T @ wide
    return made
