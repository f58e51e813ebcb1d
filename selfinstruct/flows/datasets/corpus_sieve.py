"""Documents of a corpus on their way through filters, and the document that each rejected one repeats."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.documents.corpus import document_id, wrong_document
from selfinstruct.errors import SeedError, UsageError
from selfinstruct.files.rows import read_rows
from selfinstruct.filters.documents.as_documents import ComparedDocuments
from selfinstruct.filters.documents.measured import DocumentFilter, MeasuredDocument
from selfinstruct.flows.datasets.clusters import Clusters, PoolEntry
from selfinstruct.flows.datasets.judged import Placed
from selfinstruct.records import Reason
from selfinstruct.text.pii import mask

EXCERPT = 300  # characters of a rejected document that its line shows


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document of a file: where it stands (`path:line`), and what the line holds."""

    number: int
    place: str
    data: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.data.get("id") or "") or document_id(self.data["text"])

    @property
    def size(self) -> int:
        """Characters of its text."""
        return len(self.data["text"])

    def measured(self) -> MeasuredDocument:
        """The document as filters look at it."""
        metadata = self.data.get("metadata")
        return MeasuredDocument(self.data["text"], metadata if isinstance(metadata, Mapping) else {})

    def entry(self, file: int) -> PoolEntry:
        """What a duplicate of it says of it; `file` is 0 for --against, 1 for the corpus."""
        place = self.place.rpartition("/")[2] if file else self.place
        return PoolEntry(file, self.number, place, self.id, None)


def document_rows(path: Path) -> Iterator[DocumentRow]:
    """The documents of a file one by one; raises SeedError, with every problem, once all rows have been looked at."""
    problems: list[str] = []
    number = 0
    for number, (place, row, problem) in enumerate(read_rows(path), 1):
        if wrong := problem or wrong_document(row):
            problems.append(f"{place}: {wrong}")
        elif not problems:
            yield DocumentRow(number, place, row)
    if problems or not number:
        raise SeedError(problems or [f"{path}: contains no rows"])


@dataclass
class CorpusSieve:
    """Decides about one document after the other, and makes a line for each that is rejected."""

    filters: Sequence[DocumentFilter]
    clusters: Clusters = field(default_factory=Clusters)
    _origins: dict[int, Placed[PoolEntry]] = field(default_factory=dict)

    def check(self, against: object) -> None:
        """A filter that compares with another file needs one, and the other way round."""
        compared = [item for item in self.filters if isinstance(item, ComparedDocuments)]
        if against is not None and not compared:
            raise UsageError("--against needs a filter that compares texts, for example ngrams or minhash")
        for item in compared:
            if not item.within and against is None:
                hint = f"give --against FILE, or --set filters.{item.rule}.within=true"
                raise UsageError(f"filter {item.rule}: compares only with another file; {hint}")

    def seed(self, texts: Iterator[tuple[PoolEntry, str]]) -> None:
        """The texts of another file stand in every pool from the beginning."""
        compared = [item for item in self.filters if isinstance(item, ComparedDocuments)]
        for entry, text in texts:
            for item in compared:
                self._enter(item, MeasuredDocument(text), entry)

    def rejection(self, row: DocumentRow) -> dict[str, Any] | None:
        """The line of a document that is rejected; None for one that is kept, with which later ones are compared."""
        document = row.measured()
        for item in self.filters:
            if isinstance(item, ComparedDocuments):
                if (match := item.match(document)) is not None:
                    return self._line(row, item.reason(match), self._origins[id(item)][match.position])
            elif (reason := item(document)) is not None:
                return self._line(row, reason, None)
        for item in self.filters:
            if isinstance(item, ComparedDocuments):
                if item.within:
                    self._enter(item, document, row.entry(1))
            elif (add := getattr(item, "add", None)) is not None:
                add(document)
        return None

    def _enter(self, item: ComparedDocuments, document: MeasuredDocument, entry: PoolEntry) -> None:
        if (position := item.enter(document)) is not None:
            self._origins.setdefault(id(item), Placed())[position] = entry

    def _line(self, row: DocumentRow, reason: Reason, duplicate_of: PoolEntry | None) -> dict[str, Any]:
        mine = row.entry(1)
        # An address may be a document's id, or in its file's name.
        line: dict[str, Any] = {"place": mine.place, "id": mask(row.id)[0] if reason.private else row.id}
        for name in () if reason.private else ("file", "member"):
            if place := row.measured().told(name):
                line[name] = place
        line["rule"] = reason.rule
        told = {"value": reason.value, "score": reason.score, "neighbour": reason.neighbour}
        line |= {name: value for name, value in told.items() if value is not None}
        if duplicate_of is not None:
            line["duplicate_of"] = duplicate_of.as_dict()
            self.clusters.add(duplicate_of, mine, reason)
        text = row.data["text"]
        beginning = text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…"
        return line | {"text": "" if reason.private else beginning}
