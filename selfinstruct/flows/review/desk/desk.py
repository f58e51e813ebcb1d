"""The desk itself: what each reviewer is shown, decides and takes back. Nothing here knows of HTTP."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from selfinstruct.errors import SeedError
from selfinstruct.flows.label.items import LabelRecord
from selfinstruct.flows.label.questions import REJECT, SIDES
from selfinstruct.flows.review.desk import showing
from selfinstruct.flows.review.desk.answers import asked, whole_text
from selfinstruct.flows.review.desk.decisions.ledger import Decision, Key, Ledger, replayed, taking_back
from selfinstruct.flows.review.desk.decisions.log import DecisionLog
from selfinstruct.flows.review.desk.options import DeskOptions
from selfinstruct.flows.review.desk.seats.finding import found_in
from selfinstruct.flows.review.desk.seats.seat import Seat
from selfinstruct.flows.review.desk.seats.seating import seats
from selfinstruct.flows.review.desk.subjects.passages import Passages
from selfinstruct.flows.review.desk.subjects.subject import Subject, missing_from, note_sample
from selfinstruct.flows.review.desk.summary import summary

LAST = 10  # decisions that the page keeps in sight
LONGEST_DRAFT = 1_000_000  # characters
LONGEST_TYPE = 100


class Refused(Exception):
    """What was sent is not done: 400 for what cannot be read, 404 for no such record, 409 for a stale screen."""

    def __init__(self, status: int, problem: str) -> None:
        super().__init__(problem)
        self.status, self.problem = status, problem


class Desk:
    """What is reviewed, with its log open and a seat for each reviewer. Not for several threads at once."""

    def __init__(self, subject: Subject, options: DeskOptions) -> None:
        """Raises RunLocked where another page is open on the same decisions."""
        self.subject, self.options = subject, options
        self.records, self.answering = subject.records, subject.answering
        self.log = None if self.answering.read_only else DecisionLog(subject.folder)
        lines = self.log.lines if self.log else []
        self.ledger: Ledger = replayed(lines)
        self.gone = missing_from(self.records, lines) if subject.mode != "compare" else []
        self.seats = {seat.token: seat for seat in seats(subject, options, self.ledger)}
        self._passages = Passages(subject)
        self._taken = len(self.records.ids)
        self._sample_kept = subject.mode != "sample"

    def close(self) -> None:
        if self.log is not None:
            self.log.close()

    # What is shown

    def state(self, seat: Seat) -> dict[str, Any]:
        """All that the page needs to begin with."""
        answering, number = self.answering, self.answering.number()
        at = seat.current()
        return {
            "title": self.subject.title,
            "reviewer": seat.reviewer,
            "kind": answering.question.kind,
            "mode": self.subject.mode,
            "question": answering.worded,
            "choices": [choice.as_dict() for choice in answering.choices()],
            "reasons": [{"key": str(place), "name": name} for place, name in enumerate(answering.reasons, 1)],
            "asks": asked(answering.asks) if answering.asks else None,
            "number": number,
            "grades": answering.graded,
            "editable": answering.editable,
            "readonly": answering.read_only,
            "guidelines": answering.guidelines(self.subject.guidelines, self.options.meanings),
            "notices": self.notices(),
        } | self.view(seat, at)

    def view(self, seat: Seat, at: int | None) -> dict[str, Any]:
        """The item at a position with all that changes as one goes on."""
        return {
            "item": None if at is None else self.item(seat, at),
            "progress": self.progress(seat, at),
            "history": self.history(seat),
            "summary": self.summary(seat) if seat.current() is None else None,
            "new": self.new(),
        }

    def item(self, seat: Seat, at: int) -> dict[str, Any]:
        """One item; a row that can no longer be read says so in the place of its text."""
        key, number = seat.key(at), seat.slots[at]
        exchanged = seat.exchanged(at)
        account = seat.account
        try:
            record = self.record(seat, at)
        except SeedError as error:
            record = LabelRecord(key[0], (("Problem", str(error)),))
        decision = account.decisions.get(key)
        shown = showing.first_shown(record, exchanged)
        return {
            "id": key[0],
            "at": at,
            "again": key[1],
            "version": showing.version_of(record, seat.reviewer, account.numbers.get(key, 0), shown, key[1]),
            "fields": showing.fields_of(record, self.subject.marks(number)),
            "sides": showing.sides_of(record, exchanged),
            "told": self.subject.told(number),
            "about": self._about(record, key, account.flagged),
            "decision": None if decision is None else _told(showing.on_page(decision, record, exchanged)),
            "draft": account.drafts.get(key, ""),
            "edit": showing.editable_text(record, self.answering.question.kind) if self.answering.editable else "",
            "differing": self._differing(key[0], record, exchanged),
            "alike": {"rule": None, "novelty": None} if self.mending else {},
        }

    @property
    def mending(self) -> bool:
        """Whether what is found in one record can be applied to those alike."""
        return self.answering.question.kind == "accept" and self.subject.mode == "review" and not self.answering.asks

    def record(self, seat: Seat, at: int) -> LabelRecord:
        return self._passages.shown(self.records, seat.slots, at)

    def text(self, seat: Seat, identifier: str, name: str) -> str:
        """All of one text of an item, as it stands on this reviewer's page."""
        at = self._at(seat, identifier)
        found = showing.texts_of(self.record(seat, at), seat.exchanged(at)).get(name)
        if found is None:
            raise Refused(404, f"field: there is no {name!r:.40} in this record")
        return found

    def progress(self, seat: Seat, at: int | None) -> dict[str, Any]:
        queued = [seat.account.decisions[key] for key in seat.account.decisions if seat.place(key) is not None]
        return {
            "place": len(seat) if at is None else at + 1,
            "done": len(queued),
            "of": len(seat),
            "later": sum(key not in seat.account.decisions for key in seat.account.later),
            "rejected": sum(decision.answer == REJECT for decision in queued),
        }

    def history(self, seat: Seat) -> list[dict[str, Any]]:
        """The last decisions, the latest first."""
        found = []
        for key in list(seat.account.decisions)[: -LAST - 1 : -1]:
            at = seat.place(key)
            answer = seat.account.decisions[key].answer
            if at is not None and answer in SIDES:
                record = LabelRecord(key[0], (), ("-", "-") if self.answering.sided else ("", ""))
                answer = showing.on_page(Decision(answer), record, seat.exchanged(at)).answer
            found.append({"at": at, "id": key[0], "answer": answer})
        return found

    def find(self, seat: Seat, words: str) -> dict[str, Any]:
        """Where in the queue a text, an id or a number of the queue is."""
        return found_in(seat, words.strip())

    def notices(self) -> list[str]:
        found = [self.records.stale] if self.records.stale else []
        if self.gone:
            named = ", ".join(self.gone[:5]) + (" …" if len(self.gone) > 5 else "")
            found.append(f"{len(self.gone)} decided records are no longer there ({named}); the decisions are kept")
        return found

    def new(self) -> int:
        """How many records have come since the page was started; they stand at the end of each queue."""
        if self.subject.growing:
            before = len(self.records.ids)
            if self.records.refresh():
                numbers = self._of_type(range(before, len(self.records.ids)))
                for seat in self.seats.values():
                    seat.add(numbers)
        return len(self.records.ids) - self._taken

    def summary(self, seat: Seat) -> dict[str, Any]:
        return summary(self.subject, self.ledger, self.seats.values(), seat)

    # What is done

    def decide(self, seat: Seat, sent: Mapping[str, Any]) -> int:
        """Save a decision and say its line's number; sent twice it is one decision. Raises Refused, NotSaved."""
        at = self._decided_at(seat, str(sent.get("id") or ""), sent.get("seen"))
        try:
            decision = self.answering.read(sent)
        except ValueError as error:
            raise Refused(400, str(error)) from None
        key, exchanged = seat.key(at), seat.exchanged(at)
        try:
            record = self.record(seat, at)
        except SeedError as error:
            raise Refused(409, str(error)) from None
        shown = showing.first_shown(record, exchanged)
        stored = replace(showing.on_page(decision, record, exchanged), shown=shown)
        if seat.account.decisions.get(key) == stored:
            return seat.account.numbers[key]
        if sent.get("seen") != self.item(seat, at)["version"]:
            raise Refused(409, "this record has been decided elsewhere, or has changed; here it is as it is now")
        row = {"n": self.ledger.n + 1, "id": key[0], "reviewer": seat.reviewer} | stored.as_dict()
        self._save([row | ({"again": True} if key[1] else {})])
        seat.pinned = None
        return self.ledger.n

    def undo(self, seat: Seat) -> int | None:
        """Take the last step back; the position to be seen next, None where there is nothing to take back."""
        if not seat.account.steps:
            return None
        steps = seat.account.steps[-1]
        self._save(taking_back(steps, seat.reviewer, self.ledger.n + 1))
        for step in steps:
            seat.reopened(step.key)
        return seat.place(steps[0].key)

    def put_off(self, seat: Seat, identifier: str) -> None:
        """Back to the end of the queue."""
        at = self._at(seat, identifier)
        if seat.decided(at):
            raise Refused(409, "this record is decided already; undo takes the decision back")
        seat.pinned = None
        self._save([self._line(seat, seat.key(at)) | {"later": True}])

    def keep_draft(self, seat: Seat, identifier: str, text: str) -> None:
        """Keep the text that is being typed."""
        if len(text) > LONGEST_DRAFT:
            raise Refused(400, f"edited: has {len(text):,} characters; at most {LONGEST_DRAFT:,} are kept")
        key, text = seat.key(self._at(seat, identifier)), whole_text(text)
        if seat.account.drafts.get(key, "") != text:
            self._save([self._line(seat, key) | {"draft": text}])

    def mend(self, seat: Seat, rows: Sequence[Mapping[str, Any]]) -> None:
        """Several lines as one step, without what they number and whose they are."""
        first = self.ledger.n + 1
        numbered = [
            {"n": number, "id": row["id"], "reviewer": seat.reviewer, **row} | {"group": [first, len(rows)]}
            for number, row in enumerate(rows, first)
        ]
        self._save(numbered)

    def _save(self, rows: Iterable[Mapping[str, Any]]) -> None:
        if self.log is None:
            raise Refused(400, "nothing is decided here; what was rejected is only looked at")
        rows = list(rows)
        self.log.append(rows)
        if not self._sample_kept:
            note_sample(self.subject, self.options)
            self._sample_kept = True
        for row in rows:
            self.ledger.take(row)

    def _line(self, seat: Seat, key: Key) -> dict[str, Any]:
        row = {"n": self.ledger.n + 1, "id": key[0], "reviewer": seat.reviewer}
        return row | ({"again": True} if key[1] else {})

    def _at(self, seat: Seat, identifier: str) -> int:
        """The position of a record: of one that is shown twice the second one, once it is due."""
        first, second = seat.place((identifier, False)), seat.place((identifier, True))
        if first is None:
            raise Refused(404, f"id: {identifier!r:.60} is not one of your records")
        return second if second is not None and seat.decided(first) and seat.current() == second else first

    def _decided_at(self, seat: Seat, identifier: str, seen: object) -> int:
        places = [seat.place((identifier, again)) for again in (False, True)]
        found = [at for at in places if at is not None]
        if not found:
            raise Refused(409, f"id: {identifier!r:.60} is not one of your records")
        return next((at for at in found if self.item(seat, at)["version"] == seen), found[0])

    def _of_type(self, numbers: Iterable[int]) -> list[int]:
        wanted = self.options.type
        return [number for number in numbers if not wanted or self.records.record(number).row.get("type") == wanted]

    def _about(self, record: LabelRecord, key: Key, flagged: Mapping[Key, str]) -> dict[str, str]:
        if self.subject.mode == "rejected":
            return {name: str(value) for name, value in record.row.items()}
        kind = record.row.get("type")
        hidden = self.subject.mode == "compare" or not isinstance(kind, str) or not kind
        found = {} if hidden else {"type": str(kind)[:LONGEST_TYPE]}
        return found | ({"flagged": flagged[key]} if key in flagged else {})

    def _differing(self, identifier: str, record: LabelRecord, exchanged: bool) -> list[dict[str, Any]] | None:
        opinions = self.subject.opinions.get(identifier)
        if opinions is None:
            return None
        return [_told(showing.on_page(opinion, record, exchanged)) for opinion in opinions]


def _told(decision: Decision) -> dict[str, Any]:
    return {
        "answer": decision.answer, "reasons": list(decision.reasons), "grade": decision.grade,
        "edited": decision.edited, "note": decision.note,
    }  # fmt: skip
