"""What every session command gets from one driver: the interpreter's settings, and silence where an error says all."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from selfinstruct.cli.session.interpreter import SWITCH_SECONDS
from tests.support.processes import run

SCRIPT = """
import json, sys
from pathlib import Path
from selfinstruct.cli.session.run_session import run_session

info = json.loads(sys.argv[1])
run_session(lambda watch, started, signals: started(Path("r")), lambda path: info, lambda info, path: [], as_json=False)
print(sys.getswitchinterval())
"""
DONE = {"status": "done", "reason": "", "notice": "", "usage": [], "answered": 0}


@pytest.mark.parametrize(
    ("asked", "threads"),
    [
        ({"model": "openai/a"}, False),
        ({"model": "bedrock/a"}, True),
        ({"models": ["openai/a"], "judges": ["openai/b"]}, False),
        ({"models": ["openai/a"], "judges": ["bedrock/b"]}, True),
        ({"judges": ["openai/a", "bedrock/b"]}, True),
        ({"judges": ["offline/judge-a", "openai/b"]}, False),
    ],
)
def test_threads_change_turns_faster_unless_requests_are_made_in_them(asked: dict[str, object], threads: bool) -> None:
    words = [sys.executable, "-c", SCRIPT, json.dumps(DONE | asked)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert (float(done.stdout) == SWITCH_SECONDS) is not threads


@pytest.mark.slow  # each waits and asks again; tests/cli/test_app.py holds it of one of them
@pytest.mark.parametrize("command", ["generate", "label", "prefer", "distill"])
def test_where_nothing_was_answered_the_error_is_all_there_is_to_say(command: str, tmp_path: Path) -> None:
    row = '{"id": "a", "instruction": "Name a river.", "input": "", "output": "The Rhine."}\n'
    (tmp_path / "rows.jsonl").write_text(row)
    words = {
        "generate": ["generate", "--seeds", "rows.jsonl", "--model", "openai/a"],
        "prefer": ["prefer", "rows.jsonl", "--method", "rank", "--model", "openai/a"],
        "label": ["label", "rows.jsonl", "--kind", "accept", "--judge", "openai/a", "--judge", "openai/b"],
        "distill": ["distill", "rows.jsonl", "--model", "openai/a"],
    }[command]
    env = {**os.environ, "OPENAI_API_KEY": "none"}
    done = run(*words, "--out", "out", "--base-url", "http://127.0.0.1:9/v1", cwd=tmp_path, env=env)
    assert done.returncode == 1
    lines = [
        line
        for line in done.stderr.splitlines()
        if not line.startswith(("Continue with", "Run the same command", "0/"))
    ]
    assert [line[:6] for line in lines] == ["error:"], done.stderr
