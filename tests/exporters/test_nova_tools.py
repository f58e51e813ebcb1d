"""Tools in conversations for Nova: written in Converse's words, read again, and held against its rules."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.exporters import load_exporter
from selfinstruct.files.dataset_rows import read_dataset_rows
from tests.support.runs import read, write

SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}}
ADD = {"type": "function", "function": {"name": "add", "description": "Adds one.", "parameters": SCHEMA}}


def call(identifier: str, arguments: str = '{"a": 1}') -> dict[str, Any]:
    return {"id": identifier, "type": "function", "function": {"name": "add", "arguments": arguments}}


def talk(number: int = 0, **changes: Any) -> dict[str, Any]:
    turns = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": f"Add 1 to {number}."},
        {"role": "assistant", "content": "", "reasoning_content": "Use it.", "tool_calls": [call("x"), call("y")]},
        {"role": "tool", "tool_call_id": "x", "content": "2"},
        {"role": "tool", "tool_call_id": "y", "content": ""},
        {"role": "assistant", "content": f"{number + 1}.", "reasoning_content": ""},
    ]
    return {"messages": turns, "tools": [ADD]} | changes


def nova(row: dict[str, Any], reasoning: str = "field") -> dict[str, Any]:
    (record,) = read_dataset_rows(row)
    (made,) = load_exporter("bedrock-conversation", reasoning=reasoning).rows(record)
    return made


def test_calls_results_and_tools_have_their_places() -> None:
    row = nova(talk())
    used = [{"toolUse": {"toolUseId": name, "name": "add", "input": {"a": 1}}} for name in ("x", "y")]
    results = [
        {"toolResult": {"toolUseId": name, "content": [{"text": text}]}} for name, text in (("x", "2"), ("y", ""))
    ]
    assert row == {
        "schemaVersion": "bedrock-conversation-2024",
        "system": [{"text": "Be brief."}],
        "messages": [
            {"role": "user", "content": [{"text": "Add 1 to 0."}]},
            {"role": "assistant", "content": [{"reasoningContent": {"reasoningText": {"text": "Use it."}}}, *used]},
            {"role": "user", "content": results},
            {"role": "assistant", "content": [{"text": "1."}]},
        ],
        "toolConfig": {
            "tools": [{"toolSpec": {"name": "add", "description": "Adds one.", "inputSchema": {"json": SCHEMA}}}]
        },
    }
    assert load_exporter("bedrock-conversation").check(row) == []


def test_a_file_with_tools_is_checked_noted_and_read_again(tmp_path: Path) -> None:
    source = write(tmp_path / "talks.jsonl", [talk(number) for number in range(200)])
    found = selfinstruct.export(source, "bedrock-conversation", tmp_path / "nova.jsonl")
    assert found.notes == (
        "200 of 200 rows have reasoningContent, which Nova 2 Lite alone takes",
        "200 of 200 rows have toolConfig, which Nova 2 Lite alone takes",
    )
    selfinstruct.export(tmp_path / "nova.jsonl", "messages", tmp_path / "again.jsonl")
    assert read(tmp_path / "again.jsonl") == read(source)


def test_some_rows_with_reasoning_are_noted(tmp_path: Path) -> None:
    plain = {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}
    thought = {"messages": [plain["messages"][0], plain["messages"][1] | {"reasoning_content": "Hm."}]}
    source = write(tmp_path / "talks.jsonl", [thought, *[plain | {"id": f"{number}"} for number in range(8)]])
    found = selfinstruct.export(source, "bedrock-conversation", tmp_path / "nova.jsonl")
    assert "1 of 9 rows have reasoningContent, which Nova 2 Lite alone takes, and a validator of Amazon's" in " ".join(
        found.notes
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"tools": []}, "tools: are not there, though the conversation calls some"),
        ({"tools": [{"type": "function", "function": {"name": "add"}}]}, "tools: 'add' has no description"),
        ({"tools": [{"type": "function", "function": {"description": "Adds."}}]}, "tools: one has no name"),
    ],
)
def test_what_nova_would_refuse_has_no_row(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}"):
        nova(talk(**changes))


@pytest.mark.parametrize("arguments", ["[1]", "1", "a=1", ""])
def test_arguments_that_are_no_object_have_no_row(arguments: str) -> None:
    row = talk()
    row["messages"][2]["tool_calls"] = [call("x"), call("y", arguments)]
    with pytest.raises(ValueError, match="turn 2: calls 'add' with arguments that are no JSON object"):
        nova(row)


def test_a_tool_without_parameters_takes_none() -> None:
    bare = {"name": "add", "description": "Adds."}
    spec = nova(talk(tools=[bare]))["toolConfig"]["tools"][0]["toolSpec"]
    assert spec == {**bare, "inputSchema": {"json": {"type": "object"}}}


def changed(change: str) -> dict[str, Any]:
    row = copy.deepcopy(nova(talk()))
    turns, tools = row["messages"], row["toolConfig"]["tools"]
    actions = {
        "no tools": tools.clear,
        "the same name": lambda: tools.append(tools[0]),
        "no description": lambda: tools[0]["toolSpec"].update(description=" "),
        "no type": lambda: tools[0]["toolSpec"]["inputSchema"].update(json={}),
        "another name": lambda: turns[1]["content"][1]["toolUse"].update(name="sub"),
        "no id": lambda: turns[1]["content"][1]["toolUse"].update(toolUseId=" "),
        "the same id": lambda: turns[1]["content"][1]["toolUse"].update(toolUseId="y"),
        "a result missing": turns[2]["content"].pop,
        "a result of no call": lambda: turns[2]["content"][0]["toolResult"].update(toolUseId="z"),
        "a result of nothing": lambda: turns[2]["content"][0]["toolResult"].update(content=[]),
        "a result twice over": lambda: turns[2]["content"][0]["toolResult"].update(content=[{"text": "", "json": {}}]),
        "a reserved word": lambda: turns[2]["content"][0]["toolResult"].update(content=[{"text": "user: x"}]),
        "a call of the user": lambda: turns[0]["content"].append(turns[1]["content"].pop()),
        "a result of the assistant": lambda: turns[3]["content"].append(turns[2]["content"].pop()),
        "input as a text": lambda: turns[1]["content"][1]["toolUse"].update(input=json.dumps({})),
        "two kinds in an item": lambda: turns[1]["content"][1].update(text="a"),
    }
    actions[change]()
    return row


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("no tools", "toolConfig: has no tools; leave it out"),
        ("the same name", "toolConfig: the name 'add' is empty or not the only one"),
        ("no description", "toolConfig: 'add' has no description"),
        ("no type", "or a schema without a type"),
        ("another name", "messages, turn 2: calls 'sub', which toolConfig does not name"),
        ("no id", "messages, turn 2: has a call whose toolUseId is empty"),
        ("the same id", "messages, turn 2: has a call whose toolUseId is empty or not the only one"),
        ("a result missing", "messages, turn 3: has results of 'x', and the turn before it calls 'x', 'y'"),
        ("a result of no call", "has results of 'z', 'y'"),
        ("a result of nothing", "messages, turn 3: has a result that is not one text or one json"),
        ("a result twice over", "messages, turn 3: has a result that is not one text or one json"),
        ("a reserved word", "messages, turn 3, result: holds 'User:', which is reserved"),
        ("a call of the user", "messages, turn 1: is of the user, who has no toolUse"),
        ("a result of the assistant", "messages, turn 4: is of the assistant, who has no toolResult"),
        ("input as a text", "toolUse.input: is a string, not an object"),
        ("two kinds in an item", "messages, turn 2: has an item that is not one text"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason(change: str, reason: str) -> None:
    found = load_exporter("bedrock-conversation").check(changed(change))
    assert any(reason in problem for problem in found), found
