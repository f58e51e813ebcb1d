"""How much of what latency and limits allow is left where a service refuses at random, or by a limit, or both.

    python benchmarks/pace.py [--requests 2000] [--seeds 0-9] [--only WORD]

64 in flight at 200 ms (log-normal: median, sigma 0.6), in virtual time: a simulated service, no processor time. At
random means that 10 % of requests are answered 429, 5 % 500 and 2 % break off. A limit is a token bucket that holds a
second's worth (tight: five requests). Each line has our pacing and a plain semaphore, under the same retries, and the
ratio of both: medians over the seeds. Ideal is requests × 200 ms / 64 / (share that succeeds), or what the limit takes.
"""

import argparse
import asyncio
import math
import statistics
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from selfinstruct.engine.wrappers.limited import Limited
from selfinstruct.engine.wrappers.retrying import Retrying
from selfinstruct.errors import RateLimited, Retryable
from selfinstruct.records import Completion, Message, Request, Usage
from tests.serve.faults import Bucket
from tests.support.virtual import run

SLOTS, LATENCY, SIGMA = 64, 0.2, 0.6
RESETS, ERRORS = 0.02, 0.05
QUICK, POLL = 0.001, 0.05
ASKED = Request("p", 0, (Message("user", "x" * 400),))


@dataclass(frozen=True, slots=True)
class Scenario:
    """A service: the share refused at random, its limit a second with its burst in seconds, and how it tells of it."""

    name: str
    at_random: float = 0.0
    faults: bool = False
    limit: float | None = None
    burst: float = 1.0
    spread: bool = False
    late: bool = False
    retry_after: float | None = None
    headers: bool = False

    def ideal(self, requests: int) -> float:
        succeed = 1 - self.at_random - self.faults * (RESETS + ERRORS)
        return max(requests * LATENCY / SLOTS / succeed, requests / self.limit if self.limit else 0.0)


SCENARIOS = (
    Scenario("at random", 0.1, True),
    Scenario("at random, log-normal", 0.1, True, spread=True),
    Scenario("at random, refused late", 0.1, True, late=True),
    Scenario("at random, log-normal, refused late", 0.1, True, spread=True, late=True),
    Scenario("at random, Retry-After 1", 0.1, True, retry_after=1.0),
    Scenario("at random 5 %", 0.05, True),
    Scenario("at random 20 %", 0.2, True),
    Scenario("limit 100/s", limit=100.0),
    Scenario("limit 100/s, log-normal", limit=100.0, spread=True),
    Scenario("limit 100/s, tight", limit=100.0, burst=0.05),
    Scenario("limit 100/s, refused late", limit=100.0, late=True),
    Scenario("limit 100/s, Retry-After 1", limit=100.0, retry_after=1.0),
    Scenario("limit 100/s, stated", limit=100.0, headers=True),
    Scenario("limit 100/s, stated, log-normal", limit=100.0, spread=True, headers=True),
    Scenario("limit 50/s", limit=50.0),
    Scenario("limit 200/s", limit=200.0),
    Scenario("limit 300/s, tight", limit=300.0, burst=0.05),
    Scenario("both, 100/s", 0.1, True, limit=100.0),
    Scenario("both, 100/s, tight", 0.1, True, limit=100.0, burst=0.05),
    Scenario("both, 100/s, 5 %", 0.05, limit=100.0),
    Scenario("both, 100/s, log-normal", 0.1, True, limit=100.0, spread=True),
    Scenario("both, 200/s", 0.1, True, limit=200.0),
)


class Service:
    """Refuses at random, by a limit of so many a second, or both."""

    name = "simulated"

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.how = scenario
        self.rng = Random(seed)
        self.bucket = Bucket(60 * scenario.limit, scenario.burst, at=0.0) if scenario.limit else None
        self.pace: Callable[[Mapping[str, str]], None] | None = None
        self.sent = self.refused = 0

    async def complete(self, request: Request) -> Completion:
        how = self.how
        self.sent += 1
        drawn = self.rng.random()
        latency = LATENCY * (math.exp(SIGMA * self.rng.gauss(0, 1)) if how.spread else 1)
        await asyncio.sleep(QUICK)
        now = asyncio.get_running_loop().time()
        refused = drawn < how.at_random or bool(self.bucket and self.bucket.take(now))
        if how.headers and self.bucket and self.pace:
            self.pace(self.bucket.headers(now))
        drawn -= how.at_random
        if not refused and how.faults and drawn < RESETS:
            raise Retryable("reset")
        if how.late or not refused:
            await asyncio.sleep(latency)
        if refused:
            self.refused += 1
            raise RateLimited("slower", how.retry_after)
        if how.faults and drawn < RESETS + ERRORS:
            raise Retryable("500")
        return Completion("done", usage=Usage(90, 10))


class Plain:
    """So many in flight, and nothing else."""

    name = "plain"

    def __init__(self, model: Service) -> None:
        self.model = model
        self.slots = asyncio.Semaphore(SLOTS)

    async def complete(self, request: Request) -> Completion:
        async with self.slots:
            return await self.model.complete(request)


def measure(scenario: Scenario, requests: int, seed: int, plain: bool = False) -> tuple[float, float]:
    """Seconds, and the share of requests that were refused with 429."""
    service = Service(scenario, seed)

    async def main() -> float:
        clock = asyncio.get_running_loop().time
        limited = Limited(service, concurrency=SLOTS, clock=clock)
        service.pace = limited.pace
        model = Retrying(Plain(service) if plain else limited, clock=clock, rng=Random(seed))
        asked: set[asyncio.Task[Completion]] = set()
        for _ in range(requests):  # as WorkerPool does: what waits to be asked again takes no slot
            while len(asked) - model.waiting >= SLOTS:
                _, asked = await asyncio.wait(asked, timeout=POLL, return_when=asyncio.FIRST_COMPLETED)
            asked.add(asyncio.create_task(model.complete(ASKED)))
        await asyncio.gather(*asked, return_exceptions=True)
        return clock()

    return run(main), service.refused / service.sent


def medians(scenario: Scenario, requests: int, seeds: range, plain: bool = False) -> tuple[float, float]:
    """Of the seeds: the share of ideal, and the share refused."""
    found = [measure(scenario, requests, seed, plain) for seed in seeds]
    seconds, refused = (statistics.median(column) for column in zip(*found, strict=True))
    return scenario.ideal(requests) / seconds, refused


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure pacing in virtual time.")
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--seeds", default="0-4", help="from and to")
    parser.add_argument("--only", default="", help="lines with this in their names")
    parser.add_argument("--ours", action="store_true", help="without the plain semaphore")
    given = parser.parse_args()
    first, _, last = given.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    print("share of ideal, refused: ours | a plain semaphore | ratio")
    for scenario in SCENARIOS:
        if given.only not in scenario.name:
            continue
        ours, refused = medians(scenario, given.requests, seeds)
        line = f"{scenario.name}: {ours:.0%}, {refused:.1%}"
        if not given.ours:
            plain, plainly = medians(scenario, given.requests, seeds, plain=True)
            line += f" | {plain:.0%}, {plainly:.1%} | {ours / plain:.2f}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
