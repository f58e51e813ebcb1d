"""How far a server is opened up, in virtual time, against simulated servers with slots."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import pytest

from selfinstruct.engine.wrappers.limited import Limited
from selfinstruct.engine.wrappers.retrying import Retrying
from selfinstruct.errors import TimedOut
from selfinstruct.records import Completion, Message, Request
from tests.support.virtual import run

CHANGING = {"bootstrap": 4.0, "instances": 1.0, "classify": 0.1}  # by how much stages differ in length


@dataclass
class Slots:
    """A server that works on `slots` requests at once, each `seconds` long, and queues the rest.

    With `shared` its slots share one processor: so many get done in the time of that one alone.
    """

    slots: int
    seconds: float
    shared: Callable[[int], float] = lambda busy: busy
    spread: float = 0.0
    name: str = "slots"
    busy: int = 0
    in_flight: int = 0
    seen: list[tuple[float, int]] = field(default_factory=list)
    done: list[float] = field(default_factory=list)
    lost: int = 0
    _rng: Random = field(default_factory=lambda: Random(4))

    def __post_init__(self) -> None:
        self._room = asyncio.Semaphore(self.slots)

    async def complete(self, request: Request) -> Completion:
        clock = asyncio.get_running_loop().time
        self.in_flight += 1
        self.seen.append((clock(), self.in_flight))
        try:
            async with asyncio.timeout(request.timeout):
                async with self._room:
                    self.busy += 1
                    try:
                        length = self.seconds * CHANGING.get(request.purpose, 1.0)
                        length *= self._rng.lognormvariate(0, self.spread) if self.spread else 1.0
                        await asyncio.sleep(length * self.busy / self.shared(self.busy))
                    finally:
                        self.busy -= 1
        except TimeoutError as error:
            self.lost += 1
            raise TimedOut(f"no answer within {request.timeout:g} s") from error
        finally:
            self.in_flight -= 1
        self.done.append(clock())
        return Completion("done")

    def most(self, after: float = 0.0) -> int:
        return max(number for at, number in self.seen if at >= after)


def drive(
    server: Slots, requests: int, concurrency: int = 32, *, near: bool = True, timeout: float = 120.0,
    purposes: tuple[str, ...] = ("p",),
) -> float:  # fmt: skip
    """Ask it all at once; the seconds that took."""

    async def main() -> float:
        clock = asyncio.get_running_loop().time
        limited = Limited(server, concurrency=concurrency, near=near, clock=clock)
        model = Retrying(limited, clock=clock, rng=Random(0))
        asked = (
            Request(purposes[index % len(purposes)], index, (Message("user", "x"),), timeout=timeout)
            for index in range(requests)
        )
        await asyncio.gather(*(model.complete(item) for item in asked))
        return clock()

    return run(main)


def test_a_near_server_is_approached_with_two_requests() -> None:
    server = Slots(64, 10.0)
    drive(server, 40)
    assert server.most() > 2
    assert [number for at, number in server.seen if at < 10] == [1, 2]
    hosted = Slots(64, 10.0)
    drive(hosted, 40, near=False)
    assert len([at for at, _ in hosted.seen if at < 10]) == 8


@pytest.mark.parametrize(("concurrency", "rounds"), [(32, 4), (64, 4), (256, 5)])
def test_a_quick_server_is_opened_as_fast_as_a_hosted_one(concurrency: int, rounds: int) -> None:
    for spread in (0.0, 0.5):
        server = Slots(1000, 0.2, spread=spread)
        drive(server, 20 * concurrency, concurrency)
        full = next(at for at, number in server.seen if number == concurrency)
        assert full <= rounds * 0.2 * (1 + spread)


@pytest.mark.parametrize("spread", [0.0, 0.5])
@pytest.mark.parametrize("purposes", [("p",), ("bootstrap", "instances", "classify")])
def test_a_server_with_many_slots_is_opened_up_all_the_way(spread: float, purposes: tuple[str, ...]) -> None:
    """As vLLM on a graphics card: each answer takes long, and many at once take hardly longer."""
    server = Slots(1000, 10.0, spread=spread)
    took = drive(server, 2000, 32, purposes=purposes)
    mean = 10.0 * sum(CHANGING.get(name, 1.0) for name in purposes) / len(purposes) * (1.14 if spread else 1.0)
    assert took < (1.6 if spread else 1.25) * 2000 * mean / 32
    assert server.lost <= 20  # answers of unequal length have some that are too long in any case


@pytest.mark.parametrize("slots", [1, 2, 4])
@pytest.mark.parametrize("spread", [0.0, 0.5])
def test_a_server_with_few_slots_has_few_in_its_queue(slots: int, spread: float) -> None:
    server = Slots(slots, 20.0, spread=spread)
    took = drive(server, 400)
    assert server.lost <= 2
    after = [number for at, number in server.seen if at > took / 4]
    assert sum(after) / len(after) <= 2 * slots + 1
    assert took < 1.2 * 400 * 20.0 * (1.14 if spread else 1.0) / slots


def test_slots_that_share_a_processor_are_no_reason_to_open_further() -> None:
    server = Slots(4, 10.0, shared=lambda busy: min(1.6, busy))
    took = drive(server, 300)
    after = [number for at, number in server.seen if at > took / 4]
    assert sum(after) / len(after) <= 4.5
    assert took < 1.1 * 300 * 10.0 / 1.6


def test_a_time_out_halves_what_is_in_flight() -> None:
    server = Slots(1, 50.0)
    drive(server, 40)
    assert 1 <= server.lost <= 3
    assert server.most(after=400) <= 3


def test_a_hosted_service_that_answers_nothing_in_time_is_approached_anew() -> None:
    server = Slots(1, 50.0)
    drive(server, 30, near=False)
    assert server.lost > 3
    assert server.most(after=600) <= 4
    hosted = Slots(100, 50.0, spread=0.45)  # a few of its answers are late: that tells nothing of others
    drive(hosted, 400, near=False)
    assert hosted.lost > 3
    assert hosted.most(after=300) == 32


def test_time_outs_double_up_to_four_times_and_waiting_for_a_slot_does_not_count() -> None:
    class Patient:
        name = "patient"
        timeouts: list[float]

        def __init__(self) -> None:
            self.timeouts = []

        async def complete(self, request: Request) -> Completion:
            self.timeouts.append(request.timeout)
            if len(self.timeouts) < 5:
                raise TimedOut("no answer")
            return Completion("done")

    model = Patient()

    async def main() -> Completion:
        clock = asyncio.get_running_loop().time
        return await Retrying(model, clock=clock, rng=Random(0)).complete(Request("p", 0, (), timeout=120))

    assert run(main).text == "done"
    assert model.timeouts == [120, 240, 480, 480, 480]
    server = Slots(2, 60.0)
    drive(server, 20, concurrency=2)  # the last waits for 540 seconds to be sent
    assert server.lost == 0
