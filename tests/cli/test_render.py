"""What a person sees fits the terminal, and is left alone elsewhere."""

import io
from typing import Any

import pytest

from selfinstruct.cli.render.ground import grounded
from selfinstruct.cli.render.ingest import ingested
from selfinstruct.cli.render.progress import ProgressLines, packed
from selfinstruct.cli.render.prove import proved
from selfinstruct.cli.render.text import fitted
from selfinstruct.progress import Expected, Progress, Total
from selfinstruct.records import Usage


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", [60, 80])
def test_lines_are_broken_to_a_terminal_and_nowhere_else(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"    167 requests, {'many tokens, ' * 9}", f"offline: {'not training data ' * 6}", "short"]
    for line in lines:
        monkeypatch.delenv("COLUMNS", raising=False)
        assert fitted(line, io.StringIO()) == line
        monkeypatch.setenv("COLUMNS", str(columns))
        assert fitted(line, io.StringIO()) == fitted(line, Terminal()), "who sets it has a terminal before them"
        parts = fitted(line, Terminal()).split("\n")
        assert max(map(len, parts)) <= columns
        assert " ".join(part.strip() for part in parts) == line.strip()
        assert all(part.startswith("  ") for part in parts[1:])
    entry = fitted(f"{'novelty':<28} {'What is too close to another. ' * 4}", Terminal(), 29).split("\n")
    assert all(part.startswith(" " * 29) for part in entry[1:])
    facts = ["12% accepted", "32 in flight", "1.2M tokens", "$12.20", "3,000 replayed", "12.1/s", "1:02:03 left"]
    rows = packed(facts, columns)
    assert max(map(len, rows)) <= columns
    assert " · ".join(rows).split(" · ") == facts


RULES = {"answer_in_question": 1, "unsupported_number": 12, "context_bound": 7, "quoted": 1_234, "novelty": 3}
INGESTED: dict[str, Any] = {
    "files": 11, "skipped": {"hidden": 2}, "masked": {"email": 1, "phone": 12}, "documents": 8,
    "formats": {"markdown": 12, "docx": 1, "html": 1, "mail": 1, "pdf": 14, "text": 2, "xlsx": 1, "epub": 1},
    "out": "some/folder/a-corpus-with-a-long-name.jsonl", "rejected": {"no_text": 2, "near-empty": 3, "extra": 1},
    "rejected_out": "some/folder/a-corpus-with-a-long-name.rejected.jsonl",
}  # fmt: skip
GROUNDED: dict[str, Any] = {
    "status": "done", "target": 40, "reason": "", "requests": 36, "usage": [], "cost": None, "notice": "x",
    "prices": {},
    "counts": {"tasks": 11, "instances": 11, "candidates": 24, "requests": 25, "rejected": {"ask": RULES}},
    "coverage": {
        "documents": 8, "documents_used": 3, "passages": 13, "passages_asked": 13, "passages_used": 5,
        "types": {"definition": 10, "explanation": 3, "procedure": 3, "summary": 1, "table": 1, "multi_hop": 2},
        "tasks_per_1000_tokens": 6.02,
    },
}  # fmt: skip


@pytest.mark.parametrize("columns", [40, 50, 60, 61, 62, 63, 64, 65, 70, 80])
def test_summaries_are_broken_between_words_and_not_before_a_count(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    told = [*ingested(INGESTED), *grounded(GROUNDED, "runs/a-corpus-grounded")]
    monkeypatch.setenv("COLUMNS", "100")
    words = " ".join([*ingested(INGESTED), *grounded(GROUNDED, "runs/a-corpus-grounded")]).split()
    monkeypatch.setenv("COLUMNS", str(columns))
    assert " ".join(told).split() == words  # where nothing is a terminal too
    lines = [part for line in told for part in fitted(line, Terminal()).split("\n")]
    assert " ".join(lines).split() == words
    assert all(len(line) <= columns or " " not in line.strip() for line in lines)
    for counts in (RULES, GROUNDED["coverage"]["types"], INGESTED["formats"], INGESTED["masked"]):
        for name, number in counts.items():
            assert any(f"{name} {number:,}" in line for line in lines), name


def shown(progress: Progress, monkeypatch: pytest.MonkeyPatch) -> str:
    """The line that is printed where there is no terminal."""
    said: list[str] = []
    monkeypatch.setattr("selfinstruct.cli.render.progress.say", said.append)
    monkeypatch.setattr(Progress, "seconds", 60.0)
    ProgressLines(_next=0.0)(progress)
    [line] = said
    return line


def test_the_progress_line_tells_tasks_with_an_instance_and_an_estimate_that_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    progress = Progress(target=20, candidates=86, accepted=45, settled=1, developed=45, asked=150)
    progress.stages = {("bootstrap", "m"): Total(150, usage=Usage(49_000, 26_000))}
    progress.expected = Expected(3_000, 1_500_000)
    line = shown(progress, monkeypatch)
    assert "52% accepted · 2% with an instance · 0 in flight" in line
    assert "150 of about 3,000 requests · 75.0k of about 1.5M tokens" in line
    assert line.endswith("19:00 left")  # 2,850 requests at 150 a minute
    progress.expected = None
    line = shown(progress, monkeypatch)
    assert line.startswith("1/20 tasks")
    assert "about" not in line


def test_the_reason_of_a_wait_is_shown_with_its_beginning_and_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    told = "openai/m answered 500: 1 validation error: {'type': 'literal_error', 'loc': " + "('body', 'x'), " * 20
    progress = Progress(target=20, waiting=1, trouble=told + "'msg': \"Input should be 'text' or 'json_object'\"}")
    line = shown(progress, monkeypatch)
    assert "1 waiting to retry (openai/m answered 500: 1 validation error: {'type'" in line
    assert "Input should be 'text' or 'json_object'\"})" in line
    assert " … " in line
    assert len(line) < 300


@pytest.mark.parametrize("columns", ["60", "100"])
def test_a_proof_of_pairs_tells_who_won_and_how_long_answers_were_before(
    columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    share = {"low": 0.1, "high": 0.9}
    ahead = {"kept_ahead": 0.2, "ahead_low": 0.1, "ahead_high": 0.3, "verdict": "better"}
    arms = [
        {"arm": "untrained", "right": 0.5, "words": 4.5, "won": 3, "lost": 1, "win_rate": 0.75} | share | ahead,
        {"arm": "kept", "right": 0.7, "words": 9, "prefers": 0.8} | share,
        {"arm": "rejected", "right": 0.5, "words": 3, "prefers": 0.4, "won": 0, "lost": 0, "win_rate": None}
        | share | ahead,
    ]  # fmt: skip
    info = {
        "verdict": {"told": "Better"}, "notice": "", "student": {"name": "small"}, "notes": [], "judged": {},
        "test": {"rows": 63, "tasks": 21, "by": {"exact": 63}, "undecided": 0, "contradicted": 0, "both": False},
        "training": {"rows": 160, "steps": 24, "batch": 8, "lora_rank": 16, "repeats": 3}, "seconds": 90,
    }  # fmt: skip
    lines = proved({**info, "arms": [arm | {"tokens": 1} for arm in arms]}, "runs/x-proof")
    assert max(map(len, lines)) <= int(columns)
    told = " ".join(line.strip() for line in lines)
    assert "its answers have 4.5 words; the data wins 3 of the 4 tasks that one gets right more often (75%)" in told
    assert "Tested on 63 held-out rows of 21 tasks that no arm has seen" in told
    assert told.count("the data wins") == 1, "of arms that differ on no task nothing is told"
