"""The recipes of the judge of `filter`: prompts/judging/<name>/ with a recipe.yaml and its templates."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

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

GROUP = "judging"
STAGES = ("score", "score_again")
VARIABLES = dict.fromkeys(STAGES, frozenset({"prompt", "response", "rubric"}))


@dataclass(frozen=True, slots=True)
class JudgingRecipe:
    """How the judge of `filter` is asked; docs/select.md describes every key."""

    __pydantic_config__ = STRICT

    name: str
    description: str = ""
    constrain: Constrained = "auto"
    score: Stage = field(default_factory=Stage)
    score_again: Stage | None = None
    reasoning: Level = None
    templates: dict[str, str] = field(default_factory=dict)

    def stage(self, name: str) -> Stage | None:
        """The settings of a stage of STAGES, None where this recipe does without it."""
        stage: Stage | None = getattr(self, name)
        return stage

    def identity(self) -> dict[str, str]:
        """A hash for each part that can change what is asked."""
        return identity_parts(identity_settings(self, STAGES))


def load_judging_recipe(name: str | Path, overrides: Iterable[str] = ()) -> JudgingRecipe:
    """Read a recipe of prompts/judging/ or a folder of the user's; raises RecipeError, naming file and key."""
    settings, origin = read_settings(name, overrides, GROUP, stages=VARIABLES, optional=STAGES[1:])
    recipe = validated(JudgingRecipe, settings, origin)
    require_templates(recipe, STAGES, origin)
    return recipe
