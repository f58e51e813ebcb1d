"""The method that a recipe names, with its options, and the variables that its templates may use."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from selfinstruct.errors import RecipeError, SelfInstructError, UsageError
from selfinstruct.flows.generate.methods.method import Method, NoOptions
from selfinstruct.recipes.base import validated
from selfinstruct.recipes.generate import STAGES, Recipe
from selfinstruct.recipes.templates import VARIABLES, Templates
from selfinstruct.registry import BREAKS, load, place_of, raised_at, said, suggestion

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
    known = [item.name for item in fields(found.options or NoOptions)]
    if unknown := [key for key in recipe.method if key not in known]:
        told = suggestion(unknown[0], known) if known else f"{found.name} has no options (method: null takes them away)"
        raise RecipeError(f"{where}: method: {unknown[0]}: unknown key; {told}")
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
    _check_bound(found, options)
    if wrong := [stage for stage in found.talks if recipe.stage(stage) is not None and recipe.api_of(stage) != "chat"]:
        raise RecipeError(f"{where}: stages.{wrong[0]}: goes on with a conversation, which needs api: chat")
    return found, options


def _check_bound(found: Method, options: Any) -> None:
    """Raise UsageError where a method does not say how many requests of its stages it needs at the most."""
    try:
        most = found.most(options)
    except BREAKS as error:
        if isinstance(error, SelfInstructError):
            raise
        raise UsageError(
            f"method {found.name}: most ({raised_at(error, found.develop, within=True)}): {said(error)}"
        ) from error
    if not isinstance(most, Mapping):
        raise UsageError(f"method {found.name}: most gave {most!r:.40}; give a number for each stage, as a dict")
    for stage in most:
        if stage not in found.stages:
            raise UsageError(f"method {found.name}: most names {stage!r}; {suggestion(str(stage), found.stages)}")
    for stage, number in most.items():
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise UsageError(f"method {found.name}: most of {stage} is {number!r:.40}; it must be a whole number")


def templates_of(recipe: Recipe) -> Templates:
    """The recipe's templates, those of its method among them."""
    return Templates(recipe, variables_of(recipe))


def variables_of(recipe: Recipe) -> Mapping[str, frozenset[str]]:
    """The variables that the templates of each stage may use."""
    method, _ = chosen_method(recipe)
    return {**VARIABLES, **{stage: VARIABLES[STAGES[1]] | more for stage, more in method.stages.items()}}
