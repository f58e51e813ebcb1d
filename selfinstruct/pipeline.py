"""The flows: each a function that reads like the data flow of the design."""

import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypedDict, TypeVar, Unpack

from selfinstruct import __version__
from selfinstruct import inputs as recorded
from selfinstruct.errors import RunDamaged, RunError, SelfInstructError, UsageError
from selfinstruct.estimate import Estimate, estimate
from selfinstruct.filters import load_filters
from selfinstruct.growth import Growth
from selfinstruct.inputs import Inputs, read_topics, unique_ids
from selfinstruct.journal import Journal
from selfinstruct.ledger import Ledger
from selfinstruct.models import open_model
from selfinstruct.models.capped import Capped
from selfinstruct.models.limited import Limited
from selfinstruct.models.recording import Recording
from selfinstruct.models.replaying import Replaying
from selfinstruct.models.retrying import Retrying
from selfinstruct.prices import Price, find_price
from selfinstruct.progress import Progress, Watch
from selfinstruct.prompts import Prompts
from selfinstruct.recipe import load_recipe
from selfinstruct.records import Model, Task, content_id
from selfinstruct.run import FILES, Run, check_identity, choose, locked, write_json
from selfinstruct.seeds import load_seeds
from selfinstruct.stages.bootstrap import Bootstrap

T = TypeVar("T")
LOG = logging.getLogger("selfinstruct")
NOTICE = "made by the built-in demonstration model: for trying, CI and load tests, not training data"
REFRESH = 2.0  # seconds
_KEPT = ("n", "concurrency", "base_url", "max_cost", "max_requests", "rpm", "tpm")


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


async def agenerate(seeds: str | Path | list[Task], **options: Unpack[Options]) -> Run:
    """Grow seed tasks into a dataset; returns when the run has ended, with its files.

    The same call again resumes the run. Raises UsageError for what cannot be carried out as asked and
    ModelError when the model cannot be asked; what was bought is kept in the run's journal either way.
    """
    given, session = _given(seeds, options)
    path = _directory(seeds, given, options.get("out"))
    return await _grow(path, given, session)


def generate(seeds: str | Path | list[Task], **options: Unpack[Options]) -> Run:
    """`agenerate` for code that is not asynchronous; also works where an event loop runs already, as in a notebook."""
    return run_sync(agenerate(seeds, **options))


async def stream(seeds: str | Path | list[Task], **options: Unpack[Options]) -> AsyncIterator[Task]:
    """Yield each task with its instances as soon as it stands in the run's files; leaving the loop stops the run."""
    given, session = _given(seeds, options)
    path = _directory(seeds, given, options.get("out"))
    queue: asyncio.Queue[Task | None] = asyncio.Queue()
    session = replace(session, written=queue.put_nowait)
    growing = asyncio.ensure_future(_grow(path, given, session))
    growing.add_done_callback(lambda _: queue.put_nowait(None))
    try:
        while (task := await queue.get()) is not None:
            yield task
        await growing
    finally:
        growing.cancel()
        with contextlib.suppress(asyncio.CancelledError, SelfInstructError):
            await growing


async def aresume(run: str | Path, *, retry_failed: bool = False, **limits: Unpack[Limits]) -> Run:
    """Go on with a run from what it recorded; `n` may be larger than before.

    With `retry_failed`, requests of the classify and instances stages that failed for good are asked again and the
    files are rewritten.
    """
    if unknown := sorted(set(limits) - set(Limits.__annotations__)):
        raise TypeError(f"there is no option {unknown[0]!r}; known: {', '.join(Limits.__annotations__)}")
    before = Run(run)
    changed = {name: value for name, value in limits.items() if value is not None}
    session = _session(before.info["session"] | changed)
    return await _grow(before.path, None, session, retry_failed=retry_failed)


def resume(run: str | Path, *, retry_failed: bool = False, **limits: Unpack[Limits]) -> Run:
    """`aresume` for code that is not asynchronous."""
    return run_sync(aresume(run, retry_failed=retry_failed, **limits))


def preview(seeds: str | Path | list[Task], **options: Unpack[Options]) -> Estimate:
    """What `generate` would send with these arguments, and how much of it; asks nothing and writes nothing."""
    given, session = _given(seeds, options)
    return estimate(given, session.n, session.price or find_price(given.model))


