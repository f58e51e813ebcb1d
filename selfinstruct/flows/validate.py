"""Whether a file of seed tasks, a recipe or a rubric can be used: it is read, and a recipe's templates are rendered."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

from selfinstruct.errors import MissingExtra, RecipeError, UsageError
from selfinstruct.files.parts.finding import is_several
from selfinstruct.files.tasks import load_seeds
from selfinstruct.filters import load_document_filters, load_filters
from selfinstruct.flows.generate import classify
from selfinstruct.flows.generate.bootstrap import Bootstrap
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.flows.generate.methods.choosing import templates_of
from selfinstruct.flows.generate.methods.instances import instances_request
from selfinstruct.flows.label.items import Demonstration, LabelRecord
from selfinstruct.flows.label.judges import JudgePanel
from selfinstruct.flows.label.questions import KINDS, make_question
from selfinstruct.recipes import judging as judging_recipe
from selfinstruct.recipes import label as labelrecipe
from selfinstruct.recipes import prefer as preference_recipe
from selfinstruct.recipes.documents import is_document_recipe, load_document_recipe
from selfinstruct.recipes.generate import Recipe, load_recipe
from selfinstruct.recipes.judging import JudgingRecipe, load_judging_recipe
from selfinstruct.recipes.label import LabelRecipe, load_label_recipe
from selfinstruct.recipes.prefer import PreferenceRecipe, load_preference_recipe
from selfinstruct.recipes.rubric import load_rubric
from selfinstruct.recipes.templates import Templates
from selfinstruct.recipes.yaml_files import line_of, read_yaml
from selfinstruct.records import Message, Task
from selfinstruct.shipped import folder

_SHOWN = 24  # seed tasks that prompts are rendered with
_OF_DOCUMENTS = {"name", "description", "inherits", "filters"}  # keys of a recipe without prompts
_OF_JUDGES = {"name", "description", "inherits", "constrain", "reasoning", *judging_recipe.STAGES}
_REQUESTS = 16  # bootstrap prompts: enough to meet one for classification tasks


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
    """Read it as the kind of recipe that its keys speak of, and render each of its prompts."""
    file = place / "recipe.yaml"
    if not file.exists():
        raise RecipeError(f"{place}: has no recipe.yaml")
    settings = read_yaml(file)
    keys = set(settings) if isinstance(settings, dict) else set()
    parent = settings.get("inherits") if isinstance(settings, dict) else None
    if keys <= _OF_DOCUMENTS and is_document_recipe(place):
        documents = load_document_recipe(place)
        _check_filters(file, documents.filters, load_document_filters)
        return ValidationResult("documents", documents.name, {"filter": len(documents.filters)})
    if (
        keys & set(judging_recipe.STAGES)
        and keys <= _OF_JUDGES
        and parent not in (*preference_recipe.METHODS, "judging")
    ):
        return _rendered("judging", load_judging_recipe(place), _judging_prompts)
    # A path that settles nothing by itself is told by what it inherits.
    pairing = isinstance(settings, dict) and isinstance(settings.get("method"), str)
    paired = pairing or keys & set(preference_recipe.STAGES) or parent in preference_recipe.METHODS
    if paired and develop is None and not keys & {"develop", "stages"}:
        pairs = load_preference_recipe(place)
        _check_filters(file, pairs.filters)
        return _rendered("preferences", pairs, _preference_prompts)
    if keys & set(labelrecipe.STAGES):
        return _rendered("labels", load_label_recipe(place), _label_prompts)
    recipe = load_recipe(place)
    recipe = recipe if develop is None else replace(recipe, develop=develop)
    _check_filters(file, recipe.filters)
    return replace(_rendered("generation", recipe, _generation_prompts), notes=_unsteered(recipe))


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


def _rendered(kind: str, recipe: Any, render: Callable[[Any], Iterator[Sequence[Message]]]) -> ValidationResult:
    prompts = 0
    for messages in render(recipe):
        prompts += 1
        if not messages[-1].content.strip():
            raise RecipeError(f"recipe {recipe.name}: a prompt is empty; its template renders to nothing")
    return ValidationResult(kind, recipe.name, {"template": len(recipe.templates), "prompt": prompts})


def _samples() -> tuple[Task, ...]:
    tasks = load_seeds(folder("seeds") / "general.jsonl")
    labelled = [task for task in tasks if task.is_classification][: _SHOWN // 4]
    return tuple([*labelled, *(task for task in tasks if not task.is_classification)][:_SHOWN])


def _generation_prompts(recipe: Recipe) -> Iterator[Sequence[Message]]:
    """Every stage's prompts, with and without steering, machine tasks and attributes."""
    prompts, tasks = templates_of(recipe), _samples()  # a method's own are compiled: what they show, answers say
    half = len(tasks) // 2
    plain = Inputs(tasks, recipe, "offline")
    steered = replace(plain, seeds=tasks[:half], topic="x", language="x", guidance="x", pool=tasks[half:])
    for inputs in (plain, steered):
        bootstrap = Bootstrap(inputs, prompts)
        for index in range(_REQUESTS):
            if bootstrap.ready(index):
                yield bootstrap.request(index).messages
        attributes = {name: values[0] for name, values in inputs.attributes().items()}
        for task, given in product((tasks[0], tasks[-1]), (attributes, {})):
            task = replace(task, attributes=given)
            for stage in ("classify", "classify_again"):
                if recipe.stage(stage) is not None:
                    yield classify.classify_request(inputs, prompts, stage, task, 0).messages
            if recipe.input_first is not None:
                yield instances_request(inputs, prompts, task, 0).messages


