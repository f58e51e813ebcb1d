"""Rewards: whatever a completion is, it is worth the share of its checks that it passes, and nothing is raised."""

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.checks import SHIPPED
from selfinstruct.errors import UsageError
from selfinstruct.rewards import all_checks_reward, check_reward, compute_score, score
from tests.support.cases import cases

TWO = [{"check": "words", "at_most": 2}, {"check": "lower_case"}]
TEXT = json.dumps(TWO)
# As `datasets` gives structs back: each has the keys of all.
FILLED = [
    {"check": "words", "at_most": 2, "letters": None, "schema": None},
    {"check": "without_letters", "at_most": None, "letters": "z", "schema": None},
]


def said(*texts: Any) -> list[list[dict[str, Any]]]:
    return [[{"role": "assistant", "content": text}] for text in texts]


@pytest.mark.parametrize("made", [list, said])
def test_a_reward_is_the_share_of_the_checks(made: Any) -> None:
    texts = ("rain falls", "Rain falls", "rain falls all day", "Rain falls all day")
    completions = made(texts) if made is list else made(*texts)
    rewards = check_reward(completions, [TEXT] * 4, prompts=[""] * 4, completion_ids=[[1]] * 4, trainer_state=None)
    assert rewards == [1.0, 0.5, 0.5, 0.0]
    assert all_checks_reward(completions, [TEXT] * 4, prompts=[""] * 4) == [1.0, 0.0, 0.0, 0.0]
    assert check_reward(completions, [TEXT] * 4, all_or_nothing=True) == [1.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize("checks", [TWO, TEXT, json.dumps(FILLED), FILLED, tuple(FILLED)])
def test_checks_may_be_a_list_or_its_json_with_arguments_that_are_null(checks: Any) -> None:
    assert check_reward(["rain falls"], [checks]) == [1.0]
    worth = 0.5 if "lower_case" in str(checks) else 0.0
    assert compute_score("selfinstruct", "Rain in our zones", checks, {"index": 0}, reward_router_address="") == 0.0
    assert compute_score("selfinstruct", "rain in our zones", checks) == worth


def test_rows_without_checks_have_no_reward() -> None:
    assert check_reward(["a", "b", "c", "d"], [None, "", "[]", []]) == [None] * 4
    assert score("a", "[]") == 0.0


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("<think>\nSome Words, and many more of them.\n</think>\n\nrain falls", 1.0),
        ("Some Words, and many more of them.\n</think>\n\nrain falls", 1.0),
        ("[THINK]Long Words before it[/THINK]rain falls", 1.0),
        ("<|channel|>analysis<|message|>Long Words it is<|end|><|start|>assistant<|channel|>final<|message|>rain", 1.0),
        ("<think>\nrain falls", 0.0),
        ("<think></think>", 0.0),
        ("rain falls", 1.0),
    ],
)
def test_what_was_thought_is_no_part_of_the_answer(text: str, worth: float) -> None:
    assert check_reward([text, *said(text)], [TEXT, TEXT]) == [worth, worth]


@pytest.mark.parametrize(
    "nothing",
    ["", "  \n", None, 3, 0.5, b"rain", [], {}, [{}], [{"content": None}], [None], [[]], {"content": 7}, object(),
     [{"role": "assistant", "content": "rain"}, {"role": "tool"}], [{"content": [{"type": "image"}, 3]}]],
)  # fmt: skip
def test_what_is_no_answer_is_worth_nothing(nothing: Any) -> None:
    assert check_reward([nothing], [TEXT]) == [0.0]
    assert compute_score("selfinstruct", nothing, TEXT) == 0.0


def test_the_parts_of_a_message_are_one_text() -> None:
    parts = [[{"role": "assistant", "content": [{"type": "text", "text": "rain "}, {"type": "text", "text": "falls"}]}]]
    assert check_reward(parts, [TEXT]) == [1.0]
    assert check_reward([{"role": "assistant", "content": "rain"}], [TEXT]) == [1.0]


EVERY = [{"check": name} for name in SHIPPED]


def usable(checks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that need no argument and no extra."""
    found = []
    for item in checks:
        try:
            score("a", [item])
        except (UsageError, ValueError):
            continue
        found.append(item)
    return found


ALONE = usable(EVERY)
HOSTILE = (
    "[" * 100_000, "{" * 100_000, "<a>" * 50_000, "\ud800", "\0" * 1000, "a" * 1_000_000, "- " * 50_000,
    "<think>" * 20_000, "</think>" * 20_000, "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "1" * 100_000, "&x;" * 9_999,
    "a: &a [*a, *a]", "\u202e\u2066", "|" * 50_000, '"' * 100_001, "1e999999999", "select 1;" * 9_000, "```\n" * 9_999,
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_completions_raise_nothing(text: str) -> None:
    assert len(ALONE) > 20
    for reward in (score(text, ALONE), *check_reward(said(text), [ALONE]), compute_score("", text, ALONE)):
        assert reward is not None
        assert 0.0 <= reward <= 1.0


@cases(100)
@given(st.text(), st.lists(st.sampled_from(ALONE), min_size=1, max_size=4))
def test_any_text_has_a_reward(text: str, checks: list[dict[str, Any]]) -> None:
    assert score(text, checks) == score(text, json.dumps(checks))
    assert (score(text, checks) == 1.0) == (score(text, checks, all_or_nothing=True) == 1.0)


@pytest.mark.parametrize(
    ("checks", "told"),
    [
        ('[{"check": "wrds"}]', "there is no check 'wrds'"), ("words", "checks: is a text that is no JSON"),
        ([{"check": "words", "at_most": "two"}], "at_most: must be"), ('{"check": "words"}', "is not a list of checks"),
    ],
)  # fmt: skip
def test_checks_that_cannot_be_read_stop_a_training(checks: Any, told: str) -> None:
    with pytest.raises((UsageError, ValueError), match=told):
        check_reward(["rain"], [checks])


def test_there_are_as_many_checks_as_completions() -> None:
    with pytest.raises(ValueError, match="shorter"):
        check_reward(["a", "b"], [TEXT])


def test_importing_rewards_is_light() -> None:
    code = "import sys, selfinstruct.rewards; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert not {"numpy", "openai", "torch", "pyarrow", "jinja2", "rich", "typer"} & set(done.stdout.split())
