"""What an earlier session of `prefer` has made of the same method and round, held against what is asked for now."""

import json
import logging
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from selfinstruct.canonical import Distinct, to_json
from selfinstruct.engine.named_models import warn_of_moved
from selfinstruct.errors import UsageError
from selfinstruct.flows.prefer.asking import PreferPrompt
from selfinstruct.flows.prefer.files import FILE, REJECTED, RESPONSES, read_pairs
from selfinstruct.flows.prefer.options import PreferPlan
from selfinstruct.runs.run import read_info
from selfinstruct.text.plural import many

LOG = logging.getLogger("selfinstruct")
# Of a recipe's settings those that run.json names, so that a person is told which of them differ.
_NAMED = (
    "own_output", "responses", "temperatures", "against", "edited", "judged", "judging", "min_margin", "grades",
    "filters", "max_length_gap",
)  # fmt: skip


def prompts_of(plan: PreferPlan) -> Sequence[PreferPrompt]:
    """The prompts to work through: those asked for, and all of which the same command has made something before.

    A smaller `n` takes nothing back; where anything else has changed it is what it says.
    """
    entry = _entry(plan)
    least = int(entry.get("answered", 0))
    asked = plan.prompts()
    if plan.n is None or least <= len(asked) or any(entry.get(name) != value for name, value in inputs(plan).items()):
        return asked
    found = plan.prompts(least)
    lines = _held_against(plan, found)
    # Prompts without a response leave no line of their own where responses are only collected.
    whole = plan.collecting or lines.all_there
    return found if whole and not lines.other else asked


def check_replaced(plan: PreferPlan, prompts: Sequence[PreferPrompt]) -> None:
    """Raise UsageError where lines that this command has not made would be replaced; with `overwrite` it is told."""
    place = (plan.round, plan.recipe.method)
    rows = read_pairs(plan.path / (RESPONSES if plan.collecting else FILE))
    number = sum((row["round"], row["method"]) == place for row in rows)
    what = "response" if plan.collecting else "pair"
    warn_of_moved(plan.path, _entry(plan), plan.everyone)
    other = _other(plan, prompts, what) if number else ""
    if not other:
        return
    made = f"{many(number, what)} of {plan.recipe.method}, round {plan.round}, made with other {other}"
    if not plan.overwrite:
        raise UsageError(f"{plan.path}: holds {made}; give another --round, or --overwrite to replace them")
    LOG.warning("%s: replacing %s", plan.path, made)


def inputs(plan: PreferPlan) -> dict[str, Any]:
    """What the lines of this method and round depend on, but for the prompts."""
    return {
        "recipe": plan.recipe.name,
        "models": [who.name for who in plan.models],
        "judges": list(plan.judged_by),
        "rubric": plan.rubric.name if plan.judges else "",
        "identity": {"recipe": plan.recipe.identity(), "rubric": plan.rubric.identity(), "seed": plan.seed},
    }


def named_settings(plan: PreferPlan) -> dict[str, Any]:
    """The recipe's numbers and choices by which a person knows one set of pairs from another."""
    return {name: getattr(plan.recipe, name) for name in _NAMED}


def section(plan: PreferPlan) -> str:
    """Where run.json tells of this session: pairs, or responses where these are only collected."""
    return "responses" if plan.collecting else "preferences"


def prompt_turns(item: PreferPrompt) -> list[dict[str, str]]:
    """The prompt as the lines have it."""
    return [{"role": turn.role, "content": turn.content} for turn in item.messages]


def _entry(plan: PreferPlan) -> Mapping[str, Any]:
    entry: Mapping[str, Any] = read_info(plan.path).get(section(plan), {}).get(plan.key, {})
    return entry


