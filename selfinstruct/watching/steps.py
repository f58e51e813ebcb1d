"""How far work on files is, for whoever waits for it: rows read, compared, written.

Loops over rows go through `stepped`. Whoever wants to know sets a watcher for all that is done within `watching_steps`;
where nobody does, nothing is counted.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Steps:
    """A loop under way: what it counts ("rows compared"), how many there have been, and of how many if that is known.

    The same object is passed to the watcher each time.
    """

    what: str
    total: int | None = None
    done: int = 0


Watcher = Callable[[Steps], None]
_WATCHER: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watching_steps(watcher: Watcher) -> Iterator[None]:
    """Have `watcher` called for each step of the loops within, also of those of other functions; it must be quick."""
    token = _WATCHER.set(watcher)
    try:
        yield
    finally:
        _WATCHER.reset(token)


def stepped(items: Iterable[T], what: str, total: int | None = None) -> Iterable[T]:
    """The same items, counted as they are taken."""
    watcher = _WATCHER.get()
    return items if watcher is None else _counted(items, Steps(what, total), watcher)


def _counted(items: Iterable[T], steps: Steps, watcher: Watcher) -> Iterator[T]:
    for item in items:
        yield item
        steps.done += 1
        watcher(steps)
