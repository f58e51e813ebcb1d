"""The flow of `selfinstruct ground`: a corpus in, tasks with their quotations out, with the files of a run."""

import asyncio
import contextlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Unpack

from selfinstruct.canonical import to_json
from selfinstruct.engine.crew.joining import join
from selfinstruct.engine.crew.spread import spread
from selfinstruct.engine.drive import run_sync
from selfinstruct.engine.named_models import addresses, warn_of_moved
from selfinstruct.engine.session import Session, open_session
from selfinstruct.engine.stack import Stack
from selfinstruct.engine.wrappers.budget import Stopped
from selfinstruct.flows.ground.asking import GroundedUnit, Grounding
from selfinstruct.flows.ground.languages import LanguageCheck
from selfinstruct.flows.ground.material import Unit
from selfinstruct.flows.ground.options import GroundOptions, GroundPlan, read_ground_plan
from selfinstruct.flows.ground.spreading import Chain, GroundErrand, chains
from selfinstruct.flows.ground.writer import GroundWriter
from selfinstruct.progress import Progress
from selfinstruct.runs.counting import earlier_counts
from selfinstruct.runs.directory import (
    check_identity,
    check_no_files,
    check_only_a_run,
    check_same,
    check_unclaimed,
    clear_unanswered,
)
from selfinstruct.runs.info import head, recorded
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.lines import write_json
from selfinstruct.runs.rewriting import forget_failures, rewriting, take_over
from selfinstruct.runs.run import Run
from selfinstruct.runs.schema import GROUND
from selfinstruct.settings import Settings


async def aground(corpus: str | Path, **options: Unpack[GroundOptions]) -> Run:
    """Make tasks of the passages of a corpus, each with quotations that stand in it; returns when that has ended.

    The directory is a run's: dataset.jsonl, tasks.jsonl, rejected.jsonl, run.json. The same call again goes on where it
    ended, and asks nothing twice. Raises UsageError for what cannot be carried out, SeedError for a corpus that cannot
    be read, ModelError when a model cannot be asked; what was bought is kept.
    """
    plan = read_ground_plan(corpus, options)
    check_unclaimed(plan.out)
    check_only_a_run(plan.out)
    languages = LanguageCheck(plan.told["language"])
    async with open_session(plan.out, plan.settings) as session:
        if plan.settings.engine != "array":  # which holds no lock yet
            clear_unanswered(plan.out)
        errand = GroundErrand(replace(plan, units=[], settings=Settings()))
        grounding = await errand.grounding(session)
        identity = plan.identity() | {"languages": languages.by}
        linked = chains(plan.units, plan.n) if plan.settings.engine else []
        if plan.settings.engine == "array":
            check_same(plan.out, recorded(plan.out), identity)
        await join(session, errand, linked, identity)
        before, judges = recorded(plan.out), [plan.judge] if plan.judge else []
        warn_of_moved(plan.out, before, judges)
        _agree_on_inputs(plan, identity, session.journal, before)
        journal = session.journal
        session.retried = options.get("retry_failed", False)
        rewrite = rewriting(plan.out, session.retried, lambda: forget_failures(journal, lambda purpose: True))
        stack = session.stack(Progress(target=plan.n or len(plan.units), what="tasks" if plan.n else "passages"))
        made = grounding(stack)
        if plan.judge is not None:
            stack.one_model.watch([plan.model, plan.judge.name], "the judge grades tasks of its own")
        with contextlib.closing(GroundWriter(rewrite or plan.out, plan, plan.filters)) as writer:
            await _ground(plan, session, stack, made, writer, before, identity, _Spreading(session, errand, linked))
    return Run(plan.out)


