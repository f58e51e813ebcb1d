"""The flow of `selfinstruct prefer`: prompts in, judged pairs out."""

import contextlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Unpack

from selfinstruct.batch import Batch
from selfinstruct.journal import Journal
from selfinstruct.pipeline import interruptible, run_sync
from selfinstruct.preference_files import FILE, REJECTED, Report, read_pairs, write_pairs
from selfinstruct.preference_plan import PreferOptions, read_plan
from selfinstruct.progress import Progress
from selfinstruct.records import Model
from selfinstruct.run import locked
from selfinstruct.stack import Stack, open_provider
from selfinstruct.stages.preferences.asking import Prompted, Setting
from selfinstruct.stages.preferences.methods import Outcome, make_pair


@dataclass(frozen=True, slots=True)
class Preferred:
    """What a session of `prefer` left: the directory, and its report as run.json has it."""

    path: Path
    report: dict[str, Any]

    @property
    def status(self) -> str:
        """done, max_requests, max_cost, interrupted, failed or running."""
        return str(self.report["status"])

    def pairs(self) -> list[dict[str, Any]]:
        """The rows of preferences.jsonl of this method and round."""
        return [row for row in read_pairs(self.path / FILE) if self._own(row)]

    def rejected(self) -> list[dict[str, Any]]:
        """The rows of rejected.preferences.jsonl of this method and round."""
        return [row for row in read_pairs(self.path / REJECTED) if self._own(row)]

    def _own(self, row: dict[str, Any]) -> bool:
        return (row["method"], row["round"]) == (self.report["method"], self.report["round"])


async def aprefer(source: str | Path, method: str, **options: Unpack[PreferOptions]) -> Preferred:
    """Make preference data of a run's dataset, or of a file of prompts, by one of the four methods.

    The same call again resumes; with other settings it replaces the pairs of that method and round. Raises UsageError
    for what cannot be carried out as asked and ModelError when a model cannot be asked; what was bought is kept.
    """
    plan = read_plan(source, method, options)
    path, session = plan.path, plan.session
    async with contextlib.AsyncExitStack() as stack:
        opened = [
            await open_provider(
                replace(session, model=who.model, base_url=who.address or session.base_url), who.name, stack
            )
            for who in plan.everyone
        ]
        stack.enter_context(locked(path))
        prompted = plan.prompts()
        journal = stack.enter_context(contextlib.closing(Journal(path / "journal.db")))
        progress = Progress(target=len(prompted), what="prompts")
        models = Stack(journal, session, progress, plan.mine)
        by_name: dict[str, Model] = {
            who.name: models.add(item) for who, item in zip(plan.everyone, opened, strict=True)
        }
        batch = _assemble(plan.setting(by_name), prompted, models)
        report = Report(plan, progress, len(prompted))
        report.write("running", [])
        if session.started is not None:
            session.started(path)
        status, reason = "failed", ""
        try:
            with interruptible(batch) if session.signals else contextlib.nullcontext():
                status = await batch.run()
        except Exception as error:
            reason = str(error)
            raise
        except BaseException:
            status = "interrupted"
            raise
        finally:
            outcomes = batch.settled()
            if outcomes or status == "done":
                write_pairs(path, plan, outcomes)
            report.write(status, outcomes, reason)
    return Preferred(path, report.entry)


def prefer(source: str | Path, method: str, **options: Unpack[PreferOptions]) -> Preferred:
    """`aprefer` for code that is not asynchronous."""
    return run_sync(aprefer(source, method, **options))


def _assemble(setting: Setting, prompted: list[Prompted], models: Stack) -> Batch[Prompted, Outcome]:
    """Put together what works through the prompts."""
    session, progress = models.session, models.progress

    async def work(item: Prompted) -> Outcome:
        outcome = await make_pair(setting, item)
        progress.settled += 1
        progress.candidates += 1
        progress.accepted += outcome.preference is not None
        return outcome

    def watch() -> None:
        progress.in_flight = models.budget.in_flight
        if session.watch is not None:
            session.watch(progress)

    return Batch(prompted, work, models.budget, session.concurrency, lambda: models.waiting, watch)
