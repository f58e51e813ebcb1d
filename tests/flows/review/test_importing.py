"""Answers of people are taken as a whole, and each line that cannot be is named."""

from pathlib import Path
from typing import Any

import pytest

from selfinstruct.errors import SeedError
from selfinstruct.files.rows import read_rows
from selfinstruct.flows.review.flow import review_export, review_import
from selfinstruct.runs.reviews import read_lines
from tests.support.reviews import everything, fill
from tests.support.runs import write


def test_one_bad_line_and_nothing_is_applied(tmp_path: Path, contested: Path) -> None:
    review_export(contested, tmp_path / "out.jsonl")
    good = fill(tmp_path / "out.jsonl", tmp_path / "ann.jsonl", "ann", q="negative", r="neutral", s="neutral")
    wrong = fill(tmp_path / "out.jsonl", tmp_path / "bob.jsonl", "bob", q="negative", r="grumpy", s="neutral")
    broken = tmp_path / "cat.jsonl"
    broken.write_text('{"id": "q", "answer": "negative"}\nnot json\n{"id": "zz", "answer": "neutral"}\n{"id": "r"}\n')
    before = everything(tmp_path)
    with pytest.raises(SeedError) as caught:
        review_import(contested, [good, wrong, broken])
    assert [problem.split(f"{tmp_path}/")[1][:35] for problem in caught.value.problems] == [
        "bob.jsonl:2: r: answer: 'grumpy' is",
        "cat.jsonl:2: is not JSON: Expecting",
        "cat.jsonl:4: answer: is missing",
    ]
    assert everything(tmp_path) == before
    broken.write_text('{"id": "q", "answer": "negative"}\n{"id": "zz", "answer": "neutral"}\n')
    with pytest.raises(SeedError, match="'zz' is not one of the records"):
        review_import(contested, [broken])
    assert everything(contested) == {name: data for name, data in before.items() if name.startswith(str(contested))}


def test_a_partial_file_is_named_line_by_line_and_taken_only_if_wished(tmp_path: Path, contested: Path) -> None:
    review_export(contested, tmp_path / "out.jsonl")
    partial = fill(tmp_path / "out.jsonl", tmp_path / "ann.jsonl", "ann", q="negative", s="neutral")
    torn = fill(tmp_path / "out.jsonl", tmp_path / "bob.jsonl", "bob", q="negative", r="neutral", s="neutral")
    torn.write_text("\n".join(torn.read_text().split("\n")[:1]) + "\n")
    with pytest.raises(SeedError) as caught:
        review_import(contested, [partial, torn])
    assert caught.value.problems == [
        f"{partial}:2: r: has no answer",
        f"{torn}: is incomplete: 2 of 3 rows are missing (2, 3)",
    ]
    assert not (contested / "reviews.jsonl").exists()
    found = review_import(contested, [partial, torn], partial=True)
    assert (found.opinions, found.skipped, found.accepted) == (3, 3, 2)


def test_reviewers_do_not_contradict_themselves(tmp_path: Path, contested: Path) -> None:
    review_export(contested, tmp_path / "out.jsonl")
    first = fill(tmp_path / "out.jsonl", tmp_path / "a.jsonl", "ann", q="negative", r="neutral", s="neutral")
    other = fill(tmp_path / "out.jsonl", tmp_path / "b.jsonl", "ann", q="negative", r="positive", s="neutral")
    with pytest.raises(SeedError, match="ann gives a different answer elsewhere in these files"):
        review_import(contested, [first, other])
    assert review_import(contested, [first]).opinions == 3
    assert review_import(contested, [first]).opinions == 3
    with pytest.raises(SeedError, match="answered neutral in an earlier import"):
        review_import(contested, [other])
    assert review_import(contested, [other], replace=True).opinions == 3
    assert {row["id"]: row["answer"] for row in read_lines(contested / "reviewed.jsonl")}["r"] == "positive"


