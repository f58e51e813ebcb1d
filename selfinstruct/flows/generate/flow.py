"""The flows: each a function that reads like the data flow of the design."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Unpack

from selfinstruct.engine.drive import drive, run_sync
from selfinstruct.engine.estimate import Estimate
from selfinstruct.engine.settings import AT_ONCE, KEPT, Session, check_names, read_session
from selfinstruct.engine.stack import OpenedModel, Stack, open_provider
from selfinstruct.errors import RunDamaged, RunError, RunMismatch, SelfInstructError
from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import FilterSet
from selfinstruct.flows.generate import inputs as recorded
from selfinstruct.flows.generate.bootstrap import Bootstrap
from selfinstruct.flows.generate.estimate import estimate
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.flows.generate.options import GenerateOptions, ResumeOptions, directory, read_options
from selfinstruct.flows.generate.run_json import RunJson
from selfinstruct.flows.generate.scheduler import Scheduler
from selfinstruct.flows.generate.writer import RunWriter
from selfinstruct.prices import find_price
from selfinstruct.progress import Progress
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Task
from selfinstruct.runs.directory import check_identity, check_no_files, check_unclaimed, locked
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.run import FILES, Run
from selfinstruct.runs.schema import MERGE

LOG = logging.getLogger("selfinstruct")
_NO_INPUTS = "records no inputs: it was emptied or lost; restore it from a copy, or give another --out"

# The requests of this flow; preferences made of a run stand in the same journal, and on their own account.
PURPOSES = frozenset({"bootstrap", "classify", "classify_again", "instances"})


async def agenerate(seeds: str | Path | list[Task], **options: Unpack[GenerateOptions]) -> Run:
    """Grow seed tasks into a dataset; returns when the run has ended, with its files.

    The same call again resumes the run. Raises UsageError for what cannot be carried out as asked and
    ModelError when the model cannot be asked; what was bought is kept in the run's journal either way.
    """
    given, session = read_options(seeds, options)
    path = directory(seeds, given, options.get("out"))
    return await _grow(path, given, session)


def generate(seeds: str | Path | list[Task], **options: Unpack[GenerateOptions]) -> Run:
    """`agenerate` for code that is not asynchronous; also works where an event loop runs already, as in a notebook."""
    return run_sync(agenerate(seeds, **options))


async def stream(seeds: str | Path | list[Task], **options: Unpack[GenerateOptions]) -> AsyncIterator[Task]:
    """Yield each task with its instances as soon as it stands in the run's files; leaving the loop stops the run."""
    given, session = read_options(seeds, options)
    path = directory(seeds, given, options.get("out"))
    queue: asyncio.Queue[Task | None] = asyncio.Queue()
    session = replace(session, written=queue.put_nowait)
    growing = asyncio.ensure_future(_grow(path, given, session))
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

    With `retry_failed`, requests of the classify and instances stages that failed for good are asked again and the
    files are rewritten.
    """
    check_names(limits, ResumeOptions)
    before = Run(run)
    _check_no_merge(before.path)
    if "session" not in before.info:
        raise RunError(f"{run}: holds preferences, and no run that could be resumed")
    kept = {name: value for name, value in before.info["session"].items() if name in (*KEPT, "price")}
    changed = {name: value for name, value in limits.items() if value is not None}
    session = read_session(kept | changed)
    return await _grow(before.path, None, session, retry_failed=retry_failed)


def resume(run: str | Path, *, retry_failed: bool = False, **limits: Unpack[ResumeOptions]) -> Run:
    """`aresume` for code that is not asynchronous."""
    return run_sync(aresume(run, retry_failed=retry_failed, **limits))


def preview(seeds: str | Path | list[Task], **options: Unpack[GenerateOptions]) -> Estimate:
    """What `generate` would send with these arguments, and how much of it; asks nothing and writes nothing."""
    given, session = read_options(seeds, options)
    minimum = session.batch_minimum if session.batch else None
    return estimate(given, session.n, session.price or find_price(given.model), batch_minimum=minimum)


async def _grow(path: Path, given: Inputs | None, session: Session, *, retry_failed: bool = False) -> Run:
    _check_no_merge(path)
    name = given.model if given is not None else str(Run(path).info["model"])
    if given is not None:
        check_unclaimed(path)
    async with contextlib.AsyncExitStack() as stack:
        opened = await open_provider(session, name, stack)
        stack.enter_context(locked(path))
        _warn_of_other_address(path, session)
        journal = stack.enter_context(contextlib.closing(Journal(path / "journal.db")))
        inputs = _agreed(path, journal, given)
        session = replace(session, n=max(session.n, _written(path)))
        rewrite = _rewriting(path, journal, retry_failed)
        progress = Progress(target=session.n)
        models = Stack(journal, session, progress, PURPOSES.__contains__)
        growth, record = _assemble(rewrite or path, path, inputs, models, opened)
        record.write("running")
        if session.started is not None:
            session.started(path)

        def finish(status: str, reason: str) -> None:
            growth.ledger.close()
            if rewrite is not None and status in ("done", "saturated"):
                _move(rewrite, path)
            record.write(status, reason)

        await drive(growth, models, growth.watch, finish)
    return Run(path)


def _assemble(place: Path, path: Path, inputs: Inputs, stack: Stack, opened: OpenedModel) -> tuple[Scheduler, RunJson]:
    """Put together what grows this run; `place` is where its files are written."""
    session, progress = stack.session, stack.progress
    model = stack.add_batched(opened, leading=("bootstrap",))
    model.holding = progress.requests > 0
    prompts = Templates(inputs.recipe)
    filters = FilterSet(load_filters(inputs.recipe.filters))
    bootstrap = Bootstrap(inputs, prompts, filters)
    ledger = RunWriter(place, session.n, inputs.recipe.saturation, filters, session.written or _ignore)

    minimum = session.batch_minimum if session.batch else None
    expected = estimate(inputs, session.n, opened.price, batch_minimum=minimum, prompts=prompts)
    record = RunJson(path, inputs, session, ledger, progress, expected)

    def watch() -> None:
        counts = ledger.counts
        progress.candidates, progress.accepted, progress.settled = counts.candidates, counts.accepted, counts.settled
        progress.waiting, progress.trouble = stack.waiting, stack.trouble
        progress.in_flight, progress.collected = stack.in_flight, stack.collected
        record.refresh()
        if session.watch is not None:
            session.watch(progress)

    growth = Scheduler(
        bootstrap, ledger, prompts, model, stack.budget, filters, opened.price,
        AT_ONCE if stack.jobs else session.concurrency, lambda: stack.waiting, watch,
        collected=lambda: stack.collected,
    )  # fmt: skip
    return growth, record


def _agreed(path: Path, journal: Journal, given: Inputs | None) -> Inputs:
    """The run's inputs: as recorded, and the same as those given, if any."""
    texts = journal.inputs()
    if not texts:
        if given is None:
            raise RunDamaged(f"{path / 'journal.db'}: {_NO_INPUTS}")
        if (path / "run.json").exists() and "identity" in Run(path).info:
            raise RunDamaged(f"{path / 'journal.db'}: {_NO_INPUTS}")
        check_no_files(path)
        journal.keep_inputs(given.dump())
        return given
    if "plain" not in texts:
        raise RunMismatch(f"{path}: holds another command's run; give another --out")
    inputs = recorded.load_inputs(texts)
    if given is not None:
        check_identity(path, inputs.identity(), given.identity())
    return inputs


