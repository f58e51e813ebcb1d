"""A task developed: what its method makes of it, through the filters, with all that was rejected on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from selfinstruct.errors import OwnCodeError, SelfInstructError
from selfinstruct.files.task_fields import type_of
from selfinstruct.filters.apply import FilterSet, sift
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.flows.generate.made import hold_to_contract
from selfinstruct.flows.generate.methods.asking import Ask, Unanswered
from selfinstruct.flows.generate.methods.choosing import chosen_method
from selfinstruct.flows.generate.methods.instances import instances, worst_instances
from selfinstruct.flows.generate.methods.method import Developed, Method
from selfinstruct.prices import Price, worst_case
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Attempt, Instance, Message, Model, Rejection, Request, Task
from selfinstruct.registry import BREAKS, is_own, raised_at, said
from selfinstruct.sandbox.runner import Runner

PURPOSE = "instances"
BYTES_A_TOKEN = 4  # of what answers bring into later prompts


@dataclass(frozen=True, slots=True)
class DevelopedTask:
    """A task with what was found for it, what was rejected on the way, and the attempts that its method kept."""

    task: Task
    rejections: tuple[Rejection, ...]
    attempts: tuple[Attempt, ...] = ()


async def develop(
    inputs: Inputs, templates: Templates, models: Mapping[str, Model], filters: FilterSet, task: Task, index: int,
    runner: Runner | None = None,
) -> DevelopedTask:  # fmt: skip
    """Have the recipe's method make instances of a task; `index` is its place in the order of admission.

    `models` are those of the method's roles, the run's own under "". `runner` is there for a method that runs programs.
    """
    method, options = chosen_method(inputs.recipe)
    ask = Ask(inputs, templates, models, method, options, task, index, runner)
    try:
        made = await _made(method, task, ask)
    except Unanswered as end:
        made = Developed((), [end.rejection])
    task = made.task or task
    found = made.instances if method is instances else [_signed(item, method) for item in made.instances]
    kept, dropped = sift(filters.within, task, found)
    kept, surplus = _capped(inputs, task, kept, index)
    attempts = [replace(attempt, method=method.name) for attempt in made.attempts]
    return _settled(task, kept, [*made.rejections, *dropped, *surplus], attempts)


def _signed(instance: Instance, method: Method) -> Instance:
    """The instance with the name of its method, by which whoever reads the row knows what its checks are for."""
    return replace(instance, method=method.name)


async def _made(method: Method, task: Task, ask: Ask) -> Developed:
    """What the method makes; OwnCodeError where one of somebody else's raises, or gives something else."""
    if not is_own(method.develop):
        return await method.develop(task, ask)
    try:
        made = await method.develop(task, ask)
    except BREAKS as error:
        if isinstance(error, SelfInstructError):
            raise
        raise OwnCodeError(
            f"method {method.name} ({raised_at(error, method.develop, within=True)}): {said(error)}"
        ) from error
    return hold_to_contract(method, made)


def worst_task(
    inputs: Inputs, templates: Templates, task: Task, index: int, prices: Mapping[str, Price | None]
) -> float:
    """The most that developing a task is expected to cost, in US dollars, by the bound that the method states.

    A later prompt is taken to hold one answer of full length; what goes beyond that is set aside request by request.
    """
    method, options = chosen_method(inputs.recipe)
    known = [price for price in prices.values() if price is not None]
    if method is instances:
        return worst_instances(inputs, templates, task, index, known[0])
    most = {stage: number for stage, number in method.most(options).items() if inputs.recipe.stage(stage) is not None}
    longest = max((_limit(inputs, stage) for stage in most), default=0)
    said_of_task = len(str(task).encode("utf-8", "surrogatepass"))
    total = 0.0
    for stage, number in most.items():
        settings = inputs.recipe.stage(stage)
        assert settings is not None
        fixed = sum(len(inputs.recipe.templates.get(f"{stage}{end}", "")) for end in (".jinja", ".system.jinja"))
        size = fixed + said_of_task + BYTES_A_TOKEN * longest + len(inputs.guidance)
        request = Request(stage, 0, (Message("user", "x" * size),), settings.sampling())
        total += number * max(worst_case(request, price) for price in known)
    return total


def _limit(inputs: Inputs, stage: str) -> int:
    settings = inputs.recipe.stage(stage)
    return (settings.max_tokens or 0) if settings is not None else 0


def _capped(
    inputs: Inputs, task: Task, kept: Sequence[Instance], index: int
) -> tuple[Sequence[Instance], list[Rejection]]:
    most = inputs.recipe.instances
    if len(kept) <= most:
        return kept, []
    chosen = set(inputs.rng(PURPOSE, index).sample(range(len(kept)), most))
    surplus = [
        Rejection(PURPOSE, "too_many", task.instruction, value=position + 1, instance=instance, task=task.id)
        for position, instance in enumerate(kept)
        if position not in chosen
    ]
    return [kept[position] for position in sorted(chosen)], surplus


def _settled(
    task: Task, kept: Sequence[Instance], rejections: Sequence[Rejection], attempts: Sequence[Attempt]
) -> DevelopedTask:
    if not kept and not rejections:
        rejections = [Rejection(PURPOSE, "no_instance", task.instruction, task=task.id)]
    task = replace(task, instances=tuple(kept), type=task.type or type_of(task.instruction))
    placed = tuple(replace(item, request=task.request) for item in rejections)
    return DevelopedTask(task, placed, tuple(attempts))
