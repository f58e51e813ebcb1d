"""Prompts asked about by workers: the models of a plan, and its method."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from selfinstruct.canonical import content_id, to_json
from selfinstruct.engine.named_models import placed
from selfinstruct.engine.session import Session
from selfinstruct.engine.stack import Stack
from selfinstruct.flows.prefer.asking import JudgeTally, PreferPrompt
from selfinstruct.flows.prefer.earlier import inputs, prompt_turns
from selfinstruct.flows.prefer.methods import CollectedResponses, PairOutcome, collect, make_pair
from selfinstruct.flows.prefer.options import PreferPlan
from selfinstruct.preferences import PairRejection
from selfinstruct.settings import Settings

Making = Callable[[PreferPrompt], Awaitable[PairOutcome | CollectedResponses]]


@dataclass(frozen=True, slots=True)
class PreferErrand:
    """What a plan asks about a prompt; the plan is without what only the driver knows."""

    plan: PreferPlan
    what: str = "prompts"

    def counts(self, purpose: str) -> bool:
        return self.plan.counts(purpose)

    async def ready(self, session: Session) -> Callable[[Stack], Making]:
        plan = self.plan
        opened = [await session.open(who.name, placed(session.settings, who, plan.origin)) for who in plan.everyone]

        def making(stack: Stack) -> Making:
            models = {who.name: stack.add(item) for who, item in zip(plan.everyone, opened, strict=True)}
            return partial(collect if plan.collecting else make_pair, plan.setting(dict(models)))

        return making

    def left_out(self, item: PreferPrompt, why: str) -> PairOutcome | CollectedResponses:
        """What becomes of a prompt that ends whoever asks about it."""
        recipe = self.plan.recipe
        problem = PairRejection(
            recipe.method, self.plan.round, item.task_id, item.instance_id, "failed", item.text, why, ""
        )
        if self.plan.collecting:
            return CollectedResponses(item, (), problem)
        return PairOutcome(None, (problem,), JudgeTally())


def errand_of(plan: PreferPlan) -> PreferErrand:
    """The plan's errand; it can be sent to workers."""
    return PreferErrand(replace(plan, settings=Settings()))


def identity_of(plan: PreferPlan, prompts: Sequence[PreferPrompt]) -> dict[str, str]:
    """What shards depend on: the settings of this method and round, and the prompts in their order."""
    asked = content_id(
        *(to_json([item.task_id, item.instance_id, item.ordinal, prompt_turns(item)]) for item in prompts)
    )
    return {name: to_json(value) for name, value in inputs(plan).items()} | {"key": plan.key, "prompts": asked}
