"""Runs and files of rows, as tests make and read them."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.runs.run import FILES
from tests.support.paths import ROOT

SEEDS = ROOT / "seeds" / "general.jsonl"


def files(path: Path, names: Iterable[str] = FILES) -> dict[str, bytes]:
    """What a run consists of, byte for byte: the files that must not depend on how it came about."""
    return {name: (path / name).read_bytes() for name in names}


def copied(made: Path, path: Path) -> Path:
    """A copy of a run to go on with."""
    shutil.copytree(made, path)
    return path


def write(path: Path, rows: Iterable[Any]) -> Path:
    """A file of JSON lines."""
    path.write_text("".join(f"{to_json(row)}\n" for row in rows), encoding="utf-8")
    return path


def read(path: Path) -> list[Any]:
    """The rows of a file of JSON lines, each of which has its end of line."""
    *lines, rest = path.read_bytes().split(b"\n")
    assert not rest
    return [json.loads(line) for line in lines]
