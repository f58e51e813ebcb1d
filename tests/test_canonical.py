"""Lines that others read hold no half of a surrogate pair, whoever writes them; ids and keys stay as they were."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.canonical import to_json, to_line
from selfinstruct.files.file_types import FileType
from selfinstruct.files.row_writer import rows_to
from selfinstruct.flows.prefer.files import lines_begin, replace_lines
from selfinstruct.flows.review.forms import ReviewForm, dump
from selfinstruct.runs.lines import write_lines
from tests.support.runs import write

HALVES = [
    ("a \ud83d b", "a \ufffd b"),
    ("\udc80", "\ufffd"),
    ("\ud83d\ude00", "\U0001f600"),  # two halves that belong together, as pieces of a stream may bring them
    ("\ude00\ud83d", "\ufffd\ufffd"),
]
WHOLE = ["\U0001f600", "\\ud83d", "a\u2028b", "\x7f", "é", ""]


@pytest.mark.parametrize(("text", "written"), HALVES)
def test_halves_become_whole_or_a_replacement(text: str, written: str) -> None:
    nested = {"a": [{text: text}], "b": 1, "c": None}
    assert json.loads(to_line(nested)) == {"a": [{written: written}], "b": 1, "c": None}


@pytest.mark.parametrize("text", WHOLE)
def test_all_else_is_written_as_ever(text: str) -> None:
    assert to_line({"a": text}) == to_json({"a": text})


def _rows(file_type: str) -> Callable[[Path, Any], None]:
    def put(path: Path, row: Any) -> None:
        with rows_to(path, FileType(file_type), {}) as add:
            add(row)

    return put


def _pair(path: Path, row: Any) -> None:
    rows = [{"round": 1, "method": "rank", "task_id": "t", "instance_id": "e"} | row]
    replace_lines(path, (1, "rank"), rows)
    assert lines_begin(path, (1, "rank"), rows)  # so that a session finds its own lines again


def _form(form: str) -> Callable[[Path, Any], None]:
    def put(path: Path, row: Any) -> None:
        path.write_bytes(dump([ReviewForm(1, 1, "r", "?", (), row["text"])], form))

    return put


WRITERS: dict[str, Callable[[Path, Any], Any]] = {
    "run": lambda path, row: write_lines(path, [row]), "jsonl": _rows("jsonl"), "json": _rows("json"), "pairs": _pair,
    "form": _form("jsonl"), "table": _form("csv"), "manifest": _form("groundtruth"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITERS)
def test_no_writer_lets_a_half_through(name: str, tmp_path: Path) -> None:
    WRITERS[name](tmp_path / "file", {"text": "half \ud83d of it"})
    text = (tmp_path / "file").read_bytes().decode("utf-8")
    assert "half" in text
    assert "\\ud83d" not in text


def test_filter_and_merge_let_none_through(tmp_path: Path) -> None:
    source = write(tmp_path / "rows.jsonl", [{"instruction": "Say it.", "input": "", "output": "half \ud83d of it"}])
    selfinstruct.filter_dataset(source, tmp_path / "kept.jsonl", only=("exact",))
    merged = selfinstruct.merge([source], out=tmp_path / "merged")
    for path in (tmp_path / "kept.jsonl", merged.path / "dataset.jsonl", merged.path / "tasks.jsonl"):
        assert "half \ufffd of it" in path.read_text(encoding="utf-8")
