"""What is found in one record, done to those alike: one step, which undo takes back as one."""

from collections.abc import Sequence
from typing import Any

from selfinstruct.errors import SeedError
from selfinstruct.flows.label.questions import REJECT
from selfinstruct.flows.review.desk.alike import NEAREST, Likeness
from selfinstruct.flows.review.desk.decisions.ledger import Decision
from selfinstruct.flows.review.desk.desk import Desk, Refused
from selfinstruct.flows.review.desk.seats.seat import Seat

WAYS = ("rule", "novelty")
_SAMPLES = NEAREST  # of those near in words these are all
_MOST = 100_000  # records in one step


class Mending:
    """Finds what is alike and applies a decision to it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._likeness = Likeness(desk.subject.source, desk.records)

    def alike(self, seat: Seat, identifier: str, by: str) -> dict[str, Any]:
        """Count, ids and samples of the records alike that this reviewer has not decided."""
        number = self._number(identifier)
        if by not in WAYS:
            raise Refused(400, f"by: {by!r:.40} is not one of {', '.join(WAYS)}")
        try:
            scores = self._likeness.by_words(number) if by == "novelty" else {}
            rule, found = self._likeness.by_rule(number) if by == "rule" else ("", list(scores))
        except SeedError as error:
            raise Refused(409, str(error)) from None
        ids = self._desk.records.ids
        found = [other for other in found if (ids[other], False) not in seat.account.decisions]
        samples = [
            {"id": ids[other], "at": seat.place((ids[other], False)), "excerpt": self._likeness.excerpt(other)}
            | ({"score": f"{scores[other]:.2f}"} if other in scores else {})
            for other in found[:_SAMPLES]
        ]
        return {"by": by, "rule": rule, "count": len(found), "ids": [ids[other] for other in found], "samples": samples}

    def apply(self, seat: Seat, identifier: str, by: str, do: str, ids: Sequence[str]) -> int:
        """Reject these records, or flag them to be looked at next; how many that were. Raises Refused, NotSaved."""
        self._number(identifier)
        if do not in ("reject", "flag"):
            raise Refused(400, f"do: {do!r:.40} is neither reject nor flag")
        wanted = list(dict.fromkeys(ids))
        if unknown := next((name for name in wanted if name not in self._desk.records.at), ""):
            raise Refused(400, f"ids: {unknown!r:.60} is not one of the records")
        wanted = [name for name in wanted if (name, False) not in seat.account.decisions and name != identifier]
        if not wanted or len(wanted) > _MOST:
            raise Refused(409, "none of these is left to decide" if not wanted else f"at most {_MOST:,} in one step")
        told = f"alike {identifier}" + (f" by {by}" if by in WAYS else "")
        if do == "flag":
            rows = [{"id": name, "flag": told} for name in wanted]
        else:
            own = seat.account.decisions.get((identifier, False), Decision(REJECT))
            reasons = own.reasons if own.answer == REJECT else ()
            rows = [{"id": name} | Decision(REJECT, reasons, note=told).as_dict() for name in wanted]
        self._desk.mend(seat, rows)
        return len(wanted)

    def _number(self, identifier: str) -> int:
        if not self._desk.mending:
            raise Refused(409, "records alike are found where all are cleaned; a sample is looked at one by one")
        number = self._desk.records.at.get(identifier)
        if number is None:
            raise Refused(404, f"id: {identifier!r:.60} is not one of the records")
        return number
