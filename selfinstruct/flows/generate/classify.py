"""Classification: whether a task's answers are labels, what kind of task it is, and which labels there are."""

from collections.abc import Sequence
from dataclasses import replace

from selfinstruct.engine.wrappers.evidence import tell_read
from selfinstruct.flows.generate.inputs import Inputs, variables
from selfinstruct.forms.description import hold
from selfinstruct.parse import read_label
from selfinstruct.parse.answer_forms import classify_form
from selfinstruct.parse.finish_reasons import only_reasoning, unusable
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Model, Rejection, Request, Task

PURPOSE = "classify"


def classify_request(inputs: Inputs, templates: Templates, stage: str, task: Task, index: int) -> Request:
    """The question about a task; `stage` is classify or, in other words, classify_again."""
    settings = inputs.recipe.stage(stage)
    assert settings is not None
    messages = templates.messages(stage, variables(inputs, task))
    recipe = inputs.recipe
    held = hold(classify_form(recipe.form), recipe.constrain)
    return Request(stage, index, messages, settings.sampling(), recipe.api_of(stage), settings.timeout, held)


async def classify(
    inputs: Inputs, templates: Templates, model: Model, task: Task, index: int
) -> tuple[Task, Sequence[Rejection]]:
    """The task with its label, or with None and the rejections that say why.

    An answer that says neither is asked for once more, with a prompt of its own where the recipe has one.
    """
    rejections: list[Rejection] = []
    for stage in ("classify", "classify_again"):
        if inputs.recipe.stage(stage) is None:
            continue
        request = classify_request(inputs, templates, stage, task, index)
        answer = await model.complete(request)
        if problem := unusable(PURPOSE, answer):
            return task, [*rejections, replace(problem, task=task.id)]
        label = read_label(answer.text, inputs.recipe.form)
        tell_read(model, request, answer, label.is_classification is not None)
        if label.is_classification is not None:
            labels = label.labels or task.labels
            return replace(
                task, is_classification=label.is_classification, type=task.type or label.type, labels=labels
            ), ()  # the other wording was understood: nothing is lost
        unread = only_reasoning(PURPOSE, answer) or Rejection(PURPOSE, "unreadable", answer.text)
        rejections.append(replace(unread, value=stage, task=task.id))
    return task, rejections
