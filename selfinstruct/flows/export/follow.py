"""Exports a run that is still going: rows go out as the run writes them, and end when it does.

The run is read by looking at its files now and then; its journal and its lock are never touched.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.errors import ExportRefused, RunDamaged, RunError, UsageError
from selfinstruct.exporters import Exporter, load_exporter
from selfinstruct.exporters.dialogues import has_reasoning
from selfinstruct.exporters.form import WrittenFile
from selfinstruct.files.dataset_rows import DatasetRow, read_dataset_rows
from selfinstruct.files.file_types import file_type_of
from selfinstruct.files.storage import address, is_remote
from selfinstruct.flows.export.check import checked_rows, off_limits
from selfinstruct.flows.export.contents import reasoning_notes, uncited
from selfinstruct.flows.export.sidecar import sidecar_row
from selfinstruct.flows.export.sink import Sink, opened_sink
from selfinstruct.flows.export.tail import Tail
from selfinstruct.runs.run import Run
from selfinstruct.runs.schema import GROUND
from selfinstruct.runs.sources import FILES, Source

INTERVAL = 0.5  # seconds between two looks
PATIENCE = 120  # looks without a sign of life, after which nobody is taken to write the run
KIND = "instances"

Note = Callable[[str], None]
Wait = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class FollowResult:
    """What `follow` passed on: rows, how many records were left out, and the status that the run ended with."""

    rows: int
    dropped: int
    status: str
    notice: str

    def as_dict(self) -> dict[str, Any]:
        """What `--json` prints."""
        return asdict(self)


def follow(
    run: str | Path,
    format: str,
    out: str | Path = "-",
    *,
    system: str = "",
    reasoning: str = "",
    drop_invalid: bool = False,
    cite: bool = False,
    overwrite: bool = False,
    note: Note = lambda text: None,
    wait: Wait = time.sleep,
) -> FollowResult:
    """Export the instances of a run while it goes on, as JSON lines; returns when its run.json says that it has ended.

    `out` grows by whole lines; "-" is stdout. What a file holds already must be what it begins with, unless `overwrite`
    is given. A run that has not begun is waited for, for a minute. Where the run's
    files are replaced by others (`resume --retry-failed`), a file is rewritten from the start. Raises RunError where
    that happens and rows are on stdout already, and where nobody writes the run although it has not ended. Raises
    ExportRefused at the first row that the format's consumer would refuse (with `drop_invalid` it is left out), and at
    the end for too few rows. `note` is told what people may want to know, `wait` sleeps for so many seconds.
    """
    path, exporter = Path(run), load_exporter(format, system, reasoning, cite=cite, code=True)
    _check(path, format, exporter, str(out))
    info = _begun(path, note, wait)
    if cite and info.get("kind") != GROUND:
        raise UsageError(uncited(str(path)))
    source = Source(str(path), {KIND: path / FILES[KIND]}, info, str(info.get("notice") or ""), path)
    with opened_sink(out, overwrite) as sink:
        following = _Following(source, path, format, exporter, sink, drop_invalid, note)
        status = following.until_ended(wait)
    return FollowResult(following.rows, following.dropped, status, source.notice)


def _check(path: Path, format: str, exporter: Exporter, out: str) -> None:
    if (remote := address(path)) is not None:
        raise UsageError(f"--follow: {remote} is in S3; follow a run on this machine")
    if KIND not in exporter.shapes:
        raise UsageError(
            f"--follow: {format} is made of preferences, which are complete only when `prefer` has ended; export then"
        )
    if exporter.folder or "jsonl" not in exporter.file_types:
        raise UsageError(f"--follow: {format} is not a file of JSON lines; export when the run has ended")
    if out == "-":
        return
    found = file_type_of(out)
    if is_remote(out) or found is None or found.name != "jsonl" or found.compression:
        raise UsageError(f"--follow writes JSON lines as they come: name a .jsonl file on this machine, not {out}")
    if Path(out).resolve().parent == path.resolve():
        raise UsageError(f"{out}: is inside the run directory; name another place")


def _begun(path: Path, note: Note, wait: Wait) -> dict[str, Any]:
    """Wait until the run has its run.json; what that says."""
    for look in range(PATIENCE):
        if (path / "run.json").exists() or path.is_file():
            break
        if look == 0:
            note(f"{path}: has not started yet; waiting for it")
        wait(INTERVAL)
    info = Run(path).info
    if "counts" not in info:
        raise UsageError(f"{path}: contains only preferences; --follow is for a run that `generate` writes")
    return info


@dataclass(slots=True)
class _Following:
    """One run, and what has been passed on of it."""

    source: Source
    path: Path
    format: str
    exporter: Exporter
    sink: Sink
    drop_invalid: bool
    note: Note
    rows: int = 0
    dropped: int = 0
    reasoned: int = 0
    tail: Tail = field(init=False)

    def __post_init__(self) -> None:
        self.tail = Tail(self.source.files[KIND])

    def until_ended(self, wait: Wait) -> str:
        """Pass on what comes; the status of the run at its end."""
        still, last = 0, None
        while True:
            # The status before the rows: read after them, it might be that of rows written in between.
            status = Run(self.path).status
            for line in self._lines():
                self._pass_on(line)
            self.sink.flush()
            ended = status != "running"
            if self.tail.changed or (ended and self.tail.short):
                self._begin_anew()
            elif ended:
                self._check_end()
                return status
            else:
                sign = (*_sign(self.path / "run.json"), self.tail.taken)
                still, last = still + 1 if sign == last else 0, sign
                if still >= PATIENCE:
                    raise RunError(
                        f"{self.path}: nothing has been written for {PATIENCE * INTERVAL:.0f} s, though run.json says "
                        "running: its process was killed or is stopped; resume the run, then export it"
                    )
                wait(INTERVAL)

    def _lines(self) -> Iterator[bytes]:
        try:
            yield from self.tail.lines()
        except OSError as error:
            raise RunError(f"{self.tail.path}: cannot be read: {error.strerror}") from error

    def _pass_on(self, line: bytes) -> None:
        try:
            examples = read_dataset_rows(json.loads(line))
        except (ValueError, RecursionError) as error:
            place = f"{self.tail.path}:{self.tail.number}"
            raise RunDamaged(f"{place}: is not a line that a run writes ({error})") from error
        for example in examples:
            made, wrong = checked_rows(self.exporter, example)
            if wrong:
                self._leave_out(example, wrong)
                continue
            self.reasoned += has_reasoning(example)
            for row in made:
                self.rows += 1
                self.sink.add(row, sidecar_row(self.source, example))

    def _leave_out(self, example: DatasetRow, wrong: list[str]) -> None:
        text = f"{example.id}: {'; '.join(wrong)}"
        if not self.drop_invalid:
            self.sink.flush()
            hint = "--drop-invalid leaves such records out"
            raise ExportRefused([f"a record is not fit for {self.format}, after {self.rows:,} rows; {hint}", text])
        self.dropped += 1
        own = {"id": example.id, "task_id": example.task_id, "rule": "format", "value": wrong, "text": example.prompt}
        self.sink.reject(own)
        self.note(f"left out {text}")

    def _begin_anew(self) -> None:
        name = self.tail.path.name
        if not self.sink.restart():
            raise RunError(
                f"{self.path}: {name} was replaced by another while it was followed, and {self.rows:,} rows of the old "
                "one have been passed on; export it again"
            )
        self.note(f"{self.path}: {name} was replaced by another; {self.format} is rewritten from the start")
        self.tail, self.rows, self.dropped, self.reasoned = Tail(self.tail.path), 0, 0, 0

    def _check_end(self) -> None:
        part = WrittenFile(KIND, "", self.sink.name, self.rows, self.sink.size)
        if problems := list(off_limits(self.exporter, self.format, [part])):
            raise ExportRefused(problems)
        for text in reasoning_notes(self.exporter, self.reasoned):
            self.note(text)


def _sign(path: Path) -> tuple[int, int]:
    """What is another with each writing of run.json, whatever the clocks say."""
    try:
        status = os.stat(path)
    except OSError as error:
        raise RunError(f"{path}: cannot be read: {error.strerror}") from error
    return status.st_ino, status.st_mtime_ns
