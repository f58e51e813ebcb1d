"""What a person sees fits the terminal, and is left alone elsewhere."""

import io

import pytest

from selfinstruct.cli.render.progress import packed
from selfinstruct.cli.render.text import fitted


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", [60, 80])
def test_lines_are_broken_to_a_terminal_and_nowhere_else(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = [f"    167 requests, {'many tokens, ' * 9}", f"offline: {'not training data ' * 6}", "short"]
    for line in lines:
        assert fitted(line, io.StringIO()) == line
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
