"""Facts are found in any wording, and nothing else is taken for them."""

import re
from random import Random

import pytest

from selfinstruct.errors import RecipeError
from selfinstruct.flows.generate.methods.choosing import chosen_method
from selfinstruct.flows.generate.talks.facts import Fact, FactKind, check_facts, contradiction, draw_facts
from selfinstruct.flows.generate.talks.spellings import Value, first_of, number_of
from selfinstruct.recipes.generate import load_recipe

KINDS: list[FactKind] = chosen_method(load_recipe("dialogue"))[1].facts
BY_NAME = {kind.kind: kind for kind in KINDS}


def fact_of(value: Value, unit: list[str] | None = None, again: list[str] | None = None) -> Fact:
    kind = FactKind("kind", "it is {value}" + (f" {unit[0]}" if unit else ""), ["x"], [value], unit or [], again or [])
    return draw_facts([kind], 1, Random(0))[0]


def shipped(kind: str, value: Value) -> Fact:
    found = BY_NAME[kind]
    assert value in found.values
    only = FactKind(kind, found.say, found.needs, [value], found.unit)
    drawn = draw_facts([only], 1, Random(0))[0]
    return Fact(found, value, drawn.needs, drawn.check)


@pytest.mark.parametrize(
    ("value", "unit", "text", "there"),
    [
        (340, [], "I have 340 euros.", True),
        (340, [], "€340", True),
        (340, [], "It costs 340.00 in all.", True),
        (340, [], "Not more than 340, please.", True),
        (340, [], "That would be 1,340 euros.", False),
        (340, [], "340,500 people", False),
        (340, [], "340.5 euros", False),
        (340, [], "Room A340", False),
        (340, [], "3400", False),
        (21, [], "My day begins at 21:15.", False),
        (21, [], "The room is 8:21 minutes away.", False),
        (21, [], "Its size: 21.", True),
        (21, [], "size:21, as agreed", True),
        (21, [], "I need 21: no more, no less.", True),
        (1250, [], "1,250 euros", True),
        (1250, [], "1.250 Euro", True),
        (1250, [], "1 250 euros", True),
        (1250, [], "1250", True),
        (1250, [], "12,50", False),
        ("three", ["children", "kids"], "my three small children", True),
        ("three", ["children", "kids"], "3 kids", True),
        ("three", ["children", "kids"], "three tips for children in the house of friends", False),
        ("three", ["children", "kids"], "3. The children sleep", False),
        ("three", ["children", "kids"], "thirteen children", False),
        ("14 May", [], "on May 14th", True),
        ("14 May", [], "the 14th of May", True),
        ("14 May", [], "14.05.", True),
        ("14 May", [], "2027-05-14", True),
        ("14 May", [], "114 May", False),
        ("14 May", [], "1 May", False),
        ("25 September", [], "Sept. 25", True),
        ("25 September", [], "25 Sep", True),
        ("25 September", [], "25 Separate things", False),
        ("18:40", [], "at 6:40 pm", True),
        ("18:40", [], "18.40", True),
        ("18:40", [], "6:40", False),
        ("7:15", [], "07:15", True),
        ("7:15", [], "7:15 a.m.", True),
        ("7:15", [], "17:15", False),
        (["nuts", "nut"], [], "nut-free", True),
        (["nuts", "nut"], [], "minutes", False),
        ("Mrs Okafor", [], "MRS OKAFOR", True),
    ],
)
def test_a_value_is_found_however_it_is_spelled(value: Value, unit: list[str], text: str, there: bool) -> None:
    assert fact_of(value, unit).is_in(text) is there


