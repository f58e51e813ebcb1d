"""Scores from outside, joined by id: what a reward model or people gave the responses of responses.jsonl."""

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from selfinstruct.errors import SeedError, UsageError
from selfinstruct.files.file_types import kind_named
from selfinstruct.files.rows import read_rows
from selfinstruct.flows.prefer.files import RESPONSES, read_pairs

_SHOWN = 20  # missing ids named one by one


def joined_scores(path: Path, folder: Path, key: tuple[int, str]) -> dict[str, float]:
    """The scores of a file for the responses of one round and method in the folder's responses.jsonl.

    The file has rows of `id` and `score`; scores of the folder's other responses may stand
    there too. Raises SeedError naming every row that has no id, no score that is a number, or an id that is unknown or
    met before, and every response without a score; UsageError where no responses were kept.
    """
    responses = {row["id"]: (row["round"], row["method"]) for row in read_pairs(folder / RESPONSES)}
    mine = [identifier for identifier, place in responses.items() if place == key]
    if not mine:
        raise UsageError(
            f"{folder / RESPONSES}: contains no response to {key[1]}, round {key[0]}; run with --responses-only first"
        )
    scores: dict[str, float] = {}
    places: dict[str, str] = {}
    problems: list[str] = []
    for place, row, problem in _rows(path):
        problem = problem or _identifier(row)
        identifier = "" if problem else row["id"]
        if problem:
            score: float | str = problem
        elif identifier in places:
            score = f"id: {identifier!r:.60} already has a score at {places[identifier]}"
        elif identifier not in responses:
            score = f"id: {identifier!r:.60} is not a response in {folder / RESPONSES}"
        else:
            score = _score(row.get("score"))
        if isinstance(score, float):
            scores[identifier] = score
        else:
            problems.append(f"{place}: {score}")
        places.setdefault(identifier, place)
    missing = [identifier for identifier in mine if identifier not in places]
    problems += [f"{path}: the response {identifier} has no score" for identifier in missing[:_SHOWN]]
    if len(missing) > _SHOWN:
        problems.append(f"{path}: {len(missing) - _SHOWN:,} more of {len(mine):,} responses have no score")
    if problems:
        raise SeedError(problems)
    return {identifier: scores[identifier] for identifier in mine}


def _identifier(row: Any) -> str:
    """What is wrong with the row's id, "" where nothing is."""
    if not isinstance(row, Mapping):
        return "is not a JSON object"
    if not isinstance(row.get("id"), str) or not row["id"]:
        return f"id: is missing or not a string (found {row.get('id')!r:.40})"
    return ""


def _score(value: Any) -> float | str:
    """The score, or what is wrong with it."""
    if value is None:
        return "score: is missing"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"score: is not a number (found {value!r:.40})"
    try:
        score = float(value)
    except OverflowError:
        score = math.inf
    return score if math.isfinite(score) else f"score: is not a finite number (found {value!r:.40})"


def _rows(path: Path) -> Iterator[tuple[str, Any, str]]:
    """The rows of a file of scores; of CSV and YAML, which hold texts, the score is a number where its text is one."""
    kind = kind_named(path.name)
    for place, row, problem in read_rows(path):
        if kind == "yaml" and isinstance(row, dict) and isinstance(row.get("score"), str):
            row |= {"score": _number(row["score"])}
        if kind == "csv" and not problem:
            if wanting := [name for name in ("id", "score") if name not in row]:
                raise SeedError([f"{path}:1: the header has no column {wanting[0]}; it needs id and score"])
            row |= {"score": _number(row["score"])}
        yield place, row, problem


def _number(text: str) -> Any:
    """A cell as a number where it is one; Python's own spellings ("1_000", " 1") are none."""
    if not text.strip():
        return None
    try:
        return text if "_" in text else float(text)
    except ValueError:
        return text
