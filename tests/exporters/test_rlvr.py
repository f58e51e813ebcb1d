"""Rows for reinforcement learning: checks stand in each, and what a trainer could not reward is refused by name."""

import json
from pathlib import Path
from typing import Any

import pytest

from selfinstruct import check, verify
from selfinstruct.errors import ExportRefused
from selfinstruct.exporters import load_exporter
from selfinstruct.files.dataset_rows import read_dataset_rows
from selfinstruct.files.rows import read_rows
from selfinstruct.flows.export.flow import export
from tests.support.runs import read, write

FORMATS = ("rlvr", "rlvr-verl", "rlvr-open-instruct")
ASK, ANSWER = {"role": "user", "content": "Say hi."}, {"role": "assistant", "content": "Hi."}
WORDS = {"check": "words", "version": 1, "at_most": 2}
SCHEMA = {"check": "json_schema", "schema": {"type": "object", "properties": {"a": {"const": None}}}}
SAID = json.dumps([WORDS])
TRL = {"prompt": [ASK], "checks": SAID, "reference": "Hi."}
VERL = {"data_source": "selfinstruct", "prompt": [ASK], "reward_model": {"style": "rule", "ground_truth": SAID}}
OPEN = {"messages": [ASK], "ground_truth": SAID, "dataset": "selfinstruct"}


def turns(count: int) -> list[dict[str, str]]:
    """So many turns, the system's among them where they are odd."""
    said = [{"role": "system", "content": "Be kind."}] if count % 2 else []
    for number in range(count // 2):
        said += [{"role": "user", "content": f"Question {number}?"}, {"role": "assistant", "content": f"No {number}."}]
    return said


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("count", range(2, 7))
def test_conversations_are_prompts_that_end_with_the_user(name: str, count: int, tmp_path: Path) -> None:
    rows = write(tmp_path / "rows.jsonl", [{"messages": turns(count), "checks": [WORDS]}])
    found = export(rows, name, tmp_path / "out.jsonl")
    assert (found.rows, list(found.notes)) == (1, [])
    (row,) = read(tmp_path / "out.jsonl")
    said = row.get("prompt") or row["messages"]
    whole = count > 2 and name == "rlvr-open-instruct"
    assert said == turns(count)[: None if whole else -1]
    (again,) = read_dataset_rows(row)
    assert [turn.content for turn in again.conversation][: count - 1] == [turn["content"] for turn in turns(count)[:-1]]


def test_checks_are_a_text_that_says_what_the_record_does(tmp_path: Path) -> None:
    rows = write(
        tmp_path / "rows.jsonl",
        [
            {"instruction": "Say hi.", "output": "Hi.", "checks": [WORDS]},
            {"instruction": "Give an object.", "output": '{"a": null}', "checks": [SCHEMA, WORDS]},
        ],
    )
    export(rows, "rlvr", tmp_path / "out.parquet")
    export(rows, "rlvr", tmp_path / "out.jsonl")
    found = read(tmp_path / "out.jsonl")
    assert [json.loads(row["checks"]) for row in found] == [[WORDS], [SCHEMA, WORDS]]
    for ending in ("parquet", "jsonl"):
        assert check(tmp_path / f"out.{ending}", "rlvr").valid
        assert verify(tmp_path / f"out.{ending}").verdicts == 3


@pytest.mark.parametrize("name", FORMATS)
def test_a_row_without_checks_is_refused_by_name(name: str, tmp_path: Path) -> None:
    bare = {"id": "bare", "instruction": "Say hi.", "output": "Hi."}
    odd = bare | {"id": "odd", "checks": [{"check": "wrds", "at_most": 2}]}
    rows = write(tmp_path / "rows.jsonl", [bare, odd, bare | {"id": "good", "checks": [WORDS]}])
    with pytest.raises(ExportRefused) as caught:
        export(rows, name, tmp_path / "out.jsonl")
    assert "bare: checks: are missing" in caught.value.problems[1]
    assert caught.value.problems[2].startswith(f"odd: {PLACES[name]}: ")
    assert "'wrds'" in caught.value.problems[2]
    assert export(rows, name, tmp_path / "out.jsonl", drop_invalid=True).rows == 1


PLACES = {"rlvr": "checks", "rlvr-verl": "reward_model.ground_truth", "rlvr-open-instruct": "ground_truth"}


@pytest.mark.parametrize("name", FORMATS)
def test_a_prompt_without_an_answer_has_no_reference(name: str, tmp_path: Path) -> None:
    rows = write(tmp_path / "rows.jsonl", [{"prompt": "Say hi.", "checks": [WORDS]}])
    assert export(rows, name, tmp_path / "out.jsonl").rows == 1
    (row,) = read(tmp_path / "out.jsonl")
    assert "Say hi." in json.dumps(row)
    assert row.get("reference", "") == row.get("extra_info", {}).get("reference", "") == ""


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("rlvr", TRL | {"checks": [WORDS]}, "checks: is a list, not a string"),
    ("rlvr", TRL | {"checks": "[]"}, "checks: has no check, so that every answer is worth the same"),
    ("rlvr", TRL | {"checks": "words"}, "checks: is a text that is no JSON"),
    ("rlvr", TRL | {"checks": '{"check": "words"}'}, "checks: is not a list of checks"),
    ("rlvr", TRL | {"checks": '[{"check": "words", "most": 2}]'}, "checks: check words: there is no argument 'most'"),
    ("rlvr", TRL | {"prompt": [ASK, ANSWER]}, "prompt: ends with a turn of the assistant, not of the user"),
    ("rlvr", TRL | {"prompt": ""}, "prompt, turn 1: is empty"),
    ("rlvr", {"prompt": [ASK]}, "checks: is missing"),
    ("rlvr-verl", {"prompt": [ASK]}, "data_source: is missing"),
    ("rlvr-verl", VERL | {"prompt": "Say hi."}, "prompt: is a string, not a list"),
    ("rlvr-verl", VERL | {"reward_model": {"style": "rule"}}, "reward_model.ground_truth: is missing"),
    ("rlvr-verl", VERL | {"reward_model": {"ground_truth": "[1]"}}, "reward_model.ground_truth: a check must be"),
    ("rlvr-open-instruct", OPEN | {"messages": []}, "messages: has no turns"),
    (
        "rlvr-open-instruct",
        OPEN | {"dataset": ["a", "b"], "ground_truth": ["1"]},
        "ground_truth and dataset: are 1 and",
    ),
    ("rlvr-open-instruct", OPEN | {"ground_truth": "[]"}, "ground_truth: has no check"),
]


