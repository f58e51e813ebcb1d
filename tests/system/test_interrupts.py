"""Ctrl-C in `prefer`, `label` and `distill`: what is in flight lands, a second one leaves at once, nothing is lost."""

import json
import os
import re
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.flows.label.flow import label
from selfinstruct.models.offline import create
from tests.serve import Served, serving
from tests.support.models import Disorderly
from tests.support.processes import Command, run
from tests.support.runs import SEEDS, write
from tests.support.terminal import Terminal
from tests.support.torture import journaled

LABELS = ("positive", "negative", "neutral")
PREFER = ("r/preferences.jsonl", "r/rejected.preferences.jsonl")
DISTILL = ("out/tasks.jsonl", "out/rejected.jsonl", "out/dataset.jsonl")
LABEL = ("out/labels.jsonl", "out/accepted.jsonl", "out/rejected.labels.jsonl")


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("grown") / "r"
    selfinstruct.generate(SEEDS, n=12, out=path)
    return path


def served_model(name: str) -> Disorderly:
    """What the service answers under that name, without the service."""
    return Disorderly(name=name, model=create(""))


def preferring(grown: Path, place: Path, served: Served) -> list[str]:
    shutil.copytree(grown, place / "r")
    return [
        "prefer", "r", "--method", "rank", "--model", "openai/any", "--base-url", served.base_url, "--concurrency", "8",
    ]  # fmt: skip


def labelling(_: Path, place: Path, served: Served) -> list[str]:
    words = {"positive": "lovely", "negative": "awful", "neutral": "brown"}
    rows = [{"id": f"r{n}", "text": f"Guest {n} writes that the soup was {words[LABELS[n % 3]]}."} for n in range(60)]
    write(place / "data.jsonl", rows)
    return [
        "label", "data.jsonl", "--judge", "openai/any", "--judge", "openai/other", "--labels", ",".join(LABELS),
        "--base-url", served.base_url, "--concurrency", "8", "--out", "out",
    ]  # fmt: skip


def distilling(_: Path, place: Path, served: Served) -> list[str]:
    rows = [{"prompt": f"Guest {n} asks for the soup of the day. Answer kindly."} for n in range(60)]
    write(place / "data.jsonl", rows)
    return [
        "distill", "data.jsonl", "--model", "openai/any", "--base-url", served.base_url,
        "--concurrency", "8", "--out", "out",
    ]  # fmt: skip


Starting = Callable[[Path, Path, Served], list[str]]
BOTH: dict[str, tuple[Starting, tuple[str, ...], str]] = {
    "prefer": (preferring, PREFER, "r/run.json"),
    "label": (labelling, LABEL, "out/label.json"),
    "distill": (distilling, DISTILL, "out/run.json"),
}

HEAVY = {
    fast: [pytest.param(name, marks=pytest.mark.slow) for name in BOTH if name != fast] for fast in ("prefer", "label")
}


def whole(command: str, grown: Path, place: Path) -> Path:
    """The same work, never interrupted."""
    (place / "whole").mkdir()
    if command == "prefer":
        shutil.copytree(grown, place / "whole" / "r")
        selfinstruct.prefer(place / "whole" / "r", "rank", models=(served_model("openai/any"),))
    elif command == "distill":
        model = served_model("openai/any")
        selfinstruct.distill(place / "data.jsonl", model=model, out=place / "whole" / "out")
    else:
        judges = [served_model("openai/any"), served_model("openai/other")]
        label(place / "data.jsonl", judges, labels=LABELS, out=place / "whole" / "out")
    return place / "whole"


def answered(served: Served) -> set[str]:
    """What both models have answered."""
    return {digest for name in ("any", "other") for digest in served.account(name)["answers"]}


def finish(command: str, arguments: list[str], place: Path, grown: Path, given: set[str]) -> None:
    """The same command again asks only what was not answered, and leaves what an undisturbed run leaves."""
    with serving() as healthy:
        arguments[arguments.index("--base-url") + 1] = healthy.base_url
        done = run(*arguments, cwd=place)
        assert done.returncode == 0, done.stderr
        asked = answered(healthy)
    assert asked, "something was left to do"
    assert not asked & given, "what was answered is not asked again"
    undisturbed = whole(command, grown, place)
    for name in BOTH[command][1]:
        assert (place / name).read_bytes() == (undisturbed / name).read_bytes()


