"""A judge as a filter: tested first, its votes ended early, nothing bought twice, the same bytes."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from selfinstruct import generate, judge_dataset
from selfinstruct.cli.render.judging import judged_summary
from selfinstruct.errors import RecipeError, RunMismatch, UsageError
from selfinstruct.flows.datasets.judging.flow import preview_judging
from selfinstruct.flows.datasets.judging.judged_run import JudgeRun, read_judge_run
from selfinstruct.records import Completion, Request
from selfinstruct.reporting.flow import report
from selfinstruct.voting import vote_of
from tests.serve import serving
from tests.support import runs
from tests.support.models import Answering, Disorderly, said
from tests.support.processes import run
from tests.support.runs import read, write

SUMS = [
    {"id": f"s{at}", "instruction": f"Add {at} and {at + 3}, and explain how in a few words of your own, please",
     "output": f"The sum of {at} and {at + 3} is {2 * at + 3}, since one counts on from {at}. Nothing else is needed."}
    for at in range(30)
]  # fmt: skip
WRONG = {"s4", "s11", "s12"}
FILES = ("judged.jsonl", "planted.jsonl")


def source(folder: Path) -> Path:
    """Sums, of which three are wrong."""
    rows = [row | ({"output": "It is a fish, as everybody knows."} if row["id"] in WRONG else {}) for row in SUMS]
    return write(folder / "data.jsonl", rows)


RIGHT = {(row["instruction"], row["output"]) for row in SUMS}


def _shown(request: Request) -> tuple[str, str]:
    """The prompt and the response that a judge is shown."""
    found = "\n".join(turn.content for turn in request.messages if turn.role == "user").split("\n\n")
    quoted = ["\n".join(line[2:] for line in part.split("\n") if line.startswith(">")) for part in found]
    return quoted[0], quoted[1]


def strict(request: Request) -> str:
    """Nine points for what is right, two for all else."""
    points = 9 if _shown(request) in RIGHT else 2
    return f"Reasons: So it is.\naccuracy: {points}\nreasoning: {points}\nconformance: {points}"


def judge(answer: Any = strict, name: str = "test/judge") -> Answering:
    return Answering(lambda request: Completion(answer(request)), name)


def judged(folder: Path, **options: Any) -> JudgeRun:
    given: dict[str, Any] = {"at": 7, "model": judge(), "judged": folder / "judged", "planted": 12} | options
    return judge_dataset(source(folder), folder / "kept.jsonl", "correctness", **given)


def files(folder: Path) -> dict[str, bytes]:
    kept = {name: (folder / name).read_bytes() for name in ("kept.jsonl", "kept.rejected.jsonl")}
    return kept | runs.files(folder / "judged", FILES)


def test_what_does_not_reach_the_score_is_rejected_with_reasons(tmp_path: Path) -> None:
    found = judged(tmp_path)
    assert found.status == "done"
    assert [row["id"] for row in read(tmp_path / "kept.jsonl")] == [row["id"] for row in SUMS if row["id"] not in WRONG]
    lines = read(tmp_path / "kept.rejected.jsonl")
    assert {line["id"] for line in lines} == WRONG
    vote = {"score": 2.0, "reasons": "So it is."}
    assert lines[0]["rule"] == "judge"
    assert lines[0]["place"].endswith("data.jsonl:5")
    assert (lines[0]["value"], lines[0]["score"]) == ({"at": 7, "votes": [vote] * 3}, 2.0)
    assert lines[0]["instance"] == {"input": "", "output": "It is a fish, as everybody knows."}
    counts = found.info["counts"]
    assert (counts["rows"], counts["kept"], counts["rejected"]) == (30, 27, {"judge": 3})
    test = found.info["test"]
    assert (test["false_accepts"]["found"], test["false_accepts"]["of"]) == (0, 12)
    assert test["false_rejects"]["of"] == 12
    assert found.info["votes"] == {"most": 7, "lead": 3, "answers": 42, "cast": 126, "undecided": 0, "fewer": 0.5714}
    assert found.info["requests"] == 126, "answers of the test that are those of rows are asked for once"
    rows = list(found.rows())
    assert [row["id"] for row in rows] == [row["id"] for row in SUMS]
    assert [row["passed"] for row in rows].count(False) == 3
    assert len(list(found.rows("planted.jsonl"))) == 12


def test_a_judge_that_cannot_tell_stops_before_the_rows(tmp_path: Path) -> None:
    blind = judge(lambda request: "Reasons: Fine.\naccuracy: 9\nreasoning: 9\nconformance: 9")
    found = judged(tmp_path, model=blind)
    assert found.status == "unfit"
    assert found.info["test"]["false_accepts"]["share"] == 1.0
    assert not (tmp_path / "kept.jsonl").exists()
    assert len(read(tmp_path / "judged/planted.jsonl")) == 12
    asked = len(blind.requests)
    assert asked == 3 * 24, "the planted errors and as many rows"
    assert {request.purpose for request in blind.requests} == {"judge", "planted"}
    assert found.info["votes"] == {"most": 7, "lead": 3, "answers": 24, "cast": 72, "undecided": 0, "fewer": 0.5714}
    again = judged(tmp_path, model=blind)
    assert again.info["votes"] == found.info["votes"]
    assert (again.status, len(blind.requests)) == ("unfit", asked)
    anyway = judged(tmp_path, model=blind, anyway=True)
    assert (anyway.status, anyway.info["counts"]["kept"]) == ("done", 30)
    assert len(blind.requests) == 3 * (12 + 30)
    assert found.info["test"]["unfit"] == anyway.info["test"]["unfit"] == "lenient"
    allowed = judged(tmp_path, model=blind, false_accepts=1.0)
    assert (allowed.status, allowed.info["test"]["unfit"]) == ("unfit", "alike"), "it passes whatever it is shown"


@pytest.mark.parametrize(
    ("votes", "said"),
    [(1, "kept.jsonl (a score of 7 or more)"), (7, "kept.jsonl (most votes give 7 or more)")],
)
def test_the_summary_says_what_decides(tmp_path: Path, votes: int, said: str) -> None:
    assert said in "\n".join(judged_summary(judged(tmp_path, votes=votes).info, "j"))


FEW = "could be made: the test says little"
ASKED = "as many as asked for: the test says little; a higher --planted says more"
UNTESTED = "caution: the judge was not tested (--planted 0), and nothing is known of it"


@pytest.mark.parametrize(
    ("planted", "rows", "said"),
    [(0, 30, UNTESTED), (1, 30, f"1 planted error, {ASKED}"), (3, 30, f"3 planted errors, {ASKED}"),
     (40, 2, FEW), (25, 30, "")],
)  # fmt: skip
def test_how_much_the_test_says(tmp_path: Path, planted: int, rows: int, said: str) -> None:
    found = judge_dataset(
        SUMS[:rows], tmp_path / "kept.jsonl", "correctness", at=7, model=judge(), judged=tmp_path / "judged",
        planted=planted, anyway=True,
    )  # fmt: skip
    shown = run("show", "judged", cwd=tmp_path).stdout
    for lines in (judged_summary(found.info, "j"), [shown]):
        told = " ".join(" ".join(lines).split())
        assert said in told
        assert [text for text in (FEW, ASKED, UNTESTED) if text in told] == [
            text for text in (FEW, ASKED, UNTESTED) if text in said
        ]
    report(found.path, tmp_path / "r.html")
    assert ("The judge was not tested (--planted 0)" in (tmp_path / "r.html").read_text()) == (not planted)
    if not planted:
        best = run("select", "kept.jsonl", "-n", "2", "--by", "quality", "--scores", "judged", "-o", "b", cwd=tmp_path)
        assert "the judge was not tested" in " ".join(best.stderr.split())


@pytest.mark.parametrize("limit", [2, 20, 50, 100])
def test_votes_that_a_limit_cut_off_save_nothing(tmp_path: Path, limit: int) -> None:
    """Of answers all alike, of which each takes three votes, so many are saved however many are decided."""
    model = judge()
    for concurrency in (1, 8):
        found = judged(
            tmp_path, model=model, max_requests=limit, concurrency=concurrency, judged=tmp_path / f"{concurrency}"
        )
        votes = found.info["votes"]
        assert (found.status, votes["cast"]) == ("max_requests", found.info["requests"])
        assert votes["cast"] - votes["undecided"] == 3 * votes["answers"]
        assert votes["fewer"] == (0.5714 if votes["answers"] else None)
        assert votes["undecided"] > 0
        shown = " ".join(" ".join(judged_summary(found.info, "j")).split())
        cut = "of them on answers not decided yet" if votes["answers"] else "votes, and no answer is decided yet"
        assert cut in shown
        assert ("3.0 an answer of at most 7: 57% fewer" in shown) == bool(votes["answers"])


def test_a_judge_that_rejects_everything_stops_before_the_rows(tmp_path: Path) -> None:
    harsh = judge(lambda request: "Reasons: Poor.\naccuracy: 2\nreasoning: 2\nconformance: 2")
    found = judged(tmp_path, model=harsh)
    assert (found.status, found.info["test"]["unfit"]) == ("unfit", "alike")
    assert found.info["test"]["false_accepts"]["found"] == 0
    assert found.info["test"]["difference"] == {"share": 0.0, "low": -0.2425, "high": 0.2425}
    assert not (tmp_path / "kept.jsonl").exists()
    assert len(harsh.requests) == 3 * 24, "the planted errors and as many rows"
    anyway = judged(tmp_path, model=harsh, anyway=True)
    assert (anyway.status, anyway.info["counts"]["kept"]) == ("done", 0)


def test_another_score_asks_nothing(tmp_path: Path) -> None:
    model = judge()
    judged(tmp_path, model=model)
    asked = len(model.requests)
    with pytest.raises(UsageError, match=r"kept\.jsonl: holds something else"):
        judged(tmp_path, model=model, at=9.5)
    found = judged(tmp_path, model=model, at=9.5, overwrite=True, anyway=True)
    assert (len(model.requests), found.info["counts"]["kept"]) == (asked, 0)
    again = judged(tmp_path, model=model, at=9.5, anyway=True)
    assert again.status == "done", "the same again replaces nothing else"
    with pytest.raises(RunMismatch, match=r"rubric.*give another --judged"):
        judge_dataset(
            source(tmp_path), tmp_path / "k.jsonl", "helpfulness", at=7, model=model, judged=tmp_path / "judged"
        )


def test_the_same_bytes_whatever_the_order_of_answers_and_interruptions(tmp_path: Path) -> None:
    def wavering(request: Request) -> str:
        """Points that differ by vote and row, so that votes are of different length."""
        points = 9 if hash_of(request) % 10 < (8 if _shown(request) in RIGHT else 2) else 3
        return f"Reasons: Vote {request.index % 1000}.\naccuracy: {points}\nreasoning: {points}\nconformance: {points}"

    options: dict[str, Any] = {"votes": 9, "anyway": True}
    whole = tmp_path / "whole"
    whole.mkdir()
    judged(whole, model=judge(wavering), concurrency=1, **options)
    lengths = {len(row["votes"]) for row in read(whole / "judged/judged.jsonl")}
    assert len(lengths) > 2
    for concurrency in (7, 64):
        other = tmp_path / f"c{concurrency}"
        other.mkdir()
        model = Disorderly(concurrency, model=judge(wavering), name="test/judge")
        judged(other, model=model, concurrency=concurrency, **options)
        assert same(files(other), files(whole))
    stopped = tmp_path / "stopped"
    stopped.mkdir()
    model = Disorderly(3, model=judge(wavering), name="test/judge")
    for limit in (1, 40, 110, None):
        found = judged(stopped, model=model, max_requests=limit, concurrency=8, **options)
        assert found.status == ("max_requests" if limit else "done")
        assert (stopped / "kept.jsonl").exists() == (limit is None)
        told = (stopped / "judged/judged.jsonl").read_bytes()
        assert (whole / "judged/judged.jsonl").read_bytes().startswith(told)
    assert same(files(stopped), files(whole))
    assert max(model.asked.values()) == 1
    assert found.info["requests"] == model.asked.total() == read_judge_run(whole / "judged").info["requests"]


def hash_of(request: Request) -> int:
    return int.from_bytes(hashlib.sha256(repr((request.index, *_shown(request))).encode()).digest()[:4])


def same(one: dict[str, bytes], other: dict[str, bytes]) -> bool:
    """But for the folder that places are told in."""
    return all(
        [{**json.loads(line), "place": ""} for line in one[name].splitlines()]
        == [{**json.loads(line), "place": ""} for line in other[name].splitlines()]
        for name in one | other
    )


def test_votes_end_as_soon_as_the_rule_says(tmp_path: Path) -> None:
    """Of each row the votes are those of the whole, as far as the rule takes them."""

    def by_vote(request: Request) -> str:
        points = 9 if hash_of(request) % 10 < 7 else 3
        return f"Reasons: So.\naccuracy: {points}\nreasoning: {points}\nconformance: {points}"

    for most in (1, 3, 7, 11):
        folder = tmp_path / str(most)
        folder.mkdir()
        found = judged(folder, model=judge(by_vote), votes=most, anyway=True)
        vote = vote_of(most)
        for row in found.rows():
            passes = [it["passed"] for it in row["votes"]]
            outcomes = [
                vote.decided(sum(passes[:taken]), taken - sum(passes[:taken]), taken)
                for taken in range(1, len(passes) + 1)
            ]
            assert set(outcomes[:-1]) <= {None}
            assert outcomes[-1] == row["passed"]


def test_each_vote_shows_the_criteria_in_another_order(tmp_path: Path) -> None:
    model = judge()
    judged(tmp_path, model=model)
    systems = {request.index % 1000: request.messages[0].content for request in model.requests}
    assert len({systems[number] for number in (0, 1, 2)}) > 1
    assert len({tuple(sorted(systems[number].split("\n"))) for number in (0, 1, 2)}) == 1
    assert {request.sampling.temperature for request in model.requests} == {0.7}
    alone = judge()
    judged(tmp_path, model=alone, votes=1, judged=tmp_path / "one", overwrite=True)
    assert {request.sampling.temperature for request in alone.requests} == {0.0}


def test_what_cannot_be_read_is_asked_once_more_and_never_passes(tmp_path: Path) -> None:
    def mumbling(request: Request) -> str:
        again = "lines described" in said(request)
        if "Add 5 and" in said(request):
            return "Both sides have something."
        return strict(request) if again or "Add 6 and" not in said(request) else "Hm."

    found = judged(tmp_path, model=judge(mumbling))
    lines = {line["id"]: line for line in read(tmp_path / "kept.rejected.jsonl")}
    assert set(lines) == WRONG | {"s5"}
    assert (lines["s5"]["rule"], lines["s5"]["value"]) == ("unjudged", {"unread": ["unreadable"] * 7})
    assert found.info["counts"]["rejected"] == {"judge": 3, "unjudged": 1}


def test_rows_with_several_answers_conversations_pairs_and_none(tmp_path: Path) -> None:
    good, bad = "Oder is a river of Poland and of Germany.", "Fish."

    def points(request: Request) -> str:
        value = 2 if _shown(request)[1] == bad else 9
        return f"Reasons: So.\naccuracy: {value}\nreasoning: {value}\nconformance: {value}"

    rows: list[dict[str, Any]] = [
        {"id": "list", "instruction": "Name rivers", "instances": [
            {"input": "a", "output": good}, {"input": "b", "output": bad}, {"input": "c", "output": ""}]},
        {"id": "lost", "instruction": "Name seas", "instances": [{"input": "a", "output": bad}]},
        {"id": "chat", "messages": [
            {"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"},
            {"role": "assistant", "content": bad}, {"role": "user", "content": "A river?"},
            {"role": "assistant", "content": good}]},
        {"id": "pair", "prompt": "Name a river", "chosen": bad, "rejected": good},
        {"id": "none", "instruction": "Name a lake"},
    ]  # fmt: skip
    model = judge(points)
    found = judge_dataset(
        rows,
        tmp_path / "kept.jsonl",
        "correctness",
        at=7,
        model=model,
        judged=tmp_path / "judged",
        anyway=True,
        votes=1,
    )
    kept = {row["id"]: row for row in read(tmp_path / "kept.jsonl")}
    assert set(kept) == {"list", "chat"}
    assert kept["list"]["instances"] == [{"input": "a", "output": good}]
    assert kept["chat"] == rows[2]
    counts = found.info["counts"]
    assert counts["rejected"] == {"judge": 3, "no_answer": 2}
    assert counts["rejected_instances"] == {"judge": 2, "no_answer": 1}
    assert (counts["rows"], counts["kept"], counts["emptied"]) == (5, 2, 1)
    (chat,) = {_shown(request)[0] for request in model.requests if "Be brief." in said(request)}
    assert chat.startswith("System: Be brief.")
    assert "Assistant: Fish." in chat


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"at": None}, "add --at, correctness gives 1 to 10"),
    ({"at": 11}, "--at 11: is not on the scale"),
    ({"votes": 4}, "--votes 4: must be an odd number"),
    ({"votes": 99}, "at most 25"),
    ({"false_accepts": 2}, "--false-accepts 2: must be a share"),
    ({"planted": 0}, "--planted 0: nothing would be known"),
    ({"model": None}, "say which model judges"),
    ({"engine": "local"}, "--engine: is for the filter novelty"),
]


@pytest.mark.parametrize(("options", "message"), REFUSED)
def test_what_is_refused_before_anything_is_made(tmp_path: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        judged(tmp_path, **options)
    assert not (tmp_path / "judged").exists()


def test_other_directories_rubrics_and_files_are_left_alone(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="there is no rubric 'corectness'; did you mean"):
        judge_dataset(source(tmp_path), tmp_path / "kept.jsonl", "corectness", at=7, model=judge())
    (tmp_path / "judged").mkdir()
    write(tmp_path / "judged/judged.jsonl", [{"mine": 1}])
    with pytest.raises(RunMismatch, match=r"holds judged\.jsonl, which is not of this judge"):
        judged(tmp_path)
    empty = write(tmp_path / "empty.jsonl", [{"instruction": "Name a lake"}])
    with pytest.raises(UsageError, match="no row has an answer"):
        judge_dataset(empty, tmp_path / "kept.jsonl", "correctness", at=7, model=judge())


def test_what_it_would_take(tmp_path: Path) -> None:
    found = preview_judging(source(tmp_path), tmp_path / "k.jsonl", "correctness", at=7, model="offline", planted=12)
    assert [step.stage for step in found.steps] == ["planted", "judge"]
    assert found.steps[1].requests == round(30 * 7 * (1 - 0.422))
    assert "Add 0 and 3" in found.steps[1].messages[-1].content
    assert not list(tmp_path.glob("*judged*"))


def test_the_command_with_the_offline_judges(tmp_path: Path) -> None:
    assert run("generate", "--seeds", str(runs.SEEDS), "-n", "12", "--out", "run", cwd=tmp_path).returncode == 0
    command = ["filter", "run", "--judge", "correctness", "--at", "7", "--planted", "20"]
    done = run(*command, "-o", "kept.jsonl", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "false accepts: 0%" in done.stderr
    assert json.loads(done.stdout)["test"]["false_accepts"]["of"] == 20
    assert len(read(tmp_path / "kept.jsonl")) == json.loads(done.stdout)["counts"]["kept"] > 5
    kept = run("select", "run", "-n", "3", "--by", "quality", "-o", "best.jsonl", cwd=tmp_path)
    assert kept.returncode == 0, kept.stderr
    assert "judged.jsonl" in kept.stderr
    mild = run(*command, "-o", "other.jsonl", "--model", "offline/lenient", "--judged", "mild", cwd=tmp_path)
    assert mild.returncode == 3
    assert "Stopped: the judge lets too many planted errors pass" in mild.stderr
    assert "--anyway" in mild.stderr
    shown = run("show", "mild", cwd=tmp_path)
    assert "Stopped: the judge lets too many planted errors pass" in shown.stdout
    assert not (tmp_path / "other.jsonl").exists()


def test_the_command_says_why_a_judge_is_unfit(tmp_path: Path) -> None:
    """At 10 points the offline judge rejects whatever it is shown."""
    command = ["filter", source(tmp_path).name, "--judge", "correctness", "--at", "10", "--model", "offline"]
    done = run(*command, "--judged", "harsh", "-o", "k.jsonl", cwd=tmp_path)
    assert done.returncode == 3
    lines = done.stderr.splitlines()
    assert "Stopped: the judge is not shown to tell planted errors from answers as they are: 0 answers judged" in lines
    both = "  it rejects 100% of planted errors and 100% of answers as they are: a difference of 0 points, and"
    assert both in " ".join(done.stderr.split("\n          "))
    assert lines[-2].endswith("--anyway goes on with this judge.")
    assert "false-accepts" not in done.stderr
    anyway = run(*command, "--judged", "harsh", "-o", "k.jsonl", "--anyway", cwd=tmp_path)
    assert anyway.returncode == 0, anyway.stderr
    assert "caution: it rejects 100% of planted errors and 100%" in anyway.stderr
    few = run(*command, "--judged", "few", "-o", "f.jsonl", "--planted", "1", cwd=tmp_path)
    assert (few.returncode, "Stopped: the test is too small to say anything of the judge" in few.stderr) == (3, True)
    assert "a higher --planted" in few.stderr
    write(tmp_path / "short.jsonl", [{"instruction": "Name a river", "output": "Oder"}])
    none = run("filter", "short.jsonl", *command[2:], "--judged", "none", "-o", "n.jsonl", cwd=tmp_path)
    assert (none.returncode, "Stopped: no error could be planted" in none.stderr) == (3, True)


COMMANDS = [
    (["--judge", "correctness", "--at", "7", "--only", "novelty"], "--only: is for the filters"),
    (["--judge", "correctness", "--at", "7", "--against", "data.jsonl"], "--against: is for the filters"),
    (["--judge", "correctness", "--at", "70"], "is not on the scale"),
    (["--judge", "correctness", "--at", "7"], "say which model judges: --model"),
    (["--max-cost", "3"], "--max-cost: is for a judge; add --judge RUBRIC"),
    (["--at", "3"], "--at: is for a judge; add --judge RUBRIC"),
]


@pytest.mark.parametrize(("words", "message"), COMMANDS)
def test_options_that_do_not_go_together(tmp_path: Path, words: list[str], message: str) -> None:
    wrong = run("filter", source(tmp_path).name, *words, "-o", "k.jsonl", cwd=tmp_path)
    assert (wrong.returncode, message in wrong.stderr) == (2, True), wrong.stderr
    assert len(wrong.stderr.splitlines()) == 1


def test_settings_for_all_commands_do_not_ask_for_a_judge(tmp_path: Path) -> None:
    (tmp_path / "selfinstruct.toml").write_text('model = "openai/a"\nconcurrency = 3\nkeep = "longest"\n')
    done = run("filter", source(tmp_path).name, "-o", "k.jsonl", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    words = ["--judge", "correctness", "--at", "7", "--model", "offline", "--anyway", "--planted", "3"]
    assert run("filter", "data.jsonl", *words, "-o", "j.jsonl", cwd=tmp_path).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("kills", [(20,), (10, 60, 120, 170)])
def test_killed_over_http_and_run_again(tmp_path: Path, kills: tuple[int, ...]) -> None:
    with serving(latency="fixed:10") as server:
        command = [
            sys.executable, "-m", "selfinstruct", "filter", str(source(tmp_path)), "--judge", "correctness",
            "--at", "7", "--model", "openai/a", "--base-url", server.base_url, "--concurrency", "4", "-o", "kept.jsonl",
            "--planted", "12", "--anyway", "--judged", "judged",
        ]  # fmt: skip
        plain = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
        for wanted in kills:
            process = subprocess.Popen(command, cwd=tmp_path, env=plain, stderr=subprocess.DEVNULL)
            while server.stats()["requests"] < wanted and process.poll() is None:
                pass
            process.send_signal(signal.SIGKILL)
            process.wait()
        done = subprocess.run(command, cwd=tmp_path, env=plain, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        stats = server.stats()
        whole = tmp_path / "whole"
        whole.mkdir()
        judged(whole, model="openai/a", base_url=server.base_url, anyway=True)
    assert same(files(tmp_path), files(whole))
    assert stats["answered_twice"] <= 4 * len(kills), "only what was in flight at a kill"
    info = [read_judge_run(folder / "judged").info for folder in (tmp_path, whole)]
    assert info[0]["requests"] == info[1]["requests"]
    assert info[0]["counts"] == info[1]["counts"]


def test_the_wavering_judge_takes_more_votes(tmp_path: Path) -> None:
    data = generate(seeds=runs.SEEDS, n=10, out=tmp_path / "run").path / "dataset.jsonl"
    info = {}
    for name in ("offline", "offline/wavering"):
        folder = tmp_path / name.replace("/", "-")
        found = judge_dataset(
            data, folder / "kept.jsonl", "correctness", at=7, model=name, judged=folder / "j", anyway=True,
            planted=20,
        )  # fmt: skip
        info[name] = found.info["votes"]
    assert info["offline"]["cast"] < info["offline/wavering"]["cast"]
