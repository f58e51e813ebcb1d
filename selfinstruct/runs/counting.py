"""How much the files of a run hold, as run.json tells it."""

from collections.abc import Mapping
from typing import Any

from selfinstruct.errors import RunError
from selfinstruct.runs.dataset_files import Counts
from selfinstruct.runs.run import Run


def earlier_counts(run: Mapping[str, Any], path: Any) -> dict[str, Any] | None:
    """What the files held when a session began: as run.json (`run`) says where it ended well, else counted."""
    if "counts" not in run:
        return None
    if run.get("status") != "running":
        return dict(run["counts"])
    try:
        return dict(run["counts"]) | counted(Run(path))
    except RunError:
        return None


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
