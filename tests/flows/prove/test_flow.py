"""Proofs by the student that needs no torch: arms, planted faults, leaks, resuming."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import RunMismatch, UsageError
from selfinstruct.flows.prove.flow import Proof, prove
from tests.flows.prove.rows import INSTRUCTION, reviews, shuffled, written, wrong

pytest.importorskip("sklearn")


def proved(source: Path, tmp_path: Path, **options: Any) -> Proof:
    given: dict[str, Any] = {"out": tmp_path / "proof", "repeats": 1} | options
    return prove(source, "tfidf", **given)


def arm_of(proof: Proof, name: str) -> dict[str, Any]:
    [found] = [arm for arm in proof.info["arms"] if arm["arm"] == name]
    return dict(found)


def test_good_data_beats_the_untrained_student(tmp_path: Path) -> None:
    found = proved(written(tmp_path / "good.jsonl", reviews(400)), tmp_path)
    assert (found.verdict, found.exit_code) == ("better", 0)
    assert arm_of(found, "kept")["right"] > 0.9
    assert 0.2 < arm_of(found, "untrained")["right"] < 0.5
    assert found.info["notes"] == [
        "nothing that was rejected and could be learned, with a prompt and an answer, stands beside the data: "
        "there is no random and no rejected arm"
    ]
    lines = [json.loads(line) for line in (found.out / "test.jsonl").read_text().splitlines()]
    assert len(lines) == found.info["test"]["rows"]
    right = [line["answers"]["kept"][0]["right"] for line in lines]
    assert sum(right) / len(right) == pytest.approx(arm_of(found, "kept")["right"], abs=1e-5)


@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize("spoil", [lambda rows: wrong(rows, 0.3), shuffled], ids=["wrong", "shuffled"])
def test_planted_faults_make_the_data_worse(given: bool, spoil: Any, tmp_path: Path) -> None:
    good = reviews(900)
    test = {"test": written(tmp_path / "test.jsonl", reviews(300, seed=7)), "drop_leaks": True} if given else {}
    clean = written(tmp_path / "clean.jsonl", good)
    found = proved(written(tmp_path / "spoiled.jsonl", spoil(good)), tmp_path, against=[clean], rows=40, **test)
    assert (found.verdict, found.exit_code) == ("worse", 4)
    assert arm_of(found, "clean")["verdict"] == "worse"


def test_a_test_that_leaks_is_refused_and_can_be_cleaned(tmp_path: Path) -> None:
    test = reviews(100, seed=3)
    # Case, spacing and a word of the input do not hide it.
    again = [
        dict(row, id=f"x{place}", task_id=f"x{place}", input=row["input"].upper() + " so")
        for place, row in enumerate(test[:7])
    ]
    leaky = written(tmp_path / "leaky.jsonl", [*reviews(300), *again])
    own = written(tmp_path / "test.jsonl", test)
    with pytest.raises(UsageError, match=r"7 of 307 rows .*x0 \(like r3-0 of the test\).*--drop-leaks"):
        proved(leaky, tmp_path, test=own)
    assert not (tmp_path / "proof").exists()
    assert proved(leaky, tmp_path, test=own, drop_leaks=True).info["test"]["left_out"] == {"kept": 7}


def test_rows_of_one_instruction_and_many_inputs_are_no_leak(tmp_path: Path) -> None:
    one = [dict(row, instruction=INSTRUCTION) for row in reviews(300)]
    own = [dict(row, instruction=INSTRUCTION) for row in reviews(60, seed=4)]
    found = proved(written(tmp_path / "data.jsonl", one), tmp_path, test=written(tmp_path / "own.jsonl", own))
    assert found.info["test"]["left_out"] == {}
    assert found.info["test"]["rows"] == 60


def test_labels_are_recognised_where_rows_do_not_say_so(tmp_path: Path) -> None:
    plain = [{"instruction": INSTRUCTION, "input": row["input"], "output": row["output"]} for row in reviews(300)]
    found = proved(written(tmp_path / "plain.jsonl", plain), tmp_path)
    assert found.verdict == "better"
    assert found.info["test"]["by"] == {"label": found.info["test"]["rows"]}


def plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"instruction": INSTRUCTION, "input": row["input"], "output": row["output"]} for row in rows]


def messages(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    texts = [(f"{INSTRUCTION}\n\n{row['input']}", row["output"]) for row in rows]
    return [
        {"messages": [{"role": "user", "content": asked}, {"role": "assistant", "content": label}]}
        for asked, label in texts
    ]


def pairs_of_columns(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"prompt": f"{row['input']}: praise, complaint or question?", "completion": row["output"]} for row in rows]


@pytest.mark.parametrize("shape", [plain, messages, pairs_of_columns])
def test_rows_of_any_shape_with_a_test_that_says_no_more_than_they(shape: Any, tmp_path: Path) -> None:
    own = written(tmp_path / "own.jsonl", shape(reviews(90, seed=6)))
    found = proved(written(tmp_path / "data.jsonl", shape(reviews(300))), tmp_path, test=own, drop_leaks=True)
    assert found.verdict == "better"
    assert found.info["test"]["by"] == {"label": found.info["test"]["rows"]}
    assert found.info["test"]["rows"] > 60


def test_of_a_test_with_other_tasks_those_are_asked_that_the_student_can_be(tmp_path: Path) -> None:
    others = [{"instruction": f"Say {number} things.", "output": f"thing {number}"} for number in range(400)]
    own = written(tmp_path / "own.jsonl", [*others, *reviews(40, seed=8)])
    found = proved(written(tmp_path / "data.jsonl", reviews(300)), tmp_path, test=own, questions=30)
    assert found.info["test"]["rows"] == 30
    few = written(tmp_path / "few.jsonl", [*others, *reviews(10, seed=8)])
    with pytest.raises(UsageError, match="of 410 rows 10 can be asked and decided by code, and 20 are needed"):
        proved(tmp_path / "data.jsonl", tmp_path, test=few)


def test_another_dataset_that_is_named_stays_an_arm(tmp_path: Path) -> None:
    clean = written(tmp_path / "clean.jsonl", reviews(300))
    spoiled = written(tmp_path / "spoiled.jsonl", shuffled(reviews(300)))
    found = proved(spoiled, tmp_path, against=[clean], arms=["untrained"])
    assert [arm["arm"] for arm in found.info["arms"]] == ["untrained", "kept", "clean"]


def test_what_a_session_that_was_ended_has_spent_is_told(tmp_path: Path) -> None:
    source = written(tmp_path / "good.jsonl", reviews(300))

    def end(line: str) -> None:
        if line.startswith("kept: seed 1"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        proved(source, tmp_path, repeats=2, told=end)
    info = json.loads((tmp_path / "proof" / "proof.json").read_text())
    info["seconds"] += 1_000  # as if it had taken its time
    (tmp_path / "proof" / "proof.json").write_text(json.dumps(info))
    assert info["status"] == "interrupted"
    assert proved(source, tmp_path, repeats=2).info["seconds"] > 1_000


def test_of_two_datasets_what_they_answer_otherwise_is_not_asked(tmp_path: Path) -> None:
    rows = reviews(600)
    clean = written(tmp_path / "clean.jsonl", rows)
    found = proved(written(tmp_path / "other.jsonl", wrong(rows, 0.3)), tmp_path, against=[clean], rows=50)
    asked = [line["prompt"][0]["content"] for line in lines_of(found)]
    assert len(set(asked)) == len(asked) == found.info["test"]["rows"]
    assert found.info["test"]["contradicted"] > 30
    few = written(tmp_path / "few.jsonl", rows[:300])
    both = proved(
        written(tmp_path / "shuffled.jsonl", shuffled(rows[:300])), tmp_path, against=[few], out=tmp_path / "both"
    )
    asked = [line["prompt"][0]["content"] for line in lines_of(both)]
    assert len(set(asked)) < len(asked)
    assert both.info["test"]["both"]
    told = [note for note in both.info["notes"] if "answer otherwise were asked about all the same" in note]
    assert told
    assert told[0].startswith(f"{both.info['test']['contradicted']:,} held-out rows")


def lines_of(found: Proof) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (found.out / "test.jsonl").read_text().splitlines()]


def test_what_the_table_says_is_what_the_answers_are(tmp_path: Path) -> None:
    clean = written(tmp_path / "clean.jsonl", reviews(400))
    found = proved(
        written(tmp_path / "spoiled.jsonl", shuffled(reviews(400))), tmp_path, against=[clean], repeats=2, rows=60
    )
    rights = {
        arm: [[line["answers"][arm][seed]["right"] for line in lines_of(found)] for seed in range(2)]
        for arm in ("kept", "clean")
    }
    for arm, seeds in rights.items():
        shares = [sum(seed) / len(seed) for seed in seeds]
        assert arm_of(found, arm)["by_seed"] == pytest.approx(shares, abs=1e-5)
    pairs = [
        (sum(seed[place] for seed in rights["kept"]), sum(seed[place] for seed in rights["clean"]))
        for place in range(found.info["test"]["rows"])
    ]
    told = arm_of(found, "clean")
    assert (told["won"], told["lost"]) == (sum(a > b for a, b in pairs), sum(a < b for a, b in pairs))
    assert told["lost"] > told["won"]
    assert told["win_rate"] == pytest.approx(told["won"] / (told["won"] + told["lost"]), abs=1e-5)
    assert told["win_low"] <= told["win_rate"] <= told["win_high"]


def test_each_dataset_gives_as_many_held_out_tasks_whatever_their_size(tmp_path: Path) -> None:
    rows = reviews(900)
    large, small = written(tmp_path / "large.jsonl", rows[:700]), written(tmp_path / "small.jsonl", rows[700:])
    names = {row["id"]: name for name, part in (("large", rows[:700]), ("small", rows[700:])) for row in part}
    for one, other in ((large, small), (small, large)):
        found = proved(one, tmp_path, against=[other], out=tmp_path / f"of-{one.stem}")
        given = Counter(names[line["id"]] for line in lines_of(found))
        assert given["large"] == given["small"] > 20
        assert not any("at home" in note for note in found.info["notes"])


def test_where_one_dataset_has_next_to_none_each_gives_all_it_has_and_a_line_says_so(tmp_path: Path) -> None:
    rows = reviews(900)
    small, large = written(tmp_path / "small.jsonl", rows[:70]), written(tmp_path / "large.jsonl", rows[70:])
    few = proved(small, tmp_path, against=[large], test_share=0.1)
    assert few.info["test"]["rows"] > 60
    [told] = [note for note in few.info["notes"] if "more at home" in note]
    assert re.search(r"it has \d of the data, \d\d of large$", told)
    assert not any("more at home" in note for note in proved(large, tmp_path, out=tmp_path / "alone").info["notes"])


def test_a_dataset_that_another_holds_can_be_compared_with_it(tmp_path: Path) -> None:
    rows = reviews(700)
    part, whole = written(tmp_path / "part.jsonl", rows[:120]), written(tmp_path / "whole.jsonl", rows)
    asked = [line["prompt"][0]["content"] for line in lines_of(proved(part, tmp_path, against=[whole]))]
    assert len(asked) == len(set(asked)) >= 20


def test_what_is_said_of_steps_is_refused_of_a_student_that_takes_none(tmp_path: Path) -> None:
    source = written(tmp_path / "data.jsonl", reviews(300))
    for option in ({"steps": 3}, {"full": True}, {"rank": 8}, {"batch": 4}, {"rate": 0.1}, {"longest": 64}):
        [name] = option
        with pytest.raises(UsageError, match=f"--{name}: is for students that are language models"):
            proved(source, tmp_path, **option)
    proved(source, tmp_path)
    assert proved(source, tmp_path, rows=60).info["training"]["rows"] == 60


def test_a_long_instruction_of_many_inputs_makes_no_leak(tmp_path: Path) -> None:
    long = " ".join(f"word{number}" for number in range(60))
    data = [dict(row, instruction=long) for row in reviews(300)]
    own = [dict(row, instruction=long) for row in reviews(40, seed=9)]
    found = proved(written(tmp_path / "data.jsonl", data), tmp_path, test=written(tmp_path / "own.jsonl", own))
    assert found.info["test"]["left_out"] == {}


def test_rows_left_out_by_select_are_an_arm(tmp_path: Path) -> None:
    source = written(tmp_path / "all.jsonl", reviews(600))
    selfinstruct.select_dataset(source, tmp_path / "some.jsonl", 250)
    found = proved(tmp_path / "some.jsonl", tmp_path)
    assert {"kept", "rejected", "random"} <= {arm["arm"] for arm in found.info["arms"]}
    assert found.info["candidates"] == {"kept": 250, "rejected": 350, "random": 600}


def test_who_is_untrained_guesses_among_the_labels_of_the_data(tmp_path: Path) -> None:
    # Two questions of each type: were the labels those of the test, half of these guesses or more would be right.
    rows = [dict(row, type=f"kind_{number // 12}") for number, row in enumerate(reviews(1_200))]
    found = proved(written(tmp_path / "many.jsonl", rows), tmp_path, test_share=0.1)
    assert arm_of(found, "untrained")["low"] < 1 / 3 < arm_of(found, "untrained")["high"]


def test_a_judge_compares_the_answers_in_both_orders(tmp_path: Path) -> None:
    source = written(tmp_path / "good.jsonl", reviews(300))
    found = proved(source, tmp_path, judge=["offline"], questions=20)
    told = found.info["judged"]["untrained"]
    assert told["better"] + told["worse"] + told["neither"] + told["same"] == 20
    assert told["better"] + told["worse"] + told["neither"] > 0
    first = [(line["answers"]["kept"][0], line["answers"]["untrained"][0]) for line in lines_of(found)]
    assert told["same"] == sum(one["answer"] == other["answer"] for one, other in first) > 0
    with pytest.raises(UsageError, match="grq"):
        proved(source, tmp_path, judge=["grq/model"], out=tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_what_filter_rejected_is_an_arm(tmp_path: Path) -> None:
    bad = [
        {"place": f"f:{number}", "id": row["id"], "rule": "judge", "text": INSTRUCTION,
         "instance": {"input": row["input"], "output": row["output"]}}
        for number, row in enumerate(wrong(reviews(300, seed=5), 1.0))
    ]  # fmt: skip
    plain = [{"instruction": INSTRUCTION, "input": row["input"], "output": row["output"]} for row in reviews(400)]
    written(tmp_path / "kept.rejected.jsonl", bad)
    found = proved(written(tmp_path / "kept.jsonl", plain), tmp_path)
    assert arm_of(found, "rejected")["verdict"] == "better"
    assert arm_of(found, "rejected")["right"] < 0.2
    assert arm_of(found, "rejected")["right"] < arm_of(found, "random")["right"] < arm_of(found, "kept")["right"]


def test_it_goes_on_where_it_ended_and_trains_nothing_twice(tmp_path: Path) -> None:
    source = written(tmp_path / "good.jsonl", reviews(300))
    first = proved(source, tmp_path, repeats=2)
    told: list[str] = []
    (tmp_path / "proof" / "test.jsonl").unlink()
    [gone] = (tmp_path / "proof" / "trials").glob("kept-1-*.json")
    gone.unlink()
    again = proved(source, tmp_path, repeats=2, told=told.append)
    assert told[0] == "2 of 3 trainings stand from before"
    assert [line for line in told if line.startswith("kept: ")] == ["kept: seed 1, " + told[1].partition(", ")[2]]
    assert again.info["verdict"] == first.info["verdict"]
    more = proved(source, tmp_path, repeats=3, told=told.append)
    assert more.info["training"]["repeats"] == 3
    assert told.count("3 of 4 trainings stand from before") == 1


def test_another_test_in_the_same_place_is_refused(tmp_path: Path) -> None:
    source = written(tmp_path / "good.jsonl", reviews(300))
    proved(source, tmp_path)
    with pytest.raises(
        RunMismatch, match=r"holds a proof of .*good.jsonl with another test \(--test.*; give another --out"
    ):
        proved(source, tmp_path, questions=25)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"arms": ["nonsense"]}, "--arm nonsense: there is no such arm; there are untrained, kept"),
        ({"repeats": 0}, "--repeats: must be a whole number, at least 1"),
        ({"test_share": 2.0}, "--test-share: must be between 0.01 and 0.9"),
        ({"drop_leaks": True}, "--drop-leaks: is for --test FILE"),
        ({"kind": "preferences"}, "has no preferences"),
        ({"nonsense": 1}, "does not know nonsense"),
    ],
)
def test_what_cannot_be_carried_out(options: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=message):
        proved(written(tmp_path / "good.jsonl", reviews(200)), tmp_path, **options)


def test_too_little_data_and_none_for_this_student(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="12 rows are for tfidf, which answers classification tasks only; 50"):
        proved(written(tmp_path / "few.jsonl", reviews(12)), tmp_path)
    open_ones = [{"instruction": f"Say {number} things about it.", "output": f"word {number}"} for number in range(80)]
    with pytest.raises(UsageError, match="0 rows are for tfidf"):
        proved(written(tmp_path / "open.jsonl", open_ones), tmp_path)


@pytest.mark.parametrize("name", ["nowhere/at/all", "./missing", "model.gguf", "nonsense"])
def test_a_student_that_is_not_there(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"--student {name}: there is no such folder or file"):
        prove(written(tmp_path / "good.jsonl", reviews(60)), name, out=tmp_path / "proof")
