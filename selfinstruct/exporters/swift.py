"""Preferences as ms-swift reads them: whole conversations, with the rejected answer beside them or with a label."""

from collections.abc import Iterator, Mapping
from typing import Any

from selfinstruct.exporters import checks
from selfinstruct.exporters.checks import TEXT, THOUGHT, TURNS, checker
from selfinstruct.exporters.dialogues import NOTHING, Contents, chat_turns, turn_shape
from selfinstruct.exporters.form import Format, Row
from selfinstruct.exporters.trl import answer
from selfinstruct.files.dataset_rows import Record
from selfinstruct.preferences import Preference

_NESTED = ("jsonl", "json", "parquet")
_TALK = [TURNS[0] | THOUGHT]
_RANKED = {"messages": _TALK, "rejected_response": TEXT}
_LABELLED = {"messages": _TALK, "label": (bool,)}


def swift_dpo(system: str = "", reasoning: str = "field", contents: Mapping[str, Contents] | None = None) -> Format:
    """ms-swift (DPO, reward models): conversations and, as rejected_response, the other answer; none empty or equal."""
    held = (contents or {}).get("preferences", NOTHING)

    def make(record: Record) -> list[Row]:
        assert isinstance(record, Preference)
        turns = [*chat_turns(record.prompt, system, reasoning, held), *answer(record.chosen)]
        return [{"messages": turns, "rejected_response": record.rejected}]

    shape = {"messages": turn_shape(held, reasoning), "rejected_response": TEXT}
    check = checker(_RANKED, _dialogue, _other, closed=False)
    return Format(make, check, {"preferences": shape}, _NESTED, reasoning=reasoning)


def swift_kto(system: str = "", reasoning: str = "field", contents: Mapping[str, Contents] | None = None) -> Format:
    """ms-swift (KTO): conversations with a label, two rows a pair; answers neither empty nor equal."""
    held = (contents or {}).get("preferences", NOTHING)

    def make(record: Record) -> list[Row]:
        assert isinstance(record, Preference)
        # Alone neither row shows that the same answer is taught as good and as bad.
        if record.chosen.strip() == record.rejected.strip():
            raise ValueError("chosen and rejected: are equal")
        prompt = chat_turns(record.prompt, system, reasoning, held)
        sides = ((record.chosen, True), (record.rejected, False))
        return [{"messages": [*prompt, *answer(text)], "label": label} for text, label in sides]

    shape = {"messages": turn_shape(held, reasoning), "label": (bool,)}
    check = checker(_LABELLED, _dialogue, closed=False)
    return Format(make, check, {"preferences": shape}, _NESTED, reasoning=reasoning)


def _dialogue(row: dict[str, Any]) -> Iterator[str]:
    yield from checks.dialogue(row["messages"], "messages")


def _other(row: dict[str, Any]) -> Iterator[str]:
    if not row["rejected_response"].strip():
        yield "rejected_response: is empty"
    elif row["rejected_response"].strip() == _text(row).strip():
        yield "messages and rejected_response: the answers are equal"


def _text(row: dict[str, Any]) -> str:
    return row["messages"][-1].get("content") or ""
