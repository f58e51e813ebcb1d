"""A run: the directory in which everything one dataset came from is kept."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from selfinstruct.errors import RunDamaged, RunError
from selfinstruct.files import storage
from selfinstruct.files.unfold.chats import read_tools, read_turns
from selfinstruct.pictures.bars import bars
from selfinstruct.pictures.markup import marked, tag
from selfinstruct.pictures.svg import Numbers, alone
from selfinstruct.pictures.tables import Rows
from selfinstruct.records import Instance, Task
from selfinstruct.runs.schema import DISTILL, MERGE, OUTDATED, misfit, outdated
from selfinstruct.turns import CHECKED, is_exchange, spelled_out
from selfinstruct.watching.steps import stepped

FILES = ("tasks.jsonl", "rejected.jsonl", "dataset.jsonl")
ATTEMPTS = "attempts.jsonl"  # which only runs have whose method keeps attempts
_OF_TASK = ("id", "instruction", "type", "is_classification", "labels", "demonstrations", "request", "attributes")
# What the counts of run.json are of, by the kind of run: what there was to begin with, and what was kept of it.
_STEPS = {
    MERGE: ("tasks of the sources", "kept of them"),
    DISTILL: ("prompts", "answers kept"),
}
GROWN = ("candidates", "accepted by the filters")
LOCAL = "runs, merges and labels are kept on a local disk, since a journal needs locks; export writes to S3"


# What of a source stands in tasks.jsonl alone.
_QUOTED = ("quotes", "passages")


class Run:
    """A finished or stopped run, read from its files.

    `info` is run.json. Reading never touches the journal and needs no lock.
    """

    def __init__(self, path: str | Path) -> None:
        """Raises RunError where `path` holds no run."""
        self.path = Path(path)
        file = self.path / "run.json"
        if self.path.is_file():
            raise RunError(f"{self.path}: is a file; give the run's directory")
        try:
            self.info: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise no_run(self.path) from None
        except (OSError, ValueError, RecursionError) as error:
            raise RunDamaged(f"{file}: cannot be read: {error}") from error
        if old := outdated(self.info):
            raise RunDamaged(f"{file}: {OUTDATED.format(old)}")
        # A directory may hold preferences alone.
        paired = isinstance(self.info, dict) and "counts" not in self.info
        paired = paired and not {"preferences", "responses"}.isdisjoint(self.info)
        if wrong := misfit("" if paired else "run.json", self.info):
            raise RunDamaged(
                f"{file}: is not what a run writes ({wrong}); the command that made the run writes it again "
                "once it is deleted"
            )

    @property
    def status(self) -> str:
        """done, saturated, max_requests, max_cost, interrupted, failed or running."""
        return str(self.info["status"])

    def tasks(self) -> Rows[Task]:
        """The accepted tasks with their instances, in order of admission."""
        return Rows(task_of(row) for row in self.rows("tasks.jsonl"))

    def dataset(self) -> Rows[dict[str, Any]]:
        """The rows of dataset.jsonl: one instance each."""
        return Rows(self.rows("dataset.jsonl"))

    def rejected(self) -> Rows[dict[str, Any]]:
        """The rows of rejected.jsonl."""
        return Rows(self.rows("rejected.jsonl"))

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        """The rows of one file, without a torn last line; nothing where the file is missing."""
        return iter(stepped(run_rows(self.path, name), "rows read"))

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return run_pictures(self.info, f"{self.path.name}: {self.status}")

    def __repr__(self) -> str:
        counts = self.info.get("counts", {})
        made = f"{counts.get('tasks', 0)} tasks, {counts.get('instances', 0)} instances"
        return f"Run({str(self.path)!r}, {self.status}, {made})"


def steps(info: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The numbers of a run on the way to instances, by what they count; [] where nothing came even to the first."""
    counts = info.get("counts")
    if not isinstance(counts, Mapping) or not counts.get("candidates"):
        return []
    found, kept = _STEPS.get(str(info.get("kind")), GROWN)
    names = {"candidates": found, "accepted": kept, "tasks": "tasks with an instance", "instances": "instances"}
    return [(told, int(counts[name])) for name, told in names.items() if isinstance(counts.get(name), int)]


def run_pictures(info: Mapping[str, Any], title: str) -> str:
    """HTML for a notebook from run.json alone: what came through, what was rejected, and tokens by stage."""
    numbers, counts = Numbers(title), info.get("counts") or {}
    rejected = [
        (f"{stage}: {rule}", int(count))
        for stage, rules in dict(counts.get("rejected") or {}).items()
        for rule, count in dict(rules).items()
    ]
    tokens = [(str(row["stage"]), row["prompt"] + row["completion"]) for row in info.get("usage") or ()]
    shown = [
        ("From candidates to instances", steps(info)),
        ("Rejections by rule", sorted(rejected, key=lambda row: (-row[1], row[0]))),
        ("Tokens by stage", tokens),
    ]
    drawn = [(name, bars(numbers, name, rows)) for name, rows in shown]
    notice = [tag("p", "Offline: ", marked(str(info["notice"])))] if info.get("notice") else []
    parts = [part for name, picture in drawn if picture for part in (tag("h4", name), picture)]
    return alone(tag("h3", marked(title)), *notice, *parts)


