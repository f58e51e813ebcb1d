"""The flow of `selfinstruct label`: models label records, agreement accepts, and what is contested goes to people."""

import contextlib
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Unpack

from selfinstruct import __version__
from selfinstruct.batch import Batch
from selfinstruct.driving import drive, run_sync
from selfinstruct.errors import RunMismatch, UsageError
from selfinstruct.estimate import Estimate, Step
from selfinstruct.journal import Journal
from selfinstruct.labelfiles import (
    calibration,
    counts,
    figures,
    label_row,
    unread_rows,
)  # fmt: skip
from selfinstruct.labelrecipe import VARIABLES, LabelRecipe, load_label_recipe
from selfinstruct.labelrun import (
    INFO,
    LABELS,
    REVIEWED,
    UNREAD,
    LabelRun,
    begins,
    check_files,
    check_place,
    read_lines,
    write_accepted,
    write_lines,
)
from selfinstruct.options import KEPT, Session, SessionOptions, check_names, session_of
from selfinstruct.prices import find_price
from selfinstruct.progress import Progress
from selfinstruct.prompts import Prompts
from selfinstruct.questions import (
    Answer,
    Example,
    Item,
    Question,
    make_question,
    read_examples,
    read_items,
    read_sample,
)  # fmt: skip
from selfinstruct.records import NOTICE, Model, Usage, content_id, to_json
from selfinstruct.run import check_identity, locked, write_json
from selfinstruct.stack import Stack, open_provider
from selfinstruct.stages.label import SEATS, Bench, Labelled

LOG = logging.getLogger("selfinstruct")
ASSUMED = "at most, for agree and rate are for records on which judges differ; assumed: 40 tokens an answer"
MODES = ("independent", "cross")
AGREE = ("all", "majority")


class LabelOptions(SessionOptions, total=False):
    """What `label` takes besides the records and the judges; docs/labelling.md describes each.

    kind ("labels"): labels, accept, score, pair or text. question: what is asked. labels: names, or the path of a YAML
    file. scale ("1-5") and tolerance (0): of scores. mode ("independent" or "cross"). agree ("all" or "majority").
    examples: path of records with their label; shots: how many of them. accept_at (0): least confidence. calibrate:
    path of a human-labelled sample; precision: find accept_at in it. recipe, overrides, guidance, out; limits as for
    `generate`.
    """

    kind: str
    question: str
    labels: Sequence[str] | str | Path
    scale: str
    tolerance: float
    mode: str
    agree: str
    examples: str | Path | None
    shots: int | None
    accept_at: float | None
    calibrate: str | Path | None
    precision: float | None
    recipe: str | Path
    overrides: tuple[str, ...]
    guidance: str
    out: str | Path | None


@dataclass(frozen=True, slots=True)
class _Given:
    """All that was asked for, read and checked."""

    question: Question
    items: Sequence[Item]
    examples: Sequence[Example]
    sample: dict[str, Answer]
    recipe: LabelRecipe
    judges: Sequence[str]
    models: Sequence[Model | None]
    mode: str
    agree: str
    accept_at: float
    precision: float | None
    guidance: str
    out: Path

    def identity(self) -> dict[str, str]:
        """What answers depend on; how many must agree, and how surely, may change from one call to the next."""
        rows = [(item.id, item.parts, item.sides) for item in self.items]
        shown = [(example.item.parts, example.item.sides, example.answer) for example in self.examples]
        return {
            "records": content_id(to_json(rows)),
            "question": content_id(to_json(asdict(self.question))),
            "judges": ", ".join(self.judges),
            "mode": self.mode,
            "examples": content_id(to_json(shown)),
            "guidance": self.guidance,
            **self.recipe.identity(),
        }


def label(path: str | Path, judges: Sequence[str | Model], **options: Unpack[LabelOptions]) -> LabelRun:
    """Let models label the records of a file, or of a run; returns when that has ended, with its files.

    The same call again goes on where it ended, and asks nothing twice. Raises UsageError for what cannot be carried
    out, SeedError for records that cannot be read, ModelError when a judge cannot be asked.
    """
    return run_sync(alabel(path, judges, **options))


