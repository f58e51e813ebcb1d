"""Which request belongs to which record: what a record says finds its answers, wherever the record stands."""

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from selfinstruct import agreement
from selfinstruct.canonical import content_id, to_json
from selfinstruct.errors import RequestFailed
from selfinstruct.flows.label.decide import LabelledRecord, Vote
from selfinstruct.flows.label.flow import label
from selfinstruct.flows.label.items import read_items
from selfinstruct.flows.label.judges import SEATS, JudgePanel
from selfinstruct.flows.label.options import LabelOptions, LabelPlan, read_label_plan
from selfinstruct.flows.label.questions import make_question
from selfinstruct.flows.label.votes import VoteTable, figures
from selfinstruct.models.offline import create
from selfinstruct.recipes.label import VARIABLES
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Completion, Request
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.request_keys import request_key
from tests.support.labels import LABELS, OFFLINE, files
from tests.support.models import Answering, Disorderly, scripted
from tests.support.runs import write

JUDGES = OFFLINE[:2]
WORDS = ("lovely", "awful", "brown")


def texts(numbers: Sequence[int]) -> list[dict[str, Any]]:
    return [{"text": f"Guest {number} writes that the soup was {WORDS[number % 3]}."} for number in numbers]


def disorderly() -> list[Disorderly]:
    return [Disorderly(number, name=name, model=create(name)) for number, name in enumerate(JUDGES)]


def answers(folder: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "journal.db") as journal:
        return journal.execute("SELECT * FROM completions").fetchall()


def test_parts_of_a_file_have_the_answers_of_the_whole(tmp_path: Path) -> None:
    # Of the 14 different texts 0 stands three times, 1 and 9 twice: 0 twice in the first part, 1 and 9 in both.
    numbers = [0, 1, 2, 3, 0, 4, 5, 9, 6, 1, 7, 8, 9, 10, 11, 0, 12, 13]
    whole = label(write(tmp_path / "all.jsonl", texts(numbers)), disorderly(), labels=LABELS, out=tmp_path / "whole")
    united: list[tuple[Any, ...]] = []
    for name, part in (("one", numbers[:9]), ("two", numbers[9:])):
        label(write(tmp_path / f"{name}.jsonl", texts(part)), JUDGES, labels=LABELS, out=tmp_path / name)
        united += answers(tmp_path / name)
    again = tmp_path / "again"
    again.mkdir()
    Journal(again / "journal.db").close()
    with sqlite3.connect(again / "journal.db") as journal:
        journal.executemany(f"INSERT OR IGNORE INTO completions VALUES ({', '.join('?' * 13)})", united)
    judges = disorderly()
    label(tmp_path / "all.jsonl", judges, labels=LABELS, out=again)
    # What stands in both parts was asked as the first of its kind in each: the second is bought now, by two judges.
    assert [judge.asked.total() for judge in judges] == [3, 3]
    assert files(again) == files(whole.path)


def by_place(plan: LabelPlan, path: Path, records: int) -> None:
    """The journal of a run that an earlier version began, as far as so many records."""
    panel = JudgePanel(plan.question, plan.recipe, Templates(plan.recipe, VARIABLES), [], plan.examples)

    async def fill(journal: Journal) -> None:
        for place, item in enumerate(plan.items[:records]):
            for seat, name in enumerate(plan.judges):
                request = panel.request("label", item, (place * SEATS + seat) * 2)
                answer = await create(name).complete(request)
                await journal.put(request_key(name, request), name, request, answer)

    path.parent.mkdir()
    journal = Journal(path)
    asyncio.run(fill(journal))
    journal.keep_inputs({"label": to_json(plan.identity())})
    journal.close()


