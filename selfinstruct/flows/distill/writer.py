"""What `distill` leaves: the files of a run, written in the order of the prompts, and its run.json."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct._version import __version__
from selfinstruct.canonical import content_id, unique_id
from selfinstruct.engine.settings import KEPT, Session
from selfinstruct.errors import RunError
from selfinstruct.filters.apply import FilterSet, sift
from selfinstruct.flows.distill.prompts import STAGE, DistillPrompt
from selfinstruct.progress import Progress
from selfinstruct.records import Instance, Rejection, Task
from selfinstruct.runs.info import NOTICE
from selfinstruct.runs.lines import RunFile, write_json
from selfinstruct.runs.run import Run, instance_row, rejection_row, task_row
from selfinstruct.runs.schema import KIND
from selfinstruct.text.pii import placeholders


@dataclass(frozen=True, slots=True)
class AnsweredPrompt:
    """One prompt with what became of it: an instance, or the rejections that say why there is none.

    `own` says that the file's own output was taken.
    """

    prompt: DistillPrompt | None
    instance: Instance | None = None
    rejections: tuple[Rejection, ...] = ()
    own: bool = False


@dataclass(slots=True)
class DistillWriter:
    """The three files of a run; filters that look across tasks decide in the order of writing."""

    path: Path
    filters: FilterSet
    accepted: int = 0
    barren: int = 0
    own: int = 0
    written: int = 0
    classification: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    masked: Counter[str] = field(default_factory=Counter)
    _tasks: dict[str, int] = field(default_factory=dict)
    _ids: dict[str, int] = field(default_factory=dict)
    _files: dict[str, RunFile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with ExitStack() as opened:
            for name in ("tasks", "rejected", "dataset"):
                self._files[name] = RunFile(self.path / f"{name}.jsonl")
                opened.callback(self._files[name].close)
            opened.pop_all()

    def write(self, answered: AnsweredPrompt) -> None:
        """Add what came of the next prompt."""
        number, self.written = self.written, self.written + 1
        for rejection in answered.rejections:
            self._reject(rejection, number)
        if answered.prompt is None:
            return
        prompt = answered.prompt
        found = [answered.instance] if answered.instance else []
        task = _task(prompt, unique_id(prompt.task_id, self._tasks), found)
        kept, rejections = sift(self.filters.across, task, found)
        for rejection in rejections:
            self._reject(rejection, number)
        task = _task(prompt, task.id, kept)
        self.accepted += 1
        self.barren += not kept
        self._files["tasks"].write(task_row(task))
        for instance in kept:
            self.filters.accept(task, instance)
            identifier = unique_id(content_id(task.id, instance.input, instance.output), self._ids)
            row = instance_row(task, instance, identifier)
            if prompt.chat:
                row["prompt"] = [{"role": turn.role, "content": turn.content} for turn in prompt.messages]
            self._files["dataset"].write(row)
            self.masked += placeholders(instance.output)
            self.classification += bool(task.is_classification)
            self.own += answered.own

    def flush(self) -> None:
        for file in self._files.values():
            file.flush()

    def close(self) -> None:
        for file in self._files.values():
            file.close()

    def counts(self) -> dict[str, Any]:
        """As those of a run: a candidate is a prompt, and settled is one with an answer that is kept."""
        made = self.accepted - self.barren
        return {
            "requests": 0, "candidates": self.written, "accepted": self.accepted, "settled": made,
            "barren": self.barren, "instances": made, "classification": self.classification,
            "rejected": {STAGE: dict(sorted(self.rejected.items()))} if self.rejected else {},
        }  # fmt: skip

    def _reject(self, rejection: Rejection, number: int) -> None:
        self.rejected[rejection.rule] += 1
        row = rejection_row(rejection)
        self._files["rejected"].write({"request": number} | row | {"stage": STAGE})


def _task(prompt: DistillPrompt, identifier: str, instances: Sequence[Instance]) -> Task:
    return Task(
        identifier, prompt.instruction, prompt.type, prompt.is_classification, instances=tuple(instances)
    )  # fmt: skip


def write_info(
    path: Path,
    about: Mapping[str, Any],
    session: Session,
    pages: DistillWriter,
    progress: Progress,
    status: str,
    reason: str,
) -> None:
    """run.json, beside what other commands have recorded there; `about` is what is particular to this session."""
    try:
        others = Run(path).info
    except RunError:
        others = {}
    write_json(
        path / "run.json",
        others
        | {
            "version": __version__,
            "kind": KIND,
            "status": status,
            "reason": reason,
            "notice": NOTICE if str(about["model"]).split("/")[0] == "offline" else "",
            "session": {name: getattr(session, name) for name in KEPT}
            | {"price": None if session.price is None else asdict(session.price)},
            "counts": pages.counts() | {"own": pages.own},
            **progress.spending(),
            "jobs": [asdict(job) for job in progress.jobs.values()],
            "attributes": {},
            **about,
        },
    )
