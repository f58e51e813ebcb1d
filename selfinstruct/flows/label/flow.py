"""The flow of `selfinstruct label`: models label records, agreement accepts, and what is contested goes to people."""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Unpack

from selfinstruct.canonical import to_json
from selfinstruct.engine.crew.joining import join
from selfinstruct.engine.crew.spread import spread
from selfinstruct.engine.drive import run_sync
from selfinstruct.engine.estimate import Estimate, step_of
from selfinstruct.engine.named_models import addresses, placed, warn_of_moved
from selfinstruct.engine.session import Session, open_session
from selfinstruct.engine.stack import Stack
from selfinstruct.errors import RunMismatch
from selfinstruct.files.given import Given, as_file
from selfinstruct.files.spool import Spool
from selfinstruct.flows.label.decide import LabelledRecord
from selfinstruct.flows.label.items import LabelRecord
from selfinstruct.flows.label.label_run import (
    LabelRun,
    check_files,
    check_place,
    file_begins,
    line_count,
    write_accepted,
)
from selfinstruct.flows.label.options import LabelOptions, LabelPlan, read_label_plan
from selfinstruct.flows.label.report import LabelCounts, calibration, label_row, unread_rows
from selfinstruct.flows.label.spreading import (
    LabelErrand,
    Labelling,
    NumberedRecords,
    errand_of,
    panel_of,
)
from selfinstruct.flows.label.votes import VoteTable, figures
from selfinstruct.progress import Progress
from selfinstruct.records import Model
from selfinstruct.runs.directory import check_identity, clear_unanswered
from selfinstruct.runs.info import head
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.lines import read_json, write_json, write_lines
from selfinstruct.runs.reviews import INFO, LABELS, REVIEWED, UNREAD, read_lines
from selfinstruct.runs.rewriting import forget_failures

LOG = logging.getLogger("selfinstruct")
ASSUMED = "at most, since agree and rate are asked only where judges differ; assumed: 40 tokens per answer"

# What the journal keeps of how requests are numbered; runs of before keep nothing, and number them by place.
NUMBERED, CONTENT, PLACE = "numbered", "content", "place"


def label(path: Given, judges: Sequence[str | Model], **options: Unpack[LabelOptions]) -> LabelRun:
    """Let models label the records of a file, or of a run; returns when that has ended, with its files.

    The same call again goes on where it ended, and asks nothing twice. Raises UsageError for what cannot be carried
    out, SeedError for records that cannot be read, ModelError when a judge cannot be asked.
    """
    return run_sync(alabel(path, judges, **options))


async def alabel(path: Given, judges: Sequence[str | Model], **options: Unpack[LabelOptions]) -> LabelRun:
    """`label` for asynchronous code."""
    with as_file(path, "records") as source:
        plan = read_label_plan(source, judges, options)
    check_place(plan.out)
    async with open_session(plan.out, plan.settings) as session:
        if plan.settings.engine != "array":  # which holds no lock yet
            clear_unanswered(plan.out)
        errand = errand_of(plan)
        asking = await errand.ready(session)
        await join(session, errand, NumberedRecords(plan), plan.identity())
        if _agree_on_inputs(plan, session.journal) == PLACE:
            plan = replace(plan, numbers=range(len(plan.items)))
        warn_of_moved(plan.out, read_json(plan.out / INFO), plan.seats)
        session.retried = options.get("retry_failed", False)
        if session.retried:
            forget_failures(session.journal, lambda purpose: True)
        stack = session.stack(Progress(target=len(plan.items), what="records"))
        ask = asking(stack)
        stack.one_model.watch(
            plan.judges, "that these judges agree says nothing; ask another model, or NAME@URL", apart=True
        )
        await _label(plan, session, stack, errand, ask)
    return LabelRun(plan.out)


def preview_label(path: Given, judges: Sequence[str | Model], **options: Unpack[LabelOptions]) -> Estimate:
    """What `label` would send, and at most how much of it; asks nothing and writes nothing."""
    with as_file(path, "records") as source:
        plan = read_label_plan(source, judges, options)
    panel = panel_of(plan, [])
    item, count = plan.items[0], len(plan.items)
    orders = 2 if plan.question.kind == "pair" else 1
    voters = len(plan.judges) if plan.mode == "independent" else 2
    steps = [("label", count * voters * orders)]
    if plan.mode == "cross":
        steps.append(("agree", count * 2))
        steps += [("rate", count * 2)] if len(plan.judges) > 2 else []
    made = []
    for stage, number in steps:
        request = panel.request(stage, item, 0, own="(an answer)", other="(another answer)")
        made.append(step_of(stage, request, number, 40))
    prices = [placed(plan.settings, who, plan.origin).price_of(who.name) for who in plan.seats]
    known = [price for price in prices if price is not None]
    estimate = Estimate(tuple(made), None, ASSUMED)
    if len(known) < len(prices):
        return estimate
    return replace(estimate, cost=sum(price.cost(estimate.usage) for price in known) / len(known))


