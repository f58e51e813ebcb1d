"""The runner `container:IMAGE`: what it asks of an engine, and what it makes of the answers."""

import asyncio
import sys
from pathlib import Path

import pytest

from selfinstruct.errors import SandboxError, UnknownName, UsageError
from selfinstruct.sandbox.container import ContainerRunner
from selfinstruct.sandbox.opening import open_runner
from selfinstruct.sandbox.outcome import Outcome
from selfinstruct.sandbox.program import Limits, Program
from selfinstruct.sandbox.testing import run_tests
from tests.support.container_engine import calls, install

IMAGE = "python:3.12-slim"
# Without the walls of a container this interpreter's own limit of memory stands for it.
LIMITS = Limits(seconds=20)


@pytest.fixture
def runner(tmp_path: Path) -> ContainerRunner:
    return ContainerRunner(IMAGE, engine=str(install(tmp_path)))


def _run(runner: ContainerRunner, source: str, limits: Limits = LIMITS, **given: object) -> Outcome:
    return asyncio.run(runner.run(Program(source, **given), limits))  # type: ignore[arg-type]


def test_the_engine_is_asked_for_every_protection(tmp_path: Path) -> None:
    runner = ContainerRunner(IMAGE, runtime="runsc", engine=str(install(tmp_path)))
    outcome = _run(runner, "print(1)", Limits(memory=100 << 20, disk=8 << 20, files=50, processes=9, processor=3))
    version, started, removed = calls(tmp_path)[0], calls(tmp_path)[2], calls(tmp_path)[3]
    assert version[0] == started[0] == "run"
    words = " ".join(started)
    for wanted in (
        "--network none", "--read-only", "--memory 104857600 --memory-swap 104857600", "--pids-limit 10",
        "--cap-drop ALL", "--security-opt no-new-privileges", "--user 65534:65534", "--ulimit cpu=3:4",
        "--ulimit fsize=8388608:8388608", "--ulimit core=0:0", "--runtime runsc", "--workdir /box",
        "--tmpfs /box:rw,nosuid,nodev,noexec,size=8388608,nr_inodes=50,mode=1777", "--env PYTHONHASHSEED=0",
        f"--entrypoint python3 {IMAGE} -P -s -S -B",
    ):  # fmt: skip
        assert wanted in words
    for unwanted in ("--volume", "-v", "--mount", "--privileged", "--publish", "--env-file"):
        assert unwanted not in started
    name = started[started.index("--name") + 1]
    assert removed == ["rm", "--force", name]
    assert (outcome.runner, outcome.python) == (
        f"container:{IMAGE}?runtime=runsc",
        ".".join(map(str, sys.version_info[:3])),
    )


@pytest.mark.parametrize(
    ("source", "ended", "code", "signal", "out"),
    [
        ("import sys; print(sys.argv[1:], input(), open('d/a').read())", "finished", 0, "", "['x'] hi 1\n"),
        ("raise SystemExit(4)", "finished", 4, "", ""),
        ("raise SystemExit(139)", "signal", None, "SIGSEGV", ""),
        ("import time; print('a', flush=True); time.sleep(60)", "time", None, "", "a\n"),
        ("while True: print('x' * 99)", "output", None, "", ("x" * 99 + "\n") * 10),
    ],
)
def test_an_outcome_is_as_that_of_a_process(
    runner: ContainerRunner, source: str, ended: str, code: int | None, signal: str, out: str
) -> None:
    limits = Limits(seconds=1, output=1000) if ended in ("time", "output") else LIMITS
    outcome = _run(runner, source, limits, stdin="hi\n", arguments=("x",), files={"d/a": "1"})
    assert (outcome.ended, outcome.code, outcome.signal, outcome.stdout) == (ended, code, signal, out), outcome


def test_every_container_is_removed(runner: ContainerRunner, tmp_path: Path) -> None:
    _run(runner, "while True: pass", Limits(seconds=0.2))
    asked = calls(tmp_path)
    names = {item[item.index("--name") + 1] for item in asked if item[0] == "run"}
    assert len(names) == 2  # its version, and the program
    assert {item[-1] for item in asked if item[0] == "rm"} == names


def test_a_run_that_is_given_up_removes_its_container(runner: ContainerRunner, tmp_path: Path) -> None:
    async def given_up() -> None:
        await runner.run(Program("pass"), LIMITS)
        task = asyncio.create_task(runner.run(Program("while True: pass"), LIMITS))
        await asyncio.wait({task}, timeout=0.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(given_up())
    assert [item[0] for item in calls(tmp_path)].count("rm") == 3


def test_memory_that_the_engine_took_back_is_told(tmp_path: Path) -> None:
    outcome = _run(ContainerRunner("full:1", engine=str(install(tmp_path))), "pass")
    assert (outcome.ended, outcome.code) == ("memory", None)


def test_solutions_are_put_to_tests_in_containers_too(runner: ContainerRunner) -> None:
    tests = ["assert f(1) == 2", "assert f(1) == 3"]
    found = asyncio.run(run_tests(runner, "def f(x): return x + 1", tests, Limits(seconds=5)))
    assert [item.verdict for item in found.verdicts] == ["passed", "failed"]


def test_what_the_engine_lacks_is_an_error_and_no_outcome(tmp_path: Path) -> None:
    with pytest.raises(
        SandboxError, match="container:missing:1: no container: engine: pull access denied for missing:1"
    ):
        _run(ContainerRunner("missing:1", engine=str(install(tmp_path))), "pass")
    with pytest.raises(SandboxError, match="no-such-engine is not installed"):
        _run(ContainerRunner(IMAGE, engine="no-such-engine"), "pass")


@pytest.mark.parametrize(
    ("setting", "name"),
    [
        ("process", "process"),
        ("process?without=network,files", "process"),
        ("process?walls=landlock", "process"),
        ("container:python:3.12-slim", "container:python:3.12-slim"),
        ("container:registry:5000/a/b@sha256:00?runtime=runsc", "container:registry:5000/a/b@sha256:00?runtime=runsc"),
        ("container:python:3?engine=podman", "container:python:3"),
    ],
)
def test_settings_name_runners(setting: str, name: str) -> None:
    runner = open_runner(setting)
    assert runner.name == name
    runner.close()


@pytest.mark.parametrize(
    ("setting", "error", "said"),
    [
        ("vm", UnknownName, "no runner 'vm'; known: process, "),
        ("process:x", UnknownName, "no runner"),
        ("process?with=x", UsageError, "process has no option 'with'; known: without, walls"),
        ("process?without=net", UsageError, "'net' is no protection"),
        ("container:", UsageError, "no name of an image"),
        ("container:--privileged", UsageError, "no name of an image"),
        ("container:a b", UsageError, "no name of an image"),
        ("container:a?runtime=--x y", UsageError, "no name of a runtime"),
        ("container:a?volume=/", UsageError, "container has no option 'volume'"),
    ],
)
def test_settings_that_name_none(setting: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        open_runner(setting)
