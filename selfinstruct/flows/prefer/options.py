"""What a caller may say about preference data to make, read and checked in one place before anything is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from selfinstruct.canonical import to_json
from selfinstruct.engine.named_models import NamedModel, Origin, at_one_address, named, origin_of, placed
from selfinstruct.errors import RecipeError, UsageError
from selfinstruct.files import storage
from selfinstruct.files.parts.finding import is_run_folder, is_several
from selfinstruct.files.pipes import is_held
from selfinstruct.files.spool import Head, Spool
from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import FilterSet
from selfinstruct.flows.prefer.asking import MethodSettings, PreferPrompt, Scores
from selfinstruct.flows.prefer.attempts import AUTHOR, load_attempts
from selfinstruct.flows.prefer.files import used_before
from selfinstruct.flows.prefer.mix import Mix, options_of, read_mix
from selfinstruct.flows.prefer.prompts import load_prompts
from selfinstruct.preferences import GRADES
from selfinstruct.recipes.prefer import METHODS, VARIABLES, PreferenceRecipe, load_preference_recipe
from selfinstruct.recipes.rubric import Rubric, load_rubric
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Filter, Model
from selfinstruct.registry import suggestion
from selfinstruct.runs.run import Run
from selfinstruct.settings import SessionOptions, Settings, check_names, settings_of

# With scores from outside these are left to the user: both are in points of a rubric.
_WITHOUT_RUBRIC = ("min_margin=0", *(f"grades.{name}=false" for name in GRADES))


class PreferOptions(SessionOptions, total=False):
    """What `prefer` takes besides the source and the method; docs/preferences.md describes each.

    mix: the methods that share the prompts, this one among them. out: the directory, for a file (a run keeps its own).
    recipe: a name or path (the method's). models: who responds. strong, weak: for contrast. judges: who judges. rubric,
    responses, min_margin, max_length_gap: in place of the recipe's. responses_only: write responses.jsonl and judge
    nothing. scores: path of scores for these, in place of judges. retry_failed: ask again what failed for good.
    overwrite: replace what was made with other settings. n: the first prompts only. round (1). fresh: only prompts that
    no earlier round used. ignore_columns: columns of text that need not be read. seed, overrides, limits: as for
    `generate`.
    """

    out: str | Path | None
    recipe: str | Path | None
    models: Sequence[str | Model]
    strong: str | Model | None
    weak: str | Model | None
    judges: Sequence[str | Model]
    rubric: str | Path | None
    responses: int | None
    min_margin: float | None
    max_length_gap: int | None
    mix: str | None
    responses_only: bool
    scores: str | Path | None
    retry_failed: bool
    overwrite: bool
    n: int | None
    round: int
    fresh: bool
    seed: int
    ignore_columns: Sequence[str]
    overrides: Sequence[str]


@dataclass(frozen=True, slots=True)
class PreferPlan:
    """Everything a session was asked to do, read and checked."""

    source: Path
    path: Path
    recipe: PreferenceRecipe
    rubric: Rubric
    models: tuple[NamedModel, ...]
    judges: tuple[NamedModel, ...]
    settings: Settings
    filters: tuple[Filter, ...]
    n: int | None
    round: int
    fresh: bool
    seed: int
    collecting: bool
    scores: Path | None
    ignore_columns: tuple[str, ...]
    retry_failed: bool
    origin: Origin | None = None
    overwrite: bool = False
    mix: Mix | None = None
    others: tuple[NamedModel, ...] = ()
    authors: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether any model is asked; if not, all that is needed is there."""
        return self.scores is None and bool(self.models or self.judges)

    @property
    def everyone(self) -> list[NamedModel]:
        """Each model once, also those of a mix's other methods: a limit of cost is of all of them."""
        if not self.models and not self.judges:
            return []
        return list({who.name: who for who in (*self.models, *self.judges, *self.others)}.values())

    @property
    def key(self) -> str:
        """What the pairs of this session are known by."""
        return f"{self.recipe.method}/{self.round}"

    def mine(self, purpose: str) -> bool:
        """Whether a request of that purpose was made for this method and round."""
        return purpose.startswith(f"prefer/{self.key}/")

    def counts(self, purpose: str) -> bool:
        """Whether a request of that purpose counts towards the limits: of a mix those of all its methods do."""
        methods = self.mix.methods if self.mix else (self.recipe.method,)
        return purpose.startswith(tuple(f"prefer/{method}/{self.round}/" for method in methods))

    @property
    def judged_by(self) -> tuple[str, ...]:
        """Who judges, by name: models, or the file of scores that takes their place."""
        return (f"scores:{self.scores.name}",) if self.scores else tuple(who.name for who in self.judges)

    def prompts(self, least: int = 0) -> Sequence[PreferPrompt]:
        """The first `n`, or `least` where that is more; raises UsageError where none is fresh."""
        found = self._load()
        if self.fresh:
            used = used_before(self.path, self.round)
            fresh = Spool(item for item in found if used.known(item.task_id, item.instance_id) is None)
            if not fresh:
                raise UsageError(f"{self.source}: earlier rounds have used all {len(found):,} prompts; give new ones")
            found = fresh
        if self.mix is None:
            return found if self.n is None else Head(found, max(self.n, least))
        own = [self.mix.method_of(item, self.round, self.seed) == self.recipe.method for item in found]
        drawn = Spool(item for item, mine in zip(found, own, strict=True) if mine)
        return drawn if self.n is None else Head(drawn, max(sum(own[: self.n]), least))

    def _load(self) -> Spool[PreferPrompt]:
        if self.recipe.method == "verified":
            return load_attempts(self.source, self.authors[0] if len(self.authors) == 1 else AUTHOR)
        path = self.source / "dataset.jsonl" if is_run_folder(self.source) else self.source
        return load_prompts(path, self.ignore_columns, checked=self.recipe.method == "own")

    def setting(self, models: dict[str, Model], scores: Mapping[str, float] | None = None) -> MethodSettings:
        return MethodSettings(
            self.recipe, self.rubric, Templates(self.recipe, VARIABLES),
            [models[who.name] for who in self.models], [models[who.name] for who in self.judges], self.round, self.seed,
            None if scores is None else Scores(self.judged_by[0], scores), self.filters,
        )  # fmt: skip


def read_prefer_plan(source: str | Path, method: str, options: PreferOptions) -> PreferPlan:
    """Read and check everything the user names, before anything is made."""
    check_names(options, PreferOptions)
    if method not in METHODS:
        raise UsageError(f"there is no method {method!r}; {suggestion(method, METHODS)}")
    if options.get("mix") is None:
        return _read_plan(Path(source), method, options)
    mix = read_mix(str(options["mix"]))
    if method not in mix.methods:
        raise UsageError(f"the method {method} is not in the mix {mix}")
    plans = {name: _read_plan(Path(source), name, _mixed(mix, name, options)) for name in mix.methods}
    others = [who for name, plan in plans.items() if name != method for who in plan.everyone]
    return replace(plans[method], mix=mix, others=tuple(others))


def _mixed(mix: Mix, method: str, options: PreferOptions) -> PreferOptions:
    return cast(PreferOptions, options_of(mix, method, options))


def _read_plan(source: Path, method: str, options: PreferOptions) -> PreferPlan:
    recipe = _recipe(method, options)
    _check_of_method(method, recipe, options)
    models = _responding(source, method, options)
    judges = tuple(named(item) for item in options.get("judges", ()))
    scores, collecting = options.get("scores"), options.get("responses_only", False)
    _check_judging(options)
    if not judges and recipe.judged and not collecting and scores is None:
        judges = models[:1] or (NamedModel(_own_model(source)),)
    names = [who.name for who in judges]
    if len(set(names)) < len(names):
        raise UsageError("judges: each model can judge once; name different ones")
    number, count = options.get("round", 1), options.get("n")
    if number < 1 or (count is not None and count < 1):
        raise UsageError(f"round and n count from 1 (found round {number}, n {count})")
    origin, settings = origin_of(source), settings_of(options)
    everyone = at_one_address((*models, *judges), settings, origin)
    models, judges = everyone[: len(models)], everyone[len(models) :]
    if scores is None:
        for who in (*models, *judges):
            placed(settings, who, origin)  # raises where nobody says where it is
    return PreferPlan(
        source, _path(source, options.get("out")), recipe, load_rubric(recipe.rubric), models, judges,
        settings, _filters(recipe), count, number, options.get("fresh", False), options.get("seed", 0),
        collecting, None if scores is None else Path(scores), tuple(options.get("ignore_columns", ())),
        options.get("retry_failed", False), origin, options.get("overwrite", False),
        authors=_authors(source) if method == "verified" else (),
    )  # fmt: skip


def _check_of_method(method: str, recipe: PreferenceRecipe, options: PreferOptions) -> None:
    """An option that this method has no use for is refused, rather than passed over."""
    if options.get("responses") is not None and method != "rank":
        raise UsageError(f"responses is for the method rank, not {method}")
    if method in ("revise", "corrupt") and len(options.get("models", ())) > 2:
        raise UsageError(f"{method}: takes two models at most; the last one has the last word")
    if method == "own" and len(options.get("models", ())) > 1:
        raise UsageError("own: takes one model, the one that is to be tuned")
    if recipe.judged or any(options.get(name) for name in ("judges", "scores", "responses_only")):
        return
    for name in ("rubric", "min_margin"):
        if options.get(name) is not None:
            raise UsageError(f"{name} is for pairs that are judged; {method} judges with --judge or --set judged=true")


def _check_judging(options: PreferOptions) -> None:
    """Judges, scores from outside or neither: one of them."""
    given = {
        "scores": options.get("scores") is not None,
        "responses_only": options.get("responses_only", False),
        "judges": bool(options.get("judges")),
    }
    if sum(given.values()) > 1:
        raise UsageError(f"{' and '.join(name for name, there in given.items() if there)}: give only one of them")


def _filters(recipe: PreferenceRecipe) -> tuple[Filter, ...]:
    """Those that judge a text by itself: pairs are settled in any order, so none may look at the others."""
    found = load_filters(recipe.filters)
    for name, settings in recipe.filters.items():
        if not FilterSet(load_filters({name: settings})).within:
            raise RecipeError(f"recipe {recipe.name}: filters.{name}: cannot check a response by itself")
    return tuple(found)


def _recipe(method: str, options: PreferOptions) -> PreferenceRecipe:
    rubric = options.get("rubric")
    given = {
        "rubric": None if rubric is None else str(rubric),
        "responses": options.get("responses"),
        "min_margin": options.get("min_margin"),
        "max_length_gap": options.get("max_length_gap"),
    }
    said = [f"{name}={to_json(value)}" for name, value in given.items() if value is not None]
    # A recipe of one's own may be written for the scores.
    before = _WITHOUT_RUBRIC if options.get("scores") is not None and not options.get("recipe") else ()
    recipe = load_preference_recipe(options.get("recipe") or method, (*before, *options.get("overrides", ()), *said))
    if recipe.method != method:
        raise UsageError(f"recipe {recipe.name}: is for the method {recipe.method}, not {method}")
    return recipe


def _responding(source: Path, method: str, options: PreferOptions) -> tuple[NamedModel, ...]:
    """Who responds: the models named, or the run's own; for contrast the strong one and the weak one."""
    given = [named(item) for item in options.get("models", ())]
    default = given[0] if given else NamedModel(_own_model(source))
    if method != "contrast":
        if options.get("strong") or options.get("weak"):
            raise UsageError(f"strong and weak are for the method contrast, not {method}")
        if method == "verified":
            if given:
                raise UsageError("verified: asks no model, the attempts of the run are there; remove --model")
            return ()
        return tuple(given) or (default,)
    if len(given) > 1:
        raise UsageError("contrast: give --strong and --weak, or one --model")
    strong, weak = options.get("strong"), options.get("weak")
    return (named(strong) if strong else default, named(weak) if weak else default)


def _own_model(source: Path) -> str:
    info = Run(source).info if is_run_folder(source) else {}
    models = {item["run"]["model"] for item in info.get("sources", ()) if item["run"].get("model")}
    if len(models) > 1:
        raise UsageError(f"{source}: was made by several models ({info['model']}); name one with --model")
    return str(info.get("model") or "offline")


def _authors(source: Path) -> tuple[str, ...]:
    """The models that a run has asked, by name: only one of them can have written its attempts, if there is one."""
    info = Run(source).info if is_run_folder(source) else {}
    return tuple(sorted({str(item["model"]) for item in info.get("usage", ())}))


def check_source(source: Path) -> None:
    """Raise UsageError or RunError for what is not there, and for a directory that is no run."""
    if str(source) == "-" or is_held(source) or storage.is_remote(source) or is_several(source):
        return
    if not source.exists():
        raise UsageError(f"{source}: there is no such file")
    if source.is_dir():
        Run(source)


def _path(source: Path, out: str | Path | None) -> Path:
    if is_run_folder(source):
        if out is not None:
            raise UsageError(f"{source}: is a run, which keeps its preferences itself; remove --out")
        Run(source)
        return source
    if out is None:
        check_source(source)
        raise UsageError(f"{source}: preferences made from a file need a directory: give --out DIR")
    return Path(out)
