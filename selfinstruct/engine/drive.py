"""Drives a session: signals stop it in good order, watchers hear of it, and its end is written whatever it is."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from selfinstruct.engine.stack import Stack

T = TypeVar("T")


class Ending(Protocol):
    """What can be told to end: to ask nothing more, then not even to wait for what is in flight."""

    def stop(self, why: str) -> None: ...

    def abandon(self) -> None: ...


class Work(Ending, Protocol):
    """Work that can be told to end; `run` returns why it ended, a run's status, or raises what ended it."""

    async def run(self) -> str: ...


async def drive(work: Work, stack: Stack, watch: Callable[[], None], finish: Callable[[str, str], None]) -> None:
    """Run to the end; `finish` is told the status and, where an error ended it, the error's text, before it is raised.

    Signals are heeded if the session asks for that.
    """
    status, reason = "failed", ""
    try:
        ending = interruptible(work, stack) if stack.settings.hooks.signals else contextlib.nullcontext()
        with ending, ticking(watch):
            async with stack.carrying():
                ended = await work.run()
                if ended in ("done", "saturated"):
                    stack.evidence.check_useful()
                status = ended
    except Exception as error:
        reason = str(error)
        raise
    except BaseException:
        status = "interrupted"
        raise
    finally:
        stack.progress.next_may_cost = stack.budget.refused if status == "max_cost" else 0.0
        finish(status, reason)


@contextlib.contextmanager
def ticking(watch: Callable[[], None]) -> Iterator[None]:
    """Watchers hear of a run every second, also while nothing arrives."""

    async def tick() -> None:
        while True:
            await asyncio.sleep(1)
            watch()

    ticker = asyncio.ensure_future(tick())
    try:
        yield
    finally:
        ticker.cancel()


@contextlib.contextmanager
def interruptible(work: Ending, stack: Stack | None = None) -> Iterator[None]:
    """First signal: ask nothing more and wait for what is in flight; second: leave at once, still consistent.

    A terminal that is closed counts as such a signal, unless `nohup` says otherwise.
    """
    told: list[int] = []
    loop = asyncio.get_running_loop()
    ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    numbers = (signal.SIGINT, signal.SIGTERM, *(() if ignored else (signal.SIGHUP,)))

    def end() -> None:
        if told or (stack is not None and stack.budget.stopping):
            work.abandon()
            if stack is not None:
                stack.abandon()
        else:
            work.stop("interrupted")
            if stack is not None:
                stack.end()
        told.append(1)

    for number in numbers:
        loop.add_signal_handler(number, end)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


def run_sync(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end, in a thread of its own where this one has a running event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    tasks: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[T]]] = []

    async def run() -> T:
        tasks.append((asyncio.get_running_loop(), asyncio.ensure_future(work)))
        return await tasks[0][1]

    with ThreadPoolExecutor(1) as pool:
        result = pool.submit(asyncio.run, run())
        try:
            return result.result()
        except KeyboardInterrupt:
            for loop, task in tasks:
                loop.call_soon_threadsafe(task.cancel)
            raise
