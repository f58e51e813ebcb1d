"""Labelling one record: each judge alone, or two judges about each other's answers and a third above a margin."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import Any, TypeVar

from selfinstruct.engine.asking_again import read_answer
from selfinstruct.engine.gather import together
from selfinstruct.flows.label.decide import (
    Consent,
    LabelledRecord,
    Rating,
    UnreadAnswer,
    Vote,
    answer_words,
    decide,
    settle,
)
from selfinstruct.flows.label.items import Demonstration, LabelRecord
from selfinstruct.flows.label.questions import SIDES, TIE, Question
from selfinstruct.forms.description import Form, hold
from selfinstruct.parse import answer_forms
from selfinstruct.parse import labels as parse
from selfinstruct.parse.labels import LabelAnswer
from selfinstruct.recipes.label import LabelRecipe
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Model, Request

T = TypeVar("T")
SEATS = 8  # most judges; a request's index has room for that many


@dataclass(frozen=True, slots=True)
class _Case:
    """A record while it is judged; `unread` takes the answers that say nothing."""

    item: LabelRecord
    number: int
    unread: list[UnreadAnswer] = field(default_factory=list)


@dataclass(slots=True)
class JudgePanel:
    """The judges over one question; `label` is called once for each record."""

    question: Question
    recipe: LabelRecipe
    templates: Templates
    judges: Sequence[Model]
    examples: Sequence[Demonstration]
    guidance: str = ""
    mode: str = "independent"
    agree: str = "all"

    async def label(self, item: LabelRecord, number: int) -> LabelledRecord:
        """`number` tells requests with equal prompts apart: of records that say the same each has another one."""
        case = _Case(item, number)
        labelled = await (self._cross if self.mode == "cross" else self._independent)(case)
        # Answers arrive in any order; what is written must not.
        unread = tuple(sorted(case.unread, key=lambda it: (it.stage, it.judge, it.text)))
        return replace(labelled, confidence=round(labelled.confidence, 4), unread=unread)

    def request(self, stage: str, item: LabelRecord, index: int, **more: object) -> Request:
        """The request of one stage; `more` are the answers that are compared."""
        settings = self.recipe.stage(stage)
        assert settings is not None
        messages = self.templates.messages(stage, self.variables(item) | {"own": "", "other": ""} | more)
        held = hold(self._form(stage), self.recipe.constrain)
        api = settings.api or self.recipe.api
        return Request(stage, index, messages, settings.sampling(), api, settings.timeout, held)

    def _form(self, stage: str) -> Form | None:
        question, recipe = self.question, self.recipe
        match stage.removesuffix("_again"):
            case "agree":
                return answer_forms.agreement_form()
            case "rate":
                return answer_forms.ratings_form(recipe.rate_from, recipe.rate_to)
        return answer_forms.label_form(question.kind, tuple(question.labels), question.low, question.high)

    def variables(self, item: LabelRecord) -> dict[str, Any]:
        """What templates may use; an example that is the very record stays away."""
        question = self.question
        shown = [
            example for example in self.examples if (example.item.parts, example.item.sides) != (item.parts, item.sides)
        ]
        return {
            "kind": question.kind,
            "question": question.text,
            "labels": [{"name": name, "meaning": question.meanings.get(name, "")} for name in question.labels],
            "low": f"{question.low:g}",
            "high": f"{question.high:g}",
            "rate_from": f"{self.recipe.rate_from:g}",
            "rate_to": f"{self.recipe.rate_to:g}",
            "examples": [example.item.variables() | {"answer": answer_words(example.answer)} for example in shown],
            "guidance": self.guidance,
            **item.variables(),
        }

    async def _independent(self, case: _Case) -> LabelledRecord:
        votes = await together(self._vote(case, seat) for seat in range(len(self.judges)))
        return decide(self.question, votes, self.agree)

    async def _cross(self, case: _Case) -> LabelledRecord:
        votes = await together(self._vote(case, seat) for seat in (0, 1))
        first, second = votes[0].answer, votes[1].answer
        if first is None or second is None:
            return LabelledRecord(None, 0.0, "unreadable", tuple(votes))
        if self.question.same(first, second):
            return decide(self.question, votes, "all")
        consents = await together(self._consent(case, seat, votes) for seat in (0, 1))
        settled = settle(self.question, votes, consents)
        if settled is not None:
            return settled
        if len(self.judges) < 3:
            return LabelledRecord(None, 0.0, "disagreement", tuple(votes), tuple(consents))
        return await self._third(case, votes, consents)

    async def _third(self, case: _Case, votes: Sequence[Vote], consents: Sequence[Consent]) -> LabelledRecord:
        rating = await self._rating(case, votes)
        common = (tuple(votes), tuple(consents), rating)
        if rating is None:
            return LabelledRecord(None, 0.0, "unreadable", *common)
        margin = abs(rating.first - rating.second)
        if margin < self.recipe.margin or margin == 0:
            return LabelledRecord(None, 0.0, "margin", *common)
        answer = votes[0 if rating.first > rating.second else 1].answer
        confidence = 0.5 + margin / (self.recipe.rate_to - self.recipe.rate_from) / 2
        return LabelledRecord(answer, confidence, "third", *common)

    async def _vote(self, case: _Case, seat: int) -> Vote:
        name = self.judges[seat].name
        if self.question.kind != "pair":
            said = await self._ask("label", case, seat, 0, self._read)
            return Vote(name, None) if said is None else Vote(name, said.answer, said.confidence, said.reason)
        straight, turned = await together(
            self._ask("label", shown, seat, order, self._read)
            for order, shown in enumerate((case, replace(case, item=case.item.turned())))
        )
        if straight is None or turned is None:
            return Vote(name, None)
        other = {SIDES[0]: SIDES[1], SIDES[1]: SIDES[0]}.get(str(turned.answer), TIE)
        flip = straight.answer != other
        confidence = fmean((straight.confidence, turned.confidence))
        return Vote(name, TIE if flip else straight.answer, confidence, straight.reason, flip)

    async def _consent(self, case: _Case, seat: int, votes: Sequence[Vote]) -> Consent:
        own, other = votes[seat].answer, votes[1 - seat].answer
        assert own is not None
        assert other is not None
        said = await self._ask(
            "agree", case, seat, 0, parse.read_agreement, own=answer_words(own), other=answer_words(other)
        )
        name = self.judges[seat].name
        return (
            Consent(name, None) if said is None else Consent(name, said.answer == "yes", said.confidence, said.reason)
        )

    async def _rating(self, case: _Case, votes: Sequence[Vote]) -> Rating | None:
        """In both orders, so that the place of an answer cannot decide."""
        answers = [answer_words(vote.answer) for vote in votes if vote.answer is not None]

        def read(text: str) -> tuple[float, float, str] | None:
            return parse.read_ratings(text, self.recipe.rate_from, self.recipe.rate_to)

        straight, turned = await together(
            self._ask("rate", case, 2, order, read, own=answers[order], other=answers[1 - order]) for order in (0, 1)
        )
        if straight is None or turned is None:
            return None
        first, second = fmean((straight[0], turned[1])), fmean((straight[1], turned[0]))
        return Rating(self.judges[2].name, first, second, straight[2])

    async def _ask(
        self,
        stage: str,
        case: _Case,
        seat: int,
        order: int,
        read: Callable[[str], T | None],
        **more: object,
    ) -> T | None:
        """What the judge says, asked once more in other words where it cannot be read."""
        index = (case.number * SEATS + seat) * 2 + order
        model = self.judges[seat]
        stages = [name for name in (stage, f"{stage}_again") if self.recipe.stage(name) is not None]
        requests = ((name, self.request(name, case.item, index, **more)) for name in stages)
        found, unread = await read_answer(model, requests, read)
        case.unread.extend(UnreadAnswer(it.stage, model.name, it.rule, it.text, it.told) for it in unread)
        return found

    def _read(self, text: str) -> LabelAnswer | None:
        question = self.question
        if question.kind == "score":
            return parse.read_score(text, question.low, question.high)
        return parse.read_text(text) if question.kind == "text" else parse.read_choice(text, question.labels)