@pytest.mark.parametrize(
    ("kind", "value", "text", "found"),
    [
        ("budget", 340, "With your budget of 300 euros that works.", "your budget of 300"),
        ("budget", 340, "Your budget is €340, so yes.", None),
        ("budget", 340, "You can spend up to 340.00 on it, and 50 on top.", None),
        ("budget", 340, "A ticket costs 120 euros, and a budget of 80 for food will do.", None),
        ("budget", 340, "You could spend 200 euros on food and 140 on drinks.", None),
        ("budget", 340, "You said: I can spend 300 euros at the most.", "I can spend 300 euros at the most"),
        ("savings", 1600, "You have put aside 1,600 euros.", None),
        ("children", "three", "With your two children it is harder.", "your two children"),
        ("children", "three", "Your 3 children will like it.", None),
        ("departure", "14 May", "Since you leave on 15 May, pack early.", "you leave on 15 May"),
        ("departure", "14 May", "You leave on May 14.", None),
        ("allergy", ["nuts", "nut"], "Because you are allergic to sesame, ask first.", "you are allergic to sesame"),
        ("allergy", ["nuts", "nut"], "Because you are allergic to them, ask first.", None),
        ("train", "18:40", "The next train at 20:05 is slower.", None),
        ("deadline", "6 March", "Have the draft finished by 30 April.", None),
        ("floor", ["third", "3rd"], "The laundry is on the fifth floor.", None),
        ("train", "18:40", "Your train at 20:05 is late.", "Your train at 20:05"),
    ],
)
def test_another_value_in_its_place_is_a_contradiction(kind: str, value: Value, text: str, found: str | None) -> None:
    assert contradiction([shipped(kind, value)], text) == found


def test_every_value_of_the_recipe_is_found_where_it_is_told_and_contradicts_no_telling_of_itself() -> None:
    assert len(KINDS) >= 30
    assert all(len(kind.values) >= 4 for kind in KINDS)
    for kind in KINDS:
        check_facts([kind])
        for value in kind.values:
            fact = shipped(kind.kind, value)
            assert contradiction([fact], fact.said) is None
            others = [shipped(kind.kind, other) for other in kind.values if other != value]
            assert not any(other.is_in(fact.said) for other in others), (kind.kind, value)
            assert not any(fact.is_in(need) for need in kind.needs), (kind.kind, value)


def test_of_one_group_one_fact_is_drawn() -> None:
    for seed in range(50):
        drawn = draw_facts(KINDS, 8, Random(seed))
        groups = [fact.kind.group or fact.kind.kind for fact in drawn]
        assert len(drawn) == len(set(groups)) == 8


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (FactKind("a", "no slot", ["x"], [1]), "'no slot' has no {value}"),
        (FactKind("a", "is {value}", [], [1]), "needs: is empty"),
        (FactKind("a", "is {value}", ["x"], []), "values: is empty"),
        (FactKind("a", "is {value}", ["x"], [1], again=["nothing"]), "'nothing' has no {value}"),
        (FactKind("a", "has {value}", ["x"], ["three"], ["kids"]), "the value 'three' is not found in 'has three'"),
    ],
)
def test_a_kind_that_cannot_be_drawn_is_refused(kind: FactKind, words: str) -> None:
    with pytest.raises(RecipeError, match=re.escape(words)) as caught:
        check_facts([kind])
    assert "method.facts[0] (a)" in str(caught.value)


@pytest.mark.parametrize(
    ("written", "number"),
    [("340", 340), ("1,250", 1250), ("1.250", 1250), ("Seven", 7), ("340.00", 340), ("12,5", None), ("340 14", None)],
)
def test_numbers_are_read(written: str, number: int | None) -> None:
    assert number_of(written) == number


def test_every_turn_of_phrase_of_the_recipe_tells_its_value_from_the_others() -> None:
    told = 0
    for kind in KINDS:
        for value in kind.values:
            fact = shipped(kind.kind, value)
            for words in (kind.say, *kind.again):
                for other in kind.values:
                    said = first_of(other)
                    text = f"Well, {words.replace('{value}', said)}, so begin early."
                    assert (contradiction([fact], text) is None) is (other == value), text
                    told += other != value
    assert told > 2000
