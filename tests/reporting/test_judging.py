"""What a report shows of a judge of `filter`, and of a tree that `topics` has grown."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct import judge_dataset
from selfinstruct.cli.render.judging import judged_summary
from selfinstruct.errors import SeedError, UsageError
from selfinstruct.flows.datasets.figures.figures import measure_figures
from selfinstruct.flows.datasets.judging.judged_run import JudgeRun
from selfinstruct.intervals import wilson
from selfinstruct.pictures.scales import percent
from selfinstruct.records import Completion, Request
from selfinstruct.reporting.flow import report
from tests.support.models import Answering
from tests.support.runs import SEEDS, read, write

ROWS = [
    {"id": f"s{at}", "instruction": f"Add {at} and {at + 3}, and say in a few words of your own how, please",
     "output": f"The sum of {at} and {at + 3} is {2 * at + 3}, since one counts on from {at}. Nothing else is needed."}
    for at in range(30)
]  # fmt: skip


def by_length(request: Request) -> str:
    """Points by the length of what is shown: of the planted errors those that cut an answer get few."""
    shown = "".join(line for line in request.messages[-1].content.split("\n") if line.startswith(">"))
    points = min(9.5, len(shown) // 20)
    return f"Reasons: So it is.\naccuracy: {points}\nreasoning: {points}\nconformance: {points}"


def judged(folder: Path, answer: Callable[[Request], str] = by_length, **options: Any) -> JudgeRun:
    model = Answering(lambda request: Completion(answer(request)), "test/judge")
    given: dict[str, Any] = {"at": 7, "model": model, "judged": folder / "judged", "planted": 20, "anyway": True}
    source = write(folder / "data.jsonl", ROWS)
    return judge_dataset(source, folder / "kept.jsonl", "correctness", **(given | options))


def page(source: Path, out: Path, **options: Any) -> str:
    report(source, out, overwrite=True, **options)
    return out.read_text(encoding="utf-8")


def sections(content: str) -> list[str]:
    return re.findall(r'<section id="(\w+)"', content)


def plain(content: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", content).split())


def test_the_figures_are_those_of_the_files(tmp_path: Path) -> None:
    made = judged(tmp_path)
    found = measure_figures(made.path).judged
    assert found is not None
    answers, planted = read(made.path / "judged.jsonl"), read(made.path / "planted.jsonl")
    assert (found.edges[0], found.edges[-1], len(found.edges)) == (1, 10, 10)
    for counts, rows in ((found.answers, answers), (found.planted, planted)):
        wanted = Counter(min(int(row["score"]), 9) for row in rows)
        assert {place + 1: count for place, count in enumerate(counts) if count} == wanted
    assert found.unread == 0
    passed = [(row["planted"], row["prompt"], row["response"], row["score"]) for row in planted if row["passed"]]
    assert list(found.passed) == passed[:6]
    assert len(passed) == made.info["test"]["false_accepts"]["found"] > 0


def test_the_page_tells_the_test_the_votes_and_the_rows(tmp_path: Path) -> None:
    made = judged(tmp_path)
    content = page(made.path, tmp_path / "r.html")
    assert sections(content) == ["judged", "spending", "how"]
    told, info = plain(content), made.info
    assert f"{info['counts']['kept']} of 30 rows kept: most votes on each give 7 or more." in told
    assert f"{info['votes']['cast']} votes, 3.0 an answer of at most 7: 57% fewer" in told
    share = info["test"]["false_accepts"]
    low, high = wilson(share["found"], share["of"])
    assert f"false accepts {share['found']} {share['of']} {100 * share['share']:g}" in told
    assert f"between {percent(share['low'], 1)} and {percent(share['high'], 1)}" in content
    assert (share["low"], share["high"]) == (round(low, 4), round(high, 4))
    for kind, found in info["test"]["kinds"].items():
        assert (f"{kind} {found['found']} {found['of']}" in told) == bool(found["of"])
    assert f"Planted errors that pass, {share['found']} of {share['of']}; examples" in told
    assert f"rejected: judge {info['counts']['rejected']['judge']}" in told
    assert "More than 20% of the planted errors pass; --anyway took the judge all the same." in told
    command = "selfinstruct filter data.jsonl --judge correctness --at 7 --model test/judge --votes 7 --planted 20"
    assert f"{command} --false-accepts 0.2 --anyway" in told
    assert content == page(made.path, tmp_path / "again.html")


@pytest.mark.parametrize(("votes", "said"), [(1, "kept, by a score of 7 or more."), (5, "kept: most votes on each")])
def test_a_line_in_the_scores_only_where_they_decide(tmp_path: Path, votes: int, said: str) -> None:
    """Two votes of nearly ten points in five leave a row rejected, though its mean would pass."""

    def split(request: Request) -> str:
        points = (9.9, 9.9, 6.5, 6.5, 6.5)[request.index % 1000 % 5]
        return f"accuracy: {points}\nreasoning: {points}\nconformance: {points}"

    made = judged(tmp_path, split, votes=votes)
    content = page(made.path, tmp_path / "r.html")
    assert said in plain(content)
    assert ("passes: 7" in content) == (votes == 1)
    if votes > 1:
        assert {(row["passed"], row["score"] > 7) for row in made.rows()} == {(False, True)}


def test_a_judge_that_was_stopped_by_its_test(tmp_path: Path) -> None:
    made = judged(tmp_path, lambda request: "accuracy: 9\nreasoning: 9\nconformance: 9", anyway=False)
    assert made.status == "unfit"
    told = plain(page(made.path, tmp_path / "r.html"))
    assert "The judge lets too many planted errors pass, and it was not asked about the rows." in told
    assert "planted errors that pass the judge 100 %" in told
    assert "What became of the rows" not in told


def test_a_judge_that_rejects_everything_is_not_told_as_one_that_lets_errors_pass(tmp_path: Path) -> None:
    made = judged(tmp_path, lambda request: "accuracy: 1\nreasoning: 1\nconformance: 1", anyway=False)
    assert made.status == "unfit"
    told = plain(page(made.path, tmp_path / "r.html"))
    why = "judge is not shown to tell planted errors from answers as they are"
    assert f"The {why}, and it was not asked about the rows." in told
    assert f"Stopped: the {why}" in judged_summary(made.info, "")[0]
    assert "too many" not in told
    made = judged(tmp_path, lambda request: "accuracy: 1\nreasoning: 1\nconformance: 1", anyway=True)
    assert made.status == "done"
    assert f"The {why}; --anyway took it all the same." in plain(page(made.path, tmp_path / "r.html"))


def test_answers_without_a_score_are_counted(tmp_path: Path) -> None:
    def now_and_then(request: Request) -> str:
        return "What?" if "Add 7 and" in request.messages[-1].content else by_length(request)

    made = judged(tmp_path, now_and_then)
    unread = [row for row in read(made.path / "judged.jsonl") if row["score"] is None]
    assert unread
    found = measure_figures(made.path).judged
    assert found is not None
    assert found.unread == len(unread)
    assert f"{len(unread)} answers without a score" in plain(page(made.path, tmp_path / "r.html"))


def test_two_judges_beside_each_other(tmp_path: Path) -> None:
    first = judged(tmp_path)
    second = judged(tmp_path, lambda request: "accuracy: 9\nreasoning: 9\nconformance: 9", judged=tmp_path / "blind",
                    overwrite=True)  # fmt: skip
    content = page(first.path, tmp_path / "r.html", against=second.path)
    assert content.count("<h3>False") == 0
    assert content.count("Scores of planted errors") >= 2
    assert plain(content).count("rows kept: most votes on each give 7 or more.") == 2


def test_the_judge_that_a_run_has_of_its_own_stands_in_its_report(tmp_path: Path) -> None:
    run = selfinstruct.generate(SEEDS, n=12, out=tmp_path / "run")
    assert "judged" not in sections(page(run.path, tmp_path / "r.html"))
    judge_dataset(run.path, tmp_path / "kept.jsonl", "correctness", at=6, anyway=True, planted=10)
    found = sections(page(run.path, tmp_path / "r.html"))
    assert found[0] == "judged"
    assert "funnel" in found


def test_a_judge_whose_test_has_not_ended_is_told_of(tmp_path: Path) -> None:
    made = judged(tmp_path)
    file = made.path / "judged.json"
    file.write_text(json.dumps({**made.info, "test": None, "status": "running"}))
    with pytest.raises(UsageError, match="judged: holds a judge whose test has not ended; filter goes on with it"):
        report(made.path, tmp_path / "r.html")


def test_a_tree_is_shown_as_its_file_stands(tmp_path: Path) -> None:
    file = selfinstruct.topics("keeping bees", depth=2, width=3, out=tmp_path / "topics")
    content = page(file.parent, tmp_path / "r.html")
    assert sections(content) == ["tree", "spending", "how"]
    assert "13 topics, 9 of them leaves." in plain(content)
    assert "selfinstruct topics &#39;keeping bees&#39; --depth 2 --width 3" in content
    file.write_text("// mine\nbees\n  hives *3\n  honey\n    thick <b>\n")
    assert list(measure_figures(file.parent).tree) == [
        (0, "bees", 2), (1, "hives", 0), (1, "honey", 1), (2, "thick <b>", 0),
    ]  # fmt: skip
    content = page(file.parent, tmp_path / "r.html")
    assert "4 topics, 2 of them leaves." in plain(content)
    assert "<b>" not in content
    file.write_text("a: [b]\n")
    with pytest.raises(SeedError, match=r"topics\.txt:1: looks like YAML"):
        report(file.parent, tmp_path / "r.html", overwrite=True)


def test_a_tree_of_which_nothing_came_has_its_spending(tmp_path: Path) -> None:
    file = selfinstruct.topics("keeping bees", depth=1, width=3, out=tmp_path / "topics")
    file.unlink()
    assert sections(page(tmp_path / "topics", tmp_path / "r.html")) == ["spending", "how"]
    shutil.rmtree(tmp_path / "topics")
