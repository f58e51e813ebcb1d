"""Near-duplicates among long documents: MinHash with LSH banding finds candidates, the texts themselves decide.

The `jaccard` index costs time in proportion to a text's words. A MinHash sketch has the same few numbers for a text of
any length, and texts of similarity s agree in each number with probability s. The sketch is cut into bands; texts that
agree in a whole band are compared word by word. So nothing is called a duplicate that is not one, and a pair at the
threshold escapes with a probability of at most _MISSED; a closer pair with far less.
"""

from collections.abc import Sequence
from typing import Any

from selfinstruct.errors import MissingExtra, UsageError
from selfinstruct.extras import installing
from selfinstruct.novelty.jaccard import word_runs
from selfinstruct.novelty.rouge import Match
from selfinstruct.text.tokens import tokenizer

_MISSED = 0.001
_SEED = 1


class MinHashIndex:
    """A pool of texts that says which one has a Jaccard similarity of at least `threshold` with another text.

    What is compared are runs of `size` words; `hashes` is the length of a sketch. Raises UsageError for values out
    of range, MissingExtra where rensa is missing.
    """

    def __init__(self, threshold: float = 0.8, size: int = 5, hashes: int = 128, profile: str = "unicode") -> None:
        if not 0 < threshold <= 1:
            raise UsageError(f"the MinHash threshold is {threshold}; it must be above 0 and at most 1")
        if size < 1 or hashes < 1:
            raise UsageError(f"size is {size} and hashes {hashes}; both must be at least 1")
        self._rensa = _rensa()
        self.threshold, self.size, self.hashes = threshold, size, hashes
        self._tokenize = tokenizer(profile)
        self._lsh = self._rensa.RMinHashLSH(threshold, hashes, bands(threshold, hashes))
        self._texts: list[str] = []
        self._last: tuple[str, frozenset[str], Any] | None = None

    def __len__(self) -> int:
        return len(self._texts)

    def check(self, text: str) -> Match | None:
        """The most similar of the entries found (the earliest of equals) if it reaches the threshold, else None."""
        mine, sketch = self._sketch(text)
        best, where = 0.0, -1
        for position in sorted(self._lsh.query(sketch)) if mine else ():
            theirs = self._runs(self._texts[position])
            common = len(mine & theirs)
            similarity = common / (len(mine) + len(theirs) - common)
            if similarity >= self.threshold and similarity > best:
                best, where = similarity, position
        return None if where < 0 else Match(best, self._texts[where], where)

    def add(self, text: str) -> int:
        """Put a text into the pool, whatever is there, and give its position."""
        runs, sketch = self._sketch(text)
        if runs:
            self._lsh.insert(len(self._texts), sketch)
        self._texts.append(text)
        return len(self._texts) - 1

    def _sketch(self, text: str) -> tuple[frozenset[str], Any]:
        # A text is checked and then added.
        if self._last is None or self._last[0] != text:
            runs = self._runs(text)
            sketch = self._rensa.RMinHash(self.hashes, _SEED)
            sketch.update([run.encode("utf-8", "surrogatepass") for run in runs])
            self._last = (text, runs, sketch)
        return self._last[1:]

    def _runs(self, text: str) -> frozenset[str]:
        return frozenset(word_runs(self._tokenize(text), self.size))


def bands(threshold: float, hashes: int) -> int:
    """The fewest bands with which at most _MISSED of the pairs at the threshold agree in none."""
    fitting = (number for number in _divisors(hashes) if _escaping(threshold, hashes, number) <= _MISSED)
    return next(fitting, hashes)


def _escaping(threshold: float, hashes: int, number: int) -> float:
    return float((1 - threshold ** (hashes // number)) ** number)


def _divisors(hashes: int) -> Sequence[int]:
    return [number for number in range(1, hashes + 1) if hashes % number == 0]


def _rensa() -> Any:
    try:
        import rensa
    except ImportError as error:
        raise MissingExtra(f"the filter minhash needs rensa: {installing('minhash')}") from error
    return rensa
