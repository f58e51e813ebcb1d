"""What the tests of labels share."""

from pathlib import Path

from tests.support import runs

LABELS = ("positive", "negative", "neutral")
FILES = ("labels.jsonl", "accepted.jsonl", "rejected.labels.jsonl")
OFFLINE = ["offline/judge-a", "offline/judge-b", "offline/judge-c"]


def reviews(path: Path, count: int) -> Path:
    """Texts whose right label is known to the offline judges: the tone of one word."""
    words = {"positive": "lovely", "negative": "awful", "neutral": "brown"}
    rows = [
        {"id": f"r{n}", "text": f"Guest {n} writes that the soup was {words[LABELS[n % 3]]}."} for n in range(count)
    ]
    return runs.write(path, rows)


def files(folder: Path) -> dict[str, bytes]:
    return runs.files(folder, FILES)
