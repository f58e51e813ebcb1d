"""The flow of `selfinstruct generate` and `resume`: seed tasks grow into a dataset."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Unpack

from selfinstruct.engine.crew.spread import spread
from selfinstruct.engine.drive import drive, run_sync
from selfinstruct.engine.estimate import Estimate
from selfinstruct.engine.named_models import of_session
from selfinstruct.engine.session import Session, open_session
from selfinstruct.engine.stack import OpenedModel, Stack
from selfinstruct.errors import RunError, RunMismatch, SelfInstructError, UsageError
from selfinstruct.files.given import Given
from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import FilterSet
from selfinstruct.flows.generate.bootstrap import Bootstrap
from selfinstruct.flows.generate.estimate import estimate, look_ahead
from selfinstruct.flows.generate.falling import Diversity, was_told
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.flows.generate.methods.choosing import chosen_method, templates_of
from selfinstruct.flows.generate.options import GenerateOptions, GeneratePlan, ResumeOptions, read_options
from selfinstruct.flows.generate.outlook import outlook
from selfinstruct.flows.generate.programs import check_runner, needed_runner
from selfinstruct.flows.generate.resuming import (
    agreed_inputs,
    check_kind,
    tasks_written,
    warn_of_other_address,
)
from selfinstruct.flows.generate.roles import open_roles, played, recorded_roles, told_roles
from selfinstruct.flows.generate.run_json import RunJson
from selfinstruct.flows.generate.scheduler import Scheduler
from selfinstruct.flows.generate.spreading import GenerateErrand
from selfinstruct.flows.generate.writer import RunWriter
from selfinstruct.progress import Progress
from selfinstruct.recipes.templates import Templates, fixed_text
from selfinstruct.records import Model, Task
from selfinstruct.runs.counting import earlier_counts
from selfinstruct.runs.directory import check_unclaimed, clear_unanswered
from selfinstruct.runs.info import lasting, recorded
from selfinstruct.runs.rewriting import forget_failures, rewriting, take_over
from selfinstruct.runs.run import Run
from selfinstruct.settings import AT_ONCE, SETTINGS, Settings, check_names, settings_of


async def agenerate(seeds: Given | list[Task], **options: Unpack[GenerateOptions]) -> Run:
    """Grow seed tasks into a dataset; returns when the run has ended, with its files.

    The same call again resumes the run. Raises UsageError for what cannot be carried out as asked and
    ModelError when the model cannot be asked; what was bought is kept in the run's journal either way.
    """
    return await _generate(read_options(seeds, options))


def generate(seeds: Given | list[Task], **options: Unpack[GenerateOptions]) -> Run:
    """`agenerate` for code that is not asynchronous; also works where an event loop runs already, as in a notebook."""
    return run_sync(agenerate(seeds, **options))


async def stream(seeds: Given | list[Task], **options: Unpack[GenerateOptions]) -> AsyncIterator[Task]:
    """Yield each task with its instances as soon as it stands in the run's files; leaving the loop stops the run."""
    plan = read_options(seeds, options)
    queue: asyncio.Queue[Task | None] = asyncio.Queue()
    hooks = replace(plan.settings.hooks, written=queue.put_nowait)
    growing = asyncio.ensure_future(_generate(replace(plan, settings=replace(plan.settings, hooks=hooks))))
    growing.add_done_callback(lambda _: queue.put_nowait(None))
    try:
        while (task := await queue.get()) is not None:
            yield task
        await growing
    finally:
        growing.cancel()
        with contextlib.suppress(asyncio.CancelledError, SelfInstructError):
            await growing


