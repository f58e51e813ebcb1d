import json
import re
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.errors import UsageError
from selfinstruct.filters import SHIPPED
from selfinstruct.flows.label.flow import label
from selfinstruct.flows.review.desk.subjects.rules import meaning_of
from selfinstruct.page.html import Pages
from selfinstruct.runs.lines import read_json
from tests.support.models import fixed
from tests.support.paths import ROOT
from tests.support.runs import read, write


def sent(desk: Any) -> str:
    """All that the browsers of this desk are sent of its items, as JSON and as HTML."""
    parts, pages = [], Pages()
    for seat in desk.seats.values():
        for at in range(len(seat)):
            state = desk.state(seat) | desk.view(seat, at)
            parts += [json.dumps(state), pages.review(state).decode()]
    return "\n".join(parts)


def all_decided(desk: Any, answer: Any) -> None:
    for seat in desk.seats.values():
        for at in range(len(seat)):
            item = desk.item(seat, at)
            desk.decide(seat, {"id": item["id"], "seen": item["version"], "answer": answer(item)})


def run_of(folder: Path, name: str, output: str, count: int = 40, *, prompt: str = "Name a river") -> Path:
    rows = [{"id": f"{name}{n}", "instruction": f"{prompt} {n}.", "output": f"{output} {n}"} for n in range(count)]
    return write(folder / f"{name}.jsonl", rows)


def test_what_judges_said_is_not_sent(contested: Path, opened: Any) -> None:
    desk = opened(contested)
    seat = next(iter(desk.seats.values()))
    assert sorted(seat.key(at)[0] for at in range(len(seat))) == ["q", "r", "s"]
    assert [choice["answer"] for choice in desk.state(seat)["choices"]][-1] == "reject"
    text = sent(desk)
    rows = read(contested / "labels.jsonl")
    assert all(vote["judge"] not in text for row in rows for vote in row["votes"] if len(vote["judge"]) > 4)
    for hidden in ("votes", "confidence", "margin", "consents", "disagreement", "lovely"):
        assert hidden not in text
    assert desk.subject.folder == contested / "review"
    all_decided(desk, lambda item: "negative")
    desk.close()
    assert read_json(contested / "label.json")["kind"] == "labels"


def test_of_a_pair_nothing_is_sent_but_its_texts(tmp_path: Path, opened: Any) -> None:
    row = {
        "prompt": "Ask", "chosen": "one text", "rejected": "another text", "margin": 3.125,
        "grade": "significantly_better",
        "method": "contrasted", "models": {"chosen": "secret/strong", "rejected": "secret/weak"},
        "judges": ["secret/judge"],
        "scores": {"chosen": 9.75, "rejected": 2.25}, "rationale": "because", "flaw": "padded",
    }  # fmt: skip
    rows = [row | {"id": f"p{number}"} for number in range(6)]
    text = sent(opened(write(tmp_path / "pairs.jsonl", rows)))
    for hidden in ("chosen", "rejected text", "3.125", "contrasted", "secret", "9.75", "because", "padded", "_better"):
        assert hidden not in text


def test_two_runs_mixed_without_their_names(tmp_path: Path, opened: Any) -> None:
    one = run_of(tmp_path, "strongrun", "good")
    other = run_of(tmp_path, "weakrun", "bad", prompt="Name a hill")
    desk = opened(one, against=other, random=20)
    text = sent(desk)
    assert desk.answering.question.kind == "accept"
    for hidden in ("strongrun", "weakrun"):
        assert hidden not in text
    all_decided(desk, lambda item: "accept" if "good" in item["fields"][1]["text"] else "reject")
    found = desk.summary(next(iter(desk.seats.values())))["comparison"]
    assert (found["right"], found["of"]) == ([20, 0], [20, 20])
    assert 0.7 < found["low"] < found["high"] <= 1
    assert f"{one} is better: 100.0 points more are right, between " in found["sentences"][-1]
    assert found["commands"] == [f"selfinstruct export {one} --format alpaca -o train.jsonl"]
    assert not desk.summary(next(iter(desk.seats.values())))["applies"]
    assert desk.subject.folder.name == "against-weakrun"


