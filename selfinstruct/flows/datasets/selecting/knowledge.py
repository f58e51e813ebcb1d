"""What is known of each row before any is chosen: a few numbers a row, gathered in one pass."""

import hashlib
import math
from array import array
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.canonical import Distinct, Ordinals, to_json
from selfinstruct.errors import SeedError
from selfinstruct.files.rows import read_rows
from selfinstruct.files.shown_rows import shown_row
from selfinstruct.flows.datasets.rows import Row
from selfinstruct.flows.datasets.selecting.grades import PassRates, Qualities, difficulty_of, number, source_name
from selfinstruct.text.tokens import mean_tokens
from selfinstruct.watching.steps import stepped

_MOST_PROBLEMS = 50
NONE = math.nan


@dataclass(slots=True)
class Known:
    """Of each row by its number: a key that depends on its content alone, its sizes, its kind, its grades.

    `tokens` are estimated, of the row and of its answers; `lengths` are characters of its answers.
    `kinds` numbers the types that rows name, -1 for none; `classes` has 1 for a classification, 0 for none, -1 where
    the row does not say. A grade that is not known is NaN. `scorer` is as in Outside, where its scores count.
    """

    keys: "array[int]" = field(default_factory=lambda: array("Q"))
    tokens: "array[float]" = field(default_factory=lambda: array("d"))
    answers: "array[float]" = field(default_factory=lambda: array("d"))
    lengths: "array[int]" = field(default_factory=lambda: array("Q"))
    kinds: "array[int]" = field(default_factory=lambda: array("q"))
    classes: "array[int]" = field(default_factory=lambda: array("b"))
    quality: "array[float]" = field(default_factory=lambda: array("d"))
    difficulty: "array[float]" = field(default_factory=lambda: array("d"))
    types: list[str] = field(default_factory=list)
    quality_from: str = ""
    scorer: str = ""
    difficulty_from: dict[str, int] = field(default_factory=dict)
    scored: int = 0  # rows that a file beside the dataset says something of

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True, slots=True)
class Outside:
    """What files beside the dataset say: rows of scores by id, and how often attempts have passed.

    `scorer` is what became of the judge or label run whose scores they are: its status, "unfit" or "untested" where it
    was believed in spite of its test or without one, "" where nothing is to be said.
    """

    scores: Mapping[str, Mapping[str, Any]]
    rates: PassRates
    scored_by: str = ""
    scorer: str = ""


def known_rows(rows: Iterable[Row], seed: int, outside: Outside, total: int) -> Known:
    """What is known of the rows. Raises SeedError for rows that JSON cannot hold: they could not be written either."""
    known, qualities = Known(), Qualities()
    sources: list[array[float]] = []
    numbers, met = Distinct(), Ordinals()
    problems: list[str] = []
    for row in stepped(rows, "rows read", total):
        try:
            known.keys.append(_key(seed, row.data))
        except ValueError as error:
            problems.append(f"{row.place}: {error}")
            if len(problems) == _MOST_PROBLEMS:
                break
            continue
        _take_sizes(known, numbers, row)
        beside = _beside(outside.scores, row.data, met) if outside.scores else None
        known.scored += beside is not None
        found = qualities.of(row.data, beside)
        sources = sources or [array("d") for _ in found]
        for kept, value in zip(sources, found, strict=True):
            kept.append(value)
        told = difficulty_of(row.data, beside, outside.rates)
        known.difficulty.append(NONE if told is None else told[0])
        if told is not None:
            known.difficulty_from[told[1]] = known.difficulty_from.get(told[1], 0) + 1
    if problems:
        raise SeedError(problems)
    if (source := qualities.source()) is not None:
        known.quality = sources[source]
        known.quality_from = outside.scored_by if source == 0 and outside.scored_by else source_name(source)
        known.scorer = outside.scorer if source == 0 else ""
    else:
        known.quality = array("d", [NONE]) * len(known)
    return known


def _key(seed: int, data: Mapping[str, Any]) -> int:
    """64 bits that are drawn by lot, as it were, and the same wherever in a file the row stands."""
    said = f"{seed}:select:{to_json(data)}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(said).digest()[:8])


def _take_sizes(known: Known, numbers: Distinct, row: Row) -> None:
    task = row.task
    alone = any(item.turns for item in task.instances)
    texts = [*([] if alone else [task.instruction]), *(text for item in task.instances for text in item.texts())]
    known.tokens.append(sum(map(mean_tokens, texts)))
    known.answers.append(sum(mean_tokens(item.output) for item in task.instances))
    known.lengths.append(sum(len(item.output) for item in task.instances))
    known.classes.append(-1 if task.is_classification is None else int(task.is_classification))
    kind = numbers.number(task.type) if task.type else -1
    known.kinds.append(kind)
    if kind == len(known.types):
        known.types.append(task.type)


def _beside(
    scores: Mapping[str, Mapping[str, Any]], data: Mapping[str, Any], met: Ordinals
) -> Mapping[str, Any] | None:
    """What is said of a row; of rows with one id judges call the second `id-2`."""
    wanted = row_id(data)
    return scores.get(met.unique_id(wanted)) or scores.get(wanted)


def row_id(data: Mapping[str, Any]) -> str:
    """The id that a row goes by with whoever judged it: its own, else one made of its content."""
    with suppress(ValueError):
        return shown_row(data, "labels").id
    return str(data.get("id") or "")


def chosen_text(row: Row) -> str:
    """What a row asks, by which rows are near each other or far apart."""
    if any(item.turns for item in row.task.instances):
        return row.task.instruction
    return "\n".join([row.task.instruction, *(item.input for item in row.task.instances if item.input)])


def read_scores(path: Path) -> dict[str, Mapping[str, Any]]:
    """Rows of scores by their id; of rows with one id the first. Raises SeedError for a row without id or number."""
    found: dict[str, Mapping[str, Any]] = {}
    problems: list[str] = []
    for place, row, problem in read_rows(path):
        if problem or not isinstance(row, dict):
            problems.append(f"{place}: {problem or 'is not a JSON object'}")
        elif not isinstance(row.get("id"), str | int) or row["id"] == "":
            problems.append(f"{place}: id: is missing")
        else:
            found.setdefault(str(row["id"]), _only_scores(row))
        if len(problems) == _MOST_PROBLEMS:
            break
    if problems:
        raise SeedError(problems)
    if not found:
        raise SeedError([f"{path}: contains no scores"])
    return found


def _only_scores(row: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers of a row, of CSV too, whose cells are texts; what else it holds would only take memory."""
    kept: dict[str, Any] = {}
    for name in ("score", "quality", "rating", "label", "difficulty", "agreement", "confidence"):
        value = row.get(name)
        with suppress(ValueError):
            value = float(value) if isinstance(value, str) and "_" not in value else value
        if number(value) is not None:
            kept[name] = value
    if isinstance(row.get("votes"), list):
        kept["votes"] = [{"passed": it.get("passed")} for it in row["votes"] if isinstance(it, dict)]
    return kept


def read_attempts(lines: Iterator[tuple[str, Any, str]]) -> PassRates:
    """How often the attempts of a run, or of a file of attempts, have passed."""
    rates, problems = PassRates(), []
    for place, row, problem in lines:
        try:
            if problem or not isinstance(row, dict):
                raise ValueError(problem or "is not a JSON object")
            rates.add(row)
        except ValueError as error:
            problems.append(f"{place}: {error}")
            if len(problems) == _MOST_PROBLEMS:
                break
    if problems:
        raise SeedError(problems)
    return rates
