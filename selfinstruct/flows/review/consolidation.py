"""Several people's answers about the same records: what they decide together, and how far they agree."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any, Self

from selfinstruct import agreement
from selfinstruct.preferences import GRADES

RULES = ("majority", "all")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one reviewer says of one record; `edited` is "" where nothing was edited.

    `grade`, one of GRADES, says how much better the preferred response of a pair is; `reasons` are short words.
    """

    id: str
    reviewer: str
    answer: str
    edited: str = ""
    note: str = ""
    grade: str = ""
    reasons: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        row: dict[str, Any] = asdict(self) | {"reasons": list(self.reasons)}
        return {name: value for name, value in row.items() if value or name == "answer"}

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Self:
        """A line of reviews.jsonl."""
        return cls(**{**row, "reasons": tuple(row.get("reasons", ()))})


@dataclass(frozen=True, slots=True)
class ReviewVerdict:
    """What the opinions on a record come to: an answer, or None and why it stays contested.

    `grade` is the median of the grades that those gave who agree, of two the lesser; `reasons` are all of theirs.
    """

    answer: str | None
    edited: str | None
    why: str
    backers: int
    grade: str = ""
    reasons: tuple[str, ...] = ()


def consolidate(opinions: Sequence[Opinion], rule: str, least: int = 1) -> ReviewVerdict:
    """One record's opinions, one a reviewer. `rule` is majority (more than half) or all; `least` reviewers must answer.

    Those who agree on the answer must also agree on the edited text, where more than one has edited.
    """
    votes = Counter(opinion.answer for opinion in opinions)
    answer, backers = votes.most_common(1)[0]
    if len(opinions) < least:
        return ReviewVerdict(None, None, f"{len(opinions)} of {least} reviewers", backers)
    enough = backers == len(opinions) if rule == "all" else backers * 2 > len(opinions)
    if not enough:
        return ReviewVerdict(None, None, "disagreement", backers)
    agreeing = [opinion for opinion in opinions if opinion.answer == answer]
    edits = sorted({opinion.edited for opinion in agreeing if opinion.edited})
    if len(edits) > 1:
        return ReviewVerdict(None, None, "different edits", backers)
    grades = sorted(GRADES.index(opinion.grade) for opinion in agreeing if opinion.grade)
    grade = GRADES[grades[(len(grades) - 1) // 2]] if grades else ""
    reasons = dict.fromkeys(reason for opinion in agreeing for reason in opinion.reasons)
    return ReviewVerdict(answer, edits[0] if edits else None, "", backers, grade, tuple(sorted(reasons)))


def reviewers_agreement(opinions: Sequence[Opinion]) -> dict[str, Any]:
    """Kappa of each pair of reviewers over what both answered, and of all over what all answered."""
    by_reviewer: dict[str, dict[str, str]] = {}
    for opinion in opinions:
        by_reviewer.setdefault(opinion.reviewer, {})[opinion.id] = opinion.answer
    names = sorted(by_reviewer)
    pairs = [
        {"reviewers": [one, other]} | _pair(by_reviewer[one], by_reviewer[other])
        for one, other in combinations(names, 2)
    ]
    common = sorted(set.intersection(*(set(found) for found in by_reviewer.values()))) if names else []
    whole = [[by_reviewer[name][identifier] for name in names] for identifier in common]
    fleiss = agreement.fleiss_kappa(whole) if len(names) > 1 else None
    answered = {name: len(found) for name, found in sorted(by_reviewer.items())}
    return {
        "reviewers": answered,
        "records": len(common),
        "unanimous": sum(len(set(item)) == 1 for item in whole),
        "fleiss_kappa": None if fleiss is None else round(fleiss, 4),
        "pairs": pairs,
    }


def _pair(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, Any]:
    both = sorted(set(one) & set(other))
    first, second = [one[identifier] for identifier in both], [other[identifier] for identifier in both]
    kappa = agreement.cohen_kappa(first, second)
    same = sum(a == b for a, b in zip(first, second, strict=True))
    return {"records": len(both), "same": same, "kappa": None if kappa is None else round(kappa, 4)}
