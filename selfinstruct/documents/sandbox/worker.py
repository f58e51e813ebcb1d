"""A process that reads files: a fork of `nursery.py`, told by `pool.py` which.

Its standard streams lead nowhere. A library that ends the process ends nothing else.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from selfinstruct.canonical import to_line
from selfinstruct.documents.corpus import corpus_row
from selfinstruct.documents.document import Document, Reading, Refusal, Source
from selfinstruct.documents.readers.members import Trail, trailing
from selfinstruct.documents.readers.reading import read_source
from selfinstruct.documents.sandbox import frames
from selfinstruct.documents.sandbox.cache import CachedReading
from selfinstruct.documents.sandbox.limits import limit_memory, limit_processor
from selfinstruct.documents.sandbox.masked import Masker


def serve(jobs: int, results: int, setup: Mapping[str, Any]) -> None:
    """Read what the parent asks for by one descriptor until it asks no more, and tell it by the other."""
    limit_memory(setup["memory"])
    reading = Reading(**setup["reading"] | {"passwords": tuple(setup["reading"]["passwords"])})
    with os.fdopen(jobs, "rb") as asked:
        while job := frames.receive(asked):
            try:
                _FileReading(job, reading, setup, results).run()
            except MemoryError:
                frames.send(results, frames.MEMORY, None)
                return


class _FileReading:
    """One file, told item by item; the first `skip` items are known already from an earlier process."""

    def __init__(self, job: Mapping[str, Any], reading: Reading, setup: Mapping[str, Any], results: int) -> None:
        self.job = job
        self.reading = reading
        self.setup = setup
        self.results = results
        self.masker = Masker(setup["pii"])
        self.skip = job["skip"]
        self.digest = ""
        self.cached: CachedReading | None = None

    def run(self) -> None:
        self._step()
        try:
            with open(self.job["path"], "rb") as file:
                self.digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            self._tell(frames.REFUSAL, ["unreadable", error.strerror or str(error), "", None])
            self._tell(frames.END, None)
            return
        if self.setup["cache"] and not self.job["behind"] and not self.skip:
            said = (self.job["name"], self.digest, self.setup["reading"], self.setup["pii"])
            self.cached = CachedReading(Path(self.setup["cache"]), said)
            if (known := self.cached.known()) is not None:
                frames.write(self.results, known)
                return
        for item in self._items():
            if self.skip:
                self.skip -= 1
            elif isinstance(item, Refusal):
                self._tell(frames.REFUSAL, [item.rule, self.masker.value(item.value), item.member, item.page])
            else:
                self._document(item)
            self._step()
        self._tell(frames.END, None)
        if self.cached:
            self.cached.keep()

    def _items(self) -> Iterator[Document | Refusal]:
        trail = Trail(tuple(self.job["behind"]), self.job["again"], self._begun, self._alive)
        with trailing(trail):
            yield from read_source(Source(self.job["name"], Path(self.job["path"])), self.reading)

    def _document(self, document: Document) -> None:
        kept, masked = self.masker.document(document)
        if isinstance(kept, Refusal):
            self._tell(frames.REFUSAL, [kept.rule, kept.value, kept.member, kept.page])
            return
        row = corpus_row(kept, self.job["name"], self.digest, masked)
        told = {"id": row["id"], "format": kept.format, "member": kept.member, "masked": masked}
        self._tell(frames.DOCUMENT, told, f"{to_line(row)}\n".encode())

    def _begun(self, path: tuple[int, ...], name: str) -> None:
        self._tell(frames.MEMBER, [path, name])
        self._step()

    def _alive(self) -> None:
        self._tell(frames.ALIVE, None)
        self._step()

    def _tell(self, kind: bytes, told: Any, data: bytes = b"") -> None:
        whole = frames.frame(kind, told, data)
        if self.cached:
            self.cached.add(whole)
        frames.write(self.results, whole)

    def _step(self) -> None:
        limit_processor(self.setup["timeout"])
