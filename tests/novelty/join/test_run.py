"""A pool of joined texts is held against one index: decisions, scores, neighbours and positions."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.errors import RunError
from selfinstruct.novelty.join import run
from selfinstruct.novelty.join.engines import Engine, Outcome
from selfinstruct.novelty.join.local import LocalEngine
from selfinstruct.novelty.join.pairs import Joiner, Task
from selfinstruct.novelty.join.run import block_number, joined
from selfinstruct.novelty.pools import PoolIndex
from selfinstruct.novelty.rouge import Match, NoveltyIndex
from tests.support.cases import cases
from tests.support.mortal import Failing, MortalJoiner
from tests.support.pools import TEXTS, crowd


class Here:
    """Carries out tasks in this process, the last one first, and each twice: no task may depend on another."""

    def __init__(self, make: Callable[[], Joiner]) -> None:
        self._make = make

    def carry_out(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Outcome]]:
        for task in reversed(tasks):
            outcome = self._make()(task)
            assert self._make()(task) == outcome
            yield task, outcome

    def close(self) -> None:
        pass


def engine(workers: int) -> Callable[[Callable[[], Joiner]], Engine]:
    return partial(LocalEngine, workers=workers)


def filtered(pool: PoolIndex, texts: list[str], seeds: Sequence[str] = (), *, add: bool = True) -> list[Match | None]:
    """What a pool says of each text, of which it takes those without a match."""
    for seed in seeds:
        pool.add(seed)
    found = []
    for text in texts:
        found.append(pool.check(text))
        if found[-1] is None and add:
            pool.add(text)
    return found


THRESHOLDS = st.sampled_from([0, 0.5, 0.6, 0.7, 0.7, 0.7, 0.9, 1])


@given(TEXTS, TEXTS, THRESHOLDS, st.sampled_from(["unicode", "rouge"]), st.integers(1, 5), st.booleans())
@cases(100)
def test_a_join_decides_as_one_index(
    texts: list[str], seeds: list[str], threshold: float, profile: str, blocks: int, add: bool
) -> None:
    with joined(texts, threshold, profile, Here, lambda _: blocks, seeds=seeds, entries=add) as made:
        assert made.pool is not None
        expected = filtered(NoveltyIndex(threshold, profile), texts, seeds, add=add)
        assert filtered(made.pool, texts, seeds, add=add) == expected


@given(TEXTS, st.integers(1, 4), st.randoms(use_true_random=False))
@cases(60)
def test_what_is_taken_in_spite_of_a_match(texts: list[str], blocks: int, rng: Random) -> None:
    """As conversations under another system prompt are; then all that is above the threshold is asked for."""
    with joined(texts, 0.6, "unicode", Here, lambda _: blocks, alone=lambda: False) as made:
        assert made.pool is not None
        one = NoveltyIndex(0.6)
        for text in texts:
            assert made.pool.check(text) == one.check(text)
            assert made.pool.nearest(text, 5) == [match for match in one.nearest(text, 5) if match.score > 0.6]
            if rng.random() < 0.5:
                assert made.pool.add(text) == one.add(text)
        assert len(made.pool) == len(one)


@pytest.mark.parametrize("blocks", [1, 2, 4, pytest.param(9, marks=pytest.mark.slow)])
def test_blocks_of_a_crowd(blocks: int) -> None:
    texts = crowd(1_000)
    expected = filtered(NoveltyIndex(), texts)
    with joined(texts, 0.7, "unicode", Here, lambda _: blocks) as made:
        assert made.pool is not None
        assert filtered(made.pool, texts) == expected
        assert made.tasks == blocks * (blocks + 1) // 2
        assert made.texts < len(texts)  # some have no tokens
    assert 250 < sum(match is not None for match in expected) < 800


def test_the_first_block_spares_pairs_of_what_is_gone() -> None:
    """A crowd round one text: of all pairs only those with what is kept are written down."""
    texts = [f"Write a poem about the number {number} and the sea at night" for number in range(300)]
    with joined(texts, 0.7, "unicode", Here, lambda _: 4) as made:
        assert made.pairs == 299
    with joined(texts, 0.7, "unicode", Here, lambda _: 4, alone=lambda: False) as made:
        assert made.pairs == 299 * 300 // 2


def test_too_many_pairs_give_no_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_PAIRS", 2)
    texts = [f"Write a poem about the number {number} and the sea at night" for number in range(400)]
    for make in (Here, engine(2)):
        with joined(texts, 0.7, "unicode", make, lambda _: 3, alone=lambda: False) as made:
            assert made.pool is None
            assert made.pairs > 2_000


def test_a_text_that_was_not_joined_is_measured() -> None:
    texts = crowd(300, 1)
    with joined(texts[:200], 0.7, "unicode", Here, lambda _: 2) as made:
        assert made.pool is not None
        assert filtered(made.pool, texts) == filtered(NoveltyIndex(), texts)


@pytest.mark.parametrize("workers", [1, 3])
def test_processes(workers: int) -> None:
    texts = crowd(600, 2)
    with joined(texts, 0.7, "unicode", engine(workers), lambda _: 4) as made:
        assert made.pool is not None
        assert filtered(made.pool, texts) == filtered(NoveltyIndex(), texts)


@pytest.mark.parametrize("blocks", [(0, 0), (0, 2), (1, 2)])
def test_a_task_whose_process_dies_is_done_again(tmp_path: Path, blocks: tuple[int, int]) -> None:
    texts = crowd(300, 3)

    def mortal(make: Callable[[], Joiner]) -> Engine:
        return LocalEngine(partial(MortalJoiner, make, blocks, tmp_path / "died"), 2)

    with joined(texts, 0.7, "unicode", mortal, lambda _: 3) as made:
        assert made.pool is not None
        assert filtered(made.pool, texts) == filtered(NoveltyIndex(), texts)
    assert (tmp_path / "died").exists()


def test_a_task_that_always_kills_is_told_of() -> None:
    def mortal(make: Callable[[], Joiner]) -> Engine:
        return LocalEngine(partial(MortalJoiner, make, (0, 1), None), 2)

    said = r"died 3 times over the texts of blocks 0 and 1 \(signal 9\).*fewer --workers"
    with pytest.raises(RunError, match=said), joined(crowd(90), 0.7, "unicode", mortal, lambda _: 2):
        pass


def test_an_error_of_a_task_is_raised_here() -> None:
    def failing(make: Callable[[], Joiner]) -> Engine:
        return LocalEngine(partial(Failing, make), 2)

    with pytest.raises(RunError, match="no room"), joined(crowd(90), 0.7, "unicode", failing, lambda _: 2):
        pass


def test_no_texts() -> None:
    with joined([], 0.7, "unicode", Here, lambda _: 3) as made:
        assert made.pool is not None
        assert (made.pool.check("…"), made.pool.add("…"), len(made.pool)) == (None, 0, 1)


@pytest.mark.parametrize(
    ("texts", "workers", "blocks"), [(10, 1, 1), (10, 2, 3), (10, 4, 5), (2_000_000, 4, 5), (9_000_001, 4, 10)]
)
def test_blocks_fill_workers_and_no_memory(texts: int, workers: int, blocks: int) -> None:
    assert block_number(texts, workers) == blocks
