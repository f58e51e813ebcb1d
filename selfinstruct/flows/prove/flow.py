"""The flow of `selfinstruct prove`: hold out, train every arm alike, test, compare, say what is shown."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Unpack

from selfinstruct._version import __version__
from selfinstruct.flows.prove import standing
from selfinstruct.flows.prove.arms import KEPT, RANDOM, REJECTED, UNTRAINED, Item, Material, read_material
from selfinstruct.flows.prove.dividing import divided
from selfinstruct.flows.prove.figures import arm_figures, by_kind
from selfinstruct.flows.prove.held_out import Division, asked_lessons, kinds_of
from selfinstruct.flows.prove.judged import judged
from selfinstruct.flows.prove.options import ProveOptions, ProvePlan, read_prove_plan
from selfinstruct.flows.prove.verdict import judge
from selfinstruct.novelty.exact import hash64
from selfinstruct.runs.directory import locked
from selfinstruct.runs.lines import read_json, write_json
from selfinstruct.runs.proofs import INFO
from selfinstruct.students.opening import open_student
from selfinstruct.students.student import Lesson, Training, Tried
from selfinstruct.students.workshop import Trial, work

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
    division, notes = divided(plan, material, scholar)
    size = min([len(items) for items in division.arms.values()] + ([plan.rows] if plan.rows else []))
    training = plan.training(size, pairs=material.kind == "preferences")
    trials = tuple(_trials(plan, division, size))
    test = asked_lessons(material, division)
    identity = standing.identity_of(scholar.identity(), division.questions, training)
    with locked(plan.out):
        standing.check_same(plan.out, identity)
        head = _head(plan, material, division, size, training) | {"identity": identity, "notes": notes}
        before = float(read_json(plan.out / INFO).get("seconds") or 0.0)

        there = {trial: standing.kept(plan.out, trial, len(test)) for trial in trials}
        worked = None in there.values()

        def record(status: str, **more: Any) -> dict[str, Any]:
            seconds = round(before + (time.monotonic() - begun if worked else 0.0), 1)
            info = head | {"status": status, "seconds": seconds} | more
            write_json(plan.out / INFO, info)
            return info

        record("running")
        try:
            results = _results(plan, there, test, training, told, partial(record, "running"))
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
    plan: ProvePlan, there: Mapping[Trial, Tried | None], test: Sequence[Lesson], training: Training, told: Told,
    ended: Callable[[], object],
) -> dict[str, list[Tried]]:  # fmt: skip
    """What came of every training, by arm and in the order of the seeds, beside what is there from before.

    `ended` is called after each.
    """
    found = dict(there)
    open_ones = [trial for trial, tried in found.items() if tried is None]
    if done := len(found) - len(open_ones):
        told(f"{done} of {len(found)} trainings stand from before")

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
    for trial, outcome in found.items():
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