async def alabel(path: str | Path, judges: Sequence[str | Model], **options: Unpack[LabelOptions]) -> LabelRun:
    """`label` for asynchronous code."""
    given, session = _read(Path(path), judges, options)
    async with contextlib.AsyncExitStack() as closing:
        seats = list(zip(given.judges, map(id, given.models), strict=True))  # a judge named twice is one model
        providers = dict(zip(seats, given.models, strict=True))
        opened = {
            seat: await open_provider(replace(session, model=model), seat[0], closing)
            for seat, model in providers.items()
        }
        check_place(given.out)
        closing.enter_context(locked(given.out))
        journal = closing.enter_context(contextlib.closing(Journal(given.out / "journal.db")))
        _agree_on_inputs(given, journal)
        progress = Progress(target=len(given.items), what="records")
        stack = Stack(journal, session, progress)
        models = {seat: stack.add(item) for seat, item in opened.items()}
        bench = _bench(given, [models[seat] for seat in seats])
        await _label(given, session, stack, bench)
    return LabelRun(given.out)


def preview_label(path: str | Path, judges: Sequence[str | Model], **options: Unpack[LabelOptions]) -> Estimate:
    """What `label` would send, and at most how much of it; asks nothing and writes nothing."""
    given, session = _read(Path(path), judges, options)
    bench = _bench(given, [])
    item, count = given.items[0], len(given.items)
    orders = 2 if given.question.kind == "pair" else 1
    voters = len(given.judges) if given.mode == "independent" else 2
    steps = [("label", count * voters * orders)]
    if given.mode == "cross":
        steps.append(("agree", count * 2))
        steps += [("rate", count * 2)] if len(given.judges) > 2 else []
    made = []
    for stage, number in steps:
        request = bench.request(stage, item, 0, own="(an answer)", other="(another answer)")
        prompt = sum(len(message.content) for message in request.messages) // 4
        made.append(Step(stage, request.messages, number, Usage(prompt * number, 40 * number)))
    prices = [session.price or find_price(name) for name in given.judges]
    known = [price for price in prices if price is not None]
    estimate = Estimate(tuple(made), None)
    if len(known) < len(prices):
        return estimate
    return replace(estimate, cost=sum(price.cost(estimate.usage) for price in known) / len(known))


async def _label(given: _Given, session: Session, stack: Stack, bench: Bench) -> None:
    progress = stack.progress
    batch: Batch[int, Labelled]

    def watch() -> None:
        progress.settled, progress.waiting, progress.trouble = len(batch.results), stack.waiting, stack.trouble
        progress.in_flight = stack.budget.in_flight - stack.waiting
        if session.watch is not None:
            session.watch(progress)

    async def work(number: int) -> Labelled:
        return await bench.label(given.items[number], number)

    records = range(len(given.items))
    batch = Batch(records, work, stack.budget, session.concurrency, lambda: stack.waiting, watch)
    _write_info(given, session, progress, [], [], None, "running", "")
    if session.started is not None:
        session.started(given.out)
    await drive(batch, stack, watch, lambda *end: _write(given, session, progress, batch.settled(), *end))


def _read(path: Path, judges: Sequence[str | Model], options: LabelOptions) -> tuple[_Given, Session]:
    check_names(options, LabelOptions)
    question = make_question(
        options.get("kind", "labels"), options.get("question", ""), options.get("labels", ()),
        options.get("scale", "1-5"), options.get("tolerance", 0.0),
    )  # fmt: skip
    recipe = load_label_recipe(options.get("recipe", "chat"), options.get("overrides", ()))
    Prompts(recipe, VARIABLES)
    mode, agree = options.get("mode", "independent"), options.get("agree", "all")
    _check_mode(mode, agree, question, judges, recipe)
    accept_at, precision = options.get("accept_at"), options.get("precision")
    calibrate, examples = options.get("calibrate"), options.get("examples")
    for name, value in (("--accept-at", accept_at), ("--precision", precision)):
        if value is not None and not 0 <= value <= 1:
            raise UsageError(f"{name}: must lie between 0 and 1 (found {value:g})")
    if precision is not None and calibrate is None:
        raise UsageError("--precision: is reached on a sample that people have labelled; name it with --calibrate")
    if precision is not None and accept_at is not None:
        raise UsageError("--precision: finds the threshold by itself; leave --accept-at out")
    items = read_items(path, question.kind)
    shown = read_examples(Path(examples), question) if examples is not None else []
    out = options.get("out")
    given = _Given(
        question, items, shown[: options.get("shots")], {} if calibrate is None else
        read_sample(Path(calibrate), items, question), recipe,
        [judge if isinstance(judge, str) else judge.name for judge in judges],
        [None if isinstance(judge, str) else judge for judge in judges], mode, agree, accept_at or 0.0, precision,
        options.get("guidance", "").strip(), Path(out) if out is not None else _default(path),
    )  # fmt: skip
    return given, session_of(options)


