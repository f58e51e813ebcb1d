"""What Amazon Bedrock trains and distils on; limits from its documentation and validators."""

from collections.abc import Iterator
from typing import Any

from selfinstruct.exporters import checks
from selfinstruct.exporters.amazon.converse import (
    CONVERSATION,
    asked_and_answered,
    plain_talk,
    schema,
    service,
    system_and_turns,
    texts_in,
    without_system,
)
from selfinstruct.exporters.checks import CHAT, TEXT, checker, filled, within_tokens
from selfinstruct.exporters.conversations import PAIR, pair_rows
from selfinstruct.exporters.dialogues import chat_turns, refuse_tools, single_output
from selfinstruct.exporters.documents import whole
from selfinstruct.exporters.form import Format, Limits, Row
from selfinstruct.files.dataset_rows import DatasetRow, Record

_GB = 1_000_000_000
_TURN_MARKS = ("\nHuman:", "\nAssistant:")
_HAIKU = {"system?": TEXT, "messages": CHAT}


def haiku(system: str = "", reasoning: str = "drop") -> Format:
    """Amazon Bedrock, Claude 3 Haiku: 32 to 10,000 rows, validation (to 1,000) included; 32k tokens; no turn marks."""

    def make(record: Record) -> list[Row]:
        assert isinstance(record, DatasetRow)
        refuse_tools(record.turns, record.tools)
        told, turns = system_and_turns(record.conversation, system)
        return [({"system": told} if told else {}) | {"messages": chat_turns(turns, "", reasoning)}]

    shape = _HAIKU if system else {"messages": CHAT}
    limits, validation = Limits(32, 10_000, total=10_000), Limits(32, 1_000, total=10_000)
    return service(make, checker(_HAIKU, _haiku), {"instances": shape}, limits, validation, reasoning)


def bedrock_prompt_completion(reasoning: str = "tags") -> Format:
    """Amazon Bedrock, Llama: up to 10,000 rows (validation 1,000) of 16k tokens, neither side empty."""
    check = checker(
        PAIR, filled("prompt", "completion"), lambda row: within_tokens(16_000, row["prompt"], row["completion"])
    )
    limits, validation = Limits(1, 10_000), Limits(0, 1_000)
    return service(lambda it: pair_rows(it, reasoning), check, {"instances": PAIR}, limits, validation, reasoning)


def distillation(system: str = "", reasoning: str = "drop") -> Format:
    """Amazon Bedrock model distillation: 100 prompts or more, below 1 GB, one question with or without its answer."""
    shape = CONVERSATION if system else without_system(CONVERSATION)
    check, limits = checker(CONVERSATION, schema, _one_system, _question), Limits(100, size=_GB)

    def make(record: Record) -> list[Row]:
        assert isinstance(record, DatasetRow)
        row = plain_talk(asked_and_answered(record), system, reasoning, record.tools)
        if len(row["messages"]) > 2:
            single_output(record, reasoning, "bedrock-conversation or messages")
        return [row]

    return service(make, check, {"instances": shape}, limits, reasoning=reasoning)


def pretraining(reasoning: str = "tags") -> Format:
    """Amazon Bedrock continued pre-training (an older interface): prompt and output in one text, not empty."""
    shape, check = {"input": TEXT}, checker({"input": TEXT}, filled("input"))
    return service(lambda it: [{"input": whole(it, reasoning)}], check, {"instances": shape}, reasoning=reasoning)


def nova_cpt(reasoning: str = "tags") -> Format:
    """Amazon Nova (continued pre-training): prompt and output in one text, not empty, and no other column."""
    shape, check = {"text": TEXT}, checker({"text": TEXT}, filled("text"))
    return service(lambda it: [{"text": whole(it, reasoning)}], check, {"instances": shape}, reasoning=reasoning)


def _haiku(row: dict[str, Any]) -> Iterator[str]:
    texts = {f"messages, turn {number}": turn["content"] for number, turn in enumerate(row["messages"], 1)}
    if "system" in row:
        texts["system"] = row["system"]
        if not row["system"].strip():
            yield "system: is empty; leave it out"
    yield from checks.chat(row["messages"], "messages", system=False)
    yield from checks.forbidden_words(texts, _TURN_MARKS)
    yield from within_tokens(32_000, *texts.values(), thirds=True)


def _question(row: dict[str, Any]) -> Iterator[str]:
    said = [(turn["role"], texts_in(turn["content"])) for turn in row["messages"]]
    if not 1 <= len(said) <= 2:
        yield f"messages: has {len(said)} turns, not a single question with or without its answer"
    yield from checks.alternating_turns(said, "messages", ends="")
    for number, turn in enumerate(row["messages"], 1):
        if len(turn["content"]) != 1:
            yield f"messages, turn {number}: has {len(turn['content'])} content items, not one"


def _one_system(row: dict[str, Any]) -> Iterator[str]:
    if len(row.get("system", ())) > 1:
        yield f"system: has {len(row['system'])} items, not one"
