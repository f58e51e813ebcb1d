"""Files of personas and attributes in every form, what is taken of hostile ones, and what is told of bad ones."""

import gzip
import json
import logging
import pickle
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.errors import RunDamaged, SeedError, UsageError
from selfinstruct.files.row_blocks import PackedRows, told_rows
from selfinstruct.files.storage import Access
from selfinstruct.flows.generate.subjects.listed import LONGEST, read_lists


def zipped(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)  # the names of tests hold it


def rows_of(*, personas: Any = None, attributes: Any = ()) -> list[list[dict[str, str]]]:
    return [[rows.row(number) for number in range(len(rows))] for rows in read(personas, attributes)]


def read(personas: Any = None, attributes: Any = ()) -> tuple[PackedRows, ...]:
    return read_lists(personas, attributes, Access())


def save(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("p.txt", "a baker\n\n  - a nurse \r\n"),
        ("p.txt", "\ufeffa baker\n- a nurse"),
        ("p.txt.gz", zipped(b"a baker\n- a nurse\n")),
        ("p.jsonl", '{"persona": "a baker", "id": "1"}\n{"persona": "- a nurse", "id": "2"}\n'),
        ("p.jsonl", '{"Persona": "a baker", "text": "no"}\n{"Persona": "- a nurse", "text": "no"}\n'),
        ("p.jsonl", '{"who": "a baker", "n": 1}\n{"who": "- a nurse", "n": 2}\n'),
        ("p.jsonl", '"a baker"\n"- a nurse"\n'),
        ("p.jsonl.gz", zipped(b'{"input persona": "a baker"}\n{"input persona": "- a nurse"}\n')),
        ("p.csv", "persona,source\na baker,web\n- a nurse,web\n"),
    ],
)
def test_personas_are_read_from_files_of_rows(name: str, data: str | bytes, tmp_path: Path) -> None:
    assert rows_of(personas=save(tmp_path / name, data)) == [[{"persona": "a baker"}, {"persona": "- a nurse"}]]


def test_personas_are_read_from_parquet_and_from_rows_in_python(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    import pyarrow
    from pyarrow import parquet

    parquet.write_table(pyarrow.table({"persona": ["a baker", None, "a nurse"]}), tmp_path / "p.parquet")
    wanted = [[{"persona": "a baker"}, {"persona": "a nurse"}]]
    assert rows_of(personas=tmp_path / "p.parquet") == wanted
    assert caplog.messages == [
        f"{tmp_path / 'p.parquet'}: rows without persona: 1; the first is {tmp_path / 'p.parquet'}: row 2"
    ]
    assert rows_of(personas=["a baker", "a nurse"]) == wanted
    assert rows_of(personas=[{"persona": "a baker"}, {"persona": "a nurse"}]) == wanted


def test_columns_of_a_file_of_attributes_belong_together(tmp_path: Path) -> None:
    save(tmp_path / "a.csv", "tone,reader\nfriendly,a child\ncurt,\n,\n")
    assert rows_of(attributes=[tmp_path / "a.csv"]) == [[{"tone": "friendly", "reader": "a child"}, {"tone": "curt"}]]
    save(tmp_path / "place.txt", "at sea\n")
    assert rows_of(attributes=[str(tmp_path / "place.txt"), f"level={tmp_path / 'place.txt'}"]) == [
        [{"place": "at sea"}],
        [{"level": "at sea"}],
    ]
    assert rows_of(attributes=[f"tone={tmp_path / 'a.csv'}"]) == [[{"tone": "friendly"}, {"tone": "curt"}]]
    assert rows_of(attributes={"level": ["easy", "hard"]}) == [[{"level": "easy"}, {"level": "hard"}]]


def test_hostile_lines_become_one_line_without_control_characters(tmp_path: Path) -> None:
    lines = ["a \x1b[31mred\x07 baker", "{{ 7*7 }} {% include 'x' %}", "zero\u200bwidth\u202e", "two\u2028lines\ttab"]
    save(tmp_path / "p.txt", "\n".join(lines))
    assert [row["persona"] for row in rows_of(personas=tmp_path / "p.txt")[0]] == [
        "a [31mred baker",
        "{{ 7*7 }} {% include 'x' %}",
        "zerowidth",
        "two lines tab",
    ]


def test_what_is_too_long_is_left_out_and_counted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    huge = "x" * 3_000_000
    save(tmp_path / "p.txt", f"a baker\n{huge}\n{'y' * (LONGEST + 1)}\n{'z' * LONGEST}\n")
    with caplog.at_level(logging.WARNING):
        found = rows_of(personas=tmp_path / "p.txt")
    assert [len(row["persona"]) for row in found[0]] == [7, LONGEST]
    assert caplog.messages == [
        f"{tmp_path / 'p.txt'}: 2 of 4 rows are longer than 2000 characters and are left out; "
        f"the first is {tmp_path / 'p.txt'}:2"
    ]


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("p.txt", b"%PDF-1.7\n%\xe2\n", ": is no text: it looks like a PDF"),
        ("p.txt", b"", ": contains no texts to draw; write one a line"),
        ("p.txt", b" \n\x00\n", ": contains no texts to draw; write one a line"),
        ("p.txt", b"a\ncaf\xe9\n", ":2: is not UTF-8 (invalid continuation byte); save the file as UTF-8"),
        ("p.txt", "a\n".encode("utf-16"), ": is UTF-16; save it as UTF-8"),
        ("p.txt.gz", zipped(b"a baker\n" * 99)[:-9], ": cannot be unpacked whole ("),
        ("p.jsonl", b'{"a": "x", "b": "y"}\n', ":1: has no column 'persona' (columns: a, b); rename the one that is"),
        ("p.jsonl", b'{"persona": "y"}\n{"persona": ["x"]}\n', ":2: holds a list; write a text"),
        ("p.jsonl", b'{"persona": "x"}\n{"persona": \n', ":2: is not JSON: "),
    ],
)
def test_what_is_told_of_files_that_hold_no_personas(name: str, data: bytes, told: str, tmp_path: Path) -> None:
    path = save(tmp_path / name, data)
    with pytest.raises(SeedError) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}{told}")
    assert "\n" not in str(caught.value)


