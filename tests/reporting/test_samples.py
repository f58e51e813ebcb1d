"""The rows, pairs and labelled records that a report shows."""

import re
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.flows.datasets.figures import shown
from selfinstruct.reporting.flow import report
from tests.support.runs import write


def _made(source: Path, samples: int = 300) -> str:
    out = source.parent / "r.html"
    report(source, out, samples=samples)
    return out.read_text(encoding="utf-8").partition('id="samples"')[2]


def test_pairs_are_shown_with_both_sides(tmp_path: Path) -> None:
    pairs = [
        {
            "prompt": f"Ask {n}.",
            "chosen": f"Well {n}",
            "rejected": f"Ill {n}",
            "margin": 2.5,
            "grade": "much_better",
        }
        for n in range(24)
    ]
    text = _made(write(tmp_path / "pairs.jsonl", pairs))
    assert "All 24 pairs, as they are." in text
    assert "pair 3 · margin 2.5 · much better" in text
    assert text.index("Ask 2.") < text.index("Well 2") < text.index("Ill 2") < text.index("Ask 3.")
    assert text.index("Ask 19.") < text.index("<summary>4 more</summary>") < text.index("Ask 20.")
    few = _made(tmp_path / "pairs.jsonl", samples=5)
    assert "5 of 24 pairs drawn by hash" in few
    assert few.count("<article") == 5


def test_contested_records_stand_first_with_all_votes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"id": str(n), "text": f"text {n}"} for n in range(40)]
    judges = ["offline/judge-a", "offline/judge-b"]
    labels = selfinstruct.label(
        write(tmp_path / "data.jsonl", rows), judges, labels=("maths", "language"), out=tmp_path / "labels"
    ).rows()
    contested = sum(row["status"] == "contested" for row in labels)
    assert 0 < contested < 40
    text = _made(tmp_path / "labels")
    assert "All 40 labelled records" in text
    disputed, _, accepted = text.partition("<h3>Accepted</h3>")
    assert "<h3>Contested</h3>" in disputed
    assert (disputed.count("<article"), accepted.count("<article")) == (contested, 40 - contested)
    for row in labels:
        for vote in row["votes"]:
            assert re.search(rf"<dt>{vote['judge']}</dt><dd><div[^>]*>{vote['label'] or 'unreadable'}", text)
    monkeypatch.setattr(shown, "MOST", 2)
    few = _made(tmp_path / "labels")
    assert "4 of 40 labelled records drawn by hash" in few
    assert few.count("<article") == 4


def test_all_rows_are_not_said_to_be_drawn(tmp_path: Path) -> None:
    rows = [{"instruction": f"Task {n}.", "output": "x"} for n in range(30)]
    text = _made(write(tmp_path / "data.jsonl", rows))
    assert "All 30 rows, as they are." in text
    assert text.index("Task 19.") < text.index("<summary>10 more</summary>") < text.index("Task 20.")
    assert "7 of 30 rows drawn by hash" in _made(tmp_path / "data.jsonl", samples=7)