async def _label(plan: LabelPlan, session: Session, stack: Stack, errand: LabelErrand, ask: Labelling) -> None:
    progress = stack.progress
    results: Spool[LabelledRecord] = Spool()
    table = VoteTable()

    records = NumberedRecords(plan)

    def advance(more: Sequence[LabelledRecord], answered: int) -> None:
        for labelled in more:
            results.append(labelled)
            table.add(labelled, text=plan.question.kind == "text")
        progress.settled = answered

    def record(status: str, reason: str) -> None:
        if status == "running":
            _write_info(plan, stack, status, reason, _made(plan, stack, VoteTable()))
        elif stack.evidence.useful:
            _write(plan, stack, results, table, status, reason)
        else:  # where nothing could be read there is nothing for people to decide
            _write(plan, stack, [], VoteTable(), status, reason)

    numbered = {"numbered": PLACE if isinstance(plan.numbers, range) else CONTENT}
    spreading = partial(spread, session, errand, records, plan.identity() | numbered)
    await session.work(stack, records, ask, record, advance, spreading, errand.left_out)


def _agree_on_inputs(plan: LabelPlan, journal: Journal) -> str:
    """How requests are numbered: by what records say, but by place in a run that an earlier version began."""
    wanted = plan.identity()
    before = journal.inputs()
    if before and "label" not in before:
        raise RunMismatch(f"{plan.out}: holds another run; give another --out")
    if before:
        check_identity(plan.out, json.loads(before["label"]), wanted)
    else:
        check_files(plan.out)
    numbered = before.get(NUMBERED, PLACE) if before else CONTENT
    journal.keep_inputs({"label": to_json(wanted)} | ({} if numbered == PLACE else {NUMBERED: numbered}))
    return numbered


def _write(
    plan: LabelPlan, stack: Stack, settled: Sequence[LabelledRecord], table: VoteTable, status: str, reason: str
) -> None:
    """The files of the settled records: what they hold depends on the answers, and how many on when it ended."""
    found = None
    accept_at: float | None = plan.accept_at
    if plan.sample:
        found = calibration(plan.question, plan.items, settled, plan.sample, plan.precision)
        accept_at = found["accept_at"] if plan.precision is not None else accept_at

    def rows() -> Iterator[dict[str, Any]]:
        for item, labelled in zip(plan.items, settled, strict=False):
            yield label_row(item, labelled, accept_at, plan.sample.get(item.id))

    # A session that ends early takes back nothing of what an earlier one wrote.
    if status != "done" and line_count(plan.out / LABELS) > len(settled):
        _write_info(plan, stack, status, reason, _made(plan, stack, VoteTable()))
        return
    if status == "done" or not file_begins(plan.out / LABELS, rows()):
        write_lines(plan.out / LABELS, rows())
        write_lines(plan.out / UNREAD, _unread(plan.items, settled) if table.unread else ())
        write_accepted(plan.out, plan.question.kind)
    if plan.precision is not None and accept_at is None and status == "done":
        LOG.warning("no threshold reaches a precision of %g on the sample: nothing is accepted", plan.precision)
    _write_info(plan, stack, status, reason, _made(plan, stack, table, rows(), accept_at, found))


def _unread(items: Sequence[LabelRecord], settled: Sequence[LabelledRecord]) -> Iterator[dict[str, Any]]:
    for place, labelled in enumerate(settled):
        if labelled.unread:
            yield from unread_rows(items[place], labelled)


def _made(
    plan: LabelPlan, stack: Stack, table: VoteTable, rows: Iterable[dict[str, Any]] = (),
    accept_at: float | None = None, found: dict[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What label.json says of the labels."""
    counts = LabelCounts(plan.question.kind, {row["id"]: row for row in read_lines(plan.out / REVIEWED)})
    for row in rows:
        counts.add(row)
    return {
        "accept_at": accept_at,
        "counts": counts.as_dict(len(plan.items), table.unread),
        "agreement": figures(plan.question, table, stack.one_model.found()),
        "calibration": found,
    }


def _write_info(plan: LabelPlan, stack: Stack, status: str, reason: str, made: Mapping[str, Any]) -> None:
    question, known = plan.question, read_json(plan.out / INFO)
    if not made["counts"]["answered"] and line_count(plan.out / LABELS) and made.keys() <= known.keys():
        made = {name: known[name] for name in made}  # of the run, which an earlier session brought that far
    write_json(
        plan.out / INFO,
        head(status, reason, plan.judges)
        | {
            "kind": question.kind,
            "question": question.text,
            "labels": list(question.labels),
            "meanings": dict(question.meanings),
            "scale": [question.low, question.high] if question.kind == "score" else None,
            "tolerance": question.tolerance,
            "mode": plan.mode,
            "agree": plan.agree,
            "judges": list(plan.judges),
            **addresses(plan.seats),
            "recipe": plan.recipe.name,
            **made,
            "given": plan.given,
            "identity": plan.identity(),
            "session": {name: value for name, value in plan.settings.kept().items() if name not in ("n", "price")},
            **stack.progress.spending(),
        },
    )
