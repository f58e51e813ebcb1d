"""Statistics of a corpus: counts that can be checked by hand."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from selfinstruct import corpus_stats
from selfinstruct.cli.app import app
from selfinstruct.errors import SeedError, UsageError
from tests.support.runs import write

ENGLISH = "# The lighthouse\n\nThe keeper counts the passing ships every evening before supper and writes them down."
GERMAN = "Der Wärter des Leuchtturms zählt jeden Abend die Schiffe und schreibt sie in ein Buch.\n\n```\n# no\n```"
FIGURES = "12 | 30 | 45\n12 | 31 | 46"
ROWS = [
    {"id": "a", "text": ENGLISH, "metadata": {
        "file": "a.pdf", "format": "pdf", "date": "2024-05-01", "pages": [[0, 1], [18, 2], [40, 2]]}},
    {"id": "b", "text": GERMAN, "metadata": {
        "file": "b.html", "format": "html", "url": "https://www.Example.com/x", "date": "2023"}},
    {"id": "c", "text": ENGLISH.upper(), "metadata": {
        "file": "b.html", "format": "html", "url": "http://www.example.com:80/y", "date": "yesterday"}},
    {"id": "d", "text": FIGURES},
]  # fmt: skip
REJECTED = [{"file": "x.pdf", "rule": "scanned"}, {"file": "y.pdf", "rule": "scanned"}, {"file": "z", "rule": "empty"}]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write(tmp_path / "corpus.rejected.jsonl", REJECTED)
    return write(tmp_path / "corpus.jsonl", ROWS)


def test_counts(corpus: Path) -> None:
    found = corpus_stats(corpus)
    assert (found.documents, found.files, found.duplicates) == (4, 2, 1)
    assert found.formats == {"html": 2, "": 1, "pdf": 1}
    assert found.years == {"": 2, "2023": 1, "2024": 1}
    assert found.sites == {"": 2, "www.example.com": 2}
    assert found.rejected == {"scanned": 2, "empty": 1}
    assert found.languages is not None
    assert (found.languages["de"], found.languages["unclear"]) == (1, 1)
    assert found.pages is not None
    assert (found.pages.least, found.pages.most) == (2, 2), "one document has pages, of which one begins twice"
    assert found.sections is not None
    assert (found.sections.least, found.sections.most, found.sections.mean) == (0, 1, 0.5), "in code is no heading"
    assert found.lengths.characters is not None
    assert found.lengths.characters.least == len(FIGURES)
    assert json.loads(json.dumps(found.as_dict()))["rejected"] == {"scanned": 2, "empty": 1}


def test_as_a_person_sees_it(corpus: Path) -> None:
    shown = CliRunner().invoke(app, ["show", str(corpus), "--stats"], env={"COLUMNS": "200"}, catch_exceptions=False)
    lines = shown.stdout.split("\n")
    assert lines[0].endswith("corpus.jsonl: 4 documents of 2 files") or lines[0].endswith(
        "4 documents of 2"
    )  # the path may be long
    for line in (
        "Formats: html 2, not told 1, pdf 1",
        "Years: undated 2, 2023 1, 2024 1",
        "Sites: without an address 2, www.example.com 2",
        "Duplicates: 1 document with the text of an earlier one",
        "Not in it, by the file beside it: 3 lines",
        "       -3 rejected: scanned 2, empty 1",
    ):
        assert line in lines
    told = CliRunner().invoke(app, ["show", str(corpus), "--stats", "--json"], catch_exceptions=False)
    assert json.loads(told.stdout)["documents"] == 4
    with pytest.raises(UsageError, match=r"holds documents \(found: .*\), which are not measured against seed tasks"):
        CliRunner().invoke(app, ["show", str(corpus), "--stats", "--seeds", "x"], catch_exceptions=False)


def test_without_a_file_of_rejections_and_with_bad_rows(tmp_path: Path) -> None:
    alone = write(tmp_path / "alone.jsonl", ROWS[3:])
    found = corpus_stats(alone)
    assert (found.rejected, found.pages, found.files) == (None, None, 0)
    bad = write(tmp_path / "bad.jsonl", [*ROWS, {"text": 3}])
    with pytest.raises(SeedError, match=r"bad\.jsonl:5: text: is missing"):
        corpus_stats(bad)
