"""The votes on one answer: a judge gives it points, again and again until more would hardly change anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from statistics import fmean
from typing import Any

from selfinstruct.engine.asking_again import CUT, read_answer
from selfinstruct.flows.datasets.judging.answers import JudgedText
from selfinstruct.forms.description import hold
from selfinstruct.parse import answer_forms
from selfinstruct.parse.judgements import Grading, read_grading
from selfinstruct.recipes.judging import JudgingRecipe
from selfinstruct.recipes.rubric import Rubric
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Model, Request
from selfinstruct.voting import Vote

JUDGE, PLANTED = "judge", "planted"
_VOTES = 1000  # a request's index has room for that many


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote: the points by criterion and the score they make, or why there are none."""

    passed: bool | None
    score: float | None = None
    points: Mapping[str, float] | None = None
    reasons: str = ""
    unread: str = ""

    def as_dict(self) -> dict[str, Any]:
        if self.score is None:
            return {"passed": None, "unread": self.unread}
        return {"passed": self.passed, "score": self.score, "points": dict(self.points or {}), "reasons": self.reasons}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the votes come to: `passed` is None where none of them could be read; `score` is the mean of theirs."""

    passed: bool | None
    score: float | None
    ballots: Sequence[Ballot]


@dataclass(frozen=True, slots=True)
class Judge:
    """A model with a rubric, which passes what scores at least `at`."""

    model: Model
    rubric: Rubric
    recipe: JudgingRecipe
    templates: Templates
    at: float
    vote: Vote
    seed: int = 0

    async def verdict(self, text: JudgedText, ballots: list[Ballot]) -> Verdict:
        """Votes one after the other: which ones there are depends on those before, and on nothing else.

        They are put into `ballots`, which is empty, and stay there where something ends them early.
        """
        while True:
            ballots.append(await self._ballot(text, len(ballots)))
            favour = sum(ballot.passed is True for ballot in ballots)
            against = sum(ballot.passed is False for ballot in ballots)
            outcome = self.vote.decided(favour, against, len(ballots))
            if outcome is not None:
                scores = [ballot.score for ballot in ballots if ballot.score is not None]
                if not scores:
                    return Verdict(None, None, ballots)
                return Verdict(outcome, round(fmean(scores), 3), ballots)

    async def _ballot(self, text: JudgedText, number: int) -> Ballot:
        stages = [stage for stage in ("score", "score_again") if self.recipe.stage(stage) is not None]
        requests = ((stage, self.request(stage, text, number)) for stage in stages)
        grading, unread = await read_answer(self.model, requests, self._read)
        if grading is None:
            last = unread[-1]
            return Ballot(None, unread="truncated" if last.told == CUT else last.rule)
        score = self.rubric.score(grading.points)
        return Ballot(score >= self.at, score, grading.points, grading.reasons)

    def request(self, stage: str, text: JudgedText, number: int) -> Request:
        """The question of one vote. Each but the first has the criteria in an order of its own."""
        settings = self.recipe.stage(stage)
        assert settings is not None
        criteria = list(self.rubric.criteria)
        if number:
            Random(f"{self.seed}:judge:{number}").shuffle(criteria)
        rubric = replace(self.rubric, criteria=criteria)
        shown = {"prompt": text.prompt, "response": text.response, "rubric": rubric.as_dict()}
        sampling = settings.sampling()
        if self.vote.most == 1:
            sampling = replace(sampling, temperature=0.0)
        form = answer_forms.grading_form(rubric.names, rubric.lowest, rubric.highest)
        return Request(
            PLANTED if text.planted else JUDGE, text.ordinal * _VOTES + number, self.templates.messages(stage, shown),
            sampling, settings.api or "chat", settings.timeout, hold(form, self.recipe.constrain),
        )  # fmt: skip

    def _read(self, text: str) -> Grading | None:
        return read_grading(text, self.rubric.names, self.rubric.lowest, self.rubric.highest)
