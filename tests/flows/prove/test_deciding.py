"""What decides about an answer: checks, a label, JSON, a short text, or nothing."""

from typing import Any

import pytest

from selfinstruct.errors import UsageError
from selfinstruct.files.dataset_rows import DatasetRow
from selfinstruct.flows.prove.deciding import decider


def row(output: str, **more: Any) -> DatasetRow:
    return DatasetRow("r", "t", "", "Do it.", "", output, **more)


@pytest.mark.parametrize(
    ("given", "kind", "right", "wrong"),
    [
        (
            row("positive", is_classification=True), "label",
            ["Positive", " positive.\n"], ["negative", "", "not positive"],
        ),
        (row("A", labels=("A", "B")), "label", ["a"], ["b", "A or B"]),
        (
            row('{"a": [1, 2]}'), "json",
            ['{ "a": [1,2] }', '```json\n{"a": [1, 2]}\n```'], ['{"a": [2, 1]}', "a", "[1, 2]"],
        ),
        (row("12 March 1975"), "exact", ["12 march 1975", "“12 March 1975”"], ["13 March 1975", "It is 12 March 1975"]),
        (row("{}"), "exact", ["{}"], ["[]", "{1}"]),
        (row("42"), "exact", ["42", "<think>6 by 7</think>42"], ["43", ""]),
        (
            row("x", checks=({"check": "words", "at_most": 3}, {"check": "lower_case"})), "checks",
            ["two words"], ["Two words", "one two three four", "", "  "],
        ),
    ],
)  # fmt: skip
def test_what_decides(given: DatasetRow, kind: str, right: list[str], wrong: list[str]) -> None:
    found = decider(given)
    assert found is not None
    assert found.kind == kind
    assert [answer for answer in right if not found.right(answer)] == []
    assert [answer for answer in wrong if found.right(answer)] == []


@pytest.mark.parametrize("given", [
    row(""), row("   "), row(" ".join(["word"] * 40)),
    row("def f(): ...", checks=({"check": "python_tests", "tests": "assert f() is None"},)),
])  # fmt: skip
def test_what_code_cannot_decide(given: DatasetRow) -> None:
    assert decider(given) is None


def test_a_check_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="no_such"):
        decider(row("x", checks=({"check": "no_such"},)))
