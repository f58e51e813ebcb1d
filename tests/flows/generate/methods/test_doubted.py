"""What a restated text seems to add, put to a judge: kept on its yes, rejected on its no or where it says neither."""

import pytest

from selfinstruct.records import Completion, Model, Request, Task
from tests.support.models import Answering
from tests.support.scripted import developed

TASK = Task("t", "Translate the sentence into German.", is_classification=False)
TEXT = "Mira sold nineteen lamps in Tunis in May, and the shop closed at noon."
SOUND = f"### Example 1\nInput: {TEXT}\nOutput: Mira hat im Mai in Tunis neunzehn Lampen verkauft."
ADDED = f"### Example 1\nInput: {TEXT}\nOutput: Mira hat im Mai in Tunis 450 Lampen verkauft."


def answering(made: str, word: str) -> Answering:
    def answer(request: Request) -> Completion:
        return Completion(word if request.purpose == "instances/doubted" else made)

    return Answering(answer)


def asked(model: Answering) -> list[Request]:
    return [request for request in model.requests if request.purpose == "instances/doubted"]


def models(model: Answering) -> dict[str, Model]:
    return {"": model, "judge": model}


def test_what_adds_nothing_is_not_asked_about() -> None:
    model = answering(SOUND, "Why: x\nSupported: no")
    made = developed("faithful", models(model), TASK)
    assert len(made.task.instances) == 1
    assert not asked(model)


@pytest.mark.parametrize(
    ("word", "kept", "judge"),
    [
        ("Why: it is there.\nSupported: yes", True, "supported"),
        ("Why: it is not there.\nSupported: no", False, "not supported"),
        ("Supported: yes or no", False, "unreadable"),
        ("I cannot tell.", False, "unreadable"),
        ("", False, "empty"),
    ],
)
def test_the_judge_decides(word: str, kept: bool, judge: str) -> None:
    model = answering(ADDED, word)
    made = developed("faithful", models(model), TASK)
    [question] = asked(model)
    assert "450" in question.messages[-1].content
    if kept:
        [instance] = made.task.instances
        assert instance.notes == {"doubted": {"task": "translation", "numbers": ["450"]}, "judge": judge}
    else:
        [line] = [item for item in made.rejections if item.rule == "faithful"]
        assert line.value == {"task": "translation", "numbers": ["450"], "judge": judge}
        assert line.instance is not None
        assert not made.task.instances


def test_no_more_is_asked_than_the_recipe_says() -> None:
    model = answering(ADDED, "Supported: yes")
    made = developed("faithful", models(model), TASK, "method.doubts=0")
    assert not asked(model)
    assert [item.value["judge"] for item in made.rejections] == ["not asked"]
