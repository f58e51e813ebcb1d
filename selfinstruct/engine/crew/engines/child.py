"""The life of a worker's process: orders come by stdin, messages go by what was stdout, each a length and a pickle."""

import asyncio
import contextlib
import os
import pickle
import signal
import struct
import sys
import threading
from collections import deque
from typing import IO, Any

from selfinstruct.engine.crew.messages import Ended, Halt, Message, Order
from selfinstruct.engine.crew.telling import sendable, telling
from selfinstruct.errors import UsageError

LENGTH = struct.Struct(">Q")


def frame(value: Any) -> bytes:
    """One message as it is sent."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(data)) + data


def read_frame(file: IO[bytes]) -> Any:
    """Read one; raises EOFError where the other end is gone."""
    head = file.read(LENGTH.size)
    size = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else 0
    data = file.read(size)
    if not size or len(data) < size:
        raise EOFError
    return pickle.loads(data)  # the other end is our own


class PipeChannel:
    """A worker's end of two pipes; a thread reads, so that an order is there even while nobody waits for one."""

    def __init__(self, orders: IO[bytes], messages: IO[bytes]) -> None:
        self._orders, self._messages = orders, messages
        self._lock = threading.Lock()
        self._waiting: deque[Order] = deque()
        self._loop = asyncio.get_running_loop()
        self._arrived = asyncio.Event()
        threading.Thread(target=self._read, name="orders", daemon=True).start()

    def send(self, message: Message) -> None:
        """To a driver that is gone it does nothing: it will be seen by the orders' end."""
        data = frame(message)
        with contextlib.suppress(OSError, ValueError), self._lock:
            self._messages.write(data)
            self._messages.flush()

    async def receive(self) -> Order:
        while not self._waiting:
            self._arrived.clear()
            await self._arrived.wait()
        return self._waiting.popleft()

    def _read(self) -> None:
        try:
            while True:
                self._take(read_frame(self._orders))
        except Exception:  # also an order that was cut short
            self._take(Halt("the driver is gone"))

    def _take(self, order: Order) -> None:
        def arrive() -> None:
            self._waiting.append(order)
            self._arrived.set()

        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(arrive)


async def _live(number: int, orders: IO[bytes], messages: IO[bytes], package: bytes) -> None:
    channel = PipeChannel(orders, messages)
    with telling(channel.send):
        try:
            from selfinstruct.engine.crew.worker import Worker

            worker = Worker(number, pickle.loads(package), channel)  # the driver's own
        except Exception as error:
            channel.send(Ended("failed", error=unread(error)))
            return
        await worker.run()


def unread(error: Exception) -> BaseException:
    """What is said where a worker cannot make anything of what it is given."""
    if isinstance(error, AttributeError | ImportError):
        return UsageError(
            f"a worker cannot import what it is to work with ({error}); a model or a filter of your own must be in a "
            "module that can be imported, not in the script that is run"
        )
    return sendable(error)


def main() -> None:
    """Serve until told to end; a terminal's signals are for the driver."""
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    messages = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what other code prints must not get between the messages
    orders = os.fdopen(os.dup(0), "rb")
    try:
        number, path, package = read_frame(orders)
    except EOFError:  # the driver is gone already
        return
    sys.path[:] = path
    asyncio.run(_live(number, orders, messages, package))
    # Nothing is left to do, and the thread that reads must not be waited for.
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
