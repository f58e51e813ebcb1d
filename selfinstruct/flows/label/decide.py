"""What judges decide together about one record."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from selfinstruct.flows.label.questions import Answer, Question, fold_answer


@dataclass(frozen=True, slots=True)
class Vote:
    """What one judge says of a record: `answer` is None where it could not be read. `flip`: a pair's order decided."""

    judge: str
    answer: Answer | None
    confidence: float = 0.0
    reason: str = ""
    flip: bool = False


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether a judge agrees with another's answer; None where that could not be read."""

    judge: str
    agrees: bool | None
    confidence: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rating:
    """A third judge's means over both orders of two answers."""

    judge: str
    first: float
    second: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UnreadAnswer:
    """An answer of a judge that says nothing, and why: a line of rejected.labels.jsonl."""

    stage: str
    judge: str
    rule: str
    text: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class LabelledRecord:
    """A record with what came of it: `how` says what decided, or why nothing did (`answer` is then None)."""

    answer: Answer | None
    confidence: float
    how: str
    votes: tuple[Vote, ...]
    consents: tuple[Consent, ...] = ()
    rating: Rating | None = None
    unread: tuple[UnreadAnswer, ...] = ()


def decide(question: Question, votes: Sequence[Vote], agree: str) -> LabelledRecord:
    """The answer all judges give or, where `agree` is majority, more than half of them.

    Its confidence is that of the judges who give it, averaged over all judges: who says something else counts 0.
    """
    given = [vote for vote in votes if vote.answer is not None]
    if not given or (agree == "all" and len(given) < len(votes)):
        return LabelledRecord(None, 0.0, "unreadable", tuple(votes))
    backers = _backers(question, given)
    enough = len(backers) == len(votes) if agree == "all" else len(backers) * 2 > len(votes)
    if not enough:
        return LabelledRecord(None, 0.0, "disagreement", tuple(votes))
    answers = [vote.answer for vote in backers]
    numbers = [answer for answer in answers if isinstance(answer, float)]
    answer = round(fmean(numbers), 4) if numbers else answers[0]
    confidence = sum(vote.confidence for vote in backers) / len(votes)
    return LabelledRecord(answer, confidence, "agreement" if len(backers) == len(votes) else "majority", tuple(votes))


def _backers(question: Question, given: Sequence[Vote]) -> list[Vote]:
    """The votes for the commonest answer; of scores the most that lie no further apart than is tolerated."""
    numbers = sorted(vote.answer for vote in given if isinstance(vote.answer, float))
    if numbers:
        spans = [(low, [number for number in numbers if low <= number <= low + question.tolerance]) for low in numbers]
        middle = median(numbers)
        low, _ = max(spans, key=lambda span: (len(span[1]), -abs(fmean(span[1]) - middle)))
        return [
            vote for vote in given
            if isinstance(vote.answer, float) and low <= vote.answer <= low + question.tolerance
        ]  # fmt: skip
    keys = [fold_answer(vote.answer) for vote in given if vote.answer is not None]
    top = max(keys, key=keys.count)
    return [vote for vote, key in zip(given, keys, strict=True) if key == top]


def settle(question: Question, votes: Sequence[Vote], consents: Sequence[Consent]) -> LabelledRecord | None:
    """What two judges agree on after each has seen the other's answer; None where they do not.

    An answer is agreed on when its author stays with it and the other agrees. Where each agrees with the other's, texts
    say the same in other words, and the first stands; answers that exclude each other have only changed places.
    """
    agrees = [consent.agrees for consent in consents]
    if agrees == [True, False]:
        chosen = 1
    elif agrees == [False, True] or (agrees == [True, True] and question.kind == "text"):
        chosen = 0
    else:
        return None
    confidence = fmean((votes[chosen].confidence, consents[1 - chosen].confidence))
    return LabelledRecord(votes[chosen].answer, confidence, "consent", tuple(votes), tuple(consents))


def answer_words(answer: Answer) -> str:
    """As a prompt or a person sees it: whole numbers without a fraction."""
    return f"{answer:g}" if isinstance(answer, float) else answer
