"""The recipes of `label`: prompts/labels/<name>/ with a recipe.yaml and its templates."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from selfinstruct.errors import RecipeError
from selfinstruct.recipes.base import (
    STRICT,
    Constrained,
    Level,
    Stage,
    identity_parts,
    identity_settings,
    read_settings,
    require_templates,
    validated,
)

GROUP = "labels"
STAGES = ("label", "label_again", "agree", "agree_again", "rate", "rate_again")
RECORD = frozenset(
    "kind question labels low high examples guidance parts first second own other rate_from rate_to".split()
)
VARIABLES = dict.fromkeys(STAGES, RECORD)


@dataclass(frozen=True, slots=True)
class LabelRecipe:
    """How judges are asked; docs/labelling.md describes every key.

    A third judge rates from `rate_from` to `rate_to` and decides where the ratings are at least `margin` apart.
    """

    __pydantic_config__ = STRICT

    name: str
    description: str = ""
    api: Literal["chat", "completions"] = "chat"
    constrain: Constrained = "auto"
    label: Stage = field(default_factory=Stage)
    label_again: Stage | None = None
    agree: Stage | None = None
    agree_again: Stage | None = None
    rate: Stage | None = None
    rate_again: Stage | None = None
    rate_from: float = 0.0
    rate_to: float = 10.0
    margin: float = 2.0
    reasoning: Level = None
    templates: dict[str, str] = field(default_factory=dict)

    def stage(self, name: str) -> Stage | None:
        """The settings of a stage of STAGES, None where this recipe does without it."""
        stage: Stage | None = getattr(self, name)
        return stage

    def identity(self) -> dict[str, str]:
        """A hash for each part that can change what is asked or decided."""
        return identity_parts(identity_settings(self, STAGES))


def load_label_recipe(name: str | Path, overrides: Iterable[str] = ()) -> LabelRecipe:
    """Read a recipe of prompts/labels/ or a folder of the user's; raises RecipeError, naming file and key."""
    settings, origin = read_settings(name, overrides, GROUP, stages=VARIABLES, optional=STAGES[1:])
    recipe = validated(LabelRecipe, settings, origin)
    if recipe.rate_from >= recipe.rate_to:
        raise RecipeError(f"{origin}: rate_to: must be above rate_from ({recipe.rate_from:g})")
    if not 0 <= recipe.margin <= recipe.rate_to - recipe.rate_from:
        raise RecipeError(f"{origin}: margin: must be between 0 and the length of the scale (found {recipe.margin:g})")
    require_templates(recipe, STAGES, origin)
    return recipe
