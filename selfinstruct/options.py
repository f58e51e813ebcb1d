"""What a caller may say about a run, read and checked in one place before anything is made."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

from selfinstruct.errors import UsageError
from selfinstruct.filters import load_filters
from selfinstruct.inputs import Inputs, read_topics, unique_ids
from selfinstruct.prices import Price
from selfinstruct.progress import Watch
from selfinstruct.prompts import Prompts
from selfinstruct.recipe import load_recipe
from selfinstruct.records import Model, Task
from selfinstruct.run import choose
from selfinstruct.seeds import load_seeds

# What run.json keeps of a session, so that `resume` goes on as before.
KEPT = ("n", "concurrency", "base_url", "max_cost", "max_requests", "rpm", "tpm")


class Options(TypedDict, total=False):
    """What `generate`, `agenerate` and `stream` take besides the seeds; docs/api.md describes each.

    n (100): tasks with an instance wanted. model ("offline"): `provider/model`, or a Model. recipe ("chat"): its name
    or path.
    out: the run directory (runs/<name of the seeds file>). seed (0). concurrency (32): most requests in flight.
    base_url: of an OpenAI-compatible endpoint. price: per million tokens. max_cost: US dollars. max_requests.
    overrides: `stage.key=value` texts. topic, language, guidance: reach every prompt. topics: path of a topic
    tree. pool: path of tasks made before. rpm, tpm: requests and tokens a minute. watch: called with a Progress.
    signals (False): end orderly at SIGINT and SIGTERM (main thread only); a second one leaves at once.
    started: called with the run's directory once everything given has been accepted.
    """

    n: int
    model: str | Model
    recipe: str | Path
    out: str | Path | None
    seed: int
    concurrency: int
    base_url: str | None
    price: Price | None
    max_cost: float | None
    max_requests: int | None
    overrides: tuple[str, ...]
    topic: str
    topics: str | Path | None
    language: str
    guidance: str
    pool: str | Path | None
    rpm: int | None
    tpm: int | None
    watch: Watch | None
    signals: bool
    started: Callable[[Path], None] | None


class Limits(TypedDict, total=False):
    """What may be changed when a run is resumed; anything left out stays as it was."""

    n: int | None
    model: Model | None
    concurrency: int | None
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
class Session:
    """How this process drives a run: nothing in here changes what the run writes, only how far and how fast it gets."""

    n: int = 100
    concurrency: int = 32
    base_url: str | None = None
    price: Price | None = None
    max_cost: float | None = None
    max_requests: int | None = None
    rpm: int | None = None
    tpm: int | None = None
    watch: Watch | None = None
    model: Model | None = None
    written: Callable[[Task], None] | None = None
    signals: bool = False
    started: Callable[[Path], None] | None = None


def read_options(seeds: str | Path | list[Task], options: Options) -> tuple[Inputs, Session]:
    """Read and check everything the user names, before anything is made."""
    if unknown := sorted(set(options) - set(Options.__annotations__)):
        raise TypeError(f"there is no option {unknown[0]!r}; known: {', '.join(Options.__annotations__)}")
    model = options.get("model", "offline")
    if not isinstance(model, str) and not hasattr(model, "complete"):
        raise UsageError(f"model: must be a name or a Model (found {model!r:.60})")
    if isinstance(options.get("overrides"), str):
        raise UsageError("overrides: must be a list of texts, not one text")
    if not isinstance(seeds, str | Path) and not all(isinstance(task, Task) for task in seeds):
        raise UsageError("seeds: must be a path or a list of Task")
    tasks = load_seeds(seeds) if isinstance(seeds, str | Path) else seeds
    topics, pool = options.get("topics"), options.get("pool")
    inputs = Inputs(
        seeds=unique_ids(tasks),
        recipe=load_recipe(options.get("recipe", "chat"), options.get("overrides", ())),
        model=model if isinstance(model, str) else model.name,
        seed=options.get("seed", 0),
        topic=" ".join(options.get("topic", "").split()),
        topics=read_topics(Path(topics)) if topics is not None else (),
        language=" ".join(options.get("language", "").split()),
        guidance=options.get("guidance", "").strip(),
        pool=unique_ids(load_seeds(pool)) if pool is not None else (),
    )
    if inputs.topic and inputs.topics:
        raise UsageError("topic and topics: give one of them")
    known = {
        name: value
        for name, value in options.items()
        if name in KEPT or name in ("price", "watch", "signals", "started")
    }
    session = read_session(known | {"model": None if isinstance(model, str) else model})
    Prompts(inputs.recipe)
    load_filters(inputs.recipe.filters)
    return inputs, session


def read_session(settings: dict[str, Any]) -> Session:
    """A session from its settings; raises UsageError for a number that makes no sense."""
    price = settings.get("price")
    session = Session(**settings | {"price": Price(**price) if isinstance(price, dict) else price})
    for name, kinds in (("n", int), ("concurrency", int), ("max_requests", int), ("max_cost", (int, float))):
        value = getattr(session, name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, kinds)):
            raise UsageError(f"{name}: must be a number (found {value!r})")
    if session.price is not None and not isinstance(session.price, Price):
        raise UsageError(f"price: must be a selfinstruct.prices.Price (found {session.price!r})")
    for name, least in (("n", 1), ("concurrency", 1), ("max_requests", 0), ("max_cost", 0), ("rpm", 1), ("tpm", 1)):
        value = getattr(session, name)
        if value is not None and value < least:
            raise UsageError(f"{name}: must be at least {least} (found {value})")
    return session


def directory(seeds: str | Path | list[Task], given: Inputs, out: str | Path | None) -> Path:
    """Where the run goes: `out`, or the default place for these seeds."""
    if out is not None:
        return Path(out)
    return choose(Path(seeds).stem if isinstance(seeds, str | Path) else "run", given.identity())
