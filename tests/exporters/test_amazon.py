"""What Amazon's documentation and its validators ask of a file, by the strictest where they differ."""

from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct import check
from selfinstruct.errors import ExportRefused
from selfinstruct.exporters import load_exporter
from selfinstruct.exporters.form import WrittenFile
from selfinstruct.flows.export.check import advice, off_limits
from tests.support.exports import dataset, example, preference
from tests.support.runs import write

SCHEMA = "bedrock-conversation-2024"
RESERVED = ("User:", "Bot:", "Assistant:", "System:", "Thought:", "<image>", "<video>", "<unk>", "[EOS]")


def conversation(asked: str = "Hi.", told: str = "Hello.", system: tuple[str, ...] = (), thought: str = "") -> Any:
    reasons = [{"reasoningContent": {"reasoningText": {"text": thought}}}] if thought else []
    turns = [
        {"role": "user", "content": [{"text": asked}]},
        {"role": "assistant", "content": [*reasons, {"text": told}]},
    ]
    said: dict[str, Any] = {"system": [{"text": text} for text in system]} if system else {}
    return {"schemaVersion": SCHEMA, **said, "messages": turns}


def pair(preferred: str, other: str) -> Any:
    sides = [
        {"content": [{"text": preferred}], "preferenceLabel": "preferred"},
        {"content": [{"text": other}], "preferenceLabel": "non-preferred"},
    ]
    asked = conversation()["messages"][0]
    return {"schemaVersion": SCHEMA, "messages": [asked, {"role": "assistant", "candidates": sides}]}


@pytest.mark.parametrize("word", RESERVED)
@pytest.mark.parametrize("change", [str, str.upper, str.lower])
def test_reserved_words_are_refused_in_every_text_and_in_any_case(word: str, change: Any) -> None:
    check, text = load_exporter("bedrock-conversation").check, f"a super{change(word)} b"
    assert check(conversation(asked=text)) == [f"messages, turn 1: holds {word!r}, which is reserved"]
    assert check(conversation(told=text)) == [f"messages, turn 2: holds {word!r}, which is reserved"]
    assert check(conversation(system=(text,))) == [f"system: holds {word!r}, which is reserved"]
    assert check(conversation(thought=text)) == [f"messages, turn 2, reasoning: holds {word!r}, which is reserved"]
    dpo = load_exporter("nova-dpo").check
    assert dpo(pair(text, "b")) == [f"messages, turn 2, preferred: holds {word!r}, which is reserved"]
    assert dpo(pair("b", text)) == [f"messages, turn 2, non-preferred: holds {word!r}, which is reserved"]
    assert check(conversation("The user said: no", "A bot, a system")) == dpo(pair("user", "bot")) == []


@pytest.mark.parametrize(
    ("format", "split", "rows", "refused", "noted"),
    [
        ("bedrock-conversation", "", 8, "", "has 8 rows; Nova 2 Lite needs 200 or more"),
        ("bedrock-conversation", "train", 200, "", ""),
        ("bedrock-conversation", "", 15_000, "", "has 15,000 rows; Llama 3.2 takes 10,000 at most"),
        ("bedrock-conversation", "validation", 1, "", ""),
        ("bedrock-conversation", "validation", 1_001, "", "validation: has 1,001 rows; Llama 3.2 takes 1,000 at most"),
        (
            "nova-dpo", "", 7, "has 7 rows; nova-dpo needs 8 or more",
            "has 7 rows; 1,000 or more are advised for nova-dpo",
        ),
        ("nova-dpo", "", 20_001, "has 20,001 rows; nova-dpo takes 20,000 at most", ""),
    ],
)  # fmt: skip
def test_rows_that_each_model_needs(format: str, split: str, rows: int, refused: str, noted: str) -> None:
    exporter, parts = load_exporter(format), [WrittenFile("", split, "x", rows, 100)]
    assert "; ".join(off_limits(exporter, format, parts)) == refused
    assert "; ".join(advice(exporter, format, parts)) == noted


def test_haiku_counts_three_characters_a_token_and_what_is_read_where_that_is_more() -> None:
    check = load_exporter("bedrock-haiku").check

    def row(text: str) -> dict[str, Any]:
        return {"messages": [{"role": "user", "content": text}, {"role": "assistant", "content": "Yes."}]}

    assert check(row("word " * 19_000)) == []
    assert "is about 33,334 tokens long" in check(row("word " * 20_000))[0]
    assert "is about 40,001 tokens long" in check(row("水" * 40_000))[0]


def test_haiku_counts_the_rows_of_both_files() -> None:
    exporter = load_exporter("bedrock-haiku")

    def told(**rows: int) -> list[str]:
        parts = [WrittenFile("", split, "x", count, 9) for split, count in rows.items()]
        return list(off_limits(exporter, "bedrock-haiku", parts))

    assert told(train=9_800, validation=700) == [
        "train and validation: have 10,500 rows together; bedrock-haiku takes 10,000 at most"
    ]
    assert told(train=9_300, validation=700, test=700) == []


@pytest.mark.parametrize("name", ["bedrock-conversation", "nova-dpo"])
def test_a_system_prompt_is_in_all_rows_or_in_none(tmp_path: Path, name: str) -> None:
    with_it, without = load_exporter(name, "Be brief."), load_exporter(name)
    record = preference() if name == "nova-dpo" else example()
    some, others = with_it.rows(record), without.rows(record)
    assert check(write(tmp_path / "all.jsonl", some * 10), name).valid
    assert check(write(tmp_path / "none.jsonl", others * 10), name).valid
    mixed = write(tmp_path / "mixed.jsonl", some * 3 + others * 7)
    assert check(mixed, name).problems == (
        f"{mixed}: 3 of 10 rows have a system prompt; Nova takes one in all rows or in none: see --system",
    )


def test_an_export_with_system_prompts_in_some_rows_says_what_to_do(tmp_path: Path) -> None:
    talk = {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}
    told = {"messages": [{"role": "system", "content": "Be brief."}, *talk["messages"]]}
    rows = [{"messages": [*row["messages"][:-1], {"role": "assistant", "content": f"b{number}"}]}
            for number, row in enumerate([told, *[talk] * 9])]  # fmt: skip
    source, out = write(tmp_path / "talks.jsonl", rows), tmp_path / "out.jsonl"
    with pytest.raises(ExportRefused, match="1 of 10 rows have a system prompt; Nova takes one in all rows or in none"):
        selfinstruct.export(source, "bedrock-conversation", out)
    assert not out.exists()
    selfinstruct.export(source, "bedrock-conversation", out, system="Be kind.")
    assert check(out, "bedrock-conversation").valid


def test_several_items_of_the_system_are_not_for_all(tmp_path: Path) -> None:
    path = write(tmp_path / "two.jsonl", [conversation(system=("a", "b"))] * 200)
    found = check(path, "bedrock-conversation")
    assert found.valid
    assert found.notes == ("200 of 200 rows have several items in system; Llama 3.2 takes one",)
    assert check(path, "bedrock-distillation").problems[0] == f"{path}:1: system: has 2 items, not one"


def test_an_export_notes_which_models_take_fewer_rows(tmp_path: Path) -> None:
    source = dataset(tmp_path / "dataset.jsonl", [example(number) for number in range(10)])
    found = selfinstruct.export(source, "bedrock-conversation", tmp_path / "out.jsonl")
    assert found.notes == ("has 10 rows; Nova 2 Lite needs 200 or more",)
