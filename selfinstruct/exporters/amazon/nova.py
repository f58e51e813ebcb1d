"""Conversations and preferences for Amazon Nova (and Llama 3.2), with the words and traits that Nova reserves."""

from collections.abc import Iterator, Sequence
from typing import Any

from selfinstruct.exporters import checks
from selfinstruct.exporters.amazon.converse import (
    CONVERSATION,
    ITEMS,
    asked_and_answered,
    plain_talk,
    schema,
    service,
    text_item,
    texts_in,
    without_system,
    wrapped,
)
from selfinstruct.exporters.amazon.tools import RESULT, TOOL_CONFIG, TOOL_USE, converse_turns, tool_config, tool_rules
from selfinstruct.exporters.checks import TEXT, checker
from selfinstruct.exporters.dialogues import chat_turns
from selfinstruct.exporters.form import Format, Limits, Row, Trait
from selfinstruct.files.dataset_rows import DatasetRow, Record
from selfinstruct.preferences import Preference

# Amazon's documentation and its validators each name some of these; the newest one looks at every text, in any case.
_RESERVED = ("User:", "Bot:", "Assistant:", "System:", "Thought:", "<image>", "<video>", "<unk>", "[EOS]")
_KINDS = {
    "text?": TEXT,
    "reasoningContent?": {"reasoningText": {"text": TEXT, "signature?": TEXT}},
    "toolUse?": TOOL_USE,
    "toolResult?": RESULT,
}
_OWNERS = {"reasoningContent": "assistant", "toolUse": "assistant", "toolResult": "user"}
_SAMPLE = CONVERSATION | {"toolConfig?": TOOL_CONFIG, "messages": [{"role": TEXT, "content": [_KINDS]}]}
_CANDIDATES = [{"content": ITEMS, "preferenceLabel": TEXT}]
_NOVA_DPO = {
    "schemaVersion": TEXT,
    "system?": ITEMS,
    "messages": [{"role": TEXT, "content?": ITEMS, "candidates?": _CANDIDATES}],
}
_MODELS = (("Nova 2 Lite", 200, 20_000), ("Llama 3.2", 1, 10_000))
_LABELS = ["preferred", "non-preferred"]


def bedrock_conversation(system: str = "", reasoning: str = "field") -> Format:
    """Amazon Bedrock, Nova and Llama 3.2: 8 to 20,000 rows, strict turns, no reserved words, system in all or none."""

    def make(record: Record) -> list[Row]:
        assert isinstance(record, DatasetRow)
        told, *turns = chat_turns(asked_and_answered(record), system, reasoning)
        if told["role"] != "system":
            told, turns = {"content": ""}, [told, *turns]
        row = wrapped(told["content"], converse_turns(turns))
        if config := tool_config(record.tools, row["messages"]):
            row["toolConfig"] = config
        return [row]

    shape = CONVERSATION if system else without_system(CONVERSATION)
    check = checker(_SAMPLE, schema, _items, _talk, tool_rules, _reserved)
    limits, validation = Limits(8, 20_000, models=_MODELS), Limits(models=(("Llama 3.2", 0, 1_000),))
    traits = (_MIXED, _LISTED, _THINKING, _CALLING)
    return service(make, check, {"instances": shape}, limits, validation, reasoning, traits)


def nova_dpo(system: str = "", reasoning: str = "drop") -> Format:
    """Amazon Nova (DPO): 8 to 20,000 pairs, 1,000 advised; two labelled candidates, not equal; no reserved words."""

    def make(record: Record) -> list[Row]:
        assert isinstance(record, Preference)
        sides = zip((record.chosen, record.rejected), _LABELS, strict=True)
        last = [{"content": text_item(text), "preferenceLabel": label} for text, label in sides]
        row = plain_talk(record.prompt, system, reasoning, others="trl-dpo")
        row["messages"].append({"role": "assistant", "candidates": last})
        return [row]

    shape = _NOVA_DPO if system else without_system(_NOVA_DPO)
    check = checker(_NOVA_DPO, schema, _candidates, _reserved)
    limits = Limits(8, 20_000, advised=1_000)
    return service(make, check, {"preferences": shape}, limits, reasoning=reasoning, traits=(_MIXED,))


