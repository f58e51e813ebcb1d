"""Documents as data preparation has them, DataTrove's among others: {"id", "text", "metadata"}; and the task in one."""

from collections.abc import Mapping
from typing import Any

from selfinstruct.turns import prompt_text

_KEPT = ("task_id", "type", "is_classification", "labels")


def is_document(row: Mapping[str, Any]) -> bool:
    """Whether a row is a document rather than a task, a chat or a prompt with its completion."""
    return "text" in row and not any(name in row for name in ("instruction", "messages", "prompt"))


def read_document(row: Mapping[str, Any]) -> dict[str, Any]:
    """The document as a row with instruction, input and output; ValueError says what is wrong with it.

    The text is what counts, since a step of the preparation may have changed it: metadata as the `text` export writes
    it says only where the prompt ends. Where the text does not begin with that prompt, all of it is the instruction,
    and there is no output.
    """
    text, metadata = row["text"], row.get("metadata")
    if not isinstance(text, str):
        raise ValueError("text: is not a string")
    known: Mapping[str, Any] = metadata if isinstance(metadata, dict) else {}
    kept = {name: known[name] for name in _KEPT if name in known} | {"id": row.get("id")}
    instruction, given = known.get("instruction"), known.get("input") or ""
    if isinstance(instruction, str) and isinstance(given, str):
        prompt = prompt_text(instruction, given)
        rest = text.removeprefix(prompt)
        if instruction.strip() and text.startswith(prompt) and (not rest or rest.startswith("\n\n")):
            return kept | {"instruction": instruction, "input": given, "output": rest[2:]}
    return kept | {"instruction": text}