def test_a_run_of_before_goes_on_with_the_places_it_had(tmp_path: Path) -> None:
    source = write(tmp_path / "data.jsonl", texts([0, 1, 0, 2, 3, 3, 4, 5, 0]))
    options: LabelOptions = {"labels": LABELS, "out": tmp_path / "old"}
    by_place(read_label_plan(source, JUDGES, options), tmp_path / "old" / "journal.db", 6)
    whole = label(source, JUDGES, labels=LABELS, out=tmp_path / "new")
    for expected in (3, 0):
        judges = disorderly()
        label(source, judges, **options)
        assert [judge.asked.total() for judge in judges] == [expected, expected]
        assert files(tmp_path / "old") == files(whole.path)
    assert {row[3] // 2 // SEATS for row in answers(tmp_path / "old")} == set(range(9))
    assert {row[3] // 2 // SEATS for row in answers(tmp_path / "new")} == {0, 1, 2}


# They differ in white space that no prompt has: their requests are the same, and under way at once.
ALIKE = [{"id": "a", "text": "lovely "}, {"id": "b", "text": "lovely\n"}]


def test_records_that_read_alike_share_an_answer(tmp_path: Path) -> None:
    source = write(tmp_path / "data.jsonl", ALIKE)
    given = iter(range(100))
    judges = [scripted(name, lambda request: f"Answer: {LABELS[next(given) % 3]}") for name in JUDGES]
    run = label(source, judges, labels=LABELS, out=tmp_path / "out")
    assert [len(judge.requests) for judge in judges] == [1, 1]
    first, second = run.rows()
    assert first["votes"] == second["votes"]
    before = files(run.path)
    (run.path / "labels.jsonl").unlink()
    assert files(label(source, judges, labels=LABELS, out=tmp_path / "out").path) == before


def test_records_that_read_alike_share_a_failure(tmp_path: Path) -> None:
    def refused(request: Request) -> Completion:
        raise RequestFailed("no answer to this")

    judges = [Answering(refused, JUDGES[0]), scripted(JUDGES[1], lambda request: "Answer: positive")]
    run = label(write(tmp_path / "data.jsonl", ALIKE), judges, labels=LABELS, out=tmp_path / "out", max_failures=0)
    assert [len(judge.requests) for judge in judges] == [1, 1]
    assert [(row["id"], row["rule"]) for row in run.rows("rejected.labels.jsonl")] == [("a", "failed"), ("b", "failed")]


def test_the_identity_of_the_records_is_what_it_was(tmp_path: Path) -> None:
    source = write(tmp_path / "data.jsonl", [*texts(range(5)), {"id": 7, "text": "a\u2028\ud83d é"}])
    plan = read_label_plan(source, JUDGES, {"labels": LABELS, "out": tmp_path / "out"})
    rows = [(item.id, item.parts, item.sides) for item in read_items(source, "labels")]
    assert plan.identity()["records"] == content_id(to_json(rows))


VOTES = st.lists(st.tuples(*[st.sampled_from([None, 1.0, 2.0, 4.5])] * 3), min_size=1, max_size=30)


@given(VOTES)
def test_figures_are_those_of_the_votes_one_by_one(votes: list[tuple[float | None, ...]]) -> None:
    question = make_question("score", tolerance=1)
    table = VoteTable()
    for said_of in votes:
        cast = tuple(Vote(f"j{seat}", answer) for seat, answer in enumerate(said_of))
        table.add(LabelledRecord(None, 0.0, "disagreement", cast), text=False)
    found = figures(question, table)
    whole = [[f"{answer:g}" for answer in row if answer is not None] for row in votes if None not in row]
    fleiss = agreement.fleiss_kappa(whole)
    assert (found["records"], found["fleiss_kappa"]) == (len(whole), None if fleiss is None else round(fleiss, 4))
    for pair, (one, other) in zip(found["pairs"], [(0, 1), (0, 2), (1, 2)], strict=True):
        both = [(a, b) for a, b in ((row[one], row[other]) for row in votes) if a is not None and b is not None]
        assert (pair["records"], pair["same"]) == (len(both), sum(abs(a - b) <= 1 for a, b in both))
        kappa = agreement.cohen_kappa([a for a, _ in both], [b for _, b in both])
        assert pair["kappa"] == (None if kappa is None else round(kappa, 4))
        assert sum(map(sum, pair["table"])) == len(both)


def test_texts_are_told_apart_without_being_kept() -> None:
    table = VoteTable()
    for one, other in [("Four.", "four."), ("Four", "Five"), (None, "Six")]:
        table.add(LabelledRecord(None, 0.0, "x", (Vote("a", one), Vote("b", other))), text=True)
    found = figures(make_question("text"), table)
    assert found["pairs"] == [{"judges": ["a", "b"], "records": 2, "same": 1}]
    assert found["records"] == 2
