"""Calls of tools, their results and the tools themselves in the words of Bedrock's Converse API, which Nova 2 reads."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from selfinstruct.exporters.amazon.converse import text_item
from selfinstruct.exporters.checks import TEXT
from selfinstruct.exporters.dialogues import listed_tools
from selfinstruct.exporters.form import Row

_OBJECT = (dict,)
TOOL_USE = {"toolUseId": TEXT, "name": TEXT, "input": _OBJECT}
RESULT = {"toolUseId": TEXT, "content": [{"text?": TEXT, "json?": _OBJECT}], "status?": TEXT}
_SPEC = {"name": TEXT, "description": TEXT, "inputSchema": {"json": _OBJECT}}
TOOL_CONFIG = {"tools": [{"toolSpec": _SPEC}]}


def converse_turns(turns: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Turns of chat completions in Converse's words; the results of tools are one turn of the user's."""
    rows: list[Row] = []
    before = ""
    for number, turn in enumerate(turns, 1):
        if turn["role"] == "tool":
            result = {"toolUseId": turn.get("tool_call_id", ""), "content": text_item(turn["content"])}
            if before != "tool":
                rows.append({"role": "user", "content": []})
            rows[-1]["content"].append({"toolResult": result})
        else:
            rows.append({"role": turn["role"], "content": list(_items(turn, number))})
        before = turn["role"]
    return rows


def _items(turn: Mapping[str, Any], number: int) -> Iterator[Row]:
    if thought := turn.get("reasoning_content"):
        yield {"reasoningContent": {"reasoningText": {"text": thought}}}
    calls = turn.get("tool_calls", ())
    if turn["content"].strip() or not calls:
        yield {"text": turn["content"]}
    for call in calls:
        name = call["function"]["name"]
        given = _decoded(call["function"]["arguments"])
        if not isinstance(given, dict):
            raise ValueError(f"turn {number}: calls {name[:40]!r} with arguments that are no JSON object")
        yield {"toolUse": {"toolUseId": call["id"], "name": name, "input": given}}


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def tool_config(tools: str, messages: Sequence[Row]) -> Row:
    """The tools of a conversation, {} where it has none; ValueError for one that Nova would refuse."""
    if not tools:
        if any("toolUse" in item for turn in messages for item in turn["content"]):
            raise ValueError(
                "tools: are not there, though the conversation calls some, and toolConfig has to name them"
            )
        return {}
    return {"tools": [{"toolSpec": _spec(tool)} for tool in listed_tools(tools)]}


def _spec(tool: Any) -> Row:
    inner = tool.get("function", tool) if isinstance(tool, dict) else {}
    name, about = inner.get("name"), inner.get("description")
    if not isinstance(name, str) or not name.strip():
        raise ValueError("tools: one has no name")
    if not isinstance(about, str) or not about.strip():
        raise ValueError(f"tools: {name[:40]!r} has no description, which Nova wants of each")
    given = inner.get("parameters")
    schema = given if isinstance(given, dict) else {}
    return {"name": name, "description": about, "inputSchema": {"json": {"type": "object", **schema}}}


def tool_rules(row: dict[str, Any]) -> Iterator[str]:
    """Tools have names of their own; each call is of one of them, and has its result in the turn after it."""
    tools = [tool["toolSpec"] for tool in row["toolConfig"]["tools"]] if "toolConfig" in row else []
    names = [tool["name"] for tool in tools]
    if "toolConfig" in row and not tools:
        yield "toolConfig: has no tools; leave it out"
    for tool in tools:
        if not tool["name"].strip() or names.count(tool["name"]) > 1:
            yield f"toolConfig: the name {tool['name'][:40]!r} is empty or not the only one"
        elif not tool["description"].strip() or "type" not in tool["inputSchema"]["json"]:
            yield f"toolConfig: {tool['name'][:40]!r} has no description, or a schema without a type"
    yield from _calls(row["messages"], names)


def _calls(messages: Sequence[Row], names: Sequence[str]) -> Iterator[str]:
    known: set[str] = set()
    waiting: list[str] = []
    for number, turn in enumerate(messages, 1):
        at = f"messages, turn {number}"
        results = [item["toolResult"] for item in turn["content"] if "toolResult" in item]
        answered = [result["toolUseId"] for result in results]
        if sorted(answered) != sorted(waiting):
            yield f"{at}: has results of {_listed(answered)}, and the turn before it calls {_listed(waiting)}"
        if any(len(part) != 1 for result in results for part in result["content"] or [{}]):
            yield f"{at}: has a result that is not one text or one json"
        calls = [item["toolUse"] for item in turn["content"] if "toolUse" in item]
        for call in calls:
            if call["name"] not in names:
                yield f"{at}: calls {call['name'][:40]!r}, which toolConfig does not name"
            if not call["toolUseId"].strip() or call["toolUseId"] in known:
                yield f"{at}: has a call whose toolUseId is empty or not the only one"
            known.add(call["toolUseId"])
        waiting = [call["toolUseId"] for call in calls]


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(repr(one)[:40] for one in ids[:4]) or "nothing"
