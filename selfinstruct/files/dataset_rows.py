"""Rows of datasets: instances with their instruction, and preferences, each read from one row of a file."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from selfinstruct.canonical import content_id, to_json
from selfinstruct.files.unfold import UnfoldedRow, unfold
from selfinstruct.files.unfold.cells import decoded_cell
from selfinstruct.files.unfold.chats import read_turns
from selfinstruct.files.unfold.citations import cited_document, read_citation
from selfinstruct.files.unfold.columns import without_instruction
from selfinstruct.files.unfold.transcripts import read_transcript
from selfinstruct.preferences import Preference
from selfinstruct.records import Message
from selfinstruct.turns import prompt_text

KINDS = ("instances", "preferences")


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """An instance with what its task says: a line of dataset.jsonl. `output` may be "" in a file of prompts.

    A conversation has all its `turns`, of which the last one is the answer; its `instruction` is what comes before
    that, as one text. `reasoning` belongs to the answer of all others. `tools` is a JSON text, "" for none. `source`
    says where in a document it stands, as `read_citation` reads it. `checks` are those it carries, as it says them. A
    `document` is no instance at all: its text stands as the instruction.
    """

    id: str
    task_id: str
    type: str
    instruction: str
    input: str
    output: str
    is_classification: bool | None = None
    labels: tuple[str, ...] = ()
    reasoning: str = ""
    turns: tuple[Message, ...] = ()
    tools: str = ""
    source: Mapping[str, Any] | None = None
    document: bool = False
    checks: tuple[Mapping[str, Any], ...] = ()

    @property
    def prompt(self) -> str:
        """The instruction, and the input where there is one, as a user would send them."""
        return prompt_text(self.instruction, self.input)

    @property
    def conversation(self) -> tuple[Message, ...]:
        """All its turns, also of a single question and its answer."""
        return self.turns or (Message("user", self.prompt), Message("assistant", self.output, self.reasoning))

    def texts(self) -> list[str]:
        """All its text, field by field or turn by turn, as far as it is not empty."""
        if self.turns:
            return [text for turn in self.turns for text in turn.texts()]
        return [text for text in (self.instruction, self.input, self.reasoning, self.output) if text]


Record = DatasetRow | Preference


def row_kind(row: Any) -> str:
    """Which of KINDS a row is."""
    return "preferences" if isinstance(row, dict) and "chosen" in row and "rejected" in row else "instances"


def read_dataset_rows(row: Any) -> list[DatasetRow]:
    """The instances of a row, which may be unfolded already; ValueError says what is wrong with it.

    A record that has been labelled and has no answer has its label for one.
    """
    unfolded = row if isinstance(row, UnfoldedRow) else unfold(row)
    answer = _label_of(unfolded.given)
    return [_answered(item, answer) for item in _dataset_rows(unfolded)] if answer else _dataset_rows(unfolded)


def _label_of(given: Mapping[str, Any]) -> str:
    """The label of a line of accepted.jsonl, as `label` and `review` write it; "" for scores, and for other rows."""
    decided = any(isinstance(given.get(name), list) for name in ("judges", "reviewers"))
    return given["label"] if decided and isinstance(given.get("label"), str) else ""


def _answered(row: DatasetRow, label: str) -> DatasetRow:
    if row.turns and row.turns[-1].role == "user":
        return replace(row, turns=(*row.turns, Message("assistant", label)), output=label, is_classification=True)
    if row.turns or row.output:
        return row
    return replace(row, output=label, is_classification=True, document=False)


def _dataset_rows(unfolded: UnfoldedRow) -> list[DatasetRow]:
    row = unfolded.row
    own, task = read_identifier(row, "id"), read_identifier(row, "task_id")
    kind, label, known = _text(row, "type"), row.get("is_classification"), unfolded.labels
    source, checks = row_citation(unfolded), read_checks(row)
    if not isinstance(known, list) or not all(isinstance(item, str) for item in known):
        raise ValueError("labels: is not a list of strings")
    if label is not None and not isinstance(label, bool):
        raise ValueError("is_classification: is neither true nor false")
    if unfolded.kind in ("chat", "preference"):
        made, instruction = unfolded.instance(), unfolded.instruction()
        task = task or content_id(instruction)
        identifier = own or content_id(task, to_json([turn.as_dict() for turn in made.turns]))
        return [
            DatasetRow(
                identifier, task, kind, instruction, "", made.output, label, tuple(known), turns=made.turns,
                tools=made.tools, source=source, checks=checks,
            )
        ]  # fmt: skip
    instruction = _instruction(unfolded)
    document = unfolded.kind == "document" and not row.get("output")
    if document:
        source = source or cited_document(own or content_id(instruction), unfolded.given)
    task = task or (own if "instances" in row else "") or content_id(instruction)
    examples = []
    for item in unfolded.pairs():
        given, output = _text(item, "input", unfolded.named), _text(item, "output", unfolded.named)
        identifier = own if own and "instances" not in row else content_id(task, given, output)
        examples.append(
            DatasetRow(
                identifier, task, kind, instruction, given, output, label, tuple(known), _text(item, "reasoning"),
                source=source, document=document, checks=checks,
            )
        )  # fmt: skip
    return examples


def with_output(row: DatasetRow, text: str) -> DatasetRow:
    """The instance with another answer, the same where `text` is "". What was thought before the old one goes."""
    if not text:
        return row
    turns = (*row.turns[:-1], Message("assistant", text)) if row.turns else ()
    return replace(row, output=text, reasoning="", turns=turns)


def read_preference(row: Any) -> Preference:
    """The preference in a row, which may be unfolded already; ValueError says what is wrong with it.

    Of chosen and rejected as turns, or as a transcript, the last turn counts; those before it belong to the prompt.
    """
    unfolded = row if isinstance(row, UnfoldedRow) else unfold(row)
    row = unfolded.row
    prompt = unfolded.turns
    if unfolded.tools:
        raise ValueError("tools: a pair has no place for them")
    chosen_turns, rejected_turns = (read_side(row.get(side), side) for side in ("chosen", "rejected"))
    before = chosen_turns[:-1]
    if before != rejected_turns[:-1] or (prompt and before and before[-len(prompt) :] != prompt):
        raise ValueError("chosen and rejected: answer different prompts")
    prompt = before or prompt
    if not prompt or prompt[-1].role not in ("user", "tool"):
        raise ValueError("prompt: is missing or does not end with a user turn")
    identifier = read_identifier(row, "id") or content_id(
        *(turn.content for turn in prompt), side_text(chosen_turns[-1]), side_text(rejected_turns[-1])
    )
    number = row.get("round", 1)
    return Preference(
        id=identifier,
        task_id=read_identifier(row, "task_id") or content_id(*(turn.content for turn in prompt)),
        instance_id=read_identifier(row, "instance_id"),
        method=_text(row, "method"),
        round=number if isinstance(number, int) else 1,
        prompt=prompt,
        chosen=side_text(chosen_turns[-1]),
        rejected=side_text(rejected_turns[-1]),
        edited=_text(row, "edited") or None,
        scores=_numbers(row.get("scores") or {}),
        margin=_numbers({"margin": row.get("margin")}).get("margin"),
        grade=_text(row, "grade") or None,
        flaw=_text(row, "flaw") or None,
        rationale=_text(row, "rationale"),
        judges=tuple(str(name) for name in row.get("judges") or ()),
        models={str(side): str(name) for side, name in _object(row, "models").items()},
        source=read_citation(row.get("source")),
        checks=read_checks(row),
        agreement=_numbers({"agreement": row.get("agreement")}).get("agreement"),
        reasoning=_thoughts(row.get("reasoning")),
    )


def _thoughts(value: Any) -> dict[str, str]:
    """What was thought before each side, where a row has it by side."""
    sides = value if isinstance(value, dict) else {}
    return {side: text for side in ("chosen", "rejected") if isinstance(text := sides.get(side), str) and text}


def read_side(value: Any, name: str) -> tuple[Message, ...]:
    """One side of a pair: a text, a turn, several turns, or a transcript that begins with the prompt."""
    if isinstance(value, str):
        turns = read_transcript(value)
        return turns if turns and turns[-1].role == "assistant" else (Message("assistant", value),)
    value = [value] if isinstance(value, dict) else value
    turns = read_turns(value, name)
    if isinstance(value, list) and value:  # a side is kept as it was written
        turns = (*turns[:-1], *read_turns(value[-1:], name, apart=False)[-1:])
    if not turns or turns[-1].role != "assistant":
        raise ValueError(f"{name}: does not end with a turn of the assistant")
    if turns[-1].tool_calls:
        raise ValueError(f"{name}: calls a tool, and a pair has a place for texts only")
    return turns


def side_text(turn: Message) -> str:
    """A side as one text; what was thought before it stands marked in it, as models write it."""
    return f"<think>\n{turn.reasoning}\n</think>\n\n{turn.content}" if turn.reasoning else turn.content


def read_checks(row: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """The checks that a row carries, as it says them; ValueError where they are no list of objects."""
    said = decoded_cell(row.get("checks") or [])
    if not isinstance(said, list) or not all(isinstance(item, dict) for item in said):
        raise ValueError("checks: is not a list of checks")
    return tuple(said)


def row_citation(unfolded: UnfoldedRow) -> dict[str, Any] | None:
    """Where in a document the row stands: its own column, or what the metadata of a document that is read say."""
    metadata = unfolded.given.get("metadata") if unfolded.kind == "document" else None
    return read_citation(unfolded.given.get("source")) or (
        read_citation(metadata.get("source")) if isinstance(metadata, dict) else None
    )


def _instruction(unfolded: UnfoldedRow) -> str:
    row, name = unfolded.row, unfolded.named.get("instruction", "instruction")
    if "instruction" not in row:
        raise ValueError(without_instruction(unfolded.given))
    if not isinstance(row["instruction"], str):
        raise ValueError(f"{name}: is missing or not a string")
    return row["instruction"]


def _text(row: Mapping[str, Any], key: str, named: Mapping[str, str] | None = None) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{(named or {}).get(key, key)}: is missing or not a string")
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
