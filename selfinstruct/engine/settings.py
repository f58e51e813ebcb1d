"""How a session is driven: settings that change how far and how fast it gets, never what it writes."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypedDict

from selfinstruct.errors import UsageError
from selfinstruct.prices import Price
from selfinstruct.progress import Watch
from selfinstruct.records import Model, Task

# What run.json keeps of a session, so that `resume` goes on as before.
KEPT = (
    "n", "concurrency", "base_url", "endpoint_url", "region", "profile", "max_cost", "max_requests", "rpm", "tpm",
    "batch", "batch_minimum", "batch_s3", "batch_role", "sse", "sse_kms_key_id", "poll",
)  # fmt: skip

SHORTEST_POLL = 0.001

AT_ONCE = 100_000  # requests that may be collected; --concurrency then rules those that go out by themselves


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

    def kept(self) -> dict[str, Any]:
        """What run.json keeps of it."""
        price = None if self.price is None else asdict(self.price)
        return {name: getattr(self, name) for name in KEPT} | {"price": price}


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
