"""Scores from outside in place of a judge, rounds on fresh prompts, and what must not be chosen."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import RecipeError, SeedError, UsageError
from selfinstruct.flows.prefer.files import FILE, REJECTED, RESPONSES
from selfinstruct.flows.prefer.flow import PreferResult
from selfinstruct.recipes.prefer import METHODS
from selfinstruct.records import Completion, Request
from selfinstruct.runs.run import Run
from tests.support.attempts import with_attempts
from tests.support.models import Answering, Disorderly
from tests.support.preferences import files
from tests.support.processes import run as command
from tests.support.runs import copied

ITEMS = ["economy", "completeness", "directness"]


def prompts(path: Path, *names: str) -> Path:
    path.write_text("".join(json.dumps({"id": name, "prompt": f"Ask {name}."}) + "\n" for name in names))
    return path


def talking(name: str, says: Callable[[str, int], str]) -> Answering:
    """A model that answers prompt p with `says(p, k)` in its k-th response."""

    def answer(request: Request) -> Completion:
        asked = request.messages[-1].content.removeprefix("Ask ").removesuffix(".")
        return Completion(says(asked, request.index % 1000))

    return Answering(answer, name)


def score(kept: PreferResult, path: Path, points: Callable[[dict[str, Any]], float]) -> Path:
    path.write_text("".join(json.dumps({"id": row["id"], "score": points(row)}) + "\n" for row in kept.responses()))
    return path


# --- Scores from outside ------------------------------------------------------------------------------------------


def test_scores_rank_responses_with_the_expected_decisions(tmp_path: Path) -> None:
    source = prompts(tmp_path / "prompts.jsonl", "p", "q", "r", "s")
    said = {"p": ["low", "high", "mid"], "q": ["a", "b", "c"], "r": ["same"] * 3, "s": ["red", "blue", "green"]}
    model = talking("test/policy", lambda name, k: said[name][k])
    options: Any = {"models": (model,), "responses": 3, "out": tmp_path / "out"}
    kept = selfinstruct.prefer(source, "rank", responses_only=True, **options)
    assert (kept.status, kept.report["responses"], kept.report["rejected"]) == ("done", 9, {"equal": 1})
    assert [(row["task_id"], row["response"], row["model"]) for row in kept.responses()][:4] == [
        ("p", "low", "test/policy"), ("p", "high", "test/policy"), ("p", "mid", "test/policy"),
        ("q", "a", "test/policy"),
    ]  # fmt: skip
    assert not (tmp_path / "out" / FILE).exists()
    assert Run(tmp_path / "out").info["responses"]["rank/1"]["responses"] == 9
    asked = len(model.requests)
    rewards = {"low": -3.5, "high": 2.25, "mid": 0, "red": 0.5, "blue": 0.5, "green": 0.75}
    scores = score(kept, tmp_path / "rewards.jsonl", lambda row: rewards.get(row["response"], 1))
    done = selfinstruct.prefer(source, "rank", scores=scores, **options)
    assert [(row["task_id"], row["chosen"], row["rejected"], row["margin"], row["scores"]) for row in done.pairs()] == [
        ("p", "high", "low", 5.75, {"chosen": 2.25, "rejected": -3.5}),
        ("s", "green", "blue", 0.25, {"chosen": 0.75, "rejected": 0.5}),
    ]
    assert {(row["grade"], *row["judges"], row["rationale"]) for row in done.pairs()} == {
        (None, "scores:rewards.jsonl", "")
    }
    assert [(row["task_id"], row["rule"]) for row in done.rejected()] == [("q", "tie"), ("r", "equal")]
    # The units are the user's: so are thresholds.
    grades = ("grades.better=2", "grades.slightly_better=0")
    options |= {"min_margin": 0.5, "overrides": grades}
    with pytest.raises(UsageError, match=r"min_margin \(0\.0 there, 0\.5 now\), grades .* --overwrite"):
        selfinstruct.prefer(source, "rank", scores=scores, **options)
    again = selfinstruct.prefer(source, "rank", scores=scores, overwrite=True, **options)
    assert [(row["task_id"], row["grade"]) for row in again.pairs()] == [("p", "better")]
    assert [row["rule"] for row in again.rejected()] == ["tie", "equal", "margin"]
    assert len(model.requests) == asked, "scores ask nothing"


@pytest.mark.parametrize("method", METHODS)
def test_scores_take_the_place_of_the_judge_in_every_method(made: Path, tmp_path: Path, method: str) -> None:
    """What a judge would say of each response alone, written to a file: the same pairs come out."""
    judged, scored = (with_attempts(copied(made, tmp_path / name)) for name in ("judged", "scored"))
    form: tuple[str, ...] = ("judging=pointwise", "judged=true", "grades.marginally_better=0")
    form += ("edited=true",) if method == "revise" else ()
    expected = selfinstruct.prefer(judged, method, overrides=form, min_margin=0.5)
    kept = selfinstruct.prefer(scored, method, overrides=form, responses_only=True)
    known = {}
    for row in [*expected.pairs(), *expected.rejected()]:
        if given := row.get("scores"):
            known[row["task_id"], row["instance_id"]] = {row[side]: value for side, value in given.items()}

    def points(row: dict[str, Any]) -> float:
        """Of the responses that are neither the best nor the worst no record tells."""
        given = known.get((row["task_id"], row["instance_id"]), {"": 5.0})
        return float(given.get(row["response"], sum(given.values()) / len(given)))

    scores = score(kept, tmp_path / "scores.jsonl", points)
    found = selfinstruct.prefer(scored, method, overrides=form, min_margin=0.5, scores=scores)
    assert found.report["requests"] == kept.report["requests"] < expected.report["requests"]
    wanted = ("id", "chosen", "rejected", "edited", "scores", "margin", "flaw", "models")
    assert [[row[name] for name in wanted] for row in found.pairs()] == [
        [row[name] for name in wanted] for row in expected.pairs()
    ]
    rules = [[row["rule"] for row in item.rejected() if item.report["method"] != "rank"] for item in (found, expected)]
    assert rules[0] == rules[1]
    assert found.report["pairs"] + sum(found.report["rejected"].values()) == found.report["prompts"]


def test_scores_as_csv_and_of_several_rounds_in_one_file(run: Path, tmp_path: Path) -> None:
    kept = [selfinstruct.prefer(run, "rank", n=12, round=number, responses_only=True) for number in (1, 2)]
    rows = [row for item in kept for row in item.responses()]
    assert len({row["id"] for row in rows}) == len(rows), "an id names one response of one round"
    path = tmp_path / "scores.csv"
    path.write_text(
        "\ufeffid,comment,score\r\n" + "".join(f'{row["id"]},"a, b",{len(row["response"])}\r\n' for row in rows)
    )
    for number in (1, 2):
        done = selfinstruct.prefer(run, "rank", n=12, round=number, scores=path)
        assert done.pairs()
        assert all(row["margin"] == len(row["chosen"]) - len(row["rejected"]) > 0 for row in done.pairs())
    assert [row["round"] for row in Run(run).rows(RESPONSES)] == sorted(row["round"] for row in rows)


BAD: list[tuple[Callable[[list[str]], list[str]], list[str]]] = [
    (lambda lines: lines[1:], [": the response "]),
    (lambda lines: [*lines, lines[0]], [":6: id: ", " already has a score at "]),
    (lambda lines: [*lines, '{"id": "stranger", "score": 1}'], [":6: id: 'stranger' is not a response in "]),
    (lambda lines: [lines[0].replace("1.5", '"1.5"'), *lines[1:]], [":1: score: is not a number (found '1.5')"]),
    (lambda lines: [lines[0].replace("1.5", "NaN"), *lines[1:]], [":1: score: is not a finite number"]),
    (lambda lines: [lines[0].replace("1.5", "true"), *lines[1:]], [":1: score: is not a number (found True)"]),
    (lambda lines: [lines[0].replace("1.5", "null"), *lines[1:]], [":1: score: is missing"]),
    (lambda lines: [lines[0].replace("1.5", "1" * 400), *lines[1:]], [":1: score: is not a finite number"]),
    (lambda lines: [*lines, "[1, 2]"], [":6: is not a JSON object"]),
    (lambda lines: [*lines, "{", '{"score": 1}'], [":6: is not JSON", ":7: id: is missing"]),
    (lambda lines: ["{}"], [":1: id: is missing", *[": the response "] * 5]),
]


@pytest.mark.parametrize(("spoil", "problems"), BAD)
def test_every_bad_score_is_named_and_nothing_is_applied(
    tmp_path: Path, spoil: Callable[[list[str]], list[str]], problems: list[str]
) -> None:
    source, out = prompts(tmp_path / "prompts.jsonl", "p", "q"), tmp_path / "out"
    model = talking("test/policy", lambda name, k: f"{name}{k}" if (name, k) != ("q", 1) else "q0")
    options: Any = {"models": (model,), "responses": 3, "out": out}
    kept = selfinstruct.prefer(source, "rank", responses_only=True, **options)
    good = score(kept, tmp_path / "good.jsonl", lambda row: 1.5 + int(row["response"][1]))
    selfinstruct.prefer(source, "rank", scores=good, **options)
    before = files(out), (out / "run.json").read_bytes()
    lines = good.read_text().strip().split("\n")
    assert len(lines) == 5
    bad = tmp_path / "bad.jsonl"
    bad.write_text("\n".join(spoil(lines)))
    with pytest.raises(SeedError) as caught:
        selfinstruct.prefer(source, "rank", scores=bad, **options)
    told = [text for text in problems if text.startswith(":")]
    assert len(caught.value.problems) == len(told), caught.value.problems
    for problem, text in zip(caught.value.problems, told, strict=True):
        assert problem.startswith(str(bad))
        assert text in problem
    assert (files(out), (out / "run.json").read_bytes()) == before


def test_scores_that_do_not_belong_are_refused(run: Path, tmp_path: Path) -> None:
    scores = tmp_path / "scores.jsonl"
    scores.write_text('{"id": "x", "score": 1}\n')
    with pytest.raises(UsageError, match=r"contains no response to rank, round 1; run with --responses-only first"):
        selfinstruct.prefer(run, "rank", scores=scores)
    kept = selfinstruct.prefer(run, "rank", n=10, responses_only=True)
    score(kept, scores, lambda row: len(row["response"]))
    before = (run / "run.json").read_bytes()
    for change in ({"responses": 6}, {"models": ("offline/weak",)}, {"n": 12}, {"overrides": ("temperatures=[0.1]",)}):
        with pytest.raises(UsageError, match="give the same options as with --responses-only"):
            selfinstruct.prefer(run, "rank", scores=scores, **({"n": 10} | change))
    for wrong in ({"judges": ("offline",)}, {"responses_only": True}):
        with pytest.raises(UsageError, match="give only one of them"):
            selfinstruct.prefer(run, "rank", scores=scores, **wrong)
    with pytest.raises(UsageError, match="nothing to estimate"):
        selfinstruct.preview_preferences(run, "rank", scores=scores)
    assert (run / "run.json").read_bytes() == before
    assert not (run / FILE).exists()
    header = tmp_path / "scores.csv"
    header.write_text("id,points\nx,1\n")
    with pytest.raises(SeedError, match=r"scores\.csv:1: the header has no column score"):
        selfinstruct.prefer(run, "rank", n=10, scores=header)


def test_collecting_is_resumed_and_estimated(run: Path, made: Path, tmp_path: Path) -> None:
    estimate = selfinstruct.preview_preferences(run, "rank", responses_only=True)
    assert [step.stage for step in estimate.steps] == ["response (offline)"]
    stopped = selfinstruct.prefer(run, "rank", responses_only=True, max_requests=20)
    assert stopped.status == "max_requests"
    part = (run / RESPONSES).read_bytes()
    model = Disorderly(3)
    done = selfinstruct.prefer(run, "rank", responses_only=True, models=(model,))
    assert (run / RESPONSES).read_bytes().startswith(part)
    assert done.report["requests"] == estimate.requests == 20 + model.asked.total()
    whole = copied(made, tmp_path / "whole")
    selfinstruct.prefer(whole, "rank", responses_only=True, concurrency=1)
    assert (whole / RESPONSES).read_bytes() == (run / RESPONSES).read_bytes()
    # A judge may still have the last word: what was collected is not bought again.
    judged = selfinstruct.prefer(run, "rank")
    stages = {item["stage"]: item["requests"] for item in judged.report["usage"]}
    assert stages["prefer/rank/1/response"] == estimate.requests


@pytest.mark.slow
def test_the_command_collects_and_scores(run: Path) -> None:
    kept = command("prefer", "run", "--method", "rank", "-n", "10", "--responses-only", cwd=run.parent)
    assert kept.returncode == 0, kept.stderr
    assert "responses to score" in kept.stderr
    assert "--scores FILE in place of --responses-only" in " ".join(kept.stderr.split())
    rows = list(Run(run).rows(RESPONSES))
    (run.parent / "scores.csv").write_text("id,score\n" + "".join(f"{row['id']},{n}\n" for n, row in enumerate(rows)))
    done = command(
        "prefer",
        "run",
        "--method",
        "rank",
        "-n",
        "10",
        "--round",
        "1",
        "--fresh",
        "--scores",
        "scores.csv",
        cwd=run.parent,
    )
    assert done.returncode == 0, done.stderr
    assert "judged by scores:scores.csv\n" in done.stderr
    shown = command("show", "run", cwd=run.parent).stdout
    assert shown.index("responses to score") < shown.index("judged by scores:scores.csv")


# --- Rounds -------------------------------------------------------------------------------------------------------


def test_two_rounds_of_iterative_dpo_with_the_expected_decisions(tmp_path: Path) -> None:
    """A policy is ranked, tuned, and ranked again on prompts it has not seen; every round stays what it was."""
    source, out = prompts(tmp_path / "prompts.jsonl", "p", "q"), tmp_path / "dpo"
    judge = Answering(
        lambda request: Completion("\n".join(f"{item}: {_points(request)}" for item in ITEMS)), "test/judge"
    )
    options: Any = {"out": out, "judges": (judge,), "rubric": "concision", "responses": 2}
    policy = talking("test/policy", lambda name, k: f"{name} {['3', '8'][k]}")
    first = selfinstruct.prefer(source, "rank", models=(policy,), **options)
    assert [_short(row) for row in first.pairs()] == [
        (1, "p", "p 8", "p 3", 5.0, "significantly_better", "test/policy"),
        (1, "q", "q 8", "q 3", 5.0, "significantly_better", "test/policy"),
    ]
    round_one = files(out)
    # New prompts come in; what round 1 saw is left out, whatever became of it.
    prompts(source, "p", "q", "r", "s", "t")
    tuned = talking("test/tuned", lambda name, k: f"{name} {['7', '9'][k] if name != 's' else ['9', '9 '][k]}")
    second = selfinstruct.prefer(source, "rank", models=(tuned,), round=2, fresh=True, **options)
    assert [_short(row) for row in second.pairs()] == [
        (2, "r", "r 9", "r 7", 2.0, "slightly_better", "test/tuned"),
        (2, "t", "t 9", "t 7", 2.0, "slightly_better", "test/tuned"),
    ]
    assert [(row["task_id"], row["rule"]) for row in second.rejected()] == [("s", "equal")]
    assert all((out / name).read_bytes().startswith(data) for name, data in round_one.items())
    assert [row["round"] for row in map(json.loads, (out / FILE).read_text().strip().split("\n"))] == [1, 1, 2, 2]
    asked = len(tuned.requests) + len(judge.requests)
    again = selfinstruct.prefer(source, "rank", models=(tuned,), round=2, fresh=True, **options)
    assert again.pairs() == second.pairs(), "a round does not take its own prompts for used"
    assert len(tuned.requests) + len(judge.requests) == asked
    with pytest.raises(UsageError, match="earlier rounds have used all 5 prompts"):
        selfinstruct.prefer(source, "rank", models=(tuned,), round=3, fresh=True, **options)
    report = json.loads((out / "run.json").read_text())["preferences"]
    assert {name: entry["models"] for name, entry in report.items()} == {
        "rank/1": ["test/policy"], "rank/2": ["test/tuned"],
    }  # fmt: skip


def _points(request: Request) -> str:
    return request.messages[-1].content.rpartition("> ")[2].strip().rpartition(" ")[2]


def _short(row: dict[str, Any]) -> tuple[Any, ...]:
    keys = ("round", "task_id", "chosen", "rejected", "margin", "grade")
    return (*(row[key] for key in keys), row["models"]["chosen"])


def test_a_grown_run_gives_the_next_round_its_fresh_prompts(run: Path) -> None:
    selfinstruct.prefer(run, "rank")
    before = {(row["task_id"], row["id"]) for row in Run(run).dataset()}
    selfinstruct.resume(run, n=14)
    models = ("offline/strong", "offline/weak")
    done = selfinstruct.prefer(run, "rank", models=models, judges=("offline",), round=2, fresh=True)
    assert done.report["prompts"] == len(Run(run).dataset()) - len(before)
    second = [row for name in (FILE, REJECTED) for row in Run(run).rows(name) if row["round"] == 2]
    assert second
    assert not before & {(row["task_id"], row["instance_id"]) for row in second}


# --- What must not be chosen --------------------------------------------------------------------------------------

REFUSAL = "I'm sorry, but I can't help with that."


@pytest.mark.parametrize(
    ("chosen", "rule"), [(REFUSAL, "refusal"), ("As an AI, I have no taste.", "refusal"), ("na " * 60, "repetition")]
)
def test_a_refusal_is_not_chosen_but_may_be_rejected(tmp_path: Path, chosen: str, rule: str) -> None:
    source = prompts(tmp_path / "prompts.jsonl", "p", "q")
    said = {("strong", "p"): chosen, ("weak", "p"): "Blue.", ("strong", "q"): "Red.", ("weak", "q"): chosen}
    strong = talking("test/strong", lambda name, _: said["strong", name])
    weak = talking("test/weak", lambda name, _: said["weak", name])
    options: Any = {"strong": strong, "weak": weak, "out": tmp_path / "out"}
    done = selfinstruct.prefer(source, "contrast", **options)
    assert [(row["task_id"], row["chosen"], row["rejected"]) for row in done.pairs()] == [("q", "Red.", chosen.strip())]
    assert [(row["task_id"], row["rule"], row["chosen"]) for row in done.rejected()] == [("p", rule, chosen.strip())]
    kept = selfinstruct.prefer(source, "contrast", overrides=(f"filters.{rule}=false",), overwrite=True, **options)
    assert len(kept.pairs()) == 2


@pytest.mark.parametrize(
    ("override", "problem"),
    [
        ("filters.novelty={}", "cannot check a response by itself"),
        ("filters.length={}", "cannot check a response by itself"),
        ("filters.soup={}", "there is no filter 'soup'"),
        ("filters.refusal.colour=red", "no parameter 'colour'"),
    ],
)
def test_filters_that_look_at_other_records_are_refused(run: Path, override: str, problem: str) -> None:
    with pytest.raises((RecipeError, UsageError), match=problem):
        selfinstruct.prefer(run, "contrast", overrides=(override,))


# --- What a session leaves alone ----------------------------------------------------------------------------------


def test_a_session_that_ends_early_takes_nothing_back(run: Path) -> None:
    whole = selfinstruct.prefer(run, "rank")
    before = files(run)

    class Leaving(Exception):
        pass

    def leave(progress: Any) -> None:
        if progress.settled:
            raise Leaving

    with pytest.raises(Leaving):
        selfinstruct.prefer(run, "rank", watch=leave)
    assert files(run) == before
    entry = Run(run).info["preferences"]["rank/1"]
    assert (entry["status"], entry["pairs"], entry["answered"]) == ("failed", whole.report["pairs"], entry["prompts"])
    assert math.isclose(entry["bias"]["longer_won"], whole.report["bias"]["longer_won"])
    assert selfinstruct.prefer(run, "rank").report == whole.report
