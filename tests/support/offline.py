"""The prompts of the shipped recipes, and what the offline model makes of them."""

from collections.abc import Coroutine, Sequence
from functools import cache
from typing import Any

from selfinstruct import parse
from selfinstruct.models.offline import create
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Candidate, Completion, Message, Request, Sampling

_WHO = "me us them him her you Ada Bob".split()
_HOW = "old new odd big red wet dry hot".split()
_WHAT = "cats tea rain snow ink bread owls glue".split()
SHOWN = [f"Tell {who} something {how} about {what}." for who, how, what in zip(_WHO, _HOW, _WHAT, strict=True)]
RECIPES = {name: load_recipe(name) for name in ("chat", "paper", "alpaca")}
PROMPTS = {name: Templates(recipe) for name, recipe in RECIPES.items()}
MODEL = create("offline")


def complete(messages: Sequence[Message], model: str = "offline", **sampling: Any) -> Completion:
    request = Request("test", 0, tuple(messages), Sampling(**sampling))
    return at_once((MODEL if model == "offline" else create(model)).complete(request))


def at_once(coroutine: Coroutine[Any, Any, Completion]) -> Completion:
    """The result of what waits for nothing: thousands of event loops would take longer than the answers."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        completion: Completion = done.value
        return completion
    raise AssertionError("the offline model waits for something")


def prompt(recipe: str, stage: str, **variables: Any) -> tuple[Message, ...]:
    everywhere = {"topic": "", "language": "", "guidance": ""}
    return PROMPTS[recipe].messages(stage, everywhere | variables)


def bootstrap(recipe: str, turn: int = 0, classification: bool = False, topic: str = "") -> tuple[Message, ...]:
    shown = [f"{SHOWN[at]} ({turn})" for at in range(3 if recipe == "alpaca" else 8)]
    fields = {"machine": False, "type": "", "is_classification": False, "labels": [], "input": "", "output": "Well."}
    return prompt(
        recipe, "bootstrap", count=8, classification=classification, own_field=False, attributes=[{} for _ in range(8)],
        demonstrations=[{"instruction": text, **fields} for text in shown], topic=topic, verbalized=None, overused=None,
    )  # fmt: skip


def about(recipe: str, stage: str, text: str, labels: Sequence[str] = (), count: int = 3) -> tuple[Message, ...]:
    return prompt(
        recipe,
        stage,
        instruction=text,
        type="",
        is_classification=bool(labels),
        labels=list(labels),
        attributes={},
        count=count,
    )


def settings(recipe: str, stage: str) -> dict[str, Any]:
    loaded = RECIPES[recipe].stage(stage)
    assert loaded
    return {"max_tokens": loaded.max_tokens, "stop": tuple(loaded.stop)}


@cache
def candidates(recipe: str, requests: int, classification: bool = False) -> tuple[Candidate, ...]:
    found: list[Candidate] = []
    for turn in range(requests):
        answer = complete(bootstrap(recipe, turn, classification), **settings(recipe, "bootstrap"))
        found += parse.read_instructions(answer.text, answer.finish_reason, recipe).kept
    return tuple(found)
