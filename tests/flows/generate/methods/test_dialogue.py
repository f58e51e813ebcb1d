"""The method `dialogue`: each turn of it, what is asked again, what ends it, and what is kept of it."""

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest

from selfinstruct.errors import OwnCodeError, RecipeError, UsageError
from selfinstruct.flows.generate.develop import DevelopedTask
from selfinstruct.flows.generate.methods.choosing import chosen_method
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.records import Request
from tests.support.developing import a_task, developed, rules, said_by, stages
from tests.support.models import Answering, said

FACTS = (
    "method.facts=[{kind: budget, say: 'I can spend {value} euros', values: [340], needs: [a note that names the sum],"
    " again: ['budget of {value}']}, {kind: pet, say: 'my dog is called {value}', values: [Bruno],"
    " needs: [a note that names the dog]}]"
)
THREE = (FACTS, "method.turns=[3, 3]", "method.offered=2", "method.stated=2", "method.systems=[]")
OPENING = "I want to give a party. I can spend 340 euros, and my dog is called Bruno."
KEEPS = "Remember the 340 euros, and Bruno."
_LINES = ("And what would you do first?", "Could my sister help with the food?", "What if it rains that day?")
HOSTILE = [
    "", "\x00", "Message:", "Message:\n" * 3, "> " * 50, "{{ persona }}", "<think>", "```\n```", "\ud800", "[" * 40_000,
    "Message:\n{% for x in y %}", "🙂", "User:\nAssistant:\nUser:", "x" * 100_000,
]  # fmt: skip


def play(**lines: Callable[[Request], str]) -> Callable[[Request], str]:
    """A model for all roles, sound where nothing else is said: `open`, `user`, `last` (of the user), `reply`, `end`."""

    def answer(request: Request) -> str:
        stage = request.purpose.rpartition("/")[2]
        if stage == "user":
            name = "last" if "must not stand" in said(request) else "user"
        elif stage == "reply":
            name = "end" if sum(turn.role == "assistant" for turn in request.messages) == 2 else "reply"
        else:
            name = stage
        sound = {
            "open": f"Message:\n{OPENING}", "user": "Message:\nAnd what would you do first?",
            "last": "Message:\nPlease write the note now.", "reply": "Begin with a list of guests.", "end": KEEPS,
        }  # fmt: skip
        return lines[name](request) if name in lines else sound[name]

    return answer


def always(text: str) -> Callable[[Request], str]:
    return lambda _: text


def once(first: str, then: str) -> Callable[[Request], str]:
    answers = iter([first])
    return lambda _: next(answers, then)


def run(*more: str, **lines: Callable[[Request], str]) -> tuple[DevelopedTask, Answering]:
    return developed("dialogue", play(**lines), *THREE, *more)


def test_a_conversation_is_kept_with_all_that_is_known_of_it() -> None:
    made, model = run()
    assert stages(model) == ["open", "reply", "user", "reply", "user", "reply"]
    [kept] = made.task.instances
    assert [turn.role for turn in kept.turns] == ["user", "assistant"] * 3
    assert (kept.turns[0].content, kept.output, kept.turns[-1].content) == (OPENING, KEEPS, KEEPS)
    assert [verdict["passed"] for verdict in kept.verdicts] == [True]
    assert kept.notes["facts"] == [{"kind": "budget", "value": "340"}, {"kind": "pet", "value": "Bruno"}] or (
        kept.notes["facts"] == [{"kind": "pet", "value": "Bruno"}, {"kind": "budget", "value": "340"}]
    )
    assert kept.notes["exchanges"] == 3
    assert len(kept.notes["moves"]) == 1
    assert kept.notes["needed"] in ("budget", "pet")
    assert kept.method == "dialogue"
    [attempt] = made.attempts
    assert attempt.passed
    assert attempt.prompt == kept.turns[:-1]
    assert not made.rejections


def test_the_assistant_is_asked_with_the_turns_themselves() -> None:
    system = "method.systems=[You keep a diary.]"
    made, model = run(system)
    [kept] = made.task.instances
    assert kept.turns[0].role == "system"
    assert kept.turns[0].content == "You keep a diary."
    last = model.requests[-1].messages
    assert [turn.role for turn in last] == ["system", *["user", "assistant"] * 2, "user"]
    assert last[0].content.startswith("You keep a diary.\n\n")
    assert last[1:] == kept.turns[1:-1]
    assert made.attempts[0].prompt == kept.turns[:-1]


