"""`export --follow`: a run that is still going, its end, and what may happen to its files meanwhile."""

import asyncio
import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from typer.testing import CliRunner

import selfinstruct
from selfinstruct.cli.app import app
from selfinstruct.errors import ExportRefused, RequestFailed, RunDamaged, RunError, UsageError
from selfinstruct.flows.export.flow import export
from selfinstruct.flows.export.follow import PATIENCE, follow
from selfinstruct.models.offline import create
from selfinstruct.records import Completion, Model, Request
from selfinstruct.runs.run import Run
from tests.support.runs import SEEDS


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "run"
    selfinstruct.generate(SEEDS, n=15, out=path)
    return path


def going(made: Path, path: Path) -> Path:
    """That run, as if it had just begun."""
    path.mkdir()
    shutil.copy(made / "run.json", path)
    say(path, "running")
    return path


def say(path: Path, status: str) -> None:
    """As a run writes its run.json."""
    info = json.loads((path / "run.json").read_text())
    (path / "run.json.tmp").write_text(json.dumps(info | {"status": status}))
    os.replace(path / "run.json.tmp", path / "run.json")


def add(path: Path, data: bytes) -> None:
    with (path / "dataset.jsonl").open("ab") as file:
        file.write(data)


def replace(path: Path, data: bytes) -> None:
    (path / "other").write_bytes(data)
    os.replace(path / "other", path / "dataset.jsonl")


def each(*things: Callable[[], object]) -> Callable[[], object]:
    """These things, one after the other."""

    def do() -> None:
        for thing in things:
            thing()

    return do


@dataclass
class Steps:
    """Does the next thing each time the follower waits; fails where it waits once too often."""

    things: list[Callable[[], object]]

    def __call__(self, seconds: float) -> None:
        assert self.things, "waits although nothing more will come"
        self.things.pop(0)()


def test_rows_go_out_as_they_come(made: Path, tmp_path: Path) -> None:
    path = going(made, tmp_path / "run")
    data, out = (made / "dataset.jsonl").read_bytes(), tmp_path / "out" / "rows.jsonl"
    cut, torn = data.index(b"\n") + 1, len(data) // 2
    grown: list[int] = []

    def seen() -> None:
        text = out.read_bytes()
        assert text.endswith(b"\n") or not text
        grown.append(text.count(b"\n"))

    things: list[Callable[[], object]] = [
        lambda: add(path, data[:cut]),
        seen,
        lambda: add(path, data[cut:torn]),
        each(seen, lambda: add(path, b"what a kill has torn")),
        lambda: os.truncate(path / "dataset.jsonl", data.rindex(b"\n", 0, torn) + 1),
        lambda: add(path, data[data.rindex(b"\n", 0, torn) + 1 :]),
        each(seen, lambda: say(path, "interrupted")),
    ]
    done = follow(path, "messages", out, wait=Steps(things))
    export(made, "messages", tmp_path / "whole.jsonl")
    whole = (tmp_path / "whole.jsonl").read_bytes()
    assert out.read_bytes() == whole
    assert out.with_name("rows.meta.jsonl").read_bytes() == (tmp_path / "whole.meta.jsonl").read_bytes()
    rows = len(Run(made).dataset())
    assert grown == [1, data[:torn].count(b"\n"), rows]
    assert (done.rows, done.dropped, done.status) == (rows, 0, "interrupted")
    assert done.notice == Run(made).info["notice"]


@pytest.mark.parametrize("name", ["alpaca", "prompt-completion", "sharegpt", "text", "table", "self-instruct"])
def test_an_ended_run_is_exported_as_ever(made: Path, tmp_path: Path, name: str) -> None:
    follow(made, name, tmp_path / "followed.jsonl", wait=Steps([]))
    export(made, name, tmp_path / "exported.jsonl")
    assert (tmp_path / "followed.jsonl").read_bytes() == (tmp_path / "exported.jsonl").read_bytes()


def test_a_run_is_waited_for(made: Path, tmp_path: Path) -> None:
    path, out, notes = tmp_path / "run", tmp_path / "out.jsonl", list[str]()
    things: list[Callable[[], object]] = [lambda: None, lambda: shutil.copytree(made, path)]
    assert follow(path, "alpaca", out, note=notes.append, wait=Steps(things)).rows == len(Run(made).dataset())
    assert notes == [f"{path}: has not started yet; waiting for it"]
    with pytest.raises(RunError, match="is not a run"):
        follow(tmp_path / "none", "alpaca", out, wait=Steps([lambda: None] * PATIENCE))


