"""The flow of `selfinstruct ingest`: files in, documents out; what could not be read stands beside them."""

import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Unpack

from selfinstruct._version import __version__
from selfinstruct.documents.document import RULES, Refusal
from selfinstruct.documents.sandbox.cache import clear
from selfinstruct.documents.sandbox.pool import DocumentLine, FileToRead, Item, Sandbox
from selfinstruct.errors import SeedError, UsageError
from selfinstruct.files import storage
from selfinstruct.files.destinations import Destination, destination
from selfinstruct.files.pipes import rereadable_pipes
from selfinstruct.files.storage import DEFAULT, Access
from selfinstruct.flows.ingest.files import CorpusFiles, beside, check_name, corpus_files, stage_info
from selfinstruct.flows.ingest.options import ReadingOptions, ReadingPlan, libraries, reading_plan
from selfinstruct.flows.ingest.seen_texts import SeenTexts
from selfinstruct.flows.ingest.standing import standing
from selfinstruct.flows.ingest.walking import Choice, Found, found_files
from selfinstruct.runs.directory import check_free

_PROBLEMS = 10_000  # that an error names


@dataclass(slots=True)
class IngestProgress:
    """How far an ingestion is: files read of all, and what has come of them."""

    total: int
    files: int = 0
    documents: int = 0
    refusals: int = 0
    started: float = field(default_factory=time.monotonic)


