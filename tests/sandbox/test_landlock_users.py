"""Landlock where this is root and others can read the interpreter, as in most containers: programs may start processes.

The interpreter of the tests may lie where only root reads it, so the system's own is asked.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

import selfinstruct

PYTHON = next((path for path in ("/usr/bin/python3", "/usr/local/bin/python3") if Path(path).exists()), "")
# What is run of each program, and what of its outcome is told.
ASK = """
import asyncio, json, os, sys
from selfinstruct.sandbox.process import ProcessRunner
from selfinstruct.sandbox.program import Limits, Program
from selfinstruct.sandbox.testing import run_tests

async def main():
    limits = Limits(seconds=3, processor=5, processes=8, memory=128 << 20)
    with ProcessRunner(walls="landlock") as runner:
        told = {}
        for name, source in json.load(sys.stdin).items():
            outcome = await runner.run(Program(source), limits)
            told[name] = [outcome.ended, outcome.code, outcome.stdout, outcome.stderr[-300:]]
        trial = await run_tests(runner, "def f(x): return x + 1", ["assert f(1) == 2", "assert f(1) == 3"], limits)
        told["tests"] = [item.verdict for item in trial.verdicts]
        own = 0x70000000 + 64 * os.getpid()
        told["left"] = [name for name in os.listdir("/proc") if own <= _user(name) < own + 64]
    print(json.dumps(told))

def _user(name):
    try:
        return os.stat(f"/proc/{name}").st_uid
    except OSError:
        return 0

asyncio.run(main())
"""
PROGRAMS = {
    "starts one": "import os\nif os.fork():\n    os.wait()\n    print('whole')",
    "bomb": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "count": (
        "import os, time\ncount = 1\ntry:\n    while True:\n        if os.fork() == 0: time.sleep(60)\n"
        "        count += 1\nexcept BlockingIOError: print(count)"
    ),
    "daemon": (
        "import os, signal, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork(): os._exit(0)\n"
        "    os.setsid()\n    for n in (1, 2, 15): signal.signal(n, signal.SIG_IGN)\n"
        "    print('there', flush=True)\n    time.sleep(600)\ntime.sleep(0.2)"
    ),
    "memory together": (
        "import os, time\nfor _ in range(5):\n    if os.fork() == 0:\n        kept = bytearray(60 << 20)\n"
        "        for place in range(0, len(kept), 4096): kept[place] = 1\n        time.sleep(60)\ntime.sleep(60)"
    ),
    "turns on others": (
        "import os\nfor number in (os.getppid(), 1, -1):\n    try: os.kill(number, 9)\n    except OSError: pass\n"
        "print('done')"
    ),
    "reads": "open('/etc/hostname')",
    "connects": "import socket; socket.socket()",
}  # fmt: skip


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    if os.geteuid() != 0 or not PYTHON:
        pytest.skip("needs root, and an interpreter of the system")
    version = subprocess.run([PYTHON, "-c", "import sys; print(sys.version_info >= (3, 11))"], capture_output=True)
    if version.stdout.strip() != b"True":
        pytest.skip("the system's interpreter is older than 3.11")
    package = Path(selfinstruct.__file__).resolve().parent.parent
    environment = {"PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [PYTHON, "-c", ASK], input=json.dumps(PROGRAMS), capture_output=True, text=True, env=environment, timeout=120
    )
    if "SandboxRefused" in done.stderr:
        pytest.skip("no Landlock")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_processes_may_be_started_and_not_too_many(told: dict[str, Any]) -> None:
    assert told["starts one"][:3] == ["finished", 0, "whole\n"]
    assert told["bomb"][0] == "time"
    assert told["count"][2] == "8\n"
    assert told["memory together"][0] == "memory"


def test_none_of_them_goes_on(told: dict[str, Any]) -> None:
    assert told["daemon"][:3] == ["finished", 0, "there\n"]
    assert told["left"] == []


def test_the_rest_is_as_hidden_as_it_was(told: dict[str, Any]) -> None:
    assert told["turns on others"][:3] == ["finished", 0, "done\n"]
    assert "PermissionError" in told["reads"][3]
    assert "PermissionError" in told["connects"][3]


def test_solutions_can_be_put_to_tests(told: dict[str, Any]) -> None:
    assert told["tests"] == ["passed", "failed"]
