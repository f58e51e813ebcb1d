"""Vectors that need nothing but the text: TF-IDF of words and of the runs of characters in them, hashed.

Each feature goes to one of SIZE places with one of two signs, by a hash of its name (Weinberger et al., arXiv
0902.2206), so no vocabulary is learned and a text has the same vector on its own as among a million others. Half of a
word's weight lies in the word and half in its runs of characters, so that "translate" and "translation" have something
in common. They see words, not what words mean.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from selfinstruct.novelty.vectors.common import weight
from selfinstruct.text.tokens import is_unspaced, unicode_tokens

SIZE = 2048
_RUN = 4  # characters of a run
_LONGEST = 64  # of a word, the rest of which says nothing more
_MOST = 20_000  # words of a text that count
_KNOWN = 1 << 16

Vectors = NDArray[np.float32]


def hashed_vectors(texts: Sequence[str]) -> Vectors:
    """A unit vector of SIZE numbers for each text; a text without a word has that of the empty text."""
    made = np.zeros((len(texts), SIZE), np.float32)
    for number, text in enumerate(texts):
        made[number] = _vector(text)
    return made


def _vector(text: str) -> NDArray[np.float64]:
    counts: dict[str, int] = {}
    for word in _words(text):
        counts[word] = counts.get(word, 0) + 1
    parts = [(_features(word), weight(word[:_LONGEST]) * (1 + math.log(count))) for word, count in counts.items()]
    if not parts:
        parts = [(_features(""), 1.0)]
    places = np.concatenate([found for (found, _), _ in parts])
    values = np.concatenate([shares * share for (_, shares), share in parts])
    made = np.bincount(places, weights=values, minlength=SIZE)
    # Two words may cancel each other out, which leaves no direction.
    norm = math.sqrt(math.fsum((made * made).tolist()))
    return made / norm if norm else np.eye(1, SIZE)[0]


def _words(text: str) -> Iterator[str]:
    """The words of a text; where a script writes no spaces, pairs of neighbouring characters stand for them."""
    before = ""
    for token in unicode_tokens(text)[:_MOST]:
        unspaced = token > "\u0dff" and is_unspaced(token)
        yield token
        if unspaced and before:
            yield before + token
        before = token if unspaced else ""


@lru_cache(_KNOWN)
def _features(word: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Where a word's features lie, and the share of its weight that each has, with its sign."""
    runs = list(_runs(word[:_LONGEST]))
    names = [f"w {word}", *(f"c {run}" for run in runs)]
    shares = [math.sqrt(0.5), *[math.sqrt(0.5 / len(runs))] * len(runs)] if runs else [1.0]
    hashes = [int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()) for name in names]
    signed = [share if found >> 63 else -share for found, share in zip(hashes, shares, strict=True)]
    return np.array([found % SIZE for found in hashes]), np.array(signed)


def _runs(word: str) -> Iterable[str]:
    """The runs of characters of a word, which begins and ends with a space; none of one that is hardly longer."""
    padded = f" {word} "
    return (
        dict.fromkeys(padded[start : start + _RUN] for start in range(len(padded) - _RUN + 1)) if len(word) > 2 else ()
    )
