"""Questions of a method told apart: what is the same twice is refused, what only looks like it is asked."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from selfinstruct.errors import OwnCodeError
from selfinstruct.flows.generate.methods.asking import Ask, Unanswered
from selfinstruct.flows.generate.methods.choosing import templates_of
from selfinstruct.flows.generate.methods.method import Developed, method
from selfinstruct.flows.generate.options import read_options
from selfinstruct.records import Completion, Task
from tests.flows.generate.methods.tasks import model
from tests.support.models import Answering

TASK = Task("t", "How do I bake bread?")


@method(stages={"answer": {"prompt"}}, roles=("solver",), most=lambda options: {"answer": 4})
async def own(task: Task, ask: Ask) -> Developed:
    raise AssertionError("nobody develops anything")


def asking(seeds: Path, answers: Answering, play: Callable[[Ask], Awaitable[object]]) -> object:
    """What a method of that name does with its questions, of the run's own model and of a solver."""
    inputs = read_options(seeds, {"recipe": "verified"}).inputs
    models = {"": answers, "solver": answers}
    ask = Ask(inputs, templates_of(inputs.recipe), models, own, None, TASK, 0)

    async def played() -> object:
        return await play(ask)

    return asyncio.run(played())


def words(ask: Ask, text: str, **options: object) -> Awaitable[object]:
    return ask("answer", {"prompt": text}, **options)  # type: ignore[arg-type]


def test_one_question_after_another_needs_no_number(seeds: Path) -> None:
    answers = model(lambda request: f"the {request.index}th")

    async def play(ask: Ask) -> list[str]:
        return [(await ask("answer", {"prompt": "How?"})).text for _ in range(4)]

    assert asking(seeds, answers, play) == ["the 0th", "the 1th", "the 2th", "the 3th"]


def test_a_question_that_failed_is_no_longer_under_way(seeds: Path) -> None:
    answers = model(lambda request: Completion("", None, error="503") if request.index == 0 else "So.")

    async def play(ask: Ask) -> str:
        with pytest.raises(Unanswered):
            await ask("answer", {"prompt": "How?"})
        return (await ask("answer", {"prompt": "How?"})).text

    assert asking(seeds, answers, play) == "So."


def test_the_same_is_asked_of_two_roles_and_in_other_words(seeds: Path) -> None:
    answers = model(lambda request: "So.")

    async def play(ask: Ask) -> int:
        await words(ask, "How?", attempt=0)
        await words(ask, "How?", attempt=0, model="solver")
        await words(ask, "Why?", attempt=0)
        await words(ask, "How?", attempt=1)
        return len(answers.requests)

    assert asking(seeds, answers, play) == 4


@pytest.mark.parametrize("role", ["", "solver"])
def test_the_same_twice_as_one_attempt_is_refused(seeds: Path, role: str) -> None:
    answers = model(lambda request: "So.")

    async def play(ask: Ask) -> None:
        await words(ask, "How?", attempt=2, model=role)
        await words(ask, "How?", attempt=2, model=role)

    with pytest.raises(OwnCodeError, match="asks the same in the stage answer twice as one attempt"):
        asking(seeds, answers, play)
    assert len(answers.requests) == 1


def test_side_by_side_each_question_has_a_number(seeds: Path) -> None:
    answers = model(lambda request: "So.")

    async def numbered(ask: Ask) -> None:
        await asyncio.gather(*(words(ask, "How?", attempt=number) for number in range(4)))

    async def unnumbered(ask: Ask) -> None:
        await asyncio.gather(words(ask, "How?"), words(ask, "How?"))

    asking(seeds, answers, numbered)
    assert len(answers.requests) == 4
    with pytest.raises(OwnCodeError, match="while another question of it is under way"):
        asking(seeds, answers, unnumbered)
