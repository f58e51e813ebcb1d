"""What a terminal of 60 columns shows is no wider, and no line ends in spaces."""

from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.cli.render.estimate import estimated
from selfinstruct.cli.render.selecting import selected
from selfinstruct.prices import Price
from tests.support.processes import run as command
from tests.support.runs import SEEDS
from tests.support.terminal import Terminal

COLUMNS = 60
WORDS = [
    "select run -n 5 --by diversity --by length -o a-file-of-the-rows-that-were-kept.jsonl",
    "select run -n 5 -o k.jsonl",
    "show run --samples 3",
    "show stopped",
    "filter run --judge correctness --at 7 --planted 6 -o kept.jsonl",
]
WHERE = ["a terminal", "a terminal for messages", "a pipe and COLUMNS"]


@pytest.fixture
def place(run: Path, tmp_path: Path) -> Path:
    selfinstruct.generate(SEEDS, n=9, out=tmp_path / "stopped", price=Price(100.0, 300.0), max_cost=0.9)
    return tmp_path


def shown(place: Path, words: str, where: str) -> list[str]:
    """All lines but those of the progress."""
    if where == "a pipe and COLUMNS":
        done = command(*words.split(), cwd=place, env={"COLUMNS": str(COLUMNS)})
        assert done.returncode == 0, done.stderr
        return (done.stdout + done.stderr).split("\n")
    with (place / "out").open("w+b") as file:
        code, text = Terminal(
            words.split(), place, columns=COLUMNS, out=file if where == "a terminal for messages" else None
        ).end()
        file.seek(0)
        out = file.read().decode()
    assert code == 0, text
    lines = (out + text).replace("\r\n", "\n").split("\n")
    lines = [line.rpartition("\r")[2].removeprefix("\x1b[K") for line in lines]
    return [line for line in lines if "\x1b" not in line and " in flight" not in line]


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (words, where)
        for words in WORDS
        for where in WHERE
        if not (words.startswith("show") and where == "a terminal for messages")  # it has none
    ],
)
def test_no_line_is_wider_than_the_terminal(place: Path, words: str, where: str) -> None:
    lines = shown(place, words, where)
    assert len(lines) > 6
    whole = ("Continue with: ", "Run the same command", "warning: ")  # to be copied
    assert [line for line in lines if len(line) > COLUMNS and not line.startswith(whole)] == []
    assert [line for line in lines if line != line.rstrip()] == []


def test_a_notice_is_broken_wherever_messages_go(tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as out:
        words = ["generate", "--seeds", str(SEEDS), "-n", "3", "--out", "run"]
        code, text = Terminal(words, tmp_path, columns=COLUMNS, out=out).end()
    assert code == 0
    assert text.replace("\r\n", "\n").endswith(
        "\noffline: made by the built-in demonstration model: for\n  trying, CI and load tests, not training data\n"
    )


def test_the_table_of_a_selection_ends_where_its_figures_do(run: Path, tmp_path: Path) -> None:
    for by in (["diversity"], ["random"]):
        found = selfinstruct.select_dataset(run, tmp_path / "kept.jsonl", 4, by=by, overwrite=True)
        lines = selected(found.as_dict())
        assert any(line.startswith("  Vendi score") for line in lines)
        assert [line for line in lines if line != line.rstrip()] == []


def test_what_an_estimate_says_fits_and_prompts_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    found = selfinstruct.preview(SEEDS, n=50)
    prompts = {line for step in found.steps for turn in step.messages for line in turn.content.split("\n")}
    lines = [part for line in estimated(found, "50 tasks") for part in line.split("\n")]
    assert prompts <= set(lines)
    assert [line for line in lines if len(line) > COLUMNS and line not in prompts] == []
