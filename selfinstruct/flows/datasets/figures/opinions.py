"""What models and people have said: preference pairs, labels by several judges, and reviews."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from selfinstruct.agreement import cohen_kappa
from selfinstruct.intervals import wilson
from selfinstruct.runs.reviews import as_it_was

ENOUGH = 20  # records two people must have in common for their agreement to be told
_NO_REASON = "no reason given"
# What the review page calls the question of the paper's that fails.
_ASKED = {"valid": "valid", "fits": "fits", "right": "output"}


@dataclass(frozen=True, slots=True)
class PairFigures:
    """Preference pairs: counts of margins (steps of one point) and grades, and who won over whom.

    `longer` are pairs whose chosen response is the longer one, of `unequal` that differ in length; `ratios` counts
    chosen by rejected length, by name. `wins` has (winner, loser) of models.
    """

    pairs: int
    methods: Mapping[str, int]
    margins: Sequence[int]
    grades: Mapping[str, int]
    longer: int
    unequal: int
    ratios: Mapping[str, int]
    wins: Mapping[tuple[str, str], int]
    bias: Sequence[tuple[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class JudgeFigures:
    """A label run: its records by outcome and label, and the agreement of each two judges with their table."""

    records: int
    counts: Mapping[str, int]
    labels: Mapping[str, int]
    fleiss: float | None
    pairs: Sequence[Mapping[str, Any]]
    flips: int


@dataclass(frozen=True, slots=True)
class Fraction:
    """How many of a sample's `records`, drawn at random of `of`, are right, with Wilson's interval of 95 %."""

    what: str
    right: int
    records: int
    of: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ReviewFigures:
    """What people have reviewed: records by outcome, reasons of rejection, and what fraction is right.

    Of accepted records those that were edited, or pairs turned round, stand apart in `statuses`.
    `fractions` are those of all rows, or of the largest random sample that is finished: "right" as it was, and where
    the three questions of the Self-Instruct paper were asked, "valid", "fits" and "output"; none without such a sample.
    `seen` has the records of each reviewer. `agreement` has two reviewers, their common records, and Cohen's kappa.
    """

    records: int
    statuses: Mapping[str, int]
    reasons: Mapping[str, int]
    seen: Mapping[str, int]
    fractions: Sequence[Fraction]
    agreement: Sequence[tuple[str, str, int, float | None]]


# Each with the ratio that it ends before; the one of equal lengths is no interval.
_EQUAL = "equal"
_RATIOS = (
    ("less than 1/4", 0.25), ("1/4 to 1/2", 0.5), ("1/2 to 1", 1), (_EQUAL, 1), ("1 to 2", 2), ("2 to 4", 4),
    ("4 and more", math.inf),
)  # fmt: skip


def pair_figures(rows: Iterable[Mapping[str, Any]], info: Mapping[str, Any]) -> PairFigures | None:
    """Of preferences.jsonl; None without a pair."""
    methods: Counter[str] = Counter()
    grades: Counter[str] = Counter()
    wins: Counter[tuple[str, str]] = Counter()
    margins: Counter[int] = Counter()
    ratios = dict.fromkeys((name for name, _ in _RATIOS), 0)
    pairs = longer = unequal = 0
    for row in rows:
        pairs += 1
        methods[str(row.get("method") or "pairs")] += 1
        if row.get("grade"):
            grades[str(row["grade"])] += 1
        if isinstance(row.get("margin"), int | float):
            margins[int(row["margin"])] += 1
        models = row.get("models")
        if isinstance(models, Mapping) and models.get("chosen") and models.get("rejected"):
            wins[str(models["chosen"]), str(models["rejected"])] += 1
        chosen, rejected = (_length(row.get(name)) for name in ("chosen", "rejected"))
        if chosen and rejected:
            unequal += chosen != rejected
            longer += chosen > rejected
            ratios[_ratio(chosen, rejected)] += 1
    if not pairs:
        return None
    spread = [margins[step] for step in range(max(margins) + 1)] if margins and min(margins) >= 0 else []
    reports = [(name, dict(report.get("bias") or {})) for name, report in sorted(_reports(info).items())]
    return PairFigures(
        pairs, dict(sorted(methods.items())), spread, dict(grades), longer, unequal, ratios,
        dict(sorted(wins.items())), [(name, bias) for name, bias in reports if bias],
    )  # fmt: skip


def _ratio(chosen: int, rejected: int) -> str:
    return _EQUAL if chosen == rejected else next(name for name, end in _RATIOS if chosen / rejected < end)


def judge_figures(info: Mapping[str, Any]) -> JudgeFigures | None:
    """Of label.json; None where it is none."""
    counts, agreed = info.get("counts"), info.get("agreement")
    if not isinstance(counts, Mapping) or not isinstance(agreed, Mapping):
        return None
    told = {name: int(counts.get(name, 0)) for name in ("accepted", "rejected", "contested")}
    labels = {str(name): int(number) for name, number in dict(counts.get("labels") or {}).items()}
    return JudgeFigures(
        sum(told.values()),
        told,
        labels,
        agreed.get("fleiss_kappa"),
        list(agreed.get("pairs") or ()),
        int(counts.get("flips") or 0),
    )


def review_figures(
    rows: Sequence[Mapping[str, Any]], drawn: Sequence[Mapping[str, Any]], of: int
) -> ReviewFigures | None:
    """Of lines of reviewed.jsonl and samples.jsonl, about a dataset of `of` rows; None where nothing was reviewed."""
    if not rows:
        return None
    statuses: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    said: dict[str, dict[str, str]] = {}
    lines = {str(row.get("id")): row for row in rows}
    for identifier, row in lines.items():
        statuses[_outcome(row)] += 1
        if row.get("status") == "rejected":
            reasons.update(str(reason) for reason in row.get("reasons") or (_NO_REASON,))
        for opinion in row.get("opinions") or ():
            said.setdefault(str(opinion.get("reviewer")), {})[identifier] = str(opinion.get("answer"))
    return ReviewFigures(
        len(lines), dict(sorted(statuses.items())), dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
        {name: len(found) for name, found in sorted(said.items())}, _fractions(lines, drawn, of), _agreement(said),
    )  # fmt: skip


def _outcome(row: Mapping[str, Any]) -> str:
    """What became of a record: of those accepted, what had to be edited or turned round stands apart."""
    if row.get("status") != "accepted" or as_it_was(row):
        return str(row.get("status"))
    return "edited" if row.get("edited") else "turned round"


def _fractions(lines: Mapping[str, Mapping[str, Any]], drawn: Sequence[Mapping[str, Any]], of: int) -> list[Fraction]:
    done = [sample for sample in drawn if sample["ids"] and all(name in lines for name in sample["ids"])]
    if len(lines) == of:
        found = list(lines.values())
    elif done:
        best = max(done, key=lambda sample: int(sample["records"]))
        found, of = [lines[name] for name in best["ids"]], int(best["of"])
    else:
        return []
    told = [("right", sum(map(as_it_was, found)))]
    failed = Counter(reason for line in found for reason in line.get("reasons") or ())
    if set(_ASKED) & set(failed):
        # A contested record has not been found right on any question.
        decided = [line for line in found if line["status"] != "contested"]
        told += [
            (what, sum(name not in (line.get("reasons") or ()) for line in decided)) for name, what in _ASKED.items()
        ]
    return [Fraction(what, right, len(found), of, *wilson(right, len(found))) for what, right in told]


def _agreement(said: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str, int, float | None]]:
    names, found = sorted(said), []
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            both = sorted(set(said[one]) & set(said[other]))
            if len(both) >= ENOUGH:
                kappa = cohen_kappa([said[one][key] for key in both], [said[other][key] for key in both])
                found.append((one, other, len(both), kappa))
    return found


def _reports(info: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    reports = info.get("preferences")
    return {str(k): v for k, v in reports.items() if isinstance(v, Mapping)} if isinstance(reports, Mapping) else {}


def _length(side: Any) -> int:
    """Characters of a response: a text, or the last turn of a chat."""
    if isinstance(side, list) and side and isinstance(side[-1], Mapping):
        side = side[-1].get("content")
    return len(side) if isinstance(side, str) else 0
