"""What `distill` leaves: the files of a run, written in the order of the prompts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from selfinstruct.canonical import Ordinals
from selfinstruct.errors import RunError
from selfinstruct.filters.apply import FilterSet, sift
from selfinstruct.flows.distill.prompts import STAGE, DistillPrompt
from selfinstruct.records import Instance, Rejection, Task
from selfinstruct.runs.counting import earlier_counts
from selfinstruct.runs.dataset_files import Counts, DatasetFiles
from selfinstruct.runs.run import Run
from selfinstruct.runs.schema import DISTILL
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


def earlier_figures(before: Mapping[str, Any], path: Path) -> dict[str, Any] | None:
    """What run.json told of the files when this session began; None where there were none."""
    counts = earlier_counts(before, path)
    return counts and {"counts": counts, "masked": before.get("pii", {}).get("answers", {})}


def prompts_written(out: Path) -> int:
    """How many prompts the files there have an answer to already: a smaller `n` takes none of them back."""
    try:
        run = Run(out)
        return sum(1 for _ in run.rows("tasks.jsonl")) if run.info.get("kind") == DISTILL else 0
    except RunError:
        return 0


@dataclass(slots=True)
class DistillWriter:
    """The files of a run, in the order of the prompts; filters that look across tasks decide in that order too."""

    path: Path
    filters: FilterSet
    own: int = 0
    written: int = 0
    masked: Counter[str] = field(default_factory=Counter)
    _tasks: Ordinals = field(default_factory=Ordinals)
    _files: DatasetFiles = field(init=False)

    def __post_init__(self) -> None:
        self._files = DatasetFiles(self.path, self.filters.accept)

    @property
    def counts(self) -> Counts:
        """As those of a run: a candidate is a prompt, and a task is one whose answer is kept."""
        return self._files.counts

    @property
    def behind(self) -> bool:
        """Whether the files hold more than this session has come to."""
        return self._files.behind

    def check_whole(self) -> None:
        """Raise RunDamaged where a file holds more than the run has written, once it has written all."""
        self._files.check_whole()

    def figures(self) -> dict[str, Any]:
        """What run.json tells of the files."""
        return {"counts": self.counts.as_dict() | {"own": self.own}, "masked": dict(sorted(self.masked.items()))}

    def write(self, answered: AnsweredPrompt) -> None:
        """Add what came of the next prompt."""
        number, self.written = self.written, self.written + 1
        prompt = answered.prompt
        for rejection in answered.rejections:
            self._files.reject(replace(rejection, stage=STAGE, request=number))
        if prompt is None:
            self.counts.candidates += 1
            return
        task = Task(
            self._tasks.unique_id(prompt.task_id), prompt.instruction, prompt.type, prompt.is_classification,
            instances=(answered.instance,) if answered.instance else (), source=prompt.source,
        )  # fmt: skip
        kept, rejections = sift(self.filters.across, task, task.instances)
        for rejection in rejections:
            self._files.reject(replace(rejection, stage=STAGE, request=number))
        self._files.add(replace(task, instances=tuple(kept)))
        for instance in kept:
            self.masked += placeholders(instance.output)
            self.own += answered.own

    def flush(self) -> None:
        self._files.flush()

    def close(self) -> None:
        self._files.close()