async def _grow(path: Path, given: Inputs | None, session: Session, *, retry_failed: bool = False) -> Run:
    name = given.model if given is not None else str(Run(path).info["model"])
    async with contextlib.AsyncExitStack() as stack:
        provider = session.model or open_model(name, base_url=session.base_url, concurrency=session.concurrency)
        if session.model is None and hasattr(provider, "aclose"):
            stack.push_async_callback(provider.aclose)
        price = session.price or find_price(name)
        if session.max_cost is not None and price is None:
            raise UsageError(f"--max-cost needs a price, and none is known for {name}: give --price IN,OUT")
        stack.enter_context(locked(path))
        _warn_of_other_address(path, session)
        journal = stack.enter_context(contextlib.closing(Journal(path / "journal.db")))
        inputs = _agreed(path, journal, given)
        session = replace(session, n=max(session.n, _written(path)))
        rewrite = _rewriting(path, journal, retry_failed)
        growth, record = _assemble(rewrite or path, path, inputs, session, price, provider, journal)
        record.write("running")
        if session.started is not None:
            session.started(path)
        status, reason = "failed", ""
        try:
            with _interruptible(growth) if session.signals else contextlib.nullcontext():
                status = await growth.run()
        except Exception as error:
            reason = str(error)
            raise
        except BaseException:
            status = "interrupted"
            raise
        finally:
            growth.ledger.close()
            if rewrite is not None and status in ("done", "saturated"):
                _move(rewrite, path)
            record.write(status, reason)
    return Run(path)


def _assemble(
    place: Path,
    path: Path,
    inputs: Inputs,
    session: Session,
    price: Price | None,
    provider: Model,
    journal: Journal,
) -> tuple[Growth, "_Record"]:
    """Put together what grows this run; `place` is where its files are written."""
    progress = Progress(target=session.n, price=price)
    progress.recall(journal.totals())

    limited = Limited(Recording(provider, journal), concurrency=session.concurrency, rpm=session.rpm, tpm=session.tpm)
    if hasattr(provider, "pace"):
        provider.pace = limited.pace
    retrying = Retrying(limited, sleep=lambda seconds: capped.sleep(seconds))
    capped = Capped(retrying, session.max_requests, session.max_cost, price, progress.requests, progress.cost or 0.0)
    model = Replaying(capped, journal, progress.answered)

    prompts = Prompts(inputs.recipe)
    filters = load_filters(inputs.recipe.filters)
    instance = [item for item in filters if item.scope == "instance"]
    across = [item for item in instance if hasattr(item, "add")]
    bootstrap = Bootstrap(inputs, prompts, [item for item in filters if item.scope == "instruction"])
    ledger = Ledger(place, session.n, inputs.recipe.saturation, across, session.written or _ignore)

    record = _Record(path, inputs, session, ledger, progress)

    def watch() -> None:
        counts = ledger.counts
        progress.candidates, progress.accepted, progress.settled = counts.candidates, counts.accepted, counts.settled
        progress.in_flight = capped.in_flight
        record.refresh()
        if session.watch is not None:
            session.watch(progress)

    growth = Growth(
        bootstrap, ledger, prompts, model, capped, [item for item in instance if item not in across],
        session.concurrency, lambda: retrying.waiting, watch,
    )  # fmt: skip
    return growth, record


@dataclass(slots=True)
class _Record:
    """run.json, written when a session starts, now and then while it lasts, and when it ends."""

    path: Path
    inputs: Inputs
    session: Session
    ledger: Ledger
    progress: Progress
    _next: float = 0.0

    def refresh(self) -> None:
        """Write, if the last time is some seconds ago: whoever looks at a run under way sees about where it is."""
        if time.monotonic() >= self._next:
            self.write("running")

    def write(self, status: str, reason: str = "") -> None:
        session, progress, recipe = self.session, self.progress, self.inputs.recipe
        settings = recipe.as_dict()
        templates = settings.pop("templates")
        settings.pop("attributes")
        self._next = time.monotonic() + REFRESH
        write_json(
            self.path / "run.json",
            {
                "version": __version__,
                "status": status,
                "reason": reason,
                "notice": NOTICE if self.inputs.model.split("/")[0] == "offline" else "",
                "target": session.n,
                "model": self.inputs.model,
                "recipe": recipe.name,
                "identity": self.inputs.identity(),
                "session": {name: getattr(session, name) for name in _KEPT}
                | {"price": None if session.price is None else asdict(session.price)},
                "counts": self.ledger.counts.as_dict(),
                "requests": progress.requests,
                "usage": {
                    name: {"requests": total.requests, "failed": total.failed, **asdict(total.usage)}
                    for name, total in progress.stages.items()
                },
                "cost": progress.cost,
                "price": None if progress.price is None else asdict(progress.price),
                "seeds": len(self.inputs.seeds),
                "pool": len(self.inputs.pool),
                "attributes": {name: list(values) for name, values in self.inputs.attributes().items()},
                "settings": settings,
                "templates": {name: content_id(text) for name, text in templates.items()},
            },
        )


