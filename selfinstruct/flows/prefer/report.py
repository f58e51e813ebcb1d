"""What a session of `prefer` leaves: its lines in both files, and its report in run.json."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from selfinstruct._version import __version__
from selfinstruct.canonical import Ordinals
from selfinstruct.engine.named_models import addresses
from selfinstruct.flows.prefer.asking import JudgeTally, response_id
from selfinstruct.flows.prefer.bias import PairFigures
from selfinstruct.flows.prefer.earlier import inputs, named_settings, prompt_turns, section
from selfinstruct.flows.prefer.files import FILE, REJECTED, RESPONSES, lines_begin, replace_lines
from selfinstruct.flows.prefer.methods import CollectedResponses, PairOutcome
from selfinstruct.flows.prefer.options import PreferPlan
from selfinstruct.progress import Progress
from selfinstruct.runs.info import notice
from selfinstruct.runs.lines import write_json
from selfinstruct.runs.run import read_info


def write_pairs(path: Path, plan: PreferPlan, outcomes: Sequence[PairOutcome], whole: bool) -> bool:
    """Both files anew: the lines of this method and round are replaced, all others stay as they are.

    Where not all prompts are answered and the files have these lines already, nothing is written, and False returned: a
    session that ends early takes back nothing of an earlier one's.
    """

    def pairs() -> Iterator[dict[str, Any]]:
        seen = Ordinals()
        for item in outcomes:
            if item.preference is not None:
                yield replace(item.preference, id=seen.unique_id(item.preference.id)).as_dict()

    def rejected() -> Iterator[dict[str, Any]]:
        return (line.as_dict() for item in outcomes for line in item.rejections)

    return _write(path, (plan.round, plan.recipe.method), whole, {FILE: pairs, REJECTED: rejected})


def write_responses(path: Path, plan: PreferPlan, found: Sequence[CollectedResponses], whole: bool) -> bool:
    """responses.jsonl, under the same rules."""
    method, number = plan.recipe.method, plan.round

    def rows() -> Iterator[dict[str, Any]]:
        for item in found:
            for response in item.responses:
                yield {
                    "id": response_id(method, number, item.prompted, response),
                    "task_id": item.prompted.task_id,
                    "instance_id": item.prompted.instance_id,
                    "method": method,
                    "round": number,
                    "prompt": prompt_turns(item.prompted),
                    "response": response.text,
                    "model": response.model,
                }

    return _write(path, (number, method), whole, {RESPONSES: rows})


def _write(
    path: Path, place: tuple[int, str], whole: bool, files: Mapping[str, Callable[[], Iterable[dict[str, Any]]]]
) -> bool:
    if not whole and all(lines_begin(path / name, place, rows()) for name, rows in files.items()):
        return False
    for name, rows in files.items():
        replace_lines(path / name, place, rows())
    return True


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
        model = plan.models[0].name if plan.models else ""
        info = read_info(plan.path) or {"version": __version__, "model": model}
        part = section(plan)
        entries = info.get(part, {})
        self.entry = entries[plan.key] if made is None else self._about() | dict(made)
        # Limits are of all methods of a mix, and each report tells of its own.
        stages = {key: total for key, total in progress.stages.items() if plan.mine(key[0])}
        spent = replace(progress, stages=stages).spending()
        self.entry |= {"status": status, "reason": reason, **spent}
        if "counts" not in info:
            info |= {"status": status, "reason": reason, "notice": self.entry["notice"]}
        entries = dict(sorted((entries | {plan.key: self.entry}).items()))
        write_json(plan.path / "run.json", info | {part: entries})

    def has_more(self, answered: int) -> bool:
        """Whether the files tell of more prompts, with the same settings: a session that ends early takes none back."""
        entry = read_info(self.plan.path).get(section(self.plan), {}).get(self.plan.key, {})
        same = all(entry.get(name) == value for name, value in inputs(self.plan).items())
        return same and int(entry.get("answered", 0)) > answered

    def known(self) -> bool:
        """Whether run.json tells of this method and round already."""
        return self.plan.key in read_info(self.plan.path).get(section(self.plan), {})

    def _about(self) -> dict[str, Any]:
        plan = self.plan
        return {
            "method": plan.recipe.method,
            "round": plan.round,
            "status": "",
            "reason": "",
            "notice": notice((*(who.name for who in plan.everyone), *plan.authors)),
            **({"mix": str(plan.mix)} if plan.mix else {}),
            **inputs(plan),
            **addresses(plan.everyone),
            "settings": named_settings(plan),
            "prompts": self.total,
        }


def paired_figures(outcomes: Sequence[PairOutcome]) -> dict[str, Any]:
    """What became of the prompts that are answered."""
    pairs, tally, edited = PairFigures(), JudgeTally(), 0
    final, aside, grades = Counter[str](), Counter[str](), Counter[str]()
    for item in outcomes:
        tally.add(item.tally)
        aside.update(line.rule for line in item.rejections if line.aside)
        if (pair := item.preference) is None:
            final[item.rejections[-1].rule] += 1
            continue
        pairs.add(pair)
        edited += pair.edited is not None
        if pair.grade:
            grades[pair.grade] += 1
    return {
        "answered": len(outcomes),
        "pairs": len(pairs),
        "edited": edited,
        "rejected": dict(sorted(final.items())),
        "aside": dict(sorted(aside.items())),
        "grades": dict(grades),
        "bias": pairs.bias(tally) | {"equal_rejected": final["equal"]},
    }


def collected_figures(found: Sequence[CollectedResponses]) -> dict[str, Any]:
    """How many responses are there to be scored, and why some prompts have none."""
    without, responses = Counter[str](), 0
    for item in found:
        responses += len(item.responses)
        if item.rejection is not None:
            without[item.rejection.rule] += 1
    return {"answered": len(found), "responses": responses, "rejected": dict(sorted(without.items()))}
