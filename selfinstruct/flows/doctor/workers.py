"""What an engine has for workers: where they run, with which versions, and whether they reach endpoint and storage."""

import asyncio
import os
import platform
import tempfile
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct._version import __version__
from selfinstruct.engine.crew.engines.looking import Node, look
from selfinstruct.engine.drive import run_sync
from selfinstruct.errors import RunError, SelfInstructError, UsageError
from selfinstruct.files.storage import Access, address
from selfinstruct.flows.doctor import options, reaching
from selfinstruct.runs.shards.opening import open_store

REACHED = "reached"


@dataclass(frozen=True, slots=True)
class Question:
    """What a process is to try: an endpoint, and a file in a folder or an address in S3; "" for none."""

    base_url: str = ""
    model: str = ""
    storage: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class WorkerSeen:
    """A process and what it can reach: "reached", what is in the way, or "" where nothing was asked for."""

    host: str
    cpus: int
    python: str
    selfinstruct: str
    endpoint: str = ""
    storage: str = ""


@dataclass(frozen=True, slots=True)
class EngineReport:
    """What an engine has; `driver` is this process, `workers` were tried, `problems` says whatever is wrong."""

    engine: str
    version: str
    address: str
    nodes: Sequence[Node]
    driver: WorkerSeen
    workers: Sequence[WorkerSeen]
    problems: Sequence[str] = field(default_factory=tuple)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def examine_engine(
    engine: str,
    *,
    workers: int | None = None,
    address: str | None = None,
    base_url: str | None = None,
    model: str | None = None,
    storage: str | Path | None = None,
) -> EngineReport:
    """Try what workers of `engine` ("local" or "ray") have and reach; asks a model nothing.

    `storage` is a folder or s3://BUCKET/PREFIX that all of them must see. Raises UsageError, MissingExtra.
    """
    if engine not in ("local", "ray"):
        raise UsageError(
            "--engine: doctor looks at local and ray; of an array run it without --engine in one of its processes"
            if engine == "array"
            else f"--engine: must be local or ray (found {engine!r:.40})"
        )
    if address is not None and engine != "ray":
        raise UsageError("--address is for --engine ray")
    if workers is not None and workers < 1:
        raise UsageError(f"workers: must be at least 1 (found {workers})")
    return run_sync(_examine(engine, workers or os.cpu_count() or 1, address, base_url, model, storage))


async def _examine(
    engine: str, workers: int, where: str | None, base_url: str | None, model: str | None, storage: str | Path | None
) -> EngineReport:
    kept = "" if storage is None else str(storage)
    folder = kept if kept and address(kept) is None else ""
    with _token(folder) as token:
        question = Question(base_url or "", model or "", os.path.abspath(folder) if folder else kept, token)
        driver = await asyncio.to_thread(looked, question)
        version, nodes, found = await look(engine, where, workers, looked, question)
    seen = [item for item in found if isinstance(item, WorkerSeen)]
    problems = [*_problems("driver", driver, driver)]
    for number, item in enumerate(found):
        problems += (
            [f"worker {number}: {item}"] if isinstance(item, str) else _problems(f"worker {number}", item, driver)
        )
    return EngineReport(engine, version, where or "", nodes, driver, seen, problems)


class _token:
    """A file in a folder for as long as this lasts, so that others can say whether they see it; "" without a folder."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def __enter__(self) -> str:
        if not self._folder:
            return ""
        try:
            descriptor, self._path = tempfile.mkstemp(prefix=".selfinstruct-doctor-", dir=self._folder)
        except OSError as error:
            raise RunError(f"{self._folder}: cannot be written to: {error.strerror}") from error
        os.close(descriptor)
        return os.path.basename(self._path)

    def __exit__(self, *_: object) -> None:
        if self._folder:
            os.unlink(self._path)


def looked(question: Question) -> WorkerSeen:
    """What this process has and reaches; called in each worker."""
    return WorkerSeen(
        platform.node(), os.cpu_count() or 1, platform.python_version(), __version__, _endpoint(question),
        _storage(question),
    )  # fmt: skip


def _endpoint(question: Question) -> str:
    if not question.base_url and not question.model:
        return ""

    async def reach() -> str:
        asked = options.asked(question.base_url or None, question.model or None)
        async with aclosing(asked.endpoint):
            return (await reaching.listing(asked)).why or REACHED

    try:
        return asyncio.run(reach())
    except SelfInstructError as error:
        return str(error)


def _storage(question: Question) -> str:
    if not question.storage:
        return ""
    if question.token:
        there = os.path.exists(os.path.join(question.storage, question.token))
        return REACHED if there else f"does not see {question.storage}"
    try:
        open_store(question.storage, Path("."), Access()).plan()
    except SelfInstructError as error:
        return str(error)
    return REACHED


def _problems(name: str, seen: WorkerSeen, driver: WorkerSeen) -> list[str]:
    found = [f"{name}: {what}" for what in (seen.endpoint, seen.storage) if what not in ("", REACHED)]
    if _minor(seen.python) != _minor(driver.python) or seen.selfinstruct != driver.selfinstruct:
        found.append(
            f"{name}: Python {seen.python} and selfinstruct {seen.selfinstruct}, the driver has {driver.python} and "
            f"{driver.selfinstruct}: install the same"
        )
    return found


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])
