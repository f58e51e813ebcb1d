"""Parses problems with their answer or their criteria, and the grades of an answer by such criteria."""

import re
from dataclasses import dataclass
from itertools import dropwhile, pairwise, takewhile

from selfinstruct.parse.chat_lines import marker, unfence, unquote_lines
from selfinstruct.parse.chat_text import fold_space, is_nothing, unquote

FEWEST, MOST = 3, 5  # criteria
_HEAD = re.compile(
    r"[\s>*_#`-]*(?P<name>problem|(?:final |correct |reference )?answer|criteria|criterion|solution|unposable)[\s*_`]*"
    r"[:：][\s*_`]*(?P<value>.*)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"\s{0,12}[-*+•–]\s{1,4}(?P<text>\S.*)")
_LINE = 200  # characters of a line that are looked at for a grade
_LONGEST = 100_000  # characters: no problem is longer
_GRADE = re.compile(
    r"[\s>*_#`(-]*(?:criterion\s*|c)?#?(?P<number>\d{1,2})\s*[*_`)\]]*\s*[.:：)\]–—-]*[\s*_`]*"
    r"(?P<said>yes|no|met|not met|true|false|pass(?:ed)?|fail(?:ed)?)(?!\w)",
    re.IGNORECASE,
)
_YES = frozenset({"yes", "met", "true", "pass", "passed"})


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem as it is put to solvers, with its one right answer, or "" and the criteria of a good one."""

    text: str
    answer: str = ""
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unposed:
    """That a task makes no problem, and why."""

    reason: str


def read_problem(text: str) -> Problem | Unposed:
    """What a teacher poses, without its solution; where it gives both an answer and criteria, the answer counts.

    Raises ValueError, which says what is missing.
    """
    parts = _parts(unquote_lines(unfence(text[:_LONGEST])))
    stated = "\n".join(parts.get("problem", [])).strip()
    if not stated or is_nothing(stated):
        if reason := fold_space(" ".join(parts.get("unposable", []))):
            return Unposed(reason)
        raise ValueError("no line that begins with Problem:")
    answer = _answer(parts.get("answer", []))
    if answer and not is_nothing(answer):
        return Problem(stated, answer)
    criteria = _criteria(parts.get("criteria", []))
    if not criteria:
        raise ValueError("neither an answer nor criteria")
    if not FEWEST <= len(criteria) <= MOST:
        raise ValueError(f"{len(criteria)} criteria; {FEWEST} to {MOST} are wanted")
    return Problem(stated, "", criteria)


def _parts(text: str) -> dict[str, list[str]]:
    """The lines of each part, of several of one name the last; the problem ends where the first of these stands.

    A problem may speak of an "Answer:" itself, which then is a part of it.
    """
    lines = text.split("\n")
    heads = [(place, found) for place, line in enumerate(lines) if (found := _HEAD.match(line))]
    parts: dict[str, list[str]] = {}
    named = {_name(found): place for place, found in heads}  # of each name the last
    first = next((place for place, found in heads if _name(found) == "problem"), None)
    ends = sorted(place for name, place in named.items() if name != "problem" and (first is None or place > first))
    starts = [*([] if first is None else [first]), *ends]
    for start, end in pairwise([*starts, len(lines)]):
        found = _HEAD.match(lines[start])
        assert found is not None
        parts[_name(found)] = [found["value"].strip(), *lines[start + 1 : end]]
    return parts


def _name(found: re.Match[str]) -> str:
    name = found["name"].lower().split()[-1]
    return "criteria" if name == "criterion" else name


def _answer(lines: list[str]) -> str:
    """What stands on the line, or where that is empty below it up to an empty line; no remark that follows."""
    said = [line.strip("*_` \t") for line in lines]
    if not said or said[0]:
        return said[0] if said else ""
    return "\n".join(takewhile(str.strip, dropwhile(lambda line: not line.strip(), lines)))


def _criteria(lines: list[str]) -> tuple[str, ...]:
    """The items with a bullet or a number, or where there are none every line."""
    items: dict[str, None] = {}
    plain: dict[str, None] = {}
    for line in lines:
        number, bullet = marker(line), _BULLET.match(line)
        said = unquote(fold_space(number.rest if number else bullet["text"] if bullet else line))
        if said and not is_nothing(said):
            (items if number or bullet else plain)[said] = None
    return tuple(items or plain)


def read_grades(text: str, count: int) -> tuple[bool, ...] | None:
    """For each criterion, numbered from 1, whether it is met; None unless each is said exactly once."""
    found: dict[int, bool] = {}
    for line in unfence(text[:_LONGEST]).split("\n"):
        if (grade := _GRADE.match(line[:_LINE])) is None:
            continue
        number, met = int(grade["number"]), grade["said"].lower() in _YES
        if not 1 <= number <= count or number in found:
            return None
        found[number] = met
    return tuple(found[number] for number in range(1, count + 1)) if len(found) == count else None
