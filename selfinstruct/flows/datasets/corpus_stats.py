"""What a corpus is like: its documents by format, length, language, year and site, and what was not let in."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.documents.blocks import HEADING, blocks
from selfinstruct.documents.corpus import CorpusDocument, read_corpus
from selfinstruct.errors import MissingExtra, UsageError
from selfinstruct.files import storage
from selfinstruct.files.pipes import is_pipe, rereadable_pipes
from selfinstruct.files.rows import read_rows
from selfinstruct.filters.documents.language import languages_of
from selfinstruct.filters.documents.measured import MeasuredDocument
from selfinstruct.filters.documents.told import host_of, years_of
from selfinstruct.flows.datasets.measures import Distribution, Lengths, spread
from selfinstruct.flows.datasets.sampling import Sample
from selfinstruct.flows.datasets.stats import Sizes
from selfinstruct.novelty.exact import hash64, normal_form

SAMPLED = 2_000  # documents whose language is looked at
UNKNOWN = ""  # the format, year or site of a document that does not tell it


@dataclass(frozen=True, slots=True)
class CorpusStats:
    """What `corpus_stats` found; counts are of documents, by what stands there, the commonest first.

    `formats`, `years` and `sites` have "" for documents that do not say; `languages` is of a sample, by what most of a
    text is written in ("unclear" for figures and code), None without the extra `stats`. `pages` are pages, slides,
    sheets or chapters of the documents that have any, `sections` the headings of all. `duplicates` have the text of an
    earlier document. `rejected` are the rules of the file of rejections beside the corpus, None where there is none.
    """

    source: str
    documents: int
    files: int
    lengths: Lengths
    pages: Distribution | None
    sections: Distribution | None
    formats: Mapping[str, int]
    languages: Mapping[str, int] | None
    years: Mapping[str, int]
    sites: Mapping[str, int]
    duplicates: int
    rejected: Mapping[str, int] | None
    notes: list[str]

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self)


@rereadable_pipes()
def corpus_stats(source: str | Path) -> CorpusStats:
    """Measure a corpus, as `ingest` or `filter` writes it; rejections are read from the file beside it, if it is there.

    Raises UsageError for one without documents and SeedError for rows that cannot be read.
    """
    path = Path(source)
    gathered = _Gathered()
    for number, document in enumerate(read_corpus(path)):
        gathered.take(number, document)
    if not gathered.sizes.texts:
        raise UsageError(f"{source}: contains no documents")
    notes: list[str] = []
    sampled = gathered.texts.items()
    if gathered.sizes.texts > len(sampled):
        notes.append(f"languages: from a sample of {len(sampled):,} documents")
    return CorpusStats(
        source=storage.name(path),
        documents=gathered.sizes.texts,
        files=len(gathered.files),
        lengths=gathered.sizes.lengths(),
        pages=spread(gathered.pages),
        sections=spread(gathered.sections),
        formats=_ranked(gathered.formats),
        languages=_languages(sampled, notes),
        years=_ranked(gathered.years),
        sites=_ranked(gathered.sites),
        duplicates=gathered.duplicates,
        rejected=_rejected(path),
        notes=notes,
    )


@dataclass(slots=True)
class _Gathered:
    """What one pass over the documents leaves."""

    sizes: Sizes = field(default_factory=Sizes)
    pages: Counter[int] = field(default_factory=Counter)
    sections: Counter[int] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)
    years: Counter[str] = field(default_factory=Counter)
    sites: Counter[str] = field(default_factory=Counter)
    files: set[int] = field(default_factory=set)
    texts: Sample[str] = field(default_factory=lambda: Sample(SAMPLED))
    duplicates: int = 0
    _met: set[int] = field(default_factory=set)

    def take(self, number: int, document: CorpusDocument) -> None:
        told = MeasuredDocument("", document.metadata or {}).told
        self.sizes.take(document.text)
        if document.pages:
            self.pages[len({page for _, page in document.pages})] += 1
        self.sections[sum(block.kind == HEADING for block in blocks(document.text))] += 1
        self.formats[told("format")] += 1
        self.years[years_of(told("date"))] += 1
        self.sites[host_of(told("url"))] += 1
        if document.file:
            self.files.add(hash64(document.file))
        form = hash64(normal_form(document.text, "plain"))
        self.duplicates += form in self._met
        self._met.add(form)
        self.texts.take(number, document.text)


def _ranked(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _languages(texts: list[str], notes: list[str]) -> Mapping[str, int] | None:
    counts: Counter[str] = Counter()
    try:
        for text in texts:
            shares = languages_of(MeasuredDocument(text))
            counts[max(shares, key=lambda name: (shares[name], name), default="unclear")] += 1
    except MissingExtra as error:
        notes.append(f"languages: left out; {error}")
        return None
    return _ranked(counts)


def _rejected(path: Path) -> Mapping[str, int] | None:
    beside = path.with_name(f"{path.name.removesuffix('.jsonl')}.rejected.jsonl")
    if is_pipe(path) or storage.address(path) is not None or not beside.is_file():
        return None
    rules = (row.get("rule") for _, row, _ in read_rows(beside) if isinstance(row, dict))
    return _ranked(Counter(map(str, filter(None, rules))))