def _items(row: dict[str, Any]) -> Iterator[str]:
    """An item is of one kind; only an assistant reasons and calls tools, and only a user has their results."""
    for number, turn in enumerate(row["messages"], 1):
        at = f"messages, turn {number}"
        if any(len(item) != 1 for item in turn["content"]):
            yield f"{at}: has an item that is not one text, reasoningContent, toolUse or toolResult"
            continue
        for kind in dict.fromkeys(name for item in turn["content"] for name in item):
            if (owner := _OWNERS.get(kind)) and turn["role"] != owner:
                yield f"{at}: is of the {turn['role']}, who has no {kind}"


def _talk(row: dict[str, Any]) -> Iterator[str]:
    said = [(turn["role"], _told(turn["content"])) for turn in row["messages"]]
    yield from checks.alternating_turns(said, "messages")


def _told(items: Sequence[dict[str, Any]]) -> str:
    """The texts of a turn; one that only calls tools, or has their results, is not empty."""
    tools = any("toolUse" in item or "toolResult" in item for item in items)
    return texts_in(items) or ("tools" if tools else "")


def _candidates(row: dict[str, Any]) -> Iterator[str]:
    *prompt, last = row["messages"] or [{}]
    if any("candidates" in turn or "content" not in turn for turn in prompt):
        yield "messages: only the last turn may have candidates, and only that turn has no content"
        return
    yield from checks.alternating_turns(
        [(turn["role"], texts_in(turn["content"])) for turn in prompt], "messages", ends="user"
    )
    if last.get("role") != "assistant" or "candidates" not in last or "content" in last:
        yield "messages: the last turn is not an assistant turn with candidates"
        return
    labels = [item["preferenceLabel"] for item in last["candidates"]]
    texts = [texts_in(item["content"]) for item in last["candidates"]]
    if sorted(labels) != sorted(_LABELS):
        yield f"candidates: are labelled {', '.join(labels)[:80]}, not {' and '.join(_LABELS)}"
    elif not all(text.strip() for text in texts):
        yield "candidates: one is empty"
    elif texts[0].strip() == texts[1].strip():
        yield "candidates: are equal"


def _reserved(row: dict[str, Any]) -> Iterator[str]:
    texts = {"system": texts_in(row["system"])} if "system" in row else {}
    for number, turn in enumerate(row["messages"], 1):
        at = f"messages, turn {number}"
        items = turn.get("content", ())
        texts[at] = texts_in(items)
        thoughts = [item["reasoningContent"]["reasoningText"] for item in items if "reasoningContent" in item]
        texts[f"{at}, reasoning"] = texts_in(thoughts)
        results = [part for item in items if "toolResult" in item for part in item["toolResult"]["content"]]
        texts[f"{at}, result"] = texts_in(results)
        texts |= {f"{at}, {item['preferenceLabel']}": texts_in(item["content"]) for item in turn.get("candidates", ())}
    yield from checks.forbidden_words(texts, _RESERVED, any_case=True)


def _mixed(some: int, rows: int) -> str:
    if some in (0, rows):
        return ""
    return f"{some:,} of {rows:,} rows have a system prompt; Nova takes one in all rows or in none: see --system"


def _listed(some: int, rows: int) -> str:
    return f"{some:,} of {rows:,} rows have several items in system; Llama 3.2 takes one" if some else ""


def _only_newer(what: str) -> Any:
    """What Nova 2 Lite alone reads; a validator of Amazon's wants it in all rows or in none."""

    def told(some: int, rows: int) -> str:
        more = "" if some in (0, rows) else ", and a validator of Amazon's wants it in all rows or in none"
        return f"{some:,} of {rows:,} rows have {what}, which Nova 2 Lite alone takes{more}" if some else ""

    return told


def _holds(*kinds: str) -> Any:
    return lambda row: any(kind in item for turn in row["messages"] for item in turn["content"] for kind in kinds)


_MIXED = Trait(lambda row: "system" in row, _mixed, refused=True)
_LISTED = Trait(lambda row: len(row.get("system", ())) > 1, _listed)
_THINKING = Trait(_holds("reasoningContent"), _only_newer("reasoningContent"))
_CALLING = Trait(lambda row: "toolConfig" in row, _only_newer("toolConfig"))
