"""The life of a worker's process: orders come by stdin, messages go by what was stdout, each a length and a pickle."""

import asyncio
import contextlib
import logging
import os
import pickle
import signal
import struct
import sys
import threading
from collections import deque
from typing import IO, Any

from selfinstruct.engine.crew.messages import Ended, Halt, Message, Order, Told

_LENGTH = struct.Struct(">I")


def write_frame(file: IO[bytes], value: Any) -> None:
    """Write one, whole."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    file.write(_LENGTH.pack(len(data)) + data)
    file.flush()


def read_frame(file: IO[bytes]) -> Any:
    """Read one; raises EOFError where the other end is gone."""
    head = file.read(_LENGTH.size)
    data = file.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else b""
    if not data:
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
        try:
            with self._lock:
                write_frame(self._messages, message)
        except (OSError, ValueError):
            pass

    async def receive(self) -> Order:
        while not self._waiting:
            self._arrived.clear()
            await self._arrived.wait()
        return self._waiting.popleft()

    def _read(self) -> None:
        try:
            while True:
                self._take(read_frame(self._orders))
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            self._take(Halt("the driver is gone"))

    def _take(self, order: Order) -> None:
        def arrive() -> None:
            self._waiting.append(order)
            self._arrived.set()

        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(arrive)


class TellingHandler(logging.Handler):
    """Sends what is logged to the driver, which tells the user."""

    def __init__(self, channel: PipeChannel) -> None:
        super().__init__(logging.WARNING)
        self._channel = channel

    def emit(self, record: logging.LogRecord) -> None:
        self._channel.send(Told(record.levelno, record.getMessage()))


async def _live(number: int, orders: IO[bytes], messages: IO[bytes], package: bytes) -> None:
    channel = PipeChannel(orders, messages)
    logger = logging.getLogger("selfinstruct")
    logger.addHandler(TellingHandler(channel))
    logger.propagate = False
    try:
        from selfinstruct.engine.crew.worker import Worker

        worker = Worker(number, pickle.loads(package), channel)  # the driver's own
    except Exception as error:
        channel.send(Ended("failed", error=error))
        return
    await worker.run()


def main() -> None:
    """Serve until told to end; a terminal's signals are for the driver."""
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    messages = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what other code prints must not get between the messages
    orders = os.fdopen(os.dup(0), "rb")
    number, path, package = read_frame(orders)
    sys.path[:] = path
    asyncio.run(_live(number, orders, messages, package))


if __name__ == "__main__":
    main()
