"""The flow of `selfinstruct distill`: prompts in, a teacher's answers out, with the files of a run."""

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Unpack

from selfinstruct.canonical import to_json
from selfinstruct.engine.crew.joining import join
from selfinstruct.engine.crew.spread import spread
from selfinstruct.engine.drive import run_sync
from selfinstruct.engine.estimate import Estimate, Step
from selfinstruct.engine.named_models import NamedModel, from_environment, of_session, origin_of, placed
from selfinstruct.engine.session import Session, open_session
from selfinstruct.engine.stack import Stack
from selfinstruct.errors import UsageError
from selfinstruct.files.given import Given, as_file
from selfinstruct.files.logs import warn_of_unread
from selfinstruct.files.pipes import is_held, stem
from selfinstruct.files.spool import Head
from selfinstruct.files.storage import Access, given_name
from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import FilterSet, reject
from selfinstruct.flows.distill.asking import Asking, DistillErrand, has_own, request_of
from selfinstruct.flows.distill.prompts import STAGE, DistillPrompt, PromptFile, read_prompts
from selfinstruct.flows.distill.writer import AnsweredPrompt, DistillWriter, earlier_figures, prompts_written
from selfinstruct.progress import Progress
from selfinstruct.recipes.distill import VARIABLES, DistillRecipe, load_distill_recipe
from selfinstruct.recipes.templates import Templates as Templates
from selfinstruct.records import Instance, Model, Rejection, Task, Usage
from selfinstruct.runs.directory import check_identity, check_no_files, check_same, check_unclaimed, clear_unanswered
from selfinstruct.runs.info import head, recorded
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.lines import write_json
from selfinstruct.runs.rewriting import forget_failures, rewriting, take_over
from selfinstruct.runs.run import Run
from selfinstruct.runs.schema import DISTILL
from selfinstruct.settings import BatchOptions, Settings, check_names, settings_of
from selfinstruct.text.masking import Masking
from selfinstruct.text.tokens import estimated_tokens

ANSWER_TOKENS = 300
ASSUMED = f"assumed: {ANSWER_TOKENS} tokens per answer, four characters per token"


class DistillOptions(BatchOptions, total=False):
    """What `distill` takes besides the prompts; docs/distill.md describes each.

    model ("offline"): the teacher, `provider/model` or a Model. out: the directory (runs/<prompts file>-distilled).
    n: the first prompts only. pii ("mask"): mask, drop or off. own_output (False): keep answers the file has, and ask
    for the others. ignore_columns: columns of text that need not be read. retry_failed (False): ask again what failed
    for good. recipe ("chat"), overrides; limits as for
    `generate`.
    """

    model: str | Model
    out: str | Path | None
    n: int | None
    pii: str
    own_output: bool
    ignore_columns: tuple[str, ...]
    retry_failed: bool
    recipe: str | Path
    overrides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DistillPlan:
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
    settings: Settings

    def identity(self) -> dict[str, str]:
        """What the files depend on, but for the answers and how many of the prompts are asked."""
        return {
            "model": self.model,
            "prompts": self.prompts.digest,
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
            "given": ({"prompts": self.source} if self.source else {}) | {"recipe": self.recipe.name},
        }


async def adistill(prompts: Given, **options: Unpack[DistillOptions]) -> Run:
    """Ask a teacher for a completion of each prompt of a log, a run or a file; returns when that has ended.

    The directory is a run's: dataset.jsonl, tasks.jsonl, rejected.jsonl, run.json. The same call again goes on where it
    ended, and asks nothing twice. Raises UsageError for what cannot be carried out, SeedError for prompts that cannot
    be read, ModelError when the teacher cannot be asked; what was bought is kept.
    """
    with as_file(prompts, "prompts") as path:
        plan = _read(path, options)
    retry_failed = options.get("retry_failed", False)
    errand = DistillErrand(plan.model, plan.prompts.masking.mode != "off", plan.recipe, plan.own_output)
    check_unclaimed(plan.out)
    async with open_session(plan.out, plan.settings) as session:
        session.retried = retry_failed
        if plan.settings.engine != "array":  # which holds no lock yet
            clear_unanswered(plan.out)
        asking = await errand.ready(session)
        if plan.settings.engine == "array":
            check_same(plan.out, recorded(plan.out), plan.identity())
        await join(session, errand, plan.items, plan.identity())
        before = recorded(plan.out)
        _agree_on_inputs(plan, session.journal, before)
        journal = session.journal
        rewrite = rewriting(plan.out, retry_failed, lambda: forget_failures(journal, STAGE.__eq__))
        stack = session.stack(Progress(target=len(plan.items), what=errand.what), errand.counts)
        with contextlib.closing(DistillWriter(rewrite or plan.out, plan.filters)) as writer:
            await _distill(plan, session, stack, errand, asking(stack), writer, before)
    return Run(plan.out)


def distill(prompts: Given, **options: Unpack[DistillOptions]) -> Run:
    """`adistill` for code that is not asynchronous."""
    return run_sync(adistill(prompts, **options))


