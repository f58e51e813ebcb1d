"""A look ahead: the prompts a run would send, and about how many requests and tokens it takes. Nothing is asked."""

import math
from collections.abc import Sequence
from dataclasses import replace

from selfinstruct.engine.estimate import Estimate, Step, step_of
from selfinstruct.flows.generate import classify, instances
from selfinstruct.flows.generate.bootstrap import Bootstrap, lag
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.prices import Price
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Task, Usage
from selfinstruct.settings import Settings

ACCEPTED = 0.7  # share of candidates that the filters keep
CANDIDATE_TOKENS = 45
INSTANCE_TOKENS = 130
LABEL_TOKENS = 20
ASSUMED = (
    f"assumed: {ACCEPTED:.0%} of candidates accepted, {CANDIDATE_TOKENS} tokens per candidate, "
    f"{INSTANCE_TOKENS} per instance, four characters per token"
)


def estimate(inputs: Inputs, settings: Settings, price: Price | None, templates: Templates | None = None) -> Estimate:
    """Render one prompt for each stage and count; `templates` are the recipe's, where they are at hand already."""
    templates = templates or Templates(inputs.recipe)
    recipe, n = inputs.recipe, settings.n
    first = Bootstrap(inputs, templates).request(0)
    classifying = None
    if recipe.classification_share:
        bootstrap = Bootstrap(inputs, templates)
        index = next((index for index in range(8) if bootstrap.shown(index).classification), None)
        classifying = None if index is None else bootstrap.request(index)
    per_request = recipe.candidates * ACCEPTED
    whole = recipe.input_first is None
    size = CANDIDATE_TOKENS + (INSTANCE_TOKENS if whole else 0)
    steps = [step_of("bootstrap", first, math.ceil(n / per_request), recipe.candidates * size)]
    if classifying is not None:
        steps.append(step_of("bootstrap, classification tasks", classifying, 0, 0))
    if recipe.classify is not None and recipe.form != "chat":
        example = classify.classify_request(inputs, templates, "classify", _example(inputs, None), 0)
        steps.append(step_of("classify", example, n, LABEL_TOKENS))
    if not whole:
        share = sum(bool(task.is_classification) for task in inputs.seeds) / len(inputs.seeds)
        for stage, label, part in (("input_first", False, 1 - share), ("output_first", True, share)):
            example = instances.instances_request(inputs, templates, _example(inputs, label), 0)
            steps.append(step_of(stage, example, round(n * part), recipe.instances * INSTANCE_TOKENS))
    if settings.batch:
        steps = _in_batches(steps, recipe.window, settings.batch_minimum)
    total = Estimate(tuple(steps), None, ASSUMED)
    if price is None:
        return total
    batched = sum((step.batched_usage for step in steps), Usage())
    return replace(total, cost=price.cost(total.usage, batched))


def _in_batches(steps: Sequence[Step], window: int, minimum: int) -> list[Step]:
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