async def aresume(run: str | Path, *, retry_failed: bool = False, **limits: Unpack[ResumeOptions]) -> Run:
    """Go on with a run from what it recorded; `n` may be larger than before.

    With `retry_failed`, requests that failed for good are asked again and the files are rewritten; a failed bootstrap
    request only where none after it was answered, since what follows rests on it.
    """
    check_names(limits, ResumeOptions)
    path = Path(run)
    if not (path / "run.json").is_file():
        Run(path)  # says what is there instead
    async with open_session(path, Settings()) as session:
        before = lasting(Run(path).info)
        check_kind(path, before)
        if "session" not in before:
            raise RunError(f"{run}: contains preferences, but no run to resume")
        kept = {name: value for name, value in before["session"].items() if name in SETTINGS}
        given = kept | {name: value for name, value in limits.items() if value is not None}
        session.settings = _resumed(path, given, str(before["model"]), limits)
        objects = limits.get("roles") or {}
        await _grow(session, before, retry_failed=retry_failed, develop=limits.get("develop"), objects=objects)
    return Run(path)


def resume(run: str | Path, *, retry_failed: bool = False, **limits: Unpack[ResumeOptions]) -> Run:
    """`aresume` for code that is not asynchronous."""
    return run_sync(aresume(run, retry_failed=retry_failed, **limits))


def preview(seeds: Given | list[Task], **options: Unpack[GenerateOptions]) -> Estimate:
    """What `generate` would send with these arguments, and how much of it; asks nothing and writes nothing."""
    return look_ahead(read_options(seeds, options)).found


def _resumed(path: Path, given: Mapping[str, Any], name: str, limits: ResumeOptions) -> Settings:
    """The settings of a resumed run; a model that is named must be the run's own, and may have another address."""
    model = limits.get("model")
    if not isinstance(model, str):
        return settings_of(given, n=given["n"], model=model)
    stated, where = of_session(settings_of(limits), model)
    if stated != name:
        raise RunMismatch(f"{path}: was made by {name}, not by {stated}; give another --out")
    place = {key: value for key in ("base_url", "endpoint_url") if (value := getattr(where, key)) is not None}
    return settings_of({**given, **place}, n=given["n"], model=None)


async def _generate(plan: GeneratePlan) -> Run:
    check_unclaimed(plan.out)
    if plan.settings.engine == "array":
        raise UsageError(
            "--engine array: bootstrapping is one process, in its order; use --engine local or ray, or give each "
            "process a --seed and an --out of its own and merge the runs"
        )
    async with open_session(plan.out, plan.settings) as session:
        clear_unanswered(plan.out)
        await _grow(session, recorded(plan.out), plan)
    return Run(plan.out)


async def _grow(
    session: Session,
    before: Mapping[str, Any],
    plan: GeneratePlan | None = None,
    *,
    retry_failed: bool = False,
    develop: str | None = None,
    objects: Mapping[str, Model] | None = None,
) -> None:
    """The scheduler asks, answers are admitted in order, and the writer ends the files where the target is reached.

    `before` is run.json as it was found; without a plan the run goes on with the inputs that it has recorded.
    """
    path, given, facts = session.path, None if plan is None else plan.inputs, {} if plan is None else plan.facts
    check_kind(path, before)
    roles = recorded_roles(before.get("roles", {}), before, objects or {}) if plan is None else plan.roles
    opened = await open_roles(session, str(before["model"]) if given is None else given.model, roles)
    runner = None
    if given is not None and (runner := await needed_runner(session, given)) is not None:
        given = replace(given, sandbox=runner.who)
    inputs = agreed_inputs(path, session.journal, before, given, develop)
    runner = runner or await needed_runner(session, inputs)
    check_runner(path, inputs, runner)
    warn_of_other_address(path, before, session.settings)
    session.settings = replace(session.settings, n=max(session.settings.n, tasks_written(path, before)))
    journal, session.retried = session.journal, retry_failed
    errand = GenerateErrand(inputs, roles)
    rewrite = rewriting(path, retry_failed, lambda: forget_failures(journal, errand.counts, "bootstrap"))
    templates = templates_of(inputs.recipe)
    stack = session.stack(Progress(target=session.settings.n), errand.counts)
    scheduler = _scheduler(rewrite or path, inputs, templates, stack, opened, told=was_told(before))
    scheduler.runner = stack.add_runner(runner)
    earlier = earlier_counts(before, path)
    goes_on = before if session.settings.n > before.get("target", 0) else None  # else what was said at first holds
    expected = estimate(inputs, session.settings, opened[""].price, templates, goes_on)
    run_json = RunJson(
        path, inputs, session.settings, scheduler.writer, stack.progress, expected, {**facts, **told_roles(roles)},
        before, earlier,
    )  # fmt: skip
    run_json.write("running")
    session.begin()

    def watch() -> None:
        counts, progress = scheduler.writer.counts, stack.progress
        progress.candidates, progress.accepted, progress.settled = counts.candidates, counts.accepted, counts.tasks
        progress.developed = counts.tasks + counts.without_instance
        progress.expected = outlook(expected, scheduler.writer, progress)
        run_json.refresh()
        stack.report()

    def finish(status: str, reason: str) -> None:
        scheduler.writer.close()
        if rewrite is None and status == before.get("status") == "done" and before.get("target") == session.settings.n:
            scheduler.writer.check_whole()
        if rewrite is not None and status in ("done", "saturated"):
            take_over(rewrite, path)
            run_json.rewritten = True
        ended = session.spread.ended
        run_json.write(ended if status == "max_requests" and ended != "done" else status, reason)

    scheduler.watch = watch
    await session.prepared(stack, partial(_spread, session, errand, templates, opened), finish)
    scheduler.left_out = session.spread.left_out
    scheduler.hold()
    await drive(scheduler, stack, watch, finish)


