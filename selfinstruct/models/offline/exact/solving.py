"""How the offline model answers a task with one definite answer: worked out, right or wrong, on a line of its own."""

from collections.abc import Sequence
from random import Random

from selfinstruct.models.offline.exact.open_tasks import is_open, write_open
from selfinstruct.models.offline.exact.tasks import NUMBER, ExactTask, read_exact
from selfinstruct.models.offline.flaws import add_flaw
from selfinstruct.models.offline.preference_answers import STRONG, WEAK
from selfinstruct.models.offline.wording.grammar import pick
from selfinstruct.records import Message, Sampling

# Shares of right answers by the number of further steps.
_RIGHT = {STRONG: (1.0, 0.97, 0.9, 0.8), WEAK: (0.75, 0.45, 0.15, 0.05)}
_HEATED = 0.35  # what each point of temperature takes from the share of the others
_FORMLESS = 0.03  # of answers without the line that was asked for
_WORKED = (
    "The task gives what is needed.\nFrom that the result follows step by step.",
    "First the figures and the rule are put side by side.\nThen one is applied to the other.",
    "Taken in order, each step leads to the next.\nA second look comes to the same.",
)


def answer_exact_prompt(name: str, messages: Sequence[Message], sampling: Sampling) -> str | None:
    """The reply to a task of this kind that asks for a line with the answer, or to an open one; else None."""
    prompt = messages[-1].content if messages else ""
    if "Answer:" not in prompt and not is_open(prompt):
        return None
    rng = Random("\0".join([name, str(sampling.temperature), str(sampling.seed), *(turn.content for turn in messages)]))
    if (told := write_open(name, prompt, rng)) is not None:
        return told
    if "Answer:" not in prompt or (task := read_exact(prompt)) is None:
        return None
    heat = 0.6 if sampling.temperature is None else min(1.0, sampling.temperature)
    shares = _RIGHT.get(name) or (1.0 - _HEATED * heat,)
    right = rng.random() < shares[min(task.steps, len(shares) - 1)]
    said = _written(task.answer if right else wrong(task, rng), rng)
    if rng.random() < _FORMLESS:
        return f"{pick(rng, _WORKED)}\nSo it comes to {said}."
    return f"{pick(rng, _WORKED)}\nAnswer: {said}"


def wrong(task: ExactTask, rng: Random) -> str:
    """Another answer of the same kind."""
    kind = "fact" if task.labels else "arithmetic"
    found = add_flaw(task.answer, kind, rng, task.labels)
    return found[1] if found else f"{task.answer}{pick(rng, 'aeiou')}"


def _written(answer: str, rng: Random) -> str:
    """The answer in one of the forms that say the same."""
    if NUMBER.fullmatch(answer) and rng.random() < 0.3:
        return pick(rng, (f"{int(answer):,}", f"{answer}.0", f"**{answer}**"))
    return answer
