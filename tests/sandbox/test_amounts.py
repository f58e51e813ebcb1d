"""Programs that take more than they may: of memory, time, disk, output and processes."""

import pytest

from selfinstruct.sandbox.program import Limits
from tests.support.sandboxes import Box

SMALL = Limits(seconds=30, processor=20, memory=128 << 20, disk=2 << 20, files=100, processes=8, output=10_000)
QUICK = Limits(seconds=0.3, processor=20)

# A program, and how it has to end. What it is to be told of itself it prints.
MEMORY = {
    "by and by": "kept = []\nwhile True: kept.append(bytearray(1 << 20))",
    "at once": "bytearray(1 << 33)",
    "a large text": "'a' * (1 << 33)",
    "a large power": "1 << (1 << 33)",
    "lists of lists": "a = [0]\nwhile True: a += a",
}


@pytest.mark.parametrize("source", MEMORY.values(), ids=MEMORY)
def test_memory_has_an_end(box: Box, source: str) -> None:
    outcome = box.run(source, limits=SMALL)
    assert outcome.ended == "memory", outcome
    assert outcome.code == 1


def test_memory_of_several_processes_is_counted_together(namespaces: Box) -> None:
    source = """
import os, time
for _ in range(5):
    if os.fork() == 0:
        kept = bytearray(60 << 20)
        for place in range(0, len(kept), 4096):
            kept[place] = 1
        time.sleep(60)
time.sleep(60)
"""
    outcome = namespaces.run(source, limits=SMALL)
    assert (outcome.ended, outcome.code) == ("memory", None)


# Each is cut at the limit to the byte, so that what is kept is the same whatever came after it.
OUTPUT = {
    "stdout": ("while True: print('x' * 99)", "stdout"),
    "stderr": ("import sys\nwhile True: sys.stderr.write('x' * 99 + '\\n')", "stderr"),
    "at once": ("import os\nwhile True: os.write(1, (b'x' * 99 + b'\\n') * 100)", "stdout"),
    "a child's": (
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'while True: print(\"x\" * 99)'])", "stdout"
    ),
    "deaf to signals": (
        "import signal\n"
        "for n in range(1, 32):\n    try: signal.signal(n, signal.SIG_IGN)\n    except (OSError, ValueError): pass\n"
        "while True: print('x' * 99)", "stdout"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "stream"), OUTPUT.values(), ids=OUTPUT)
def test_output_has_an_end(namespaces: Box, source: str, stream: str) -> None:
    outcome = namespaces.run(source, limits=SMALL)
    assert (outcome.ended, outcome.code, outcome.signal) == ("output", None, "")
    assert getattr(outcome, stream) == ("x" * 99 + "\n") * 100


def test_output_of_just_the_limit_is_no_fault(box: Box) -> None:
    outcome = box.run("print('x' * 9_999)", limits=SMALL)
    assert (outcome.ended, outcome.code, len(outcome.stdout)) == ("finished", 0, 10_000)
    assert box.run("print('x' * 10_000)", limits=SMALL).ended == "output"


TIME = {
    "a loop": "while True: pass",
    "sleep": "import time; time.sleep(60)",
    "reading nothing": "import os; r, w = os.pipe(); os.read(r, 1)",
    "deaf to signals": "import signal\nfor n in (15, 2, 14): signal.signal(n, signal.SIG_IGN)\nwhile True: pass",
    "catching all": "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "at its exit": "import atexit\n@atexit.register\ndef loop():\n    while True: pass",
    "in a destructor": "class A:\n    def __del__(self):\n        while True: pass\na = A()",
    "in a thread": "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()",
    "without output": "import os, time; os.close(0); os.close(1); os.close(2); time.sleep(60)",
    "a large number": "10 ** (10 ** 10)",
    "within one call": "import re; re.match('(a+)+$', 'a' * 60 + 'b')",
}


@pytest.mark.parametrize("source", TIME.values(), ids=TIME)
def test_time_has_an_end(box: Box, source: str) -> None:
    outcome = box.run(source, limits=QUICK)
    assert (outcome.ended, outcome.code, outcome.signal) == ("time", None, "")


def test_time_of_processors_has_an_end(box: Box) -> None:
    deaf = "import signal; signal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass"
    assert box.run(deaf, limits=Limits(seconds=60, processor=1)).ended == "processor"


DISK = {
    "one large file": "file = open('a', 'wb')\nwhile True: file.write(bytes(1 << 16))",
    "many files": "n = 0\nwhile True:\n    open(str(n), 'wb').write(b'x')\n    n += 1",
    "many folders": "import os\nn = 0\nwhile True:\n    os.mkdir(str(n))\n    n += 1",
    "a hole": "import os\nfile = open('a', 'wb')\nfile.truncate(1 << 40)",
    "files without names": (
        "import os\nkept = []\nwhile True:\n    kept.append(open('a', 'wb'))\n    os.unlink('a')\n"
        "    for _ in range(30): kept[-1].write(bytes(1 << 16))"
    ),
    "elsewhere": "n = 0\nwhile True:\n    open(f'/tmp/{n}', 'wb').write(bytes(1 << 16))\n    n += 1",
    "shared memory": "n = 0\nwhile True:\n    open(f'/dev/shm/{n}', 'wb').write(bytes(1 << 16))\n    n += 1",
}


@pytest.mark.parametrize("source", DISK.values(), ids=DISK)
def test_the_disk_has_an_end(namespaces: Box, source: str) -> None:
    outcome = namespaces.run(source, limits=SMALL)
    assert (outcome.ended, outcome.code) == ("finished", 1)
    assert outcome.stderr.splitlines()[-1].startswith(("OSError: [Errno 28]", "OSError: [Errno 27]"))
    assert namespaces.run("open('a', 'w').write('room')").code == 0


@pytest.mark.parametrize("way", ["one large file", "many files", "many folders", "a hole"])
def test_a_folder_that_is_looked_at_has_an_end_too(landlock: Box, way: str) -> None:
    outcome = landlock.run(DISK[way], limits=SMALL)
    assert outcome.ended == "disk" or "OSError: [Errno 27]" in outcome.stderr


CRASHES = {
    "a segmentation fault": ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
    "abort": ("import os; os.abort()", "SIGABRT"),
    "its own signal": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
    "a gentle signal": ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "SIGTERM"),
    "an interrupt": ("raise KeyboardInterrupt", "SIGINT"),
    "a stack": (
        "import sys; sys.setrecursionlimit(10 ** 9)\nclass A:\n    def __repr__(self): return repr(self)\nrepr(A())",
        "SIGSEGV",
    ),
}


@pytest.mark.parametrize(("source", "signal"), CRASHES.values(), ids=CRASHES)
def test_a_crash_is_an_outcome(box: Box, source: str, signal: str) -> None:
    outcome = box.run(source)
    assert (outcome.ended, outcome.code, outcome.signal) == ("signal", None, signal), outcome
    assert box.run("print(1)").stdout == "1\n"
