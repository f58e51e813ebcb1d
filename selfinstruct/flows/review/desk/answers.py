"""The answers that people may give, with the keys for them, and what they send checked against these."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from selfinstruct.errors import UsageError
from selfinstruct.flows.label.questions import ACCEPT, REJECT, SIDES, TIE, Question, make_question
from selfinstruct.flows.review.desk.decisions.ledger import Decision
from selfinstruct.flows.review.source import EDIT
from selfinstruct.preferences import GRADES

REASONS = {
    "wrong": "Wrong", "incomplete": "Incomplete", "unclear": "Unclear task", "input": "Input does not fit",
    "unsafe": "Unsafe", "twin": "Like another",
}  # fmt: skip
ASKS = {
    "valid": "The instruction describes a valid task",
    "fits": "The input fits the instruction",
    "right": "The output is right and answers instruction and input",
}
_LABELS = {
    ACCEPT: "Accept", REJECT: "Reject", EDIT: "Edit", TIE: "Tie", SIDES[0]: "First", SIDES[1]: "Second",
}  # fmt: skip
_KEYS = {ACCEPT: "a", REJECT: "x", EDIT: "e", TIE: "0", SIDES[0]: "1", SIDES[1]: "2"}
LONGEST_EDIT, LONGEST_NOTE = 1_000_000, 20_000  # characters


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it answers, and the key for it ("" where there are more answers than keys)."""

    key: str
    answer: str
    label: str
    grade: str | None = None
    meaning: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Answering:
    """How a question is answered. `asks` are questions each of which must hold for `accept`; then there are no reasons.

    With `settling` or otherwise, what is `read_only` takes no decision at all.
    """

    question: Question
    asks: tuple[str, ...] = ()
    graded: bool = False
    read_only: bool = False

    @property
    def worded(self) -> str:
        """The question as it stands on the page: "" where others stand for the general one of records, or none is."""
        general = self.asks and self.question.text == make_question("accept").text
        return "" if general or self.read_only else self.question.text

    @property
    def editable(self) -> bool:
        return not self.asks and not self.read_only and self.question.kind in ("accept", "pair", "text")

    @property
    def sided(self) -> bool:
        """Whether people choose between two texts."""
        return self.question.kind in ("pair", "text")

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(REASONS) if self.question.kind == "accept" and not self.asks and not self.read_only else ()

    def choices(self) -> list[Choice]:
        meanings = self.question.meanings
        return [replace(choice, meaning=meanings.get(choice.answer, "")) for choice in self._choices()]

    def guidelines(self, text: str, meanings: Mapping[str, str]) -> str:
        """What reviewers go by, with the meanings that stand at no button."""
        at_buttons = {choice.answer for choice in self.choices() if choice.meaning}
        rest = [f"{name}: {meaning}" for name, meaning in meanings.items() if name not in at_buttons]
        return "\n".join([text, *rest] if text else rest)

    def _choices(self) -> list[Choice]:
        kind = self.question.kind
        if self.read_only:
            return []
        if kind == "accept":
            return [_choice(answer) for answer in (ACCEPT, REJECT, *(() if self.asks else (EDIT,)))]
        if kind == "text":
            return [_choice(answer) for answer in (*SIDES, EDIT, REJECT)]
        if kind == "pair":
            rejecting = Choice("x", REJECT, "Neither")
            if self.graded:
                return [*_graded(), rejecting]
            return [_choice(answer) for answer in (*SIDES, TIE)] + [rejecting]
        known = self.question.choices()
        found = [Choice(_digit(name, number, kind), name, name) for number, name in enumerate(known, 1)]
        return found if REJECT in known else [*found, _choice(REJECT)]

    def number(self) -> dict[str, float] | None:
        """The bounds of a score that has no buttons."""
        free = self.question.kind == "score" and not self.question.choices()
        return {"low": self.question.low, "high": self.question.high} if free else None

    def read(self, sent: Mapping[str, Any]) -> Decision:
        """What was sent, as it was answered on the page; raises ValueError saying what is wrong with it."""
        if self.read_only:
            raise ValueError("answer: nothing is decided here; what was rejected is only looked at")
        answer = self._known(_text(sent, "answer", 1_000))
        edited, note = _text(sent, "edited", LONGEST_EDIT), _text(sent, "note", LONGEST_NOTE)
        allowed = (EDIT,) if EDIT in {choice.answer for choice in self.choices()} else SIDES
        if edited.strip() and not (self.editable and answer in allowed):
            raise ValueError("edited: is not used with this answer")
        if answer == EDIT and not edited.strip():
            raise ValueError("edited: is empty although the answer is edit")
        return Decision(answer, self._reasons(sent, answer), self._grade(sent, answer), edited.strip(), note.strip())

    def of_form(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """What a form without scripts sent: its box for the edited text is there whatever button is pressed."""
        answer = sent.get("answer")
        editing = answer == EDIT or (self.question.kind == "pair" and answer in SIDES)
        return {name: value for name, value in sent.items() if name != "edited" or editing}

    def _known(self, answer: str) -> str:
        known = {choice.answer for choice in self.choices()}
        if answer in known:
            return answer
        if self.number() is not None and (number := self.question.read(answer)) is not None:
            return f"{number:g}"
        raise ValueError(f"answer: {answer!r:.60} is not one of {', '.join(sorted(known))}")

    def _reasons(self, sent: Mapping[str, Any], answer: str) -> tuple[str, ...]:
        given = sent.get("reasons") or ()
        known = self.asks or self.reasons
        if not isinstance(given, list | tuple) or not all(isinstance(name, str) for name in given):
            raise ValueError("reasons: is not a list of names")
        if unknown := [name for name in given if name not in known]:
            raise ValueError(f"reasons: {unknown[0]!r:.60} is not one of {', '.join(known) or 'any here'}")
        if given and answer != REJECT:
            raise ValueError("reasons: belong to the answer reject")
        if self.asks and answer == REJECT and not given:
            raise ValueError("reasons: say which of the questions fails")
        return tuple(name for name in known if name in given)

    def _grade(self, sent: Mapping[str, Any], answer: str) -> str | None:
        grade = sent.get("grade") or None
        if not self.graded or answer not in SIDES:
            if grade is not None:
                raise ValueError("grade: is not used here")
            return None
        if grade not in GRADES:
            raise ValueError(f"grade: {grade!r:.60} is not one of {', '.join(GRADES)}")
        return str(grade)


def read_asks(text: str) -> tuple[str, ...]:
    """The questions named in --ask, none for ""; raises UsageError."""
    if not text:
        return ()
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not names or len(set(names)) < len(names) or len(names) > 9:
        raise UsageError("--ask: give one to nine different names, for example --ask valid,fits,right")
    if strange := next((name for name in names if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name)), ""):
        raise UsageError(f"--ask: {strange!r:.60} is no name; write small letters, digits and _")
    return names


