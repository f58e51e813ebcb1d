"""What Amazon Bedrock trains and distils on; limits and reserved words from its documentation and validators."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from selfinstruct.exporters import checks
from selfinstruct.exporters.checks import CHAT, TEXT, checker, filled, within_tokens
from selfinstruct.exporters.conversations import PAIR, pair_rows
from selfinstruct.exporters.dialogues import chat_turns, refuse_tools, single_output, turn_text, with_system
from selfinstruct.exporters.documents import whole
from selfinstruct.exporters.form import Format, Limits, Row, Trait
from selfinstruct.files.dataset_rows import DatasetRow, Record
from selfinstruct.records import Message, Preference

SCHEMA = "bedrock-conversation-2024"
_GB = 1_000_000_000
_TURN_MARKS = ("\nHuman:", "\nAssistant:")
# Amazon's documentation and its two validators each name some of these; the newer one looks at every text, in any case.
_RESERVED = ("User:", "Bot:", "Assistant:", "System:", "Thought:", "<image>", "<video>", "<unk>", "[EOS]")
_ITEMS = [{"text": TEXT}]
_THOUGHTS = [{"text?": TEXT, "reasoningContent?": {"reasoningText": {"text": TEXT, "signature?": TEXT}}}]
_HAIKU = {"system?": TEXT, "messages": CHAT}
_CONVERSATION = {"schemaVersion": TEXT, "system?": _ITEMS, "messages": [{"role": TEXT, "content": _ITEMS}]}
_REASONED = _CONVERSATION | {"messages": [{"role": TEXT, "content": _THOUGHTS}]}
_CANDIDATES = [{"content": _ITEMS, "preferenceLabel": TEXT}]
_NOVA_DPO = {
    "schemaVersion": TEXT,
    "system?": _ITEMS,
    "messages": [{"role": TEXT, "content?": _ITEMS, "candidates?": _CANDIDATES}],
}
_NO_LIMITS = Limits()
_MODELS = (("Nova 2 Lite", 200, 20_000), ("Llama 3.2", 1, 10_000))
_LABELS = ["preferred", "non-preferred"]


def haiku(system: str = "", reasoning: str = "drop") -> Format:
    """Amazon Bedrock, Claude 3 Haiku: 32 to 10,000 rows, validation (to 1,000) included; 32k tokens; no turn marks."""

    def make(record: Record) -> list[Row]:
        assert isinstance(record, DatasetRow)
        refuse_tools(record.turns, record.tools)
        told, turns = _parts(record.conversation, system)
        return [({"system": told} if told else {}) | {"messages": chat_turns(turns, "", reasoning)}]

    shape = _HAIKU if system else {"messages": CHAT}
    limits, validation = Limits(32, 10_000, total=10_000), Limits(32, 1_000, total=10_000)
    return _service(make, checker(_HAIKU, _haiku), {"instances": shape}, limits, validation, reasoning)


def bedrock_conversation(system: str = "", reasoning: str = "field") -> Format:
    """Amazon Bedrock, Nova and Llama 3.2: 8 to 20,000 rows, strict turns, no reserved words, system in all or none."""
    shape = _CONVERSATION if system else _without_system(_CONVERSATION)
    check = checker(_REASONED, _schema, _items, _talk, _reserved)
    limits, validation = Limits(8, 20_000, models=_MODELS), Limits(models=(("Llama 3.2", 0, 1_000),))
    return _service(
        lambda it: [_conversation(it, system, reasoning)], check, {"instances": shape}, limits, validation, reasoning,
        (_MIXED, _LISTED),
    )  # fmt: skip


def bedrock_prompt_completion(reasoning: str = "tags") -> Format:
    """Amazon Bedrock, Llama: up to 10,000 rows (validation 1,000) of 16k tokens, neither side empty."""
    check = checker(
        PAIR, filled("prompt", "completion"), lambda row: within_tokens(16_000, row["prompt"], row["completion"])
    )
    limits, validation = Limits(1, 10_000), Limits(0, 1_000)
    return _service(lambda it: pair_rows(it, reasoning), check, {"instances": PAIR}, limits, validation, reasoning)


def distillation(system: str = "", reasoning: str = "drop") -> Format:
    """Amazon Bedrock model distillation: 100 prompts or more, below 1 GB, one question with or without its answer."""
    shape = _CONVERSATION if system else _without_system(_CONVERSATION)
    check, limits = checker(_CONVERSATION, _schema, _one_system, _question), Limits(100, size=_GB)

    def make(record: Record) -> list[Row]:
        row = _conversation(record, system, reasoning)
        if len(row["messages"]) > 2:
            single_output(record, reasoning, "bedrock-conversation or messages")
        return [row]

    return _service(make, check, {"instances": shape}, limits, reasoning=reasoning)


def pretraining(reasoning: str = "tags") -> Format:
    """Amazon Bedrock continued pre-training (an older interface): prompt and output in one text, not empty."""
    shape, check = {"input": TEXT}, checker({"input": TEXT}, filled("input"))
    return _service(lambda it: [{"input": whole(it, reasoning)}], check, {"instances": shape}, reasoning=reasoning)


def nova_cpt(reasoning: str = "tags") -> Format:
    """Amazon Nova (continued pre-training): prompt and output in one text, not empty, and no other column."""
    shape, check = {"text": TEXT}, checker({"text": TEXT}, filled("text"))
    return _service(lambda it: [{"text": whole(it, reasoning)}], check, {"instances": shape}, reasoning=reasoning)


def nova_dpo(system: str = "", reasoning: str = "drop") -> Format:
    """Amazon Nova (DPO): 8 to 20,000 pairs, 1,000 advised; two labelled candidates, not equal; no reserved words."""

    def make(record: Record) -> list[Row]:
        assert isinstance(record, Preference)
        refuse_tools(record.prompt, "", "trl-dpo")
        sides = zip((record.chosen, record.rejected), _LABELS, strict=True)
        last = [{"content": _item(text), "preferenceLabel": label} for text, label in sides]
        row = _wrapped(record.prompt, system, reasoning)
        row["messages"].append({"role": "assistant", "candidates": last})
        return [row]

    shape = _NOVA_DPO if system else _without_system(_NOVA_DPO)
    check = checker(_NOVA_DPO, _schema, _candidates, _reserved)
    limits = Limits(8, 20_000, advised=1_000)
    return _service(make, check, {"preferences": shape}, limits, reasoning=reasoning, traits=(_MIXED,))


def _service(
    make: Callable[[Record], list[Row]], check: Callable[[Any], list[str]], shapes: Mapping[str, Any],
    limits: Limits = _NO_LIMITS, validation: Limits = _NO_LIMITS, reasoning: str = "", traits: tuple[Trait, ...] = (),
) -> Format:  # fmt: skip
    """Bedrock reads JSON lines as they are."""
    return Format(
        make, check, shapes, ("jsonl",), limits, validation, compressed=False, reasoning=reasoning, traits=traits
    )


def _conversation(record: Record, system: str, reasoning: str) -> Row:
    assert isinstance(record, DatasetRow)
    turns = record.conversation
    # A prompt alone may be distilled.
    asked = turns[:-1] if turns[-1] == Message("assistant", "") else turns
    return _wrapped(asked, system, reasoning, record.tools)


def _wrapped(turns: Sequence[Message], system: str, reasoning: str, tools: str = "") -> Row:
    """Turns in Bedrock's schema; a system turn of their own comes before `system`."""
    refuse_tools(turns, tools)
    told, turns = _parts(turns, system)
    rows = [
        {"role": turn.role, "content": [*_thought(turn, reasoning), *_item(turn_text(turn, reasoning))]}
        for turn in turns
    ]
    return {"schemaVersion": SCHEMA, **({"system": _item(told)} if told else {}), "messages": rows}


