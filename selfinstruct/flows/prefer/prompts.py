"""Prompts to make pairs of: a run's dataset, or any file of prompts, instructions, tasks or chats."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from selfinstruct.canonical import content_id, to_json
from selfinstruct.files.dataset_rows import read_identifier
from selfinstruct.files.reading import read_each
from selfinstruct.files.rows import read_rows
from selfinstruct.files.unfold import prompt_text, unfold
from selfinstruct.flows.prefer.asking import PreferPrompt
from selfinstruct.records import Message

_ROLES = ("system", "user", "assistant")


def load_prompts(path: Path) -> list[PreferPrompt]:
    """The prompts of a file, in its order; raises SeedError with a problem for each bad row.

    A row is an instance (instruction, input, output), a task with instances, an instruction alone, a `prompt` (a text,
    or messages) with or without an `output`, or a chat: its last assistant turn is the output, the rest the prompt.
    """
    return _counted(read_each(read_rows(path), lambda place, row: _prompts(row), f"{path}: contains no prompts"))


def _counted(found: list[PreferPrompt]) -> list[PreferPrompt]:
    """Prompts of the same text are told apart by counting them."""
    met: dict[str, int] = {}
    counted: list[PreferPrompt] = []
    for item in found:
        key = to_json([[turn.role, turn.content] for turn in item.messages])
        counted.append(replace(item, ordinal=met.get(key, 0)))
        met[key] = met.get(key, 0) + 1
    return counted


def _prompts(row: Any) -> Iterator[PreferPrompt]:
    unfolded = unfold(row)
    identifier = read_identifier(row, "id")
    task = read_identifier(row, "task_id")
    if "prompt" in row:
        messages, output = _messages(row["prompt"], "prompt"), _text(row, "output", needed=False)
        yield _prompted(messages, output, task or identifier, identifier if task else "")
    elif unfolded.is_chat:
        messages, output = _messages(row["messages"], "messages"), ""
        if messages[-1].role == "assistant":
            messages, output = messages[:-1], messages[-1].content
        yield _prompted(messages, output, task or identifier, identifier if task else "")
    else:
        instruction = _text(row, "instruction")
        for item in unfolded.pairs() or [{}]:
            given, output = _text(item, "input", needed=False), _text(item, "output", needed=False)
            message = Message("user", prompt_text(instruction, given))
            yield _prompted((message,), output, task or identifier, identifier if task else "")


def _prompted(messages: tuple[Message, ...], output: str, task: str, instance: str) -> PreferPrompt:
    """A turn of the user's ends every prompt."""
    if not messages or messages[-1].role != "user":
        raise ValueError("messages: the prompt does not end with a user turn")
    return PreferPrompt(task or content_id(*(turn.content for turn in messages)), instance, messages, output)


def _messages(value: Any, name: str) -> tuple[Message, ...]:
    if isinstance(value, str) and value.strip():
        return (Message("user", value),)
    if not isinstance(value, list) or not value:
        raise ValueError(f"{name}: is neither a string nor a list of messages")
    turns: list[Message] = []
    for number, turn in enumerate(value):
        if not isinstance(turn, dict) or turn.get("role") not in _ROLES or not _is_text(turn.get("content")):
            raise ValueError(f"{name}[{number}]: needs a role ({', '.join(_ROLES)}) and a string as content")
        turns.append(Message(turn["role"], turn["content"]))
    return tuple(turns)


def _text(row: Mapping[str, Any], key: str, needed: bool = True) -> str:
    value = row.get(key)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or (needed and not _is_text(value)):
        raise ValueError(f"{key}: is missing or not a string")
    return value


def _is_text(value: Any) -> bool:
    whole = isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)
    return whole and bool(value.strip())
