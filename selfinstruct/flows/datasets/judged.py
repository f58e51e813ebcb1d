"""What a sieve remembers of the rows it has seen, on disk: verdicts on instructions, instances of a task, origins."""

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from selfinstruct.canonical import Distinct
from selfinstruct.files.spool import Spool
from selfinstruct.flows.datasets.clusters import PoolEntry
from selfinstruct.records import Instance, Reason

T = TypeVar("T")
_NONE = (1 << 64) - 1
_AT_HAND = 64  # tasks whose instances are in memory: rows of one task mostly stand together


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a row, or an instance, is rejected, and what it is too close to."""

    reason: Reason
    duplicate_of: PoolEntry | None = None


class Placed(Generic[T]):
    """Values by number, on disk; of a number that has none it is None."""

    def __init__(self) -> None:
        self._values: Spool[T] = Spool()
        self._places = array("Q")

    def __setitem__(self, number: int, value: T) -> None:
        while len(self._places) <= number:
            self._places.append(_NONE)
        self._places[number] = len(self._values)
        self._values.append(value)

    def __getitem__(self, number: int) -> T | None:
        place = self._places[number] if number < len(self._places) else _NONE
        return None if place == _NONE else self._values[place]


class JudgedInstructions:
    """Rows of one task (a dataset.jsonl) share an instruction: it is judged once."""

    def __init__(self) -> None:
        self._different = Distinct()
        self._verdicts: Placed[Verdict] = Placed()

    def known(self, group: str, instruction: str) -> tuple[bool, Verdict | None]:
        """Whether it has been judged, and what speaks against it."""
        number = self._different.known(group, instruction)
        return (False, None) if number is None else (True, self._verdicts[number])

    def keep(self, group: str, instruction: str, verdict: Verdict | None) -> None:
        """Keep what speaks against it; None: it is accepted."""
        number = self._different.number(group, instruction)
        if verdict is not None:
            self._verdicts[number] = verdict


class TaskInstances:
    """The instances of a task that were kept so far, which may stand in rows of their own."""

    def __init__(self) -> None:
        self._groups = Distinct()
        self._stored: Placed[tuple[Instance, ...]] = Placed()
        self._at_hand: OrderedDict[int, tuple[Instance, ...]] = OrderedDict()

    def of(self, group: str) -> tuple[Instance, ...]:
        number = self._groups.known(group)
        if number is None:
            return ()
        return self._at_hand[number] if number in self._at_hand else self._stored[number] or ()

    def add(self, group: str, more: Sequence[Instance]) -> None:
        if not more:
            return
        whole = (*self.of(group), *more)
        number = self._groups.number(group)
        self._at_hand[number] = whole
        self._at_hand.move_to_end(number)
        if len(self._at_hand) > _AT_HAND:
            oldest, instances = self._at_hand.popitem(last=False)
            self._stored[oldest] = instances