def _given(seeds: str | Path | list[Task], options: Options) -> tuple[Inputs, Session]:
    """Read and check everything the user names, before anything is made."""
    if unknown := sorted(set(options) - set(Options.__annotations__)):
        raise TypeError(f"there is no option {unknown[0]!r}; known: {', '.join(Options.__annotations__)}")
    model = options.get("model", "offline")
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
        if name in _KEPT or name in ("price", "watch", "signals", "started")
    }
    session = _session(known | {"model": None if isinstance(model, str) else model})
    Prompts(inputs.recipe)
    load_filters(inputs.recipe.filters)
    return inputs, session


def _session(settings: dict[str, Any]) -> Session:
    price = settings.get("price")
    session = Session(**settings | {"price": Price(**price) if isinstance(price, dict) else price})
    for name, least in (("n", 1), ("concurrency", 1), ("max_requests", 0), ("max_cost", 0), ("rpm", 1), ("tpm", 1)):
        value = getattr(session, name)
        if value is not None and value < least:
            raise UsageError(f"{name}: must be at least {least} (found {value})")
    return session


def _directory(seeds: str | Path | list[Task], given: Inputs, out: str | Path | None) -> Path:
    if out is not None:
        return Path(out)
    return choose(Path(seeds).stem if isinstance(seeds, str | Path) else "run", given.identity())


def _agreed(path: Path, journal: Journal, given: Inputs | None) -> Inputs:
    """The run's inputs: as recorded, and the same as those given, if any."""
    texts = journal.inputs()
    if not texts:
        if given is None:
            raise RunDamaged(f"{path / 'journal.db'}: records no inputs; run generate with the same --out instead")
        journal.keep_inputs(given.dump())
        return given
    inputs = recorded.read(texts)
    if given is not None:
        check_identity(path, inputs.identity(), given.identity())
    return inputs


def _warn_of_other_address(path: Path, session: Session) -> None:
    """Another address may be another model of the same name: worth a word, no reason to stop."""
    try:
        before = Run(path).info["session"]["base_url"]
    except (RunError, KeyError):
        return
    if before != session.base_url:
        LOG.warning("%s was asked at %s so far, and is now asked at %s", path, before, session.base_url)


def _written(path: Path) -> int:
    """How many tasks with an instance the files hold already: a smaller -n takes none of them back."""
    try:
        return sum(bool(row["instances"]) for row in Run(path).rows("tasks.jsonl"))
    except RunError:
        return 0


def _rewriting(path: Path, journal: Journal, retry_failed: bool) -> Path | None:
    """Where files are rewritten because answers changed; None where they are only appended to.

    The folder's existence is the mark: a rewrite that was broken off goes on with the next resume.
    """
    place = path / ".rewrite"
    if retry_failed:
        place.mkdir(exist_ok=True)
        journal.forget_failures(("classify", "classify_again", "instances"))
    return place if place.is_dir() else None


def _move(place: Path, path: Path) -> None:
    for name in FILES:
        (place / name).replace(path / name)
    place.rmdir()


@contextlib.contextmanager
def _interruptible(growth: Growth) -> Iterator[None]:
    """First signal: ask nothing more and wait for what is in flight; second: leave at once, still consistent."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)

    def end() -> None:
        if growth.capped.stopping:
            growth.abandon()
        else:
            growth.stop("interrupted")

    for number in numbers:
        loop.add_signal_handler(number, end)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


def _ignore(task: Task) -> None:
    """Nobody waits for tasks."""


def run_sync(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end, in a thread of its own where this one has a running event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    tasks: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[T]]] = []

    async def run() -> T:
        tasks.append((asyncio.get_running_loop(), asyncio.ensure_future(work)))
        return await tasks[0][1]

    with ThreadPoolExecutor(1) as pool:
        result = pool.submit(asyncio.run, run())
        try:
            return result.result()
        except KeyboardInterrupt:
            for loop, task in tasks:
                loop.call_soon_threadsafe(task.cancel)
            raise
