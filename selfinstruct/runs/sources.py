"""What is exported: a run, or any file that holds instances or preferences; read row by row, however large it is."""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, overload

from selfinstruct.errors import RunError, SeedError, StorageError, UsageError
from selfinstruct.files.dataset_rows import (
    DatasetRow,
    Record,
    read_dataset_rows,
    read_preference,
    row_kind,
    with_output,
)
from selfinstruct.files.parts.finding import is_run_folder
from selfinstruct.files.pipes import is_pipe
from selfinstruct.files.remote.hub import hub_address
from selfinstruct.files.rows import read_rows
from selfinstruct.files.storage import name
from selfinstruct.files.unfold import unfold
from selfinstruct.files.unfold.columns import WANTED, UnreadColumns, ignored_columns, told_columns
from selfinstruct.preferences import Preference
from selfinstruct.runs.info import notice
from selfinstruct.runs.reviews import Review
from selfinstruct.runs.run import Run

FILES = {"instances": "dataset.jsonl", "preferences": "preferences.jsonl"}
_INFOS = ("run.json", "label.json")
# Problems of a file that are told one by one.
_TOLD = 20

Bad = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Source:
    """Where records come from. `info` is what the run says of itself (run.json), {} for a file of no run.

    `files` has a path for each kind it holds, "instances" or "preferences". `notice` says that a demonstration model
    made it, "" where nothing has to be said. `whole` is the run's directory, None for a file. Of preferences those of
    `method` and `round` are read, where these are not "" and None; see `choose`. `columns` are those of the rows read
    so far that nothing reads. `reviews` has by kind what people decided, which is applied as rows are read.
    `rows`, where there are any, are read in place of the file's, and have people's decisions applied.
    """

    label: str
    files: Mapping[str, Path]
    info: Mapping[str, Any] = field(default_factory=dict)
    notice: str = ""
    whole: Path | None = None
    method: str = ""
    round: int | None = None
    columns: UnreadColumns = field(default_factory=UnreadColumns)
    reviews: Mapping[str, Review] = field(default_factory=dict)
    rows: Sequence[Mapping[str, Any]] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(self.files)

    @overload
    def read(self, kind: Literal["instances"], bad: Bad | None = None) -> Iterator[DatasetRow]: ...
    @overload
    def read(self, kind: Literal["preferences"], bad: Bad | None = None) -> Iterator[Preference]: ...
    @overload
    def read(self, kind: str, bad: Bad | None = None) -> Iterator[Record]: ...
    def read(self, kind: str, bad: Bad | None = None) -> Iterator[Record]:
        """The records of a kind, in the file's order; may be called again.

        `bad` is told the place of each row that cannot be read, and why. Without it SeedError is raised at the end,
        with a line for each.
        """
        problems: list[str] = []
        count = 0

        def note(place: str, problem: str) -> None:
            nonlocal count
            count += 1
            if len(problems) < _TOLD:
                problems.append(f"{place}: {problem}")

        reading = self.reviews[kind].reading() if kind in self.reviews and not self.rows else None
        for place, row, problem in self._rows(kind):
            try:
                if problem:
                    raise ValueError(problem)
                decided = {} if reading is None else reading.decided(row, self._is_chosen)
                if decided is None:
                    continue
                unfolded = unfold(row)
                self.columns.add(place, unfolded.unread)
                if kind == "instances":
                    edited = str(decided.get("edited") or "")
                    yield from (with_output(item, edited) for item in read_dataset_rows(unfolded))
                else:
                    yield from self._chosen(read_preference(decided.get("result") or unfolded))
            except ValueError as error:
                (bad or note)(place, str(error))
        if reading is not None:
            reading.end()
        if count > len(problems):
            problems.append(f"… and {count - len(problems):,} more")
        if problems:
            raise SeedError(problems)

    def wanting(self, kind: str) -> str:
        """What a message adds where a file has no record of a kind: the columns it has, and those it would need."""
        if self.whole is not None:
            return ""
        first = next((row for _, row, problem in self._rows(self.kinds[0]) if not problem), None)
        return f" ({told_columns(first if isinstance(first, dict) else {})}); rows need {WANTED[kind]}"

    def _chosen(self, pair: Preference) -> Iterator[Preference]:
        if self.method in ("", pair.method) and self.round in (None, pair.round):
            yield pair

    def _is_chosen(self, row: Any) -> bool:
        """Whether a row is one of those that are read; of a pair that cannot be read, no."""
        if not self.method and self.round is None:
            return True
        with contextlib.suppress(ValueError):
            return any(True for _ in self._chosen(read_preference(row)))
        return False

    def _rows(self, kind: str) -> Iterator[tuple[str, Any, str]]:
        if self.rows:
            yield from ((f"{self.label}:{number}", row, "") for number, row in enumerate(self.rows, 1))
        elif self.whole is not None and kind == "instances":
            # A run that goes on may have half of a last line.
            for number, row in enumerate(Run(self.whole).rows(FILES[kind]), 1):
                yield f"{self.files[kind]}:{number}", row, ""
        else:
            yield from read_rows(self.files[kind])


