"""Documents of data preparation come back through `filter` as the tasks they were."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from selfinstruct import filter_dataset
from selfinstruct.errors import SeedError
from selfinstruct.files.unfold.documents import read_document
from selfinstruct.flows.datasets.rows import load_rows
from tests.support.runs import read, write

METADATA = {"task_id": "t1", "type": "rivers", "instruction": "Name a river.", "input": "Spain", "output": "old"}


@pytest.mark.parametrize(
    ("text", "metadata", "expected"),
    [
        ("Name a river.\n\nSpain\n\nEbro", METADATA, ("Name a river.", "Spain", "Ebro")),
        ("Name a river.\n\nSpain\n\n\n Ebro\n\nTajo\n", METADATA, ("Name a river.", "Spain", "\n Ebro\n\nTajo\n")),
        ("Name a river.\n\nSpain", METADATA, ("Name a river.", "Spain", "")),
        ("Name a river.\n\nEbro", METADATA | {"input": ""}, ("Name a river.", "", "Ebro")),
        ("Name a river.\n\nEbro", METADATA | {"input": " "}, ("Name a river.", " ", "Ebro")),
        ("Name a river.\n\nEbro", {"instruction": "Name a river."}, ("Name a river.", "", "Ebro")),
        # A step has changed the beginning, or nothing is known of it.
        ("NAME A RIVER.\n\nSpain\n\nEbro", METADATA, ("NAME A RIVER.\n\nSpain\n\nEbro",)),
        ("Name a river.\n\nSpain, Ebro", METADATA, ("Name a river.\n\nSpain, Ebro",)),
        ("Name a river.\n\nEbro", {}, ("Name a river.\n\nEbro",)),
        ("Name a river.\n\nEbro", None, ("Name a river.\n\nEbro",)),
        ("Name a river.\n\nEbro", METADATA | {"instruction": 1}, ("Name a river.\n\nEbro",)),
        ("Name a river.\n\nEbro", METADATA | {"input": ["Spain"]}, ("Name a river.\n\nEbro",)),
        ("\n\nEbro", {"instruction": ""}, ("\n\nEbro",)),
    ],
)
def test_a_text_comes_apart_where_its_prompt_ends(text: str, metadata: Any, expected: tuple[str, ...]) -> None:
    found = read_document({"id": "d1", "text": text, "metadata": metadata})
    names = ("instruction", "input", "output")
    assert tuple(found[name] for name in names if name in found) == expected
    assert found["id"] == "d1"
    if isinstance(metadata, dict):
        assert found.get("task_id") == metadata.get("task_id")


def document(row: dict[str, Any], **more: str) -> dict[str, Any]:
    """As DataTrove writes it: text first, and fields of its own in the metadata."""
    prompt = "\n\n".join(text for text in (row["instruction"], row["input"]) if text)
    names = ("task_id", "type", "instruction", "input", "output")
    metadata = {name: row[name] for name in names} | {"file_path": "documents/piped.jsonl"} | more
    return {"text": f"{prompt}\n\n{row['output']}", "id": row["id"], "metadata": metadata}


def task(number: int, instruction: str, given: str, output: str) -> dict[str, Any]:
    own = {"id": f"i{number}", "task_id": f"t{number}", "type": "kind", "is_classification": False}
    return own | {"instruction": instruction, "input": given, "output": output}


ROWS = [
    task(1, "Name three rivers of the country.", "Spain", "Ebro, Tajo and Duero."),
    task(2, "Name three rivers of this country.", "France", "Loire, Seine and Rhone."),
    task(3, "Write a short poem about the sea.", "", "The sea is grey, the gulls are white."),
    task(4, "Explain why the sky is blue to a child.", "", "  "),
    task(5, "Draw a picture of the harbour at night.", "", "I am sorry, I cannot draw."),
]


def test_documents_meet_the_same_filters_as_the_rows_they_were(tmp_path: Path) -> None:
    plain = filter_dataset(write(tmp_path / "rows.jsonl", ROWS), tmp_path / "kept-rows.jsonl")
    given = [document(row) for row in ROWS]
    found = filter_dataset(write(tmp_path / "documents.jsonl", given), tmp_path / "kept.jsonl")
    assert found.rejected == plain.rejected
    assert {"novelty", "empty_output"} <= set(found.rejected)
    kept = read(tmp_path / "kept.jsonl")
    assert kept == [row for row in given if row["id"] in {item["id"] for item in kept}]
    assert len(kept) == plain.kept == len(ROWS) - sum(found.rejected.values())

    def reasons(path: Path) -> list[dict[str, Any]]:
        rows = read(path)
        return [{name: row[name] for name in row if name not in ("place", "duplicate_of")} for row in rows]

    assert reasons(tmp_path / "kept.rejected.jsonl") == reasons(tmp_path / "kept-rows.rejected.jsonl")


def test_several_gzip_files_after_each_other_are_one(tmp_path: Path) -> None:
    data = [gzip.compress(json.dumps(document(row)).encode() + b"\n") for row in ROWS]
    (tmp_path / "all.jsonl.gz").write_bytes(b"".join(data))
    rows = load_rows(tmp_path / "all.jsonl.gz")
    assert [row.task.instruction for row in rows] == [row["instruction"] for row in ROWS]
    assert [row.group for row in rows] == [row["task_id"] for row in ROWS]


def test_bad_documents_are_told_with_their_line(tmp_path: Path) -> None:
    path = write(tmp_path / "bad.jsonl", [document(ROWS[0]), {"id": "1", "text": 7}, {"id": "2", "words": "x"}])
    with pytest.raises(SeedError) as caught:
        load_rows(path)
    assert caught.value.problems == [
        f"{path}:2: text: is not a string",
        f"{path}:3: instruction: is missing (found: 'id', 'words'); add it, or messages for a chat",
    ]