def _check_no_merge(path: Path) -> None:
    kind = ""
    with contextlib.suppress(RunError):
        kind = Run(path).info.get("kind", "")
    if kind == MERGE:
        raise RunMismatch(f"{path}: is a merge, which does not grow; give another --out, or resume its sources")
    if kind:
        raise RunMismatch(f"{path}: was made by {kind}: the same command again goes on with it; give another --out")


def _warn_of_other_address(path: Path, session: Session) -> None:
    """Another address may be another model of the same name: worth a word, no reason to stop."""
    try:
        before = Run(path).info["session"]
    except (RunError, KeyError):
        return
    for name in ("base_url", "endpoint_url", "region"):
        was, now = before.get(name), getattr(session, name)
        if was != now:
            LOG.warning("%s: its %s was %s so far, and is now %s", path, name, was, now)


def _written(path: Path) -> int:
    """How many tasks with an instance the files hold already: a smaller -n takes none of them back."""
    try:
        return sum(bool(row["instances"]) for row in Run(path).rows("tasks.jsonl"))
    except RunError:
        return 0


def _rewriting(path: Path, journal: Journal, retry_failed: bool) -> Path | None:
    """Where files are rewritten because answers changed; None where they are only appended to.

    The folder's existence is the mark: a rewrite that was broken off goes on with the next resume.
    """
    place = path / ".rewrite"
    if retry_failed:
        place.mkdir(exist_ok=True)
        journal.forget_failures(("classify", "classify_again", "instances"))
    return place if place.is_dir() else None


def _move(place: Path, path: Path) -> None:
    for name in FILES:
        (place / name).replace(path / name)
    place.rmdir()


def _ignore(task: Task) -> None:
    """Nobody waits for tasks."""
