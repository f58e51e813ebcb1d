"""Filters that find duplicates, exact and near, among the rows of a dataset or in another file.

What matches is dropped whole, never cut. `text` says which text of a row is compared: instruction, instruction+input,
output or all. With `within` false a row is compared with the other file only.
"""

from selfinstruct.filters.pool_filter import PoolFilter
from selfinstruct.novelty.exact import ExactIndex, PassageIndex
from selfinstruct.novelty.jaccard import JaccardIndex
from selfinstruct.novelty.minhash import MinHashIndex
from selfinstruct.novelty.ngrams import NgramIndex
from selfinstruct.novelty.semantic.index import THRESHOLD, SemanticIndex


def jaccard(
    threshold: float = 0.8, size: int = 1, profile: str = "unicode", text: str = "instruction", within: bool = True
) -> PoolFilter:
    """Texts that share at least `threshold` of their words (exact Jaccard) with one of the pool."""
    return PoolFilter("jaccard", JaccardIndex(threshold, size, profile), text, within)


def exact(form: str = "plain", text: str = "all", within: bool = True) -> PoolFilter:
    """Texts equal to one of the pool, by the 64-bit SHA-1 of their normal form."""
    return PoolFilter("exact", ExactIndex(form), text, within)


def paragraphs(
    share: float = 0.5, shortest: int = 5, times: int = 1, form: str = "ccnet", text: str = "output",
    within: bool = True,
) -> PoolFilter:  # fmt: skip
    """Texts of which more than `share` is paragraphs that texts of the pool have."""
    return PoolFilter("paragraphs", PassageIndex("paragraph", share, shortest, times, form), text, within)


def sentences(
    share: float = 0.5, shortest: int = 5, times: int = 1, form: str = "ccnet", text: str = "output",
    within: bool = True,
) -> PoolFilter:  # fmt: skip
    """Texts of which more than `share` is sentences that texts of the pool have."""
    return PoolFilter("sentences", PassageIndex("sentence", share, shortest, times, form), text, within)


def ngrams(
    size: int = 13, share: float = 0.0, shortest: int = 8, profile: str = "unicode", text: str = "all",
    within: bool = False, share_of: str = "row", common: int = 0, letters: bool = True,
) -> PoolFilter:  # fmt: skip
    """Texts that share a run of 13 words with another file, as benchmarks are kept out of training data.

    With `share_of` "item" they hold more than `share` of an item of that file, whatever else they say.
    """
    index = NgramIndex(size, share, shortest, profile, share_of, common, letters)
    return PoolFilter("ngrams", index, text, within)


def minhash(
    threshold: float = 0.8, size: int = 5, hashes: int = 128, profile: str = "unicode", text: str = "all",
    within: bool = True,
) -> PoolFilter:  # fmt: skip
    """Long documents that share at least `threshold` of their runs of words; needs selfinstruct[minhash]."""
    return PoolFilter("minhash", MinHashIndex(threshold, size, hashes, profile), text, within)


def semantic(threshold: float = THRESHOLD, text: str = "instruction", within: bool = True) -> PoolFilter:
    """Texts that ask for the same as one of the pool in other words; needs selfinstruct[semantic]."""
    return PoolFilter("semantic", SemanticIndex(threshold), text, within)
