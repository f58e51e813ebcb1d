"""Instances as Self-Instruct encodes them for training: one of 13 published encodings, drawn by the instance's id.

With probability one half a lone field name before the input is removed and its blank lines are halved, as published.
"""

import random
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml

from selfinstruct.exporters.checks import checker, filled
from selfinstruct.exporters.conversations import PAIR
from selfinstruct.exporters.dialogues import single_output
from selfinstruct.exporters.form import Format, Row
from selfinstruct.files.dataset_rows import DatasetRow, Record
from selfinstruct.shipped import folder

_FIELD_NAME = re.compile(r"(\w+):")


def self_instruct(reasoning: str = "drop") -> Format:
    """Trainers on text, as Self-Instruct was trained: prompt and completion, with the end mark at the end only."""
    check = checker(PAIR, filled("prompt", "completion"), _ended)
    types = ("jsonl", "json", "csv", "spreadsheet", "parquet")
    return Format(lambda it: _rows(it, reasoning), check, {"instances": PAIR}, types, reasoning=reasoning)


@cache
def templates(name: str) -> dict[str, Any]:
    """The encoding called `name` of prompts/encodings."""
    found: dict[str, Any] = yaml.safe_load((folder("prompts") / "encodings" / f"{name}.yaml").read_text("utf-8"))
    return found


def _rows(record: Record, reasoning: str) -> list[Row]:
    output = single_output(record, reasoning)
    assert isinstance(record, DatasetRow)
    known, rng = templates("self-instruct"), random.Random(f"{record.id}:self-instruct:encoding")
    given = record.input
    if rng.random() < 0.5:
        given = given.split(":", 1)[1] if len(set(_FIELD_NAME.findall(given))) == 1 else given
        given = given.strip().replace("\n\n", "\n")
    given = given.strip()
    chosen = rng.choice(known["with_input" if given else "without_input"])
    fields = {"instruction": record.instruction.strip(), "input": given, "output": output.strip()}
    if not record.output.strip():
        raise ValueError("output: is empty")
    return [{name: chosen[name].format(**fields) + (known["end"] if name == "completion" else "") for name in PAIR}]


def _ended(row: dict[str, Any]) -> Iterator[str]:
    end, completion = templates("self-instruct")["end"], row["completion"]
    if not completion.endswith(end):
        yield f"completion: does not end with {end}"
    elif completion.count(end) > 1 or end in row["prompt"]:
        yield f"holds {end} before its end, where training would stop reading"
    elif not completion.removesuffix(end).strip():
        yield "completion: is empty"
