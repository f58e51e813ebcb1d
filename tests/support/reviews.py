"""What the tests of reviews share."""

from pathlib import Path
from typing import Any

from tests.support.runs import read, write

TEXTS = {"p": "lovely", "q": "awful", "r": "brown", "s": "cold"}


def fill(source: Path, out: Path, reviewer: str, **answers: str) -> Path:
    """The exported file as a person sends it back."""
    rows = read(source)
    for row in rows:
        row["answer"], _, row["edited"] = answers.get(row["id"], "").partition("|")
        row["reviewer"] = reviewer
    return write(out, rows)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Ground Truth


def returned(line: dict[str, Any], answer: str, job: str = "mood-job", **about: Any) -> dict[str, Any]:
    metadata = {
        "class-name": answer, "confidence": 0.9, "type": "groundtruth/text-classification",
        "job-name": f"labeling-job/{job}",
        "human-annotated": "yes", "creation-date": "2026-01-02T03:04:05.678901",
    }  # fmt: skip
    return line | {"mood": 0, "mood-metadata": metadata | about}
