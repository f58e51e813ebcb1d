"""The method `code`: what is posed, what vetters leave of the tests, which solution is kept, and what is not."""

import json
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import selfinstruct
from selfinstruct.canonical import to_json
from selfinstruct.checks.programs import program_check
from selfinstruct.errors import (
    OwnCodeError,
    RecipeError,
    RunMismatch,
    SandboxError,
    SandboxRefused,
    UnknownName,
    UsageError,
)
from selfinstruct.flows.generate.develop import DevelopedTask
from selfinstruct.records import Completion, Task
from selfinstruct.runs.journal import Journal
from selfinstruct.sandbox.opening import open_runner
from selfinstruct.sandbox.outcome import Outcome
from selfinstruct.sandbox.program import Limits, Program
from selfinstruct.sandbox.runner import Runner
from tests.support.models import said
from tests.support.pieces import ANY
from tests.support.runs import SEEDS, files, read
from tests.support.scripted import answering, developed

TESTS = [f"assert twice({number}) == {2 * number}" for number in range(1, 8)]
FALSE = ["assert twice(8) == 15", "assert twice(9) == 17"]


def posed(*tests: str) -> str:
    lines = "\n".join(tests or (*TESTS, *FALSE))
    return f"Function: twice(number: int) -> int\nProblem:\nGives the number two times.\nTests:\n{lines}"


def fenced(body: str) -> str:
    return f"```python\ndef twice(number):\n    {body}\n```\n\nIt works."


RIGHT, SUM, WRONG = fenced("return 2 * number"), fenced("return number + number"), fenced("return number + 3")
HALF = fenced("return 2 * number if number < 4 else 0")
NONE = "I would double it."


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    opened = open_runner("process")
    yield opened
    opened.close()


def rules(found: DevelopedTask) -> list[str]:
    return [item.rule for item in found.rejections]


def test_a_solution_that_passes_the_vetted_tests_is_kept(runner: Runner) -> None:
    model = answering(pose=[posed()], solve=[SUM, RIGHT])
    found = developed("code", {"": model}, runner=runner)
    [kept] = found.task.instances
    assert (kept.output, kept.method) == (RIGHT, "code")
    assert "Gives the number two times." in kept.turns[0].content
    assert "def twice(number: int) -> int:" in kept.turns[0].content
    assert "assert" not in kept.turns[0].content
    [check], [verdict] = kept.checks, kept.verdicts
    assert check["tests"] == TESTS
    assert program_check(check).as_dict() == check
    assert (verdict["passed"], verdict["found"]) == (True, "all 7 passed")
    assert verdict["ran"].keys() == {"runner", "python"}
    assert kept.notes == {"function": "twice", "vetted": {"kept": 7, "of": 9}}
    assert [(attempt.passed, attempt.number, attempt.prompt) for attempt in found.attempts] == [
        (True, 1, kept.turns[:1])
    ]
    assert found.rejections == ()
    assert [request.index for request in model.requests] == [0, 0, 1]


def test_attempts_go_on_until_one_passes(runner: Runner) -> None:
    found = developed("code", {"": answering(pose=[posed()], solve=[RIGHT, WRONG, NONE, HALF, SUM])}, runner=runner)
    assert [attempt.passed for attempt in found.attempts] == [False, False, False, True]
    assert found.task.instances[0].output == SUM
    told = [attempt.verdicts[0]["found"] for attempt in found.attempts]
    assert told[0].startswith("6 of 7 not passed; the first: assert twice(1) == 2 (AssertionError")
    assert told[1] == "no function twice"
    assert told[2].startswith("4 of 7 not passed")
    assert len({attempt.prompt for attempt in found.attempts}) == 1


def test_none_passes(runner: Runner) -> None:
    model = answering(pose=[posed()], solve=[RIGHT, WRONG])
    found = developed("code", {"": model}, None, "method.attempts=2", runner=runner)
    assert rules(found) == ["none_passed"]
    assert found.rejections[0].value["attempts"] == 2
    assert "6 of 7" in found.rejections[0].value["failed"][0]
    assert len(found.attempts) == 2