def test_the_same_prompts_are_compared_in_pairs(tmp_path: Path, opened: Any) -> None:
    one, other = run_of(tmp_path, "strongrun", "good"), run_of(tmp_path, "weakrun", "bad")
    desk = opened(one, against=other, random=40)
    assert "strongrun" not in sent(desk)
    all_decided(desk, lambda item: "first" if "good" in item["sides"]["first"] else "second")
    found = desk.summary(next(iter(desk.seats.values())))["comparison"]
    assert (found["won"], found["rest"], found["same"]) == ([40, 0], 0, 0)
    assert found["sentences"] == [
        f"{one} was better 40 times, {other} 0 times",
        f"{one} is better: it won 100 % of the choices, between 91 and 100 (Wilson, 95 %)",
    ]
    won = desk.summary(next(iter(desk.seats.values())))["first_won"]
    assert won == {"of": 40, "first": 20}


@pytest.mark.parametrize("paired", [False, True])
def test_where_no_difference_is_shown_one_goes_on_with_another_sample(
    tmp_path: Path, opened: Any, paired: bool
) -> None:
    one = run_of(tmp_path, "one", "good")
    other = run_of(tmp_path, "other", "bad", prompt="Name a river" if paired else "Name a hill")
    desk = opened(one, against=other, random=30)

    def each_in_turn(item: Any) -> str:
        won = "good" if int(item["sides"]["first"].split()[1]) % 2 else "bad"
        return "first" if won in item["sides"]["first"] else "second"

    all_decided(desk, each_in_turn if paired else lambda item: "accept")
    found = desk.summary(next(iter(desk.seats.values())))
    told = found["comparison"]["sentences"][-1]
    assert told.startswith("no difference is shown: " + ("" if paired else "the same share is right, and anything"))
    assert "is possible" in told
    assert found["commands"] == [f"selfinstruct review page {one} --against {other} --random 40 --seed 1"]


def test_the_other_one_is_better(tmp_path: Path, opened: Any) -> None:
    one, other = run_of(tmp_path, "one", "bad"), run_of(tmp_path, "other run", "good")
    desk = opened(one, against=other, random=40)
    all_decided(desk, lambda item: "first" if "good" in item["sides"]["first"] else "second")
    found = desk.summary(next(iter(desk.seats.values())))
    assert f"{other} is better: it won 100 % of the choices, between 91 and 100 (Wilson, 95 %)" in found["sentences"]
    assert found["commands"] == [f"selfinstruct export '{other}' --format alpaca -o train.jsonl"]


def test_what_two_people_answered_differently_is_settled_without_names(tmp_path: Path, opened: Any) -> None:
    pairs = [{"id": f"p{n}", "prompt": f"Ask {n}", "chosen": f"good {n}", "rejected": f"bad {n}"} for n in range(6)]
    file = write(tmp_path / "pairs.jsonl", pairs)
    first = opened(file, "annabel", "bobby")
    for seat, wanted in zip(first.seats.values(), ("good", "bad"), strict=True):
        for at in range(len(seat)):
            item = first.item(seat, at)
            side = wanted if item["id"] in ("p1", "p4") else "good"
            answer = "first" if side in item["sides"]["first"] else "second"
            first.decide(seat, {"id": item["id"], "seen": item["version"], "answer": answer, "note": f"it is {side}"})
    first.close()
    desk = opened(file, "carla", differing=True)
    seat = next(iter(desk.seats.values()))
    assert {seat.key(at)[0] for at in range(len(seat))} == {"p1", "p4"}
    assert "annabel" not in sent(desk)
    assert "bobby" not in sent(desk)
    for at in range(2):
        item = desk.item(seat, at)
        for said in item["differing"]:
            assert item["sides"][said["answer"]].startswith(said["note"].removeprefix("it is "))


