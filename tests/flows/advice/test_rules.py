"""Which way of spending is called the better one, why, and on which publications that rests."""

from dataclasses import replace

import pytest

from selfinstruct.flows.advice.evidence import (
    ALL,
    ATTEMPTS,
    BUDGET,
    CHEAPER,
    DIFFERENCE,
    RATIO,
    SOURCES,
    VARIETY,
    Evidence,
)
from selfinstruct.flows.advice.rules import ANSWERS, BOTH, ENOUGH, FEW, PAIRS, TASKS, Figures, decide

# A wide set of seeds, a plain recipe, nothing made yet.
PLAIN = Figures(kinds=100, shown=8, there=0, bought=400, answers=30.0, checked=False, first="about $1.00")


@pytest.mark.parametrize(
    ("changed", "better", "words", "evidence"),
    [
        ({"answers": 0.5}, ANSWERS, ["0.5 answers for each seed task", "our own line"], {RATIO, SOURCES}),
        ({"answers": float(FEW)}, ANSWERS, ["5.0 answers"], {RATIO, SOURCES}),
        ({"answers": FEW + 0.1}, TASKS, ["400 in all, and below 1,000"], {BUDGET, RATIO, VARIETY}),
        ({"bought": 0}, TASKS, ["makes 0 in all"], {BUDGET, RATIO, VARIETY}),
        ({"bought": ENOUGH - 1}, TASKS, ["makes 999 in all"], {BUDGET, RATIO, VARIETY}),
        ({"there": 300, "bought": 600}, TASKS, ["makes 900 in all"], {BUDGET, RATIO, VARIETY}),
        ({"bought": ENOUGH}, BOTH, ["up to 1,000 tasks first (about $1.00)", "--method contrast"],
         {BUDGET, RATIO, VARIETY, DIFFERENCE}),
        ({"there": 300, "bought": 700}, BOTH, ["never pairs alone"], {BUDGET, RATIO, VARIETY, DIFFERENCE}),
        ({"there": ENOUGH, "bought": 0}, PAIRS, ["there are 1,000 tasks", "never all of it", "--method contrast"],
         {BUDGET, DIFFERENCE}),
        ({"there": 5_000, "answers": 0.1}, PAIRS, ["there are 5,000 tasks"], {BUDGET, DIFFERENCE}),
        ({"checked": True, "bought": 2_000}, BOTH, ["prefer RUN --method verified", "a cheaper model"],
         {BUDGET, RATIO, VARIETY, ATTEMPTS, CHEAPER}),
        ({"checked": True}, TASKS, ["a cheaper model"], {BUDGET, RATIO, VARIETY, CHEAPER}),
        ({"kinds": 3}, TASKS, ["yours are of 3 kinds, and one prompt shows 8"], {BUDGET, RATIO, VARIETY, SOURCES}),
        ({"narrow": True}, TASKS, ["the tasks keep to their field"], {BUDGET, RATIO, VARIETY, SOURCES}),
    ],
)  # fmt: skip
def test_the_better_use_and_why(
    changed: dict[str, float], better: str, words: list[str], evidence: set[Evidence]
) -> None:
    found = decide(replace(PLAIN, **changed))  # type: ignore[arg-type]
    told = " | ".join(found.reasons)
    assert found.better == better
    assert [text for text in words if text not in told] == []
    assert set(found.evidence) == evidence
    assert "\n" not in told


def test_wide_seeds_are_not_asked_for_more() -> None:
    assert "more seed tasks" not in " ".join(decide(PLAIN).reasons)
    assert "more seed tasks" not in " ".join(decide(replace(PLAIN, kinds=PLAIN.shown)).reasons)


def test_each_publication_is_named_once() -> None:
    assert len({item.arxiv for item in ALL}) == len({item.title for item in ALL}) == len(ALL)
    found = decide(replace(PLAIN, kinds=1, bought=2_000, checked=True)).evidence
    assert len(set(found)) == len(found)
