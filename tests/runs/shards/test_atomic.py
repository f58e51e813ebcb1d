"""Small files of several writers: all of the old or all of the new, wherever a write is interrupted."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.errors import RunDamaged, RunError
from selfinstruct.runs.shards import atomic

OLD, NEW = {"is": "old"}, {"is": "new"}
NO_SPACE = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def failing(error: BaseException, *, late: bool, real: Callable[..., Any]) -> Callable[..., Any]:
    """A function of `os` that is interrupted before or after it has done its work."""

    def call(*arguments: Any, **more: Any) -> Any:
        if late:
            real(*arguments, **more)
        raise error

    return call


@pytest.mark.parametrize("point", ["fsync", "replace", "link"])
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("error", [NO_SPACE, KeyboardInterrupt()])
def test_interrupted_write_leaves_the_old_or_the_new(
    point: str, late: bool, error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "done.json"
    write = atomic.create if point == "link" else atomic.replace
    if write is atomic.replace:
        atomic.replace(path, OLD)
    with monkeypatch.context() as broken:
        broken.setattr(os, point, failing(error, late=late, real=getattr(os, point)))
        with pytest.raises((RunError, KeyboardInterrupt)) as raised:
            write(path, NEW)
    before = None if write is atomic.create else OLD
    assert atomic.read(path) == (NEW if late and point != "fsync" else before)
    assert [item.name for item in tmp_path.iterdir() if item != path] == [], "no half of a file is left"
    if isinstance(error, OSError):
        assert (
            str(raised.value) == f"{path}: cannot be written: No space left on device; what was there before still is"
        )


def test_first_record_stands(tmp_path: Path) -> None:
    assert atomic.create(tmp_path / "a" / "done.json", OLD)
    assert not atomic.create(tmp_path / "a" / "done.json", NEW)
    assert atomic.read(tmp_path / "a" / "done.json") == OLD
    assert len(list((tmp_path / "a").iterdir())) == 1


def test_file_system_without_hard_links_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = OSError(errno.EPERM, os.strerror(errno.EPERM))
    monkeypatch.setattr(os, "link", failing(refused, late=False, real=os.link))
    with pytest.raises(RunError, match="the file system has no hard links, which keep two workers apart; use another"):
        atomic.create(tmp_path / "done.json", NEW)


@pytest.mark.parametrize("data", [b"", b'{"is": "ne', b"[1]", b"\xff\xfe"])
def test_file_that_is_none_of_ours_is_named(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "done.json").write_bytes(data)
    with pytest.raises(RunDamaged, match=r"done\.json: is damaged: it holds no JSON object"):
        atomic.read(tmp_path / "done.json")
    assert atomic.read(tmp_path / "plan.json") is None
