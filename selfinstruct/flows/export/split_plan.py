"""Splits of an export: which records go where, which go nowhere, and a report of how close the splits come."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.canonical import content_id
from selfinstruct.errors import UsageError
from selfinstruct.files.dataset_rows import DatasetRow, Record
from selfinstruct.files.pipes import rereadable_pipes
from selfinstruct.files.unfold.citations import documents_of
from selfinstruct.flows.export.split_assignment import THRESHOLD, SplitConflict, SplitRow, Splits, read_shares
from selfinstruct.flows.export.split_closeness import worst
from selfinstruct.novelty.ngrams import NgramIndex
from selfinstruct.novelty.rouge import NoveltyIndex
from selfinstruct.records import Reason
from selfinstruct.runs.sources import open_source
from selfinstruct.turns import asked_in

REPORT = "splits.json"
LEAVE_OUT = "leave-out"
STRATA = ("type",)
_FEW = {
    "task": "each task is assigned by its hash, so in a small dataset the shares can be far off",
    "document": "each document is assigned by its hash, so with few documents the shares can be far off",
}


@dataclass(slots=True)
class SplitPlan:
    """Says of each record of an export, asked in order, its split or why it is in none.

    Without `splits` all goes to one that is called "". `seeds` are exported before all else, to the split `seeds_to`,
    or with LEAVE_OUT not at all, and no record of their tasks either.
    """

    splits: Splits | None = None
    benchmark: "Benchmark | None" = None
    seeds: Sequence[DatasetRow] = ()
    seeds_to: str = ""
    _instructions: frozenset[str] = field(init=False)
    _contents: frozenset[str] = field(init=False)
    _met: set[str] = field(init=False, default_factory=set)
    _kept: Counter[str] = field(init=False, default_factory=Counter)
    _dropped: Counter[str] = field(init=False, default_factory=Counter)
    # The documents of each split; of records that name none, whether there are any.
    _documents: dict[str, set[str]] = field(init=False, default_factory=dict)
    _undocumented: bool = field(init=False, default=False)
    _leaks: list[dict[str, Any]] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._instructions = frozenset(_folded(seed.instruction) for seed in self.seeds)
        self._contents = frozenset(_content(seed) for seed in self.seeds)

    @property
    def names(self) -> tuple[str, ...]:
        return ("",) if self.splits is None else self.splits.shares.names

    def first(self, kind: str) -> Iterator[Record]:
        """What is exported before the records of the source."""
        if kind == "instances" and self.seeds_to != LEAVE_OUT:
            yield from self.seeds

    def split_of(self, kind: str, record: Record) -> str | Reason:
        """The record's split, or why it is in none: the rules `seed`, `novelty`, `ngrams` and `near_two_splits`."""
        found = self._decided(record)
        if isinstance(found, str):
            self._kept[found] += 1
            if record.source is None:
                self._undocumented = True
            else:
                self._documents.setdefault(found, set()).add(record.source["document"])
        else:
            self._dropped[found.rule] += 1
        return found

    def report(self) -> dict[str, str]:
        """A file for the folder: what was asked for and what came of it. Nothing where there are no splits."""
        if self.splits is None:
            return {}
        return {REPORT: json.dumps(self.as_dict(), ensure_ascii=True, indent=2) + "\n"}

    def summary(self) -> list[str]:
        """The report in a few lines for a person."""
        if self.splits is None:
            return []
        found = self.as_dict()
        total = sum(self._kept.values())
        shares = ", ".join(f"{name} {part['records']:,} ({part['records'] / max(1, total):.1%})"
                           for name, part in found["splits"].items())  # fmt: skip
        lines = [f"split by {' and '.join(self._by())}: {shares}"]
        if any(_far(part["records"] / max(1, total), part["wanted"]) for part in found["splits"].values()):
            lines.append(_FEW["document" if self._documents else "task"])
        if count := self._dropped["near_two_splits"]:
            lines.append(f"{count:,} close to two splits and left out")
        for leak in found["closest"]:
            told = (
                f"none above {leak['below']:.3f}"
                if "below" in leak
                else f"{leak['score']:.3f}, {' and '.join(leak['ids'])}"
            )
            lines.append(f"closest of {' and '.join(leak['splits'])}: {told}")
        return lines

    def as_dict(self) -> dict[str, Any]:
        """What the report says."""
        if self.splits is None:
            return {"left_out": dict(sorted(self._dropped.items()))}
        shares, total = self.splits.shares, sum(self.splits.shares.weights)
        return {
            **({"by": self._by()} if self._documents else {}),
            "splits": {
                name: {"wanted": weight / total, "records": self._kept[name]}
                | ({"documents": len(self._documents.get(name, ()))} if self._documents else {})
                for name, weight in zip(shares.names, shares.weights, strict=True)
            },
            "threshold": self.splits.threshold,
            "stratified": "type" if self.splits.stratify else None,
            "left_out": dict(sorted(self._dropped.items())),
            "closest": self._closest(self.splits),
        }

    def _by(self) -> list[str]:
        """What the splits keep together: document, task or both."""
        return [*(["document"] if self._documents else []), *(["task"] if self._undocumented or not self._kept else [])]

    def _closest(self, splits: Splits) -> list[dict[str, Any]]:
        if self._leaks is None:
            names, entries = splits.shares.names, splits.entries
            found = worst(entries, splits.labels, len(names))
            self._leaks = [
                {"splits": [names[one], names[other]], "score": None if leak.below else leak.score}
                | (
                    {"below": leak.score}
                    if leak.below
                    else {"ids": [entries.text(leak.first), entries.text(leak.second)]}
                )
                for (one, other), leak in sorted(found.items())
            ]
        return self._leaks

    def _decided(self, record: Record) -> str | Reason:
        if self.benchmark is not None and (reason := self.benchmark.verdict(record)) is not None:
            return reason
        into = None
        if isinstance(record, DatasetRow) and _folded(record.instruction) in self._instructions:
            if self.seeds_to == LEAVE_OUT:
                return Reason("seed")
            into, content = self.seeds_to, _content(record)
            if content in self._met:
                return Reason("seed", value="has been exported as such")
            if content in self._contents:
                self._met.add(content)
        if self.splits is None:
            return ""
        kind = record.type if isinstance(record, DatasetRow) else ""
        group, *also = groups_of(record)
        found = self.splits.deal(SplitRow(record.id, group, text_of(record), kind, tuple(also)), into)
        why = "task" if record.source is None else "document"
        return Reason("near_two_splits", value=_told(found, why)) if isinstance(found, SplitConflict) else found


