"""Files read in processes of their own: what one of them does harms no other, and no process is left."""

import json
import os
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from selfinstruct.documents.document import Reading, Refusal
from selfinstruct.documents.sandbox.pool import FileToRead, Sandbox

READING = Reading(readers={".odd": "tests.support.hostile_readers:read"})
SANDBOX = Sandbox(READING, workers=1, memory=512, timeout=60, pii="off")
Told = list[tuple[str, str, str]]


def _there(path: Path) -> Callable[[], AbstractContextManager[Path]]:
    return lambda: nullcontext(path)


def files(folder: Path, contents: dict[str, str | bytes]) -> list[FileToRead]:
    found = []
    for name, content in contents.items():
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        found.append(FileToRead(name, _there(path)))
    return found


def told(sandbox: Sandbox, to_read: Sequence[FileToRead]) -> Told:
    """File, member and text of each document; of what is refused the rule in brackets."""
    found = []
    with closing(sandbox.read(to_read)) as items:
        for file, item in items:
            if isinstance(item, Refusal):
                found.append((file.name, item.member, f"[{item.rule}]"))
            elif item is not None:
                found.append((file.name, item.member, json.loads(item.line)["text"]))
    return found


def archive(members: dict[str, str | bytes]) -> bytes:
    import io

    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return data.getvalue()


ENDS = [("KILL", "crashed"), ("ABORT", "crashed"), ("EXIT", "crashed"), ("RAISE", "crashed"), ("EAT", "too_large"),
        ("FAT-ABORT", "too_large")]  # fmt: skip


def test_files_that_end_their_processes_are_lines(tmp_path: Path) -> None:
    contents: dict[str, str | bytes] = {f"{fault}.odd": f"before\n{fault}\nafter" for fault, _ in ENDS}
    expected = [(f"{fault}.odd", "", text) for fault, rule in ENDS for text in ("before", f"[{rule}]")]
    assert told(SANDBOX, files(tmp_path, contents | {"z.odd": "last"})) == [*expected, ("z.odd", "", "last")]


@pytest.mark.slow
@pytest.mark.parametrize(("fault", "rule"), ENDS)
def test_a_file_that_ends_its_process_is_a_line(fault: str, rule: str, tmp_path: Path) -> None:
    to_read = files(tmp_path, {"a.odd": "one", "b.odd": f"before\n{fault}\nafter", "c.odd": "three"})
    assert told(SANDBOX, to_read) == [
        ("a.odd", "", "one"), ("b.odd", "", "before"), ("b.odd", "", f"[{rule}]"), ("c.odd", "", "three"),
    ]  # fmt: skip


@pytest.mark.parametrize("fault", ["HANG", pytest.param("SPIN", marks=pytest.mark.slow)])
def test_a_file_that_takes_too_long_is_a_line(fault: str, tmp_path: Path) -> None:
    to_read = files(tmp_path, {"a.odd": "one", "b.odd": f"before\n{fault}", "c.odd": "three"})
    assert told(replace(SANDBOX, timeout=1), to_read)[1:3] == [("b.odd", "", "before"), ("b.odd", "", "[timeout]")]


def test_what_a_library_prints_is_nowhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert told(SANDBOX, files(tmp_path, {"a.odd": "one\nNOISE\ntwo"})) == [("a.odd", "", "one"), ("a.odd", "", "two")]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("workers", [1, pytest.param(3, marks=pytest.mark.slow)])
def test_an_archive_goes_on_behind_the_member_that_ended_it(workers: int, tmp_path: Path) -> None:
    inner = archive({"1.odd": "in 1", "2.odd": "in 2\nKILL\nno", "3.odd": "in 3"})
    members: dict[str, str | bytes] = {
        "a.odd": "first", "b.odd": "second\nABORT\nnever", "c.zip": inner, "d.odd": "EAT", "e.odd": "last",
    }  # fmt: skip
    to_read = files(tmp_path, {"pack.zip": archive(members), "z.odd": "behind"})
    assert told(replace(SANDBOX, workers=workers), to_read) == [
        ("pack.zip", "a.odd", "first"), ("pack.zip", "b.odd", "second"), ("pack.zip", "b.odd", "[crashed]"),
        ("pack.zip", "c.zip/1.odd", "in 1"), ("pack.zip", "c.zip/2.odd", "in 2"),
        ("pack.zip", "c.zip/2.odd", "[crashed]"), ("pack.zip", "c.zip/3.odd", "in 3"),
        ("pack.zip", "d.odd", "[too_large]"), ("pack.zip", "e.odd", "last"), ("z.odd", "", "behind"),
    ]  # fmt: skip


def test_files_come_in_their_order_whatever_the_workers(tmp_path: Path) -> None:
    """The first is the longest, and the others wait for their turn: more than may be told ahead."""
    contents: dict[str, str | bytes] = {f"{number:03}.odd": f"text {number}" for number in range(1, 300)}
    contents["000.odd"] = "\n".join(f"line {number}" for number in range(4_000))
    contents["150.odd"] = "KILL"
    to_read = sorted(files(tmp_path, contents), key=lambda file: file.name)
    one = told(SANDBOX, to_read)
    assert len(one) == 4_000 + 299
    assert [name for name, _, _ in one] == sorted(name for name, _, _ in one)
    assert told(replace(SANDBOX, workers=4), to_read) == one


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    """Neither a process that reads, nor what a reader has started, where a caller has seen enough."""
    pid = tmp_path / "pid"
    to_read = files(tmp_path, {"a.odd": f"CHILD {pid}\none\ntwo", "b.odd": "HANG", "c.odd": "three"})
    before = set(children())
    with closing(replace(SANDBOX, workers=3).read(to_read)) as items:
        next(items)
        begun = set(children()) - before
        assert len(begun) >= 4, "three that read, and the one that started them"
    assert not set(children()) - before
    assert not alive(int(pid.read_text()))


def test_the_environment_changes_no_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    to_read = files(tmp_path, {"a.odd": "eins\nzwei", "b.txt": "drei"})
    before = told(SANDBOX, to_read)
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LC_ALL", "C")
    (tmp_path / "json.py").write_text("raise SystemExit('a module of the folder was loaded')")
    monkeypatch.chdir(tmp_path)
    assert told(SANDBOX, to_read) == before


def test_a_file_that_is_not_there_is_a_line(tmp_path: Path) -> None:
    gone = FileToRead("gone.txt", lambda: nullcontext(tmp_path / "gone.txt"))
    refused = FileToRead("link", refusal=Refusal("unsafe", "is a link"))
    assert told(SANDBOX, [gone, refused]) == [("gone.txt", "", "[unreadable]"), ("link", "", "[unsafe]")]


def children() -> list[int]:
    """The processes that come of this one, but for ps itself."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=", "-o", "ppid="], capture_output=True, text=True, check=True)
    pairs = [(int(pid), int(parent)) for pid, parent in map(str.split, listed.stdout.splitlines())]
    found = [os.getpid()]
    for pid in found:
        found += [child for child, parent in pairs if parent == pid]
    return [pid for pid in found[1:] if alive(pid)]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
