"""Solutions put to tests: sound ones pass, wrong ones fail with a line, and no trick of a solution passes a test."""

import asyncio
import json
import os

import pytest

from selfinstruct.errors import SandboxRefused, UsageError
from selfinstruct.sandbox.outcome import Outcome
from selfinstruct.sandbox.program import Limits
from selfinstruct.sandbox.testing import Trial, run_tests, verdicts
from tests.sandbox.tricks import LIARS, TRICKS
from tests.support.sandboxes import Box

LIMITS = Limits(seconds=5)


def tried(box: Box, solution: str, *tests: str, limits: Limits = LIMITS) -> Trial:
    return asyncio.run(run_tests(box.runner, solution, tests, limits))


SOUND = """
import math
from collections import Counter, defaultdict, namedtuple
from typing import List

def add(a, b=0, *, more=0): return a + b + more
def sort(items): items.sort()
def nest(): return {"a": [1, (2, 3.5, None)], "b": {1, 2}, 3: b"x", "c": frozenset([1])}
def count(text): return Counter(text)
def groups(items):
    found = defaultdict(list)
    for item in items: found[item % 2].append(item)
    return found
def numbers(n):
    for i in range(n): yield i
def apply(f, x): return f(x)
def total(items): return sum(items)
def maker(n): return lambda x: x + n
async def later(x): return x
class Wrong(ValueError): pass
def fail(): raise Wrong("no", 3)
Point = namedtuple("Point", "x y")
class Stack:
    def __init__(self): self.items = []
    def push(self, x): self.items.append(x); return self
    def pop(self): return self.items.pop()
    def __len__(self): return len(self.items)
    def __eq__(self, other): return isinstance(other, Stack) and self.items == other.items
    def __lt__(self, other): return len(self) < len(other)
    def __iter__(self): return iter(self.items)
    def __getitem__(self, i): return self.items[i]
    def __add__(self, other): return Stack().push(len(self) + len(other))
    def __str__(self): return f"Stack{self.items}"
    def __enter__(self): return self
    def __exit__(self, *_): self.items.clear()
LIMIT = 10
"""

PASSING = [
    "assert add(1, 2) == 3",
    "assert add(1, more=2) == 3",
    "assert apply(str.upper, 'a') == 'A' and type(add(1, 1)) is int",
    "assert add(0.1, 0.2) != 0.3 and math.isclose(add(0.1, 0.2), 0.3)",
    "assert add(10 ** 5000, 1) - 1 == 10 ** 5000",
    "assert add(float('inf')) == float('inf') and add(float('nan')) != add(float('nan'))",
    "x = [3, 1, 2]\nsort(x)\nassert x == [1, 2, 3]",
    "assert nest() == {'a': [1, (2, 3.5, None)], 'b': {1, 2}, 3: b'x', 'c': frozenset([1])}",
    "assert count('aab') == {'a': 2, 'b': 1} and count('aab').most_common(1) == [('a', 2)]",
    "assert groups([1, 2, 3]) == {1: [1, 3], 0: [2]}",
    "assert list(numbers(3)) == [0, 1, 2] and sum(numbers(4)) == 6 and next(numbers(1)) == 0",
    "assert apply(lambda x: x + 1, 2) == 3 and apply(len, [1]) == 1",
    "assert total(i for i in range(4)) == 6",
    "assert maker(2)(3) == 5",
    "import asyncio\nassert asyncio.run(later(5)) == 5",
    "try:\n    fail()\n    assert False\nexcept Wrong as error:\n    assert error.args == ('no', 3)",
    "try:\n    fail()\n    assert False\nexcept ValueError:\n    pass",
    "try:\n    add([], 1)\n    assert False\nexcept TypeError:\n    pass",
    "assert Point(1, 2) == (1, 2) and Point(1, 2).y == 2",
    "s = Stack()\ns.push(1).push(2)\nassert len(s) == 2 and s.pop() == 2 and s[0] == 1 and list(s) == [1]",
    "assert Stack() == Stack() and Stack() != Stack().push(1) and Stack() < Stack().push(1)",
    "assert str(Stack().push(1)) == 'Stack[1]' and isinstance(Stack(), Stack) and not isinstance(3, Stack)",
    "assert (Stack() + Stack().push(1)).pop() == 1 and Stack().push(5).items == [5] and 5 in Stack().push(5)",
    "with Stack().push(1) as s:\n    assert len(s) == 1\nassert len(s) == 0",
    "assert LIMIT == 10 and Counter('a') == {'a': 1}",
    "def check(candidate):\n    assert candidate(1, 1) == 2\ncheck(add)",
    "import random\nrandom.seed(1)\nassert all(add(n, n) == 2 * n for n in random.sample(range(100), 20))",
]

