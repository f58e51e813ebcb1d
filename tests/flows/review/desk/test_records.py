import json
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.errors import SeedError
from selfinstruct.flows.label.items import read_items
from selfinstruct.flows.review.desk.subjects.records import IndexedRecords, ListedRecords, open_records
from tests.support.runs import write

TASK = {"instruction": "Add.", "input": "1 2", "output": "3"}
ROWS: dict[str, list[dict[str, Any]]] = {
    "ids": [{"id": "a", **TASK}, {"id": "b", **TASK}],
    "repeated ids": [{"id": "a", **TASK}, {"id": "a", **TASK}, {"id": "b", **TASK}, {"id": "a", **TASK}],
    "no ids": [TASK, TASK | {"output": "4"}, TASK, TASK],
    "ids elsewhere": [TASK | {"id": "z"}, {"id": "z", **TASK}, TASK],
    "numbers for ids": [{"id": 7, **TASK}, {"id": "7", **TASK}],
    "ids with escapes": [{"id": 'a"b', **TASK}, {"id": "é", **TASK}, {"id": "", **TASK}],
    "chats": [{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"}]}] * 2,
    "texts": [{"text": "one\u2028two"}, {"text": "\ud83d half"}],
}


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS)
@pytest.mark.parametrize("shape", ["{}\n", "\ufeff{}\n", "{}\r\n\r\n", "{}"])
def test_records_are_those_of_the_ordinary_reader(tmp_path: Path, rows: list[dict[str, Any]], shape: str) -> None:
    file = tmp_path / "data.jsonl"
    head, _, end = shape.partition("{}")
    lines = [json.dumps(row, ensure_ascii=number % 2 == 0 or "half" in str(row)) for number, row in enumerate(rows)]
    text = head + (end or "\n").join(lines) + end
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    found, expected = open_records(file, "accept"), read_items(file, "accept")
    assert isinstance(found, IndexedRecords)
    assert found.ids == [item.id for item in expected]
    assert [found.record(number) for number in range(len(expected))] == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [("data.json", json.dumps([TASK, TASK])), ("data.csv", "instruction,output\nAdd.,3\n")],
)
def test_what_cannot_be_indexed_is_read_whole(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    found = open_records(tmp_path / name, "accept")
    assert isinstance(found, ListedRecords)
    assert found.ids == [item.id for item in read_items(tmp_path / name, "accept")]


def test_all_rows_without_an_id_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "data.jsonl").write_text('{"id": "a", "text": "b"}\n{"nothing": 1}\n[]\n')
    with pytest.raises(SeedError, match=r"data\.jsonl:2: has no text.*\n.*data\.jsonl:3: is not a JSON object"):
        open_records(tmp_path / "data.jsonl", "accept")


def test_a_row_with_an_id_that_cannot_be_read_is_named_when_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "data.jsonl").write_text('{"id": "a", "text": "b"}\n{"id": "b", "text": 7}\n{"id": "c", "te\n')
    records = open_records(tmp_path / "data.jsonl", "accept")
    assert records.record(0).parts == (("Text", "b"),)
    for number in (1, 2):
        with pytest.raises(SeedError, match=rf"data\.jsonl:{number + 1}: cannot be read"):
            records.record(number)


def test_rows_that_are_added_are_taken_up_when_they_are_whole(tmp_path: Path) -> None:
    file = write(tmp_path / "data.jsonl", [{"id": "a", **TASK}])
    records = open_records(file, "accept")
    with file.open("a") as out:
        out.write(json.dumps({"id": "b", **TASK}) + '\n{"id": "c", "instr')
        out.flush()
        assert (records.refresh(), records.ids) == (1, ["a", "b"])
        out.write('uction": "Go."}\n')
        out.flush()
    assert (records.refresh(), records.ids) == (1, ["a", "b", "c"])
    assert records.record(2).parts == (("Instruction", "Go."),)
    assert (records.refresh(), records.stale) == (0, "")


def test_a_file_written_anew_is_told_of_and_the_old_one_read_on(tmp_path: Path) -> None:
    file = write(tmp_path / "data.jsonl", [{"id": "a", **TASK}])
    records = open_records(file, "accept")
    write(tmp_path / "new.jsonl", [{"id": "b", **TASK}]).replace(file)
    assert records.refresh() == 0
    assert "written anew" in records.stale
    assert records.record(0).id == "a"


def test_a_file_that_shrinks_is_an_error_of_the_record(tmp_path: Path) -> None:
    file = write(tmp_path / "data.jsonl", [{"id": "a", **TASK}, {"id": "b", **TASK}])
    records = open_records(file, "accept")
    file.write_text("")
    with pytest.raises(SeedError, match="cannot be read"):
        records.record(1)
