"""What is merged: the tasks of a run, of an earlier merge or of a file, and where each of them comes from."""

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from selfinstruct.canonical import Distinct, content_id, tasks_id, unique_id, unique_ids
from selfinstruct.errors import RunDamaged, RunError, UsageError
from selfinstruct.files import storage
from selfinstruct.files.dataset_rows import DatasetRow
from selfinstruct.files.parts.finding import is_run_folder, is_several, parts_of
from selfinstruct.files.pipes import is_held, stem
from selfinstruct.files.spool import Spool
from selfinstruct.files.tasks import load_seeds
from selfinstruct.files.unfold.citations import place_of
from selfinstruct.records import Instance, Task
from selfinstruct.runs.info import seeds_of
from selfinstruct.runs.run import FILES, Run, task_of
from selfinstruct.runs.schema import MERGE
from selfinstruct.runs.sources import Source, open_source, stem_of

# What a merge keeps of each run.json: who made the tasks, from what, and what it cost.
_KEPT = (
    "version", "status", "notice", "target", "model", "recipe", "identity", "given", "counts", "requests", "usage",
    "cost", "at_most", "unpriced_tiers", "prices", "seeds", "pool",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TaskOrigin:
    """A run or a file that tasks come from; `run` is what its run.json says, {} for a file that belongs to no run."""

    name: str
    kind: str
    digest: str
    tasks: int
    run: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class TracedTask:
    """A task with the name of its origin, and for each of its instances that of the instance's."""

    task: Task
    origin: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergeSource:
    """One argument of a merge: its tasks in order, on disk, and the origins they name (more than one for a merge)."""

    path: Path
    digest: str
    tasks: Spool[TracedTask]
    origins: tuple[TaskOrigin, ...]


def read_parts(paths: Sequence[Path], ignore: Sequence[str] = ()) -> list[MergeSource]:
    """What is to be merged, in the order given, with a name of its own for each origin.

    An origin met again (the same run merged before) keeps its name. Raises RunError or SeedError for what cannot be
    read.
    """
    names: dict[str, str] = {}
    taken: dict[str, int] = {}
    return [_named(_read(path, ignore), names, taken) for path in paths]


def _named(part: MergeSource, names: dict[str, str], taken: dict[str, int]) -> MergeSource:
    for origin in part.origins:
        if origin.digest not in names:
            names[origin.digest] = unique_id(origin.name, taken)
    now = {origin.name: names[origin.digest] for origin in part.origins}
    tasks = part.tasks
    if any(name != new for name, new in now.items()):
        tasks = Spool(
            TracedTask(item.task, now[item.origin], tuple(now[name] for name in item.origins)) for item in part.tasks
        )
    return replace(part, tasks=tasks, origins=tuple(replace(item, name=now[item.name]) for item in part.origins))


def _read(path: Path, ignore: Sequence[str]) -> MergeSource:
    if is_run_folder(path):
        run = Run(path)
        digest = _digest(path / "tasks.jsonl")
        return _merge(run, digest) if run.info.get("kind") == MERGE else _run(run, digest)
    return _file(path, ignore)


def _run(run: Run, digest: str) -> MergeSource:
    name = run.path.resolve().name
    tasks = Spool(TracedTask(task, name, (name,) * len(task.instances)) for task in run.tasks())
    origin = TaskOrigin(name, "run", digest, len(tasks), _about(run.info))
    return MergeSource(run.path, digest, tasks, (origin,))


def _merge(run: Run, digest: str) -> MergeSource:
    origins = tuple(
        TaskOrigin(item["name"], item["kind"], item["digest"], item["tasks"], item["run"])
        for item in run.info["sources"]
    )
    known = {origin.name for origin in origins}
    tasks = Spool(map(_traced, run.rows("tasks.jsonl")))
    for number, item in enumerate(tasks, 1):
        if strange := {item.origin, *item.origins} - known:
            raise RunDamaged(f"{run.path / 'tasks.jsonl'}:{number}: source: {min(strange)!r:.40} is not in run.json")
    return MergeSource(run.path, digest, tasks, origins)


def _traced(row: dict[str, Any]) -> TracedTask:
    # Of a task that stands in a document the source is that.
    origin = str(row.get("origin") or row.get("source", ""))
    return TracedTask(task_of(row), origin, tuple(str(item.get("source", origin)) for item in row["instances"]))


def _file(path: Path, ignore: Sequence[str]) -> MergeSource:
    source = open_source(path, ignore)
    if "instances" not in source.kinds:
        raise UsageError(f"{path}: contains preferences; only runs and instances can be merged")
    run, name = _owner(path)
    tasks = Spool(TracedTask(task, name, (name,) * len(task.instances)) for task in _grouped(source))
    source.columns.refuse()
    digest = _digest_of_parts(path)
    return MergeSource(path, digest, tasks, (TaskOrigin(name, "file", digest, len(tasks), _about(run)),))


def _owner(path: Path) -> tuple[Mapping[str, Any], str]:
    """What is known of a file of a run and that run's name; for another file nothing, and its own name."""
    if path.name in FILES and (path.parent / "run.json").is_file():
        return Run(path.parent).info, path.resolve().parent.name
    return {}, stem(path) if is_several(path) or is_held(path) else stem_of(path.name)


def _grouped(source: Source) -> Iterator[Task]:
    """The tasks of a file's rows, where the first row of each stands: those of one instruction are one task.

    Of tasks about a document that holds for each of its passages.
    """
    for rows in _alike(source.read("instances")):
        instruction, place = rows[0].instruction, place_of(rows[0].source)
        yield Task(
            id=content_id(instruction, *([place] if place else [])),
            instruction=instruction,
            type=next((row.type for row in rows if row.type), ""),
            is_classification=next((row.is_classification for row in rows if row.is_classification is not None), None),
            labels=tuple(dict.fromkeys(label for row in rows for label in row.labels)),
            # A row of an instruction alone is a task that has no instance yet.
            instances=tuple(
                Instance(row.input, row.output, row.reasoning, row.turns, row.tools, checks=row.checks)
                for row in rows
                if row.input or row.output or row.turns
            ),
            source=rows[0].source,
        )


def _alike(read: Iterable[DatasetRow]) -> Iterator[list[DatasetRow]]:
    """The rows of one task after the other; meanwhile they lie on disk, each with the place of the next of its task."""
    rows: Spool[DatasetRow] = Spool()
    different = Distinct()
    first, last, following = array("Q"), array("Q"), array("Q")
    for row in read:
        number, place = different.number(row.instruction, place_of(row.source)), len(rows)
        rows.append(row)
        following.append(place)  # itself: none follows
        if number == len(first):
            first.append(place)
            last.append(place)
        else:
            following[last[number]] = last[number] = place
    for place in first:
        found = [rows[place]]
        while following[place] != place:
            place = following[place]
            found.append(rows[place])
        yield found


def spent(origins: Sequence[TaskOrigin]) -> dict[str, Any]:
    """What all runs together asked and paid; the cost is known only where that of each is."""
    runs = [origin.run for origin in origins if "usage" in origin.run]
    usage: dict[tuple[str, str], dict[str, Any]] = {}
    for item in (item for run in runs for item in run["usage"]):
        counted = {name: value for name, value in item.items() if name not in ("stage", "model")}
        key = (item["stage"], item["model"])
        usage[key] = _added(usage.get(key, {}), counted)
    unpriced = sorted({tier for run in runs for tier in run.get("unpriced_tiers", ())})
    costs = [run["cost"] for run in runs]
    return {
        "requests": sum(run["requests"] for run in runs),
        "usage": [{"stage": stage, "model": model} | total for (stage, model), total in usage.items()],
        "cost": sum(costs) if costs and len(runs) == len(origins) and None not in costs else None,
        **({"at_most": True} if any(run.get("at_most") for run in runs) else {}),
        **({"unpriced_tiers": unpriced} if unpriced else {}),
        "prices": {model: price for run in runs for model, price in run["prices"].items()},
    }


def _added(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The sum of two counts, name by name; counts within them, as those of a tier, are added likewise."""
    return {
        name: _added(one.get(name, {}), other.get(name, {}))
        if isinstance(one.get(name, other.get(name)), Mapping)
        else one.get(name, 0) + other.get(name, 0)
        for name in {**one, **other}
    }


def _about(info: Mapping[str, Any]) -> dict[str, Any]:
    settings = info.get("settings", {})
    filters = {"filters": settings["filters"]} if "filters" in settings else {}
    return {key: info[key] for key in _KEPT if key in info} | filters


def _digest_of_parts(path: Path) -> str:
    """Of a file its own; of several that of theirs, in order."""
    digests = []
    for part in parts_of(path):
        with storage.local(part.path) as copy:
            digests.append(_digest(copy))
    return digests[0] if len(digests) == 1 else hashlib.sha256(" ".join(digests).encode()).hexdigest()[:16]


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:16]
    except OSError as error:
        raise RunError(f"{path}: cannot be read: {error.strerror}") from error


def seed_texts(source: Source, seeds: str | Path | None, notes: list[str]) -> list[str]:
    """The instructions of the seeds given, or of those files that the run, or each merged one, names unchanged."""
    if seeds is not None:
        return [task.instruction for task in load_seeds(seeds)]
    runs = [item["run"] for item in source.info.get("sources", ())] or [source.info]
    found: list[str] = []
    for run in runs:
        files = [Path(file) for file in seeds_of(run.get("given", {}))]
        there = bool(files) and all(file.is_file() for file in files)
        tasks = unique_ids(load_seeds(files)) if there else ()
        if not tasks or tasks_id(tasks) != run.get("identity", {}).get("seeds"):
            notes.append("novelty to the seeds: left out; name them with --seeds FILE")
            return []
        found += [task.instruction for task in tasks]
    return list(dict.fromkeys(found))
