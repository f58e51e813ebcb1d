"""The flow of `selfinstruct distill`: prompts in, a teacher's answers out, with the files of a run."""

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Unpack

from selfinstruct.canonical import to_json
from selfinstruct.engine.drive import drive, run_sync
from selfinstruct.engine.estimate import Estimate, Step
from selfinstruct.engine.settings import AT_ONCE, BatchOptions, Session, check_names, session_of
from selfinstruct.engine.stack import Stack, open_provider
from selfinstruct.engine.worker_pool import WorkerPool
from selfinstruct.errors import RunError, RunMismatch, UsageError
from selfinstruct.files.logs import warn_of_unread
from selfinstruct.files.storage import Access, name
from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import FilterSet, reject, sift
from selfinstruct.flows.distill.prompts import STAGE, DistillPrompt, PromptFile, read_prompts
from selfinstruct.flows.distill.writer import AnsweredPrompt, DistillWriter, write_info
from selfinstruct.parse.chat_text import answer_text
from selfinstruct.parse.unusable import unusable
from selfinstruct.prices import find_price
from selfinstruct.progress import Progress
from selfinstruct.recipes.distill import VARIABLES, DistillRecipe, load_distill_recipe
from selfinstruct.recipes.templates import Templates as Templates
from selfinstruct.records import Completion, Instance, Model, Rejection, Request, Task, Usage
from selfinstruct.runs.directory import check_identity, check_no_files, check_unclaimed, locked
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.run import Run
from selfinstruct.runs.schema import KIND
from selfinstruct.text.masking import Masking

ANSWER_TOKENS = 300
ASSUMED = f"assumed: {ANSWER_TOKENS} tokens an answer, four characters a token"


class DistillOptions(BatchOptions, total=False):
    """What `distill` takes besides the prompts; docs/distill.md describes each.

    model ("offline"): the teacher, `provider/model` or a Model. out: the directory (runs/<prompts file>-distilled).
    n: the first prompts only. pii ("mask"): mask, drop or off. own_output (False): keep answers the file has, and ask
    for the others. recipe ("chat"), overrides; limits as for `generate`.
    """

    model: str | Model
    out: str | Path | None
    n: int | None
    pii: str
    own_output: bool
    recipe: str | Path
    overrides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Given:
    """All that was asked for, read and checked; `items` are what may be asked, and what may not, in order."""

    source: str
    prompts: PromptFile
    items: Sequence[DistillPrompt | Rejection]
    recipe: DistillRecipe
    templates: Templates
    filters: FilterSet
    model: str
    own_output: bool
    out: Path

    def identity(self) -> dict[str, str]:
        """What the files depend on, but for the answers and how many of the prompts are asked."""
        return {
            "model": self.model,
            "prompts": self.prompts.digest(),
            "pii": self.prompts.masking.mode,
            "own_output": str(self.own_output),
            **self.recipe.identity(),
        }

    def about(self) -> dict[str, Any]:
        """What run.json says of this."""
        return {
            "model": self.model,
            "recipe": self.recipe.name,
            "identity": self.identity(),
            "target": len(self.items),
            "seeds": 0,
            "pool": 0,
            "given": {"prompts": self.source, "recipe": self.recipe.name},
        }

    def request(self, prompt: DistillPrompt) -> Request:
        stage = self.recipe.response
        turns = prompt.messages
        if turns[0].role != "system":
            turns = (*self.templates.system("response", {"prompt": prompt.instruction}), *turns)
        return Request(STAGE, prompt.ordinal, turns, stage.sampling(), timeout=stage.timeout)