def read_info(path: Path) -> dict[str, Any]:
    """run.json of a run, or of a directory that holds preferences alone; {} where there is none, RunDamaged if bad."""
    file = path / "run.json"
    try:
        info = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise RunDamaged(f"{file}: cannot be read: {error}") from error
    if not isinstance(info, dict):
        raise RunDamaged(f"{file}: cannot be read: is not a JSON object")
    return info


def run_rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """`Run.rows` for a directory whose run.json need not be read."""
    file = folder / name
    if not file.exists():
        return
    try:
        opened = file.open("rb")
    except OSError as error:
        raise RunError(f"{file}: cannot be read: {error.strerror}") from error
    with opened as lines:
        for number, line in enumerate(lines, 1):
            if not line.endswith(b"\n"):
                return
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise RunDamaged(
                    f"{file}:{number}: is not JSON ({error}); resume rebuilds the file once it is deleted"
                ) from error
            if wrong := misfit(name, row):
                raise RunDamaged(
                    f"{file}:{number}: is not a line that a run writes ({wrong}); "
                    "resume rebuilds the file once it is deleted"
                )
            yield row


def no_run(path: Path) -> RunError:
    """The error for a directory without a run.json; of a label run or a review it names what can be used."""
    if storage.is_remote(path):
        return RunError(f"{storage.name(path)}: is not on this machine; {LOCAL}")
    kept = path / "accepted.jsonl"
    hint = f"; what was accepted there is in {kept}: give that file" if kept.is_file() else ""
    return RunError(f"{path}: is not a run (it has no run.json){hint}")


def task_row(task: Task) -> dict[str, Any]:
    """A line of tasks.jsonl."""
    row = {name: getattr(task, name) for name in _OF_TASK}
    row |= {"source": dict(task.source)} if task.source is not None else {}
    row |= {"probability": task.probability} if task.probability is not None else {}
    return row | {"instances": [instance_fields(item) for item in task.instances]}


def instance_fields(instance: Instance) -> dict[str, Any]:
    """What a file says of an instance: input and output, then only what else there is."""
    return {"input": instance.input, "output": instance.output} | instance.extras()


def instance_row(task: Task, instance: Instance, identifier: str) -> dict[str, Any]:
    """A line of dataset.jsonl; of a conversation the instruction is all before the answer, as one text."""
    return (
        {
            "id": identifier,
            "task_id": task.id,
            "type": task.type,
            "instruction": spelled_out(instance.turns[:-1]) if instance.turns else task.instruction,
            "input": instance.input,
            "output": instance.output,
            "is_classification": task.is_classification,
        }
        | _extras(instance)
        | _cited(task)
    )


def _extras(instance: Instance) -> dict[str, Any]:
    """What else dataset.jsonl says of an instance; of one question and its answer the instruction is the prompt."""
    found = instance.extras()
    if instance.turns and is_exchange(instance.turns):
        del found["prompt"]
    return found


def _cited(task: Task) -> dict[str, Any]:
    """Where in a document the task stands; its quotations, and both passages of a pair, are in tasks.jsonl."""
    source = task.source
    return {} if source is None else {"source": {key: source[key] for key in source if key not in _QUOTED}}


def task_of(row: dict[str, Any]) -> Task:
    """The task of a line of tasks.jsonl."""
    return Task(
        id=row["id"],
        instruction=row["instruction"],
        type=row["type"],
        is_classification=row["is_classification"],
        labels=tuple(row["labels"]),
        instances=tuple(instance_of(item) for item in row["instances"]),
        demonstrations=tuple(row["demonstrations"]),
        request=row["request"],
        attributes=row.get("attributes", {}),
        source=source if isinstance(source := row.get("source"), dict) else None,
        probability=row.get("probability"),
    )


def instance_of(item: Mapping[str, Any]) -> Instance:
    """The instance that `instance_fields` wrote; ValueError where it cannot be read."""
    given, output, reasoning = item["input"], item["output"], item.get("reasoning", "")
    told: dict[str, Any] = {name: tuple(item.get(name, ())) for name in CHECKED}
    told |= {"method": item.get("method", ""), "notes": item.get("notes", {})}
    if "prompt" not in item:
        return Instance(given, output, reasoning, **told)
    answer = {"role": "assistant", "content": output, "reasoning": reasoning, "tool_calls": item.get("tool_calls")}
    turns = read_turns([*item["prompt"], answer], "prompt")
    return Instance(given, output, turns=turns, tools=read_tools(item.get("tools")), **told)
