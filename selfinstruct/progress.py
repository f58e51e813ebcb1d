"""How far a run is, for whoever watches it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from selfinstruct.prices import Price
from selfinstruct.records import Completion, Job, Request, Usage


@dataclass(frozen=True, slots=True)
class Total:
    """What the journal holds of one purpose and model; `batched` and `batched_usage` are the part asked in batches."""

    requests: int = 0
    failed: int = 0
    usage: Usage = field(default_factory=Usage)
    batched: int = 0
    batched_usage: Usage = field(default_factory=Usage)


@dataclass(slots=True)
class Progress:
    """A run under way; the same object is passed to the watcher each time.

    `target` and `settled` count tasks with an instance, or what else `what` says. `requests`, `usage` and `cost` (US
    dollars, None where no price is known) are totals of all sessions; `asked` and `replayed` are this session's;
    `waiting` are in backoff because of `trouble`, `collected` wait for a batch or in one, and `jobs` are the batches
    under way. `stages` has the totals of each purpose and model, `prices` that of
    each model.
    """

    target: int
    prices: dict[str, Price | None] = field(default_factory=dict)
    candidates: int = 0
    accepted: int = 0
    settled: int = 0
    in_flight: int = 0
    waiting: int = 0
    trouble: str = ""
    collected: int = 0
    jobs: Mapping[str, Job] = field(default_factory=dict)
    asked: int = 0
    replayed: int = 0
    failed: int = 0
    stages: dict[tuple[str, str], Total] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)
    what: str = "tasks"

    @property
    def requests(self) -> int:
        return sum(total.requests for total in self.stages.values())

    @property
    def usage(self) -> Usage:
        return sum((total.usage for total in self.stages.values()), Usage())

    @property
    def cost(self) -> float | None:
        total = 0.0
        for (_, model), stage in self.stages.items():
            price = self.prices.get(model)
            if price is None:
                return None
            total += price.cost(stage.usage, stage.batched_usage)
        return total if any(self.prices.values()) else None

    @property
    def seconds(self) -> float:
        """Since this session began."""
        return time.monotonic() - self.started

    def spending(self) -> dict[str, Any]:
        """What was asked and what it cost, over all sessions, as the files of a run tell it."""
        return {
            "requests": self.requests,
            "usage": [
                {"stage": stage, "model": model, "requests": total.requests, "failed": total.failed}
                | asdict(total.usage)
                | {"batched": {"requests": total.batched} | asdict(total.batched_usage)}
                for (stage, model), total in self.stages.items()
            ],
            "cost": self.cost,
            "prices": {model: price and asdict(price) for model, price in self.prices.items()},
        }

    def answered(self, model: str, request: Request, answer: Completion, replayed: bool) -> None:
        """Count one answer."""
        self.replayed += replayed
        if replayed:
            return
        self.asked += 1
        failed = answer.finish_reason is None
        self.failed += failed
        before = self.stages.get((request.purpose, model), Total())
        self.stages[request.purpose, model] = Total(
            before.requests + 1, before.failed + failed, before.usage + answer.usage, before.batched + answer.batched,
            before.batched_usage + answer.usage if answer.batched else before.batched_usage,
        )  # fmt: skip


Watch = Callable[[Progress], None]
