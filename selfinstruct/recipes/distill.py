"""The recipes of `distill`: prompts/distill/<name>/ with a recipe.yaml, and a system turn if wanted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from selfinstruct.canonical import content_id, to_json
from selfinstruct.errors import RecipeError
from selfinstruct.recipes.base import STRICT, Level, Stage, identity_settings, read_settings, validated

GROUP = "distill"
SYSTEM = "response.system.jinja"
VARIABLES = {"response": frozenset({"prompt"})}


@dataclass(frozen=True, slots=True)
class DistillRecipe:
    """How the teacher is asked and what is rejected; docs/distill.md describes every key.

    The prompt is the user's own. A template response.system.jinja gives it a system turn where it has none.
    """

    __pydantic_config__ = STRICT

    name: str
    description: str = ""
    api: Literal["chat"] = "chat"
    response: Stage = field(default_factory=Stage)
    filters: dict[str, dict[str, Any]] = field(default_factory=dict)
    keep_reasoning: bool = False
    reasoning: Level = None
    templates: dict[str, str] = field(default_factory=dict)

    def stage(self, name: str) -> Stage | None:
        """The settings of the one stage, "response"."""
        return self.response if name == "response" else None

    def identity(self) -> dict[str, str]:
        """A hash for each part that can change what is asked or kept."""
        settings = identity_settings(self, ["response"])
        # Filters are applied in their order, so that order is part of what they are.
        parts = {"response": settings["response"], "filters": list(self.filters.items()), "templates": self.templates}
        told = {f"recipe {name}": content_id(to_json(value)) for name, value in parts.items()}
        return told | ({"recipe keep_reasoning": "True"} if self.keep_reasoning else {})


def load_distill_recipe(name: str | Path, overrides: Iterable[str] = ()) -> DistillRecipe:
    """Read a recipe of prompts/distill/ or a folder of the user's; raises RecipeError, naming file and key."""
    settings, origin = read_settings(name, overrides, GROUP, stages=VARIABLES, mappings=("filters",))
    if odd := sorted(set(settings["templates"]) - {SYSTEM}):
        raise RecipeError(f"{origin}: {odd[0]}: unknown template; the prompt is the user's, and only {SYSTEM} is used")
    return validated(DistillRecipe, settings, origin)
