"""Files that are replaced in one step: the old text or the new one, and nothing beside it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from selfinstruct.errors import RunError
from selfinstruct.files import storage
from selfinstruct.runs.lines import write_json, write_lines

WRITERS: dict[str, Callable[[Path], None]] = {
    "json": lambda path: write_json(path, {"a": "ä"}),
    "lines": lambda path: write_lines(path, [{"a": "ä"}, {"b": 1}]),
    "bytes": lambda path: storage.write_bytes(path, b"new"),
}


@pytest.mark.parametrize(
    ("name", "text"), [("json", '{\n  "a": "\\u00e4"\n}\n'), ("lines", '{"a": "ä"}\n{"b": 1}\n'), ("bytes", "new")]
)
def test_a_file_is_replaced_and_nothing_stays_beside_it(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old, and longer than what comes in its place")
    WRITERS[name](path)
    assert path.read_text(encoding="utf-8") == text
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", WRITERS)
def test_a_path_below_a_file_is_an_error_of_ours(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match=r"file.below: cannot be written: "):
        WRITERS[name](tmp_path / "file" / "below")


@pytest.mark.parametrize("name", ["json", "lines"])
def test_the_files_of_a_run_do_not_bring_its_folder_back(name: str, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="No such file"):
        WRITERS[name](tmp_path / "gone" / "file")
    assert not list(tmp_path.iterdir())


def test_rows_that_break_off_leave_the_old_file(tmp_path: Path) -> None:
    def rows() -> Iterator[dict[str, int]]:
        yield {"a": 1}
        raise ValueError("no more")

    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(ValueError, match="no more"):
        write_lines(path, rows())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
