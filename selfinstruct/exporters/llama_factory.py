"""LLaMA-Factory's folder: a file for each set, and dataset_info.json, which says what their columns mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.exporters.checks import TEXT, checker, filled, unequal
from selfinstruct.exporters.form import ExportContext, Format, Row, WrittenFile, beside
from selfinstruct.exporters.instructions import ALPACA, alpaca_rows
from selfinstruct.exporters.preferences import one_turn
from selfinstruct.files.dataset_rows import DatasetRow, Record
from selfinstruct.records import Preference

_RANKED = {"instruction": TEXT, "input": TEXT, "chosen": TEXT, "rejected": TEXT}
_COLUMNS = {
    "instances": {"prompt": "instruction", "query": "input", "response": "output"},
    "preferences": {"prompt": "instruction", "query": "input", "chosen": "chosen", "rejected": "rejected"},
}


def llama_factory(system: str = "") -> Format:
    """LLaMA-Factory: a folder with dataset_info.json; rows as in alpaca, pairs ranked, neither empty nor equal."""
    more: dict[str, Any] = {"system": TEXT} if system else {}
    instances = checker(ALPACA, filled("instruction", "output"), closed=False)
    pairs = checker(_RANKED, filled("instruction", "chosen", "rejected"), unequal("chosen", "rejected"), closed=False)

    def make(record: Record) -> list[Row]:
        if isinstance(record, DatasetRow):
            return [row | ({"system": system} if system else {}) for row in alpaca_rows(record)]
        return [_ranked(record, system)]

    def extras(parts: Sequence[WrittenFile], about: ExportContext) -> dict[str, str]:
        info = {_name(part.kind, part.split): _entry(part, system) for part in parts}
        return {"dataset_info.json": to_json(info) + "\n"}

    return Format(
        make,
        lambda row: pairs(row) if isinstance(row, dict) and "chosen" in row else instances(row),
        {"instances": ALPACA | more, "preferences": _RANKED | more},
        ("jsonl", "json", "csv", "parquet"),
        folder=True,
        data_file=_data_file,
        sidecar=lambda kind, split, ending: beside(_data_file(kind, split, ending)),
        extras=extras,
    )


def _ranked(record: Preference, system: str) -> Row:
    prompt = record.prompt
    if prompt[0].role == "system":
        if not system:
            raise ValueError("prompt: has a system turn; give --system, which writes a system column")
        system, prompt = prompt[0].content, prompt[1:]
    sides = {"chosen": record.chosen, "rejected": record.rejected}
    return {"instruction": one_turn(prompt), "input": "", **sides} | ({"system": system} if system else {})


def _entry(part: WrittenFile, system: str) -> Mapping[str, Any]:
    entry: dict[str, Any] = {"file_name": part.file}
    if part.kind == "preferences":
        entry["ranking"] = True
    return entry | {"columns": _COLUMNS[part.kind] | ({"system": "system"} if system else {})}


def _data_file(kind: str, split: str, ending: str) -> str:
    return f"{_name(kind, split)}{ending}"


def _name(kind: str, split: str) -> str:
    return f"{kind}_{split}" if split else kind
