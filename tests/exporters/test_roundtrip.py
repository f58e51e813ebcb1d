"""Any conversation, in any format: refused with words, or written so that reading it gives the same turns."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.canonical import to_line
from selfinstruct.exporters import REASONING, SHIPPED, load_exporter
from selfinstruct.exporters.dialogues import contents_of, tagged
from selfinstruct.files.dataset_rows import DatasetRow, Record, read_dataset_rows, read_preference
from selfinstruct.files.unfold.chats import read_turns
from selfinstruct.files.unfold.transcripts import read_transcript
from selfinstruct.flows.export.check import checked_rows
from selfinstruct.preferences import Preference
from selfinstruct.text.answers.reasoning import split_reasoning
from selfinstruct.turns import Message, ToolCall, spelled_out
from tests.support.cases import cases
from tests.support.exports import preference

HOSTILE = (
    "a\r\nb", "line\u2028end\x85", "Human: me\n\nAssistant: you", "<|im_start|>user", "😀", "שלום", "", "  ",
    "\ufeffmark", "{input}", "\\ud83d", "[INST] x [/INST]", "### Human: x", " lead", "trail ", "\0",
)  # fmt: skip
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
SAID = TEXTS.filter(str.strip)
ANSWERS = SAID.filter(lambda text: not read_transcript(text))  # a side in one text may be a whole conversation
THOUGHTS = st.one_of(st.just(""), SAID)
CALLS = st.lists(
    st.builds(
        ToolCall, st.sampled_from(["find", "add"]),
        st.dictionaries(SAID, st.integers() | TEXTS, max_size=2).map(to_line),
    ), min_size=1, max_size=2,
)  # fmt: skip
_DESCRIBED = [
    {"type": "function", "function": {"name": name, "description": "Does it.", "parameters": {"type": "object"}}}
    for name in ("find", "add")
]
TOOLS = st.sampled_from(
    [
        "", '[{"type": "function", "function": {"name": "add", "parameters": {"a": {"default": 1}}}}]',
        to_line(_DESCRIBED),
    ]
)  # fmt: skip
CHATS = (
    "messages",
    "sharegpt",
    "llama-factory",
    "hub",
    "bedrock-haiku",
    "bedrock-conversation",
    "bedrock-distillation",
    "gemini",
    "rlvr",
    "rlvr-verl",
    "rlvr-open-instruct",
)  # fmt: skip
PAIRS = (
    "trl-dpo", "trl-dpo-implicit", "kto", "openai-dpo", "ultrafeedback", "llama-factory", "nova-dpo", "hub",
    "swift-dpo", "swift-kto", "llama-factory-kto",
)  # fmt: skip


@st.composite
def good(draw: st.DrawFn) -> tuple[Message, ...]:
    """A conversation as it should be: questions, calls of tools with their results, answers."""
    turns = [Message("system", draw(SAID))] if draw(st.booleans()) else []
    for _ in range(draw(st.integers(1, 4))):
        turns.append(Message("user", draw(SAID)))
        if draw(st.integers(0, 3)) == 0:
            calls = draw(CALLS)
            ids = [f"c{number}" for number, _ in enumerate(calls)] if draw(st.booleans()) else [""] * len(calls)
            named = tuple(ToolCall(call.name, call.arguments, own) for call, own in zip(calls, ids, strict=True))
            turns.append(Message("assistant", draw(st.sampled_from(["", "Wait."])), draw(THOUGHTS), named))
            turns += [Message("tool", draw(TEXTS), tool_call_id=own) for own in ids]
        turns.append(Message("assistant", draw(SAID), draw(THOUGHTS)))
    return tuple(turns)


# Any turns at all: two of the system, tools nobody called, empty texts, thoughts of the user.
ODD = st.lists(
    st.builds(
        Message, st.sampled_from(["system", "user", "assistant", "tool"]), TEXTS, THOUGHTS,
        st.one_of(st.just(()), CALLS.map(tuple)), st.sampled_from(["", "Ann"]), st.sampled_from(["", "c0"]),
    ), min_size=2, max_size=9,
).map(lambda turns: (*turns, Message("assistant", "So it is.")))  # fmt: skip


def record(turns: Sequence[Message], tools: str = "") -> DatasetRow:
    checks = ({"check": "characters", "at_least": 1},)
    prompt, answer = spelled_out(turns[:-1]), turns[-1].content
    return DatasetRow("e", "t", "", prompt, "", answer, turns=tuple(turns), tools=tools, checks=checks)


def written(name: str, item: Record, reasoning: str) -> list[Any]:
    """The rows as a file has them, [] where the record is refused, which takes words."""
    kind = "instances" if isinstance(item, DatasetRow) else "preferences"
    rows, problems = checked_rows(load_exporter(name, "", reasoning, {kind: contents_of([item])}), item)
    assert all(problem.strip() for problem in problems)
    assert rows or problems
    return [] if problems else [json.loads(to_line(row)) for row in rows]


def told(turns: Sequence[Message]) -> list[Any]:
    """Turns as they are compared: arguments as what they mean, without ids and names, which some formats have not."""
    return [
        (turn.role, turn.content, turn.reasoning, [(it.name, json.loads(it.arguments)) for it in turn.tool_calls])
        for turn in turns
    ]


def expected(turns: Sequence[Message], reasoning: str) -> list[Message]:
    """The turns as they must come back, with their reasoning where it was put; tags are read as reasoning again."""
    found = []
    for turn in turns:
        content, thought = turn.content, turn.reasoning
        if reasoning == "tags" and thought:
            content, thought = split_reasoning(tagged(content, thought))
        found.append(replace(turn, content=content, reasoning="" if reasoning == "drop" else thought))
    return found


def system_item(row: Any) -> tuple[Message, ...]:
    """The system's turn of Bedrock's schema."""
    return tuple(Message("system", item["text"]) for item in row.get("system", ()))


def same(turns: Sequence[Message], tools: str, row: Any, reasoning: str) -> None:
    """The row says these turns, as our own commands read it."""
    if "contents" in row:
        first = [("system", row["systemInstruction"])] if "systemInstruction" in row else []
        said = [*first, *((turn["role"].replace("model", "assistant"), turn) for turn in row["contents"])]
        row = {"messages": [{"role": role, "content": turn["parts"][0]["text"]} for role, turn in said]}
    if "extra_info" in row:  # what verl hands on to a reward function
        row = {"prompt": row["prompt"], "output": row["extra_info"]["reference"]}
    if "ground_truth" in row and len(row["messages"]) == 1:  # open-instruct has no place for this answer
        thought = turns[-1].reasoning if reasoning == "tags" else ""
        row = {"prompt": row["messages"], "output": tagged(turns[-1].content, thought)}
    own = system_item(row) if "schemaVersion" in row else ()
    (found,) = read_dataset_rows({name: value for name, value in row.items() if not own or name != "system"})
    assert told([*own, *found.conversation]) == told(expected(turns, reasoning))
    assert json.loads(found.tools or "[]") == json.loads(tools or "[]")


@pytest.mark.parametrize("name", CHATS)
@cases(25)
@given(st.one_of(good(), ODD), TOOLS, st.data())
def test_a_conversation_comes_back_or_is_refused(
    name: str, turns: tuple[Message, ...], tools: str, data: st.DataObject
) -> None:
    reasoning = data.draw(st.sampled_from(REASONING[name]))
    for row in written(name, record(turns, tools), reasoning):
        same(turns, tools, row, reasoning)


@cases(25)
@given(good(), TOOLS)
def test_a_good_conversation_is_written_as_messages_whatever_it_says(turns: tuple[Message, ...], tools: str) -> None:
    (row,) = written("messages", record(turns, tools), "field")
    same(turns, tools, row, "field")
    for turn, own in zip(row["messages"], turns, strict=True):
        given_ids = [call["id"] for call in turn.get("tool_calls", [])]
        assert all(given_ids)
        assert all(call.id in ("", one) for call, one in zip(own.tool_calls, given_ids, strict=True))
        assert turn.get("tool_call_id", "") or turn["role"] != "tool"


SINGLE = sorted({name for name in SHIPPED if "instances" in load_exporter(name).shapes} - set(CHATS))


@pytest.mark.parametrize("name", SINGLE)
@cases(10)
@given(st.one_of(good(), ODD), TOOLS)
def test_formats_for_one_question_take_no_conversation(name: str, turns: tuple[Message, ...], tools: str) -> None:
    assert written(name, record(turns, tools), "") == []


def pair_of(name: str, rows: Sequence[Any]) -> tuple[tuple[Message, ...], str, str]:
    """The prompt and the two sides of what a format has of a pair."""
    row = rows[0]
    if name == "kto":
        return read_turns(row["prompt"], ""), row["completion"][0]["content"], rows[1]["completion"][0]["content"]
    if name in ("swift-dpo", "swift-kto"):
        other = row["rejected_response"] if name == "swift-dpo" else rows[1]["messages"][-1]["content"]
        return read_turns(row["messages"][:-1], ""), row["messages"][-1]["content"], other
    if name == "llama-factory-kto":
        (better, *_), (worse, *_) = (row["conversations"][::-1] for row in rows)
        return read_turns(row["conversations"][:-1], ""), better["value"], worse["value"]
    if name == "openai-dpo":
        sides = (row["preferred_output"][0]["content"], row["non_preferred_output"][0]["content"])
        return read_turns(row["input"]["messages"], ""), *sides
    if name == "nova-dpo":
        *turns, last = row["messages"]
        better, worse = (item["content"][0]["text"] for item in last["candidates"])
        return (*system_item(row), *read_turns(turns, "")), better, worse
    found = read_preference(row)
    return found.prompt, found.chosen, found.rejected


@pytest.mark.parametrize("name", PAIRS)
@cases(25)
@given(st.one_of(good(), ODD), ANSWERS, st.data())
def test_a_pair_comes_back_or_is_refused(
    name: str, turns: tuple[Message, ...], chosen: str, data: st.DataObject
) -> None:
    reasoning = data.draw(st.sampled_from(REASONING[name]))
    item: Preference = preference(prompt=turns[:-1], chosen=chosen, rejected="Worse.")
    rows = written(name, item, reasoning)
    if not rows:
        return
    prompt, better, worse = pair_of(name, rows)
    assert (better, worse) == (chosen, "Worse.")
    assert told(prompt) == told(expected(turns[:-1], reasoning))
