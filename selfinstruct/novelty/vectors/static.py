"""Static vectors of words: one fixed vector for each piece of a word, out of a package; nothing is downloaded.

The pieces and their vectors are those of WordLlama (https://github.com/dleemiller/WordLlama): 32,000 pieces of 256
numbers. Its two files are read where the package has put them. The package itself is not imported: its own loader looks
for the tokenizer in a folder that does not exist and downloads it then, and importing it changes the root logger.

A vector here is of whole numbers, SCALE times its unit vector. So what is made of two of them is exact, whatever the
order of the sum, the processor and the number of threads, and a cosine is the same number everywhere.
"""

import math
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from selfinstruct.errors import MissingExtra
from selfinstruct.extras import installing
from selfinstruct.text.tokens import unicode_tokens

SIZE = 256
SCALE = 1 << 14
_MOST = 5_000  # words of a text that its vector is made of
_WEIGHTS, _TOKENIZER = "weights/l2_supercat_256.safetensors", "tokenizers/l2_supercat_tokenizer_config.json"
# All versions from 0.2 to 0.4 have these. A run that goes on with others would write other bytes.
_KNOWN = "64b47a2dc493cb8e85944076601189739852d7b64e0e1eedcb1937a251cd9fd5"
_OTHERS = "pip install 'wordllama>=0.3.9,<0.5'"
_BEGINNING = "▁"  # what marks a piece that begins a word
_BLOCK = 256
# Far above what rounding does to a cosine of unit vectors in single precision.
_ROUNDING = 1e-4

Whole = NDArray[np.int16]


class StaticWords:
    """Pieces of words with their vectors; `load` gives the ones of the package."""

    def __init__(self, tokenizer: Any, pieces: NDArray[np.float16]) -> None:
        self._tokenizer = tokenizer
        self._pieces = pieces
        vocabulary = sorted((number, name) for name, number in tokenizer.get_vocab().items())
        found = [(name[1:], number) for number, name in vocabulary if _is_word(name)]
        self._numbers = {word: place for place, (word, _) in enumerate(found)}
        self._words = list(self._numbers)
        self._vectors = np.array([_whole(pieces[number].astype(np.float64)) for _, number in found], np.int16)
        self._near: dict[tuple[float, int], list[tuple[str, ...]]] = {}

    def vector(self, words: Sequence[str]) -> Whole:
        """The mean of the pieces of words, zero where there are none."""
        text = " ".join(words[:_MOST]).encode("utf-8", "replace").decode()
        numbers = self._tokenizer.encode(text, add_special_tokens=False).ids
        # Half-precision numbers add up without rounding in double precision.
        return _whole(self._pieces[numbers].sum(axis=0, dtype=np.float64))

    def near(self, word: str, least: float) -> tuple[str, ...]:
        """The words, itself among them, whose cosine with a word is `least` or more; () for one that is no piece."""
        place = self._numbers.get(word)
        if place is None:
            return ()
        block, within = divmod(place, _BLOCK)
        # Neighbours are found for many words in one product of matrices.
        key = (least, block)
        if key not in self._near:
            self._near[key] = self._neighbours(block * _BLOCK, least)
        return self._near[key][within]

    def _neighbours(self, start: int, least: float) -> list[tuple[str, ...]]:
        some = self._vectors[start : start + _BLOCK]
        about = (some.astype(np.float32) / SCALE) @ (self._vectors.astype(np.float32) / SCALE).T
        found: list[tuple[str, ...]] = []
        for row, vector in zip(about, some, strict=True):
            likely = np.flatnonzero(row >= least - _ROUNDING)
            sure = likely[cosines(vector, self._vectors[likely]) >= least]
            found.append(tuple(self._words[place] for place in sure.tolist()))
        return found


def static_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """A unit vector of SIZE numbers for each text; all texts without a word have the same one.

    Raises MissingExtra where the package is not there.
    """
    words = load()
    made = np.zeros((len(texts), SIZE), np.float32)
    for number, text in enumerate(texts):
        vector = words.vector(unicode_tokens(text)).astype(np.float64)
        norm = math.sqrt(math.fsum((vector * vector).tolist()))
        made[number] = vector / norm if norm else np.eye(1, SIZE)[0]
    return made


def cosines(vector: Whole, others: Whole) -> NDArray[np.float64]:
    """The cosine of a vector with each of others, 0 where one is zero."""
    mine, theirs = vector.astype(np.int64), others.astype(np.int64)
    # One root of the product: that of a square is exact, so a text's cosine with itself is 1.
    norms = np.sqrt(float(mine @ mine) * (theirs * theirs).sum(axis=1).astype(np.float64))
    made: NDArray[np.float64] = np.divide(theirs @ mine, norms, out=np.zeros(len(others)), where=norms > 0)
    return made


@cache
def load() -> StaticWords:
    """The words of the package. Raises MissingExtra where it is not there."""
    folder = _folder()
    try:
        from safetensors.numpy import load as load_content
        from tokenizers import Tokenizer
    except ImportError as error:
        raise MissingExtra(f"static vectors need wordllama: {installing('semantic')}") from error
    content = (folder / _WEIGHTS).read_bytes()
    if sha256(content).hexdigest() != _KNOWN:
        raise MissingExtra(f"static vectors: {folder} has others than known, which decide otherwise: {_OTHERS}")
    tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return StaticWords(tokenizer, load_content(content)["embedding.weight"])


def _folder() -> Path:
    spec = find_spec("wordllama")
    if spec is None or not spec.submodule_search_locations:
        raise MissingExtra(f"static vectors need wordllama: {installing('semantic')}")
    folder = Path(spec.submodule_search_locations[0])
    if missing := [name for name in (_WEIGHTS, _TOKENIZER) if not (folder / name).is_file()]:
        raise MissingExtra(f"static vectors: {folder} has no {missing[0]}; {installing('semantic')}")
    return folder


def _is_word(name: str) -> bool:
    word = name[1:]
    return name.startswith(_BEGINNING) and len(word) > 2 and word.isalpha() and word.islower()


def _whole(values: NDArray[np.float64]) -> Whole:
    norm = math.sqrt(math.fsum((values * values).tolist()))
    if not norm:
        return np.zeros(SIZE, np.int16)
    made: Whole = np.rint(values / norm * SCALE).astype(np.int16)
    return made
