"""Skills about small pieces of Python: functions that are right, and results of snippets."""

from random import Random

from selfinstruct.models.offline.skills.skill import Skill, alone, labelled
from selfinstruct.models.offline.wording.grammar import Values, pick
from selfinstruct.models.offline.wording.vocabulary import OBJECTS

# What the function does, and the expression over its argument that does it.
_NUMBER_TASKS = {
    "adds {n} to a number": "x + {n}",
    "multiplies a number by {n}": "x * {n}",
    "subtracts {n} from a number": "x - {n}",
    "gives the remainder of a number divided by {n}": "x % {n}",
    "tells as a bool whether a number is divisible by {n}": "x % {n} == 0",
    "tells as a bool whether a number is greater than {n}": "x > {n}",
    "gives the distance between a number and {n}": "abs(x - {n})",
    "raises a number to the power {n}": "x ** {n}",
    "gives the larger of a number and {n}": "max(x, {n})",
}
_LIST_TASKS = {
    "keeps the numbers of a list that are greater than {n}": "[x for x in values if x > {n}]",
    "multiplies every number of a list by {n}": "[x * {n} for x in values]",
    "counts the numbers of a list that are divisible by {n}": "sum(x % {n} == 0 for x in values)",
    "gives the first {n} items of a list": "values[:{n}]",
    "drops the first {n} items of a list": "values[{n}:]",
    "gives the {n} largest numbers of a list, largest first": "sorted(values, reverse=True)[:{n}]",
    "adds up the squares of a list and then adds {n}": "sum(x * x for x in values) + {n}",
    "repeats a list {n} times": "values * {n}",
}
_NAMES = (
    "convert", "check", "prepare", "adjust", "compute", "process", "handle", "measure", "inspect", "reduce", "select",
)  # fmt: skip


def _function_values(tasks: dict[str, str], rng: Random) -> Values:
    task = pick(rng, list(tasks)).replace("{n}", str(rng.randint(2, 40)))
    return {"task": task, "f": f"{pick(rng, _NAMES)}_{pick(rng, OBJECTS)}"}


def _function(tasks: dict[str, str], argument: str, values: Values) -> str:
    number = "".join(letter for letter in values["task"] if letter.isdigit())
    task = values["task"].lower().replace(number, "{n}", 1) if number else ""
    body = tasks[task].replace("{n}", number)
    return f"def {values['f'].lower()}({argument}):\n    return {body}"


def _loop(_values: Values, rng: Random) -> tuple[str, str]:
    start, stop, step = rng.randint(0, 9), rng.randint(12, 40), rng.randint(1, 7)
    code = f"total = 0\nfor i in range({start}, {stop}, {step}):\n    total += i\nprint(total)"
    return code, str(sum(range(start, stop, step)))


def _slice(_values: Values, rng: Random) -> tuple[str, str]:
    while True:
        word, start, length = pick(rng, OBJECTS), rng.randint(0, 3), rng.randint(2, 4)
        if found := word[start : start + length]:
            return f'print("{word}"[{start}:{start + length}])', found


def _string(_values: Values, rng: Random) -> tuple[str, str]:
    word, other = pick(rng, OBJECTS), pick(rng, OBJECTS)
    return pick(
        rng,
        (
            (f'print("{word}".upper() + "{other}")', word.upper() + other),
            (f'print(len("{word}") * {len(other)})', str(len(word) * len(other))),
            (f'print("{word}".replace("{word[0]}", "#"))', word.replace(word[0], "#")),
            (f'print("-".join(["{word}", "{other}"]))', f"{word}-{other}"),
        ),
    )


def _branch(_values: Values, rng: Random) -> tuple[str, str]:
    number, limit = rng.randint(1, 90), rng.randint(10, 80)
    high, low = rng.sample(OBJECTS, 2)
    code = f'n = {number}\nif n > {limit}:\n    print("{high}")\nelse:\n    print("{low}")'
    return code, high if number > limit else low


def _valid(label: str, rng: Random) -> str:
    name, number = pick(rng, OBJECTS), rng.randint(2, 99)
    good = (f"{name} = {number}", f"{name} = [{number}, {number + 1}]", f'print("{name}", {number})')
    bad = (f"{name} = = {number}", f"{name} = [{number}, 1", f'print("{name}, {number})', f"for {name} in {number}")
    return pick(rng, good if label == "valid" else bad)


def _python_type(label: str, rng: Random) -> str:
    number, word = rng.randint(2, 900), pick(rng, OBJECTS)
    shown = {"int": f"{number}", "float": f"{number}.5", "str": f'"{word} {number}"', "list": f'[{number}, "{word}"]'}
    return shown[label]


SKILLS = (
    Skill(
        "python_number_function",
        (
            'write a Python function called "{f:quote}" with one parameter x that {task:phrasenum}.',
            'in Python, define "{f:quote}" so that it takes x and {task:phrasenum}.',
            'a script needs the Python function "{f:quote}" with the argument x, which {task:phrasenum}.',
        ),
        alone(lambda values: _function(_NUMBER_TASKS, "x", values)),
        lambda rng: _function_values(_NUMBER_TASKS, rng), "block",
    ),
    Skill(
        "python_list_function",
        (
            'write a Python function called "{f:quote}" with one parameter values that {task:phrasenum}.',
            'in Python, define "{f:quote}" so that it takes values and {task:phrasenum}.',
            'a script needs the Python function "{f:quote}" with the argument values, which {task:phrasenum}.',
        ),
        alone(lambda values: _function(_LIST_TASKS, "values", values)),
        lambda rng: _function_values(_LIST_TASKS, rng), "block",
    ),
    Skill(
        "loop_result",
        (
            "what does the Python loop below print?",
            "trace the given Python code by hand and state its output.",
            "a pupil runs the loop in the input with Python 3: which number appears?",
        ),
        _loop, field="Code",
    ),
    Skill(
        "slice_result",
        (
            "what does the Python slice below print?",
            "state the text that the given Python line with a slice prints.",
            "counting positions from zero as Python does, what comes out of the slice in the input?",
        ),
        _slice, field="Code",
    ),
    Skill(
        "expression_result",
        (
            "what does the Python statement below print?",
            "give the exact text that the given Python call writes to the screen.",
            "without running it, say what the line of Python in the input prints.",
        ),
        _string, field="Code",
    ),
    Skill(
        "branch_result",
        (
            "which word does the Python program below print?",
            "follow the if and else of the given Python code and name the word printed.",
            "the snippet in the input takes one of two branches: what is printed in the end?",
        ),
        _branch, field="Code",
    ),
    Skill(
        "python_syntax_check",
        (
            "is the line below {labels} Python 3?",
            "check the syntax of the given line of Python 3 and answer {labels}.",
            "would Python 3 accept the line in the input? Label it {labels}.",
        ),
        labelled(_valid), family="label", field="Line", labels=("valid", "invalid"),
    ),
    Skill(
        "python_literal_type",
        (
            "which Python type does the literal below have: {labels}?",
            "name the type of the given Python literal: {labels}.",
            "passing the value in the input to type() in Python gives which of {labels}?",
        ),
        labelled(_python_type), family="label", field="Literal", labels=("int", "float", "str", "list"),
    ),
)  # fmt: skip
