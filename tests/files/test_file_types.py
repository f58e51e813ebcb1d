"""Whatever is written is read back the same, in every file type; and damage is told with its place."""

import gzip
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.errors import MissingExtra, SeedError, UsageError
from selfinstruct.extras import installing
from selfinstruct.files.file_types import FileType, file_type_of, parse_file_type
from selfinstruct.files.kinds import json_array
from selfinstruct.files.row_writer import rows_to
from selfinstruct.files.rows import read_rows
from tests.support.cases import cases

TEXT = (str,)
SHAPE: dict[str, Any] = {"a": TEXT, "b": TEXT}
NESTED: dict[str, Any] = {"a": TEXT, "turns": [{"role": TEXT, "n": (int,)}], "ok": (bool, type(None)), "x?": (float,)}
ALL = ["jsonl", "json", "csv", "spreadsheet", "parquet", "jsonl.gz", "json.gz", "csv.gz", "jsonl.zst", "csv.zst"]
HARD = [
    "",
    "\u2028\u2029\x85",
    '"',
    "'",
    "\r\n",
    "\r",
    "a,b;c\td",
    "😀",
    "=1+1",
    "'=1",
    "\n- x",
    "[",
    "\\",
    "\x1b[2J",
    "\0",
]
TEXTS = st.one_of(st.sampled_from(HARD), st.text(st.characters(exclude_categories=["Cs"]), max_size=30))


def write(path: Path, rows: list[Any], shape: Any = SHAPE, name: str = "") -> Path:
    found = parse_file_type(name) if name else file_type_of(path.name)
    assert found is not None
    with rows_to(path, found, shape) as add:
        for row in rows:
            add(row)
    return path


def read(path: Path) -> list[Any]:
    found = list(read_rows(path))
    assert [problem for *_, problem in found if problem] == []
    return [row for _, row, _ in found]


@pytest.mark.parametrize("name", ALL)
def test_texts_come_back_the_same(name: str, tmp_path: Path) -> None:
    rows = [{"a": text, "b": f"{text}{other}"} for text in HARD for other in HARD]
    path = tmp_path / f"data{parse_file_type(name).ending}"
    assert read(write(path, rows, name=name)) == rows
    assert write(path, [], name=name).exists()
    assert read(path) == []


@cases(30)
@given(st.lists(st.fixed_dictionaries({"a": TEXTS, "b": TEXTS}), max_size=5), st.sampled_from(ALL))
def test_any_text_comes_back_the_same(tmp_path_factory: pytest.TempPathFactory, rows: list[Any], name: str) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{parse_file_type(name).ending}"
    assert read(write(path, rows, name=name)) == rows


def test_long_texts_and_many_rows(tmp_path: Path) -> None:
    rows = [{"a": ("words, " * 9 + "\u2028") * 17_000, "b": "\r\n"}, {"a": "", "b": "end"}]
    for name in ALL:
        assert read(write(tmp_path / f"long{parse_file_type(name).ending}", rows, name=name)) == rows
    many = [{"a": str(i), "b": "b"} for i in range(10_500)]
    assert read(write(tmp_path / "many.parquet", many)) == many


def test_nested_rows_in_parquet(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"a": "1", "turns": [{"role": "user", "n": 1}, {"role": "bot", "n": 2}], "ok": None},
        {"a": "2", "turns": [], "ok": True, "x": 0.5},
    ]
    found = read(write(tmp_path / "nested.parquet", rows, NESTED))
    assert found == [{"a": "1", "turns": rows[0]["turns"]}, rows[1]]


def test_a_spreadsheet_finds_no_formula(tmp_path: Path) -> None:
    hostile = ["=cmd|' /C calc'!A0", "+1", "-2", "@SUM(A1)", "a;=1", "a\n=1", "\t=1", "＝1", " '=1"]
    rows = [{"a": text, "b": "plain"} for text in hostile]
    path = write(tmp_path / "people.csv", rows, name="spreadsheet")
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    cells = data.replace("'＝".encode(), b"")
    marks = (b'"=', b'"+', b'"-', b'"@', b";=", b"\n=", b"\t=", "＝1".encode())
    assert [mark for mark in marks if mark in cells] == []
    assert read(path) == rows
    assert b'"=cmd' in write(tmp_path / "programs.csv", rows).read_bytes()


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ALL:
        ending = parse_file_type(name).ending
        one, two = (write(tmp_path / f"{n}{ending}", [{"a": "1", "b": "2"}], name=name) for n in "xy")
        assert one.read_bytes() == two.read_bytes()


