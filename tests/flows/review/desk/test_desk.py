import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from selfinstruct.flows.review.desk.decisions.ledger import replayed
from selfinstruct.flows.review.desk.decisions.log import logged
from selfinstruct.flows.review.desk.desk import Desk, Refused
from selfinstruct.runs.reviews import samples
from tests.support.runs import write


@pytest.fixture
def tasks(tmp_path: Path) -> Path:
    rows = [
        {"id": f"t{number}", "type": "even" if number % 2 == 0 else "odd", "instruction": f"Double {number}.",
         "input": "", "output": str(2 * number)}
        for number in range(40)
    ]  # fmt: skip
    return write(tmp_path / "tasks.jsonl", rows)


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    rows = [{"id": f"p{n}", "prompt": f"Ask {n}", "chosen": f"good {n}", "rejected": f"bad {n}"} for n in range(12)]
    return write(tmp_path / "pairs.jsonl", rows)


def seat_of(desk: Desk, name: str = "ann") -> Any:
    return next(seat for seat in desk.seats.values() if seat.reviewer == name)


def decide(desk: Desk, answer: str, name: str = "ann", **more: Any) -> str:
    seat = seat_of(desk, name)
    at = seat.current()
    assert at is not None
    item = desk.item(seat, at)
    desk.decide(seat, {"id": item["id"], "seen": item["version"], "answer": answer, **more})
    return str(item["id"])


def test_one_goes_on_with_each_decision_and_back_with_undo(tasks: Path, opened: Any) -> None:
    desk = opened(tasks)
    seat = seat_of(desk)
    first, second = decide(desk, "accept"), decide(desk, "reject", reasons=["twin", "wrong"])
    assert desk.progress(seat, seat.current()) == {"place": 3, "done": 2, "of": 40, "later": 0, "rejected": 1}
    assert [(one["id"], one["answer"]) for one in desk.history(seat)] == [(second, "reject"), (first, "accept")]
    for expected in (second, first):
        at = desk.undo(seat)
        assert at is not None
        assert (desk.item(seat, at)["id"], seat.current()) == (expected, at)
    assert desk.undo(seat) is None
    assert desk.progress(seat, 0)["done"] == 0


def test_undo_brings_back_what_stood_before(tasks: Path, opened: Any) -> None:
    desk = opened(tasks)
    seat = seat_of(desk)
    decide(desk, "edit", edited="better", note="why")
    item = desk.item(seat, 0)
    desk.decide(seat, {"id": item["id"], "seen": item["version"], "answer": "reject"})
    desk.undo(seat)
    told = desk.item(seat, 0)["decision"]
    assert told == {"answer": "edit", "reasons": [], "grade": None, "edited": "better", "note": "why"}
    desk.close()
    again = opened(tasks)
    assert again.item(seat_of(again), 0)["decision"] == told
    again.undo(seat_of(again))
    assert again.item(seat_of(again), 0)["decision"] is None


def test_later_comes_at_the_end_and_can_be_taken_back(tasks: Path, opened: Any) -> None:
    desk = opened(tasks, random=3)
    seat = seat_of(desk)
    ids = [seat.key(at)[0] for at in range(3)]
    desk.put_off(seat, ids[0])
    desk.undo(seat)
    assert seat.current() == 0
    desk.put_off(seat, ids[0])
    desk.put_off(seat, ids[1])
    assert [decide(desk, "accept") for _ in range(3)] == [ids[2], ids[0], ids[1]]
    assert seat.current() is None
    assert desk.view(seat, None)["summary"]["finished"]


def test_what_is_sent_twice_is_one_decision_and_what_is_stale_is_refused(tasks: Path, opened: Any) -> None:
    desk = opened(tasks)
    seat = seat_of(desk)
    item = desk.item(seat, 0)
    sent = {"id": item["id"], "seen": item["version"], "answer": "accept"}
    assert desk.decide(seat, sent) == desk.decide(seat, sent) == 1
    with pytest.raises(Refused, match="decided elsewhere") as refused:
        desk.decide(seat, sent | {"answer": "reject"})
    assert refused.value.status == 409
    other = desk.item(seat, 1)
    with pytest.raises(Refused) as refused:
        desk.decide(seat, {"id": other["id"], "answer": "accept"})  # never shown
    assert refused.value.status == 409
    assert len(logged(desk.subject.folder)) == 1


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"answer": "perhaps"}, "answer: 'perhaps' is not one of accept, edit, reject"),
        ({"answer": 7}, "answer: is not a string"),
        ({"answer": "edit"}, "edited: is empty"),
        ({"answer": "accept", "edited": "x"}, "edited: is not used"),
        ({"answer": "accept", "reasons": ["wrong"]}, "reasons: belong to the answer reject"),
        ({"answer": "reject", "reasons": ["ugly"]}, "reasons: 'ugly' is not one of"),
        ({"answer": "reject", "reasons": "wrong"}, "reasons: is not a list"),
        ({"answer": "reject", "grade": "better"}, "grade: is not used here"),
        ({"answer": "reject", "note": "x" * 20_001}, "note: has 20,001 characters"),
    ],
)
def test_what_is_no_answer_is_refused(tasks: Path, opened: Any, sent: dict[str, Any], problem: str) -> None:
    desk = opened(tasks)
    item = desk.item(seat_of(desk), 0)
    with pytest.raises(Refused, match=problem) as refused:
        desk.decide(seat_of(desk), {"id": item["id"], "seen": item["version"]} | sent)
    assert refused.value.status == 400


