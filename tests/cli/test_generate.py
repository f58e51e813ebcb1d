"""`generate`, `resume` and `show`: what they say of a run, and what they hold against their estimate."""

import json
import os
from pathlib import Path

import selfinstruct
from selfinstruct.cli.render.generate import funnel
from selfinstruct.runs.counting import counted
from selfinstruct.runs.dataset_files import Counts
from selfinstruct.runs.directory import locked
from tests.support.processes import run
from tests.support.runs import SEEDS

NOTICE = "offline: made by the built-in demonstration model: for trying, CI and load tests, not training data"


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
    assert "Attributes the prompts asked for" in shown.stdout
    assert shown.stdout.count("Instruction: ") == 2
    again = run("generate", "--seeds", str(SEEDS), "-n", "25", cwd=tmp_path)
    assert again.returncode == 0
    assert os.listdir(tmp_path / "runs") == ["general"]


def test_json_is_all_that_stdout_has(tmp_path: Path) -> None:
    done = run("generate", "--seeds", str(SEEDS), "-n", "5", "--json", cwd=tmp_path)
    outcome = json.loads(done.stdout)
    assert outcome["status"] == "done"
    assert outcome["counts"]["tasks"] == 5
    assert outcome["notice"]
    assert json.loads(run("show", outcome["path"], "--json", cwd=tmp_path).stdout)["target"] == 5


def test_a_killed_run_says_where_its_spending_stands(tmp_path: Path) -> None:
    made = selfinstruct.generate(SEEDS, n=3, out=tmp_path / "r")
    info = made.info | {"status": "running", "requests": 0, "usage": []}
    said = " ".join("\n".join(funnel(info, "r")).split())
    assert "what was spent is in the journal; resume adds it up" in said
    assert "0 requests" not in said


def test_the_summary_holds_the_estimate_against_what_was_used(tmp_path: Path) -> None:
    words = ("generate", "--seeds", str(SEEDS), "-n", "20", "--price", "1,2", "--out", "run")
    dry = json.loads(run(*words, "--dry-run", "--json", cwd=tmp_path).stdout)
    done = run(*words, cwd=tmp_path)
    tokens = f"{dry['usage']['prompt']:,} + {dry['usage']['completion']:,} tokens"
    told = f"estimate for 20 tasks: {dry['requests']} requests, {tokens}, ${dry['cost']:,.4f}"
    assert told in done.stderr


def test_a_run_that_has_not_ended_is_told_from_its_files(tmp_path: Path) -> None:
    made = selfinstruct.generate(SEEDS, n=12, out=tmp_path / "r")
    assert counted(made) == made.info["counts"]
    nothing = Counts().as_dict()
    (made.path / "run.json").write_text(json.dumps(made.info | {"status": "running", "counts": nothing}))
    shown = run("show", "r", cwd=tmp_path).stdout.split("\n")
    assert shown[1] == "Process killed: 12 tasks of 12 asked for"
    assert "Continue with: selfinstruct resume r" in shown
    with locked(made.path):
        shown = run("show", "r", cwd=tmp_path).stdout.split("\n")
    assert shown[1] == "Under way: 12 tasks of 12 asked for"
    assert f"  {made.info['counts']['candidates']:>7,} candidates in" in "\n".join(shown)
    assert "Continue with: selfinstruct resume r" not in shown


def test_fewer_tasks_than_there_are(tmp_path: Path) -> None:
    selfinstruct.generate(SEEDS, n=12, out=tmp_path / "r")
    done = run("resume", "r", "-n", "5", cwd=tmp_path)
    assert done.stderr.split("\n")[1] == "Done: 12 tasks, more than the 5 asked for"
