"""Datasets for proofs: reviews with one of three labels that words of their own give away, right or wrong as asked."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

SIGNS = {
    "praise": ("splendid", "delightful", "flawless", "generous", "lovely"),
    "complaint": ("broken", "rude", "mouldy", "late", "filthy"),
    "question": ("whether", "how", "when", "which", "where"),
}
_SYLLABLES = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo")
INSTRUCTION = "Sort the message by what it is: praise, complaint or question."


def reviews(count: int, seed: int = 0) -> list[dict[str, Any]]:
    """So many rows, every one with a text of its own."""
    rng = Random(f"{seed}:reviews")
    rows = []
    for number in range(count):
        label = sorted(SIGNS)[number % 3]
        words = [rng.choice(SIGNS[label]), *("".join(rng.choices(_SYLLABLES, k=3)) for _ in range(12))]
        rng.shuffle(words)
        rows.append(
            {
                "id": f"r{seed}-{number}", "task_id": f"t{seed}-{number}", "type": "message_kind",
                "instruction": f"{INSTRUCTION} It came as number {number}.", "input": " ".join(words),
                "output": label, "is_classification": True,
            }
        )  # fmt: skip
    return rows


def wrong(rows: Sequence[Mapping[str, Any]], share: float) -> list[dict[str, Any]]:
    """The rows with another label on a share of them."""
    rng = Random("wrong")
    others = {label: sorted(set(SIGNS) - {label}) for label in SIGNS}
    return [
        {**row, "output": rng.choice(others[row["output"]]) if rng.random() < share else row["output"]} for row in rows
    ]


def shuffled(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with each other's outputs."""
    outputs = [row["output"] for row in rows]
    Random("shuffled").shuffle(outputs)
    return [{**row, "output": output} for row, output in zip(rows, outputs, strict=True)]


def written(path: Path, rows: Sequence[Mapping[str, Any]], change: Callable[[Any], Any] = lambda row: row) -> Path:
    path.write_text("".join(json.dumps(change(row)) + "\n" for row in rows), encoding="utf-8")
    return path
