"""The rules by which one way of spending is called the better one: lines that were published, and one of our own."""

from dataclasses import dataclass

from selfinstruct.flows.advice.evidence import ATTEMPTS, BUDGET, CHEAPER, DIFFERENCE, RATIO, SOURCES, VARIETY, Evidence
from selfinstruct.text.plural import many

ENOUGH = 1_000  # tasks from which pairs are worth a part of the budget: BUDGET
FEW = 5  # answers for each seed task up to which the budget counts as small beside the seeds: our own line

ANSWERS, TASKS = "answers to the seed tasks", "more tasks"
BOTH, PAIRS = "more tasks first, then pairs too", "pairs, with a part of it"


@dataclass(frozen=True, slots=True)
class Figures:
    """What the rules look at.

    `bought` tasks come of what is left, beside those that are `there`; `answers` is how many each seed task would get
    instead. `first` says what it takes to have ENOUGH tasks, in words. `shown` is how many demonstrations one prompt
    shows, `kinds` how many types the seeds are of, and `narrow` says that tasks keep to the field of the seeds.
    `checked` says that the recipe's method keeps its attempts.
    """

    kinds: int
    shown: int
    there: int
    bought: int
    answers: float
    checked: bool
    narrow: bool = False
    first: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The better use, why, and the publications that each reason rests on."""

    better: str
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def decide(figures: Figures) -> Verdict:
    """The better use of what is left."""
    reasons: list[tuple[str, tuple[Evidence, ...]]] = []
    whole = figures.there + figures.bought
    if figures.there < ENOUGH and figures.answers <= FEW:
        better = ANSWERS
        reasons.append((
            f"it would buy {figures.answers:.1f} answers for each seed task, and where a budget is small beside its "
            f"seeds new answers to them teach as much as new tasks, or more (that {FEW} are few is our own line)",
            (RATIO, SOURCES),
        ))  # fmt: skip
    elif figures.there >= ENOUGH:
        better = PAIRS
        reasons.append((
            f"there are {figures.there:,} tasks: from {ENOUGH:,} examples on a part spent on pairs was best, but never "
            "all of it; which part, only a test can say", (BUDGET,),
        ))  # fmt: skip
    elif whole < ENOUGH:
        better = TASKS
        reasons.append((
            f"that makes {whole:,} in all, and below {ENOUGH:,} examples all of a budget was best spent on rows to be "
            "imitated, and none on pairs", (BUDGET,),
        ))  # fmt: skip
    else:
        better = BOTH
        reasons.append((
            f"up to {ENOUGH:,} tasks first ({figures.first}), then a part of the rest on pairs: above {ENOUGH:,} "
            "examples both together were best, and never pairs alone; which part, only a test can say",
            (BUDGET,),
        ))  # fmt: skip
    if better in (TASKS, BOTH):
        reasons.append((
            f"new tasks rather than answers to the seeds, of which each would get {figures.answers:,.0f}",
            (RATIO, VARIETY),
        ))  # fmt: skip
    if better in (TASKS, BOTH) and (figures.narrow or figures.kinds < figures.shown):
        why = (
            f"yours are of {many(figures.kinds, 'kind')}, and one prompt shows {figures.shown} tasks"
            if figures.kinds < figures.shown
            else "the tasks keep to their field"
        )
        reasons.append((
            f"more seed tasks would be worth more than either: {why}, and questions made out of the same seeds did no "
            "better than more answers to them, while new seeds did", (SOURCES,),
        ))  # fmt: skip
    if better in (BOTH, PAIRS):
        reasons.append(_pairs(figures))
    if figures.checked:
        reasons.append(("a cheaper model for the answers, which are checked, may buy more", (CHEAPER,)))
    named = dict.fromkeys(item for _, evidence in reasons for item in evidence)
    return Verdict(better, tuple(reason for reason, _ in reasons), tuple(named))


def _pairs(figures: Figures) -> tuple[str, tuple[Evidence, ...]]:
    if figures.checked:
        return "pairs come of the attempts without a request: prefer RUN --method verified", (ATTEMPTS,)
    return (
        "for pairs two models that differ: prefer RUN --method contrast with --strong and --weak, for the difference "
        "between the sides is what teaches", (DIFFERENCE,),
    )  # fmt: skip
