"""What is asked about one prompt, and how it is read; nothing in here is written anywhere."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from selfinstruct.engine.sameness import SameAnswers
from selfinstruct.engine.session import Session
from selfinstruct.engine.stack import Stack
from selfinstruct.engine.wrappers.evidence import tell_read
from selfinstruct.engine.wrappers.replaying import Replaying
from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import FilterSet
from selfinstruct.flows.distill.answers import read_answer
from selfinstruct.flows.distill.prompts import STAGE, DistillPrompt
from selfinstruct.flows.distill.writer import AnsweredPrompt
from selfinstruct.parse.finish_reasons import unusable
from selfinstruct.recipes.distill import VARIABLES, DistillRecipe
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Completion, Rejection, Request
from selfinstruct.text.answers.endings import ONLY_REASONING

Asking = Callable[[DistillPrompt | Rejection], Awaitable[AnsweredPrompt]]
_UNREAD = ("truncated", "empty", "content_filter", "failed", ONLY_REASONING)


@dataclass(frozen=True, slots=True)
class DistillErrand:
    """The teacher and what it is asked by; with `own_output` the answers that a prompt brings are taken for its own."""

    model: str
    masked: bool
    recipe: DistillRecipe
    own_output: bool
    what: str = "prompts"

    def counts(self, purpose: str) -> bool:
        return purpose == STAGE

    async def ready(self, session: Session) -> Callable[[Stack], Asking]:
        opened = await session.open(self.model, masked=self.masked)
        return lambda stack: self._asking(stack.add_batched(opened, ()))

    def left_out(self, item: DistillPrompt | Rejection, why: str) -> AnsweredPrompt:
        if isinstance(item, Rejection):
            return AnsweredPrompt(None, rejections=(item,))
        problem = Rejection(STAGE, "failed", item.instruction, value=why, task=item.task_id)
        return AnsweredPrompt(item, rejections=(problem,))

    def _asking(self, model: Replaying) -> Asking:
        templates, filters = Templates(self.recipe, VARIABLES), FilterSet(load_filters(self.recipe.filters))
        same = SameAnswers()

        async def ask(item: DistillPrompt | Rejection) -> AnsweredPrompt:
            if isinstance(item, Rejection):
                return AnsweredPrompt(None, rejections=(item,))
            if has_own(self.own_output, item):
                logged = Completion(item.output, item.finish_reason or "stop", reasoning=item.reasoning)
                return read_answer(self.recipe, filters, item, logged, own=True)
            if item.unaskable:
                problem = Rejection(STAGE, "not_text", item.instruction, value=item.unaskable, task=item.task_id)
                return AnsweredPrompt(None, rejections=(problem,))
            request = request_of(self.recipe, templates, item)
            answer = await model.complete(request)
            answered = read_answer(self.recipe, filters, item, answer)
            if unusable(STAGE, answer) is None:
                unread = any(rejection.rule in _UNREAD for rejection in answered.rejections)
                tell_read(model, request, answer, not unread)
                if not unread:
                    same.take(model.name, "\n".join(turn.content for turn in item.messages), answer.text)
            return answered

        return ask


def request_of(recipe: DistillRecipe, templates: Templates, prompt: DistillPrompt) -> Request:
    """The prompt as it is asked: with the recipe's system prompt unless it has one of its own."""
    turns = prompt.messages
    if turns[0].role != "system":
        turns = (*templates.system("response", {"prompt": prompt.instruction}), *turns)
    return Request(STAGE, prompt.ordinal, turns, recipe.response.sampling(), timeout=recipe.response.timeout)


def has_own(own_output: bool, prompt: DistillPrompt) -> bool:
    """Whether the answer that the file has for a prompt is taken."""
    return own_output and bool(prompt.output.strip())
