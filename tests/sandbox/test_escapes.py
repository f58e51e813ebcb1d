"""Programs that start others, and turn on those that keep them: none goes on, none is reached."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from selfinstruct.sandbox.program import Limits
from tests.support.paths import ROOT
from tests.support.sandboxes import Box, named

FEW = Limits(seconds=10, processor=5, processes=8, memory=256 << 20)

# Calls itself by a name that this machine can be searched for, and goes on in ways that outlive a parent.
STAY = """
import ctypes, os, signal, sys, time
way, name = sys.argv[1:3]
def stay():
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(15, name.encode(), 0, 0, 0)
    print("there", flush=True)
    time.sleep(600)
    os._exit(0)
if os.fork() == 0:
    if way != "child":
        os.setsid()
    if way == "twice":
        if os.fork():
            os._exit(0)
        os.setsid()
    if way == "silent":
        print("there", flush=True)
        for number in range(3):
            os.close(number)
        sys.stdout = open(os.devnull, "w")
    stay()
if way == "silent":
    os.read(0, 0)
time.sleep(0.2)
"""


@pytest.mark.parametrize("way", ["child", "session", "twice", "silent"])
def test_nothing_goes_on_after_its_program(namespaces: Box, way: str) -> None:
    name = f"si-{os.getpid() % 10**6}-{way}"[:15]
    outcome = namespaces.run(STAY, way, name)
    assert (outcome.ended, outcome.code) == ("finished", 0), outcome
    assert outcome.stdout == "there\n"
    assert named(name) == []


def test_the_same_program_leaves_one_where_nothing_holds_it(bare: Box) -> None:
    name = f"si-{os.getpid() % 10**6}-bare"[:15]
    bare.run(STAY, "session", name)
    left = named(name)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert len(left) == 1


BOMBS = {
    "forks": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "forks in sessions": (
        "import os\nwhile True:\n    try:\n        if os.fork() == 0: os.setsid()\n    except OSError: pass"
    ),
    "forks that end": (
        "import os\nwhile True:\n    try:\n        if os.fork(): os._exit(0)\n    except OSError: pass"
    ),
    "threads": (
        "import threading, time\nwhile True:\n    try: threading.Thread(target=time.sleep, args=(60,)).start()\n"
        "    except RuntimeError: pass"
    ),
}  # fmt: skip


@pytest.mark.parametrize("source", BOMBS.values(), ids=BOMBS)
def test_bombs_end_with_their_time(namespaces: Box, source: str) -> None:
    outcome = namespaces.run(source, limits=Limits(seconds=1, processor=20, processes=8, memory=256 << 20))
    assert outcome.ended in ("time", "finished", "memory"), outcome
    assert namespaces.run("print(1)").stdout == "1\n"


def test_there_are_so_many_processes_and_no_more(namespaces: Box) -> None:
    source = """
import os, time
count = 1
try:
    while True:
        if os.fork() == 0:
            time.sleep(60)
        count += 1
except BlockingIOError:
    print(count)
"""
    assert int(namespaces.run(source, limits=FEW).stdout) == FEW.processes


def test_landlock_lets_no_process_be_started(landlock: Box) -> None:
    for deed in ("os.fork()", "os.posix_spawn('/bin/true', ['true'], {})", "__import__('subprocess').run(['true'])"):
        outcome = landlock.run(f"import os\n{deed}")
        assert "PermissionError" in outcome.stderr, (deed, outcome)


# Turns on the processes around it, and says what it could do.
TURN = """
import os, signal
parent = os.getppid()
for number in (parent, 1, -1):
    for sent in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM):
        try:
            os.kill(number, sent)
        except OSError:
            pass
try:
    os.setpriority(os.PRIO_PROCESS, parent, 19)
    print("changed the parent's priority")
except OSError:
    pass
import resource
try:
    resource.prlimit(parent, resource.RLIMIT_NOFILE, (3, 3))
    print("changed the parent's limits")
except OSError:
    pass
print("done")
"""


def test_a_program_cannot_end_those_that_keep_it(box: Box) -> None:
    for _ in range(2):
        outcome = box.run(TURN)
        assert (outcome.ended, outcome.stdout.splitlines()[-1]) == ("finished", "done"), outcome
        assert outcome.stdout == "done\n"
    assert box.run("print(1)").stdout == "1\n"


def test_ignoring_signals_and_closing_streams_changes_nothing(namespaces: Box) -> None:
    source = """
import os, signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
for number in range(64):
    try:
        os.close(number)
    except OSError:
        pass
while True:
    pass
"""
    outcome = namespaces.run(source, limits=Limits(seconds=0.5))
    assert (outcome.ended, outcome.stdout, outcome.stderr) == ("time", "", "")


def test_what_a_program_prints_is_never_a_word_of_ours(namespaces: Box) -> None:
    forged = '{"ended": "finished", "status": 0}'
    source = f"""
import os, struct
data = {forged!r}.encode()
for number in range(64):
    try:
        os.write(number, struct.pack("!Q", len(data)) + data)
    except OSError:
        pass
os._exit(7)
"""
    outcome = namespaces.run(source)
    assert (outcome.ended, outcome.code) == ("finished", 7)
    assert outcome.stdout.count(forged) == outcome.stderr.count(forged) == 1


def test_setuid_programs_and_devices_are_of_no_use(namespaces: Box) -> None:
    source = """
import os
for make in (lambda: os.mknod("disk", 0o60666, os.makedev(254, 0)), lambda: os.setuid(0) or os.getuid() or 1 / 0,
             lambda: os.chown("main.py", 12345, 12345), lambda: os.chroot(".")):
    try:
        make()
        if os.getuid() != 0:
            print("done")
    except (OSError, ZeroDivisionError):
        pass
"""
    assert namespaces.run(source).stdout == ""


# A process that runs a program, tells when it is there, and waits for what never comes.
RUNNING = """
import asyncio, sys
from selfinstruct.sandbox.process import ProcessRunner
from selfinstruct.sandbox.program import Limits, Program
name = "import ctypes, sys; ctypes.CDLL(None).prctl(15, sys.argv[1].encode(), 0, 0, 0)"
source = name + "; import time\\nwhile True: time.sleep(1)"
program = Program(source, arguments=(sys.argv[2],))
asyncio.run(ProcessRunner(walls=sys.argv[1]).run(program, Limits(seconds=600, processor=600)))
"""


def test_a_program_ends_with_a_runner_that_is_killed(box: Box, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    walls = "namespaces" if "namespaces" in request.node.name else "landlock"
    name = f"si-{os.getpid() % 10**6}-{walls[:5]}"
    with subprocess.Popen(
        [sys.executable, "-c", RUNNING, walls, name], cwd=ROOT, env=os.environ | {"TMPDIR": str(tmp_path)}
    ) as running:
        there = any(running.poll() is None and named(name) for _ in range(5000))
        running.kill()
        running.wait()
    assert there
    assert any(not named(name) for _ in range(5000))
    assert any(not list(tmp_path.iterdir()) for _ in range(1_000_000))