def _judging_prompts(recipe: JudgingRecipe) -> Iterator[Sequence[Message]]:
    prompts, rubric = Templates(recipe, judging_recipe.VARIABLES), load_rubric("correctness")
    task = _samples()[-1]
    shown = {"prompt": task.instruction, "response": task.instances[0].output, "rubric": rubric.as_dict()}
    for stage in judging_recipe.STAGES:
        if recipe.stage(stage) is not None:
            yield prompts.messages(stage, shown)


def _preference_prompts(recipe: PreferenceRecipe) -> Iterator[Sequence[Message]]:
    prompts, rubric = Templates(recipe, preference_recipe.VARIABLES), load_rubric(recipe.rubric)
    task = _samples()[-1]
    texts = dict.fromkeys(("response", "critique", "first", "second"), task.instances[0].output)
    for flaw, description in (recipe.flaws or {"": ""}).items():
        values: dict[str, Any] = {"prompt": task.instruction, "rubric": rubric.as_dict(), **texts}
        values |= {"flaw": flaw, "description": description}
        for stage, known in preference_recipe.VARIABLES.items():
            if recipe.stage(stage) is not None:
                given = {name: values[name] for name in known}
                if f"{stage}.jinja" in recipe.templates:
                    yield prompts.messages(stage, given)
                elif system := prompts.system(stage, given):
                    yield system


def _label_prompts(recipe: LabelRecipe) -> Iterator[Sequence[Message]]:
    prompts, tasks = Templates(recipe, labelrecipe.VARIABLES), _samples()
    texts = [(("instruction", task.instruction), ("output", task.instances[0].output)) for task in tasks[:2]]
    for kind in KINDS:
        question = make_question(kind, "x", ("a", "b") if kind == "labels" else ())
        answer = 1.0 if kind == "score" else (question.labels or ("x",))[0]
        item, other = (LabelRecord(str(number), parts, ("x", "y")) for number, parts in enumerate(texts))
        for examples in ((), (Demonstration(other, answer),)):
            bench = JudgePanel(question, recipe, prompts, [], examples, guidance="x" if examples else "")
            for stage in labelrecipe.STAGES:
                if recipe.stage(stage) is not None:
                    yield bench.request(stage, item, 0, own="x", other="y").messages
