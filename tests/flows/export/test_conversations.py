"""Conversations on their whole way: from a log through distill, merge and filter into each format, with all turns."""

import json
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import ExportRefused, UsageError
from selfinstruct.exporters import REASONING, SHIPPED, load_exporter
from selfinstruct.files.dataset_rows import DatasetRow, read_dataset_rows
from selfinstruct.files.rows import read_rows
from selfinstruct.flows.export.flow import export
from selfinstruct.turns import Message
from tests.support.exports import data_of, dataset, example, preference
from tests.support.logs import echo
from tests.support.models import Answering
from tests.support.runs import read, write

SYSTEM, USER = ("system", "You keep a greenhouse."), ("user", "When are tomatoes sown?")
TALK = (SYSTEM, USER, ("assistant", "In March."), ("user", "And planted out?"), ("assistant", "In May."))
FOLDERS = ("llama-factory", "hub", "jumpstart")
CALL = {"id": "w1", "type": "function", "function": {"name": "weather", "arguments": '{"month": 5}'}}
TOOLS = [{"type": "function", "function": {"name": "weather", "description": "Says how warm it will be."}}]


def chat(*turns: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"role": role, "content": text} for role, text in turns]


def varied(turns: tuple[tuple[str, str], ...], count: int = 40) -> list[list[dict[str, Any]]]:
    """As many conversations, each with words of its own in its last question."""
    words = ["leek", "bean", "chard", "onion", "radish", "fennel", "carrot", "squash"]
    place = max(number for number, turn in enumerate(turns) if turn[0] == "user")
    found = []
    for number in range(count):
        rows = chat(*turns)
        rows[place]["content"] += f" ({words[number % 8]} {words[number // 8]}, bed {number})"
        found.append(rows)
    return found


def source(path: Path, turns: tuple[tuple[str, str], ...]) -> Path:
    return write(path, [{"messages": rows} for rows in varied(turns)])


def spoken(rows: list[Any]) -> list[list[tuple[str, str]]]:
    """Who says what in each row, as our own commands read it."""
    found = [item for row in rows for item in read_dataset_rows(_bedrock(row))]
    return [[(turn.role, turn.content) for turn in item.conversation] for item in found]


def _bedrock(row: Any) -> Any:
    if isinstance(row.get("system"), list):
        told = {"role": "system", "content": row["system"]}
        return {"messages": [told, *row["messages"]]}
    return row


@pytest.mark.parametrize("own", [False, True])
def test_a_distilled_log_is_exported_as_it_was_held(own: bool, tmp_path: Path) -> None:
    log = write(tmp_path / "log.jsonl", [{"messages": rows} for rows in varied(TALK)])
    run = selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "run", own_output=own)
    wanted = [[(turn["role"], turn["content"]) for turn in rows] for rows in varied(TALK)]
    if not own:
        wanted = [[*turns[:-1], ("assistant", f"About {turns[-2][1]}")] for turns in wanted]
    assert spoken(run.dataset()) == wanted
    for name in ("messages", "sharegpt", "llama-factory", "hub", "bedrock-haiku", "bedrock-conversation"):
        out = tmp_path / (name if name in FOLDERS else f"{name}.jsonl")
        found = export(run.path, name, out)
        assert spoken(data_of(out, "instances")) == wanted
        assert not [note for note in found.notes if "Nova 2 Lite needs 200" not in note]


def test_merge_and_filter_keep_all_turns(tmp_path: Path) -> None:
    first = source(tmp_path / "first.jsonl", TALK)
    merged = selfinstruct.merge([first, dataset(tmp_path / "second.jsonl", [example(0)])], out=tmp_path / "merged")
    kept = tmp_path / "kept.jsonl"
    selfinstruct.filter_dataset(first, kept, only=("exact",))
    assert len(read(kept)) == 40
    for place, rows in ((merged.path, merged.dataset()), (kept, read(kept))):
        out = tmp_path / f"{place.stem}-messages.jsonl"
        export(place, "messages", out)
        assert spoken(read(out)) == spoken(rows)
        assert [role for role, _ in spoken(read(out))[0]] == [role for role, _ in TALK]


