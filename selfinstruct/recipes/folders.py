"""A recipe's folder: found by its name or its path, with what it inherits and what --set says laid over each other."""

from collections.abc import Iterable, Mapping
from importlib.metadata import entry_points
from os.path import normpath
from pathlib import Path
from typing import Any

import yaml

from selfinstruct.errors import RecipeError
from selfinstruct.recipes.strays import refuse_other_endings
from selfinstruct.recipes.yaml_files import read_yaml
from selfinstruct.registry import names, suggestion
from selfinstruct.shipped import folder


def merged(name: str | Path, overrides: Iterable[str], group: str) -> tuple[dict[str, Any], str]:
    """The settings with those above them, the texts of its templates as "templates", and where they stand."""
    place = _place(str(name), Path(), group)
    settings, templates, origin = _read(place, (), group)
    for override in overrides:
        above = _override(override)
        _check_taken(settings, above, f"--set {override}")
        settings = _laid_over(settings, above)
        origin = f"{place / 'recipe.yaml'} with --set"
    settings.setdefault("name", place.name)
    if "templates" in settings:
        raise RecipeError(f"{origin}: templates: unknown key (templates are the *.jinja beside recipe.yaml)")
    return settings | {"templates": templates}, origin


def shipped_recipes(group: str = "") -> list[str]:
    """The names of the shipped recipes, or of those in a folder of their own."""
    return sorted(place.parent.name for place in (folder("prompts") / group).glob("*/recipe.yaml"))


def _place(name: str, base: Path, group: str = "") -> Path:
    given = base / Path(name).expanduser()
    if given.name == "recipe.yaml" and given.is_file():
        return given.parent
    if (given / "recipe.yaml").is_file() and (
        "/" in name or name.startswith(".") or name not in shipped_recipes(group)
    ):
        return given
    if name in shipped_recipes(group):
        return folder("prompts") / group / name
    for point in entry_points(group="selfinstruct.recipes", name=name):
        return Path(str(point.load().__file__)).parent
    if given.is_dir():
        raise RecipeError(f"{normpath(given)}: has no recipe.yaml")
    if name.startswith(".") or "/" in name:
        raise RecipeError(f"{normpath(given)}: there is no such folder")
    known = suggestion(name, shipped_recipes(group))
    raise RecipeError(f"there is no recipe {name!r}; {known} (or give the path of a folder with a recipe.yaml)")


def _read(place: Path, seen: tuple[Path, ...], group: str = "") -> tuple[dict[str, Any], dict[str, str], str]:
    path = place / "recipe.yaml"
    if place.resolve() in seen:
        raise RecipeError(f"{path}: inherits: is circular")
    settings = read_yaml(path)
    if not isinstance(settings, dict):
        raise RecipeError(f"{path}: must hold keys and values")
    parent = settings.pop("inherits", None)
    templates: dict[str, str] = {}
    if parent is not None:
        inherited, templates, _ = _read(_parent(str(parent), place, group), (*seen, place.resolve()), group)
        inherited.pop("description", None)
        inherited.pop("name", None)
        _check_taken(inherited, settings, str(path))
        settings = _laid_over(inherited, settings)
    refuse_other_endings(place)
    for file in sorted(place.glob("*.jinja")):
        try:
            templates[file.name] = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RecipeError(f"{file}: cannot be read: {error}") from error
    return settings, templates, str(path)


def _parent(name: str, place: Path, group: str) -> Path:
    """The folder that a recipe.yaml names with `inherits`."""
    try:
        return _place(name, place, group)
    except RecipeError as error:
        last = Path(name).name
        ships = any(file.parent.name == last for file in folder("prompts").rglob("recipe.yaml"))
        told = f"{error}; for the one that ships write inherits: {last}" if last != name and ships else str(error)
        raise RecipeError(f"{place / 'recipe.yaml'}: inherits: {told}") from None


def template_files(place: Path, group: str) -> dict[str, Path]:
    """Where each template of a recipe that can be read stands: in its folder, or in one that it inherits."""
    parent = read_yaml(place / "recipe.yaml").get("inherits")
    above = {} if parent is None else template_files(_parent(str(parent), place, group), group)
    return above | {file.name: file for file in sorted(place.glob("*.jinja"))}


def _laid_over(below: dict[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """`above` over `below`, key by key; lists and plain values are replaced."""
    whole = dict(below)
    for key, value in above.items():
        old = whole.get(key)
        whole[key] = _laid_over(old, value) if isinstance(old, dict) and isinstance(value, Mapping) else value
    return whole


def _check_taken(below: Mapping[str, Any], above: Mapping[str, Any], origin: str) -> None:
    """Raise RecipeError for a filter that is to be taken away and that nobody knows, by a typo mostly."""
    there, filters = below.get("filters"), above.get("filters")
    if not isinstance(filters, Mapping):
        return
    known = [*(there if isinstance(there, Mapping) else ()), *names("filters")]
    for name, value in filters.items():
        if value is False and name not in known:
            raise RecipeError(f"{origin}: there is no filter {name!r:.60}; {suggestion(str(name), known)}")


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