def test_json_is_json(tmp_path: Path) -> None:
    rows = [{"a": "1", "b": "\u2028"}, {"a": "2", "b": ""}]
    assert json.loads(write(tmp_path / "x.json", rows).read_bytes()) == rows
    assert json.loads(write(tmp_path / "y.json", []).read_bytes()) == []
    zipped = write(tmp_path / "x.json.gz", rows).read_bytes()
    assert json.loads(gzip.decompress(zipped)) == rows
    assert zipped[4:8] == bytes(4), "no time: the same rows give the same bytes"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_an_array_is_read_piece_by_piece(size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"a": "x" * 20, "b": [1, {"c": "]"}]}, 3.25, 'é\\"', None, [], 12, True]
    monkeypatch.setattr(json_array, "_PIECE", size)
    for number, text in enumerate((json.dumps(rows), json.dumps(rows, indent=3, ensure_ascii=False), "[]", " [ ] ")):
        path = tmp_path / f"{number}.json"
        path.write_text(text, encoding="utf-8-sig" if number % 2 else "utf-8")
        assert [row for _, row, _ in read_rows(path, literal=True)] == json.loads(text)


@pytest.mark.parametrize(
    ("name", "data", "place", "problem"),
    [
        ("x.jsonl", b'{"a": 1}\n\n{"a": \n', ":3", "is not JSON: Expecting value"),
        ("x.jsonl", b'{"a": "\xff"}\n', ":1", "is not UTF-8 (invalid start byte at byte 7 of the line)"),
        ("x.jsonl", b'{"a": ' + b"1" * 5000 + b"}\n", ":1", "is not JSON that can be read"),
        ("x.jsonl", b"[" * 100_000 + b"\n", ": item 1", "is not JSON"),
        ("x.json", b'[{"a": 1}, {"a": ]', ": item 2", "is not JSON: Expecting value"),
        ("x.json", b'[{"a": 1}', ": item 2", "the array has no end; is the file complete?"),
        ("x.json", b'[{"a": "\xff"}]', ": item 1", "is not UTF-8"),
        ("x.csv", b'a,b\r\n1,2\r\n3\r\n', ":3", "has 1 cells, but the header has 2"),
        ("x.csv", b'a,b\r\n"1', ":2", "is not CSV"),
        ("x.csv", b"a,b\r\n\xff,2\r\n", ":", "is not UTF-8"),
    ],
)  # fmt: skip
def test_damage_is_told_with_its_place(name: str, data: bytes, place: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    (found,) = [item for item in read_rows(path) if item[2]]
    assert found[0].startswith(f"{path}{place}")
    assert found[2].startswith(problem)


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("x.jsonl", "{}".encode("utf-16"), "is UTF-16; save it as UTF-8"),
        ("x.jsonl.gz", gzip.compress(b'{"a": 1}\n' * 900, mtime=0)[:-20], "is not a complete gzip file"),
        ("x.jsonl.gz", b"{}", "is not a complete gzip file"),
        ("x.jsonl.zst", b"{}", "is not a complete zstd file"),
        ("x.parquet", b"{}", "is not a complete Parquet file"),
    ],
)
def test_a_file_that_cannot_be_read(name: str, data: bytes, problem: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(SeedError, match=problem):
        list(read_rows(path))
    with pytest.raises(SeedError, match="there is no such file"):
        list(read_rows(tmp_path / f"none-{name}"))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("a.jsonl", FileType("jsonl")), ("a.ndjson", FileType("jsonl")), ("a.json.gz", FileType("json", "gz")),
        ("a.b.CSV", FileType("csv")), ("a.jsonl.zst", FileType("jsonl", "zst")), ("a", None), ("a.gz", None),
        ("a.parquet", FileType("parquet")), ("a.txt", None),
    ],
)  # fmt: skip
def test_a_name_says_what_a_file_is(name: str, found: FileType | None) -> None:
    assert file_type_of(name) == found


@pytest.mark.parametrize("text", ["xml", "jsonl.xz", "parquet.gz", ""])
def test_unknown_file_types(text: str) -> None:
    with pytest.raises(UsageError, match=r"there is no file type .*known: jsonl, json, csv"):
        parse_file_type(text)


@pytest.mark.parametrize(("name", "module"), [("parquet", "pyarrow"), ("zstd", "backports.zstd")])
def test_a_missing_extra_is_named(name: str, module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = "compression.zstd" if name == "zstd" and sys.version_info >= (3, 14) else module
    monkeypatch.setitem(sys.modules, module, None)
    path = tmp_path / ("x.parquet" if name == "parquet" else "x.jsonl.zst")
    with pytest.raises(MissingExtra, match=re.escape(installing(name))):
        write(path, [])
    path.write_bytes(b"x")
    with pytest.raises(MissingExtra, match=re.escape(installing(name))):
        list(read_rows(path))
