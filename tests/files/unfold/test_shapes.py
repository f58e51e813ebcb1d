"""One table of row shapes, and what every command makes of them: the same turns."""

import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import SeedError
from selfinstruct.files.tasks import load_seeds
from selfinstruct.files.unfold import unfold
from selfinstruct.flows.datasets.rows import load_rows
from selfinstruct.flows.distill.prompts import DistillPrompt, read_prompts
from selfinstruct.flows.label.items import read_items
from selfinstruct.flows.prefer.prompts import load_prompts
from selfinstruct.runs.sources import open_source
from selfinstruct.text.masking import Masking
from selfinstruct.turns import Message, exchanges, said_in
from tests.files.unfold.shapes import PAIRS, SHAPES, UNREAD, A, Q, Row

Turns = tuple[Message, ...]
NAMED = [name for name, *_ in SHAPES]


def write(folder: Path, *rows: Row) -> Path:
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def asked(turns: Turns) -> Turns:
    """The turns before the answer, as a model is asked them: without what was thought."""
    before = turns[:-1] if turns[-1].role == "assistant" else turns
    return tuple(Message(turn.role, turn.content) for turn in before)


def answer(turns: Turns) -> str:
    return turns[-1].content if turns[-1].role == "assistant" else ""


def test_the_table_is_as_long_as_it_is_meant_to_be() -> None:
    assert len(SHAPES) >= 60
    assert len(set(NAMED)) == len(NAMED)


@pytest.mark.parametrize(("name", "row", "turns"), SHAPES, ids=NAMED)
def test_every_command_reads_the_same_turns(tmp_path: Path, name: str, row: Row, turns: Turns) -> None:
    path = write(tmp_path, row)
    called = any(turn.tool_calls for turn in turns)
    alone = answer(turns) == "" and len(turns) == 1

    assert unfold(row).unread == ()
    # export, merge, show --stats, splits
    [exported] = open_source(path).read("instances")
    assert exported.conversation[: len(turns)] == turns
    assert not answer(turns) or exported.conversation == turns
    # seeds, validate
    [task] = load_seeds(path) if not (alone and "input" in row) else [None]
    if task is not None:
        assert task.instruction in next(turn.content for turn in turns if turn.role == "user")
        answered = turns[-1].role == "assistant"
        assert [item.output for item in task.instances] == ([answer(turns)] if answered else [])
        assert [item.turns or turns for item in task.instances] == ([turns] if answered else [])
    # filter
    [sifted] = load_rows(path)
    looked_at = "\n".join([sifted.task.instruction, *(text for it in sifted.task.instances for text in it.texts())])
    for turn in turns:
        assert all(part in looked_at for text in turn.texts() for part in text.split("\n\n"))
    # distill
    [prompt] = read_prompts(path, Masking("off")).items
    assert isinstance(prompt, DistillPrompt)
    assert (prompt.output, prompt.reasoning) == (answer(turns), turns[-1].reasoning)
    assert bool(prompt.unaskable) == called
    assert called or prompt.messages == asked(turns)
    # prefer
    if called:
        with pytest.raises(SeedError, match="calls a tool or is its answer, and only text is asked"):
            load_prompts(path)
    else:
        [pair] = load_prompts(path)
        assert (pair.messages, pair.output) == (asked(turns), answer(turns))
    # label
    if "instances" not in row:
        [record] = read_items(path, "labels")
        shown = "\n".join(text for _, text in record.parts)
        for turn in turns:
            assert all(part in shown for part in said_in(turn).split("\n\n"))


@pytest.mark.parametrize(("name", "row", "prompt", "chosen", "rejected"), PAIRS, ids=[name for name, *_ in PAIRS])
def test_pairs_mean_the_same(tmp_path: Path, name: str, row: Row, prompt: Turns, chosen: str, rejected: str) -> None:
    path = write(tmp_path, row)
    [pair] = open_source(path).read("preferences")
    assert (pair.prompt, pair.chosen, pair.rejected) == (prompt, chosen, rejected)
    [sifted] = load_rows(path)
    assert {chosen, rejected} <= {text for item in sifted.task.instances for text in item.texts()}
    [record] = read_items(path, "pair")
    assert record.sides == (chosen, rejected)
    assert (
        "\n".join(text for _, text in record.parts).split()
        == "\n".join(part for turn in prompt for part in turn.content.split("\n\n")).split()
    )


