"""The flow of `selfinstruct merge`: runs and datasets into one, novel across them, with the lineage of each task."""

import logging
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from selfinstruct.canonical import Distinct, Ordinals, content_id, to_json
from selfinstruct.errors import RunMismatch, UsageError
from selfinstruct.files import storage
from selfinstruct.files.given import Given, as_path, rows_given
from selfinstruct.files.pipes import rereadable_pipes
from selfinstruct.files.spool import Spool
from selfinstruct.files.unfold.citations import place_of
from selfinstruct.flows.datasets.judged import Placed
from selfinstruct.flows.datasets.merging.lineage import MergeSource, TracedTask, read_parts, spent
from selfinstruct.flows.datasets.merging.merged_attempts import write_attempts
from selfinstruct.novelty.rouge import Match, NoveltyIndex
from selfinstruct.records import Instance, Message, Rejection, Task
from selfinstruct.runs.dataset_files import Counts, dataset_rows
from selfinstruct.runs.directory import locked
from selfinstruct.runs.info import head
from selfinstruct.runs.lines import write_json, write_lines
from selfinstruct.runs.run import ATTEMPTS, FILES, Run, instance_fields, task_row
from selfinstruct.runs.schema import MERGE
from selfinstruct.turns import asked_in, system_of
from selfinstruct.watching.steps import stepped

LOG = logging.getLogger("selfinstruct")
NOVELTY = 0.7  # the ROUGE-L F-measure above which a task is too close to one of another source


@rereadable_pipes()
@rows_given("sources", several=True)
def merge(
    sources: Sequence[Given],
    out: str | Path,
    *,
    novelty: float = NOVELTY,
    ignore_columns: Sequence[str] = (),
    overwrite: bool = False,
) -> Run:
    """Merge runs, earlier merges and datasets into the directory `out`, in the order given.

    Tasks with the same instruction become one; a task whose instruction scores above `novelty` with one of an earlier
    source is rejected. The same merge again writes the same bytes. `ignore_columns` are columns of text that need not
    be read. Raises UsageError for sources that cannot be merged and RunMismatch where `out` holds something else; with
    `overwrite` another merge, or files of nobody's run, are replaced.
    """
    out, paths = Path(out), _once([as_path(item) for item in sources])
    if not paths:
        raise UsageError("there is nothing to merge; name at least one run or file")
    if out.resolve() in {path.resolve() for path in paths}:
        raise UsageError(f"{out}: is one of the sources; a merge needs a directory of its own")
    parts = read_parts(paths, ignore_columns)
    merged = _Merged(novelty)
    identity = _identity(parts, novelty)
    _check(out, identity, overwrite)
    for number, part in enumerate(parts):
        merged.take(number, part)
    with locked(out):
        write_lines(out / "tasks.jsonl", map(_traced_row, merged.tasks()))
        write_lines(out / "dataset.jsonl", merged.dataset())
        write_lines(out / "rejected.jsonl", merged.rejected)
        tried = write_attempts(out, parts, merged.renamed(), Ordinals())
        others = Run(out).info if (out / "run.json").is_file() else {}
        info = _info(merged, parts, identity)
        info["counts"] |= {"attempts": dict(tried)} if tried else {}
        write_json(out / "run.json", others | info)
    return Run(out)


def _once(paths: Sequence[Path]) -> list[Path]:
    """Each source once: one that is named again would only repeat itself."""
    known: dict[object, Path] = {}
    for path in paths:
        place = str(path) if storage.address(path) is not None else path.resolve()
        if place in known:
            LOG.warning("%s is given twice, and taken once", path)
        known.setdefault(place, path)
    return list(known.values())


def _identity(parts: Sequence[MergeSource], novelty: float) -> dict[str, str]:
    names = [[origin.name for origin in part.origins] for part in parts]
    digests = [part.digest for part in parts]
    return {"novelty": f"{novelty:g}", "sources": content_id(*digests, to_json(names))}