def test_a_killed_run_is_not_waited_for_without_end(made: Path, tmp_path: Path) -> None:
    path, out = going(made, tmp_path / "run"), tmp_path / "out.jsonl"
    add(path, (made / "dataset.jsonl").read_bytes()[:-3])
    alive: list[Callable[[], object]] = [lambda: say(path, "running")] * 3
    with pytest.raises(RunError, match=r"nothing has been written for 60 s.*resume the run, then export it"):
        follow(path, "alpaca", out, wait=Steps(alive + [lambda: None] * PATIENCE))
    assert out.read_bytes().count(b"\n") == len(Run(made).dataset()) - 1


def test_replaced_files_are_noticed(made: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    lines = (made / "dataset.jsonl").read_bytes().split(b"\n")
    other = b"\n".join([lines[0], *lines[2:]])
    notes: list[str] = []

    def replaced(path: Path) -> list[Callable[[], object]]:
        add(path, b"\n".join(lines[:5]) + b"\n")
        # As `resume --retry-failed` does: all new files in place, then the status.
        return [each(lambda: replace(path, other), lambda: say(path, "done"))]

    path, out = going(made, tmp_path / "one"), tmp_path / "out.jsonl"
    done = follow(path, "alpaca", out, note=notes.append, wait=Steps(replaced(path)))
    export(path, "alpaca", tmp_path / "whole.jsonl")
    assert out.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert out.with_name("out.meta.jsonl").read_bytes() == (tmp_path / "whole.meta.jsonl").read_bytes()
    assert done.rows == len(lines) - 2
    assert notes == [f"{path}: dataset.jsonl was replaced by another; alpaca is rewritten from the start"]

    path = going(made, tmp_path / "two")
    with pytest.raises(RunError, match=r"replaced by another while it was followed, and 5 rows .* export it again"):
        follow(path, "alpaca", "-", wait=Steps(replaced(path)))
    assert capfdbinary.readouterr().out.count(b"\n") == 5

    path = going(made, tmp_path / "three")
    add(path, b"\n".join(lines[:5]) + b"\n")
    same: list[Callable[[], object]] = [each(lambda: replace(path, b"\n".join(lines)), lambda: say(path, "done"))]
    assert follow(path, "alpaca", "-", wait=Steps(same)).rows == len(lines) - 1


def test_a_file_that_ends_shorter_is_another(made: Path, tmp_path: Path) -> None:
    path, data = going(made, tmp_path / "run"), (made / "dataset.jsonl").read_bytes()
    add(path, data)
    first = data[: data.index(b"\n") + 1]
    things: list[Callable[[], object]] = [lambda: replace(path, first), lambda: say(path, "done")]
    assert follow(path, "alpaca", tmp_path / "out.jsonl", wait=Steps(things)).rows == 1
    assert (tmp_path / "out.jsonl").read_bytes().count(b"\n") == 1


@pytest.mark.parametrize(
    ("name", "out", "message"),
    [
        ("trl-dpo", "-", "trl-dpo is made of preferences"),
        ("hub", "folder", "hub is not a file of JSON lines"),
        ("jumpstart", "folder", "jumpstart is not a file of JSON lines"),
        ("alpaca", "rows.parquet", "name a .jsonl file on this machine, not .*rows.parquet"),
        ("alpaca", "rows.jsonl.gz", "name a .jsonl file"),
        ("alpaca", "rows", "name a .jsonl file"),
        ("alpaca", "s3://bucket/rows.jsonl", "name a .jsonl file on this machine"),
        ("nonsense", "-", "no .*nonsense"),
    ],
)
def test_what_cannot_be_followed_is_refused(made: Path, tmp_path: Path, name: str, out: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        follow(made, name, out if out == "-" or "://" in out else tmp_path / out, wait=Steps([]))
    assert not list(tmp_path.iterdir())


def test_the_runs_own_files_are_no_place_for_rows(made: Path, tmp_path: Path) -> None:
    before = (made / "dataset.jsonl").read_bytes()
    with pytest.raises(UsageError, match="is inside the run directory"):
        follow(made, "alpaca", made / "dataset.jsonl", wait=Steps([]))
    assert (made / "dataset.jsonl").read_bytes() == before
    with pytest.raises(RunError, match="is a file; give the run's directory"):
        follow(made / "dataset.jsonl", "alpaca", tmp_path / "out.jsonl", wait=Steps([]))


def test_a_run_in_s3_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="s3://bucket/run is in S3; follow a run on this machine"):
        follow("s3://bucket/run", "alpaca", tmp_path / "out.jsonl", wait=Steps([]))


@pytest.mark.parametrize("options", [["--split", "80/20"], ["--file-type", "json"], ["--against", "rows.jsonl"]])
def test_options_that_need_the_whole_dataset(made: Path, options: list[str]) -> None:
    result = CliRunner().invoke(app, ["export", str(made), "--format", "alpaca", "--follow", *options])
    assert isinstance(result.exception, UsageError)
    assert "--follow: cannot be used with splits or a file type other" in str(result.exception)
    assert not result.stdout


def test_json_tells_how_it_ended(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    arguments = ["export", str(made), "--format", "alpaca", "--follow", "-o", str(out), "--json"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0
    rows = len(Run(made).dataset())
    notice = Run(made).info["notice"]
    assert json.loads(result.stdout) == {"rows": rows, "dropped": 0, "status": "done", "notice": notice}
    assert f"{rows} rows passed on; the run ended: done" in result.stderr


@pytest.mark.parametrize(
    ("status", "code"), [("saturated", 3), ("max_requests", 3), ("max_cost", 3), ("interrupted", 130), ("failed", 1)]
)
def test_the_exit_code_is_the_runs(made: Path, tmp_path: Path, status: str, code: int) -> None:
    path, out = tmp_path / "run", tmp_path / "out.jsonl"
    shutil.copytree(made, path)
    say(path, status)
    result = CliRunner().invoke(app, ["export", str(path), "--format", "alpaca", "--follow", "-o", str(out)])
    assert result.exit_code == code
    assert out.stat().st_size > 0
    assert f"the run ended: {status}" in result.stderr


def test_rows_a_consumer_refuses(made: Path, tmp_path: Path) -> None:
    path, out = tmp_path / "run", tmp_path / "out.jsonl"
    shutil.copytree(made, path)
    lines = (path / "dataset.jsonl").read_bytes().split(b"\n")
    bad = json.loads(lines[2]) | {"id": "bad-1", "output": "  "}
    replace(path, b"\n".join([*lines[:2], json.dumps(bad).encode(), *lines[2:]]))
    with pytest.raises(ExportRefused, match="bad-1"):
        follow(path, "messages", out, wait=Steps([]))
    assert out.read_bytes().count(b"\n") == out.with_name("out.meta.jsonl").read_bytes().count(b"\n") == 2
    notes: list[str] = []
    done = follow(path, "messages", out, drop_invalid=True, note=notes.append, wait=Steps([]))
    assert (done.rows, done.dropped) == (len(lines) - 1, 1)
    assert len(notes) == 1
    assert notes[0].startswith("left out bad-1: ")
    followed = (tmp_path / "out.rejected.jsonl").read_bytes()
    assert json.loads(followed)["id"] == "bad-1"
    export(path, "messages", tmp_path / "whole.jsonl", drop_invalid=True)
    assert out.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert followed == (tmp_path / "whole.rejected.jsonl").read_bytes()


def test_too_few_rows_are_told_at_the_end(made: Path, tmp_path: Path) -> None:
    path = going(made, tmp_path / "run")
    add(path, b"\n".join((made / "dataset.jsonl").read_bytes().split(b"\n")[:4]) + b"\n")
    with pytest.raises(ExportRefused, match="32"):
        follow(path, "bedrock-haiku", tmp_path / "out.jsonl", wait=Steps([lambda: say(path, "failed")]))
    assert (tmp_path / "out.jsonl").read_bytes().count(b"\n") == 4


def test_a_damaged_file_is_told_with_its_line(made: Path, tmp_path: Path) -> None:
    path = going(made, tmp_path / "run")
    add(path, (made / "dataset.jsonl").read_bytes().split(b"\n")[0] + b"\nnonsense\n")
    with pytest.raises(RunDamaged, match=r"dataset\.jsonl:2: is not a line that a run writes"):
        follow(path, "alpaca", tmp_path / "out.jsonl", wait=Steps([]))


def test_an_interruption_leaves_whole_lines(made: Path, tmp_path: Path) -> None:
    path, out = going(made, tmp_path / "run"), tmp_path / "out.jsonl"
    add(path, (made / "dataset.jsonl").read_bytes()[:-5])

    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        follow(path, "alpaca", out, wait=interrupt)
    export(made, "alpaca", tmp_path / "whole.jsonl")
    whole = (tmp_path / "whole.jsonl").read_bytes()
    assert out.read_bytes() == whole[: whole.rindex(b"\n", 0, -1) + 1]
    assert out.with_name("out.meta.jsonl").read_bytes().count(b"\n") == out.read_bytes().count(b"\n")


@dataclass
class Gated:
    """The offline model, which holds its answers back from the third prompt on until the gate is opened."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    name: str = "offline"
    _model: Model = field(default_factory=lambda: create(""))

    async def complete(self, request: Request) -> Completion:
        if request.purpose == "bootstrap" and request.index >= 2:
            await self.gate.wait()
        return await self._model.complete(request)


async def following(path: Path, *options: str) -> asyncio.subprocess.Process:
    arguments = ("-m", "selfinstruct", "export", str(path), "--format", "alpaca", "--follow", *options)
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdout=pipe, stderr=pipe, cwd=path.parent,
        # A shell that starts the tests in the background has its children ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip


def test_the_command_streams_a_run_of_another_process(tmp_path: Path) -> None:
    path = tmp_path / "run"

    async def work() -> tuple[bytes, bytes, int | None]:
        model = Gated()
        command = await following(path)
        growing = asyncio.ensure_future(selfinstruct.agenerate(SEEDS, n=40, out=path, model=model))
        assert command.stdout is not None
        first = await command.stdout.readline()
        # The gate is closed: what has arrived has arrived from a run that is going.
        assert not growing.done()
        assert Run(path).status == "running"
        model.gate.set()
        rest, said = await command.communicate()
        await growing
        return first + rest, said, command.returncode

    data, said, code = asyncio.run(asyncio.wait_for(work(), 60))
    export(path, "alpaca", tmp_path / "whole.jsonl")
    assert code == 0, said
    assert data == (tmp_path / "whole.jsonl").read_bytes()
    assert b"demonstration model" in said
    assert b"Traceback" not in said


@pytest.mark.parametrize("way", ["ctrl-c", "a reader that has seen enough"])
def test_the_command_ends_before_the_run(tmp_path: Path, way: str) -> None:
    path = tmp_path / "run"

    async def work() -> tuple[bytes, int]:
        model = Gated()
        growing = asyncio.ensure_future(selfinstruct.agenerate(SEEDS, n=20, out=path, model=model))
        command = await following(path)
        assert command.stdout is not None
        assert command.stderr is not None
        await command.stdout.readline()
        if way == "ctrl-c":
            command.send_signal(signal.SIGINT)
        else:
            command.stdout._transport.close()  # type: ignore[attr-defined]
            model.gate.set()
        said = await command.stderr.read()
        code = await command.wait()
        model.gate.set()
        await growing
        return said, code

    said, code = asyncio.run(asyncio.wait_for(work(), 60))
    assert code == (130 if way == "ctrl-c" else 0), said
    assert b"Traceback" not in said
    assert b"BrokenPipe" not in said
    assert Run(path).status == "done"


@pytest.fixture
def failed(tmp_path: Path) -> Path:
    """A run some of whose requests failed for good."""
    offline = create("")

    class Refusing:
        name = "offline"

        async def complete(self, request: Request) -> Completion:
            if request.purpose == "instances" and request.index in (1, 5):
                raise RequestFailed("the prompt was refused")
            return await offline.complete(request)

    selfinstruct.generate(SEEDS, n=15, out=tmp_path / "failed", model=Refusing())
    return tmp_path / "failed"


@pytest.fixture
def healing(failed: Path) -> Iterator[tuple[threading.Event, threading.Event, threading.Event]]:
    """`resume --retry-failed` of it in another thread: has begun, may go on, has ended."""
    begun, go, ended = threading.Event(), threading.Event(), threading.Event()
    offline = create("")

    class Waiting:
        name = "offline"

        async def complete(self, request: Request) -> Completion:
            begun.set()
            await asyncio.to_thread(go.wait, 60)
            return await offline.complete(request)

    def heal() -> None:
        selfinstruct.resume(failed, retry_failed=True, model=Waiting())
        ended.set()

    thread = threading.Thread(target=heal)
    thread.start()
    yield begun, go, ended
    go.set()
    thread.join(60)


def test_a_run_that_asks_again_what_failed(
    failed: Path, healing: tuple[threading.Event, threading.Event, threading.Event], tmp_path: Path
) -> None:
    begun, go, ended = healing
    before, out = (failed / "dataset.jsonl").read_bytes(), tmp_path / "out.jsonl"
    assert begun.wait(60)
    notes: list[str] = []
    things: list[Callable[[], object]] = [each(go.set, lambda: ended.wait(60))]
    done = follow(failed, "text", out, note=notes.append, wait=Steps(things))
    assert ended.is_set()
    assert (failed / "dataset.jsonl").read_bytes() != before
    assert len(notes) == 1
    export(failed, "text", tmp_path / "whole.jsonl")
    assert out.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert done.rows == len(Run(failed).dataset())