@pytest.mark.parametrize(("row", "columns"), UNREAD)
def test_text_that_nothing_reads_is_named_and_not_lost(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, row: Row, columns: list[str]
) -> None:
    path = write(tmp_path, {"instruction": f"{Q} Say it in one word.", "output": A}, row)
    assert list(unfold(row).unread) == columns
    named, wrong = f"{path}:2: text in '{columns[0]}'", columns == ["outptu"]
    refusals: list[Any] = [
        lambda: selfinstruct.export(path, "messages", tmp_path / "out.jsonl"),
        lambda: selfinstruct.merge([path], tmp_path / "merged"),
        lambda: selfinstruct.distill(path, out=tmp_path / "distilled"),
        lambda: selfinstruct.prefer(path, "contrast", out=tmp_path / "pairs"),
    ]
    for refused in refusals:
        with pytest.raises(SeedError, match="--ignore-columns '?" + re.escape(columns[0])) as caught:
            refused()
        assert str(caught.value).startswith(named)
    assert sorted(item.name for item in tmp_path.iterdir()) == ["rows.jsonl"]
    if wrong:
        with pytest.raises(SeedError, match="did you mean 'output'"):
            load_rows(path)
        return
    with caplog.at_level(logging.WARNING, logger="selfinstruct"):
        selfinstruct.filter_dataset(path, tmp_path / "kept.jsonl", only=["empty_output"])
        load_seeds(path)
    assert [line.getMessage() for line in caplog.records] == [f"{named} is not read"] * 2
    found = selfinstruct.distill(path, out=tmp_path / "distilled", ignore_columns=(columns[0],))
    assert found.info["counts"]["candidates"] == 2


def test_what_a_row_says_of_itself_is_no_loss(tmp_path: Path) -> None:
    about = {"id": 1, "category": "closed qa of the kind", "source": "a page of the web", "url": "https://x.example/",
             "title": "On the sky, and why it is blue", "author": "Jane Roe", "model": "m", "tokens": 12,
             "created_at": "2026-01-01 10:00:00", "metadata": {"note": "a note of four words"}, "hash": "ab12",
             "editor": "Jane Roe", "answered": True, "votes": [1, 2]}  # fmt: skip
    assert unfold({"instruction": Q, "output": A} | about).unread == ()


@pytest.mark.parametrize("name", ["output", "response", "completion"])
def test_several_answers_are_not_taken_for_one(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name}: is a list of 2 texts; write one text"):
        unfold({"instruction": Q, name: ["The Ebro.", "The Rhine."]})
    assert unfold({"instruction": Q, name: ["The Ebro."]}).row["output"] == "The Ebro."


def test_a_column_that_is_there_twice_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("instruction,output,output\na,b,c\n")
    with pytest.raises(SeedError, match=r"rows\.csv:1: has the column 'output' twice"):
        load_rows(path)


@pytest.mark.parametrize("depth", [300, 700, 900])
def test_a_row_nested_deeply_is_read_or_named(tmp_path: Path, depth: int) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(
        f'{{"instruction": "{Q}", "output": "{A}", "extra": {"[" * depth}"Four words of text."{"]" * depth}}}'
    )
    [row] = load_rows(path)
    assert row.task.instances[0].output == A
    assert "Four words of text." in row.others or row.task.instances[0].beside == ("Four words of text.",)


def test_what_stands_beside_several_instances_is_not_lost() -> None:
    row = {"instruction": Q, "system": "Answer like a pirate always.", "instances": [{"input": "", "output": A}]}
    assert unfold(row).unread == ("system",)
    assert unfold({"prompt": Q, "chosen": A, "rejected": "No.", "rationale": "It says what is so."}).unread == ()


def test_an_answer_in_every_turn_is_looked_at() -> None:
    turns = (Message("user", "a"), Message("assistant", "b"), Message("user", "c"), Message("assistant", "d"))
    assert list(exchanges(turns)) == [("a", "b"), ("c", "d")]
