"""The flow of `selfinstruct filter --judge`: the judge is tested on planted errors, then asked about each row."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Unpack

from selfinstruct.canonical import to_json
from selfinstruct.engine.drive import run_sync
from selfinstruct.engine.estimate import Estimate, step_of
from selfinstruct.engine.session import Session, open_session
from selfinstruct.engine.stack import Stack
from selfinstruct.engine.wrappers.budget import Stopped
from selfinstruct.errors import UsageError
from selfinstruct.files.destinations import written_together
from selfinstruct.files.given import Given, as_file
from selfinstruct.files.overwriting import overwrites
from selfinstruct.files.pipes import rereadable_pipes
from selfinstruct.files.spool import Spool
from selfinstruct.flows.datasets.judging.fitness import Fitness, result
from selfinstruct.flows.datasets.judging.judged_run import (
    JudgeRun,
    SortedRows,
    check_place,
    judged_lines,
    planted_lines,
    read_judge_run,
)
from selfinstruct.flows.datasets.judging.options import JudgeOptions, JudgePlan, read_judge_plan
from selfinstruct.flows.datasets.judging.tally import Tally
from selfinstruct.flows.datasets.judging.votes import JUDGE, Judge, Verdict
from selfinstruct.flows.datasets.judging.votes import PLANTED as PLANTED_STAGE
from selfinstruct.progress import Progress
from selfinstruct.runs.directory import check_identity, clear_unanswered
from selfinstruct.runs.info import head
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.judged import INFO, JUDGED, PLANTED
from selfinstruct.runs.lines import read_json, write_json, write_lines
from selfinstruct.runs.rewriting import forget_failures
from selfinstruct.voting import course, mixed

UNFIT = "unfit"
ASSUMED = "assumed: 60 tokens per answer, votes as they go on average"
_ANSWER_TOKENS = 60


@rereadable_pipes()
def judge_dataset(path: Given, out: str | Path, rubric: str | Path, **options: Unpack[JudgeOptions]) -> JudgeRun:
    """Keep the rows of a file, or of a run's dataset, whose answers a judge gives at least so many points.

    The judge is tested first: where it lets too many planted errors pass, or does not tell them from answers as they
    are, nothing more is asked and the status is "unfit". The same call again goes on where it ended, and asks nothing
    twice. Files are written as `filter_dataset` writes them, once all rows are judged. Raises UsageError for what
    cannot be carried out, SeedError for rows that cannot be read, ModelError when the judge cannot be asked.
    """
    return run_sync(ajudge_dataset(path, out, rubric, **options))


async def ajudge_dataset(path: Given, out: str | Path, rubric: str | Path, **options: Unpack[JudgeOptions]) -> JudgeRun:
    """`judge_dataset` for asynchronous code."""
    with as_file(path) as source:
        plan = read_judge_plan(source, Path(out), rubric, options)
    check_place(plan.judged)
    async with open_session(plan.judged, plan.settings) as session:
        clear_unanswered(plan.judged)
        _check_kept(plan)
        opened = await session.open(plan.model)
        _agree_on_inputs(plan, session.journal)
        if options.get("retry_failed", False):
            forget_failures(session.journal, lambda purpose: True)
        asked = len(plan.test.planted) + len(plan.test.untouched) + len(plan.answers)
        stack = session.stack(Progress(target=asked, what="answers"))
        await _Course(plan, _judge_of(plan, stack.add(opened))).work(session, stack)
    return read_judge_run(plan.judged)


def _check_kept(plan: JudgePlan) -> None:
    """Raise UsageError, before anything is bought, where what is to be kept would replace something else.

    What the same call has written already is the same again.
    """
    before = read_json(plan.judged / INFO)
    if plan.overwrite or (before.get("at"), before.get("out")) == (plan.at, plan.about()["out"]):
        return
    for file in (plan.out, plan.rejected_out):
        if file is not None and file.is_file() and file.stat().st_size:
            raise UsageError(overwrites(file))


def preview_judging(path: Given, out: str | Path, rubric: str | Path, **options: Unpack[JudgeOptions]) -> Estimate:
    """What `judge_dataset` would send, and about how much of it; asks nothing and writes nothing."""
    with as_file(path) as source:
        plan = read_judge_plan(source, Path(out), rubric, options)
    judge = _judge_of(plan, None)
    votes = course(plan.vote, mixed()).votes
    steps = [
        step_of(stage, judge.request("score", texts[0], 0), round(votes * len(texts)), _ANSWER_TOKENS)
        for stage, texts in ((PLANTED_STAGE, plan.test.planted), (JUDGE, plan.answers.texts))
        if len(texts)
    ]
    price = plan.settings.price_of(plan.model)
    estimate = Estimate(tuple(steps), None, ASSUMED)
    return estimate if price is None else replace(estimate, cost=price.cost(estimate.usage))


def _judge_of(plan: JudgePlan, model: Any) -> Judge:
    return Judge(model, plan.rubric, plan.recipe, plan.templates, plan.at, plan.vote, plan.seed)


def _agree_on_inputs(plan: JudgePlan, journal: Journal) -> None:
    before = journal.inputs()
    if before:
        check_identity(plan.judged, json.loads(before.get(JUDGE, "{}")), plan.identity(), "--judged")
    journal.keep_inputs({JUDGE: to_json(plan.identity())})


class _Course:
    """The way of one session: the test, the gate behind it, the rows, and what is written."""

    def __init__(self, plan: JudgePlan, judge: Judge) -> None:
        self.plan = plan
        self.tally = Tally(judge, frozenset(plan.test.untouched))
        self.tested = [*plan.test.planted, *(plan.answers[number] for number in plan.test.untouched)]
        self.seen: list[Verdict | None] = [None] * len(self.tested)
        self.left = len(self.tested)
        self.fitness: Fitness | None = None
        self.gate: asyncio.Future[None]
        self.results: Spool[Verdict] = Spool()
        self.before = read_json(plan.judged / INFO)

    async def work(self, session: Session, stack: Stack) -> None:
        self.gate = asyncio.get_running_loop().create_future()
        self.gate.add_done_callback(lambda gate: gate.cancelled() or gate.exception())  # it may be that nobody waits
        if not self.tested:
            self._open()
        items = range(len(self.tested) + len(self.plan.answers))
        await session.work(stack, items, self._ask, partial(self._record, session, stack), partial(self._take, stack))

    async def _ask(self, number: int) -> Verdict:
        if number < len(self.tested):
            return await self._test(number)
        await asyncio.shield(self.gate)
        number -= len(self.tested)
        return await self.tally.verdict(self.plan.answers[number], number)

    async def _test(self, number: int) -> Verdict:
        """A verdict of the test; whatever ends it ends those who wait behind the gate as well."""
        try:
            verdict = await self.tally.verdict(self.tested[number], self._place(number))
        except BaseException as error:
            if not self.gate.done():
                self.gate.set_exception(error if isinstance(error, Exception) else Stopped("interrupted"))
            raise
        self.seen[number] = verdict
        self.left -= 1
        if not self.left and not self.gate.done():
            self._open()
        return verdict

    def _place(self, number: int) -> int:
        """Where an answer of the test stands among the rows; planted errors, which do not, are below 0."""
        planted = len(self.plan.test.planted)
        return -1 - number if number < planted else self.plan.test.untouched[number - planted]

    def _open(self) -> None:
        """All of the test is there: the rows may be asked about, or not."""
        passed = [None if verdict is None else verdict.passed for verdict in self.seen]
        planted = len(self.plan.test.planted)
        self.fitness = result(self.plan.test, passed[:planted], passed[planted:])
        if self.fitness.unfit(self.plan.false_accepts) and not self.plan.anyway:
            self.gate.set_exception(Stopped(UNFIT))
        else:
            self.gate.set_result(None)

    def _take(self, stack: Stack, more: Sequence[Verdict], answered: int) -> None:
        for verdict in more:
            self.results.append(verdict)
        stack.progress.settled = answered

    def _record(self, session: Session, stack: Stack, status: str, reason: str) -> None:
        plan, verdicts = self.plan, _Tail(self.results, len(self.tested))
        earlier = self.before.get("counts", {}).get("answered", 0)
        made: dict[str, Any] = {name: self.before.get(name) for name in ("test", "votes")}
        made["counts"] = {"rows": len(plan.rows), "answered": max(earlier, len(verdicts))}
        if status != "running":
            made |= {"test": self._tested(), "votes": self.tally.as_dict(plan.vote)}
            if status == "done":
                self._write(verdicts)
                made["counts"] |= SortedRows(plan, verdicts).counts()
            # A session that ends early takes back nothing of what an earlier one wrote.
            if len(verdicts) >= earlier:
                write_lines(plan.judged / PLANTED, planted_lines(plan, self.results[: len(plan.test.planted)]))
                write_lines(plan.judged / JUDGED, judged_lines(plan, verdicts))
        kept = {name: value for name, value in session.settings.kept().items() if name not in ("n", "price")}
        write_json(
            plan.judged / INFO,
            head(status, reason, [plan.model], JUDGE)
            | plan.about()
            | made
            | {"session": kept}
            | stack.progress.spending(),
        )

    def _tested(self) -> dict[str, Any] | None:
        """How the judge did, and why it is unfit ("" where it is not); None where the test has not ended."""
        if self.fitness is None:
            return None
        return self.fitness.as_dict() | {"unfit": self.fitness.unfit(self.plan.false_accepts)}

    def _write(self, verdicts: Sequence[Verdict]) -> None:
        plan = self.plan
        files = [file for file in (plan.out, plan.rejected_out) if file]
        made = SortedRows(plan, verdicts)
        with written_together(files, plan.access, overwrite=plan.overwrite) as opened:
            opened[plan.out].writelines(made.kept())
            if plan.rejected_out:
                opened[plan.rejected_out].writelines(made.rejected())


class _Tail(Sequence[Verdict]):
    """All of a sequence but its first items, read as they are needed."""

    def __init__(self, whole: Sequence[Verdict], first: int) -> None:
        self._whole, self._first = whole, first

    def __len__(self) -> int:
        return max(0, len(self._whole) - self._first)

    def __getitem__(self, number: Any) -> Any:
        if isinstance(number, slice):
            return [self[place] for place in range(*number.indices(len(self)))]
        return self._whole[self._first + number]
