"""What all workers have told, as one progress."""

from collections.abc import Iterable, Mapping

from selfinstruct.engine.crew.messages import Figures
from selfinstruct.progress import Progress, Total
from selfinstruct.records import Usage

Stages = Mapping[tuple[str, str], Total]


def add_up(progress: Progress, before: Stages, at_work: Iterable[Figures], ended: Iterable[Figures]) -> None:
    """Set the progress to what was there `before`, and what workers have done since, each since it started."""
    live = list(at_work)
    told = [*live, *ended]
    stages = dict(before)
    for figures in told:
        for key, total in figures.stages.items():
            stages[key] = both(stages.get(key, Total()), total)
    progress.stages = stages
    progress.asked = sum(item.asked for item in told)
    progress.replayed = sum(item.replayed for item in told)
    progress.failed = sum(item.failed for item in told)
    progress.in_flight = sum(item.in_flight for item in live)
    progress.waiting = sum(item.waiting for item in live)
    progress.trouble = next((item.trouble for item in live if item.trouble), "")


def both(one: Total, other: Total) -> Total:
    """The sum of two totals."""
    tiers = {
        tier: one.tiers.get(tier, Usage()) + other.tiers.get(tier, Usage()) for tier in {**one.tiers, **other.tiers}
    }
    names = {name: one.names.get(name, 0) + other.names.get(name, 0) for name in {**one.names, **other.names}}
    return Total(
        one.requests + other.requests, one.failed + other.failed, one.usage + other.usage, one.batched + other.batched,
        one.batched_usage + other.batched_usage, one.assumed + other.assumed, tiers, names,
    )  # fmt: skip
