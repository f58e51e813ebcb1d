"""The command line as a person uses it: what is printed where, and exit codes."""

import contextlib
import io
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.cli.render.generate import funnel
from selfinstruct.cli.render.progress import packed
from selfinstruct.cli.render.text import fitted
from selfinstruct.errors import RunError, UsageError
from selfinstruct.flows.generate.run_json import counted
from selfinstruct.runs.dataset_files import Counts
from selfinstruct.runs.directory import locked
from selfinstruct.runs.journal import Journal
from tests.support.processes import run
from tests.support.runs import SEEDS, read

NOTICE = "offline: made by the built-in demonstration model: for trying, CI and load tests, not training data"


def run_in_ascii(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "selfinstruct", *words],
        cwd=cwd, env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_generate_shows_a_funnel_and_show_shows_it_again(tmp_path: Path) -> None:
    done = run("generate", "--seeds", str(SEEDS), "-n", "25", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    lines = done.stderr.strip().split("\n")
    assert lines[0] == lines[-1] == NOTICE
    assert lines[1] == "Done: 25 tasks of 25 asked for"
    assert any(line.endswith("instances") for line in lines)
    assert "Files in runs/general: dataset.jsonl, tasks.jsonl, rejected.jsonl, run.json" in lines
    shown = run("show", "runs/general", "--samples", "2", cwd=tmp_path)
    assert shown.returncode == 0
    assert lines[1:-1] == shown.stdout.split("\n")[1 : len(lines) - 1]
    assert "What the tasks were asked to be like" in shown.stdout
    assert shown.stdout.count("Instruction: ") == 2
    again = run("generate", "--seeds", str(SEEDS), "-n", "25", cwd=tmp_path)
    assert again.returncode == 0
    assert os.listdir(tmp_path / "runs") == ["general"]


def test_json_is_all_that_stdout_has(tmp_path: Path) -> None:
    done = run("generate", "--seeds", str(SEEDS), "-n", "5", "--json", cwd=tmp_path)
    outcome = json.loads(done.stdout)
    assert outcome["status"] == "done"
    assert outcome["counts"]["settled"] == 5
    assert outcome["notice"]
    assert json.loads(run("show", outcome["path"], "--json", cwd=tmp_path).stdout)["target"] == 5


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
            "error: there is no recipe 'soup'; known: alpaca, chat",
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
            "Stopped: hardly anything new comes any more",
        ),
        (["generate"], 2, "error: Missing option '--seeds'; see selfinstruct generate --help\n"),
        (["generate", "--seeds", str(SEEDS), "--out", ""], 2, "error: --out: is empty; name where to write"),
        (["generate", "--seeds", str(SEEDS), "--max-requests", "-1"], 2, "error: Invalid value for '--max-requests'"),
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


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize(
    "words",
    ["--version", "list --help", "list formats", "show r --json", "generate --seeds SEEDS -n 3 --out r --json"],
)
def test_a_full_disk_behind_stdout_is_one_line(tmp_path: Path, words: str) -> None:
    selfinstruct.generate(SEEDS, n=3, out=tmp_path / "r")
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


def test_a_killed_run_says_where_its_spending_stands(tmp_path: Path) -> None:
    made = selfinstruct.generate(SEEDS, n=3, out=tmp_path / "r")
    info = made.info | {"status": "running", "requests": 0, "usage": []}
    said = " ".join("\n".join(funnel(info, "r")).split())
    assert "what was spent stands in the journal: resume adds it up" in said
    assert "0 requests" not in said


def test_a_pipe_is_not_taken_for_an_empty_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rows")
    for words in (("check", "rows", "--format", "alpaca"), ("show", "--stats", "rows"), ("export", "rows")):
        done = run(*words, *(["--format", "alpaca"] if words[0] == "export" else []), cwd=tmp_path)
        assert done.returncode == 2
        assert "rows: is a pipe" in done.stderr


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
    assert "error: nothing answers at http://127.0.0.1:9/v1" in done.stderr
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


