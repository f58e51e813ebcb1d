"""A file none of whose columns is known: whoever gives it is told what it has, and what it would need."""

import csv
from pathlib import Path

import pytest

from selfinstruct.files.unfold.columns import told_columns
from tests.support.processes import run
from tests.support.runs import write

ASKED = "is missing (found: 'review', 'stars'); add it, or messages for a chat"
NEEDED = "(found: 'text', 'label'); rows need instruction and output, or messages for a chat"
TASKS = "(found: 'text', 'label'); {} takes tasks (instruction and output), conversations (messages) and pairs"
PROVE = ["prove", "good.jsonl", "--student", "tfidf", "--out", "proof"]
COMMANDS: list[tuple[list[str], str, str]] = [
    # the words, what is said of a file of reviews, what of one of texts
    (["select", "FILE", "-n", "1", "-o", "k.jsonl"], ASKED, TASKS.format("select")),
    (
        ["filter", "FILE", "--judge", "correctness", "--at", "7", "--model", "offline", "-o", "k.jsonl"],
        ASKED,
        TASKS.format("--judge"),
    ),
    (["filter", "FILE", "--recipe", "chat", "-o", "k.jsonl"], ASKED, "holds documents (found: 'text', 'label'); take"),
    (["export", "FILE", "--format", "alpaca", "-o", "k.jsonl"], ASKED, NEEDED),
    (
        ["export", "FILE", "--format", "trl-dpo", "-o", "k.jsonl"],
        "(found: 'review', 'stars'); rows need prompt, chosen and rejected",
        "(found: 'text', 'label'); rows need prompt, chosen and rejected",
    ),
    (["prove", "FILE", "--student", "tfidf", "--out", "proof"], ASKED, f"that can be trained on {NEEDED}"),
    ([*PROVE, "--against", "FILE"], ASKED, f"that can be trained on {NEEDED}"),
    ([*PROVE, "--test", "FILE"], ASKED, f"that can be asked {NEEDED}"),
    (["show", "FILE", "--stats"], ASKED, ""),
    (["merge", "FILE", "--out", "merged"], ASKED, ""),
    (["prefer", "FILE", "--method", "rank", "--out", "pairs"], ASKED, ""),
    (["distill", "FILE", "--out", "distilled"], ASKED, ""),
    (["validate", "FILE"], ASKED, ""),
    (["generate", "--seeds", "FILE", "-n", "2", "--out", "made"], ASKED, ""),
    (["ground", "FILE", "--out", "grounded"], "text: is missing (found: 'review', 'stars'); a document is {", ""),
]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    texts = [f"Thing {at} is {'nice' if at % 2 else 'awful'} indeed" for at in range(200)]
    rows = [
        {"instruction": "Is it good?", "input": text, "output": ("no", "yes")[at % 2], "is_classification": True}
        for at, text in enumerate(texts)
    ]
    write(tmp_path / "good.jsonl", rows)
    for names in (("review", "stars"), ("text", "label")):
        several = [dict(zip(names, (text, "5"), strict=True)) for text in texts[:2]]
        write(tmp_path / f"{names[0]}.jsonl", several)
        with (tmp_path / f"{names[0]}.csv").open("w", newline="") as file:
            table = csv.DictWriter(file, names)
            table.writeheader()
            table.writerows(several)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "told", "file"),
    [
        (words, told, f"{name}.{ending}")
        for number, (words, *both) in enumerate(COMMANDS)
        for name, told in zip(("review", "text"), both, strict=True)
        for ending in (("csv", "jsonl")[number % 2],)
        if told
    ],
)
def test_the_columns_are_named_and_those_it_would_need(place: Path, words: list[str], told: str, file: str) -> None:
    before = set(place.iterdir())
    done = run(*[file if word == "FILE" else word for word in words], cwd=place)
    assert done.returncode == 2, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("error: ") and told in line]
    assert lines, done.stderr
    assert set(place.iterdir()) == before


def test_few_columns_are_named() -> None:
    assert told_columns({}) == "found: nothing"
    assert told_columns(dict.fromkeys("abcdef")) == "found: 'a', 'b', 'c', 'd', 'e', 'f'"
    assert told_columns(dict.fromkeys("abcdefg")) == "found: 'a', 'b', 'c', 'd', 'e', 'f', …"
    assert told_columns({"x\x1b[2J" * 9: 1}).isprintable()
