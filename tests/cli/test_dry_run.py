"""A look ahead refuses what the command itself refuses: a cost limit without a price."""

from pathlib import Path

import pytest
import typer

from selfinstruct.cli.app import app
from tests.support.grounding import corpus
from tests.support.processes import run
from tests.support.runs import SEEDS, write

NEEDS = "--max-cost needs a price, and none is known for {}: give --price IN,OUT"
ELSEWHERE = ["--base-url", "http://127.0.0.1:9/v1"]
COMMANDS = {
    "generate": ["--seeds", str(SEEDS), "--out", "run", "--model"],
    "topics": ["Rivers", "--out", "run", "--model"],
    "prefer": ["rows.jsonl", "--method", "rank", "--out", "run", "--model"],
    "distill": ["rows.jsonl", "--out", "run", "--model"],
    "label": ["rows.jsonl", "--labels", "a,b", "--out", "run", "--judge", "openai/gpt-4o-mini", "--judge"],
    "ground": ["papers.corpus.jsonl", "--out", "run", "--model"],
    "filter": ["rows.jsonl", "--judge", "correctness", "--at", "7", "-o", "kept.jsonl", "--judged", "run", "--model"],
}
OTHERS = [
    ("generate", [*COMMANDS["generate"], "openai/gpt-4o-mini", "--recipe", "gated", "--role", "weak=openai/mine"]),
    ("ground", [*COMMANDS["ground"], "openai/gpt-4o-mini", "--judge", "openai/mine"]),
    ("prefer", ["rows.jsonl", "--method", "contrast", "--out", "run", "--strong", "openai/gpt-4o-mini", "--weak",
                "openai/mine"]),
    ("prefer", ["rows.jsonl", "--mix", "rank=1,revise=1", "--out", "run", "--model", "openai/mine"]),
    ("distill", ["answered.jsonl", "--own-output", "--out", "run", "--model", "openai/mine"]),
]  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write(tmp_path / "rows.jsonl", [{"instruction": f"Name river {at}", "output": "Oder"} for at in range(4)])
    write(tmp_path / "answered.jsonl", [{"instruction": "Name a river", "output": "Oder"}])
    corpus(tmp_path / "papers.corpus.jsonl")
    return tmp_path


def test_no_command_is_left_out() -> None:
    group = typer.main.get_command(app)
    having = {
        name
        for name, command in group.commands.items()  # type: ignore[attr-defined]
        if {"--dry-run", "--max-cost"} <= {option for item in command.params for option in item.opts}
    }
    assert set(COMMANDS) == having


@pytest.mark.parametrize(
    ("command", "words", "model"),
    [(name, [*words, model], model) for name, words in COMMANDS.items() for model in ("openai/mine", "offline")]
    + [(name, words, "openai/mine") for name, words in OTHERS],
)
def test_a_cost_limit_needs_a_price_in_a_look_ahead_too(
    place: Path, command: str, words: list[str], model: str
) -> None:
    itself = run(command, *words, *ELSEWHERE, "--max-cost", "5", cwd=place)
    assert (itself.returncode, itself.stderr.splitlines()[-1]) == (2, f"error: {NEEDS.format(model)}")
    ahead = run(command, *words, *ELSEWHERE, "--max-cost", "5", "--dry-run", cwd=place)
    assert (ahead.returncode, ahead.stderr, ahead.stdout) == (2, itself.stderr, "")
    assert not (place / "run").exists()
    for price in (["--max-cost", "5", "--price", "1,2"], []):
        done = run(command, *words, *ELSEWHERE, *price, "--dry-run", cwd=place)
        assert done.returncode == 0, done.stderr
