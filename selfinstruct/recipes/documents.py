"""The recipes of `filter` for documents: prompts/documents/<name>/ with a recipe.yaml, filters and no prompts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.errors import RecipeError
from selfinstruct.recipes.base import STRICT, read_settings, validated

GROUP = "documents"


@dataclass(frozen=True, slots=True)
class DocumentRecipe:
    """What makes a document be rejected; docs/filters.md describes the filters."""

    __pydantic_config__ = STRICT

    name: str
    description: str = ""
    filters: dict[str, dict[str, Any]] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)


def load_document_recipe(name: str | Path, overrides: Iterable[str] = ()) -> DocumentRecipe:
    """Read a recipe of prompts/documents/ or a folder of the user's; raises RecipeError, naming file and key."""
    settings, origin = read_settings(name, overrides, GROUP, mappings=("filters",))
    if settings["templates"]:
        raise RecipeError(f"{origin}: {min(settings['templates'])}: unknown template; documents are filtered unasked")
    return validated(DocumentRecipe, settings, origin)


def is_document_recipe(name: str | Path, overrides: Iterable[str] = ()) -> bool:
    """Whether there is such a recipe, and it is for documents."""
    try:
        load_document_recipe(name, overrides)
    except RecipeError:
        return False
    return True
