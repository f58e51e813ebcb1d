"""Records that cannot be labelled are named, each with its line."""

from pathlib import Path
from typing import Any

import pytest

from selfinstruct.errors import SeedError
from selfinstruct.flows.label.flow import label
from selfinstruct.flows.label.items import item_of, read_items
from tests.support.labels import LABELS, OFFLINE, reviews
from tests.support.runs import write


def test_every_bad_record_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "fine"}\n{"text": 5}\nnot json\n{}\n[1]\n{"text": "x", "n": NaN}\n')
    with pytest.raises(SeedError) as caught:
        read_items(bad, "labels")
    assert [problem.split("bad.jsonl:")[1].split(":")[0] for problem in caught.value.problems] == [
        "2",
        "3",
        "4",
        "5",
        "6",
    ]
    pairs = write(tmp_path / "pairs.jsonl", [{"prompt": "x", "chosen": "a", "rejected": " "}, {"prompt": "x"}])
    with pytest.raises(SeedError) as caught:
        read_items(pairs, "pair")
    assert len(caught.value.problems) == 2
    people = write(tmp_path / "people.jsonl", [{"id": "r0", "label": "cheerful"}, {"id": "r9", "label": "neutral"}, {}])
    with pytest.raises(SeedError) as caught:
        label(reviews(tmp_path / "data.jsonl", 3), OFFLINE, labels=LABELS, calibrate=people, out=tmp_path / "out")
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"instruction": "", "output": "x"}, "instruction: is empty"),
        ({"instruction": " ", "input": ""}, "instruction: is empty"),
        ({"messages": []}, "messages: is empty"),
        ({"label": "x"}, "has no text (found: 'label'); call the column text, instruction, messages or prompt"),
    ],
)
def test_a_record_without_text_says_what_is_empty(tmp_path: Path, row: dict[str, Any], problem: str) -> None:
    path = write(tmp_path / "broken.jsonl", [row])
    with pytest.raises(SeedError) as caught:
        read_items(path, "labels")
    assert caught.value.problems == [f"{path}:1: {problem}"]


def test_a_source_in_a_document_is_no_text() -> None:
    row = {"instruction": "Ask.", "input": "A passage.", "output": "Yes.", "source": {"document": "d"}}
    assert item_of(row, "score", "x").parts == (("Instruction", "Ask."), ("Passage", "A passage."), ("Output", "Yes."))
    assert item_of(row | {"source": "A text."}, "score", "x").parts[0] == ("Text", "A text.")
    with pytest.raises(SeedError, match="source: is not a string"):
        item_of(row | {"source": {"url": "x"}}, "score", "x")
