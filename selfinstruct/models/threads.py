"""A thread pool for blocking calls beside the event loop."""

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any


class Threads:
    """Threads for blocking calls: as many as there were calls at once, kept for the next ones.

    A call that nobody waits for any longer keeps its thread until it returns, and the next call gets another one.
    They are daemons, unlike those of concurrent.futures: a call that hangs does not hold up the end of the process.
    There are `count` of them.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._calls: SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]] | None] = SimpleQueue()
        self._idle = 0
        self.count = 0

    async def run(self, call: Callable[[], Any]) -> Any:
        """What the call returns or raises; when this is cancelled, the call goes on and its outcome is dropped."""
        outcome: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._calls.put((call, outcome))
        if self._idle:
            self._idle -= 1
        else:
            self.count += 1
            threading.Thread(target=self._work, name=f"{self._name}-{self.count}", daemon=True).start()
        return await outcome

    def close(self) -> None:
        """Let the threads end, those at work after their call."""
        for _ in range(self.count):
            self._calls.put(None)

    def _work(self) -> None:
        while (given := self._calls.get()) is not None:
            call, outcome = given
            result, raised = None, None
            try:
                result = call()
            except Exception as error:  # it is for who waits to tell one from another
                raised = error
            try:
                outcome.get_loop().call_soon_threadsafe(self._settle, outcome, result, raised)
            except RuntimeError:  # the loop is closed: nobody waits
                return
            del given, call, outcome, result, raised  # while idle nothing is held on to

    def _settle(self, outcome: asyncio.Future[Any], result: Any, raised: Exception | None) -> None:
        self._idle += 1
        if outcome.done():
            return
        if raised is not None:
            outcome.set_exception(raised)
        else:
            outcome.set_result(result)
