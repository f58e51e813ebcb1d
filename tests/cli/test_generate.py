"""`generate`, `resume` and `show`: what they say of a run, and what they hold against their estimate."""

import json
import os
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.cli.render.generate import funnel, noted
from selfinstruct.runs.counting import counted
from selfinstruct.runs.dataset_files import Counts
from selfinstruct.runs.directory import locked
from tests.support.processes import run
from tests.support.runs import SEEDS

NOTICE = "offline: made by the built-in demonstration model: for trying, CI and load tests, not training data"


def _number(line: str) -> int:
    return int(line.split()[0].replace(",", ""))


def test_generate_shows_a_funnel_and_show_shows_it_again(tmp_path: Path) -> None:
    done = run("generate", "--seeds", str(SEEDS), "-n", "25", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    lines = done.stderr.strip().split("\n")
    assert lines[0] == lines[-1] == NOTICE
    assert lines[1] == "Done: 25 tasks of 25 asked for"
    groups = [lines.index(name) for name in ("Candidates", "Tasks", "Instances", "Used")]
    first, second, third, _ = (
        [*map(_number, lines[at + 1 : end])] for at, end in zip(groups, [*groups[1:], -3], strict=True)
    )
    assert sum(first[:-1]) == first[-1]
    assert first[-1] + sum(second[:-1]) == second[-1] == 25
    assert third[-1] == len((tmp_path / "runs" / "general" / "dataset.jsonl").read_text().splitlines())
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
    words = ("generate", "--seeds", str(SEEDS), "-n", "12", "--price", "1,2", "--out", "run")
    dry = json.loads(run(*words, "--dry-run", "--json", cwd=tmp_path).stdout)
    done = run(*words, cwd=tmp_path)
    tokens = f"{dry['usage']['prompt']:,} + {dry['usage']['completion']:,} tokens"
    told = f"estimate for 12 tasks: {dry['requests']} requests, {tokens}, ${dry['cost']:,.4f}"
    assert told in done.stderr


def test_a_run_that_has_not_ended_is_told_from_its_files(tmp_path: Path) -> None:
    made = selfinstruct.generate(SEEDS, n=12, out=tmp_path / "r")
    assert counted(made) == made.info["counts"]
    nothing = Counts().as_dict()
    (made.path / "run.json").write_text(json.dumps(made.info | {"status": "running", "counts": nothing}))
    shown = run("show", "r", cwd=tmp_path).stdout.split("\n")
    assert shown[1] == "Killed, or its disk was full: 12 tasks of 12 asked for"
    assert "Continue with: selfinstruct resume r" in shown
    with locked(made.path):
        shown = run("show", "r", cwd=tmp_path).stdout.split("\n")
    assert shown[1] == "Under way: 12 tasks of 12 asked for"
    counts = made.info["counts"]
    assert f"  {counts['candidates']:>7,} in {counts['requests']} bootstrap requests" in shown
    assert "Continue with: selfinstruct resume r" not in shown


def test_fewer_tasks_than_there_are(tmp_path: Path) -> None:
    selfinstruct.generate(SEEDS, n=12, out=tmp_path / "r")
    done = run("resume", "r", "-n", "5", cwd=tmp_path)
    assert done.stderr.split("\n")[1] == "Done: 12 tasks, more than the 5 asked for"


def test_a_finished_run_told_again_says_that_nothing_was_asked(tmp_path: Path) -> None:
    words = ("generate", "--seeds", str(SEEDS), "-n", "5", "--out", "r")
    said = "Nothing was asked: every answer was there already."
    assert said not in run(*words, cwd=tmp_path).stderr
    assert said in run(*words, cwd=tmp_path).stderr.split("\n")
    assert said in run("resume", "r", cwd=tmp_path).stderr.split("\n")
    assert said not in run("resume", "r", "-n", "12", cwd=tmp_path).stderr
    for other in (("distill", "r", "-n", "3"), ("prefer", "r", "--method", "corrupt", "-n", "3")):
        assert [said in run(*other, cwd=tmp_path).stderr for _ in range(2)] == [False, True]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (("verbalized.below=0.0001",), "Raise verbalized.below (it was 0.0001): "),
        (("verbalized.below=1", "filters.length.minimum=90"), "Try more varied seeds, another recipe or --topics; "),
    ],
)
def test_a_saturated_run_says_what_to_change(settings: tuple[str, ...], told: str, tmp_path: Path) -> None:
    words = [word for setting in (*settings, "saturation.candidates=40") for word in ("--set", setting)]
    done = run("generate", "--seeds", str(SEEDS), "-n", "20", *words, cwd=tmp_path)
    assert done.returncode == 3
    assert any(line.startswith(told) for line in done.stderr.splitlines()), done.stderr


