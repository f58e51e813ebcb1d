"""A candidate that nothing speaks against as a task: with its instances, and where in the document it stands."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from selfinstruct.canonical import content_id
from selfinstruct.documents.corpus import CorpusDocument
from selfinstruct.documents.passages import Passage
from selfinstruct.flows.ground.checks import Shown, Spans, without_fence
from selfinstruct.flows.ground.material import Exhibit, Material, Unit
from selfinstruct.parse.grounding.tasks import GroundedCandidate
from selfinstruct.recipes.ground import TaskType
from selfinstruct.records import Instance, Task


def task_of_candidate(
    candidate: GroundedCandidate,
    name: str,
    kind: TaskType,
    form: str,
    shown: Shown,
    source: Mapping[str, Any],
    index: int,
) -> Task:
    """The task; `form` is open, closed or both, as far as its type leaves a choice."""
    given = shown.text
    output = candidate.answer.strip()
    if kind.output == "passage":
        output = given
    elif kind.output == "json":
        output = without_fence(output)
    elif kind.output == "label":
        output = next(label for label in candidate.labels if label.casefold() == output.casefold())
    form = kind.form if kind.form != "any" else form
    inputs = {"open": (given,), "closed": ("",), "both": (given, "")}[form]
    labels = kind.output == "label"
    return Task(
        content_id("ground", candidate.question, str(source["document"]), *map(str, source["chars"])),
        candidate.question, name, labels, candidate.labels if labels else (),
        tuple(Instance(item, output) for item in inputs), request=index, source=source,
    )  # fmt: skip


def source_of(made: Material, unit: Unit, exhibits: Sequence[Exhibit], spans: Spans, name: str) -> dict[str, Any]:
    """Where a task stands: document, file, pages, section and characters, and its quotations in the document's text."""
    document = made.documents[unit.document]
    cut = [made.cut[unit.document][at] for at in unit.shown]
    family = made.family[unit.document]
    told: dict[str, Any] = {
        "document": document.id,
        "family": family if family != document.id else "",
        "file": document.file,
        "member": document.member,
        "title": document.title,
        "pages": pages_of(document, spans or [(cut[0].start, cut[-1].end)]),
        "section": list(cut[0].section) if len(cut) == 1 else [],
        "chars": [cut[0].start, cut[-1].end],
        "quotes": [list(span) for span in spans],
        "passages": _apart(document, cut, spans) if unit.over == "pair" else [],
        "type": name,
    }
    return {key: value for key, value in told.items() if value not in ("", []) or key in ("pages", "section", "quotes")}


def _apart(document: CorpusDocument, cut: Sequence[Passage], spans: Spans) -> list[dict[str, Any]]:
    """Of passages that need not meet, where each one stands, with the pages of what is quoted of it."""
    held = [(item, [span for span in spans if item.start <= span[0] < item.end]) for item in cut]
    return [
        {
            "section": list(item.section),
            "pages": pages_of(document, quotes or [(item.start, item.end)]),
            "chars": [item.start, item.end],
        }
        for item, quotes in held
    ]


def pages_of(document: CorpusDocument, spans: Sequence[tuple[int, int]]) -> list[int]:
    """The numbers of the pages (slides, sheets, chapters) that spans of the text stand on, in order."""
    starts = [offset for offset, _ in document.pages]
    found: set[int] = set()
    for start, end in spans:
        first = max(bisect_right(starts, start) - 1, 0)
        last = bisect_right(starts, max(start, end - 1))
        found |= {number for _, number in document.pages[first:last]}
    return sorted(found)
