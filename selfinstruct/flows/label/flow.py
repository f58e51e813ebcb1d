"""The flow of `selfinstruct label`: models label records, agreement accepts, and what is contested goes to people."""

import contextlib
import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Unpack

from selfinstruct.canonical import to_json
from selfinstruct.engine.drive import drive, run_sync
from selfinstruct.engine.estimate import Estimate, Step
from selfinstruct.engine.settings import KEPT, Session
from selfinstruct.engine.stack import Stack, open_provider
from selfinstruct.engine.worker_pool import WorkerPool
from selfinstruct.errors import RunMismatch
from selfinstruct.flows.label.decide import LabelledRecord
from selfinstruct.flows.label.judges import JudgePanel
from selfinstruct.flows.label.options import LabelOptions, LabelPlan, read_label_plan
from selfinstruct.flows.label.rows import calibration, counts, figures, label_row, unread_rows
from selfinstruct.flows.label.run import (
    INFO,
    LABELS,
    REVIEWED,
    UNREAD,
    LabelRun,
    check_files,
    check_place,
    file_begins,
    read_lines,
    write_accepted,
)
from selfinstruct.prices import find_price
from selfinstruct.progress import Progress
from selfinstruct.recipes.label import VARIABLES
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Model, Usage
from selfinstruct.runs.directory import check_identity, locked
from selfinstruct.runs.info import head
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.lines import write_json, write_lines

LOG = logging.getLogger("selfinstruct")
ASSUMED = "at most, for agree and rate are for records on which judges differ; assumed: 40 tokens an answer"


def label(path: str | Path, judges: Sequence[str | Model], **options: Unpack[LabelOptions]) -> LabelRun:
    """Let models label the records of a file, or of a run; returns when that has ended, with its files.

    The same call again goes on where it ended, and asks nothing twice. Raises UsageError for what cannot be carried
    out, SeedError for records that cannot be read, ModelError when a judge cannot be asked.
    """
    return run_sync(alabel(path, judges, **options))


async def alabel(path: str | Path, judges: Sequence[str | Model], **options: Unpack[LabelOptions]) -> LabelRun:
    """`label` for asynchronous code."""
    given, session = read_label_plan(Path(path), judges, options)
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
    given, session = read_label_plan(Path(path), judges, options)
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


async def _label(given: LabelPlan, session: Session, stack: Stack, bench: JudgePanel) -> None:
    progress = stack.progress
    batch: WorkerPool[int, LabelledRecord]

    def watch() -> None:
        progress.settled, progress.waiting, progress.trouble = len(batch.results), stack.waiting, stack.trouble
        progress.in_flight = stack.budget.in_flight - stack.waiting
        if session.watch is not None:
            session.watch(progress)

    async def work(number: int) -> LabelledRecord:
        return await bench.label(given.items[number], number)

    records = range(len(given.items))
    batch = WorkerPool(records, work, stack.budget, session.concurrency, lambda: stack.waiting, watch)
    _write_info(given, session, progress, [], [], None, "running", "")
    if session.started is not None:
        session.started(given.out)
    await drive(batch, stack, watch, lambda *end: _write(given, session, progress, batch.settled(), *end))


def _agree_on_inputs(given: LabelPlan, journal: Journal) -> None:
    wanted = given.identity()
    before = journal.inputs()
    if before and "label" not in before:
        raise RunMismatch(f"{given.out}: holds another run; give another --out")
    if before:
        check_identity(given.out, json.loads(before["label"]), wanted)
    else:
        check_files(given.out)
    journal.keep_inputs({"label": to_json(wanted)})


def _bench(given: LabelPlan, judges: Sequence[Model]) -> JudgePanel:
    return JudgePanel(
        given.question, given.recipe, Templates(given.recipe, VARIABLES), judges, given.examples, given.guidance,
        given.mode, given.agree,
    )  # fmt: skip


def _write(
    given: LabelPlan, session: Session, progress: Progress, settled: Sequence[LabelledRecord], status: str, reason: str
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
    if status == "done" or not file_begins(given.out / LABELS, rows):
        write_lines(given.out / LABELS, rows)
        write_lines(given.out / UNREAD, unread)
        write_accepted(given.out, given.question.kind)
    if given.precision is not None and accept_at is None and status == "done":
        LOG.warning("no threshold reaches a precision of %g on the sample: nothing is accepted", given.precision)
    _write_info(given, session, progress, settled, rows, found, status, reason, accept_at)


def _write_info(
    given: LabelPlan, session: Session, progress: Progress,
    settled: Sequence[LabelledRecord], rows: Sequence[dict[str, Any]],
    found: dict[str, Any] | None, status: str, reason: str, accept_at: float | None = None,
) -> None:  # fmt: skip
    question = given.question
    reviewed = {row["id"]: row for row in read_lines(given.out / REVIEWED)}
    unread = sum(len(labelled.unread) for labelled in settled)
    write_json(
        given.out / INFO,
        head(status, reason, given.judges)
        | {
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
