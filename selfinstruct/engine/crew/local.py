"""The engine `local`: processes of this machine, and no dependency."""

import asyncio
import contextlib
import os
import pickle
import signal
import struct
import sys
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.engine.crew.messages import Died, Ended, Message, Order
from selfinstruct.errors import RunError

_LENGTH = struct.Struct(">I")
_PATIENCE = 5.0  # seconds in which a worker that was told to end goes by itself


@dataclass(slots=True)
class LocalEngine:
    """Each worker is a process of its own; if it ends, its last messages have arrived before that is told."""

    name: str = "local"
    _processes: dict[int, asyncio.subprocess.Process] = field(default_factory=dict)
    _inbox: "asyncio.Queue[tuple[int, Message]]" = field(default_factory=asyncio.Queue)
    _readers: dict[int, "asyncio.Task[None]"] = field(default_factory=dict)

    async def start(self, number: int, package: bytes) -> None:
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "selfinstruct.engine.crew.child",
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )  # fmt: skip
        except OSError as error:
            raise RunError(f"worker {number}: cannot be started: {error.strerror}; give fewer --workers") from error
        self._processes[number] = process
        self._write(process, (number, sys.path, package))
        self._readers[number] = asyncio.ensure_future(self._read(number, process))

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
        for number, process in self._processes.items():
            try:
                await asyncio.wait_for(process.wait(), _PATIENCE)
            except TimeoutError:
                await self.kill(number)
        for reader in self._readers.values():
            reader.cancel()
        await asyncio.gather(*self._readers.values(), return_exceptions=True)

    def _write(self, process: asyncio.subprocess.Process, value: Any) -> None:
        data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        if process.stdin is not None and not process.stdin.is_closing():
            process.stdin.write(_LENGTH.pack(len(data)) + data)

    async def _read(self, number: int, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        last: Message | None = None
        with contextlib.suppress(asyncio.IncompleteReadError, pickle.UnpicklingError):
            while True:
                size = _LENGTH.unpack(await process.stdout.readexactly(_LENGTH.size))[0]
                last = pickle.loads(await process.stdout.readexactly(size))  # our own worker's
                self._inbox.put_nowait((number, last))
        code = await process.wait()
        if not isinstance(last, Ended):
            self._inbox.put_nowait((number, Died(how_it_ended(code))))


def how_it_ended(code: int) -> str:
    """What an exit code says."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    hint = "; out of memory?" if name == "SIGKILL" else ""
    return f"was killed ({name}{hint})"