def _parts(turns: Sequence[Message], system: str) -> tuple[str, Sequence[Message]]:
    """The system's text, and the turns after it."""
    turns = with_system(turns, system)
    return (turns[0].content, turns[1:]) if turns[0].role == "system" else ("", turns)


def _thought(turn: Message, reasoning: str) -> list[dict[str, Any]]:
    thought = turn.reasoning if reasoning == "field" else ""
    return [{"reasoningContent": {"reasoningText": {"text": thought}}}] if thought else []


def _item(text: str) -> list[dict[str, str]]:
    return [{"text": text}]


def _without_system(shape: dict[str, Any]) -> dict[str, Any]:
    return {name: inner for name, inner in shape.items() if name != "system?"}


def _haiku(row: dict[str, Any]) -> Iterator[str]:
    texts = {f"messages, turn {number}": turn["content"] for number, turn in enumerate(row["messages"], 1)}
    if "system" in row:
        texts["system"] = row["system"]
        if not row["system"].strip():
            yield "system: is empty; leave it out"
    yield from checks.chat(row["messages"], "messages", system=False)
    yield from checks.forbidden_words(texts, _TURN_MARKS)
    yield from within_tokens(32_000, *texts.values(), thirds=True)


def _schema(row: dict[str, Any]) -> Iterator[str]:
    if row["schemaVersion"] != SCHEMA:
        yield f"schemaVersion: is {row['schemaVersion']!r:.60}, not {SCHEMA!r}"
    if "system" in row and not _said(row["system"]).strip():
        yield "system: is empty; leave it out"