@pytest.mark.parametrize("command", ["prefer", *HEAVY["prefer"]])
def test_one_ctrl_c_lets_answers_in_flight_land(tmp_path: Path, grown: Path, command: str) -> None:
    starting, _, info = BOTH[command]
    with serving(latency="fixed:300") as served:
        arguments = starting(grown, tmp_path, served)
        before = journaled(tmp_path / "r").total() if command == "prefer" else 0
        terminal = Terminal(arguments, tmp_path)
        served.account("any", requests=12)
        terminal.press(b"\x03")
        code, seen = terminal.end()
        requests = sum(served.account(name)["requests"] for name in ("any", "other"))
        assert code == 130
        assert "Stopping: waiting for " in seen, "said at once, with what is waited for"
        assert re.search(r"already paid for, at most \d+ s\. Ctrl-C again leaves at once\.", " ".join(seen.split()))
        assert "Interrupted: " in seen
        assert "Run the same command again to continue; what was answered is not asked again." in seen
        assert "\x1b[?25h" in seen, "the cursor is shown again"
        assert requests <= (12 + 8 if command == "prefer" else 2 * (12 + 8)), "nothing is asked after the key"
        folder = (tmp_path / info).parent
        assert journaled(folder).total() - before == requests == len(answered(served)), "what was in flight has landed"
        found = json.loads((tmp_path / info).read_text())
        assert (found["preferences"]["rank/1"] if command == "prefer" else found)["status"] == "interrupted"
        assert not list(folder.glob("journal.db-*")), "a clean end leaves one journal file"
        given = answered(served)
    finish(command, arguments, tmp_path, grown, given)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["label", *HEAVY["label"]])
def test_a_second_ctrl_c_leaves_at_once(tmp_path: Path, grown: Path, command: str) -> None:
    starting, _, info = BOTH[command]
    with serving(latency="fixed:30", faults="hang=0.4", seed=3) as served:
        arguments = starting(grown, tmp_path, served)
        before = journaled(tmp_path / "r").total() if command == "prefer" else 0
        terminal = Terminal(arguments, tmp_path)
        served.account("any", requests=8)
        terminal.press(b"\x03")
        served.account("any", after=0.4)
        assert terminal.process.poll() is None, "what is in flight is waited for"
        pressed = time.monotonic()
        terminal.press(b"\x03")
        code, seen = terminal.end()
        assert (code, "Interrupted: " in seen) == (130, True)
        assert time.monotonic() - pressed < 30
        given = answered(served)
        assert journaled((tmp_path / info).parent).total() - before == len(given)
    finish(command, arguments, tmp_path, grown, given)


@pytest.mark.parametrize("ignored", [False, True])
def test_a_terminal_that_is_closed_ends_the_run_in_order_unless_nohup_was_wanted(tmp_path: Path, ignored: bool) -> None:
    write(tmp_path / "data.jsonl", [{"prompt": f"Guest {n} asks for the soup of the day."} for n in range(40)])
    with serving(latency="fixed:150") as served:
        words = ["distill", "data.jsonl", "--model", "openai/any", "--base-url", served.base_url]
        words += ["--concurrency", "4", "--out", "out"]
        terminal = Terminal(words, tmp_path, ignoring=(signal.SIGHUP,) if ignored else ())
        served.account("any", requests=8)
        if ignored:
            terminal.process.send_signal(signal.SIGHUP)
            code, _ = terminal.end()
        else:
            os.close(terminal.leader)  # the system sends the signal, and nothing can be said any more
            code = terminal.process.wait(30)
        found = json.loads((tmp_path / "out" / "run.json").read_text())
        asked = served.account("any")["requests"]
        assert (code, found["status"]) == ((0, "done") if ignored else (130, "interrupted"))
        assert asked == 40 if ignored else asked <= 8 + 2 * 4
        assert journaled(tmp_path / "out").total() == asked, "what was in flight has landed"


def test_a_log_is_told_at_once_what_is_waited_for(tmp_path: Path) -> None:
    write(tmp_path / "data.jsonl", [{"prompt": f"Guest {n} asks for the soup of the day."} for n in range(40)])
    with serving(latency="fixed:400") as served:
        words = ["distill", "data.jsonl", "--model", "openai/any", "--base-url", served.base_url, "--timeout", "9"]
        command = Command(*words, "--concurrency", "4", "--out", "out", cwd=tmp_path)
        served.account("any", requests=8)
        command.send(signal.SIGTERM)
        done = command.end()
    assert done.returncode == 130
    first, second, *_ = done.stderr.split("\n")
    told = r"Stopping: waiting for (one answer|[234] answers) already paid for, at most 9 s\. "
    assert re.fullmatch(f"{told}Ctrl-C again leaves at once\\.", first)
    assert second.startswith("Interrupted: ")
