"""The prompts of recipes of each kind, rendered with sample tasks: what a template cannot do comes to light."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from selfinstruct.files.tasks import load_seeds
from selfinstruct.flows.generate import classify
from selfinstruct.flows.generate.bootstrap import Bootstrap
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.flows.generate.methods.choosing import templates_of
from selfinstruct.flows.generate.methods.instances import instances_request
from selfinstruct.flows.label.items import Demonstration, LabelRecord
from selfinstruct.flows.label.judges import JudgePanel
from selfinstruct.flows.label.questions import KINDS, make_question
from selfinstruct.recipes import distill, ground, judging, label, prefer, topics
from selfinstruct.recipes.base import AnyRecipe
from selfinstruct.recipes.generate import Recipe
from selfinstruct.recipes.rubric import load_rubric
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Message, Task
from selfinstruct.shipped import folder

_SHOWN = 24  # seed tasks that prompts are rendered with
_REQUESTS = 16  # bootstrap prompts: enough to meet one for classification tasks


def _samples() -> tuple[Task, ...]:
    tasks = load_seeds(folder("seeds") / "general.jsonl")
    labelled = [task for task in tasks if task.is_classification][: _SHOWN // 4]
    return tuple([*labelled, *(task for task in tasks if not task.is_classification)][:_SHOWN])


def _generation_prompts(recipe: Recipe) -> Iterator[Sequence[Message]]:
    """Every stage's prompts, with and without steering, machine tasks and attributes."""
    prompts, tasks = templates_of(recipe), _samples()  # a method's own are compiled: what they show, answers say
    half = len(tasks) // 2
    plain = Inputs(tasks, recipe, "offline")
    steered = replace(plain, seeds=tasks[:half], topic="x", language="x", guidance="x", pool=tasks[half:])
    for inputs in (plain, steered):
        bootstrap = Bootstrap(inputs, prompts)
        for index in range(_REQUESTS):
            if bootstrap.ready(index):
                yield bootstrap.request(index).messages
        attributes = {name: values[0] for name, values in inputs.attributes().items()}
        for task, given in product((tasks[0], tasks[-1]), (attributes, {})):
            task = replace(task, attributes=given)
            for stage in ("classify", "classify_again"):
                if recipe.stage(stage) is not None:
                    yield classify.classify_request(inputs, prompts, stage, task, 0).messages
            if recipe.input_first is not None:
                yield instances_request(inputs, prompts, task, 0).messages


def _judging_prompts(recipe: judging.JudgingRecipe) -> Iterator[Sequence[Message]]:
    prompts, rubric = Templates(recipe, judging.VARIABLES), load_rubric("correctness")
    task = _samples()[-1]
    shown = {"prompt": task.instruction, "response": task.instances[0].output, "rubric": rubric.as_dict()}
    for stage in judging.STAGES:
        if recipe.stage(stage) is not None:
            yield prompts.messages(stage, shown)


def _preference_prompts(recipe: prefer.PreferenceRecipe) -> Iterator[Sequence[Message]]:
    prompts, rubric = Templates(recipe, prefer.VARIABLES), load_rubric(recipe.rubric)
    task = _samples()[-1]
    texts = dict.fromkeys(("response", "critique", "first", "second"), task.instances[0].output)
    for flaw, description in (recipe.flaws or {"": ""}).items():
        values: dict[str, Any] = {"prompt": task.instruction, "rubric": rubric.as_dict(), **texts}
        values |= {"flaw": flaw, "description": description}
        for stage, known in prefer.VARIABLES.items():
            if recipe.stage(stage) is not None:
                given = {name: values[name] for name in known}
                if f"{stage}.jinja" in recipe.templates:
                    yield prompts.messages(stage, given)
                elif system := prompts.system(stage, given):
                    yield system


def _label_prompts(recipe: label.LabelRecipe) -> Iterator[Sequence[Message]]:
    prompts, tasks = Templates(recipe, label.VARIABLES), _samples()
    texts = [(("instruction", task.instruction), ("output", task.instances[0].output)) for task in tasks[:2]]
    for kind in KINDS:
        question = make_question(kind, "x", ("a", "b") if kind == "labels" else ())
        answer = 1.0 if kind == "score" else (question.labels or ("x",))[0]
        item, other = (LabelRecord(str(number), parts, ("x", "y")) for number, parts in enumerate(texts))
        for examples in ((), (Demonstration(other, answer),)):
            bench = JudgePanel(question, recipe, prompts, [], examples, guidance="x" if examples else "")
            for stage in label.STAGES:
                if recipe.stage(stage) is not None:
                    yield bench.request(stage, item, 0, own="x", other="y").messages


def _ground_prompts(recipe: ground.GroundRecipe) -> Iterator[Sequence[Message]]:
    """Every stage's prompts, of one passage and of two, with and without title, section and steering."""
    prompts, rubric, task = Templates(recipe, ground.VARIABLES), load_rubric(recipe.rubric), _samples()[-1]
    text = task.instances[0].output
    weighed = [(name, kind) for name, kind in recipe.types.items() if kind.weight]
    types = [{"name": name, "count": 1, "ask": kind.ask, "refers": kind.refers} for name, kind in weighed]
    for passages, told in product((1, 2), ("", "x")):
        values = {
            "passages": [{"text": text, "section": told}] * passages, "fence": "=====", "title": told, "types": types,
            "count": len(types), "otherwise": types[0]["name"] if told else "", "labels": ["a", "b"] if told else [],
            "asked": [told] if told else [], "language": told, "topic": told, "guidance": told,
            "questions": [task.instruction], "type": types[0]["name"], "question": task.instruction, "answer": text,
            "rubric": rubric.as_dict(),
        }  # fmt: skip
        yield from _messages(prompts, recipe, ground.VARIABLES, values)


def _topic_prompts(recipe: topics.TopicRecipe) -> Iterator[Sequence[Message]]:
    """With and without a field, others beside it, seed tasks and steering."""
    prompts, shown = Templates(recipe, topics.VARIABLES), [task.instruction for task in _samples()]
    for path, told in product(((), ("x",), ("x", "y")), ("", "x")):
        values = {
            "path": list(path), "siblings": ["z"] if told else [], "count": 8, "longest": recipe.longest,
            "demonstrations": shown[: recipe.demonstrations] if told or not path else [], "language": told,
            "guidance": told,
        }  # fmt: skip
        yield from _messages(prompts, recipe, topics.VARIABLES, values)


def _distill_prompts(recipe: distill.DistillRecipe) -> Iterator[Sequence[Message]]:
    """The system turn, if there is one; the rest of the prompt is the user's."""
    if system := Templates(recipe, distill.VARIABLES).system("response", {"prompt": _samples()[-1].instruction}):
        yield system


def _messages(
    prompts: Templates, recipe: AnyRecipe, variables: Mapping[str, frozenset[str]], values: Mapping[str, Any]
) -> Iterator[Sequence[Message]]:
    for stage, known in variables.items():
        if recipe.stage(stage) is not None:
            yield prompts.messages(stage, {name: values[name] for name in known})


PROMPTS: Mapping[str, Callable[[Any], Iterator[Sequence[Message]]]] = {
    "generation": _generation_prompts,
    "preferences": _preference_prompts,
    "labels": _label_prompts,
    "judging": _judging_prompts,
    "ground": _ground_prompts,
    "topics": _topic_prompts,
    "distill": _distill_prompts,
}
