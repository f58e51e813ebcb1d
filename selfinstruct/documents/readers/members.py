"""Where within an archive the reading is, so that it can go on behind a member that ended the process."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Trail:
    """The numbers of the members that are being read, the outermost archive's first.

    `behind` is where an earlier process was ended: what stands before it has been read, and it itself is read again
    only with `again`. `begun` hears of each member that is begun, its name with "/" after those it is in, `alive` of
    steps within one.
    """

    behind: tuple[int, ...] = ()
    again: bool = False
    begun: Callable[[tuple[int, ...], str], None] = lambda path, name: None
    alive: Callable[[], None] = lambda: None
    path: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def is_read(self) -> bool:
        """Whether the member at the path has been read before."""
        here, there = tuple(self.path), self.behind[: len(self.path)]
        if here == there:
            return len(here) == len(self.behind) and not self.again
        return here < there


_trail: ContextVar[Trail] = ContextVar("selfinstruct-trail")


@contextmanager
def trailing(trail: Trail) -> Iterator[None]:
    """Within this block `each_member` keeps to the trail."""
    token = _trail.set(trail)
    try:
        yield
    finally:
        _trail.reset(token)


def still_reading() -> None:
    """To be called by a reader after each step of what takes long, a page recognised: it works, and does not hang."""
    if (trail := _trail.get(None)) is not None:
        trail.alive()


def each_member(members: Iterable[tuple[str, T]]) -> Iterator[tuple[str, T]]:
    """The members of an archive by name that have not been read before.

    An archive's reader yields what it has to say of a member, refusals included, while it has that member from here:
    what it says at other times would be said twice.
    """
    trail = _trail.get(None) or Trail()
    depth = len(trail.path)
    for number, (name, member) in enumerate(members):
        trail.path[depth:], trail.names[depth:] = [number], [name]
        if not trail.is_read():
            trail.begun(tuple(trail.path), "/".join(filter(None, trail.names)))
            yield name, member
    del trail.path[depth:], trail.names[depth:]
