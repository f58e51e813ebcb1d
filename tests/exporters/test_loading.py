"""Files load whole, whatever stands where: readers take the types of all columns from a file's first rows."""

import io
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.exporters import SHIPPED, load_exporter
from selfinstruct.files.dataset_rows import DatasetRow
from selfinstruct.flows.export.flow import export
from selfinstruct.preferences import Preference
from selfinstruct.turns import Message
from tests.support.exports import dataset, example, preference
from tests.support.runs import write

arrow = pytest.importorskip("pyarrow")
reader = pytest.importorskip("pyarrow.json")
TURNS = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]
SYSTEM = {"role": "system", "content": "Be kind."}


def types(lines: list[bytes]) -> Any:
    return reader.read_json(io.BytesIO(b"".join(lines))).schema


def same_types(file: Path, first: int) -> None:
    """The types of the first lines are those of all others."""
    lines = file.read_bytes().splitlines(keepends=True)
    assert len(lines) > first
    assert types(lines[:first]) == types(lines[first:])


INSTANCES = [name for name in SHIPPED if "instances" in load_exporter(name).shapes and name != "hub"]
ONE = ("triplet", "dpo-text")  # which have a place for one question
PAIRS = [name for name in SHIPPED if "preferences" in load_exporter(name).shapes and name != "hub"]


def placed(file: Path, name: str, kind: str) -> Path:
    if name.startswith("llama-factory"):
        return file / f"{kind}.jsonl"
    return file / "train.jsonl" if name == "jumpstart" else file


@pytest.mark.parametrize("name", INSTANCES)
def test_reasoning_that_comes_late_has_its_column_from_the_start(name: str, tmp_path: Path) -> None:
    rows: list[DatasetRow] = [example(number) for number in range(100)]
    lines = [vars_of(item) | {"checks": [{"check": "digits", "at_least": 1}]} for item in rows]
    late = [line | {"id": f"l{line['id']}", "reasoning": "Because."} for line in lines]
    out = tmp_path / "out.jsonl"
    export(write(tmp_path / "rows.jsonl", lines + late), name, out)
    if name != "bedrock-conversation":  # which is read by a service, and not by datasets
        same_types(placed(out, name, "instances"), 100)


def vars_of(item: DatasetRow) -> dict[str, Any]:
    names = ("id", "task_id", "instruction", "input", "output", "is_classification")
    return {name: getattr(item, name) for name in names}


@pytest.mark.parametrize("name", ["messages", "sharegpt", "llama-factory"])
def test_conversations_that_come_late_change_no_type(name: str, tmp_path: Path) -> None:
    plain = [vars_of(example(number)) for number in range(20)]
    talks = [{"messages": [*([SYSTEM] if number % 2 else []), *TURNS, *TURNS]} for number in range(20)]
    out = tmp_path / "out.jsonl"
    export(write(tmp_path / "rows.jsonl", plain + talks), name, out)
    same_types(placed(out, name, "instances"), 20)


@pytest.mark.parametrize("name", ["sharegpt", "llama-factory"])
def test_tools_that_come_late_have_their_column_from_the_start(name: str, tmp_path: Path) -> None:
    plain = [vars_of(example(number)) for number in range(20)]
    tools = [{"name": "f", "parameters": {"default": 1}}]
    talks: list[dict[str, Any]] = [{"messages": TURNS, "tools": tools}]
    talks += [{"messages": TURNS, "tools": [{"name": "f", "parameters": {"default": "one"}}]}]
    out = tmp_path / "out.jsonl"
    export(write(tmp_path / "rows.jsonl", plain + talks), name, out)
    same_types(placed(out, name, "instances"), 20)


@pytest.mark.parametrize(
    ("ending", "length", "told"), [("jsonl", 60_000, True), ("jsonl", 6, False), ("parquet", 60_000, False)]
)
def test_keys_that_a_reader_may_miss_are_told(ending: str, length: int, told: bool, tmp_path: Path) -> None:
    plain = [vars_of(example(number, output="word " * length)) for number in range(40)]
    rows = [*plain, {"messages": TURNS, "tools": [{"name": "f"}]}]
    found = export(write(tmp_path / "rows.jsonl", rows), "messages", tmp_path / f"out.{ending}")
    assert [note.partition(",")[0] for note in found.notes] == ["instances: has keys that only some rows have"] * told


@pytest.mark.parametrize("name", PAIRS)
def test_whole_scores_before_broken_ones_and_long_prompts_after_short_ones(name: str, tmp_path: Path) -> None:
    whole: list[Preference] = [preference(number, scores={"chosen": 8, "rejected": 3}) for number in range(20)]
    talk = (
        Message("system", "Be kind."),
        Message("user", "Hi"),
        Message("assistant", "Hello."),
        Message("user", "So?"),
    )
    broken = [preference(number, scores={"chosen": 8.5, "rejected": 3.25}) for number in range(20, 40)]
    longer = [preference(number, prompt=talk) for number in range(40, 60) if name not in ONE]
    broken += [preference(60, edited="62, as 1 and 61 make 62.")]
    out = tmp_path / "out.jsonl"
    system = "Be kind." if name == "nova-dpo" else ""  # which takes one in all rows or in none
    export(dataset(tmp_path / "pairs.jsonl", [*whole, *broken, *longer]), name, out, system=system)
    if name != "nova-dpo":  # which a service reads, and not datasets
        same_types(placed(out, name, "preferences"), 40 if "kto" in name else 20)


def test_pairs_nobody_judged_are_left_out_of_ultrafeedback_by_name(tmp_path: Path) -> None:
    pairs: list[Preference] = [preference(number, scores={}, margin=None) for number in range(3)]
    judged = [preference(number) for number in range(3, 5)]
    file = dataset(tmp_path / "pairs.jsonl", [*pairs, *judged])
    out = tmp_path / "out.jsonl"
    found = export(file, "ultrafeedback", out, drop_invalid=True)
    assert (found.rows, found.dropped) == (2, {"format": 3})
    rejected = (tmp_path / "out.rejected.jsonl").read_text()
    assert rejected.count("scores: are missing, since nobody judged the pair; trl-dpo has pairs without scores") == 3
    assert types(out.read_bytes().splitlines(keepends=True)).field("score_chosen").type == arrow.float64()
