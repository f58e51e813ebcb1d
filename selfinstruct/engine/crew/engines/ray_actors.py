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
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.engine.crew.engines.child import unread
from selfinstruct.engine.crew.messages import Died, Ended, Halt, Message, Order
from selfinstruct.engine.crew.seam import versions
from selfinstruct.engine.crew.telling import telling
from selfinstruct.engine.crew.worker import Worker
from selfinstruct.errors import MissingExtra, RunError, UsageError
from selfinstruct.extras import installing

# Before the import: Ray listens on loopback alone, and reports its use to nobody.
PRIVATE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_USAGE_STATS_ENABLED": "0"}
_TOGETHER = 256  # messages brought at once
_PULSE = 1.0  # seconds after which a driver asks again though there was nothing to say
_SILENCE = 20.0  # seconds without a question after which it is gone


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
        self._early: dict[int, Order] = {}
        self._next = 0
        self._asked = 0.0
        self._tasks: list[asyncio.Task[None]] = []

    async def begin(self, package: bytes) -> None:
        """Start working; messages say what comes of it."""
        if versions() != self._said:
            error = RunError(f"worker {self._number} has {versions()}, and the driver {self._said}: install the same")
            self._channel.send(Ended("failed", error=error))
            return
        try:
            worker = Worker(self._number, pickle.loads(package), self._channel)  # the driver's own
        except Exception as failed:
            self._channel.send(Ended("failed", error=unread(failed)))
            return
        self._asked = asyncio.get_running_loop().time()
        self._tasks = [asyncio.ensure_future(self._work(worker)), asyncio.ensure_future(self._listen_for_driver())]

    async def order(self, number: int, order: Order) -> None:
        """Take an order; a large one arrives later than small ones that were sent after it."""
        self._early[number] = order
        while self._next in self._early:
            self._channel.orders.put_nowait(self._early.pop(self._next))
            self._next += 1

    async def messages(self) -> list[Message]:
        """What was said since the last call; waits a moment for a first one."""
        loop = asyncio.get_running_loop()
        self._asked = loop.time()
        found: list[Message] = []
        with contextlib.suppress(TimeoutError):
            found.append(await asyncio.wait_for(self._channel.messages.get(), _PULSE))
        while not self._channel.messages.empty() and len(found) < _TOGETHER:
            found.append(self._channel.messages.get_nowait())
        self._asked = loop.time()
        return found

    async def _work(self, worker: Worker) -> None:
        with telling(self._channel.send):
            await worker.run()

    async def _listen_for_driver(self) -> None:
        while asyncio.get_running_loop().time() - self._asked < _SILENCE:
            await asyncio.sleep(_PULSE)
        self._channel.orders.put_nowait(Halt("the driver is gone"))


@dataclass(slots=True)
class RayEngine:
    """Actors, and a task for each that waits for what it says."""

    address: str | None
    workers: int
    name: str = "ray"
    _ray: Any = None
    _ours: bool = False
    _actors: dict[int, Any] = field(default_factory=dict)
    _sent: Counter[int] = field(default_factory=Counter)
    _listeners: "set[asyncio.Task[None]]" = field(default_factory=set)
    _inbox: "asyncio.Queue[tuple[int, Message]]" = field(default_factory=asyncio.Queue)

    async def start(self, number: int, package: bytes) -> None:
        if self._ray is None:
            self._ray, self._ours = await asyncio.to_thread(connected, self.address, self.workers)
        remote = self._ray.remote(num_cpus=1, max_restarts=0, max_concurrency=1000)(Actor)
        actor = remote.remote(number, list(sys.path), versions())
        self._actors[number] = actor
        self._sent[number] = 0
        self._listeners.add(asyncio.ensure_future(self._listen(number, actor, package)))

    def send(self, number: int, order: Order) -> None:
        if number in self._actors:
            self._actors[number].order.remote(self._sent[number], order)
            self._sent[number] += 1

    async def receive(self) -> tuple[int, Message]:
        return await self._inbox.get()

    async def kill(self, number: int) -> None:
        actor = self._actors.pop(number, None)
        if actor is not None:
            with contextlib.suppress(Exception):
                self._ray.kill(actor)

    async def close(self) -> None:
        for listener in self._listeners:
            listener.cancel()
        await asyncio.gather(*self._listeners, return_exceptions=True)
        for number in list(self._actors):
            await self.kill(number)
        if self._ours:
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
            self._inbox.put_nowait((number, Died(f"is gone ({first_line(error)})")))


def connected(address: str | None, workers: int) -> tuple[Any, bool]:
    """Ray, connected to the cluster or begun here, and whether it is ours to end; raises MissingExtra, UsageError."""
    for name, value in () if address else PRIVATE.items():
        # They stay, as Ray's processes read them too; what the user has set is left alone.
        os.environ.setdefault(name, value)
    try:
        import ray
    except ImportError as error:
        raise MissingExtra(f"--engine ray needs Ray: {installing('ray')}") from error
    if ray.is_initialized():
        return ray, False
    try:
        if address is None:
            ray.init(num_cpus=workers, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
        else:
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
    except Exception as error:
        where = f"--address {address}" if address else "--engine ray"
        raise UsageError(f"{where}: Ray cannot be reached or started: {first_line(error)}") from error
    return ray, True


def first_line(error: Exception) -> str:
    """What an error of Ray says, without its trace."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
