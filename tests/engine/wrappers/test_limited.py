"""Pacing, in virtual time, against a simulated service with a hard limit."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

import pytest

from selfinstruct.engine.wrappers.limited import Limited, tokens_of
from selfinstruct.engine.wrappers.pacing.found_limit import AdaptiveLimit
from selfinstruct.engine.wrappers.retrying import Retrying
from selfinstruct.errors import RateLimited, Retryable
from selfinstruct.records import Completion, Message, Request, Sampling, Usage
from tests.serve.faults import Bucket, Latency
from tests.support.virtual import run

REQUEST = Request("p", 0, (Message("user", "x" * 400),), Sampling(max_tokens=100))


class Service:
    """Answers after `latency`, refuses at once what is over the limit, and counts."""

    name = "service"

    def __init__(self, latency: str = "fixed:200", bucket: Bucket | None = None, told: str = "") -> None:
        self.latency = Latency.parse(latency)
        self.bucket = bucket
        self.told = told
        self.retry_after = bool(told)
        self.refuses: Callable[[], bool] = lambda: False
        self.pace: Callable[[Mapping[str, str]], None] | None = None
        self.rng = Random(1)
        self.sent: list[float] = []
        self.refused = self.in_flight = self.most_in_flight = 0

    async def complete(self, request: Request) -> Completion:
        clock = asyncio.get_running_loop().time
        self.sent.append(clock())
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await asyncio.sleep(0.001)
            wait = self.bucket.take(clock()) if self.bucket else 0.0
            headers = self.bucket.headers(clock()) if self.bucket else {}
            refused = wait > 0 or self.refuses()
            if not refused:
                await asyncio.sleep(self.latency.seconds(self.rng.random()))
            if self.told == "leaving" and self.bucket:
                headers = self.bucket.headers(clock())
            if self.told and self.pace:
                self.pace(headers)
            if refused:
                self.refused += 1
                raise RateLimited("slower", wait if self.retry_after else None)
            return Completion("done", usage=Usage(90, 10))
        finally:
            self.in_flight -= 1

    @property
    def share_refused(self) -> float:
        return self.refused / len(self.sent)


@dataclass
class Spent:
    seconds: float
    answers: list[Completion]


def drive(
    service: Service, requests: int, concurrency: int = 64, rpm: float | None = None, tpm: float | None = None
) -> Spent:
    async def main() -> Spent:
        clock = asyncio.get_running_loop().time
        limited = Limited(service, concurrency=concurrency, rpm=rpm, tpm=tpm, clock=clock)
        service.pace = limited.pace
        model = Retrying(limited, clock=clock, rng=Random(0))
        answers = await asyncio.gather(*(model.complete(REQUEST) for _ in range(requests)))
        return Spent(clock(), list(answers))

    return run(main)


def limit(per_minute: float, burst: float = 1.0) -> Bucket:
    return Bucket(per_minute, burst, at=0.0)


STATED = [(told, latency, size) for told in ("arriving", "leaving") for latency in ("fixed:200", "lognormal:200")
          for size in (32, 256)]  # fmt: skip
BY_DEFAULT = [("arriving", "fixed:200", 32), ("leaving", "lognormal:200", 256)]


@pytest.mark.parametrize(
    ("told", "latency", "concurrency"),
    [case if case in BY_DEFAULT else pytest.param(*case, marks=pytest.mark.slow) for case in STATED],
)
def test_a_stated_limit_is_met_from_the_first_request_on(told: str, latency: str, concurrency: int) -> None:
    service = Service(latency, limit(6000), told)
    spent = drive(service, 2000, concurrency)
    ideal = (2000 - 100) / 100  # the burst is the first hundred
    assert spent.seconds <= 1.05 * ideal
    assert service.share_refused < 0.01
    assert len(spent.answers) == 2000


def test_a_stated_limit_that_allows_a_minute_at_once_is_used_at_once() -> None:
    service = Service("lognormal:200", limit(6000, burst=60), "arriving")
    assert drive(service, 7000, 256).seconds <= 1.05 * 10 + 1
    assert service.share_refused < 0.01


def test_a_limit_shared_with_others_is_followed() -> None:
    bucket = limit(6000)
    service = Service("fixed:200", bucket, "leaving")

    def someone_else() -> bool:
        bucket.level -= 0.5  # takes half of what we take
        return False

    service.refuses = someone_else
    drive(service, 1000)
    assert service.share_refused < 0.05


STORMS = [(per_minute, retry_after, latency) for per_minute in (6000, 600) for retry_after in (True, False)
          for latency in ("fixed:200", "lognormal:200", "fixed:10")]  # fmt: skip
STORMS_BY_DEFAULT = [(6000, True, "lognormal:200"), (600, False, "fixed:10")]


@pytest.mark.parametrize(
    ("per_minute", "retry_after", "latency"),
    [case if case in STORMS_BY_DEFAULT else pytest.param(*case, marks=pytest.mark.slow) for case in STORMS],
)
def test_a_storm_without_headers_is_weathered(per_minute: float, retry_after: bool, latency: str) -> None:
    requests = 2000
    service = Service(latency, limit(per_minute))
    service.retry_after = retry_after
    spent = drive(service, requests)
    assert len(spent.answers) == requests
    assert service.share_refused < 0.10
    assert spent.seconds <= 1.25 * (requests / per_minute * 60)


def test_all_wait_out_what_one_was_told_to_wait() -> None:
    backing = AdaptiveLimit()
    sent = backing.send(0.0)
    backing.refused(sent, 1.0, 20.0)
    assert backing.wait(2.0) == 19.0
    backing.refused(sent, 2.0, 5.0)
    assert backing.wait(2.0) == 19.0, "the longest holds"


@pytest.mark.parametrize("share", [0.02, 0.05, 0.1, 0.2])
def test_refusals_at_random_do_not_bring_it_to_a_halt(share: float) -> None:
    service = Service("fixed:200")
    rng = Random(3)
    service.refuses = lambda: rng.random() < share
    spent = drive(service, 1000, 32)
    assert len(spent.answers) == 1000
    assert spent.seconds < 100


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 4))])
def test_refusals_at_random_are_told_from_a_limit_within_seconds(seed: int) -> None:
    service = Service("fixed:200")
    rng = Random(seed)
    service.refuses = lambda: rng.random() < 0.1
    drive(service, 3000)
    assert sum(at < 12 for at in service.sent) > 0.4 * 12 * 64 / 0.2


def test_without_limits_all_slots_are_used() -> None:
    service = Service("fixed:200")
    spent = drive(service, 2000, 64)
    assert service.most_in_flight == 64
    assert spent.seconds < 1.12 * 2000 / 64 * 0.201


def test_the_users_rpm_holds_in_every_minute() -> None:
    service = Service("fixed:200")
    drive(service, 400, 32, rpm=120)
    within = [sum(start <= at < start + 60 for at in service.sent) for start in service.sent]
    assert max(within) <= 121
    assert service.sent[-1] < 201


def test_the_users_tpm_counts_what_was_used() -> None:
    service = Service("fixed:200")
    assert tokens_of(REQUEST) == 200
    spent = drive(service, 300, 32, tpm=6000)  # each uses 100 tokens: a second's worth
    assert 280 < spent.seconds < 310


def test_a_failed_attempt_gives_its_slot_back() -> None:
    async def main() -> int:
        class Failing:
            name = "failing"

            async def complete(self, request: Request) -> Completion:
                await asyncio.sleep(1)
                raise Retryable("500")

        model = Limited(Failing(), concurrency=2, clock=asyncio.get_running_loop().time)
        asked = [asyncio.create_task(model.complete(REQUEST)) for _ in range(6)]
        await asyncio.sleep(0.5)
        assert model.in_flight == 2
        asked[4].cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        assert asyncio.get_running_loop().time() == pytest.approx(3)
        return model.in_flight

    assert run(main) == 0
