"""The answers of a shard on their way to S3: collected, written as segments by a thread of its own."""

import asyncio
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from selfinstruct.runs.journal import settle
from selfinstruct.runs.shards import segments
from selfinstruct.runs.shards.leases import Clock
from selfinstruct.runs.shards.objects import Objects

CUT = 1.0  # seconds after which a segment is closed …
LARGE = 4_000_000  # … or bytes of lines
BEHIND = 2.0  # seconds: an answer that finds an older one unwritten waits, so that no more than these can be lost


@dataclass(slots=True)
class _Segment:
    """Lines of one segment, and who waits for it."""

    since: float
    lines: list[bytes] = field(default_factory=list)
    size: int = 0
    waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = field(default_factory=list)


class Uploads:
    """Writes segments of one claim; `names` has the digest of each that is written."""

    def __init__(self, objects: Objects, shard: int, epoch: int, durable: bool, clock: Clock) -> None:
        self.names: dict[str, str] = {}
        self._objects = objects
        self._shard = shard
        self._epoch = epoch
        self._durable = durable
        self._clock = clock
        self._waiting: deque[_Segment] = deque()  # the last takes more lines while it is small
        self._under_way: _Segment | None = None
        self._hurry = False
        self._closed = False
        self._failure: BaseException | None = None
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._write, name="segments", daemon=True)
        self._thread.start()

    def add(self, row: segments.Row) -> asyncio.Future[None] | None:
        """Take a row; what is to be waited for with `durable`, or where S3 lags behind."""
        with self._changed:
            segment, oldest = self._take(row)
            if not self._durable and self._clock() - oldest <= BEHIND:
                return None
            loop = asyncio.get_running_loop()
            written: asyncio.Future[None] = loop.create_future()
            segment.waiting.append((loop, written))
            self._changed.notify_all()
            return written

    def keep(self, rows: Sequence[segments.Row]) -> None:
        """Take rows that are on this machine already, without waiting."""
        with self._changed:
            for row in rows:
                self._take(row)

    def flush(self) -> None:
        """Return when all that was taken is in S3; raises what an upload has failed with."""
        with self._changed:
            self._hurry = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._failure or not (self._waiting or self._under_way))
            self._hurry = False
            self._check()

    def close(self) -> None:
        """The same, and end."""
        try:
            self.flush()
        finally:
            with self._changed:
                self._closed = True
                self._changed.notify_all()
            self._thread.join()

    def _take(self, row: segments.Row) -> tuple[_Segment, float]:
        """The segment that the row is in, and since when the oldest row waits."""
        self._check()
        if not self._waiting or self._waiting[-1].size >= LARGE:
            self._waiting.append(_Segment(self._clock()))
            self._changed.notify_all()
        segment = self._waiting[-1]
        line = segments.line_of(row)
        segment.lines.append(line)
        segment.size += len(line)
        if segment.size >= LARGE:
            self._changed.notify_all()
        return segment, (self._under_way or self._waiting[0]).since

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _write(self) -> None:
        while (segment := self._next()) is not None:
            try:
                data = segments.squeezed(segment.lines)
                name = segments.name_of(self._shard, self._epoch, len(self.names) + 1)
                if self._objects.create(name, data) is None:
                    raise segments.damaged(self._objects.name(name))
            except BaseException as error:  # whatever it is, whoever waits must hear of it
                with self._changed:
                    self._failure = error
                    failed = [segment, *self._waiting]
                    self._changed.notify_all()
                settle([who for item in failed for who in item.waiting], error)
                return
            with self._changed:
                self.names[name] = segments.digest_of(data)
                self._under_way = None
                self._changed.notify_all()
            settle(segment.waiting, None)

    def _next(self) -> _Segment | None:
        """The next segment to be written, once it is time; None at the end."""
        with self._changed:
            while not self._closed:
                if not self._waiting:
                    self._changed.wait()
                    continue
                first = self._waiting[0]
                left = CUT - (self._clock() - first.since)
                if first.waiting or self._hurry or first.size >= LARGE or left <= 0:
                    self._under_way = self._waiting.popleft()
                    return self._under_way
                self._changed.wait(left)
            return None
