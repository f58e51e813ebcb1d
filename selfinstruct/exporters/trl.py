"""Preferences as TRL reads them: with a prompt of its own, without, and as single answers with a label."""

from collections.abc import Iterator
from typing import Any

from selfinstruct.exporters import checks
from selfinstruct.exporters.checks import CHAT, checker
from selfinstruct.exporters.conversations import conversation
from selfinstruct.exporters.form import Format, Row
from selfinstruct.files.dataset_rows import Record
from selfinstruct.records import Preference

_NESTED = ("jsonl", "json", "parquet")
_LABEL = (bool,)
_DPO = {"prompt": CHAT, "chosen": CHAT, "rejected": CHAT}
_IMPLICIT = {"chosen": CHAT, "rejected": CHAT}
_KTO = {"prompt": CHAT, "completion": CHAT, "label": _LABEL}


def trl_dpo(system: str = "") -> Format:
    """TRL and Axolotl (DPO): chosen and rejected neither empty nor equal, which they would train without a word."""

    def make(record: Record) -> list[Row]:
        assert isinstance(record, Preference)
        sides = {"chosen": _answer(record.chosen), "rejected": _answer(record.rejected)}
        return [{"prompt": conversation(record.prompt, system), **sides}]

    return Format(make, _check(_DPO, explicit), {"preferences": _DPO}, _NESTED)


def trl_dpo_implicit(system: str = "") -> Format:
    """TRL (DPO and reward models) on whole conversations: the same prompt in both, answers neither empty nor equal."""

    def make(record: Record) -> list[Row]:
        assert isinstance(record, Preference)
        return [
            {
                "chosen": conversation(record.prompt, system, record.chosen),
                "rejected": conversation(record.prompt, system, record.rejected),
            }
        ]

    return Format(make, _check(_IMPLICIT, implicit), {"preferences": _IMPLICIT}, _NESTED)


def kto(system: str = "") -> Format:
    """TRL (KTO): prompt, completion and label true or false, none empty; a pair gives two rows."""

    def make(record: Record) -> list[Row]:
        assert isinstance(record, Preference)
        prompt = conversation(record.prompt, system)
        # Alone neither row shows that the same answer is taught as good and as bad.
        if record.chosen.strip() == record.rejected.strip():
            raise ValueError("chosen and rejected: are equal")
        sides = ((record.chosen, True), (record.rejected, False))
        return [{"prompt": prompt, "completion": _answer(text), "label": label} for text, label in sides]

    return Format(make, _check(_KTO, _labelled), {"preferences": _KTO}, _NESTED)


def implicit(row: dict[str, Any]) -> Iterator[str]:
    """Rules for whole conversations, chosen and rejected, that differ in their last turn."""
    chosen, rejected = row["chosen"], row["rejected"]
    for name in ("chosen", "rejected"):
        yield from checks.chat(row[name], name)
    if chosen and rejected:
        if chosen[:-1] != rejected[:-1]:
            yield "chosen and rejected: answer different prompts"
        elif chosen[-1]["content"].strip() == rejected[-1]["content"].strip():
            yield "chosen and rejected: are equal"


def answers(row: dict[str, Any], *names: str) -> Iterator[str]:
    """Rules for answers apart from their prompt: each is one turn of the assistant, not empty."""
    for name in names:
        said = row[name]
        if len(said) != 1 or said[0]["role"] != "assistant":
            yield f"{name}: is not a single assistant turn"
        elif not said[0]["content"].strip():
            yield f"{name}: is empty"


def explicit(row: dict[str, Any]) -> Iterator[str]:
    """Rules for a prompt as messages with two answers."""
    yield from checks.chat(row["prompt"], "prompt", ends="user")
    found = list(answers(row, "chosen", "rejected"))
    yield from found
    if not found and row["chosen"][0]["content"].strip() == row["rejected"][0]["content"].strip():
        yield "chosen and rejected: are equal"


def _labelled(row: dict[str, Any]) -> Iterator[str]:
    yield from checks.chat(row["prompt"], "prompt", ends="user")
    yield from answers(row, "completion")


def _check(shape: Any, rule: checks.Rule) -> Any:
    """TRL ignores other columns, and takes texts in place of messages where all of them are texts."""
    check = checker(shape, rule, closed=False)
    names = [name for name in shape if shape[name] is CHAT]

    def plain(row: Any) -> list[str]:
        if not isinstance(row, dict) or not all(isinstance(row.get(name), str) for name in names):
            return check(row)
        roles = {name: "user" if name == "prompt" else "assistant" for name in names}
        if "prompt" not in row:
            return list(checks.broken(row, "")) or [
                *(f"{name}: is empty" for name in names if not row[name].strip()),
                *checks.unequal("chosen", "rejected")(row),
            ]
        return check(row | {name: [{"role": roles[name], "content": row[name]}] for name in names})

    return plain


def _answer(text: str) -> list[dict[str, str]]:
    return [{"role": "assistant", "content": text}]
