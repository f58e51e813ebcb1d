"""A session that is one process of an array: it works without the lock of the run, and the last one goes on with it."""

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from selfinstruct.engine.crew.array import ArrayWork, Member, member, part_of_shard, whole_part_of_shard, with_share
from selfinstruct.engine.crew.messages import Figures
from selfinstruct.engine.crew.seam import Package
from selfinstruct.engine.crew.spread import cost_of_totals, shard_plan, shares
from selfinstruct.engine.drive import interruptible
from selfinstruct.engine.session import Errand, Session
from selfinstruct.errors import RunLocked, RunMismatch, UnderWay
from selfinstruct.files.storage import Access
from selfinstruct.progress import Progress
from selfinstruct.runs.directory import under_way
from selfinstruct.runs.shards.opening import open_store
from selfinstruct.runs.shards.store import ShardStore
from selfinstruct.settings import Hooks, Settings


async def join(session: Session, errand: Errand[Any, Any], items: Sequence[Any], identity: Mapping[str, str]) -> None:
    """With `--engine array` work on shards, and return once all are done and this session has the run's lock.

    Raises UnderWay where others are still at work, or already write the files; UsageError, RunMismatch. Without that
    engine it returns at once.
    """
    settings = session.settings
    if settings.engine != "array":
        return
    me = member(os.environ, settings.workers)
    if under_way(session.path):
        raise UnderWay(f"{session.path}: another process has the run, or writes its files; nothing is left to do here")
    place = session.path.absolute()
    store = open_store(settings.journal, place, Access(settings.region, settings.profile), settings.durable)
    plan = shard_plan(settings, len(items), identity)
    there = store.keep_plan(plan.as_dict())
    if there["id"] != plan.id:
        raise RunMismatch(
            f"{session.path}: its shards are of other inputs, another number of them, or another --shard-size; run the "
            "same command without --engine first: it takes in what they hold"
        )
    work = _work(settings, me, store, errand, items, plan.size)
    share = shares(settings, 1)[0]
    own = replace(settings, hooks=Hooks(), engine=None, journals=())
    package = with_share(
        Package(
            errand, own, store, share, (settings.max_requests is not None, settings.max_cost is not None),
            (str(place / "journal.db"), *(f"{path}/journal.db" for path in settings.journals)), plan.id,
        ), me.count,
    )  # fmt: skip
    limits = package.share.concurrency, _part(settings.rpm, me), _part(settings.tpm, me)
    package = replace(package, settings=replace(own, concurrency=limits[0], rpm=limits[1], tpm=limits[2]))
    with interruptible(work) if settings.hooks.signals else contextlib.nullcontext():
        why = await work.run(package)
    _go_on(session, store, work, why, plan.shards)


def _go_on(session: Session, store: ShardStore, work: ArrayWork, why: str, shards: int) -> None:
    left = [shard for shard in range(shards) if store.done(shard) is None]
    told = f"{session.path}: {len(work.finished)} of {shards} shards done by this process"
    if left and why == "done":
        raise UnderWay(
            f"{told}, {len(left)} are under way in others; the last one writes the files, or this command without "
            "--engine does once they have ended"
        )
    if left:
        raise UnderWay(f"{told}; it ended by {why}, with {len(left)} left; the same command goes on", why)
    try:
        session.lock()
    except RunLocked:
        raise UnderWay(f"{told}; another process writes the files") from None


def _part(rate: float | None, me: Member) -> float | None:
    return None if rate is None else rate / me.count


def _work(
    settings: Settings, me: Member, store: ShardStore, errand: Errand[Any, Any], items: Sequence[Any], size: int
) -> ArrayWork:
    count = len(items)
    progress = Progress(target=count, what=errand.what)

    def bounds(shard: int) -> tuple[int, int]:
        return shard * size, min(count, (shard + 1) * size)

    def of(shard: int) -> Iterator[tuple[int, Any]]:
        begin, end = bounds(shard)
        return ((place - begin, items[place]) for place in range(begin, end))

    def allowance(shard: int) -> tuple[int, float] | None:
        if settings.max_requests is None and settings.max_cost is None:
            return None
        totals = {key: total for key, total in store.totals(shard).items() if errand.counts(key[0])}
        spent = sum(total.requests for total in totals.values()), cost_of_totals(settings, totals)
        requests = whole_part_of_shard(settings.max_requests or 0, *bounds(shard), count)
        cost = part_of_shard(settings.max_cost or 0.0, *bounds(shard), count)
        return max(0, requests - spent[0]), max(0.0, cost - spent[1])

    def watch(figures: Figures) -> None:
        progress.settled, progress.stages = figures.settled, dict(figures.stages)
        progress.asked, progress.replayed, progress.failed = figures.asked, figures.replayed, figures.failed
        progress.in_flight, progress.waiting, progress.trouble = figures.in_flight, figures.waiting, figures.trouble
        if settings.hooks.watch is not None:
            settings.hooks.watch(progress)

    sizes = [bounds(shard)[1] - bounds(shard)[0] for shard in range(-(-count // size))]
    return ArrayWork(me, sizes, lambda shard: store.done(shard) is not None, of, allowance, watch)
