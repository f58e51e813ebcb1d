"""Conversations as Bedrock's schema has them, shared by training, preferences and distillation."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from selfinstruct.exporters.checks import TEXT, Shape
from selfinstruct.exporters.dialogues import refuse_tools, turn_text, with_system
from selfinstruct.exporters.form import Format, Limits, Row, Trait
from selfinstruct.files.dataset_rows import DatasetRow, Record
from selfinstruct.records import Message

SCHEMA = "bedrock-conversation-2024"
ITEMS: list[Shape] = [{"text": TEXT}]
CONVERSATION = {"schemaVersion": TEXT, "system?": ITEMS, "messages": [{"role": TEXT, "content": ITEMS}]}
_NO_LIMITS = Limits()


def service(
    make: Callable[[Record], list[Row]], check: Callable[[Any], list[str]], shapes: Mapping[str, Any],
    limits: Limits = _NO_LIMITS, validation: Limits = _NO_LIMITS, reasoning: str = "", traits: tuple[Trait, ...] = (),
) -> Format:  # fmt: skip
    """A format of Bedrock's, which reads JSON lines as they are."""
    return Format(
        make, check, shapes, ("jsonl",), limits, validation, compressed=False, reasoning=reasoning, traits=traits
    )


def asked_and_answered(record: Record) -> Sequence[Message]:
    """The turns of an instance, without its answer where that is empty: a prompt alone may be distilled."""
    assert isinstance(record, DatasetRow)
    turns = record.conversation
    return turns[:-1] if turns[-1] == Message("assistant", "") else turns


def plain_talk(turns: Sequence[Message], system: str, reasoning: str, tools: str = "", others: str = "messages") -> Row:
    """Turns of texts in Bedrock's schema; a system turn of their own comes before `system`."""
    refuse_tools(turns, tools, others)
    told, turns = system_and_turns(turns, system)
    return wrapped(told, [{"role": turn.role, "content": text_item(turn_text(turn, reasoning))} for turn in turns])


def system_and_turns(turns: Sequence[Message], system: str) -> tuple[str, Sequence[Message]]:
    """The system's text, and the turns after it."""
    turns = with_system(turns, system)
    return (turns[0].content, turns[1:]) if turns[0].role == "system" else ("", turns)


def wrapped(told: str, messages: list[Row]) -> Row:
    return {"schemaVersion": SCHEMA, **({"system": text_item(told)} if told else {}), "messages": messages}


def text_item(text: str) -> list[dict[str, str]]:
    return [{"text": text}]


def without_system(shape: dict[str, Any]) -> dict[str, Any]:
    return {name: inner for name, inner in shape.items() if name != "system?"}


def schema(row: dict[str, Any]) -> Iterator[str]:
    """The version is the one there is, and the system's text is not empty."""
    if row["schemaVersion"] != SCHEMA:
        yield f"schemaVersion: is {row['schemaVersion']!r:.60}, not {SCHEMA!r}"
    if "system" in row and not texts_in(row["system"]).strip():
        yield "system: is empty; leave it out"


def texts_in(items: Sequence[dict[str, Any]]) -> str:
    return "\n".join(item["text"] for item in items if "text" in item)
