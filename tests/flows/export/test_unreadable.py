"""Rows that cannot be read are left out with --drop-invalid, whatever else is read of the source."""

import json
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.errors import SeedError
from selfinstruct.flows.export.split_plan import plan_splits

ROWS = [
    {"instruction": "Name a river.", "output": "The Rhine."},
    {"messages": 7},
    {"instruction": 7, "output": "Como."},
    {"instruction": "Name a sea.", "output": "The Baltic."},
]


@pytest.mark.parametrize(("format", "split"), [("hub", ""), ("alpaca", "50/50"), ("hub", "50/50"), ("text", "")])
def test_unreadable_rows_are_left_out_of_every_format(format: str, split: str, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(f"{json.dumps(row)}\n" for row in ROWS) + "no row\n")
    out = tmp_path / ("out.jsonl" if format == "text" else "out")
    splitting = plan_splits(split) if split else None
    with pytest.raises(SeedError, match=r"rows\.jsonl:2: "):
        selfinstruct.export(rows, format, out, splitting=splitting)
    splitting = plan_splits(split) if split else None
    found = selfinstruct.export(rows, format, out, drop_invalid=True, splitting=splitting)
    assert (found.rows, found.dropped) == (2, {"unreadable": 3})
    places = [json.loads(line)["place"] for line in (tmp_path / "out.rejected.jsonl").read_text().splitlines()]
    assert [place.rpartition(":")[2] for place in places] == ["2", "3", "5"]
