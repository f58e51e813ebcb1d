"""Several trainings at a time: each outcome belongs to its trial, and a process that dies is told."""

import os
import signal
from pathlib import Path

import pytest

from selfinstruct.errors import RunError
from selfinstruct.students.student import Lesson, Training
from selfinstruct.students.workshop import Trial, work
from selfinstruct.turns import Message

pytest.importorskip("sklearn")


def lessons(label: str, other: str) -> tuple[Lesson, ...]:
    """A student of these says `label` to what has the word red in it, and `other` to what has green."""
    told = [("red", label), ("green", other)] * 10
    return tuple(
        Lesson(f"{label}-{place}", (Message("user", f"{word} and number {place}"),), answer, group="g", classified=True)
        for place, (word, answer) in enumerate(told)
    )


QUESTION = (Lesson("q", (Message("user", "red and nothing else"),), "one", group="g", classified=True),)
TRIALS = [Trial(f"arm{number}", number, lessons(f"red{number}", "green")) for number in range(7)]


@pytest.mark.parametrize("jobs", [1, 2, 4, 20])
def test_each_outcome_belongs_to_its_trial(jobs: int) -> None:
    begun: list[Trial] = []
    found = {
        trial.arm: tried.answers for trial, tried in work("tfidf", TRIALS, QUESTION, Training(1), jobs, begun.append)
    }
    assert found == {trial.arm: (f"red{trial.seed}",) for trial in TRIALS}
    assert begun == TRIALS


def test_nothing_to_do() -> None:
    assert list(work("tfidf", [], QUESTION, Training(1), 2, lambda trial: None)) == []


def test_a_process_that_dies_is_told_with_its_training() -> None:
    def kill(trial: Trial) -> None:
        if trial.seed >= 3:
            for child in _children():
                os.kill(child, signal.SIGKILL)

    # Which training it was that the process had, or was given next, depends on the moment.
    with pytest.raises(RunError, match=r"training arm(\d), seed \1: its process ended.*--jobs 1"):
        list(work("tfidf", TRIALS, QUESTION, Training(1), 2, kill))
    assert _children() == []


def test_who_stops_listening_leaves_no_process_behind() -> None:
    going = work("tfidf", TRIALS, QUESTION, Training(1), 2, lambda trial: None)
    next(going)
    assert _children()
    going.close()  # type: ignore[attr-defined]
    assert _children() == []


def _children() -> list[int]:
    """The processes of this one that train."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = (entry / "stat").read_text().rpartition(")")[2].split()
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if int(parent[1]) == os.getpid() and parent[0] != "Z" and b"selfinstruct.novelty.workers.child" in command:
                found.append(int(entry.name))
    return found
