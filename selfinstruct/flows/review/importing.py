"""Filled rows on their way in: each is checked, and all that is wrong is collected before anything is used."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from selfinstruct.errors import SeedError
from selfinstruct.files.pipes import stem
from selfinstruct.flows.label.items import LabelRecord
from selfinstruct.flows.label.questions import SIDES
from selfinstruct.flows.review import forms as reviewforms
from selfinstruct.flows.review.consolidation import Opinion
from selfinstruct.flows.review.forms import FilledForm
from selfinstruct.flows.review.source import EDIT, ReviewSource, turned
from selfinstruct.preferences import GRADES

_SIDED = ("pair", "text")  # kinds whose answers name one of two texts
_NAMED = 12  # missing rows named one by one


@dataclass(slots=True)
class Intake:
    """Opinions given before and those of new files; `problems` has a text for each bad line.

    With `partial` rows without an answer are counted in `skipped` instead. With `replace` a reviewer may change an
    answer of an earlier import; within one import nobody may contradict himself.
    """

    source: ReviewSource
    before: Sequence[Opinion]
    partial: bool = False
    replace: bool = False
    problems: list[str] = field(default_factory=list)
    skipped: int = 0
    _new: dict[tuple[str, str], Opinion] = field(default_factory=dict)
    _items: dict[str, LabelRecord] = field(init=False)
    _old: dict[tuple[str, str], Opinion] = field(init=False)

    def __post_init__(self) -> None:
        self._items = {item.id: item for item in self.source.items}
        self._old = {(opinion.id, opinion.reviewer): opinion for opinion in self.before}

    def take(self, file: Path, reviewer: str | None, attribute: str | None) -> None:
        """Check a file's rows; nothing is raised, so that the problems of all files can be told at once."""
        try:
            rows = reviewforms.read_forms(file, attribute)
        except SeedError as error:
            self.problems += error.problems
            return
        of, absent = reviewforms.missing(rows)
        if absent and self.partial:
            self.skipped += len(absent)
        elif absent:
            named = ", ".join(map(str, absent[:_NAMED])) + (" …" if len(absent) > _NAMED else "")
            self.problems.append(f"{file}: is incomplete: {len(absent)} of {of} rows are missing ({named})")
        for row in rows:
            self._row(row, row.reviewer or reviewer or stem(file))

    @property
    def known(self) -> Mapping[str, LabelRecord]:
        """The records by id."""
        return self._items

    def take_rows(self, rows: Iterable[FilledForm]) -> None:
        """Check rows that name their reviewer."""
        for row in rows:
            self._row(row, row.reviewer)

    def ordered(self) -> list[Opinion]:
        """All opinions, by record and reviewer."""
        place = {item.id: number for number, item in enumerate(self.source.items)}
        merged = self._old | self._new
        return [merged[key] for key in sorted(merged, key=lambda key: (place.get(key[0], len(place)), key[1]))]

    def _row(self, row: FilledForm, reviewer: str) -> None:
        item = self._items.get(row.id)
        if item is None:
            self.problems.append(f"{row.place}: id: {row.id!r:.60} is not one of the records")
        elif not row.answer and not row.edited.strip():
            if self.partial:
                self.skipped += 1
            else:
                told = f" ({row.note})" if row.note else ""
                self.problems.append(f"{row.place}: {row.id}: has no answer{told}")
        elif problem := self._problem(row):
            self.problems.append(f"{row.place}: {row.id}: {problem}")
        else:
            self._add(row.place, self._opinion(item, row, reviewer))

    def _problem(self, row: FilledForm) -> str:
        question, choices = self.source.question, self.source.choices()
        answer = self._known(row.answer)
        if answer is None:
            known = ", ".join(choices) or f"a number from {question.low:g} to {question.high:g}"
            return f"answer: {row.answer!r:.60} is not one of {known}"
        if answer == EDIT and not row.edited.strip():
            return "edited: is empty although the answer is edit"
        allowed = (EDIT,) if EDIT in choices else SIDES if question.kind == "pair" else ()
        if row.edited.strip() and answer not in allowed:
            return (
                f"edited: is allowed only with the answer {' or '.join(allowed)}"
                if allowed
                else "edited: is not used here"
            )
        if row.grade and (question.kind != "pair" or answer not in SIDES):
            return "grade: is allowed only for a pair of which one is better"
        if row.grade and _grade(row.grade) not in GRADES:
            return f"grade: {row.grade!r:.60} is not one of {', '.join(GRADES)}"
        return ""

    def _known(self, answer: str) -> str | None:
        """The answer as it is spelled among the choices."""
        folded = {choice.casefold(): choice for choice in self.source.choices()}
        found = folded.get(" ".join(answer.split()).casefold())
        if found is None and self.source.question.kind == "score":
            number = self.source.question.read(answer)
            return None if number is None else f"{number:g}"
        return found

    def _opinion(self, item: LabelRecord, row: FilledForm, reviewer: str) -> Opinion:
        answer = self._known(row.answer) or ""
        if self.source.question.kind in _SIDED and answer in SIDES and turned(item):
            answer = SIDES[1 - SIDES.index(answer)]
        return Opinion(row.id, reviewer, answer, row.edited.strip(), row.note, _grade(row.grade), row.reasons)

    def _add(self, place: str, opinion: Opinion) -> None:
        key = (opinion.id, opinion.reviewer)
        old, new = self._old.get(key), self._new.get(key)
        if new is not None and _said(new) != _said(opinion):
            self.problems.append(
                f"{place}: {opinion.id}: {opinion.reviewer} gives a different answer elsewhere in these files"
            )
        elif old is not None and not self.replace and _said(old) != _said(opinion):
            self.problems.append(
                f"{place}: {opinion.id}: {opinion.reviewer} answered {old.answer} in an earlier import; "
                "--replace changes it"
            )
        else:
            self._new[key] = opinion


def _grade(text: str) -> str:
    """A grade as GRADES spells it, where it is one."""
    return "_".join(text.replace("_", " ").split()).casefold()


def _said(opinion: Opinion) -> tuple[str, str, str, tuple[str, ...]]:
    """What must not differ within one import: everything but the note."""
    return opinion.answer, opinion.edited, opinion.grade, opinion.reasons
