"""Recipes: prompts, sampling and filters, read from a folder with a recipe.yaml and its templates.

A recipe is named (`chat`) or given by path (a folder, or its recipe.yaml); an installed package adds names with the
entry point `selfinstruct.recipes`, a package whose folder holds the recipe. `inherits:` names another one; settings are
merged key by key, templates fall back to the inherited folder. A resolved recipe holds everything it needs, template
texts included, so that a run can be resumed from what it recorded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from selfinstruct.canonical import content_id, to_json
from selfinstruct.errors import RecipeError
from selfinstruct.recipes.base import (
    STRICT,
    Constrained,
    Level,
    Stage,
    identity_settings,
    ordered,
    plain_data,
    read_settings,
    require_templates,
    validated,
)
from selfinstruct.recipes.ranges import SHARE, Range, outside, refuse

STAGES = ("bootstrap", "classify", "classify_again", "input_first", "output_first")
_STEERED = ("verbalized", "overused")
_OPTIONAL = (*STAGES[1:], *_STEERED)
_RANGES = {
    "window": Range(8), "demonstrations": Range(1), "machine_demonstrations": Range(0), "candidates": Range(1),
    "instances": Range(1), "attributes_named": Range(1), "classification_share": SHARE,
}  # fmt: skip
_STEERING = {
    "diversity": {"window": Range(0, 1000), "fall": SHARE},
    "verbalized": {"below": Range(0, 1, above=True)},  # nothing is below 0
    "overused": {
        "words": Range(0, 100), "openings": Range(0, 100), "share": SHARE, "times": Range(1), "tasks": Range(1),
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Saturation:
    """When growing stops for lack of anything new.

    It stops when fewer than the share `accepted` of the last `candidates` candidates were accepted, or fewer
    than the share `yielding` of the last `tasks` tasks have an instance. 0 candidates or tasks turns that off.
    """

    __pydantic_config__ = STRICT

    candidates: int = 400
    accepted: float = 0.02
    tasks: int = 100
    yielding: float = 0.05


@dataclass(frozen=True, slots=True)
class Verbalized:
    """Candidates are asked for with their probabilities, and those that are not `below` one are rejected.

    A candidate whose probability is `missing` or cannot be read is kept or rejected.
    """

    __pydantic_config__ = STRICT

    below: float = 0.1
    missing: Literal["keep", "reject"] = "keep"


@dataclass(frozen=True, slots=True)
class Overused:
    """What stands in too many accepted tasks is named in prompts: at most so many `words`, and `openings` of two words.

    Too many is more than the `share` of the pool (twice the share, of openings) and more than so many `times` the share
    of the seeds. It is named once the pool has so many `tasks`.
    """

    __pydantic_config__ = STRICT

    words: int = 12
    openings: int = 4
    share: float = 0.05
    times: float = 2.0
    tasks: int = 24


@dataclass(frozen=True, slots=True)
class Watched:
    """When a run says that its diversity falls: by the share `fall` from the first `window` tasks to the last.

    With a window of 0 it says nothing.
    """

    __pydantic_config__ = STRICT

    window: int = 50
    fall: float = 0.15


@dataclass(frozen=True, slots=True)
class Recipe:
    """A resolved recipe; docs/recipes.md describes every key."""

    __pydantic_config__ = STRICT

    name: str
    form: Literal["chat", "paper", "alpaca"]
    description: str = ""
    api: Literal["chat", "completions"] = "chat"
    constrain: Constrained = "auto"
    window: int = 64
    demonstrations: int = 8
    machine_demonstrations: int = 2
    demonstrate: Literal["any", "alone"] = "any"
    candidates: int = 8
    instances: int = 1
    answers: Literal["examples", "plain"] = "examples"
    classification_share: float = 0.0
    vary: Literal["task", "request"] = "task"
    attributes: dict[str, list[str]] = field(default_factory=dict)
    attributes_named: int = 3
    together: list[dict[str, list[str]]] = field(default_factory=list)
    classification_attributes: Literal["all", "subject"] = "all"
    spread: Literal["auto", "domains", "seeds"] = "auto"
    bootstrap: Stage = field(default_factory=Stage)
    classify: Stage | None = None
    classify_again: Stage | None = None
    input_first: Stage | None = None
    output_first: Stage | None = None
    develop: str = "instances"
    method: dict[str, Any] = field(default_factory=dict)
    stages: dict[str, Stage] = field(default_factory=dict)
    filters: dict[str, dict[str, Any]] = field(default_factory=dict)
    keep_reasoning: bool = False
    reasoning: Level = None
    verbalized: Verbalized | None = None
    overused: Overused | None = None
    diversity: Watched = field(default_factory=Watched)
    saturation: Saturation = field(default_factory=Saturation)
    templates: dict[str, str] = field(default_factory=dict)

    def stage(self, name: str) -> Stage | None:
        """The settings of a stage of STAGES or of the method's; None where this recipe does without it."""
        if name not in STAGES:
            return self.stages.get(name)
        stage: Stage | None = getattr(self, name)
        return stage

    def api_of(self, name: str) -> str:
        """The API that a stage is asked by: its own, or the recipe's."""
        stage = self.stage(name)
        return (stage.api if stage else None) or self.api

    def as_dict(self) -> dict[str, Any]:
        """Plain data that `restore` reads."""
        data = plain_data(self)
        if not self.keep_reasoning:
            del data["keep_reasoning"]
        return data

    @property
    def has_domains(self) -> bool:
        """Whether there is a list of domains, so that `spread` says anything."""
        return "domain" in self.attributes

    def identity(self) -> dict[str, str]:
        """A hash for each part that can change what a run writes; time-outs and the description cannot."""
        settings = identity_settings(self, STAGES)
        templates = settings.pop("templates")
        settings.pop("diversity")  # it says something, and writes nothing
        if not self.keep_reasoning:  # as runs have it that began before there was such a key
            del settings["keep_reasoning"]
        if not self.has_domains:
            del settings["spread"]
        # Filters are applied in their order, so that order is part of what they are.
        settings["filters"] = list(settings["filters"].items())
        parts = {f"setting {key}": content_id(to_json(ordered(value))) for key, value in settings.items()}
        return parts | {f"template {name}": content_id(text) for name, text in templates.items()}