WITH_TOOLS = [
    *chat(USER), {"role": "assistant", "content": "", "tool_calls": [CALL]},
    {"role": "tool", "tool_call_id": "w1", "content": "warm"}, *chat(("assistant", "In May, it is warm.")),
]  # fmt: skip
ROWS: dict[str, dict[str, Any]] = {
    "single": {"instruction": "Name a herb.", "input": "", "output": "Thyme."},
    "system": {"messages": chat(SYSTEM, USER, ("assistant", "In March."))},
    "several": {"messages": chat(*TALK)},
    "tools": {"messages": WITH_TOOLS, "tools": TOOLS},
    "reasoning": {"instruction": "Name a herb.", "output": "Thyme.", "reasoning": "Short."},
}
TAKES = {
    "messages": {*ROWS}, "sharegpt": {*ROWS}, "llama-factory": {*ROWS}, "hub": {*ROWS},
    "bedrock-haiku": {"single", "system", "several", "reasoning"},
    "bedrock-conversation": {*ROWS},
    "bedrock-distillation": {"single", "system", "reasoning"},
    "gemini": {"single", "system", "several", "reasoning"},
    **{name: {*ROWS} - {"tools"} for name in ("rlvr", "rlvr-verl", "rlvr-open-instruct")},
}  # fmt: skip
CHECKS = {"checks": [{"check": "words", "at_most": 9}], "verdicts": [{"asked": "at most 9 words and no more"}]}
ONE = [name for name in SHIPPED if "instances" in load_exporter(name).shapes and name not in TAKES]


@pytest.mark.parametrize("name", [*TAKES, *ONE])
@pytest.mark.parametrize("kind", ROWS)
def test_each_format_takes_what_it_has_a_place_for_and_names_the_rest(name: str, kind: str, tmp_path: Path) -> None:
    rows = write(tmp_path / "rows.jsonl", [ROWS[kind] | CHECKS | {"id": f"r{number}"} for number in range(200)])
    out = tmp_path / (name if name in FOLDERS else "out.jsonl")
    if kind in TAKES.get(name, {"single", "reasoning"}):
        found = export(rows, name, out)
        assert found.rows == 200
        moved = kind == "reasoning" and REASONING[name][0] in ("tags", "drop")
        newer = kind in ("reasoning", "tools") and name == "bedrock-conversation"  # which Nova 2 Lite alone takes
        assert bool(found.notes) == (moved or newer)
        return
    with pytest.raises(ExportRefused) as caught:
        export(rows, name, out)
    assert caught.value.problems[1].startswith("r0: conversation: has ")
    assert "this format has" in caught.value.problems[1]
    assert "use " in caught.value.problems[1]
    assert not out.exists()


def test_a_format_says_which_others_take_a_conversation(tmp_path: Path) -> None:
    rows = write(tmp_path / "rows.jsonl", [ROWS["several"] | {"id": "r0"}])
    with pytest.raises(ExportRefused) as caught:
        export(rows, "alpaca", tmp_path / "out.jsonl")
    assert caught.value.problems[1] == (
        "r0: conversation: has 5 turns (system, user, assistant, user, assistant); this format has a place for one "
        "question and its answer: use messages, sharegpt or llama-factory"
    )


THOUGHT = example(1, reasoning="One and one.", output="2")
PUT: dict[tuple[str, str], Any] = {
    ("messages", ""): {"content": "2", "reasoning_content": "One and one."},
    ("messages", "thinking"): {"content": "2", "thinking": "One and one."},
    ("messages", "tags"): {"content": "<think>\nOne and one.\n</think>\n\n2"},
    ("messages", "drop"): {"content": "2"},
    ("sharegpt", ""): {"value": "<think>\nOne and one.\n</think>\n\n2"},
    ("sharegpt", "drop"): {"value": "2"},
    ("bedrock-conversation", ""): {
        "content": [{"reasoningContent": {"reasoningText": {"text": "One and one."}}}, {"text": "2"}]
    },
    ("bedrock-conversation", "drop"): {"content": [{"text": "2"}]},
}


@pytest.mark.parametrize(("name", "place"), PUT)
def test_reasoning_goes_where_it_is_asked_for(name: str, place: str) -> None:
    (row,) = load_exporter(name, "", place).rows(THOUGHT)
    last = (row.get("messages") or row["conversations"])[-1]
    assert {key: value for key, value in last.items() if key not in ("role", "from")} == PUT[name, place]
    assert load_exporter(name).check(row) == []


@pytest.mark.parametrize("name", [name for name in ONE if name not in ("self-instruct", "text")])
def test_texts_have_reasoning_in_tags_unless_it_is_left_out(name: str) -> None:
    for place, wanted in (("", True), ("tags", True), ("drop", False)):
        (row,) = load_exporter(name, "", place).rows(THOUGHT)
        assert ("<think>\nOne and one.\n</think>\n\n2" in list(row.values())[-1]) == wanted


@pytest.mark.parametrize(
    ("name", "place", "words"),
    [
        ("triplet", "tags", "triplet: has no place for reasoning; remove --reasoning"),
        ("alpaca", "field", "--reasoning field: alpaca takes tags, drop"),
        ("messages", "cot", "--reasoning cot: messages takes field, thinking, tags, drop"),
    ],
)
def test_a_place_that_a_format_has_not_is_refused(name: str, place: str, words: str) -> None:
    with pytest.raises(UsageError, match=f"^{words}$"):
        load_exporter(name, "", place)