async def adistill(prompts: str | Path, **options: Unpack[DistillOptions]) -> Run:
    """Ask a teacher for a completion of each prompt of a log, a run or a file; returns when that has ended.

    The directory is a run's: dataset.jsonl, tasks.jsonl, rejected.jsonl, run.json. The same call again goes on where it
    ended, and asks nothing twice. Raises UsageError for what cannot be carried out, SeedError for prompts that cannot
    be read, ModelError when the teacher cannot be asked; what was bought is kept.
    """
    given, session = _read(prompts, options)
    check_unclaimed(given.out)
    async with contextlib.AsyncExitStack() as closing:
        opened = replace(await open_provider(session, given.model, closing), masked=given.prompts.masking.mode != "off")
        closing.enter_context(locked(given.out))
        journal = closing.enter_context(contextlib.closing(Journal(given.out / "journal.db")))
        _agree_on_inputs(given, journal)
        progress = Progress(target=len(given.items), what="prompts")
        stack = Stack(journal, session, progress, STAGE.__eq__)
        await _distill(given, session, stack, stack.add_batched(opened, ()))
    return Run(given.out)


def distill(prompts: str | Path, **options: Unpack[DistillOptions]) -> Run:
    """`adistill` for code that is not asynchronous."""
    return run_sync(adistill(prompts, **options))


def preview_distill(prompts: str | Path, **options: Unpack[DistillOptions]) -> Estimate:
    """What `distill` would send, and about how much of it; asks nothing and writes nothing."""
    given, session = _read(prompts, options)
    asked = [item for item in given.items if isinstance(item, DistillPrompt) and not _has_own(given, item)]
    if not asked:
        return Estimate((), 0.0)
    size = sum(len(turn.content) for item in asked for turn in given.request(item).messages) // 4
    usage = Usage(size, len(asked) * min(ANSWER_TOKENS, given.recipe.response.max_tokens or ANSWER_TOKENS))
    price = session.price or find_price(given.model)
    batched = len(asked) if session.batch and len(asked) >= session.batch_minimum else 0
    step = Step(STAGE, given.request(asked[0]).messages, len(asked), usage, batched)
    return Estimate((step,), None if price is None else price.cost(usage, step.batched_usage))


async def _distill(given: _Given, session: Session, stack: Stack, model: Model) -> None:
    progress = stack.progress
    pages = DistillWriter(given.out, given.filters)
    batch: WorkerPool[DistillPrompt | Rejection, AnsweredPrompt]

    def watch() -> None:
        _write(pages, batch)
        progress.settled = len(batch.results)
        progress.candidates, progress.accepted = pages.written, pages.counts.settled
        progress.waiting, progress.trouble = stack.waiting, stack.trouble
        progress.in_flight, progress.collected = stack.in_flight, stack.collected
        if session.watch is not None:
            session.watch(progress)

    async def work(item: DistillPrompt | Rejection) -> AnsweredPrompt:
        if isinstance(item, Rejection):
            return AnsweredPrompt(None, rejections=(item,))
        if _has_own(given, item):
            return _sifted(item, item.output, given.filters, own=True)
        return _answered(item, await model.complete(given.request(item)), given.filters)

    def record(status: str, reason: str = "") -> None:
        masking = given.prompts.masking.as_dict() | {"answers": dict(sorted(pages.masked.items()))}
        write_info(given.out, given.about() | {"pii": masking}, session, pages, progress, status, reason)

    at_once = AT_ONCE if stack.jobs else session.concurrency
    batch = WorkerPool(given.items, work, stack.budget, at_once, lambda: stack.waiting, watch)
    record("running")
    if session.started is not None:
        session.started(given.out)

    def finish(status: str, reason: str) -> None:
        with contextlib.closing(pages):
            _write(pages, batch)
        record(status, reason)

    await drive(batch, stack, watch, finish)


def _write(pages: DistillWriter, batch: WorkerPool[DistillPrompt | Rejection, AnsweredPrompt]) -> None:
    """All that is settled up to the first prompt that is not."""
    while pages.written in batch.results:
        pages.write(batch.results[pages.written])
    pages.flush()


def _has_own(given: _Given, prompt: DistillPrompt) -> bool:
    return given.own_output and bool(prompt.output.strip())


