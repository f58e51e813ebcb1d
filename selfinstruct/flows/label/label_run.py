"""A label run: the directory with the labels of records, and what people made of them."""

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from selfinstruct.errors import RunDamaged, RunError, RunMismatch
from selfinstruct.flows.label.report import accepted_rows
from selfinstruct.pictures.tables import Rows
from selfinstruct.runs.directory import is_unanswered
from selfinstruct.runs.lines import as_line, write_lines
from selfinstruct.runs.reviews import ACCEPTED, INFO, LABELS, REVIEWED, REVIEWS, UNREAD, each_line, read_lines
from selfinstruct.runs.run import Run
from selfinstruct.runs.schema import OUTDATED, misfit, outdated


class LabelRun:
    """A label run, read from its files; `info` is label.json."""

    def __init__(self, path: str | Path) -> None:
        """Raises RunError where `path` holds no label run."""
        self.path = Path(path)
        file = self.path / INFO
        try:
            self.info: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            raise RunError(f"{self.path}: is not a label run (it has no {INFO})") from None
        except (OSError, ValueError, RecursionError) as error:
            raise RunDamaged(f"{file}: cannot be read: {error}") from error
        if old := outdated(self.info):
            raise RunDamaged(f"{file}: {OUTDATED.format(old)}")
        if wrong := misfit(INFO, self.info):
            raise RunDamaged(f"{file}: is not what label writes ({wrong}); once it is deleted, label writes it again")

    @property
    def status(self) -> str:
        """done, max_requests, max_cost, interrupted, failed or running."""
        return str(self.info["status"])

    def rows(self, name: str = "labels.jsonl") -> Rows[dict[str, Any]]:
        """The rows of one file: labels.jsonl, accepted.jsonl or rejected.labels.jsonl."""
        return Rows(read_lines(self.path / name))

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return self.rows()._repr_html_()


def check_place(out: Path) -> None:
    """Raise RunMismatch where another command's run, or files of somebody's own, would be written over."""
    if ((out / INFO).exists() and (out / "journal.db").exists()) or is_unanswered(out):
        return
    if (out / "run.json").exists():
        kind = "another"
        with contextlib.suppress(RunError):
            info = Run(out).info
            kind = f"a {info.get('kind') or ('generate' if 'counts' in info else 'prefer')}"
        raise RunMismatch(f"{out}: holds {kind} run; give another --out")
    if not (out / "journal.db").exists():
        check_files(out)


def check_files(out: Path) -> None:
    """Raise RunMismatch where a file stands that a label run, or a review of it, writes."""
    for name in (LABELS, ACCEPTED, UNREAD, REVIEWS, REVIEWED, INFO):
        if (out / name).exists():
            raise RunMismatch(f"{out}: holds {name}, which is not of this run; give another --out")


def write_accepted(folder: Path, kind: str) -> None:
    """Write accepted.jsonl from labels.jsonl and, where people have spoken, reviewed.jsonl."""
    reviewed = {row["id"]: row["result"] for row in each_line(folder / REVIEWED)}
    write_lines(folder / ACCEPTED, accepted_rows(each_line(folder / LABELS), kind, reviewed))


def file_begins(path: Path, rows: Iterable[dict[str, Any]]) -> bool:
    """Whether the file begins with these rows."""
    if not path.exists():
        return False
    with path.open("rb") as file:
        return all(file.read(len(line)) == line for line in map(as_line, rows))


def line_count(path: Path) -> int:
    """How many lines a file has; 0 where there is none."""
    if not path.exists():
        return 0
    with path.open("rb") as file:
        return sum(line.endswith(b"\n") for line in file)
