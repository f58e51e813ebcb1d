"""What a set of pairs betrays besides quality: length, position, model. All figures, no verdicts but one warning."""

from array import array
from collections import Counter
from collections.abc import Iterable
from statistics import fmean, median
from typing import Any

from selfinstruct.flows.prefer.asking import JudgeTally
from selfinstruct.flows.prefer.pairs import length_gap
from selfinstruct.preferences import Preference
from selfinstruct.text.tokens import estimated_tokens

# Length alone predicts the winner: so large a share, and so far beyond chance (in standard deviations).
SHARE = 0.65
BEYOND_CHANCE = 3.0
ALIKE = 0.5  # of the shorter side: from there on two sides begin alike


class PairFigures:
    """The pairs of one method in one round, counted; 28 bytes are kept of each."""

    def __init__(self) -> None:
        self._longer = self._shorter = 0
        self._ratios, self._shared = array("d"), array("d")
        self._chosen, self._rejected, self._gaps = array("I"), array("I"), array("I")
        self._agreement, self._agreed = 0.0, 0
        self._won: Counter[str] = Counter()
        self._met: Counter[str] = Counter()

    def add(self, pair: Preference) -> None:
        """Take up a pair."""
        self._longer += len(pair.chosen) > len(pair.rejected)
        self._shorter += len(pair.chosen) < len(pair.rejected)
        self._ratios.append(len(pair.chosen) / len(pair.rejected))
        self._shared.append(shared_prefix(pair.chosen, pair.rejected))
        self._chosen.append(estimated_tokens(pair.chosen))
        self._rejected.append(estimated_tokens(pair.rejected))
        self._gaps.append(length_gap(pair.chosen, pair.rejected))
        if pair.agreement is not None:
            self._agreement += pair.agreement
            self._agreed += 1
        chosen, rejected = pair.models["chosen"], pair.models["rejected"]
        if chosen != rejected:
            self._won[chosen] += 1
            self._met.update((chosen, rejected))

    def __len__(self) -> int:
        return len(self._ratios)

    def bias(self, tally: JudgeTally) -> dict[str, Any]:
        """A share is None where there is nothing to count."""
        longer, shorter, ratios, shared = self._longer, self._shorter, self._ratios, self._shared
        decided = tally.first + tally.second
        return {
            "pairs": len(ratios),
            "longer_won": _share(longer, longer + shorter),
            "length_decided": longer + shorter,
            "length_ratio": {"mean": _rounded(fmean(ratios)), "median": _rounded(median(ratios))} if ratios else None,
            "tokens": {
                "chosen": median(self._chosen), "rejected": median(self._rejected), "gap": median(self._gaps),
            } if ratios else None,
            "agreement": _share(self._agreement, self._agreed),
            "comparisons": decided + tally.ties,
            "first_won": _share(tally.first, decided),
            "flips": tally.flips,
            "unreadable": tally.unreadable,
            "models": self._models(),
            "shared_prefix": {
                "mean": _rounded(fmean(shared)), "alike": sum(part >= ALIKE for part in shared),
            } if shared else None,
            "warning": warning(longer, shorter),
        }  # fmt: skip

    def _models(self) -> dict[str, dict[str, Any]]:
        """For each author how often it was in a pair with another one, and the share of these that it won."""
        won, met = self._won, self._met
        return {name: {"pairs": met[name], "won": _share(won[name], met[name])} for name in sorted(met)}


def bias(pairs: Iterable[Preference], tally: JudgeTally) -> dict[str, Any]:
    """The figures of these pairs."""
    figures = PairFigures()
    for pair in pairs:
        figures.add(pair)
    return figures.bias(tally)


def warning(longer: int, shorter: int) -> str:
    """A sentence with the figure where length alone tells which response won, otherwise ""."""
    decided = longer + shorter
    share = max(longer, shorter) / decided if decided else 0.0
    if share < SHARE or (2 * share - 1) * decided**0.5 < BEYOND_CHANCE:
        return ""
    which = "longer" if longer >= shorter else "shorter"
    return (
        f"length alone predicts the winner: the {which} response is the chosen one in {share:.0%} of {decided:,} pairs "
        "of different length; a model trained on them may learn length"
    )


def shared_prefix(one: str, other: str) -> float:
    """The part of the shorter text that both begin with, from 0 to 1."""
    shorter = min(len(one), len(other))
    same = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    return same / shorter if shorter else 0.0


def _share(part: float, whole: int) -> float | None:
    return _rounded(part / whole) if whole else None


def _rounded(value: float) -> float:
    return round(value, 4)