def test_three_questions(tasks: Path, opened: Any) -> None:
    desk = opened(tasks, random=5, asks=("valid", "fits", "right"))
    state = desk.state(seat_of(desk))
    assert [(ask["key"], ask["name"]) for ask in state["asks"]] == [("1", "valid"), ("2", "fits"), ("3", "right")]
    assert [choice["answer"] for choice in state["choices"]] == ["accept", "reject"]
    with pytest.raises(Refused, match="which of the questions fails"):
        decide(desk, "reject")
    decide(desk, "reject", reasons=["right", "valid"])
    assert logged(desk.subject.folder)[0]["reasons"] == ["valid", "right"]
    assert state["question"] == ""  # the three stand for the general one
    desk.close()
    own = opened(tasks, random=5, asks=("valid",), question="Is it kind?")
    assert own.state(seat_of(own))["question"] == "Is it kind?"


def test_each_of_three_questions_has_its_fraction(tasks: Path, opened: Any) -> None:
    desk = opened(tasks, random=5, asks=("valid", "fits", "right"))
    for reasons in (["valid", "right"], ["right"], ["right"], []):
        decide(desk, "reject" if reasons else "accept", reasons=reasons)
    told = desk.summary(seat_of(desk))
    assert [ask["holds"] for ask in told["asks"]] == [None] * 3
    assert "the fraction of each question is told when all of the sample are decided" in told["sentences"]
    decide(desk, "accept")
    told = desk.summary(seat_of(desk))
    assert [(ask["name"], ask["holds"], ask["of"]) for ask in told["asks"]] == [
        ("valid", 4, 5), ("fits", 5, 5), ("right", 2, 5)
    ]  # fmt: skip
    assert told["sentences"][2:] == [
        "valid holds for 4 of 5: 80 %, between 38 and 96 (Wilson, 95 %)",
        "fits holds for 5 of 5: 100 %, between 57 and 100 (Wilson, 95 %)",
        "right holds for 2 of 5: 40 %, between 12 and 77 (Wilson, 95 %)",
        "all 3 hold for 2 of 5: 40 %, between 12 and 77 (Wilson, 95 %)",
    ]
    assert ["not right", 3] in told["figures"]
    desk.close()
    whole = opened(tasks, type="odd", asks=("valid",))
    while seat_of(whole).current() is not None:
        decide(whole, "accept")
    said = whole.summary(seat_of(whole))["sentences"][-1]
    assert "valid holds for " in said
    assert "Wilson" not in said  # no sample


def test_pairs_are_logged_in_the_order_of_the_form(pairs: Path, opened: Any) -> None:
    from selfinstruct.flows.review.source import turned_id

    desk = opened(pairs, graded=True)
    seat = seat_of(desk)
    for at in range(12):
        item = desk.item(seat, at)
        good = "first" if item["sides"]["first"].startswith("good") else "second"
        desk.decide(
            seat, {"id": item["id"], "seen": item["version"], "answer": good, "grade": "better", "edited": "best"}
        )
        line = logged(desk.subject.folder)[-1]
        assert line["answer"] == ("second" if turned_id(item["id"]) else "first")
        assert (line["shown"] == line["answer"]) == (good == "first")
        assert desk.item(seat, at)["decision"]["answer"] == good
        assert (line["grade"], line["edited"]) == ("better", "best")
    assert desk.summary(seat)["first_won"]["of"] == 12


def test_a_record_of_one_type_and_found_by_words(tasks: Path, opened: Any) -> None:
    desk = opened(tasks, type="odd")
    seat = seat_of(desk)
    assert len(seat) == 20
    hits = desk.find(seat, "DOUBLE 13")["hits"]
    assert [(hit["id"], hit["excerpt"]) for hit in hits] == [("t13", "Double 13.")]
    assert desk.find(seat, "t13")["hits"][0]["at"] == hits[0]["at"]
    assert [(hit["at"], hit["excerpt"]) for hit in desk.find(seat, "5")["hits"]] == [
        (4, f"Double {seat.key(4)[0][1:]}.")
    ]
    assert desk.find(seat, "Double 12") == {"hits": [], "more": 0, "told": ""}
    beyond = desk.find(seat, "99")
    assert (beyond["hits"], beyond["told"]) == ([], "There are only 20 records, from number 1 on.")
    assert desk.find(seat, "37")["hits"][0]["id"] == "t37"  # no place, but a text
    assert desk.find(seat, "instruction")["hits"] == []  # the name of a column is no text


