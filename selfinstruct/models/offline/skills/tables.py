"""Skills about tables and data formats."""

import json
from collections.abc import Callable
from random import Random

from selfinstruct.models.offline.skills.skill import Skill
from selfinstruct.models.offline.wording.grammar import Values, pick
from selfinstruct.models.offline.wording.vocabulary import NAMES, OBJECTS, TOWNS

_COLUMNS = ("sales", "visitors", "points", "stock", "hours", "orders")
_SORTS = (("name", NAMES), ("town", TOWNS), ("item", OBJECTS))


def _records(rng: Random, rows: int = 0) -> tuple[str, str, list[tuple[str, int]]]:
    """Names of the two columns and rows with different numbers."""
    key, words = pick(rng, _SORTS)
    count = rows or rng.randint(3, 6)
    return key, pick(rng, _COLUMNS), list(zip(rng.sample(words, count), rng.sample(range(3, 400), count), strict=True))


def _csv(key: str, column: str, rows: list[tuple[str, int]]) -> str:
    return "\n".join([f"{key},{column}", *(f"{name},{number}" for name, number in rows)])


def _markdown(key: str, column: str, rows: list[tuple[str, int]]) -> str:
    return "\n".join([f"| {key} | {column} |", "| --- | --- |", *(f"| {name} | {number} |" for name, number in rows)])


def _shown(rng: Random, rows: int = 0) -> tuple[str, list[tuple[str, int]]]:
    key, column, records = _records(rng, rows)
    return (_csv if rng.random() < 0.5 else _markdown)(key, column, records), records


def _to_markdown(_values: Values, rng: Random) -> tuple[str, str]:
    records = _records(rng)
    return _csv(*records), _markdown(*records)


def _to_csv(_values: Values, rng: Random) -> tuple[str, str]:
    records = _records(rng)
    return _markdown(*records), _csv(*records)


def _to_json(_values: Values, rng: Random) -> tuple[str, str]:
    key, column, rows = _records(rng, rng.randint(2, 4))
    return _csv(key, column, rows), json.dumps([{key: name, column: number} for name, number in rows])


def _line_to_json(_values: Values, rng: Random) -> tuple[str, str]:
    name, town, age = pick(rng, NAMES), pick(rng, TOWNS), rng.randint(18, 90)
    text = pick(rng, (f"{name} is {age} years old and lives in {town}.", f"In {town} lives {name}, aged {age}."))
    return text, json.dumps({"name": name, "age": age, "town": town})


def _json_value(values: Values, rng: Random) -> tuple[str, str]:
    record = {"name": pick(rng, NAMES), "town": pick(rng, TOWNS), "item": pick(rng, OBJECTS)}
    record["count"] = str(rng.randint(2, 90))
    keys = list(record)
    rng.shuffle(keys)
    return json.dumps({key: record[key] for key in keys}), record[values["key"].lower()]


def _sum(_values: Values, rng: Random) -> tuple[str, str]:
    text, rows = _shown(rng)
    return text, str(sum(number for _, number in rows))


def _ranking(_values: Values, rng: Random) -> tuple[str, tuple[str, ...]]:
    text, rows = _shown(rng)
    return text, tuple(name for name, _ in sorted(rows, key=lambda row: -row[1]))


def _ranked(place: int) -> Callable[[Values, Random], tuple[str, str]]:
    def make(values: Values, rng: Random) -> tuple[str, str]:
        text, names = _ranking(values, rng)
        return text, names[place]

    return make


def _over(values: Values, rng: Random) -> tuple[str, tuple[str, ...]]:
    limit = int(values["n"])
    while True:
        text, rows = _shown(rng, 5)
        if found := tuple(name for name, number in rows if number >= limit):
            return text, found
        if limit > 250:
            raise ValueError(f"{limit} is out of range")


SKILLS = (
    Skill(
        "csv_to_markdown",
        (
            "[turn|convert] the CSV below into a Markdown table with single spaces inside the cells and three "
            "hyphens a column.",
            "the given comma-separated lines should become a Markdown table; one space around each cell, three "
            "hyphens under each heading.",
        ),
        _to_markdown, family="block", field="CSV",
    ),
    Skill(
        "markdown_to_csv",
        (
            "[turn|convert] the Markdown table below into CSV with a header line and no spaces.",
            "write the given Markdown table as comma-separated lines, heading included, without spaces or quotes.",
        ),
        _to_csv, family="block", field="Table",
    ),
    Skill(
        "csv_to_json",
        (
            "[turn|convert] the CSV below into a JSON array of objects on one line, numbers as numbers.",
            "make one line of JSON out of the given CSV: an array with an object for each row, its figures unquoted.",
        ),
        _to_json, family="block", field="CSV",
    ),
    Skill(
        "sentence_to_json",
        (
            "put the facts of the sentence below in a JSON object with the keys name, age and town, the age as a "
            "number.",
            "extract name, age and town, in this order, from the given sentence as JSON; the age is a number.",
        ),
        _line_to_json, family="block", field="Sentence",
    ),
    Skill(
        "json_value_lookup",
        (
            'what value does the key "{key:word}" have in the JSON object below?',
            'read the given JSON and report what stands under "{key:word}".',
            'a [colleague|script|form] asks for the "{key:word}" of the JSON record in the input: which is it?',
        ),
        _json_value, lambda rng: {"key": rng.choice(("name", "town", "item", "count"))}, field="JSON",
    ),
    Skill(
        "column_sum",
        (
            "add up the number column of the table below.",
            "what is the total of the second column in the given table?",
            "a table with one column of figures is in the input: sum them.",
        ),
        _sum, field="Table",
    ),
    Skill(
        "maximum_row",
        (
            "which entry of the table below has the largest number? Its name will do.",
            "find the row with the highest figure in the given table and give its first cell.",
            "who or what leads the table in the input, going by the numbers?",
        ),
        _ranked(0), field="Table",
    ),
    Skill(
        "minimum_row",
        (
            "which entry of the table below has the smallest number? Its name will do.",
            "find the row with the lowest figure in the given table and give its first cell.",
            "who or what comes last in the table of the input, going by the numbers?",
        ),
        _ranked(-1), field="Table",
    ),
    Skill(
        "table_ranking",
        (
            "rank the entries of the table below by their numbers, highest first, names only.",
            "list the first cells of the given table from the largest figure down to the smallest.",
        ),
        _ranking, family="items", field="Table",
    ),
    Skill(
        "row_filter",
        (
            "which entries of the table below have a number of at least {n:int}? Names only, in table order.",
            "name the rows of the given table whose figure is {n:int} or more, by their first cells and as "
            "ordered there.",
        ),
        _over, lambda rng: {"n": str(rng.randint(40, 220))}, "items", "Table",
    ),
)  # fmt: skip