def ground(corpus: str | Path, **options: Unpack[GroundOptions]) -> Run:
    """`aground` for code that is not asynchronous."""
    return run_sync(aground(corpus, **options))


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What passages were asked in the rounds before; those that gave nothing in the last one are asked no more."""

    questions: tuple[str, ...] = ()
    exhausted: bool = False


@dataclass(slots=True)
class _Pace:
    """Lets units out in their order, no more of them than the tasks still wanted can take.

    `capacity` is how many candidates all units up to each one may give. What is in flight beyond what is needed once
    the last task is there stays small: a margin for the rejections that will come.
    """

    capacity: Sequence[int]
    wanted: float
    margin: int
    stopping: Callable[[], str]
    settled: int = 0
    made: int = 0
    full: bool = False
    _failure: BaseException | None = None
    _changed: list[asyncio.Future[None]] = field(default_factory=list)

    def due(self, index: int) -> bool:
        out = self.capacity[index] - self.capacity[self.settled]
        return index <= self.settled or out < self.wanted - self.made + self.margin

    async def wait(self, index: int) -> None:
        """Return once the unit is due, or nothing more is wanted; raises what ends the session before that."""
        while not self.full and not self.due(index):
            if self._failure is not None:
                raise self._failure
            if why := self.stopping():
                raise Stopped(why)
            changed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._changed.append(changed)
            await changed

    def move(self, settled: int, made: int, full: bool) -> None:
        """So many units are written, with so many tasks."""
        self.settled, self.made, self.full = settled, made, full
        self._wake()

    def fail(self, error: BaseException) -> None:
        """A unit that ended by an error is never settled: no later one comes due."""
        self._failure = self._failure or error
        self._wake()

    def _wake(self) -> None:
        waiting, self._changed = self._changed, []
        for item in waiting:
            if not item.done():
                item.set_result(None)


async def _ground(
    plan: GroundPlan, session: Session, stack: Stack, grounding: Grounding, writer: GroundWriter,
    before: Mapping[str, Any], identity: Mapping[str, str], spreading: "_Spreading",
) -> None:  # fmt: skip
    progress, earlier = stack.progress, _earlier(before, plan.out) or writer.figures()
    pace = _Pace(
        _capacity(plan.units), math.inf if plan.n is None else plan.n, min(48, (plan.n or 0) // 32),
        lambda: stack.budget.stopping,
    )  # fmt: skip
    asked: dict[str, asyncio.Future[_Earlier | BaseException]] = {}

    async def ask(unit: Unit) -> GroundedUnit:
        mine: asyncio.Future[_Earlier | BaseException] = asyncio.get_running_loop().create_future()
        earlier_round = asked.get(unit.key)
        asked[unit.key] = mine
        try:
            await pace.wait(unit.index)
            # What its passages were asked in the round before is part of the question.
            known = _Earlier() if earlier_round is None else await earlier_round
            if isinstance(known, BaseException):
                raise known
            if pace.full or known.exhausted:
                mine.set_result(known)
                return GroundedUnit(unit, skipped=True)
            found = await grounding.ask(unit, known.questions)
            mine.set_result(_Earlier((*known.questions, *found.questions), not found.tasks))
            return found
        except BaseException as error:
            mine.set_result(error)
            pace.fail(error)
            raise

    def advance(results: Sequence[GroundedUnit], answered: int) -> None:
        for result in results:
            writer.write(result)
        writer.flush()
        pace.move(writer.written, writer.counts.tasks, writer.full or writer.saturated)
        progress.settled = writer.counts.tasks if plan.n else writer.written
        progress.candidates, progress.accepted = writer.counts.candidates, writer.counts.tasks

    def record(status: str, reason: str) -> None:
        if status == "done" and not writer.full and (plan.n is not None or writer.saturated):
            status, reason = "saturated", _exhausted(plan, writer)
        ended = status in ("done", "saturated")
        made = writer.figures() if ended or not (writer.behind or writer.path != plan.out) else earlier
        if status == before.get("status") == "done" and before.get("target") == plan.n and writer.path == plan.out:
            writer.check_whole()
        if ended and writer.path != plan.out:
            take_over(writer.path, plan.out)
        models = [plan.model, *([plan.judge.name] if plan.judge else [])]
        write_json(
            plan.out / "run.json",
            dict(before)
            | head(status, reason, models, GROUND)
            | {
                "session": session.settings.kept(),
                **made,
                **progress.spending(),
                **stack.one_model.as_dict(),
                **addresses([plan.judge] if plan.judge else []),
                "jobs": [asdict(job) for job in progress.jobs.values()],
                "attributes": {},
                **plan.about(),
                "identity": dict(identity),
            },
        )

    before_asking = partial(spreading.spread, identity)
    await session.work(stack, plan.units, ask, record, advance, before_asking, spreading.errand.left_out)


@dataclass(frozen=True, slots=True)
class _Spreading:
    """Chains of units for workers; what ends one of them is told of its units."""

    session: Session
    errand: GroundErrand
    linked: Sequence[Chain]

    async def spread(self, identity: Mapping[str, str]) -> None:
        await spread(self.session, self.errand, self.linked, identity)
        found = self.session.spread
        found.left_out = {unit.index: why for at, why in found.left_out.items() for unit in self.linked[at]}


def _capacity(units: Sequence[Unit]) -> list[int]:
    total, found = 0, [0]
    for unit in units:
        total += unit.count
        found.append(total)
    return found


def _exhausted(plan: GroundPlan, writer: GroundWriter) -> str:
    if writer.saturated:
        bounds = plan.recipe.saturation
        share = f"{bounds.accepted:.0%} of the last {bounds.candidates:,} candidates"
        return f"fewer than {share} were kept: rejected.jsonl says why"
    rounds = "once" if plan.recipe.rounds == 1 else f"up to {plan.recipe.rounds} times"
    return (
        f"all passages have been asked {rounds}, and gave {writer.counts.tasks:,} of {plan.n:,} tasks; "
        "a higher --rate, --set rounds=N or more documents give more"
    )


def _earlier(before: Mapping[str, Any], path: Path) -> dict[str, Any] | None:
    counts = earlier_counts(before, path)
    return counts and {"counts": counts, "coverage": before.get("coverage", {})}


def _agree_on_inputs(plan: GroundPlan, wanted: Mapping[str, str], journal: Journal, before: Mapping[str, Any]) -> None:
    texts = journal.inputs()
    if texts:
        check_identity(plan.out, json.loads(texts.get(GROUND, "{}")), dict(wanted))
        return
    check_same(plan.out, before, wanted)
    check_no_files(plan.out)
    journal.keep_inputs({GROUND: to_json(wanted)})
