"""What a proof by training leaves in its directory, for those who show it."""

from pathlib import Path
from typing import Any

from selfinstruct.runs.lines import read_json

PROOF = "proof"  # the folder in that of a run
INFO = "proof.json"


def held_out(rows: int, tasks: int) -> str:
    """How many were asked: rows of one task are not so many tasks."""
    return f"{rows:,} held-out tasks" if rows == tasks else f"{rows:,} held-out rows of {tasks:,} tasks"


def ended_proof(source: Path) -> dict[str, Any] | None:
    """What a proof that has ended says: one in this folder, or that of the run which the folder is; None elsewhere."""
    for folder in (source, source / PROOF):
        info = read_json(folder / INFO) if folder.is_dir() else {}
        if info.get("status") == "done" and isinstance(info.get("verdict"), dict):
            return info
    return None
