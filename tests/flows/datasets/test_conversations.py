"""What looks at a record looks at all of its turns, and rows of one instruction are one task."""

from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import SeedError
from selfinstruct.files.tasks import load_seeds
from selfinstruct.flows.datasets.merge import merge
from selfinstruct.flows.datasets.stats import dataset_stats
from tests.support.filtering import sift
from tests.support.runs import read, write

Row = dict[str, Any]
MAIL = "Write to jan.kowalski@example.org about it."


def chat(*texts: str, system: str = "", **more: Any) -> Row:
    turns = [{"role": "system", "content": system}] if system else []
    turns += [{"role": "assistant" if n % 2 else "user", "content": text} for n, text in enumerate(texts)]
    return {"messages": turns} | more


CALL = {"type": "function", "function": {"name": "mail", "arguments": f'{{"text": "{MAIL}"}}'}}
PRIVATE: list[Row] = [
    chat("Hello there.", "Hello to you.", MAIL, "I will."),
    chat("Hello there.", "Hello to you.", "Go on, please.", MAIL),
    chat("Hello there.", "Hello to you.", system=MAIL),
    {"instruction": "Answer in a word.", "input": "", "output": "Yes.", "history": [["Where?", MAIL]]},
    {"instruction": "Answer in a word.", "context": MAIL, "response": "Yes."},
    {"conversations": [{"from": "human", "value": "Hi."}, {"from": "gpt", "value": "Hi."}], "system": MAIL},
    {"messages": [{"role": "user", "content": "Tell."}, {"role": "assistant", "content": None, "tool_calls": [CALL]},
                  {"role": "tool", "content": "done"}, {"role": "assistant", "content": "It is done."}]},
    {"messages": [{"role": "user", "content": "Tell them."},
                  {"role": "assistant", "content": "Yes.", "reasoning_content": f"{MAIL} That is it."}]},
    {"instruction": "Answer in a word.", "output": f"<think>{MAIL}</think>\n\nYes."},
    {"prompt": "Answer in a word.", "chosen": "Yes, gladly.", "rejected": MAIL},
    {"instruction": "Answer in a word.", "output": "Yes.", "notes": MAIL},
    {"instruction": "Answer in a word.", "output": "Yes.", "author": "jan.kowalski@example.org"},
    {"instruction": "Answer in a word.", "output": "Yes.", "metadata": {"asked by": ["jan.kowalski@example.org"]}},
]  # fmt: skip


def test_personal_data_is_found_wherever_it_stands(tmp_path: Path) -> None:
    public = {
        "id": "4111111111111111",
        "created": "2026-01-02 10:11:12",
        "instruction": "Name a lake.",
        "output": "Como.",
    }
    kept, rejected = sift(tmp_path, [*PRIVATE, public], "pii")
    assert kept == [len(PRIVATE) + 1]
    assert {line["rule"] for line in rejected.values()} == {"pii"}
    assert b"kowalski" not in (tmp_path / "kept.rejected.jsonl").read_bytes()


GREETING = ("hello", "Hello! How can I help?")
APPLES = chat(*GREETING, "How do I prune an old apple tree in winter?", "Cut out dead wood first.")
TAXES = chat(*GREETING, "What is the derivative of a product of functions?", "The sum of two products.")


@pytest.mark.parametrize("only", ["exact", "novelty", "jaccard", "minhash"])
def test_conversations_that_begin_alike_are_told_apart(tmp_path: Path, only: str) -> None:
    if only == "minhash":
        pytest.importorskip("datasketch")
    _, rejected = sift(tmp_path, [APPLES, TAXES, dict(APPLES)], only)
    assert list(rejected) == [3]
    assert rejected[3]["duplicate_of"]["place"] == "data.jsonl:1"


def test_the_same_words_under_another_system_text_are_no_copy(tmp_path: Path) -> None:
    asked = ("Explain how tides come about, please, and when they are high.", "The moon draws the sea.")
    near = ("Explain how the tides come about, please, and when they are high.", "The moon does.")
    pirate, judge, cook, other = "Be a pirate.", "Be a judge.", "Be a cook of 1890.", "Be a cook of 1920."
    rows = [chat(*asked, system=pirate), chat(*asked, system=judge), chat(*near, system=judge)]
    rows += [chat(*near, system=pirate), chat(*asked), chat(*near, system=cook), chat(*asked, system=other)]
    kept, rejected = sift(tmp_path, rows, "novelty")
    assert kept == [1, 2, 5, 6]
    assert [rejected[n]["duplicate_of"]["place"].split(":")[1] for n in (3, 4, 7)] == ["2", "1", "6"]
    assert sift(tmp_path, rows, "exact", overwrite=True)[0] == [1, 2, 3, 4, 5, 6, 7]