def _answered(prompt: DistillPrompt, answer: Completion, filters: FilterSet) -> AnsweredPrompt:
    """An answer read: broken off or empty it is a rejection with its text."""
    problem = unusable(STAGE, answer)
    text = answer_text(answer.text).text.strip()
    if problem is None and answer.finish_reason in ("length", "content_filter"):
        problem = Rejection(STAGE, "truncated", answer.text, value=answer.finish_reason)
    if problem is None and not text:
        problem = Rejection(STAGE, "empty", answer.text)
    if problem is not None:
        return AnsweredPrompt(prompt, rejections=(replace(problem, task=prompt.task_id),))
    return _sifted(prompt, text, filters)


def _sifted(prompt: DistillPrompt, text: str, filters: FilterSet, own: bool = False) -> AnsweredPrompt:
    instance = Instance(prompt.input, text)
    task = Task(prompt.task_id, prompt.instruction, prompt.type, prompt.is_classification, instances=(instance,))
    kept, rejections = sift(filters.within, task, [instance])
    return AnsweredPrompt(prompt, instance if kept else None, tuple(rejections), own)


def _read(prompts: str | Path, options: DistillOptions) -> tuple[_Given, Session]:
    """Read and check everything the user names, before anything is made."""
    check_names(options, DistillOptions)
    model = options.get("model", "offline")
    if not isinstance(model, str) and not hasattr(model, "complete"):
        raise UsageError(f"model: must be a name or a Model (found {model!r:.60})")
    count = options.get("n")
    session = session_of(
        {key: value for key, value in options.items() if key != "n"}, n=1 if count is None else count,
        model=None if isinstance(model, str) else model,
    )  # fmt: skip
    recipe = load_distill_recipe(options.get("recipe", "chat"), options.get("overrides", ()))
    filters = FilterSet(load_filters(recipe.filters))
    templates = Templates(recipe, VARIABLES)
    path = Path(prompts)
    access = Access(region=session.region, profile=session.profile)
    found = read_prompts(path, Masking(options.get("pii", "mask")), access)
    warn_of_unread(found.unread)
    out = options.get("out")
    place = _default(path) if out is None else Path(out)
    enough = len(found.items) if count is None else count
    items = _chosen(found.items, filters, enough, _written(place))
    given = _Given(
        name(path), found, items, recipe, templates, filters, model if isinstance(model, str) else model.name,
        options.get("own_output", False), place,
    )  # fmt: skip
    return given, replace(session, n=len(items))


def _written(out: Path) -> int:
    """How many prompts the files there have an answer to already: a smaller `n` takes none of them back."""
    try:
        run = Run(out)
        return sum(1 for _ in run.rows("tasks.jsonl")) if run.info.get("kind") == KIND else 0
    except RunError:
        return 0


def _chosen(
    items: Sequence[DistillPrompt | Rejection], filters: FilterSet, enough: int, asked: int
) -> list[DistillPrompt | Rejection]:
    """The first `enough`, or more until so many are `asked`; what filters of instructions reject is not."""
    chosen: list[DistillPrompt | Rejection] = []
    for item in items:
        if len(chosen) >= enough and asked <= 0:
            break
        if isinstance(item, DistillPrompt):
            whole = f"{item.instruction}\n\n{item.input}" if item.input.strip() else item.instruction
            task = Task(item.task_id, whole, item.type, item.is_classification)
            if (reason := filters.reason(task)) is not None:
                chosen.append(reject(STAGE, reason, whole, task=item.task_id))
                continue
            filters.accept(task)
            asked -= 1
        chosen.append(item)
    return chosen


def _default(path: Path) -> Path:
    stem = path.name.removesuffix(".gz").rpartition(".")[0] or path.name
    return Path("runs") / f"{stem}-distilled"


def _agree_on_inputs(given: _Given, journal: Journal) -> None:
    wanted = given.identity()
    before = journal.inputs()
    if before:
        check_identity(given.out, json.loads(before.get(KIND, "{}")), wanted)
        return
    with contextlib.suppress(RunError):
        if Run(given.out).info.get("identity") not in (None, wanted):
            raise RunMismatch(f"{given.out}: holds another run; give another --out")
    check_no_files(given.out)
    journal.keep_inputs({KIND: to_json(wanted)})
