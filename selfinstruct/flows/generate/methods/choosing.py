"""The method that a recipe names, with its options, and the variables that its templates may use."""

from collections.abc import Mapping
from typing import Any

from selfinstruct.errors import RecipeError, UsageError
from selfinstruct.flows.generate.methods.method import Method, NoOptions
from selfinstruct.recipes.base import validated
from selfinstruct.recipes.generate import STAGES, Recipe
from selfinstruct.recipes.templates import VARIABLES, Templates
from selfinstruct.registry import load, place_of

_LAST: dict[int, tuple[Recipe, tuple[Method, Any]]] = {}  # each prompt asks for it
_MOST = 100


def chosen_method(recipe: Recipe) -> tuple[Method, Any]:
    """The method with its options as the recipe sets them.

    `module:attr` is imported: no recipe that is read may have it, so that the user has named it. Raises UnknownName,
    UsageError for what is no method, and RecipeError for options and stages that do not fit it.
    """
    known = _LAST.get(id(recipe))
    if known is None or known[0] is not recipe:
        if len(_LAST) >= _MOST:
            _LAST.clear()
        known = _LAST[id(recipe)] = recipe, _chosen(recipe)
    return known[1]


def _chosen(recipe: Recipe) -> tuple[Method, Any]:
    found = load("methods", recipe.develop, code=True)
    if not isinstance(found, Method):
        raise UsageError(
            f"method {recipe.develop!r} ({place_of(found)}): is no method; make one with selfinstruct.method"
        )
    where = f"recipe {recipe.name}"
    options: Any = validated(found.options or NoOptions, dict(recipe.method), f"{where}: method")
    for stage in found.stages:
        if recipe.stage(stage) is None and stage not in found.optional:
            raise RecipeError(
                f"{where}: develop: {found.name} asks in the stage {stage}, which the recipe does not have; add "
                f"stages.{stage} and {stage}.jinja, or name another recipe"
            )
    if surplus := [stage for stage in recipe.stages if stage not in found.stages]:
        raise RecipeError(
            f"{where}: stages.{surplus[0]}: the method {found.name} asks in no such stage; its stages: "
            f"{', '.join(found.stages) or 'none beside those of its own'}"
        )
    return found, options


def templates_of(recipe: Recipe) -> Templates:
    """The recipe's templates, those of its method among them."""
    return Templates(recipe, variables_of(recipe))


def variables_of(recipe: Recipe) -> Mapping[str, frozenset[str]]:
    """The variables that the templates of each stage may use."""
    method, _ = chosen_method(recipe)
    return {**VARIABLES, **{stage: VARIABLES[STAGES[1]] | more for stage, more in method.stages.items()}}
