"""Whether a file of seed tasks, a recipe or a rubric can be used: it is read, and a recipe's templates are rendered."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from selfinstruct.errors import MissingExtra, RecipeError, SelfInstructError, UsageError
from selfinstruct.files.parts.finding import is_several
from selfinstruct.files.tasks import load_seeds
from selfinstruct.filters import load_document_filters, load_filters
from selfinstruct.flows.validate.prompts import PROMPTS
from selfinstruct.recipes.folders import template_files
from selfinstruct.recipes.generate import Recipe
from selfinstruct.recipes.kinds import GENERATION, Kind, is_for_inheriting, kinds_of
from selfinstruct.recipes.rubric import load_rubric
from selfinstruct.recipes.templates import TemplateFault, Templates
from selfinstruct.recipes.yaml_files import line_of, read_yaml
from selfinstruct.records import Message


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """What was read, by number: tasks, of them classification and without an input; templates, criteria, filters."""

    kind: str
    name: str
    counts: dict[str, int]
    notes: tuple[str, ...] = ()


def validate(path: str | Path, *, develop: str | None = None) -> ValidationResult:
    """Read a file of seed tasks, a recipe (its folder or recipe.yaml) or a rubric (a YAML file that holds no tasks).

    `develop` is the method that a recipe is for, where that is code of one's own. Raises SeedError, with all that is
    wrong with seed tasks, and RecipeError, naming file and key or template.
    """
    path = Path(path)
    if (path.is_dir() and not is_several(path)) or path.name in ("recipe.yaml", "recipe.yml"):
        return _recipe(path if path.is_dir() else path.parent, develop)
    if path.suffix in (".yaml", ".yml") and not (path.is_file() and _holds_rows(path)):
        rubric = load_rubric(path)
        return ValidationResult("rubric", rubric.name, {"criterion": len(rubric.criteria)})
    tasks = load_seeds(path)
    alone = sum(all(not item.input for item in task.instances) for task in tasks)
    labelled = sum(bool(task.is_classification) for task in tasks)
    return ValidationResult(
        "seeds", path.name, {"task": len(tasks), "classification": labelled, "without an input": alone}
    )


def _holds_rows(path: Path) -> bool:
    """Whether a YAML file is a list, or one key that holds one, rather than a rubric with its name and criteria."""
    found = read_yaml(path)
    alone = isinstance(found, dict) and len(found) == 1 and "criteria" not in found
    return isinstance(found, list) or (alone and isinstance(next(iter(found.values())), list))


def _recipe(place: Path, develop: str | None) -> ValidationResult:
    """Read it as the kind of recipe that it is, make its filters and render each of its prompts."""
    if not (place / "recipe.yaml").exists():
        inside = sorted(file.parent.name for file in place.glob("*/recipe.yaml"))
        held = f"; these of its folders have one: {', '.join(inside)}" if inside else ""
        raise RecipeError(f"{place}: has no recipe.yaml{held}")
    problem: SelfInstructError | None = None
    for kind in kinds_of(place) if develop is None else [GENERATION]:
        try:
            recipe = kind.load(place)
            return _read(kind, place, recipe if develop is None else replace(recipe, develop=develop))
        except TemplateFault as fault:
            file = template_files(place, kind.group).get(fault.template, place / fault.template)
            problem = problem or RecipeError(f"{file.parent}/{fault.told}")
        except SelfInstructError as error:
            problem = problem or error
    assert problem is not None
    raise problem


def _read(kind: Kind, place: Path, recipe: Any) -> ValidationResult:
    filters = getattr(recipe, "filters", {})
    _check_filters(place / "recipe.yaml", filters, load_document_filters if kind.name == "documents" else load_filters)
    counts = {"filter": len(filters)} if kind.name in ("documents", "distill") else {}
    if render := PROMPTS.get(kind.name):
        counts = {"template": len(recipe.templates), "prompt": _rendered(recipe, render), **counts}
    return ValidationResult(kind.name, recipe.name, counts, _notes(kind, place, recipe))


def _notes(kind: Kind, place: Path, recipe: Any) -> tuple[str, ...]:
    if kind.name == "generation":
        return _unsteered(recipe)
    if kind.name == "preferences" and is_for_inheriting(place):
        return ("it names no method: recipes for prefer can inherit it, and prefer cannot be given it",)
    return ()


def _unsteered(recipe: Recipe) -> tuple[str, ...]:
    """What options would change nothing of the prompts that ask for tasks."""
    templates = Templates(recipe)
    silent = [name for name in ("topic", "language", "guidance") if "bootstrap" in templates.silent(name)]
    if not silent:
        return ()
    names = " or ".join(filter(None, (", ".join(silent[:-1]), silent[-1])))
    return (f"bootstrap.jinja does not use {names}: the options of that name change nothing there",)


def _check_filters(
    file: Path, filters: Mapping[str, Mapping[str, Any]], make: Callable[[Any], object] = load_filters
) -> None:
    """Make each filter; what is wrong with one is told with the file, its line and its key."""
    for name, parameters in filters.items():
        try:
            make({name: parameters})
        except MissingExtra:
            raise
        except UsageError as error:
            line = line_of(file, "filters", name)
            place = file if line is None else f"{file}:{line}"
            told = str(error).removeprefix(f"filter {name}: ")
            raise RecipeError(f"{place}: filters.{name}: {told}") from error


def _rendered(recipe: Any, render: Callable[[Any], Iterator[Sequence[Message]]]) -> int:
    """How many prompts there are; raises RecipeError for a system turn that is empty and alone."""
    prompts = 0
    for messages in render(recipe):
        prompts += 1
        if not messages[-1].content.strip():
            raise RecipeError(f"recipe {recipe.name}: a prompt is empty; its template renders to nothing")
    return prompts
