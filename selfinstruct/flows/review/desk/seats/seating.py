"""Who sits at the desk, and which records fall to whom."""

import hashlib
from collections.abc import Iterator, Sequence
from random import SystemRandom

from selfinstruct.errors import UsageError
from selfinstruct.flows.review.desk.decisions.ledger import Ledger
from selfinstruct.flows.review.desk.options import DeskOptions
from selfinstruct.flows.review.desk.seats.seat import Seat, queue, with_repeats
from selfinstruct.flows.review.desk.subjects.subject import Subject


def seats(subject: Subject, options: DeskOptions, ledger: Ledger) -> Iterator[Seat]:
    """A seat with its queue and its token for each reviewer who is there."""
    tokens = SystemRandom()
    for name in options.reviewers:
        if name in options.absent:
            continue
        numbers = _assigned(subject, options, ledger, name)
        slots = queue(numbers, name, options.seed, in_order=options.in_order)
        slots, again = with_repeats(slots, options.repeat, name, options.seed)
        token = f"{tokens.getrandbits(128):032x}"
        yield Seat(name, token, subject.records, ledger.of(name), slots, again, options.seed)


def _assigned(subject: Subject, options: DeskOptions, ledger: Ledger, name: str) -> Sequence[int]:
    """The records of one reviewer: all, or those that a hash of record and names gives to him and `each` - 1 others.

    What one who is absent has not decided goes to whom the hash names next.
    """
    if options.each is None:
        return subject.numbers
    found = []
    for number in subject.numbers:
        identifier = subject.records.ids[number]
        ranked = sorted(options.reviewers, key=lambda who: _rank(options.seed, identifier, who))
        chosen = [
            who
            for who in ranked[: options.each]
            if who not in options.absent or (identifier, False) in ledger.of(who).decisions
        ]
        others = (who for who in ranked[options.each :] if who not in options.absent)
        chosen += [who for who, _ in zip(others, range(options.each - len(chosen)), strict=False)]
        if name in chosen:
            found.append(number)
    if not found:
        raise UsageError(f"--each: nothing falls to {name}; give more records or fewer reviewers")
    return found


def _rank(seed: int, identifier: str, who: str) -> bytes:
    return hashlib.sha256(f"{seed}:each:{identifier}:{who}".encode("utf-8", "surrogatepass")).digest()