@pytest.mark.parametrize(
    ("answers", "expected", "value", "seconds"),
    [
        ([WRONG], ["too_few_tests"], {"posed": 9, "vetted": 1}, 5),
        ([NONE], ["no_solution", "not_vetted"], "no vetter has written the function", 5),
        ([""], ["empty", "not_vetted"], "no vetter has written the function", 5),
        ([Completion("", None, error="no")], ["failed", "not_vetted"], "no vetter has written the function", 5),
        ([fenced("while True:\n        pass")], ["too_few_tests"], {"posed": 9, "vetted": 0}, 0.2),
        ([fenced("raise SystemExit(0)")], ["too_few_tests"], {"posed": 9, "vetted": 0}, 5),
    ],
)
def test_tests_that_nobody_vetted_are_none(
    runner: Runner, answers: list[str | Completion], expected: list[str], value: object, seconds: float
) -> None:
    model = answering(pose=[posed()], solve=answers)
    found = developed("code", {"": model}, None, f"method.seconds={seconds}", runner=runner)
    assert rules(found) == expected
    assert found.rejections[-1].value == value
    assert (found.task.instances, found.attempts, len(model.requests)) == ((), (), 2)


def test_tests_on_which_two_vetters_disagree_are_dropped(runner: Runner) -> None:
    capped = fenced("return min(2 * number, 12)")
    model = answering(pose=[posed()], solve=[RIGHT, capped, SUM])
    found = developed("code", {"": model}, None, "method.vetters=2", runner=runner)
    assert found.task.instances[0].checks[0]["tests"] == TESTS[:6]
    model = answering(pose=[posed()], solve=[RIGHT, HALF, SUM])
    found = developed("code", {"": model}, None, "method.vetters=3", runner=runner)
    assert [(item.rule, item.value) for item in found.rejections] == [("too_few_tests", {"posed": 9, "vetted": 3})]
    assert len(model.requests) == 3, "the third vetter has nothing to say any more"


def test_tests_that_a_function_passes_which_does_nothing_are_not_enough(runner: Runner) -> None:
    empty = [f"assert twice({number}) == twice({number})" for number in range(9)]
    found = developed("code", {"": answering(pose=[posed(*empty)], solve=[RIGHT])}, runner=runner)
    assert [(item.rule, item.value) for item in found.rejections] == [
        ("too_few_tests", {"posed": 9, "vetted": 9, "telling": 0})
    ]


@pytest.mark.parametrize(
    ("poses", "expected"),
    [(["nothing"], ["unreadable"]), ([posed(*TESTS[:4])], ["too_few_tests"]), (["", posed()], ["empty"])],
)
def test_what_is_posed_and_not_enough_is_told(runner: Runner, poses: list[str], expected: list[str]) -> None:
    model = answering(pose=poses, solve=[RIGHT])
    found = developed("code", {"": model}, None, f"method.poses={len(poses)}", runner=runner)
    assert rules(found) == expected
    assert bool(found.task.instances) == (len(poses) > 1)


def test_a_classification_task_is_none_for_it(runner: Runner) -> None:
    found = developed("code", {"": answering()}, Task("t", "Good or bad?", is_classification=True), runner=runner)
    assert rules(found) == ["classification"]


def test_the_failure_is_shown_where_feedback_is_wanted(runner: Runner) -> None:
    model = answering(pose=[posed()], solve=[RIGHT, "", WRONG], mend=[HALF, RIGHT])
    found = developed("code", {"": model}, None, "method.feedback=true", runner=runner)
    [kept] = found.task.instances
    assert kept.notes["mended"] is True
    assert [attempt.passed for attempt in found.attempts] == [False, False, True]
    first, second, third = (attempt.prompt[0].content for attempt in found.attempts)
    assert kept.turns[0].content == first
    assert len({first, second, third}) == 3
    assert "> def twice(number):\n>     return number + 3" in second
    assert "> 6 of 7 not passed; the first: assert twice(1) == 2" in second
    assert "if number < 4" in third
    assert said(model.requests[-1]) == third


