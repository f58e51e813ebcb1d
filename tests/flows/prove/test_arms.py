"""What the arms of a run are made of: attempts, rejected instances, answers that judges found worse."""

from pathlib import Path

import selfinstruct
from selfinstruct.flows.prove.arms import KEPT, RANDOM, REJECTED, read_material
from tests.support.runs import SEEDS, read


def test_attempts_that_failed_are_rejected_and_those_that_passed_are_candidates(tmp_path: Path) -> None:
    run = selfinstruct.generate(SEEDS, n=12, recipe="vote", out=tmp_path / "run")
    attempts = read(run.path / "attempts.jsonl")
    found = read_material(run.path, ())
    failed = [row for row in attempts if not row["passed"]]
    assert failed
    assert [item.lesson.answer for item in found.arms[REJECTED]] == [row["output"] for row in failed]
    assert len(found.arms[KEPT]) == 12
    assert len(found.arms[RANDOM]) == len(attempts)
    kept = {item.record.task_id: item.lesson.group for item in found.arms[KEPT]}
    assert all(item.lesson.group == kept[item.record.task_id] for item in found.arms[REJECTED]
               if item.record.task_id in kept)  # fmt: skip


def test_answers_that_judges_found_worse_are_rejected(run: Path) -> None:
    before = len(read_material(run, ()).arms.get(REJECTED, ()))
    made = selfinstruct.prefer(run, "rank", responses=3)
    worse = [pair["rejected"] for pair in made.pairs()]
    found = read_material(run, ())
    assert worse
    assert [item.lesson.answer for item in found.arms[REJECTED]][before:] == worse
    pairs = read_material(run, (), "preferences")
    assert [item.lesson.worse for item in pairs.arms[KEPT]] == worse
