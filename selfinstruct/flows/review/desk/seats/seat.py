"""Where one reviewer sits: the queue in its order, which side of a pair stands first, and what comes next."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from selfinstruct.flows.review.desk.decisions.ledger import Account, Key
from selfinstruct.flows.review.desk.subjects.records import Records

_FAR = 2  # a record shown twice comes again no nearer than half the queue away


@dataclass(slots=True)
class Seat:
    """One reviewer's queue. A slot is a record's number; `again` has the positions of second looks."""

    reviewer: str
    token: str
    records: Records
    account: Account
    slots: "array[int]"
    again: frozenset[int] = frozenset()
    seed: int = 0
    pinned: int | None = None  # what undo has brought back is looked at first
    _front: int = 0
    _where: "array[int]" = field(init=False)  # of each record its position and one; 0 for one that is not in the queue
    _second: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self._where, self._second = array("I"), {}
        self._note(0)

    def __len__(self) -> int:
        return len(self.slots)

    def key(self, at: int) -> Key:
        return self.records.ids[self.slots[at]], at in self.again

    def place(self, key: Key) -> int | None:
        """Where in the queue a record is, None where it is not in it."""
        number = self.records.at.get(key[0])
        if number is None:
            return None
        if key[1]:
            return self._second.get(number)
        return self._where[number] - 1 if number < len(self._where) and self._where[number] else None

    def decided(self, at: int) -> bool:
        return self.key(at) in self.account.decisions

    def current(self) -> int | None:
        """What is due: what undo brought back, what is flagged, the next one, and at the end what was put off."""
        account = self.account
        if self.pinned is not None and not self.decided(self.pinned):
            return self.pinned
        for key in account.flagged:
            if key not in account.decisions and (at := self.place(key)) is not None:
                return at
        while self._front < len(self.slots) and self.decided(self._front):
            self._front += 1
        for at in range(self._front, len(self.slots)):
            if not self.decided(at) and self.key(at) not in account.later:
                return at
        for key in account.later:
            if key not in account.decisions and (at := self.place(key)) is not None:
                return at
        return None

    def reopened(self, key: Key) -> None:
        """A decision about this record was taken back: it is the next to be seen."""
        at = self.place(key)
        self.pinned = at
        if at is not None:
            self._front = min(self._front, at)

    def exchanged(self, at: int) -> bool:
        """Whether the second side of a pair stands first; of two slots that follow each other in one of the two.

        So each order comes equally often, whatever the file's order says, and nobody can tell which it is.
        """
        block, odd = divmod(at, 2)
        return (Random(f"{self.seed}:sides:{self.reviewer}:{block}").random() < 0.5) != bool(odd)

    def add(self, numbers: Sequence[int]) -> None:
        """New records, at the end of the queue."""
        before = len(self.slots)
        self.slots.extend(numbers)
        self._note(before)

    def _note(self, first: int) -> None:
        self._where.frombytes(bytes(self._where.itemsize * (len(self.records.ids) - len(self._where))))
        for at in range(first, len(self.slots)):
            if at in self.again:
                self._second[self.slots[at]] = at
            else:
                self._where[self.slots[at]] = at + 1


def queue(numbers: Sequence[int], reviewer: str, seed: int, *, in_order: bool) -> "array[int]":
    """The records in the order in which this reviewer sees them."""
    found = array("I", numbers)
    if not in_order:
        Random(f"{seed}:review:{reviewer}").shuffle(found)
    return found


def with_repeats(slots: "array[int]", share: float, reviewer: str, seed: int) -> tuple["array[int]", frozenset[int]]:
    """The queue with this share of it, in percent, shown a second time far away, and the positions of those."""
    wanted = round(len(slots) * share / 100)
    if not wanted:
        return slots, frozenset()
    rng = Random(f"{seed}:repeat:{reviewer}")
    half = len(slots) // _FAR
    chosen = sorted(rng.sample(range(max(half, wanted)), wanted))
    found, again = array("I"), set()
    due = {min(position + half + 1, len(slots)): [] for position in chosen}  # type: dict[int, list[int]]
    for position in chosen:
        due[min(position + half + 1, len(slots))].append(position)
    for position in range(len(slots) + 1):
        for twin in due.get(position, ()):
            again.add(len(found))
            found.append(slots[twin])
        if position < len(slots):
            found.append(slots[position])
    return found, frozenset(again)
