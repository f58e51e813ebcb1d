"""How the offline model poses problems, changes them by what was seen, and grades answers by criteria."""

import re
from collections.abc import Sequence
from random import Random

from selfinstruct.models.offline.exact.open_tasks import criteria_for, is_open, meets, open_problem
from selfinstruct.models.offline.exact.solving import wrong
from selfinstruct.models.offline.exact.tasks import STEPS, ExactTask, read_exact, takes_steps
from selfinstruct.models.offline.prose.tasks import read_prose
from selfinstruct.models.offline.wording.grammar import pick
from selfinstruct.records import Message

_SECTION = re.compile(r"^([^\n>]{1,80}):\n((?:>[^\n]*(?:\n|\Z))+)", re.MULTILINE)
_NUMBERED = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)
_LAST_STEP = re.compile(r" Then [^.]* the result\.\Z")
_WRONG_KEY = 0.08  # of the answers that a teacher states
_MISJUDGED = 0.03  # of the criteria that a judge decides
_MOST_STEPS = 3


def answer_posing_prompt(name: str, messages: Sequence[Message]) -> str | None:
    """The reply to a teacher's or a judge's prompt; None to any other."""
    system = "\n".join(turn.content for turn in messages if turn.role == "system")
    if "1: yes or no" not in system and "Unposable:" not in system:
        return None
    user = "\n".join(turn.content for turn in messages if turn.role != "system")
    sections = {match[1]: _unquoted(match[2]) for match in _SECTION.finditer(user)}
    rng = Random("\0".join([name, *(turn.content for turn in messages)]))
    if "1: yes or no" in system and "Answer to it" in sections:
        return _grades(_NUMBERED.findall(user.rpartition("Criteria:")[2]), sections["Answer to it"], rng)
    if "Unposable:" not in system:
        return None
    if (task := sections.get("Task")) is not None:
        return _posed(task, rng)
    if (problem := sections.get("Problem")) is not None:
        return _changed(problem, sections.get("Answer"), "seen: a weak" in user, user.count("\n> It "), rng)
    return None


def _posed(task: str, rng: Random) -> str:
    exact = read_exact(task)
    if exact is not None:
        number = pick(rng, (0, 1, 1, 2)) if takes_steps(exact.answer) else 0
        text = " ".join([task, *(_step(rng) for _ in range(number))])
        return _exact(text, rng, _WRONG_KEY)
    found = read_prose(task)
    if found is None:
        return "Unposable: it cannot be told what a right answer is."
    return _open(open_problem(found[1]), pick(rng, (0, 1)))


def _changed(problem: str, answer: str | None, harder: bool, criteria: int, rng: Random) -> str:
    if is_open(problem):
        return _open(problem, criteria - 3 + (1 if harder else -1))
    exact = read_exact(problem)
    if exact is None:
        return "Unposable: it cannot be told what a right answer is."
    if harder:
        if exact.steps >= _MOST_STEPS or not takes_steps(exact.answer):
            return "Unposable: nothing can be asked of the result that would take more thought."
        return _exact(f"{problem} {_step(rng)}", rng, _WRONG_KEY / 2)
    if answer == exact.answer:
        problem = _LAST_STEP.sub("", problem)
    return _exact(problem, rng, 0.0)


def _step(rng: Random) -> str:
    return pick(rng, STEPS).format(n=rng.randint(3, 90))


def _exact(problem: str, rng: Random, errs: float) -> str:
    task = read_exact(problem) or ExactTask("")
    answer = wrong(task, rng) if rng.random() < errs else task.answer
    return f"Problem: {problem}\nSolution: Each step is done in its turn.\nAnswer: {answer}"


def _open(problem: str, level: int) -> str:
    found = read_prose(problem)
    criteria = criteria_for(found[0], max(0, level)) if found else []
    return "\n".join([f"Problem: {problem}", "Criteria:", *(f"- {item}" for item in criteria)])


def _grades(criteria: list[tuple[str, str]], answer: str, rng: Random) -> str:
    lines = []
    for number, criterion in criteria:
        met = meets(criterion, answer) != (rng.random() < _MISJUDGED)
        lines.append(f"{number}: {'yes' if met else 'no'}")
    return "\n".join(lines)


def _unquoted(text: str) -> str:
    return "\n".join(line[2:] for line in text.rstrip("\n").split("\n"))
