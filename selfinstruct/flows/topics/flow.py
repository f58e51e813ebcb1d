"""The flow of `selfinstruct topics`: a model grows a tree of topics, which a person edits and `generate` covers."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Unpack

from selfinstruct.canonical import content_id
from selfinstruct.engine.drive import run_sync
from selfinstruct.engine.estimate import Estimate, step_of
from selfinstruct.engine.session import open_session
from selfinstruct.engine.stack import Stack
from selfinstruct.errors import RunMismatch, UsageError
from selfinstruct.files.storage import replacing
from selfinstruct.files.topic_trees import counted
from selfinstruct.flows.topics.growing import PURPOSE, Growing, GrownSpot, request, spots
from selfinstruct.flows.topics.options import TopicsOptions, TopicsPlan, plan_json, read_topics_plan
from selfinstruct.flows.topics.tree_file import grown_tree
from selfinstruct.progress import Progress
from selfinstruct.records import Usage
from selfinstruct.runs.directory import check_identity, clear_unanswered, is_unanswered
from selfinstruct.runs.info import head
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.lines import read_json, write_json, write_lines
from selfinstruct.runs.places import TOPICS as INFO
from selfinstruct.runs.places import TREE
from selfinstruct.runs.rewriting import forget_failures

REJECTED = "rejected.jsonl"
TOKENS = 8  # of a topic with its number
ASSUMED = f"at most, since some places have fewer topics; assumed: {TOKENS} tokens a topic"


async def atopics(subject: str | None = None, **options: Unpack[TopicsOptions]) -> Path:
    """Grow a tree of topics of a subject, of seed tasks or of a tree; returns its file when that has ended.

    The same call again goes on where it ended, and asks nothing twice. Raises UsageError for what cannot be carried
    out, also where the file has been edited since, and ModelError when the model cannot be asked.
    """
    plan = read_topics_plan(subject, options)
    _check_place(plan.out)
    async with open_session(plan.out, plan.settings) as session:
        clear_unanswered(plan.out)
        opened = await session.open(plan.model)
        before = _unedited(plan.out)
        _agree_on_inputs(plan, session.journal)
        if options.get("retry_failed", False):
            forget_failures(session.journal, lambda purpose: True)
        stack = session.stack(Progress(target=plan.places, what="places"))
        growing = Growing(plan, stack.add(opened))
        found: list[GrownSpot] = []

        def advance(more: Sequence[GrownSpot], answered: int) -> None:
            found.extend(more)
            stack.progress.settled = answered

        def record(status: str, reason: str) -> None:
            if status == "running":
                _write_info(plan, stack, status, reason, before.get("counts", {}), before.get("written", ""))
            elif status != "done" and sum(len(grown.topics) for grown in found) < _topics(before):
                # A session that ends before it has followed its journal takes nothing back.
                _write_info(plan, stack, status, reason, before["counts"], before["written"])
            else:
                _write(plan, stack, found, status, reason)

        places = list(spots(len(plan.starts), plan.depth, plan.width))
        await session.work(stack, places, growing.ask, record, advance)
    return plan.out / TREE


def topics(subject: str | None = None, **options: Unpack[TopicsOptions]) -> Path:
    """`atopics` for code that is not asynchronous."""
    return run_sync(atopics(subject, **options))


def preview_topics(subject: str | None = None, **options: Unpack[TopicsOptions]) -> Estimate:
    """What `topics` would send, and at most how much of it; asks nothing and writes nothing."""
    plan = read_topics_plan(subject, options)
    first = request(plan, 0, plan.starts[0].path, plan.beside(0))
    steps = (step_of(PURPOSE, first, plan.places, plan.width * TOKENS),)
    price = plan.settings.price_of(plan.model)
    total = sum((step.usage for step in steps), Usage())
    return Estimate(steps, None if price is None else price.cost(total), ASSUMED)


def _check_place(out: Path) -> None:
    """Raise RunMismatch where another command's run, or files of somebody's own, would be written over."""
    if (out / INFO).exists() or is_unanswered(out) or not out.exists():
        return
    named = [name for name in ("run.json", "label.json", "journal.db", TREE, REJECTED) if (out / name).exists()]
    if named:
        raise RunMismatch(f"{out}: holds {named[0]}, which is not of a tree of topics; give another --out")


def _unedited(out: Path) -> dict[str, Any]:
    """What topics.json says, where the tree is still as it was written; raises UsageError where it is not."""
    before = read_json(out / INFO)
    file = out / TREE
    if before.get("written") and file.is_file() and _digest(file) != before["written"]:
        raise UsageError(
            f"{file}: has been edited since it was grown, and stays as it is; grow it further with --from {file} and "
            "another --out, or delete it to have it written again"
        )
    return before


def _topics(before: Mapping[str, Any]) -> int:
    """How many topics an earlier session has grown and written."""
    return int(dict(before.get("counts") or {}).get("grown", 0)) if before.get("written") else 0


def _digest(file: Path) -> str:
    return content_id(file.read_text(encoding="utf-8", errors="surrogateescape"))


def _agree_on_inputs(plan: TopicsPlan, journal: Journal) -> None:
    texts = journal.inputs()
    if texts:
        check_identity(plan.out, json.loads(texts.get(PURPOSE, "{}")), plan.identity())
    else:
        journal.keep_inputs({PURPOSE: plan_json(plan)})


def _write(plan: TopicsPlan, stack: Stack, found: Sequence[GrownSpot], status: str, reason: str) -> None:
    """Write the tree as far as its places are settled in their order, what was rejected, and topics.json."""
    note = f"{plan.given['subject'] or 'topics'}: grown by a model; edit freely: docs/diversity.md says how"
    made = grown_tree(plan.tree, found, note)
    rejections = [rejection for grown in found for rejection in grown.rejections] + list(made.repeated)
    rules: dict[str, int] = {}
    for rejection in rejections:
        rules[rejection.rule] = rules.get(rejection.rule, 0) + 1
    written = ""
    if any(grown.topics for grown in found):
        with replacing(plan.out / TREE) as file:
            file.write("".join(f"{line}\n" for line in made.lines).encode())
        written = _digest(plan.out / TREE)
        write_lines(plan.out / REJECTED, (rejection.as_dict() for rejection in rejections))
    topics, leaves = counted(plan.out / TREE) if written else (0, 0)
    counts = {
        "asked": sum(grown.asked for grown in found),
        "grown": sum(len(grown.topics) for grown in found) - len(made.repeated),
        "topics": topics,
        "leaves": leaves,
        "rejected": dict(sorted(rules.items())),
    }
    _write_info(plan, stack, status, reason, counts, written)


def _write_info(plan: TopicsPlan, stack: Stack, status: str, reason: str, counts: dict[str, Any], written: str) -> None:
    write_json(
        plan.out / INFO,
        head(status, reason, [plan.model])
        | {
            "model": plan.model,
            "recipe": plan.recipe.name,
            "identity": plan.identity(),
            "session": plan.settings.kept(),
            "counts": counts,
            "written": written,
            **stack.progress.spending(),
            "given": dict(plan.given),
        },
    )
