"""Ground runs as tests make them: a corpus, and tasks of its passages written as the run's files."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from selfinstruct.canonical import content_id
from selfinstruct.documents.corpus import CorpusDocument, document_id, read_corpus
from selfinstruct.documents.passages import Passage
from selfinstruct.records import Instance, Rejection, Task
from selfinstruct.runs.dataset_files import DatasetFiles
from selfinstruct.runs.info import head
from selfinstruct.runs.schema import GROUND
from tests.support.runs import write

_FARES = """# Fares

The harbour ferry sells tickets at the pier and on board.

## Children

Children under six travel free on every line. A child of six to eleven pays 2.40 euros.

## Dogs

A dog needs a ticket of its own, at {dog} euros, and a muzzle between June and August."""
_HEAD = "| line | from | price |\n|---|---|---|\n"
_RATES = f"# Rates\n\n{_HEAD}" + "".join(
    f"| {name} | quay {number} | {number}.50 |\n" for number, name in enumerate("ABCDEF", 1)
)
_GUIDE = """# Guide

Visitors » and « porters use the north gate.

## Opening

The garden opens at nine in summer. In winter it opens at ten.

## Closing

The garden closes when the bell of the old church rings for the second time."""


def _row(file: str, text: str, *pages: str, member: str = "") -> dict[str, Any]:
    starts = [[0, 1], *([text.index(mark), number] for number, mark in enumerate(pages, 3))]
    known = {"file": file, "member": member, "format": "markdown", "pages": starts if pages else []}
    return {"id": document_id(text), "text": text, "metadata": {key: item for key, item in known.items() if item}}


# The second one is nearly the first; in the third a table is parted; the fourth has the usual marks in its text.
DOCUMENTS = (
    _row("fares.md", _FARES.format(dog=3), "## Children", "## Dogs"),
    _row("old/fares-2023.md", _FARES.format(dog=2)),
    _row("pack.zip", _RATES, member="tables/rates.xlsx"),
    _row("guide.pdf", _GUIDE, "## Opening", "## Closing"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A task about a document: the texts its passages begin with and end with, and what is quoted of them."""

    document: int
    type: str
    question: str
    answer: str
    quotes: tuple[str, ...]
    spans: tuple[tuple[str, str], ...]
    section: tuple[str, ...] = ()
    headed: bool = False


QUESTIONS = (
    Question(
        0, "fact", "What does a child of eight pay on the harbour ferry?", "2.40 euros",
        ("A child of six to eleven pays 2.40 euros.",), (("# Fares", "2.40 euros."),), ("Fares", "Children"),
    ),
    Question(
        0, "fact", "When must a dog on the ferry wear a muzzle?", "Between June and August.",
        ("a muzzle between June and August",), (("## Dogs", "August."),), ("Fares", "Dogs"),
    ),
    Question(
        1, "fact", "How much was the ticket of a dog in 2023?", "2 euros", ("at 2 euros",), (("## Dogs", "August."),),
        ("Fares", "Dogs"),
    ),
    Question(
        2, "table", "From which quay does line E leave?", "quay 5", ("| E | quay 5 | 5.50 |",),
        (("| D |", "| F | quay 6 | 6.50 |"),), ("Rates",), headed=True,
    ),
    Question(
        3, "comparison", "By which gate do visitors come, and when must they be gone?", "North; second bell.",
        ("use the north gate", "rings for the second time"),
        (("# Guide", "north gate."), ("## Closing", "second time.")),
    ),
    Question(
        3, "fact", "Which gate do visitors use?", "The north gate.", ("use the north gate",), (("# Guide", "at ten."),),
        ("Guide",),
    ),
)  # fmt: skip

