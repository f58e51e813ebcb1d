"""What decides whether an answer to a held-out task is right: the checks it carries, its label, JSON, or its text."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.checks import carried_checks, make_check
from selfinstruct.checks.programs import runs_program
from selfinstruct.checks.structure import read_json
from selfinstruct.files.dataset_rows import DatasetRow
from selfinstruct.text.answers.reasoning import split_reasoning

KINDS = ("checks", "label", "json", "exact")
WORDS = 20  # of an answer that has one wording only: beyond that there are several, and its text decides nothing


@dataclass(frozen=True, slots=True)
class Decider:
    """`kind` is one of KINDS; `right` says of an answer whether it is right."""

    kind: str
    right: Callable[[str], bool]


def decider(row: DatasetRow) -> Decider | None:
    """What decides about answers to a row; None where code cannot.

    Checks that run programs decide nothing here: `verify --run` has a sandbox for them. Raises UsageError or ValueError
    for checks that cannot be read.
    """
    said = [item for item in row.checks if not runs_program(item)]
    if said:
        made = [check for _, check in carried_checks(said)]
        return Decider("checks", lambda answer: _filled(answer) and all(check(_said(answer)).passed for check in made))
    if row.checks or not row.output.strip():
        return None
    if row.is_classification or row.labels:
        return Decider("label", _same("answer_label", label=row.output))
    if (value := _json(row.output)) is not None:
        wanted = to_json(value)
        return Decider("json", lambda answer: (found := _json(_said(answer))) is not None and to_json(found) == wanted)
    if len(row.output.split()) <= WORDS:
        return Decider("exact", _same("answer_text", text=row.output))
    return None


def _same(check: str, **arguments: Any) -> Callable[[str], bool]:
    made = make_check({"check": check, **arguments})
    return lambda answer: _filled(answer) and made(_said(answer)).passed


def _said(answer: str) -> str:
    """An answer without what was thought before it."""
    return split_reasoning(answer)[0]


def _filled(answer: str) -> bool:
    """An empty answer is never right: it would pass every check that sets a limit."""
    return bool(_said(answer).strip())


def _json(text: str) -> Any:
    """The object or list that a text is, also within a fence; None for anything else, and for empty ones."""
    try:
        value = read_json(text)
    except ValueError:
        return None
    return value if isinstance(value, dict | list) and value else None
