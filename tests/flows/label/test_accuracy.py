"""What several judges and both orders are good for, in simulation."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from selfinstruct.flows.label.flow import label
from selfinstruct.flows.label.label_run import LabelRun
from selfinstruct.models.offline.label_answers import truth
from selfinstruct.records import Request
from tests.support.labels import LABELS, OFFLINE, reviews
from tests.support.models import Answering, fixed, said, scripted
from tests.support.runs import write


def simulated(name: str, accuracy: float, first: float = 0.0) -> Answering:
    """Right with this probability; of a pair it takes whatever stands first with probability `first`. Says 50."""

    def answer(request: Request) -> str:
        text = said(request).split("The record to label")[-1]
        if "First response" in text:
            better_first = text.index("> better") < text.index("> worse")
            number = text.split("Pair ")[1].split()[0]
            rng = Random(f"{name}:{number}")
            if rng.random() < first:
                return f"Answer: first\nConfidence: {50 + request.index % 2}"
            right = rng.random() < accuracy
            return f"Answer: {'first' if better_first == right else 'second'}\nConfidence: 50"
        number, right_label = text.split("Text ")[1].split()[:2]
        right = Random(f"{name}:{number}").random() < accuracy
        return f"Answer: {right_label if right else {'yes': 'no', 'no': 'yes'}[right_label]}\nConfidence: 50"

    return scripted(name, answer)


@pytest.mark.parametrize("count", [200, pytest.param(400, marks=pytest.mark.slow)])
def test_both_orders_remove_the_position_bias(tmp_path: Path, count: int) -> None:
    rows = [
        {
            "id": str(n),
            "prompt": f"Pair {n} .",
            "first": "better" if n % 2 else "worse",
            "second": "worse" if n % 2 else "better",
        }
        for n in range(count)
    ]
    source = write(tmp_path / "pairs.jsonl", rows)
    judges = [simulated("biased", 1.0, first=0.4), simulated("fair", 1.0)]
    run = label(source, judges, kind="pair", out=tmp_path / "out")
    said_by = {row["id"]: row["votes"][0] for row in run.rows()}
    # Asked in one order only, four in ten answers would be "first" whatever is better.
    straight = [request for request in judges[0].requests if request.index % 2 == 0]
    wrong = sum(
        judges[0].answer(request).text.startswith("Answer: first")
        and int(said(request).split("Pair ")[1].split()[0]) % 2 == 0
        for request in straight
    )
    assert 0.15 < wrong / count < 0.25
    # In both orders they are flips, and so ties; what is left is right, without exception.
    flips = [vote for vote in said_by.values() if vote.get("flip")]
    assert 0.35 < len(flips) / count < 0.45
    assert all(vote["label"] == "tie" for vote in flips)
    decided = {number: vote["label"] for number, vote in said_by.items() if not vote.get("flip")}
    assert all(answer == ("first" if int(number) % 2 else "second") for number, answer in decided.items())
    assert run.info["counts"]["flips"] == len(flips)


@pytest.mark.parametrize("count", [300, *(pytest.param(count, marks=pytest.mark.slow) for count in (600, 1200))])
def test_agreement_of_three_raises_accuracy_as_it_must(tmp_path: Path, count: int) -> None:
    accuracy = 0.8
    rows = [{"id": str(n), "text": f"Text {n} {'yes' if n % 2 else 'no'} ."} for n in range(count)]
    source = write(tmp_path / "data.jsonl", rows)
    judges = [simulated(name, accuracy) for name in ("one", "two", "three")]
    options: Any = {"labels": ["yes", "no"], "out": tmp_path / "out"}

    def right(rows: list[dict[str, Any]]) -> float:
        return sum(bool(row["label"] == ("yes" if int(row["id"]) % 2 else "no")) for row in rows) / len(rows)

    most = label(source, judges, **options, agree="majority").rows("accepted.jsonl")
    every = label(source, judges, **options, agree="all").rows("accepted.jsonl")
    assert len(most) == count
    assert right(most) == pytest.approx(0.896, abs=0.025)  # a³ + 3a²(1 - a)
    assert len(every) / count == pytest.approx(0.52, abs=0.04)  # a³ + (1 - a)³
    assert right(every) == pytest.approx(0.9846, abs=0.015)  # a³ / (a³ + (1 - a)³)
    assert sum(len(judge.requests) for judge in judges) == 3 * count
    kappa = LabelRun(tmp_path / "out").info["agreement"]["fleiss_kappa"]
    assert kappa == pytest.approx(0.36, abs=0.05)  # (a² + (1 - a)² - 0.5) / 0.5


def test_calibration_finds_the_known_threshold(tmp_path: Path) -> None:
    """Judges that are always right from a confidence of 70 on, guess together below, and err at 69."""
    rng = Random(4)
    sure = [rng.randrange(40, 100) for _ in range(400)]
    rows = [{"id": str(n), "text": f"Text {n} {'yes' if n % 2 else 'no'} {sure[n]}"} for n in range(400)]
    source = write(tmp_path / "data.jsonl", rows)
    people = write(
        tmp_path / "people.jsonl", [{"id": str(n), "label": "yes" if n % 2 else "no"} for n in range(0, 400, 2)] +
        [{"id": str(n), "label": "yes"} for n in range(1, 400, 4)]
    )  # fmt: skip

    def answer(request: Request) -> str:
        number, right, stated = said(request).split("Text ")[1].split()[:3]
        guessed = int(stated) == 69 or (int(stated) < 70 and Random(number).random() < 0.5)
        return f"Answer: { ({'yes': 'no', 'no': 'yes'}[right] if guessed else right) }\nConfidence: {stated}"

    judges = [scripted("one", answer), scripted("two", answer)]
    run = label(source, judges, labels=["yes", "no"], calibrate=people, precision=1.0, out=tmp_path / "out")
    found = run.info["calibration"]
    assert found["sample"] == 300
    assert found["accept_at"] == 0.7
    assert run.info["accept_at"] == 0.7
    by_threshold = {it["at"]: it for it in found["thresholds"]}
    assert by_threshold[0.7]["precision"] == 1.0
    assert by_threshold[0.69]["precision"] < 1.0
    assert by_threshold[0.7]["recall"] == pytest.approx(sum(sure[n] >= 70 for n in known(people)) / 300, abs=1e-4)
    assert by_threshold[0.4]["precision"] == pytest.approx(0.73, abs=0.06)
    assert run.info["counts"]["accepted"] == sum(number >= 70 for number in sure)
    assert all(row["human"] in ("yes", "no") for row in run.rows() if row["id"] in map(str, known(people)))


def known(path: Path) -> list[int]:
    return [int(json.loads(line)["id"]) for line in path.read_text().split("\n") if line]


def test_a_precision_out_of_reach_accepts_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    source = write(tmp_path / "data.jsonl", [{"id": "p", "text": "x"}])
    people = write(tmp_path / "people.jsonl", [{"id": "p", "label": "negative"}])
    judges = [fixed("one", label="Answer: neutral"), fixed("two", label="Answer: neutral")]
    run = label(source, judges, labels=LABELS, calibrate=people, precision=0.9, out=tmp_path / "out")
    assert (run.info["accept_at"], run.info["counts"]["accepted"]) == (None, 0)
    assert "nothing is accepted" in caplog.text


def test_the_offline_judges_err_as_often_as_their_names_promise(tmp_path: Path) -> None:
    source = reviews(tmp_path / "data.jsonl", 600)
    run = label(source, OFFLINE, labels=LABELS, out=tmp_path / "out")
    rows = run.rows()
    for seat, (low, high) in enumerate([(0.03, 0.07), (0.12, 0.18), (0.07, 0.13)]):
        given = [(row, row["votes"][seat]["label"]) for row in rows if row["votes"][seat]["label"] is not None]
        wrong = sum(truth(f"{row['record']['text']}", LABELS) != answer for row, answer in given)
        assert low < wrong / len(given) < high
    assert rows[0]["votes"][0]["label"] == "positive"
    assert 0.5 < run.info["agreement"]["fleiss_kappa"] < 0.95
