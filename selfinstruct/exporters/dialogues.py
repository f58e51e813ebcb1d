"""Turns as chat trainers read them, where reasoning goes, and what a source holds beyond single questions."""

import json
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from selfinstruct.exporters.checks import TEXT, Shape
from selfinstruct.files.dataset_rows import DatasetRow, Record
from selfinstruct.preferences import Preference
from selfinstruct.turns import Message

# Where reasoning may go: a key of the turn (of either name), tags in the text, or nowhere.
REASONING = ("field", "thinking", "tags", "drop")
_KEYS = {"field": "reasoning_content", "thinking": "thinking"}
_OPEN, _CLOSE = "<think>", "</think>"
CALLS = [{"id": TEXT, "type": TEXT, "function": {"name": TEXT, "arguments": TEXT}}]


@dataclass(frozen=True, slots=True)
class Contents:
    """What the records of one kind hold, all together: only what is there gets columns, and then in every row.

    `turns` says that some are more than a question and its answer, `edited` that some pairs have a third side, `agreed`
    that several judges judged some, `cited` that some say where in a document they stand, `checked` that some carry
    checks.
    """

    turns: bool = False
    tools: bool = False
    calls: bool = False
    names: bool = False
    reasoning: bool = False
    edited: bool = False
    cited: bool = False
    agreed: bool = False
    checked: bool = False


NOTHING = Contents()


def contents_of(records: Iterable[Record]) -> Contents:
    """What these hold."""
    turns = tools = calls = names = reasoning = edited = cited = agreed = checked = False
    for record in records:
        cited, checked = cited or record.source is not None, checked or bool(record.checks)
        if isinstance(record, DatasetRow):
            turns, tools = turns or bool(record.turns), tools or bool(record.tools)
            said, reasoning = record.turns, reasoning or bool(record.reasoning)
        else:
            said = record.prompt
            turns = turns or [turn.role for turn in said] != ["user"]
            edited, agreed = edited or record.edited is not None, agreed or record.agreement is not None
        for turn in said:
            calls = calls or bool(turn.tool_calls or turn.tool_call_id)
            names, reasoning = names or bool(turn.name), reasoning or bool(turn.reasoning)
    return Contents(turns, tools, calls, names, reasoning, edited, cited, agreed, checked)


def agreement_shape(contents: Contents) -> dict[str, Shape]:
    """A column of `agreed`, where a set has any."""
    return {"agreement?": (float,)} if contents.agreed else {}


def agreed(record: Preference) -> dict[str, float]:
    """How far several judges agreed on a pair: a weight, of which trainers have no column of their own."""
    return {} if record.agreement is None else {"agreement": float(record.agreement)}


def has_reasoning(record: Record) -> bool:
    """Whether a record holds reasoning, in whichever turn."""
    return any(turn.reasoning for turn in (record.conversation if isinstance(record, DatasetRow) else record.prompt))


def chat_turns(
    turns: Sequence[Message], system: str = "", reasoning: str = "field", contents: Contents = NOTHING
) -> list[dict[str, Any]]:
    """Messages as chat completions have them; the turns' own system turn comes before `system`.

    Calls and results without an id get one, in their order. Where `contents` has reasoning, each turn of the
    assistant's has the key for it, since some readers take the columns of a file from its beginning.
    """
    rows: list[dict[str, Any]] = []
    waiting: deque[str] = deque()
    key, made = _KEYS.get(reasoning), 0
    for turn in with_system(turns, system):
        row: dict[str, Any] = {"role": turn.role, "content": turn_text(turn, reasoning)}
        if key and turn.role == "assistant" and (turn.reasoning or contents.reasoning):
            row[key] = turn.reasoning
        if turn.tool_calls:
            waiting.clear()
            row["tool_calls"] = []
            for call in turn.tool_calls:
                made += 1
                waiting.append(call.id or f"call_{made}")
                row["tool_calls"].append({"id": waiting[-1], **_without_id(call.as_dict())})
        if turn.role == "tool":
            answered = turn.tool_call_id or (waiting[0] if waiting else "")
            if answered in waiting:
                waiting.remove(answered)
            row |= {"tool_call_id": answered} if answered else {}
        rows.append(row | ({"name": turn.name} if turn.name else {}))
    return rows


def turn_shape(contents: Contents, reasoning: str = "drop") -> list[dict[str, Shape]]:
    """The shape of `chat_turns`, of which Parquet makes its columns."""
    shape: dict[str, Shape] = {"role": TEXT, "content": TEXT}
    if contents.reasoning and reasoning in _KEYS:
        shape[_KEYS[reasoning]] = TEXT
    if contents.calls:
        shape |= {"tool_calls?": CALLS, "tool_call_id?": TEXT}
    return [shape | ({"name?": TEXT} if contents.names else {})]


def with_system(turns: Sequence[Message], system: str) -> Sequence[Message]:
    """The turns after a system turn of this text, unless they have one of their own.

    ValueError where another than the assistant reasons or calls tools, which no format has a place for.
    """
    for number, turn in enumerate(turns, 1):
        if turn.role != "assistant" and (turn.reasoning or turn.tool_calls):
            raise ValueError(f"turn {number}: is of the {turn.role}, and reasons or calls tools as an assistant does")
    return (Message("system", system), *turns) if system and turns[0].role != "system" else turns


def turn_text(turn: Message, reasoning: str) -> str:
    """The content of a turn, after its reasoning in tags where it goes there."""
    return tagged(turn.content, turn.reasoning) if reasoning == "tags" and turn.role == "assistant" else turn.content


def tagged(text: str, thought: str) -> str:
    """A text after the thought that led to it, as models with open reasoning write both."""
    if not thought:
        return text
    if _CLOSE in thought:
        raise ValueError(f"reasoning: holds {_CLOSE}, where its tags would end; give --reasoning field or drop")
    return f"{_OPEN}\n{thought}\n{_CLOSE}\n\n{text}"


def single_output(record: Record, reasoning: str, others: str = "messages, sharegpt or llama-factory") -> str:
    """The output of a record that is one question and its answer; ValueError for one that is more."""
    assert isinstance(record, DatasetRow)
    if record.turns or record.tools:
        raise ValueError(
            f"conversation: {described(record.turns, record.tools)}; this format has a place for one question and its "
            f"answer: use {others}"
        )
    return tagged(record.output, record.reasoning) if reasoning == "tags" else record.output


def described(turns: Sequence[Message], tools: str = "") -> str:
    """What a conversation is made of, in words."""
    roles = ", ".join(turn.role for turn in turns[:9]) + (", …" if len(turns) > 9 else "")
    more = [name for name, there in (("calls of tools", any(t.tool_calls for t in turns)), ("tools", tools)) if there]
    return f"has {len(turns)} turns ({roles})" + (f" with {' and '.join(more)}" if more else "")


def refuse_tools(turns: Sequence[Message], tools: str, others: str = "messages") -> None:
    """Raise ValueError where there is anything about tools, for formats without a place for it."""
    if tools or any(turn.tool_calls or turn.role == "tool" for turn in turns):
        raise ValueError(f"conversation: {described(turns, tools)}; this format has no place for tools: use {others}")


def listed_tools(tools: str) -> list[Any]:
    """A record's tools as a list."""
    found = json.loads(tools)
    return found if isinstance(found, list) else [found]


def _without_id(call: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in call.items() if name != "id"}
