"""Filters that find duplicates, exact and near, among the rows of a dataset or in another file.

What matches is dropped whole, never cut. `text` says which text of a row is compared: instruction, instruction+input,
output or all. With `within` false a row is compared with the other file only.
"""

from dataclasses import dataclass

from selfinstruct.filters import compared
from selfinstruct.filters.compared import Pool
from selfinstruct.jaccard import JaccardIndex
from selfinstruct.minhash import MinHashIndex
from selfinstruct.overlap import NgramIndex
from selfinstruct.passages import ExactIndex, PassageIndex


@dataclass
class Jaccard:
    """Texts that share at least `threshold` of their words (exact Jaccard) with one of the pool."""

    threshold: float = 0.8
    size: int = 1
    profile: str = "unicode"
    text: str = "instruction"
    within: bool = True

    def __post_init__(self) -> None:
        self.pool = Pool("jaccard", JaccardIndex(self.threshold, self.size, self.profile), self.text, self.within)
        self.scope = self.pool.scope

    __call__ = compared.judge
    add = compared.add
    seed = compared.seed


@dataclass
class Exact:
    """Texts equal to one of the pool, by the 64-bit SHA-1 of their normal form."""

    form: str = "plain"
    text: str = "all"
    within: bool = True

    def __post_init__(self) -> None:
        self.pool = Pool("exact", ExactIndex(self.form), self.text, self.within)
        self.scope = self.pool.scope

    __call__ = compared.judge
    add = compared.add
    seed = compared.seed


@dataclass
class Paragraphs:
    """Texts of which more than `share` is paragraphs that texts of the pool have."""

    share: float = 0.5
    shortest: int = 5
    times: int = 1
    form: str = "ccnet"
    text: str = "output"
    within: bool = True

    def __post_init__(self) -> None:
        index = PassageIndex("paragraph", self.share, self.shortest, self.times, self.form)
        self.pool = Pool("paragraphs", index, self.text, self.within)
        self.scope = self.pool.scope

    __call__ = compared.judge
    add = compared.add
    seed = compared.seed


@dataclass
class Sentences:
    """Texts of which more than `share` is sentences that texts of the pool have."""

    share: float = 0.5
    shortest: int = 5
    times: int = 1
    form: str = "ccnet"
    text: str = "output"
    within: bool = True

    def __post_init__(self) -> None:
        index = PassageIndex("sentence", self.share, self.shortest, self.times, self.form)
        self.pool = Pool("sentences", index, self.text, self.within)
        self.scope = self.pool.scope

    __call__ = compared.judge
    add = compared.add
    seed = compared.seed


@dataclass
class Ngrams:
    """Texts that share a run of 13 words with another file, as benchmarks are kept out of training data."""

    size: int = 13
    share: float = 0.0
    shortest: int = 8
    profile: str = "unicode"
    text: str = "all"
    within: bool = False

    def __post_init__(self) -> None:
        index = NgramIndex(self.size, self.share, self.shortest, self.profile)
        self.pool = Pool("ngrams", index, self.text, self.within)
        self.scope = self.pool.scope

    __call__ = compared.judge
    add = compared.add
    seed = compared.seed


@dataclass
class MinHash:
    """Long documents that share at least `threshold` of their runs of words; needs selfinstruct[minhash]."""

    threshold: float = 0.8
    size: int = 5
    hashes: int = 128
    profile: str = "unicode"
    text: str = "all"
    within: bool = True

    def __post_init__(self) -> None:
        index = MinHashIndex(self.threshold, self.size, self.hashes, self.profile)
        self.pool = Pool("minhash", index, self.text, self.within)
        self.scope = self.pool.scope

    __call__ = compared.judge
    add = compared.add
    seed = compared.seed
