"""Forms for people, and what comes back of them: spreadsheets and manifests."""

import csv
import io
import json
from pathlib import Path

import pytest

from selfinstruct.errors import SeedError, UsageError
from selfinstruct.files.kinds.spreadsheet import defused, restored
from selfinstruct.flows.review.flow import review_export, review_import
from selfinstruct.flows.review.forms import COLUMNS, LONGEST_LINE
from selfinstruct.runs.reviews import read_lines
from tests.support.labels import LABELS
from tests.support.reviews import returned
from tests.support.runs import write

# CSV


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("|cmd", "'|cmd"),
        ("  =1", "  '=1"),
        ("\t=1", "\t'=1"),
        ("\r=1", "\r'=1"),
        ("＝1", "'＝1"),
        ('"=1', "\"'=1"),
        ("'=1", "''=1"),
        ("fine;=1", "fine;'=1"),
        ("fine\n=1", "fine\n'=1"),
        ('fine; ""=1', 'fine; ""\'=1'),
        ("a = b - c @ d", "a = b - c @ d"),
        ("mail me@x.org, -1", "mail me@x.org, -1"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(text: str, safe: str) -> None:
    assert defused(text) == safe
    assert restored(safe) == text


def hostile(tmp_path: Path) -> Path:
    texts = [
        '=HYPERLINK("http://x")',
        "a;=cmd|' /C calc'!A0",
        "two\nlines",
        "ünï \U0001f600",
        'quo"te, comma',
        "\x1b[31m",
    ]
    return write(tmp_path / "data.jsonl", [{"id": f"p{n}", "text": text} for n, text in enumerate(texts)])


@pytest.mark.parametrize(("delimiter", "end"), [(",", "\r\n"), (";", "\n"), ("\t", "\n")])
def test_csv_comes_back_as_a_spreadsheet_saves_it(tmp_path: Path, delimiter: str, end: str) -> None:
    source = hostile(tmp_path)
    review_export(source, tmp_path / "out.csv", form="csv")
    data = (tmp_path / "out.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert list(rows[0]) == list(COLUMNS)
    assert len(rows) == 6
    for row in rows:
        assert not any(value[:1] in tuple("=+-@\t\r") for value in row.values() if value)
        row["answer"], row["edited"] = ("edit", "'=2") if row["id"] == "p0" else ("accept", "")
    text = io.StringIO(newline="")
    columns = sorted(COLUMNS)
    writer = csv.DictWriter(text, columns, delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    (tmp_path / "ann.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    review_import(source, [tmp_path / "ann.csv"], out=tmp_path / "review")
    found = read_lines(tmp_path / "review" / "accepted.jsonl")
    assert [row["id"] for row in found] == [f"p{n}" for n in range(6)]
    assert found[0]["output"] == "=2"
    assert found[1]["text"] == "a;=cmd|' /C calc'!A0"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,record\np0,x\n", ":1: has no column answer"),
        ("id,answer\np0,accept,more\n", ":2: has 3 cells, but the header has 2"),
        ('id,answer\np0,accept\np1,"acc', ":3: is not CSV"),
        ("id,answer\n", ": contains no rows"),
    ],
)
def test_bad_csv_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "ann.csv").write_text(text)
    with pytest.raises(SeedError) as caught:
        review_import(hostile(tmp_path), [tmp_path / "ann.csv"], out=tmp_path / "review")
    assert f"ann.csv{message}" in caught.value.problems[0]
    (tmp_path / "latin.csv").write_bytes("id,answer\np0,ä\n".encode("latin-1"))
    with pytest.raises(SeedError, match="save it as CSV UTF-8"):
        review_import(hostile(tmp_path), [tmp_path / "latin.csv"], out=tmp_path / "review")


def test_ground_truth_manifests_out_and_in(tmp_path: Path, contested: Path) -> None:
    review_export(contested, tmp_path / "in.manifest", form="groundtruth")
    lines = read_lines(tmp_path / "in.manifest")
    assert [sorted(line) for line in lines] == [["id", "row", "source"]] * 3
    assert "awful" in lines[0]["source"]
    assert "Which label fits" in lines[0]["source"]
    categories = json.loads((tmp_path / "in.manifest.labels.json").read_text())
    assert [item["label"] for item in categories["labels"]] == [*LABELS, "reject"]
    back = [returned(line, answer) for line, answer in zip(lines, ("negative", "neutral", "reject"), strict=True)]
    output = write(tmp_path / "output.manifest", back)
    found = review_import(contested, [output])
    assert list(found.agreement["reviewers"]) == ["groundtruth:mood-job"]
    assert {row["id"]: row["answer"] for row in read_lines(contested / "reviewed.jsonl")} == {
        "q": "negative", "r": "neutral", "s": "reject",
    }  # fmt: skip


def test_ground_truth_lines_that_no_person_answered(tmp_path: Path, contested: Path) -> None:
    review_export(contested, tmp_path / "in.manifest", form="groundtruth")
    lines = read_lines(tmp_path / "in.manifest")
    back = [
        returned(lines[0], "negative", **{"human-annotated": "no"}),
        lines[1] | {"mood-metadata": {"failure-reason": "Timed out", "job-name": "labeling-job/mood-job"}},
        returned(lines[2], "neutral"),
    ]
    output = write(tmp_path / "output.manifest", back)
    with pytest.raises(SeedError) as caught:
        review_import(contested, [output])
    assert [problem.split(": ", 1)[1] for problem in caught.value.problems] == [
        "q: has no answer (labelled by the service, not by a person)",
        "r: has no answer (Timed out)",
    ]
    assert review_import(contested, [output], partial=True).opinions == 1
    two = write(tmp_path / "two.manifest", [returned(line, "neutral") | {"other-metadata": {}} for line in lines])
    with pytest.raises(SeedError, match=r"several label attributes \(mood, other\)"):
        review_import(contested, [two])
    assert review_import(contested, [two], attribute="mood").opinions == 3


def test_ground_truth_takes_no_longer_lines(tmp_path: Path) -> None:
    rows = [{"id": "short", "text": "x"}, {"id": "long", "text": "x" * LONGEST_LINE}]
    source = write(tmp_path / "data.jsonl", rows)
    with pytest.raises(SeedError, match="long: makes a line of"):
        review_export(source, tmp_path / "in.manifest", form="groundtruth")
    assert not (tmp_path / "in.manifest").exists()
    with pytest.raises(UsageError, match="there is no form 'xml'; known: jsonl, csv, groundtruth"):
        review_export(source, tmp_path / "x", form="xml")
