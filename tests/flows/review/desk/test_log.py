import errno
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.errors import RunDamaged, RunLocked, UsageError
from selfinstruct.flows.review.desk.decisions.log import DECISIONS, DecisionLog, NotSaved, logged
from tests.support.full_disk import no_more_than


def line(n: int, **more: Any) -> dict[str, Any]:
    return {"n": n, "id": "a", "reviewer": "ann", "answer": "accept", **more}


def test_lines_are_there_for_the_next_and_for_readers(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path / "review")
    log.append([line(1), line(2)])
    assert [row["n"] for row in logged(tmp_path / "review")] == [1, 2]
    log.append([line(3)])
    log.close()
    assert stat.S_IMODE((tmp_path / "review" / DECISIONS).stat().st_mode) == 0o600
    again = DecisionLog(tmp_path / "review")
    assert [row["n"] for row in again.lines] == [1, 2, 3]
    again.close()


def test_nothing_decided_leaves_nothing(tmp_path: Path) -> None:
    DecisionLog(tmp_path / "runs" / "review").close()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("torn", ['{"n": 2, "id": "a"', '{"n": 2, "id": "a", "reviewer": "ann"}'])
def test_a_torn_tail_is_cut(tmp_path: Path, torn: str) -> None:
    whole = json.dumps(line(1)) + "\n"
    (tmp_path / DECISIONS).write_text(whole + torn)
    assert len(logged(tmp_path)) == 1
    log = DecisionLog(tmp_path)
    log.append([line(2)])
    log.close()
    assert [row["n"] for row in logged(tmp_path)] == [1, 2]


def test_a_step_of_several_lines_that_is_not_complete_is_cut(tmp_path: Path) -> None:
    rows = [line(1), line(2, group=[2, 3]), line(3, group=[2, 3])]
    (tmp_path / DECISIONS).write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert [row["n"] for row in logged(tmp_path)] == [1]
    (tmp_path / DECISIONS).write_text("".join(json.dumps(row) + "\n" for row in [*rows, line(4, group=[2, 3])]))
    assert [row["n"] for row in logged(tmp_path)] == [1, 2, 3, 4]


@pytest.mark.parametrize("bad", ["{nothing}", "[]", '{"n": "1", "id": "a"}', '{"n": 1}'])
def test_damage_in_the_middle_is_told_of(tmp_path: Path, bad: str) -> None:
    (tmp_path / DECISIONS).write_text(f"{json.dumps(line(1))}\n{bad}\n{json.dumps(line(2))}\n")
    with pytest.raises(RunDamaged, match=r"decisions\.jsonl:2: is not"):
        DecisionLog(tmp_path)


def test_a_second_page_is_refused_with_the_first_ones_process(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    with pytest.raises(RunLocked, match=rf"open on it already \(process {os.getpid()}\)"):
        DecisionLog(tmp_path)
    log.close()
    DecisionLog(tmp_path).close()


def test_no_log_in_s3() -> None:
    with pytest.raises(UsageError, match="local disk"):
        DecisionLog(Path("s3://bucket/run/review"))


def test_a_full_disk_leaves_no_part_of_a_line(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    log.append([line(1)])
    size = (tmp_path / DECISIONS).stat().st_size
    with no_more_than(size + 10), pytest.raises(NotSaved, match=r"NOT SAVED: .*: file too large"):
        log.append([line(2)])
    assert (tmp_path / DECISIONS).stat().st_size == size
    log.append([line(3)])
    log.close()
    assert [row["n"] for row in logged(tmp_path)] == [1, 3]


def test_a_folder_that_is_deleted_is_made_again_with_all_lines(tmp_path: Path) -> None:
    folder = tmp_path / "run" / "review"
    log = DecisionLog(folder)
    log.append([line(1)])
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    log.append([line(2)])
    assert [row["n"] for row in logged(folder)] == [1, 2]
    log.close()


def test_nothing_is_saved_where_the_folder_cannot_be_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "run" / "review"
    log = DecisionLog(folder)
    log.append([line(1)])
    (tmp_path / "run").rename(tmp_path / "away")
    with pytest.raises(NotSaved, match=r"NOT SAVED: .*: its folder is gone"):
        log.append([line(2)])
    (tmp_path / "away").rename(tmp_path / "run")
    log.append([line(3)])
    log.close()
    assert [row["n"] for row in logged(folder)] == [1, 3]


def test_a_log_that_something_else_wrote_is_not_written_over(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    log.append([line(1)])
    (tmp_path / DECISIONS).unlink()
    (tmp_path / DECISIONS).write_text(json.dumps(line(9)) + "\n")
    with pytest.raises(NotSaved, match="changed by something else"):
        log.append([line(2)])
    assert [row["n"] for row in logged(tmp_path)] == [9]
    log.close()


def test_a_line_is_on_the_disk_before_it_is_answered_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kill does not show it, since the system writes what it holds; a power cut would."""
    log = DecisionLog(tmp_path)
    synced: list[int] = []
    monkeypatch.setattr(os, "fdatasync", lambda file: synced.append(os.fstat(file).st_size))
    log.append([line(1)])
    log.append([line(2), line(3)])
    assert synced[-1] == (tmp_path / DECISIONS).stat().st_size
    assert len(synced) == 2

    def broken(file: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fdatasync", broken)
    with pytest.raises(NotSaved, match="input/output error"):
        log.append([line(4)])
    assert [row["n"] for row in logged(tmp_path)] == [1, 2, 3]
    monkeypatch.undo()
    log.append([line(4)])
    assert [row["n"] for row in logged(tmp_path)] == [1, 2, 3, 4]
    log.close()
