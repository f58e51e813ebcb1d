"""The asking of a session spread over workers: plan, work, and unite what they bought with the run's own journal.

What follows is the ordinary session, which finds every answer and writes the files: nothing it writes depends on who
asked. Whatever the workers missed it asks itself.
"""

import asyncio
import contextlib
import logging
import os
import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from selfinstruct.canonical import content_id, to_json
from selfinstruct.engine.crew.conductor import PATIENCE, Conductor
from selfinstruct.engine.crew.engines.opening import open_engine
from selfinstruct.engine.crew.lender import Lender
from selfinstruct.engine.crew.lending import Ledger
from selfinstruct.engine.crew.messages import Share
from selfinstruct.engine.crew.seam import Engine, Package
from selfinstruct.engine.crew.shard_queue import Work
from selfinstruct.engine.drive import interruptible, ticking
from selfinstruct.engine.session import Errand, Session, SpreadWork
from selfinstruct.errors import RunError, RunLocked, UsageError
from selfinstruct.files.storage import Access
from selfinstruct.prices import find_price
from selfinstruct.progress import Progress, Total
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.shards.opening import open_store
from selfinstruct.runs.shards.store import ShardStore
from selfinstruct.runs.shards.uniting import unite_journals
from selfinstruct.settings import Hooks, Settings

LOG = logging.getLogger("selfinstruct")


