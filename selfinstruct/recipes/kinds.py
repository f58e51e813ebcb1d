"""The kinds of recipes, and of which kind a folder is: nothing in it says so, its keys and templates do."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from selfinstruct.recipes import distill, documents, generate, ground, judging, label, prefer, topics
from selfinstruct.recipes.folders import merged, shipped_recipes
from selfinstruct.recipes.yaml_files import read_yaml

_OF_ALL = frozenset({"inherits"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of recipes: the folder under prompts/ that those which ship are in, its dataclass and its stages."""

    name: str
    group: str
    recipe: type
    load: Callable[[Path], Any]
    stages: Collection[str] = ()


@dataclass(slots=True)
class _Said:
    """What a folder and those that it inherits by their path say, and the name that the last of them inherits."""

    keys: dict[str, Any] = field(default_factory=dict)
    stems: set[str] = field(default_factory=set)
    parent: str = ""
    groups: set[str] = field(default_factory=set)


def load_preferences(place: Path) -> prefer.PreferenceRecipe:
    """A recipe for preferences, or what such recipes have in common."""
    return prefer.load_judges(place) if is_for_inheriting(place) else prefer.load_preference_recipe(place)


def is_for_inheriting(place: Path) -> bool:
    """Whether it is what recipes for preferences have in common: judges, and no method or a stage of one."""
    said = _said(place)
    own = set(prefer.STAGES) - set(prefer.JUDGING)
    return "method" not in said.keys and not said.parent and not (said.keys.keys() | said.stems) & own


GENERATION = Kind("generation", "", generate.Recipe, generate.load_recipe, generate.STAGES)
# What fits several is the first of them.
KINDS = (
    GENERATION,
    Kind("preferences", prefer.GROUP, prefer.PreferenceRecipe, load_preferences, prefer.STAGES),
    Kind("labels", label.GROUP, label.LabelRecipe, label.load_label_recipe, label.STAGES),
    Kind("judging", judging.GROUP, judging.JudgingRecipe, judging.load_judging_recipe, judging.STAGES),
    Kind("ground", ground.GROUP, ground.GroundRecipe, ground.load_ground_recipe, ground.STAGES),
    Kind("topics", topics.GROUP, topics.TopicRecipe, topics.load_topic_recipe, topics.STAGES),
    Kind("documents", documents.GROUP, documents.DocumentRecipe, documents.load_document_recipe),
    Kind("distill", distill.GROUP, distill.DistillRecipe, distill.load_distill_recipe, distill.VARIABLES),
)


def kinds_of(place: Path) -> list[Kind]:
    """The kinds that a folder with a recipe.yaml fits best, one mostly: `inherits: chat` alone fits several."""
    said = _said(place)
    ranked = [(_misfit(kind, said), kind) for kind in KINDS]
    best = min(misfit for misfit, _ in ranked)
    return [kind for misfit, kind in ranked if misfit == best]


def _said(place: Path) -> _Said:
    said = _Said()
    for folder, settings in _chain(place):
        said.keys = {**settings, **said.keys}
        said.stems |= {file.name.split(".", 1)[0] for file in folder.glob("*.jinja")}
        said.parent = str(settings.get("inherits") or "")
        said.groups.add(folder.resolve().parent.name)
    return said


def _chain(place: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The folder and those above it that are named by their path, with what each recipe.yaml holds."""
    seen: set[Path] = set()
    while (file := place / "recipe.yaml").is_file() and place.resolve() not in seen:
        seen.add(place.resolve())
        settings = read_yaml(file)
        if not isinstance(settings, dict):
            return
        yield place, settings
        parent = str(settings.get("inherits") or "")
        if not parent or ("/" not in parent and not parent.startswith(".") and _groups(parent)):
            return
        place = (place / Path(parent).expanduser()).resolve()


def _misfit(kind: Kind, said: _Said) -> tuple[bool, int, int, bool, bool]:
    """How little a folder fits a kind, what weighs most first."""
    known = {item.name for item in fields(kind.recipe)} | _OF_ALL
    own = said.keys.get("stages")
    groups = _groups(said.parent) if said.parent else set()
    stages = {*kind.stages, *(own if "stages" in known and isinstance(own, dict) else ())}
    if kind.group in groups:
        stages |= _templates(said.parent, kind.group)
    required = {item.name for item in fields(kind.recipe) if item.default is item.default_factory}  # MISSING, both
    alone = not said.parent
    return (
        bool(groups) and kind.group not in groups,
        len(said.keys.keys() - known) + len(said.stems - stages),
        len(required - said.keys.keys() - {"name"}) if alone else 0,
        alone and bool(kind.stages) and not (said.keys.keys() | said.stems) & stages,
        (kind.group or "prompts") not in said.groups,
    )


@cache
def _groups(name: str) -> set[str]:
    """The groups in which a recipe of that name can be inherited."""
    if any(entry_points(group="selfinstruct.recipes", name=name)):
        return set()
    return {kind.group for kind in KINDS if name in shipped_recipes(kind.group)}


@cache
def _templates(name: str, group: str) -> set[str]:
    """What the templates of a shipped recipe are called, those among them that others include."""
    return {file.split(".", 1)[0] for file in merged(name, (), group)[0]["templates"]}
