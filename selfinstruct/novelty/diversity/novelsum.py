"""NovelSum: how novel each text is beside all others, on average.

Yang et al., "Measuring Data Diversity for Instruction Tuning", ACL 2025 (arXiv 2502.17184): for each text the distances
to all others are summed, weighted by the rank of the other among its neighbours (proximity) and by how dense the space
is around the other (density): w(i, j)^α · σ(j)^β · d(i, j) with w = 1/rank, the cosine distance d, and σ one by the
distance to the K nearest; α = 1, β = 0.5 and K = 10.

Three things differ from the article, so that sets of different sizes, and sets with copies, have a figure that says
something. The weights of the ranks are brought to a sum of one and the texts' figures are averaged, as the authors'
program does. Density is measured among the set's own distinct vectors, not in a larger collection that it was drawn
from. And σ takes the mean of the K distances, not their sum, and none as smaller than _NEAREST.
"""

import math

import numpy as np
from numpy.typing import NDArray

ALPHA, BETA, NEIGHBOURS = 1.0, 0.5, 10
_NEAREST = 1e-3
_BLOCK = 512


def novel_sum(vectors: NDArray[np.float32]) -> float:
    """NovelSum of unit vectors, one a row: 0 where all are the same or there are fewer than two; more is more diverse.

    Time and memory of a block grow with the number of vectors, time with its square.
    """
    count = len(vectors)
    if count < 2:
        return 0.0
    wide = vectors.astype(np.float64)
    density = _density(wide)
    weights = np.arange(1, count, dtype=np.float64) ** -ALPHA
    weights /= math.fsum(weights.tolist())
    found: list[float] = []
    for start in range(0, count, _BLOCK):
        distances = _distances(wide[start : start + _BLOCK], wide)
        rows = np.arange(len(distances))
        distances[rows, start + rows] = -1  # itself, before all others
        order = np.argsort(distances, axis=1, kind="stable")[:, 1:]
        aware = np.take_along_axis(distances, order, 1) * density[order]
        found += (aware @ weights).tolist()
    return math.fsum(found) / count


def _density(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """σ^β of each vector, measured among the distinct ones."""
    distinct, where = np.unique(vectors, axis=0, return_inverse=True)
    nearest = min(NEIGHBOURS, len(distinct) - 1)
    if not nearest:
        return np.ones(len(vectors))
    means = np.empty(len(distinct))
    for start in range(0, len(distinct), _BLOCK):
        distances = _distances(distinct[start : start + _BLOCK], distinct)
        rows = np.arange(len(distances))
        distances[rows, start + rows] = np.inf
        closest = np.sort(np.partition(distances, nearest - 1, axis=1)[:, :nearest], axis=1)
        means[start : start + len(distances)] = np.maximum(closest, _NEAREST).mean(axis=1)
    found: NDArray[np.float64] = (1 / means) ** BETA
    return found[where.reshape(-1)]


def _distances(some: NDArray[np.float64], all_of_them: NDArray[np.float64]) -> NDArray[np.float64]:
    made: NDArray[np.float64] = np.clip(1 - some @ all_of_them.T, 0, 2)
    return made
