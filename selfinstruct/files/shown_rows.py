"""A row as people and judges are shown it: named parts of its text, the two sides of a pair, and the id it goes by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from selfinstruct.canonical import content_id, to_json
from selfinstruct.files.dataset_rows import read_side, row_citation, side_text
from selfinstruct.files.unfold import UnfoldedRow, unfold
from selfinstruct.files.unfold.columns import plain_column, told_columns
from selfinstruct.turns import said_in

# The columns of a record in the order they are shown in, and what they are called there.
_NAMES = {"text": "Text", "source": "Text", "prompt": "Prompt", "instruction": "Instruction", "input": "Input"}

# What files of reviews, comments and posts call their text; it counts where nothing else is there.
_SPOKEN = (
    "content", "review", "review_text", "review_body", "comment", "comment_text", "body", "sentence", "message", "post",
    "tweet", "headline", "utterance", "abstract",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownRow:
    """What is shown of a row. `id` is its own, else made of its content; rows of a file may have the same."""

    id: str
    parts: tuple[tuple[str, str], ...]
    sides: tuple[str, str] = ("", "")


def shown_row(row: Mapping[str, Any], kind: str) -> ShownRow:
    """A row as it is shown to those asked a question of this kind; raises ValueError where it cannot be."""
    identifier = str(row["id"]) if isinstance(row.get("id"), str | int) and row["id"] != "" else ""
    sides = _sides(row) if kind == "pair" else ("", "")
    parts = _parts(row, answered=kind not in ("pair", "text"))
    return ShownRow(identifier or content_id(to_json(parts), *sides), parts, sides)


def check_writable(row: Any) -> None:
    """Raise ValueError for what is no object, or holds what JSON cannot."""
    if not isinstance(row, dict):
        raise ValueError("is not a JSON object")
    try:
        to_json(row)
    except ValueError:
        raise ValueError("contains a number that JSON does not allow (NaN or Infinity)") from None


def _parts(row: Mapping[str, Any], *, answered: bool) -> tuple[tuple[str, str], ...]:
    """A text, an instruction with input and output, or the turns of a conversation; `answered` with their answer."""
    if "instances" in row and "instruction" in row:
        raise ValueError("instances: a task may have several; give the file with one instance a line (dataset.jsonl)")
    unfolded = unfold(row)
    turns = unfolded.turns
    if unfolded.kind == "preference":
        turns = read_side(row["chosen"], "chosen")[:-1] or turns
    elif not answered:
        turns = unfolded.prompt
    if turns and (len(turns) > 1 or "turns" in unfolded.named or unfolded.kind == "chat"):
        return tuple((turn.role.capitalize(), said_in(turn)) for turn in turns)
    if "turns" in unfolded.named and unfolded.kind == "task":
        said = (("User", unfolded.row["instruction"]), ("Assistant", unfolded.row.get("output", "")))
        return tuple((name, text) for name, text in said[: 1 + answered] if text)
    return _columns(row, unfolded, answered)


def _columns(row: Mapping[str, Any], unfolded: UnfoldedRow, answered: bool) -> tuple[tuple[str, str], ...]:
    """The columns of a row that is no conversation; what is asked about a document has its passage for an input."""
    cited = row_citation(unfolded)
    if cited is not None:
        row = {key: value for key, value in row.items() if key != "source"}
    if wrong := next((key for key in _NAMES if not isinstance(row.get(key, ""), str | None)), ""):
        raise ValueError(f"{wrong}: is not a string")
    found = [(name, row[key]) for key, name in _NAMES.items() if row.get(key) not in (None, "")]
    for meaning, name in (("instruction", "Instruction"), ("input", "Input"), ("output", "Output")):
        value, key = unfolded.row.get(meaning), unfolded.named.get(meaning, meaning)
        if unfolded.kind == "preference" or value in (None, "") or key in _NAMES or (name == "Output" and not answered):
            continue
        if not isinstance(value, str):
            raise ValueError(f"{key}: is not a string")
        if name != "Output" or "text" not in row:
            found.append((name, value))
    if cited is not None:
        found = [("Passage" if name == "Input" else name, text) for name, text in found]
    if not found and unfolded.kind == "preference":
        asked = read_side(row["chosen"], "chosen")[:-1] or unfolded.turns
        found = [(turn.role.capitalize(), said_in(turn)) for turn in asked]
    if not found and (spoken := _spoken(row)):
        found = [("Text", spoken)]
    if not any(text.strip() for name, text in found if name != "Output"):
        if empty := next((key for key in _NAMES if key in row), ""):
            raise ValueError(f"{empty}: is empty")
        raise ValueError(f"has no text ({told_columns(row)}); call the column text, instruction, messages or prompt")
    return tuple(found)


def _spoken(row: Mapping[str, Any]) -> str:
    """The text of a row under the names that files of reviews, comments and posts have for it, "" for none."""
    named = {plain_column(key): value for key, value in row.items()}
    found = (named[name] for name in _SPOKEN if name in named)
    return next((value for value in found if isinstance(value, str) and value.strip()), "")


def _sides(row: Mapping[str, Any]) -> tuple[str, str]:
    for keys in (("first", "second"), ("chosen", "rejected")):
        if all(key in row for key in keys):
            sides = tuple(_side(row[key]) for key in keys)
            if not all(isinstance(side, str) and side.strip() for side in sides):
                raise ValueError(f"{' and '.join(keys)}: must be non-empty strings, or a chat's last turn")
            return str(sides[0]), str(sides[1])
    raise ValueError("is not a pair: it has neither first and second nor chosen and rejected")


def _side(value: Any) -> Any:
    return side_text(read_side(value, "side")[-1]) if isinstance(value, list | dict | str) and value else value