def test_the_same_answers_of_two_are_replayed_from_the_log(tasks: Path, opened: Any) -> None:
    """Two people decide, change their minds and take back at random: the log says what their pages say."""
    desk, rng = opened(tasks, "ann", "bob"), Random(0)
    seats = list(desk.seats.values())
    for _ in range(400):
        seat = rng.choice(seats)
        at = rng.randrange(len(seat))
        item, do = desk.item(seat, at), rng.choice(("decide", "decide", "undo", "later", "draft"))
        if do == "decide":
            answer = rng.choice(("accept", "reject", "edit"))
            edited = {"edited": "x"} if answer == "edit" else {}
            desk.decide(seat, {"id": item["id"], "seen": item["version"], "answer": answer, **edited})
        elif do == "undo":
            desk.undo(seat)
        elif do == "later" and item["decision"] is None:
            desk.put_off(seat, item["id"])
        elif do == "draft":
            desk.keep_draft(seat, item["id"], str(rng.random()))
    ledger = replayed(logged(desk.subject.folder))
    shown = [[desk.item(seat, at) for at in range(len(seat))] for seat in seats]
    due = [seat.current() for seat in seats]
    for seat in seats:
        assert ledger.of(seat.reviewer) == seat.account
    desk.close()
    again = opened(tasks, "ann", "bob")
    for seat, items, at in zip(again.seats.values(), shown, due, strict=True):
        assert [again.item(seat, place) for place in range(len(seat))] == items
        assert seat.account.steps == ledger.of(seat.reviewer).steps
        assert (seat.current() is None) == (at is None)


def test_records_that_come_and_go(tasks: Path, opened: Any) -> None:
    desk = opened(tasks)
    seat = seat_of(desk)
    decide(desk, "accept")
    with tasks.open("a") as out:
        out.write(json.dumps({"id": "new", "instruction": "Go.", "output": "gone"}) + "\n")
    assert desk.view(seat, seat.current())["new"] == 1
    assert (len(seat), seat.key(40)) == (41, ("new", False))
    first = seat.key(0)[0]
    desk.close()
    rows = [json.loads(line) for line in tasks.read_text().splitlines()]
    write(tasks, [row for row in rows if row["id"] != first])
    again = opened(tasks)
    assert again.state(seat_of(again))["notices"] == [
        f"1 decided records are no longer there ({first}); the decisions are kept"
    ]
    assert len(logged(again.subject.folder)) == 1


def test_mending_is_one_step(tmp_path: Path, opened: Any) -> None:
    from selfinstruct.flows.review.desk.mending import Mending

    refusal = "I'm sorry, but as an AI language model I cannot help with that."
    rows = [
        {
            "id": f"t{n}",
            "instruction": f"Name river number {n} of Norway.",
            "output": refusal if n % 3 == 0 else "Glomma",
        }
        for n in range(30)
    ]
    desk = opened(write(tmp_path / "tasks.jsonl", rows), in_order=True)
    mending, seat = Mending(desk), seat_of(desk)
    decide(desk, "reject", reasons=["wrong"])
    found = mending.alike(seat, "t0", "rule")
    assert (found["rule"], found["count"], found["ids"]) == ("refusal", 9, [f"t{n}" for n in range(3, 30, 3)])
    assert found["samples"][0] == {"id": "t3", "at": 3, "excerpt": f"Name river number 3 of Norway. · {refusal}"}
    assert mending.alike(seat, "t1", "rule")["count"] == 0
    near = mending.alike(seat, "t1", "novelty")
    assert near["count"] == len(near["samples"]) == 28  # all but itself and the one that is decided
    assert near["samples"][0]["score"] == "0.83"
    assert mending.apply(seat, "t0", "rule", "reject", found["ids"]) == 9
    lines = logged(desk.subject.folder)
    assert {tuple(line["reasons"]) for line in lines} == {("wrong",)}
    assert [line["group"] for line in lines[1:]] == [[2, 9]] * 9
    assert desk.progress(seat, 0)["rejected"] == 10
    desk.undo(seat)
    assert desk.progress(seat, 0)["rejected"] == 1
    assert mending.apply(seat, "t0", "rule", "flag", ["t27", "t12"]) == 2
    assert [desk.item(seat, seat.current())["about"]["flagged"] for _ in "1"] == ["alike t0 by rule"]
    assert decide(desk, "accept") == "t27"
    desk.close()
    again = opened(tmp_path / "tasks.jsonl", in_order=True)
    assert again.item(seat_of(again), 12)["about"] == {"flagged": "alike t0 by rule"}


def test_a_sample_is_not_mended(tasks: Path, opened: Any) -> None:
    from selfinstruct.flows.review.desk.mending import Mending

    desk = opened(tasks, random=5)
    with pytest.raises(Refused, match="one by one"):
        Mending(desk).alike(seat_of(desk), "t0", "rule")


def test_a_sample_is_noted_with_the_first_decision(tasks: Path, opened: Any) -> None:
    desk = opened(tasks, random=5)
    assert not (desk.subject.folder / "samples.jsonl").exists()
    decide(desk, "accept")
    decide(desk, "reject")
    [line] = samples(desk.subject.folder)
    assert line["ids"] == [desk.records.ids[number] for number in desk.subject.numbers]
    assert (line["records"], line["of"]) == (5, 40)
