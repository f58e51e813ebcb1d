"""What a method of a user's own has made, held to its contract before it is written."""

from collections.abc import Iterator
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.checks import listed_checks, make_check
from selfinstruct.checks.programs import program_check, runs_program
from selfinstruct.errors import OwnCodeError, UsageError
from selfinstruct.flows.generate.methods.method import Developed, Method
from selfinstruct.records import Attempt, Instance, Message, Rejection

_KINDS = (("instances", Instance), ("rejections", Rejection), ("attempts", Attempt))
_VERDICT = frozenset({"check", "version", "passed", "asked", "found"})


def hold_to_contract(method: Method, made: object) -> Developed:
    """The same, where it can be written and read again; OwnCodeError says in a line what cannot."""
    if not isinstance(made, Developed):
        raise OwnCodeError(f"method {method.name}: returned {made!r:.60}; return a Developed")
    if wrong := next(_faults(made), ""):
        raise OwnCodeError(f"method {method.name}: {wrong}")
    return made


def _faults(made: Developed) -> Iterator[str]:
    for name, kind in _KINDS:
        for item in getattr(made, name):
            if not isinstance(item, kind):
                yield f"{name}: {item!r:.60} is no {kind.__name__}"
                return
    for item in made.instances:
        yield from (f"an instance: {fault}" for fault in _of_instance(item))
    tried: set[tuple[tuple[Message, ...], int]] = set()
    for attempt in made.attempts:
        yield from (f"an attempt: {fault}" for fault in _of_attempt(attempt))
        key = tuple(attempt.prompt), attempt.number
        if key in tried:
            yield f"two attempts at one prompt are number {attempt.number}; give each a number=, from 1"
        tried.add(key)
    for rejection in made.rejections:
        yield from (f"a rejection: value: {fault}" for fault in _unwritable(rejection.value))


def _of_instance(item: Instance) -> Iterator[str]:
    if not isinstance(item.input, str) or not isinstance(item.output, str):
        yield "input and output must be texts"
    elif item.turns and (item.turns[-1].role != "assistant" or item.turns[-1].content != item.output):
        yield "its turns must end with the assistant's, whose content is the output"
    elif len(item.turns) == 1:
        yield "its turns are an answer alone; put before it what was asked"
    yield from _of_checks(item.checks, item.verdicts)
    yield from (f"notes: {fault}" for fault in _unwritable(dict(item.notes)))


def _of_attempt(item: Attempt) -> Iterator[str]:
    if not isinstance(item.output, str):
        yield "output must be a text"
    if not item.prompt or not all(isinstance(turn, Message) for turn in item.prompt):
        yield 'prompt must be turns, such as (Message("user", "…"),)'
    yield from _of_checks(item.checks, item.verdicts)


def _of_checks(checks: Any, verdicts: Any) -> Iterator[str]:
    try:
        for said in listed_checks(list(checks)):
            program_check(said) if runs_program(said) else make_check(said)
    except (UsageError, ValueError, TypeError) as error:
        yield f"checks: {error}"
    for verdict in verdicts:
        if not isinstance(verdict, dict) or not set(verdict) >= _VERDICT:
            yield f"verdicts: {verdict!r:.60} is none; selfinstruct.checks.verdicts_on(checks, text) gives them"


def _unwritable(value: Any) -> Iterator[str]:
    try:
        to_json(value)
    except (TypeError, ValueError, RecursionError) as error:
        yield f"{value!r:.60} cannot be written as JSON ({error})"
