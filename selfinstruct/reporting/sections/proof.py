"""What a proof by training has shown: the verdict, what each arm got right, and where."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from selfinstruct.flows.datasets.figures.figures import Figures
from selfinstruct.flows.prove.arms import UNTRAINED
from selfinstruct.pictures.bars import intervals
from selfinstruct.pictures.markup import joined, marked, tag
from selfinstruct.pictures.svg import Numbers
from selfinstruct.reporting.parts import table, titled, two
from selfinstruct.runs.proofs import held_out

_WINS = "Of the tasks that one of the two got right more often, how many the data did"


def proof(numbers: Numbers, figures: Figures) -> Markup:
    """The verdict, the arms with their intervals, and by what decided about them."""
    info = figures.proof
    if info is None:
        return Markup("")
    arms, test, training = info["arms"], info["test"], info["training"]
    right = [(arm["arm"], arm["low"], arm["right"], arm["high"]) for arm in arms]
    wins = [arm for arm in arms if arm.get("win_rate") is not None]
    how = f"{info['student']['name']}, {training['rows']:,} rows an arm, {training['repeats']} trainings each"
    cost = f"{info['seconds']:,.0f} seconds, {sum(arm['tokens'] for arm in arms):,} tokens trained on"
    told = f"{held_out(test['rows'], test['tasks'])}, decided by code; {how}; {cost}. Intervals of 95 % by a bootstrap."
    return joined(
        tag("p", tag("strong", marked(info["verdict"]["told"]))),
        tag("p", marked(told), class_="quiet"),
        two(
            titled("Held-out tasks right", intervals(numbers, "Held-out tasks right", right)),
            titled(_WINS, intervals(numbers, _WINS, [_won(arm) for arm in wins])),
        ),
        table(
            ("arm", "right, %", "from", "to", "the data is ahead by", "from", "to", "verdict", "loss", "words"),
            [_row(arm) for arm in arms], summary="Arms", unfolded=True,
        ),
        table(
            ("arm", "better answer likelier than before, %", "from", "to", "words before", "words"),
            [_liked(arm, arms) for arm in arms if "prefers" in arm], summary="Pairs", unfolded=True,
        ),
        table(
            ("decided by", "tasks", *(f"{arm['arm']}, %" for arm in arms)),
            [
                (kind, test["by"].get(kind), *(round(100 * found.get(arm["arm"], 0.0), 1) for arm in arms))
                for kind, found in info["decided_by"].items()
            ],
            summary="By what decided",
        ),
        table(
            ("against", "better", "worse", "neither", "the same answer", "better of those decided, %", "from", "to"),
            [_judged(arm, found) for arm, found in info["judged"].items()],
            summary="What judges find of the data's answers", unfolded=True,
        ),
        *(tag("p", marked(note), class_="quiet") for note in info["notes"]),
    )  # fmt: skip


def _won(arm: Mapping[str, Any]) -> tuple[str, float, float, float]:
    return f"against {arm['arm']}", arm["win_low"], arm["win_rate"], arm["win_high"]


def _judged(arm: str, found: Mapping[str, Any]) -> tuple[str | float | None, ...]:
    shares = [round(100 * found[name], 1) if name in found else None for name in ("win_rate", "low", "high")]
    return (arm, *(found[name] for name in ("better", "worse", "neither", "same")), *shares)


def _liked(arm: Mapping[str, Any], arms: Sequence[Mapping[str, Any]]) -> tuple[str | float | None, ...]:
    """What came of learning pairs: how often what they say holds on others, and how long answers are since."""
    shares = [round(100 * arm[name], 1) for name in ("prefers", "prefers_low", "prefers_high")]
    before = next((other["words"] for other in arms if other["arm"] == UNTRAINED), None)
    return (arm["arm"], *shares, before, arm["words"])


def _row(arm: Mapping[str, Any]) -> tuple[str | float | None, ...]:
    shares = [round(100 * arm[name], 1) for name in ("right", "low", "high")]
    ahead = [round(100 * arm[name], 1) if name in arm else None for name in ("kept_ahead", "ahead_low", "ahead_high")]
    loss = round(arm["loss"], 3) if "loss" in arm else None
    return (arm["arm"], *shares, *ahead, arm.get("verdict", ""), loss, arm["words"])
