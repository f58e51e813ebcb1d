"""What a caller may say about a run, read and checked in one place before anything is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

from selfinstruct import storage
from selfinstruct.errors import UsageError
from selfinstruct.filters import load_filters
from selfinstruct.inputs import Inputs, read_topics, unique_ids
from selfinstruct.masking import Masking
from selfinstruct.prices import Price
from selfinstruct.progress import Watch
from selfinstruct.prompts import Prompts
from selfinstruct.recipe import load_recipe
from selfinstruct.records import Model, Task
from selfinstruct.run import Run, choose
from selfinstruct.seeds import load_seeds
from selfinstruct.storage import Access

# What run.json keeps of a session, so that `resume` goes on as before.
KEPT = (
    "n", "concurrency", "base_url", "endpoint_url", "region", "profile", "max_cost", "max_requests", "rpm", "tpm",
    "batch", "batch_minimum", "batch_s3", "batch_role", "sse", "sse_kms_key_id", "poll",
)  # fmt: skip

SHORTEST_POLL = 0.001


class SessionOptions(TypedDict, total=False):
    """How every flow may be driven: what `Session` holds, but for what only some of them have.

    concurrency (32): most requests in flight. base_url: of an OpenAI-compatible endpoint. endpoint_url: of
    Amazon Bedrock's runtime. region, profile: AWS's. price: per million tokens. max_cost: US dollars. max_requests.
    rpm, tpm: requests and tokens a minute. watch: called with a Progress. signals (False): end
    orderly at SIGINT and SIGTERM (main thread only); a second one leaves at once. started: called with the directory
    once everything given has been accepted.
    """

    concurrency: int | None
    base_url: str | None
    endpoint_url: str | None
    region: str | None
    profile: str | None
    price: Price | None
    max_cost: float | None
    max_requests: int | None
    rpm: int | None
    tpm: int | None
    watch: Watch | None
    signals: bool
    started: Callable[[Path], None] | None


class BatchOptions(SessionOptions, total=False):
    """How a flow that can ask in batches may be driven besides.

    batch (False): collect requests and ask them in batch jobs, at half the price. batch_minimum (100): fewer requests
    than that are asked directly. batch_s3: where Amazon Bedrock reads and writes a job's files, s3://BUCKET/PREFIX.
    batch_role: the ARN of the role it does so with. sse, sse_kms_key_id: how S3 encrypts them. poll (60): seconds
    between two questions about a job.
    """

    batch: bool | None
    batch_minimum: int | None
    batch_s3: str | None
    batch_role: str | None
    sse: str | None
    sse_kms_key_id: str | None
    poll: float | None


SESSION = frozenset(BatchOptions.__annotations__)


class Options(BatchOptions, total=False):
    """What `generate`, `agenerate` and `stream` take besides the seeds; docs/api.md describes each.

    n (100): tasks with an instance wanted. model ("offline"): `provider/model`, or a Model. recipe ("chat"): its name
    or path. out: the run directory (runs/<name of the seeds file>). seed (0). overrides: `stage.key=value` texts.
    topic, language, guidance: reach every prompt. topics: a topic tree. pool: a run or file of tasks made before.
    pii: "mask", "drop" or "off", for personal data in seeds and pool; where it is left out, those of a log are masked.
    """

    n: int
    model: str | Model
    recipe: str | Path
    out: str | Path | None
    seed: int
    overrides: tuple[str, ...]
    topic: str
    topics: str | Path | None
    language: str
    guidance: str
    pool: str | Path | None
    pii: str | None


class Limits(BatchOptions, total=False):
    """What may be changed when a run is resumed; anything left out stays as it was."""

    n: int | None
    model: Model | None


@dataclass(frozen=True, slots=True)
class Session:
    """How this process drives a run: nothing in here changes what the run writes, only how far and how fast it gets."""

    n: int = 100
    concurrency: int = 32
    base_url: str | None = None
    endpoint_url: str | None = None
    region: str | None = None
    profile: str | None = None
    price: Price | None = None
    max_cost: float | None = None
    max_requests: int | None = None
    rpm: int | None = None
    tpm: int | None = None
    batch: bool = False
    batch_minimum: int = 100
    batch_s3: str | None = None
    batch_role: str | None = None
    sse: str | None = None
    sse_kms_key_id: str | None = None
    poll: float = 60.0
    watch: Watch | None = None
    model: Model | None = None
    written: Callable[[Task], None] | None = None
    signals: bool = False
    started: Callable[[Path], None] | None = None
    given: Mapping[str, str | list[str]] | None = None
    pii: Mapping[str, Any] | None = None


def read_options(seeds: str | Path | list[Task], options: Options) -> tuple[Inputs, Session]:
    """Read and check everything the user names, before anything is made."""
    check_names(options, Options)
    model = options.get("model", "offline")
    if not isinstance(model, str) and not hasattr(model, "complete"):
        raise UsageError(f"model: must be a name or a Model (found {model!r:.60})")
    if isinstance(options.get("overrides"), str):
        raise UsageError("overrides: must be a list of texts, not one text")
    if not isinstance(seeds, str | Path) and not all(isinstance(task, Task) for task in seeds):
        raise UsageError("seeds: must be a path or a list of Task")
    masking = Masking.chosen(options.get("pii"))
    access = Access(region=options.get("region"), profile=options.get("profile"))
    tasks = load_seeds(seeds, masking, access) if isinstance(seeds, str | Path) else seeds
    topics, pool = options.get("topics"), options.get("pool")
    inputs = Inputs(
        seeds=unique_ids(tasks),
        recipe=load_recipe(options.get("recipe", "chat"), options.get("overrides", ())),
        model=model if isinstance(model, str) else model.name,
        seed=options.get("seed", 0),
        topic=" ".join(options.get("topic", "").split()),
        topics=read_topics(Path(topics), access) if topics is not None else (),
        language=" ".join(options.get("language", "").split()),
        guidance=options.get("guidance", "").strip(),
        pool=unique_ids(_made_before(Path(pool), masking, access)) if pool is not None else (),
    )
    if inputs.topic and inputs.topics:
        raise UsageError("topic and topics: give one of them")
    session = session_of(
        options, n=options.get("n", 100), model=None if isinstance(model, str) else model, given=_named(seeds, options),
        pii=masking.as_dict() if masking.found else None,
    )  # fmt: skip
    Prompts(inputs.recipe)
    load_filters(inputs.recipe.filters)
    return inputs, session


def _named(seeds: str | Path | list[Task], options: Options) -> dict[str, str | list[str]]:
    """The paths and settings as they were given: they tell how a run was made, and identify nothing."""
    named: dict[str, str | list[str]] = {"recipe": str(options.get("recipe", "chat"))}
    if isinstance(seeds, str | Path):
        named["seeds"] = storage.name(seeds)
    for name in ("topics", "pool"):
        if options.get(name) is not None:
            named[name] = storage.name(str(options.get(name)))
    return named | {"overrides": list(options.get("overrides", ()))}


def _made_before(path: Path, masking: Masking, access: Access) -> list[Task]:
    """The tasks of a run or a merge, or of a file in any form that seeds may have."""
    if not path.is_dir():
        return load_seeds(path, masking, access)
    if tasks := Run(path).tasks():
        return tasks
    raise UsageError(f"{path}: holds no task that a pool could be made of")


def check_names(options: Mapping[str, object], known: type) -> None:
    """Raise TypeError for an option that the TypedDict `known` does not have."""
    names = known.__annotations__
    if unknown := sorted(set(options) - set(names)):
        raise TypeError(f"there is no option {unknown[0]!r}; known: {', '.join(names)}")


def session_of(options: Mapping[str, object], **more: object) -> Session:
    """The session that a flow's options describe; raises UsageError as `read_session` does."""
    given = {name: value for name, value in options.items() if name in SESSION and value is not None}
    return read_session(given | more)


