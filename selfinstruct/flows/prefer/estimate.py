"""A look ahead for `prefer --dry-run`: the prompts it would send, and about how much. Nothing is asked."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Unpack

from selfinstruct.engine.estimate import Estimate, Step
from selfinstruct.errors import UsageError
from selfinstruct.flows.prefer.methods import EDITED, FLAWED, REVISED, collect, make_pair
from selfinstruct.flows.prefer.options import NamedModel, PreferOptions, PreferPlan, read_prefer_plan
from selfinstruct.prices import find_price
from selfinstruct.recipes.rubric import Rubric
from selfinstruct.records import Completion, Request, Usage

RESPONSE_TOKENS = 200
JUDGEMENT_TOKENS = 120
ASSUMED = f"assumed: {RESPONSE_TOKENS} tokens a response, {JUDGEMENT_TOKENS} a judgement, four characters a token"
_PLACE = "in this place response"
_LOOKED_AT = 50  # prompts from which the length of all is estimated


def preview_preferences(source: str | Path, method: str, **options: Unpack[PreferOptions]) -> Estimate:
    """What `prefer` would send with these arguments, and how much of it; asks nothing and writes nothing."""
    plan = read_prefer_plan(source, method, options)
    if plan.scores is not None:
        raise UsageError("scores: with them nothing is asked, so that there is nothing to estimate")
    prompts = plan.prompts()
    work = collect if plan.collecting else make_pair
    drafts = {who.name: _Draft(who.name, plan.rubric) for who in plan.everyone}
    setting = plan.setting(dict(drafts))

    async def look() -> None:
        for item in prompts[:_LOOKED_AT]:
            await work(setting, item)

    asyncio.run(look())
    scale = len(prompts) / min(len(prompts), _LOOKED_AT)
    return _estimate(plan, drafts, scale)


def _estimate(plan: PreferPlan, drafts: dict[str, "_Draft"], scale: float) -> Estimate:
    steps: list[Step] = []
    cost: float | None = 0.0
    for who in plan.everyone:
        price = plan.settings.price or find_price(who.name)
        for stage, requests in drafts[who.name].by_stage().items():
            size = JUDGEMENT_TOKENS if _judges(stage) else RESPONSE_TOKENS
            texts = [turn.content for request in requests for turn in request.messages]
            prompt = sum(len(text) / 4 + text.count(_PLACE) * RESPONSE_TOKENS for text in texts)
            usage = Usage(round(prompt * scale), round(len(requests) * size * scale))
            steps.append(Step(_title(stage, who), requests[0].messages, round(len(requests) * scale), usage))
            cost = None if cost is None or price is None else cost + price.cost(usage)
    return Estimate(tuple(steps), cost, ASSUMED)


def _judges(stage: str) -> bool:
    return stage in ("score", "compare", "critique")


def _title(stage: str, who: NamedModel) -> str:
    return f"{stage} ({who.name})"


@dataclass(slots=True)
class _Draft:
    """A model that keeps what it is asked and answers so that everything further is asked as well."""

    name: str
    rubric: Rubric
    asked: list[Request] = field(default_factory=list)
    _count: Counter[str] = field(default_factory=Counter)

    async def complete(self, request: Request) -> Completion:
        self.asked.append(request)
        stage = request.purpose.rpartition("/")[2]
        self._count[stage] += 1
        text = f"({_PLACE} {len(self.asked)} of {self.name})"
        low, high = self.rubric.lowest, self.rubric.highest
        names = [item.name for item in self.rubric.criteria]
        known = {
            "critique": "Faults:\n- something",
            "revision": f"{REVISED}:\n{text}",
            "edit": f"{EDITED}:\n{text}",
            "corruption": f"Change: something\n{FLAWED}:\n{text}",
            "score": "\n".join(f"{name}: {high if self._count[stage] % 2 else low}" for name in names),
            "compare": "\n".join([*(f"{name}: A {high}, B {low}" for name in names), "Better: A"]),
        }
        if stage == "compare" and self._count[stage] % 2 == 0:
            known["compare"] = "\n".join([*(f"{name}: A {low}, B {high}" for name in names), "Better: B"])
        return Completion(known.get(stage, text))

    def by_stage(self) -> dict[str, list[Request]]:
        stages: dict[str, list[Request]] = {}
        for request in self.asked:
            stages.setdefault(request.purpose.rpartition("/")[2], []).append(request)
        return stages
