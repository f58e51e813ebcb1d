"""What a session of `prefer` leaves: its lines in both files, and its report in run.json."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from selfinstruct._version import __version__
from selfinstruct.canonical import unique_id
from selfinstruct.errors import UsageError
from selfinstruct.flows.prefer.asking import JudgeTally, PreferPrompt, response_id
from selfinstruct.flows.prefer.bias import bias
from selfinstruct.flows.prefer.files import FILE, REJECTED, RESPONSES, lines_begin, read_pairs, replace_lines
from selfinstruct.flows.prefer.methods import CollectedResponses, PairOutcome
from selfinstruct.flows.prefer.options import PreferPlan
from selfinstruct.progress import Progress
from selfinstruct.runs.info import notice
from selfinstruct.runs.lines import write_json
from selfinstruct.runs.run import read_info

LOG = logging.getLogger("selfinstruct")
# Of a recipe's settings those that run.json names, so that a person is told which of them differ.
_NAMED = (
    "own_output", "responses", "temperatures", "against", "edited", "judged", "judging", "min_margin", "grades",
    "filters",
)  # fmt: skip


def write_pairs(path: Path, plan: PreferPlan, outcomes: Sequence[PairOutcome], whole: bool) -> bool:
    """Both files anew: the lines of this method and round are replaced, all others stay as they are.

    Where not all prompts are answered and the files have these lines already, nothing is written, and False returned: a
    session that ends early takes back nothing of an earlier one's.
    """
    place = (plan.round, plan.recipe.method)
    seen: dict[str, int] = {}
    pairs = [item.preference for item in outcomes if item.preference is not None]
    return _write(path, place, whole, {
        FILE: [replace(pair, id=unique_id(pair.id, seen)).as_dict() for pair in pairs],
        REJECTED: [line.as_dict() for item in outcomes for line in item.rejections],
    })  # fmt: skip


def write_responses(path: Path, plan: PreferPlan, found: Sequence[CollectedResponses], whole: bool) -> bool:
    """responses.jsonl, under the same rules."""
    method, number = plan.recipe.method, plan.round
    rows = [
        {
            "id": response_id(method, number, item.prompted, response),
            "task_id": item.prompted.task_id,
            "instance_id": item.prompted.instance_id,
            "method": method,
            "round": number,
            "prompt": _turns(item.prompted),
            "response": response.text,
            "model": response.model,
        }
        for item in found
        for response in item.responses
    ]
    return _write(path, (number, method), whole, {RESPONSES: rows})


def _write(path: Path, place: tuple[int, str], whole: bool, files: Mapping[str, Sequence[dict[str, Any]]]) -> bool:
    if not whole and all(lines_begin(path / name, place, rows) for name, rows in files.items()):
        return False
    for name, rows in files.items():
        replace_lines(path / name, place, rows)
    return True


def prompts_of(plan: PreferPlan) -> list[PreferPrompt]:
    """The prompts to work through: those asked for, and all of which the same command has made something before.

    A smaller `n` takes nothing back; where anything else has changed it is what it says.
    """
    entry = read_info(plan.path).get(_section(plan), {}).get(plan.key, {})
    least = int(entry.get("answered", 0))
    if plan.n is None or least <= plan.n or any(entry.get(name) != value for name, value in _inputs(plan).items()):
        return plan.prompts()
    found = plan.prompts(least)
    return found if _made_of(plan, found) else found[: plan.n]


def check_replaced(plan: PreferPlan, prompts: Sequence[PreferPrompt]) -> None:
    """Raise UsageError where lines that this command has not made would be replaced; with `overwrite` it is told."""
    place = (plan.round, plan.recipe.method)
    rows = read_pairs(plan.path / (RESPONSES if plan.collecting else FILE))
    number = sum((row["round"], row["method"]) == place for row in rows)
    other = _other(plan, prompts) if number else []
    if not other:
        return
    what = "responses" if plan.collecting else "pairs"
    made = f"{number:,} {what} of {plan.recipe.method}, round {plan.round}, made with other {', '.join(other)}"
    if not plan.overwrite:
        raise UsageError(f"{plan.path}: holds {made}; give another --round, or --overwrite to replace them")
    LOG.warning("%s: replacing %s", plan.path, made)


def _other(plan: PreferPlan, prompts: Sequence[PreferPrompt]) -> list[str]:
    """What the lines of this method and round were made with that is not what is asked for now, in words."""
    entry = read_info(plan.path).get(_section(plan), {}).get(plan.key, {})
    wanted = _inputs(plan) | {"settings": _settings(plan)}
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
    return found or ([] if _told_of(plan, prompts) is not None else ["prompts"])


def _flat(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What a person knows the lines by, name and value; a report of before has fewer."""
    names = ("recipe", "models", "judges", "rubric")
    told = {name: entry[name] for name in names if name in entry} | dict(entry.get("settings") or {})
    return told | ({"seed": entry["identity"]["seed"]} if "identity" in entry else {})


def _told(value: Any) -> str:
    return (", ".join(map(str, value)) if isinstance(value, list) else f"{value}") or "none"


def _settings(plan: PreferPlan) -> dict[str, Any]:
    """The recipe's numbers and choices by which a person knows one set of pairs from another."""
    return {name: getattr(plan.recipe, name) for name in _NAMED}