def open_source(path: str | Path, ignore: Iterable[str] = ()) -> Source:
    """A run's directory, or a file. Raises UsageError or RunError where there is nothing to read.

    Columns of text that nothing reads are collected in `columns` as rows are read, but for those to `ignore`.

    A file is read more than once: of a pipe that takes `rereadable_pipes` around all of it.
    """
    path = Path(path)
    if is_run_folder(path):
        return _run(path)
    kind, unread = "instances", ""
    for place, row, problem in read_rows(path):
        if not problem:
            kind = row_kind(row)
            break
        unread = unread or f"{place}: {problem}"
    else:
        if unread:
            raise SeedError([unread])
        raise UsageError(f"{name(path)}: contains no rows")
    columns = UnreadColumns(ignored_columns(ignore))
    return _noted(Source(name(path), {kind: path}, {} if is_pipe(path) else _beside(path), columns=columns))


def select_preferences(source: Source, method: str = "", round: int | None = None) -> Source:
    """The source with the preferences of one method, one round or both alone; its instances stay.

    Raises UsageError where it has none of these, with those it has.
    """
    told = source.info.get("preferences")
    entries = told if isinstance(told, dict) else {}
    wanted = {
        key: entry
        for key, entry in entries.items()
        if isinstance(entry, dict) and method in ("", entry.get("method")) and round in (None, entry.get("round"))
    }
    info = source.info if told is None else {**source.info, "preferences": wanted}
    chosen = replace(source, info=info, notice="", method=method, round=round)
    if "preferences" in source.kinds and any(True for _ in chosen.read("preferences", pass_over)):
        return _noted(chosen)
    pairs = source.read("preferences", pass_over) if "preferences" in source.kinds else ()
    known = sorted({(pair.method or "none", pair.round) for pair in pairs})
    asked = " and ".join(
        [*([f"--method {method}"] if method else []), *([] if round is None else [f"--round {round}"])]
    )
    has = "; ".join(f"method {way}, round {number}" for way, number in known) or "no preferences at all"
    raise UsageError(f"{source.label}: has no preferences of {asked}; it has {has}")


def _run(path: Path) -> Source:
    info = Run(path).info
    files = {kind: path / name for kind, name in FILES.items() if _filled(path / name)}
    if not files:
        raise RunError(f"{path}: has neither instances nor preferences yet")
    return _noted(Source(str(path), files, info, whole=path))


def _filled(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _beside(path: Path) -> dict[str, Any]:
    """What the run says to which a file belongs, if it lies in one."""
    for info_name in _INFOS:
        with contextlib.suppress(OSError, ValueError, RecursionError):
            info = json.loads((path.parent / info_name).read_text(encoding="utf-8"))
            if isinstance(info, dict):
                return info
    return {}


def _noted(source: Source) -> Source:
    """The source with what is to be said of it."""
    notice = _notice(source.info, source.kinds)
    if not notice and source.whole is None:
        [(kind, path)] = source.files.items()
        notice = _told_by_sidecar(path) or (_told_by_pairs(source) if kind == "preferences" else "")
    return replace(source, notice=notice)


def _notice(info: Mapping[str, Any], kinds: tuple[str, ...]) -> str:
    told = [info.get("notice")]
    pairs = info.get("preferences")
    if "preferences" in kinds and isinstance(pairs, dict):
        told += [entry.get("notice") for entry in pairs.values() if isinstance(entry, dict)]
    return next((text for text in told if isinstance(text, str) and text), "")


def _told_by_pairs(source: Source) -> str:
    """The notice, where a pair names a demonstration model that responded or judged."""
    for pair in source.read("preferences", pass_over):
        if told := notice((*pair.models.values(), *pair.judges)):
            return told
    return ""


def pass_over(place: str, problem: str) -> None:
    """A row that cannot be read is told when all are read in earnest."""


def sidecar_of(path: Path) -> Path:
    """Where the sidecar of a data file stands: data.jsonl.gz has data.meta.jsonl."""
    return path.with_name(f"{stem_of(path.name)}.meta.jsonl")


def stem_of(name: str) -> str:
    """A data file's name or path without what says how it is to be read."""
    for ending in (".gz", ".zst", ".jsonl", ".json", ".ndjson", ".csv", ".parquet"):
        name = name.removesuffix(ending)
    return name


def _told_by_sidecar(path: Path) -> str:
    if is_pipe(path) or hub_address(path) is not None:
        return ""
    # Who may not list a bucket is told that access is denied where there is no object.
    with contextlib.suppress(SeedError, StorageError):
        for _, row, _problem in read_rows(sidecar_of(path)):
            return str(row.get("notice") or "") if isinstance(row, dict) else ""
    return ""
