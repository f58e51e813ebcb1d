"""Several workers on one run, within one process: the same results, deaths, poisoned items, limits."""

import asyncio
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from selfinstruct.engine.crew.known import DEATHS, SUSPECT
from selfinstruct.engine.crew.messages import Died
from selfinstruct.errors import QuotaExhausted, RunError, UsageError
from selfinstruct.prices import Price
from tests.support.crews import Counted, Errand, Here, LoopEngine, ran

ITEMS = [f"thing {number}" for number in range(60)]
ABOUT = [f"About {item}" for item in ITEMS]


@pytest.mark.parametrize(("workers", "size"), [(1, 60), (2, 7), (4, 20), (9, 25)])
def test_the_results_are_those_of_one_process(workers: int, size: int, tmp_path: Path) -> None:
    model = Counted()
    found = ran(tmp_path, ITEMS, model, LoopEngine(), workers=workers, shard_size=size)
    assert (found.status, found.results, found.requests) == ("done", ABOUT, 60)
    assert sorted(model.answered) == sorted(ITEMS)
    shards = -(-60 // size)
    assert found.crew["workers"] == min(workers, shards)
    assert (found.crew["shards"], found.crew["done"], found.crew["died"]) == (shards, shards, 0)
    assert sum(one["answers"] for one in found.crew["by_worker"]) == 60


def test_other_workers_or_none_go_on_and_ask_nothing(tmp_path: Path) -> None:
    model = Counted()
    first = ran(tmp_path, ITEMS, model, LoopEngine(), workers=2, shard_size=9, max_requests=31)
    assert (first.status, first.requests) == ("max_requests", 31)
    ran(tmp_path, ITEMS, model, LoopEngine(), workers=5, shard_size=9)
    assert Counter(model.answered) == Counter(ITEMS), "each is asked once"
    for engine, size in ((LoopEngine(), 9), (LoopEngine(), 20), (None, 9)):
        again = ran(tmp_path, ITEMS, model, engine, workers=3, shard_size=size)
        assert (again.status, again.results) == ("done", ABOUT)
    assert len(model.answered) == 60


def test_no_items_are_done_at_once(tmp_path: Path) -> None:
    found = ran(tmp_path, [], Counted(), LoopEngine(), workers=3)
    assert (found.status, found.results) == ("done", [])


@pytest.mark.parametrize("seed", range(4))
def test_killed_workers_lose_what_they_had_in_flight_and_no_more(seed: int, tmp_path: Path) -> None:
    model, engine = Counted(seed), LoopEngine(Random(seed), kills=6, every=15)
    found = ran(tmp_path, ITEMS, model, engine, workers=3, shard_size=6, concurrency=6)
    assert (found.status, found.results) == ("done", ABOUT)
    assert engine.dead == found.crew["died"]  # 0 where all was done before the first kill
    assert model.most <= 6
    assert model.sent - 60 <= 2 * engine.dead


def test_an_item_that_kills_its_worker_each_time_is_left_out(tmp_path: Path) -> None:
    engine, begun = LoopEngine(), Counter[str]()

    async def spoils(item: str) -> None:
        begun[item] += 1
        if item == ITEMS[17]:
            engine.kill_one(0)
            await asyncio.sleep(60)

    found = ran(tmp_path, ITEMS, Counted(), engine, Errand(Here(spoils)), workers=1, shard_size=20, concurrency=4)
    assert begun[ITEMS[17]] == SUSPECT + DEATHS
    assert found.status == "done"
    assert found.results[17] == "left out: each worker that began it was killed"
    assert found.results[:17] + found.results[18:] == ABOUT[:17] + ABOUT[18:]
    again = ran(tmp_path, ITEMS, Counted(), None, Errand(Here(spoils)), shard_size=20)
    assert again.results == found.results
    assert begun[ITEMS[17]] == SUSPECT + DEATHS, "it is remembered"


@pytest.mark.parametrize("by_workers", [True, False])
def test_what_was_left_out_is_asked_again_where_that_is_asked_for(by_workers: bool, tmp_path: Path) -> None:
    bad, model = [ITEMS[3], ITEMS[41]], Counted()

    async def spoils(item: str) -> None:
        if item in bad:
            raise ZeroDivisionError("nothing to divide by")

    errand = Errand(Here(spoils))
    ran(tmp_path, ITEMS, model, LoopEngine(), errand, workers=2, shard_size=20)
    bad.remove(ITEMS[41])
    left = ran(tmp_path, ITEMS, model, LoopEngine(), errand, workers=2, shard_size=20)
    assert left.results[41].startswith("left out")
    if by_workers:
        again = ran(tmp_path, ITEMS, model, LoopEngine(), errand, retried=True, workers=2, shard_size=20)
        assert (again.results[3], again.results[41]) == ("left out: ZeroDivisionError: nothing to divide by", ABOUT[41])
    bad.clear()
    engine = LoopEngine() if by_workers else None
    mended = ran(tmp_path, ITEMS, model, engine, errand, retried=True, workers=2, shard_size=20)
    assert (mended.status, mended.results) == ("done", ABOUT)
    assert Counter(model.answered) == Counter(ITEMS), "nothing is asked twice"


def test_an_item_that_raises_is_left_out_and_the_others_go_on(tmp_path: Path) -> None:
    async def spoils(item: str) -> None:
        if item == ITEMS[3]:
            raise ZeroDivisionError("nothing to divide by")

    found = ran(tmp_path, ITEMS, Counted(), LoopEngine(), Errand(Here(spoils)), workers=2, shard_size=20)
    assert found.results[3] == "left out: ZeroDivisionError: nothing to divide by"
    assert found.results[:3] + found.results[4:] == ABOUT[:3] + ABOUT[4:]


def test_code_that_always_raises_is_the_code_s_failure(tmp_path: Path) -> None:
    async def spoils(item: str) -> None:
        raise ZeroDivisionError(f"not even {item}")

    with pytest.raises(ZeroDivisionError, match="not even"):
        ran(tmp_path, ITEMS, Counted(), LoopEngine(), Errand(Here(spoils)), workers=2, shard_size=20)


def test_memory_that_is_short_ends_a_worker_and_blames_no_item(tmp_path: Path) -> None:
    short = [2]

    async def spoils(item: str) -> None:
        if item == ITEMS[30] and short[0]:
            short[0] -= 1
            raise MemoryError

    found = ran(tmp_path, ITEMS, Counted(), LoopEngine(), Errand(Here(spoils)), workers=2, shard_size=20)
    assert (found.status, found.results, found.crew["died"]) == ("done", ABOUT, 2)


def test_workers_that_always_die_end_the_run_with_one_line(tmp_path: Path) -> None:
    async def spoils(item: str) -> None:
        raise MemoryError

    with pytest.raises(RunError, match=r"worker 0 ran out of memory, whatever item of shard 0 it begins"):
        ran(tmp_path, ITEMS, Counted(), LoopEngine(), Errand(Here(spoils)), workers=1)


def test_a_worker_that_cannot_even_begin_ends_the_run_with_one_line(tmp_path: Path) -> None:
    class Dying(LoopEngine):
        async def start(self, number: int, package: bytes) -> None:
            self.told(number, Died("ended with exit code 1"))

        async def kill(self, number: int) -> None: ...

    with pytest.raises(RunError, match="ended with exit code 1, 6 times in a row; what was answered is kept"):
        ran(tmp_path, ITEMS, Counted(), Dying(), workers=2)


def test_a_model_that_cannot_be_sent_is_named(tmp_path: Path) -> None:
    class Local:
        name = "test/local"

        async def complete(self, request: object) -> None: ...

    with pytest.raises(UsageError, match="--engine local: the model cannot be sent to workers"):
        ran(tmp_path, ITEMS, Local(), LoopEngine(), workers=2)


def test_an_error_of_the_service_ends_it_and_is_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def spoils(item: str) -> None:
        if int(item.split()[1]) % 20 > 10:
            raise QuotaExhausted("the account is out of credit")

    with pytest.raises(QuotaExhausted, match="out of credit"):
        ran(tmp_path, ITEMS, Counted(), LoopEngine(), Errand(Here(spoils)), workers=3, shard_size=20)
    assert [record.message for record in caplog.records].count(
        "a worker has ended, and the others go on: the account is out of credit"
    ) == 1


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(6, 100))])
def test_limits_are_not_passed_whatever_is_killed(seed: int, tmp_path: Path) -> None:
    rng = Random(f"limits:{seed}")
    price = Price(1000.0, 5000.0)  # an answer: 0.01 to 0.06 dollars
    model = Counted(seed, failing=rng.choice([0.0, 0.2]))
    kills, workers, size = rng.choice([0, 2, 5]), rng.randint(1, 5), rng.choice([3, 10, 25])
    limit: dict[str, Any] = (
        {"max_requests": rng.randint(0, 50)} if rng.random() < 0.5 else {"max_cost": rng.random() * 2}
    )
    engine = LoopEngine(rng, kills=kills, every=20)
    options: dict[str, Any] = {
        "workers": workers,
        "shard_size": size,
        "concurrency": rng.choice([1, 5, 12]),
        "price": price,
    }
    found = ran(tmp_path, ITEMS, model, engine, **options, **limit)
    spent = sum(price.cost(usage) for usage in model.given)
    assert model.sent <= limit.get("max_requests", 1000)
    assert spent <= limit.get("max_cost", 1000) + 1e-9
    assert found.status in ("done", *limit)
    if not kills and "max_requests" in limit:
        assert model.sent == limit["max_requests"], "it is used to the end"
    whole = ran(tmp_path, ITEMS, model, LoopEngine(), **options)
    assert (whole.status, whole.results) == ("done", ABOUT)
