"""A service at its worst, and what a run has of it in the end."""

import sqlite3
from contextlib import closing
from typing import Any

from selfinstruct.runs.run import Run

FAULTS = "500=0.05,reset=0.02,429=0.1,truncated=0.02,hang=0.01"
STAGES = ("bootstrap", "classify", "classify_again", "input_first", "output_first")
# Far above the latencies used here, so that only what hangs is given up.
# Seconds: hung requests are given up, and a busy machine is still given time to answer.
IMPATIENT = tuple(f"{stage}.timeout=3" for stage in STAGES)


def journaled(run: Run) -> list[tuple[str, int, bytes, Any]]:
    """Purpose, index, text and finish reason of every row of a finished run's journal."""
    with closing(sqlite3.connect(run.path / "journal.db")) as connection:
        return connection.execute("SELECT purpose, number, text, finish_reason FROM completions").fetchall()
