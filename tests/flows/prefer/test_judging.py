"""How judges are asked and counted, and what is made of their verdicts."""

import asyncio
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.flows.prefer.asking import JudgeTally, MethodSettings, PreferPrompt
from selfinstruct.flows.prefer.bias import bias
from selfinstruct.flows.prefer.methods import PairOutcome, make_pair
from selfinstruct.recipes.templates import quote
from selfinstruct.records import Completion, Message, Request
from tests.support.models import Answering
from tests.support.preferences import CRITERIA, asked, judged, prepared


@given(st.text(max_size=200))
def test_quoted_text_cannot_end_its_quotation(text: str) -> None:
    assert all(line.startswith(">") for line in quote(text).split("\n"))


def comparing(first: Callable[[str, str], str]) -> Callable[[Request], str]:
    """Responses "good" and "poor", and a judge that answers by the two shown."""

    def answer(request: Request) -> str:
        stage = request.purpose.rpartition("/")[2]
        if stage in ("strong", "weak"):
            return "good" if stage == "strong" else "poor"
        shown = [line[2:] for line in request.messages[-1].content.split("\n") if line.startswith("> ")]
        return first(shown[-2], shown[-1])

    return answer


@pytest.mark.parametrize(
    ("judge", "rule", "value"),
    [
        (lambda a, b: judged(CRITERIA, [8, 4] if a == "good" else [4, 8], "A" if a == "good" else "B"), None, None),
        (lambda a, b: judged(CRITERIA, [8, 4], "A"), "tie", "flip"),
        (lambda a, b: judged(CRITERIA, [8, 4] if a == "good" else [4, 8], "tie"), "tie", "tie"),
        (lambda a, b: judged(CRITERIA, [8, 4] if a == "good" else [5, 5], "A" if a == "good" else "tie"), "tie", "tie"),
        (lambda a, b: judged(CRITERIA, [4, 8] if a == "good" else [8, 4], "B" if a == "good" else "A"),
         "reversed", -4.0),
        (lambda a, b: judged(CRITERIA, [4, 8] if a == "good" else [8, 4], "A" if a == "good" else "B"), "tie",
         "points against the verdict"),
        (lambda a, b: judged(CRITERIA, [8, 7] if a == "good" else [7, 8], "A" if a == "good" else "B"), "margin", 2.0),
        (lambda a, b: "I like both.", "unreadable", "compare"),
    ],
)  # fmt: skip
def test_verdicts(judge: Callable[[str, str], str], rule: str | None, value: Any) -> None:
    outcome = asked("contrast", comparing(judge), "judged=true", "min_margin=2")
    if rule is None:
        assert outcome.preference is not None
        assert (outcome.preference.margin, outcome.preference.grade) == (4.0, "better")
        assert outcome.preference.scores == {"chosen": 8.0, "rejected": 4.0}
    else:
        assert [(line.rule, line.value) for line in outcome.rejections] == [(rule, value)]


def fair(a: str, b: str) -> str:
    return judged(CRITERIA, [8, 4] if a == "good" else [4, 8], "A" if a == "good" else "B")


@pytest.mark.parametrize(("least", "kept"), [("4", True), ("4.001", False)])
def test_a_margin_that_is_just_large_enough_is(least: str, kept: bool) -> None:
    outcome = asked("contrast", comparing(fair), "judged=true", f"min_margin={least}")
    assert (outcome.preference is not None) is kept


@pytest.mark.parametrize(
    ("judge", "tally"),
    [
        (fair, JudgeTally(first=1, second=1)),
        (lambda a, b: judged(CRITERIA, [8, 4], "A"), JudgeTally(first=2, flips=1)),
        (lambda a, b: judged(CRITERIA, [4, 8], "B"), JudgeTally(second=2, flips=1)),
        (lambda a, b: judged(CRITERIA, [6, 6], "tie"), JudgeTally(ties=2)),
    ],
)
def test_what_judges_did_is_counted(judge: Callable[[str, str], str], tally: JudgeTally) -> None:
    assert asked("contrast", comparing(judge), "judged=true").tally == tally


def test_the_unreadable_is_asked_for_once_more_in_other_words() -> None:
    seen: list[str] = []

    def judge(a: str, b: str) -> str:
        return judged(CRITERIA, [8, 4] if a == "good" else [4, 8], "A" if a == "good" else "B")

    plain = comparing(judge)

    def answer(request: Request) -> str:
        seen.append(request.purpose.rpartition("/")[2])
        return "Hm." if request.purpose.endswith("compare") else plain(request)

    outcome = asked("contrast", answer, "judged=true")
    assert outcome.preference is not None
    assert Counter(seen)["compare"] == Counter(seen)["compare_again"] == 2
    assert outcome.tally.unreadable == 2


