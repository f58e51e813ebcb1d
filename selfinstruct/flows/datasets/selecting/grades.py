"""How good and how difficult rows are, as far as their columns or a file of scores say so.

Points of one judge are not points of another, so the quality of all rows comes from one source: the first that knows
any of them. Difficulty is always a share, 0 where every try succeeds and 1 where none does, and the row itself is asked
first.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, Any]


def number(value: Any) -> float | None:
    """The value where it is a finite number, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def _inner(row: Row, name: str, key: str) -> float | None:
    inner = row.get(name)
    return number(inner.get(key)) if isinstance(inner, Mapping) else None


def _passed(row: Row) -> float | None:
    """The share of its checks that a row has passed."""
    verdicts = row.get("verdicts")
    if not isinstance(verdicts, list) or not verdicts:
        return None
    passed = [item.get("passed") for item in verdicts if isinstance(item, Mapping)]
    return sum(item is True for item in passed) / len(passed) if passed else None


# What says how good a row is, in the order in which it is believed.
QUALITY: tuple[tuple[str, Callable[[Row], float | None]], ...] = (
    ("the column score", lambda row: number(row.get("score"))),
    ("the column quality", lambda row: number(row.get("quality"))),
    ("the column rating", lambda row: number(row.get("rating"))),
    ("the label, a number", lambda row: number(row.get("label"))),
    ("the score of the chosen side", lambda row: _inner(row, "scores", "chosen")),
    ("the margin of the pair", lambda row: number(row.get("margin"))),
    ("the checks that a row passed", _passed),
)


def _share(value: float | None) -> float | None:
    return value if value is not None and 0 <= value <= 1 else None


def _other(value: float | None) -> float | None:
    return None if value is None else round(1 - value, 6)


def _solvers(row: Row) -> float | None:
    """Of the tries that `gated` records, by the weak and the strong solver together, the share that failed."""
    notes = row.get("notes")
    if not isinstance(notes, Mapping):
        return None
    sides = [notes.get(side) for side in ("weak", "strong")]
    counts = [(number(side.get("passed")), number(side.get("tries"))) for side in sides if isinstance(side, Mapping)]
    known = [(passed, tries) for passed, tries in counts if passed is not None and tries]
    total = sum(tries for _, tries in known)
    return _share(_other(sum(passed for passed, _ in known) / total)) if total > 0 else None


def _split(row: Row) -> float | None:
    """How far the votes of `filter --judge` were split: 0 where all were the same, 1 where half of them passed it."""
    votes = row.get("votes")
    cast = [item.get("passed") for item in votes if isinstance(item, Mapping)] if isinstance(votes, list) else []
    known = [passed for passed in cast if isinstance(passed, bool)]
    passed = sum(known)
    return round(2 * min(passed, len(known) - passed) / len(known), 6) if known else None


# What says how difficult a row is; all of them are shares, so each row is asked by itself.
DIFFICULTY: tuple[tuple[str, Callable[[Row], float | None]], ...] = (
    ("the column difficulty", lambda row: _share(number(row.get("difficulty")))),
    ("the tries of its solvers (gated)", _solvers),
    ("how far its answers agreed (vote)", lambda row: _share(_other(_inner(row, "notes", "share")))),
    ("how far judges agreed on the pair", lambda row: _share(_other(number(row.get("agreement"))))),
    ("how far a judge's votes agreed", _split),
    ("how sure its labels are", lambda row: _share(_other(number(row.get("confidence"))))),
)
ATTEMPTS = "the attempts at it"


@dataclass(slots=True)
class PassRates:
    """How often attempts at a task, or at one of its instances, have passed."""

    _of: dict[str, tuple[int, int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._of)

    def add(self, row: Row) -> None:
        """A line of attempts.jsonl; ValueError for one that is none."""
        task, instance, passed = row.get("task_id"), row.get("instance_id"), row.get("passed")
        if not isinstance(task, str) or not task or not isinstance(passed, bool):
            raise ValueError("is not an attempt: it needs task_id, and passed, true or false")
        for name in {f"t {task}", f"i {instance}" if instance else f"t {task}"}:
            before, tries = self._of.get(name, (0, 0))
            self._of[name] = before + passed, tries + 1

    def difficulty(self, row: Row) -> float | None:
        """The share of its attempts that failed."""
        names = (f"i {row.get('id')}", f"t {row.get('task_id') or ''}", f"t {row.get('id')}")
        found = next((self._of[name] for name in names if name in self._of), None)
        return None if found is None else round(1 - found[0] / found[1], 6)


def difficulty_of(row: Row, beside: Row | None, rates: PassRates) -> tuple[float, str] | None:
    """How difficult a row is, and what says so; `beside` is what a file of scores says of it."""
    for name, read in DIFFICULTY[:3]:
        if (found := read(row)) is not None:
            return found, name
    if (found := rates.difficulty(row)) is not None:
        return found, ATTEMPTS
    for name, read in DIFFICULTY:
        for said in (beside or {}, row):
            if (found := read(said)) is not None:
                return found, name
    return None


@dataclass(slots=True)
class Qualities:
    """What each source says of the quality of rows, and at the end the one source that counts."""

    _seen: set[str] = field(default_factory=set)

    def of(self, row: Row, beside: Row | None) -> list[float]:
        """What each source says, NaN for nothing: a file of scores first, then QUALITY."""
        outside = next((found for _, read in QUALITY[:4] if (found := read(beside or {})) is not None), None)
        values = [outside, *(read(row) for _, read in QUALITY)]
        self._seen |= {name for name, value in zip(_SOURCES, values, strict=True) if value is not None}
        return [math.nan if value is None else value for value in values]

    def source(self) -> int | None:
        """The number of the first source that knew any row."""
        return next((at for at, name in enumerate(_SOURCES) if name in self._seen), None)


OUTSIDE = "the file of scores"
_SOURCES = (OUTSIDE, *(name for name, _ in QUALITY))


def source_name(at: int) -> str:
    return _SOURCES[at]
