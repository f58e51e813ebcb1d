"""The flow of `selfinstruct prefer`: prompts in, judged pairs out."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar, Unpack

from selfinstruct.engine.crew.joining import join
from selfinstruct.engine.crew.spread import spread
from selfinstruct.engine.drive import run_sync
from selfinstruct.engine.named_models import NamedModel, placed
from selfinstruct.engine.session import Session, open_session
from selfinstruct.engine.stack import Stack
from selfinstruct.errors import UsageError
from selfinstruct.files.given import Given, as_file
from selfinstruct.files.spool import Spool
from selfinstruct.flows.prefer.asking import PreferPrompt
from selfinstruct.flows.prefer.earlier import check_replaced, prompts_of
from selfinstruct.flows.prefer.files import FILE, REJECTED, RESPONSES, check_preference_lines, read_pairs
from selfinstruct.flows.prefer.methods import collect, make_pair
from selfinstruct.flows.prefer.options import PreferOptions, PreferPlan, read_prefer_plan
from selfinstruct.flows.prefer.report import (
    Report,
    collected_figures,
    paired_figures,
    write_pairs,
    write_responses,
)
from selfinstruct.flows.prefer.scores import joined_scores
from selfinstruct.flows.prefer.spreading import errand_of, identity_of
from selfinstruct.pictures.tables import Rows
from selfinstruct.progress import Progress
from selfinstruct.records import Completion, Model, Request
from selfinstruct.runs.rewriting import forget_failures
from selfinstruct.settings import Settings


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

    def pairs(self) -> Rows[dict[str, Any]]:
        """The rows of preferences.jsonl of this method and round."""
        return Rows(row for row in read_pairs(self.path / FILE) if self._own(row))

    def rejected(self) -> Rows[dict[str, Any]]:
        """The rows of rejected.preferences.jsonl of this method and round."""
        return Rows(row for row in read_pairs(self.path / REJECTED) if self._own(row))

    def responses(self) -> Rows[dict[str, Any]]:
        """The rows of responses.jsonl of this method and round."""
        return Rows(row for row in read_pairs(self.path / RESPONSES) if self._own(row))

    def _repr_html_(self) -> str:
        """What a notebook shows: pairs, or the responses that were collected."""
        return (self.pairs() or self.responses())._repr_html_()

    def _own(self, row: dict[str, Any]) -> bool:
        return (row["method"], row["round"]) == (self.report["method"], self.report["round"])


async def aprefer(source: Given, method: str, **options: Unpack[PreferOptions]) -> PreferResult:
    """Make preference data of a run's dataset, or of a file of prompts, by one of the six methods.

    The same call again resumes, and a smaller `n` takes nothing back; with other settings it replaces the pairs of that
    method and round. With `responses_only` it ends with the responses, and with `scores` it goes on from there. Raises
    UsageError for what cannot be carried out as asked, SeedError for scores that do not fit, and ModelError when a
    model cannot be asked; what was bought is kept.
    """
    with as_file(source, "prompts") as path:
        plan = read_prefer_plan(path, method, options)
        prompted = prompts_of(plan)
    scores = None if plan.scores is None else joined_scores(plan.scores, plan.path, (plan.round, plan.recipe.method))
    for name in (RESPONSES,) if plan.collecting else (FILE, REJECTED):
        check_preference_lines(plan.path / name)
    check_replaced(plan, prompted)
    errand = errand_of(plan)
    identity = identity_of(plan, prompted) if plan.settings.engine else {}
    if not plan.asks and plan.settings.engine is not None:
        what = "verified" if plan.scores is None else "--scores"
        raise UsageError(f"{what}: nothing is asked, so that there is nothing for --engine to do; remove it")
    async with open_session(plan.path, plan.settings) as session:
        opened = [await session.open(who.name, _settings(plan, who)) for who in plan.everyone]
        await join(session, errand, prompted, identity)
        spreading = partial(spread, session, errand, prompted, identity)
        session.retried = plan.retry_failed
        if plan.retry_failed:
            forget_failures(session.journal, plan.mine)
        stack = session.stack(Progress(target=len(prompted), what="prompts"), plan.counts)
        models: dict[str, Model] = {who.name: stack.add(item) for who, item in zip(plan.everyone, opened, strict=True)}
        for watched, meaning in _unlike(plan):
            stack.one_model.watch([who.name for who in watched], meaning)
        setting = plan.setting(models, scores)
        report = Report(plan, stack.progress, len(prompted))
        if plan.collecting:
            await _prefer(
                plan, report, session, stack, partial(collect, setting), prompted, write_responses, collected_figures,
                spreading, errand.left_out,
            )  # fmt: skip
        else:
            await _prefer(
                plan, report, session, stack, partial(make_pair, setting), prompted, write_pairs, paired_figures,
                spreading, errand.left_out,
            )  # fmt: skip
    return PreferResult(plan.path, report.entry)


def prefer(source: Given, method: str, **options: Unpack[PreferOptions]) -> PreferResult:
    """`aprefer` for code that is not asynchronous."""
    return run_sync(aprefer(source, method, **options))


def _unlike(plan: PreferPlan) -> tuple[tuple[Sequence[NamedModel], str], ...]:
    """The models that must not be one, and what follows where they are; who responds may judge too."""
    apart = "the strong model is the weak one" if plan.recipe.method == "contrast" else "their responses are of one"
    return (plan.judges, "that these judges agree says nothing"), (plan.models, apart)


def _settings(plan: PreferPlan, who: NamedModel) -> Settings:
    """How a model is reached; with scores from outside all has been asked, and nobody needs a key or a price."""
    if plan.scores is not None:
        return replace(plan.settings, model=_Unasked(who.name), max_cost=None)
    return placed(plan.settings, who, plan.origin)


@dataclass(frozen=True, slots=True)
class _Unasked:
    """A model of which only the journal is wanted."""

    name: str

    async def complete(self, request: Request) -> Completion:
        raise UsageError(
            f"the journal has no answer of {self.name} to {request.purpose} {request.index}; give the same options as "
            "with --responses-only, or run that again"
        )


async def _prefer(
    plan: PreferPlan,
    report: Report,
    session: Session,
    stack: Stack,
    work: Callable[[PreferPrompt], Awaitable[R]],
    prompted: Sequence[PreferPrompt],
    write: Callable[[Path, PreferPlan, Sequence[R], bool], bool],
    figures: Callable[[Sequence[R]], dict[str, Any]],
    spreading: Callable[[], Awaitable[None]],
    left_out: Callable[[PreferPrompt, str], Any],
) -> None:
    """Work through the prompts, and write what became of them however that ends."""
    progress = stack.progress
    results: Spool[R] = Spool()

    async def ask(item: PreferPrompt) -> R:
        result = await work(item)
        progress.settled += 1
        progress.candidates += 1
        progress.accepted += result.useful
        return result

    def advance(more: Sequence[R], answered: int) -> None:
        results.extend(more)

    def record(status: str, reason: str) -> None:
        if status == "running":
            report.write(status, reason, None if report.known() else figures([]))
        else:
            whole = status == "done"
            written = (whole or not report.has_more(len(results))) and write(plan.path, plan, results, whole)
            report.write(status, reason, figures(results) | stack.one_model.as_dict() if written else None)

    if plan.asks:
        await session.work(stack, prompted, ask, record, advance, spreading, left_out)
        return
    # To do this again costs nothing: all pairs, or where something is amiss nothing at all.
    for item in prompted:
        results.append(await ask(item))
    record("done", "")
    session.begin()
