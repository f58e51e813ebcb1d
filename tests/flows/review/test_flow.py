"""Records out to people and their answers back in: decided together, or not at all."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.canonical import to_json
from selfinstruct.cli.render.label import label_summary, reviewed
from selfinstruct.errors import RunDamaged, RunMismatch, SeedError, UsageError
from selfinstruct.flows.label.flow import label
from selfinstruct.flows.label.label_run import LabelRun
from selfinstruct.flows.review.flow import review_export, review_import
from selfinstruct.runs.reviews import read_lines
from tests.support import processes
from tests.support.labels import LABELS
from tests.support.models import fixed
from tests.support.reviews import TEXTS, everything, fill, returned
from tests.support.runs import write

# Three reviewers, end to end


def test_three_reviewers_with_the_expected_decisions(tmp_path: Path, contested: Path) -> None:
    exported = review_export(contested, tmp_path / "out.jsonl")
    assert (exported.records, exported.of) == (3, 4)
    assert [row["id"] for row in read_lines(tmp_path / "out.jsonl")] == ["q", "r", "s"]
    files = [
        fill(tmp_path / "out.jsonl", tmp_path / "ann.jsonl", "ann", q="negative", r="neutral", s="positive"),
        fill(tmp_path / "out.jsonl", tmp_path / "bob.jsonl", "bob", q="Negative", r="reject", s="neutral"),
        fill(tmp_path / "out.jsonl", tmp_path / "cat.jsonl", "cat", q="positive", r="reject", s="negative"),
    ]
    found = review_import(contested, files)
    rows = {row["id"]: row for row in read_lines(contested / "reviewed.jsonl")}
    assert {name: (row["status"], row["answer"]) for name, row in rows.items()} == {
        "q": ("accepted", "negative"),
        "r": ("rejected", "reject"),
        "s": ("contested", None),
    }
    assert rows["s"]["why"] == "disagreement"
    assert rows["q"]["result"] == {"id": "q", "text": "awful", "label": "negative", "reviewers": ["ann", "bob"]}
    assert read_lines(contested / "accepted.jsonl") == [
        {"id": "p", "text": "lovely", "label": "positive", "confidence": 1.0, "judges": ["one", "two"]},
        rows["q"]["result"],
    ]
    assert (found.opinions, found.accepted, found.rejected, found.contested) == (9, 1, 1, 1)
    assert (found.agreement["records"], found.agreement["unanimous"]) == (3, 0)
    assert [pair["same"] for pair in found.agreement["pairs"]] == [1, 0, 1]
    # By hand, ann (negative, neutral, positive) and bob (negative, reject, neutral): 1/3 the same, by chance 2/9.
    assert found.agreement["pairs"][0]["kappa"] == pytest.approx((1 / 3 - 2 / 9) / (7 / 9), abs=1e-4)
    strict = review_import(contested, files, consolidation="all")
    assert (strict.accepted, strict.contested) == (0, 3)
    assert [row["id"] for row in read_lines(contested / "accepted.jsonl")] == ["p"]
    # What stays contested is what the next round is about.
    review_import(contested, files)
    assert review_export(contested, tmp_path / "next.jsonl").records == 1
    dan = fill(tmp_path / "next.jsonl", tmp_path / "dan.jsonl", "dan", s="negative")
    eve = fill(tmp_path / "next.jsonl", tmp_path / "eve.jsonl", "eve", s="negative")
    assert review_import(contested, [dan, eve]).accepted == 2
    with pytest.raises(UsageError, match="nothing is contested"):
        review_export(contested, tmp_path / "none.jsonl")


def test_labelling_again_keeps_what_people_said(tmp_path: Path, contested: Path) -> None:
    review_export(contested, tmp_path / "out.jsonl")
    review_import(
        contested, [fill(tmp_path / "out.jsonl", tmp_path / "a.jsonl", "ann", q="negative", r="reject", s="neutral")]
    )
    accepted = (contested / "accepted.jsonl").read_bytes()
    one, two = fixed("one"), fixed("two")  # would fail if they were asked
    label(tmp_path / "data.jsonl", [one, two], labels=LABELS, out=contested)
    assert (contested / "accepted.jsonl").read_bytes() == accepted
    assert b'"reviewers": ["ann"]' in accepted


def test_a_reviewed_sample_calibrates(tmp_path: Path, contested: Path) -> None:
    review_export(contested, tmp_path / "out.jsonl", everything=True)
    filled = fill(
        tmp_path / "out.jsonl", tmp_path / "ann.jsonl", "ann", p="negative", q="negative", r="reject", s="neutral"
    )
    review_import(contested, [filled])
    people = contested / "reviewed.jsonl"
    run = label(tmp_path / "data.jsonl", [fixed("one"), fixed("two")], labels=LABELS, out=contested, calibrate=people)
    found = run.info["calibration"]
    # Judges decided p, wrongly; r is thrown out and so no label.
    assert (found["sample"], found["decided"], found["right"]) == (3, 1, 0)
    assert [judge["same"] for judge in found["judges"]] == [0, 1]


# Pairs, texts, datasets


def preference(name: str, **more: Any) -> dict[str, Any]:
    row = {"id": name, "task_id": "t", "method": "rank", "prompt": [{"role": "user", "content": f"Say {name}."}]}
    return row | {"chosen": f"good {name}", "rejected": f"bad {name}", "edited": None, "margin": 2.0} | more


def test_an_edit_becomes_the_third_of_the_triplet(tmp_path: Path) -> None:
    rows = [preference(f"p{n}", scores={"chosen": 4, "rejected": 2}) for n in range(6)]
    third = {"edited": "older", "rationale": "A is better", "scores": {"chosen": 4, "rejected": 2, "edited": 5}}
    rows[1], rows[2] = rows[1] | third, rows[2] | third
    source = write(tmp_path / "preferences.jsonl", rows)
    assert review_export(source, tmp_path / "out.jsonl").records == 6
    shown = {row["id"]: row for row in read_lines(tmp_path / "out.jsonl")}
    # The chosen one does not always come first, so that its place tells nothing.
    assert {row["first"].split()[0] for row in shown.values()} == {"good", "bad"}
    good = {name: "first" if row["first"].startswith("good") else "second" for name, row in shown.items()}
    bad = {name: "second" if answer == "first" else "first" for name, answer in good.items()}
    filled = fill(
        tmp_path / "out.jsonl", tmp_path / "ann.jsonl", "ann",
        p0=good["p0"], p1=f"{good['p1']}|best p1", p2=bad["p2"], p3="tie", p4="reject", p5=good["p5"],
    )  # fmt: skip
    found = review_import(source, [filled], out=tmp_path / "review")
    assert (found.accepted, found.rejected) == (4, 2)
    results = {row["id"]: row for row in read_lines(tmp_path / "review" / "accepted.jsonl")}
    assert results["p0"] == rows[0] | {"reviewers": ["ann"]}
    by_hand = {"edited": "best p1", "scores": {"chosen": 4, "rejected": 2}, "reviewers": ["ann"]}
    assert results["p1"] == rows[1] | by_hand, "the score was of the older text"
    turned = results["p2"]
    assert (turned["chosen"], turned["rejected"], turned["margin"]) == ("bad p2", "good p2", None)
    assert turned["scores"] == {"rejected": 4, "chosen": 2}
    assert (turned["edited"], turned["rationale"]) == (None, "")
    assert {row["id"]: row.get("why") for row in read_lines(tmp_path / "review" / "reviewed.jsonl")}["p3"] == "tie"


def test_a_dataset_is_accepted_rejected_or_edited(tmp_path: Path) -> None:
    rows = [{"id": name, "instruction": f"Do {name}.", "input": "", "output": name} for name in "abcd"]
    source = write(tmp_path / "dataset.jsonl", rows)
    review_export(source, tmp_path / "out.jsonl")
    filled = fill(
        tmp_path / "out.jsonl", tmp_path / "ann.jsonl", "ann", a="accept", b="reject", c="edit|better", d="accept"
    )
    review_import(source, [filled], out=tmp_path / "review")
    assert read_lines(tmp_path / "review" / "accepted.jsonl") == [
        rows[0] | {"label": "accept", "reviewers": ["ann"]},
        rows[2] | {"output": "better", "label": "accept", "reviewers": ["ann"], "original_output": "c"},
        rows[3] | {"label": "accept", "reviewers": ["ann"]},
    ]
    for answers, message in (
        ({"a": "edit", "b": "accept", "c": "accept", "d": "accept"}, "edited: is empty although the answer is edit"),
        (
            {"a": "accept|x", "b": "accept", "c": "accept", "d": "accept"},
            "edited: is allowed only with the answer edit",
        ),
    ):
        filled = fill(tmp_path / "out.jsonl", tmp_path / "bob.jsonl", "bob", **answers)
        with pytest.raises(SeedError, match=message):
            review_import(source, [filled], out=tmp_path / "other")


def test_people_choose_between_two_free_answers_or_write_one(tmp_path: Path) -> None:
    source = write(tmp_path / "data.jsonl", [{"id": name, "instruction": f"Ask {name}?"} for name in "pqr"])
    one = fixed("one", label="Answer: from one", agree="Agree: no")
    two = fixed("two", label="Answer: from two", agree="Agree: no")
    run = label(source, [one, two], kind="text", mode="cross", out=tmp_path / "labels")
    review_export(run.path, tmp_path / "out.jsonl")
    shown = {row["id"]: row for row in read_lines(tmp_path / "out.jsonl")}
    mine = {name: "first" if row["first"] == "from one" else "second" for name, row in shown.items()}
    filled = fill(tmp_path / "out.jsonl", tmp_path / "ann.jsonl", "ann", p=mine["p"], q="edit|my own", r="reject")
    review_import(run.path, [filled])
    assert [(row["id"], row["label"]) for row in run.rows("accepted.jsonl")] == [("p", "from one"), ("q", "my own")]


def test_scores_by_people(tmp_path: Path) -> None:
    source = write(tmp_path / "data.jsonl", [{"id": name, "text": name} for name in "pq"])
    run = label(
        source,
        [fixed("one", label="Answer: 2"), fixed("two", label="Answer: 5")],
        kind="score",
        out=tmp_path / "labels",
    )
    review_export(run.path, tmp_path / "out.jsonl")
    review_import(run.path, [fill(tmp_path / "out.jsonl", tmp_path / "a.jsonl", "ann", p="4", q="5")])
    assert [row["label"] for row in run.rows("accepted.jsonl")] == [4, 5]


def test_a_random_sample_is_the_same_each_time_and_of_all_records(tmp_path: Path, contested: Path) -> None:
    first = review_export(contested, tmp_path / "a.jsonl", random=2, seed=3)
    review_export(contested, tmp_path / "b.jsonl", random=2, seed=3)
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    assert first.records == 2
    samples = set()
    for seed in range(12):
        review_export(contested, tmp_path / "c.jsonl", random=2, seed=seed)
        samples |= {row["id"] for row in read_lines(tmp_path / "c.jsonl")}
    assert samples == set(TEXTS)
    with pytest.raises(UsageError, match="must be between 1 and 4"):
        review_export(contested, tmp_path / "c.jsonl", random=5)


def test_no_form_is_written_over_what_is_read(tmp_path: Path, contested: Path) -> None:
    source = tmp_path / "data.jsonl"
    (tmp_path / "other").symlink_to(source)
    review_export(source, contested / "form.jsonl")
    before = everything(tmp_path)
    for place in (source, tmp_path / "other"):
        with pytest.raises(UsageError, match="would overwrite an input"):
            review_export(source, place)
    # Those of a review are read by `review import`, whether they are there yet or not.
    for name in [*os.listdir(contested), "reviews.jsonl", "reviewed.jsonl"]:
        if name != "form.jsonl":
            with pytest.raises(UsageError, match=f"{name}: would overwrite an input"):
                review_export(contested, contested / name, everything=True)
    (tmp_path / "set.labels.json").write_bytes(source.read_bytes())
    with pytest.raises(UsageError, match=r"set.labels.json: would overwrite an input"):
        review_export(tmp_path / "set.labels.json", tmp_path / "set", form="groundtruth")
    (tmp_path / "set.labels.json").unlink()
    assert everything(tmp_path) == before
    review_export(contested, contested / "form.jsonl", random=1)
    assert len(read_lines(contested / "form.jsonl")) == 1


@pytest.mark.parametrize("form", ["jsonl", "csv", "groundtruth"])
def test_answers_and_other_files_are_not_written_over(tmp_path: Path, contested: Path, form: str) -> None:
    out = tmp_path / f"out.{'csv' if form == 'csv' else 'jsonl'}"
    out.write_bytes(b"")
    for number in (1, 2):  # what nobody has answered may be drawn again
        assert review_export(contested, out, form=form, random=number).records == number
    text = out.read_text()
    filled = {
        "jsonl": text.replace('"answer": ""', '"answer": "neutral"', 1),
        "csv": text.replace('"","","",""\n', '"neutral","","",""\n', 1),
        "groundtruth": to_json(returned(read_lines(out)[0], "neutral")) if form == "groundtruth" else "",
    }[form]
    assert filled != text
    for kept, message in (
        (filled, "holds answers; move it away" if form != "groundtruth" else "is not an empty form"),
        ("dear diary\n", "is not an empty form; name another file"),
        (text + "x", "is not an empty form"),
    ):
        out.write_text(kept)
        with pytest.raises(UsageError, match=message):
            review_export(contested, out, form=form, random=1)
        assert out.read_text() == kept


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("labels.jsonl", '{"id": "p", "record": "Text:", "answer": ""}\n', r"labels.jsonl:1: .*\(status: is missing\)"),
        ("labels.jsonl", '"text"\n', r"labels.jsonl:1: .*must be an object.*run label again"),
        ("labels.jsonl", "\n{", "labels.jsonl:2: is not JSON"),
        ("reviews.jsonl", '{"id": "p", "stars": 5}\n', r"reviews.jsonl:1: .*reviewer: is missing"),
        ("reviews.jsonl", '{"id": "p", "reviewer": "x", "answer": "y", "stars": 5}\n', "stars: is not known"),
        ("label.json", "[]", r"label.json: is not what label writes"),
    ],
)
def test_a_file_that_is_not_ours_is_named(tmp_path: Path, contested: Path, name: str, text: str, message: str) -> None:
    review_export(contested, tmp_path / "out.jsonl")
    filled = fill(tmp_path / "out.jsonl", tmp_path / "a.jsonl", "ann", q="negative", r="reject", s="neutral")
    (contested / name).write_text(text)
    before = everything(contested)
    with pytest.raises(RunDamaged, match=message):
        review_import(contested, [filled])
    if name != "reviews.jsonl":
        with pytest.raises(RunDamaged, match=message):
            review_export(contested, tmp_path / "x.csv", form="csv")
    assert everything(contested) == before


def test_reviews_go_to_no_place_with_files_of_others(tmp_path: Path, contested: Path) -> None:
    review_export(contested, tmp_path / "out.jsonl")
    filled = fill(tmp_path / "out.jsonl", tmp_path / "a.jsonl", "ann", q="negative", r="reject", s="neutral")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "accepted.jsonl").write_text("mine\n")
    with pytest.raises(RunMismatch, match=r"holds accepted.jsonl, which no review has written; give another --out"):
        review_import(contested, [filled], out=tmp_path / "mine")
    assert os.listdir(tmp_path / "mine") == ["accepted.jsonl"]
    review_import(contested, [filled], out=contested / ".." / "labels")
    assert [row["id"] for row in read_lines(contested / "accepted.jsonl")] == ["p", "q", "s"]


def test_the_summary_counts_what_people_decided(
    tmp_path: Path, contested: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review_export(contested, tmp_path / "out.jsonl", everything=True)
    found = review_import(
        contested,
        [
            fill(tmp_path / "out.jsonl", tmp_path / "a.jsonl", "ann", q="negative", r="reject", s="neutral"),
            fill(tmp_path / "out.jsonl", tmp_path / "b.jsonl", "bob", s="negative"),
        ],
        partial=True,
    )
    monkeypatch.setenv("COLUMNS", "60")
    assert reviewed({**found.as_dict(), "skipped": 1})[4] == "        1 row without an answer"
    again = [fixed("one"), fixed("two")]  # would fail if they were asked
    run = label(tmp_path / "data.jsonl", again, labels=LABELS, accept_at=0.9, out=contested)
    lines = label_summary(run.info, "labels")
    assert lines[:4] == [
        "Done: 4 records of 4 labelled",
        "        2 accepted, 1 of them by people (positive: 1,",
        "          negative: 1)",
        "        1 rejected by people",
    ]
    assert lines[4] == "        1 contested, for people (people: disagreement: 1)"
    counts = LabelRun(contested).info["counts"]
    assert counts["accepted"] == len(read_lines(contested / "accepted.jsonl"))
    assert counts["contested"] == review_export(contested, tmp_path / "next.jsonl").records
    assert counts["accepted"] + counts["rejected"] + counts["contested"] == counts["answered"]


def test_command_line(tmp_path: Path, contested: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return processes.run("review", *arguments, cwd=tmp_path)

    done = run("export", "labels", "-o", "out.jsonl", "--json")
    assert json.loads(done.stdout) == {"records": 3, "of": 4, "out": "out.jsonl"}
    over = run("export", "data.jsonl", "-o", "data.jsonl")
    assert (over.returncode, over.stdout) == (2, "")
    assert over.stderr == "error: -o data.jsonl: would overwrite an input; name another file\n"
    assert done.stderr == "3 of 4 records to review: out.jsonl\n"
    fill(tmp_path / "out.jsonl", tmp_path / "ann.jsonl", "ann", q="negative", r="neutral", s="x")
    fill(tmp_path / "out.jsonl", tmp_path / "bob.jsonl", "bob", q="negative", r="positive", s="reject")
    bad = run("import", "labels", "ann.jsonl", "bob.jsonl")
    assert (bad.returncode, bad.stdout) == (2, "")
    assert bad.stderr == "error: ann.jsonl:3: s: answer: 'x' is not one of positive, negative, neutral, reject\n"
    fill(tmp_path / "out.jsonl", tmp_path / "ann.jsonl", "ann", q="negative", r="neutral", s="reject")
    good = run("import", "labels", "ann.jsonl", "bob.jsonl", "--reviewers", "2")
    assert good.returncode == 0, good.stderr
    assert good.stderr.split("\n")[:6] == [
        "6 answers of 2 reviewers: ann 3, bob 3",
        "        1 accepted",
        "        1 rejected",
        "        1 contested, kept for another round",
        "  all reviewers answered 3 records, 2 unanimously; Fleiss' kappa 0.538",
        "  ann and bob: 2 of 3 the same, Cohen's kappa 0.571",
    ]