def test_what_becomes_of_reasoning_is_said(tmp_path: Path) -> None:
    rows = [json.loads(json.dumps(ROWS["reasoning"])) | {"instruction": f"Name herb {n}."} for n in range(40)]
    file = write(tmp_path / "rows.jsonl", rows)
    told = {
        name: export(file, name, tmp_path / f"{name}.jsonl").notes for name in ("alpaca", "bedrock-haiku", "messages")
    }
    assert told["alpaca"] == (
        "the reasoning of 40 records stands in <think> tags before the answer; --reasoning says where it goes",
    )
    assert told["bedrock-haiku"] == ("the reasoning of 40 records is left out; --reasoning says where it goes",)
    assert told["messages"] == ()
    export(file, "hub", tmp_path / "hub", reasoning="drop")
    assert "The reasoning that led to answers is left out." in (tmp_path / "hub" / "README.md").read_text()


def test_tags_that_end_in_the_reasoning_itself_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^reasoning: holds </think>, where its tags would end"):
        load_exporter("alpaca").rows(example(1, reasoning="so </think> what"))


def test_a_prompts_own_system_text_comes_before_the_option(tmp_path: Path) -> None:
    rows = [{"messages": turns} for turns in varied(TALK, 20)]
    file = write(
        tmp_path / "rows.jsonl", [*rows, *({"instruction": f"Name herb {n}.", "output": "T."} for n in range(20))]
    )
    for name in ("messages", "sharegpt", "llama-factory", "hub", "bedrock-conversation"):
        out = tmp_path / (name if name in FOLDERS else f"{name}.jsonl")
        export(file, name, out, system="Be brief.")
        said = spoken(data_of(out, "instances"))
        assert [turns[0] for turns in said] == [SYSTEM] * 20 + [("system", "Be brief.")] * 20


def test_pairs_of_several_turns_in_llama_factory(tmp_path: Path) -> None:
    prompt = tuple(Message(role, text) for role, text in TALK[:-1])
    pairs = dataset(tmp_path / "pairs.jsonl", [preference(0), preference(1, prompt=prompt)])
    export(pairs, "llama-factory", tmp_path / "out")
    info = json.loads((tmp_path / "out" / "dataset_info.json").read_text())
    assert info["preferences"] == {
        "file_name": "preferences.jsonl", "ranking": True, "formatting": "sharegpt",
        "columns": {"messages": "conversations", "chosen": "chosen", "rejected": "rejected"},
    }  # fmt: skip
    plain, talk = read(tmp_path / "out" / "preferences.jsonl")
    assert plain["chosen"] == {"from": "gpt", "value": "1"}
    assert [turn["from"] for turn in talk["conversations"]] == ["system", "human", "gpt", "human"]


def test_tools_are_a_text_in_parquet_and_a_list_in_json(tmp_path: Path) -> None:
    rows = write(tmp_path / "rows.jsonl", [ROWS["tools"] | {"id": "r"}] * 10 + [ROWS["single"]] * 10)
    for ending in ("jsonl", "parquet"):
        out = tmp_path / f"out.{ending}"
        export(rows, "messages", out)
        found = [row for _, row, _ in read_rows(out)]
        assert found[0]["tools"] == (
            TOOLS if ending == "jsonl" else json.dumps(TOOLS, ensure_ascii=False).replace(": ", ": ")
        )
        (item,) = read_dataset_rows(found[0])
        assert [turn.role for turn in item.turns] == ["user", "assistant", "tool", "assistant"]
        assert item.turns[1].tool_calls[0].id == "w1"
        assert "tools" not in found[-1]
        assert selfinstruct.check(out, "messages").valid


def test_follow_passes_conversations_on(tmp_path: Path) -> None:
    log = write(tmp_path / "log.jsonl", [{"messages": rows} for rows in varied(TALK)])
    run = selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "run", own_output=True)
    selfinstruct.follow(run.path, "messages", tmp_path / "out.jsonl", reasoning="drop")
    assert spoken(read(tmp_path / "out.jsonl")) == spoken(run.dataset())


def test_a_record_of_two_turns_with_tools_is_a_conversation() -> None:
    item = DatasetRow(
        "r", "t", "", "Q?", "", "A.", turns=(Message("user", "Q?"), Message("assistant", "A.")), tools="[1]"
    )
    with pytest.raises(ValueError, match=r"has 2 turns \(user, assistant\) with tools; this format"):
        load_exporter("prompt-completion").rows(item)
