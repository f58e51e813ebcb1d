"""tasks.jsonl, dataset.jsonl, rejected.jsonl and attempts.jsonl: what is in them, and how much."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.canonical import Ordinals, content_id
from selfinstruct.errors import RunDamaged
from selfinstruct.records import Attempt, Instance, Message, Rejection, Task
from selfinstruct.runs.lines import RunFile
from selfinstruct.runs.run import ATTEMPTS, instance_row, task_row
from selfinstruct.turns import prompt_text


@dataclass(slots=True)
class Counts:
    """What the files hold so far: `tasks` have an instance, `classification` of them; `without_instance` have none.

    Where probabilities were asked for (`verbalized`), so many accepted tasks have a `stated` one.
    """

    requests: int = 0
    candidates: int = 0
    accepted: int = 0
    tasks: int = 0
    without_instance: int = 0
    instances: int = 0
    classification: int = 0
    rejected: Counter[tuple[str, str]] = field(default_factory=Counter)
    attempts: Counter[str] = field(default_factory=Counter)
    stated: int = 0
    verbalized: bool = False

    def take(self, task: Task) -> None:
        """Count a line of tasks.jsonl."""
        self.candidates += 1
        self.accepted += 1
        self.instances += len(task.instances)
        self.stated += task.probability is not None
        if task.instances:
            self.tasks += 1
            self.classification += bool(task.is_classification)
        else:
            self.without_instance += 1

    def as_dict(self) -> dict[str, Any]:
        stages: dict[str, dict[str, int]] = {}
        for (stage, rule), number in sorted(self.rejected.items()):
            stages.setdefault(stage, {})[rule] = number
        names = ("requests", "candidates", "accepted", "tasks", "without_instance", "instances", "classification")
        tried = {"attempts": dict(self.attempts)} if self.attempts else {}
        if self.verbalized or self.stated:
            tried["probabilities"] = {"stated": self.stated, "missing": self.accepted - self.stated}
        return {name: getattr(self, name) for name in names} | {"rejected": stages} | tried


@dataclass(slots=True)
class DatasetFiles:
    """The three files of a run, as `RunFile` writes them; `accept` is told each instance that enters the dataset."""

    path: Path
    accept: Callable[[Task, Instance], None]
    counts: Counts = field(default_factory=Counts)
    _ids: Ordinals = field(default_factory=Ordinals)
    _files: dict[str, RunFile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with ExitStack() as opened:
            for name in ("tasks", "rejected", "dataset"):
                self._files[name] = RunFile(self.path / f"{name}.jsonl")
                opened.callback(self._files[name].close)
            opened.pop_all()

    @property
    def behind(self) -> bool:
        """Whether the files hold more than this session has come to, so that `counts` are not what they hold."""
        return any(file.behind for file in self._files.values())

    def add(self, task: Task, more: dict[str, Any] | None = None, attempts: Sequence[Attempt] = ()) -> None:
        """Write a task, its instances and its attempts; `more` is what its rows in dataset.jsonl have besides."""
        self._files["tasks"].write(task_row(task))
        ids: dict[tuple[Message, ...], str] = {}
        for instance, row in zip(task.instances, dataset_rows(task, self._ids), strict=True):
            self.accept(task, instance)
            self._files["dataset"].write(row | (more or {}))
            ids.setdefault(asked_of(task, instance), row["id"])
        if attempts:
            prompts, passed = len({item.prompt for item in attempts}), sum(item.passed for item in attempts)
            self.counts.attempts.update(all=len(attempts), prompts=prompts, passed=passed)
        for attempt in attempts:
            self._attempts().write({"task_id": task.id, "instance_id": ids.get(attempt.prompt, "")} | attempt.as_dict())
        self.counts.take(task)

    def _attempts(self) -> RunFile:
        """Opened with the first attempt: few methods keep any."""
        if "attempts" not in self._files:
            self._files["attempts"] = RunFile(self.path / ATTEMPTS)
        return self._files["attempts"]

    def reject(self, rejection: Rejection) -> None:
        """Write a rejection."""
        self.counts.rejected[rejection.stage, rejection.rule] += 1
        self._files["rejected"].write(rejection.as_dict())

    def check_whole(self) -> None:
        """Raise RunDamaged where a file has lines beyond all that the run writes: somebody has added them."""
        for name, file in self._files.items():
            if file.behind:
                raise RunDamaged(
                    f"{self.path / f'{name}.jsonl'}: has lines at its end that this run did not write; "
                    "delete the file and resume to have it written again from the journal"
                )

    def flush(self) -> None:
        for file in self._files.values():
            file.flush()

    def close(self) -> None:
        for file in self._files.values():
            file.close()


def asked_of(task: Task, instance: Instance) -> tuple[Message, ...]:
    """The turns that an instance answers."""
    return instance.turns[:-1] or (Message("user", prompt_text(task.instruction, instance.input)),)


def dataset_rows(task: Task, ids: Ordinals) -> Iterator[dict[str, Any]]:
    """The lines of dataset.jsonl for a task; `ids` has those given so far, for equal instances get different ones."""
    for instance in task.instances:
        wanted = content_id(task.id, instance.input, instance.output)
        yield instance_row(task, instance, ids.unique_id(wanted))
