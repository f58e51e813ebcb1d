"""The engine `local`: processes of this machine, and no dependency."""

import asyncio
import contextlib
import os
import pickle
import signal
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.engine.crew.engines.child import LENGTH, frame
from selfinstruct.engine.crew.messages import Died, Ended, Message, Order
from selfinstruct.errors import RunError

_PATIENCE = 5.0  # seconds in which a worker that was told to end goes by itself
_LAST = 1.0  # seconds that the last messages of one that is gone are waited for
_TEXT = 1 << 12  # bytes of what a worker wrote to stderr that are kept


@dataclass(slots=True)
class LocalEngine:
    """Each worker is a process of its own; if it ends, its last messages have arrived before that is told."""

    name: str = "local"
    _processes: dict[int, Process] = field(default_factory=dict)
    _inbox: "asyncio.Queue[tuple[int, Message]]" = field(default_factory=asyncio.Queue)
    _following: "set[asyncio.Task[None]]" = field(default_factory=set)

    async def start(self, number: int, package: bytes) -> None:
        if sys.executable is None or sys.executable == "":
            raise RunError("--engine local: this Python does not say where its executable is")
        try:
            # -P: no module of the working directory stands in for one of ours.
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", "selfinstruct.engine.crew.engines.child",
                stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )  # fmt: skip
        except OSError as error:
            raise RunError(f"worker {number}: cannot be started: {error.strerror}; give fewer --workers") from error
        self._processes[number] = process
        self._write(process, (number, sys.path, package))
        self._following.add(asyncio.ensure_future(self._follow(number, process)))

    def send(self, number: int, order: Order) -> None:
        process = self._processes.get(number)
        if process is not None and process.returncode is None:
            self._write(process, order)

    async def receive(self) -> tuple[int, Message]:
        return await self._inbox.get()

    async def kill(self, number: int) -> None:
        process = self._processes.get(number)
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def close(self) -> None:
        for process in self._processes.values():
            if process.stdin is not None:
                process.stdin.close()
        waiting = [asyncio.ensure_future(process.wait()) for process in self._processes.values()]
        if waiting:
            await asyncio.wait(waiting, timeout=_PATIENCE)
        for number in self._processes:
            await self.kill(number)
        for task in (*self._following, *waiting):
            task.cancel()
        await asyncio.gather(*self._following, *waiting, return_exceptions=True)

    def _write(self, process: Process, value: Any) -> None:
        if process.stdin is not None and not process.stdin.is_closing():
            process.stdin.write(frame(value))

    async def _follow(self, number: int, process: Process) -> None:
        """Take what a worker says to its end, and tell how it ended if it does not say so itself."""
        reading = asyncio.ensure_future(self._read(number, process))
        listening = asyncio.ensure_future(_last_words(process))
        try:
            code = await _exit(process)
            # A process that the worker has started may hold the pipes open for ever.
            await asyncio.wait({reading, listening}, timeout=_LAST)
        finally:
            reading.cancel()
            listening.cancel()
            await asyncio.wait({reading, listening})
        ended = not reading.cancelled() and reading.exception() is None and reading.result()
        if not ended:
            words = "" if listening.cancelled() or listening.exception() else listening.result()
            self._inbox.put_nowait((number, Died(how_it_ended(code, words))))

    async def _read(self, number: int, process: Process) -> bool:
        """Whether the last message said that this is the end."""
        assert process.stdout is not None
        last: Message | None = None
        with contextlib.suppress(asyncio.IncompleteReadError, pickle.UnpicklingError):
            while not isinstance(last, Ended):
                size = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))[0]
                last = pickle.loads(await process.stdout.readexactly(size))  # our own worker's
                self._inbox.put_nowait((number, last))
        return isinstance(last, Ended)


async def _exit(process: Process) -> int:
    """Its exit code, as soon as it has one: `Process.wait` waits for the ends of the pipes too."""
    while process.returncode is None:
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(process.wait(), 0.1)
    return process.returncode


async def _last_words(process: Process) -> str:
    """The last line that a process writes to stderr."""
    assert process.stderr is not None
    kept = b""
    while data := await process.stderr.read(_TEXT):
        kept = (kept + data)[-_TEXT:]
    lines = kept.decode(errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else ""


def how_it_ended(code: int, words: str = "") -> str:
    """What an exit code says, and the last line of stderr."""
    said = f": {words:.200}" if words else ""
    if code >= 0:
        return f"ended with exit code {code}{said}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    hint = "; out of memory?" if name == "SIGKILL" else ""
    return f"was killed ({name}{hint}){said}"
