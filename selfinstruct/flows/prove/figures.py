"""What a proof says of each arm: tasks right, by every seed and by what decided, loss, length of answers, cost."""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from selfinstruct.flows.prove.arms import KEPT, UNTRAINED
from selfinstruct.flows.prove.held_out import Division, Question, kinds_of
from selfinstruct.flows.prove.verdict import Verdict, interval, share_of
from selfinstruct.students.student import Tried


def arm_figures(
    results: Mapping[str, Sequence[Tried]], rights: Mapping[str, Sequence[Sequence[float]]], verdict: Verdict,
    division: Division, clusters: Sequence[str],
) -> list[dict[str, Any]]:  # fmt: skip
    """What stands of each arm in the table: tasks right, by every seed too, loss, length of answers, what it cost."""
    compared = {item.arm: item for item in verdict.compared}
    rows = []
    for arm, runs in results.items():
        mean = verdict.arms[arm]
        row: dict[str, Any] = {
            "arm": arm, "right": mean.value, "low": mean.low, "high": mean.high,
            "by_seed": [round(fmean(seed), 6) for seed in rights[arm]], "rows": len(division.arms.get(arm, ())),
            "words": round(fmean(len(said.split()) for run in runs for said in run.answers), 1),
            "seconds": round(sum(run.trained + run.tested for run in runs), 1),
            "tokens": sum(run.tokens for run in runs),
            "cut": sum(run.cut for run in runs),
        }  # fmt: skip
        if all(run.losses is not None for run in runs):
            loss = interval([run.losses or () for run in runs], clusters)
            row |= {"loss": loss.value, "loss_low": loss.low, "loss_high": loss.high}
        if all(run.prefers is not None for run in runs) and arm != UNTRAINED:
            liked = interval([[float(item) for item in run.prefers or ()] for run in runs], clusters)
            row |= {"prefers": liked.value, "prefers_low": liked.low, "prefers_high": liked.high}
        if arm in compared:
            ahead = compared[arm]
            row |= {
                "kept_ahead": ahead.difference.value, "ahead_low": ahead.difference.low,
                "ahead_high": ahead.difference.high, "verdict": ahead.verdict,
            } | _wins(rights[KEPT], rights[arm], clusters)  # fmt: skip
        row["notes"] = sorted({note for run in runs for note in run.notes})
        rows.append(row)
    return rows


def _wins(kept: Sequence[Sequence[float]], other: Sequence[Sequence[float]], clusters: Sequence[str]) -> dict[str, Any]:
    """On how many tasks the kept arm is right more often over its trainings, and on how many less often."""
    pairs = [
        (fmean(seed[place] for seed in kept), fmean(seed[place] for seed in other)) for place in range(len(kept[0]))
    ]
    won, lost = sum(a > b for a, b in pairs), sum(a < b for a, b in pairs)
    if not won + lost:
        return {"won": 0, "lost": 0, "win_rate": None}
    rate = share_of([float(a > b) for a, b in pairs], [float(a != b) for a, b in pairs], clusters)
    return {"won": won, "lost": lost, "win_rate": rate.value, "win_low": rate.low, "win_high": rate.high}


def by_kind(
    questions: Sequence[Question], rights: Mapping[str, Sequence[Sequence[float]]]
) -> dict[str, dict[str, float]]:
    """The share right of each arm, by what decided."""
    found: dict[str, dict[str, float]] = {}
    for kind, _ in kinds_of(questions):
        places = [place for place, question in enumerate(questions) if question.decides.kind == kind]
        found[kind] = {
            arm: round(fmean(seed[place] for seed in seeds for place in places), 6) for arm, seeds in rights.items()
        }
    return found
