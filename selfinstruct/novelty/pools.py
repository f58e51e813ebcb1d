"""What all pools of texts have in common."""

from typing import Protocol

from selfinstruct.novelty.rouge import Match


class PoolIndex(Protocol):
    """A pool of texts, each known by the position it was added at."""

    def check(self, text: str) -> Match | None: ...

    def add(self, text: str) -> int: ...