FAILING = [
    ("assert add(1, 2) == 4", "AssertionError"),
    ("assert add(1, 2) == 4, 'a\\x1b[2J\\nb'", "AssertionError: a\\x1b[2J"),
    ("add(1, 'a')", "TypeError: unsupported operand type(s) for +: 'int' and 'str'"),
    ("missing(1)", "NameError: name 'missing' is not defined"),
    ("fail()", "Wrong: ('no', 3)"),
    ("assert (", "SyntaxError: '(' was never closed (test.py, line 1)"),
    ("raise SystemExit(0)", "SystemExit: 0"),
    ("import os; os._exit(0)", "its process was ended"),
    ("import os; os.kill(os.getpid(), 9)", "its process was ended"),
    ("add(object(), 1)", "TypeError: an object of class object cannot be handed to the solution"),
]


def test_sound_solutions_pass(namespaces: Box) -> None:
    found = tried(namespaces, SOUND, *PASSING)
    assert [(item.test, item.line) for item in found.verdicts if item.verdict != "passed"] == []
    assert found.passed


def test_failures_have_their_line(namespaces: Box) -> None:
    found = tried(namespaces, SOUND, *(test for test, _ in FAILING))
    assert [(item.verdict, item.line) for item in found.verdicts] == [("failed", line) for _, line in FAILING]
    assert not found.passed


@pytest.mark.parametrize("solution", TRICKS.values(), ids=TRICKS)
def test_no_trick_passes_a_test(namespaces: Box, solution: str) -> None:
    found = tried(
        namespaces, solution, "assert answer() == 42", "import heapq, random\nassert answer() == 42",
        "x = answer()\nassert x == 42 and 42 == x and x in [42]", limits=Limits(seconds=0.5, processor=2, processes=12),
    )  # fmt: skip
    assert [item for item in found.verdicts if item.verdict == "passed"] == []
    assert [item for item in found.verdicts if not item.line] == []


@pytest.mark.parametrize(("liar", "test"), LIARS, ids=range(len(LIARS)))
def test_no_object_answers_as_it_is_asked(namespaces: Box, liar: str, test: str) -> None:
    solution = f"{liar}\ndef answer(): return A()"
    exec(f"{solution}\n{test}", {})  # it passes where test and solution are one process
    found = tried(namespaces, solution, test)
    assert [item.verdict for item in found.verdicts] == ["failed"]


def test_classes_of_plain_data_are_that_data_and_their_own_besides(namespaces: Box) -> None:
    solution = """
from enum import IntEnum
class Stack(list):
    def push(self, item): self.append(item); return self
class Cache(dict):
    def get(self, key): return dict.get(self, key, -1)
class Level(IntEnum):
    LOW = 1
class Vector:
    def __init__(self, x): self.x = x
    def __mul__(self, n): return Vector(self.x * n)
    def __matmul__(self, other): return self.x * other.x
class Name(str):
    def shout(self): return self.upper() + "!"
"""
    found = tried(
        namespaces, solution,
        "s = Stack()\ns.append(1)\ns.push(2)\nassert s == [1, 2] and s[0] == 1 and len(s) == 2 and list(s) == [1, 2]",
        "c = Cache()\nc['a'] = 1\nassert c.get('a') == 1 and c.get('b') == -1 and c == {'a': 1} and 'a' in c",
        "assert Level.LOW == 1 and Level.LOW + 1 == 2 and Level.LOW.name == 'LOW' and Level.LOW < 2",
        "assert (Vector(2) * 3).x == 6 and Vector(2) @ Vector(3) == 6",
        "assert Name('a').shout() == 'A!' and Name('a') + 'b' == 'ab' and Name('ab').startswith('a')",
        "assert {Name('a'): 1}['a'] == 1 and sorted([Name('b'), 'a']) == ['a', 'b']",
    )  # fmt: skip
    assert [(item.test, item.line) for item in found.verdicts if item.verdict != "passed"] == []


