"""The judge: runs each test in a process of its own against the solution, and writes a verdict a line.

The tests are read after the solution's process has been forked, and never sent to it. This process runs neither the
solution nor a test; its stdout, by which verdicts leave the box, is open in no other.
"""

import builtins
import ctypes
import json
import os
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from types import CodeType
from typing import Any

from selfinstruct.sandbox.judging import frames
from selfinstruct.sandbox.judging.far import Ended, Line
from selfinstruct.sandbox.judging.solution import SERVE, one_line, serve_tests

_DUMPABLE = 4
_MOST = 4000


def main() -> None:
    """Judge what comes by stdin: {"solution", "tests", "seconds"}; seconds, also an argument, are those of a test."""
    with suppress(AttributeError):
        ctypes.CDLL(None).prctl(_DUMPABLE, 0, 0, 0, 0)  # nobody looks into this process
    seconds = float(sys.argv[1])
    told = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    control, theirs = socket.socketpair()
    try:
        solution = os.fork()
    except OSError as error:
        _write(told, {"no_process": os.strerror(error.errno or 0)})
        return
    if solution == 0:
        with suppress(BaseException):
            control.close()
            os.close(told)
            for stream in range(3):
                os.dup2(nowhere, stream)
            serve_tests(theirs, seconds)
        os._exit(1)
    theirs.close()
    asked = json.loads(sys.stdin.buffer.read())
    sys.stdin.close()
    why = _load(control, asked["solution"], seconds)
    if why:
        _write(told, {"solution": why})
        return
    for number, test in enumerate(asked["tests"]):
        verdict, line = _judged(control, test, seconds, told)
        _write(told, {"test": number, "verdict": verdict, "line": line})


def _load(control: socket.socket, source: str, seconds: float) -> str:
    """Have the solution loaded; why it could not be, "" where it was."""
    control.settimeout(seconds)
    try:
        frames.send(control, {"source": source})
        said = frames.receive(control)
        return "" if said.get("loaded") is True else str(said["failed"])[:200]
    except (frames.Gone, AttributeError, LookupError, TypeError):
        return "it ended its process, or took too long"


def _judged(control: socket.socket, test: str, seconds: float, told: int) -> tuple[str, str]:
    line, theirs = socket.socketpair()
    heard, saying = os.pipe()
    try:
        with theirs:
            socket.send_fds(control, [SERVE], [theirs.fileno()])
        judging = os.fork()
    except OSError:
        line.close()
        os.close(heard)
        os.close(saying)
        return "not reached", "no process for it: the solution ended, or has taken them all"
    if judging == 0:
        for descriptor in (told, heard, control.fileno()):
            os.close(descriptor)
        os.dup2(1, 2)
        _judge(line, test, saying)
    os.close(saying)
    line.close()
    data, late = _said(heard, seconds)
    os.close(heard)
    with suppress(ProcessLookupError):
        os.kill(judging, signal.SIGKILL)
    os.waitpid(judging, 0)
    if late:
        return "time", f"more than {seconds:g} s"
    try:
        verdict, why = json.loads(data)
        return ("passed", "") if verdict is True else ("failed", str(why))
    except (ValueError, TypeError):
        return "failed", "its process was ended"


def _said(heard: int, seconds: float) -> tuple[bytes, bool]:
    """What a test's process says until it closes, and whether it did not in time."""
    data, until = b"", time.monotonic() + seconds
    while True:
        ready, _, _ = select.select([heard], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return data, True
        piece = os.read(heard, _MOST)
        data += piece
        if not piece or len(data) > _MOST:
            return data, False


def _judge(line: socket.socket, test: str, saying: int) -> None:
    """Run a test, and say how it went. Never returns."""
    said: list[Any] = [False, "its process was ended"]
    try:
        code = compile(test, "test.py", "exec", dont_inherit=True)
        names = Line(line).names()
        own = sorted(name for name in names if hasattr(builtins, name) and name in _names(code))
        if own:
            said = [False, f"the solution takes the name of {own[0]}, which is Python's"]
        else:
            exec(code, {**names, "__name__": "test"})
            said = [True, ""]
    except Ended:
        said = [False, "the solution ended its process"]
    except BaseException as error:
        said = [False, one_line(error)]
    finally:
        with suppress(BaseException):
            os.write(saying, json.dumps(said).encode()[:_MOST])
        os._exit(0)


def _names(code: CodeType) -> set[str]:
    """The names that code uses, with those of the functions in it."""
    inner = [_names(item) for item in code.co_consts if isinstance(item, CodeType)]
    return set(code.co_names).union(*inner)


def _write(told: int, row: dict[str, Any]) -> None:
    os.write(told, json.dumps(row).encode() + b"\n")