def test_several_judges_vote_and_the_margin_is_their_mean() -> None:
    def judge(name: str, sign: int, points: tuple[int, int]) -> Answering:
        def first(a: str, b: str) -> str:
            ahead = (a == "good") == (sign > 0)
            return judged(CRITERIA, sorted(points, reverse=ahead), "A" if ahead else "B")

        return Answering(lambda request: Completion(comparing(first)(request)), name)

    def verdict(*judges: Answering) -> PairOutcome:
        setting = MethodSettings(*prepared("contrast"), [judges[0]], judges)
        return asyncio.run(make_pair(setting, PreferPrompt("t", "i", (Message("user", "Ask."),))))

    fair, fond, cross = judge("j/1", 1, (4, 8)), judge("j/2", 1, (2, 8)), judge("j/3", -1, (7, 8))
    agreed = verdict(fair, fond, cross).preference
    assert agreed is not None
    assert agreed.margin == pytest.approx((4 + 6 - 1) / 3, abs=0.001)
    assert agreed.judges == ("j/1", "j/2", "j/3")
    assert agreed.rationale.split("\n")[0] == "j/1: so."
    assert agreed.agreement == agreed.as_dict()["agreement"] == 0.6667
    alone = verdict(fair).preference
    assert alone is not None
    assert alone.agreement is None, "one judge agrees with nobody"
    assert "agreement" not in alone.as_dict()
    furious = judge("j/4", -1, (1, 10))
    assert [line.rule for line in verdict(judge("j/5", 1, (7, 8)), judge("j/6", 1, (7, 8)), furious).rejections] == [
        "tie"
    ]


def test_both_orders_take_the_bias_of_position_away() -> None:
    """A judge that takes the first one shown in 40 % of all pairs, and is right in 85 % of the others."""
    rng = Random(5)
    moods = [(rng.random() < 0.4, rng.random() < 0.85) for _ in range(400)]
    wins: Counter[str] = Counter()
    right = decided = 0
    tally = JudgeTally()
    for number, (biased, correct) in enumerate(moods):
        better = ("good", "poor") if number % 2 else ("poor", "good")  # the strong model is the worse one half the time

        def first(
            a: str, b: str, better: tuple[str, str] = better, biased: bool = biased, correct: bool = correct
        ) -> str:
            ahead = biased or ((a == better[0]) == correct)
            wins["A" if ahead else "B"] += 1
            return judged(CRITERIA, [8, 4] if ahead else [4, 8], "A" if ahead else "B")

        outcome = asked("contrast", comparing(first), "judged=true")
        for name in ("first", "second", "flips"):
            setattr(tally, name, getattr(tally, name) + getattr(outcome.tally, name))
        said = "good" if outcome.preference else "poor" if outcome.rejections[0].rule == "reversed" else ""
        decided += bool(said)
        right += said == better[0]
    alone = wins["A"] / sum(wins.values())
    assert alone == pytest.approx(0.7, abs=0.03), "one order: the first one shown wins far too often"
    assert bias([], tally)["first_won"] == pytest.approx(alone, abs=1e-4)
    assert tally.flips == sum(biased for biased, _ in moods)
    assert decided == len(moods) - tally.flips
    assert right / decided == pytest.approx(0.85, abs=0.04), "what is decided is right as often as the judge is"
    one_order = (0.4 * 0.5) + 0.6 * 0.85
    assert right / decided > one_order + 0.1


@pytest.mark.parametrize("judging", ["pointwise", "pairwise"])
def test_agreement_is_the_share_of_judges_who_by_themselves_say_the_same(judging: str) -> None:
    """Of three judges two rank by length, and one the other way round, but for little."""

    def judge(name: str, points: Callable[[str], int]) -> Answering:
        def answer(request: Request) -> Completion:
            stage = request.purpose.rpartition("/")[2]
            if stage == "response":
                return Completion("long " * (request.index % 1000 + 1))
            shown = [line[2:] for line in request.messages[-1].content.split("\n") if line.startswith("> ")]
            if stage == "score":
                return Completion("\n".join(["Reasons: so.", *(f"{name}: {points(shown[-1])}" for name in CRITERIA)]))
            one, other = (points(text) for text in shown[-2:])
            return Completion(judged(CRITERIA, [one, other], "A" if one > other else "B"))

        return Answering(answer, name)

    def words(text: str) -> int:
        return len(text.split())

    judges = [judge("j/1", lambda text: 2 * words(text)), judge("j/2", lambda text: 1 + 2 * words(text))]
    judges.append(judge("j/3", lambda text: 6 - words(text)))
    setting = MethodSettings(*prepared("rank", f"judging={judging}", "responses=3"), judges[:1], judges)
    found = asyncio.run(make_pair(setting, PreferPrompt("t", "i", (Message("user", "Ask."),)))).preference
    assert found is not None
    assert (words(found.chosen), words(found.rejected), found.agreement) == (3, 1, 0.6667)