def load_recipe(name: str | Path, overrides: Iterable[str] = ()) -> Recipe:
    """Read a recipe by name or path and apply `stage.key=value` overrides (values are YAML).

    Raises RecipeError, naming file and key, for an unknown recipe, an unknown key or a value of the wrong type.
    """
    mappings = ("filters", "attributes", "stages")
    settings, origin = read_settings(name, overrides, stages=STAGES, optional=_OPTIONAL, mappings=mappings)
    if settings.get("method") in (None, False):  # those of the recipe it inherits are for another method
        settings["method"] = {}
    return _build(settings, origin)


def restore(data: Mapping[str, Any]) -> Recipe:
    """The recipe that `Recipe.as_dict` gave as data."""
    # Before there was such a key, the domains were used with any seeds.
    own = str(data.get("develop", ""))
    code = own if ":" in own else ""  # the flow asks whether the user names it too
    recipe = _build(
        {"spread": "domains", **data, **({"develop": "instances"} if code else {})}, "the recipe recorded in the run"
    )
    return replace(recipe, develop=code) if code else recipe


def _build(settings: dict[str, Any], origin: str) -> Recipe:
    recipe = validated(Recipe, settings, origin)
    _check(recipe, origin)
    return recipe


def _check(recipe: Recipe, origin: str) -> None:
    refuse(outside(recipe, _RANGES), origin)
    if recipe.machine_demonstrations > recipe.demonstrations:
        raise RecipeError(f"{origin}: machine_demonstrations: must not exceed demonstrations ({recipe.demonstrations})")
    if (recipe.input_first is None) != (recipe.output_first is None):
        raise RecipeError(f"{origin}: input_first and output_first: give both, or neither")
    if recipe.answers == "plain" and (recipe.instances != 1 or recipe.classify is not None):
        raise RecipeError(f"{origin}: answers: plain ones need instances: 1 and no stage classify")
    if ":" in recipe.develop:
        raise RecipeError(
            f"{origin}: develop: {recipe.develop!r:.60} is code of your own, which a recipe must not run; "
            f"give --develop {recipe.develop:.60}"
        )
    if taken := [name for name in recipe.stages if name in STAGES]:
        raise RecipeError(f"{origin}: stages.{taken[0]}: stands by itself; write {taken[0]}: at the top")
    if recipe.classify_again is not None and recipe.classify is None:
        raise RecipeError(f"{origin}: classify_again: needs the stage classify")
    _check_steering(recipe, origin)
    for name, values in recipe.attributes.items():
        if not values:
            raise RecipeError(f"{origin}: attributes.{name}: the list is empty")
    if any("domain" not in group or len(group) == 1 for group in recipe.together):
        raise RecipeError(f"{origin}: together: each entry needs a list domain, and a list of what goes with it")
    require_templates(recipe, (*STAGES, *recipe.stages), origin)


def _check_steering(recipe: Recipe, origin: str) -> None:
    """What is asked for by keys of their own, and what is said of the run."""
    if recipe.verbalized is not None and recipe.form != "chat":
        raise RecipeError(
            f"{origin}: verbalized: answers of the form {recipe.form} have no place for a probability; "
            "take a recipe of the form chat, such as chat or small"
        )
    for key in _STEERED:
        if getattr(recipe, key) is not None and not any(key in text for text in recipe.templates.values()):
            raise RecipeError(f"{origin}: {key}: no template uses it; write {{{{ {key} }}}} into bootstrap.jinja")
    for section, ranges in _STEERING.items():
        refuse(outside(getattr(recipe, section), ranges, section), origin)
