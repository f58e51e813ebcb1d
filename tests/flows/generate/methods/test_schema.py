"""The method `schema`: what is posed, what is asked for, what is kept, and every way in which it comes to nothing."""

import json
from typing import Any

import pytest
from hypothesis import given

from selfinstruct.errors import RecipeError
from selfinstruct.flows.generate.develop import DevelopedTask
from selfinstruct.records import Completion, Task
from tests.support.cases import cases
from tests.support.models import said
from tests.support.pieces import ANY
from tests.support.scripted import answering, developed

SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}, "count": {"type": "integer", "minimum": 1}},
          "required": ["name", "count"]}  # fmt: skip
POSED = f"Request: Take down the order.\nMaterial:\nMira wants 3 lanterns.\nSchema:\n{json.dumps(SCHEMA)}"
EMPTY = POSED.replace('"required"', '"examples"')
RIGHT, WRONG = '{"name": "Mira", "count": 3}', '{"name": "Mira", "count": 0}'


def rules(found: DevelopedTask) -> list[str]:
    return [item.rule for item in found.rejections]


def test_an_answer_that_keeps_to_the_schema_is_kept() -> None:
    model = answering(pose=[POSED], answer=[RIGHT])
    found = developed("schema", {"": model})
    [kept] = found.task.instances
    prompt = kept.turns[0].content
    assert (kept.output, kept.method, kept.turns[-1].content) == (RIGHT, "schema", RIGHT)
    assert "Take down the order." in prompt
    assert "Mira wants 3 lanterns." in prompt
    assert kept.checks == ({"check": "json_schema", "version": 1, "schema": SCHEMA},)
    assert [verdict["passed"] for verdict in kept.verdicts] == [True]
    assert [(attempt.passed, attempt.number, attempt.prompt) for attempt in found.attempts] == [
        (True, 1, kept.turns[:1])
    ]
    assert found.rejections == ()
    pose, answer = model.requests
    assert said(answer) == prompt
    assert "> Take down what Mira wants." in said(pose)


def test_attempts_go_on_until_one_passes_each_a_little_warmer() -> None:
    model = answering(pose=[POSED], answer=[WRONG, f"Here: {RIGHT}", RIGHT])
    found = developed("schema", {"": model})
    assert [attempt.passed for attempt in found.attempts] == [False, False, True]
    assert [attempt.number for attempt in found.attempts] == [1, 2, 3]
    assert len({attempt.prompt for attempt in found.attempts}) == 1
    assert "less than 1" in found.attempts[0].verdicts[0]["found"]
    assert [request.sampling.temperature for request in model.requests[1:]] == [0.7, 0.71, 0.72]


def test_none_passes() -> None:
    found = developed("schema", {"": answering(pose=[POSED], answer=[WRONG])}, None, "method.attempts=2")
    assert not found.task.instances
    [rejection] = found.rejections
    assert (rejection.stage, rejection.rule, rejection.value["attempts"]) == ("schema", "none_passed", 2)
    assert "less than 1" in rejection.value["failed"][0]["found"]
    assert len(found.attempts) == 2


def test_lost_answers_are_lines_and_no_attempts() -> None:
    answers: list[str | Completion] = ["", Completion(RIGHT[:9], "length"), Completion("", None, error="no"), RIGHT]
    found = developed("schema", {"": answering(pose=[POSED], answer=answers)})
    assert rules(found) == ["empty", "truncated", "failed"]
    assert [(attempt.passed, attempt.number) for attempt in found.attempts] == [(True, 4)]
    assert found.task.instances


@pytest.mark.parametrize(
    ("poses", "expected"),
    [
        (["nothing of the kind", POSED], ["unreadable"]),
        ([EMPTY, POSED], ["unfit_schema"]),
        ([EMPTY, "no"], ["unfit_schema", "unreadable"]),
        ([EMPTY], ["unfit_schema", "unfit_schema"]),
    ],
)
def test_what_is_posed_and_not_fit_is_told(poses: list[str], expected: list[str]) -> None:
    found = developed("schema", {"": answering(pose=poses, answer=[RIGHT])})
    assert rules(found) == expected
    assert bool(found.task.instances) == (poses[-1] == POSED)
    told = [item for item in found.rejections if item.rule == "unfit_schema"]
    assert all((item.value, item.text) == ("#: requires none of its properties", EMPTY) for item in told)


