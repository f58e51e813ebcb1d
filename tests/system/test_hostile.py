"""Hostile text, from a model, from a service, in the files of a run: it reaches no terminal and no reader as such."""

import http.server
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import selfinstruct
from selfinstruct.canonical import to_json
from selfinstruct.cli.render.estimate import estimated
from selfinstruct.cli.render.generate import coverage, funnel, left_behind, sample
from selfinstruct.engine.estimate import Estimate, Step
from selfinstruct.errors import SelfInstructError
from selfinstruct.records import Instance, Message, Task, Usage
from selfinstruct.runs.dataset_files import Counts
from selfinstruct.runs.run import FILES, Run
from tests.serve import serving
from tests.support.cases import cases
from tests.support.models import Disorderly
from tests.support.processes import run
from tests.support.runs import SEEDS, write

POISON = "\x1b[31m\x1b]0;owned\x07\x9b2J\x08\x7f\x00\x85\u2028\u2029\u202e[bold red]loud[/bold red][link=file:///]x[/link]\ud800"
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def hostile_answers() -> Iterator[str]:
    """A bootstrap answer, then instances for its tasks: what a run with one request in flight asks for, in order."""
    rng = Random(0)
    pieces = ["\x1b[31m", "\x9b2J", "\u2028", "\x85", "[bold red]loud[/bold red]", "\u202e", "\x00", "\ud800"]
    items = []
    for at, piece in enumerate(pieces, 1):
        words = ["".join(rng.choices("abcdefghijklmnoprstuvw", k=6)) for _ in range(14)]
        items.append(
            f"### {at}\nInstruction: Explain {' '.join(words[:7])} {piece} {' '.join(words[7:])}.\n"
            f"Type: a{piece}b\nLabels: none"
        )
    yield "\n".join(items)
    for at in range(8):
        yield f"### Example 1\nInput: {POISON} number {at}\nOutput: {POISON} [blink]answer {at}[/blink]\nand more"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recorded") / "recorded.jsonl"
    rows = [{"text": text, "finish_reason": "stop" if at else POISON} for at, text in enumerate(hostile_answers())]
    return write(path, rows)


def generate(base_url: str, out: str) -> list[str]:
    return [
        "--log-level", "debug", "generate", "--seeds", str(SEEDS), "-n", "6", "--model", "openai/any",
        "--base-url", base_url, "--concurrency", "1", "--max-requests", "20", "--out", out,
    ]  # fmt: skip


def clean(text: str) -> None:
    found = CONTROL.search(text)
    assert found is None, f"{found[0]!r} reached a reader in {text[max(0, found.start() - 40) : found.end() + 40]!r}"
    assert "\u202e" not in text


def test_a_whole_run_with_a_hostile_model(tmp_path: Path, recorded: Path) -> None:
    with serving(recorded=recorded) as served:
        made = run(*generate(served.base_url, "r"), cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    found = Run(tmp_path / "r")
    tasks = found.tasks()
    assert sum(POISON[:20] in task.instances[0].output for task in tasks if task.instances) >= 5, (
        "the text is kept as it is"
    )
    shown = run("show", "r", "--samples", "6", cwd=tmp_path)
    assert shown.returncode == 0
    assert "[bold red]loud[/bold red]" in shown.stdout
    printed = run("show", "r", "--json", cwd=tmp_path)
    for text in (made.stdout, made.stderr, shown.stdout, shown.stderr, printed.stdout, printed.stderr):
        clean(text)
    for name in (*FILES, "run.json"):
        text = (tmp_path / "r" / name).read_bytes().decode("utf-8")
        assert CONTROL.search(text) is None
        if name != "run.json":
            assert [json.loads(line) for line in text.splitlines()] == list(found.rows(name))


def test_a_terminal_shows_none_of_it(tmp_path: Path, recorded: Path) -> None:
    leader, follower = pty.openpty()
    with serving(recorded=recorded, latency="fixed:5") as served:
        process = subprocess.Popen(
            [sys.executable, "-m", "selfinstruct", *generate(served.base_url, "r")],
            cwd=tmp_path, stdin=follower, stdout=follower, stderr=follower, env=os.environ | {"TERM": "xterm"},
        )  # fmt: skip
        os.close(follower)
        seen = b"".join(iter(lambda: chunk(leader), b""))
        os.close(leader)
        assert process.wait(30) == 0
    text = seen.decode("utf-8")
    for part in ("\x1b]0;", "\x9b", "\x1b[31m\x1b", "\x08", "\u2028", "\u202e"):
        assert part not in text


def test_json_holds_no_letter_that_acts() -> None:
    letters = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0xD800, 0xDFFF)]
    for text in [*letters, *(f"é{letter}" for letter in letters)]:
        line = to_json([text])
        assert line.encode().decode().isprintable()
        assert json.loads(line) == [text]


