"""Preferences as TRL reads them: with a prompt of its own, without, and as single answers with a label."""

from collections.abc import Iterator, Mapping
from typing import Any

from selfinstruct.exporters import checks
from selfinstruct.exporters.checks import CHAT, checker
from selfinstruct.exporters.dialogues import NOTHING, Contents, agreed, agreement_shape, chat_turns, turn_shape
from selfinstruct.exporters.form import Format, Row, Trait
from selfinstruct.files.dataset_rows import Record
from selfinstruct.preferences import Preference

_NESTED = ("jsonl", "json", "parquet")
_LABEL = (bool,)
_DPO = {"prompt": CHAT, "chosen": CHAT, "rejected": CHAT}
_IMPLICIT = {"chosen": CHAT, "rejected": CHAT}
_KTO = {"prompt": CHAT, "completion": CHAT, "label": _LABEL}


def trl_dpo(system: str = "", reasoning: str = "field", contents: Mapping[str, Contents] | None = None) -> Format:
    """TRL and Axolotl (DPO): chosen and rejected neither empty nor equal, which they would train without a word."""
    held = (contents or {}).get("preferences", NOTHING)

    def make(record: Record) -> list[Row]:
        assert isinstance(record, Preference)
        sides = {"chosen": answer(record.chosen), "rejected": answer(record.rejected)}
        return [{"prompt": chat_turns(record.prompt, system, reasoning, held), **sides, **agreed(record)}]

    shape = _DPO | {"prompt": turn_shape(held, reasoning)} | agreement_shape(held)
    traits = (Trait(_parted, _trimmed), Trait(_short, _found_early))
    return Format(make, _check(_DPO, explicit), {"preferences": shape}, _NESTED, reasoning=reasoning, traits=traits)


def trl_dpo_implicit(
    system: str = "", reasoning: str = "field", contents: Mapping[str, Contents] | None = None
) -> Format:
    """TRL (DPO and reward models) on whole conversations: the same prompt in both, answers neither empty nor equal."""
    held = (contents or {}).get("preferences", NOTHING)

    def make(record: Record) -> list[Row]:
        assert isinstance(record, Preference)
        prompt = chat_turns(record.prompt, system, reasoning, held)
        sides = {"chosen": [*prompt, *answer(record.chosen)], "rejected": [*prompt, *answer(record.rejected)]}
        return [sides | agreed(record)]

    shape = dict.fromkeys(_IMPLICIT, turn_shape(held, reasoning)) | agreement_shape(held)
    return Format(make, _check(_IMPLICIT, implicit), {"preferences": shape}, _NESTED, reasoning=reasoning)


def kto(system: str = "", reasoning: str = "field", contents: Mapping[str, Contents] | None = None) -> Format:
    """TRL (KTO): prompt, completion and label true or false, none empty; a pair gives two rows."""
    held = (contents or {}).get("preferences", NOTHING)

    def make(record: Record) -> list[Row]:
        assert isinstance(record, Preference)
        prompt = chat_turns(record.prompt, system, reasoning, held)
        # Alone neither row shows that the same answer is taught as good and as bad.
        if record.chosen.strip() == record.rejected.strip():
            raise ValueError("chosen and rejected: are equal")
        sides = ((record.chosen, True), (record.rejected, False))
        return [{"prompt": prompt, "completion": answer(text), "label": label} for text, label in sides]

    shape = _KTO | {"prompt": turn_shape(held, reasoning)}
    return Format(make, _check(_KTO, _labelled), {"preferences": shape}, _NESTED, reasoning=reasoning)


def implicit(row: dict[str, Any]) -> Iterator[str]:
    """Rules for whole conversations, chosen and rejected, that differ in their last turn."""
    chosen, rejected = row["chosen"], row["rejected"]
    for name in ("chosen", "rejected"):
        yield from checks.dialogue(row[name], name)
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
    yield from checks.dialogue(row["prompt"], "prompt", ends="user")
    found = list(answers(row, "chosen", "rejected"))
    yield from found
    if not found and row["chosen"][0]["content"].strip() == row["rejected"][0]["content"].strip():
        yield "chosen and rejected: are equal"


def _sides(row: Row) -> list[str]:
    return [side if isinstance(side := row[name], str) else side[0]["content"] for name in ("chosen", "rejected")]


def _parted(row: Row) -> bool:
    return any(text != text.strip() for text in _sides(row))


def _short(row: Row) -> bool:
    return any(len(text.strip()) <= 2 for text in _sides(row))


def _trimmed(some: int, rows: int) -> str:
    told = "have an answer with white space around it, which Axolotl garbles with a chat template that trims"
    return f"{some:,} of {rows:,} pairs {told} (Llama 3, Gemma)" if some else ""


def _found_early(some: int, rows: int) -> str:
    told = "have an answer of one or two characters, which Axolotl garbles where the chat template holds them too"
    return f"{some:,} of {rows:,} pairs {told}" if some else ""


def _labelled(row: dict[str, Any]) -> Iterator[str]:
    yield from checks.dialogue(row["prompt"], "prompt", ends="user")
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


def answer(text: str) -> list[dict[str, str]]:
    """A text as the one turn of the assistant's that answers."""
    return [{"role": "assistant", "content": text}]
