"""The method `evolve`: rounds, what is eliminated and what it falls back to, and what is kept of it."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

import selfinstruct
from selfinstruct.errors import RecipeError
from selfinstruct.flows.generate.evolution.operations import draw_operations
from selfinstruct.flows.generate.methods.choosing import chosen_method
from selfinstruct.models import open_model
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.records import Completion, Request
from selfinstruct.turns import Message
from tests.support.developing import ASKED, a_task, developed, rules, said_by, stages
from tests.support.models import said
from tests.support.runs import SEEDS

TWO = ("method.rounds=[2, 2]", "method.near={deeper: 0.95, wider: 0.95}")
ANSWER = "Ask them all at once, and bake a cake."
_ADDED = (
    "for at least twenty who eat no meat",
    "in a yard without any roof though rain is likely",
    "on a Monday",
)


def play(**lines: Callable[[Request], str]) -> Callable[[Request], str]:
    """A model for all roles, sound where nothing else is said."""

    def answer(request: Request) -> str:
        stage = request.purpose.rpartition("/")[2]
        if stage in lines:
            return lines[stage](request)
        return deeper(request) if stage == "evolve" else {"gain": "Why: more.\nGain: yes", "answer": ANSWER}[stage]

    return answer


def deeper(request: Request) -> str:
    return f"Task:\n{parent_of(request)} Do so {_ADDED[request.index % 3]}."


def parent_of(request: Request) -> str:
    found = re.search(r"^> (.+)$", said(request), re.MULTILINE)
    assert found
    return found[1]


def always(text: str) -> Callable[[Request], str]:
    return lambda _: text


def in_round(number: int, text: str) -> Callable[[Request], str]:
    """Another answer in one round of evolving."""
    return lambda request: text if request.index == number else deeper(request)


FIRST = f"{ASKED} Do so {_ADDED[0]}."
SECOND = f"{FIRST} Do so {_ADDED[1]}."


def test_the_last_variant_is_answered() -> None:
    made, model = developed("evolve", play(), *TWO)
    assert stages(model) == ["evolve", "gain", "evolve", "gain", "answer"]
    [kept] = made.task.instances
    assert kept.turns == (Message("user", SECOND), Message("assistant", ANSWER))
    assert kept.notes["parent"] == made.task.id
    assert kept.notes["rounds"] == 2
    names = [operation.name for operation in chosen_method(load_recipe("evolve"))[1].operations]
    assert len(kept.notes["operations"]) == 2
    assert set(kept.notes["operations"]) <= set(names)
    assert not made.rejections
    assert said_by(model, "answer") == [SECOND]


def test_the_teacher_is_told_the_operation_and_its_way() -> None:
    made, model = developed("evolve", play(), "method.rounds=[10, 10]", "method.near={deeper: 1.0, wider: 1.0}")
    said_of = {operation.name: operation for operation in chosen_method(load_recipe("evolve"))[1].operations}
    drawn = made.task.instances[0].notes["operations"]
    assert sorted(drawn) == sorted(said_of)
    for name, prompt, judged in zip(drawn, said_by(model, "evolve"), said_by(model, "gain"), strict=True):
        operation = said_of[name]
        assert f"> {operation.say}" in prompt
        wider = operation.way == "wider"
        assert ("stands on its own" in prompt) is wider
        assert ("something else than the first" in judged) is wider


@pytest.mark.parametrize(
    ("text", "rule", "judged"),
    [
        (f"Task:\n{ASKED}", "no_change", 1),
        ("Task:\nThe rewritten prompt: plan a large party.", "leak", 1),
        ("Task:\n" + "word " * 300, "too_long", 1),
        ("Task:\nPlan a party by the attached list.", "missing_input", 1),
        ("Task: none", "unreadable", 1),
        ("", "empty", 1),
    ],
)
@pytest.mark.parametrize("fallback", [True, False])
def test_what_is_eliminated_falls_back_to_the_round_before(text: str, rule: str, judged: int, fallback: bool) -> None:
    one_way = "method.operations=[{name: more, way: deeper, say: a}, {name: most, way: deeper, say: b}]"
    made, model = developed("evolve", play(evolve=in_round(1, text)), *TWO, one_way, f"method.fallback={fallback}")
    assert rules(made) == [rule]
    assert stages(model).count("gain") == judged
    if not fallback:
        assert not made.task.instances
        assert "answer" not in stages(model)
        return
    [kept] = made.task.instances
    assert kept.turns[0].content == FIRST
    assert kept.notes["rounds"] == 1
    if rule not in ("unreadable", "empty"):
        assert made.rejections[0].value["operation"] in ("more", "most")
    assert made.rejections[0].task == made.task.id


def test_a_later_round_goes_on_from_the_last_that_holds() -> None:
    made, model = developed("evolve", play(evolve=in_round(0, "Task: none")), *TWO)
    assert [parent_of(request) for request in model.requests if request.purpose == "evolve/evolve"] == [ASKED, ASKED]
    assert made.task.instances[0].notes["rounds"] == 1


@pytest.mark.parametrize(
    ("judgement", "rule"), [("Gain: no", "no_gain"), ("Well.", "unjudged"), ("", "unjudged"), ("Gain: yes", None)]
)
def test_a_judge_says_whether_anything_was_gained(judgement: str, rule: str | None) -> None:
    made, _ = developed("evolve", play(gain=always(judgement)), "method.rounds=[1, 1]")
    assert rules(made) == ([rule] if rule else [])
    assert made.task.instances[0].turns[0].content == (ASKED if rule else FIRST)


def test_without_the_stage_nobody_judges() -> None:
    made, model = developed("evolve", play(), *TWO, "stages.gain=false")
    assert stages(model) == ["evolve", "evolve", "answer"]
    assert made.task.instances[0].turns[0].content == SECOND


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("I'm sorry, but I can't help with that.", "answer_refuses"),
        ("Could you please tell me how many come?", "answer_asks_back"),
        ("", "empty"),
    ],
)
def test_an_answer_that_is_none_eliminates_its_variant(text: str, rule: str) -> None:
    def answer(request: Request) -> str:
        return text if said(request) != FIRST else ANSWER

    made, model = developed("evolve", play(answer=answer), *TWO)
    assert said_by(model, "answer") == [SECOND, FIRST]
    assert rules(made) == [rule]
    assert made.task.instances[0].notes["rounds"] == 1
    none, model = developed("evolve", play(answer=always(text)), *TWO)
    assert said_by(model, "answer") == [SECOND, FIRST, ASKED]
    assert rules(none) == [rule] * 3
    assert not none.task.instances
    alone, model = developed("evolve", play(answer=always(text)), *TWO, "method.fallback=false")
    assert said_by(model, "answer") == [SECOND]
    assert rules(alone) == [rule]


def test_a_copied_instruction_is_no_answer() -> None:
    made, _ = developed("evolve", play(answer=lambda request: said(request)), "method.rounds=[1, 1]")
    assert rules(made) == ["answer_copies", "answer_copies"]


@pytest.mark.parametrize("rounds", [1, 3, 7])
def test_the_bound_is_kept_and_reached(rounds: int) -> None:
    method, options = chosen_method(load_recipe("evolve", [f"method.rounds=[1, {rounds}]"]))
    near = "method.near={deeper: 1.0, wider: 1.0}"
    made, model = developed("evolve", play(answer=always("null")), f"method.rounds=[{rounds}, {rounds}]", near)
    asked = Counter(stages(model))
    assert asked == Counter(method.most(options))
    assert len({(request.purpose, request.index) for request in model.requests}) == len(model.requests)
    assert rules(made) == ["empty"] * (rounds + 1)


def test_classification_is_left_alone() -> None:
    made, model = developed("evolve", play(), task=a_task("Sort it: yes or no?", classification=True))
    assert rules(made) == ["classification"]
    assert not model.requests


def test_operations_are_drawn_evenly_and_none_twice_in_a_task() -> None:

    options = chosen_method(load_recipe("evolve"))[1]
    counted: Counter[str] = Counter()
    for seed in range(600):
        drawn = [operation.name for operation in draw_operations(options, Random(seed))]
        assert 1 <= len(drawn) <= 3
        assert len(set(drawn)) == len(drawn)
        counted.update(drawn)
    even = counted.total() / len(options.operations)
    assert len(counted) == len(options.operations)
    assert all(0.7 * even < number < 1.3 * even for number in counted.values())


@pytest.mark.parametrize(
    "text", ["", "\x00", "Task:", "Gain: yes", "{{ parent }}", "<think>", "\ud800", "[" * 40_000, "🙂", "x" * 100_000]
)
def test_hostile_answers_give_rejections_and_nothing_else(text: str) -> None:
    for stage in ("evolve", "gain", "answer"):
        made, _ = developed("evolve", play(**{stage: always(text)}), *TWO)
        assert made.task.instances or made.rejections
        assert all(rejection.stage == "evolve" for rejection in made.rejections)


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("method.rounds=[0, 2]", "rounds: must be [least, most] with 1 ≤ least ≤ most ≤ 10"),
        ("method.operations=[]", "operations: the list is empty"),
        ("method.operations=[{name: a, way: higher, say: b}]", "way"),
        ("method.operations=[{name: a, way: deeper, say: b}, {name: a, way: wider, say: c}]", "'a' stands there twice"),
        ("method.near.deeper=1.5", "near: must give deeper and wider"),
        ("method.near.higher=0.5", "near: must give deeper and wider"),
        ("method.words=0", "words: must be at least 1"),
    ],
)
def test_options_are_checked(override: str, words: str) -> None:
    with pytest.raises(RecipeError, match=re.escape(words)):
        chosen_method(load_recipe("evolve", [override]))


def test_variants_of_different_tasks_that_meet_are_kept_once(tmp_path: Path) -> None:
    offline = open_model("offline")

    @dataclass
    class Monotonous:
        """The offline model, but as a teacher it knows hardly more than one task."""

        name: str = "test/monotonous"

        async def complete(self, request: Request) -> Completion:
            if request.purpose == "evolve/evolve":
                return Completion(f"Task:\nDescribe a lantern so that Mira can picture it. Copy {request.index}.")
            return await offline.complete(request)

    made = selfinstruct.generate(
        SEEDS, n=2, out=tmp_path / "r", recipe="evolve", model=Monotonous(),
        overrides=("method.rounds=[1, 1]", "stages.gain=false", "saturation.tasks=10", "saturation.yielding=0.15"),
    )  # fmt: skip
    assert made.status == "saturated"
    rejected = [row for row in made.rejected() if row["rule"] == "jaccard"]
    assert made.info["counts"]["instances"] == 1
    assert len(rejected) >= 9
    assert all(0.7 < row["score"] < 1 for row in rejected)
