"""A look ahead: the prompts a run would send, and about how many requests and tokens it takes. Nothing is asked."""

import math
from collections.abc import Sequence
from dataclasses import replace

from selfinstruct.engine.estimate import Estimate, Step
from selfinstruct.flows.generate import classify, instances
from selfinstruct.flows.generate.bootstrap import Bootstrap, lag
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.prices import Price
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Request, Task, Usage

ACCEPTED = 0.7  # share of candidates that the filters keep
CANDIDATE_TOKENS = 45
INSTANCE_TOKENS = 130
LABEL_TOKENS = 20
ASSUMED = (
    f"assumed: {ACCEPTED:.0%} of candidates accepted, {CANDIDATE_TOKENS} tokens a candidate, "
    f"{INSTANCE_TOKENS} an instance, four characters a token"
)


def estimate(
    inputs: Inputs, n: int, price: Price | None, *, batch_minimum: int | None = None, templates: Templates | None = None
) -> Estimate:
    """Render one prompt for each stage and count; as many requests as `batch_minimum` are asked in a batch.

    `templates` are those of the recipe, where they are at hand already.
    """
    templates = templates or Templates(inputs.recipe)
    recipe = inputs.recipe
    first = Bootstrap(inputs, templates).request(0)
    classifying = None
    if recipe.classification_share:
        bootstrap = Bootstrap(inputs, templates)
        index = next((index for index in range(8) if bootstrap.shown(index).classification), None)
        classifying = None if index is None else bootstrap.request(index)
    per_request = recipe.candidates * ACCEPTED
    whole = recipe.input_first is None
    size = CANDIDATE_TOKENS + (INSTANCE_TOKENS if whole else 0)
    steps = [_step("bootstrap", first, math.ceil(n / per_request), recipe.candidates * size)]
    if classifying is not None:
        steps.insert(1, replace(_step("bootstrap, classification tasks", classifying, 0, 0)))
    folded = recipe.form == "chat"
    if recipe.classify is not None and not folded:
        example = classify.classify_request(inputs, templates, "classify", _example(inputs, None), 0)
        steps.append(_step("classify", example, n, LABEL_TOKENS))
    if not whole:
        share = sum(bool(task.is_classification) for task in inputs.seeds) / len(inputs.seeds)
        for stage, label, part in (("input_first", False, 1 - share), ("output_first", True, share)):
            example = instances.instances_request(inputs, templates, _example(inputs, label), 0)
            steps.append(_step(stage, example, round(n * part), recipe.instances * INSTANCE_TOKENS))
    if batch_minimum is not None:
        steps = _in_batches(steps, inputs.recipe.window, n, batch_minimum)
    total = Estimate(tuple(steps), None, ASSUMED)
    if price is None:
        return total
    batched = sum((step.batched_usage for step in steps), Usage())
    return replace(total, cost=price.cost(total.usage, batched))


def _in_batches(steps: Sequence[Step], window: int, n: int, minimum: int) -> list[Step]:
    """The steps with their batched part: rounds as wide as the lag allows, those that are too small asked directly."""
    rounds = steps[0].requests
    others = sum(step.requests for step in steps[1:])
    admitted = bootstrap = parked = developed = 0
    while admitted < rounds:
        width = 1
        while (index := admitted + width) < rounds and index - lag(index, window) + 1 <= admitted:
            width += 1
        if width + parked >= minimum:
            bootstrap, developed, parked = bootstrap + width, developed + parked, 0
        admitted += width
        parked += others * admitted // rounds - others * (admitted - width) // rounds
    if parked >= minimum:
        developed += parked
    share = developed / others if others else 0.0
    return [
        replace(steps[0], batched=bootstrap),
        *(replace(step, batched=round(step.requests * share)) for step in steps[1:]),
    ]


def _example(inputs: Inputs, label: bool | None) -> Task:
    """A seed task as it would stand in the pool, one with that label if there is one."""
    fitting: Sequence[Task] = [task for task in inputs.seeds if label is None or bool(task.is_classification) == label]
    task = (fitting or inputs.seeds)[0]
    attributes = {name: values[0] for name, values in inputs.attributes().items()}
    return replace(task, is_classification=label, instances=(), attributes=attributes)


def _step(stage: str, request: Request, requests: int, completion: int) -> Step:
    prompt = sum(len(message.content) for message in request.messages) // 4
    return Step(stage, request.messages, requests, Usage(prompt * requests, completion * requests))
