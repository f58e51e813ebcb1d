"""A fair sample of what comes by, that a second look draws again."""

import heapq
from typing import Generic, TypeVar

from selfinstruct.novelty.exact import hash64

T = TypeVar("T")


class Sample(Generic[T]):
    """The `size` items with the least hash of their number: a fair sample that a second look draws again."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._heap: list[tuple[int, int, T]] = []

    def take(self, number: int, item: T) -> None:
        entry = (-hash64(str(number)), number, item)
        if len(self._heap) < self.size:
            heapq.heappush(self._heap, entry)
        else:
            heapq.heappushpop(self._heap, entry)

    def items(self) -> list[T]:
        """The items in the order of their hashes: the first ones are a fair sample too."""
        return [item for _, _, item in sorted(self._heap, key=lambda entry: -entry[0])]
