"""Rows through `filter`, and which of them are left."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from selfinstruct.flows.datasets.filter import filter_dataset
from tests.support.runs import read, write

Rows = Sequence[dict[str, Any]]


def sift(
    folder: Path, rows: Rows, only: str, *settings: str, against: Rows = (), **options: Any
) -> tuple[list[int], dict[int, dict[str, Any]]]:
    """The lines kept, and the rejections by line."""
    data = write(folder / "data.jsonl", rows)
    other = write(folder / "other.jsonl", against) if against else None
    overrides = [f"filters.{only}.{setting}" for setting in settings]
    filter_dataset(
        data, folder / "kept.jsonl", only=[only], against=other, overrides=overrides, **({"overwrite": True} | options)
    )
    kept = [rows.index(row) + 1 for row in read(folder / "kept.jsonl")]
    rejected = {int(line["place"].rpartition(":")[2]): line for line in read(folder / "kept.rejected.jsonl")}
    assert sorted([*kept, *rejected]) == list(range(1, len(rows) + 1))
    return kept, rejected


def of(place: str, identifier: str) -> dict[str, str]:
    return {"place": place, "id": identifier}


WATER = [
    {"id": "a", "instruction": "List five ways to save water at home"},
    {"id": "b", "instruction": "Explain why the sky is blue at noon"},
    {"id": "c", "instruction": "List six ways to save water at home"},
    {"id": "d", "instruction": "Explain to me why the sky is blue at noon"},
    {"id": "e", "instruction": "at home water save to ways five List"},
]
