"""Prompts with the checks that reward an answer, as TRL, verl and open-instruct read them for reinforcement learning.

Checks are a text of JSON in each: unlike objects in a list are given the keys of all others by what reads tables.
"""

from collections.abc import Callable, Iterator
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.checks import carried_checks
from selfinstruct.errors import MissingExtra, UsageError
from selfinstruct.exporters import checks as rules
from selfinstruct.exporters.checks import CHAT, TEXT, checker, filled
from selfinstruct.exporters.dialogues import chat_turns, refuse_tools, tagged
from selfinstruct.exporters.form import Format, Row, Trait
from selfinstruct.files.dataset_rows import DatasetRow, Record
from selfinstruct.text.answers.reasoning import split_reasoning

_NESTED = ("jsonl", "json", "parquet")
_PARQUET = ("parquet", "jsonl", "json")
NAME = "selfinstruct"  # by which verl and open-instruct know whose reward it is
_RLVR = {"prompt": CHAT, "checks": TEXT, "reference": TEXT}
_VERL = {
    "data_source": TEXT,
    "prompt": CHAT,
    "ability": TEXT,
    "reward_model": {"style": TEXT, "ground_truth": TEXT},
    "extra_info": {"id": TEXT, "reference": TEXT},
}
_OPEN_INSTRUCT = {"messages": CHAT, "ground_truth": TEXT, "dataset": TEXT}
# Files of others: TRL takes a prompt that is a text, verl does without what it hands on, open-instruct takes lists.
_VERL_READ = {"data_source": TEXT, "prompt": CHAT, "reward_model": {"ground_truth": TEXT}}
_LISTED = (str, list)
_OPEN_INSTRUCT_READ = {"messages": CHAT, "ground_truth": _LISTED, "dataset": _LISTED}


def rlvr(system: str = "", reasoning: str = "drop") -> Format:
    """TRL (GRPO, with selfinstruct.rewards): a prompt that ends with the user, checks that are known, a reference."""

    def make(record: Record) -> list[Row]:
        prompt, said, reference = _parts(record, system, reasoning)
        return [{"prompt": prompt, "checks": said, "reference": reference}]

    def known(row: Row) -> Iterator[str]:
        yield from rules.dialogue(row["prompt"], "prompt", ends="user")
        yield from _unknown(row["checks"], "checks")

    check = _any_prompt(checker(_RLVR, known, closed=False))
    traits = (Trait(_fails, _failing),)
    return Format(make, check, {"instances": _RLVR}, _NESTED, reasoning=reasoning, traits=traits)


def rlvr_verl(system: str = "", reasoning: str = "drop") -> Format:
    """verl (PPO, GRPO, with selfinstruct.rewards): a prompt that ends with the user, checks as its ground truth."""

    def make(record: Record) -> list[Row]:
        assert isinstance(record, DatasetRow)
        prompt, said, reference = _parts(record, system, reasoning)
        return [
            {
                "data_source": NAME,
                "prompt": prompt,
                "ability": record.type or "instruction_following",
                "reward_model": {"style": "rule", "ground_truth": said},
                "extra_info": {"id": record.id, "reference": reference},
            }
        ]

    def known(row: Row) -> Iterator[str]:
        yield from rules.dialogue(row["prompt"], "prompt", ends="user")
        if row["data_source"] == NAME:
            yield from _unknown(row["reward_model"]["ground_truth"], "reward_model.ground_truth")

    check = checker(_VERL_READ, filled("data_source"), known, closed=False)
    return Format(make, check, {"instances": _VERL}, _PARQUET, reasoning=reasoning)


def rlvr_open_instruct(system: str = "", reasoning: str = "drop") -> Format:
    """open-instruct (RLVR): turns, checks as their ground truth, and as dataset the name of the verifier."""

    def make(record: Record) -> list[Row]:
        prompt, said, reference = _parts(record, system, reasoning)
        # Of several turns it takes off the last one: the answer's in its newest form, any in older ones.
        turns = [*prompt, {"role": "assistant", "content": reference}] if len(prompt) > 1 and reference else prompt
        return [{"messages": turns, "ground_truth": said, "dataset": NAME}]

    check = checker(_OPEN_INSTRUCT_READ, _verified, closed=False)
    return Format(make, check, {"instances": _OPEN_INSTRUCT}, _NESTED, reasoning=reasoning)


def _parts(record: Record, system: str, reasoning: str) -> tuple[list[Row], str, str]:
    """The prompt's turns, the checks as a text and the answer, "" where there is none; ValueError for what has none."""
    assert isinstance(record, DatasetRow)
    if not record.checks:
        raise ValueError("checks: are missing, and they are the reward; messages has rows without checks")
    refuse_tools(record.turns, record.tools)
    turns = record.conversation
    answer = turns[-1] if turns[-1].role == "assistant" else None
    prompt = chat_turns(turns[:-1] if answer else turns, system, reasoning)
    reference = answer.content if answer else ""
    if answer and reasoning == "tags":
        reference = tagged(reference, answer.reasoning)
    return prompt, to_json(list(record.checks)), reference


def _unknown(said: str, place: str) -> Iterator[str]:
    """What is wrong with checks that are the reward of a row."""
    try:
        if not carried_checks(said):
            yield f"{place}: has no check, so that every answer is worth the same"
    except MissingExtra:
        raise
    except (UsageError, ValueError) as error:
        yield f"{place}: {str(error).removeprefix('checks: ')}"


def _verified(row: Row) -> Iterator[str]:
    turns = row["messages"]
    answered = len(turns) > 1 and turns[-1]["role"] == "assistant"
    yield from rules.dialogue(turns[:-1] if answered else turns, "messages", ends="user")
    truths, names = ([value] if isinstance(value := row[key], str) else value for key in ("ground_truth", "dataset"))
    if not names or len(truths) != len(names):
        yield f"ground_truth and dataset: are {len(truths)} and {len(names)}; each verifier needs one"
    for truth, name in zip(truths, names, strict=False):
        if name == NAME:
            yield from _unknown(str(truth), "ground_truth")


def _any_prompt(check: Callable[[Any], list[str]]) -> Callable[[Any], list[str]]:
    """TRL takes a text in place of messages, and files of others need no reference."""

    def plain(row: Any) -> list[str]:
        if isinstance(row, dict):
            row = {"reference": ""} | row
            if isinstance(prompt := row.get("prompt"), str):
                row["prompt"] = [{"role": "user", "content": prompt}]
        return check(row)

    return plain


def _fails(row: Row) -> bool:
    """Whether the answer that the row has would not get the whole reward."""
    answer = split_reasoning(row.get("reference") or "")[0]
    return bool(answer) and not all(check(answer).passed for _, check in carried_checks(row["checks"]))


def _failing(some: int, rows: int) -> str:
    told = "have a reference that fails its own checks; selfinstruct verify says which"
    return f"{some:,} of {rows:,} rows {told}" if some else ""