def _other(plan: PreferPlan, prompts: Sequence[PreferPrompt], what: str) -> str:
    """What the lines of this method and round were made with that is not what is asked for now; "" if nothing."""
    entry = _entry(plan)
    wanted = inputs(plan) | {"settings": named_settings(plan)}
    there, now = _flat(entry), _flat(wanted)
    found = [
        f"{name} ({_told(there[name])} there, {_told(now[name])} now)"
        for name in there
        if name in now and there[name] != now[name]
    ]
    # Of longer texts there is only a hash.
    before = entry.get("identity", {})
    if before.get("rubric") != wanted["identity"]["rubric"] and there.get("rubric") == now["rubric"]:
        found.append("text of the rubric")
    if not found and before.get("recipe") != wanted["identity"]["recipe"]:
        found.append("texts or stages of the recipe")
    if found:
        return f"settings: {', '.join(found)}"
    lines = _held_against(plan, prompts)
    if not lines.other:
        return ""
    return f"prompts: {many(lines.lost, what)} would go" if lines.lost else "prompts"


def _flat(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What a person knows the lines by, name and value; a report of before has fewer."""
    names = ("recipe", "models", "judges", "rubric")
    told = {name: entry[name] for name in names if name in entry} | dict(entry.get("settings") or {})
    return told | ({"seed": entry["identity"]["seed"]} if "identity" in entry else {})


def _told(value: Any) -> str:
    """A setting as one gives it: text as it is, anything else as JSON has it."""
    if isinstance(value, list | tuple):
        return ", ".join(map(_told, value)) or "none"
    return (value if isinstance(value, str) else "" if value is None else to_json(value)) or "none"


@dataclass(slots=True)
class _Lines:
    """Lines of this method and round, held against prompts.

    `all_there`: they tell of each of the prompts. `lost` counts the pairs, or responses, that are of none of the
    prompts; `other` says whether any line is.
    """

    all_there: bool = False
    lost: int = 0
    other: bool = False


def _held_against(plan: PreferPlan, prompts: Sequence[PreferPrompt]) -> _Lines:
    lines, known = _Lines(), _Asked(prompts)
    for name in (RESPONSES,) if plan.collecting else (FILE, REJECTED):
        for row in read_pairs(plan.path / name):
            if (row["round"], row["method"]) != (plan.round, plan.recipe.method):
                continue
            number = known.number(row)
            if number is None:
                lines.other = True
                lines.lost += name != REJECTED
                continue
            known.there[number] = 1
            known.pairs[number] += name == FILE
            known.settled[number] += name != RESPONSES and not row.get("aside")
    # A prompt that stands there several times has settled several lines.
    for asked, pairs, settled in zip(known.asked, known.pairs, known.settled, strict=True):
        if settled > asked:
            lines.lost += min(pairs, settled - asked)
            lines.other = True
    lines.all_there = all(known.there)
    return lines


class _Asked:
    """Prompts by task and instance, without their texts: of each its number, how often it is asked, and what is there.

    `there` is 1 where any line tells of it; `pairs` and `settled` count its lines.
    """

    def __init__(self, prompts: Sequence[PreferPrompt]) -> None:
        self._names, self._texts = Distinct(), Distinct()
        self.asked = array("I")
        for item in prompts:
            name = to_json([item.task_id, item.instance_id])
            number = self._names.number(name)
            if number == len(self.asked):
                self.asked.append(0)
            self.asked[number] += 1
            # A rejection has the prompt as one text, or none for personal data in it; a pair has its turns.
            for prompt in ("", item.text, prompt_turns(item)):
                self._texts.number(name, _one_form(prompt))
        self.there = bytearray(len(self.asked))
        self.pairs, self.settled = (array("I", bytes(self.asked.itemsize * len(self.asked))) for _ in range(2))

    def number(self, row: Mapping[str, Any]) -> int | None:
        """That of the prompt a line tells of, None where it is none of them."""
        name = to_json([row["task_id"], row["instance_id"]])
        if self._texts.known(name, _one_form(row.get("prompt"))) is None:
            return None
        return self._names.known(name)


def _one_form(prompt: Any) -> str:
    return json.dumps(prompt, sort_keys=True)
