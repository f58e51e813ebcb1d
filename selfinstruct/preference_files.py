"""What a session of `prefer` leaves: its lines in both files, and its report in run.json."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from selfinstruct import __version__
from selfinstruct.bias import bias
from selfinstruct.errors import RunDamaged, RunError
from selfinstruct.inputs import unique_id
from selfinstruct.preference_plan import Plan
from selfinstruct.progress import Progress
from selfinstruct.record import NOTICE
from selfinstruct.records import to_json
from selfinstruct.run import write_json
from selfinstruct.stages.preferences.asking import Tally
from selfinstruct.stages.preferences.methods import Outcome

FILE, REJECTED = "preferences.jsonl", "rejected.preferences.jsonl"


def write_pairs(path: Path, plan: Plan, outcomes: Sequence[Outcome]) -> None:
    """Both files anew: the lines of this method and round are replaced, all others stay as they are."""
    place = (plan.round, plan.recipe.method)
    seen: dict[str, int] = {}
    pairs = [item.preference for item in outcomes if item.preference is not None]
    rows = [replace(pair, id=unique_id(pair.id, seen)).as_dict() for pair in pairs]
    _merge(path / FILE, place, rows)
    _merge(path / REJECTED, place, [line.as_dict() for item in outcomes for line in item.rejections])


def _merge(path: Path, place: tuple[int, str], rows: Sequence[dict[str, Any]]) -> None:
    lines: dict[tuple[int, str], list[str]] = {}
    for row, line in _lines(path):
        key = (row["round"], row["method"])
        if key != place:
            lines.setdefault(key, []).append(line)
    lines[place] = [to_json(row) for row in rows]
    temporary = path.with_name(path.name + ".tmp")
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            for key in sorted(lines):
                file.writelines(f"{line}\n" for line in lines[key])
        temporary.replace(path)
    except OSError as error:
        raise RunError(f"{path}: cannot be written: {error.strerror}") from error


def read_info(path: Path) -> dict[str, Any]:
    """run.json of a run, or of a directory that holds preferences alone; raises RunError where there is none."""
    file = path / "run.json"
    try:
        info = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RunError(f"{path}: is not a run (it has no run.json)") from None
    except (OSError, ValueError) as error:
        raise RunDamaged(f"{file}: cannot be read: {error}") from error
    if not isinstance(info, dict):
        raise RunDamaged(f"{file}: cannot be read: is not a JSON object")
    return info


def read_pairs(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of preferences.jsonl or rejected.preferences.jsonl; none where the file is missing."""
    return (row for row, _ in _lines(path))


def _lines(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """The lines that stand there, as they stand."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            try:
                line = raw.decode("utf-8").rstrip("\n")
                row = json.loads(line)
                row["round"], row["method"]
            except (ValueError, KeyError, TypeError) as error:
                raise RunDamaged(
                    f"{path}:{number}: is not a line of preferences ({error}); mend or delete it"
                ) from None
            yield row, line


@dataclass(slots=True)
class Report:
    """The part of run.json that tells of this method and round."""

    plan: Plan
    progress: Progress
    total: int
    entry: dict[str, Any] = field(default_factory=dict)

    def write(self, status: str, outcomes: Sequence[Outcome], reason: str = "") -> None:
        plan, progress, recipe = self.plan, self.progress, self.plan.recipe
        pairs = [item.preference for item in outcomes if item.preference is not None]
        final = Counter(item.rejections[-1].rule for item in outcomes if item.preference is None)
        aside = Counter(line.rule for item in outcomes for line in item.rejections if line.aside)
        names = [who.name for who in plan.everyone]
        notice = NOTICE if any(name.split("/")[0] == "offline" for name in names) else ""
        self.entry = {
            "method": recipe.method,
            "round": plan.round,
            "status": status,
            "reason": reason,
            "notice": notice,
            "recipe": recipe.name,
            "models": [who.name for who in plan.models],
            "judges": [who.name for who in plan.judges],
            "rubric": plan.rubric.name,
            "identity": {
                "recipe": recipe.identity(), "rubric": plan.rubric.identity(), "seed": plan.seed,
            },
            "prompts": self.total,
            "settled": len(outcomes),
            "pairs": len(pairs),
            "edited": sum(pair.edited is not None for pair in pairs),
            "rejected": dict(sorted(final.items())),
            "aside": dict(sorted(aside.items())),
            "grades": dict(Counter(pair.grade for pair in pairs if pair.grade)),
            "bias": bias(pairs, _tally(outcomes)) | {"equal_rejected": final["equal"]},
            "requests": progress.requests,
            "usage": [
                {"stage": stage, "model": model, "requests": total.requests, "failed": total.failed}
                | asdict(total.usage)
                for (stage, model), total in progress.stages.items()
            ],
            "cost": progress.cost,
            "prices": {model: price and asdict(price) for model, price in progress.prices.items()},
        }  # fmt: skip
        _record(plan, self.entry)


def _tally(outcomes: Sequence[Outcome]) -> Tally:
    tally = Tally()
    for item in outcomes:
        for name in ("first", "second", "ties", "flips", "unreadable"):
            setattr(tally, name, getattr(tally, name) + getattr(item.tally, name))
    return tally


def _record(plan: Plan, entry: dict[str, Any]) -> None:
    """Into run.json, beside what it says of the run and of other methods."""
    try:
        info = read_info(plan.path)
    except RunDamaged:
        raise
    except RunError:
        info = {"version": __version__, "model": plan.models[0].name}
    if "counts" not in info:
        info |= {"status": entry["status"], "reason": entry["reason"], "notice": entry["notice"]}
    entries = info.get("preferences", {}) | {plan.key: entry}
    write_json(plan.path / "run.json", info | {"preferences": dict(sorted(entries.items()))})
