"""Judges: points for one response, or two responses side by side in both orders."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TypeVar

from selfinstruct.engine.gather import together
from selfinstruct.flows.prefer.asking import Asking, MethodSettings, NoPair, Response
from selfinstruct.parse.finish_reasons import only_reasoning
from selfinstruct.parse.judgements import read_comparison, read_grading
from selfinstruct.records import Completion, Model, Rejection

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ScoredResponse:
    """A response's mean score over the judges, what they said, and in `by_judge` the score that each of them gave."""

    score: float
    rationale: str
    by_judge: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """One response against another: `margin` is above 0 where the first is better, below where the second is.

    0 is a tie, and `why` says what made it one. `scores` are the mean points of the two. Of the two rationales the
    first calls the first response A, the second the second one. `by_judge` has the margin that each judge gave.
    """

    margin: float
    scores: tuple[float, float]
    rationales: tuple[str, str]
    why: str = ""
    by_judge: tuple[float, ...] = ()

    @property
    def agreement(self) -> float | None:
        """The share of several judges that by themselves find the first one better; None for one judge."""
        return round(fmean(margin > 0 for margin in self.by_judge), 4) if len(self.by_judge) > 1 else None

    @property
    def rationale(self) -> str:
        """The one in which A is the better response."""
        return self.rationales[self.margin < 0]


async def score(asking: Asking, response: Response) -> ScoredResponse:
    """The mean score that the judges give a response, or the score it was given elsewhere."""
    if asking.setting.scores is not None:
        return ScoredResponse(asking.outside(response), "")
    judges = asking.setting.judges
    gradings = await together(
        _verdict(asking, judge, "score", read_grading, response=response.text) for judge in judges
    )
    rubric = asking.setting.rubric
    scores = [rubric.score(item.points) for item in gradings]
    said = _rationale(judges, [item.reasons for item in gradings])
    return ScoredResponse(round(fmean(scores), 3), said, tuple(scores))


async def compare(asking: Asking, one: Response, other: Response) -> JudgedPair:
    """One response against another: in both orders by each judge, or by the points each was given alone."""
    if score_alone(asking.setting):
        return versus(*await together(score(asking, item) for item in (one, other)))
    judges = asking.setting.judges
    return _agreed(judges, await together(_both_orders(asking, judge, one, other) for judge in judges))


def score_alone(setting: MethodSettings) -> bool:
    """Whether each response has points of its own, and is not compared with others."""
    return setting.scores is not None or setting.recipe.judging == "pointwise"


def versus(one: ScoredResponse, other: ScoredResponse) -> JudgedPair:
    """Two responses that were scored alone."""
    margin = round(one.score - other.score, 3)
    said = ("", "")
    if one.rationale or other.rationale:
        said = (f"A: {one.rationale}\nB: {other.rationale}", f"A: {other.rationale}\nB: {one.rationale}")
    apart = tuple(round(better - worse, 3) for better, worse in zip(one.by_judge, other.by_judge, strict=True))
    return JudgedPair(margin, (one.score, other.score), said, "" if margin else "equal scores", apart)


def _agreed(judges: Sequence[Model], verdicts: Sequence[JudgedPair]) -> JudgedPair:
    """Most votes win, and the margin is the mean of all; where it contradicts the votes, nobody wins."""
    votes = sum((item.margin > 0) - (item.margin < 0) for item in verdicts)
    margin = round(fmean(item.margin for item in verdicts), 3)
    scores = (_mean([item.scores[0] for item in verdicts]), _mean([item.scores[1] for item in verdicts]))
    said = (
        _rationale(judges, [item.rationales[0] for item in verdicts]),
        _rationale(judges, [item.rationales[1] for item in verdicts]),
    )
    apart = tuple(item.margin for item in verdicts)
    if votes * margin > 0:
        return JudgedPair(margin, scores, said, by_judge=apart)
    why = verdicts[0].why if len(verdicts) == 1 else "; ".join(item.why or f"{item.margin:+g}" for item in verdicts)
    return JudgedPair(0.0, scores, said, why or "equal scores", apart)


async def _both_orders(asking: Asking, judge: Model, one: Response, other: Response) -> JudgedPair:
    """The verdict of one judge: the same in both orders, or a tie."""
    ahead, behind = await together(
        _verdict(asking, judge, "compare", read_comparison, first=first.text, second=second.text)
        for first, second in ((one, other), (other, one))
    )
    tally = asking.tally
    for item in (ahead, behind):
        tally.first += item.better > 0
        tally.second += item.better < 0
        tally.ties += item.better == 0
    rubric = asking.setting.rubric
    scores = (
        _mean([rubric.score(ahead.first), rubric.score(behind.second)]),
        _mean([rubric.score(ahead.second), rubric.score(behind.first)]),
    )
    said = (ahead.reasons, behind.reasons)
    winners = (ahead.better, -behind.better)
    if winners[0] * winners[1] < 0:
        tally.flips += 1
        return JudgedPair(0.0, scores, said, "flip")
    if winners[0] != winners[1] or winners[0] == 0:
        return JudgedPair(0.0, scores, said, "tie")
    margin = round(scores[0] - scores[1], 3)
    if margin * winners[0] <= 0:
        return JudgedPair(0.0, scores, said, "points against the verdict")
    return JudgedPair(margin, scores, said)


async def _verdict(asking: Asking, judge: Model, stage: str, read: Callable[..., T | None], **shown: str) -> T:
    """What a judge says of the texts shown; one that is unreadable is asked for once more, in other words."""
    rubric = asking.setting.rubric
    criteria = [item.name for item in rubric.criteria]
    answer = Completion("")
    for name in (stage, f"{stage}_again"):
        if asking.setting.recipe.stage(name) is None:
            continue
        answer = await asking.complete(name, judge, {**shown, "rubric": rubric.as_dict()})
        found = read(answer.text, criteria, rubric.lowest, rubric.highest)
        asking.tell_read(name, judge, answer, found is not None)
        if found:
            return found
        asking.tally.unreadable += 1
    unread = only_reasoning(stage, answer) or Rejection(stage, "unreadable", answer.text)
    raise NoPair(asking.rejection(unread.rule, stage, unread.text, judges=(judge.name,)))


def _rationale(judges: Sequence[Model], reasons: Sequence[str]) -> str:
    if len(judges) == 1:
        return reasons[0]
    return "\n".join(f"{judge.name}: {text}" for judge, text in zip(judges, reasons, strict=True))


def _mean(values: Sequence[float]) -> float:
    return round(fmean(values), 3)
