"""The offline model's functions and records: what it holds for right is right, and what for wrong is not."""

import asyncio
import json
from random import Random
from textwrap import indent
from typing import Any

import pytest

from selfinstruct.checks import make_check
from selfinstruct.models.offline import create
from selfinstruct.models.offline.programs.problems import HIGHEST, LOWEST, PROBLEMS, Problem
from selfinstruct.models.offline.programs.solving import FUNCTIONS, pose_function
from selfinstruct.models.offline.records.posing import pose_record, write_record
from selfinstruct.models.offline.records.tasks import RECORDS
from selfinstruct.models.offline.skills.skill import propose, recognise
from selfinstruct.parse.methods.posed_code import read_posed_code
from selfinstruct.parse.methods.posed_schema import fault_of_schema, read_posed_schema
from selfinstruct.records import Message, Request, Sampling


def function(problem: Problem, body: str, n: int) -> Any:
    """The function itself; its source is the model's own table, so that it may be run here."""
    found: dict[str, Any] = {}
    exec(f"def f({problem.arguments}):\n{indent(body.replace('{n}', str(n)), '    ')}", found)
    return found["f"]


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.name)
def test_right_sources_are_right_and_wrong_ones_show_at_the_corner(problem: Problem) -> None:
    for n in range(LOWEST, HIGHEST + 1):
        right, wrong = function(problem, problem.right, n), function(problem, problem.wrong, n)
        assert wrong(*problem.corner) != problem.compute(n, *problem.corner)
        rng = Random(n)
        for arguments in [problem.corner, *(problem.draw(rng) for _ in range(50))]:
            assert right(*arguments) == problem.compute(n, *arguments)


@pytest.mark.parametrize("skill", FUNCTIONS, ids=lambda skill: skill.type)
def test_the_problem_posed_is_the_tasks(skill: Any) -> None:
    spoilt = 0
    for seed in range(20):
        instruction = propose(skill, Random(seed))
        assert recognise(instruction, FUNCTIONS) is not None
        posed = read_posed_code(pose_function(instruction, Random(seed)))
        assert len(posed.tests) >= 5
        problem = next(it for it in PROBLEMS if skill.type == f"{it.name}_function")
        n = problem.number_in(instruction)
        assert n is not None
        assert problem.number_in(posed.problem) == n
        names = {posed.function: function(problem, problem.right, n)}
        for test in posed.tests:
            try:
                exec(test, dict(names))
            except AssertionError:
                spoilt += 1
    assert 0 < spoilt < 90


@pytest.mark.parametrize("skill", RECORDS, ids=lambda skill: skill.type)
def test_records_keep_to_the_schema_where_care_is_taken(skill: Any) -> None:
    unfit = 0
    for seed in range(30):
        posed = read_posed_schema(pose_record(propose(skill, Random(seed)), None, Random(seed)))
        unfit += bool(fault_of_schema(posed.schema))
        check = make_check({"check": "json_schema", "schema": posed.schema})
        careful = write_record(f"x\n\n{posed.material}\n\ny", Random(seed), careful=True)
        assert careful is not None
        assert check(careful).passed
        careless = write_record(posed.material, Random(seed), careful=False)
        assert careless is not None
        assert not check(careless).passed or fault_of_schema(posed.schema)
    assert 0 < unfit < 10


def test_material_for_a_schema_that_is_given() -> None:
    schema = {"type": "object", "properties": {
        "when": {"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"}, "kind": {"enum": ["a", 7, None]},
        "list": {"type": "array", "items": {"type": "number", "minimum": 3, "maximum": 5}, "maxItems": 2},
        "maybe": {"type": ["string", "null"]}, "none": {"type": "null"}, "odd": True},
        "required": ["when", "list"]}  # fmt: skip
    posed = read_posed_schema(pose_record("Anything.", schema, Random(3)), given=True)
    record = write_record(posed.material, Random(3), careful=True)
    assert record is not None
    assert make_check({"check": "json_schema", "schema": schema})(record).passed
    assert json.loads(record)["when"].startswith("20")


@pytest.mark.parametrize(
    "notes", ["Notes taken by Mira:\n[1", "Notes taken by Mira:\n- 1", "Notes taken by Mira:\n!!x y", "x"]
)
def test_notes_that_are_none(notes: str) -> None:
    assert write_record(notes, Random(1), careful=True) is None


def test_the_same_prompt_has_the_same_answer_and_another_temperature_another() -> None:
    asked = (Message("system", "Function: name\nProblem:\nTests:"), Message("user", "The task:\n> Write a function."))

    def said(temperature: float) -> str:
        request = Request("code/pose", 0, asked, Sampling(temperature=temperature))
        return asyncio.run(create("").complete(request)).text

    assert said(0.7) == said(0.7) != said(0.71)
    assert read_posed_code(said(0.7)).tests