def _check(out: Path, identity: Mapping[str, str], overwrite: bool) -> None:
    """A directory that holds anything but this very merge is left alone; a run, with what was paid for it, always."""
    if (out / "run.json").exists():
        found = Run(out).info
        if found.get("kind") != MERGE:
            raise RunMismatch(f"{out}: holds a run, not a merge; give another -o")
        if found["identity"] == identity:
            return
        problem = "is a merge of other sources, or of earlier versions of these"
    else:
        if (out / "journal.db").exists():
            raise RunMismatch(f"{out}: holds a run, not a merge; give another -o")
        there = [name for name in (*FILES, ATTEMPTS) if (out / name).exists()]
        if not there:
            return
        problem = f"holds a {there[0]} that no merge has written"
    if not overwrite:
        raise RunMismatch(f"{out}: {problem}; give another -o, or --overwrite to replace it")
    LOG.warning("%s: %s: replacing it", out, problem)


@dataclass(slots=True)
class _Entry:
    """A task that is kept; `given` has for each input the source whose output it is, and that output."""

    traced: TracedTask
    instances: list[tuple[Instance, str]]
    given: dict[str, tuple[int, set[str]]]


@dataclass(slots=True)
class _Merged:
    """Tasks of one source after the other, each held against those of the sources before it."""

    novelty: float
    rejected: Spool[dict[str, Any]] = field(default_factory=Spool)
    repeats: int = 0
    # By instruction, and the passage of a document that it is about.
    _numbers: Distinct = field(default_factory=Distinct)
    _kept: Placed[_Entry] = field(default_factory=Placed)
    _index: NoveltyIndex = field(init=False)
    _indexed: "array[int]" = field(default_factory=lambda: array("Q"))

    def __post_init__(self) -> None:
        self._index = NoveltyIndex(self.novelty)

    def take(self, number: int, part: MergeSource) -> None:
        """Keep what is novel; tasks of one source are not held against each other, unless they are the same."""
        added = array("Q")
        for traced in stepped(part.tasks, "tasks compared", len(part.tasks)):
            key = (traced.task.instruction, place_of(traced.task.source))
            if (known := self._numbers.known(*key)) is not None:
                self.repeats += 1
                self._unite(number, known, traced)
            elif (match := self._near(traced.task)) is not None:
                self._reject_task(traced, match)
            else:
                new = self._numbers.number(*key)
                entry = _Entry(traced, [], {})
                self._add(number, entry, traced)
                self._kept[new] = entry
                added.append(new)
        for place in added:
            self._index.add(_compared(self._entry(place).traced.task))
        self._indexed += added

    def _entry(self, number: int) -> _Entry:
        entry = self._kept[number]
        assert entry is not None
        return entry

    def _near(self, task: Task) -> Match | None:
        """The nearest task of another source, if it is too near.

        What stands under another system prompt is not, nor is what is asked with another passage of a document shown.
        """
        match = self._index.check(_compared(task))
        if match is None:
            return None
        near = self._entry(self._indexed[match.position]).traced.task
        if all(item.input for item in task.instances) and place_of(task.source) != place_of(near.source):
            return None
        return match if system_of(_turns(near)) == system_of(_turns(task)) else None

    def tasks(self) -> Iterable[TracedTask]:
        """The kept tasks, in order, with all instances; ids that repeat get an ordinal."""
        seen = Ordinals()
        for entry in map(self._entry, range(len(self._numbers))):
            task = replace(
                entry.traced.task,
                id=seen.unique_id(entry.traced.task.id),
                instances=tuple(instance for instance, _ in entry.instances),
            )
            yield TracedTask(task, entry.traced.origin, tuple(origin for _, origin in entry.instances))

    def renamed(self) -> Iterator[tuple[str, TracedTask]]:
        """The kept tasks, each with the id that its source has of it."""
        for place, traced in enumerate(self.tasks()):
            yield self._entry(place).traced.task.id, traced

    def dataset(self) -> Iterable[dict[str, Any]]:
        seen = Ordinals()
        return (row for traced in self.tasks() for row in dataset_rows(traced.task, seen))

    def _unite(self, number: int, place: int, traced: TracedTask) -> None:
        """The task is there already: what it says about itself fills gaps, and instances with another input join."""
        entry = self._entry(place)
        known, other = entry.traced.task, traced.task
        task = replace(
            known,
            type=known.type or other.type,
            is_classification=other.is_classification if known.is_classification is None else known.is_classification,
            labels=tuple(dict.fromkeys((*known.labels, *other.labels))) if known.labels else other.labels,
        )
        entry.traced = replace(entry.traced, task=task)
        self._add(number, entry, traced)
        self._kept[place] = entry

    def _add(self, number: int, entry: _Entry, traced: TracedTask) -> None:
        for instance, origin in zip(traced.task.instances, traced.origins, strict=True):
            given = to_json([turn.as_dict() for turn in instance.turns[:-1]]) if instance.turns else instance.input
            source, outputs = entry.given.setdefault(given, (number, set()))
            if instance.output in outputs:
                self._reject_instance("repeat", entry, traced, instance)
            elif source != number:
                self._reject_instance("same_input_different_output", entry, traced, instance)
            else:
                outputs.add(instance.output)
                entry.instances.append((instance, origin))

    def _reject_task(self, traced: TracedTask, match: Match) -> None:
        near = self._entry(self._indexed[match.position]).traced
        rejection = Rejection(
            "merge", "novelty", traced.task.instruction, score=match.score, neighbour=match.neighbour,
            task=traced.task.id,
        )  # fmt: skip
        line = rejection.as_dict() | {"source": traced.origin, "duplicate_of": _where(near)}
        instances = [instance_fields(item) for item in traced.task.instances]
        self.rejected.append(line | {"instances": instances})

    def _reject_instance(self, rule: str, entry: _Entry, traced: TracedTask, instance: Instance) -> None:
        rejection = Rejection("merge", rule, traced.task.instruction, instance=instance, task=traced.task.id)
        where = {"source": traced.origin, "duplicate_of": _where(entry.traced)}
        self.rejected.append(rejection.as_dict() | where)


