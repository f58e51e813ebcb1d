"""Several files of seeds, and rows in place of a file: the same run as of one file with the same content."""

import json
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import UsageError
from tests.support.processes import run as command

WORDS = ("river", "lake", "hill", "bird", "tree", "town", "song", "dish")
TEXTS = [f"Name a {word} and say why." for word in WORDS]
ROWS = [{"instruction": text, "output": f"This {word}."} for text, word in zip(TEXTS, WORDS, strict=True)]


def lines(path: Path, rows: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_several_files_of_seeds_are_a_run(tmp_path: Path) -> None:
    whole = lines(tmp_path / "whole.jsonl", ROWS)
    one, two = lines(tmp_path / "one.jsonl", ROWS[:3]), lines(tmp_path / "two.jsonl", ROWS[3:])
    words = ["generate", "-n", "2", "--json"]
    alone = json.loads(command(*words, "--seeds", str(whole), "--out", "a", cwd=tmp_path).stdout)
    both = json.loads(command(*words, "--seeds", str(one), "--seeds", str(two), cwd=tmp_path).stdout)
    assert both["path"] == "runs/one"
    assert both["identity"] == alone["identity"]
    assert both["given"]["seeds"] == [str(one), str(two)]
    again = selfinstruct.generate([one, str(two)], n=2, out=tmp_path / "runs" / "one")
    assert again.info["requests"] == both["requests"]
    assert selfinstruct.dataset_stats(again.path).seeds is not None, "found where the run names them"
    assert selfinstruct.export(again.path, "hub", tmp_path / "hub").rows
    assert "--seeds one.jsonl --seeds two.jsonl" in (tmp_path / "hub" / "README.md").read_text()
    assert selfinstruct.report(again.path, tmp_path / "report.html").size
    with pytest.raises(UsageError, match="two"):
        selfinstruct.report(again.path, two, overwrite=True)
