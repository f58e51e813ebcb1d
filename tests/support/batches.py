"""What the tests of batch jobs share: a small run whose requests go out in jobs."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from selfinstruct.models.openai_batches import OpenAIBatches
from selfinstruct.prices import Price
from selfinstruct.records import Message, Request, Sampling, Usage
from selfinstruct.runs.run import Run
from tests.serve import Served
from tests.support.processes import forked
from tests.support.runs import SEEDS
from tests.support.torture import distil, grow

PRICE = Price(2.0, 8.0)
ONE_TASK = PRICE.cost(Usage(6_000, 2_000))  # what one task can cost at worst
N = 30
SOON = 0.3  # seconds, in place of two minutes, after which a list shows every job


def options(served: Served, model: str, **more: Any) -> dict[str, Any]:
    """How a run is asked in jobs of this model's own."""
    return {
        "n": N, "model": f"openai/{model}", "base_url": served.base_url, "batch": True, "batch_minimum": 10,
        "poll": 0.01, "price": PRICE,
    } | more  # fmt: skip


def batched(found: Run) -> int:
    """How many of a run's requests were answered in jobs."""
    return sum(item["batched"]["requests"] for item in found.info["usage"])


def distil_soon(path: Path, given: dict[str, Any], prompts: Path) -> None:
    OpenAIBatches.lag = SOON
    distil(path, given, prompts)


def grow_soon(path: Path, given: dict[str, Any], seeds: Path) -> None:
    """A session that trusts in lists sooner than one should."""
    OpenAIBatches.lag = SOON
    grow(path, given, seeds)


def kill_at(
    served: Served, point: str, path: Path, given: dict[str, Any],
    session: Callable[[Path, dict[str, Any], Path], None] = grow_soon, source: Path = SEEDS,
) -> None:  # fmt: skip
    """Run a session in a process of its own, which is killed while the service holds its request at that point."""
    served.hold(point)
    process = forked(session, path, given, source)
    served.held()
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL


ASKED = Request(
    "classify", 0, (Message("user", "Hi"),), Sampling(max_tokens=9, temperature=0.5, stop=("END",)), timeout=5
)
