"""run.json: what a run is, how far it is and what it has cost."""

import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.canonical import content_id
from selfinstruct.engine.estimate import Estimate
from selfinstruct.engine.settings import Session
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.flows.generate.writer import RunWriter
from selfinstruct.progress import Progress
from selfinstruct.runs.dataset_files import Counts
from selfinstruct.runs.info import head, recorded
from selfinstruct.runs.lines import write_json
from selfinstruct.runs.run import Run

REFRESH = 2.0  # seconds


@dataclass(slots=True)
class RunJson:
    """run.json, written when a session starts, now and then while it lasts, and when it ends."""

    path: Path
    inputs: Inputs
    session: Session
    ledger: RunWriter
    progress: Progress
    expected: Estimate
    _next: float = 0.0
    _others: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        # What other commands have recorded of this run, as `prefer` does, stays.
        self._others = recorded(self.path)

    def refresh(self) -> None:
        """Write, if the last time is some seconds ago: whoever looks at a run under way sees about where it is."""
        if time.monotonic() >= self._next:
            self.write("running")

    def write(self, status: str, reason: str = "") -> None:
        session, progress, recipe = self.session, self.progress, self.inputs.recipe
        settings = recipe.as_dict()
        templates = settings.pop("templates")
        settings.pop("attributes")
        self._next = time.monotonic() + REFRESH
        write_json(
            self.path / "run.json",
            self._others
            | head(status, reason, [self.inputs.model])
            | {
                "target": session.n,
                "model": self.inputs.model,
                "recipe": recipe.name,
                "identity": self.inputs.identity(),
                "session": session.kept(),
                "counts": self.ledger.counts.as_dict(),
                **progress.spending(),
                "estimate": {"tasks": session.n} | self.expected.totals(),
                "jobs": [asdict(job) for job in progress.jobs.values()],
                "seeds": len(self.inputs.seeds),
                "pool": len(self.inputs.pool),
                "attributes": {name: list(values) for name, values in self.inputs.attributes().items()},
                "settings": settings,
                **({"given": dict(session.given)} if session.given else {}),
                **({"pii": dict(session.pii)} if session.pii else {}),
                "templates": {name: content_id(text) for name, text in templates.items()},
            },
        )


def counted(run: Run) -> dict[str, Any]:
    """The counts of run.json from the other files: what a run under way, or one that was killed, has made so far."""
    counts = Counts()
    for task in run.tasks():
        counts.take(task)
        counts.requests = max(counts.requests, (task.request or 0) + 1)
    for row in run.rows("rejected.jsonl"):
        counts.rejected[row["stage"], row["rule"]] += 1
        counts.candidates += row["stage"] == "bootstrap"
        counts.requests = max(counts.requests, row.get("request", -1) + 1)
    return counts.as_dict()
