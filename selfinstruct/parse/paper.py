"""Reads completions as Self-Instruct does: the published decisions, oddities included.

Quantifiers are possessive where the published patterns would take quadratic time; they match the same texts.
"""

import re

from selfinstruct.parse.results import (
    Instances,
    Instructions,
    Label,
    no_instances,
    no_instructions,
    rejected_instance,
    rejected_item,
)
from selfinstruct.records import Candidate, Instance, Reason, Rejection
from selfinstruct.text import published_rules

_NUMBER = re.compile(r"\n(\d++)\s?\. ")
_EXAMPLE = re.compile(r"Example\s?\d*\.?")
_OUTPUT = re.compile(r"Output\s*+(?:\d++\s*+)?:")
_INPUT = re.compile(r"Input\s*+(?:\d++\s*+)?:")
_CLASS_LABEL = "Class label:"


def read_paper_instructions(text: str, finish_reason: str | None) -> Instructions:
    """A numbered list whose first number stands in the prompt; one cut by length is discarded as a whole."""
    if finish_reason is None or finish_reason == "length":
        return no_instructions("failed" if finish_reason is None else "truncated", text)
    if not text.strip():
        return no_instructions("unreadable", text)
    first, *rest = _NUMBER.split(text)
    parts = [(None, first), *((_number(digits), part) for digits, part in zip(rest[::2], rest[1::2], strict=True))]
    return Instructions(tuple(_item(position, number, part) for position, (number, part) in enumerate(parts)))


def read_paper_label(text: str) -> Label:
    """Yes only where nothing but the word stands there; "Yes." is a no, as published."""
    return Label(text.strip() in ("Yes", "yes", "YES"))


def read_paper_instances(text: str, output_first: bool, finish_reason: str | None) -> Instances:
    """The valid instances; the published cap of five is left to the caller, whose rng samples them."""
    if finish_reason is None:
        return no_instances("failed", text)
    found = _labelled(text) if output_first else _examples(text.strip())
    if not found:
        return no_instances("unreadable", text)
    rejected: list[Rejection] = []
    if finish_reason == "length":
        rejected.append(rejected_instance(found.pop(), Reason("truncated")))
    kept, invalid = _valid(found)
    return Instances(tuple(kept), (*invalid, *rejected))


def _number(digits: str) -> int | None:
    return int(digits) if len(digits) < 10 else None


def _item(position: int, number: int | None, part: str) -> Candidate | Rejection:
    text = " ".join(part.split()).capitalize()
    reason = published_rules.instruction(text) if text else Reason("empty")
    return rejected_item(position, text, reason) if reason else Candidate(text, number=number)


def _examples(text: str) -> list[Instance]:
    if _EXAMPLE.search(text):
        return [_pair(part.strip()) for part in _EXAMPLE.split(text) if part.strip()]
    return [_pair(text)] if _OUTPUT.search(text) else []


def _pair(text: str) -> Instance:
    before, *after = _OUTPUT.split(text, maxsplit=2)
    # An example without "Output:" is all output, as for tasks that need no input.
    given, output = (before, after[0]) if after else ("", before)
    output = _INPUT.split(output, maxsplit=1)[0]
    given = given.strip()
    if leading := _INPUT.match(given):
        given = given[leading.end() :]
    return Instance(given.strip(), output.strip())


def _labelled(text: str) -> list[Instance]:
    found = []
    for part in text.split(_CLASS_LABEL)[1:]:
        label, _, given = part.strip().partition("\n")
        found.append(Instance(given.strip(), label.strip()))
    return found


def _valid(found: list[Instance]) -> tuple[list[Instance], list[Rejection]]:
    """Keeps by the rules for one instance first, and only then compares those left."""
    kept: dict[Instance, None] = {}
    rejected = [rejected_instance(one, reason) for one in found if (reason := published_rules.instance(one))]
    valid = [one for one in found if not published_rules.instance(one)]
    if reason := published_rules.same_input_different_output(valid):
        return [], [*rejected, *(rejected_instance(one, reason) for one in valid)]
    for one in valid:
        if repeated := published_rules.duplicate(one, kept):
            rejected.append(rejected_instance(one, repeated))
        kept[one] = None
    return list(kept), rejected