def preview_distill(prompts: Given, **options: Unpack[DistillOptions]) -> Estimate:
    """What `distill` would send, and about how much of it; asks nothing and writes nothing."""
    with as_file(prompts, "prompts") as path:
        plan = _read(path, options)
    settings = plan.settings
    price = settings.price_of(plan.model)
    first, number, size = None, 0, 0
    for item in plan.items:
        if isinstance(item, DistillPrompt) and not has_own(plan.own_output, item):
            request = request_of(plan.recipe, plan.templates, item)
            first, number = first or request, number + 1
            size += sum(estimated_tokens(turn.content) for turn in request.messages)
    if first is None:
        return Estimate((), 0.0, ASSUMED)
    usage = Usage(size, number * min(ANSWER_TOKENS, plan.recipe.response.max_tokens or ANSWER_TOKENS))
    batched = number if settings.batch and number >= settings.batch_minimum else 0
    step = Step(STAGE, first.messages, number, usage, batched)
    return Estimate((step,), None if price is None else price.cost(usage, step.batched_usage), ASSUMED)


async def _distill(
    plan: DistillPlan, session: Session, stack: Stack, errand: DistillErrand, ask: Asking, writer: DistillWriter,
    before: Mapping[str, Any],
) -> None:  # fmt: skip
    progress, earlier = stack.progress, earlier_figures(before, plan.out) or writer.figures()
    spreading = partial(spread, session, errand, plan.items, plan.identity())

    def advance(results: Sequence[AnsweredPrompt], answered: int) -> None:
        for result in results:
            writer.write(result)
        writer.flush()
        progress.settled = answered
        progress.candidates, progress.accepted = writer.written, writer.counts.tasks

    def record(status: str, reason: str) -> None:
        made = writer.figures() if status == "done" or not (writer.behind or writer.path != plan.out) else earlier
        if status == before.get("status") == "done" and writer.path == plan.out:
            writer.check_whole()
        if status == "done" and writer.path != plan.out:
            take_over(writer.path, plan.out)
        known = dict(before) | head(status, reason, [plan.model], DISTILL)
        write_json(
            plan.out / "run.json",
            known
            | {
                "session": session.settings.kept(),
                "counts": made["counts"],
                **progress.spending(),
                "jobs": [asdict(job) for job in progress.jobs.values()],
                "attributes": {},
                **plan.about(),
                "pii": plan.prompts.masking.as_dict() | {"answers": made["masked"]},
            },
        )

    await session.work(stack, plan.items, ask, record, advance, spreading, errand.left_out)


def _read(prompts: str | Path, options: DistillOptions) -> DistillPlan:
    """Read and check everything the user names, before anything is made."""
    check_names(options, DistillOptions)
    model = options.get("model", "offline")
    if not isinstance(model, str) and not hasattr(model, "complete"):
        raise UsageError(f"model: must be a name or a Model (found {model!r:.60})")
    count = options.get("n")
    settings = settings_of(
        {key: value for key, value in options.items() if key != "n"}, n=1 if count is None else count,
        model=None if isinstance(model, str) else model,
    )  # fmt: skip
    known, settings = of_session(settings, model)
    who = NamedModel(known, model=settings.model)
    settings = from_environment(placed(settings, who, origin_of(Path(prompts))), model)
    recipe = load_distill_recipe(options.get("recipe", "chat"), options.get("overrides", ()))
    filters = FilterSet(load_filters(recipe.filters))
    templates = Templates(recipe, VARIABLES)
    path = Path(prompts)
    access = Access(region=settings.region, profile=settings.profile)
    found = read_prompts(path, Masking(options.get("pii", "mask")), access, options.get("ignore_columns", ()))
    warn_of_unread(found.unread)
    out = options.get("out")
    place = _default(path) if out is None else Path(out)
    enough = len(found.items) if count is None else count
    items = _chosen(found.items, filters, enough, prompts_written(place))
    return DistillPlan(
        "" if is_held(path) else given_name(path), found, items, recipe, templates, filters, known,
        options.get("own_output", False), place, replace(settings, n=len(items)),
    )  # fmt: skip


def _chosen(
    items: Sequence[DistillPrompt | Rejection], filters: FilterSet, enough: int, asked: int
) -> Sequence[DistillPrompt | Rejection]:
    """The first `enough`, or more until so many are `asked`; what filters of instructions reject is not."""
    replaced: dict[int, DistillPrompt | Rejection] = {}
    for place, item in enumerate(items):
        if place >= enough and asked <= 0:
            return Head(items, place, replaced)
        if isinstance(item, DistillPrompt):
            whole = f"{item.instruction}\n\n{item.input}" if item.input.strip() else item.instruction
            spoken = (Instance("", "", turns=item.messages),) if item.chat else ()
            task = Task(item.task_id, whole, item.type, item.is_classification, instances=spoken)
            if (reason := filters.reason(task)) is not None:
                replaced[place] = reject(STAGE, reason, whole, task=item.task_id)
                continue
            filters.accept(task)
            asked -= 1
    return Head(items, len(items), replaced)


def _default(path: Path) -> Path:
    return Path("runs") / f"{stem(path.with_name(path.name.removesuffix('.gz')))}-distilled"


def _agree_on_inputs(plan: DistillPlan, journal: Journal, before: Mapping[str, Any]) -> None:
    wanted = plan.identity()
    texts = journal.inputs()
    if texts:
        check_identity(plan.out, json.loads(texts.get(DISTILL, "{}")), wanted)
        return
    check_same(plan.out, before, wanted)
    check_no_files(plan.out)
    journal.keep_inputs({DISTILL: to_json(wanted)})
