"""What `report` and `--report` refuse: at once, on one line, with what to do."""

from pathlib import Path

import pytest

from selfinstruct.errors import UsageError
from selfinstruct.reporting.flow import report
from tests.support.processes import run
from tests.support.runs import SEEDS


def refused(folder: Path, *words: str | Path) -> str:
    """The one line that a command is refused with, as bad usage."""
    done = run(*map(str, words), cwd=folder)
    lines = done.stderr.splitlines()
    assert done.returncode == 2
    assert len(lines) == 1, lines
    return lines[0]


def test_a_folder_without_a_run(tmp_path: Path) -> None:
    out = tmp_path / "r.html"
    (tmp_path / "notes").mkdir()
    told = refused(tmp_path, "report", tmp_path / "notes", "-o", out)
    assert "is a folder without a run (no run.json); name the folder of a run, or a file" in told
    inner = tmp_path / "runs" / "one"
    inner.mkdir(parents=True)
    (inner / "run.json").write_text("{}")
    assert f"name one of them: {inner}" in refused(tmp_path, "report", inner.parent, "-o", out)


@pytest.mark.parametrize("name", ["run.json", "journal.db", "dataset.jsonl", "labels.jsonl", ""])
def test_a_file_of_the_run_that_is_to_begin(tmp_path: Path, name: str) -> None:
    out = tmp_path / "runs" / "x"
    told = refused(tmp_path, "generate", "--seeds", SEEDS, "-n", "2", "--out", out, "--report", out / name)
    assert told.startswith(f"error: --report {out / name}: ")
    assert not out.exists()  # nothing was asked


def test_the_folder_of_runs_is_no_report(tmp_path: Path) -> None:
    assert "will be a directory" in refused(tmp_path, "generate", "--seeds", SEEDS, "-n", "2", "--report", "runs")


def test_a_report_takes_no_name_that_a_run_may_yet_write(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a file of a run by its name"):
        report(SEEDS, tmp_path / "preferences.jsonl")


@pytest.mark.parametrize("words", [("report",), ("generate", "-n", "2", "--seeds"), ("export", "--format", "alpaca")])
def test_a_text_that_holds_no_rows(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "README.md").write_text("# Title\n\nA text.\n\n" * 20 + '{"a": 1}\n')
    told = refused(tmp_path, *words, "README.md")
    assert told.startswith("error: README.md: is not a file of rows: it looks like Markdown. ")
    assert told.endswith("JSON lines, a JSON array, CSV, YAML, text lines (.txt) or Parquet")
