"""The flow of `selfinstruct prove`: hold out, train every arm alike, test, compare, say what is shown."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Unpack

from selfinstruct._version import __version__
from selfinstruct.errors import UsageError
from selfinstruct.flows.prove import standing
from selfinstruct.flows.prove.arms import KEPT, RANDOM, REJECTED, UNTRAINED, Item, Material, read_material
from selfinstruct.flows.prove.figures import arm_figures, by_kind
from selfinstruct.flows.prove.held_out import Division, asked_lessons, divide, given_test, kinds_of
from selfinstruct.flows.prove.judged import judged
from selfinstruct.flows.prove.options import ProveOptions, ProvePlan, read_prove_plan
from selfinstruct.flows.prove.verdict import judge
from selfinstruct.novelty.exact import hash64
from selfinstruct.runs.directory import locked
from selfinstruct.runs.lines import read_json, write_json
from selfinstruct.runs.proofs import INFO
from selfinstruct.students.opening import TFIDF, open_student
from selfinstruct.students.student import Lesson, Student, Training, Tried
from selfinstruct.students.workshop import Trial, work

FEWEST = 50  # rows of an arm: of fewer, nothing can be learned that a test would show
_ALIKE = 0.95  # of the candidates that were kept: a sample of them is the data once more
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Proof:
    """What `prove` found: `info` is what stands in proof.json, `verdict` one of better, no difference shown, worse."""

    out: Path
    info: Mapping[str, Any]

    @property
    def verdict(self) -> str:
        return str(self.info["verdict"]["verdict"])

    @property
    def exit_code(self) -> int:
        return int(self.info["verdict"]["exit_code"])

    def as_dict(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {"out": str(self.out), **self.info}


def prove(
    source: str | Path, student: str, *, told: Told = lambda line: None, **options: Unpack[ProveOptions]
) -> Proof:
    """Train a small student on the data and on arms beside it, test all on held-out tasks, and compare.

    `told` is called with a line whenever a training begins or ends. The same call again goes on where it ended, and
    trains nothing twice. Raises UsageError for what cannot be carried out (a test that leaks, too little data), and
    MissingExtra where the student needs what is not installed.
    """
    plan = read_prove_plan(source, student, options)
    begun = time.monotonic()
    scholar = open_student(plan.student)
    material = read_material(plan.source, plan.against, plan.kind)
    division, notes = _divided(plan, material, scholar)
    size = min([len(items) for items in division.arms.values()] + ([plan.rows] if plan.rows else []))
    training = plan.training(size, pairs=material.kind == "preferences")
    trials = list(_trials(plan, division, size))
    test = asked_lessons(material, division)
    identity = standing.identity_of(scholar.identity(), division.questions, training)
    with locked(plan.out):
        standing.check_same(plan.out, identity)
        head = _head(plan, material, division, size, training) | {"identity": identity, "notes": notes}
        before = float(read_json(plan.out / INFO).get("seconds") or 0.0)

        undone = any(standing.kept(plan.out, trial, len(test)) is None for trial in trials)

        def record(status: str, **more: Any) -> dict[str, Any]:
            seconds = round(before + (time.monotonic() - begun if undone else 0.0), 1)
            info = head | {"status": status, "seconds": seconds} | more
            write_json(plan.out / INFO, info)
            return info

        record("running")
        try:
            results = _results(plan, trials, test, training, told, partial(record, "running"))
        except KeyboardInterrupt:
            record("interrupted")
            raise
        rights = {
            arm: [[float(q.decides.right(said)) for q, said in zip(division.questions, run.answers, strict=True)]
                  for run in runs]
            for arm, runs in results.items()
        }  # fmt: skip
        standing.write_test(
            plan.out, division.questions, {arm: [run.answers for run in runs] for arm, runs in results.items()}
        )
        clusters = [question.cluster for question in division.questions]
        verdict = judge(rights, clusters, [arm for arm in division.arms if arm not in (KEPT, RANDOM, REJECTED)])
        opinions = judged(plan, division.questions, results, told) if plan.judge else {}
        info = record(
            "done", verdict=verdict.as_dict(), arms=arm_figures(results, rights, verdict, division, clusters),
            decided_by=by_kind(division.questions, rights), judged=opinions,
        )  # fmt: skip
    return Proof(plan.out, info)


def _divided(plan: ProvePlan, material: Material, student: Student) -> tuple[Division, list[str]]:
    """The test and the arms that are trained, and what is to be said of those that are not."""
    notes = []
    for arm, items in material.arms.items():
        able = [item for item in items if student.accepts(item.lesson)]
        if len(able) < len(items):
            notes.append(
                f"{arm}: {len(items) - len(able):,} of {len(items):,} rows are none that {student.name} can learn"
            )
        material.arms[arm] = able
    if (count := len(material.arms[KEPT])) < FEWEST:
        only, how = "", ""
        if plan.student == TFIDF:
            only, how = (
                ", which answers classification tasks only",
                " (is_classification: true, or many of few answers)",
            )
        needed = f"{FEWEST} and more are needed{how}"
        raise UsageError(f"{material.label}: {count:,} rows are for {student.name}{only}; {needed}")
    if plan.test is None:
        division = divide(material, plan.test_share, plan.questions, plan.seed)
    else:
        division = given_test(
            material, plan.test, plan.questions, plan.seed, drop=plan.drop_leaks, accepts=student.accepts
        )
    for arm in list(division.arms):
        count = len(division.arms[arm])
        if plan.arms and arm not in plan.arms and arm in (RANDOM, REJECTED):
            del division.arms[arm]
        elif count < FEWEST:
            told = f"{count:,} rows to train on, and {FEWEST} are needed"
            if arm not in (RANDOM, REJECTED):
                raise UsageError(f"{material.label if arm == KEPT else arm}: has {told}")
            notes.append(f"{arm}: left out, {told}")
            del division.arms[arm]
    if RANDOM in division.arms and (alike := _kept_share(material)) > _ALIKE:
        told = f"of the candidates that can be learned {alike:.1%} were kept, so that it would be the data again"
        notes.append(f"{RANDOM}: left out, {told}")
        del division.arms[RANDOM]
    if unknown := set(plan.arms) - set(material.arms) - {UNTRAINED}:
        known = ", ".join((UNTRAINED, *material.arms))
        raise UsageError(f"--arm {', '.join(sorted(unknown))}: there is no such arm; there are {known}")
    if division.by_row and plan.test is None:
        notes.append("the data has few tasks of many rows each: rows were held out, not tasks")
    if division.both:
        told = f"{division.contradicted:,} held-out rows whose task datasets answer otherwise were asked about"
        notes.append(f"{told} all the same, each for its own answer: too few are left without them")
    if RANDOM not in material.arms:
        told = "nothing that was rejected and could be learned, with a prompt and an answer, stands beside the data"
        notes.append(f"{told}: there is no random and no rejected arm")
    notes += division.unequal
    return division, notes


def _kept_share(material: Material) -> float:
    return 1 - len(material.arms.get(REJECTED, ())) / max(1, len(material.arms[RANDOM]))


def _trials(plan: ProvePlan, division: Division, size: int) -> Iterator[Trial]:
    """Every training: the untrained student once, each arm by every seed, with a sample of its own of that size.

    Seed by seed, so that what is done when it is interrupted can be compared.
    """
    yield Trial(UNTRAINED, 0, ())
    for seed in range(plan.seed, plan.seed + plan.repeats):
        for arm, items in division.arms.items():
            yield Trial(arm, seed, tuple(_drawn(items, size, f"{seed}:{arm}")))


def _drawn(items: Sequence[Item], size: int, salt: str) -> list[Lesson]:
    """So many lessons, drawn by a hash of their ids, and in an order of it: nothing tells where they stood."""
    order = sorted(range(len(items)), key=lambda place: (hash64(f"{salt}:{items[place].lesson.id}"), place))
    return [items[place].lesson for place in order[:size]]


def _results(
    plan: ProvePlan, trials: Sequence[Trial], test: Sequence[Lesson], training: Training, told: Told,
    ended: Callable[[], object],
) -> dict[str, list[Tried]]:  # fmt: skip
    """What came of every training, by arm and in the order of the seeds; what was done before is read.

    `ended` is called after each.
    """
    found: dict[Trial, Tried | None] = {trial: standing.kept(plan.out, trial, len(test)) for trial in trials}
    open_ones = [trial for trial, tried in found.items() if tried is None]
    if done := len(trials) - len(open_ones):
        told(f"{done} of {len(trials)} trainings stand from before")

    def begun(trial: Trial) -> None:
        what = "testing it as it is" if trial.arm == UNTRAINED else f"seed {trial.seed}, {len(trial.lessons):,} rows"
        told(f"{trial.arm}: {what}")

    for trial, tried in work(plan.student, open_ones, test, training, plan.jobs, begun):
        standing.keep(plan.out, trial, tried)
        ended()
        found[trial] = tried
        left = sum(1 for item in found.values() if item is None)
        told(
            f"{trial.arm}, seed {trial.seed}: trained {tried.trained:,.0f} s, tested {tried.tested:,.0f} s; {left} left"
        )
    results: dict[str, list[Tried]] = {}
    for trial in trials:
        outcome = found[trial]
        assert outcome is not None
        results.setdefault(trial.arm, []).append(outcome)
    return results


def _head(plan: ProvePlan, material: Material, division: Division, size: int, training: Training) -> dict[str, Any]:
    """What is known before anything is trained."""
    return {
        "version": __version__, "source": material.label, "kind": material.kind, "notice": material.notice,
        "student": {"name": plan.student},
        "training": {
            "rows": size, "steps": training.steps, "batch": training.batch, "rate": training.rate,
            "lora_rank": training.rank or None, "longest": training.longest, "repeats": plan.repeats, "seed": plan.seed,
        },
        "test": {
            "from": None if plan.test is None else str(plan.test), "rows": len(division.questions),
            "tasks": len({question.cluster for question in division.questions}),
            "by": dict(kinds_of(division.questions)), "undecided": division.undecided,
            "contradicted": division.contradicted, "both": division.both,
            "left_out": {arm: count for arm, count in division.near.items() if count},
        },
        "candidates": {arm: len(items) for arm, items in material.arms.items()},
        "passed_over": dict(material.passed),
    }  # fmt: skip
