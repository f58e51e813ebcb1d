"""What a caller may say about tasks to be grounded, read and checked in one place before anything is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote
from typing import Any

from selfinstruct.canonical import content_id, to_json
from selfinstruct.documents.corpus import read_corpus
from selfinstruct.engine.named_models import NamedModel, at_one_address, from_environment, named, of_session
from selfinstruct.errors import RunError, SeedError, UsageError
from selfinstruct.files.parts.finding import is_run_folder
from selfinstruct.files.pipes import stem
from selfinstruct.files.storage import Access, name
from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import FilterSet
from selfinstruct.flows.ground.material import Material, Unit, material, units
from selfinstruct.recipes.ground import VARIABLES, GroundRecipe, TaskType, load_ground_recipe
from selfinstruct.recipes.rubric import Rubric, load_rubric
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Model
from selfinstruct.registry import suggestion
from selfinstruct.runs.run import Run
from selfinstruct.runs.schema import GROUND
from selfinstruct.settings import BatchOptions, Settings, check_names, settings_of

FORMS = ("open", "closed", "both")


class GroundOptions(BatchOptions, total=False):
    """What `ground` takes besides the corpus; docs/ground.md describes each.

    model ("offline"): who writes and answers again, `provider/model` or a Model. out: the directory
    (runs/<corpus file>-grounded). n: how many tasks; without it each passage is asked once. form ("open"): open,
    closed or both: whether the passage stands as the input. types: weights by name; those not named are left out.
    rate: tasks for a thousand tokens. judge: a model that grades each task. drop_known (False): reject what the model
    knows without the passage. language, topic, guidance: for the prompts. seed (0). retry_failed (False): ask again
    what failed for good. recipe ("chat"), overrides; limits as for `generate`.
    """

    model: str | Model
    out: str | Path | None
    n: int | None
    form: str
    types: Mapping[str, float] | None
    rate: float | None
    judge: str | Model | None
    drop_known: bool
    language: str
    topic: str
    guidance: str
    seed: int
    retry_failed: bool
    recipe: str | Path
    overrides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroundPlan:
    """All that was asked for, read and checked."""

    source: str
    material: Material
    units: list[Unit]
    types: Mapping[str, TaskType]
    recipe: GroundRecipe
    templates: Templates
    filters: FilterSet
    rubric: Rubric
    model: str
    judge: NamedModel | None
    form: str
    drop_known: bool
    told: Mapping[str, str]
    given: Mapping[str, Any]
    seed: int
    n: int | None
    out: Path
    settings: Settings

    def identity(self) -> dict[str, str]:
        """What the files depend on, but for the answers and how many tasks are wanted."""
        return {
            "model": self.model,
            "judge": self.judge.name if self.judge else "",
            "corpus": self.material.digest(),
            "form": self.form,
            "types": content_id(to_json({name: kind.weight for name, kind in self.types.items() if kind.weight})),
            "rate": f"{self.recipe.rate:g}",
            "drop_known": str(self.drop_known),
            "seed": str(self.seed),
            **self.told,
            "rubric": self.rubric.identity() if self.judge else "",
            **self.recipe.identity(),
        }

    def about(self) -> dict[str, Any]:
        """What run.json says of this."""
        given = {"corpus": self.source, "recipe": self.recipe.name, "form": self.form, **self.given}
        return {
            "model": self.model,
            "recipe": self.recipe.name,
            "identity": self.identity(),
            "target": self.n or 0,
            "seeds": 0,
            "pool": 0,
            "given": given,
        }


def read_ground_plan(corpus: str | Path, options: GroundOptions) -> GroundPlan:
    """Read and check everything the user names, before anything is made."""
    check_names(options, GroundOptions)
    model = options.get("model", "offline")
    if not isinstance(model, str) and not hasattr(model, "complete"):
        raise UsageError(f"model: must be a name or a Model (found {model!r:.60})")
    path, count = Path(corpus), options.get("n")
    settings = settings_of(
        {key: value for key, value in options.items() if key != "n"}, n=1 if count is None else count,
        model=None if isinstance(model, str) else model,
    )  # fmt: skip
    known, settings = of_session(settings, model)
    settings = from_environment(settings, model)
    form = options.get("form", "open")
    if form not in FORMS:
        raise UsageError(f"--form: must be {', '.join(FORMS)} (found {form!r:.40})")
    recipe = load_ground_recipe(options.get("recipe", "chat"), options.get("overrides", ()))
    recipe = _rated(recipe, options.get("rate"))
    judge = options.get("judge")
    seat = None if judge is None else at_one_address([named(model), named(judge)], settings)[1]
    if seat and recipe.judge is None:
        raise UsageError(f"--judge: recipe {recipe.name} has no stage judge")
    if options.get("drop_known") and recipe.known is None:
        raise UsageError(f"--drop-known: recipe {recipe.name} has no stage known")
    types = weighed(recipe, options.get("types"))
    out = options.get("out")
    place = (
        Path("runs") / f"{stem(path.with_name(path.name.removesuffix('.gz')))}-grounded" if out is None else Path(out)
    )
    made = _corpus(path, recipe, settings)
    if count is not None:
        count = max(count, _made_before(place))
    seed = options.get("seed", 0)
    told = {key: str(options.get(key) or "").strip() for key in ("language", "topic", "guidance")}
    templates = Templates(recipe, VARIABLES)
    templates.check_used(told, "ask")
    return GroundPlan(
        name(path), made, units(made, recipe, types, seed, 1 if count is None else recipe.rounds), types, recipe,
        templates, FilterSet(load_filters(recipe.filters)), load_rubric(recipe.rubric),
        known, seat, form, options.get("drop_known", False), told,
        _given(options), seed,
        count, place, settings,
    )  # fmt: skip


def weighed(recipe: GroundRecipe, weights: Mapping[str, float] | None) -> dict[str, TaskType]:
    """The recipe's types with these weights; raises UsageError for a name that the recipe does not know."""
    if weights is None:
        return dict(recipe.types)
    for key, weight in weights.items():
        if key not in recipe.types:
            hint = suggestion(key, recipe.types)
            raise UsageError(f"--types: recipe {recipe.name} has no type {key!r:.40}; {hint}")
        if not 0 <= weight < float("inf"):
            raise UsageError(f"--types: {key}: the weight must not be below 0 (found {weight:g})")
    if not any(weights.values()):
        raise UsageError("--types: give at least one weight above 0, for example fact=3,summary=1")
    return {key: replace(kind, weight=float(weights.get(key, 0))) for key, kind in recipe.types.items()}


