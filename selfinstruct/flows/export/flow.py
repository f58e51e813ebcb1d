"""The flow of `selfinstruct export`: records in, checked rows out, everything in place at once or nothing at all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from selfinstruct.errors import ExportRefused, UsageError
from selfinstruct.exporters import Exporter, load_exporter
from selfinstruct.exporters.dialogues import has_reasoning
from selfinstruct.exporters.form import ExportContext, WrittenFile
from selfinstruct.files.dataset_rows import Record
from selfinstruct.files.destinations import destination
from selfinstruct.files.file_types import FileType, file_type_of, parse_file_type
from selfinstruct.files.given import Given, as_path, rows_given
from selfinstruct.files.overwriting import check_shape
from selfinstruct.files.pipes import rereadable_pipes
from selfinstruct.files.storage import DEFAULT, Access
from selfinstruct.flows.export.check import ProblemTally, TraitCount, advice, checked_rows, off_limits, refusals
from selfinstruct.flows.export.contents import (
    check_cited,
    loading_notes,
    reasoning_notes,
    reasoning_place,
    source_contents,
)
from selfinstruct.flows.export.reviewed.opening import open_reviewed, review_counts, review_notes
from selfinstruct.flows.export.reviewed.telling import people_said
from selfinstruct.flows.export.sidecar import sidecar_row
from selfinstruct.flows.export.staging import ExportStaging
from selfinstruct.records import Reason
from selfinstruct.runs.directory import check_free
from selfinstruct.runs.sources import Source, open_source, select_preferences


class SplitAssigner(Protocol):
    """Says of each record, asked in order, in which split it is, or why in none. One name that is "": no splits."""

    @property
    def names(self) -> tuple[str, ...]: ...

    def first(self, kind: str) -> Iterator[Record]:
        """Records that are exported before those of the source."""
        ...

    def split_of(self, kind: str, record: Record) -> str | Reason: ...

    def report(self) -> dict[str, str]:
        """Further files of the folder, name and text."""
        ...


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What an export wrote. `dropped` counts the records left out, by rule; `notes` is what people should be told.

    `reviewed`, of an export of what people reviewed, has rows by what they decided.
    """

    out: str
    format: str
    parts: tuple[WrittenFile, ...]
    dropped: Mapping[str, int]
    files: tuple[str, ...]
    notice: str
    notes: tuple[str, ...]
    reviewed: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)

    def as_dict(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {"out": self.out, "format": self.format, "rows": self.rows} | asdict(self)


@rereadable_pipes()
@rows_given("source")
def export(
    source: Given,
    format: str,
    out: str | Path = "-",
    *,
    file_type: str | None = None,
    system: str = "",
    reasoning: str = "",
    drop_invalid: bool = False,
    splitting: SplitAssigner | None = None,
    method: str = "",
    round: int | None = None,
    ignore_columns: Sequence[str] = (),
    cite: bool = False,
    reviewed: str = "",
    license: str = "",
    terms: str = "",
    command: str = "",
    access: Access = DEFAULT,
    overwrite: bool = False,
) -> ExportResult:
    """Write a run or a file in a format, to a file, a folder or stdout ("-").

    `reasoning` says where that of a model goes, field, thinking, tags or drop, "" for what is usual in the format.
    `splitting` deals the records to splits, each a file of a folder. Of preferences those of `method` and of `round`
    are written, all if left out. `ignore_columns` are columns of text that need not be read. With `cite` rows say where
    in a document they stand, in formats with a place for that. `reviewed` puts in what people decided: "apply" leaves
    out what they rejected and has their edits, "only" has only what they accepted. `license` (an identifier
    of the Hub), `terms` (of the provider on its outputs) and `command` (the command line) are told in the dataset card.
    `access` is for s3:// names. A file that is there and holds anything else is replaced only with `overwrite`. Raises
    ExportRefused where the format's consumer would refuse a row or the number of rows, and has then written nothing;
    with `drop_invalid` bad records are left out and recorded in `<out>.rejected.jsonl`. Raises UsageError for what
    cannot be carried out as asked, SeedError for rows that cannot be read, and for text that would be lost.
    """
    source = as_path(source)
    exporter = load_exporter(format, system, reasoning, cite=cite, code=True)
    opened = open_reviewed(source, reviewed, ignore_columns) if reviewed else open_source(source, ignore_columns)
    found, kinds = _records(opened, format, exporter, method, round)
    if cite:
        check_cited(found, kinds)
    first = {kind: iter(()) if splitting is None else splitting.first(kind) for kind in kinds}
    if (contents := source_contents(found, format, kinds, first)) is not None:
        exporter = load_exporter(format, system, reasoning, contents, cite=cite, code=True)
    names = ("",) if splitting is None else splitting.names
    folder = exporter.folder or names != ("",)
    check_shape(out, folder, format if exporter.folder or not folder else "--split", f".{exporter.file_types[0]}")
    form = _file_type(format, exporter, str(out), file_type, folder)
    if (license or terms) and not (folder and _has_card(exporter)):
        raise UsageError("--license and --terms: go into a dataset card, which only hub and exports with --split have")
    if str(out) == "-" and (drop_invalid or splitting is not None):
        raise UsageError("records left out are written beside the file, which stdout has no place for; give -o FILE")
    if any(_same(out, file) for file in found.files.values()):
        raise UsageError(f"{out}: is the file to be exported; name another file")
    check_free(out)
    with destination(out, access, overwrite=overwrite) as place:
        with ExportStaging(place.staging, place.name, folder, exporter, form) as files:
            for kind in kinds:
                for split in names:
                    files.open(kind, split)
            if drop_invalid:
                # That of an earlier export would tell of other records.
                files.record_rejections()
            dealing = _Dealing(found, exporter, files, splitting, drop_invalid)
            for kind in kinds:
                dealing.deal(kind)
        found.columns.refuse()
        parts, tally = files.parts(), dealing.tally
        # Counting ended with the first bad record.
        if problems := (
            refusals(format, tally, found) or [*off_limits(exporter, format, parts), *dealing.told(refused=True)]
        ):
            raise ExportRefused([*tally.left_out(), *problems])
        filled = [part for part in parts if part.rows]
        if folder:
            about = {"command": command, "license": license, "terms": terms}
            about |= {"reasoning": reasoning_place(exporter)} if dealing.reasoned else {}
            files.extra(_extras(found, format, exporter, filled, splitting, about, dealing.documents))
        place.check()
        placed = place.commit()
    told = (reasoning_notes(exporter, dealing.reasoned), loading_notes(exporter, form.name, filled), dealing.told())
    notes = [*advice(exporter, format, parts), *chain(*told), *_notes(parts, files), *review_notes(found, kinds)]
    return ExportResult(
        str(out), format, tuple(filled), dict(tally.dropped), tuple(placed), found.notice, tuple(notes),
        review_counts(found, kinds),
    )  # fmt: skip


def _records(
    found: Source, format: str, exporter: Exporter, method: str, round: int | None
) -> tuple[Source, list[str]]:
    """What is exported, and the kinds of it that the format is made of."""
    if method or round is not None:
        if "preferences" not in exporter.shapes:
            raise UsageError(f"--method and --round: select preferences; {format} is made of instances")
        found = select_preferences(found, method, round)
    kinds = [kind for kind in found.kinds if kind in exporter.shapes]
    if not kinds:
        made = f"{format} is made of {' or '.join(exporter.shapes)}{found.wanting(next(iter(exporter.shapes)))}"
        raise UsageError(f"{found.label}: holds {found.kinds[0]}; {made}")
    return found, kinds


@dataclass(slots=True)
class _Dealing:
    """Records on their way into files."""

    source: Source
    exporter: Exporter
    files: ExportStaging
    splitting: SplitAssigner | None
    drop_invalid: bool
    tally: ProblemTally = field(default_factory=ProblemTally)
    reasoned: int = 0
    traits: dict[tuple[str, str], TraitCount] = field(default_factory=dict)
    # Of each document that records stand in, where it is.
    documents: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def deal(self, kind: str) -> None:
        if self.splitting is not None:
            for record in self.splitting.first(kind):
                self._take(kind, record)
        for record in self.source.read(kind, self._unread if self.drop_invalid else None):
            self._take(kind, record)

    def _take(self, kind: str, record: Record) -> None:
        rows, problems = checked_rows(self.exporter, record)
        if problems and not self.drop_invalid:
            self.tally.refuse(record.id, problems)
        # Once one is refused nothing will be written, and what remains is to count the others.
        if self.tally.bad:
            return
        if problems:
            self._leave_out(record, Reason("format", problems))
            return
        split = "" if self.splitting is None else self.splitting.split_of(kind, record)
        if isinstance(split, Reason):
            self._leave_out(record, split)
            return
        told = sidecar_row(self.source, record)
        self.reasoned += has_reasoning(record)
        if record.source is not None:
            self.documents.setdefault(str(record.source["document"]), record.source)
        counted = self.traits.setdefault((kind, split), TraitCount())
        for row in rows:
            self.files.add(kind, split, row, told)
            counted.add(self.exporter, row)

    def told(self, *, refused: bool = False) -> Iterator[str]:
        """What only shows in whole files, in words."""
        for (kind, split), counted in self.traits.items():
            name = split or (kind if len(self.traits) > 1 else "")
            yield from (f"{name}: {said}" if name else said for said in counted.told(self.exporter, refused=refused))

    def _leave_out(self, record: Record, reason: Reason) -> None:
        row: dict[str, Any] = {"id": record.id, "task_id": record.task_id, "rule": reason.rule}
        for name in ("value", "score", "neighbour"):
            if (value := getattr(reason, name)) is not None:
                row[name] = value
        text = record.prompt if isinstance(record.prompt, str) else record.prompt[-1].content
        self.tally.dropped[reason.rule] += 1
        self.files.leave_out(row | {"text": text})

    def _unread(self, place: str, problem: str) -> None:
        self.tally.dropped["unreadable"] += 1
        self.files.leave_out({"place": place, "rule": "unreadable", "value": problem})


def _file_type(format: str, exporter: Exporter, out: str, wanted: str | None, folder: bool) -> FileType:
    """What to write, from what was asked for and from the name's ending."""
    told = None if folder or out == "-" else file_type_of(out)
    asked = None if wanted is None else parse_file_type(wanted)
    if folder and out == "-":
        raise UsageError(f"{format}: writes a folder, which cannot go to stdout; give -o DIR")
    if told is not None and asked is not None and told.ending != asked.ending:
        raise UsageError(f"{out}: its name says {told.ending[1:]}, --file-type says {wanted}; make them agree")
    if told is None and asked is None and not folder and out != "-":
        raise UsageError(
            f"{out}: its name does not tell its file type; end it in .{exporter.file_types[0]}, for example"
        )
    found = asked or told or FileType(exporter.file_types[0])
    if found.name not in exporter.file_types or (found.compression and not exporter.compressed):
        known = ", ".join(exporter.file_types)
        raise UsageError(f"{format}: cannot be {found.ending[1:]}, which its consumers do not read; known: {known}")
    return found


def _same(out: str | Path, file: Path) -> bool:
    return Path(out).exists() and file.exists() and Path(out).samefile(file)


def _extras(
    source: Source,
    format: str,
    exporter: Exporter,
    parts: Sequence[WrittenFile],
    splitting: SplitAssigner | None,
    about: Mapping[str, str],
    documents: Mapping[str, Mapping[str, Any]],
) -> dict[str, str]:
    """The further files of the folder. The card tells the Hub, and `datasets`, which files are data."""
    texts = exporter.extras(parts, ExportContext(source, about["command"]))
    if splitting is not None:
        texts |= splitting.report()
    if _has_card(exporter):
        from selfinstruct.flows.export.card import dataset_card

        people = people_said(source)
        texts["README.md"] = dataset_card(source, parts, format=format, documents=documents, people=people, **about)
    return texts


def _has_card(exporter: Exporter) -> bool:
    """Whether its folder has a dataset card: that of splits has one, unless it is the format's own."""
    return exporter.card or not exporter.folder


def _notes(parts: Sequence[WrittenFile], files: ExportStaging) -> Iterator[str]:
    for part in parts:
        if not part.rows:
            yield f"{part.split or part.kind}: has no rows, so no file is written"
    yield from files.notes()
