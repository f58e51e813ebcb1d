"""Files of prompts: what is read, and how bad rows are named."""

from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.errors import SeedError, UsageError
from selfinstruct.flows.prefer.prompts import load_prompts
from tests.support.processes import run as command
from tests.support.runs import write


def test_a_file_of_prompts(tmp_path: Path) -> None:
    source = tmp_path / "prompts.jsonl"
    rows = [
        {"prompt": 'Write the word "lantern" backwards.', "id": "p1"},
        {"prompt": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "What is a plural?"}]},
        {"instruction": 'Write the word "kettle" backwards.', "input": "", "output": "elttek"},
        {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]},
        {"instruction": 'Write the word "lantern" backwards.', "id": 7},
    ]  # fmt: skip
    write(source, rows)
    found = load_prompts(source)
    assert [(item.task_id, item.output, item.ordinal) for item in found if item.task_id in ("p1", "7")] == [
        ("p1", "", 0), ("7", "", 1),
    ]  # fmt: skip
    assert [item.output for item in found] == ["", "", "elttek", "Hello.", ""]
    assert found[1].text == "System: Be brief.\n\nUser: What is a plural?"
    with pytest.raises(UsageError, match="give --out DIR"):
        selfinstruct.prefer(source, "contrast")
    done = selfinstruct.prefer(
        source, "contrast", out=tmp_path / "out", strong="offline/strong", weak="offline/weak", judges=("offline",)
    )
    assert done.report["prompts"] == 5
    kettle = next(row for row in done.pairs() if "kettle" in row["prompt"][0]["content"])
    assert (kettle["chosen"], kettle["rejected"]) == ("elttek", "ANSWER => elttek <=")
    assert kettle["models"] == {"chosen": "offline/strong", "rejected": "offline/weak"}
    assert (kettle["margin"], kettle["grade"]) == (3.5, "better")
    shown = command("show", "out", "--samples", "1", cwd=tmp_path)
    assert "Done: contrast, round 1: " in shown.stdout
    assert "\nRejected: " in shown.stdout


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("{", "is not JSON"),
        ('{"prompt": ""}', "prompt: is empty"),
        ('{"prompt": [{"role": "user"}]}', r"prompt\[0\].content: is missing; write a string"),
        ('{"messages": [{"role": "assistant", "content": "x"}]}', "does not end with a user turn"),
        ('{"instruction": 3}', "instruction: is missing or not a string"),
        ('{"instruction": "x", "instances": "y"}', "instances: is not a list"),
        ("[1]", "is not a JSON object"),
        ('{"id": 1.5, "prompt": "x"}', "id: is neither a string nor a whole number"),
    ],
)
def test_bad_rows_are_named(tmp_path: Path, row: str, problem: str) -> None:
    source = tmp_path / "prompts.jsonl"
    source.write_text(f'{{"prompt": "fine"}}\n{row}\n')
    if row == "[1]":
        source.write_text("[1]")
    with pytest.raises(SeedError, match=problem):
        load_prompts(source)
