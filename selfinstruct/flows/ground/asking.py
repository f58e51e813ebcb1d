"""What is asked about one unit: tasks out of what is shown, and for those that hold a second look at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from selfinstruct.engine.gather import together
from selfinstruct.engine.wrappers.evidence import tell_read
from selfinstruct.filters.apply import FilterSet, reject, sift
from selfinstruct.flows.ground.checks import Shown, objection, quoted
from selfinstruct.flows.ground.languages import LanguageCheck
from selfinstruct.flows.ground.material import Unit, exhibit, extracts
from selfinstruct.flows.ground.options import GroundPlan
from selfinstruct.flows.ground.tasks import source_of, task_of_candidate
from selfinstruct.flows.ground.telling import about, form_of, otherwise, wanted_types
from selfinstruct.forms.description import hold
from selfinstruct.parse.chat_text import plain_text, reasoning_of
from selfinstruct.parse.finish_reasons import only_reasoning, parser_finish_reason, unusable
from selfinstruct.parse.grounding.tasks import GroundedCandidate, read_grounded, read_quotes
from selfinstruct.parse.grounding.verification import read_verification
from selfinstruct.parse.judgements import read_grading
from selfinstruct.records import Completion, Instance, Model, Reason, Rejection, Request, Task
from selfinstruct.text.grounding.answers import agreement
from selfinstruct.text.grounding.unanswerable import is_unanswerable
from selfinstruct.text.tokens import unicode_tokens

_SHORT = 12  # tokens of the shorter one of two answers, from which on they are compared as long ones
_OTHERS = 1000  # requests that one unit may have besides its own, in each purpose


@dataclass(slots=True)
class GroundedUnit:
    """What came of a unit: for each candidate in its order a task or a rejection, then what else was rejected.

    `questions` are all that were put, kept or not. `skipped` says that nothing was asked: enough was there, or the
    passages had no more to give.
    """

    unit: Unit
    outcomes: list[Task | Rejection] = field(default_factory=list)
    questions: tuple[str, ...] = ()
    skipped: bool = False

    @property
    def tasks(self) -> int:
        """How many of its candidates nothing speaks against, before others are looked at."""
        return sum(isinstance(item, Task) for item in self.outcomes)


@dataclass(slots=True)
class _Held:
    """A candidate on its way: the task it may become, or what it was rejected for."""

    candidate: GroundedCandidate
    place: int
    reasoning: str = ""
    task: Task | None = None
    rejection: Rejection | None = None


@dataclass(frozen=True, slots=True)
class Grounding:
    """The models of a session and what they are asked by."""

    plan: GroundPlan
    filters: FilterSet
    model: Model
    judge: Model | None
    languages: LanguageCheck

    async def ask(self, unit: Unit, earlier: Sequence[str]) -> GroundedUnit:
        """All that is to be known of a unit; `earlier` are questions that its passages were asked before."""
        shown = await self._shown(unit)
        if isinstance(shown, Rejection):
            return GroundedUnit(unit, [shown])
        found, problems, thought = await self._candidates(unit, shown, earlier)
        held = [_Held(item, place, thought) for place, item in enumerate(found)]
        for item in held:
            self._examine(unit, shown, item)
        await self._verify(unit, shown, [item for item in held if item.task])
        if self.judge is not None:
            await together(self._judge(unit, shown, item) for item in held if item.task)
        if self.plan.drop_known:
            await together(self._know(unit, item) for item in held if item.task)
        outcomes = [item.task or item.rejection for item in held]
        return GroundedUnit(
            unit, [item for item in outcomes if item is not None] + problems,
            tuple(item.candidate.question for item in held),
        )  # fmt: skip

    async def _shown(self, unit: Unit) -> Shown | Rejection:
        made, recipe = self.plan.material, self.plan.recipe
        document, cut = made.documents[unit.document], made.cut[unit.document]
        passages = [cut[at] for at in unit.shown]
        if unit.over != "document":
            return Shown([exhibit(document, passage) for passage in passages])
        if sum(passage.tokens for passage in passages) <= recipe.document.whole:
            return Shown([extracts(document, [(passages[0].start, passages[-1].end)])])
        found = await together(self._digest(unit, at) for at in unit.shown)
        spans = sorted({span for one in found for span in one})
        if not spans:
            return self._rejection(
                unit, Reason("quoted", {"quotation": "", "why": "no extract of any passage"}), "digest", ""
            )
        return Shown([extracts(document, spans)])

    async def _digest(self, unit: Unit, at: int) -> list[tuple[int, int]]:
        """The sentences of a passage that matter most, as far as they stand in it."""
        document = self.plan.material.documents[unit.document]
        item = exhibit(document, self.plan.material.cut[unit.document][at])
        shown = Shown([item])
        answer = await self._complete("digest", unit, at, self._about(unit, shown))
        spans: list[tuple[int, int]] = []
        for quote in read_quotes(answer.text):
            found = quoted([quote], shown)
            spans += () if isinstance(found, Reason) else found
        self._tell("digest", unit, at, answer, bool(spans))
        return spans

    async def _candidates(
        self, unit: Unit, shown: Shown, earlier: Sequence[str]
    ) -> tuple[list[GroundedCandidate], list[Task | Rejection], str]:
        """The candidates, what else is rejected, and what was thought where that is kept and belongs to one alone."""
        plan = self.plan
        labels = [label for name, _ in unit.types for label in plan.types[name].labels]
        asked = self._about(unit, shown) | {
            "types": wanted_types(plan, unit), "count": unit.count, "otherwise": otherwise(plan, unit),
            "labels": labels, "asked": list(earlier), **plan.told
        }  # fmt: skip
        answer = Completion("")
        for stage in ("ask", "ask_again"):
            if plan.recipe.stage(stage) is None:
                continue
            answer = await self._complete(stage, unit, 0, asked)
            if (failed := unusable(stage, answer)) is not None:
                return [], [replace(failed, request=unit.index)], ""
            found, problems = read_grounded(answer.text, parser_finish_reason(answer))
            # To say that a passage answers nothing is an answer too.
            read = bool(found) or any(rule == "no_question" for rule, _ in problems)
            self._tell(stage, unit, 0, answer, read)
            if read:
                kept = plan.recipe.keep_reasoning and len(found) == 1
                return found, self._unread(unit, stage, problems), reasoning_of(answer) if kept else ""
        unread = only_reasoning("ask", answer) or Rejection("ask", "unreadable", answer.text)
        return [], [replace(unread, request=unit.index)], ""

    def _unread(self, unit: Unit, stage: str, problems: Sequence[tuple[str, str]]) -> list[Task | Rejection]:
        return [self._rejection(unit, Reason(rule), stage, text) for rule, text in problems]

    def _examine(self, unit: Unit, shown: Shown, held: _Held) -> None:
        """Make a task of a candidate that nothing speaks against."""
        candidate, plan = held.candidate, self.plan
        name = self._type(unit, candidate)
        if held.place >= unit.count:
            held.rejection = self._reject(unit, held, Reason("surplus"))
            return
        if not name:
            held.rejection = self._reject(unit, held, Reason("type", value=candidate.type))
            return
        kind = plan.types[name]
        passage = kind.output == "passage"
        whole = tuple(span for item in shown.exhibits for span in item.spans(0, len(item.text)))
        spans = whole if passage else quoted(candidate.quotes, shown, both=kind.over == "pair")
        reason = spans if isinstance(spans, Reason) else objection(candidate, kind, shown, plan.form)
        reason = reason or self.languages.objection(candidate, kind, shown)
        if reason is not None or isinstance(spans, Reason):
            assert reason is not None
            held.rejection = self._reject(unit, held, reason)
            return
        source = source_of(plan.material, unit, shown.exhibits, spans, name)
        task = task_of_candidate(candidate, name, kind, plan.form, shown, source, unit.index)
        if held.reasoning:
            told = tuple(replace(item, reasoning=held.reasoning) for item in task.instances)
            task = replace(task, instances=told)
        reasons = (item(task) for item in self.filters.instruction if not hasattr(item, "add"))
        if (reason := next((found for found in reasons if found is not None), None)) is not None:
            held.rejection = self._reject(unit, held, reason)
            return
        kept, rejections = sift(self.filters.within, task, task.instances, "ask")
        if not kept:
            first = rejections[0]
            held.rejection = replace(first, request=unit.index, candidate=held.place, task=None)
            return
        held.task = replace(task, instances=tuple(kept))

    def _type(self, unit: Unit, candidate: GroundedCandidate) -> str:
        """The type that a candidate is of, "" where it is none that fits what was shown."""
        said = "_".join(candidate.type.casefold().replace("-", " ").split())
        kind = self.plan.types.get(said)
        if kind is not None and kind.weight and kind.over == unit.over:
            return said
        return unit.types[0][0] if len(unit.types) == 1 else ""

    async def _verify(self, unit: Unit, shown: Shown, held: Sequence[_Held]) -> None:
        """Have the questions answered from what was shown, without the answers: what does not agree is rejected."""
        plan = self.plan
        checked = [item for item in held if item.task and plan.types[item.task.type].verify != "no"]
        if not checked or plan.recipe.verify is None:
            return
        Random(f"{plan.seed}:verify:{unit.round}:{unit.key}").shuffle(checked)
        questions = [item.candidate.question for item in checked]
        answer = await self._complete("verify", unit, 0, self._about(unit, shown) | {"questions": questions})
        said: Mapping[int, str] = {}
        if unusable("verify", answer) is None:
            said = read_verification(answer.text, len(questions))
            self._tell("verify", unit, 0, answer, bool(said))
        for number, item in enumerate(checked, 1):
            assert item.task is not None
            if number not in said:
                value = answer.error or "no answer to this question"
                item.rejection, item.task = self._reject(unit, item, Reason("unverified", value=value), "verify"), None
            elif (reason := self._disagreement(item, said[number])) is not None:
                item.rejection, item.task = self._reject(unit, item, reason, "verify"), None

    def _disagreement(self, held: _Held, said: str) -> Reason | None:
        assert held.task is not None
        none = is_unanswerable(said)
        if self.plan.types[held.task.type].verify == "unanswerable":
            return None if none else Reason("answered", value=said)
        if none:
            return Reason("unanswerable", value=said)
        score = agreement(held.candidate.answer, said)
        return None if score >= self._least(held.candidate.answer, said) else Reason("disagrees", said, round(score, 3))

    def _least(self, answer: str, said: str) -> float:
        bounds = self.plan.recipe.agreement
        tokens = min(len(unicode_tokens(answer)), len(unicode_tokens(said)))
        return bounds.short if tokens <= _SHORT else bounds.long

    async def _judge(self, unit: Unit, shown: Shown, held: _Held) -> None:
        """Have the judge grade a task with the passage before it."""
        assert self.judge is not None
        assert held.task is not None
        rubric = self.plan.rubric
        criteria = [item.name for item in rubric.criteria]
        told = {"type": held.task.type, "question": held.candidate.question, "answer": held.task.instances[0].output}
        answer = await self._complete(
            "judge", unit, held.place, self._about(unit, shown) | told | {"rubric": rubric.as_dict()}, self.judge
        )
        found = read_grading(answer.text, criteria, rubric.lowest, rubric.highest)
        if unusable("judge", answer) is None:
            self._tell("judge", unit, held.place, answer, found is not None, self.judge)
        if found is None:
            held.rejection = self._reject(unit, held, Reason("unjudged", value=answer.error or answer.text), "judge")
            held.task = None
        elif (points := rubric.score(found.points)) < self.plan.recipe.min_points:
            why = {"points": found.points, "reasons": found.reasons}
            held.rejection = self._reject(unit, held, Reason("judged", why, points), "judge")
            held.task = None

    async def _know(self, unit: Unit, held: _Held) -> None:
        """Reject what the model answers rightly without the passage."""
        assert held.task is not None
        kind = self.plan.types[held.task.type]
        if kind.form == "open" or kind.output != "text" or kind.refers or kind.verify == "unanswerable":
            return
        answer = await self._complete("known", unit, held.place, {"question": held.candidate.question})
        said = plain_text(answer.text, held.candidate.question)
        if unusable("known", answer) is None and not is_unanswerable(said):
            score = agreement(held.candidate.answer, said)
            if score >= self._least(held.candidate.answer, said):
                held.rejection = self._reject(unit, held, Reason("known", said, round(score, 3)), "known")
                held.task = None

    async def _complete(
        self, stage: str, unit: Unit, number: int, variables: Mapping[str, Any], model: Model | None = None
    ) -> Completion:
        return await (model or self.model).complete(self._request(stage, unit, number, variables))

    def _request(self, stage: str, unit: Unit, number: int, variables: Mapping[str, Any]) -> Request:
        settings = self.plan.recipe.stage(stage)
        assert settings is not None
        messages = self.plan.templates.messages(stage, variables)
        recipe = self.plan.recipe
        return Request(
            stage, index_of(stage, unit, number), messages, settings.sampling(), settings.api or recipe.api,
            settings.timeout, hold(form_of(self.plan, stage, unit, variables), recipe.constrain),
        )  # fmt: skip

    def _tell(
        self, stage: str, unit: Unit, number: int, answer: Completion, readable: bool, model: Model | None = None
    ) -> None:
        tell_read(model or self.model, Request(stage, index_of(stage, unit, number), ()), answer, readable)

    def _about(self, unit: Unit, shown: Shown) -> dict[str, Any]:
        return about(self.plan.material.documents[unit.document].title, shown.exhibits)

    def _reject(self, unit: Unit, held: _Held, reason: Reason, stage: str = "ask") -> Rejection:
        candidate = held.candidate
        made = reject(stage, reason, candidate.question, None, request=unit.index, candidate=held.place)
        return replace(made, instance=Instance("", candidate.answer)) if not reason.private else made

    def _rejection(self, unit: Unit, reason: Reason, stage: str, text: str) -> Rejection:
        return reject(stage, reason, text, None, request=unit.index)


def index_of(stage: str, unit: Unit, number: int) -> int:
    """A request's index: that of its unit where the unit asks once, else one of a thousand of its own."""
    return unit.index if stage in ("ask", "ask_again", "verify") else unit.index * _OTHERS + number
