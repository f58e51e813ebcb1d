"""How a session is driven: settings that change how far and how fast it gets, never what it writes.

`Settings` is the one table of them: the options of the command line, the checks of the API, what run.json keeps for
`resume` and the shape it is read back in all come from its fields.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from importlib.util import find_spec
from pathlib import Path
from types import NoneType
from typing import Any, TypedDict, get_args

from selfinstruct.errors import MissingExtra, UsageError
from selfinstruct.extras import installing
from selfinstruct.prices import Price, find_price, read_price
from selfinstruct.progress import Watch
from selfinstruct.records import Model, Task
from selfinstruct.watching.notebook import cell_watch

ENGINES = ("local", "ray", "array")
# Limits that math.inf lifts where a run has one from before.
LIFTED = frozenset({"max_cost", "max_requests", "timeout", "rpm", "tpm"})
AT_ONCE = 100_000  # requests that may be collected; --concurrency then rules those that go out by themselves


class SessionOptions(TypedDict, total=False):
    """How every flow may be driven: what `Settings` holds, but for what only some of them have.

    concurrency (32): most requests in flight. base_url: of an OpenAI-compatible endpoint. endpoint_url: of Amazon
    Bedrock's runtime. region, profile: AWS's. price: per million tokens. max_cost: US dollars. max_requests.
    max_failures (20): so many requests in a row that fail alike stop the session; 0: none do. timeout: seconds that
    one attempt may take, in place of those of the recipe's stages. math.inf lifts what a run has of max_cost,
    max_requests, timeout, rpm and tpm from before. rpm, tpm: requests and tokens a minute. engine: who does the
    asking besides this process: local, ray or array. workers: of that engine, how many. address: of a Ray cluster.
    shard_size (2,000): items that a worker takes at a time. journal ("local"): where the answers of shards are kept:
    local, shared or s3://BUCKET/PREFIX. durable (False): with s3://, no answer is used before it is there. journals:
    directories of other runs whose answers are used where the same is asked. watch: called with a Progress. signals
    (False): end orderly at SIGINT and SIGTERM (main thread only); a second one leaves at once. started: called with
    the directory once everything given has been accepted.
    """

    concurrency: int | None
    base_url: str | None
    endpoint_url: str | None
    region: str | None
    profile: str | None
    price: Price | None
    max_cost: float | None
    max_requests: int | None
    max_failures: int | None
    timeout: float | None
    rpm: float | None
    tpm: float | None
    engine: str | None
    workers: int | None
    address: str | None
    shard_size: int | None
    journal: str | None
    durable: bool | None
    journals: Sequence[str | Path] | None
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


class ProgramOptions(BatchOptions, total=False):
    """How a flow that may run programs is driven besides.

    sandbox ("process"): what runs the programs that models write: process, or container:IMAGE; docs/sandbox.md.
    """

    sandbox: str | None


@dataclass(frozen=True, slots=True)
class Setting:
    """A field of `Settings` as users meet it: the help of its option, its least value, whether run.json keeps it."""

    help: str = ""
    least: float | None = None
    kept: bool = True


def _setting(default: Any, help: str = "", least: float | None = None, kept: bool = True) -> Any:
    return field(default=default, metadata={"setting": Setting(help, least, kept)})


@dataclass(frozen=True, slots=True)
class Hooks:
    """What is called as a session goes on; `signals` has SIGINT and SIGTERM end it in order."""

    watch: Watch | None = None
    started: Callable[[Path], None] | None = None
    written: Callable[[Task], None] | None = None
    signals: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """How this process drives a run: nothing in here changes what the run writes, only how far and how fast it gets."""

    n: int = _setting(100, least=1)
    concurrency: int = _setting(32, "Maximum requests in flight to each model.", 1)
    base_url: str | None = _setting(
        None, "Address of an OpenAI-compatible endpoint, for example http://localhost:8000/v1."
    )
    endpoint_url: str | None = _setting(None, "Address of the Amazon Bedrock runtime, if not Amazon's own.")
    region: str | None = _setting(None, "AWS region, instead of the configured one.")
    profile: str | None = _setting(None, "AWS profile to take credentials from.")
    price: Price | None = _setting(  # noqa: RUF009
        None, "US dollars per million prompt and completion tokens.", kept=False
    )
    max_cost: float | None = _setting(
        None, "Stop before spending more than this many US dollars, over all sessions; none: no limit.", 0
    )
    max_requests: int | None = _setting(None, "Stop at this many requests, over all sessions; none: no limit.", 0)
    max_failures: int = _setting(20, "Stop when this many requests in a row fail alike; 0: never.", 0, kept=False)
    timeout: float | None = _setting(None, "Seconds to wait for an answer, in place of the recipe's.", 0.001)
    rpm: float | None = _setting(None, "Maximum requests per minute.", 1)
    tpm: float | None = _setting(None, "Maximum tokens per minute.", 1)
    batch: bool = _setting(False, "Ask in batch jobs, at half the price.")
    batch_minimum: int = _setting(100, "Minimum requests for a batch job; fewer are asked directly.", 1)
    batch_s3: str | None = _setting(None, "Where a Bedrock batch job's files go: s3://BUCKET/PREFIX.")
    batch_role: str | None = _setting(None, "ARN of the role Bedrock uses to read and write those files.")
    sse: str | None = _setting(
        None, "Server-side encryption of what is written to S3: AES256, aws:kms or aws:kms:dsse."
    )
    sse_kms_key_id: str | None = _setting(None, "The KMS key for that encryption.")
    poll: float = _setting(60.0, "Seconds between polls of a batch job.", 0.001)
    engine: str | None = _setting(None, "Have workers do the asking: local (processes), ray or array.")
    workers: int | None = _setting(None, "How many workers; default: one for each processor.", 1)
    address: str | None = _setting(None, "Address of a Ray cluster; auto for the one this process is in.")
    shard_size: int = _setting(2000, "Items that a worker takes at a time.", 1)
    journal: str = _setting("local", "Where workers keep answers: local, shared or s3://BUCKET/PREFIX.")
    durable: bool = _setting(False, "With --journal s3://: use no answer before S3 has it.")
    journals: tuple[str, ...] = _setting((), "Another run whose answers are used; may be repeated.", kept=False)
    sandbox: str = _setting("process", "What runs programs of models: process or container:IMAGE.")
    model: Model | None = None
    hooks: Hooks = Hooks()

    def kept(self) -> dict[str, Any]:
        """What run.json keeps of a session, so that `resume` goes on as before; the price comes last."""
        price = None if self.price is None else self.price.as_dict(whole=True)
        return {name: getattr(self, name) for name, setting in SETTINGS.items() if setting.kept} | {"price": price}

    def price_of(self, name: str) -> Price | None:
        """What the model `name` costs, None where no price is known; raises UsageError where a cost limit needs one."""
        price = self.price or find_price(name)
        if price is None and self.max_cost is not None:
            raise UsageError(f"--max-cost needs a price, and none is known for {name}: give --price IN,OUT")
        return price


# By name: the fields that a user can set.
SETTINGS: dict[str, Setting] = {
    item.name: item.metadata["setting"] for item in fields(Settings) if "setting" in item.metadata
}
TYPES: dict[str, type] = {item.name: item.type for item in fields(Settings) if item.name in SETTINGS}  # type: ignore[misc]
_HOOKS = frozenset(item.name for item in fields(Hooks))


def kinds(name: str) -> tuple[type, ...]:
    """The types that the values of a setting have; where None is one, it may be left out."""
    found = (tuple,) if name == "journals" else get_args(TYPES[name]) or (TYPES[name],)
    return (int, *found) if float in found else found


def check_names(options: Mapping[str, object], known: type) -> None:
    """Raise TypeError for an option that the TypedDict `known` does not have."""
    names = known.__annotations__
    if unknown := sorted(set(options) - set(names)):
        raise TypeError(f"there is no option {unknown[0]!r}; known: {', '.join(names)}")


def settings_of(options: Mapping[str, Any], **more: Any) -> Settings:
    """The session that a flow's options describe, others among them left aside; None leaves a setting as it is.

    Raises UsageError for a number that makes no sense.
    """
    given = {name: options[name] for name in ProgramOptions.__annotations__ if options.get(name) is not None} | more
    given |= {name: None for name in LIFTED if given.get(name) == math.inf}
    hooks = Hooks(**{name: given.pop(name) for name in _HOOKS & set(given)})
    if hooks.watch is None:
        hooks = replace(hooks, watch=cell_watch())
    if "journals" in given:
        given["journals"] = tuple(map(str, given["journals"]))
    if isinstance(price := given.get("price"), dict):
        given["price"] = read_price(price)
    session = Settings(**given, hooks=hooks)
    for name, setting in SETTINGS.items():
        _check(name, getattr(session, name), setting.least)
    _check_engine(session)
    _check_journal(session.journal)
    return session


def _check_journal(place: Any) -> None:
    if place not in ("local", "shared") and not re.match(r"s3:/{1,2}[^/]", str(place)):
        raise UsageError(f"--journal: must be local, shared or s3://BUCKET/PREFIX (found {place!r:.80})")


def _check_engine(session: Settings) -> None:
    if session.engine is None:
        for name in ("workers", "address"):
            if getattr(session, name) is not None:
                raise UsageError(f"--{name}: is for workers; add --engine {', '.join(ENGINES[:-1])} or {ENGINES[-1]}")
        return
    if session.engine not in ENGINES:
        raise UsageError(f"--engine: must be {', '.join(ENGINES[:-1])} or {ENGINES[-1]} (found {session.engine!r:.40})")
    if session.engine == "ray" and find_spec("ray") is None:
        raise MissingExtra(f"--engine ray needs Ray: {installing('ray')}")
    if session.address is not None and session.engine != "ray":
        raise UsageError("--address is for --engine ray")
    if session.batch:
        raise UsageError("--engine: batch jobs need no workers; give --batch or --engine")


def _check(name: str, value: Any, least: float | None) -> None:
    if name == "price" and not isinstance(value, Price | None):
        raise UsageError(f"price: must be a selfinstruct.prices.Price (found {value!r})")
    if least is None or value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float) or not isinstance(value, kinds(name)):
        raise UsageError(f"{name}: must be a number (found {value!r})")
    if value < least:
        raise UsageError(f"{name}: must be at least {least} (found {value})")


def session_shape() -> dict[str, tuple[type, ...]]:
    """What run.json keeps of a session, in the form of runs/schema.py; what older runs do not know may be missing."""
    needed = ("n", "concurrency")
    kept = {name if name in needed else f"{name}?": kinds(name) for name in SETTINGS if SETTINGS[name].kept}
    return kept | {"price?": (dict, NoneType)}
