"""A dataset repository of the Hugging Face Hub: Parquet files by configuration and split, and a card."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.exporters import checks
from selfinstruct.exporters.checks import (
    CHAT,
    NUMBER_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    THOUGHT,
    TURNS,
    YES_NO_OR_NULL,
    filled,
)
from selfinstruct.exporters.dialogues import (
    CALLS,
    NOTHING,
    Contents,
    agreed,
    agreement_shape,
    chat_turns,
    turn_shape,
    turn_text,
)
from selfinstruct.exporters.form import Format, Row, WrittenFile, beside
from selfinstruct.exporters.instructions import ALPACA
from selfinstruct.exporters.trl import answer, explicit
from selfinstruct.files.dataset_rows import DatasetRow, Record
from selfinstruct.files.unfold.citations import CITATION, whole_citation

_INSTANCES = {"id": TEXT, "task_id": TEXT, "type": TEXT, **ALPACA, "is_classification": YES_NO_OR_NULL}
_PREFERENCES = {
    "id": TEXT,
    "task_id": TEXT,
    "method": TEXT,
    "prompt": CHAT,
    "chosen": CHAT,
    "rejected": CHAT,
    "edited": TEXT_OR_NULL,
    "grade": TEXT_OR_NULL,
    "margin": NUMBER_OR_NULL,
    "score_chosen": NUMBER_OR_NULL,
    "score_rejected": NUMBER_OR_NULL,
}


_TALK = [TURNS[0] | THOUGHT]
_CITED = {"source": CITATION}
_MORE = {
    "prompt?": _TALK,
    "reasoning?": TEXT,
    "tool_calls?": TURNS[0]["tool_calls?"],
    "tools?": TEXT,
    "checks?": TEXT,
}


def hub(
    system: str = "", reasoning: str = "field", contents: Mapping[str, Contents] | None = None, cite: bool = False
) -> Format:
    """The Hugging Face Hub: Parquet by configuration and split, and a card; outputs not empty, pairs not equal."""
    held, ranked = ((contents or {}).get(kind, NOTHING) for kind in ("instances", "preferences"))

    def make(record: Record) -> list[Row]:
        if isinstance(record, DatasetRow):
            row = _instance(record, system, reasoning) | _checks(record)
            return [row | (cited(record) if cite and held.cited else {})]
        told = {name: getattr(record, name) for name in ("id", "task_id", "method")}
        sides = {side: answer(getattr(record, side)) for side in ("chosen", "rejected")}
        extra = {name: getattr(record, name) for name in ("edited", "grade", "margin")}
        scores: Row = {f"score_{side}": record.scores.get(side) for side in ("chosen", "rejected")}
        scores |= agreed(record) | _checks(record) | (cited(record) if cite and ranked.cited else {})
        return [told | {"prompt": chat_turns(record.prompt, system, reasoning, ranked)} | sides | extra | scores]

    def cited(record: Record) -> Row:
        return {"source": whole_citation(record.source)}

    return Format(
        make,
        lambda row: _pairs(row) if isinstance(row, dict) and "chosen" in row else _instances(row),
        {
            "instances": _INSTANCES | _columns(held, system, reasoning) | (_CITED if cite and held.cited else {}),
            "preferences": _PREFERENCES
            | {"prompt": turn_shape(ranked, reasoning)}
            | agreement_shape(ranked)
            | ({"checks?": TEXT} if ranked.checked else {})
            | (_CITED if cite and ranked.cited else {}),
        },
        ("parquet",),
        folder=True,
        card=True,
        data_file=_data_file,
        sidecar=lambda kind, split, ending: beside(_data_file(kind, split, ending)),
        reasoning=reasoning,
    )


def _columns(held: Contents, system: str, reasoning: str) -> dict[str, Any]:
    """Those that a set has only where it says something in them."""
    calls: dict[str, Any] = {"tool_calls?": CALLS} if held.calls else {}
    calls |= {"tools?": TEXT} if held.tools else {}
    thought = {"reasoning?": TEXT} if held.reasoning and reasoning in ("field", "thinking") else {}
    prompt: dict[str, Any] = {"prompt?": turn_shape(held, reasoning)} if held.turns or system else {}
    return prompt | thought | calls | ({"checks?": TEXT} if held.checked else {})


def _checks(record: Record) -> Row:
    """Checks as a text: unlike ones have no columns in common."""
    return {"checks": to_json(list(record.checks))} if record.checks else {}


def _instance(record: DatasetRow, system: str, reasoning: str) -> Row:
    """A row as in dataset.jsonl: of a conversation the turns before the answer, and what else the answer has."""
    row: Row = {name: getattr(record, name) for name in _INSTANCES}
    last = record.conversation[-1]
    if last.role != "assistant":
        return row
    row["output"] = turn_text(last, reasoning)
    if record.turns or system:
        *row["prompt"], told = chat_turns(record.conversation, system, reasoning)
        row |= {"tool_calls": told["tool_calls"]} if "tool_calls" in told else {}
    if last.reasoning and reasoning in ("field", "thinking"):
        row["reasoning"] = last.reasoning
    return row | ({"tools": record.tools} if record.tools else {})


def _answered(row: dict[str, Any]) -> Iterator[str]:
    if "prompt" in row:
        told = {"role": "assistant", "content": row["output"], "tool_calls": row.get("tool_calls")}
        yield from checks.dialogue([*row["prompt"], told], "prompt and output")
    else:
        yield from filled("output")(row)


_instances = checks.cited(_INSTANCES | _MORE, filled("instruction"), _answered)
_pairs = checks.cited(_PREFERENCES | {"prompt": _TALK, "agreement?": NUMBER_OR_NULL, "checks?": TEXT}, explicit)


def configs(parts: Sequence[WrittenFile]) -> list[dict[str, Any]]:
    """What the YAML of a card says under `configs`: which file is which split of which configuration."""
    found: list[dict[str, Any]] = []
    for kind in dict.fromkeys(part.kind for part in parts):
        files = [{"split": part.split or "train", "path": part.file} for part in parts if part.kind == kind]
        found.append({"config_name": kind, "data_files": files} | ({} if found else {"default": True}))
    return found


def _data_file(kind: str, split: str, ending: str) -> str:
    return f"{kind}/{split or 'train'}-00000-of-00001{ending}"
