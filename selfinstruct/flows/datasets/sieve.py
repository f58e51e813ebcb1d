"""Rows of any dataset on their way through filters, and the row that each rejected one repeats."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from selfinstruct.errors import UsageError
from selfinstruct.files.spool import Spool
from selfinstruct.filters.apply import FilterSet, accept, judge, reject
from selfinstruct.filters.pool_filter import PoolFilter
from selfinstruct.flows.datasets.clusters import Clusters, PoolEntry, origin
from selfinstruct.flows.datasets.judged import JudgedInstructions, Placed, TaskInstances, Verdict
from selfinstruct.flows.datasets.rows import Row, load_rows
from selfinstruct.records import Filter, Instance, Reason, Task
from selfinstruct.text.pii import mask


@dataclass
class Sieve:
    """Rows in, rows out, and a line for each rejection, with the number of its row."""

    filters: FilterSet
    rejected: Spool[tuple[int, dict[str, Any]]] = field(default_factory=Spool)
    # Instances that rows with a list of them lost, by rule.
    lost: Counter[str] = field(default_factory=Counter)
    clusters: Clusters = field(default_factory=Clusters)
    _origins: dict[int, Placed[PoolEntry]] = field(default_factory=dict)
    _judged: JudgedInstructions = field(default_factory=JudgedInstructions)
    # `duplicate` looks among a task's instances.
    _earlier: TaskInstances = field(default_factory=TaskInstances)

    def seeds(self, against: str | Path | None) -> Sequence[Row]:
        """The rows of a file to compare with; filters that need one, or that have no use for one, raise UsageError."""
        rows = () if against is None else load_rows(Path(against))
        if against is not None and not any(hasattr(item, "seed") for item in self.filters.filters):
            raise UsageError("--against needs a filter that compares texts, for example novelty or ngrams")
        self._check(against)
        return rows

    def seed(self, rows: Sequence[Row]) -> None:
        """The rows of another file stand in every pool from the beginning."""
        for item in self.filters.filters:
            if not hasattr(item, "seed"):
                continue
            if not isinstance(item, PoolFilter):
                item.seed([row.task.instruction for row in rows])
                continue
            origins = self._origins.setdefault(id(item), Placed())
            for number, row in enumerate(rows):
                for instance in row.task.instances if item.scope == "instance" and row.task.instances else (None,):
                    if (text := item.shown(row.task, instance)).strip():
                        origins[item.enter(row.task, instance, text)] = origin(0, number, row, instance)

    def _check(self, against: object) -> None:
        """A filter that compares with another file needs one."""
        for item in self.filters.filters:
            if isinstance(item, PoolFilter) and not item.within and against is None:
                hint = f"give --against FILE, or --set filters.{item.rule}.within=true"
                raise UsageError(f"filter {item.rule}: compares only with another file; {hint}")

    def row(self, number: int, row: Row) -> dict[str, Any] | None:
        if (private := self._private(row)) is not None:
            self._reject(number, row, Verdict(private), None)
            return None
        verdict, known = self._instruction_verdict(row)
        if verdict is not None:
            self._reject(number, row, verdict, None)
            return None
        task, kept = row.task, self._alone(number, row)
        if task.instances:
            kept = tuple(item for item in kept if self._admitted(number, row, kept, item))
            if not kept:
                return None
        elif not self._admitted(number, row, (), None):
            return None
        if not known:
            self._enter(self.filters.instruction, number, row, None)
            if row.group:
                self._judged.keep(row.group, task.instruction, None)
        if row.group:
            self._earlier.add(row.group, kept)
        if "instances" in row.data and len(kept) < len(task.instances):
            stays = [any(instance is item for item in kept) for instance in task.instances]
            pairs = zip(row.data["instances"], stays, strict=True)
            return row.data | {"instances": [item for item, keep in pairs if keep]}
        return row.data

    def _private(self, row: Row) -> Reason | None:
        """Personal data in what a row says besides its instances: the row is written as it is, with all of it."""
        filters = [item for item in self.filters.filters if getattr(item, "private", False)]
        texts = row.others if filters else ""
        told = (item(replace(row.task, instruction=texts, instances=())) for item in filters if texts)
        return next((reason for reason in told if reason is not None), None)

    def _instruction_verdict(self, row: Row) -> tuple[Verdict | None, bool]:
        """What speaks against the instruction, and whether a row of the same task has been decided already."""
        known, verdict = self._judged.known(row.group, row.task.instruction) if row.group else (False, None)
        if known:
            return verdict, True
        verdict = self._verdict(self.filters.instruction, row.task, None)
        if verdict is not None and row.group:
            self._judged.keep(row.group, row.task.instruction, verdict)
        return verdict, False

    def _alone(self, number: int, row: Row) -> tuple[Instance, ...]:
        """The instances that stand without a look at other tasks."""
        kept = row.task.instances
        for item in self.filters.within:
            whole = self._whole(row, kept)
            judged = [(instance, judge(item, whole, instance)) for instance in kept]
            for instance, reason in judged:
                if reason is not None:
                    self._reject(number, row, Verdict(reason), instance)
            kept = tuple(instance for instance, reason in judged if reason is None)
        return kept

    def _admitted(self, number: int, row: Row, kept: tuple[Instance, ...], instance: Instance | None) -> bool:
        """Whether it stands beside other tasks; then later ones are compared with it."""
        # A row without an instance has a text to compare all the same.
        filters = [item for item in self.filters.across if instance is not None or isinstance(item, PoolFilter)]
        verdict = self._verdict(filters, self._whole(row, kept), instance)
        if verdict is not None:
            self._reject(number, row, verdict, instance)
            return False
        self._enter(filters, number, row, instance)
        return True

    def _whole(self, row: Row, kept: tuple[Instance, ...]) -> Task:
        return replace(row.task, instances=self._earlier.of(row.group) + kept if row.group else kept)

    def _verdict(self, filters: Sequence[Filter], task: Task, instance: Instance | None) -> Verdict | None:
        for item in filters:
            if isinstance(item, PoolFilter):
                if (match := item.match(task, instance)) is not None:
                    return Verdict(item.reason(match), self._origins[id(item)][match.position])
            elif (reason := item(task) if instance is None else item(task, instance)) is not None:
                return Verdict(reason)
        return None

    def _enter(self, filters: Sequence[Filter], number: int, row: Row, instance: Instance | None) -> None:
        for item in filters:
            if not isinstance(item, PoolFilter):
                accept([item], row.task, instance)
            elif (position := item.add(row.task, instance)) is not None:
                self._origins.setdefault(id(item), Placed())[position] = origin(1, number, row, instance)

    def _reject(self, number: int, row: Row, verdict: Verdict, instance: Instance | None) -> None:
        reason, mine = verdict.reason, origin(1, number, row, instance)
        # An address may be a row's id.
        identifier = mask(row.task.id)[0] if reason.private else row.task.id
        line: dict[str, Any] = {"place": mine.place, "id": identifier}
        line |= reject("", reason, row.task.instruction, instance).as_dict()
        del line["stage"]
        if verdict.duplicate_of is not None:
            line["duplicate_of"] = verdict.duplicate_of.as_dict()
            self.clusters.add(verdict.duplicate_of, mine, reason)
        line |= {name: line.pop(name) for name in ("text", "instance") if name in line}  # they stand last
        if instance is not None and "instances" in row.data:
            self.lost[reason.rule] += 1
        self.rejected.append((number, line))
