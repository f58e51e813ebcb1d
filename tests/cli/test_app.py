"""The command line as a person uses it: what is printed where, and exit codes."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.errors import UsageError
from tests.support.processes import Command, run
from tests.support.runs import SEEDS, read


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["generate", "--seeds", "nowhere.jsonl"], 2, "error: nowhere.jsonl: there is no such file"),
        (
            ["generate", "--seeds", str(SEEDS), "--model", "gpt"],
            2,
            "error: there is no model 'gpt'; write provider/model",
        ),
        (
            ["generate", "--seeds", str(SEEDS), "--model", "openai/x"],
            1,
            "error: openai/x needs a key: set OPENAI_API_KEY",
        ),
        (
            ["generate", "--seeds", str(SEEDS), "--recipe", "soup"],
            2,
            "error: there is no recipe 'soup'; known: alpaca, base, chat",
        ),
        (["generate", "--seeds", str(SEEDS), "--set", "a.b=1"], 2, "a: unknown key"),
        (["generate", "--seeds", str(SEEDS), "-n", "0"], 2, "error: Invalid value for '-n': "),
        (["generate", "--seeds", str(SEEDS), "--price", "cheap"], 2, "error: --price 'cheap': write IN,OUT"),
        (["generate", "--seeds", str(SEEDS), "--max-cost", "1"], 2, "error: --max-cost needs a price"),
        (["generate", "--seeds", str(SEEDS), "--max-requests", "3"], 3, "Stopped at --max-requests: "),
        (["generate", "--seeds", str(SEEDS), "--price", "1,1", "--max-cost", "0.01"], 3, "Stopped at --max-cost: "),
        (
            ["generate", "--seeds", str(SEEDS), "--set", "saturation.candidates=8", "--set", "saturation.accepted=1.0"],
            3,
            "Saturated: few new tasks are accepted",
        ),
        (["generate"], 2, "error: Missing option '--seeds'; see selfinstruct generate --help\n"),
        (["generate", "--seeds", str(SEEDS), "--out", ""], 2, "error: --out: is empty; say where to write"),
        (["generate", "--seeds", str(SEEDS), "--max-requests", "-1"], 2, "error: --max-requests"),
        (["prefer", "r", "--method", "rank", "--round", "0"], 2, "error: Invalid value for '--round'"),
        (["colours"], 2, "error: No such command 'colours'; see selfinstruct --help\n"),
        (["resume", "nowhere"], 1, "error: nowhere: is not a run"),
        (["show", "nowhere"], 1, "error: nowhere: is not a run"),
        (["show", "no\x1b[2Jwhere"], 1, r"error: no\x1b[2Jwhere: is not a run"),
        (["list", "colours"], 2, "error: there is nothing called 'colours' to list; known: models"),
        (["filter", "nowhere.jsonl", "-o", "kept.jsonl"], 2, "error: nowhere.jsonl: there is no such file"),
    ],
)
def test_exit_codes_and_one_clear_line(tmp_path: Path, arguments: list[str], code: int, message: str) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert sum(line.startswith("error:") for line in done.stderr.split("\n")) <= 1


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    done = run("--debug", "generate", "--seeds", "nowhere.jsonl", cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" in done.stderr


def test_unreachable_and_nothing_lost(tmp_path: Path) -> None:
    done = run(
        "generate",
        "--seeds",
        str(SEEDS),
        "--model",
        "openai/x",
        "--base-url",
        "http://127.0.0.1:9/v1",
        "--out",
        "r",
        cwd=tmp_path,
    )
    assert done.returncode == 1
    said, *others = [line for line in done.stderr.strip().split("\n") if not line.startswith("0/")]
    assert said.startswith("error: nothing answers at http://127.0.0.1:9/v1")
    assert others == ["Continue with: selfinstruct resume r --base-url URL"], "there is nothing else to tell of"
    assert json.loads((tmp_path / "r" / "run.json").read_text())["status"] == "failed"


def test_validate_names_every_bad_line(tmp_path: Path) -> None:
    good = run("validate", str(SEEDS), cwd=tmp_path)
    assert (good.returncode, good.stderr) == (0, "")
    assert "185 tasks can be read, 36 classification" in good.stdout
    bad = tmp_path / "bad.jsonl"
    bad.write_text(
        '{"instruction": "Fine."}\n{"instruction": ""}\nnot json\n{"instruction": "x", "is_classification": "no"}\n'
    )
    done = run("validate", "bad.jsonl", cwd=tmp_path)
    assert done.returncode == 2
    assert [line.split(" ")[1] for line in done.stderr.strip().split("\n")] == [
        "bad.jsonl:2:",
        "bad.jsonl:3:",
        "bad.jsonl:4:",
    ]


def test_dry_run_asks_nothing_and_writes_nothing(tmp_path: Path) -> None:
    done = run(
        "generate", "--seeds", str(SEEDS), "--dry-run", "--model", "openai/x", "--price", "1,2", "-n", "50",
        "--topic", "Tidal mills", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0
    assert os.listdir(tmp_path) == []
    for stage in ("bootstrap", "input_first", "output_first"):
        assert f"===== {stage}: about " in done.stdout
    assert done.stdout.count("Tidal mills") >= 3
    assert "for 50 tasks: about" in done.stdout
    assert "about $" in done.stdout


def test_list_names_everything_with_a_description(tmp_path: Path) -> None:
    for kind, name in (
        ("models", "offline"), ("recipes", "paper"), ("filters", "novelty"), ("methods", "rank"),
        ("rubrics", "safety"), ("label-recipes", "chat"),
    ):  # fmt: skip
        lines = run("list", kind, cwd=tmp_path).stdout.strip().split("\n")
        assert any(line.split()[0] == name for line in lines)
        assert all(len(line.split()) > 2 for line in lines)


def test_filter_keeps_and_explains(tmp_path: Path) -> None:
    rows = [
        {"instruction": "Name the three largest rivers of Europe.", "input": "", "output": "Volga, Danube, Ural."},
        {"instruction": "Name the three largest rivers of Europe!", "input": "", "output": "Volga."},
        {"instruction": "Draw a picture of a river.", "input": "", "output": "No."},
        {"instruction": "Shorten the sentence that follows.", "input": "a", "output": "a"},
    ]
    (tmp_path / "data.json").write_text(json.dumps(rows))
    done = run("filter", "data.json", "-o", "kept.jsonl", "--json", cwd=tmp_path)
    assert done.returncode == 0
    assert read(tmp_path / "kept.jsonl") == rows[:1]
    rejected = read(tmp_path / "kept.rejected.jsonl")
    assert [row["rule"] for row in rejected] == ["novelty", "blacklist", "input_equals_output"]
    assert rejected[0]["neighbour"] == rows[0]["instruction"]
    assert rejected[0]["score"] == 1.0
    assert json.loads(done.stdout)["rejected"] == {"novelty": 1, "blacklist": 1, "input_equals_output": 1}
    only = run("filter", "data.json", "-o", "kept2.jsonl", "--only", "blacklist", "--json", cwd=tmp_path)
    assert json.loads(only.stdout)["kept"] == 3
    (tmp_path / "other.jsonl").write_text(json.dumps({"instruction": "Name the four largest rivers of Europe."}) + "\n")
    against = run(
        "filter", "data.json", "-o", "k3.jsonl", "--only", "novelty", "--against", "other.jsonl", "--json", cwd=tmp_path
    )
    assert json.loads(against.stdout)["rejected"] == {"novelty": 2}
    assert run("filter", "data.json", "-o", "data.json", cwd=tmp_path).returncode == 2
    assert json.loads((tmp_path / "data.json").read_text()) == rows


def test_a_narrow_terminal_is_not_overflown(tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    import fcntl
    import struct
    import termios

    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 20, 60, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "selfinstruct", "generate", "--seeds", str(SEEDS), "-n", "60", "--out", "r"],
        cwd=tmp_path, stdin=follower, stdout=follower, stderr=follower, env=os.environ | {"TERM": "xterm"},
    )  # fmt: skip
    os.close(follower)
    seen = b""
    while True:
        try:
            data = os.read(leader, 65536)
        except OSError:
            break
        if not data:
            break
        seen += data
    os.close(leader)
    assert process.wait(30) == 0
    assert b"/60 tasks" in seen
    assert b"\x1b[?25h" in seen, "the cursor is shown again"


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_a_signal_ends_orderly_and_resume_goes_on(tmp_path: Path, number: int) -> None:
    from tests.serve import serving

    command = [
        "generate",
        "--seeds",
        str(SEEDS),
        "-n",
        "30",
        "--model",
        "openai/offline",
        "--out",
        "r",
        "--concurrency",
        "4",
    ]
    with serving(latency="fixed:25") as server:
        process = Command(*command, "--base-url", server.base_url, cwd=tmp_path)
        server.account("offline", requests=12)
        process.send(number)
        ended = process.end()
        assert ended.returncode == 130
        assert "Interrupted: " in ended.stderr
        assert "Continue with: selfinstruct resume r" in ended.stderr
        resumed = run("resume", "r", cwd=tmp_path)
        assert resumed.returncode == 0, resumed.stderr
        assert server.stats()["answered_twice"] == 0
    run("generate", "--seeds", str(SEEDS), "-n", "30", "--out", "whole", cwd=tmp_path)
    for name in ("tasks.jsonl", "rejected.jsonl", "dataset.jsonl"):
        assert (tmp_path / "r" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_an_error_midway_says_how_to_go_on(tmp_path: Path) -> None:
    from tests.serve import serving

    with serving(latency="fixed:5") as server:
        command = [
            "generate",
            "--seeds",
            str(SEEDS),
            "-n",
            "200",
            "--out",
            "r",
            "--model",
            "openai/m",
            "--concurrency",
            "2",
        ]
        done = run(*command, "--base-url", server.base_url.replace("/v1", "/nowhere"), cwd=tmp_path)
    assert done.returncode == 1
    first, second = done.stderr.strip().split("\n")
    assert first.startswith("error: ")
    assert second == "Continue with: selfinstruct resume r --base-url URL", "there is nothing else to tell of"


def test_a_log_has_a_line_for_each_request_with_ids_that_join(tmp_path: Path) -> None:
    import sqlite3

    done = run("--log-level", "debug", "generate", "--seeds", str(SEEDS), "-n", "5", "--out", "r", cwd=tmp_path)
    lines = [line for line in done.stderr.split("\n") if " DEBUG " in line]
    with sqlite3.connect(tmp_path / "r" / "journal.db") as journal:
        rows = journal.execute("SELECT purpose, number, key FROM completions").fetchall()
    journal.close()
    assert len(lines) == len(rows) > 5
    for purpose, number, key in rows:
        assert any(f" {purpose} {number}, key {key}: " in line for line in lines)
    assert "Tasks the dataset has already" not in done.stderr, "no prompt in the log"


@pytest.mark.parametrize(
    "name",
    ["tasks.jsonl", "rejected.jsonl", "dataset.jsonl", "run.json", "preferences.jsonl", "responses.jsonl"],
)
def test_an_export_leaves_the_files_of_a_run_alone(tmp_path: Path, name: str) -> None:
    run = selfinstruct.generate(SEEDS, n=3, out=tmp_path / "r")
    before = {file.name: file.read_bytes() for file in run.path.iterdir()}
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(before["dataset.jsonl"])
    for source in (run.path, copy):
        with pytest.raises(UsageError, match="name another"):
            selfinstruct.export(source, "alpaca", run.path / name)
    assert {file.name: file.read_bytes() for file in run.path.iterdir()} == before
    assert selfinstruct.export(run.path, "alpaca", run.path / "alpaca.jsonl").rows == run.info["counts"]["instances"]
