"""The test of a judge before it is believed: planted errors that it should reject, beside rows as they are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from selfinstruct.canonical import Ordinals
from selfinstruct.files.spool import Spool
from selfinstruct.flows.datasets.judging.answers import Answers, JudgedText
from selfinstruct.flows.datasets.judging.planting import PLANTS, plant, soil_of
from selfinstruct.flows.datasets.rows import Row
from selfinstruct.intervals import newcombe, wilson
from selfinstruct.runs.judged import ALIKE, LENIENT, SMALL, UNPLANTED

_OTHERS = 8  # answers of other rows that one may be swapped for
_LOOKED_AT = 400  # rows in which an error of one kind is looked for, for each one that is wanted
_MOST_LOOKED_AT = 20_000
_LABELS = 8  # more different answers to tasks of a type are no labels
_WORDS = 3  # of a label
_SEEN = 5000  # rows whose answers are looked at for the labels of their type


@dataclass(frozen=True, slots=True)
class JudgeTest:
    """Planted errors, and the numbers of answers that are put to the judge as they are."""

    planted: Sequence[JudgedText]
    untouched: Sequence[int]


def prepare(rows: Spool[Row], answers: Answers, number: int, seed: int) -> JudgeTest:
    """About as many errors of each kind as there can be, `number` in all, and as many answers as they are.

    Which rows they are planted in depends on the seed and on the answers.
    """
    order = Random(f"{seed}:untouched:0").sample(range(len(answers)), min(number, len(answers)))
    labels = _labels(rows)
    planted: list[JudgedText] = []
    met, used = Ordinals(), set[tuple[str, int]]()
    walks = {kind: _walk(len(answers), seed, kind) for kind in PLANTS}
    open_kinds = list(PLANTS)
    while open_kinds and len(planted) < number:
        for kind in tuple(open_kinds):
            if len(planted) == number:
                break
            made = _next(kind, walks[kind], rows, answers, labels, seed, used)
            if made is None:
                open_kinds.remove(kind)
            else:
                prompt, response = made
                planted.append(JudgedText(prompt, response, met.next(prompt, response), kind))
    return JudgeTest(planted, sorted(order))


def _walk(total: int, seed: int, kind: str) -> list[int]:
    """The answers in the order in which they are looked at."""
    return Random(f"{seed}:planted:{kind}").sample(range(total), min(total, _MOST_LOOKED_AT))


def _next(
    kind: str, walk: list[int], rows: Spool[Row], answers: Answers, labels: Mapping[str, Sequence[str]], seed: int,
    used: set[tuple[str, int]],
) -> tuple[str, str] | None:  # fmt: skip
    """A prompt with an answer that has an error of the kind; None where no further one is found."""
    for _ in range(_LOOKED_AT):
        if not walk:
            return None
        number = walk.pop()
        rng = Random(f"{seed}:planted:{kind}:{number}")
        row = rows[answers.rows[number]]
        others = [answers[rng.randrange(len(answers))].response for _ in range(_OTHERS)] if kind == "swapped" else []
        made = plant(kind, soil_of(row, answers.places[number], others, labels.get(row.task.type, ())), rng)
        if made is not None and (kind, number) not in used:
            used.add((kind, number))
            return answers[number].prompt, made
    return None


def _labels(rows: Spool[Row]) -> dict[str, list[str]]:
    """What tasks of a type that are classifications answer, where these are few short answers."""
    found: dict[str, Counter[str]] = {}
    for number in range(min(len(rows), _SEEN)):
        task = rows[number].task
        if task.is_classification and task.type:
            found.setdefault(task.type, Counter()).update(item.output.strip() for item in task.instances)
    return {
        kind: sorted(counts)
        for kind, counts in found.items()
        if 1 < len(counts) <= _LABELS and all(len(text.split()) <= _WORDS for text in counts)
    }


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the interval in which the share lies in 95 of 100 cases (Wilson's)."""

    found: int
    of: int

    def as_dict(self) -> dict[str, Any]:
        low, high = wilson(self.found, self.of) if self.of else (0.0, 1.0)
        share = round(self.found / self.of, 4) if self.of else None
        return {"found": self.found, "of": self.of, "share": share, "low": round(low, 4), "high": round(high, 4)}


@dataclass(frozen=True, slots=True)
class Fitness:
    """How the judge did: planted errors that it let pass, by kind too, and rows as they are that it rejected."""

    false_accepts: Share
    false_rejects: Share
    kinds: Mapping[str, Share]

    def difference(self) -> dict[str, float] | None:
        """By how much the share of planted errors that it rejects is higher than that of answers as they are."""
        planted, untouched = self.false_accepts, self.false_rejects
        if not planted.of or not untouched.of:
            return None
        rejected = planted.of - planted.found
        low, high = newcombe(rejected, planted.of, untouched.found, untouched.of)
        share = rejected / planted.of - untouched.found / untouched.of
        return {"share": round(share, 4), "low": round(low, 4), "high": round(high, 4)}

    def unfit(self, most: float) -> str:
        """Why it is not believed, "" where it is: it lets more than `most` pass, or is not shown to tell apart."""
        planted, untouched, difference = self.false_accepts.of, self.false_rejects.of, self.difference()
        if difference is None:
            return UNPLANTED
        if self.false_accepts.found > most * planted:
            return LENIENT
        if difference["low"] > 0:
            return ""
        return ALIKE if newcombe(planted, planted, 0, untouched)[0] > 0 else SMALL

    def as_dict(self) -> dict[str, Any]:
        return {
            "false_accepts": self.false_accepts.as_dict(),
            "false_rejects": self.false_rejects.as_dict(),
            "difference": self.difference(),
            "kinds": {kind: share.as_dict() for kind, share in self.kinds.items()},
        }


def result(test: JudgeTest, planted: Sequence[bool | None], untouched: Sequence[bool | None]) -> Fitness:
    """What the judge's verdicts come to; an answer that it says nothing readable about is rejected by it."""
    by_kind: dict[str, list[bool]] = {kind: [] for kind in PLANTS}
    for text, passed in zip(test.planted, planted, strict=True):
        by_kind[text.planted].append(bool(passed))
    kinds = {kind: Share(*_counted(found)) for kind, found in by_kind.items() if found}
    return Fitness(
        Share(*_counted([bool(passed) for passed in planted])),
        Share(*_counted([not passed for passed in untouched])), kinds,
    )  # fmt: skip


def _counted(found: Sequence[bool]) -> tuple[int, int]:
    return sum(found), len(found)
