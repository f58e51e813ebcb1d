"""What readers of rows agree on, whatever they make of a row and however strict they are about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class UnfoldedRow:
    """A row's values as they stand there, none of them checked; `is_chat`: its `messages` stand for an instruction."""

    row: Mapping[str, Any]
    is_chat: bool
    labels: Any

    def pairs(self) -> list[Mapping[str, Any]]:
        """What has input and output: the row's `instances`, else itself; ValueError where they are no list of those."""
        found = self.row.get("instances", [self.row])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise ValueError("instances: is not a list of objects")
        return found


def unfold(row: Any) -> UnfoldedRow:
    """A row taken apart as far as seeds, datasets, exports and prompts do it alike; ValueError for one that is none.

    It says whether a row is a chat, where its inputs and outputs stand, and which labels it names ([] for none).
    Not covered, since readers differ: which of `prompt`, `messages` and `instruction` comes first where a row has
    several, which turns of a chat count, documents, logs, what may be empty, ids, and the records that `label` reads.
    """
    if not isinstance(row, dict):
        raise ValueError("is not a JSON object")
    return UnfoldedRow(row, "messages" in row and "instruction" not in row, row.get("labels") or [])


def prompt_text(instruction: str, given: str) -> str:
    """The instruction, and the input where there is one, as a user would send them."""
    return f"{instruction}\n\n{given}" if given.strip() else instruction