# What a person is told of where each of them stands, the passage being shown with it.
SOURCE_LINES = (
    "fares.md, page 3, Fares > Children (quoted between » and «)",
    "fares.md, page 4, Fares > Dogs (quoted between » and «)",
    "old/fares-2023.md, Fares > Dogs (quoted between » and «)",
    "pack.zip, tables/rates.xlsx, Rates (quoted between » and «)",
    "guide.pdf, pages 1, 4",
    "guide.pdf, page 1, Guide (quoted between [[ and ]])",
)


def corpus(path: Path) -> Path:
    """A corpus of these documents."""
    return write(path, DOCUMENTS)


def grounded(path: Path, form: str = "open", questions: Sequence[Question] = QUESTIONS, **info: Any) -> Path:
    """A finished ground run in `path`, and its corpus.jsonl beside it; `form` is open, closed or both."""
    path.mkdir(parents=True)
    documents = list(read_corpus(corpus(path.parent / "corpus.jsonl")))
    files = DatasetFiles(path, lambda task, instance: None)
    for number, item in enumerate(questions):
        files.add(_task(documents, item, form, number))
    files.reject(Rejection("ask", "quoted", "When does it rain?", value="On Monday it rains.", request=99, candidate=0))
    files.close()
    files.counts.requests = len(questions)
    about = head("done", "", ["openai/m"], GROUND) | {
        "session": {"n": 1, "concurrency": 1}, "counts": files.counts.as_dict(), "requests": len(questions),
        "coverage": {
            "documents": 4, "passages": 7, "documents_used": 4, "passages_asked": 7, "passages_used": 6, "tokens": 700,
            "tasks_per_1000_tokens": 8.57, "types": {"fact": 4, "table": 1, "comparison": 1},
        },
        "usage": [], "cost": None, "prices": {}, "jobs": [], "attributes": {}, "model": "openai/m", "recipe": "chat",
        "target": 0, "seeds": 0, "pool": 0,
        "given": {"corpus": str(path.parent / "corpus.jsonl"), "recipe": "chat", "form": form},
        "identity": {
            "model": "openai/m", "judge": "", "corpus": content_id("corpus"), "form": form,
            "types": content_id("types"), "rate": "4", "drop_known": "False", "seed": "7", "language": "",
            "topic": "ferries", "guidance": "",
        },
    }  # fmt: skip
    (path / "run.json").write_text(json.dumps(about | info, indent=2))
    return path


def sources(path: Path) -> Iterator[dict[str, Any]]:
    """The sources of a file's lines, where they have one."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if (source := json.loads(line).get("source")) is not None:
            yield source


def _task(documents: Sequence[CorpusDocument], item: Question, form: str, number: int) -> Task:
    document = documents[item.document]
    text = document.text
    cut = [Passage(text.index(first), text.index(last) + len(last), item.section) for first, last in item.spans]
    if item.headed:
        start = text.index(_HEAD)
        cut = [replace(cut[0], head=(start, start + len(_HEAD.rstrip())))]
    spans = [(at := text.index(quote), at + len(quote)) for quote in item.quotes]
    pages = sorted({page for start, _ in spans for page in [_page(document, start)] if page})
    family = documents[0].id if item.document == 1 else ""
    told: dict[str, Any] = {
        "document": document.id, "family": family, "file": document.file, "member": document.member,
        "pages": pages, "section": list(item.section), "chars": [cut[0].start, cut[-1].end],
        "quotes": [list(span) for span in spans], "type": item.type,
    }  # fmt: skip
    source = {key: value for key, value in told.items() if value != ""}
    shown = "\n\n".join(passage.shown(text) for passage in cut)
    inputs = {"open": (shown,), "closed": ("",), "both": (shown, "")}[form]
    return Task(
        content_id("ground", item.question, document.id, str(told["chars"])), item.question, item.type, False,
        instances=tuple(Instance(given, item.answer) for given in inputs), request=number, source=source,
    )  # fmt: skip


def _page(document: CorpusDocument, start: int) -> int:
    return max((number for offset, number in document.pages if offset <= start), default=0)
