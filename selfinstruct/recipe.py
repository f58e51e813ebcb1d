"""Recipes: prompts, sampling and filters, read from a folder with a recipe.yaml and its templates.

A recipe is named (`chat`) or given by path (a folder, or its recipe.yaml); an installed package adds names with the
entry point `selfinstruct.recipes`, a package whose folder holds the recipe. `inherits:` names another one; settings are
merged key by key, templates fall back to the inherited folder. A resolved recipe holds everything it needs, template
texts included, so that a run can be resumed from what it recorded.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError

from selfinstruct.data import folder
from selfinstruct.errors import RecipeError
from selfinstruct.records import Sampling, content_id, to_json
from selfinstruct.yaml_files import read_yaml

STAGES = ("bootstrap", "classify", "classify_again", "input_first", "output_first")
_STRICT = ConfigDict(extra="forbid", strict=True)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stage:
    """How one stage's requests are sampled; `timeout` is in seconds."""

    __pydantic_config__ = _STRICT

    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    seed: int | None = None
    stop: list[str] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    timeout: float = 120.0

    def sampling(self) -> Sampling:
        return Sampling(
            max_tokens=self.max_tokens, temperature=self.temperature, top_p=self.top_p,
            presence_penalty=self.presence_penalty, frequency_penalty=self.frequency_penalty,
            seed=self.seed, stop=tuple(self.stop), extra=self.extra,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Saturation:
    """When growing stops for lack of anything new.

    It stops when fewer than the share `accepted` of the last `candidates` candidates were accepted, or fewer
    than the share `yielding` of the last `tasks` tasks have an instance. 0 candidates or tasks turns that off.
    """

    __pydantic_config__ = _STRICT

    candidates: int = 400
    accepted: float = 0.02
    tasks: int = 100
    yielding: float = 0.05


@dataclass(frozen=True, slots=True)
class Recipe:
    """A resolved recipe; docs/recipes.md describes every key."""

    __pydantic_config__ = _STRICT

    name: str
    form: Literal["chat", "paper", "alpaca"]
    description: str = ""
    api: Literal["chat", "completions"] = "chat"
    window: int = 64
    demonstrations: int = 8
    machine_demonstrations: int = 2
    candidates: int = 8
    instances: int = 1
    classification_share: float = 0.0
    vary: Literal["task", "request"] = "task"
    attributes: dict[str, list[str]] = field(default_factory=dict)
    attributes_named: int = 3
    bootstrap: Stage = field(default_factory=Stage)
    classify: Stage | None = None
    classify_again: Stage | None = None
    input_first: Stage | None = None
    output_first: Stage | None = None
    filters: dict[str, dict[str, Any]] = field(default_factory=dict)
    saturation: Saturation = field(default_factory=Saturation)
    templates: dict[str, str] = field(default_factory=dict)

    def stage(self, name: str) -> Stage | None:
        """The settings of a stage of STAGES, None where this recipe does without it."""
        stage: Stage | None = getattr(self, name)
        return stage

    def as_dict(self) -> dict[str, Any]:
        """Plain data that `restore` reads."""
        return asdict(self)

    def identity(self) -> dict[str, str]:
        """A hash for each part that can change what a run writes; time-outs and the description cannot."""
        settings = self.as_dict()
        templates = settings.pop("templates")
        settings.pop("description")
        for stage in STAGES:
            if settings[stage]:
                settings[stage].pop("timeout")
        # Filters are applied in their order, so that order is part of what they are.
        settings["filters"] = list(settings["filters"].items())
        parts = {f"setting {key}": content_id(_canonical(value)) for key, value in settings.items()}
        return parts | {f"template {name}": content_id(text) for name, text in templates.items()}


def load_recipe(name: str | Path, overrides: Iterable[str] = ()) -> Recipe:
    """Read a recipe by name or path and apply `stage.key=value` overrides (values are YAML).

    Raises RecipeError, naming file and key, for an unknown recipe, an unknown key or a value of the wrong type.
    """
    settings, origin = read_settings(name, overrides)
    # False takes away what was inherited: a filter, a list of attributes, a stage.
    filters, attributes = (settings.get(key) or {} for key in ("filters", "attributes"))
    for key, value in (("filters", filters), ("attributes", attributes)):
        if not isinstance(value, dict):
            raise RecipeError(f"{origin}: {key}: must hold names and values")
    settings["filters"] = {key: value or {} for key, value in filters.items() if value is not False}
    settings["attributes"] = {key: value for key, value in attributes.items() if value is not False}
    settings = {key: value for key, value in settings.items() if value is not False or key not in STAGES[1:]}
    return _build(settings, origin)


def read_settings(name: str | Path, overrides: Iterable[str] = (), group: str = "") -> tuple[dict[str, Any], str]:
    """A recipe's settings as written, what it inherits merged in, and where they stand, for messages.

    `group` is the folder under prompts/ in which names are looked up. "templates" holds the template texts.
    """
    place = _place(str(name), Path(), group)
    settings, templates, origin = _read(place, (), group)
    for override in overrides:
        settings = _merge(settings, _override(override))
        origin = f"{place / 'recipe.yaml'} with --set"
    settings.setdefault("name", place.name)
    if "templates" in settings:
        raise RecipeError(f"{origin}: templates: unknown key (templates are the *.jinja beside recipe.yaml)")
    return settings | {"templates": templates}, origin


def restore(data: Mapping[str, Any]) -> Recipe:
    """The recipe that `Recipe.as_dict` gave as data."""
    return _build(dict(data), "the recipe recorded in the run")


def shipped(group: str = "") -> list[str]:
    """The names of the shipped recipes, or of those in a folder of their own."""
    return sorted(place.parent.name for place in (folder("prompts") / group).glob("*/recipe.yaml"))


def _place(name: str, base: Path, group: str = "") -> Path:
    given = base / Path(name).expanduser()
    if given.name == "recipe.yaml" and given.is_file():
        return given.parent
    if (given / "recipe.yaml").is_file() and ("/" in name or name.startswith(".") or name not in shipped(group)):
        return given
    if name in shipped(group):
        return folder("prompts") / group / name
    for point in entry_points(group="selfinstruct.recipes", name=name):
        return Path(str(point.load().__file__)).parent
    if given.is_dir():
        raise RecipeError(f"{given}: has no recipe.yaml")
    raise RecipeError(
        f"there is no recipe {name!r}; known: {', '.join(shipped(group))}, or the path of a folder with a recipe.yaml"
    )


def _read(place: Path, seen: tuple[Path, ...], group: str = "") -> tuple[dict[str, Any], dict[str, str], str]:
    path = place / "recipe.yaml"
    if place.resolve() in seen:
        raise RecipeError(f"{path}: inherits: goes round in a circle")
    settings = read_yaml(path)
    if not isinstance(settings, dict):
        raise RecipeError(f"{path}: must hold keys and values")
    parent = settings.pop("inherits", None)
    templates: dict[str, str] = {}
    if parent is not None:
        inherited, templates, _ = _read(_place(str(parent), place, group), (*seen, place.resolve()), group)
        inherited.pop("description", None)
        inherited.pop("name", None)
        settings = _merge(inherited, settings)
    for file in sorted(place.glob("*.jinja")):
        try:
            templates[file.name] = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RecipeError(f"{file}: cannot be read: {error}") from error
    return settings, templates, str(path)


def _merge(below: dict[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """`above` over `below`, key by key; lists and plain values are replaced."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, Mapping) else value
    return merged


def _override(text: str) -> dict[str, Any]:
    path, equals, value = text.partition("=")
    keys = path.strip().split(".")
    if not equals or not all(keys):
        raise RecipeError(f"--set {text!r}: write stage.key=value, for example bootstrap.temperature=0.9")
    try:
        result: Any = yaml.safe_load(value)
    except (yaml.YAMLError, RecursionError) as error:
        raise RecipeError(f"--set {text!r}: the value cannot be read as YAML") from error
    for key in reversed(keys):
        result = {key: result}
    return dict(result)


def _build(settings: dict[str, Any], origin: str) -> Recipe:
    recipe = validated(Recipe, settings, origin)
    _check(recipe, origin)
    return recipe


def validated(kind: type[T], settings: dict[str, Any], origin: str) -> T:
    """The settings as a dataclass with strict types; raises RecipeError for all that does not fit."""
    try:
        return TypeAdapter(kind).validate_json(json.dumps(_integers_as_floats(settings), default=str))
    except ValidationError as error:
        raise RecipeError("; ".join(_complaint(item, origin) for item in error.errors())) from None


def _complaint(item: Any, origin: str) -> str:
    key = ".".join(str(part) for part in item["loc"])
    if item["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        return f"{origin}: {key}: unknown key"
    if item["type"] == "missing":
        return f"{origin}: {key}: is missing"
    return f"{origin}: {key}: {item['msg'][0].lower()}{item['msg'][1:]} (found {item['input']!r:.60})"


def _check(recipe: Recipe, origin: str) -> None:
    for key, least in (
        ("window", 8),
        ("demonstrations", 1),
        ("machine_demonstrations", 0),
        ("candidates", 1),
        ("instances", 1),
        ("attributes_named", 1),
    ):
        if getattr(recipe, key) < least:
            raise RecipeError(f"{origin}: {key}: must be at least {least} (found {getattr(recipe, key)})")
    if recipe.machine_demonstrations > recipe.demonstrations:
        raise RecipeError(f"{origin}: machine_demonstrations: must not exceed demonstrations ({recipe.demonstrations})")
    for key in ("classification_share", "saturation.accepted", "saturation.yielding"):
        value = recipe.classification_share if key == "classification_share" else getattr(recipe.saturation, key[11:])
        if not 0 <= value <= 1:
            raise RecipeError(f"{origin}: {key}: must lie between 0 and 1 (found {value})")
    if (recipe.input_first is None) != (recipe.output_first is None):
        raise RecipeError(f"{origin}: input_first and output_first: give both, or neither")
    if recipe.classify_again is not None and recipe.classify is None:
        raise RecipeError(f"{origin}: classify_again: needs the stage classify")
    for name, values in recipe.attributes.items():
        if not values:
            raise RecipeError(f"{origin}: attributes.{name}: the list is empty")
    for stage in STAGES:
        if recipe.stage(stage) is not None and f"{stage}.jinja" not in recipe.templates:
            raise RecipeError(f"{origin}: {stage}: the template {stage}.jinja is missing")


def _integers_as_floats(settings: dict[str, Any]) -> dict[str, Any]:
    """`temperature: 1` means 1.0; strict validation would let that pass, but two spellings would hash apart."""
    numbers = {
        "temperature",
        "top_p",
        "presence_penalty",
        "frequency_penalty",
        "timeout",
        "accepted",
        "yielding",
        "classification_share",
        "min_margin",
    }

    def walk(value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return {name: item if name == "extra" else walk(item, str(name)) for name, item in value.items()}
        if key in numbers and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        return value

    return dict(walk(settings, ""))


def _canonical(value: Any) -> str:
    def ordered(item: Any) -> Any:
        if isinstance(item, dict):
            return {key: ordered(item[key]) for key in sorted(item)}
        return [ordered(part) for part in item] if isinstance(item, list | tuple) else item

    return to_json(ordered(value))