def test_a_limit_of_cost_says_what_comes_next_may_cost_and_can_be_lifted(tmp_path: Path) -> None:
    words = ("generate", "--seeds", str(SEEDS), "-n", "20", "--price", "100,300", "--out", "a b")
    stopped = run(*words, "--max-cost", "1.5", cwd=tmp_path)
    info = json.loads((tmp_path / "a b" / "run.json").read_text())
    assert stopped.returncode == 3
    spent, next_one = info["cost"], info["next_may_cost"]
    assert spent <= 1.5 < spent + next_one
    told = f"${spent:,.4f} is spent; what comes next may cost up to ${next_one:,.4f} more."
    assert told in stopped.stderr.split("\n")
    assert told in run("show", "a b", cwd=tmp_path).stdout.split("\n")
    assert "Continue with: selfinstruct resume 'a b' --max-cost MORE (or none)" in stopped.stderr.split("\n")
    done = run("resume", "a b", "--max-cost", "none", cwd=tmp_path)
    assert done.returncode == 0
    info = json.loads((tmp_path / "a b" / "run.json").read_text())
    assert info["session"]["max_cost"] is None
    assert "next_may_cost" not in info


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--max-requests", "2.5"), "--max-requests '2.5': must be a whole number, at least 0, or none for no limit"),
        (("--max-cost", "-1"), "--max-cost '-1': must be a number, at least 0, or none for no limit"),
        (("--max-cost", "nan"), "--max-cost 'nan': must be a number, at least 0, or none for no limit"),
        (("--rpm", "0.5"), "--rpm '0.5': must be a number, at least 1, or none for no limit"),
        (("--timeout", "two"), "--timeout 'two': must be a number, at least 0.001, or none for no limit"),
    ],
)
def test_a_limit_that_is_none_is_told(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = run("generate", "--seeds", str(SEEDS), *words, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, f"error: {said}\n")


def test_show_tells_how_what_a_method_notes_spreads(tmp_path: Path) -> None:
    made = selfinstruct.generate(SEEDS, n=12, out=tmp_path / "r", recipe="evolve")
    shown = run("show", "r", cwd=tmp_path)
    assert shown.returncode == 0
    notes = [instance.notes for task in made.tasks() for instance in task.instances]
    told = " ".join("\n".join(noted(notes)).split())
    assert told in " ".join(shown.stdout.split())
    assert "parent" not in told
    counted_rounds = [int(part.split("(")[1][:-1]) for part in told.partition("rounds: ")[2].split("; ")]
    assert sum(counted_rounds) == 12


def test_notes_are_told_by_how_often_they_come() -> None:
    many = [{"id": f"n{number}", "kinds": ["a", "b"] if number % 2 else ["a"], "share": 0.5} for number in range(30)]
    assert noted(many) == ["What the method notes:", "  kinds: a (30); b (15)"]
    wide = [{"name": f"n{number % 14:02}\x1b[31m", "deep": {"a": 1}} for number in range(57)]
    [_, *lines] = noted(wide)
    assert lines[0].startswith("  name: 14 values; most frequent: n00")
    assert "\x1b" not in "".join(lines)
    assert noted([{}, {"share": 0.25}]) == []


def test_a_run_that_has_made_nothing_yet_is_shown(tmp_path: Path) -> None:
    made = selfinstruct.generate(SEEDS, n=12, max_requests=1, out=tmp_path / "r")
    assert not list(made.dataset())
    done = run("show", "r", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Stopped at --max-requests: 0 tasks of 12 asked for" in done.stdout
