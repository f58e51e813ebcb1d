"""What only shows in whole files: their layout, cells that readers of CSV lose, answers that a trainer garbles."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct import check
from selfinstruct.errors import UsageError
from tests.support.exports import dataset, example, preference
from tests.support.runs import write

CHAT = {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}
PAIR = {
    "input": {"messages": CHAT["messages"][:1]},
    "preferred_output": CHAT["messages"][1:],
    "non_preferred_output": [{"role": "assistant", "content": "c"}],
}
LAID_OUT: dict[str, Callable[[bytes], bytes]] = {
    "begins with a byte order mark": lambda rows: b"\xef\xbb\xbf" + rows,
    "line 2: is blank": lambda rows: rows.replace(b"\n", b"\n \n", 1),
    "is a JSON array": lambda rows: json.dumps([json.loads(row) for row in rows.splitlines()], indent=1).encode(),
    "is compressed (gzip)": gzip.compress,
}


@pytest.mark.parametrize("kind", LAID_OUT)
def test_services_read_plain_json_lines_only(kind: str, tmp_path: Path) -> None:
    def laid(row: Any) -> Path:
        path = write(tmp_path / "rows.jsonl", [row] * 40)
        assert check(path, name).valid
        assert not check(path, name).notes
        laid_out = tmp_path / ("odd.jsonl.gz" if "gzip" in kind else "odd.jsonl")
        laid_out.write_bytes(LAID_OUT[kind](path.read_bytes()))
        return laid_out

    name = "bedrock-haiku"
    odd = laid(CHAT)
    assert check(odd, name).problems == (
        f"{odd}: {kind}; the service reads plain JSON lines only: write it again with export",
    )
    name = "messages"
    found = check(laid(CHAT), name)
    assert found.valid
    assert found.notes == (f"{kind}; OpenAI and Together read plain JSON lines only",)
    name = "openai-dpo"
    # Azure asks for the mark.
    assert check(laid(PAIR), name).valid == ("mark" in kind)
    name = "alpaca"  # which nobody but trainers read
    assert check(laid({"instruction": "a", "input": "", "output": "b"}), name).notes == ()


def test_lines_may_be_as_long_as_they_like(tmp_path: Path) -> None:
    turns = [CHAT["messages"][0], {"role": "assistant", "content": " " * 3_000_000 + "b"}]
    path = tmp_path / "long.jsonl"
    path.write_text((json.dumps({"messages": turns}) + "\n") * 10)
    assert check(path, "messages").notes == ()


def test_llama_factory_is_not_given_csv(tmp_path: Path) -> None:
    source = dataset(tmp_path / "dataset.jsonl", [example(number) for number in range(3)])
    with pytest.raises(UsageError, match=r"llama-factory: cannot be csv, .*; known: jsonl, json, parquet"):
        selfinstruct.export(source, "llama-factory", tmp_path / "out", file_type="csv")


@pytest.mark.parametrize("form", ["csv", "spreadsheet"])
def test_cells_that_pandas_loses_are_told(form: str, tmp_path: Path) -> None:
    lost = ["NA", "null", "None", "nan", "yes", "no", "a null", "nanny"]
    words = dataset(tmp_path / "words.jsonl", [example(number, output=it) for number, it in enumerate(lost)])
    (note,) = selfinstruct.export(words, "alpaca", tmp_path / "words.csv", file_type=form).notes
    assert note.startswith("4 rows have a cell such as NA or null, which pandas takes for missing")
    numbers = dataset(tmp_path / "numbers.jsonl", [example(it, output=("1e5", "2", "-.5")[it]) for it in range(3)])
    found = selfinstruct.export(numbers, "alpaca", tmp_path / "numbers.csv", file_type=form).notes
    assert "output: all cells are numbers, and pandas does not read them as texts; use jsonl" in found
    mixed = dataset(tmp_path / "mixed.jsonl", [example(0), example(1, output="two")])
    assert selfinstruct.export(mixed, "alpaca", tmp_path / "mixed.csv", file_type=form).notes == ()
    assert selfinstruct.export(words, "alpaca", tmp_path / "words.jsonl.gz").notes == ()


def test_answers_that_axolotl_garbles_are_told(tmp_path: Path) -> None:
    sides = [("valid\n", "wrong one"), ("Yes, it is.", "No"), ("Right one", "Wrong one")]
    pairs = [preference(number, chosen=one, rejected=other) for number, (one, other) in enumerate(sides)]
    out = tmp_path / "out.jsonl"
    notes = selfinstruct.export(dataset(tmp_path / "preferences.jsonl", pairs), "trl-dpo", out).notes
    assert check(out, "trl-dpo").notes == notes
    assert [note[:41] for note in notes] == [
        "1 of 3 pairs have an answer with white sp", "1 of 3 pairs have an answer of one or two"
    ]  # fmt: skip
    plain = write(tmp_path / "plain.jsonl", [{"prompt": "a", "chosen": "b ", "rejected": "ccc"}])
    assert len(check(plain, "trl-dpo").notes) == 2
