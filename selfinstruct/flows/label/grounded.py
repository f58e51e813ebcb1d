"""Records about documents with their passage: for judges as it is, for people its quotations marked, and its place."""

import logging
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from selfinstruct.documents.corpus import CorpusDocument, cited_documents
from selfinstruct.documents.quoting.marking import located, marked, passage_in
from selfinstruct.files.spool import Spool
from selfinstruct.files.unfold.citations import citation_line, read_citation
from selfinstruct.flows.label.items import LabelRecord
from selfinstruct.runs.run import read_info, run_rows

LOG = logging.getLogger("selfinstruct")
_PASSAGE = "Passage"


@dataclass(frozen=True, slots=True)
class _Cited:
    """What is known of a record's task: its instruction, and its source with the quotations."""

    instruction: str
    source: Mapping[str, Any]


def with_passages(
    items: Sequence[LabelRecord], path: Path, corpus: Path | None, *, marking: bool
) -> Sequence[LabelRecord]:
    """The records with what they are about, on disk; those of no document stay as they are.

    With `marking` quotations are marked, and the last part says where the passage stands. Quotations are in the
    tasks.jsonl of the run that `path` is or lies in. The passage of a task that is asked without one is in the `corpus`
    alone; without that it is left out, and told of.
    """
    names, asked = set[str](), set[int]()
    for item in items:
        if source := read_citation(item.row.get("source")):
            names.add(str(source["document"]))
            asked.add(_key(item))
    if not names:
        return items
    run = next((folder for folder in (path, path.parent) if (folder / "run.json").is_file()), None)
    tasks = _Tasks(run, asked)
    documents = {} if corpus is None else cited_documents(corpus, names)
    made: Spool[LabelRecord] = Spool()
    without = 0
    for item in items:
        if not (source := read_citation(item.row.get("source"))):
            made.append(item)
            continue
        task = tasks.get(item)
        made.append(_shown(item, _known(item, task, source), documents, marking))
        without += not _has_passage(made[-1], task)
    if without and corpus is None:
        given = {} if run is None else read_info(run).get("given", {})
        LOG.warning(
            "%s: %d records are shown without their passage, which the corpus alone has; --corpus %s shows it",
            path, without, given.get("corpus") or "FILE",
        )  # fmt: skip
    return made


class _Tasks:
    """What is known of the tasks of a run that records were made of, on disk."""

    def __init__(self, run: Path | None, wanted: Container[int]) -> None:
        self._cited: Spool[_Cited] = Spool()
        self._places: dict[int, int] = {}
        for row in () if run is None else run_rows(run, "tasks.jsonl"):
            key = hash(row["id"])
            if key in wanted and isinstance(row.get("source"), dict):
                self._places[key] = len(self._cited)
                self._cited.append(_Cited(row["instruction"], row["source"]))

    def get(self, item: LabelRecord) -> _Cited | None:
        """The one that a record names."""
        place = self._places.get(_key(item))
        return None if place is None else self._cited[place]


def _key(item: LabelRecord) -> int:
    return hash(str(item.row.get("task_id")))


def _known(item: LabelRecord, found: _Cited | None, source: Mapping[str, Any]) -> _Cited:
    """The task's, as long as it stands where the record does; else what the record says itself."""
    same = found is not None and found.source["document"] == source["document"]
    return found if found is not None and same else _Cited(str(item.row.get("instruction") or ""), source)


def _shown(item: LabelRecord, known: _Cited, documents: Mapping[str, CorpusDocument], marking: bool) -> LabelRecord:
    document = documents.get(str(known.source["document"]))
    text = "" if document is None else document.text
    parts, marks = [], None
    for name, said in item.parts:
        before = _before(name, said, known.instruction)
        if before is not None and marking:
            spans = [(start + before, end + before) for start, end in located(said[before:], known.source, text)]
            said, marks = marked(said, spans)
        parts.append((name, said))
    if text and all(_before(name, said, known.instruction) is None for name, said in item.parts):
        passage, found = passage_in(text, known.source)
        if not any(passage in said for _, said in item.parts):
            shown, marks = marked(passage, found if marking else [])
            parts.insert(1, (_PASSAGE, shown))
    if not marking:
        return replace(item, parts=tuple(parts))
    told = citation_line(known.source) + (f" (quoted between {marks[0]} and {marks[1]})" if marks else "")
    return replace(item, parts=(*parts, ("Source", told)))


def _before(name: str, said: str, instruction: str) -> int | None:
    """How much of a part stands before the passage; None for one without: of a pair both are one turn of the user's."""
    if name == _PASSAGE:
        return 0
    lead = f"{instruction}\n\n"
    return len(lead) if name == "User" and said.startswith(lead) and instruction else None


def _has_passage(item: LabelRecord, found: _Cited | None) -> bool:
    """Whether a passage is shown; of a pair whose task nobody knows, it may be in the prompt."""
    if found is None and "chosen" in item.row:
        return True
    return any(_before(name, said, found.instruction if found else "") is not None for name, said in item.parts)
