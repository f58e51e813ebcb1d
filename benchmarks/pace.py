"""How much of what latency allows is left where a service refuses at random, or by a limit, or both.

    python benchmarks/pace.py [--requests 2000] [--repeats 3]

64 in flight at 200 ms, in virtual time (a simulated service, no processor time): 10 % of requests are answered 429,
5 % 500, 2 % break off. Each line has our pacing and a plain semaphore, under the same retries; medians.
"""

import argparse
import asyncio
import statistics
import sys
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from selfinstruct.engine.wrappers.limited import Limited
from selfinstruct.engine.wrappers.retrying import Retrying
from selfinstruct.errors import RateLimited, Retryable
from selfinstruct.records import Completion, Message, Request, Usage
from tests.serve.faults import Bucket
from tests.support.virtual import run

SLOTS, LATENCY = 64, 0.2
ASKED = Request("p", 0, (Message("user", "x" * 400),))


class Service:
    """Refuses at random, by a limit of so many a second, or both."""

    name = "simulated"

    def __init__(self, seed: int, at_random: bool, limit: float | None) -> None:
        self.rng = Random(seed)
        self.at_random = at_random
        self.bucket = Bucket(60 * limit, 1.0, at=0.0) if limit else None
        self.sent = self.refused = 0

    async def complete(self, request: Request) -> Completion:
        self.sent += 1
        drawn = self.rng.random() if self.at_random else 1.0
        await asyncio.sleep(0.001)
        if drawn < 0.1 or (self.bucket and self.bucket.take(asyncio.get_running_loop().time())):
            self.refused += 1
            raise RateLimited("slower")
        if drawn < 0.12:
            raise Retryable("reset")
        await asyncio.sleep(LATENCY)
        if drawn < 0.17:
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


def measure(service: Service, requests: int, seed: int, plain: bool) -> tuple[float, float]:
    """Seconds, and the share of requests that were refused with 429."""

    async def main() -> float:
        clock = asyncio.get_running_loop().time
        limited = Plain(service) if plain else Limited(service, concurrency=SLOTS, clock=clock)
        model = Retrying(limited, clock=clock, rng=Random(seed))
        await asyncio.gather(*(model.complete(ASKED) for _ in range(requests)), return_exceptions=True)
        return clock()

    return run(main), service.refused / service.sent


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure pacing in virtual time.")
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    for name, at_random, limit in (
        ("at random", True, None), ("limit of 100/s", False, 100.0), ("limit of 300/s", False, 300.0),
        ("both, 100/s", True, 100.0), ("both, 300/s", True, 300.0),
    ):  # fmt: skip
        ideal = given.requests * max(LATENCY / SLOTS, 1 / limit if limit else 0.0)
        told = []
        for plain in (False, True):
            found = [
                measure(Service(seed, at_random, limit), given.requests, seed, plain) for seed in range(given.repeats)
            ]
            seconds, refused = (statistics.median(column) for column in zip(*found, strict=True))
            told.append(f"{ideal / seconds:.1%} of ideal, {refused:.1%} refused")
        print(f"{name}: ours {told[0]}; a plain semaphore {told[1]}", flush=True)


if __name__ == "__main__":
    main()
