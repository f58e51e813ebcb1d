"""The recipes of `topics`: prompts/topics/<name>/ with a recipe.yaml and its templates."""

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

GROUP = "topics"
STAGES = ("grow",)
VARIABLES = {"grow": frozenset("path siblings count demonstrations longest language guidance".split())}


@dataclass(frozen=True, slots=True)
class TopicRecipe:
    """How a model is asked for topics.

    Prompts show so many seed tasks as `demonstrations`; a topic of more than `longest` words is rejected.
    """

    __pydantic_config__ = STRICT

    name: str
    description: str = ""
    api: Literal["chat", "completions"] = "chat"
    constrain: Constrained = "auto"
    demonstrations: int = 12
    longest: int = 8
    grow: Stage = field(default_factory=Stage)
    reasoning: Level = None
    templates: dict[str, str] = field(default_factory=dict)

    def stage(self, name: str) -> Stage | None:
        """The settings of a stage of STAGES."""
        stage: Stage | None = getattr(self, name)
        return stage

    def identity(self) -> dict[str, str]:
        """A hash for each part that can change what is asked or decided."""
        return identity_parts(identity_settings(self, STAGES))


def load_topic_recipe(name: str | Path, overrides: Iterable[str] = ()) -> TopicRecipe:
    """Read a recipe of prompts/topics/ or a folder of the user's; raises RecipeError, naming file and key."""
    settings, origin = read_settings(name, overrides, GROUP, stages=VARIABLES)
    recipe = validated(TopicRecipe, settings, origin)
    for key, least in (("demonstrations", 0), ("longest", 1)):
        if getattr(recipe, key) < least:
            raise RecipeError(f"{origin}: {key}: must be at least {least} (found {getattr(recipe, key)})")
    require_templates(recipe, STAGES, origin)
    return recipe