def test_what_was_rejected_is_looked_at(tmp_path: Path, opened: Any) -> None:
    rows = [
        {"stage": "bootstrap", "rule": "novelty", "score": 0.875, "text": "Name a big river.",
         "neighbour": "Name a river!"},
        {"stage": "bootstrap", "rule": "length", "value": 1, "text": "Go"},
    ]  # fmt: skip
    file = write(tmp_path / "rejected.jsonl", rows)
    desk = opened(file, rejected="novelty")
    seat = next(iter(desk.seats.values()))
    assert (desk.state(seat)["question"], desk.item(seat, 0)["told"]) == (
        "",
        "The filter rejects texts, by default instructions, whose ROUGE-L with one of the pool is above `threshold`.",
    )
    seat = next(iter(desk.seats.values()))
    item = desk.item(seat, 0)
    assert (len(seat), item["about"]["score"], desk.log) == (1, "0.875", None)
    marked = [[field["text"][start:end] for start, end in field["marks"]] for field in item["fields"]]
    assert marked == [["Name a", "river"], ["Name a", "river"]]
    assert desk.state(seat)["choices"] == []
    with pytest.raises(UsageError, match="the rules there are length, novelty"):
        opened(file, rejected="pii")
    assert len(next(iter(opened(file, rejected="all").seats.values()))) == 2


def test_rejected_pairs_are_looked_at_with_all_their_texts(tmp_path: Path, opened: Any) -> None:
    write(tmp_path / "preferences.jsonl", [{"prompt": "Ask", "chosen": "kept", "rejected": "other"}])
    rows = [
        {"rule": "equal", "prompt": "What is 1?", "value": "1 different of 4 responses"},
        {"rule": "truncated_copy", "prompt": "What is 2?", "chosen": "It is two.", "rejected": "It is"},
    ]
    write(tmp_path / "rejected.preferences.jsonl", rows)
    desk = opened(tmp_path / "preferences.jsonl", rejected="all")
    told = [desk.item(next(iter(desk.seats.values())), at)["told"] for at in range(2)]
    assert any(text.startswith("One side is the other one broken off; the value says") for text in told)
    seat = next(iter(desk.seats.values()))
    texts = [[field["text"] for field in desk.item(seat, at)["fields"]] for at in range(2)]
    assert sorted(texts) == [["What is 1?"], ["What is 2?", "It is two.", "It is"]]


def test_what_judges_were_told_of_labels_is_told_to_people(tmp_path: Path, opened: Any) -> None:
    (tmp_path / "moods.yaml").write_text("glad: it praises\nsad: it complains\n")
    source = write(tmp_path / "texts.jsonl", [{"id": f"t{n}", "text": f"Text {n}."} for n in range(3)])
    judges = [fixed("one", label="Answer: glad"), fixed("two", label="Answer: sad")]
    run = label(source, judges, out=tmp_path / "labels", labels=str(tmp_path / "moods.yaml")).path
    assert read_json(run / "label.json")["meanings"] == {"glad": "it praises", "sad": "it complains"}
    desk = opened(run)
    state = desk.state(next(iter(desk.seats.values())))
    assert [(choice["label"], choice["meaning"]) for choice in state["choices"]] == [
        ("glad", "it praises"), ("sad", "it complains"), ("Reject", ""),
    ]  # fmt: skip
    assert state["guidelines"] == ""
    desk.close()
    told = {"sad": "it is not pleased", "reject": "it cannot be read", "other": "ask us"}
    desk = opened(run, meanings=told)
    state = desk.state(next(iter(desk.seats.values())))
    meanings = [choice["meaning"] for choice in state["choices"]]
    assert meanings == ["it praises", "it is not pleased", "it cannot be read"]
    assert state["guidelines"] == "other: ask us"


def test_every_filter_and_each_rule_of_the_tables_has_a_meaning() -> None:
    table = re.compile(r"^\| (`\w+`(?:, `\w+`)*) \| [^|]+ \|$", re.MULTILINE)
    rules = {"failed", *SHIPPED}
    for name in ("run-directory.md", "preferences.md"):
        text = (ROOT / "docs" / name).read_text().partition("| rule | meaning |")[2].partition("\n\n")[0]
        rules |= {rule for row in table.findall(text) for rule in re.findall(r"\w+", row)}
    assert {"truncated_copy", "too_many", "novelty"} < rules
    assert [rule for rule in sorted(rules) if not meaning_of(rule, "")] == []
    assert meaning_of("language", "ask") == "The question is in another language than its passage."
    assert meaning_of("somebody_elses", "") == ""