def _check_mode(mode: str, agree: str, question: Question, judges: Sequence[str | Model], recipe: LabelRecipe) -> None:
    for name, value, values in (("--mode", mode, MODES), ("--agree", agree, AGREE)):
        if value not in values:
            raise UsageError(f"{name}: must be {' or '.join(values)} (found {value!r})")
    most = SEATS if mode == "independent" else 3
    if not 2 <= len(judges) <= most:
        raise UsageError(f"--judge: mode {mode} takes 2 to {most} of them (found {len(judges)})")
    if mode == "independent" and question.kind == "text":
        raise UsageError(
            "--kind text: two texts are never the same words; use --mode cross, in which the judges compare"
        )
    if mode == "cross" and agree != "all":
        raise UsageError("--agree: mode cross has no majority; a third judge decides")
    needed = ("agree", "rate") if mode == "cross" and len(judges) == 3 else ("agree",) if mode == "cross" else ()
    for stage in needed:
        if recipe.stage(stage) is None:
            raise UsageError(f"recipe {recipe.name}: has no stage {stage}, which mode cross needs")


def _default(path: Path) -> Path:
    """A run keeps its labels, and those of its files, beside them; another file's go to a directory of its name."""
    if path.is_dir():
        return path / "labels"
    return (path.parent if (path.parent / "run.json").is_file() else Path("runs")) / f"{path.stem}-labels"


def _agree_on_inputs(given: _Given, journal: Journal) -> None:
    wanted = given.identity()
    before = journal.inputs()
    if before and "label" not in before:
        raise RunMismatch(f"{given.out}: holds another run; give another --out")
    if before:
        check_identity(given.out, json.loads(before["label"]), wanted)
    else:
        check_files(given.out)
    journal.keep_inputs({"label": to_json(wanted)})


def _bench(given: _Given, judges: Sequence[Model]) -> Bench:
    return Bench(
        given.question, given.recipe, Prompts(given.recipe, VARIABLES), judges, given.examples, given.guidance,
        given.mode, given.agree,
    )  # fmt: skip


def _write(
    given: _Given, session: Session, progress: Progress, settled: Sequence[Labelled], status: str, reason: str
) -> None:
    """The files of the settled records: what they hold depends on the answers, and how many on when it ended."""
    found = None
    accept_at: float | None = given.accept_at
    if given.sample:
        found = calibration(given.question, given.items, settled, given.sample, given.precision)
        accept_at = found["accept_at"] if given.precision is not None else accept_at
    pairs = list(zip(given.items, settled, strict=False))
    rows = [label_row(item, labelled, accept_at, given.sample.get(item.id)) for item, labelled in pairs]
    unread = [row for item, labelled in pairs for row in unread_rows(item, labelled)]
    # A session that ends early takes back nothing of what an earlier one wrote.
    if status == "done" or not begins(given.out / LABELS, rows):
        write_lines(given.out / LABELS, rows)
        write_lines(given.out / UNREAD, unread)
        write_accepted(given.out, given.question.kind)
    if given.precision is not None and accept_at is None and status == "done":
        LOG.warning("no threshold reaches a precision of %g on the sample: nothing is accepted", given.precision)
    _write_info(given, session, progress, settled, rows, found, status, reason, accept_at)


def _write_info(
    given: _Given, session: Session, progress: Progress, settled: Sequence[Labelled], rows: Sequence[dict[str, Any]],
    found: dict[str, Any] | None, status: str, reason: str, accept_at: float | None = None,
) -> None:  # fmt: skip
    question = given.question
    reviewed = {row["id"]: row for row in read_lines(given.out / REVIEWED)}
    unread = sum(len(labelled.unread) for labelled in settled)
    offline = any(name.split("/")[0] == "offline" for name in given.judges)
    write_json(
        given.out / INFO,
        {
            "version": __version__,
            "status": status,
            "reason": reason,
            "notice": NOTICE if offline else "",
            "kind": question.kind,
            "question": question.text,
            "labels": list(question.labels),
            "scale": [question.low, question.high] if question.kind == "score" else None,
            "tolerance": question.tolerance,
            "mode": given.mode,
            "agree": given.agree,
            "judges": list(given.judges),
            "recipe": given.recipe.name,
            "accept_at": accept_at,
            "identity": given.identity(),
            "session": {name: getattr(session, name) for name in KEPT if name != "n"},
            "counts": counts(rows, unread, len(given.items), question.kind, reviewed),
            "agreement": figures(question, settled),
            "calibration": found,
            **progress.spending(),
        },
    )
