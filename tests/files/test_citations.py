"""Where a row stands in a document: read from a row of any kind, and written with the same keys in each."""

from pathlib import Path
from typing import Any

import pytest

from selfinstruct.files.dataset_rows import read_dataset_rows, read_preference
from selfinstruct.files.unfold import unfold
from selfinstruct.files.unfold.citations import (
    CITATION,
    citation_line,
    documents_of,
    place_of,
    read_citation,
    whole_citation,
)
from tests.support.grounded import grounded
from tests.support.runs import read

WHOLE = {
    "document": "d1", "family": "d0", "file": "a/b.pdf", "member": "c.pdf", "title": "T", "pages": [3, 4],
    "section": ["Fares", "Children"], "chars": [0, 9], "type": "fact",
}  # fmt: skip


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (WHOLE, WHOLE),
        ({"document": "d1"}, {"document": "d1"}),
        (WHOLE | {"quotes": [[0, 3]], "other": 5}, WHOLE),
        ({"document": "d1", "pages": ["3"], "section": "Fares", "chars": [True, 2], "file": 5}, {"document": "d1"}),
        ({"document": ""}, None),
        ({"document": 5}, None),
        ({"file": "a.md"}, None),
        ("wikipedia", None),
        (["d1"], None),
        (None, None),
    ],
)
def test_only_an_object_that_names_its_document_is_one(value: Any, found: Any) -> None:
    assert read_citation(value) == found
    plain = {"instruction": "Ask.", "output": "Answer."}
    [row] = read_dataset_rows(plain | {"source": value})
    assert row.source == found
    assert unfold(plain | {"source": value}).unread == ()


def test_every_row_has_it_whatever_its_form() -> None:
    turns = [{"role": "user", "content": "Ask."}, {"role": "assistant", "content": "Answer."}]
    longer = [*turns, {"role": "user", "content": "More."}, {"role": "assistant", "content": "Again."}]
    document = {"id": "x", "text": "Ask.\n\nAnswer.", "metadata": {"instruction": "Ask.", "source": WHOLE}}
    for row in ({"messages": turns, "source": WHOLE}, {"messages": longer, "source": WHOLE}, document):
        assert [item.source for item in read_dataset_rows(row)] == [WHOLE]
    pair = {"prompt": "Ask.", "chosen": "Answer.", "rejected": "No."}
    assert read_preference(pair | {"source": WHOLE}).source == WHOLE
    assert read_preference(pair | {"source": "web"}).source is None
    assert read_preference(pair).source is None


def test_a_whole_one_has_every_key() -> None:
    assert whole_citation(WHOLE) == WHOLE
    short = whole_citation({"document": "d1", "pages": [2]})
    assert list(short) == list(whole_citation(None)) == list(CITATION)
    assert (short["document"], short["pages"], short["file"], short["section"]) == ("d1", [2], "", [])
    assert read_citation(whole_citation(None)) is None
    assert read_citation(short) == {"document": "d1", "pages": [2], "section": [], "chars": []}


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (WHOLE, "a/b.pdf, c.pdf, pages 3, 4, Fares > Children"),
        ({"document": "d1", "file": "a.md", "pages": [3]}, "a.md, page 3"),
        ({"document": "d1", "title": "T", "section": ["Fares"]}, "T, Fares"),
        ({"document": "d1"}, "d1"),
    ],
)
def test_in_words(source: dict[str, Any], line: str) -> None:
    assert citation_line(source) == line


def test_what_holds_documents_and_passages_together() -> None:
    assert documents_of(WHOLE) == ("d0", "d1")
    assert documents_of({"document": "d1"}) == documents_of({"document": "d1", "family": "d1"}) == ("d1",)
    assert place_of(None) == ""
    assert place_of({"document": "d1", "chars": [0, 9]}) != place_of({"document": "d1", "chars": [0, 8]})


@pytest.mark.parametrize("form", ["open", "closed", "both"])
def test_a_ground_run_is_read_with_its_sources(tmp_path: Path, form: str) -> None:
    path = grounded(tmp_path / "run", form)
    rows = [item for row in read(path / "dataset.jsonl") for item in read_dataset_rows(row)]
    assert len(rows) == (12 if form == "both" else 6)
    tasks = {row["id"]: row["source"] for row in read(path / "tasks.jsonl")}
    assert all(row.source == read_citation(tasks[row.task_id]) for row in rows)
    assert all("quotes" not in (row.source or {}) for row in rows)
