"""What `ground --dry-run` shows: the first question as it would be sent, and about what all of them take."""

from pathlib import Path
from typing import Unpack

from selfinstruct.engine.estimate import Estimate, Step
from selfinstruct.engine.named_models import placed
from selfinstruct.flows.ground.options import GroundOptions, GroundPlan, read_ground_plan
from selfinstruct.flows.ground.telling import first_request
from selfinstruct.records import Usage
from selfinstruct.text.tokens import estimated_tokens

TASK, ANSWER, POINTS = 130, 30, 90  # tokens of a task with its quotations, of an answer given again, of a judgement
YIELD = 0.6  # of the candidates that become tasks, where -n says how many are wanted
ASSUMED = f"assumed: {TASK} tokens for a task, {ANSWER} for an answer given again, {YIELD:.0%} of the candidates kept"


def preview_ground(corpus: str | Path, **options: Unpack[GroundOptions]) -> Estimate:
    """What `ground` would send, and about how much of it; asks nothing and writes nothing."""
    plan = read_ground_plan(corpus, options)
    price = plan.settings.price_of(plan.model)
    if plan.judge is not None:
        placed(plan.settings, plan.judge, None).price_of(plan.judge.name)  # raises where a cost limit needs one
    units, candidates = len(plan.units), 0
    for number, unit in enumerate(plan.units, 1):
        candidates += unit.count
        if plan.n is not None and candidates * YIELD >= plan.n:
            units = number
            break
    asked = plan.units[:units]
    first = next(first_request(plan, asked[0]))
    around = sum(estimated_tokens(turn.content) for turn in first.messages) - _tokens(plan, 0)
    shown = sum(_tokens(plan, unit.index) for unit in asked)
    steps = [Step("ask", first.messages, units, Usage(shown + around * units, candidates * TASK))]
    if plan.recipe.verify is not None and any(kind.weight and kind.verify != "no" for kind in plan.types.values()):
        steps.append(Step("verify", (), units, Usage(shown + 200 * units + 20 * candidates, candidates * ANSWER)))
    kept = round(candidates * YIELD)
    if plan.judge is not None:
        each = shown // max(1, units) + 500
        steps.append(Step("judge", (), kept, Usage(each * kept, POINTS * kept)))
    if plan.drop_known:
        steps.append(Step("known", (), kept, Usage(30 * kept, 2 * ANSWER * kept)))
    estimate = Estimate(tuple(steps), None, ASSUMED)
    return Estimate(tuple(steps), None if price is None else price.cost(estimate.usage), ASSUMED)


def _tokens(plan: GroundPlan, index: int) -> int:
    unit = plan.units[index]
    return sum(plan.material.cut[unit.document][at].tokens for at in unit.shown)