def test_the_summary_holds_the_estimate_against_what_was_used(tmp_path: Path) -> None:
    words = ("generate", "--seeds", str(SEEDS), "-n", "20", "--price", "1,2", "--out", "run")
    dry = json.loads(run(*words, "--dry-run", "--json", cwd=tmp_path).stdout)
    done = run(*words, cwd=tmp_path)
    tokens = f"{dry['usage']['prompt']:,} + {dry['usage']['completion']:,} tokens"
    told = f"estimate for 20 tasks: {dry['requests']} requests, {tokens}, ${dry['cost']:,.4f}"
    assert told in done.stderr


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
        [sys.executable, "-m", "selfinstruct", "generate", "--seeds", str(SEEDS), "-n", "400", "--out", "r"],
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
    assert b"/400 tasks" in seen
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
        process = subprocess.Popen(
            [sys.executable, "-m", "selfinstruct", *command, "--base-url", server.base_url],
            cwd=tmp_path, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        while server.stats()["requests"] < 12 and process.poll() is None:
            pass
        process.send_signal(number)
        _, said = process.communicate(timeout=30)
        assert process.returncode == 130
        assert "Interrupted: " in said
        assert "Go on with: selfinstruct resume r" in said
        resumed = run("resume", "r", cwd=tmp_path)
        assert resumed.returncode == 0, resumed.stderr
        assert server.stats()["answered_twice"] == 0
    run("generate", "--seeds", str(SEEDS), "-n", "30", "--out", "whole", cwd=tmp_path)
    for name in ("tasks.jsonl", "rejected.jsonl", "dataset.jsonl"):
        assert (tmp_path / "r" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    run("generate", "--seeds", str(SEEDS), "-n", "5", "--out", "r", cwd=tmp_path)
    command = f"set -o pipefail; {sys.executable} -m selfinstruct show r --samples 5 | head -1"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


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
    assert first == "Go on with: selfinstruct resume r", "there is nothing else to tell of"
    assert second.startswith("error: ")


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


def test_a_run_that_has_not_ended_is_told_from_its_files(tmp_path: Path) -> None:
    made = selfinstruct.generate(SEEDS, n=12, out=tmp_path / "r")
    assert counted(made) == made.info["counts"]
    nothing = Counts().as_dict()
    (made.path / "run.json").write_text(json.dumps(made.info | {"status": "running", "counts": nothing}))
    shown = run("show", "r", cwd=tmp_path).stdout.split("\n")
    assert shown[1] == "Ended without a word (its process was killed): 12 tasks of 12 asked for"
    assert "Go on with: selfinstruct resume r" in shown
    with locked(made.path):
        shown = run("show", "r", cwd=tmp_path).stdout.split("\n")
    assert shown[1] == "Under way: 12 tasks of 12 asked for"
    assert f"  {made.info['counts']['candidates']:>7,} candidates in" in "\n".join(shown)
    assert "Go on with: selfinstruct resume r" not in shown


def test_fewer_tasks_than_there_are(tmp_path: Path) -> None:
    selfinstruct.generate(SEEDS, n=12, out=tmp_path / "r")
    done = run("resume", "r", "-n", "5", cwd=tmp_path)
    assert done.stderr.split("\n")[1] == "Done: 12 tasks, more than the 5 asked for"


def test_a_journal_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    with contextlib.closing(Journal(tmp_path / "journal.db")) as journal:
        with journal.connection() as database:
            database.execute("PRAGMA query_only = 1")
        told = pytest.raises(RunError, match="make the directory and its files writable")
        with told, journal.connection() as database:
            database.execute("CREATE TABLE other (name TEXT)")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", [60, 80])
def test_lines_are_broken_to_a_terminal_and_nowhere_else(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = [f"    167 requests, {'many tokens, ' * 9}", f"offline: {'not training data ' * 6}", "short"]
    for line in lines:
        assert fitted(line, io.StringIO()) == line
        parts = fitted(line, Terminal()).split("\n")
        assert max(map(len, parts)) <= columns
        assert " ".join(part.strip() for part in parts) == line.strip()
        assert all(part.startswith("  ") for part in parts[1:])
    entry = fitted(f"{'novelty':<28} {'What is too close to another. ' * 4}", Terminal(), 29).split("\n")
    assert all(part.startswith(" " * 29) for part in entry[1:])
    facts = ["12% accepted", "32 in flight", "1.2M tokens", "$12.20", "3,000 replayed", "12.1/s", "1:02:03 left"]
    rows = packed(facts, columns)
    assert max(map(len, rows)) <= columns
    assert " · ".join(rows).split(" · ") == facts