def test_the_user_sees_the_conversation_its_persona_and_its_move() -> None:
    made, model = run()
    first, last = said_by(model, "user")
    [kept] = made.task.instances
    assert f"> {kept.notes['persona']}" in first
    assert f"> {OPENING}" in first
    assert "> Begin with a list of guests." in first
    assert kept.notes["moves"][0] in {move.name for move in chosen_method(load_recipe("dialogue"))[1].moves}
    value = {"budget": "340", "pet": "Bruno"}[kept.notes["needed"]]
    assert f"must not stand in the message, neither in digits nor spelled out:\n> {value}" in last


@pytest.mark.parametrize(
    ("line", "first", "then", "rule", "told"),
    [
        ("open", "Message:\nI want to give a party.", f"Message:\n{OPENING}", "not_stated", "too few of the details"),
        ("open", "Sure, here is a plan.", f"Message:\n{OPENING}", "assistant_voice", "did not sound like the person"),
        ("open", f"{OPENING} My budget of 300 euros is small.", f"Message:\n{OPENING}", "contradicts", "changed a det"),
        ("open", f"{OPENING} {'word ' * 150}", f"Message:\n{OPENING}", "too_long", "was too long"),
        ("open", "Message:\nHi.\nAssistant: Hello.", f"Message:\n{OPENING}", "unreadable", ""),
        ("user", f"Message:\n{OPENING}", "Message:\nHow?", "repeats_turn", "nearly the same as an earlier"),
        ("user", "", "Message:\nHow?", "empty", ""),
        ("last", "Write about Bruno and the 340 euros.", "Message:\nWrite it.", "fact_repeated", "Ask without it."),
        ("last", "The user asks for a note.", "Message:\nWrite it.", "out_of_role", "did not sound like the person"),
    ],
)
def test_a_users_turn_that_cannot_stand_is_asked_for_once_more(
    line: str, first: str, then: str, rule: str, told: str
) -> None:
    made, model = run(**{line: once(first, then)})
    assert rules(made) == [rule]
    assert len(made.task.instances) == 1
    stage = "open" if line == "open" else "user"
    again = [text for text in said_by(model, stage) if "Your last try" in text]
    assert all(told in text for text in again)
    assert len(again) == bool(told)


@pytest.mark.parametrize(
    ("line", "text", "rule", "asked"),
    [
        ("open", "I want to give a party.", "not_stated", ["open", "open"]),
        ("reply", "With a budget of 300 euros, hm.", "contradicts", ["open", "reply", "reply"]),
        ("reply", "", "empty", ["open", "reply", "reply"]),
        ("user", "Let me know if you need anything else.", "assistant_voice", ["open", "reply", "user", "user"]),
        ("last", "About 340 euros, and Bruno.", "fact_repeated", ["open", "reply", "user", "reply", "user", "user"]),
    ],
)
def test_a_second_time_it_ends_the_conversation(line: str, text: str, rule: str, asked: list[str]) -> None:
    made, model = run(**{line: always(text)})
    assert rules(made) == [rule, rule]
    assert stages(model) == asked
    assert not made.task.instances
    assert not made.attempts


def test_last_answers_are_tried_until_one_remembers() -> None:
    made, model = run(end=once("There is little to say.", KEEPS))
    assert [attempt.passed for attempt in made.attempts] == [False, True]
    assert len({attempt.prompt for attempt in made.attempts}) == 1
    assert made.attempts[0].output == "There is little to say."
    assert [attempt.number for attempt in made.attempts] == [1, 2]
    assert not made.rejections
    assert model.requests[-1].sampling.temperature == pytest.approx(model.requests[-2].sampling.temperature or 0, 0.1)
    assert model.requests[-1].sampling != model.requests[-2].sampling


def test_where_none_remembers_the_task_is_rejected_with_what_was_missed() -> None:
    made, model = run("method.attempts=2", end=always("There is little to say."))
    [line] = made.rejections
    assert line.rule == "none_passed"
    assert line.value["attempts"] == 2
    assert line.value["fact"]["value"] in ("340", "Bruno")
    assert line.value["failed"][0]["found"]
    assert [attempt.passed for attempt in made.attempts] == [False, False]
    assert stages(model).count("reply") == 4


def test_a_last_answer_that_contradicts_is_no_attempt() -> None:
    made, _ = run(end=once(f"{KEEPS} That is a budget of 300.", KEEPS))
    assert rules(made) == ["contradicts"]
    assert [attempt.number for attempt in made.attempts] == [2]


def test_classification_is_left_alone() -> None:
    made, model = developed("dialogue", play(), *THREE, task=a_task("Sort it: yes or no?", classification=True))
    assert rules(made) == ["classification"]
    assert not model.requests