def _given(options: GroundOptions) -> dict[str, Any]:
    """What run.json says of the options besides, so that the command can be told again."""
    weights, sets = options.get("types"), options.get("overrides", ())
    told = {} if weights is None else {"types": ",".join(f"{name}={weight:g}" for name, weight in weights.items())}
    return told | ({"overrides": list(sets)} if sets else {})


def _rated(recipe: GroundRecipe, rate: float | None) -> GroundRecipe:
    if rate is None:
        return recipe
    if not 0 < rate < float("inf"):
        raise UsageError(f"--rate: must be above 0 (found {rate:g})")
    return replace(recipe, rate=float(rate))


def _corpus(path: Path, recipe: GroundRecipe, settings: Settings) -> Material:
    access = Access(region=settings.region, profile=settings.profile)
    how = f"selfinstruct ingest {quote(str(path))} -o corpus.jsonl"
    if is_run_folder(path):
        raise UsageError(f"{path}: is a folder; make a corpus of its files first: {how}")
    if path.suffix.lower() in (".pdf", ".docx", ".html", ".htm", ".epub", ".pptx", ".md", ".txt"):
        raise UsageError(
            f"{path}: is no corpus; make one first: selfinstruct ingest {quote(str(path))} -o corpus.jsonl"
        )
    found = material(read_corpus(path, access), recipe)
    if not found.passages:
        raise SeedError([f"{name(path)}: has no document with a text"])
    return found


def _made_before(out: Path) -> int:
    """How many tasks the files there have already: a smaller `n` takes none of them back."""
    try:
        run = Run(out)
        return sum(1 for _ in run.rows("tasks.jsonl")) if run.info.get("kind") == GROUND else 0
    except RunError:
        return 0