def read_session(settings: dict[str, Any]) -> Session:
    """A session from its settings; raises UsageError for a number that makes no sense."""
    price = settings.get("price")
    session = Session(**settings | {"price": Price(**price) if isinstance(price, dict) else price})
    whole, any_number = (int,), (int, float)
    kept_as: dict[str, tuple[type, ...]] = {
        "n": whole, "concurrency": whole, "max_requests": whole, "max_cost": any_number, "batch_minimum": whole,
        "poll": any_number,
    }  # fmt: skip
    for name, kinds in kept_as.items():
        value = getattr(session, name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, kinds)):
            raise UsageError(f"{name}: must be a number (found {value!r})")
    if session.price is not None and not isinstance(session.price, Price):
        raise UsageError(f"price: must be a selfinstruct.prices.Price (found {session.price!r})")
    lowest = {
        "n": 1, "concurrency": 1, "max_requests": 0, "max_cost": 0, "rpm": 1, "tpm": 1, "batch_minimum": 1,
        "poll": SHORTEST_POLL,
    }  # fmt: skip
    for name, least in lowest.items():
        value = getattr(session, name)
        if value is not None and value < least:
            raise UsageError(f"{name}: must be at least {least} (found {value})")
    return session


def directory(seeds: str | Path | list[Task], given: Inputs, out: str | Path | None) -> Path:
    """Where the run goes: `out`, or the default place for these seeds."""
    if out is not None:
        return Path(out)
    return choose(Path(seeds).stem if isinstance(seeds, str | Path) else "run", given.identity())
