"""The flow of `selfinstruct filter`: any dataset through the same filters."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from selfinstruct.errors import SeedError, UsageError
from selfinstruct.files import storage
from selfinstruct.files.destinations import check_replaceable
from selfinstruct.files.storage import DEFAULT, Access
from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import FilterSet, accept, judge, reject
from selfinstruct.filters.pool_filter import PoolFilter
from selfinstruct.flows.datasets.clusters import Clusters, PoolEntry, origin
from selfinstruct.flows.datasets.rows import Row, data_file, load_rows
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.records import Filter, Instance, Reason, Task
from selfinstruct.registry import names
from selfinstruct.runs.directory import check_free
from selfinstruct.runs.lines import as_line
from selfinstruct.text import published_rules

KEEP = ("first", "longest")


@dataclass(frozen=True, slots=True)
class FilterResult:
    """What `filter_dataset` did: rows read and kept, the number rejected by each rule, and the files.

    `rejected_instances` is the part of `rejected` that tasks lost of their instances, and `emptied` how many of those
    tasks have none left; all other rejections are of whole rows.
    """

    rows: int
    kept: int
    rejected: Mapping[str, int]
    rejected_instances: Mapping[str, int]
    emptied: int
    out: Path
    rejected_out: Path
    clusters_out: Path | None = None

    def as_dict(self) -> dict[str, Any]:
        found = asdict(self) | {"out": storage.name(self.out), "rejected_out": storage.name(self.rejected_out)}
        clusters = found.pop("clusters_out")
        return found if clusters is None else found | {"clusters_out": str(clusters)}


def filter_dataset(
    path: str | Path,
    out: str | Path,
    *,
    only: Sequence[str] = (),
    against: str | Path | None = None,
    keep: str = "first",
    clusters: str | Path | None = None,
    recipe: str | Path = "chat",
    overrides: Sequence[str] = (),
    access: Access = DEFAULT,
    overwrite: bool = False,
) -> FilterResult:
    """Put each row of a file, or of a run's dataset, through filters; rows that are kept are written as they were.

    The filters are the recipe's, with its parameters, or those named in `only` (a user's own as `module:attr`). With
    `against`, filters that compare texts also reject what is too close to that file. A task's row loses its rejected
    instances, and is rejected when none is left. Beside `out` stands `<out's stem>.rejected.jsonl`, with a reason for
    each rejection, and for a duplicate the row it duplicates. Of duplicates the first row is kept, or with `keep`
    "longest" the one with the most text. `clusters` is a file for each kept row with those dropped for it. `access`
    is for s3:// names. A file that is there and says anything else is replaced only with `overwrite`. Raises
    SeedError for rows that cannot be read and RunError for a directory without a dataset, before anything is written.
    """
    path, out, clusters = Path(path), Path(out), Path(clusters) if clusters else None
    rejected_out = out.with_name(f"{out.name.removesuffix('.jsonl')}.rejected.jsonl")
    _check(path, against, {"-o": (out, rejected_out), "--clusters": (clusters,) if clusters else ()})
    if keep not in KEEP:
        raise UsageError(f"--keep {keep!r}: use {' or '.join(KEEP)}")
    sieve = _Sieve(FilterSet(_chosen(only, recipe, overrides)))
    if against is not None:
        sieve.seed(load_rows(Path(against)))
    sieve.check(against)
    rows = load_rows(path)
    order = range(len(rows)) if keep == "first" else sorted(range(len(rows)), key=lambda number: -rows[number].size)
    kept = {number: result for number in order if (result := sieve.row(number, rows[number])) is not None}
    rejected = [line for _, line in sorted(sieve.rejected, key=lambda item: item[0])]
    written = {out: [kept[number] for number in sorted(kept)], rejected_out: rejected}
    if clusters:
        written[clusters] = list(sieve.clusters.rows())
    try:
        texts = {place: b"".join(map(as_line, lines)) for place, lines in written.items()}
    except ValueError:
        _check_writable(rows)
        raise
    for place, data in texts.items():
        check_replaceable(place, data, overwrite)
    for place, data in texts.items():
        storage.write_bytes(place, data, access)
    rules = Counter(str(line["rule"]) for line in rejected)
    told = (dict(sorted(rules.items())), dict(sorted(sieve.lost.items())))
    emptied = len(rows) - len(kept) - len(rejected) + sieve.lost.total()
    return FilterResult(len(rows), len(kept), *told, emptied, out, rejected_out, clusters)


def _check(path: Path, against: str | Path | None, written: Mapping[str, Sequence[Path]]) -> None:
    """No file is written over one that is read, or that a run keeps of itself, or twice."""
    taken = {data_file(Path(item)).resolve() for item in (path, against) if item is not None}
    for option, paths in written.items():
        if any(item.resolve() in taken for item in paths):
            raise UsageError(f"{option} {paths[0]}: would overwrite an input or another output; name another file")
        for item in paths:
            check_free(item)
        if any(item.suffix == ".gz" for item in paths):
            raise UsageError(f"{option} {paths[0]}: is written without compression; name a .jsonl file")
        if any(item.suffix in (".csv", ".parquet") for item in paths):
            raise UsageError(f"{option} {paths[0]}: is written as JSON lines; name a .jsonl file")
        taken |= {item.resolve() for item in paths}


def _chosen(only: Sequence[str], recipe: str | Path, overrides: Sequence[str]) -> list[Filter]:
    chosen = load_recipe(recipe, overrides)
    settings = _published(chosen.form) | chosen.filters
    if not only:
        return load_filters({name: value for name, value in settings.items() if name != "repeats_demonstration"})
    for name in only:
        if name not in names("filters") and ":" not in name:
            raise UsageError(f"there is no filter {name!r}; known: {', '.join(names('filters'))}")
    return load_filters({name: settings.get(name, {}) for name in only}, code=True)


def _published(form: str) -> dict[str, dict[str, Any]]:
    """The rules that the parsers of the published recipes apply, as filters: a dataset has been through no parser."""
    if form == "chat":
        return {}
    words = published_rules.ALPACA_BLACKLIST if form == "alpaca" else published_rules.PAPER_BLACKLIST
    rules = ("length", "blacklist", "write_a_program", "punctuation", "non_ascii")
    pairs = ("input_equals_output", "empty_output", "ends_with_colon", "same_input_different_output", "duplicate")
    settings: dict[str, dict[str, Any]] = {name: {} for name in (*rules, *(pairs if form == "paper" else ()))}
    return settings | {"blacklist": {"words": list(words)}}


@dataclass(frozen=True, slots=True)
class _Verdict:
    reason: Reason
    duplicate_of: PoolEntry | None = None


@dataclass
class _Sieve:
    """Rows in, rows out, and a line for each rejection, with the number of its row."""

    filters: FilterSet
    rejected: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    # Instances that rows with a list of them lost, by rule.
    lost: Counter[str] = field(default_factory=Counter)
    clusters: Clusters = field(default_factory=Clusters)
    _origins: dict[int, dict[int, PoolEntry]] = field(default_factory=dict)
    # Rows of one task (a dataset.jsonl) share an instruction: it is judged once. None: accepted.
    _judged: dict[tuple[str, str], _Verdict | None] = field(default_factory=dict)
    # `duplicate` looks among a task's instances, which may stand in rows of their own.
    _earlier: dict[str, tuple[Instance, ...]] = field(default_factory=dict)

    def seed(self, rows: Sequence[Row]) -> None:
        """The rows of another file stand in every pool from the beginning."""
        seeded = [item for item in self.filters.filters if hasattr(item, "seed")]
        if not seeded:
            raise UsageError("--against needs a filter that compares texts, for example novelty or ngrams")
        for item in seeded:
            if not isinstance(item, PoolFilter):
                item.seed([row.task.instruction for row in rows])
                continue
            origins = self._origins.setdefault(id(item), {})
            for number, row in enumerate(rows):
                for instance in row.task.instances if item.scope == "instance" and row.task.instances else (None,):
                    if (text := item.shown(row.task, instance)).strip():
                        origins[item.enter(row.task, instance, text)] = origin(0, number, row, instance)

    def check(self, against: object) -> None:
        """A filter that compares with another file needs one."""
        for item in self.filters.filters:
            if isinstance(item, PoolFilter) and not item.within and against is None:
                hint = f"give --against FILE, or --set filters.{item.rule}.within=true"
                raise UsageError(f"filter {item.rule}: compares only with another file; {hint}")

    def row(self, number: int, row: Row) -> dict[str, Any] | None:
        if (private := self._private(row)) is not None:
            self._reject(number, row, _Verdict(private), None)
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
                self._judged[row.group, task.instruction] = None
        if row.group:
            self._earlier[row.group] = self._earlier.get(row.group, ()) + kept
        if "instances" in row.data and len(kept) < len(task.instances):
            stays = [any(instance is item for item in kept) for instance in task.instances]
            pairs = zip(row.data["instances"], stays, strict=True)
            return row.data | {"instances": [item for item, keep in pairs if keep]}
        return row.data

    def _private(self, row: Row) -> Reason | None:
        """Personal data in what a row says besides its instances: the row is written as it is, with all of it."""
        filters = [item for item in self.filters.filters if getattr(item, "private", False)]
        texts = "\n".join(row.others) if filters else ""
        told = (item(replace(row.task, instruction=texts, instances=())) for item in filters if texts)
        return next((reason for reason in told if reason is not None), None)

    def _instruction_verdict(self, row: Row) -> tuple[_Verdict | None, bool]:
        """What speaks against the instruction, and whether a row of the same task has been decided already."""
        key = (row.group, row.task.instruction)
        if row.group and key in self._judged:
            return self._judged[key], True
        verdict = self._verdict(self.filters.instruction, row.task, None)
        if verdict is not None and row.group:
            self._judged[key] = verdict
        return verdict, False

    def _alone(self, number: int, row: Row) -> tuple[Instance, ...]:
        """The instances that stand without a look at other tasks."""
        kept = row.task.instances
        for item in self.filters.within:
            whole = self._whole(row, kept)
            judged = [(instance, judge(item, whole, instance)) for instance in kept]
            for instance, reason in judged:
                if reason is not None:
                    self._reject(number, row, _Verdict(reason), instance)
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
        return replace(row.task, instances=self._earlier.get(row.group, ()) + kept if row.group else kept)

    def _verdict(self, filters: Sequence[Filter], task: Task, instance: Instance | None) -> _Verdict | None:
        for item in filters:
            if isinstance(item, PoolFilter):
                if (match := item.match(task, instance)) is not None:
                    return _Verdict(item.reason(match), self._origins[id(item)][match.position])
            elif (reason := item(task) if instance is None else item(task, instance)) is not None:
                return _Verdict(reason)
        return None

    def _enter(self, filters: Sequence[Filter], number: int, row: Row, instance: Instance | None) -> None:
        for item in filters:
            if not isinstance(item, PoolFilter):
                accept([item], row.task, instance)
            elif (position := item.add(row.task, instance)) is not None:
                self._origins.setdefault(id(item), {})[position] = origin(1, number, row, instance)

    def _reject(self, number: int, row: Row, verdict: _Verdict, instance: Instance | None) -> None:
        reason, mine = verdict.reason, origin(1, number, row, instance)
        line: dict[str, Any] = {"place": mine.place, "id": row.task.id}
        line |= reject("", reason, row.task.instruction, instance).as_dict()
        del line["stage"]
        if verdict.duplicate_of is not None:
            line["duplicate_of"] = verdict.duplicate_of.as_dict()
            self.clusters.add(verdict.duplicate_of, mine, reason)
        line |= {name: line.pop(name) for name in ("text", "instance") if name in line}  # they stand last
        if instance is not None and "instances" in row.data:
            self.lost[reason.rule] += 1
        self.rejected.append((number, line))


def _check_writable(rows: Sequence[Row]) -> None:
    """Raise SeedError for the rows that JSON cannot hold: each is written as it is, with what nobody looks at."""
    problems = []
    for row in rows:
        try:
            as_line(row.data)
        except ValueError as error:
            problems.append(f"{row.place}: {error}")
    if problems:
        raise SeedError(problems)
