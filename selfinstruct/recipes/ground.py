"""The recipes of `ground`: prompts/ground/<name>/ with a recipe.yaml and its templates."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

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
from selfinstruct.recipes.ranges import SHARE, outside, refuse
from selfinstruct.registry import suggestion

GROUP = "ground"
STAGES = ("ask", "ask_again", "digest", "verify", "judge", "known")
_SHOWN = frozenset({"passages", "fence", "title"})
_ASKED = _SHOWN | {"types", "count", "otherwise", "labels", "language", "topic", "guidance", "asked"}
VARIABLES = {
    "ask": _ASKED,
    "ask_again": _ASKED,
    "digest": _SHOWN,
    "verify": _SHOWN | {"questions"},
    "judge": _SHOWN | {"type", "question", "answer", "rubric"},
    "known": frozenset({"question"}),
}


@dataclass(frozen=True, slots=True)
class TaskType:
    """A type of task: what the model is asked for, and what is held against its answer.

    `weight` is its share of the tasks. `form` is any, open or closed: whether the passage stands as the input. With
    `refers` the question may speak of the passage. `verify` says what the passage is to give when the question is
    answered from it again: an answer, none, or not asked. `output` is text, json, label, or passage where the passage
    itself is the output. `over` is what is shown: a passage, a pair of them, or a document. `needs` may be table.
    With `numbers` every number of the answer must stand in what is shown.
    """

    __pydantic_config__ = STRICT

    ask: str = ""
    weight: float = 0.0
    form: Literal["any", "open", "closed"] = "any"
    refers: bool = False
    verify: Literal["answer", "unanswerable", "no"] = "answer"
    output: Literal["text", "json", "label", "passage"] = "text"
    over: Literal["passage", "pair", "document"] = "passage"
    needs: Literal["", "table"] = ""
    numbers: bool = True
    labels: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PassageSize:
    """How passages are cut, in estimated tokens."""

    __pydantic_config__ = STRICT

    most: int = 800
    least: int = 120


@dataclass(frozen=True, slots=True)
class DocumentSize:
    """Up to how many estimated tokens a document is shown whole, and is summed up at all."""

    __pydantic_config__ = STRICT

    whole: int = 4000
    most: int = 16_000


@dataclass(frozen=True, slots=True)
class Agreement:
    """From which agreement on an answer counts as confirmed, where it is short and where it is long."""

    __pydantic_config__ = STRICT

    short: float = 0.6
    long: float = 0.25


@dataclass(frozen=True, slots=True)
class Yield:
    """When a run ends early: fewer than the share `accepted` of the last `candidates` were kept."""

    __pydantic_config__ = STRICT

    candidates: int = 400
    accepted: float = 0.02


@dataclass(frozen=True, slots=True)
class GroundRecipe:
    """How passages become tasks; docs/ground.md describes every key.

    `rate` is in tasks for a thousand tokens, `most` the most of one request, `rounds` how often a passage is asked.
    """

    __pydantic_config__ = STRICT

    name: str
    description: str = ""
    api: Literal["chat", "completions"] = "chat"
    constrain: Constrained = "auto"
    rate: float = 5.0
    most: int = 6
    rounds: int = 3
    passage: PassageSize = field(default_factory=PassageSize)
    document: DocumentSize = field(default_factory=DocumentSize)
    agreement: Agreement = field(default_factory=Agreement)
    saturation: Yield = field(default_factory=Yield)
    rubric: str = "grounding"
    min_points: float = 7.0
    types: dict[str, TaskType] = field(default_factory=dict)
    ask: Stage = field(default_factory=Stage)
    ask_again: Stage | None = None
    digest: Stage | None = None
    verify: Stage | None = None
    judge: Stage | None = None
    known: Stage | None = None
    keep_reasoning: bool = False
    reasoning: Level = None
    filters: dict[str, dict[str, Any]] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)

    def stage(self, name: str) -> Stage | None:
        """The settings of a stage of STAGES, None where this recipe does without it."""
        stage: Stage | None = getattr(self, name)
        return stage

    def identity(self) -> dict[str, str]:
        """A hash for each part that can change what is asked or kept."""
        settings = identity_settings(self, STAGES)
        settings["filters"] = list(self.filters.items())  # they are applied in their order
        if not self.keep_reasoning:  # as runs have it of before there was such a key
            del settings["keep_reasoning"]
        return identity_parts(settings)


def load_ground_recipe(name: str | Path, overrides: Iterable[str] = ()) -> GroundRecipe:
    """Read a recipe of prompts/ground/ or a folder of the user's; raises RecipeError, naming file and key."""
    settings, origin = read_settings(
        name, overrides, GROUP, stages=VARIABLES, optional=STAGES[1:], mappings=("filters", "types")
    )
    recipe = validated(GroundRecipe, settings, origin)
    _check(recipe, origin)
    require_templates(recipe, STAGES, origin)
    return recipe


def _check(recipe: GroundRecipe, origin: str) -> None:
    for name in ("rate", "most", "rounds"):
        if getattr(recipe, name) <= 0:
            raise RecipeError(f"{origin}: {name}: must be above 0 (found {getattr(recipe, name):g})")
    refuse(outside(recipe.agreement, {"short": SHARE, "long": SHARE}, "agreement"), origin)
    size = recipe.passage
    if size.most < 20 or not 0 <= size.least <= size.most // 2:
        raise RecipeError(f"{origin}: passage: most must be at least 20, and least at most half of it")
    for name, kind in recipe.types.items():
        if kind.weight < 0:
            raise RecipeError(f"{origin}: types.{name}.weight: must not be below 0 (found {kind.weight:g})")
        if kind.weight and not kind.ask.strip():
            near = suggestion(name, (known for known, other in recipe.types.items() if other.ask.strip()))
            raise RecipeError(f"{origin}: types.{name}.ask: is missing, which a type of your own needs; {near}")
    if not any(kind.weight for kind in recipe.types.values()):
        raise RecipeError(f"{origin}: types: none has a weight above 0")
    if recipe.digest is None and any(kind.over == "document" and kind.weight for kind in recipe.types.values()):
        raise RecipeError(f"{origin}: digest: is missing, which types over a whole document need")
