"""Pairs of attempts: code has said which one is better, nobody is asked, and what gives no pair has a line."""

from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import SeedError, UsageError
from selfinstruct.flows.prefer.pairs import length_gap
from selfinstruct.models.offline import create
from selfinstruct.runs.run import Run
from tests.support.attempts import CHECKS, attempts, with_attempts
from tests.support.models import Answering
from tests.support.preferences import files
from tests.support.processes import run as command
from tests.support.runs import copied, read, write

SHORT, LONG = "It is so.", "It is so, and it has been so for as long as anybody can remember it."
BAD, WORSE = "No idea!", "No idea at all, and it would take far too long to find out about it all, so let us not do it."


def file_of(path: Path, *groups: list[dict[str, Any]]) -> Path:
    return write(path, [line for group in groups for line in group])


def test_a_passing_attempt_is_chosen_and_a_failing_one_rejected(tmp_path: Path) -> None:
    lines = attempts("a", [(BAD, False), (SHORT, True)], instance="i1", reasoning="Hm.")
    file = file_of(tmp_path / "attempts.jsonl", lines, attempts("b", [(SHORT, True), (BAD, False)]))
    done = selfinstruct.prefer(file, "verified", out=tmp_path / "out")
    assert (done.status, done.report["requests"], done.report["pairs"]) == ("done", 0, 2)
    first, second = done.pairs()
    assert (first["task_id"], first["instance_id"], second["instance_id"]) == ("a", "i1", "")
    assert (first["chosen"], first["rejected"], first["checks"]) == (SHORT, BAD, CHECKS)
    assert first["prompt"] == [{"role": "user", "content": "Do a."}]
    assert (first["margin"], first["grade"], first["judges"]) == (None, None, [])
    assert first["models"] == {"chosen": "attempts", "rejected": "attempts"}
    assert "reasoning" not in first
    assert selfinstruct.verify(tmp_path / "out" / "preferences.jsonl").passed
    kept = selfinstruct.prefer(file, "verified", out=tmp_path / "kept", overrides=("keep_reasoning=true",))
    assert kept.pairs()[0]["reasoning"] == {"chosen": "Hm.", "rejected": "Hm."}


@pytest.mark.parametrize("seed", range(4))
def test_the_pair_is_the_closest_in_length(seed: int, tmp_path: Path) -> None:
    outputs = [(SHORT, True), (WORSE, False), (LONG, True), (BAD, False)]
    file = file_of(tmp_path / "a.jsonl", attempts("a", outputs), attempts("b", [*outputs[:2], outputs[2]]))
    one, other = selfinstruct.prefer(file, "verified", out=tmp_path / "out", seed=seed).pairs()
    assert length_gap(one["chosen"], one["rejected"]) == length_gap(SHORT, BAD) < length_gap(LONG, WORSE)
    assert (one["chosen"], one["rejected"]) == (SHORT, BAD)
    assert (other["chosen"], other["rejected"]) == (LONG, WORSE)


def test_of_pairs_as_close_the_seed_takes_one(tmp_path: Path) -> None:
    outputs = [(f"It is {number}, no more", number < 4) for number in range(8)]
    groups = [attempts(f"t{task}", outputs) for task in range(12)]
    file = file_of(tmp_path / "a.jsonl", *groups)
    found = [selfinstruct.prefer(file, "verified", out=tmp_path / f"o{seed}", seed=seed).pairs() for seed in (1, 1, 2)]
    assert found[0] == found[1] != found[2]
    assert len({row["chosen"] for row in found[0]}) > 1
    # Where a prompt stands in its file does not show.
    turned = file_of(tmp_path / "b.jsonl", *reversed(groups))
    other = selfinstruct.prefer(turned, "verified", out=tmp_path / "turned", seed=1).pairs()
    assert sorted(row["id"] for row in other) == sorted(row["id"] for row in found[0])


def test_each_prompt_without_a_pair_is_a_line_with_its_reason(tmp_path: Path) -> None:
    file = file_of(
        tmp_path / "attempts.jsonl",
        attempts("all", [(SHORT, True), (LONG, True)]),
        attempts("none", [(BAD, False)]),
        attempts("same", [(SHORT, True), (f"{SHORT} ", False)]),
        attempts("empty", [(SHORT, True), (" ", False)]),
        attempts("far", [(SHORT, True), (WORSE * 9, False)]),
        attempts("sorry", [("I'm sorry, but I cannot help with that request.", True), (BAD, False)]),
        attempts("rescued", [(SHORT, True), (f"{SHORT} ", False), (BAD, False)]),
    )
    done = selfinstruct.prefer(file, "verified", out=tmp_path / "out", max_length_gap=100)
    assert [row["task_id"] for row in done.pairs()] == ["rescued"]
    told = {row["task_id"]: (row["rule"], row.get("value")) for row in done.rejected()}
    assert told.pop("sorry")[0] == "refusal"
    assert told == {
        "all": ("all_passed", "2 attempts"), "none": ("none_passed", "1 attempt"), "same": ("equal", None),
        "empty": ("empty", "rejected"), "far": ("length_gap", length_gap(SHORT, WORSE * 9)),
    }  # fmt: skip
    assert done.report["pairs"] + sum(done.report["rejected"].values()) == done.report["prompts"] == 7