@pytest.mark.parametrize(("name", "row", "told"), BAD)
def test_what_a_trainer_cannot_reward_is_told(name: str, row: dict[str, Any], told: str) -> None:
    problems = load_exporter(name).check(row)
    assert any(problem.startswith(told) for problem in problems), problems


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("rlvr", TRL), ("rlvr", TRL | {"id": "1", "prompt": "Say hi."}), ("rlvr", {"prompt": [ASK], "checks": SAID}),
        ("rlvr-verl", VERL), ("rlvr-verl", VERL | {"data_source": "gsm8k", "reward_model": {"ground_truth": "72"}}),
        ("rlvr-open-instruct", OPEN), ("rlvr-open-instruct", OPEN | {"messages": [ASK, ANSWER]}),
        ("rlvr-open-instruct", OPEN | {"dataset": ["gsm8k", "selfinstruct"], "ground_truth": ["72", SAID]}),
    ],
)  # fmt: skip
def test_files_of_others_are_taken_as_their_reader_takes_them(name: str, row: dict[str, Any]) -> None:
    assert load_exporter(name).check(row) == []


def test_references_that_fail_their_own_checks_are_told(tmp_path: Path) -> None:
    rows = [{"instruction": f"Say {word}.", "output": word, "checks": [WORDS]} for word in ("a", "b", "a b c")]
    found = export(write(tmp_path / "rows.jsonl", rows), "rlvr", tmp_path / "out.jsonl")
    told = "1 of 3 rows have a reference that fails its own checks; selfinstruct verify says which"
    assert [note for note in found.notes if "reference" in note] == [told]
    assert check(tmp_path / "out.jsonl", "rlvr").notes == (told,)


def test_a_repository_of_the_hub_keeps_checks(tmp_path: Path) -> None:
    rows = [
        {"instruction": f"Say {n}.", "output": f"{n}", "checks": [SCHEMA, WORDS] if n % 2 else []} for n in range(6)
    ]
    pair = {"prompt": "Say hi.", "chosen": "Hi.", "rejected": "No, I will not.", "checks": [WORDS]}
    for name, given in (("rows", rows), ("pairs", [pair, pair | {"checks": None}])):
        export(write(tmp_path / f"{name}.jsonl", given), "hub", tmp_path / name)
        assert check(tmp_path / name, "hub").valid
    found = [row for _, row, _ in read_rows(tmp_path / "rows" / "instances" / "train-00000-of-00001.parquet")]
    assert [read_dataset_rows(row)[0].checks for row in found] == [tuple(row["checks"]) for row in rows]
    pairs = tmp_path / "pairs" / "preferences" / "train-00000-of-00001.parquet"
    assert [row.get("checks") for _, row, _ in read_rows(pairs)] == [json.dumps([WORDS]), None]
    assert (verify(pairs).verdicts, verify(pairs).passed) == (1, True)
