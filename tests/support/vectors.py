"""Vectors for tests."""

from random import Random

import numpy as np
from numpy.typing import NDArray


def unit_vectors(rows: int, size: int, seed: str) -> NDArray[np.float32]:
    """So many vectors of length 1 that point anywhere, one a row."""
    rng = Random(seed)
    found = np.array([[rng.gauss(0, 1) for _ in range(size)] for _ in range(rows)])
    made: NDArray[np.float32] = (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)
    return made