@pytest.mark.parametrize("most", [2, 4, 6])
def test_the_bound_is_kept_and_reached(most: int) -> None:
    options = chosen_method(load_recipe("dialogue", [f"method.turns=[2, {most}]", "method.attempts=5"]))
    bound = options[0].most(options[1])
    tries: dict[str, int] = {}

    def second(request: Request) -> str:
        """Every turn is wrong at first, and no last answer remembers."""
        key = str(request.messages) if "Your last try" not in said(request) else ""
        stage = request.purpose.rpartition("/")[2]
        tries[stage] = tries.get(stage, 0) + 1
        if stage == "open":
            return f"Message:\n{OPENING}" if "Your last try" in said(request) else "No."
        if stage == "user":
            text = f"And what about number {tries[stage]} of {'abcdefghijklmno'[tries[stage]] * 9}?"
            return text if "Your last try" in said(request) else "Sure, here is the plan."
        seen = sum(turn.role == "assistant" for turn in request.messages)
        if seen == most - 1:
            return "There is little to say."
        tries[key] = tries.get(key, 0) + 1
        return "A budget of 300 euros." if tries[key] == 1 else f"Number {tries[stage]}."

    made, model = developed(
        "dialogue", second, FACTS, f"method.turns=[{most}, {most}]", "method.offered=2", "method.stated=2",
        "method.attempts=5",
    )  # fmt: skip
    assert rules(made)[-1] == "none_passed"
    asked = stages(model)
    assert {stage: asked.count(stage) for stage in bound} == bound
    indices = [(request.purpose, request.index) for request in model.requests]
    assert len(set(indices)) == len(indices)


def test_chance_is_that_of_the_seed_and_spreads() -> None:
    notes: list[dict[str, Any]] = []
    lines = itertools.cycle(_LINES)
    for seed in range(20):
        for _ in range(2):
            answer = play(end=always(KEEPS), reply=always(KEEPS), user=lambda _: next(lines))
            made, _ = developed("dialogue", answer, FACTS, "method.offered=2", seed=seed)
            [kept] = made.task.instances
            notes.append(dict(kept.notes))
    assert notes[::2] == notes[1::2]
    assert {note["exchanges"] for note in notes} == {2, 3, 4}
    assert len({note["persona"] for note in notes}) > 10
    assert {note["needed"] for note in notes} == {"budget", "pet"}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_answers_give_rejections_and_nothing_else(text: str) -> None:
    for line in ("open", "user", "last", "reply", "end"):
        made, _ = run(**{line: always(text)})
        assert made.task.instances or made.rejections
        assert all(rejection.stage == "dialogue" for rejection in made.rejections)


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("method.turns=[1, 3]", "turns: must be [least, most] with 2 ≤ least ≤ most ≤ 10"),
        ("method.turns=[4, 3]", "turns: must be [least, most]"),
        ("method.stated=9", "stated and offered: must be 1 ≤ stated ≤ offered"),
        ("method.offered=99", "the groups of facts"),
        ("method.attempts=0", "attempts: must be 1 to 100"),
        ("method.personas=[]", "personas: the list is empty"),
        ("method.words=0", "words: must be at least 1"),
        ("method.facts=[{kind: a, say: b, values: [1], needs: [c]}]", "stated and offered"),
    ],
)
def test_options_are_checked(override: str, words: str) -> None:
    with pytest.raises(RecipeError, match=re.escape(words)):
        chosen_method(load_recipe("dialogue", [override]))


def test_a_fact_that_cannot_be_found_again_is_refused() -> None:
    facts = "method.facts=[{kind: a, say: 'it is {value}', values: [three], unit: [kids], needs: [c]}]"
    with pytest.raises(RecipeError, match="'three' is not found in 'it is three'"):
        chosen_method(load_recipe("dialogue", [facts, "method.offered=1", "method.stated=1"]))


def test_a_conversation_needs_the_chat_api() -> None:
    with pytest.raises((UsageError, OwnCodeError), match=r"stages\.reply: goes on with a conversation"):
        run("stages.reply.api=completions")


def test_what_was_thought_before_an_answer_is_kept_and_not_shown_again() -> None:
    made, model = run("keep_reasoning=true", reply=always("<think>Guests first.</think>Begin with a list of guests."))
    [kept] = made.task.instances
    assert [turn.reasoning for turn in kept.turns] == ["", "Guests first.", "", "Guests first.", "", ""]
    shown = [turn for request in model.requests for turn in request.messages]
    assert not any(turn.reasoning or "Guests first." in turn.content for turn in shown)
