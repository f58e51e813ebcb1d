"""Batches in the forms that other tools have them: rows out of them, verdicts into them."""

import datetime
from collections.abc import Callable
from typing import Any

import numpy
import pytest

from selfinstruct.adapters.batches import RULE, VALUE, check_columns, marked, rows_of
from selfinstruct.adapters.datatrove import __getattr__ as attribute
from selfinstruct.adapters.ray_data import MarkBatch
from selfinstruct.adapters.row_filter import row_filter
from selfinstruct.errors import MissingExtra, UsageError

ROWS: list[dict[str, Any]] = [
    {"id": "a", "text": "The keeper of the light wrote to the harbour about it.", "metadata": {"n": 1, "url": "x"}},
    {"id": "b", "text": "Two words.", "metadata": {"n": 2}},
    {"id": "jane@example.com", "text": "Write to joe@example.com about the light of the harbour.", "metadata": None},
    {"id": "d"},
]
PRESENT = [ROWS[0], ROWS[1], {"id": ROWS[2]["id"], "text": ROWS[2]["text"]}, ROWS[3]]
COLUMNS: dict[str, list[Any]] = {name: [row.get(name) for row in ROWS] for name in ("id", "text", "metadata")}


def arrow(kind: str) -> Any:
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.table(COLUMNS)
    return table if kind == "table" else table.to_batches()[0]


BATCHES: dict[str, Callable[[], Any]] = {
    "rows": lambda: ROWS,
    "lists": lambda: COLUMNS,
    "numpy": lambda: {name: numpy.array(cells, dtype=object) for name, cells in COLUMNS.items()},
    "table": lambda: arrow("table"),
    "record batch": lambda: arrow("record batch"),
}


@pytest.mark.parametrize("form", BATCHES)
def test_rows_are_read_as_from_a_file(form: str) -> None:
    assert rows_of(BATCHES[form]()) == PRESENT


@pytest.mark.parametrize("form", BATCHES)
def test_a_batch_keeps_its_form_and_gets_two_columns(form: str) -> None:
    batch = BATCHES[form]()
    found = marked(batch, row_filter("documents", only=["pii", "words"])(rows_of(batch)))
    assert type(found).__name__ == ("Table" if form == "record batch" else type(batch).__name__)
    rows = found.to_pylist() if hasattr(found, "to_pylist") else found
    if isinstance(rows, dict):
        rows = [dict(zip(rows, cells, strict=True)) for cells in zip(*rows.values(), strict=True)]
    assert [row[RULE] for row in rows] == [None, "words", "pii", "unreadable"]
    assert [row[VALUE] for row in rows][:3] == [None, "2", '{"email": 1}']
    assert "text: is missing" in rows[3][VALUE]
    assert (rows[1]["text"], rows[2]["text"]) == ("Two words.", "")
    assert "@" not in str(rows[2])
    assert ROWS[2]["text"] == "Write to joe@example.com about the light of the harbour."  # what was given stays


@pytest.mark.parametrize("form", ["numpy", "table"])
def test_ray_gets_tables(form: str) -> None:
    found = MarkBatch(row_filter("documents", only=["pii", "words"]))(BATCHES[form]())
    assert found.column(RULE).to_pylist() == [None, "words", "pii", "unreadable"]
    assert found.column("metadata").to_pylist()[1]["n"] == 2


def test_a_batch_of_nothing() -> None:
    assert rows_of([]) == rows_of({"id": [], "text": []}) == []
    assert marked([], []) == []


class SparkRow(tuple[Any, ...]):
    def asDict(self) -> dict[str, Any]:
        return {"n": self[0], "none": None}


class NAType:
    """As pandas.NA, of which nothing may be asked."""

    def __eq__(self, other: object) -> bool:
        raise TypeError("boolean value of NA is ambiguous")

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (float("nan"), None),
        (numpy.float64("nan"), None),
        (NAType(), None),
        (numpy.datetime64("NaT"), None),
        (numpy.int64(3), 3),
        (numpy.array(["a", "b"]), ["a", "b"]),
        (SparkRow([1]), {"n": 1}),
        ([("key", 1), ("other", None)], {"key": 1}),
        ([1, None], [1, None]),
        (b"caf\xc3\xa9", "café"),
        (datetime.date(2026, 1, 2), "2026-01-02"),
        ({"deep": {"none": None, "some": [{"none": None}]}}, {"deep": {"some": [{}]}}),
    ],
)
def test_cells_are_plain_values(cell: Any, read: Any) -> None:
    assert rows_of([{"cell": cell}]) == [{} if read is None else {"cell": read}]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["id", "content"], r"there is no column 'text' \(found: id, content\); rename"),
        (["text", RULE], "there is a column 'selfinstruct_rule' already"),
    ],
)
def test_columns_are_checked_before_anything_runs(names: list[str], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        check_columns(names, "text")


def test_without_datatrove_its_step_says_what_to_install() -> None:
    with pytest.raises(MissingExtra, match=r"pip install 'datatrove\[io\]'"):
        attribute("SelfInstructFilter")
    with pytest.raises(AttributeError):
        attribute("nonsense")
