"""The files of one export while it is under way: data by kind and split, a sidecar for each, and what was left out."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.exporters import Exporter
from selfinstruct.exporters.form import WrittenFile, beside
from selfinstruct.files.file_types import FileType
from selfinstruct.files.kinds.spreadsheet import defused, is_missing, is_number
from selfinstruct.files.row_writer import Write, rows_to
from selfinstruct.runs.sources import stem_of

_LINES = FileType("jsonl")


@dataclass(slots=True)
class DataFile:
    """A data file that is being written, and its sidecar."""

    kind: str
    split: str
    name: str
    path: Path
    sidecar: Path
    write: Write
    tell: Write
    rows: int = 0

    def part(self) -> WrittenFile:
        """What it is, once it is closed."""
        return WrittenFile(self.kind, self.split, self.name, self.rows, self.path.stat().st_size)


@dataclass(slots=True)
class ExportStaging:
    """Files of an export called `name`, in the directory `staging`; in a folder of that name if `folder`."""

    staging: Path
    name: str
    folder: bool
    exporter: Exporter
    file_type: FileType
    formulas: int = 0
    missing: int = 0
    # Whether all cells of a column so far are numbers, by file and column; those that are all empty are none.
    numbers: dict[tuple[str, str], bool] = field(default_factory=dict)
    files: dict[tuple[str, str], DataFile] = field(default_factory=dict)
    _rejected: Write | None = None
    _stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def __enter__(self) -> "ExportStaging":
        return self

    def __exit__(self, *error: Any) -> bool | None:
        return self._stack.__exit__(*error)

    def open(self, kind: str, split: str) -> None:
        """Begin the data file of a kind and a split."""
        name, sidecar = self.name, beside(self.name)
        path = self.staging / name
        if self.folder:
            name = self.exporter.data_file(kind, split, self.file_type.ending)
            inside = self.exporter.sidecar(kind, split, self.file_type.ending)
            path, sidecar = path / name, f"{self.name}.meta.jsonl" if inside is None else f"{self.name}/{inside}"
        other = self.staging / sidecar
        for item in (path, other):
            item.parent.mkdir(parents=True, exist_ok=True)
        write = self._stack.enter_context(rows_to(path, self.file_type, self.exporter.shapes[kind]))
        tell = self._stack.enter_context(rows_to(other, _LINES, {}))
        self.files[kind, split] = DataFile(kind, split, name, path, other, write, tell)

    def add(self, kind: str, split: str, row: Mapping[str, Any], told: Mapping[str, Any]) -> None:
        """A row, and its line of the sidecar."""
        file = self.files[kind, split]
        file.write(row)
        file.tell(told)
        file.rows += 1
        if self.file_type.name in ("csv", "spreadsheet"):
            self.missing += any(is_missing(cell) for cell in row.values())
            for column, cell in row.items():
                if cell:
                    key = (file.name, column)
                    self.numbers[key] = self.numbers.get(key, True) and is_number(cell)
        if self.file_type.name == "csv":
            self.formulas += sum(cell != defused(cell) for cell in row.values())

    def notes(self) -> Iterator[str]:
        """What programs that read CSV take for something else, in words."""
        if self.formulas:
            yield (
                f"{self.formulas:,} cells look like spreadsheet formulas; --file-type spreadsheet writes a CSV "
                "that is safe to open"
            )
        if self.missing:
            yield (
                f"{self.missing:,} rows have a cell such as NA or null, which pandas takes for missing, and "
                "LLaMA-Factory then drops the row; use jsonl, or read with keep_default_na=False"
            )
        if columns := dict.fromkeys(column for (_, column), only in self.numbers.items() if only):
            yield f"{', '.join(columns)}: all cells are numbers, and pandas does not read them as texts; use jsonl"

    def record_rejections(self) -> Write:
        """Begin `<name>.rejected.jsonl`; the function that adds a line to it."""
        if self._rejected is None:
            path = self.staging / f"{stem_of(self.name)}.rejected.jsonl"
            self._rejected = self._stack.enter_context(rows_to(path, _LINES, {}))
        return self._rejected

    def leave_out(self, row: Mapping[str, Any]) -> None:
        """A line of `<name>.rejected.jsonl`."""
        self.record_rejections()(row)

    def parts(self) -> list[WrittenFile]:
        """The data files, all closed; those without a row are taken away, unless there is none with any."""
        parts = [file.part() for file in self.files.values()]
        for file in self.files.values():
            if not file.rows and len(self.files) > 1:
                file.path.unlink()
                file.sidecar.unlink()
        return parts

    def extra(self, texts: Mapping[str, str]) -> None:
        """Further files of the folder, name and text."""
        for name, text in texts.items():
            path = self.staging / self.name / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
