"""Attempts of a run whose checks are known, as methods with checks leave them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.support.runs import read, write

CHECKS = [{"check": "words", "version": 1, "at_least": 3}]


def attempts(
    task: str, outputs: Sequence[tuple[str, bool]], *, prompt: Any = None, instance: str = "", **more: Any
) -> list[dict[str, Any]]:
    """The lines of one prompt: each output, and whether it has passed."""
    turns = [{"role": "user", "content": prompt or f"Do {task}."}] if not isinstance(prompt, list) else prompt
    return [
        {
            "task_id": task, "instance_id": instance, "method": "verified", "attempt": number, "prompt": turns,
            "output": output, "checks": CHECKS, "passed": passed,
            "verdicts": [{"check": "words", "version": 1, "passed": passed, "asked": "at least 3 words", "found": ""}],
        } | more
        for number, (output, passed) in enumerate(outputs, 1)
    ]  # fmt: skip


def with_attempts(run: Path) -> Path:
    """A run with up to three attempts at each prompt of its dataset; one in six has none that fails."""
    lines = []
    for number, row in enumerate(read(run / "dataset.jsonl")):
        prompt = f"{row['instruction']}\n\n{row['input']}" if row["input"] else row["instruction"]
        good, bad = (f"The answer is {row['output']}", True), ("I do not know", False)
        outputs = [good, (f"It is {number}, no more", True), *([bad] if number % 6 else [])]
        lines += attempts(row["task_id"], outputs, prompt=prompt, instance=row["id"])
    write(run / "attempts.jsonl", lines)
    return run