def _items(row: dict[str, Any]) -> Iterator[str]:
    """An item is a text or reasoning, and only an assistant reasons."""
    for number, turn in enumerate(row["messages"], 1):
        if any(len(item) != 1 for item in turn["content"]):
            yield f"messages, turn {number}: has an item that is not one text or one reasoningContent"
        elif turn["role"] != "assistant" and any("text" not in item for item in turn["content"]):
            yield f"messages, turn {number}: is of the {turn['role']}, who has no reasoningContent"


def _talk(row: dict[str, Any]) -> Iterator[str]:
    yield from checks.alternating_turns(
        [(turn["role"], _said(turn["content"])) for turn in row["messages"]], "messages"
    )


def _question(row: dict[str, Any]) -> Iterator[str]:
    said = [(turn["role"], _said(turn["content"])) for turn in row["messages"]]
    if not 1 <= len(said) <= 2:
        yield f"messages: has {len(said)} turns, not a single question with or without its answer"
    yield from checks.alternating_turns(said, "messages", ends="")
    for number, turn in enumerate(row["messages"], 1):
        if len(turn["content"]) != 1:
            yield f"messages, turn {number}: has {len(turn['content'])} content items, not one"


def _candidates(row: dict[str, Any]) -> Iterator[str]:
    *prompt, last = row["messages"] or [{}]
    if any("candidates" in turn or "content" not in turn for turn in prompt):
        yield "messages: only the last turn may have candidates, and only that turn has no content"
        return
    yield from checks.alternating_turns(
        [(turn["role"], _said(turn["content"])) for turn in prompt], "messages", ends="user"
    )
    if last.get("role") != "assistant" or "candidates" not in last or "content" in last:
        yield "messages: the last turn is not an assistant turn with candidates"
        return
    labels = [item["preferenceLabel"] for item in last["candidates"]]
    texts = [_said(item["content"]) for item in last["candidates"]]
    if sorted(labels) != sorted(_LABELS):
        yield f"candidates: are labelled {', '.join(labels)[:80]}, not {' and '.join(_LABELS)}"
    elif not all(text.strip() for text in texts):
        yield "candidates: one is empty"
    elif texts[0].strip() == texts[1].strip():
        yield "candidates: are equal"


def _reserved(row: dict[str, Any]) -> Iterator[str]:
    texts = {"system": _said(row["system"])} if "system" in row else {}
    for number, turn in enumerate(row["messages"], 1):
        at = f"messages, turn {number}"
        texts[at] = _said(turn.get("content", ()))
        texts[f"{at}, reasoning"] = _reasoned(turn.get("content", ()))
        texts |= {f"{at}, {item['preferenceLabel']}": _said(item["content"]) for item in turn.get("candidates", ())}
    yield from checks.forbidden_words(texts, _RESERVED, any_case=True)


def _one_system(row: dict[str, Any]) -> Iterator[str]:
    if len(row.get("system", ())) > 1:
        yield f"system: has {len(row['system'])} items, not one"


def _mixed(some: int, rows: int) -> str:
    if some in (0, rows):
        return ""
    return f"{some:,} of {rows:,} rows have a system prompt; Nova takes one in all rows or in none: see --system"


def _listed(some: int, rows: int) -> str:
    return f"{some:,} of {rows:,} rows have several items in system; Llama 3.2 takes one" if some else ""


_MIXED = Trait(lambda row: "system" in row, _mixed, refused=True)
_LISTED = Trait(lambda row: len(row.get("system", ())) > 1, _listed)


def _said(items: Sequence[dict[str, Any]]) -> str:
    return "\n".join(item["text"] for item in items if "text" in item)


def _reasoned(items: Sequence[dict[str, Any]]) -> str:
    return "\n".join(item["reasoningContent"]["reasoningText"]["text"] for item in items if "reasoningContent" in item)
