"""What the driver and its workers say to each other; all of it can be pickled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.progress import Total


@dataclass(frozen=True, slots=True)
class Share:
    """The part of the session's limits that is a worker's: requests in flight, requests and tokens a minute."""

    concurrency: int
    rpm: float | None = None
    tpm: float | None = None


@dataclass(frozen=True, slots=True)
class Begin:
    """To a worker: work on this shard. `items` are (place in the shard, item), pickled."""

    shard: int
    items: bytes
    careful: bool = False  # one item at a time at first, for this shard has ended workers
    left_out: Mapping[int, str] = field(default_factory=dict)  # items that are not to be asked about, and why


@dataclass(frozen=True, slots=True)
class Go:
    """To a careful worker: what it said of the item it is at has been heard."""


@dataclass(frozen=True, slots=True)
class NoMore:
    """To a worker: there are no more shards; end once all is answered."""


@dataclass(frozen=True, slots=True)
class Lend:
    """To a worker: so many requests and US dollars more. `last` says that there will never be more than these."""

    requests: int = 0
    cost: float = 0.0
    last: bool = False


@dataclass(frozen=True, slots=True)
class Recall:
    """To a worker: give back what is lent and not needed, for others are waiting for it."""


@dataclass(frozen=True, slots=True)
class Pace:
    """To a worker: its share of the limits from now on."""

    share: Share


@dataclass(frozen=True, slots=True)
class Halt:
    """To a worker: ask nothing more; what is in flight may arrive, unless it is to end `now`."""

    why: str
    now: bool = False


@dataclass(frozen=True, slots=True)
class Hello:
    """From a worker that can begin: where it runs, and how many models it asks, each with requests in flight."""

    host: str
    pid: int
    models: int = 1


@dataclass(frozen=True, slots=True)
class Wanting:
    """From a worker: it has begun all it was given."""


@dataclass(frozen=True, slots=True)
class Borrow:
    """From a worker: nothing more can be asked before it has so many requests, or US dollars, more.

    No request that it sends costs more than the greatest `worst` it has told and was answered.
    """

    requests: int = 0
    cost: float = 0.0
    worst: float = 0.0


@dataclass(frozen=True, slots=True)
class GiveBack:
    """From a worker: what was lent and is not needed."""

    requests: int = 0
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class At:
    """From a careful worker: it begins this item of a shard as soon as it is told to `Go`."""

    shard: int
    item: int


@dataclass(frozen=True, slots=True)
class Figures:
    """From a worker: how far it is; all numbers since it started."""

    settled: int = 0
    asked: int = 0
    replayed: int = 0
    failed: int = 0
    in_flight: int = 0
    waiting: int = 0
    trouble: str = ""
    stages: Mapping[tuple[str, str], Total] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finished:
    """From a worker: it has nothing more to do with this shard. Unless it is `done` somebody else has or had it."""

    shard: int
    done: bool
    record: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """From a worker: a line of its log."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Ended:
    """From a worker, as its last word: why it ended, and with what error if that is how.

    `requests` and `cost` were lent and not used.
    """

    why: str
    requests: int = 0
    cost: float = 0.0
    error: BaseException | None = None


@dataclass(frozen=True, slots=True)
class Died:
    """From the engine: a worker is gone without a word."""

    how: str


Message = Hello | Wanting | Borrow | GiveBack | At | Figures | Finished | Told | Ended | Died
Order = Begin | Go | NoMore | Lend | Recall | Pace | Halt
