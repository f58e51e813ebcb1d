"""LLaMA-Factory's folder: a file for each set, and dataset_info.json, which says what their columns mean.

A set of single questions has the columns of Alpaca; one with conversations, all of it, turns as in sharegpt.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.exporters.checks import TEXT, TEXT_OR_NULL, checker, filled, unequal
from selfinstruct.exporters.conversations import shared_turns, sharegpt_check, sharegpt_row, sharegpt_turns
from selfinstruct.exporters.dialogues import NOTHING, Contents
from selfinstruct.exporters.form import ExportContext, Format, Row, WrittenFile, beside
from selfinstruct.exporters.instructions import ALPACA, ALPACA_READ, NO_INPUT, alpaca_rows
from selfinstruct.exporters.preferences import one_turn
from selfinstruct.files.dataset_rows import Record
from selfinstruct.preferences import Preference

_RANKED = {"instruction": TEXT, "input": TEXT, "chosen": TEXT, "rejected": TEXT}
_RANKED_READ = {"instruction": TEXT, "chosen": TEXT, "rejected": TEXT} | NO_INPUT
_TURN = {"from": TEXT, "value": TEXT}
_TALK = {"conversations": [_TURN]}
_LABELLED = {**_TALK, "label": (bool,)}
_RANKED_TALK = {**_TALK, "chosen": _TURN, "rejected": _TURN}
_COLUMNS = {
    "instances": {"prompt": "instruction", "query": "input", "response": "output"},
    "preferences": {"prompt": "instruction", "query": "input", "chosen": "chosen", "rejected": "rejected"},
}
_TALK_COLUMNS = {
    "instances": {"messages": "conversations"},
    "preferences": {"messages": "conversations", "chosen": "chosen", "rejected": "rejected"},
}


def llama_factory(system: str = "", reasoning: str = "tags", contents: Mapping[str, Contents] | None = None) -> Format:
    """LLaMA-Factory: a folder with dataset_info.json; rows as in alpaca or sharegpt, pairs ranked, neither equal."""
    held = contents or {}
    talks, ranked_talks = (held.get(kind, NOTHING) for kind in ("instances", "preferences"))

    def make(record: Record) -> list[Row]:
        if isinstance(record, Preference):
            return [_ranked_talk(record, system, reasoning) if ranked_talks.turns else _ranked(record, system)]
        if talks.turns:
            return [sharegpt_row(record, system, reasoning, talks)]
        return [row | ({"system": system} if system else {}) for row in alpaca_rows(record, reasoning)]

    def extras(parts: Sequence[WrittenFile], about: ExportContext) -> dict[str, str]:
        info = {_name(part.kind, part.split): _entry(part, system, held.get(part.kind, NOTHING)) for part in parts}
        return {"dataset_info.json": to_json(info) + "\n"}

    more: dict[str, Any] = {"system": TEXT} if system else {}
    tools: dict[str, Any] = {"tools": TEXT} if talks.tools else {}
    return Format(
        make,
        _check,
        {
            "instances": _TALK | tools if talks.turns else ALPACA | more,
            "preferences": _RANKED_TALK if ranked_talks.turns else _RANKED | more,
        },
        ("jsonl", "json", "parquet"),  # of CSV it drops rows with a cell such as NA or null, and columns of numbers
        folder=True,
        data_file=_data_file,
        sidecar=lambda kind, split, ending: beside(_data_file(kind, split, ending)),
        reasoning=reasoning,
        extras=extras,
    )


def llama_factory_kto(system: str = "", reasoning: str = "tags") -> Format:
    """LLaMA-Factory (KTO): a folder with dataset_info.json; conversations with a label, two rows a pair, none empty."""

    def make(record: Record) -> list[Row]:
        assert isinstance(record, Preference)
        # Alone neither row shows that the same answer is taught as good and as bad.
        if record.chosen.strip() == record.rejected.strip():
            raise ValueError("chosen and rejected: are equal")
        turns = sharegpt_turns(record.prompt, system, reasoning)
        sides = ((record.chosen, True), (record.rejected, False))
        return [{"conversations": [*turns, _gpt(text)], "label": label} for text, label in sides]

    def extras(parts: Sequence[WrittenFile], about: ExportContext) -> dict[str, str]:
        columns = {"messages": "conversations", "kto_tag": "label"}
        entries = {
            _name(part.kind, part.split): {"file_name": part.file, "formatting": "sharegpt", "columns": columns}
            for part in parts
        }
        return {"dataset_info.json": to_json(entries) + "\n"}

    return Format(
        make, _labelled, {"preferences": _LABELLED}, ("jsonl", "json", "parquet"), folder=True, data_file=_data_file,
        sidecar=lambda kind, split, ending: beside(_data_file(kind, split, ending)), reasoning=reasoning, extras=extras,
    )  # fmt: skip


def _check(row: Any) -> list[str]:
    """A row of any of the four kinds of sets."""
    ranked = isinstance(row, dict) and "chosen" in row
    if isinstance(row, dict) and "conversations" in row:
        return _ranked_talks(row) if ranked else sharegpt_check(row)
    return _pairs(row) if ranked else _instances(row)


def _compared(row: dict[str, Any]) -> Iterator[str]:
    yield from shared_turns(row["conversations"], "human")
    sides = [row[name] for name in ("chosen", "rejected")]
    for name, side in zip(("chosen", "rejected"), sides, strict=True):
        if side["from"] != "gpt":
            yield f"{name}: is of the {side['from']}, not of the gpt"
        elif not side["value"].strip():
            yield f"{name}: is empty"
    if sides[0]["value"].strip() == sides[1]["value"].strip():
        yield "chosen and rejected: are equal"


_instances = checker(ALPACA_READ, filled("instruction", "output"), closed=False)
_pairs = checker(_RANKED_READ, filled("instruction", "chosen", "rejected"), unequal("chosen", "rejected"), closed=False)
_labelled = checker(_LABELLED, lambda row: shared_turns(row["conversations"], "gpt"), closed=False)
_ranked_talks = checker({**_RANKED_TALK, "system?": TEXT_OR_NULL}, _compared, closed=False)


def _ranked(record: Preference, system: str) -> Row:
    sides = {"chosen": record.chosen, "rejected": record.rejected}
    return {"instruction": one_turn(record.prompt), "input": "", **sides} | ({"system": system} if system else {})


def _ranked_talk(record: Preference, system: str, reasoning: str) -> Row:
    sides = {name: _gpt(getattr(record, name)) for name in ("chosen", "rejected")}
    return {"conversations": sharegpt_turns(record.prompt, system, reasoning), **sides}


def _gpt(text: str) -> dict[str, str]:
    return {"from": "gpt", "value": text}


def _entry(part: WrittenFile, system: str, held: Contents) -> Mapping[str, Any]:
    entry: dict[str, Any] = {"file_name": part.file}
    if part.kind == "preferences":
        entry["ranking"] = True
    if held.turns:
        tools = {"tools": "tools"} if held.tools and part.kind == "instances" else {}
        return entry | {"formatting": "sharegpt", "columns": _TALK_COLUMNS[part.kind] | tools}
    return entry | {"columns": _COLUMNS[part.kind] | ({"system": "system"} if system else {})}


def _data_file(kind: str, split: str, ending: str) -> str:
    return f"{_name(kind, split)}{ending}"


def _name(kind: str, split: str) -> str:
    return f"{kind}_{split}" if split else kind