def _turns(task: Task) -> tuple[Message, ...]:
    return next((item.turns for item in task.instances if item.turns), ())


def _compared(task: Task) -> str:
    """The text by which a task is near to others: its instruction, or what is said in a conversation."""
    return asked_in(_turns(task)) or task.instruction


def _where(traced: TracedTask) -> dict[str, str]:
    return {"source": traced.origin, "id": traced.task.id}


def _traced_row(traced: TracedTask) -> dict[str, Any]:
    """A line of tasks.jsonl with the source of the task, and of each instance that comes from another one.

    The source of a task about a document is where it stands there, and `origin` then has what is `source` elsewhere.
    """
    row = task_row(traced.task)
    row |= {"origin": traced.origin} if "source" in row else {"source": traced.origin}
    for item, origin in zip(row["instances"], traced.origins, strict=True):
        if origin != traced.origin:
            item["source"] = origin
    return row


def _info(merged: _Merged, parts: Sequence[MergeSource], identity: Mapping[str, str]) -> dict[str, Any]:
    origins = list({origin.name: origin for part in parts for origin in part.origins}.values())
    runs = [origin.run for origin in origins if origin.run]
    counts, kept = _counts(merged, parts)
    models = dict.fromkeys(str(run["model"]) for run in runs if run.get("model"))
    return head("done", "", (), MERGE) | {
        "notice": next((run["notice"] for run in runs if run.get("notice")), ""),
        "target": counts["tasks"],
        "model": ", ".join(models),
        "recipe": ", ".join(dict.fromkeys(str(run["recipe"]) for run in runs if run.get("recipe"))),
        "identity": dict(identity),
        "counts": counts,
        **spent(origins),
        "attributes": {},
        "sources": [origin.as_dict() | {"kept": kept[origin.name]} for origin in origins],
    }


def _counts(merged: _Merged, parts: Sequence[MergeSource]) -> tuple[dict[str, Any], Counter[str]]:
    """As a run counts, with the tasks that were read as its candidates; and the tasks kept of each origin.

    `repeats` were joined with the same task.
    """
    counts = Counts(rejected=Counter((line["stage"], line["rule"]) for line in merged.rejected))
    kept: Counter[str] = Counter()
    classification = 0  # with an instance or without
    for traced in merged.tasks():
        counts.take(traced.task)
        kept[traced.origin] += 1
        classification += bool(traced.task.is_classification)
    told = counts.as_dict() | {
        "candidates": sum(len(part.tasks) for part in parts),
        "classification": classification,
    }
    first = {name: told[name] for name in ("requests", "candidates", "accepted")}
    return first | {"repeats": merged.repeats} | told, kept