def test_prompts_of_one_task_and_of_conversations_are_apart(tmp_path: Path) -> None:
    talk = [
        {"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello."}, {"role": "user", "content": "So?"},
    ]  # fmt: skip
    one, other = attempts("a", [(SHORT, True), (BAD, False)]), attempts("a", [(LONG, True), (BAD, False)], prompt=talk)
    mixed = [one[0], other[0], other[1], one[1]]
    done = selfinstruct.prefer(write(tmp_path / "a.jsonl", mixed), "verified", out=tmp_path / "out")
    assert [(row["prompt"][-1]["content"], row["chosen"]) for row in done.pairs()] == [("Do a.", SHORT), ("So?", LONG)]
    assert done.pairs()[1]["prompt"] == talk
    for name in ("trl-dpo", "kto"):
        selfinstruct.export(tmp_path / "out", name, tmp_path / f"{name}.jsonl", drop_invalid=True)
    assert read(tmp_path / "trl-dpo.jsonl")[1]["prompt"] == talk


def test_a_run_keeps_them_with_its_other_pairs_and_asks_nobody(made: Path, tmp_path: Path) -> None:
    run = with_attempts(copied(made, tmp_path / "run"))
    selfinstruct.prefer(run, "rank")
    before = read(run / "preferences.jsonl")
    done = selfinstruct.prefer(run, "verified", n=4)
    assert (done.report["prompts"], done.report["requests"]) == (4, 0)
    assert done.report["notice"], "the offline model has made the attempts"
    assert {side for row in done.pairs() for side in row["models"].values()} == {"offline"}
    whole = selfinstruct.prefer(run, "verified")
    assert whole.pairs()[: len(done.pairs())] == done.pairs()
    assert whole.report["prompts"] == len(Run(run).dataset())
    assert read(run / "preferences.jsonl") == before + list(whole.pairs())
    kept = files(run)
    assert selfinstruct.prefer(run, "verified", n=4).report == whole.report
    assert files(run) == kept
    assert [row["rule"] for row in whole.rejected()] == ["all_passed"] * len(whole.rejected())
    with pytest.raises(UsageError, match=r"seed .* --overwrite"):
        selfinstruct.prefer(run, "verified", seed=7)


def test_a_judge_may_be_asked_all_the_same(made: Path, tmp_path: Path) -> None:
    run = with_attempts(copied(made, tmp_path / "run"))
    judge = Answering(lambda request: offline_answer(request), "test/judge")
    done = selfinstruct.prefer(run, "verified", judges=(judge,))
    assert done.report["judges"] == ["test/judge"]
    asked = done.report["prompts"] - done.report["rejected"]["all_passed"]
    assert sum(request.purpose.endswith("/compare") for request in judge.requests) == 2 * asked
    assert all(row["margin"] > 0 for row in done.pairs())


def test_what_a_run_has_attempted_becomes_pairs_and_rewards(seeds: Path, tmp_path: Path) -> None:
    run = selfinstruct.generate(seeds, n=8, recipe="dialogue", out=tmp_path / "run").path
    tried = read(run / "attempts.jsonl")
    done = selfinstruct.prefer(run, "verified")
    prompts = {(line["task_id"], str(line["prompt"])) for line in tried}
    failed = {(line["task_id"], str(line["prompt"])) for line in tried if not line["passed"]}
    assert len(prompts) == done.report["prompts"] > len(done.pairs()) > 0
    assert {(row["task_id"], str(row["prompt"])) for row in done.pairs()} <= failed
    assert all(len(row["prompt"]) > 2 for row in done.pairs())
    assert selfinstruct.verify(run / "preferences.jsonl").passed
    selfinstruct.export(run, "rlvr", tmp_path / "rlvr.jsonl")
    assert len(read(tmp_path / "rlvr.jsonl")) == len(Run(run).dataset())
    assert selfinstruct.check(tmp_path / "rlvr.jsonl", "rlvr").notes == ()


def offline_answer(request: Any) -> Any:
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, create("offline").complete(request)).result()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"task_id": ""}, "task_id: is missing"), ({"passed": 1}, "passed: is neither true nor false"),
        ({"output": None}, "output: is missing or not a string"), ({"prompt": "Do."}, "prompt: is not a list of turns"),
        ({"prompt": [{"role": "assistant", "content": "a"}]}, "prompt: does not end with a user turn"),
        ({"checks": 3}, "checks: is not a list of checks"), ({"reasoning": 3}, "reasoning: is missing or not a string"),
    ],
)  # fmt: skip
def test_lines_that_are_no_attempts_are_told_with_their_place(row: dict[str, Any], told: str, tmp_path: Path) -> None:
    lines = attempts("a", [(SHORT, True), (BAD, False)])
    file = write(tmp_path / "a.jsonl", [lines[0], lines[1] | row])
    with pytest.raises(SeedError) as caught:
        selfinstruct.prefer(file, "verified", out=tmp_path / "out")
    assert f"a.jsonl:2: {told}" in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_what_it_has_no_use_for_is_refused(made: Path, run: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has no attempts \(no attempts\.jsonl\)"):
        selfinstruct.prefer(run, "verified")
    with pytest.raises(UsageError, match="verified: asks no model"):
        selfinstruct.prefer(with_attempts(run), "verified", models=("offline",))
    with pytest.raises(UsageError, match="nothing for --engine to do"):
        selfinstruct.prefer(run, "verified", engine="local")
    with pytest.raises(SeedError, match="contains no attempts"):
        selfinstruct.prefer(write(tmp_path / "none.jsonl", []), "verified", out=tmp_path / "out")


def test_the_command_tells_what_became_of_the_attempts(made: Path, tmp_path: Path) -> None:
    with_attempts(copied(made, tmp_path / "run"))
    done = command("prefer", "run", "--method", "verified", "--max-cost", "1", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "attempts of the run; not judged" in done.stderr
    assert "all_passed" in done.stderr
    shown = command("prefer", "run", "--method", "verified", "--dry-run", cwd=tmp_path)
    assert (shown.returncode, "about 0 requests" in shown.stdout) == (0, True)