async def _spread(
    session: Session, errand: GenerateErrand, templates: Templates, opened: Mapping[str, OpenedModel]
) -> None:
    """With an engine: make the pool, as far as as many tasks as are wanted, and have workers develop its tasks."""
    inputs, identity = errand.inputs, errand.inputs.identity()
    if session.settings.engine is None:
        await spread(session, errand, (), identity)
        return
    stack = session.stack(Progress(target=session.settings.n), errand.counts)
    with tempfile.TemporaryDirectory(prefix="selfinstruct-") as folder:
        scheduler = _scheduler(Path(folder), inputs, templates, stack, opened)
        scheduler.pooling = True

        def watch() -> None:
            progress = stack.progress
            progress.candidates, progress.accepted = scheduler.writer.counts.candidates, scheduler.writer.accepted
            stack.report()

        scheduler.watch = watch
        ended: list[str] = []

        def finish(status: str, reason: str) -> None:
            scheduler.writer.close()
            ended.append(status)

        await drive(scheduler, stack, watch, finish)
    if ended == ["pooled"] or scheduler.writer.closed:
        await spread(session, errand, scheduler.pool, identity)
    else:
        session.spread.ended = ended[0]


def _scheduler(
    place: Path,
    inputs: Inputs,
    templates: Templates,
    stack: Stack,
    opened: Mapping[str, OpenedModel],
    *,
    told: bool = False,
) -> Scheduler:
    """Put together what grows this run; `place` is where its files are written.

    `told` says that an earlier session has said that its diversity falls.
    """
    settings = stack.settings
    model = stack.add_batched(opened[""], leading=("bootstrap",))
    method, _ = chosen_method(inputs.recipe)
    roles = played(method, opened, stack.add, model)
    if method.apart:
        stack.one_model.watch([roles[role].name for role in method.apart], "what tells them apart says nothing")
    filters = FilterSet(load_filters(inputs.recipe.filters))
    filters.frame(fixed_text(inputs.recipe.templates.values()))
    bootstrap = Bootstrap(inputs, templates, filters)
    writer = RunWriter(place, settings.n, inputs.recipe.saturation, filters, settings.hooks.written)
    writer.diversity = Diversity(inputs.recipe.diversity, told)
    writer.counts.verbalized = inputs.recipe.verbalized is not None
    at_once = AT_ONCE if stack.jobs else settings.concurrency
    prices = {role: item.price for role, item in opened.items()}
    scheduler = Scheduler(bootstrap, writer, templates, model, stack, filters, prices, at_once, roles)
    scheduler.hold()
    return scheduler
