"""A look ahead for `prefer --dry-run`: the prompts it would send, and about how much. Nothing is asked."""

import asyncio
from dataclasses import dataclass, field
from typing import Unpack

from selfinstruct.engine.estimate import Estimate, Step
from selfinstruct.engine.named_models import placed
from selfinstruct.errors import UsageError
from selfinstruct.files.given import Given, as_file
from selfinstruct.flows.prefer.asking import MARKS
from selfinstruct.flows.prefer.methods import collect, make_pair
from selfinstruct.flows.prefer.options import PreferOptions, PreferPlan, read_prefer_plan
from selfinstruct.recipes.rubric import Rubric
from selfinstruct.records import Completion, Request, Usage

RESPONSE_TOKENS = 200
JUDGEMENT_TOKENS = 120
ASSUMED = f"assumed: {RESPONSE_TOKENS} tokens per response, {JUDGEMENT_TOKENS} per judgement, four characters per token"
_PLACE = "in this place response"
_LOOKED_AT = 50  # prompts from which the length of all is estimated


def preview_preferences(source: Given, method: str, **options: Unpack[PreferOptions]) -> Estimate:
    """What `prefer` would send with these arguments, and how much of it; asks nothing and writes nothing."""
    with as_file(source, "prompts") as path:
        plan = read_prefer_plan(path, method, options)
        if plan.scores is not None:
            raise UsageError("scores: no model is asked, so there is nothing to estimate")
        prompts = plan.prompts()
    work = collect if plan.collecting else make_pair
    drafts = {who.name: _Draft(who.name, plan.rubric) for who in plan.everyone}
    setting = plan.setting(dict(drafts))

    async def look() -> None:
        for item in prompts[:_LOOKED_AT]:
            await work(setting, item)

    asyncio.run(look())
    scale = len(prompts) / max(1, min(len(prompts), _LOOKED_AT))
    return _estimate(plan, drafts, scale)


def _estimate(plan: PreferPlan, drafts: dict[str, "_Draft"], scale: float) -> Estimate:
    steps: list[Step] = []
    cost: float | None = 0.0
    for who in plan.everyone:
        price = placed(plan.settings, who, plan.origin).price_of(who.name)
        for stage, requests in drafts[who.name].asked.items():
            size = JUDGEMENT_TOKENS if stage in ("score", "compare", "critique") else RESPONSE_TOKENS
            texts = [turn.content for request in requests for turn in request.messages]
            prompt = sum(len(text) / 4 + text.count(_PLACE) * RESPONSE_TOKENS for text in texts)
            usage = Usage(round(prompt * scale), round(len(requests) * size * scale))
            title = f"{stage} ({who.name})"
            steps.append(Step(title, requests[0].messages, round(len(requests) * scale), usage))
            cost = None if cost is None or price is None else cost + price.cost(usage)
    return Estimate(tuple(steps), cost, ASSUMED)


@dataclass(slots=True)
class _Draft:
    """A model that keeps what it is asked, by stage, and answers so that everything further is asked as well."""

    name: str
    rubric: Rubric
    asked: dict[str, list[Request]] = field(default_factory=dict)

    async def complete(self, request: Request) -> Completion:
        stage = request.purpose.rpartition("/")[2]
        self.asked.setdefault(stage, []).append(request)
        even = len(self.asked[stage]) % 2 == 0
        text = f"({_PLACE} {sum(map(len, self.asked.values()))} of {self.name})"
        low, high = self.rubric.lowest, self.rubric.highest
        names = [item.name for item in self.rubric.criteria]
        known = {
            "critique": "Faults:\n- something",
            "revision": f"{MARKS['revision']}:\n{text}",
            "edit": f"{MARKS['edit']}:\n{text}",
            "corruption": f"Change: something\n{MARKS['corruption']}:\n{text}",
            "score": "\n".join(f"{name}: {low if even else high}" for name in names),
            "compare": "\n".join([*(f"{name}: A {high}, B {low}" for name in names), "Better: A"]),
        }
        if stage == "compare" and even:
            known["compare"] = "\n".join([*(f"{name}: A {low}, B {high}" for name in names), "Better: B"])
        return Completion(known.get(stage, text))
