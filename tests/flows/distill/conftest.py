from pathlib import Path

import pytest

from tests.support.logs import UNREAD, Row, converse
from tests.support.runs import write


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Twenty prompts, two of them the same, and two rows without text."""
    rows: list[Row] = [converse(f"Tell me about river {n % 19}, please.", f"It is river {n}.") for n in range(20)]
    rows[5] = converse("And a short one?", None, "Answer in a word.")
    return write(tmp_path / "log.jsonl", [*rows[:8], UNREAD[0][0], *rows[8:], UNREAD[10][0]])
