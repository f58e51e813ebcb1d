"""A pool over shards is held against the same pool in one index: every match, to the bit."""

import os
import pickle
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.errors import RunError, UsageError
from selfinstruct.novelty.exact import ExactIndex
from selfinstruct.novelty.jaccard import JaccardIndex
from selfinstruct.novelty.minhash import MinHashIndex
from selfinstruct.novelty.pools import PoolIndex
from selfinstruct.novelty.rouge import Match, NoveltyIndex
from selfinstruct.novelty.sharded.pool import ShardedIndex
from tests.support.cases import cases
from tests.support.mortal import MortalIndex
from tests.support.pools import TEXTS, crowd
from tests.support.texts import LISTS, SCAN

Make = Callable[[], PoolIndex]
MAKES: list[Make] = [
    NoveltyIndex,
    partial(NoveltyIndex, 0.7, _scan_limit=LISTS),
    partial(NoveltyIndex, 0.5, "rouge", _scan_limit=8),
    partial(NoveltyIndex, 0),
    partial(NoveltyIndex, 1),
    partial(JaccardIndex, 0.6, _scan_limit=SCAN),
    partial(JaccardIndex, 0.8, 2, _scan_limit=LISTS),
    ExactIndex,
]


def one_by_one(make: Make, texts: list[str]) -> list[Match | None]:
    """What one index says of each text, which it takes where it has no match."""
    index, found = make(), []
    for text in texts:
        found.append(index.check(text))
        if found[-1] is None:
            index.add(text)
    return found


def batches(pool: ShardedIndex, texts: list[str], size: int) -> list[Match | None]:
    return [match for start in range(0, len(texts), size) for match in pool.admit_all(texts[start : start + size])]


@given(TEXTS, st.sampled_from(MAKES), st.sampled_from([1, 2, 3, 4, 7]), st.integers(1, 50))
@cases(200)
def test_shards_decide_as_one_index(texts: list[str], make: Make, shards: int, size: int) -> None:
    assert batches(ShardedIndex(make, shards), texts, size) == one_by_one(make, texts)


SOME = ((1, 1024), (2, 16), (3, 128), (7, 1))  # of each number one


@pytest.mark.parametrize(
    ("shards", "size"),
    [
        pytest.param(shards, size, marks=() if (shards, size) in SOME else pytest.mark.slow)
        for shards in (1, 2, 3, 4, 7)
        for size in (1, 16, 128, 1024)
    ],
)
def test_batches_of_any_size(shards: int, size: int) -> None:
    texts = crowd(1_100)
    expected = one_by_one(NoveltyIndex, texts)
    assert batches(ShardedIndex(NoveltyIndex, shards), texts, size) == expected
    assert 300 < sum(match is not None for match in expected) < 800


def test_sketches_over_shards() -> None:
    pytest.importorskip("rensa")
    texts = crowd(300)
    make = partial(MinHashIndex, 0.7, 2)
    assert batches(ShardedIndex(make, 3), texts, 64) == one_by_one(make, texts)


@given(TEXTS, st.integers(1, 5), st.integers(0, 12))
@cases(100)
def test_what_is_added_unasked_and_what_is_nearest(texts: list[str], shards: int, k: int) -> None:
    one, pool = NoveltyIndex(), ShardedIndex(NoveltyIndex, shards)
    for place, text in enumerate(texts):
        assert pool.check(text) == one.check(text)
        assert pool.nearest(text, k) == one.nearest(text, k)
        if place % 3:
            assert pool.add(text) == one.add(text)
        else:
            assert pool.admit(text) == one.admit(text)
        assert len(pool) == len(one)


@pytest.mark.parametrize("shards", [1, 3])
@pytest.mark.parametrize("size", [16, pytest.param(1, marks=pytest.mark.slow), 1024])
def test_shards_in_processes(shards: int, size: int) -> None:
    texts = crowd(1_100, 1)
    with ShardedIndex(NoveltyIndex, shards, processes=True) as pool:
        assert len(set(pool.pids)) == shards
        assert batches(pool, texts, size) == one_by_one(NoveltyIndex, texts)
        assert pool.nearest("w1 w2 w3 w4", 4) == filled(pool, texts).nearest("w1 w2 w3 w4", 4)


def filled(pool: ShardedIndex, texts: list[str]) -> NoveltyIndex:
    """One index with what the pool has."""
    index = NoveltyIndex()
    for text in texts:
        index.admit(text)
    assert len(index) == len(pool)
    return index


def test_killed_shards_are_filled_again() -> None:
    """Each is killed with -9 at some time, also all at once, and one before it has anything."""
    texts = crowd(900, 2)
    with ShardedIndex(NoveltyIndex, 3, processes=True) as pool:
        found: list[Match | None] = []
        for start, victims in zip(range(0, 900, 150), ([0], [], [1], [0, 1, 2], [], [2]), strict=True):
            for shard in victims:
                os.kill(pool.pids[shard], signal.SIGKILL)
            found += pool.admit_all(texts[start : start + 150])
        assert found == one_by_one(NoveltyIndex, texts)


def test_a_shard_that_dies_over_a_question_is_asked_again(tmp_path: Path) -> None:
    texts = crowd(200, 3)
    with ShardedIndex(partial(MortalIndex, texts[150], tmp_path / "died"), 2, processes=True) as pool:
        before = pool.pids
        assert batches(pool, texts[:128], 64) == one_by_one(NoveltyIndex, texts)[:128]
        assert pool.pids == before
        found = pool.check_all(texts[128:])
        assert found == [filled(pool, texts[:128]).check(text) for text in texts[128:]]
        assert pool.pids != before
    assert (tmp_path / "died").exists()


def test_a_shard_that_always_dies_is_told_of() -> None:
    with ShardedIndex(partial(MortalIndex, "deadly", None), 2, processes=True) as pool:
        pool.admit("one text")
        with pytest.raises(RunError, match=r"died 3 times over one question \(signal 9\)"):
            pool.check_all(["deadly"])
        assert pool.admit_all(["one text", "and quite another"])[0] == Match(1.0, "one text", 0)


def test_an_error_in_a_process_is_raised_here() -> None:
    with ShardedIndex(partial(NoveltyIndex, 2), 1, processes=True) as pool, pytest.raises(UsageError, match="between"):
        pool.check("a")


def test_a_pool_needs_a_shard() -> None:
    with pytest.raises(UsageError, match="0 shards"):
        ShardedIndex(NoveltyIndex, 0)


def test_processes_end_with_the_pool() -> None:
    with ShardedIndex(NoveltyIndex, 2, processes=True) as pool:
        pids = pool.pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_matches_cross_processes_without_their_class() -> None:
    """What makes an index is all that needs pickling: a partial of a class of the package."""
    assert pickle.loads(pickle.dumps(MAKES))
