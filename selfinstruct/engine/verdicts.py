"""When what waits is judged: once nothing is under way any more that could tell of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

QUIET = 20  # turns of the event loop in which nothing happens: whatever can be asked now has been


@dataclass(slots=True)
class Verdicts:
    """Calls `judge` whenever all is quiet, as long as there is something `waiting`.

    `busy` says that something under way may still tell more.
    """

    busy: Callable[[], bool]
    waiting: Callable[[], bool]
    judge: Callable[[], None]
    _moves: int = 0
    _moved: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None

    def move(self) -> None:
        """Something has happened: it is not quiet yet."""
        self._moves += 1
        self._moved.set()

    def prepare(self) -> None:
        """Something waits."""
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._run())
        self.move()

    async def _run(self) -> None:
        while self.waiting():
            turns = 0
            while turns < QUIET:
                if self.busy():
                    self._moved.clear()
                    await self._moved.wait()
                    turns = 0
                before = self._moves
                await asyncio.sleep(0)
                turns = turns + 1 if self._moves == before else 0
            self.judge()
            await asyncio.sleep(0)
