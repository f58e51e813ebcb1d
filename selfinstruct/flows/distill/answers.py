"""Answers of `distill` read: an instance with its prompt, or the rejection that says why there is none."""

from dataclasses import replace

from selfinstruct.filters.apply import FilterSet, sift
from selfinstruct.flows.distill.prompts import STAGE, DistillPrompt
from selfinstruct.flows.distill.writer import AnsweredPrompt
from selfinstruct.parse.chat_text import plain_text, reasoning_of
from selfinstruct.parse.finish_reasons import broken_off, broken_rule, only_reasoning, unusable
from selfinstruct.recipes.distill import DistillRecipe
from selfinstruct.records import Completion, Instance, Message, Rejection, Task
from selfinstruct.text.answers.emptiness import says_nothing


def read_answer(
    recipe: DistillRecipe, filters: FilterSet, prompt: DistillPrompt, answer: Completion, *, own: bool = False
) -> AnsweredPrompt:
    """An answer read: broken off or empty it is a rejection with its text. Of the file's `own` the same holds."""
    problem = unusable(STAGE, answer) or only_reasoning(STAGE, answer)
    asked = "\n".join(turn.content for turn in prompt.messages)
    text = plain_text(answer.text, asked)
    if problem is None and broken_off(answer):
        problem = Rejection(STAGE, broken_rule(answer), answer.text, value=answer.finish_reason)
    if problem is None and says_nothing(text, asked):
        problem = Rejection(STAGE, "empty", answer.text)
    if problem is not None:
        return AnsweredPrompt(prompt, rejections=(replace(problem, task=prompt.task_id),))
    instance = _instance(prompt, text, reasoning_of(answer) if recipe.keep_reasoning else "")
    task = Task(prompt.task_id, prompt.instruction, prompt.type, prompt.is_classification, instances=(instance,))
    kept, rejections = sift(filters.within, task, [instance])
    return AnsweredPrompt(prompt, instance if kept else None, tuple(rejections), own)


def _instance(prompt: DistillPrompt, text: str, reasoning: str) -> Instance:
    """The answer with its prompt: a conversation where the prompt is more than one question."""
    if not prompt.chat:
        return Instance(prompt.input, text, reasoning)
    turns = (*prompt.messages, Message("assistant", text, reasoning))
    return Instance("", text, turns=turns, tools=prompt.tools)
