"""The parts common to recipes of every kind: stages, validation, identity; folders.py finds and reads them."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol, TypeVar, cast

from pydantic import BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from selfinstruct.canonical import content_id, to_json
from selfinstruct.errors import RecipeError
from selfinstruct.forms.description import Constrain
from selfinstruct.recipes.folders import merged, template_files
from selfinstruct.recipes.keys import unknown_key
from selfinstruct.recipes.ranges import SAMPLING, SATURATION, outside, refuse
from selfinstruct.recipes.strays import refuse_strays
from selfinstruct.records import Sampling

STRICT = ConfigDict(extra="forbid", strict=True)
T = TypeVar("T")
# How much a reasoning model is to think; YAML reads `off` as false. None: nothing is said here.
Level = Annotated[
    Literal["off", "low", "medium", "high", "default"] | None,
    BeforeValidator(lambda given: "off" if given is False else given),
]
# How answers are held to the form they are read in.
Constrained = Annotated[Constrain, BeforeValidator(lambda given: "off" if given is False else given)]


# Keys that came later, with the values that mean what was before there were such keys.
_LATER: dict[str, Any] = {
    "constrain": "auto", "answers": "examples", "reasoning": None, "develop": "instances", "method": {}, "stages": {},
    "demonstrate": "any", "together": [], "classification_attributes": "all", "verbalized": None, "overused": None,
}  # fmt: skip
_LATER_OF_STAGES = {"api": None, "reasoning": None}


class AnyRecipe(Protocol):
    """What has prompts: a recipe of any kind. `stage` gives None where it does without that stage."""

    @property
    def name(self) -> str: ...

    @property
    def templates(self) -> Mapping[str, str]: ...

    def stage(self, name: str) -> object | None: ...


@dataclass(frozen=True, slots=True)
class Stage:
    """How one stage's requests are asked; `timeout` is in seconds, and without an `api` it is the recipe's."""

    __pydantic_config__ = STRICT

    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    seed: int | None = None
    stop: list[str] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    reasoning: Level = None
    timeout: float = 120.0
    api: Literal["chat", "completions"] | None = None

    def __post_init__(self) -> None:
        for name in ("n", "candidate_count", "candidateCount", "num_return_sequences"):
            number = self.extra.get(name, 1)
            if number not in (None, 1):
                raise ValueError(f"extra.{name} = {number!r}: one answer is read, and all of them would be paid")

    def sampling(self) -> Sampling:
        return Sampling(
            max_tokens=self.max_tokens, temperature=self.temperature, top_p=self.top_p,
            presence_penalty=self.presence_penalty, frequency_penalty=self.frequency_penalty,
            seed=self.seed, stop=tuple(self.stop), extra=self.extra, reasoning=self.reasoning or "default",
        )  # fmt: skip


def read_settings(
    name: str | Path, overrides: Iterable[str] = (), group: str = "",
    *, stages: Collection[str] = (), optional: Collection[str] = (), mappings: Collection[str] = (),
) -> tuple[dict[str, Any], str]:  # fmt: skip
    """A recipe's settings, what it inherits merged in, and where they stand, for messages.

    `group` is the folder under prompts/ in which names are looked up. False takes away what was inherited: a stage of
    `optional`, a name in one of the `mappings`; of `attributes` null does so too. "templates" holds the template texts,
    which must be of one of the `stages`.
    """
    settings, origin = merged(name, overrides, group)
    if stages:
        own = settings.get("stages")
        known = [*stages, *(own if isinstance(own, dict) else ())]
        place = Path(origin.removesuffix(" with --set")).parent
        refuse_strays(settings["templates"], known, lambda: template_files(place, group))
    for key in mappings:
        values = settings.get(key) or {}
        if not isinstance(values, dict):
            raise RecipeError(f"{origin}: {key}: must hold names and values")
        taken = (False, None) if key == "attributes" else (False,)
        settings[key] = {name: value for name, value in values.items() if not any(value is one for one in taken)}
    if "filters" in mappings:
        settings["filters"] = {name: value or {} for name, value in settings["filters"].items()}
    settings = {key: value for key, value in settings.items() if value is not False or key not in optional}
    return settings, origin


def require_templates(recipe: AnyRecipe, stages: Iterable[str], origin: str) -> None:
    """Raise RecipeError for the first of these stages that the recipe has without its template."""
    for stage in stages:
        if recipe.stage(stage) is not None and f"{stage}.jinja" not in recipe.templates:
            raise RecipeError(f"{origin}: {stage}: the template {stage}.jinja is missing")


def identity_settings(recipe: Any, stages: Iterable[str]) -> dict[str, Any]:
    """The settings of a recipe that can change what a run writes; time-outs and the description cannot."""
    settings = asdict(recipe)
    settings.pop("description")
    _drop_later(settings)
    settings.pop("reasoning", None)  # each stage has it
    for stage in (*map(settings.get, stages), *settings.get("stages", {}).values()):
        if stage:
            stage.pop("timeout")
            if stage.get("reasoning") == "default":  # as runs have it of before there was such a key
                del stage["reasoning"]
    return settings


def identity_parts(settings: Mapping[str, Any]) -> dict[str, str]:
    """What `identity_settings` has as a hash for each part, so that a difference can be named."""
    parts = {
        f"recipe setting {key}": content_id(to_json(value)) for key, value in settings.items() if key != "templates"
    }
    return parts | {f"recipe template {name}": content_id(text) for name, text in sorted(settings["templates"].items())}


def _drop_later(settings: dict[str, Any]) -> None:
    """Take out keys that are as they were before there were such keys, here and in the stages."""
    for name, value in _LATER.items():
        if name in settings and settings[name] == value:
            del settings[name]
    for stage in (*settings.values(), *settings.get("stages", {}).values()):
        if isinstance(stage, dict) and {"max_tokens", "extra", "timeout"} <= stage.keys():
            for name, value in _LATER_OF_STAGES.items():
                if stage[name] == value:
                    del stage[name]


def plain_data(recipe: Any) -> dict[str, Any]:
    """A recipe as plain data, without the keys that say nothing and that older runs do not have."""
    settings = asdict(recipe)
    _drop_later(settings)
    return settings


def ordered(value: Any) -> Any:
    """The value with the keys of each mapping sorted: the order they were written in is not part of an identity."""
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value)}
    return [ordered(item) for item in value] if isinstance(value, list | tuple) else value


def validated(kind: type[T], settings: dict[str, Any], origin: str) -> T:
    """The settings as a dataclass with strict types; raises RecipeError for all that does not fit, a line each.

    A whole number is as good as a float: `temperature: 1` means 1.0, and hashes like it.
    """
    try:
        read: T = _adapter(cast(Any, kind)).validate_json(json.dumps(settings, default=str))
    except ValidationError as error:
        # A key that is missing may be one that is misspelt, which is told first.
        wrong = sorted(error.errors(), key=lambda item: item["type"] == "missing")
        raise RecipeError(*(_complaint(item, origin, kind, settings) for item in wrong)) from None
    refuse(_out_of_range(read), origin)
    return _with_level(read)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _out_of_range(recipe: Any) -> Iterator[str]:
    """What is said of numbers with which no request can be made, and no run can go by."""
    held = {item.name: getattr(recipe, item.name) for item in fields(recipe)}
    own = {f"stages.{name}": stage for name, stage in held.get("stages", {}).items()}
    for name, value in (held | own).items():
        if isinstance(value, Stage):
            yield from outside(value, SAMPLING, name)
    yield from outside(held.get("saturation"), SATURATION, "saturation")


def _with_level(recipe: T) -> T:
    """The recipe with its own `reasoning` in each stage that says nothing of it."""
    level = getattr(recipe, "reasoning", None)
    if level is None:
        return recipe
    stages = {item.name: getattr(recipe, item.name) for item in fields(recipe)}  # type: ignore[arg-type]
    silent: dict[str, Any] = {
        name: replace(stage, reasoning=level)
        for name, stage in stages.items()
        if isinstance(stage, Stage) and stage.reasoning is None
    }
    if own := stages.get("stages"):
        silent["stages"] = {
            name: stage if stage.reasoning is not None else replace(stage, reasoning=level)
            for name, stage in own.items()
        }
    return replace(recipe, **silent)  # type: ignore[type-var]


def _complaint(item: Any, origin: str, kind: type, settings: Mapping[str, Any]) -> str:
    key = ".".join(str(part) for part in item["loc"])
    if item["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        return f"{origin}: {unknown_key(kind, item['loc'], settings)}"
    if item["type"] == "missing":
        return f"{origin}: {key}: is missing"
    if item["type"] == "value_error":
        return f"{origin}: {key}: {item['ctx']['error']}" if key else f"{origin}: {item['ctx']['error']}"
    return f"{origin}: {key}: {item['msg'][0].lower()}{item['msg'][1:]} (found {item['input']!r:.60})"
