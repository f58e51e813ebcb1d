"""The offline model as user, assistant, teacher and judge of methods: sensible as a rule, wrong now and then."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from selfinstruct.flows.generate.methods.choosing import templates_of
from selfinstruct.parse.methods.messages import read_message
from selfinstruct.parse.methods.variants import read_gain, read_variant
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.records import Message
from tests.support.offline import complete

TEMPLATES = {name: templates_of(load_recipe(name)) for name in ("dialogue", "evolve")}
NUMBER = 300
PARENT = "Describe a lantern so that Mira can picture it."
DETAILS = ["I can spend 340 euros", "my dog is called Bruno", "I leave on 14 May"]


def prompt(recipe: str, stage: str, **variables: Any) -> tuple[Message, ...]:
    common = dict.fromkeys(("topic", "language", "guidance", "type"), "") | {"instruction": PARENT, "labels": []}
    return TEMPLATES[recipe].messages(stage, common | variables)


def share(prompts: Sequence[tuple[Message, ...]], holds: Callable[[str], bool], **sampling: Any) -> float:
    return sum(holds(complete(messages, **sampling).text) for messages in prompts) / len(prompts)


def openings() -> list[tuple[Message, ...]]:
    return [
        prompt("dialogue", "open", persona=f"person {n}", facts=DETAILS, stated=2, fault="", wrong=None)
        for n in range(NUMBER)
    ]


def test_a_user_tells_the_details_mostly() -> None:
    def tells(text: str) -> bool:
        return sum(detail in text for detail in DETAILS) >= 2 and read_message(text).startswith(PARENT)

    assert 0.75 < share(openings(), tells) < 0.97


def turns_of(*needs: str) -> list[tuple[Message, ...]]:
    shown = [{"role": "user", "content": "Hello."}, {"role": "assistant", "content": "Good day."}]
    return [
        prompt("dialogue", "user", persona=f"person {n}", move="Ask on.", needs=list(needs), value="340", turns=shown,
               fault="", wrong=None)
        for n in range(NUMBER)
    ]  # fmt: skip


def test_a_user_goes_on_and_asks_at_last_for_what_is_needed() -> None:
    lines = Counter(read_message(complete(messages).text) for messages in turns_of())
    assert len(lines) > 8
    assert max(lines.values()) < NUMBER / 4
    last = [read_message(complete(messages).text) for messages in turns_of("a note that names your sum")]
    asked = [text for text in last if "a note that names my sum" in text]
    assert len(asked) > 0.85 * NUMBER
    assert 0 < sum("340" in text for text in asked) < 0.3 * NUMBER


def test_an_assistant_remembers_what_it_was_told_more_often_when_it_is_cool() -> None:
    def conversation(number: int) -> tuple[Message, ...]:
        told = Message("user", f"Describe lantern {number}. By the way: {DETAILS[0]}, and {DETAILS[1]}.")
        asked = Message("user", "Thank you. Now please write this for me: a note.")
        return (told, Message("assistant", "A lantern shines."), asked)

    prompts = [conversation(number) for number in range(NUMBER)]
    cool, warm = (share(prompts, lambda text: "340" in text, temperature=heat) for heat in (0.0, 1.0))
    assert cool == 1.0
    assert 0.3 < warm < 0.7


def test_a_teacher_makes_variants_and_spoils_some() -> None:
    for way in ("deeper", "wider"):
        prompts = [
            prompt("evolve", "evolve", parent=PARENT, operation=f"Do it in way {n}.", way=way, words=200)
            for n in range(NUMBER)
        ]
        made = [complete(messages).text for messages in prompts]
        variants = [read_variant(text) for text in made if text != "Task: none"]
        assert 0 < made.count("Task: none") < 0.1 * NUMBER
        assert 0 < variants.count(PARENT) < 0.2 * NUMBER
        assert 0 < sum("given task" in text for text in variants) < 0.2 * NUMBER
        sound = [text for text in variants if text != PARENT and "given task" not in text]
        assert all(text.startswith(PARENT) for text in sound) is (way == "deeper")


@pytest.mark.parametrize(("variant", "gained"), [(PARENT, 0.0), (f"{PARENT} Use exactly 4 sentences.", 0.9)])
def test_a_judge_sees_whether_anything_was_gained(variant: str, gained: float) -> None:
    prompts = [
        prompt("evolve", "gain", parent=f"{PARENT} {n}", variant=f"{variant} {n}", way="deeper") for n in range(NUMBER)
    ]
    found = Counter(read_gain(complete(messages).text) for messages in prompts)
    assert found[True] >= gained * NUMBER
    assert (found[True] > 0) is (gained > 0)
    assert 0 < found[None] < 0.1 * NUMBER
    assert found[False] > 0


def test_answers_depend_on_the_messages_and_the_temperature_alone() -> None:
    messages = openings()[0]
    assert complete(messages, temperature=0.9) == complete(messages, temperature=0.9, seed=4)
    told = {complete(messages, temperature=heat / 10).text for heat in range(20)}
    assert len(told) > 1
