"""The parts of an exporter: its rows, its checks, its limits and its files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.exporters.checks import Shape
from selfinstruct.files.dataset_rows import Record
from selfinstruct.runs.sources import Source, stem_of

Row = dict[str, Any]
_VALIDATION = ("validation", "valid", "val", "dev", "eval")
_LINES = ("jsonl",)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many rows a split may have, and how many bytes its file; with fewer than `advised` rows a note is given.

    `total` is how many rows all splits that have it may have together. `models` are those of a service, or readers of
    the format, that take fewer than its others, with the least and the most rows they take, which a note says.
    """

    least: int = 0
    most: int | None = None
    size: int | None = None
    advised: int = 0
    total: int | None = None
    models: tuple[tuple[str, int, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Trait:
    """Something that rows may have and that only shows in the whole file.

    `told` says in words what it means that so many of so many rows have it, "" for nothing. It is a note, or where
    it is `refused` a problem.
    """

    has: Callable[[Row], bool]
    told: Callable[[int, int], str]
    refused: bool = False


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A data file as it was written: what it holds, of which split ("" where there is none), and how much."""

    kind: str
    split: str
    file: str
    rows: int
    size: int


@dataclass(frozen=True, slots=True)
class ExportContext:
    """The facts that files beside the data may state: where it comes from, and the command that made it."""

    source: Source
    command: str


def _data_file(kind: str, split: str, ending: str) -> str:
    return f"{split or 'train'}{ending}"


def _sidecar(kind: str, split: str, ending: str) -> str:
    return beside(_data_file(kind, split, ending))


def beside(file: str) -> str:
    """The sidecar's name beside a data file's."""
    return f"{stem_of(file)}.meta.jsonl"


def _no_extras(parts: Sequence[WrittenFile], about: ExportContext) -> dict[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Format:
    """An exporter, put together from functions.

    `make` gives the rows of a record, `check` what is wrong with a row, `shapes` the columns for each kind of record
    that it takes. `limits` are those of a training file, `validation` those of a validation split. `compressed` says
    whether its consumers read compressed files, and `lines_for` which of them read plain JSON lines only, where others
    read more. With `folder` everything goes into a folder even where there are no
    splits; `data_file` and `sidecar` name the files in it from kind, split and ending, and a sidecar of None stands
    beside the folder. `reasoning` says where reasoning goes, "" where the format has no word on it. `traits` are
    counted over the rows of each file.
    """

    make: Callable[[Record], list[Row]]
    check: Callable[[Any], list[str]]
    shapes: Mapping[str, Mapping[str, Shape]]
    file_types: tuple[str, ...] = _LINES
    limits: Limits = Limits()
    validation: Limits = Limits()
    compressed: bool = True
    lines_for: str = ""
    folder: bool = False
    card: bool = False
    data_file: Callable[[str, str, str], str] = _data_file
    sidecar: Callable[[str, str, str], str | None] = _sidecar
    reasoning: str = ""
    traits: tuple[Trait, ...] = ()
    extras: Callable[[Sequence[WrittenFile], ExportContext], dict[str, str]] = field(default=_no_extras)

    def rows(self, record: Record) -> list[Row]:
        return self.make(record)

    def limits_of(self, split: str) -> Limits:
        """Those of a split: nothing but a training file and a validation file is read by a trainer."""
        if split in _VALIDATION:
            return self.validation
        return Limits() if split == "test" else self.limits
