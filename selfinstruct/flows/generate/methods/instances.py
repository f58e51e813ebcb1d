"""The method `instances`: inputs and outputs, output-first for classification so that labels are balanced."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from selfinstruct.engine.wrappers.evidence import tell_read
from selfinstruct.flows.generate.classify import classify, classify_request
from selfinstruct.flows.generate.inputs import Inputs, variables
from selfinstruct.flows.generate.methods.asking import Ask
from selfinstruct.flows.generate.methods.doubted import JUDGE, STAGE, VARIABLES, judged
from selfinstruct.flows.generate.methods.method import Developed, method
from selfinstruct.forms.description import hold
from selfinstruct.parse import read_instances
from selfinstruct.parse.answer_forms import instances_form
from selfinstruct.parse.chat_text import plain_text, reasoning_of
from selfinstruct.parse.finish_reasons import only_reasoning, parser_finish_reason, unusable
from selfinstruct.parse.results import Instances, no_instances
from selfinstruct.prices import Price, worst_case
from selfinstruct.recipes.base import STRICT
from selfinstruct.recipes.generate import Recipe
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Completion, Instance, Rejection, Request, Task
from selfinstruct.text.answers.emptiness import says_nothing

PURPOSE = "instances"


def instances_request(inputs: Inputs, templates: Templates, task: Task, index: int) -> Request:
    """The request for a classified task's instances."""
    stage = "output_first" if task.is_classification else "input_first"
    settings = inputs.recipe.stage(stage)
    assert settings is not None
    messages = templates.messages(stage, variables(inputs, task))
    recipe = inputs.recipe
    if recipe.answers == "plain":
        return Request(PURPOSE, index, messages, settings.sampling(), recipe.api_of(stage), settings.timeout)
    form = instances_form(recipe.form, bool(task.is_classification), recipe.instances, task.labels)
    held = hold(form, recipe.constrain)
    return Request(PURPOSE, index, messages, settings.sampling(), recipe.api_of(stage), settings.timeout, held)


@dataclass(frozen=True, slots=True)
class InstancesOptions:
    """What `method:` of the recipe may say: `doubts` of a task that are put to the judge, where it has that stage."""

    __pydantic_config__ = STRICT

    doubts: int = 8

    def __post_init__(self) -> None:
        if self.doubts < 0:
            raise ValueError(f"doubts: must not be negative (found {self.doubts})")


@method(
    stages={STAGE: VARIABLES},
    optional=(STAGE,),
    options=InstancesOptions,
    roles=(JUDGE,),
    asked_in={JUDGE: STAGE},
    most=lambda options: {STAGE: options.doubts},
    usual=lambda options: {},
)
async def instances(task: Task, ask: Ask) -> Developed:
    """Classify a task and make its instances, in the stages that recipes have for that: classify, input_first …"""
    inputs, templates, model, index = ask.inputs, ask.templates, ask.models[""], ask.number
    rejections: list[Rejection] = []
    found: Sequence[Instance] = task.instances
    if inputs.recipe.classify is not None and task.is_classification is None:
        task, unread = await classify(inputs, templates, model, task, index)
        rejections.extend(unread)
    asks = inputs.recipe.input_first is not None
    if asks and task.is_classification is None and inputs.recipe.classify is not None:
        return Developed((), rejections, task=task)
    if asks:
        request = instances_request(inputs, templates, task, index)
        answer = await ask.complete(request)
        if problem := unusable(PURPOSE, answer):
            return Developed((), [*rejections, replace(problem, task=task.id)], task=task)
        read = _read(inputs.recipe, task, answer)
        readable = bool(read.kept) or any(item.instance for item in read.rejected)
        tell_read(model, request, answer, readable, alone=bool(answer.text.strip()))  # none may be said by silence
        if thought := only_reasoning(PURPOSE, answer):
            return Developed((), [*rejections, replace(thought, task=task.id)], task=task)
        rejections.extend(_told(item, task) for item in read.rejected)
        found = reasoned(inputs.recipe, read.kept, answer)
        if not read.kept and not read.rejected:
            rejections.append(Rejection(PURPOSE, "unreadable", answer.text, task=task.id))
    if ask.has(STAGE):
        found, doubted = await judged(ask, task, found, ask.options.doubts)
        rejections.extend(doubted)
    return Developed(found, rejections, task=task)


def _read(recipe: Recipe, task: Task, answer: Completion) -> Instances:
    """The instances of an answer: those it lists, or where answers are plain the one whose output it is."""
    reason = parser_finish_reason(answer)
    if recipe.answers == "examples":
        return read_instances(answer.text, bool(task.is_classification), reason, recipe.form)
    text = plain_text(answer.text, task.instruction)
    if reason == "length":
        return no_instances("truncated", answer.text)
    if says_nothing(text, task.instruction):
        return no_instances("empty", answer.text)
    return Instances((Instance("", text),))


def reasoned(recipe: Recipe, found: Sequence[Instance], answer: Completion) -> Sequence[Instance]:
    """The instances of a completion, with its reasoning where that is kept and belongs to one of them alone."""
    if not recipe.keep_reasoning or len(found) != 1:
        return found
    return [replace(found[0], reasoning=reasoning_of(answer))]


def worst_instances(inputs: Inputs, templates: Templates, task: Task, index: int, price: Price) -> float:
    """The most that classifying a task and making its instances can cost, in US dollars.

    What is put to a judge is not in it: so seldom that it is set aside request by request.
    """
    total = 0.0
    labels = [bool(task.is_classification)]
    if task.is_classification is None and inputs.recipe.classify is not None:
        labels = [False, True]
        for stage in ("classify", "classify_again"):
            if inputs.recipe.stage(stage) is not None:
                total += worst_case(classify_request(inputs, templates, stage, task, index), price)
        task = replace(task, type="x" * 40, labels=("x" * 1000,))  # what the answer may add to the next prompt
    if inputs.recipe.input_first is not None:
        requests = (
            instances_request(inputs, templates, replace(task, is_classification=label), index) for label in labels
        )
        total += max(worst_case(item, price) for item in requests)
    return total


def _told(item: Rejection, task: Task) -> Rejection:
    """A parser's rejection with what it cannot know: the task; and that an empty completion could not be read."""
    if item.instance is not None:
        return replace(item, stage=PURPOSE, task=task.id, text=item.text or task.instruction)
    value = item.value if item.value is not None or item.text.strip() else "the completion is empty"
    return replace(item, stage=PURPOSE, task=task.id, value=value)