def test_a_reviewer_is_named_by_row_option_or_file(tmp_path: Path, contested: Path) -> None:
    review_export(contested, tmp_path / "out.jsonl")
    answers = {"q": "negative", "r": "neutral", "s": "neutral"}
    unnamed = fill(tmp_path / "out.jsonl", tmp_path / "from-dan.jsonl", "", **answers)
    found = review_import(contested, [unnamed])
    assert list(found.agreement["reviewers"]) == ["from-dan"]
    found = review_import(contested, [unnamed], reviewer="eve")
    assert list(found.agreement["reviewers"]) == ["eve", "from-dan"]


# Grades and reasons


def pairs(folder: Path) -> Path:
    rows = [
        {
            "id": f"k{n}",
            "prompt": f"What is {n} and {n}?",
            "chosen": f"{2 * n}.",
            "rejected": f"{3 * n}!",
            "margin": 2.0,
        }
        for n in range(1, 7)
    ]
    return write(folder / "pairs.jsonl", rows)


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_grade_goes_with_the_pair_whichever_way_it_was_shown(tmp_path: Path, form: str) -> None:
    source = pairs(tmp_path)
    review_export(source, tmp_path / f"out.{form}", form=form)
    rows = [row for _, row, _ in read_rows(tmp_path / f"out.{form}", spreadsheet=True)]
    for row in rows:  # all prefer what is now rejected
        right = f"{3 * int(row['id'][1:])}!"
        row |= {"answer": "first" if row["first"] == right else "second", "grade": "Significantly better"}
        row |= {"reviewer": "ann", "reasons": "wrong; incomplete,wrong"}
    assert len({row["answer"] for row in rows}) == 2
    folder = tmp_path / "review"
    found = review_import(source, [write(tmp_path / "ann.jsonl", rows)], out=folder)
    assert found.accepted == 6
    for row in read_lines(folder / "reviewed.jsonl"):
        assert (row["answer"], row["grade"], row["reasons"]) == (
            "second",
            "significantly_better",
            ["incomplete", "wrong"],
        )
        assert row["opinions"][0]["grade"] == "significantly_better"
        assert (row["result"]["chosen"][-1], row["result"]["grade"]) == ("!", "significantly_better")
        assert row["result"]["margin"] is None


def test_forms_of_before_grades_come_back(tmp_path: Path) -> None:
    source = pairs(tmp_path)
    review_export(source, tmp_path / "out.jsonl")
    rows = read_lines(tmp_path / "out.jsonl")
    for row in rows:
        del row["grade"], row["reasons"]
    write(tmp_path / "out.jsonl", rows)
    review_export(source, tmp_path / "out.jsonl")  # known as an empty form still
    old = [{key: row[key] for key in row if key not in ("grade", "reasons")} | {"answer": "tie"} for row in rows]
    assert review_import(source, [write(tmp_path / "ann.jsonl", old)], out=tmp_path / "r").rejected == 6


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"answer": "first", "grade": "great"}, "grade: 'great' is not one of marginally_better"),
        ({"answer": "tie", "grade": "better"}, "grade: is allowed only for a pair of which one is better"),
        ({"answer": "first", "reasons": {"a": 1}}, "reasons: is neither a string nor a list of strings"),
        ({"answer": "first", "reasons": [1]}, "reasons: is neither a string nor a list of strings"),
    ],
)
def test_grades_and_reasons_are_checked(tmp_path: Path, given: dict[str, Any], problem: str) -> None:
    source = pairs(tmp_path)
    review_export(source, tmp_path / "out.jsonl")
    rows = [row | {"answer": "first", "reviewer": "ann"} for row in read_lines(tmp_path / "out.jsonl")]
    rows[2] |= given
    with pytest.raises(SeedError) as caught:
        review_import(source, [write(tmp_path / "ann.jsonl", rows)], out=tmp_path / "r")
    assert len(caught.value.problems) == 1
    assert problem in caught.value.problems[0]
    assert ":3" in caught.value.problems[0]
