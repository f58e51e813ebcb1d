"""Rows of datasets: instances with their instruction, and preferences, each read from one row of a file."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from selfinstruct.canonical import content_id
from selfinstruct.files.document_rows import is_document, read_document
from selfinstruct.files.unfold import prompt_text, unfold
from selfinstruct.records import Message, Preference

KINDS = ("instances", "preferences")
_ROLES = ("system", "user", "assistant")


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """An instance with what its task says: a line of dataset.jsonl. `output` may be "" in a file of prompts."""

    id: str
    task_id: str
    type: str
    instruction: str
    input: str
    output: str
    is_classification: bool | None = None
    labels: tuple[str, ...] = ()

    @property
    def prompt(self) -> str:
        """The instruction, and the input where there is one, as a user would send them."""
        return prompt_text(self.instruction, self.input)


Record = DatasetRow | Preference


def row_kind(row: Any) -> str:
    """Which of KINDS a row is."""
    return "preferences" if isinstance(row, dict) and "chosen" in row and "rejected" in row else "instances"


def read_dataset_rows(row: Any) -> list[DatasetRow]:
    """The instances of a row; ValueError says what is wrong with it.

    A row is an instance (instruction, input, output), a task with instances, a prompt and its completion, a chat of
    one question and its answer, or a document.
    """
    if isinstance(row, dict) and "instruction" not in row:
        row = _with_instruction(row)
    unfolded = unfold(row)
    instruction = _text(row, "instruction", needed=True)
    found = unfolded.pairs()
    kind, known, label = _text(row, "type"), unfolded.labels, row.get("is_classification")
    if not isinstance(known, list) or not all(isinstance(item, str) for item in known):
        raise ValueError("labels: is not a list of strings")
    if label is not None and not isinstance(label, bool):
        raise ValueError("is_classification: is neither true nor false")
    own, task = read_identifier(row, "id"), read_identifier(row, "task_id")
    task = task or own or content_id(instruction)
    examples = []
    for item in found:
        given, output = _text(item, "input"), _text(item, "output")
        identifier = own if own and "instances" not in row else content_id(task, given, output)
        examples.append(DatasetRow(identifier, task, kind, instruction, given, output, label, tuple(known)))
    return examples


def read_preference(row: Any) -> Preference:
    """The preference in a row, ours or {prompt, chosen, rejected} as texts or messages; ValueError says what is wrong.

    Of chosen and rejected as messages the last one counts; without a prompt, those before it are the prompt.
    """
    if not isinstance(row, dict):
        raise ValueError("is not a JSON object")
    prompt = _messages(row.get("prompt", ()), "prompt")
    chosen_turns, rejected_turns = (_messages(row.get(side), side, "assistant") for side in ("chosen", "rejected"))
    before = chosen_turns[:-1]
    if before != rejected_turns[:-1] or (prompt and before and before[-len(prompt) :] != prompt):
        raise ValueError("chosen and rejected: answer different prompts")
    prompt = before or prompt
    if not prompt or prompt[-1].role != "user":
        raise ValueError("prompt: is missing or does not end with a user turn")
    identifier = read_identifier(row, "id") or content_id(
        *(turn.content for turn in prompt), chosen_turns[-1].content, rejected_turns[-1].content
    )
    number = row.get("round", 1)
    return Preference(
        id=identifier,
        task_id=read_identifier(row, "task_id") or content_id(*(turn.content for turn in prompt)),
        instance_id=read_identifier(row, "instance_id"),
        method=_text(row, "method"),
        round=number if isinstance(number, int) else 1,
        prompt=prompt,
        chosen=chosen_turns[-1].content,
        rejected=rejected_turns[-1].content,
        edited=_text(row, "edited") or None,
        scores=_numbers(row.get("scores") or {}),
        margin=_numbers({"margin": row.get("margin")}).get("margin"),
        grade=_text(row, "grade") or None,
        flaw=_text(row, "flaw") or None,
        rationale=_text(row, "rationale"),
        judges=tuple(str(name) for name in row.get("judges") or ()),
        models={str(side): str(name) for side, name in _object(row, "models").items()},
    )


def _with_instruction(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of another form as one with instruction, input and output."""
    base = {name: row[name] for name in ("id", "task_id", "type", "is_classification", "labels") if name in row}
    if is_document(row):
        return read_document(row)
    if "prompt" in row:
        turns = _messages(row["prompt"], "prompt")
        if [turn.role for turn in turns] != ["user"]:
            raise ValueError("prompt: is not a single question; an instance is one question and its answer")
        answer = row.get("completion", row.get("output"))
        output = _messages(answer, "completion", "assistant")[-1].content if answer else ""
        return base | {"instruction": turns[0].content, "output": output}
    if "messages" not in row:
        found = ", ".join(repr(name)[:40] for name in list(row)[:6])
        raise ValueError(f"instruction: is missing (found: {found or 'nothing'})")
    said = [(turn.role, turn.content) for turn in _messages(row["messages"], "messages")]
    if said and said[0][0] == "system":
        raise ValueError("messages: has a system turn; leave it out and give it with --system")
    if [role for role, _ in said] not in (["user"], ["user", "assistant"]):
        raise ValueError(f"messages: has {len(said)} turns; an instance is one question and its answer")
    return base | {"instruction": said[0][1], "output": said[1][1] if len(said) > 1 else ""}


def _messages(value: Any, name: str, role: str = "user") -> tuple[Message, ...]:
    """A text is one message of that role."""
    if isinstance(value, str):
        return (Message(role, value),)
    if not isinstance(value, list | tuple) or (not value and role == "assistant"):
        raise ValueError(f"{name}: is neither a string nor a list of messages")
    for number, turn in enumerate(value):
        if not isinstance(turn, dict) or turn.get("role") not in _ROLES or not isinstance(turn.get("content"), str):
            raise ValueError(f"{name}[{number}]: needs a role ({', '.join(_ROLES)}) and a string as content")
    return tuple(Message(turn["role"], turn["content"]) for turn in value)


def _text(row: Mapping[str, Any], key: str, *, needed: bool = False) -> str:
    value = row.get(key)
    if value is None and not needed:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{key}: is missing or not a string")
    return value


def _object(row: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = row.get(key) or {}
    if not isinstance(value, dict):
        raise ValueError(f"{key}: is not an object")
    return value


def _numbers(row: Any) -> dict[str, float]:
    if not isinstance(row, dict):
        raise ValueError("scores: is not an object")
    found = {str(name): value for name, value in row.items() if value is not None}
    for name, value in found.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError(f"{name[:40]}: is not a number")
    return found


def read_identifier(row: Mapping[str, Any], key: str) -> str:
    """The row's id as a text, "" where it has none. Raises ValueError for one that is neither text nor number."""
    value = row.get(key)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f"{key}: is neither a string nor a whole number")
    return str(value)
