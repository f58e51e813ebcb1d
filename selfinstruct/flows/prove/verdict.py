"""What the figures show, and what they do not: means with intervals, and one verdict.

Intervals are of a paired bootstrap in two stages, by tasks (clusters of what belongs together) and by seeds: the same
draws for every arm, so that what all arms find easy or hard cancels out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from selfinstruct.flows.prove.arms import KEPT, RANDOM, REJECTED, UNTRAINED
from selfinstruct.runs.proofs import held_out

BETTER, UNSHOWN, WORSE = "better", "no difference shown", "worse"
EXIT = {BETTER: 0, UNSHOWN: 3, WORSE: 4}
DRAWS = 4_000
_ENDS = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Measured:
    """A mean with its interval of 95 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Compared:
    """The kept arm less another one, in shares of tasks; `verdict` is BETTER, UNSHOWN or WORSE."""

    arm: str
    difference: Measured
    verdict: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`told` is one line. `over` are the arms that it is about: those named by the user, else the untrained student."""

    verdict: str
    told: str
    over: tuple[str, ...]
    arms: Mapping[str, Measured]
    compared: tuple[Compared, ...]

    @property
    def exit_code(self) -> int:
        return EXIT[self.verdict]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"exit_code": self.exit_code}


def judge(rights: Mapping[str, Sequence[Sequence[float]]], clusters: Sequence[str], named: Sequence[str]) -> Verdict:
    """The verdict on the kept arm; `rights` has for each arm, seed and task 1 for a right answer, 0 for a wrong one.

    An arm with one seed only (the untrained one, which no seed changes) has the same answers by every seed. Worse than
    any arm is worse; better than all that the verdict is about is better.
    """
    seeds = max(len(rows) for rows in rights.values())
    whole = {arm: _whole(rows, seeds) for arm, rows in rights.items()}
    drawn = _draws(whole, clusters, seeds)
    means = {arm: _measured(float(values.mean()), drawn[arm]) for arm, values in whole.items()}
    compared = tuple(
        _compared(arm, float(whole[KEPT].mean() - whole[arm].mean()), drawn[KEPT] - drawn[arm])
        for arm in whole
        if arm != KEPT
    )
    over = tuple(named) or (UNTRAINED,)
    verdicts = {item.arm: item.verdict for item in compared}
    if WORSE in verdicts.values():
        found = WORSE
    elif all(verdicts[arm] == BETTER for arm in over):
        found = BETTER
    else:
        found = UNSHOWN
    asked = held_out(len(clusters), len(set(clusters)))
    return Verdict(found, _told(found, means, compared, over, asked, seeds), over, means, compared)


def interval(values: Sequence[Sequence[float]], clusters: Sequence[str]) -> Measured:
    """The mean of figures by seed and task, with its interval."""
    whole = _whole(values, len(values))
    return _measured(float(whole.mean()), _draws({"": whole}, clusters, len(values))[""])


def share_of(part: Sequence[float], whole: Sequence[float], clusters: Sequence[str]) -> Measured:
    """What share of the whole a part is, both counted by tasks, with its interval; draws without any are left out."""
    drawn = _draws({"part": np.array([part]), "whole": np.array([whole])}, clusters, 1)
    some = drawn["whole"] > 0
    return _measured(sum(part) / sum(whole), drawn["part"][some] / drawn["whole"][some])


def _whole(rows: Sequence[Sequence[float]], seeds: int) -> NDArray[np.float64]:
    found = np.asarray(rows, dtype=np.float64)
    return np.repeat(found, seeds, axis=0) if len(found) == 1 else found


def _draws(
    arms: Mapping[str, NDArray[np.float64]], clusters: Sequence[str], seeds: int
) -> dict[str, NDArray[np.float64]]:
    """The mean of every arm in each of DRAWS samples of clusters and seeds, drawn with replacement."""
    rng = np.random.default_rng(0)
    names = {name: place for place, name in enumerate(dict.fromkeys(clusters))}
    member = np.array([names[name] for name in clusters])
    sizes = np.bincount(member, minlength=len(names)).astype(np.float64)
    counts = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=DRAWS).astype(np.float64)
    turns = rng.multinomial(seeds, np.full(seeds, 1 / seeds), size=DRAWS).astype(np.float64) / seeds
    total = counts @ sizes
    found = {}
    for arm, values in arms.items():
        sums = np.stack([np.bincount(member, weights=line, minlength=len(names)) for line in values])
        found[arm] = ((turns @ sums) * counts).sum(axis=1) / total
    return found


def _measured(value: float, drawn: NDArray[np.float64]) -> Measured:
    low, high = np.percentile(drawn, _ENDS)
    return Measured(round(value, 6), round(float(low), 6), round(float(high), 6))


def _compared(arm: str, difference: float, drawn: NDArray[np.float64]) -> Compared:
    found = _measured(difference, drawn)
    return Compared(arm, found, BETTER if found.low > 0 else WORSE if found.high < 0 else UNSHOWN)


def _told(
    found: str, means: Mapping[str, Measured], compared: Sequence[Compared], over: Sequence[str], asked: str, seeds: int
) -> str:
    by_arm = {item.arm: item for item in compared}
    shown = [by_arm[arm] for arm in over]
    if found == WORSE:  # what it is worse than stands first, and after it what else the verdict is about
        worse = [item for item in compared if item.verdict == WORSE]
        shown = worse + [item for item in shown if item not in worse]
    if found == UNSHOWN:
        shown = [item for item in shown if item.verdict == UNSHOWN]
    parts = "; ".join(f"{spelled(item.arm)} {means[item.arm].value:.1%}: {points(item.difference)}" for item in shown)
    head = {BETTER: "Better", UNSHOWN: "No difference shown", WORSE: "Worse"}[found]
    runs = f"{seeds} seeds" if seeds != 1 else "1 seed"
    return f"{head}: the data teaches {means[KEPT].value:.1%} of {asked}, {parts} ({runs})"


def points(found: Measured) -> str:
    """A difference in points of percentage, with its interval."""
    return f"{100 * found.value:+.1f} points [{100 * found.low:+.1f}, {100 * found.high:+.1f}]"


def spelled(arm: str) -> str:
    """An arm as it stands in a sentence."""
    return {
        UNTRAINED: "the untrained student", RANDOM: "a random sample before filtering", REJECTED: "what was rejected",
    }.get(arm, arm)  # fmt: skip
