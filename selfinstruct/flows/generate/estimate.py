"""A look ahead: the prompts a run would send, and about how many requests and tokens it takes. Nothing is asked."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from selfinstruct.engine.estimate import Estimate, Step, step_of
from selfinstruct.flows.generate import classify
from selfinstruct.flows.generate.bootstrap import Bootstrap, lag
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.flows.generate.methods.choosing import chosen_method, templates_of
from selfinstruct.flows.generate.methods.instances import instances, instances_request
from selfinstruct.flows.generate.options import GeneratePlan
from selfinstruct.flows.generate.roles import role_settings
from selfinstruct.flows.generate.subjects.spread import spread_notes
from selfinstruct.prices import Price
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Message, Request, Task, Usage
from selfinstruct.runs.info import recorded
from selfinstruct.settings import Settings
from selfinstruct.text.plural import many
from selfinstruct.text.tokens import estimated_tokens

ACCEPTED = 0.7  # share of candidates that the filters keep
INSTANCE_TOKENS = 130  # where no seed has an instance to measure
LABEL_TOKENS = 20
INSTANCES = 2.2  # that come of a request, whatever more it asks for
LONGER = 1.5  # times as long as the seeds: what models write
FORM_TOKENS = 20  # of what stands around a candidate
MEASURED = 3  # requests of a stage that say more than any assumption


@dataclass(frozen=True, slots=True)
class Lengths:
    """Tokens that answers are expected to have, and the share of candidates that is accepted."""

    candidate: int
    instance: int
    accepted: float = ACCEPTED
    label: int = LABEL_TOKENS
    said: str = "by the seeds"

    @property
    def assumed(self) -> str:
        return (
            f"assumed: {self.accepted:.0%} of candidates accepted, {self.candidate} tokens per candidate, "
            f"{self.instance} per instance ({self.said}), four characters per token"
        )


# What the built-in model writes is short, whatever the seeds are like.
OFFLINE = Lengths(60, 20, 0.95, 1, "the built-in model's")


@dataclass(frozen=True, slots=True)
class LookAhead:
    """What a run would take; `before` is run.json where the run has begun, `price` None where none is known.

    `tasks` is how many tasks `found` is the estimate of, 0 where it is one of anything else.
    """

    plan: GeneratePlan
    price: Price | None
    before: Mapping[str, Any] | None
    found: Estimate
    tasks: int = 0


def look_ahead(plan: GeneratePlan) -> LookAhead:
    """What is left of a run that was planned; what it has taken so far counts more than assumptions."""
    before = recorded(plan.out)
    same = before if before.get("identity") == plan.inputs.identity() else None
    price = plan.settings.price_of(plan.inputs.model)
    for who in plan.roles.values():
        role_settings(plan.settings, who).price_of(who.name)  # raises where a cost limit needs one
    left, note = _left(plan, same or {})
    found = estimate(plan.inputs, replace(plan.settings, n=left), price, before=same)
    return LookAhead(plan, price, same, replace(found, notes=(*note, *found.notes)), left)


def _left(plan: GeneratePlan, before: Mapping[str, Any]) -> tuple[int, tuple[str, ...]]:
    """How many tasks are still to be made, and what is said of those that the run has."""
    n, there = plan.settings.n, int(before.get("counts", {}).get("tasks", 0))
    saturated = before.get("status") == "saturated"
    if there >= n or saturated:
        why = "and ended, since few new ones were accepted" if saturated else f"and {n:,} are asked for"
        return 0, (f"{plan.out} has {many(there, 'task')}, {why}: nothing is left to ask",)
    if not there:
        return n, ()
    return n - there, (f"{plan.out} has {there:,} of the {many(n, 'task')}; this is what the other {n - there:,} take",)


def expected_lengths(inputs: Inputs) -> Lengths:
    """How long answers will be: longer than the seeds, by what models are seen to do."""
    if inputs.model.partition("/")[0] == "offline":
        return OFFLINE
    asked = [estimated_tokens(task.instruction) for task in inputs.seeds]
    given = [sum(map(estimated_tokens, item.texts())) for task in inputs.seeds for item in task.instances]
    instance = round(LONGER * sum(given) / len(given)) if given else INSTANCE_TOKENS
    return Lengths(round(LONGER * sum(asked) / len(asked)) + FORM_TOKENS, max(20, instance))


def estimate(
    inputs: Inputs, settings: Settings, price: Price | None, templates: Templates | None = None,
    before: Mapping[str, Any] | None = None,
) -> Estimate:  # fmt: skip
    """Render one prompt for each stage and count; `templates` are the recipe's, where they are at hand already.

    `before` is the run.json of what the run has done so far: what its requests took counts more than assumptions.
    """
    templates, lengths = templates or templates_of(inputs.recipe), expected_lengths(inputs)
    recipe, n = inputs.recipe, settings.n
    first = Bootstrap(inputs, templates).request(0)
    classifying = None
    if recipe.classification_share:
        bootstrap = Bootstrap(inputs, templates)
        index = next((index for index in range(8) if bootstrap.shown(index).classification), None)
        classifying = None if index is None else bootstrap.request(index)
    per_request = recipe.candidates * lengths.accepted
    method, _ = chosen_method(recipe)
    whole = recipe.input_first is None and method is instances
    size = lengths.candidate + (lengths.instance if whole else 0)
    steps = [step_of("bootstrap", first, math.ceil(n / per_request), recipe.candidates * size)]
    if classifying is not None:
        steps.append(step_of("bootstrap, classification tasks", classifying, 0, 0))
    if recipe.classify is not None and recipe.form != "chat":
        example = classify.classify_request(inputs, templates, "classify", _example(inputs, None), 0)
        steps.append(step_of("classify", example, n, lengths.label))
    if method is not instances:
        steps += _method_steps(inputs, n, lengths.instance)
    elif not whole:
        share = sum(bool(task.is_classification) for task in inputs.seeds) / len(inputs.seeds)
        for stage, label, part in (("input_first", False, 1 - share), ("output_first", True, share)):
            example = instances_request(inputs, templates, _example(inputs, label), 0)
            size = round(min(recipe.instances, INSTANCES) * lengths.instance)
            steps.append(step_of(stage, example, round(n * part), size))
    steps, measured = _measured(steps, before or {}, n)
    if settings.batch:
        steps = _in_batches(steps, recipe.window, settings.batch_minimum)
    assumed = "tokens as this run has taken so far" if measured else lengths.assumed
    total = Estimate(tuple(steps), None, assumed, spread_notes(inputs.attributes(), inputs.own_kinds()))
    if price is None:
        return total
    batched = sum((step.batched_usage for step in steps), Usage())
    return replace(total, cost=price.cost(total.usage, batched))


def _method_steps(inputs: Inputs, n: int, instance: int) -> Iterator[Step]:
    """The stages of another method, each asked as often as is usual.

    Their prompts hold answers: the template stands for them, with an instruction below it to be counted too.
    """
    method, options = chosen_method(inputs.recipe)
    example, recipe = _example(inputs, None), inputs.recipe
    for stage, number in method.usual(options).items():
        if (settings := recipe.stage(stage)) is not None and number:
            system = recipe.templates.get(f"{stage}.system.jinja", "")
            turns = (Message("system", system),) if system else ()
            asked = Message("user", f"{recipe.templates[f'{stage}.jinja'].strip()}\n\n({example.instruction})")
            request = Request(stage, 0, (*turns, asked), settings.sampling())
            yield step_of(method.purpose(stage), request, math.ceil(n * number), instance)


def _measured(steps: Sequence[Step], before: Mapping[str, Any], n: int) -> tuple[list[Step], bool]:
    """The steps with the tokens that requests of their stage have taken, and whether any has been measured.

    How many tasks a bootstrap request brings is measured too.
    """
    found, measured, accepted = [], False, before.get("counts", {}).get("accepted", 0)
    for step in steps:
        stage = "instances" if step.stage in ("input_first", "output_first") else step.stage
        used = [item for item in before.get("usage", ()) if item["stage"] == stage]
        answered = sum(item["requests"] - item["failed"] for item in used)
        if answered >= MEASURED and step.requests:
            measured = True
            if stage == "bootstrap" and accepted:
                step = replace(step, requests=math.ceil(n * answered / accepted))
            prompt, completion = (sum(item[name] for item in used) / answered for name in ("prompt", "completion"))
            step = replace(step, usage=Usage(round(prompt * step.requests), round(completion * step.requests)))
        found.append(step)
    return found, measured


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
