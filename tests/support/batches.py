"""What the tests of batch jobs share: a small run whose requests go out in jobs."""

from typing import Any

from selfinstruct.prices import Price
from selfinstruct.records import Usage
from selfinstruct.runs.run import Run
from tests.serve import Served

PRICE = Price(2.0, 8.0)
ONE_TASK = PRICE.cost(Usage(6_000, 2_000))  # what one task can cost at worst
N = 30
SOON = 0.3  # seconds, in place of two minutes, after which a list shows every job


def options(served: Served, model: str, **more: Any) -> dict[str, Any]:
    return {
        "n": N, "model": f"openai/{model}", "base_url": served.base_url, "batch": True, "batch_minimum": 10,
        "poll": 0.01, "price": PRICE,
    } | more  # fmt: skip


def batched(found: Run) -> int:
    return sum(item["batched"]["requests"] for item in found.info["usage"])
