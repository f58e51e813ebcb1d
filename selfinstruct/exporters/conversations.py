"""Instances as conversations (messages, sharegpt), and as a prompt with its completion."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.exporters import checks
from selfinstruct.exporters.checks import (
    TEXT,
    TEXT_OR_NULL,
    THOUGHT,
    TOOLS,
    TURNS,
    YES_NO_OR_NULL,
    checker,
    filled,
)
from selfinstruct.exporters.dialogues import (
    NOTHING,
    Contents,
    chat_turns,
    listed_tools,
    refuse_tools,
    single_output,
    turn_shape,
    turn_text,
    with_system,
)
from selfinstruct.exporters.form import Format, Limits, Row
from selfinstruct.files.dataset_rows import DatasetRow, Record
from selfinstruct.files.unfold.citations import CITATION, whole_citation
from selfinstruct.turns import Message, ToolCall

_NESTED = ("jsonl", "json", "parquet")
_FLAT = ("jsonl", "json", "csv", "spreadsheet", "parquet")
_WEIGHT = (int,)
_CALL = {"name": TEXT, "arguments": TEXT}
_LIST_OR_NULL = (list, type(None))
_OPENAI = {
    "messages": [TURNS[0] | THOUGHT | {"function_call?": _CALL, "weight?": _WEIGHT}],
    "tools?": (*TOOLS, type(None)),
    "functions?": _LIST_OR_NULL,
    "parallel_tool_calls?": YES_NO_OR_NULL,
}
_TOOLS_OR_NULL = (*TOOLS, type(None))
_SHAREGPT = {"conversations": [{"from": TEXT, "value": TEXT}], "system?": TEXT_OR_NULL, "tools?": _TOOLS_OR_NULL}
# Who may stand on odd and on even places: a call is the assistant's, and its result an answer to it.
_PLACES = (("human", "observation"), ("gpt", "function_call"))
_FROM = {"system": "system", "user": "human", "assistant": "gpt", "tool": "observation"}
_PARTS = [{"text": TEXT}]
_GEMINI = {"systemInstruction?": {"role?": TEXT, "parts": _PARTS}, "contents": [{"role": TEXT, "parts": _PARTS}]}
_SPEAKER = {"assistant": "model"}
# Other readers of the format take any number: too few for one of them is a note.
_OPENAI_LIMITS = Limits(models=(("OpenAI", 10, None),))
_GB = 1_000_000_000
PAIR = {"prompt": TEXT, "completion": TEXT}


def messages(
    system: str = "", reasoning: str = "field", contents: Mapping[str, Contents] | None = None, cite: bool = False
) -> Format:
    """OpenAI, Together, Fireworks, Mistral, Axolotl, TRL: 10 rows or more, no other column, strict turns."""
    held = (contents or {}).get("instances", NOTHING)

    def make(record: Record) -> list[Row]:
        assert isinstance(record, DatasetRow)
        told: Row = {"tools": listed_tools(record.tools)} if record.tools else {}
        told |= {"source": whole_citation(record.source)} if cite else {}
        return [{"messages": chat_turns(record.conversation, system, reasoning, held)} | told]

    shape: dict[str, Any] = {"messages": turn_shape(held, reasoning)} | ({"tools?": TOOLS} if held.tools else {})
    shape |= {"source": CITATION} if cite else {}
    return Format(
        make, _openai_check, {"instances": shape}, _NESTED, _OPENAI_LIMITS, lines_for="OpenAI and Together",
        reasoning=reasoning,
    )  # fmt: skip


def sharegpt(system: str = "", reasoning: str = "tags", contents: Mapping[str, Contents] | None = None) -> Format:
    """LLaMA-Factory and older trainers: human or observation on odd turns, gpt or function_call on even ones."""
    held = (contents or {}).get("instances", NOTHING)
    shape = {"conversations": _SHAREGPT["conversations"]} | ({"tools": TEXT} if held.tools else {})
    return Format(
        lambda record: [sharegpt_row(record, system, reasoning, held)], sharegpt_check, {"instances": shape}, _NESTED,
        reasoning=reasoning,
    )  # fmt: skip


def gemini(system: str = "", reasoning: str = "drop") -> Format:
    """Google Vertex AI, Gemini: contents of user and model in turn, text parts only, below 1 GB; 100 rows advised."""

    def make(record: Record) -> list[Row]:
        assert isinstance(record, DatasetRow)
        refuse_tools(record.turns, record.tools)
        turns = with_system(record.conversation, system)
        told: Row = {}
        if turns[0].role == "system":
            told, turns = {"systemInstruction": {"parts": [{"text": turns[0].content}]}}, turns[1:]
        said = [(_SPEAKER.get(turn.role, turn.role), turn_text(turn, reasoning)) for turn in turns]
        return [told | {"contents": [{"role": role, "parts": [{"text": text}]} for role, text in said]}]

    shape = {"contents": _GEMINI["contents"]} | ({"systemInstruction": {"parts": _PARTS}} if system else {})
    limits, validation = Limits(size=_GB, advised=100), Limits(size=_GB)
    return Format(
        make, checker(_GEMINI, _speaking), {"instances": shape}, ("jsonl",), limits, validation, compressed=False,
        reasoning=reasoning,
    )  # fmt: skip


def _speaking(row: dict[str, Any]) -> Iterator[str]:
    told = row.get("systemInstruction")
    if told is not None and not _parts_text(told).strip():
        yield "systemInstruction: is empty; leave it out"
    said = [(turn["role"], _parts_text(turn)) for turn in row["contents"]]
    yield from checks.alternating_turns(said, "contents", ends="model", names=("user", "model"))


def _parts_text(turn: Mapping[str, Any]) -> str:
    return "\n".join(part["text"] for part in turn["parts"])


def prompt_completion(reasoning: str = "tags") -> Format:
    """TRL and other trainers on text: prompt and completion, neither empty, joined as they are."""

    def make(record: Record) -> list[Row]:
        # Trainers put both together: without white space between them the last word would meet the first.
        return [
            row | ({} if _parted(row) else {"completion": f" {row['completion']}"})
            for row in pair_rows(record, reasoning)
        ]

    check = checker(PAIR, filled("prompt", "completion"))
    return Format(make, check, {"instances": PAIR}, _FLAT, reasoning=reasoning)


def pair_rows(record: Record, reasoning: str) -> list[Row]:
    """The row of an instance as prompt and completion."""
    completion = single_output(record, reasoning)
    assert isinstance(record, DatasetRow)
    return [{"prompt": record.prompt, "completion": completion}]


def sharegpt_row(record: Record, system: str, reasoning: str, held: Contents) -> Row:
    """The row of an instance as turns that say from whom they are."""
    assert isinstance(record, DatasetRow)
    turns = sharegpt_turns(record.conversation, system, reasoning)
    return {"conversations": turns} | ({"tools": record.tools} if held.tools or record.tools else {})


def sharegpt_turns(turns: Sequence[Message], system: str, reasoning: str) -> list[dict[str, str]]:
    """Turns of from and value, the system's first; ValueError for what has no place in them."""
    return [_shared_turn(turn, number, reasoning) for number, turn in enumerate(with_system(turns, system), 1)]


