"""The engine `ray`: a fixed pool of actors, in a Ray of our own on this machine or in a cluster.

Ray's own restarts are left off: whoever hands out shards must know which worker died. The documentation of `ray.init`
and of actors says what is used here: https://docs.ray.io/en/latest/ray-core/actors.html.
"""

import asyncio
import contextlib
import logging
import os
import pickle
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.engine.crew.messages import Died, Ended, Message, Order
from selfinstruct.engine.crew.seam import versions
from selfinstruct.engine.crew.worker import Worker
from selfinstruct.errors import MissingExtra, RunError, UsageError

# Before the import: Ray listens on loopback alone, and reports its use to nobody.
_LOOPBACK = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
_USAGE = "RAY_USAGE_STATS_ENABLED"
_TOGETHER = 256  # messages brought at once


class _QueueChannel:
    """A worker's end of two queues."""

    def __init__(self) -> None:
        self.orders: asyncio.Queue[Order] = asyncio.Queue()
        self.messages: asyncio.Queue[Message] = asyncio.Queue()

    def send(self, message: Message) -> None:
        self.messages.put_nowait(message)

    async def receive(self) -> Order:
        return await self.orders.get()


class Actor:
    """What runs in an actor's process; all its methods run in one loop."""

    def __init__(self, number: int, path: list[str], said: str) -> None:
        sys.path[:] = [*path, *(entry for entry in sys.path if entry not in path)]
        self._number, self._said = number, said
        self._channel = _QueueChannel()
        self._life: asyncio.Task[None] | None = None

    async def begin(self, package: bytes) -> None:
        """Start working; messages say what comes of it."""
        if versions() != self._said:
            error = RunError(f"worker {self._number} has {versions()}, and the driver {self._said}: install the same")
            self._channel.send(Ended("failed", error=error))
            return
        worker = Worker(self._number, pickle.loads(package), self._channel)  # the driver's own
        self._life = asyncio.ensure_future(worker.run())

    async def order(self, order: Order) -> None:
        self._channel.orders.put_nowait(order)

    async def messages(self) -> list[Message]:
        """What was said since the last call; waits for a first one."""
        found = [await self._channel.messages.get()]
        while not self._channel.messages.empty() and len(found) < _TOGETHER:
            found.append(self._channel.messages.get_nowait())
        return found


@dataclass(slots=True)
class RayEngine:
    """Actors, and a task for each that waits for what it says."""

    address: str | None
    workers: int
    name: str = "ray"
    _ray: Any = None
    _actors: dict[int, Any] = field(default_factory=dict)
    _listeners: dict[int, "asyncio.Task[None]"] = field(default_factory=dict)
    _inbox: "asyncio.Queue[tuple[int, Message]]" = field(default_factory=asyncio.Queue)

    async def start(self, number: int, package: bytes) -> None:
        if self._ray is None:
            self._ray = await asyncio.to_thread(_connected, self.address, self.workers)
        remote = self._ray.remote(num_cpus=1, max_restarts=0, max_concurrency=1000)(Actor)
        actor = remote.remote(number, list(sys.path), versions())
        self._actors[number] = actor
        self._listeners[number] = asyncio.ensure_future(self._listen(number, actor, package))

    def send(self, number: int, order: Order) -> None:
        if number in self._actors:
            self._actors[number].order.remote(order)

    async def receive(self) -> tuple[int, Message]:
        return await self._inbox.get()

    async def kill(self, number: int) -> None:
        actor = self._actors.pop(number, None)
        if actor is not None:
            with contextlib.suppress(Exception):
                self._ray.kill(actor)

    async def close(self) -> None:
        for listener in self._listeners.values():
            listener.cancel()
        await asyncio.gather(*self._listeners.values(), return_exceptions=True)
        for number in list(self._actors):
            await self.kill(number)
        if self._ray is not None and self.address is None:
            await asyncio.to_thread(self._ray.shutdown)

    async def _listen(self, number: int, actor: Any, package: bytes) -> None:
        try:
            await actor.begin.remote(package)
            while True:
                for message in await actor.messages.remote():
                    self._inbox.put_nowait((number, message))
                    if isinstance(message, Ended):
                        return
        except asyncio.CancelledError:
            raise
        except Exception as error:
            first = str(error).strip().splitlines()
            self._inbox.put_nowait((number, Died(f"is gone ({first[0] if first else type(error).__name__})")))


def _connected(address: str | None, workers: int) -> Any:
    """Ray, connected to the cluster or begun here; raises MissingExtra, UsageError."""
    with _environment({} if address else {_LOOPBACK: "0", _USAGE: "0"}):
        try:
            import ray
        except ImportError as error:
            raise MissingExtra("--engine ray needs Ray: pip install 'selfinstruct[ray]'") from error
        if ray.is_initialized():
            return ray
        try:
            if address is None:
                ray.init(num_cpus=workers, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
            else:
                ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
        except Exception as error:
            first = str(error).strip().splitlines()
            where = f"--address {address}" if address else "--engine ray"
            raise UsageError(f"{where}: Ray cannot be reached or started: {first[0] if first else error!r}") from error
    return ray


@contextlib.contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """These variables, which stay: Ray's processes read them too. What the user has set is left alone."""
    for name, value in values.items():
        os.environ.setdefault(name, value)
    yield
