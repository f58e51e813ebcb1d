"""Novelty by ROUGE-L as the rouge-score package gives it: an exact similarity search that measures few entries.

Two texts of m and n tokens whose longest common subsequence has l tokens score F = 2pr/(p + r) with p = l/n and
r = l/m. A candidate is rejected iff its best F over the pool is above the threshold. Over the reals F = 2l/(m + n),
which is all that `shortlist` needs to name the few entries that can score so high (about three of 50,000). For these
LCSseq of RapidFuzz gives l, and the decision is taken with the floats of the formula as it stands: 2l/(m + n) rounds
differently, and of the pairs at exactly 7/10 about half would be decided otherwise.

How the few are found, in short, is filter and verify: F above t needs l ≥ t(m + n)/2, and l is at most the number of
tokens that both texts have, so every entry that shares fewer is out. Two tests see that without comparing texts. While
the pool is small, bitmap signatures of the token sets, 120 bits each, are compared with all of it, one pass of numpy.
In a larger one it is prefix filtering (AllPairs, PPJoin): texts that share so many tokens must share one of their few
rarest, so only entries listed under the candidate's rare tokens are looked at. `shortlist` has the bounds and why they
lose nothing, `entries` what the pool keeps of a text.
"""

import json
import os
import zlib
from collections.abc import Hashable, Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cdist

from selfinstruct.errors import UsageError
from selfinstruct.novelty.entries import SCAN_LIMIT, UNKNOWN, Entries
from selfinstruct.text.tokens import tokenizer

_CHUNK = 1 << 16
# Scores held at once while many texts are compared with the whole pool.
_CELLS = 1 << 24
# At most so many entries are measured one by one before all are measured in bulk.
_FEW = 4096
# Far above what rounding does to a score or a bound of one.
_ROUNDING = 1e-9
_MAGIC = b"selfinstruct novelty 1\n"


@dataclass(frozen=True, slots=True)
class Match:
    """An entry of the pool and its score with the text asked about: for NoveltyIndex the ROUGE-L F-measure.

    `position` counts the entries in the order they were added, from 0.
    """

    score: float
    neighbour: str
    position: int


