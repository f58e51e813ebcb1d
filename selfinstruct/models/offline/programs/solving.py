"""Tasks for functions, problems with their tests, and solutions, as the offline model writes them."""

import re
from functools import partial
from random import Random
from textwrap import indent

from selfinstruct.models.offline.programs.problems import BY_NAME, HIGHEST, LOWEST, PROBLEMS, Problem
from selfinstruct.models.offline.skills.skill import Skill, alone, recognise
from selfinstruct.models.offline.wording.grammar import Values, pick
from selfinstruct.models.offline.wording.vocabulary import NAMES, OBJECTS, PLACES

WRONG_TEST = 0.06  # share of tests with a result that is not right
CARELESS_POSE = 0.06  # share of problems of which most tests are wrong
UNHURT = 0.4  # share of careless solutions that are right all the same
UNWRITTEN = 0.15  # share of the others that have no function at all
_TESTS = 9
_SIGNATURE = re.compile(r"^[^\n>]{0,60}\bdef ([a-z_]+)\(", re.MULTILINE)
_NOTES = (
    "What was asked for, step by step.", "See the rules of the problem.", "Nothing is changed in the arguments.",
    "Takes plain data and returns plain data.", "Only the standard library is needed.",
)  # fmt: skip
_REMARKS = (
    "It looks at each part once.", "Its arguments stay as they are.", "An empty argument needs no case of its own.",
    "The time it takes grows with the length of what it is given.", "Nothing has to be imported.",
    "Each rule of the problem has a place of its own.", "It keeps no more than it needs.", "The order is kept.",
    "It returns as soon as the result is known.", "It is as short as the problem allows.",
)  # fmt: skip
_NOTHING = "There is no such function."


def _values(problem: Problem, rng: Random) -> Values:
    task = problem.task.replace("{n}", str(rng.randint(LOWEST, HIGHEST)))
    return {"name": pick(rng, NAMES), "place": pick(rng, PLACES), "task": task, "thing": pick(rng, OBJECTS)}


FUNCTIONS: tuple[Skill, ...] = tuple(
    Skill(
        f"{problem.name}_function",
        (
            'Write a Python function called "{thing:word}" that {task:phrasenum}.',
            "{name:word} needs a function in Python [named|by the name of] {thing:word} which {task:phrasenum}.",
            "Somebody asks for code at {place:phrase}: the Python function {thing:word}, which {task:phrasenum}.",
        ),
        alone(lambda _: _NOTHING),
        partial(_values, problem),
        family="functions",
    )
    for problem in PROBLEMS
)


def pose_function(instruction: str, rng: Random) -> str:
    """A problem with its signature and tests, some of which may be wrong."""
    known = ((problem, problem.number_in(instruction)) for problem in PROBLEMS)
    problem, n = next(((it, number) for it, number in known if number is not None), (pick(rng, PROBLEMS), LOWEST))
    found = recognise(instruction, FUNCTIONS)
    name = f"{problem.name}_of_{found.values['thing'].lower() if found else 'things'}"
    share = 0.8 if rng.random() < CARELESS_POSE else WRONG_TEST
    drawn = [problem.corner, *(problem.draw(rng) for _ in range(3 * _TESTS))]
    given = list({repr(arguments): arguments for arguments in drawn}.values())[:_TESTS]
    tests = []
    for arguments in given:
        result = problem.compute(n, *arguments)
        if rng.random() < share:
            result = _spoilt(result)
        tests.append(f"assert {name}({', '.join(map(repr, arguments))}) == {result!r}")
    words = f"The function {problem.task.replace('{n}', str(n))}. {problem.rules}"
    head = f"{name}({problem.arguments}) -> {type(problem.compute(n, *problem.corner)).__name__}"
    return "\n".join([f"Function: {head}", "Problem:", words, "Tests:", *tests])


def write_function(prompt: str, rng: Random, *, careful: bool) -> str | None:
    """A solution for a prompt with the signature of a function it knows, None for any other; wrong without care."""
    found = _SIGNATURE.search(prompt)
    name = found[1] if found else ""
    problem = BY_NAME.get(name.partition("_of_")[0])
    n = problem.number_in(prompt) if problem else None
    if problem is None or n is None:
        return None
    right = careful or rng.random() < UNHURT
    if not right and rng.random() < UNWRITTEN:
        return f"A function that {problem.task.replace('{n}', str(n))} is not hard to write once its rules are clear."
    body = (problem.right if right else problem.wrong).replace("{n}", str(n))
    said = f"{pick(rng, ('It', 'This', 'The function'))} {problem.task.replace('{n}', str(n))}"
    note = f'"""{pick(rng, _NOTES)}"""\n' if rng.random() < 0.5 else ""
    source = f"def {name}({problem.arguments}):\n{indent(note + body, '    ')}"
    return f"```python\n{source}\n```\n\n{said}. {pick(rng, _REMARKS)}"


def _spoilt(result: object) -> object:
    """Another value of the same kind."""
    if isinstance(result, bool):
        return not result
    if isinstance(result, int):
        return result + 1
    if isinstance(result, str):
        return f"{result}X"
    return [*result, 0] if isinstance(result, list) else None
