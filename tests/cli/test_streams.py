"""Streams that are full, closed, empty or cannot show a letter."""

import concurrent.futures
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import selfinstruct
from tests.support.processes import run as command
from tests.support.processes import run_in_ascii
from tests.support.runs import SEEDS


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize(
    "words",
    [
        "--version",
        pytest.param("list --help", marks=pytest.mark.slow),
        pytest.param("list formats", marks=pytest.mark.slow),
        pytest.param("show run --json", marks=pytest.mark.slow),
        "generate --seeds SEEDS -n 3 --out new --json",
    ],
)
def test_a_full_disk_behind_stdout_is_one_line(run: Path, tmp_path: Path, words: str) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "selfinstruct", *words.replace("SEEDS", str(SEEDS)).split()],
            cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    said = done.stderr.strip().split("\n")
    assert said[-1] == "error: standard output: cannot be written: No space left on device"
    assert "Traceback" not in done.stderr


def test_a_run_goes_on_when_nobody_reads_its_messages(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "selfinstruct", "generate", "--seeds", str(SEEDS), "-n", "3", "--out", "r"],
        cwd=tmp_path, stdout=writing, stderr=writing, check=False,
    )  # fmt: skip
    os.close(writing)
    assert done.returncode == 0
    assert selfinstruct.Run(tmp_path / "r").status == "done"


def test_a_pipe_is_not_taken_for_an_empty_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rows")
    row = '{"instruction": "Add.", "input": "1 1", "output": "2"}\n'
    for words in (("check", "rows", "--format", "alpaca"), ("show", "--stats", "rows"), ("export", "rows")):
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            pool.submit((tmp_path / "rows").write_text, row)  # it waits for a reader
            done = command(*words, *(["--format", "alpaca"] if words[0] == "export" else []), cwd=tmp_path)
        assert (done.returncode, "error" in done.stderr) == (0, False)
        assert "1" in done.stdout + done.stderr


def test_letters_that_stdout_cannot_show_are_escaped_and_data_is_exact(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds.jsonl"
    seeds.write_text('{"instruction": "Übersetze „Tür“ → English."}\n', encoding="utf-8")
    for words in (["validate", "seeds.jsonl"], ["show", "seeds.jsonl", "--stats"]):
        done = run_in_ascii(*words, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"instruction": "Übersetze „Tür“.", "output": "door →"}\n', encoding="utf-8")
    done = run_in_ascii("export", "rows.jsonl", "--format", "alpaca", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["instruction"] == "Übersetze „Tür“."


def test_a_reader_that_has_seen_enough_is_no_error(run: Path, tmp_path: Path) -> None:
    piped = f"set -o pipefail; {sys.executable} -m selfinstruct show run --samples 5 | head -1"
    done = subprocess.run(["bash", "-c", piped], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
