"""What `ground` leaves: the files of a run, in the order of its units, and how far the corpus was used."""

from collections import Counter, deque
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from selfinstruct.canonical import Ordinals
from selfinstruct.filters.apply import FilterSet, reject, sift
from selfinstruct.flows.ground.asking import GroundedUnit
from selfinstruct.flows.ground.options import GroundPlan
from selfinstruct.novelty.rouge import rouge_l
from selfinstruct.records import Reason, Rejection, Task
from selfinstruct.runs.dataset_files import Counts, DatasetFiles
from selfinstruct.text.tokens import unicode_tokens


@dataclass(slots=True)
class Coverage:
    """How far a corpus was used: `asked` and `used` are passages by document and place, `types` counts kept tasks."""

    asked: set[tuple[int, int]] = field(default_factory=set)
    used: set[tuple[int, int]] = field(default_factory=set)
    tokens: int = 0
    types: Counter[str] = field(default_factory=Counter)

    def as_dict(self, plan: GroundPlan) -> dict[str, Any]:
        """What run.json says of it: `tokens` are those of the passages asked, `documents_used` have a task."""
        kept = sum(self.types.values())
        return {
            "documents": len(plan.material.documents),
            "passages": plan.material.passages,
            "documents_used": len({document for document, _ in self.used}),
            "passages_asked": len(self.asked),
            "passages_used": len(self.used),
            "tokens": self.tokens,
            "tasks_per_1000_tokens": round(1000 * kept / self.tokens, 2) if self.tokens else 0.0,
            "types": dict(sorted(self.types.items())),
        }


@dataclass(slots=True)
class GroundWriter:
    """The files of a run; filters that look across tasks decide in the order of the units, and so does the target."""

    path: Path
    plan: GroundPlan
    filters: FilterSet
    written: int = 0
    coverage: Coverage = field(default_factory=Coverage)
    _ids: Ordinals = field(default_factory=Ordinals)
    _near: dict[str, list[list[str]]] = field(default_factory=dict)
    _lately: deque[bool] = field(default_factory=deque)
    _files: DatasetFiles = field(init=False)

    def __post_init__(self) -> None:
        self._lately = deque(maxlen=self.plan.recipe.saturation.candidates)
        self._files = DatasetFiles(self.path, self.filters.accept)

    @property
    def counts(self) -> Counts:
        """As those of a run: a candidate is one that a model wrote."""
        return self._files.counts

    @property
    def behind(self) -> bool:
        """Whether the files hold more than this session has come to."""
        return self._files.behind

    def check_whole(self) -> None:
        """Raise RunDamaged where a file holds more than the run has written, once it has written all."""
        self._files.check_whole()

    @property
    def full(self) -> bool:
        """Whether all tasks that are wanted are there."""
        return self.plan.n is not None and self.counts.tasks >= self.plan.n

    @property
    def saturated(self) -> bool:
        """Whether hardly anything was kept of late; what cannot be read counts as a candidate too."""
        bounds = self.plan.recipe.saturation
        return len(self._lately) == bounds.candidates and sum(self._lately) < bounds.accepted * bounds.candidates

    def figures(self) -> dict[str, Any]:
        """What run.json tells of the files."""
        return {"counts": self.counts.as_dict(), "coverage": self.coverage.as_dict(self.plan)}

    def write(self, grounded: GroundedUnit) -> None:
        """Add what came of the next unit, up to the last task that is wanted."""
        self.written += 1
        if grounded.skipped or self.full or self.saturated:
            return
        unit = grounded.unit
        self.counts.requests += 1
        places = {(unit.document, at) for at in unit.shown}
        cut = self.plan.material.cut[unit.document]
        self.coverage.tokens += sum(cut[at].tokens for document, at in places - self.coverage.asked)
        self.coverage.asked |= places
        rules: Counter[str] = Counter()
        kept = 0
        for outcome in grounded.outcomes:
            rejections = [outcome] if isinstance(outcome, Rejection) else self._admitted(outcome)
            kept += isinstance(outcome, Task) and not rejections
            self._lately.append(isinstance(outcome, Task) and not rejections)
            for rejection in rejections:
                self.counts.candidates += isinstance(outcome, Rejection) and rejection.candidate is not None
                rules[rejection.rule] += 1
                self._files.reject(rejection)
            if self.full:
                break
        if kept:
            self.coverage.used |= places
        elif not self.full and not places <= self.coverage.used:
            self._unused(grounded, rules)
        grounded.outcomes = []  # written, and of no further use

    def _unused(self, grounded: GroundedUnit, rules: Counter[str]) -> None:
        """A line for what gave nothing, with what its candidates were rejected for."""
        unit = grounded.unit
        document = self.plan.material.documents[unit.document]
        cut = [self.plan.material.cut[unit.document][at] for at in unit.shown]
        value = {
            "document": document.id, "file": document.file, "section": list(cut[0].section),
            "chars": [cut[0].start, cut[-1].end], "rules": dict(sorted(rules.items())),
        }  # fmt: skip
        text = document.text[cut[0].start : cut[-1].end]
        self._files.reject(Rejection("ask", "unused", text[:300], value, request=unit.index))

    def _admitted(self, task: Task) -> list[Rejection]:
        """Write a task that stands beside all before it; else what speaks against it."""
        if (reason := self._repeats(task)) is not None:
            self.counts.candidates += 1
            return [reject("ask", reason, task.instruction, task.instances[0], request=task.request)]
        kept, rejections = sift(self.filters.across, task, task.instances, "ask")
        if not kept:
            self.counts.candidates += 1
            return [replace(item, request=task.request, task=None) for item in rejections]
        made = replace(task, id=self._ids.unique_id(task.id), instances=tuple(kept))
        if self.plan.types[task.type].refers:
            self._near.setdefault(_place(task), []).append(unicode_tokens(task.instruction))
        else:
            self.filters.accept(made)
        self._files.add(made)
        self.coverage.types[task.type] += 1
        for rejection in rejections:
            self._files.reject(replace(rejection, request=task.request, task=made.id))
        return []

    def _repeats(self, task: Task) -> Reason | None:
        """What filters of instructions that know earlier ones say.

        A task that speaks of its passage ("sum up …") repeats only one that speaks of the same passage.
        """
        if not self.plan.types[task.type].refers:
            known = (item for item in self.filters.instruction if hasattr(item, "add"))
            return next((reason for item in known if (reason := item(task)) is not None), None)
        words = unicode_tokens(task.instruction)
        threshold = float(self.plan.recipe.filters.get("novelty", {}).get("threshold", 0.7))
        for other in self._near.get(_place(task), []):
            score = rouge_l(words, other)
            if score > threshold:
                return Reason("novelty", score=round(score, 4), neighbour=" ".join(other))
        return None

    def flush(self) -> None:
        self._files.flush()

    def close(self) -> None:
        self._files.close()


def _place(task: Task) -> str:
    assert task.source is not None
    return f"{task.source['document']}:{task.source['chars']}"
