"""A file that grows, is torn, or is replaced by another while it is read."""

import os
from pathlib import Path

import pytest

from selfinstruct.flows.export.tail import Tail


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "dataset.jsonl"


def put(file: Path, data: bytes) -> None:
    """As one that takes the old file's place."""
    other = file.with_name("other")
    other.write_bytes(data)
    os.replace(other, file)


def add(file: Path, data: bytes) -> None:
    with file.open("ab") as opened:
        opened.write(data)


def test_lines_come_once_and_a_torn_one_when_it_is_whole(file: Path) -> None:
    tail = Tail(file)
    assert list(tail.lines()) == []
    add(file, b"one\ntw")
    assert list(tail.lines()) == [b"one\n"]
    assert list(tail.lines()) == []
    add(file, b"o")
    assert list(tail.lines()) == []
    add(file, "\u2028\nthree\n".encode())
    assert list(tail.lines()) == ["two\u2028\n".encode(), b"three\n"]
    assert (tail.number, tail.taken, tail.changed, tail.short) == (3, file.stat().st_size, False, False)


def test_a_torn_line_may_become_another_one(file: Path) -> None:
    """As a resumed run cuts what a kill tore."""
    add(file, b"one\ntwo hal")
    tail = Tail(file)
    assert list(tail.lines()) == [b"one\n"]
    os.truncate(file, 4)
    assert list(tail.lines()) == []
    assert not tail.short
    add(file, b"three\n")
    assert list(tail.lines()) == [b"three\n"]
    assert not tail.changed


def test_a_file_that_begins_alike_is_gone_on_with(file: Path) -> None:
    add(file, b"one\ntwo\n")
    tail = Tail(file)
    assert len(list(tail.lines())) == 2
    put(file, b"one\ntwo\nthree\n")
    assert list(tail.lines()) == [b"three\n"]
    assert not tail.changed


@pytest.mark.parametrize("data", [b"one\nTWO\nthree\n", b"one\nTWO\n"])
def test_another_file_is_noticed(file: Path, data: bytes) -> None:
    add(file, b"one\ntwo\n")
    tail = Tail(file)
    assert len(list(tail.lines())) == 2
    put(file, data)
    assert list(tail.lines()) == []
    assert tail.changed
    add(file, b"more\n")
    assert list(tail.lines()) == []


def test_a_shorter_file_is_waited_for_and_then_compared(file: Path) -> None:
    """As a run writes a file again that was deleted."""
    add(file, b"one\ntwo\n")
    tail = Tail(file)
    assert len(list(tail.lines())) == 2
    file.unlink()
    assert list(tail.lines()) == []
    assert tail.short
    add(file, b"one\n")
    assert list(tail.lines()) == []
    assert tail.short
    assert not tail.changed
    add(file, b"two\nthree\n")
    assert list(tail.lines()) == [b"three\n"]
    assert not tail.short
    os.truncate(file, 0)
    assert list(tail.lines()) == []
    add(file, b"another\nfile\nwith lines\n")
    assert list(tail.lines()) == []
    assert tail.changed


def test_what_is_left_after_a_break_comes_next(file: Path) -> None:
    add(file, b"one\ntwo\n")
    tail = Tail(file)
    for line in tail.lines():
        assert line == b"one\n"
        break
    assert list(tail.lines()) == [b"two\n"]
