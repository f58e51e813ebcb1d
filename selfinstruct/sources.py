"""What is exported: a run, or any file that holds instances or preferences; read row by row, however large it is."""

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, overload

from selfinstruct.containers import rows_from
from selfinstruct.errors import RunError, SeedError, StorageError, UsageError
from selfinstruct.examples import Example, Record, kind_of, read_examples, read_preference
from selfinstruct.records import Preference
from selfinstruct.run import Run
from selfinstruct.storage import name

FILES = {"instances": "dataset.jsonl", "preferences": "preferences.jsonl"}
_INFOS = ("run.json", "label.json")
# Problems of a file that are told one by one.
_TOLD = 20

Bad = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Source:
    """Where records come from. `info` is what the run says of itself (run.json), {} for a file of no run.

    `files` has a path for each kind it holds, "instances" or "preferences". `notice` says that a demonstration model
    made it, "" where nothing has to be said. `whole` is the run's directory, None for a file.
    """

    label: str
    files: Mapping[str, Path]
    info: Mapping[str, Any] = field(default_factory=dict)
    notice: str = ""
    whole: Path | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(self.files)

    @overload
    def read(self, kind: Literal["instances"], bad: Bad | None = None) -> Iterator[Example]: ...
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

        for place, row, problem in self._rows(kind):
            try:
                if problem:
                    raise ValueError(problem)
                yield from read_examples(row) if kind == "instances" else (read_preference(row),)
            except ValueError as error:
                (bad or note)(place, str(error))
        if count > len(problems):
            problems.append(f"… and {count - len(problems):,} more")
        if problems:
            raise SeedError(problems)

    def _rows(self, kind: str) -> Iterator[tuple[str, Any, str]]:
        if self.whole is not None and kind == "instances":
            # A run that goes on may have half of a last line.
            for number, row in enumerate(Run(self.whole).rows(FILES[kind]), 1):
                yield f"{self.files[kind]}:{number}", row, ""
        else:
            yield from rows_from(self.files[kind])


def open_source(path: str | Path) -> Source:
    """A run's directory, or a file. Raises UsageError or RunError where there is nothing to read."""
    path = Path(path)
    if path.is_dir():
        return _run(path)
    kind = "instances"
    for _, row, problem in rows_from(path):
        if not problem:
            kind = kind_of(row)
            break
    else:
        raise UsageError(f"{name(path)}: holds no row")
    info = _beside(path)
    return Source(name(path), {kind: path}, info, _notice(info, (kind,)) or _told_by_sidecar(path))


def _run(path: Path) -> Source:
    info = Run(path).info
    files = {kind: path / name for kind, name in FILES.items() if _filled(path / name)}
    if not files:
        raise RunError(f"{path}: has neither instances nor preferences yet")
    return Source(str(path), files, info, _notice(info, tuple(files)), path)


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


def _notice(info: Mapping[str, Any], kinds: tuple[str, ...]) -> str:
    told = [info.get("notice")]
    pairs = info.get("preferences")
    if "preferences" in kinds and isinstance(pairs, dict):
        told += [entry.get("notice") for entry in pairs.values() if isinstance(entry, dict)]
    return next((text for text in told if isinstance(text, str) and text), "")


def sidecar_of(path: Path) -> Path:
    """Where the sidecar of a data file stands: data.jsonl.gz has data.meta.jsonl."""
    return path.with_name(f"{stem_of(path.name)}.meta.jsonl")


def stem_of(name: str) -> str:
    """A data file's name or path without what says how it is to be read."""
    for ending in (".gz", ".zst", ".jsonl", ".json", ".ndjson", ".csv", ".parquet"):
        name = name.removesuffix(ending)
    return name


def _told_by_sidecar(path: Path) -> str:
    # Who may not list a bucket is told that access is denied where there is no object.
    with contextlib.suppress(SeedError, StorageError):
        for _, row, _problem in rows_from(sidecar_of(path)):
            return str(row.get("notice") or "") if isinstance(row, dict) else ""
    return ""
