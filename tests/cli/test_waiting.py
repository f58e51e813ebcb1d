"""What a command that works on files shows while it does."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

import selfinstruct
from selfinstruct.cli.app import app
from selfinstruct.cli.session import waiting
from selfinstruct.cli.session.waiting import StepsLine, told
from selfinstruct.cli.shape import loudness
from selfinstruct.watching.steps import Steps, stepped, watching_steps
from tests.support.runs import write

WORDS = "river copper window market bridge paper winter lamp tide engine harbour letter".split()


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def rows(path: Path, count: int = 60) -> Path:
    rng = Random(0)
    found = [
        {"instruction": f"Say something of {' '.join(rng.choices(WORDS, k=9))}.", "input": "", "output": f"It is {n}."}
        for n in range(count)
    ]
    write(path, found)
    return path


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("filter a.jsonl -o kept.jsonl", "rows compared: 60 of 60 (100%)"),
        ("merge a.jsonl b.jsonl -o m", "tasks compared: 60 of 60 (100%)"),
        ("check a.jsonl --format alpaca", "rows read: 60"),
        ("export a.jsonl --format alpaca -o e.jsonl", "rows read: 60"),
        ("export a.jsonl --format alpaca --split 80/20 -o s", "rows held against another split: "),
        ("show a.jsonl --stats", "instructions compared: "),
        ("report a.jsonl -o r.html", "instructions compared: "),
        ("validate a.jsonl", "rows read: 60"),
        ("filter a.jsonl --only novelty --engine local --workers 1 --join-from 1 -o k.jsonl", "pairs of blocks compar"),
    ],
)
@pytest.mark.parametrize("quiet", [False, True])
def test_commands_that_work_on_files_show_how_far_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, shown: str, quiet: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    rows(Path("a.jsonl"))
    rows(Path("b.jsonl"))
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(waiting, "_PATIENCE", 0.0)
    monkeypatch.setattr(waiting, "_REFRESH", 0.0)
    app([*words.split(), *(["-q"] if quiet else [])], standalone_mode=False)
    loudness.choose(quiet=False, verbose=False)
    seen = screen.getvalue()
    assert (shown in seen) is not quiet
    if not quiet:
        last = seen.rindex("\r\x1b[K")
        assert "\r" not in seen[last + 1 :], "the line is taken away before anything else is said"


def test_a_short_command_shows_nothing_and_a_log_gets_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("selfinstruct.cli.session.waiting.time.monotonic", lambda: now[0])
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    line = StepsLine()
    for second in range(25):
        now[0] = float(second)
        line(Steps("rows read", 100, second))
    assert screen.getvalue() == "rows read: 10 of 100 (10%)\nrows read: 20 of 100 (20%)\n"
    now[0] = 0.0
    moving = Screen()
    monkeypatch.setattr(sys, "stderr", moving)
    line = StepsLine(moving=True)
    for tenth in range(10):
        now[0] = tenth / 10
        line(Steps("rows read", None, tenth))
    line.clear()
    assert moving.getvalue() == ""


def test_steps_are_told_with_what_is_known() -> None:
    assert told(Steps("rows read", None, 1234)) == "rows read: 1,234"
    assert told(Steps("rows compared", 6000, 1500)) == "rows compared: 1,500 of 6,000 (25%)"


def test_a_program_can_watch_what_a_function_does(tmp_path: Path) -> None:
    source = rows(tmp_path / "a.jsonl")
    seen: dict[str, tuple[int, int | None]] = {}

    def watch(steps: Steps) -> None:
        seen[steps.what] = (steps.done, steps.total)

    def calls(work: Callable[[], object]) -> dict[str, tuple[int, int | None]]:
        seen.clear()
        with watching_steps(watch):
            work()
        return dict(seen)

    found = calls(lambda: selfinstruct.filter_dataset(source, tmp_path / "k.jsonl"))
    assert found == {"rows read": (60, None), "rows compared": (60, 60)}
    assert calls(lambda: None) == {}
    selfinstruct.filter_dataset(source, tmp_path / "k2.jsonl")
    assert seen == {}, "nobody is told once it is over"
    items = [1, 2, 3]
    assert stepped(items, "items") is items, "what nobody watches costs nothing"


def test_reading_prompts_is_told_before_anything_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows(Path("a.jsonl"), 30)
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(waiting, "_PATIENCE", 0.0)
    app(["distill", "a.jsonl", "--out", "d", "--json"], standalone_mode=False)
    seen = screen.getvalue()
    assert "rows read: " in seen
    assert seen.index("rows read: ") < seen.index("offline: made by")
    assert json.loads((tmp_path / "d" / "run.json").read_text())["status"] == "done"