@dataclass(frozen=True, slots=True)
class ShardPlan:
    """Which items are in which shard: fixed by the run and by nothing that works on it."""

    id: str
    size: int
    items: int

    @property
    def shards(self) -> int:
        return -(-self.items // self.size)

    def sizes(self) -> list[int]:
        return [min(self.size, self.items - shard * self.size) for shard in range(self.shards)]

    def as_dict(self) -> dict[str, Any]:
        return {"id": self.id, "size": self.size, "items": self.items, "shards": self.shards}


def shard_plan(settings: Settings, items: int, identity: Mapping[str, str]) -> ShardPlan:
    """The plan for so many items of a run."""
    size = settings.shard_size
    return ShardPlan(content_id(to_json(dict(identity)), str(size), str(items)), size, items)


async def spread(
    session: Session, errand: Errand[Any, Any], items: Sequence[Any], identity: Mapping[str, str],
    engine: Engine | None = None,
) -> None:  # fmt: skip
    """Have workers fill the journals of all shards, and unite them with the run's; without an engine only unite.

    What comes of it is the session's `spread`; `engine` stands in for that of the settings. Raises UsageError where
    that is not there, RunLocked where others work on shards, and what ends all workers.
    """
    progress = Progress(target=len(items), what=errand.what)
    session.spread = await _spread(
        session.settings, session.journal, session.path, errand, items, identity, progress, engine, session.retried
    )


async def _spread(
    settings: Settings, journal: Journal, place: Path, errand: Errand[Any, Any], items: Sequence[Any],
    identity: Mapping[str, str], progress: Progress, engine: Engine | None, retried: bool,
) -> SpreadWork:  # fmt: skip
    if settings.journals:
        unite_journals(settings.journals, journal)
    store = open_store(settings.journal, place.absolute(), Access(settings.region, settings.profile), settings.durable)
    there = store.plan()
    if there is not None:
        await _quiet(store)
        _unite(store, journal, range(int(there["shards"])))  # what is there already counts towards the limits
        if retried and _found(store, int(there["shards"]), int(there["size"])).left_out:
            store.clear()  # all that was answered is in the run's journal by now
            there = None
    if settings.engine in (None, "array"):  # of an array, all has been done before
        return SpreadWork() if there is None else _found(store, int(there["shards"]), int(there["size"]))
    plan = shard_plan(settings, len(items), identity)
    if there is not None and there["id"] != plan.id:
        store.clear()
    store.keep_plan(plan.as_dict())
    conductor = _conductor(settings, journal, place, store, errand, plan, items, progress, engine)
    ending = interruptible(conductor) if settings.hooks.signals else contextlib.nullcontext()
    with ending, ticking(conductor.watch):
        try:
            ended = await conductor.run()
        except BaseException:
            with contextlib.suppress(RunError):  # what ended it is what must be said
                _unite(store, journal, range(plan.shards))
            raise
    await _quiet(store)
    _unite(store, journal, range(plan.shards))
    found = _found(store, plan.shards, plan.size)
    for shard, left_out in conductor.suspicion.left_out.items():
        found.left_out |= {shard * plan.size + item: why for item, why in left_out.items()}
    found.ended = ended
    found.lost = (conductor.lender.ledger.lost_requests, conductor.lender.ledger.lost_cost)
    found.told = _told(settings, plan, conductor, found)
    return found


async def _quiet(store: ShardStore) -> None:
    """Return once nobody works on a shard: one whose driver is gone ends by itself. Raises RunLocked."""
    end = asyncio.get_running_loop().time() + PATIENCE
    told = False
    while at_work := await asyncio.to_thread(store.holders):
        shard, who = next(iter(at_work.items()))
        named = f"{store.place}: shard {shard} is being worked on by {who}"
        if asyncio.get_running_loop().time() > end:
            raise RunLocked(f"{named}; wait for it, or end it, and run this again")
        if not told:
            LOG.warning("%s, which is waited for", named)
            told = True
        await asyncio.sleep(0.5)


def _found(store: ShardStore, shards: int, size: int) -> SpreadWork:
    """What the ordinary session must know of shards that have been united."""
    found = SpreadWork()
    for shard in range(shards):
        record = store.done(shard)
        for item, why in ((record or {}).get("poisoned") or {}).items():
            found.left_out[shard * size + int(item)] = str(why)
    return found


def _told(settings: Settings, plan: ShardPlan, conductor: Conductor, found: SpreadWork) -> dict[str, Any]:
    """What run.json says of the workers of this session."""
    by_worker: dict[str, dict[str, Any]] = {}
    for record in conductor.records.values():
        one = by_worker.setdefault(record["worker"], {"shards": 0, "items": 0, "answers": 0})
        for name in ("items", "answers"):
            one[name] += record[name]
        one["shards"] += 1
    again = sum(count - 1 for count in conductor.queue.attempts.values())
    return {
        "engine": settings.engine,
        "workers": len(conductor.packages),
        "shard_size": plan.size,
        "shards": plan.shards,
        "done": len(conductor.work.done),
        "begun_again": again,
        "died": conductor.deaths,
        "left_out": len(found.left_out),
        "by_worker": [{"worker": name} | one for name, one in sorted(by_worker.items())],
    }


def _unite(store: ShardStore, journal: Journal, shards: Sequence[int]) -> None:
    for shard in shards:
        store.unite(shard, journal)
        store.forget(shard)


def _conductor(
    settings: Settings, journal: Journal, place: Path, store: ShardStore, errand: Errand[Any, Any], plan: ShardPlan,
    items: Sequence[Any], progress: Progress, engine: Engine | None,
) -> Conductor:  # fmt: skip
    """The driver of as many workers as there is work for."""
    totals = {key: total for key, total in journal.totals().items() if errand.counts(key[0])}
    done = {shard for shard in range(plan.shards) if store.done(shard) is not None}
    wanted = settings.workers or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else [0])
    workers = max(1, min(wanted, settings.concurrency, plan.shards - len(done)))
    progress.stages = totals
    progress.prices = {model: settings.price or find_price(model) for _, model in totals}
    spent = progress.cost or 0.0
    ledger = Ledger(
        None if settings.max_requests is None else max(0, settings.max_requests - progress.requests),
        None if settings.max_cost is None else max(0.0, settings.max_cost - spent), workers,
    )  # fmt: skip
    own = replace(settings, hooks=Hooks(), engine=None, journals=())
    # Answers of earlier sessions: on one machine, or where all have the folder.
    earlier = (str(place.absolute() / "journal.db"),)
    packages = [
        Package(
            errand, replace(own, concurrency=share.concurrency, rpm=share.rpm, tpm=share.tpm), store,
            share, (ledger.requests is not None, ledger.cost is not None), earlier, plan.id,
        )
        for share in shares(settings, workers)
    ]  # fmt: skip

    def of(shard: int) -> Iterator[tuple[int, Any]]:
        begin = shard * plan.size
        return ((place - begin, items[place]) for place in range(begin, min(begin + plan.size, plan.items)))

    def answered(shard: int) -> tuple[int, float]:
        found = {key: total for key, total in store.totals(shard).items() if errand.counts(key[0])}
        return sum(total.requests for total in found.values()), cost_of_totals(settings, found)

    def watch() -> None:
        if settings.hooks.watch is not None:
            settings.hooks.watch(progress)

    _check_portable(packages[0], settings)
    engine = engine or open_engine(settings.engine or "", settings.address, workers)
    return Conductor(
        engine, Work(plan.sizes(), done, of, lambda shard: store.done(shard) is not None), packages,
        lambda count: shares(settings, count), Lender(ledger, answered), progress, watch,
    )  # fmt: skip


def _check_portable(package: Package, settings: Settings) -> None:
    try:
        pickle.dumps(package, pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # whatever the class of a user's own does
        what = "the model" if settings.model is not None else "the work"
        raise UsageError(
            f"--engine {settings.engine}: {what} cannot be sent to workers ({error}); name it as module:attribute, or "
            "go without --engine"
        ) from error


def shares(settings: Settings, workers: int) -> list[Share]:
    """The limits of the session divided evenly; their sum is what was given, but each has a slot at least."""
    each, rest = divmod(settings.concurrency, workers)
    return [
        Share(
            max(1, each + (number < rest)), None if settings.rpm is None else settings.rpm / workers,
            None if settings.tpm is None else settings.tpm / workers,
        )
        for number in range(workers)
    ]  # fmt: skip


def cost_of_totals(settings: Settings, totals: Mapping[tuple[str, str], Total]) -> float:
    """US dollars, of what has a price."""
    cost = 0.0
    for (_, model), total in totals.items():
        price = settings.price or find_price(model)
        cost += (total.cost(price) or 0.0) if price else 0.0
    return cost