class NoveltyIndex:
    """A pool of texts that says how close another text is to it.

    `threshold` is the F-measure above which a text is rejected, from 0 to 1; `profile` is unicode or rouge (see
    `tokens`). Raises UsageError for other values.
    """

    def __init__(self, threshold: float = 0.7, profile: str = "unicode", *, _scan_limit: int = SCAN_LIMIT) -> None:
        if not 0 <= threshold <= 1:
            raise UsageError(f"the novelty threshold is {threshold}; it must be between 0 and 1")
        self.threshold = threshold
        self.profile = profile
        self._tokenize = tokenizer(profile)
        self._entries = Entries(threshold, _scan_limit)

    def __len__(self) -> int:
        return len(self._entries)

    def check(self, text: str) -> Match | None:
        """The closest entry if its score is above the threshold (the earliest of equals), else None."""
        tokens, elements = self._entries.read(self._tokenize(text))
        best, where, size = self.threshold, -1, len(tokens)
        for bound, position in self._entries.promising(elements, size):
            if bound < best - _ROUNDING:
                break
            entry = self._entries.tokens_of(position)
            score = rouge_l(tokens, entry)
            if score > best or (score == best and position < where):
                best, where = score, position
        return None if where < 0 else self._match(best, where)

    def above(self, text: str) -> list[tuple[float, int]]:
        """Score and position of every entry whose score is above the threshold, in the order they were added."""
        tokens, elements = self._entries.read(self._tokenize(text))
        scores = ((self._score(tokens, at), at) for at in self._entries.near(elements, len(tokens)))
        return [item for item in scores if item[0] > self.threshold]

    def add(self, text: str) -> int:
        """Put a text into the pool, whatever is there, and give its position."""
        return self._entries.add(text, self._tokenize(text))

    def admit(self, text: str) -> Match | None:
        """What `check` says; a text without a match is added."""
        match = self.check(text)
        if match is None:
            self.add(text)
        return match

    def nearest(self, text: str, k: int = 10) -> list[Match]:
        """The k closest entries, closest first and the earliest of equals first, whatever the threshold."""
        wanted = min(k, len(self))
        if wanted < 1:
            return []
        tokens, elements = self._entries.read(self._tokenize(text))
        bounds = self._bounds(tokens, elements)
        cut = np.partition(bounds, -min(64 + 4 * wanted, len(self)))[-min(64 + 4 * wanted, len(self))]
        positions = np.flatnonzero(bounds >= cut).tolist()
        if len(positions) <= _FEW:
            scores = [self._score(tokens, position) for position in positions]
            order = sorted(range(len(positions)), key=lambda i: -scores[i])[:wanted]
            # What was left out scores below the cut.
            if scores[order[-1]] >= cut:
                return [self._match(scores[i], positions[i]) for i in order]
        return self._closest(next(self._rows([tokens])), wanted)

    def similarities(self, texts: Iterable[str], k: int = 10) -> list[tuple[list[Match], float]]:
        """For each text its k closest entries and its mean score over the pool (0 where that is empty)."""
        rows = self._rows([self._entries.read(self._tokenize(text))[0] for text in texts])
        return [(self._closest(row, k), float(np.mean(row)) if len(row) else 0.0) for row in rows]

    def save(self, path: str | Path) -> None:
        """Write the pool to a file that `load` reads; a file that is there is replaced in one step."""
        header, parts = self._entries.parts()
        header |= {"threshold": self.threshold, "profile": self.profile}
        temporary = Path(f"{path}.tmp")
        with temporary.open("wb") as file:
            file.write(_MAGIC)
            for part in (json.dumps(header).encode(), *parts):
                packed = zlib.compress(part, 1)
                file.write(len(packed).to_bytes(8, "little") + packed)
        os.replace(temporary, path)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """The pool that `save` wrote. Raises UsageError for a file that is not one."""
        data = Path(path).read_bytes()
        try:
            first, *parts = _unpack(data)
            header = json.loads(first)
            index = cls(header["threshold"], header["profile"])
            index._entries = Entries.restore(index.threshold, header, parts)
        except (ValueError, KeyError, IndexError, zlib.error) as error:
            raise UsageError(f"{path} is not a saved novelty index ({error}); build it again") from error
        return index

    def _score(self, tokens: list[int], position: int) -> float:
        return rouge_l(tokens, self._entries.tokens_of(position))

    def _match(self, score: float, position: int) -> Match:
        return Match(score, self._entries.text(position), position)

    def _bounds(self, tokens: list[int], elements: list[int]) -> NDArray[np.float64]:
        """For each entry a score that its own is not above."""
        sizes = _sizes(np.frombuffer(self._entries.ends, np.uint64).astype(np.int64), 0)
        shared = (len(elements) + sizes - self._entries.differing(elements)) // 2
        return _f_measures(np.minimum(np.minimum(shared, sizes), len(elements)), len(tokens), sizes)

    def _rows(self, queries: Sequence[list[int]]) -> Iterator[NDArray[np.float64]]:
        """The scores of each query with every entry."""
        step = max(1, _CELLS // max(1, len(self)))
        for start in range(0, len(queries), step):
            yield from self._block(queries[start : start + step])

    def _block(self, queries: Sequence[list[int]]) -> NDArray[np.float64]:
        # Tokens become codes from 1, 0 for those in no query: small codes make small strings, which measure fastest.
        known = sorted({token for query in queries for token in query} - {UNKNOWN})
        code = dict(zip(known, range(1, len(known) + 1), strict=True)) | {UNKNOWN: len(known) + 1}
        codes = np.zeros(self._entries.vocabulary, np.uint32)
        codes[known] = range(1, len(known) + 1)
        lengths = np.array([len(query) for query in queries])
        mine = _sequences(np.array([code[token] for query in queries for token in query], np.uint32), lengths, code)
        tokens = np.frombuffer(self._entries.tokens, np.uint32)
        ends = np.frombuffer(self._entries.ends, np.uint64).astype(np.int64)
        scores = np.empty((len(queries), len(self)))
        for start in range(0, len(self), _CHUNK):
            stops = ends[start : start + _CHUNK]
            begin = int(ends[start - 1]) if start else 0
            sizes = _sizes(stops, begin)
            theirs = _sequences(codes[tokens[begin : int(stops[-1])]], sizes, code)
            common = cdist(mine, theirs, scorer=LCSseq.similarity, dtype=np.int32)
            scores[:, start : start + _CHUNK] = _f_measures(common, lengths[:, None], sizes)
        return scores

    def _closest(self, row: NDArray[np.float64], k: int) -> list[Match]:
        wanted = min(k, len(row))
        if wanted < 1:
            return []
        positions = np.flatnonzero(row >= np.partition(row, -wanted)[-wanted])
        order = positions[np.argsort(-row[positions], kind="stable")[:wanted]]
        return [self._match(float(row[position]), position) for position in order.tolist()]


def rouge_l(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """The ROUGE-L F-measure of two texts as tokens; 0 where one of them has none."""
    return f_measure(LCSseq.similarity(one, other), len(one), len(other))


def f_measure(common: int, m: int, n: int) -> float:
    """The F-measure of texts of m and n tokens with a common subsequence of `common`, in rouge-score's arithmetic."""
    if not common:
        return 0.0
    precision, recall = common / m, common / n
    return 2 * precision * recall / (precision + recall)


def _f_measures(
    common: NDArray[np.integer[Any]], m: NDArray[np.int64] | int, n: NDArray[np.int64]
) -> NDArray[np.float64]:
    """`f_measure` for arrays, to the last bit."""
    with np.errstate(divide="ignore", invalid="ignore"):
        precision, recall = common / m, common / n
        return np.where(common > 0, 2 * precision * recall / (precision + recall), 0.0)


def _sizes(ends: NDArray[np.int64], start: int) -> NDArray[np.int64]:
    sizes = ends.copy()
    sizes[1:] -= ends[:-1]
    sizes[:1] -= start
    return sizes


def _sequences(
    codes: NDArray[np.uint32], sizes: NDArray[np.int64], alphabet: Sized
) -> Sequence[str] | Sequence[list[int]]:
    """The codes cut into texts of these sizes: strings while codes are characters below the surrogates, else lists."""
    stops = np.cumsum(sizes).tolist()
    starts = [0, *stops]
    if len(alphabet) >= 0xD800:
        numbers: list[int] = codes.tolist()
        return [numbers[start:stop] for start, stop in zip(starts, stops, strict=False)]
    text = codes.astype("<u4").tobytes().decode("utf-32-le")
    return [text[start:stop] for start, stop in zip(starts, stops, strict=False)]


def _unpack(data: bytes) -> list[bytes]:
    if not data.startswith(_MAGIC):
        raise ValueError("it begins otherwise")
    parts, place = [], len(_MAGIC)
    while place < len(data):
        size = int.from_bytes(data[place : place + 8], "little")
        parts.append(zlib.decompress(data[place + 8 : place + 8 + size]))
        place += 8 + size
    return parts