@dataclass(slots=True)
class IngestResult:
    """What `ingest` did.

    `files` were read and gave `documents`, counted by format; `rejected` counts what was refused, by rule, `masked`
    personal data by kind, `skipped` files that were passed over. `rejected_out` and `info_out` lie beside `out`, None
    beside stdout.
    """

    out: str
    rejected_out: str | None
    info_out: str | None
    files: int = 0
    documents: int = 0
    formats: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    masked: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)

    def counts(self) -> dict[str, Any]:
        """What was counted."""
        told = {
            name: dict(sorted(getattr(self, name).items())) for name in ("formats", "rejected", "masked", "skipped")
        }
        return {"files": self.files, "documents": self.documents, **told}

    def as_dict(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {"out": self.out, "rejected_out": self.rejected_out, "info_out": self.info_out, **self.counts()}


@rereadable_pipes()
def ingest(
    paths: str | Path | Sequence[str | Path],
    out: str | Path,
    *,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    hidden: bool = False,
    strict: bool = False,
    drop_duplicates: bool = False,
    workers: int | None = None,
    access: Access = DEFAULT,
    overwrite: bool = False,
    watch: Callable[[IngestProgress], None] | None = None,
    **reading: Unpack[ReadingOptions],
) -> IngestResult:
    """Read files of any kind into a corpus, `out`, a line of JSON for each document.

    `paths` are files, folders, s3:// addresses, or "-" for a list of paths on stdin; `include` and `exclude` are
    patterns of names within them, and hidden files are read only with `hidden`. `reading` says how they are read
    (`ReadingOptions`), by `workers` processes at a time, which changes no byte. Beside `out` ("-": stdout, which
    has no beside) stand `<stem>.rejected.jsonl`, with a line for all that gives no document, and
    `<stem>.info.json`. A text that an earlier document has is rejected with `drop_duplicates`, and else gets an id
    with an ordinal. A file that is there and holds anything else is replaced only with `overwrite`. Raises
    UsageError for what cannot be carried out as asked; SeedError where no document is left, having written the
    rejected lines alone, and with `strict` where anything is refused, having written nothing.
    """
    plan = reading_plan(reading)
    check_name(out)
    check_free(out)
    result = IngestResult(storage.name(out), beside(out, ".rejected.jsonl"), beside(out, ".info.json"))
    cache = _cache(out) if plan.reading.ocr else None
    avoid = frozenset(
        Path(name).resolve()
        for name in (result.out, result.rejected_out, result.info_out, cache or _cache(out))
        if name
    )
    choice = Choice(tuple(include), tuple(exclude), hidden, avoid)
    found = found_files([paths] if isinstance(paths, str | Path) else paths, choice, access)
    result.skipped = found.skipped
    if not found.files:
        raise UsageError(_nothing_found(found))
    if cache:
        cache.mkdir(parents=True, exist_ok=True)
    there = standing(result.out, result.rejected_out, result.info_out, overwrite)
    with closing(there), destination(out, access, overwrite=overwrite) as place:
        work = _Ingestion(result, IngestProgress(len(found.files)), watch, drop_duplicates)
        with corpus_files(place, out, there) as files:
            work.read(plan.sandbox(workers, cache), found.files, files)
        if strict and work.problems:
            raise SeedError([*work.problems, "nothing was written, since --strict allows no refusal"])
        there.give_way()
        if not result.documents:
            _write_rejected_alone(result, place, access, overwrite)
            if cache:
                clear(cache)
            raise SeedError(work.problems or ["no file was found to be read"])
        stage_info(place, out, _info(result, plan, choice, drop_duplicates))
        place.check()
        place.commit()
    if cache:
        clear(cache)
    return result


class _Ingestion:
    """Puts what comes of the files where it belongs, in their order, and counts it."""

    def __init__(
        self,
        result: IngestResult,
        progress: IngestProgress,
        watch: Callable[[IngestProgress], None] | None,
        drop_duplicates: bool,
    ) -> None:
        self.result = result
        self.progress = progress
        self.watch = watch
        self.drop_duplicates = drop_duplicates
        self.seen = SeenTexts()
        self.repeated: dict[str, int] = {}
        self.problems: list[str] = []

    def read(self, sandbox: Sandbox, to_read: Sequence[FileToRead], files: CorpusFiles) -> None:
        with closing(sandbox.read(to_read)) as items:
            for file, item in items:
                if item is None:
                    self.result.files += 1
                    self.progress.files += 1
                else:
                    self._take(file, item, files)
                if self.watch is not None:
                    self.watch(self.progress)

    def _take(self, file: FileToRead, item: Item, files: CorpusFiles) -> None:
        result = self.result
        if not isinstance(item, Refusal) and not self.seen.add(item.id):
            item = Refusal("duplicate", item.id, item.member) if self.drop_duplicates else self._numbered(item)
        if isinstance(item, Refusal):
            files.reject(file.name, item)
            result.rejected[item.rule] += 1
            self.progress.refusals += 1
            if item.rule != "duplicate" and len(self.problems) < _PROBLEMS:
                self.problems.append(told_refusal(file.name, item))
            return
        files.add(item.line)
        result.documents += 1
        self.progress.documents += 1
        result.formats[item.format] += 1
        result.masked.update(item.masked)

    def _numbered(self, item: DocumentLine) -> DocumentLine:
        """The line of a text that is there already, under an id of its own."""
        self.repeated[item.id] = self.repeated.get(item.id, 1) + 1
        own = f"{item.id}-{self.repeated[item.id]}"
        return replace(item, id=own, line=item.line.replace(item.id.encode(), own.encode(), 1))


def told_refusal(file: str, refusal: Refusal) -> str:
    """A refusal as one line for a person: where, what, and what to do."""
    place = "/".join(filter(None, (file, refusal.member)))
    if refusal.page is not None:
        place += f", page {refusal.page}"
    said = RULES.get(refusal.rule, refusal.rule)
    return f"{place}: {said}" + ("" if refusal.value in (None, "") else f" ({refusal.rule}: {refusal.value})")


def _write_rejected_alone(result: IngestResult, place: Destination, access: Access, overwrite: bool) -> None:
    """Where no document is left there is no corpus, but why."""
    if result.rejected_out is None or not result.rejected:
        return
    lines = place.staging / Path(result.rejected_out).name
    with destination(result.rejected_out, access, overwrite=overwrite) as other:
        shutil.copyfile(lines, other.staging / other.name)
        other.check()
        other.commit()


def _nothing_found(found: Found) -> str:
    skipped = ", ".join(f"{number:,} {reason}" for reason, number in sorted(found.skipped.items()))
    return "no file was found to be read" + (f" ({skipped})" if skipped else "")


def _cache(out: str | Path) -> Path | None:
    name = beside(out, ".cache")
    return None if name is None or storage.address(name) is not None else Path(name)


def _info(result: IngestResult, plan: ReadingPlan, choice: Choice, drop_duplicates: bool) -> dict[str, Any]:
    """What corpus.info.json says: nothing of the machine or the hour."""
    asked = {"include": list(choice.include), "exclude": list(choice.exclude), "hidden": choice.hidden}
    options = plan.as_dict() | asked | {"drop_duplicates": drop_duplicates}
    return {"version": __version__, "libraries": libraries(), "options": options, **result.counts()}
