"""What Amazon Bedrock trains and distils on; limits and reserved words from its documentation and validators."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from selfinstruct.exporters import checks
from selfinstruct.exporters.checks import CHAT, TEXT, checker, filled, within_tokens
from selfinstruct.exporters.conversations import PAIR, conversation, pair_rows
from selfinstruct.exporters.documents import whole
from selfinstruct.exporters.form import Format, Limits, Row
from selfinstruct.files.dataset_rows import DatasetRow, Record
from selfinstruct.records import Message, Preference

SCHEMA = "bedrock-conversation-2024"
_GB = 1_000_000_000
_TURN_MARKS = ("\nHuman:", "\nAssistant:")
# A training job fails on these in a prompt; the service's own validator does not look for them.
_RESERVED = ("User:", "Bot:", "Assistant:", "System:", "<image>", "<video>", "[EOS]")
_ITEMS = [{"text": TEXT}]
_HAIKU = {"system?": TEXT, "messages": CHAT}
_CONVERSATION = {"schemaVersion": TEXT, "system?": _ITEMS, "messages": [{"role": TEXT, "content": _ITEMS}]}
_CANDIDATES = [{"content": _ITEMS, "preferenceLabel": TEXT}]
_NOVA_DPO = {
    "schemaVersion": TEXT,
    "system?": _ITEMS,
    "messages": [{"role": TEXT, "content?": _ITEMS, "candidates?": _CANDIDATES}],
}
_NO_LIMITS = Limits()
_LABELS = ["preferred", "non-preferred"]


def haiku(system: str = "") -> Format:
    """Amazon Bedrock, Claude 3 Haiku: 32 to 10,000 rows (validation 1,000) of 32k tokens, no marks of turns."""

    def make(record: Record) -> list[Row]:
        assert isinstance(record, DatasetRow)
        said = conversation([Message("user", record.prompt)], "", record.output)
        return [({"system": system} if system else {}) | {"messages": said}]

    shape = _HAIKU if system else {"messages": CHAT}
    limits, validation = Limits(32, 10_000), Limits(32, 1_000)
    return _service(make, checker(_HAIKU, _haiku), {"instances": shape}, limits, validation)


def bedrock_conversation(system: str = "") -> Format:
    """Amazon Bedrock, Nova and Llama 3.2: 8 to 20,000 rows, strict turns, no reserved words in a prompt."""
    shape = _CONVERSATION if system else _without_system(_CONVERSATION)
    check = checker(_CONVERSATION, _schema, _talk, _reserved)
    return _service(lambda it: [_conversation(it, system)], check, {"instances": shape}, Limits(8, 20_000))


def bedrock_prompt_completion() -> Format:
    """Amazon Bedrock, Llama: up to 10,000 rows (validation 1,000) of 16k tokens, neither side empty."""
    check = checker(
        PAIR, filled("prompt", "completion"), lambda row: within_tokens(16_000, row["prompt"], row["completion"])
    )
    return _service(pair_rows, check, {"instances": PAIR}, Limits(1, 10_000), Limits(0, 1_000))


def distillation(system: str = "") -> Format:
    """Amazon Bedrock model distillation: 100 prompts or more, below 1 GB, one question with or without its answer."""
    shape = _CONVERSATION if system else _without_system(_CONVERSATION)
    check, limits = checker(_CONVERSATION, _schema, _question), Limits(100, size=_GB)
    return _service(lambda it: [_conversation(it, system)], check, {"instances": shape}, limits)


def pretraining() -> Format:
    """Amazon Bedrock continued pre-training (an older interface): prompt and output in one text, not empty."""

    def make(record: Record) -> list[Row]:
        assert isinstance(record, DatasetRow)
        if not record.output.strip():
            raise ValueError("output: is empty")
        return [{"input": whole(record)}]

    shape = {"input": TEXT}
    return _service(make, checker(shape, filled("input")), {"instances": shape})


def nova_dpo(system: str = "") -> Format:
    """Amazon Nova (DPO): the last turn has two labelled candidates, neither empty nor equal; 1,000 pairs advised."""

    def make(record: Record) -> list[Row]:
        assert isinstance(record, Preference)
        sides = zip((record.chosen, record.rejected), _LABELS, strict=True)
        last = [{"content": _item(text), "preferenceLabel": label} for text, label in sides]
        row = _wrapped(record.prompt, system)
        row["messages"].append({"role": "assistant", "candidates": last})
        return [row]

    shape = _NOVA_DPO if system else _without_system(_NOVA_DPO)
    check = checker(_NOVA_DPO, _schema, _candidates, _reserved)
    return _service(make, check, {"preferences": shape}, Limits(advised=1_000))


def _service(
    make: Callable[[Record], list[Row]], check: Callable[[Any], list[str]], shapes: Mapping[str, Any],
    limits: Limits = _NO_LIMITS, validation: Limits = _NO_LIMITS,
) -> Format:  # fmt: skip
    """Bedrock reads JSON lines as they are."""
    return Format(make, check, shapes, ("jsonl",), limits, validation, compressed=False)


def _conversation(record: Record, system: str) -> Row:
    assert isinstance(record, DatasetRow)
    row = _wrapped([Message("user", record.prompt)], system)
    if record.output:
        row["messages"].append({"role": "assistant", "content": _item(record.output)})
    return row


def _wrapped(prompt: Sequence[Message], system: str) -> Row:
    """The prompt in Bedrock's schema; a system turn of its own comes before `system`."""
    if prompt[0].role == "system":
        system, prompt = prompt[0].content, prompt[1:]
    told = {"system": _item(system)} if system else {}
    turns = [{"role": turn.role, "content": _item(turn.content)} for turn in prompt]
    return {"schemaVersion": SCHEMA, **told, "messages": turns}


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
    yield from within_tokens(32_000, *texts.values())


def _schema(row: dict[str, Any]) -> Iterator[str]:
    if row["schemaVersion"] != SCHEMA:
        yield f"schemaVersion: is {row['schemaVersion']!r:.60}, not {SCHEMA!r}"
    if "system" in row and not _said(row["system"]).strip():
        yield "system: is empty; leave it out"


def _talk(row: dict[str, Any]) -> Iterator[str]:
    yield from checks.turns([(turn["role"], _said(turn["content"])) for turn in row["messages"]], "messages")


def _question(row: dict[str, Any]) -> Iterator[str]:
    said = [(turn["role"], _said(turn["content"])) for turn in row["messages"]]
    if not 1 <= len(said) <= 2:
        yield f"messages: has {len(said)} turns, not a single question with or without its answer"
    yield from checks.turns(said, "messages", ends="")
    for number, turn in enumerate(row["messages"], 1):
        if len(turn["content"]) != 1:
            yield f"messages, turn {number}: has {len(turn['content'])} content items, not one"


def _candidates(row: dict[str, Any]) -> Iterator[str]:
    *prompt, last = row["messages"] or [{}]
    if any("candidates" in turn or "content" not in turn for turn in prompt):
        yield "messages: only the last turn may have candidates, and only that turn has no content"
        return
    yield from checks.turns([(turn["role"], _said(turn["content"])) for turn in prompt], "messages", ends="user")
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
        if turn["role"] == "user":
            texts[f"messages, turn {number}"] = _said(turn["content"])
    yield from checks.forbidden_words(texts, _RESERVED)


def _said(items: Sequence[dict[str, str]]) -> str:
    return "\n".join(item["text"] for item in items)
