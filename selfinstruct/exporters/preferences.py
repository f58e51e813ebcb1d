"""Preferences as OpenAI, UltraFeedback and the Llama 3 paper have them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from selfinstruct.canonical import content_id
from selfinstruct.exporters import checks
from selfinstruct.exporters.checks import (
    CHAT,
    NUMBER_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    THOUGHT,
    TOOLS,
    TURNS,
    checker,
    filled,
    one_of,
    unequal,
)
from selfinstruct.exporters.dialogues import NOTHING, Contents, chat_turns, described, turn_shape
from selfinstruct.exporters.form import Format, Limits, Row
from selfinstruct.exporters.trl import answer, answers, implicit
from selfinstruct.files.dataset_rows import Record
from selfinstruct.preferences import Preference
from selfinstruct.records import Message

_NESTED = ("jsonl", "json", "parquet")
_OPENAI = {
    "input": {"messages": TURNS, "tools?": TOOLS, "parallel_tool_calls?": (bool,)},
    "preferred_output": CHAT,
    "non_preferred_output": CHAT,
}
_SCORE = (float,)
_TALK = [TURNS[0] | THOUGHT | {"content": TEXT}]
_ULTRA = {
    "prompt": TEXT,
    "prompt_id": TEXT,
    "chosen": _TALK,
    "rejected": _TALK,
    "messages": _TALK,
    "score_chosen": NUMBER_OR_NULL,
    "score_rejected": NUMBER_OR_NULL,
}
_TRIPLET = {"prompt": TEXT, "chosen": TEXT, "rejected": TEXT, "edited": TEXT_OR_NULL, "preference": TEXT}
_TEXTS = {"prompt": TEXT, "chosen": TEXT, "rejected": TEXT}
_GRADES = ("significantly_better", "better", "slightly_better", "marginally_better")


def openai_dpo(system: str = "", reasoning: str = "drop") -> Format:
    """OpenAI, Azure, Together, Fireworks (DPO): 10 rows or more, three fields and no other, sides not equal."""

    def make(record: Record) -> list[Row]:
        assert isinstance(record, Preference)
        return [
            {
                "input": {"messages": chat_turns(record.prompt, system, reasoning)},
                "preferred_output": answer(record.chosen),
                "non_preferred_output": answer(record.rejected),
            }
        ]

    shapes, limits = {"preferences": _OPENAI}, Limits(least=10)
    return Format(
        make, checker(_OPENAI, _openai), shapes, ("jsonl",), limits, compressed=False, lines_for="OpenAI and Together",
        reasoning=reasoning,
    )  # fmt: skip


def ultrafeedback(system: str = "", reasoning: str = "field", contents: Mapping[str, Contents] | None = None) -> Format:
    """Readers of UltraFeedback's columns: answers judged, neither empty nor equal (for TRL, drop the column prompt)."""
    held = (contents or {}).get("preferences", NOTHING)

    def make(record: Record) -> list[Row]:
        assert isinstance(record, Preference)
        scores = [record.scores.get(side) for side in ("chosen", "rejected")]
        if None in scores:
            raise ValueError("scores: are missing, since nobody judged the pair; trl-dpo has pairs without scores")
        # A reader that takes the first rows for all takes a whole number or null for the column's type.
        better, worse = (float(score or 0) for score in scores)
        prompt = chat_turns(record.prompt, system, reasoning, held)
        chosen = [*prompt, *answer(record.chosen)]
        return [
            {
                "prompt": next((turn.content for turn in reversed(record.prompt) if turn.role == "user"), ""),
                "prompt_id": content_id(*(f"{turn.role}:{turn.content}" for turn in record.prompt)),
                "chosen": chosen,
                "rejected": [*prompt, *answer(record.rejected)],
                "messages": chosen,
                "score_chosen": better,
                "score_rejected": worse,
            }
        ]

    turns, check = turn_shape(held, reasoning), checker(_ULTRA, filled("prompt"), implicit, _asked)
    shape = _ULTRA | dict.fromkeys(("chosen", "rejected", "messages"), turns)
    shape |= dict.fromkeys(("score_chosen", "score_rejected"), _SCORE)
    return Format(make, check, {"preferences": shape}, _NESTED, reasoning=reasoning)


def dpo_text() -> Format:
    """verl, oumi and other trainers on plain texts (DPO, reward models): three texts, none empty, sides not equal."""

    def make(record: Record) -> list[Row]:
        assert isinstance(record, Preference)
        return [{"prompt": one_turn(record.prompt), "chosen": record.chosen, "rejected": record.rejected}]

    rules = (filled(*_TEXTS), unequal("chosen", "rejected"))
    return Format(make, checker(_TEXTS, *rules, closed=False), {"preferences": _TEXTS}, _NESTED)


def triplet(contents: Mapping[str, Contents] | None = None) -> Format:
    """Reward models as for Llama 3: edited (if any), chosen, rejected and one of four grades; none empty or equal."""
    # Where some have a third side, null would tell a reader of the first rows that there is none.
    without = "" if (contents or {}).get("preferences", NOTHING).edited else None

    def make(record: Record) -> list[Row]:
        assert isinstance(record, Preference)
        if record.grade is None:
            raise ValueError("grade: is missing, since nobody judged the pair")
        sides = {"chosen": record.chosen, "rejected": record.rejected, "edited": record.edited or without}
        return [{"prompt": one_turn(record.prompt), **sides, "preference": record.grade}]

    rules = (filled("prompt", "chosen", "rejected"), unequal("chosen", "rejected"), one_of("preference", _GRADES))
    return Format(make, checker(_TRIPLET, *rules, _edited), {"preferences": _TRIPLET}, _NESTED)


def one_turn(prompt: Sequence[Message]) -> str:
    """The text of a prompt that is one turn; ValueError for others."""
    if len(prompt) > 1 or prompt[0].role != "user":
        raise ValueError(f"prompt: {described(prompt)}; this format has a place for one: use trl-dpo")
    return prompt[0].content


def _openai(row: dict[str, Any]) -> Iterator[str]:
    yield from checks.dialogue(row["input"]["messages"], "input.messages", ends="user")
    names = ("preferred_output", "non_preferred_output")
    found = list(answers(row, *names))
    yield from found
    if not found and len({row[name][0]["content"].strip() for name in names}) == 1:
        yield "preferred_output and non_preferred_output: are equal"


def _asked(row: dict[str, Any]) -> Iterator[str]:
    asked = [turn["content"] for turn in row["chosen"] if turn["role"] == "user"]
    if row["prompt"] not in asked:
        yield "prompt: is not one of the user's turns in chosen"


def _edited(row: dict[str, Any]) -> Iterator[str]:
    edited = row.get("edited")
    if not edited:
        return
    if not edited.strip():
        yield "edited: is empty"
    for name in ("chosen", "rejected"):
        if edited.strip() == row[name].strip():
            yield f"edited and {name}: are equal"
