"""How much a model thinks: of a recipe as a whole, of a stage, and nothing where nobody says it."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.errors import RecipeError
from selfinstruct.recipes.distill import load_distill_recipe
from selfinstruct.recipes.generate import load_recipe, restore
from selfinstruct.recipes.ground import load_ground_recipe
from selfinstruct.recipes.label import load_label_recipe
from selfinstruct.recipes.prefer import load_preference_recipe
from selfinstruct.records import Message, Request, Sampling
from selfinstruct.runs.request_keys import request_key
from tests.support.recipes import write

KINDS: list[tuple[Any, str, str]] = [
    (load_recipe, "chat", "bootstrap"), (load_distill_recipe, "chat", "response"),
    (load_ground_recipe, "chat", "verify"), (load_label_recipe, "chat", "label"),
    (load_preference_recipe, "rank", "compare"),
]  # fmt: skip


@pytest.mark.parametrize(("load", "name", "stage"), KINDS)
def test_every_kind_of_recipe_has_it(load: Any, name: str, stage: str) -> None:
    def levels(*overrides: str) -> str:
        found: str = load(name, overrides).stage(stage).sampling().reasoning
        return found

    assert levels() == "default"
    assert levels("reasoning=off") == "off"  # which YAML reads as false
    assert levels(f"{stage}.reasoning=low") == "low"
    assert levels("reasoning=high", f"{stage}.reasoning=default") == "default"
    assert load(name, ("reasoning=default",)).identity() == load(name).identity()
    assert load(name, ("reasoning=low",)).identity() != load(name).identity()
    with pytest.raises(RecipeError, match="reasoning: input should be 'off', 'low', 'medium', 'high' or 'default'"):
        load(name, ("reasoning=much",))


def test_a_recipe_of_before_is_recorded_as_before(tmp_path: Path) -> None:
    told = load_recipe("chat").as_dict()
    assert "reasoning" not in told
    assert "reasoning" not in told["bootstrap"]
    mine = load_recipe(write(tmp_path / "mine", "inherits: chat\nreasoning: off\nclassify_again:\n  reasoning: low\n"))
    assert restore(mine.as_dict()) == mine
    assert mine.as_dict()["bootstrap"]["reasoning"] == "off"


def test_the_name_of_an_answer_is_as_before() -> None:
    def key(**more: Any) -> str:
        return request_key("openai/x", Request("bootstrap", 0, (Message("user", "Hi"),), Sampling(10, 0.5, **more)))

    assert key() == key(reasoning="default") == "648e7101c0f4eda1"
    assert len({key(), key(reasoning="off"), key(reasoning="low")}) == 3
    assert asdict(Sampling())["reasoning"] == "default"
