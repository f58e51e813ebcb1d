"""What a run was started with, read out of its journal without a session: nothing is written, no lock is taken."""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from selfinstruct.runs.journal import inputs_in
from selfinstruct.runs.shards.uniting import readable


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """A run's journal as it stands: the inputs that it keeps, and what others keep in it."""

    path: Path
    reader: sqlite3.Connection

    def inputs(self) -> dict[str, str]:
        """What `Journal.inputs` gives."""
        return inputs_in(self.reader, self.path)

    @contextlib.contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        yield self.reader


@contextlib.contextmanager
def recorded_run(run: Path) -> Iterator[RecordedRun | None]:
    """The journal of a run for as long as this lasts; None where there is none. Raises RunDamaged for what is none."""
    journal = run / "journal.db"
    if not journal.is_file():
        yield None
        return
    with readable(journal) as uri:
        if uri is None:
            yield None
            return
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as reader:
            yield RecordedRun(journal, reader)
