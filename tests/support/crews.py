"""A crew within one process: the real driver and the real workers, on one loop, with an engine that can kill them."""

import asyncio
import pickle
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import closing, suppress
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from selfinstruct.engine.crew.messages import Died, Ended, Message, Order
from selfinstruct.engine.crew.spread import spread
from selfinstruct.engine.crew.worker import Worker
from selfinstruct.engine.session import Session, open_session
from selfinstruct.engine.stack import Stack
from selfinstruct.errors import RateLimited
from selfinstruct.progress import Progress
from selfinstruct.records import Completion, Request, Sampling, Usage
from selfinstruct.records import Message as Turn
from selfinstruct.settings import Settings

STAGE = "respond"
_THERE: dict[int, Any] = {}


def _there(number: int) -> Any:
    return _THERE[number]


class Here:
    """A function that is sent to a worker as what it is, since that is in this process."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        _THERE[id(self)] = self

    def __call__(self, *arguments: Any) -> Any:
        return self._function(*arguments)

    def __reduce__(self) -> Any:
        return _there, (id(self),)


@dataclass
class Counted:
    """A model that answers after a while, and counts; sent to a worker it is still the same one.

    One in `failing` attempts is refused with a short wait. `sent` counts attempts, those refused too.
    """

    seed: int = 0
    seconds: float = 0.001
    failing: float = 0.0
    tokens: tuple[int, int] = (10, 10)
    sent: int = 0
    answered: list[str] = field(default_factory=list)
    given: list[Usage] = field(default_factory=list)
    in_flight: int = 0
    most: int = 0
    name: str = "test/counted"
    _rng: Random = field(init=False)

    def __post_init__(self) -> None:
        self._rng = Random(self.seed)
        _THERE[id(self)] = self

    def __reduce__(self) -> Any:
        return _there, (id(self),)

    async def complete(self, request: Request) -> Completion:
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        self.sent += 1
        try:
            await asyncio.sleep(self.seconds * self._rng.random() * 2)
        finally:
            self.in_flight -= 1
        if self._rng.random() < self.failing:
            self.sent -= 1  # nothing was bought
            raise RateLimited("a slower pace, please", retry_after=0.001)
        self.answered.append(request.messages[-1].content)
        usage = Usage(self.tokens[0], self._rng.randint(1, self.tokens[1]))
        self.given.append(usage)
        return Completion(f"About {request.messages[-1].content}", "stop", usage)


@dataclass(frozen=True, slots=True)
class Errand:
    """Each item is a text that a model is asked about; `spoils` says what befalls a worker with some of them."""

    spoils: Callable[[str], Awaitable[None]] | None = None
    max_tokens: int = 10
    what: str = "texts"

    def counts(self, purpose: str) -> bool:
        return purpose == STAGE

    async def ready(self, session: Session) -> Callable[[Stack], Callable[[str], Awaitable[str]]]:
        opened = await session.open("test/counted")

        def asking(stack: Stack) -> Callable[[str], Awaitable[str]]:
            model = stack.add(opened)

            async def ask(item: str) -> str:
                if self.spoils is not None:
                    await self.spoils(item)
                turns = (Turn("user", item),)
                return (await model.complete(Request(STAGE, 0, turns, Sampling(max_tokens=self.max_tokens)))).text

            return ask

        return asking


_TASKS: "ContextVar[list[asyncio.Task[Any]] | None]" = ContextVar("tasks", default=None)  # all that a worker began


def _of_somebody(loop: asyncio.AbstractEventLoop, work: Any, **more: Any) -> "asyncio.Task[Any]":
    """A task, kept with those of the worker that began it."""
    task: asyncio.Task[Any] = asyncio.Task(work, loop=loop, **more)
    context = more.get("context")
    tasks = context.get(_TASKS) if context is not None else _TASKS.get()
    if tasks is not None:
        tasks.append(task)
    return task


@dataclass
class _Mortal:
    """A store that takes back claims and journals from a worker that dies, as the system does from a process."""

    store: Any
    _held: list[Any] = field(default_factory=list)
    _dead: bool = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def claim(self, shard: int, who: str) -> Any:
        claim = self.store.claim(shard, who)
        if claim is not None:
            self._held.append(claim)
            if self._dead:
                claim.release()
        return claim

    def open(self, claim: Any) -> Any:
        journal = self.store.open(claim)
        self._held.append(closing(journal))
        if self._dead:
            journal.close()
        return journal

    def die(self) -> None:
        self._dead = True
        for held in reversed(self._held):
            with suppress(Exception):  # what one of them says keeps none of the others
                if isinstance(held, closing):
                    held.__exit__(None, None, None)
                else:
                    held.release()


@dataclass
class LoopEngine:
    """Workers as tasks of this loop; `kill` ends one without a word. `kills` are made as so many messages have come."""

    rng: Random | None = None
    kills: int = 0
    every: int = 40
    name: str = "loop"
    dead: int = 0
    began: int = 0
    _workers: "dict[int, tuple[Worker, list[asyncio.Task[Any]]]]" = field(default_factory=dict)
    _orders: dict[int, "asyncio.Queue[Order]"] = field(default_factory=dict)
    _inbox: "asyncio.Queue[tuple[int, Message]]" = field(default_factory=asyncio.Queue)

    async def start(self, number: int, package: bytes) -> None:
        self.began += 1
        asyncio.get_running_loop().set_task_factory(_of_somebody)
        orders: asyncio.Queue[Order] = asyncio.Queue()
        own = pickle.loads(package)
        worker = Worker(number, replace(own, store=_Mortal(own.store)), _LoopChannel(self, number, orders))
        self._orders[number] = orders
        context = copy_context()
        tasks: list[asyncio.Task[Any]] = []
        context.run(_TASKS.set, tasks)
        self._workers[number] = worker, tasks
        asyncio.get_running_loop().create_task(worker.run(), context=context)

    def send(self, number: int, order: Order) -> None:
        self._orders[number].put_nowait(order)

    async def receive(self) -> tuple[int, Message]:
        found = await self._inbox.get()
        if self.rng is not None and self.dead < self.kills and self.rng.random() < 1 / self.every:
            self.kill_one(self.rng.choice(list(self._workers)))
        return found

    def kill_one(self, number: int) -> None:
        """Kill a worker without waiting for it."""
        if not self._workers[number][1][0].done():
            self.dead += 1
            # Outside the context of the worker, who may be the one that asks: it would cancel itself with the others.
            killing = asyncio.get_running_loop().create_task(self.kill(number), context=Context())
            killing.add_done_callback(lambda _: self._inbox.put_nowait((number, Died("was killed"))))

    async def kill(self, number: int) -> None:
        worker, tasks = self._workers[number]
        while left := [task for task in tasks if not task.done()]:
            for task in left:
                task.cancel()
            await asyncio.sleep(0)
        worker.package.store.die()  # type: ignore[attr-defined]

    async def close(self) -> None:
        for number in self._workers:
            await self.kill(number)

    def told(self, number: int, message: Message) -> None:
        self._inbox.put_nowait((number, message))


@dataclass
class _LoopChannel:
    engine: LoopEngine
    number: int
    orders: "asyncio.Queue[Order]"

    def send(self, message: Message) -> None:
        if isinstance(message, Ended) and message.error is not None:
            message.error.__traceback__ = None
        self.engine.told(self.number, message)

    async def receive(self) -> Order:
        return await self.orders.get()


@dataclass
class Ran:
    """What a session came to: `results` in the order of the items, as far as there are any."""

    status: str = ""
    reason: str = ""
    results: list[str] = field(default_factory=list)
    requests: int = 0
    cost: float = 0.0
    crew: Mapping[str, Any] = field(default_factory=dict)


def ran(
    place: Path, items: Sequence[str], model: Any, engine: LoopEngine | None = None, errand: Errand | None = None,
    *, retried: bool = False, **settings: Any,
) -> Ran:  # fmt: skip
    """A session over these items, in which the workers of `engine` ask if there is one."""
    own = Settings(model=model, engine=None if engine is None else "local", **settings)
    return asyncio.run(_ran(place, items, engine, errand or Errand(), own, retried))


async def _ran(
    place: Path, items: Sequence[str], engine: Any, errand: Errand, settings: Settings, retried: bool
) -> Ran:  # fmt: skip
    found = Ran()
    async with open_session(place, settings) as session:
        session.retried = retried
        asking = await errand.ready(session)
        stack = session.stack(Progress(target=len(items), what=errand.what), errand.counts)

        def record(status: str, reason: str) -> None:
            found.status, found.reason = status, reason
            found.requests, found.cost = stack.progress.requests, stack.progress.cost or 0.0
            found.crew = stack.progress.crew

        def advance(more: Sequence[str], answered: int) -> None:
            found.results.extend(more)

        def left_out(item: str, why: str) -> str:
            return f"left out: {why}"

        before = partial(spread, session, errand, items, {"items": str(len(items))}, engine)
        await session.work(stack, items, asking(stack), record, advance, before, left_out)
    return found
