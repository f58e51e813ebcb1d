"""The flow of `selfinstruct prefer`: prompts in, judged pairs out."""

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar, Unpack

from selfinstruct.engine.drive import drive, run_sync
from selfinstruct.engine.stack import OpenedModel, Stack, open_provider
from selfinstruct.engine.worker_pool import WorkerPool
from selfinstruct.errors import UsageError
from selfinstruct.flows.prefer.asking import PreferPrompt
from selfinstruct.flows.prefer.files import FILE, REJECTED, RESPONSES, check_lines, read_pairs
from selfinstruct.flows.prefer.methods import collect, make_pair
from selfinstruct.flows.prefer.options import NamedModel, PreferOptions, PreferPlan, read_prefer_plan
from selfinstruct.flows.prefer.report import (
    Report,
    collected_figures,
    paired_figures,
    prompts_of,
    write_pairs,
    write_responses,
)
from selfinstruct.flows.prefer.scores import joined
from selfinstruct.prices import find_price
from selfinstruct.progress import Progress
from selfinstruct.records import Completion, Model, Request
from selfinstruct.runs.directory import locked
from selfinstruct.runs.journal import Journal


class _Result(Protocol):
    @property
    def useful(self) -> bool: ...


R = TypeVar("R", bound=_Result)


@dataclass(frozen=True, slots=True)
class PreferResult:
    """What a session of `prefer` left: the directory, and its report as run.json has it."""

    path: Path
    report: dict[str, Any]

    @property
    def status(self) -> str:
        """done, max_requests, max_cost, interrupted, failed or running."""
        return str(self.report["status"])

    def pairs(self) -> list[dict[str, Any]]:
        """The rows of preferences.jsonl of this method and round."""
        return [row for row in read_pairs(self.path / FILE) if self._own(row)]

    def rejected(self) -> list[dict[str, Any]]:
        """The rows of rejected.preferences.jsonl of this method and round."""
        return [row for row in read_pairs(self.path / REJECTED) if self._own(row)]

    def responses(self) -> list[dict[str, Any]]:
        """The rows of responses.jsonl of this method and round."""
        return [row for row in read_pairs(self.path / RESPONSES) if self._own(row)]

    def _own(self, row: dict[str, Any]) -> bool:
        return (row["method"], row["round"]) == (self.report["method"], self.report["round"])


async def aprefer(source: str | Path, method: str, **options: Unpack[PreferOptions]) -> PreferResult:
    """Make preference data of a run's dataset, or of a file of prompts, by one of the four methods.

    The same call again resumes, and a smaller `n` takes nothing back; with other settings it replaces the pairs of that
    method and round. With `responses_only` it ends with the responses, and with `scores` it goes on from there. Raises
    UsageError for what cannot be carried out as asked, SeedError for scores that do not fit, and ModelError when a
    model cannot be asked; what was bought is kept.
    """
    plan = read_prefer_plan(source, method, options)
    prompted = prompts_of(plan)
    scores = None if plan.scores is None else joined(plan.scores, plan.path, (plan.round, plan.recipe.method))
    for name in (RESPONSES,) if plan.collecting else (FILE, REJECTED):
        check_lines(plan.path / name)
    async with contextlib.AsyncExitStack() as stack:
        opened = [await _open(plan, who, stack) for who in plan.everyone]
        stack.enter_context(locked(plan.path))
        journal = stack.enter_context(contextlib.closing(Journal(plan.path / "journal.db")))
        progress = Progress(target=len(prompted), what="prompts")
        models = Stack(journal, plan.session, progress, plan.mine)
        by_name: dict[str, Model] = {
            who.name: models.add(item) for who, item in zip(plan.everyone, opened, strict=True)
        }
        setting = plan.setting(by_name, scores)
        report = Report(plan, progress, len(prompted))
        if plan.collecting:
            await _drive(plan, report, models, partial(collect, setting), prompted, write_responses, collected_figures)
        else:
            await _drive(plan, report, models, partial(make_pair, setting), prompted, write_pairs, paired_figures)
    return PreferResult(plan.path, report.entry)


def prefer(source: str | Path, method: str, **options: Unpack[PreferOptions]) -> PreferResult:
    """`aprefer` for code that is not asynchronous."""
    return run_sync(aprefer(source, method, **options))


async def _open(plan: PreferPlan, who: NamedModel, closing: contextlib.AsyncExitStack) -> OpenedModel:
    """The model behind a name; with scores from outside all has been asked, and nobody needs a key."""
    if plan.scores is not None:
        return OpenedModel(_Unasked(who.name), plan.session.price or find_price(who.name))
    session = replace(
        plan.session, model=who.model, base_url=who.address or plan.session.base_url,
        endpoint_url=who.address or plan.session.endpoint_url,
    )  # fmt: skip
    return await open_provider(session, who.name, closing)


@dataclass(frozen=True, slots=True)
class _Unasked:
    """A model of which only the journal is wanted."""

    name: str

    async def complete(self, request: Request) -> Completion:
        raise UsageError(
            f"the journal has no answer of {self.name} to {request.purpose} {request.index}; give the same options as "
            "with --responses-only, or run that again"
        )


async def _drive(
    plan: PreferPlan,
    report: Report,
    models: Stack,
    work: Callable[[PreferPrompt], Awaitable[R]],
    prompted: Sequence[PreferPrompt],
    write: Callable[[Path, PreferPlan, Sequence[R], bool], bool],
    figures: Callable[[Sequence[R]], dict[str, Any]],
) -> None:
    """Work through the prompts, and write what became of them however that ends."""
    session = plan.session
    batch, watch = _assemble(models, work, prompted)
    if plan.scores is not None:
        # To apply them again costs nothing: all pairs, or where something is amiss nothing at all.
        await batch.run()
        write(plan.path, plan, batch.settled(), True)
        report.write("done", "", figures(batch.settled()))
        if session.started is not None:
            session.started(plan.path)
        return
    report.write("running", "", None if report.known() else figures([]))
    if session.started is not None:
        session.started(plan.path)

    def finish(status: str, reason: str) -> None:
        done = batch.settled()
        written = write(plan.path, plan, done, status == "done")
        report.write(status, reason, figures(done) if written else None)

    await drive(batch, models, watch, finish)


def _assemble(
    models: Stack, work: Callable[[PreferPrompt], Awaitable[R]], prompted: Sequence[PreferPrompt]
) -> tuple[WorkerPool[PreferPrompt, R], Callable[[], None]]:
    """Put together what works through the prompts, and what tells how far it is."""
    session, progress = models.session, models.progress

    async def settle(item: PreferPrompt) -> R:
        result = await work(item)
        progress.settled += 1
        progress.candidates += 1
        progress.accepted += result.useful
        return result

    def watch() -> None:
        progress.waiting, progress.trouble = models.waiting, models.trouble
        progress.in_flight = models.budget.in_flight - models.waiting
        if session.watch is not None:
            session.watch(progress)

    return WorkerPool(prompted, settle, models.budget, session.concurrency, lambda: models.waiting, watch), watch