def _shared_turn(turn: Message, number: int, reasoning: str) -> dict[str, str]:
    if not turn.tool_calls:
        return {"from": _FROM[turn.role], "value": turn_text(turn, reasoning)}
    if turn.content.strip():
        raise ValueError(f"turn {number}: says something and calls tools, and here is room for one of both")
    if turn.reasoning and reasoning == "tags":
        raise ValueError(f"turn {number}: has reasoning before its calls, without a place here; give --reasoning drop")
    calls = [_written_call(call, number) for call in turn.tool_calls]
    return {"from": "function_call", "value": to_json(calls if len(calls) > 1 else calls[0])}


def _written_call(call: ToolCall, number: int) -> dict[str, Any]:
    try:
        return {"name": call.name, "arguments": json.loads(call.arguments)}
    except ValueError:
        raise ValueError(f"turn {number}: calls {call.name[:40]!r} with arguments that are not JSON") from None


def _parted(row: Row) -> bool:
    return bool(row["prompt"][-1:].isspace() or row["completion"][:1].isspace())


def _openai_check(row: Any) -> list[str]:
    """Keys that are null say nothing; only content may be, and only beside a call."""
    if isinstance(row, dict) and isinstance(row.get("messages"), list):
        row = row | {"messages": [_without_nulls(turn) for turn in row["messages"]]}
    return _strict(row)


def _without_nulls(turn: Any) -> Any:
    if not isinstance(turn, dict):
        return turn
    return {"content": None} | {name: value for name, value in turn.items() if value is not None}


def _messages(row: dict[str, Any]) -> Iterator[str]:
    for number, turn in enumerate(row["messages"], 1):
        if turn.get("weight", 1) not in (0, 1):
            yield f"messages, turn {number}: weight is {turn['weight']}, not 0 or 1"
    yield from checks.dialogue(row["messages"], "messages")


def _shared(row: dict[str, Any]) -> Iterator[str]:
    yield from shared_turns(row["conversations"], "gpt")
    tools = row.get("tools")
    if isinstance(tools, str) and tools.strip() and not _is_json(tools):
        yield "tools: is a text that is not JSON"


def shared_turns(turns: Sequence[Mapping[str, str]], ends: str) -> Iterator[str]:
    """The rules for turns of from and value, of which the system's may be the first."""
    place = "conversations"
    if turns and turns[0]["from"] == "system":
        turns = turns[1:]
    if not turns:
        yield f"{place}: has no turns"
    for number, turn in enumerate(turns):
        role, at = turn["from"], f"{place}, turn {number + 1}"
        if role not in _PLACES[0] + _PLACES[1]:
            yield f"{at}: role is {role!r:.40}, not human, gpt, function_call or observation"
            return
        if role not in _PLACES[number % 2]:
            yield f"{at}: is of the {role}; human and gpt must alternate, human first"
            return
        if role == "observation" and (not number or turns[number - 1]["from"] != "function_call"):
            yield f"{at}: is the result of a tool that was not called"
        if role == "function_call" and not _is_json(turn["value"]):
            yield f"{at}: is a call that is not JSON"
        if not turn["value"].strip() and role != "observation":
            yield f"{at}: is empty"
    if turns and turns[-1]["from"] not in _PLACES[ends == "gpt"]:
        yield f"{place}: ends with a turn of the {turns[-1]['from']}, not of the {ends}"


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except ValueError:
        return False


_strict = checks.cited(_OPENAI, _messages)
sharegpt_check = checker(_SHAREGPT, _shared, closed=False)
