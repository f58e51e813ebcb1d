"""The files of an ingestion: the corpus, what was refused, and what was done; all of them appear together."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from selfinstruct.canonical import to_line
from selfinstruct.documents.document import Refusal
from selfinstruct.errors import UsageError
from selfinstruct.files import storage
from selfinstruct.files.destinations import Destination
from selfinstruct.files.file_types import compressing, compression_of, file_type_of
from selfinstruct.files.overwriting import is_device
from selfinstruct.flows.ingest.standing import Standing

STDOUT = "-"


def check_name(out: str | Path) -> None:
    """Raise UsageError for a name that promises anything but JSON lines."""
    found = file_type_of(str(out))
    if found is not None and found.name != "jsonl":
        raise UsageError(f"-o {out}: a corpus is written as JSON lines; name a .jsonl, .jsonl.gz or .jsonl.zst file")


def beside(out: str | Path, ending: str) -> str | None:
    """The name of a file beside the corpus, None where nothing lies beside it: stdout, a device, a pipe."""
    if str(out) == STDOUT or (storage.address(out) is None and is_device(out)):
        return None
    name = storage.name(out)
    plain = name.removesuffix(f".{compression_of(name)}") if compression_of(name) else name
    return f"{plain.removesuffix('.jsonl')}{ending}"


class CorpusFiles:
    """The corpus and the lines of what was refused, as they are written; `there` is what stands in its place."""

    def __init__(self, corpus: IO[bytes], rejected: IO[bytes] | None, there: Standing) -> None:
        self._corpus = corpus
        self._there = there
        self._rejected = rejected

    def add(self, line: bytes) -> None:
        """Add a document; raises UsageError where another one stands in its place, and may not be replaced."""
        self._there.corpus.hold(line)
        self._corpus.write(line)

    def reject(self, file: str, refusal: Refusal) -> None:
        """Add what was refused; raises as `add` does."""
        if self._rejected is not None:
            line = f"{to_line(rejected_row(file, refusal))}\n".encode()
            self._there.rejected.hold(line)
            self._rejected.write(line)


@contextmanager
def corpus_files(place: Destination, out: str | Path, there: Standing) -> Iterator[CorpusFiles]:
    """The files in the staging folder of a place, complete at the end of the block."""
    rejected = beside(out, ".rejected.jsonl")
    with compressing(place.staging / place.name, compression_of(place.name)) as corpus:
        if rejected is None:
            yield CorpusFiles(corpus, None, there)
            return
        with (place.staging / Path(rejected).name).open("wb") as lines:
            yield CorpusFiles(corpus, lines, there)


def rejected_row(file: str, refusal: Refusal) -> dict[str, Any]:
    """A line of corpus.rejected.jsonl."""
    place = {"file": file, "member": refusal.member, "page": refusal.page}
    return place | {"rule": refusal.rule, "value": refusal.value}


def stage_info(place: Destination, out: str | Path, info: Mapping[str, Any]) -> None:
    """Write corpus.info.json into the staging folder."""
    if (name := beside(out, ".info.json")) is not None:
        text = json.dumps(info, ensure_ascii=False, indent=2)
        (place.staging / Path(name).name).write_text(f"{text}\n", encoding="utf-8")
