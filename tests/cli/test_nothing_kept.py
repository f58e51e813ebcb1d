"""What a session says, and ends with, whose requests failed or whose answers were all rejected."""

import json
from pathlib import Path

import pytest

from tests.support.processes import run

OWN = """
from selfinstruct.records import Completion

class Model:
    name = "own"

    def __init__(self, rest, **options): ...

    async def complete(self, request):
        asked = request.messages[-1].content
        if "sea" in asked:
            return Completion("", None, error="refused by the service")
        return Completion("It is there. " * 60 if "hill" in asked else f"It is there: {asked}")
"""
WORDS = {"failed": "sea", "again": "hill", "good": "town"}


@pytest.mark.parametrize(
    ("kinds", "code", "first"),
    [
        (("good", "good", "failed"), 0, "Done: 2 of 3 prompts answered, 1 failed"),
        (("good", "again"), 0, "Done: 2 of 2 prompts answered"),
        (("again", "again"), 1, "Nothing kept: 2 of 2 prompts answered"),
        (("again", "failed", "again"), 1, "Nothing kept: 2 of 3 prompts answered, 1 failed"),
    ],
)
def test_distill_says_what_failed_and_whether_anything_was_kept(
    kinds: tuple[str, ...], code: int, first: str, tmp_path: Path
) -> None:
    (tmp_path / "mine.py").write_text(OWN)
    rows = [{"prompt": f"Where is {WORDS[kind]} number {place}?"} for place, kind in enumerate(kinds)]
    (tmp_path / "rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    words = ("distill", "rows.jsonl", "--model", "mine:Model", "--out", "out", "--concurrency", "1")
    for _ in ("asked", "resumed"):
        done = run(*words, cwd=tmp_path)
        assert (done.returncode, first in done.stderr.splitlines()) == (code, True), done.stderr


@pytest.mark.parametrize(("options", "told"), [((), "0 pairs"), (("--responses-only",), "0 responses to score")])
def test_prefer_says_that_no_pair_came_about(options: tuple[str, ...], told: str, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(OWN)
    (tmp_path / "rows.jsonl").write_text('{"prompt": "Where is the town?"}\n')
    words = ("prefer", "rows.jsonl", "--method", "contrast", "--model", "mine:Model", "--out", "out", *options)
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert f"Nothing kept: contrast, round 1: {told}" in done.stderr.splitlines()
