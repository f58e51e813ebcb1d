"""Instances as conversations of two turns: messages, sharegpt, and a prompt with its completion."""

from collections.abc import Iterator, Sequence
from typing import Any

from selfinstruct.exporters import checks
from selfinstruct.exporters.checks import CHAT, TEXT, TEXT_OR_NULL, checker, filled
from selfinstruct.exporters.form import Format, Limits, Row
from selfinstruct.files.dataset_rows import DatasetRow, Record
from selfinstruct.records import Message

_NESTED = ("jsonl", "json", "parquet")
_FLAT = ("jsonl", "json", "csv", "spreadsheet", "parquet")
_WEIGHT = (int,)
_CALL = {"name": TEXT, "arguments": TEXT}
_OPENAI = {
    "messages": [{"role": TEXT, "content": TEXT_OR_NULL, "name?": TEXT, "function_call?": _CALL, "weight?": _WEIGHT}]
}
_SHAREGPT = {"conversations": [{"from": TEXT, "value": TEXT}], "system?": TEXT}
PAIR = {"prompt": TEXT, "completion": TEXT}


def messages(system: str = "") -> Format:
    """OpenAI, Together, Fireworks, Mistral, Axolotl, TRL: 10 rows or more, no other column, strict turns."""

    def make(record: Record) -> list[Row]:
        assert isinstance(record, DatasetRow)
        return [{"messages": conversation([Message("user", record.prompt)], system, record.output)}]

    return Format(
        make, checker(_OPENAI, _messages), {"instances": {"messages": CHAT}}, _NESTED, limits=Limits(least=10)
    )


def sharegpt(system: str = "") -> Format:
    """LLaMA-Factory, TRL and older trainers: human on odd turns, gpt on even ones, none empty."""

    def make(record: Record) -> list[Row]:
        assert isinstance(record, DatasetRow)
        said = [{"from": "human", "value": record.prompt}, {"from": "gpt", "value": record.output}]
        return [{"conversations": said} | ({"system": system} if system else {})]

    shape = _SHAREGPT if system else {"conversations": _SHAREGPT["conversations"]}
    return Format(make, checker(_SHAREGPT, _shared, closed=False), {"instances": shape}, _NESTED)


def prompt_completion() -> Format:
    """TRL and other trainers on text: prompt and completion, neither empty."""

    return Format(pair_rows, checker(PAIR, filled("prompt", "completion")), {"instances": PAIR}, _FLAT)


def pair_rows(record: Record) -> list[Row]:
    """The row of an instance as prompt and completion."""
    assert isinstance(record, DatasetRow)
    return [{"prompt": record.prompt, "completion": record.output}]


def conversation(prompt: Sequence[Message], system: str, answer: str | None = None) -> list[dict[str, str]]:
    """Messages as OpenAI has them; the prompt's own system turn comes before `system`."""
    turns = [{"role": turn.role, "content": turn.content} for turn in prompt]
    if system and turns[0]["role"] != "system":
        turns.insert(0, {"role": "system", "content": system})
    return turns if answer is None else [*turns, {"role": "assistant", "content": answer}]


def _messages(row: dict[str, Any]) -> Iterator[str]:
    said = []
    for number, turn in enumerate(row["messages"], 1):
        content, calls = turn.get("content"), turn["role"] == "assistant" and "function_call" in turn
        if content is None and not calls:
            yield f"messages, turn {number}: has no content"
        if turn.get("weight", 1) not in (0, 1):
            yield f"messages, turn {number}: weight is {turn['weight']}, not 0 or 1"
        said.append({"role": turn["role"], "content": content or (turn["function_call"]["name"] if calls else "")})
    yield from checks.chat(said, "messages")


def _shared(row: dict[str, Any]) -> Iterator[str]:
    said = [(turn["from"], turn["value"]) for turn in row["conversations"]]
    yield from checks.turns(said, "conversations", ends="gpt", names=("human", "gpt"))