def test_a_benchmark_in_a_later_turn_is_found(tmp_path: Path) -> None:
    question = "If a train leaves at nine and travels for three hours at eighty miles an hour, how far does it go?"
    quoting = chat("Let us practise.", "Gladly.", f"Here it comes: {question}", "It goes 240 miles.")
    for against in ({"prompt": question}, {"question": question, "answer": "240"}):
        kept, _ = sift(tmp_path, [APPLES, quoting], "ngrams", against=[against], overwrite=True)
        assert kept == [1]


def test_every_answer_of_a_conversation_is_looked_at(tmp_path: Path) -> None:
    refusing = chat("Who are you?", "I'm sorry, but I can't help with that.", "And now?", "I am a lighthouse keeper.")
    waiting = chat("Who are you?", "A keeper.", "And now?")
    assert sift(tmp_path, [refusing, APPLES], "refusal")[0] == [2]
    assert sift(tmp_path, [waiting, APPLES], "empty_output", overwrite=True)[0] == [2]


REVIEWS = {"The soup was cold.": "negative", "We loved the terrace.": "positive", "It was a place.": "neutral"}
SENTIMENT = [
    {"instruction": "Classify the sentiment of the review.", "input": text, "output": label}
    for text, label in REVIEWS.items()
]


def test_rows_of_one_instruction_with_different_inputs_are_one_task(tmp_path: Path) -> None:
    rows = [
        *SENTIMENT,
        SENTIMENT[1],
        {"instruction": "Classify the sentiment of a review.", "input": "x", "output": "y"},
    ]
    kept, rejected = sift(tmp_path, rows, "novelty")
    assert kept == [1, 2, 3, 2] or kept == [1, 2, 3]
    assert set(rejected) == {4, 5}
    path = write(tmp_path / "rows.jsonl", SENTIMENT)
    [task] = load_seeds(path)
    assert [item.input for item in task.instances] == [row["input"] for row in SENTIMENT]
    assert dataset_stats(path).tasks == 1
    assert merge([path], tmp_path / "merged").info["counts"]["tasks"] == 1
    with_ids = write(tmp_path / "ids.jsonl", [row | {"id": str(n)} for n, row in enumerate(SENTIMENT)])
    assert [len(load_seeds(with_ids)), dataset_stats(with_ids).tasks] == [1, 1]


def test_a_merge_keeps_all_turns(tmp_path: Path) -> None:
    told = chat("Say it.", "It.", system="Be brief.", tools=[{"type": "function", "function": {"name": "say"}}])
    path = write(tmp_path / "rows.jsonl", [APPLES, told, chat("One?", "<think>So one.</think>One."), APPLES])
    merged = merge([path], tmp_path / "merged")
    rows = merged.dataset()
    assert [[turn["content"] for turn in row.get("prompt", ())] for row in rows] == [
        [turn["content"] for turn in APPLES["messages"][:-1]], ["Be brief.", "Say it."], []
    ]  # fmt: skip
    assert [row["output"] for row in rows] == ["Cut out dead wood first.", "It.", "One."]
    assert [row.get("reasoning") for row in rows] == [None, None, "So one."]
    assert [row.get("tools") for row in rows] == [None, told["tools"], None]
    again = merge([merged.path], tmp_path / "again")
    assert [{**row, "id": ""} for row in again.dataset()] == [{**row, "id": ""} for row in rows]
    assert [item.turns for task in merged.tasks() for item in task.instances][1][0].role == "system"


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
def test_a_number_that_json_lacks_is_named_with_its_row(tmp_path: Path, number: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(
        f'{{"instruction": "Name a lake.", "output": "Como."}}\n{{"instruction": "x", "seen": [{number}]}}\n'
    )
    with pytest.raises(SeedError, match=r"rows\.jsonl:2: contains a number that JSON does not allow"):
        selfinstruct.filter_dataset(path, tmp_path / "kept.jsonl", only=["empty_output"])
    assert sorted(item.name for item in tmp_path.iterdir()) == ["rows.jsonl"]


def test_a_comma_too_many_is_named(tmp_path: Path) -> None:
    for text, place in (('[{"instruction": "a"},\n]', "item 2"), ('[,{"instruction": "a"}]', "item 1"),
                        ('[{"instruction": "a"},,{"instruction": "b"}]', "item 2")):  # fmt: skip
        path = tmp_path / "rows.json"
        path.write_text(text)
        with pytest.raises(SeedError, match=f"{place}: is not JSON: a comma too many"):
            load_seeds(path)
    path.write_text('[{"instruction": "a"}\n{"instruction": "b"}]')
    with pytest.raises(SeedError, match="item 2: is not JSON: a comma is missing before it"):
        load_seeds(path)


def test_filter_keeps_rows_as_they_were(tmp_path: Path) -> None:
    rows = [APPLES | {"weight": 1}, TAXES, {"instruction": "Say so.", "output": "So.", "input": "No input"}]
    selfinstruct.filter_dataset(write(tmp_path / "rows.jsonl", rows), tmp_path / "kept.jsonl", only=["empty_output"])
    assert read(tmp_path / "kept.jsonl") == rows
