"""A flow of its own in as few lines as it takes: a model shortens the texts of a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Unpack

from selfinstruct.canonical import content_id, to_json
from selfinstruct.engine.drive import run_sync
from selfinstruct.engine.session import open_session
from selfinstruct.files.rows import read_rows
from selfinstruct.progress import Progress
from selfinstruct.records import Completion, Message, Model, Request
from selfinstruct.runs.directory import check_identity, check_unclaimed
from selfinstruct.runs.info import head
from selfinstruct.runs.lines import write_json, write_lines
from selfinstruct.runs.run import read_info
from selfinstruct.settings import SessionOptions, Settings, check_names, settings_of

STAGE = "shorten"


@dataclass(frozen=True, slots=True)
class Plan:
    """All that was asked for, read and checked."""

    texts: Sequence[str]
    model: str
    out: Path
    settings: Settings

    def identity(self) -> dict[str, str]:
        return {"model": self.model, "texts": content_id(*self.texts)}


def shorten(path: Path, model: str | Model, out: Path, **options: Unpack[SessionOptions]) -> dict[str, Any]:
    """Shorten the `text` of each row; the same call again resumes. Returns run.json."""
    check_names(options, SessionOptions)
    texts = [row["text"] for _, row, _ in read_rows(path)]
    name, given = (model, None) if isinstance(model, str) else (model.name, model)
    return run_sync(_shorten(Plan(texts, name, out, settings_of(options, model=given))))


async def _shorten(plan: Plan) -> dict[str, Any]:
    check_unclaimed(plan.out)
    async with open_session(plan.out, plan.settings) as session:
        opened = await session.open(plan.model)
        if before := session.journal.inputs():
            check_identity(plan.out, before, plan.identity())
        session.journal.keep_inputs(plan.identity())
        stack = session.stack(Progress(target=len(plan.texts), what="texts"))
        model, progress = stack.add(opened), stack.progress

        async def ask(number: int) -> Completion:
            return await model.complete(Request(STAGE, number, (Message("user", f"Shorten: {plan.texts[number]}"),)))

        results: list[Completion] = []

        def advance(more: Sequence[Completion], answered: int) -> None:
            results.extend(more)
            progress.settled = answered

        def record(status: str, reason: str) -> None:
            write_lines(plan.out / "short.jsonl", [{"text": answer.text} for answer in results])
            info = head(status, reason, [plan.model], STAGE) | {"session": plan.settings.kept(), **progress.spending()}
            write_json(plan.out / "run.json", info | {"texts": len(plan.texts), "answered": len(results)})

        await session.work(stack, range(len(plan.texts)), ask, record, advance)
    return read_info(plan.out)


def short(out: Path) -> str:
    """What the flow has written, to be compared."""
    return (out / "short.jsonl").read_text() + to_json(read_info(out)["answered"])
