"""Any file can be checked, whoever wrote it."""

import json
from pathlib import Path
from typing import Any

from selfinstruct import check
from tests.support.runs import write


def test_check_takes_any_file(tmp_path: Path) -> None:
    good = {"prompt": "a", "completion": "b"}
    path = write(tmp_path / "x.jsonl", [good] * 3 + [good | {"extra": 1}, {"prompt": 3, "completion": ""}])
    with path.open("a") as file:
        file.write("nonsense\n")
    found = check(path, "prompt-completion")
    assert not found.valid
    assert (found.rows, found.invalid) == (6, 3)
    assert [text.removeprefix(str(path)) for text in found.problems] == [
        ":4: has an unknown key, 'extra'",
        ":5: prompt: is a number, not a string",
        ":6: is not JSON: Expecting value at column 1; write one JSON object per line",
    ]
    path.write_text('{"prompt": "a\tb"}\n{"prompt": "a')
    assert [text.removeprefix(str(path)) for text in check(path, "prompt-completion").problems] == [
        ":1: is not JSON: Invalid control character at column 14; write one JSON object per line",
        ":2: is not JSON: Unterminated string starting at column 12; write one JSON object per line",
    ]
    array = tmp_path / "array.json"
    array.write_text('[{"prompt": "a')
    assert check(array, "alpaca").problems == (f"{array}: item 1: is not JSON: Unterminated string",)
    many = check(write(path, [{"prompt": ""}] * 25), "prompt-completion")
    assert many.problems[10:] == ("… and 15 more",)
    pairs = write(tmp_path / "p.json", [])
    pairs.write_text(json.dumps([preference_row() for _ in range(5)]))
    assert check(pairs, "trl-dpo").valid
    assert check(pairs, "nova-dpo").invalid == 5


def preference_row() -> dict[str, Any]:
    return {"prompt": "a", "chosen": "b", "rejected": "c"}
