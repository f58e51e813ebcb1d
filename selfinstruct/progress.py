"""How far a run is, for whoever watches it."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from selfinstruct.prices import USERS, Price
from selfinstruct.records import Completion, Job, Request, Usage


@dataclass(frozen=True, slots=True)
class Total:
    """What the journal holds of one purpose and model; `batched` and `batched_usage` are the part asked in batches.

    Of `assumed` requests the usage is the most that it can be; `tiers` has that of each tier that answers named.
    `names` counts the answers under each name that the model gave itself where it is not the one it was asked by.
    """

    requests: int = 0
    failed: int = 0
    usage: Usage = field(default_factory=Usage)
    batched: int = 0
    batched_usage: Usage = field(default_factory=Usage)
    assumed: int = 0
    tiers: Mapping[str, Usage] = field(default_factory=dict)
    names: Mapping[str, int] = field(default_factory=dict)

    def with_more(self, added: Usage, usage: Usage, batched: bool, tier: str, assumed: bool, name: str = "") -> "Total":
        """These and what few answers have: tokens `added` to those counted, the tier that all its `usage` was at."""
        names = {**self.names, name: self.names.get(name, 0) + 1} if name else self.names
        tiers = dict(self.tiers)
        if tier and not batched:
            tiers[tier] = tiers.get(tier, Usage()) + usage
        return replace(
            self, usage=self.usage + added, assumed=self.assumed + assumed, tiers=tiers, names=names,
            batched_usage=self.batched_usage + added if batched else self.batched_usage,
        )  # fmt: skip

    def cost(self, price: Price) -> float | None:
        """US dollars, None where the price of a tier is not known."""
        cost = price.cost(self.usage, self.batched_usage)
        for tier, usage in self.tiers.items():
            if (other := price.at(tier)) is None:
                return None
            if other is not price:
                cost += other.cost(usage) - price.cost(usage)
        return cost

    def as_dict(self) -> dict[str, Any]:
        """What stands in files: of what few answers have only what there is."""
        told: dict[str, Any] = {"requests": self.requests, "failed": self.failed} | self.usage.as_dict()
        told["batched"] = {"requests": self.batched} | self.batched_usage.as_dict()
        if self.assumed:
            told["assumed"] = self.assumed
        if self.tiers:
            told["tiers"] = {tier: usage.as_dict() for tier, usage in sorted(self.tiers.items())}
        return told


@dataclass(frozen=True, slots=True)
class Expected:
    """Requests and tokens that a run will have taken at its end, over all sessions."""

    requests: int
    tokens: int


@dataclass(slots=True)
class Progress:
    """A run under way; the same object is passed to the watcher each time.

    `target` and `settled` count tasks with an instance, or what else `what` says. `requests`, `usage` and `cost` (US
    dollars, None where no price is known) are totals of all sessions; `asked` and `replayed` are this session's;
    `waiting` are in backoff because of `trouble`, `collected` wait for a batch or in one, and `jobs` are the batches
    under way. `developed` are the accepted tasks of which it is known whether they have an instance, and `expected` is
    what the whole run will take, None where nothing is known of it. `stages` has the totals of each purpose and model,
    `prices` that of each model. `crew` tells of the workers that asked, {} where there were none. `next_may_cost`
    is what the most expensive of what a limit of cost left undone might have cost, in US dollars. `ending` is set once
    the session has been told to end: the seconds after which nothing is waited for any more, 0 where that is not known.
    """

    target: int
    prices: dict[str, Price | None] = field(default_factory=dict)
    candidates: int = 0
    accepted: int = 0
    settled: int = 0
    developed: int = 0
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
    expected: Expected | None = None
    crew: Mapping[str, Any] = field(default_factory=dict)
    ending: float | None = None
    next_may_cost: float = 0.0

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
            if price is None or (cost := stage.cost(price)) is None:
                return None
            total += cost
        return total if any(self.prices.values()) else None

    @property
    def at_most(self) -> bool:
        """Whether the cost, and the tokens, are only known not to be more."""
        for (_, model), stage in self.stages.items():
            price = self.prices.get(model)
            if stage.assumed or (price and any(price.at_most(tier) for tier in stage.tiers)):
                return True
        return False

    @property
    def unpriced(self) -> list[str]:
        """Service tiers that were served and whose price is not known."""
        return sorted(
            {
                tier
                for (_, model), stage in self.stages.items()
                for tier in stage.tiers
                if (price := self.prices.get(model)) and price.at(tier) is None
            }
        )

    @property
    def answered_as(self) -> dict[str, dict[str, int]]:
        """The names that models gave themselves where they were asked by another, and how many answers were so."""
        found: dict[str, Counter[str]] = {}
        for (_, model), stage in self.stages.items():
            if stage.names:
                found.setdefault(model, Counter()).update(stage.names)
        return {model: dict(sorted(names.items())) for model, names in sorted(found.items())}

    @property
    def seconds(self) -> float:
        """Since this session began."""
        return time.monotonic() - self.started

    def spending(self) -> dict[str, Any]:
        """What was asked and what it cost, over all sessions, as the files of a run tell it."""
        return {
            "requests": self.requests,
            "usage": [
                {"stage": stage, "model": model} | total.as_dict()
                for (stage, model), total in sorted(self.stages.items())
            ],
            "cost": self.cost,
            **({"at_most": True} if self.at_most else {}),
            **({"next_may_cost": self.next_may_cost} if self.next_may_cost else {}),
            **({"unpriced_tiers": self.unpriced} if self.unpriced else {}),
            **({"answered_as": self.answered_as} if self.answered_as else {}),
            **({"crew": dict(self.crew)} if self.crew else {}),
            "prices": {model: price and self._told(model, price) for model, price in self.prices.items()},
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
        counted = replace(
            before, requests=before.requests + 1, failed=before.failed + failed, batched=before.batched + answer.batched
        )
        self.stages[request.purpose, model] = counted.with_more(
            answer.usage, answer.usage, answer.batched, answer.tier, answer.assumed, answer.model
        )

    def _told(self, model: str, price: Price) -> dict[str, Any]:
        """A price as far as it was paid."""
        stages = [stage for (_, name), stage in self.stages.items() if name == model]
        served = {tier: other for stage in stages for tier in stage.tiers if (other := price.tiers.get(tier))}
        told = price.as_dict()
        if any(stage.usage.written for stage in stages) and price.written is not None:
            told["written"] = price.written
        if served and price.source != USERS:
            told["tiers"] = {tier: other.as_dict() for tier, other in sorted(served.items())}
        return told


Watch = Callable[[Progress], None]
