"""run.json: what a run is, how far it is and what it has cost."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from selfinstruct.canonical import content_id
from selfinstruct.engine.estimate import Estimate
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.flows.generate.writer import RunWriter
from selfinstruct.progress import Progress
from selfinstruct.runs.info import head
from selfinstruct.runs.lines import write_json
from selfinstruct.settings import Settings

REFRESH = 2.0  # seconds


@dataclass(slots=True)
class RunJson:
    """run.json, written when a session starts, now and then while it lasts, and when it ends.

    `others` is what stood there before: what other commands have recorded of this run, as `prefer` does, stays.
    `earlier` are the counts of what its files held then, and `rewritten` says that all of it has been replaced.
    """

    path: Path
    inputs: Inputs
    settings: Settings
    writer: RunWriter
    progress: Progress
    expected: Estimate
    facts: Mapping[str, Any]
    others: Mapping[str, Any]
    earlier: Mapping[str, Any] | None
    rewritten: bool = False
    _next: float = 0.0

    def refresh(self) -> None:
        """Write, if the last time is some seconds ago: whoever looks at a run under way sees about where it is."""
        if time.monotonic() >= self._next:
            self.write("running")

    def _counts(self) -> dict[str, Any]:
        """What the run's files hold, which may be more than this session has come to."""
        if self.earlier and ((self.writer.path != self.path and not self.rewritten) or self.writer.behind):
            return dict(self.earlier)
        return self.writer.counts.as_dict()

    def _diversity(self) -> dict[str, Any]:
        """How diverse the tasks of the files are; while this session is behind them, what was said stays."""
        return {} if self.writer.behind else self.writer.diversity.as_dict()

    def write(self, status: str, reason: str = "") -> None:
        driven, progress, recipe = self.settings, self.progress, self.inputs.recipe
        settings = recipe.as_dict()
        templates = settings.pop("templates")
        settings.pop("attributes")
        self._next = time.monotonic() + REFRESH
        write_json(
            self.path / "run.json",
            dict(self.others)
            | head(status, reason, [self.inputs.model, *self.inputs.roles.values()])
            | {
                "target": driven.n,
                "model": self.inputs.model,
                "recipe": recipe.name,
                "identity": self.inputs.identity(),
                "session": driven.kept(),
                "counts": self._counts(),
                **progress.spending(),
                "estimate": {"tasks": driven.n} | self.expected.totals(),
                "jobs": [asdict(job) for job in progress.jobs.values()],
                "seeds": len(self.inputs.seeds),
                "pool": len(self.inputs.pool),
                "attributes": self.inputs.told_attributes(),
                "settings": settings,
                **self.inputs.told_lists(),
                **self._diversity(),
                **self.facts,
                "templates": {name: content_id(text) for name, text in templates.items()},
            },
        )
