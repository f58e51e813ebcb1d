"""What a report shows besides statistics, each figure counted here in another way."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.cli.app import app
from selfinstruct.errors import UsageError
from selfinstruct.flows.datasets.figures.comparing import Instructions, difference
from selfinstruct.flows.datasets.figures.course import CourseSoFar
from selfinstruct.flows.datasets.figures.coverage import MOST, CoverageSoFar
from selfinstruct.flows.datasets.figures.figures import compare_figures, measure_figures
from selfinstruct.flows.datasets.figures.opinions import pair_figures, review_figures
from selfinstruct.flows.datasets.measures import BINS
from tests.support.runs import SEEDS, read, write


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def rouge_l(one: str, other: str) -> float:
    """By the whole table of longest common subsequences."""
    a, b = words(one), words(other)
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for x, left in enumerate(a):
        for y, right in enumerate(b):
            table[x + 1][y + 1] = table[x][y] + 1 if left == right else max(table[x][y + 1], table[x + 1][y])
    return 2 * table[-1][-1] / (len(a) + len(b))


def binned(scores: Sequence[float]) -> list[int]:
    counts = [0] * BINS
    for score in scores:
        counts[min(BINS - 1, int(score * BINS))] += 1
    return counts


def test_the_course_counts_each_candidate_of_each_request() -> None:
    tasks = [(0, "one two three four"), (0, "one two three five"), (3, "one two three four")]
    lost = [(0, "bootstrap", "novelty"), (1, "bootstrap", "length"), (2, "instances", "empty"), (3, "ask", "unused")]
    lost += [(3, "ask", "quote"), (3, "verify", "verdict")]
    went = CourseSoFar()
    for request, text in tasks:
        went.take_task({"request": request, "instruction": text})
    for request, stage, rule in lost:
        went.take_rejected({"request": request, "stage": stage, "rule": rule})
    found = went.course({"settings": {"saturation": {"candidates": 400, "accepted": 0.02}}})
    assert found is not None
    assert found.accepted == [2 / 3, 0.0, None, 1 / 2]
    assert found.fresh == [3 / 4, None, None, 0.0]  # of "two three four", "two three five" and twice "one two three"
    assert found.thresholds == [("accepted", 0.02)]


def test_the_course_of_a_grounded_run_has_what_was_rejected(tmp_path: Path) -> None:
    text = "The lighthouse of {} was built in 18{}. It is 54 metres high. The harbour opened in 19{} and for 120 boats."
    rows = [{"text": text.format(name, n + 10, n + 20)} for n, name in enumerate(("Aland", "Borkum", "Cuxhaven") * 4)]
    selfinstruct.ground(write(tmp_path / "texts.jsonl", rows), n=8, out=tmp_path / "run")
    found = measure_figures(tmp_path / "run").course
    kept = Counter(row["request"] for row in read(tmp_path / "run" / "tasks.jsonl"))
    refused = [row for row in read(tmp_path / "run" / "rejected.jsonl") if row["rule"] != "unused"]
    assert refused
    lost = Counter(row["request"] for row in refused if row["stage"].startswith("ask"))
    assert found is not None
    asked = range(max([*kept, *lost]) + 1)
    assert found.accepted == [kept[at] / (kept[at] + lost[at]) if kept[at] + lost[at] else None for at in asked]


def test_coverage_says_what_it_leaves_out() -> None:
    rows = [{"attributes": {"topic": f"t{n % 7} > s{n % 130}", "level": "ab"[n % 2]}} for n in range(500)]
    covered = CoverageSoFar()
    for row in rows:
        covered.take(row)
    info = {"attributes": {"level": ["a", "b", "c"]}}
    level, topic = covered.attributes(info)
    different = {row["attributes"]["topic"] for row in rows}
    assert (level.distinct, level.unused, topic.distinct) == (2, 1, len(different))
    assert len(topic.values) == MOST < len(different)
    (table,) = covered.together(info)
    assert (table.row_name, table.column_name) == ("topic", "level")
    assert table.beyond == {"topic": len(different) - MOST, "level": 0}
    assert table.values == {"topic": len(different), "level": 3}
    tree = covered.topics()
    upper = Counter(row["attributes"]["topic"].split(" > ")[0] for row in rows)
    assert {name: count for depth, name, count in tree if depth == 0} == dict(upper)
    assert sum(count for depth, _, count in tree if depth == 1) == len(rows)


def test_a_difference_is_that_of_every_pair_measured() -> None:
    one = [f"Describe the {noun} of a small town in {n} words" for n, noun in enumerate("park quay mill yard".split())]
    other = [one[0], "Sort these numbers", "Describe the mill of a large town", "Sort those letters", "Sort it all now"]
    found = difference(Instructions(one, frozenset(map(hash, one))), Instructions(other, frozenset(map(hash, other))))
    assert list(found.forth) == binned([max(rouge_l(a, b) for b in other) for a in one])
    assert list(found.back) == binned([max(rouge_l(b, a) for a in one) for b in other])
    assert (found.same, found.compared, found.of) == (1, (4, 5), (4, 5))
    here, there = found.words
    assert there[0] == ("sort", 3 / 5, 0.0)
    assert {word for word, *_ in here} <= {"describe", "small", "words", "town", "the"}
    for word, share, elsewhere in here:
        assert share == sum(word in words(text) for text in one) / len(one)
        assert elsewhere == sum(word in words(text) for text in other) / len(other)


def test_two_files_are_compared_whole(tmp_path: Path) -> None:
    texts = [f"Instruction number {n} about {n * n} things" for n in range(60)]
    first = write(tmp_path / "a.jsonl", [{"instruction": text, "output": "x"} for text in texts[:40] * 2])
    second = write(tmp_path / "b.jsonl", [{"instruction": text, "output": "x"} for text in texts[25:]])
    found = compare_figures(first, second)
    assert (found.same, found.of) == (15, (40, 35))


def test_pairs_are_counted() -> None:
    rows: list[dict[str, Any]] = [
        {
            "chosen": "aaaa",
            "rejected": "a",
            "margin": 2.5,
            "grade": "better",
            "models": {"chosen": "x", "rejected": "y"},
        },
        {"chosen": "aa", "rejected": "aa", "margin": 0, "models": {"chosen": "x", "rejected": "y"}},
        {"chosen": "a", "rejected": "aaa", "method": "rank", "models": {"chosen": "y", "rejected": "x"}},
        {"chosen": [{"role": "assistant", "content": "a" * 9}], "rejected": [{"role": "assistant", "content": "a"}]},
    ]
    found = pair_figures(rows, {})
    assert found is not None
    assert (found.pairs, found.longer, found.unequal) == (4, 2, 3)
    assert found.wins == {("x", "y"): 2, ("y", "x"): 1}
    assert list(found.margins) == [1, 0, 1]
    assert list(found.ratios.items()) == [
        ("less than 1/4", 0), ("1/4 to 1/2", 1), ("1/2 to 1", 0), ("equal", 1), ("1 to 2", 0), ("2 to 4", 0),
        ("4 and more", 2),
    ]  # fmt: skip
    assert (found.methods, found.grades) == ({"pairs": 3, "rank": 1}, {"better": 1})


def reviewed(identifier: str, status: str, answer: str, **more: Any) -> dict[str, Any]:
    return {"id": identifier, "status": status, "answer": answer, "result": None, **more}


def test_the_fraction_right_is_that_of_a_sample_alone() -> None:
    rows = [reviewed(str(n), "accepted", "accept") for n in range(6)]
    rows += [reviewed("6", "accepted", "edit", edited="better"), reviewed("7", "accepted", "second")]
    rows += [reviewed("8", "rejected", "reject", reasons=["fits", "right"]), reviewed("9", "contested", "")]
    looked_at = review_figures(rows, [], 1_000)
    assert looked_at is not None
    assert looked_at.fractions == []  # what people happened to look at says nothing of the rest
    unfinished: list[dict[str, Any]] = [{"records": 3, "of": 1_000, "ids": ["0", "1", "77"]}]
    assert review_figures(rows, unfinished, 1_000) == looked_at
    found = review_figures(rows, [*unfinished, {"records": 5, "of": 1_000, "ids": ["5", "6", "7", "8", "9"]}], 1_000)
    assert found is not None
    assert [(it.what, it.right, it.records, it.of) for it in found.fractions] == [
        ("right", 1, 5, 1_000), ("valid", 4, 5, 1_000), ("fits", 3, 5, 1_000), ("output", 3, 5, 1_000),
    ]  # fmt: skip
    z, share, n = 1.959964, 0.2, 5
    middle, reach = share + z * z / (2 * n), z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    assert (found.fractions[0].low, found.fractions[0].high) == pytest.approx(
        ((middle - reach) / (1 + z * z / n), (middle + reach) / (1 + z * z / n)), abs=1e-5
    )
    whole = review_figures(rows, [], len(rows))
    assert whole is not None
    assert (whole.fractions[0].right, whole.fractions[0].of) == (6, 10)
    assert whole.reasons == {"fits": 1, "right": 1}


def test_people_agree_from_twenty_common_records_on() -> None:
    answers = ["accept"] * 12 + ["reject"] * 8
    others = ["accept"] * 9 + ["reject"] * 11
    rows = [
        reviewed(str(n), "accepted", one, opinions=[{"reviewer": "a", "answer": one}, {"reviewer": "b", "answer": two}])
        for n, (one, two) in enumerate(zip(answers, others, strict=True))
    ]
    found = review_figures(rows, [], 0)
    assert found is not None
    same, chance = 17 / 20, 0.6 * 0.45 + 0.4 * 0.55
    ((one, other, common, kappa),) = found.agreement
    assert (one, other, common) == ("a", "b", 20)
    assert kappa == pytest.approx((same - chance) / (1 - chance))
    assert found.seen == {"a": 20, "b": 20}
    few = review_figures(rows[:19], [], 0)
    assert few is not None
    assert few.agreement == []


def test_reviews_of_a_file_are_found_where_they_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("data.jsonl"), [{"id": str(n), "instruction": f"Do {n}", "output": "x"} for n in range(4)])
    selfinstruct.review_export("data.jsonl", "form.jsonl", random=4)
    rows = [{**row, "answer": "accept", "reviewer": "ann"} for row in read(Path("form.jsonl"))]
    selfinstruct.review_import("data.jsonl", [write(Path("ann.jsonl"), rows)])
    found = measure_figures("data.jsonl").review
    assert found is not None
    assert [(it.right, it.records, it.of) for it in found.fractions] == [(4, 4, 4)]


@pytest.mark.parametrize(
    ("command", "sections"),
    [
        (["generate", "--seeds", str(SEEDS), "-n", "4"], {"funnel", "samples"}),
        (["distill", "data.jsonl", "--model", "offline"], {"funnel", "samples"}),
        ("prefer data.jsonl --method contrast --strong offline/strong --weak offline/weak".split(), {"pairs"}),
        ("label data.jsonl --labels good,bad --judge offline/judge-a --judge offline/judge-b".split(), {"judges"}),
        (["ground", "texts.jsonl", "-n", "3"], {"course", "samples"}),
    ],
)  # fmt: skip
def test_a_command_writes_its_report(
    command: list[str], sections: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("data.jsonl"), [{"instruction": f"Name {n + 2} rivers of Spain", "output": "Ebro"} for n in range(6)])
    write(Path("texts.jsonl"), [{"text": f"The harbour of town {n} opened in 19{n + 10}."} for n in range(6)])
    app([*command, "--out", "made", "--report", "r.html"], standalone_mode=False)
    text = Path("r.html").read_text(encoding="utf-8")
    assert sections <= set(re.findall(r'<section id="(\w+)"', text))


def test_no_report_of_responses_alone(tmp_path: Path) -> None:
    words = ["prefer", str(SEEDS), "--method", "rank", "--responses-only", "--report", str(tmp_path / "r.html")]
    with pytest.raises(UsageError, match="leave one of the two out"):
        app([*words, "--out", str(tmp_path / "made")], standalone_mode=False)
    assert not list(tmp_path.iterdir())


def test_statistics_and_report_are_one_measurement(tmp_path: Path) -> None:
    selfinstruct.generate(SEEDS, n=8, out=tmp_path / "run")
    found = measure_figures(tmp_path / "run").stats
    assert found is not None
    assert json.dumps(found.as_dict()) == json.dumps(selfinstruct.dataset_stats(tmp_path / "run").as_dict())
