"""The commands of docs/rounds.md run as they stand there, with the decisions that people make on the page."""

import re
import shlex
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.support.desk_pages import Browser, page
from tests.support.paths import ROOT
from tests.support.processes import run
from tests.support.runs import read

pytest.importorskip("starlette")

PAGE = (ROOT / "docs" / "rounds.md").read_text(encoding="utf-8")
_PAGE = ["selfinstruct", "review", "page"]


def commands() -> list[list[str]]:
    """Every command of the page, in its order."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return [shlex.split(line) for block in blocks for line in block.replace("\\\n", " ").splitlines()]


def decide_all(browser: Browser, pairs: dict[str, Any]) -> list[str]:
    """People's answers to all that is open: most as the pair has it, every third the other way, every fifth a tie."""
    decided: list[str] = []
    while (item := browser.state()["item"]) is not None:
        pair, place = pairs[item["id"]], list(pairs).index(item["id"])
        chosen = "first" if item["sides"]["first"] == pair["chosen"] else "second"
        other = {"first": "second", "second": "first"}[chosen]
        if place % 5 == 4:
            answer = browser.decide(item, "tie")
        else:
            answer = browser.decide(item, other if place % 3 == 2 else chosen, grade="better")
        assert answer.status == 200, answer.body
        decided.append(item["id"])
        assert len(decided) <= len(pairs)
    return decided


def expected(pairs: list[dict[str, Any]], number: int) -> list[tuple[str, str]]:
    """Chosen and rejected of a round, as those decisions leave them."""
    found = []
    for place, pair in enumerate(pairs):
        if pair["round"] == number and place % 5 != 4:
            sides = (pair["chosen"], pair["rejected"])
            found.append(sides[::-1] if place % 3 == 2 else sides)
    return found


def text(side: Any) -> str:
    return side if isinstance(side, str) else str(side[-1]["content"])


def test_from_the_first_round_to_the_third(tmp_path: Path) -> None:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    file = tmp_path / "runs" / "rounds" / "preferences.jsonl"
    asked: list[list[str]] = []
    before, said = b"", ""
    for words in commands():
        if words[:3] == _PAGE:
            with page(*words[3:], cwd=tmp_path) as found:
                asked.append(decide_all(found["ann"], {row["id"]: row for row in read(file)}))
                assert found.end().returncode == 0
        else:
            done = run(*words[1:], cwd=tmp_path)
            assert done.returncode == 0, (words, done.stderr)
            said = done.stderr
        if file.exists():
            assert file.read_bytes().startswith(before)  # a round never changes another's lines
            before = file.read_bytes()
    pairs = read(file)
    assert [pair["round"] for pair in pairs] == sorted(pair["round"] for pair in pairs)
    rounds = Counter(pair["round"] for pair in pairs)
    assert len(rounds) == 3
    assert min(rounds.values()) >= 5
    # No prompt twice, no pair asked about twice, and of each round all.
    assert len({pair["instance_id"] for pair in pairs}) == len(pairs)
    assert [len(ids) for ids in asked] == [rounds[number] for number in (1, 2, 3)]
    for number in (1, 2, 3):
        rows = read(tmp_path / f"round-{number}.jsonl")
        assert [(text(row["chosen"]), text(row["rejected"])) for row in rows] == expected(pairs, number)
    own = [place for place, pair in enumerate(pairs) if pair["round"] == 3]
    turned = sum(place % 3 == 2 and place % 5 != 4 for place in own)
    assert f"{turned} turned round" in said
    reviewed = read(file.parent / "preferences-review" / "reviewed.jsonl")
    assert {row["grade"] for row in reviewed if row["status"] == "accepted"} == {"better"}