def test_what_is_told_of_attributes_that_cannot_be(tmp_path: Path) -> None:
    save(tmp_path / "a.jsonl", '{"tone": "curt"}\n{"tone": "x", "more": "y"}\n')
    save(tmp_path / "b.jsonl", '{"a;b": "curt"}\n')
    save(tmp_path / "7.txt", "curt\n")
    save(tmp_path / "wide.jsonl", json.dumps({f"a{number}": "x" for number in range(13)}))
    for given, told in (
        (["missing.txt"], "missing.txt: there is no such file"),
        ([tmp_path / "a.jsonl"], f"{tmp_path / 'a.jsonl'}:2: has a column 'more' that the first row has not"),
        ([tmp_path / "b.jsonl"], f"{tmp_path / 'b.jsonl'}:1: 'a;b' cannot be the name of an attribute"),
        ([tmp_path / "7.txt"], f"{tmp_path / '7.txt'}: '7' cannot be the name of an attribute"),
        ([tmp_path / "wide.jsonl"], f"{tmp_path / 'wide.jsonl'}:1: has 13 columns; at most 12"),
        ([f"9={tmp_path / '7.txt'}"], "--attributes: '9' cannot be the name of an attribute"),
        ([f"x={tmp_path / '7.txt'}"] * 2, "--attributes: 'x' comes from two files"),
        ("a.jsonl", "attributes: must be a list of files"),
    ):
        with pytest.raises(UsageError) as caught:
            read(attributes=given)
        assert str(caught.value).startswith(told)
        assert "\n" not in str(caught.value)


def test_rows_are_told_apart_by_all_that_they_say(tmp_path: Path) -> None:
    digests = {read([f"p{number}" for number in range(200)][:size])[0].digest for size in (1, 63, 64, 199, 200)}
    assert len(digests) == 5
    one, other = (read(attributes={name: ["x"]})[0].digest for name in ("a", "b"))
    assert one != other


def test_rows_go_to_workers_without_what_they_say() -> None:
    [rows] = read([f"p{number}" for number in range(5000)])
    sent = pickle.dumps(rows)
    assert len(sent) < 500
    assert pickle.loads(sent) == rows
    with pytest.raises(AssertionError):
        pickle.loads(sent).row(0)


def test_a_damaged_block_is_told() -> None:
    with pytest.raises(RunDamaged, match=r"journal.db: a list .* is damaged"):
        told_rows({"names": ["x"], "size": 1, "digest": "0"}, lambda number: b"no block").row(0)
