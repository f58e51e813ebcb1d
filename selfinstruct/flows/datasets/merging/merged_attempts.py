"""The attempts of merged runs: those at tasks that the merge keeps, in its order of sources."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from selfinstruct.flows.datasets.merging.lineage import MergeSource, TracedTask
from selfinstruct.runs.dataset_files import dataset_rows
from selfinstruct.runs.lines import write_lines
from selfinstruct.runs.run import ATTEMPTS, run_rows


def write_attempts(
    out: Path, parts: Sequence[MergeSource], kept: Iterator[tuple[str, TracedTask]], ids: Any
) -> Counter[str]:
    """Write attempts.jsonl, or take away one of before where no source has any; how many there are, as runs count.

    `kept` are the merge's tasks, each with the id that its source has of it; `ids` gives instances theirs.
    """
    having = [part for part in parts if (part.path / ATTEMPTS).is_file()]
    if not having:
        (out / ATTEMPTS).unlink(missing_ok=True)
        return Counter()
    tasks: dict[str, str] = {}
    instances: set[str] = set()
    for before, traced in kept:
        tasks.setdefault(before, traced.task.id)
        instances.update(str(row["id"]) for row in dataset_rows(traced.task, ids))
    counts: Counter[str] = Counter()
    write_lines(out / ATTEMPTS, _rows(having, tasks, instances, counts))
    return counts


def _rows(
    parts: Sequence[MergeSource], tasks: Mapping[str, str], instances: set[str], counts: Counter[str]
) -> Iterator[dict[str, Any]]:
    last: tuple[str, Any] | None = None
    for part in parts:
        for row in run_rows(part.path, ATTEMPTS):
            if (task := tasks.get(str(row.get("task_id")))) is None:
                continue
            counts.update(all=1, passed=bool(row.get("passed")), prompts=(task, row.get("prompt")) != last)
            last = (task, row.get("prompt"))
            known = row.get("instance_id") in instances
            yield row | {"task_id": task, "instance_id": row["instance_id"] if known else ""}