class Benchmark:
    """A file that training data must not resemble.

    A record does if its instruction with its input scores above `threshold` with a row's, or if it shares a run of 13
    words with a row, whatever the field. Raises SeedError or UsageError for a file that cannot be read.
    """

    def __init__(self, path: str | Path, threshold: float = THRESHOLD) -> None:
        self._near, self._runs = NoveltyIndex(threshold), NgramIndex()
        self._ids: list[str] = []
        source = open_source(path)
        for kind in source.kinds:
            for record in source.read(kind):
                self._near.add(text_of(record))
                self._runs.add(_all_of(record))
                self._ids.append(record.id)

    def verdict(self, record: Record) -> Reason | None:
        """Why the record is too close; the value is the id of the row it is close to."""
        if (match := self._near.check(text_of(record))) is not None:
            return Reason("novelty", self._ids[match.position], match.score, match.neighbour)
        if (match := self._runs.check(_all_of(record))) is not None:
            return Reason("ngrams", self._ids[match.position], match.score, match.neighbour)
        return None


@rereadable_pipes()
def plan_splits(
    split: str = "",
    *,
    split_threshold: float = THRESHOLD,
    stratify: str = "",
    seeds: str | Path | None = None,
    seeds_to: str = "",
    against: str | Path | None = None,
) -> SplitPlan:
    """What `selfinstruct export` was asked to do with the options of these names; raises UsageError for what is wrong.

    `split` are shares, such as 80/10/10, "" for none. `seeds_to` is the split for the tasks of the file `seeds`, by
    default the first, or "leave-out". `against` is a file that no record may be close to. Records are close above
    `split_threshold`.
    """
    if not 0 < split_threshold <= 1:
        raise UsageError(f"--split-threshold {split_threshold:g}: must be above 0 and at most 1")
    if split_threshold != THRESHOLD and not split and against is None:
        raise UsageError("--split-threshold: needs --split or --against")
    if stratify not in ("", *STRATA):
        raise UsageError(f"--stratify {stratify!r}: use {' or '.join(STRATA)}")
    if stratify and not split:
        raise UsageError("--stratify: needs --split")
    if seeds_to and seeds is None:
        raise UsageError(f"--seeds-to {seeds_to}: say with --seeds which tasks are the seeds")
    splits = Splits(read_shares(split), split_threshold, stratify=bool(stratify)) if split else None
    names = splits.shares.names if splits is not None else ("",)
    if seeds_to not in ("", *names, LEAVE_OUT):
        raise UsageError(f"--seeds-to {seeds_to!r}: use {', '.join((*filter(None, names), LEAVE_OUT))}")
    tasks = () if seeds is None else tuple(open_source(seeds).read("instances"))
    benchmark = None if against is None else Benchmark(against, split_threshold)
    return SplitPlan(splits, benchmark, tasks, seeds_to or names[0])


def groups_of(record: Record) -> list[str]:
    """What a record must not be parted from: the documents of its family; else its task.

    A family's name is that of its first document in one corpus, and another one in another: both names hold. The task's
    holds as well, for pairs that do not say where they stand.
    """
    if record.source is None:
        return [record.task_id]
    return [*(f"document {name}" for name in documents_of(record.source)), record.task_id]


def text_of(record: Record) -> str:
    """What near-duplicates are judged by: the instruction with its input, of a pair the prompt without system turns."""
    if isinstance(record, DatasetRow):
        return asked_in(record.turns) or f"{record.instruction}\n{record.input}"
    return "\n".join(turn.content for turn in record.prompt if turn.role != "system")


def _far(found: float, wanted: float) -> bool:
    """Off by more than a third of what was wanted."""
    return abs(found - wanted) > wanted / 3


def _all_of(record: Record) -> str:
    if isinstance(record, DatasetRow) and record.turns:
        return "\n".join(record.texts())
    answers = (record.output,) if isinstance(record, DatasetRow) else (record.chosen, record.rejected)
    return "\n".join((text_of(record), *answers))


def _content(seed: DatasetRow) -> str:
    return content_id(seed.instruction, seed.input, seed.output)


def _folded(instruction: str) -> str:
    return " ".join(instruction.split())


def _told(clash: SplitConflict, why: str) -> list[dict[str, Any]]:
    return [
        {"split": bond.split, "id": bond.id} | ({"why": why} if bond.score is None else {"score": bond.score})
        for bond in clash.bonds
    ]