def asked(asks: Sequence[str]) -> list[dict[str, str]]:
    return [
        {"key": str(number), "name": name, "text": ASKS.get(name, name.replace("_", " ").capitalize())}
        for number, name in enumerate(asks, 1)
    ]


def _choice(answer: str) -> Choice:
    return Choice(_KEYS[answer], answer, _LABELS[answer])


def _graded() -> list[Choice]:
    """First much better … tie … second much better, as they stand from left to right."""
    worded = [name.replace("_", " ") for name in GRADES]
    first = [
        Choice(str(number), SIDES[0], f"First {worded[place]}", GRADES[place])
        for number, place in enumerate(reversed(range(len(GRADES))), 1)
    ]
    second = [
        Choice(str(number), SIDES[1], f"Second {worded[place]}", GRADES[place])
        for number, place in enumerate(range(len(GRADES)), len(GRADES) + 1)
    ]
    return [*first, _choice(TIE), *second]


def _digit(name: str, number: int, kind: str) -> str:
    if kind == "score":
        return name if len(name) == 1 else ""
    return str(number) if number <= 9 else ""


def _text(sent: Mapping[str, Any], name: str, most: int) -> str:
    value = sent.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name}: is not a string")
    if len(value) > most:
        raise ValueError(f"{name}: has {len(value):,} characters; at most {most:,} are kept")
    return whole_text(value)


def whole_text(value: str) -> str:
    """A text as it is written to files: with one kind of line end, and U+FFFD for halves of surrogate pairs."""
    return value.replace("\r\n", "\n").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