def test_a_classification_task_is_none_for_it() -> None:
    found = developed("schema", {"": answering()}, Task("t", "Good or bad?", is_classification=True))
    assert rules(found) == ["classification"]


def test_roles_have_their_own_models() -> None:
    teacher, solver = answering(pose=[POSED]), answering(answer=[RIGHT])
    assert developed("schema", {"": answering(), "teacher": teacher, "solver": solver}).task.instances
    assert (len(teacher.requests), len(solver.requests)) == (1, 1)


def test_layouts_and_wishes_are_drawn_by_the_place_of_the_task() -> None:
    prompts, wishes = set(), set()
    for number in range(30):
        model = answering(pose=[POSED], answer=[RIGHT])
        [kept] = developed("schema", {"": model}, number=number).task.instances
        again = developed("schema", {"": answering(pose=[POSED], answer=[RIGHT])}, number=number)
        assert again.task.instances == (kept,)
        prompts.add(kept.turns[0].content)
        wishes.add(said(model.requests[0]))
    assert len(prompts) == 6
    assert len(wishes) > 20


def own(schema: Any) -> Task:
    return Task("t", "Take it down.", attributes={"schema": schema if isinstance(schema, str) else json.dumps(schema)})


@pytest.mark.parametrize("place", ["task", "recipe"])
def test_a_schema_of_ones_own_is_used_as_it_is(place: str) -> None:
    model = answering(pose=["Request: Take it.\nMaterial:\nMira, 3"], answer=[RIGHT])
    task, options = (own(SCHEMA), []) if place == "task" else (None, [f"method.schemas=[{json.dumps(SCHEMA)}]"])
    found = developed("schema", {"": model}, task, *options)
    assert found.task.instances[0].checks[0]["schema"] == SCHEMA
    assert '"minimum": 1' in said(model.requests[0])
    assert "> {" in said(model.requests[0])
    assert "The schema should have" not in said(model.requests[0])
    assert "Schema:" not in model.requests[0].messages[0].content.rpartition("exactly this form")[2]


@pytest.mark.parametrize(
    ("schema", "why"), [("{", "Expecting"), ({}, "#: is not of type object"), ("[]" * 9000, "Extra")]
)
def test_a_tasks_own_schema_that_is_not_fit(schema: Any, why: str) -> None:
    found = developed("schema", {"": answering()}, own(schema))
    assert rules(found) == ["unfit_schema"]
    assert why in found.rejections[0].value


@pytest.mark.parametrize(
    ("override", "why"),
    [
        ("method.layouts=[]", "layouts: is empty"),
        ("method.layouts=['{request} {schema}']", r"layouts\[0\]: has no {material}"),
        ("method.layouts=['{request} {material}']", r"layouts\[0\]: has no {schema} or {indented} or {notation}"),
        ("method.layouts=['{request} {material} {schema} {answer}']", r"{answer} is no slot; known: request"),
        ("method.attempts=0", "attempts: must be 1 to 100 \\(found 0\\)"),
        ("method.poses=101", "poses: must be 1 to 100"),
        ("method.least=4", "least and most"),
        ("method.schemas=[{}]", r"schemas\[0\]: #: is not of type object"),
        ("method.answers=3", "answers"),
    ],
)
def test_options_that_make_no_sense(override: str, why: str) -> None:
    with pytest.raises(RecipeError, match=why):
        developed("schema", {"": answering()}, None, override)


def test_no_layout_can_show_it() -> None:
    union = POSED.replace('{"type": "string"}', '{"anyOf": [{"type": "string"}, {"type": "null"}]}')
    layouts = "method.layouts=['{request} {material} {notation}']"
    found = developed("schema", {"": answering(pose=[union], answer=[RIGHT])}, None, layouts)
    assert rules(found) == ["no_layout"]


@cases(60)
@given(ANY, ANY)
def test_any_answer_comes_to_something(pose: str, answer: str) -> None:
    for posed in (pose, POSED):
        found = developed("schema", {"": answering(pose=[posed], answer=[answer])})
        assert found.task.instances or found.rejections
