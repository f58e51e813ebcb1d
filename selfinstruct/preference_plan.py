"""What a caller may say about preference data to make, read and checked in one place before anything is made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from selfinstruct.errors import UsageError
from selfinstruct.options import Session, read_session
from selfinstruct.preference_recipe import METHODS, VARIABLES, PreferenceRecipe, load_preference_recipe
from selfinstruct.prices import Price
from selfinstruct.progress import Watch
from selfinstruct.prompted import load_prompts
from selfinstruct.prompts import Prompts
from selfinstruct.records import Model, to_json
from selfinstruct.rubric import Rubric, load_rubric
from selfinstruct.run import Run
from selfinstruct.stages.preferences.asking import Prompted, Setting

SESSION = ("concurrency", "base_url", "price", "max_cost", "max_requests", "rpm", "tpm", "watch", "signals", "started")


class PreferOptions(TypedDict, total=False):
    """What `prefer` takes besides the source and the method; docs/preferences.md describes each.

    out: the directory, for a file (a run keeps its own). recipe: a name or path (the method's). models: who responds.
    strong, weak: for contrast. judges: who judges. rubric, responses, min_margin: in place of the recipe's.
    n: the first prompts only. round (1). The others are those of `generate`.
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
    n: int | None
    round: int
    seed: int
    overrides: Sequence[str]
    concurrency: int
    base_url: str | None
    price: Price | None
    max_cost: float | None
    max_requests: int | None
    rpm: int | None
    tpm: int | None
    watch: Watch | None
    signals: bool
    started: Callable[[Path], None] | None


@dataclass(frozen=True, slots=True)
class Who:
    """A model as it was named: its name without an address, the address it was given, or the object itself."""

    name: str
    address: str | None = None
    model: Model | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a session was asked to do, read and checked."""

    source: Path
    path: Path
    recipe: PreferenceRecipe
    rubric: Rubric
    models: tuple[Who, ...]
    judges: tuple[Who, ...]
    session: Session
    n: int | None
    round: int
    seed: int

    @property
    def everyone(self) -> list[Who]:
        """Each model once."""
        return list({who.name: who for who in (*self.models, *self.judges)}.values())

    @property
    def key(self) -> str:
        """What the pairs of this session are known by."""
        return f"{self.recipe.method}/{self.round}"

    def mine(self, purpose: str) -> bool:
        """Whether a request of that purpose was made for this method and round."""
        return purpose.startswith(f"prefer/{self.key}/")

    def prompts(self) -> list[Prompted]:
        path = self.source / "dataset.jsonl" if self.source.is_dir() else self.source
        return load_prompts(path)[: self.n]

    def setting(self, models: dict[str, Model]) -> Setting:
        return Setting(
            self.recipe, self.rubric, Prompts(self.recipe, VARIABLES),
            [models[who.name] for who in self.models], [models[who.name] for who in self.judges], self.round, self.seed,
        )  # fmt: skip


def read_plan(source: str | Path, method: str, options: PreferOptions) -> Plan:
    """Read and check everything the user names, before anything is made."""
    if unknown := sorted(set(options) - set(PreferOptions.__annotations__)):
        raise TypeError(f"there is no option {unknown[0]!r}; known: {', '.join(PreferOptions.__annotations__)}")
    if method not in METHODS:
        raise UsageError(f"there is no method {method!r}; known: {', '.join(METHODS)}")
    source = Path(source)
    recipe = _recipe(method, options)
    models = _responding(source, method, options)
    judges = tuple(_who(item) for item in options.get("judges", ()))
    if not judges and recipe.judged:
        judges = models[:1]
    _check_names(models, judges)
    number, count = options.get("round", 1), options.get("n")
    if number < 1 or (count is not None and count < 1):
        raise UsageError(f"round and n count from 1 (found round {number}, n {count})")
    names = (
        "concurrency",
        "base_url",
        "price",
        "max_cost",
        "max_requests",
        "rpm",
        "tpm",
        "watch",
        "signals",
        "started",
    )
    session = read_session({name: options[name] for name in names if name in options})  # type: ignore[literal-required]
    rubric = load_rubric(recipe.rubric)
    return Plan(
        source, _path(source, options.get("out")), recipe, rubric, models, judges, session, count, number,
        options.get("seed", 0),
    )  # fmt: skip


def _recipe(method: str, options: PreferOptions) -> PreferenceRecipe:
    rubric = options.get("rubric")
    given = {
        "rubric": None if rubric is None else str(rubric),
        "responses": options.get("responses"),
        "min_margin": options.get("min_margin"),
    }
    said = [f"{name}={to_json(value)}" for name, value in given.items() if value is not None]
    recipe = load_preference_recipe(options.get("recipe") or method, (*options.get("overrides", ()), *said))
    if recipe.method != method:
        raise UsageError(f"recipe {recipe.name}: is for the method {recipe.method}, not {method}")
    return recipe


def _responding(source: Path, method: str, options: PreferOptions) -> tuple[Who, ...]:
    """Who responds: the models named, or the run's own; for contrast the strong one and the weak one."""
    given = [_who(item) for item in options.get("models", ())]
    default = given[0] if given else Who(_own_model(source))
    if method != "contrast":
        if options.get("strong") or options.get("weak"):
            raise UsageError(f"strong and weak are for the method contrast, not {method}")
        return tuple(given) or (default,)
    if len(given) > 1:
        raise UsageError("contrast: give --strong and --weak, or one --model")
    strong, weak = options.get("strong"), options.get("weak")
    return (_who(strong) if strong else default, _who(weak) if weak else default)


def _own_model(source: Path) -> str:
    return str(Run(source).info.get("model") or "offline") if source.is_dir() else "offline"


def _who(item: str | Model) -> Who:
    """`provider/model`, with `@http…` behind it for an endpoint of its own."""
    if not isinstance(item, str):
        return Who(item.name, model=item)
    for mark in ("@http://", "@https://"):
        name, found, rest = item.partition(mark)
        if found:
            return Who(name, f"{mark[1:]}{rest}")
    return Who(item)


def _check_names(models: Sequence[Who], judges: Sequence[Who]) -> None:
    names = [who.name for who in judges]
    if len(set(names)) < len(names):
        raise UsageError("judges: each model can judge once; name different ones")
    met: dict[str, Who] = {}
    for who in (*models, *judges):
        before = met.setdefault(who.name, who)
        if before.address and who.address and before.address != who.address:
            raise UsageError(f"{who.name}: has two addresses; the journal tells models apart by name")
        if not before.address and who.address:
            met[who.name] = who


def _path(source: Path, out: str | Path | None) -> Path:
    if source.is_dir():
        if out is not None:
            raise UsageError(f"{source}: is a run, which keeps its preferences itself; leave --out away")
        Run(source)
        return source
    if out is None:
        raise UsageError(f"{source}: preferences made of a file need a directory: give --out DIR")
    return Path(out)
