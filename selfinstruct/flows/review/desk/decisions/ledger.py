"""What the lines of a log come to: decisions that stand, records put off, drafts, and what undo takes back."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from selfinstruct.errors import RunDamaged
from selfinstruct.flows.label.questions import REJECT

Key = tuple[str, bool]  # a record's id, and whether it is shown for the second time


@dataclass(frozen=True, slots=True)
class Decision:
    """What one reviewer has decided about one record, in the orientation of the form that `review export` writes.

    `shown` says of a pair which of the form's sides stood first on the page.
    """

    answer: str
    reasons: tuple[str, ...] = ()
    grade: str | None = None
    edited: str = ""
    note: str = ""
    shown: str = ""

    def as_dict(self) -> dict[str, Any]:
        row: dict[str, Any] = asdict(self) | {"reasons": list(self.reasons)}
        return {name: value for name, value in row.items() if name not in ("grade", "edited") or value}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a reviewer did, for undo: the line's number, and how the record stood before."""

    n: int
    key: Key
    before: Decision | None
    was_later: bool
    was_flagged: str


@dataclass(slots=True)
class Account:
    """All of one reviewer. `later` has what was put off, in order; `flagged` what is to be looked at next, with why."""

    decisions: dict[Key, Decision] = field(default_factory=dict)
    numbers: dict[Key, int] = field(default_factory=dict)  # the last line about a record
    later: dict[Key, None] = field(default_factory=dict)
    flagged: dict[Key, str] = field(default_factory=dict)
    drafts: dict[Key, str] = field(default_factory=dict)
    steps: list[list[Step]] = field(default_factory=list)

    def take(self, row: Mapping[str, Any]) -> None:
        """One line more; raises KeyError or TypeError for one that is not as a page writes it."""
        key = (str(row["id"]), bool(row.get("again")))
        if "draft" in row:
            self.drafts[key] = str(row["draft"])
            return
        undoes = row.get("undo")
        if undoes is None:
            self._step(row, key)
        else:
            self._forget(int(undoes))
            self.later.pop(key, None)
            self.flagged.pop(key, None)
        self.numbers[key] = int(row["n"])
        if "later" in row:
            self.later.pop(key, None)
            if row["later"]:
                self.later[key] = None
        elif "flag" in row:
            self.flagged.pop(key, None)
            if row["flag"]:
                self.flagged[key] = str(row["flag"])
        elif row["answer"] is None:
            self.decisions.pop(key, None)
        else:
            self.decisions.pop(key, None)  # the last one decided is the last of them
            self.decisions[key] = decision_of(row)
            self.later.pop(key, None)
            self.flagged.pop(key, None)
            self.drafts.pop(key, None)
        if undoes is not None:
            if row.get("put_off"):
                self.later[key] = None
            if row.get("marked"):
                self.flagged[key] = str(row["marked"])

    def _step(self, row: Mapping[str, Any], key: Key) -> None:
        if row.get("answer") == REJECT and self._just_rejected(key):
            return  # why it was rejected is said after it, and taken back with it
        step = Step(int(row["n"]), key, self.decisions.get(key), key in self.later, self.flagged.get(key, ""))
        group = row.get("group")
        if group and self.steps and self.steps[-1][0].n == group[0]:
            self.steps[-1].append(step)
        else:
            self.steps.append([step])

    def _just_rejected(self, key: Key) -> bool:
        decision = self.decisions.get(key)
        last = self.steps[-1] if self.steps else []
        return decision is not None and decision.answer == REJECT and [step.key for step in last] == [key]

    def _forget(self, number: int) -> None:
        for place in range(len(self.steps) - 1, -1, -1):
            kept = [step for step in self.steps[place] if step.n != number]
            if len(kept) < len(self.steps[place]):
                self.steps[place : place + 1] = [kept] if kept else []
                return

    def last_key(self) -> Key | None:
        return self.steps[-1][0].key if self.steps else None


@dataclass(slots=True)
class Ledger:
    """The accounts of all reviewers; `n` is the number of the last line."""

    accounts: dict[str, Account] = field(default_factory=dict)
    n: int = 0

    def of(self, reviewer: str) -> Account:
        return self.accounts.setdefault(reviewer, Account())

    def take(self, row: Mapping[str, Any]) -> None:
        try:
            self.of(str(row["reviewer"])).take(row)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise RunDamaged(f"decisions: line {row.get('n')} is not as a review page writes it ({error!r})") from error
        self.n = max(self.n, int(row["n"]))


def replayed(rows: Iterable[Mapping[str, Any]]) -> Ledger:
    """What a log comes to."""
    ledger = Ledger()
    for row in rows:
        ledger.take(row)
    return ledger


def decision_of(row: Mapping[str, Any]) -> Decision:
    return Decision(
        str(row["answer"]), tuple(map(str, row.get("reasons") or ())), row.get("grade") or None,
        str(row.get("edited") or ""), str(row.get("note") or ""), str(row.get("shown") or ""),
    )  # fmt: skip


def taking_back(steps: Iterable[Step], reviewer: str, n: int) -> list[dict[str, Any]]:
    """The lines that undo a step, numbered from `n` on; each restores how its record stood before."""
    rows = []
    for number, step in enumerate(reversed(list(steps)), n):
        row: dict[str, Any] = {"n": number, "id": step.key[0], "reviewer": reviewer}
        row |= {"answer": None} if step.before is None else step.before.as_dict()
        row |= {"again": True} if step.key[1] else {}
        row |= {"undo": step.n}
        row |= {"put_off": True} if step.was_later else {}
        row |= {"marked": step.was_flagged} if step.was_flagged else {}
        rows.append(row)
    if len(rows) > 1:
        rows = [row | {"group": [n, len(rows)]} for row in rows]
    return rows


def turned_over(decision: Decision) -> Decision:
    """The same decision about a pair whose sides stand the other way round."""
    swapped = {"first": "second", "second": "first"}
    return replace(decision, answer=swapped.get(decision.answer, decision.answer))