def _made_of(plan: PreferPlan, prompts: Sequence[PreferPrompt]) -> bool:
    """Whether the lines of this method and round tell of these prompts and of no other."""
    there = _told_of(plan, prompts)
    # Prompts without a response leave no line of their own where responses are only collected.
    return there is not None and (plan.collecting or there == {(item.task_id, item.instance_id) for item in prompts})


def _told_of(plan: PreferPlan, prompts: Sequence[PreferPrompt]) -> set[tuple[str, str]] | None:
    """Of which prompts the lines of this method and round tell; None where one of them is none of these."""
    there: set[tuple[str, str]] = set()
    # A rejection has the prompt as one text, or none for personal data in it; a pair has its turns.
    texts = {(item.task_id, item.instance_id): ("", item.text, _turns(item)) for item in prompts}
    for name in (RESPONSES,) if plan.collecting else (FILE, REJECTED):
        for row in read_pairs(plan.path / name):
            if (row["round"], row["method"]) == (plan.round, plan.recipe.method):
                key = (row["task_id"], row["instance_id"])
                if row.get("prompt") not in texts.get(key, ()):
                    return None
                there.add(key)
    return there


def _turns(item: PreferPrompt) -> list[dict[str, str]]:
    return [{"role": turn.role, "content": turn.content} for turn in item.messages]


def _section(plan: PreferPlan) -> str:
    """Where run.json tells of this session: pairs, or responses where these are only collected."""
    return "responses" if plan.collecting else "preferences"


def _inputs(plan: PreferPlan) -> dict[str, Any]:
    """What the lines of this method and round depend on, but for the prompts."""
    return {
        "recipe": plan.recipe.name,
        "models": [who.name for who in plan.models],
        "judges": list(plan.judged_by),
        "rubric": plan.rubric.name if plan.judges else "",
        "identity": {"recipe": plan.recipe.identity(), "rubric": plan.rubric.identity(), "seed": plan.seed},
    }


@dataclass(slots=True)
class Report:
    """The part of run.json that tells of this method and round: what the files hold, and what all sessions have cost.

    It stands under `preferences`, or under `responses` where these are only collected.
    """

    plan: PreferPlan
    progress: Progress
    total: int
    entry: dict[str, Any] = field(default_factory=dict)

    def write(self, status: str, reason: str, made: Mapping[str, Any] | None) -> None:
        """Record what was made; without `made` what stood there before stays true."""
        plan, progress = self.plan, self.progress
        info = read_info(plan.path) or {"version": __version__, "model": plan.models[0].name}
        section = _section(plan)
        entries = info.get(section, {})
        self.entry = entries[plan.key] if made is None else self._about() | dict(made)
        self.entry |= {"status": status, "reason": reason, **progress.spending()}
        if "counts" not in info:
            info |= {"status": status, "reason": reason, "notice": self.entry["notice"]}
        entries = dict(sorted((entries | {plan.key: self.entry}).items()))
        write_json(plan.path / "run.json", info | {section: entries})

    def has_more(self, answered: int) -> bool:
        """Whether the files tell of more prompts, with the same settings: a session that ends early takes none back."""
        entry = read_info(self.plan.path).get(_section(self.plan), {}).get(self.plan.key, {})
        same = all(entry.get(name) == value for name, value in _inputs(self.plan).items())
        return same and int(entry.get("answered", 0)) > answered

    def known(self) -> bool:
        """Whether run.json tells of this method and round already."""
        return self.plan.key in read_info(self.plan.path).get(_section(self.plan), {})

    def _about(self) -> dict[str, Any]:
        plan = self.plan
        return {
            "method": plan.recipe.method,
            "round": plan.round,
            "status": "",
            "reason": "",
            "notice": notice(who.name for who in plan.everyone),
            **_inputs(plan),
            "settings": _settings(plan),
            "prompts": self.total,
        }


def paired_figures(outcomes: Sequence[PairOutcome]) -> dict[str, Any]:
    """What became of the prompts that are answered."""
    pairs = [item.preference for item in outcomes if item.preference is not None]
    final = Counter(item.rejections[-1].rule for item in outcomes if item.preference is None)
    aside = Counter(line.rule for item in outcomes for line in item.rejections if line.aside)
    return {
        "answered": len(outcomes),
        "pairs": len(pairs),
        "edited": sum(pair.edited is not None for pair in pairs),
        "rejected": dict(sorted(final.items())),
        "aside": dict(sorted(aside.items())),
        "grades": dict(Counter(pair.grade for pair in pairs if pair.grade)),
        "bias": bias(pairs, _tally(outcomes)) | {"equal_rejected": final["equal"]},
    }


def collected_figures(found: Sequence[CollectedResponses]) -> dict[str, Any]:
    """How many responses are there to be scored, and why some prompts have none."""
    without = Counter(item.rejection.rule for item in found if item.rejection is not None)
    return {
        "answered": len(found),
        "responses": sum(len(item.responses) for item in found),
        "rejected": dict(sorted(without.items())),
    }


def _tally(outcomes: Sequence[PairOutcome]) -> JudgeTally:
    tally = JudgeTally()
    for item in outcomes:
        for name in ("first", "second", "ties", "flips", "unreadable"):
            setattr(tally, name, getattr(tally, name) + getattr(item.tally, name))
    return tally