def test_no_line_about_a_run_acts_on_a_terminal() -> None:
    counts = Counts(
        without_instance=1, classification=1, rejected=Counter({("bootstrap", POISON): 2, ("instances", POISON): 1})
    )
    info = {
        "status": "failed", "reason": POISON, "counts": counts.as_dict(), "target": 3, "requests": 1, "notice": "",
        "cost": 1.0,
        "usage": [{"prompt": 1, "completion": 1, "failed": 1}], "prices": {POISON: {"source": POISON}},
        "pii": {"mode": "mask", "found": {POISON: 1}, "dropped": 0},
        "jobs": [{"identifier": POISON, "state": POISON, "requests": 1}],
    }  # fmt: skip
    task = Task("t", f"{POISON}\n{POISON}", instances=(Instance(POISON, POISON),))
    step = Step(POISON, (Message("user", f"{POISON}\n{POISON}"),), 1, Usage(1, 1))
    lines = [
        *funnel(info, POISON), *left_behind(info), *coverage([{"topic": POISON}], {"topic": [POISON, f"{POISON}!"]}),
        *sample([task], {}), *estimated(Estimate((step,), None, "roughly"), "1 task"),
    ]  # fmt: skip
    assert [line for line in lines if not line.isprintable()] == []


def chunk(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # the other end is closed
        return b""


class Refusing(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.dumps({"error": {"message": f"no {POISON}", "code": POISON, "type": POISON}}).encode()
        self.send_response(401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def refusing() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()
            thread.join()


def test_what_a_service_says_of_an_error_is_harmless(tmp_path: Path) -> None:
    with refusing() as base_url:
        done = run(*generate(base_url, "r"), cwd=tmp_path)
    assert done.returncode == 1
    clean(done.stderr)
    assert "[bold red]loud[/bold red]" in done.stderr
    clean((tmp_path / "r" / "run.json").read_text())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "run"
    made = selfinstruct.generate(SEEDS, n=12, seed=7, concurrency=1, out=path)
    assert made.rejected(), "there is something in each file"
    return path


def everything(path: Path) -> None:
    """Read a run in every way there is."""
    from selfinstruct.cli.render.generate import coverage, funnel, sample

    found = Run(path)
    assert found.status
    assert repr(found)
    tasks = found.tasks()
    clean("\n".join(funnel(found.info, str(path))).replace("\n", ""))
    clean("".join(coverage([task.attributes for task in tasks], found.info["attributes"])))
    clean("".join(sample([task for task in tasks if task.instances][:3], {})))
    found.dataset()
    found.rejected()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@st.composite
def damaged(draw: st.DrawFn, whole: bytes, lines: bool) -> bytes:
    """Arbitrary bytes, or the file with a piece cut out or replaced, or with another value under some key."""
    kind = draw(st.sampled_from(["bytes", "cut", "splice", "value", "other"]))
    if kind == "bytes":
        return draw(st.binary(max_size=300))
    if kind == "other":
        return json.dumps(draw(JSON)).encode() + b"\n"
    if kind in ("cut", "splice"):
        start = draw(st.integers(0, len(whole)))
        end = draw(st.integers(start, min(len(whole), start + 200)))
        return whole[:start] + (draw(st.binary(max_size=20)) if kind == "splice" else b"") + whole[end:]
    rows = whole.splitlines() if lines else [whole]
    at = draw(st.integers(0, len(rows) - 1))
    value = json.loads(rows[at])
    spot = value
    while isinstance(spot, dict) and spot:
        key = draw(st.sampled_from(sorted(spot)))
        if not isinstance(spot[key], dict) or draw(st.booleans()):
            if draw(st.booleans()):
                del spot[key]
            else:
                spot[key] = draw(JSON)
            break
        spot = spot[key]
    rows[at] = json.dumps(value).encode()
    return b"\n".join(rows) + b"\n"


@pytest.mark.parametrize(
    "name",
    [
        "rejected.jsonl",
        "run.json",
        "journal.db",
        *(pytest.param(x, marks=pytest.mark.slow) for x in ("tasks.jsonl", "dataset.jsonl")),
    ],
)
@settings(cases(20), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_file_of_a_run_can_raise_anything_unforeseen(whole: Path, name: str, data: st.DataObject) -> None:
    copy = whole.with_name("copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(whole, copy)
    file = copy / name
    before = file.read_bytes()
    if name == "journal.db":
        start = data.draw(st.integers(0, len(before)))
        file.write_bytes(before[:start] + data.draw(st.binary(max_size=5000)) + before[start + 3000 :])
    else:
        file.write_bytes(data.draw(damaged(before, name != "run.json")))
    try:
        everything(copy)
    except SelfInstructError as error:
        clean(str(error).replace("\n", ""))
    with suppress(SelfInstructError):
        selfinstruct.resume(copy, model=Disorderly(), max_requests=60)


def test_a_line_of_json_is_one_line_whatever_it_holds() -> None:
    """In a text that is ASCII but for one mark, and in one that is not."""
    for number in (*range(0x3000), *range(0x3000, sys.maxunicode + 1, 61), *range(0xD7F0, 0xE010)):
        mark = chr(number)
        for text in (mark, f"ä{mark}"):
            line = to_json(text)
            assert json.loads(line) == text
            shown = not (CONTROL.match(mark) or number == 0x0A or 0xD800 <= number < 0xE000 or mark in '"\\')
            assert line == (f'"{text}"' if shown else line)
            assert shown or not CONTROL.search(line)
            line.encode()
