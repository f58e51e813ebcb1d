"""The method `verified`: conditions that code can check are added to a task, and an answer is kept that keeps them.

After AutoIF (arXiv 2406.13542) and the persona prompts with constraints of Tulu 3 (arXiv 2411.15124): the conditions
come from a list, so that no checker has to be written by a model.
"""

from dataclasses import dataclass, field
from random import Random

from selfinstruct.flows.generate.methods.asking import Ask
from selfinstruct.flows.generate.methods.attempts import until_passed
from selfinstruct.flows.generate.methods.method import Developed, method
from selfinstruct.flows.generate.posing.conditions import Condition, ConditionKind, check_kinds, draw_conditions
from selfinstruct.flows.generate.ranges import check_least_most, check_range
from selfinstruct.recipes.base import STRICT
from selfinstruct.records import Task


@dataclass(frozen=True, slots=True)
class VerifiedOptions:
    """What `method:` of the recipe may say: docs/methods.md."""

    __pydantic_config__ = STRICT

    conditions: list[ConditionKind] = field(default_factory=list)
    least: int = 1
    most: int = 3
    attempts: int = 4

    def __post_init__(self) -> None:
        check_least_most(self.least, self.most, 1)
        check_range(self, 1, 100, "attempts")
        check_kinds(self.conditions)


@method(
    stages={"answer": {"prompt"}},
    options=VerifiedOptions,
    roles=("solver",),
    most=lambda options: {"answer": options.attempts},
    usual=lambda options: {"answer": 1.5},
)
async def verified(task: Task, ask: Ask) -> Developed:
    """Draw conditions, and ask until an answer keeps all of them, or as often as the recipe allows."""
    options, rng = ask.options, ask.rng("conditions")
    if task.is_classification:
        return Developed((), [ask.rejection("classification", "its answer is a label, which no condition fits")])
    conditions = draw_conditions(options.conditions, task.instruction, options.least, options.most, rng)
    if not conditions:
        return Developed((), [ask.rejection("no_condition", "none of the recipe's conditions fits")])
    prompt = worded(task.instruction, conditions, rng)
    return await until_passed(ask, prompt, tuple(condition.check for condition in conditions), [])


def worded(instruction: str, conditions: list[Condition], rng: Random) -> str:
    """The task with its conditions as people write them: behind it, below it, or as points."""
    said = [condition.words for condition in conditions]
    way = rng.random()
    if way < 0.5:
        return f"{_ended(instruction)} {' '.join(said)}"
    if way < 0.75 or len(said) == 1:
        return f"{instruction}\n\n{' '.join(said)}"
    return "\n".join([instruction, "", *(f"- {words}" for words in said)])


def _ended(text: str) -> str:
    return text if text[-1:] in ".!?:\"'”’)。！？" else f"{text}."
