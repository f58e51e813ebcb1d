"""The attempts of a run, read as prompts with what was answered to each: attempts.jsonl, or any file of such lines."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from selfinstruct.canonical import Ordinals, to_json
from selfinstruct.errors import SeedError, UsageError
from selfinstruct.files.dataset_rows import read_checks, read_identifier
from selfinstruct.files.parts.finding import is_run_folder
from selfinstruct.files.rows import read_rows
from selfinstruct.files.spool import Spool
from selfinstruct.files.unfold.chats import read_turns
from selfinstruct.flows.prefer.asking import Attempt, PreferPrompt, Response
from selfinstruct.runs.run import ATTEMPTS, Run
from selfinstruct.turns import Message

AUTHOR = "attempts"  # who wrote a side where nobody says which model it was
_MOST_PROBLEMS = 100


def load_attempts(source: Path, author: str = AUTHOR) -> Spool[PreferPrompt]:
    """The prompts of a run's attempts, or of a file of attempts, in its order, each with all that was answered to it.

    The attempts at a task stand together; of one task there may be several prompts. Raises SeedError with a line for
    each bad row, UsageError where a run has no attempts.
    """
    problems: list[str] = []
    met = Ordinals()
    found: Spool[PreferPrompt] = Spool()
    lines = _lines(source, author, problems)
    for _, group in groupby(lines, key=lambda line: line[0].task_id):
        for item in _prompts(group):
            turns = [[turn.role, turn.content] for turn in item.messages]
            found.append(replace(item, ordinal=met.next(to_json(turns))))
    if problems:
        raise SeedError(problems)
    if not len(found):
        raise SeedError([f"{source}: contains no attempts"])
    return found


def _rows(source: Path) -> Iterator[tuple[str, Any, str]]:
    if not is_run_folder(source):
        yield from read_rows(source)
        return
    path = source / ATTEMPTS
    if not path.exists():
        raise UsageError(
            f"{source}: has no attempts (no {ATTEMPTS}), which runs of methods with checks write; use another --method"
        )
    # A run that goes on may have half of a last line.
    for number, row in enumerate(Run(source).rows(ATTEMPTS), 1):
        yield f"{path}:{number}", row, ""


def _lines(source: Path, author: str, problems: list[str]) -> Iterator[tuple[PreferPrompt, Attempt]]:
    """The prompt of each line, and its attempt; what cannot be read is added to the problems."""
    for place, row, problem in _rows(source):
        if len(problems) >= _MOST_PROBLEMS:
            return
        try:
            if problem or not isinstance(row, dict):
                raise ValueError(problem or "is not a JSON object")
            yield _read(row, author)
        except ValueError as error:
            problems.append(f"{place}: {error}")


def _read(row: Mapping[str, Any], author: str) -> tuple[PreferPrompt, Attempt]:
    turns = tuple(Message(turn.role, turn.content) for turn in read_turns(row.get("prompt"), "prompt"))
    if not turns or turns[-1].role != "user":
        raise ValueError("prompt: does not end with a user turn")
    output, passed, reasoning = row.get("output"), row.get("passed"), row.get("reasoning") or ""
    if not isinstance(output, str) or not isinstance(reasoning, str):
        raise ValueError(f"{'output' if not isinstance(output, str) else 'reasoning'}: is missing or not a string")
    if not isinstance(passed, bool):
        raise ValueError("passed: is neither true nor false")
    task = read_identifier(row, "task_id")
    if not task:
        raise ValueError("task_id: is missing")
    prompt = PreferPrompt(task, read_identifier(row, "instance_id"), turns, checks=read_checks(row))
    return prompt, Attempt(Response(output, author, reasoning), passed)


def _prompts(lines: Iterator[tuple[PreferPrompt, Attempt]]) -> Iterator[PreferPrompt]:
    """The prompts of one task, in the order in which they were first asked."""
    prompts: dict[str, tuple[PreferPrompt, list[Attempt]]] = {}
    for prompt, attempt in lines:
        asked = to_json([prompt.instance_id, [turn.as_dict() for turn in prompt.messages], list(prompt.checks)])
        prompts.setdefault(asked, (prompt, []))[1].append(attempt)
    for prompt, attempts in prompts.values():
        yield replace(prompt, attempts=tuple(attempts))