def test_the_memory_of_a_solution_holds_no_test(bare: Box) -> None:
    """Looked through where it can be: in walls that leave /proc there, by a root that has its rights."""
    if os.geteuid() != 0:
        pytest.skip("the memory of a process that hides it is root's to read")
    solution = """
def holds(begin, end_of_it):  # in two halves, so that looking for it is not to have it
    begin, rest = begin.encode(), end_of_it.encode()
    with open("/proc/self/maps") as places, open("/proc/self/mem", "rb", 0) as memory:
        for place in places:
            span, rights = place.split()[:2]
            start, end = (int(number, 16) for number in span.split("-"))
            if rights.startswith("rw"):
                memory.seek(start)
                data, at = memory.read(end - start), -1
                while (at := data.find(begin, at + 1)) >= 0:
                    if data.startswith(rest, at + len(begin)):
                        return True
    return False
# of-the-solution
"""
    found = tried(
        bare, solution, "x = 'known-to-the-test-only'\nassert not holds('known-to-the-', 'test-only')",
        "assert holds('of-the-', 'solution')",
    )  # fmt: skip
    assert [item.line for item in found.verdicts] == ["", ""]


def test_a_solution_has_no_say_in_builtins(namespaces: Box) -> None:
    found = tried(
        namespaces, "def all(x): return True\ndef f(x): return 0", "assert all(f(x) for x in [1])", "assert f(1) == 0"
    )
    assert [item.verdict for item in found.verdicts] == ["failed", "passed"]
    assert found.verdicts[0].line == "the solution takes the name of all, which is Python's"


def test_tests_know_nothing_of_each_other(namespaces: Box) -> None:
    solution = "seen = []\ndef see(x): seen.append(x); return len(seen)"
    found = tried(namespaces, solution, "assert see(1) == 1", "assert see(1) == 1", "x = see(0)", "assert x")
    assert [item.verdict for item in found.verdicts] == ["passed", "passed", "passed", "failed"]


def test_what_takes_too_long_is_said_and_the_rest_goes_on(namespaces: Box) -> None:
    solution = "import time\ndef loop():\n    while True: pass\ndef wait(): time.sleep(60)\ndef f(): return 1"
    found = tried(
        namespaces, solution, "loop()", "wait()", "while True: pass", "assert f() == 1", limits=Limits(seconds=1)
    )
    assert [item.verdict for item in found.verdicts] == ["time", "time", "time", "passed"]
    assert found.verdicts[0].line == "more than 1 s"


def test_a_solution_that_cannot_be_loaded_reaches_no_test(namespaces: Box) -> None:
    found = tried(namespaces, "def f(:", "assert f() == 1")
    assert [(item.verdict, item.line) for item in found.verdicts] == [
        ("not reached", "the solution cannot be loaded: SyntaxError: invalid syntax (solution.py, line 1)")
    ]


def test_a_kept_outcome_has_the_same_verdicts(namespaces: Box) -> None:
    tests = ["assert add(1, 2) == 3", "assert add(1, 2) == 4", "fail()"]
    found = tried(namespaces, SOUND, *tests)
    again = tried(namespaces, SOUND, *tests)
    kept = Outcome.from_dict(json.loads(json.dumps(found.outcome.as_dict())))
    assert verdicts(kept, tests) == found.verdicts
    assert again == found


def test_walls_that_start_no_process_are_refused(landlock: Box) -> None:
    with pytest.raises(SandboxRefused, match="which process/landlock does not give"):
        tried(landlock, SOUND, "assert add(1, 2) == 3")


def test_tests_are_texts(namespaces: Box) -> None:
    with pytest.raises(UsageError, match="each must be a text"):
        tried(namespaces, SOUND, " ")
    assert not tried(namespaces, SOUND).passed
