"""Files read in processes of their own, with limits: one that ends its process is a refusal, and the rest goes on.

The files are read side by side and told in their order. A process waits where what it has to say is not wanted yet,
so that memory stays small whatever the files are like.
"""

import contextlib
import os
import select
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

from selfinstruct.documents.document import Reading, Refusal
from selfinstruct.documents.sandbox import frames
from selfinstruct.documents.sandbox.processes import Ended, Nursery, Started
from selfinstruct.errors import UsageError

_PIECE = 1 << 20
_AHEAD_BYTES = 64 << 20  # that files may have told before their turn
_AHEAD_FILES = 256
_AT_ONCE = 200  # items that are handed on before the processes are looked after again
# How a process ends whose library may not have the memory it wants.
_ABORTS = (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGTRAP, signal.SIGKILL)


def usual_workers() -> int:
    """So many processes as there are processors for this one, up to eight."""
    return max(1, min(8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1))


@dataclass(frozen=True, slots=True)
class FileToRead:
    """A file by the name it is to have, and what gives its path while it is read; or why it is not read at all."""

    name: str
    local: Callable[[], AbstractContextManager[Path]] | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document as its line of the corpus, and what is counted of it."""

    id: str
    format: str
    member: str
    masked: dict[str, int]
    line: bytes


Item = DocumentLine | Refusal


@dataclass(frozen=True, slots=True)
class Sandbox:
    """How the processes are set up.

    `memory` is in MB, `timeout` in seconds without a sign of life, 0 for no limit. `cache` is a folder for what took
    long to read, so that it need not be read again, "" for none.
    """

    reading: Reading
    workers: int = 1
    memory: int = 1024
    timeout: float = 120
    pii: str = "mask"
    cache: str = ""

    def read(self, files: Iterable[FileToRead]) -> Generator[tuple[FileToRead, Item | None], None, None]:
        """What comes of each file, in order, with None at its end."""
        pool = _Pool(self)
        try:
            yield from pool.run(iter(files))
        finally:
            pool.close()


@dataclass(slots=True)
class _Job:
    """A file under way: what it has told and nobody has taken yet, and where it is."""

    file: FileToRead
    items: deque[tuple[Item, int]] = field(default_factory=deque)
    size: int = 0
    done: bool = False
    path: tuple[int, ...] = ()
    member: str = ""
    told: int = 0  # items since the member began
    behind: tuple[int, ...] | None = None
    stack: ExitStack = field(default_factory=ExitStack)
    place: str = ""

    def put(self, item: Item, size: int = 100) -> None:
        self.items.append((item, size))
        self.size += size
        self.told += 1

    def end(self) -> None:
        self.done = True
        self.stack.close()


class _Worker:
    """A process that reads, and the file it has before it.

    `used` says that it has read other things before, `path` which member it is at, and `further` that it has come
    behind the member that it was to go on behind.
    """

    def __init__(self, started: Started) -> None:
        self.started = started
        self.frames = frames.FrameBuffer()
        self.job: _Job | None = None
        self.used = self.further = False
        self.path: tuple[int, ...] = ()
        self.since = 0.0
        self.memory_gone = False

    def read(self, job: _Job, *, again: bool = False) -> None:
        """Begin with a file, or go on with it behind a member that ended an earlier process."""
        self.job, self.since, self.path = job, time.monotonic(), ()
        again = again or job.behind is None
        self.further = again
        skip = job.told if again else 0
        told = {"name": job.file.name, "path": job.place, "behind": job.behind or (), "again": again, "skip": skip}
        with contextlib.suppress(BrokenPipeError):  # its end is seen where it is read
            frames.send(self.started.jobs, b"J", told)


class _Pool:
    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        told = {"reading": asdict(sandbox.reading), "memory": sandbox.memory, "timeout": sandbox.timeout}
        self._nursery = Nursery(told | {"pii": sandbox.pii, "cache": sandbox.cache})
        self._workers: list[_Worker] = []
        self._order: deque[_Job] = deque()

    def run(self, files: Iterator[FileToRead]) -> Iterator[tuple[FileToRead, Item | None]]:
        while True:
            self._feed(files)
            if not self._order:
                return
            head = self._order[0]
            for _ in range(min(_AT_ONCE, len(head.items))):
                item, size = head.items.popleft()
                head.size -= size
                yield head.file, item
            if head.done and not head.items:
                self._order.popleft()
                yield head.file, None
            else:
                self._pump(wait=not head.items)

    def close(self) -> None:
        for worker in self._workers:
            self._nursery.end(worker.started)
        self._nursery.close()
        for job in self._order:
            job.stack.close()
        self._workers.clear()

    def _feed(self, files: Iterator[FileToRead]) -> None:
        """Give each process that has nothing to do the next file."""
        while len(self._order) < _AHEAD_FILES and self._ahead() < _AHEAD_BYTES:
            idle = next((worker for worker in self._workers if worker.job is None), None)
            if idle is None and len(self._workers) >= self._sandbox.workers:
                return
            file = next(files, None)
            if file is None:
                return
            job = _Job(file)
            self._order.append(job)
            if self._opened(job):
                self._give(job, idle)

    def _opened(self, job: _Job) -> bool:
        refusal = job.file.refusal
        try:
            if refusal is None and job.file.local is not None:
                job.place = str(job.stack.enter_context(job.file.local()))
        except (OSError, UsageError) as error:
            refusal = Refusal("unreadable", str(error))
        if refusal is not None:
            job.put(refusal)
            job.end()
        return refusal is None

    def _give(self, job: _Job, worker: _Worker | None, *, again: bool = False) -> None:
        if worker is None:
            worker = _Worker(self._nursery.start())
            self._workers.append(worker)
        worker.read(job, again=again)

    def _ahead(self) -> int:
        return sum(job.size for job in self._order)

    def _pump(self, *, wait: bool) -> None:
        """Take what the processes have to say, of files whose turn has not come only so much; end those that hang."""
        full, head = self._ahead() >= _AHEAD_BYTES, self._order[0]
        heard = [worker for worker in self._workers if worker.job and (worker.job is head or not full)]
        poll = select.poll()
        for worker in heard:
            poll.register(worker.started.results, select.POLLIN)
        now = time.monotonic()
        for worker in self._workers:
            if worker not in heard:
                worker.since = now  # it is not its fault that nobody listens
        limit = self._sandbox.timeout
        left = min((worker.since + limit - now for worker in heard), default=limit) if limit else None
        ready = dict(poll.poll(None if wait and left is None else max(0, int((left or 0) * 1000) + 1) if wait else 0))
        for worker in heard:
            if worker.started.results in ready:
                self._listen(worker)
            elif limit and time.monotonic() - worker.since > limit:
                self._died(worker, Refusal("timeout", f"over {limit:g} s; --timeout N allows more, 0 any"))

    def _listen(self, worker: _Worker) -> None:
        data = os.read(worker.started.results, _PIECE)
        if not data:
            self._died(worker)
            return
        worker.since = time.monotonic()
        job = worker.job
        assert job is not None
        for kind, told, line in worker.frames.feed(data):
            if kind == frames.DOCUMENT:
                job.put(DocumentLine(**told, line=line), len(line))
            elif kind == frames.REFUSAL:
                job.put(Refusal(*told))
            elif kind == frames.MEMBER:
                self._begun(worker, job, tuple(told[0]), told[1])
            elif kind == frames.MEMORY:
                worker.memory_gone = True
            elif kind == frames.END:
                job.end()
                worker.job, worker.used = None, True

    def _begun(self, worker: _Worker, job: _Job, path: tuple[int, ...], member: str) -> None:
        worker.used = worker.used or path[: len(worker.path)] != worker.path
        worker.path = path
        if job.behind is not None and path == job.behind[: len(path)]:  # on the way to where it is to go on
            return
        worker.further = True
        job.path, job.member, job.told = path, member, 0

    def _died(self, worker: _Worker, refusal: Refusal | None = None) -> None:
        """A process has ended, or is ended, over a file: that is read once more by a fresh one, or refused."""
        self._workers.remove(worker)
        ended = self._nursery.end(worker.started)
        rule = refusal or self._why(worker, ended)
        job = worker.job
        assert job is not None
        if refusal is None and worker.used:
            # What it had read before may be the reason.
            job.behind = job.path or None
            self._give(job, None, again=True)
            return
        job.put(Refusal(rule.rule, rule.value, job.member))
        if not job.path or not worker.further:
            job.end()
            return
        job.behind = job.path
        self._give(job, None)

    def _why(self, worker: _Worker, ended: Ended) -> Refusal:
        limit = self._sandbox.memory
        if worker.memory_gone or (limit and -ended.code in _ABORTS and ended.megabytes > limit / 4):
            return Refusal("too_large", f"took more than {limit} MB of memory; --memory MB allows more")
        if -ended.code == signal.SIGXCPU:
            return Refusal("timeout", f"over {self._sandbox.timeout:g} s; --timeout N allows more, 0 any")
        how = signal.Signals(-ended.code).name if ended.code < 0 else f"exit {ended.code}"
        return Refusal("crashed", f"ended its process ({how})")
