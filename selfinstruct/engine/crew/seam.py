"""The seam between a session and the machines that work for it."""

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from selfinstruct._version import __version__
from selfinstruct.engine.crew.messages import Message, Order, Share
from selfinstruct.engine.session import Errand
from selfinstruct.runs.shards.store import ShardStore
from selfinstruct.settings import Settings


@dataclass(frozen=True, slots=True)
class Package:
    """All that a worker starts with; `earlier` are journals whose answers it looks for besides those of its shards."""

    errand: Errand[Any, Any]
    settings: Settings
    store: ShardStore
    share: Share
    lending: tuple[bool, bool]  # requests, US dollars: which of them are lent
    earlier: Sequence[str] = ()
    plan: str = ""


class Engine(Protocol):
    """Starts workers and carries messages; it knows nothing of what they say."""

    name: str

    async def start(self, number: int, package: bytes) -> None:
        """Start the worker of that number, or start it again. Raises UsageError, RunError where that cannot be."""

    def send(self, number: int, order: Order) -> None:
        """Send to a worker; to one that is gone it does nothing."""

    async def receive(self) -> tuple[int, Message]:
        """The next message of any worker; `Died` for one that went without a word."""

    async def kill(self, number: int) -> None:
        """End a worker at once."""

    async def close(self) -> None:
        """End all that is left, and free what was taken."""


def versions() -> str:
    """What must be the same for driver and workers, since items and messages are pickled."""
    major, minor, _ = platform.python_version_tuple()
    return f"selfinstruct {__version__}, Python {major}.{minor}"
