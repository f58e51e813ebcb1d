"""Rows that nobody has answered are told once, with their number, and not row by row."""

import json
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.errors import ExportRefused
from tests.support.runs import write

USER, MODEL = {"role": "user", "content": "Name a river."}, {"role": "assistant", "content": "The Rhine."}
SILENT = [
    {"messages": [USER]},
    {"prompt": "Name a lake."},
    {"instruction": "Name a sea.", "output": ""},
    {"messages": [USER, {"role": "assistant", "content": " "}]},
]
TOLD = "4 records have no answer (their last turn is the user's)"


@pytest.mark.parametrize("format", ["hub", "alpaca", "sharegpt", "text", "prompt-completion"])
def test_what_nobody_answered_is_told_once(format: str, tmp_path: Path) -> None:
    rows = write(tmp_path / "rows.jsonl", [{"messages": [USER, MODEL]}, *SILENT])
    out = tmp_path / ("out" if format == "hub" else "out.jsonl")
    with pytest.raises(ExportRefused) as refused:
        selfinstruct.export(rows, format, out)
    told = [f"4 records are not fit for {format}; --drop-invalid writes the rest", TOLD]
    assert refused.value.problems == told
    assert selfinstruct.export(rows, format, out, drop_invalid=True).dropped == {"format": 4}
    values = [json.loads(line)["value"] for line in (tmp_path / "out.rejected.jsonl").read_text().splitlines()]
    assert values == [["has no answer (its last turn is the user's)"]] * 4


def test_another_fault_is_told_as_it_is(tmp_path: Path) -> None:
    rows = write(tmp_path / "rows.jsonl", [{"messages": [USER, MODEL, USER]}, {"messages": [USER]}])
    with pytest.raises(ExportRefused) as refused:
        selfinstruct.export(rows, "alpaca", tmp_path / "out.jsonl")
    first, silent, other = refused.value.problems
    assert (first[:9], silent) == ("2 records", "1 record has no answer (its last turn is the user's)")
    assert "has 3 turns" in other
