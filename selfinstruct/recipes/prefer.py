"""Recipes of preference data: one for each method, in prompts/preferences/, read as any other recipe is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from selfinstruct.canonical import content_id, to_json
from selfinstruct.errors import RecipeError
from selfinstruct.preferences import GRADES
from selfinstruct.recipes.base import (
    STRICT,
    Constrained,
    Level,
    Stage,
    identity_settings,
    ordered,
    read_settings,
    require_templates,
    validated,
)
from selfinstruct.recipes.ranges import SAMPLING
from selfinstruct.recipes.templates import Templates

METHODS = ("contrast", "rank", "revise", "corrupt", "own", "verified")
JUDGING_METHODS = ("rank", "revise", "corrupt")  # unless their recipe says otherwise
GROUP = "preferences"
# What each stage's templates may use; those that write a response have a system turn at most, the prompt is the rest.
_PAIR = frozenset({"prompt", "response"})
VARIABLES: dict[str, frozenset[str]] = {
    "strong": frozenset({"prompt"}),
    "weak": frozenset({"prompt"}),
    "response": frozenset({"prompt"}),
    "critique": _PAIR,
    "revision": _PAIR | {"critique"},
    "edit": _PAIR,
    "corruption": _PAIR | {"flaw", "description"},
    "score": _PAIR | {"rubric"},
    "score_again": _PAIR | {"rubric"},
    "compare": frozenset({"prompt", "first", "second", "rubric"}),
    "compare_again": frozenset({"prompt", "first", "second", "rubric"}),
}
STAGES = tuple(VARIABLES)
JUDGING = ("score", "score_again", "compare", "compare_again")
RESPONDING = ("strong", "weak", "response")
_NEEDED = {
    "contrast": ("strong", "weak"),
    "rank": ("response",),
    "revise": ("response", "critique", "revision"),
    "corrupt": ("response", "corruption"),
    "own": ("response",),
    "verified": (),
}
MOST_RESPONSES = 64


@dataclass(frozen=True, slots=True)
class PreferenceRecipe:
    """A resolved recipe of preference data; docs/preferences.md describes every key."""

    __pydantic_config__ = STRICT

    name: str
    method: Literal["contrast", "rank", "revise", "corrupt", "own", "verified"]
    description: str = ""
    constrain: Constrained = "auto"
    own_output: bool = True
    responses: int = 4
    temperatures: list[float] = field(default_factory=list)
    against: Literal["worst", "random"] = "worst"
    edited: bool = False
    flaws: dict[str, str] = field(default_factory=dict)
    keep_reasoning: bool = False
    judged: bool = True
    judging: Literal["pairwise", "pointwise"] = "pairwise"
    rubric: str = "helpfulness"
    min_margin: float = 0.5
    max_length_gap: int | None = None
    grades: dict[str, float] = field(default_factory=dict)
    filters: dict[str, dict[str, Any]] = field(default_factory=dict)
    strong: Stage | None = None
    weak: Stage | None = None
    response: Stage | None = None
    critique: Stage | None = None
    revision: Stage | None = None
    edit: Stage | None = None
    corruption: Stage | None = None
    score: Stage | None = None
    score_again: Stage | None = None
    compare: Stage | None = None
    compare_again: Stage | None = None
    reasoning: Level = None
    templates: dict[str, str] = field(default_factory=dict)

    def stage(self, name: str) -> Stage | None:
        """The settings of a stage of STAGES, None where this recipe does without it."""
        stage: Stage | None = getattr(self, name)
        return stage

    def grade(self, margin: float) -> str | None:
        """The highest grade whose threshold the margin reaches; the lowest where it reaches none, None without any."""
        if not self.grades:
            return None
        reached = [name for name in GRADES if name in self.grades and margin >= self.grades[name]]
        return reached[-1] if reached else GRADES[0]

    def identity(self) -> str:
        settings = identity_settings(self, STAGES)
        if not self.keep_reasoning:  # as pairs have it that were made before there was such a key
            del settings["keep_reasoning"]
        if self.max_length_gap is None:
            del settings["max_length_gap"]
        return content_id(to_json(ordered(settings)))


def load_preference_recipe(name: str | Path, overrides: Iterable[str] = ()) -> PreferenceRecipe:
    """Read a recipe by name (a method's) or path and apply overrides; raises RecipeError as `load_recipe` does."""
    return _made(*_settings(name, overrides))


def load_judges(name: str | Path) -> PreferenceRecipe:
    """What recipes of every method have in common, for them to inherit: judges, and no method's own stages."""
    settings, origin = _settings(name)
    return _made({"method": "verified", **settings}, origin)  # the method that asks in no stage of its own


def _settings(name: str | Path, overrides: Iterable[str] = ()) -> tuple[dict[str, Any], str]:
    mappings = ("flaws", "grades", "filters")
    return read_settings(name, overrides, GROUP, stages=VARIABLES, optional=STAGES, mappings=mappings)


def _made(settings: dict[str, Any], origin: str) -> PreferenceRecipe:
    recipe = validated(PreferenceRecipe, settings, origin)
    _check(recipe, origin)
    Templates(recipe, VARIABLES)
    return recipe


def _check(recipe: PreferenceRecipe, origin: str) -> None:
    needed = [*_NEEDED[recipe.method], *(["edit"] if recipe.edited else [])]
    needed += ["compare" if recipe.judging == "pairwise" else "score"]
    for stage in needed:
        if recipe.stage(stage) is None:
            raise RecipeError(f"{origin}: {stage}: is missing; the method {recipe.method} needs it")
    require_templates(recipe, (stage for stage in STAGES if stage not in RESPONDING), origin)
    if not 1 <= recipe.responses <= MOST_RESPONSES:
        raise RecipeError(f"{origin}: responses: must be between 1 and {MOST_RESPONSES} (found {recipe.responses})")
    if recipe.method == "rank" and recipe.responses < 2:
        raise RecipeError(f"{origin}: responses: ranking needs at least two")
    for number, temperature in enumerate(recipe.temperatures):
        if temperature not in SAMPLING["temperature"]:
            told = f"must be {SAMPLING['temperature']} (found {temperature:g})"
            raise RecipeError(f"{origin}: temperatures.{number}: {told}")
    if recipe.min_margin < 0:
        raise RecipeError(f"{origin}: min_margin: must be at least 0 (found {recipe.min_margin})")
    if recipe.max_length_gap is not None and recipe.max_length_gap < 0:
        raise RecipeError(f"{origin}: max_length_gap: must be at least 0 (found {recipe.max_length_gap})")
    if recipe.method == "own" and not recipe.own_output:
        raise RecipeError(f"{origin}: own_output: the method own needs the dataset's own output")
    if recipe.method == "corrupt" and not recipe.flaws:
        raise RecipeError(f"{origin}: flaws: the list is empty")
    if recipe.method in ("rank", "corrupt") and not recipe.judged:
        raise RecipeError(f"{origin}: judged: the method {recipe.method} needs a judge")
    if unknown := sorted(set(recipe.grades) - set(GRADES)):
        raise RecipeError(f"{origin}: grades: unknown key {unknown[0]!r}; known: {', '.join(GRADES)}")
    thresholds = [recipe.grades[name] for name in GRADES if name in recipe.grades]
    if thresholds != sorted(thresholds):
        raise RecipeError(f"{origin}: grades: the thresholds must rise from {GRADES[0]} to {GRADES[-1]}")
