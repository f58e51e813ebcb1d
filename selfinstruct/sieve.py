"""The flow of `selfinstruct filter`: any dataset through the same filters."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from selfinstruct.errors import RunError, SeedError, UsageError
from selfinstruct.filters import load_filters
from selfinstruct.recipe import load_recipe
from selfinstruct.records import Filter, Instance, Reason, Task, content_id, to_json
from selfinstruct.registry import names
from selfinstruct.seeds import load_seeds, read_rows


@dataclass(frozen=True, slots=True)
class Sifted:
    """What `filter_dataset` did: rows read and kept, the number rejected by each rule, and the two files."""

    rows: int
    kept: int
    rejected: Mapping[str, int]
    out: Path
    rejected_out: Path

    def as_dict(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "kept": self.kept,
            "rejected": dict(self.rejected),
            "out": str(self.out),
            "rejected_out": str(self.rejected_out),
        }


def filter_dataset(
    path: str | Path,
    out: str | Path,
    *,
    only: Sequence[str] = (),
    against: str | Path | None = None,
    recipe: str | Path = "chat",
    overrides: Sequence[str] = (),
) -> Sifted:
    """Put each row of a JSONL file or JSON array through filters; rows that are kept are written as they were.

    The filters are the recipe's, with its parameters, or those named in `only` (a user's own as `module:attr`). With
    `against`, novelty also rejects what is too close to that file. A task's row loses its rejected instances, and is
    rejected when none is left. Beside `out` stands `<out's stem>.rejected.jsonl`, with a reason for each rejection.
    Raises SeedError for rows that cannot be read, before anything is written.
    """
    path, out = Path(path), Path(out)
    rejected_out = out.with_name(f"{out.name.removesuffix('.jsonl')}.rejected.jsonl")
    if path.resolve() in (out.resolve(), rejected_out.resolve()):
        raise UsageError(f"-o {out}: would overwrite what is to be read; name another file")
    filters = _chosen(only, recipe, overrides)
    if against is not None:
        _seed(filters, [task.instruction for task in load_seeds(against)])
    rows = _read(path)
    sieve = _Sieve(filters)
    kept: list[str] = []
    for place, row, task in rows:
        result = sieve.row(place, row, task)
        if result is not None:
            kept.append(to_json(result))
    _write(out, kept)
    _write(rejected_out, [to_json(line) for line in sieve.rejected])
    counts = Counter(str(line["rule"]) for line in sieve.rejected)
    return Sifted(len(rows), len(kept), dict(sorted(counts.items())), out, rejected_out)


def _chosen(only: Sequence[str], recipe: str | Path, overrides: Sequence[str]) -> list[Filter]:
    settings = load_recipe(recipe, overrides).filters
    if not only:
        return load_filters({name: value for name, value in settings.items() if name != "echo"})
    for name in only:
        if name not in names("filters") and ":" not in name:
            raise UsageError(f"there is no filter {name!r}; known: {', '.join(names('filters'))}")
    return load_filters({name: settings.get(name, {}) for name in only}, code=True)


def _seed(filters: Sequence[Filter], texts: list[str]) -> None:
    seeded = [item for item in filters if hasattr(item, "seed")]
    if not seeded:
        raise UsageError("--against needs the filter novelty")
    for item in seeded:
        item.seed(texts)


def _read(path: Path) -> list[tuple[str, dict[str, Any], Task]]:
    problems: list[str] = []
    rows: list[tuple[str, dict[str, Any], Task]] = []
    for place, row, problem in read_rows(path):
        if problem:
            problems.append(f"{place}: {problem}")
            continue
        task, wrong = _task(row)
        if task is None:
            problems.append(f"{place}: {wrong}")
        else:
            rows.append((place, row, task))
    if problems:
        raise SeedError(problems)
    if not rows:
        raise SeedError([f"{path}: holds no row"])
    return rows


def _task(row: Any) -> tuple[Task | None, str]:
    """A row as a task; unlike a seed's, its output may be missing or empty: saying so is a filter's business."""
    if not isinstance(row, dict):
        return None, "is not a JSON object"
    if "messages" in row and "instruction" not in row:
        row = _from_chat(row)
    instruction = row.get("instruction")
    if not isinstance(instruction, str):
        return None, "instruction: is missing or not a text"
    found = row.get("instances", [row] if "output" in row else [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        return None, "instances: is not a list of objects"
    pairs = [(item.get("input") or "", item.get("output") or "") for item in found]
    if not all(isinstance(text, str) for pair in pairs for text in pair):
        return None, "input and output: must be texts"
    labels = row.get("labels") or []
    instances = tuple(Instance(given, output) for given, output in pairs)
    kind = row.get("type") if isinstance(row.get("type"), str) else ""
    identifier = str(row.get("id") or content_id(instruction))
    known = tuple(str(label) for label in labels) if isinstance(labels, list) else ()
    return Task(identifier, instruction, str(kind), row.get("is_classification"), known, instances), ""


def _from_chat(row: Mapping[str, Any]) -> dict[str, Any]:
    turns = row["messages"] if isinstance(row["messages"], list) else []
    said = {turn.get("role"): turn.get("content") for turn in reversed(turns) if isinstance(turn, dict)}
    return dict(row) | {"instruction": said.get("user"), "output": said.get("assistant")}


class _Sieve:
    """Rows in, rows out, and a line for each rejection."""

    def __init__(self, filters: Sequence[Filter]) -> None:
        self._instruction = [item for item in filters if item.scope == "instruction"]
        self._instance = [item for item in filters if item.scope == "instance"]
        self.rejected: list[dict[str, Any]] = []
        # Rows of one task (a dataset.jsonl) share an instruction: it is judged once.
        self._judged: dict[tuple[str, str], Reason | None] = {}
        # `duplicate` looks among a task's instances, which may stand in rows of their own.
        self._earlier: dict[str, tuple[Instance, ...]] = {}

    def row(self, place: str, row: dict[str, Any], task: Task) -> dict[str, Any] | None:
        group = str(row.get("task_id") or "")
        if not self._instruction_stands(place, task, group):
            return None
        kept: tuple[Instance, ...] = task.instances
        for item in self._instance:
            whole = replace(task, instances=self._earlier.get(group, ()) + kept if group else kept)
            reasons = [item(whole, instance) for instance in kept]
            for instance, reason in zip(kept, reasons, strict=True):
                if reason is not None:
                    self._reject(place, task, reason, instance)
            kept = tuple(instance for instance, reason in zip(kept, reasons, strict=True) if reason is None)
        if task.instances and not kept:
            return None
        for instance in kept:
            for item in self._instance:
                if hasattr(item, "add"):
                    item.add(task, instance)
        if group:
            self._earlier[group] = self._earlier.get(group, ()) + kept
        if "instances" in row and len(kept) < len(task.instances):
            stays = [any(instance is item for item in kept) for instance in task.instances]
            return row | {"instances": [item for item, keep in zip(row["instances"], stays, strict=True) if keep]}
        return row

    def _instruction_stands(self, place: str, task: Task, group: str) -> bool:
        key = (group, task.instruction)
        if group and key in self._judged:
            reason = self._judged[key]
        else:
            reason = next((reason for item in self._instruction if (reason := item(task)) is not None), None)
            self._judged[key] = reason
            if reason is None:
                for item in self._instruction:
                    if hasattr(item, "add"):
                        item.add(task)
        if reason is not None:
            self._reject(place, task, reason, None)
        return reason is None

    def _reject(self, place: str, task: Task, reason: Reason, instance: Instance | None) -> None:
        line: dict[str, Any] = {"place": place.rpartition("/")[2], "id": task.id, "rule": reason.rule}
        for name in ("value", "score", "neighbour"):
            if (value := getattr(reason, name)) is not None:
                line[name] = value
        line["text"] = task.instruction
        if instance is not None:
            line["instance"] = {"input": instance.input, "output": instance.output}
        self.rejected.append(line)


def _write(path: Path, lines: Sequence[str]) -> None:
    temporary = path.with_name(path.name + ".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
        temporary.replace(path)
    except OSError as error:
        raise RunError(f"{path}: cannot be written: {error.strerror}") from error