def test_roles_have_their_own_models(runner: Runner) -> None:
    teacher, vetter, solver = answering(pose=[posed()]), answering(solve=[SUM]), answering(solve=[RIGHT])
    models = {"": answering(), "teacher": teacher, "vetter": vetter, "solver": solver}
    assert developed("code", models, runner=runner).task.instances
    assert [len(model.requests) for model in (teacher, vetter, solver)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("override", "why"),
    [
        ("method.tests=0", "tests: must be 1 to 30"),
        ("method.vetters=0", "vetters: must be 1 to 10"),
        ("method.seconds=0", r"seconds: must be 0.1 to 600 \(found 0"),
        ("method.memory=1", "memory: must be 64 to"),
        ("method.layouts=['{problem}']", r"layouts\[0\]: has no {signature}"),
        ("method.tries=1", "tries"),
    ],
)
def test_options_that_make_no_sense(override: str, why: str) -> None:
    with pytest.raises(RecipeError, match=why):
        developed("code", {"": answering()}, None, override)


class Broken:
    """A runner that cannot start anything."""

    name = "broken"

    async def run(self, program: Program, limits: Limits) -> Outcome:
        raise SandboxError("no memory to start a process")

    def close(self) -> None:
        """Nothing is open."""


def test_a_runner_that_fails_is_an_error_and_no_verdict() -> None:
    with pytest.raises(SandboxError, match="no memory"):
        developed("code", {"": answering(pose=[posed()], solve=[RIGHT])}, runner=Broken())
    with pytest.raises(OwnCodeError, match="runs=True"):
        developed("code", {"": answering(pose=[posed()], solve=[RIGHT])})


@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(ANY, ANY.map(lambda text: f"```python\ndef twice(n):\n    {text}\n```"))
def test_any_answer_comes_to_something(runner: Runner, pose: str, solution: str) -> None:
    for answers in ([solution], [RIGHT, solution]):
        model = answering(pose=[pose if pose.strip() and answers[0] is RIGHT else posed()], solve=answers)
        found = developed("code", {"": model}, None, "method.attempts=1", "method.seconds=0.2", runner=runner)
        assert found.task.instances or found.rejections


def test_another_runner_than_before_is_refused(tmp_path: Path) -> None:
    run = selfinstruct.generate(SEEDS, n=1, recipe="code", out=tmp_path / "run")
    before = files(run.path)
    assert run.info["session"]["sandbox"] == "process"
    again = selfinstruct.generate(SEEDS, n=1, recipe="code", out=run.path, sandbox="process?without=disk")
    assert files(again.path) == before, "the same runner by another setting"
    with closing(Journal(run.path / "journal.db")) as journal:
        plain = json.loads(journal.inputs()["plain"])
        plain["sandbox"] = plain["sandbox"].partition(" Python")[0] + " Python 3.1"
        journal.keep_inputs(journal.inputs() | {"plain": to_json(plain)})
    for goes_on in (partial(selfinstruct.resume, run.path), partial(selfinstruct.generate, SEEDS, out=run.path)):
        with pytest.raises(RunMismatch, match=r"were run by process, Python 3\.1, and would now be run by process, Py"):
            goes_on(n=1, **({} if goes_on.func is selfinstruct.resume else {"recipe": "code"}))


@pytest.mark.parametrize(
    ("setting", "error"), [("gate", UnknownName), ("process?walls=bare", SandboxRefused), ("container:!", UsageError)]
)
def test_a_sandbox_that_cannot_be_had_is_refused_before_anything_is_asked(
    tmp_path: Path, setting: str, error: type[Exception]
) -> None:
    model = answering()
    with pytest.raises(error):
        selfinstruct.generate(SEEDS, n=1, model=model, recipe="code", out=tmp_path / "run", sandbox=setting)
    assert not model.requests
    assert not (tmp_path / "run" / "journal.db").exists()


def test_outcomes_are_no_requests(tmp_path: Path) -> None:
    run = selfinstruct.generate(SEEDS, n=3, recipe="code", out=tmp_path / "run")
    asked = run.info["requests"]
    assert len(read(run.path / "attempts.jsonl")) > 1
    more = selfinstruct.resume(run.path, n=4, max_requests=asked + 100)
    assert more.info["requests"] >= asked
    assert "sandbox/run" not in str(more.info.get("stages", ""))
