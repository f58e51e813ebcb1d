"""Checks as data: conditions on a text that code decides, each a name, a version and arguments within a record.

A checker is a kind of condition; one family a file. `make_check` makes a check of what a record says, and asking it of
a text gives a verdict: passed or not, what was asked, what was found. Checks are pure: the same text and arguments
give the same verdict on any machine, in a time that the length of the text bounds.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.checks.checker import Check, Checker
from selfinstruct.checks.programs import runs_program
from selfinstruct.errors import UsageError
from selfinstruct.registry import load, place_of

SHIPPED = {
    name: f"selfinstruct.checks.{module}:{attribute}"
    for module, names in {
        "counts": "words sentences=sentence_count paragraphs=paragraph_count lines=line_count characters letters "
        "digits numbers distinct_words list_items questions headings code_blocks placeholders emphasised letter_count "
        "mark_count words_per_sentence words_per_line characters_per_line sentences_per_paragraph word_length",
        "wording": "required_words forbidden_words word_count word_in word_order nth_word no_word_twice alliteration "
        "acrostic",
        "letters": "without_letters with_letters lower_case upper_case title_case capital_words palindrome pangram "
        "isogram script language",
        "edges": "starts_with ends_with end_mark sentence_marks lines_start_with without_punctuation with_punctuation "
        "quoted single_line",
        "layout": "bulleted_list numbered_list sections separated title postscript plain_text",
        "structure": "json=valid_json json_keys json_schema yaml=valid_yaml csv=valid_csv markdown_table xml=valid_xml",
        "values": "numbers_in_range units date same_ends",
        "answers": "answer_number answer_set answer_list answer_date answer_label answer_text pattern",
        "sql": "sql",
    }.items()
    for name, attribute in ((item.partition("=")[0], item.rpartition("=")[2]) for item in names.split())
}


def checker_named(name: Any, *, code: bool = False) -> Checker:
    """The checker called `name`, with `code` also as module:attr; UnknownName where there is none."""
    found = load("checks", str(name), code=code)
    if not isinstance(found, Checker):
        raise UsageError(
            f"check {name!r} ({place_of(found)}): is no checker; make one with selfinstruct.checks.checker"
        )
    return found


def make_check(said: Any) -> Check:
    """The check that a record says: {"check": name, "version": 1} and its arguments.

    Raises UnknownName for a check that is not known, UsageError for a version or an argument that is none, in a line;
    MissingExtra where the check needs an extra.
    """
    if not isinstance(said, Mapping) or not isinstance(said.get("check"), str):
        raise UsageError(f'a check must be an object such as {{"check": "words", "at_most": 50}}, not {said!r:.60}')
    if runs_program(said):
        raise UsageError(f"check {said['check']}: runs a program, which only a sandbox may; verify --run has one")
    try:
        return _made(to_json(said))
    except (TypeError, ValueError) as error:
        raise UsageError(f"check {said['check']}: {error}") from None


def carried_checks(said: Any) -> list[tuple[dict[str, Any], Check]]:
    """The checks of a record's column `checks`, as it says them and made: a list, its JSON, or None for none.

    An argument that is null is none: readers of tables give each check those of all others. Raises ValueError for what
    is no list, else what `make_check` raises.
    """
    return [(item, make_check(item)) for item in listed_checks(said)]


def listed_checks(said: Any) -> list[Any]:
    """What a record's column `checks` lists, as `carried_checks` reads it; ValueError for what is no list."""
    if isinstance(said, str):  # a cell of CSV, and what trainers are passed
        try:
            said = json.loads(said) if said.strip() else None
        except (ValueError, RecursionError):
            raise ValueError("checks: is a text that is no JSON") from None
    if said is None:
        return []
    if not isinstance(said, list):
        raise ValueError("checks: is not a list of checks")
    return [_present(item) for item in said]


def _present(said: Any) -> Any:
    if not isinstance(said, Mapping):
        return said
    return {name: value for name, value in said.items() if value is not None}


def stamped(said: Mapping[str, Any]) -> dict[str, Any]:
    """A check as a record carries it: with the version of its checker, by which it is found the same for good."""
    name = str(said["check"])
    arguments = {key: value for key, value in said.items() if key not in ("check", "version")}
    return {"check": name, "version": checker_named(name).version, **arguments}


def verdicts_on(checks: Sequence[Mapping[str, Any]], text: str) -> tuple[dict[str, Any], ...]:
    """What each check says of a text, as a record carries it."""
    return tuple(
        {"check": said["check"], "version": said.get("version") or 1} | make_check(said)(text).as_dict()
        for said in checks
    )


@lru_cache(maxsize=4096)
def _made(said: str) -> Check:
    arguments = json.loads(said)
    name, version = arguments.pop("check"), arguments.pop("version", None)
    checker = checker_named(name)
    if version not in (None, checker.version):
        raise ValueError(f"version {version!r} is not known; this is version {checker.version}")
    return checker.check(arguments)
