"""What of a proof is kept on disk: which trainings are done, and what came of each; a proof goes on from there."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from selfinstruct.canonical import content_id, to_json
from selfinstruct.errors import RunDamaged, RunMismatch
from selfinstruct.flows.prove.held_out import Question
from selfinstruct.runs.lines import read_json, write_json, write_lines
from selfinstruct.runs.proofs import INFO
from selfinstruct.students.student import Lesson, Training, Tried
from selfinstruct.students.workshop import Trial

TEST, TRIALS = "test.jsonl", "trials"
_NAMES = {"student": "student", "test": "test", "training": "way of training"}


def identity_of(student: str, questions: Sequence[Question], training: Training) -> dict[str, str]:
    """What results depend on; how many seeds there are may grow from one call to the next."""
    test = content_id(to_json([_question(place, item) for place, item in enumerate(questions)]))
    how = f"{training.steps} steps of {training.batch} at {training.rate:g}, rank {training.rank}"
    how += f", {training.longest} tokens"
    return {"student": student, "test": test, "training": how}


def check_same(out: Path, identity: Mapping[str, str]) -> None:
    """Raise RunMismatch where the directory holds a proof of something else, with the difference named."""
    before = read_json(out / INFO).get("identity")
    if not isinstance(before, dict):
        return
    source = read_json(out / INFO).get("source")
    for name, value in identity.items():
        if before.get(name) not in (None, value):
            # Of the test there is a hash alone, which tells nobody anything.
            by = " (--test, --against, --test-share, --questions, --seed and the data itself make it)"
            told = by if name == "test" else f" (then {before.get(name)}, now {value})"
            raise RunMismatch(f"{out}: holds a proof of {source} with another {_NAMES[name]}{told}; give another --out")


def trial_key(trial: Trial) -> str:
    """What a training's result is known by: its arm, its seed and a hash of its lessons."""
    told = [[item.id, [turn.as_dict() for turn in item.prompt], item.answer, item.worse] for item in trial.lessons]
    return f"{trial.arm}-{trial.seed}-{content_id(to_json(told))}"


def kept(out: Path, trial: Trial, count: int) -> Tried | None:
    """What came of a training before; None where it has not been done. RunDamaged for a file that is not ours."""
    file = out / TRIALS / f"{trial_key(trial)}.json"
    if not file.is_file():
        return None
    found = read_json(file)
    try:
        answers, losses, prefers = found["answers"], found["losses"], found["prefers"]
        if len(answers) != count:
            raise ValueError("has another number of answers")
        return Tried(
            tuple(map(str, answers)), None if losses is None else tuple(map(float, losses)),
            None if prefers is None else tuple(map(bool, prefers)), float(found["trained"]), float(found["tested"]),
            int(found["tokens"]), int(found["cut"]), tuple(map(str, found["notes"])),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise RunDamaged(
            f"{file}: is not what prove wrote ({error}); remove it, and its training is done again"
        ) from error


def keep(out: Path, trial: Trial, tried: Tried) -> None:
    """Write down what came of a training, in one step: it is there, or it is not."""
    (out / TRIALS).mkdir(exist_ok=True)
    told: dict[str, Any] = {"arm": trial.arm, "seed": trial.seed, "lessons": len(trial.lessons)}
    told |= {
        "trained": round(tried.trained, 3), "tested": round(tried.tested, 3), "tokens": tried.tokens, "cut": tried.cut,
        "notes": list(tried.notes), "losses": None if tried.losses is None else [round(x, 6) for x in tried.losses],
        "prefers": None if tried.prefers is None else list(tried.prefers), "answers": list(tried.answers),
    }  # fmt: skip
    write_json(out / TRIALS / f"{trial_key(trial)}.json", told)


def write_test(out: Path, questions: Sequence[Question], answers: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """test.jsonl: each held-out task with what every arm answered by every seed, and whether that is right."""

    def row(place: int, question: Question) -> dict[str, Any]:
        said = {
            arm: [{"answer": told[place], "right": question.decides.right(told[place])} for told in by_seed]
            for arm, by_seed in answers.items()
        }
        return _question(place, question) | {"answers": said}

    write_lines(out / TEST, (row(place, question) for place, question in enumerate(questions)))


def _question(place: int, question: Question) -> dict[str, Any]:
    lesson: Lesson = question.item.lesson
    return {
        "question": place, "id": lesson.id, "type": lesson.group, "decided_by": question.decides.kind,
        "prompt": [turn.as_dict() for turn in lesson.prompt], "right_answer": lesson.answer,
    }  # fmt: skip
