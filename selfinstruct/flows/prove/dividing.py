"""Which arms are trained and which are left out, and what is said of them and of how the test was made."""

from collections.abc import Iterator

from selfinstruct.errors import UsageError
from selfinstruct.flows.prove.arms import KEPT, RANDOM, REJECTED, UNTRAINED, Material
from selfinstruct.flows.prove.held_out import Division, divide, given_test
from selfinstruct.flows.prove.options import ProvePlan
from selfinstruct.students.opening import TFIDF
from selfinstruct.students.student import Student

FEWEST = 50  # rows of an arm: of fewer, nothing can be learned that a test would show
_ALIKE = 0.95  # of the candidates that were kept: a sample of them is the data once more


def divided(plan: ProvePlan, material: Material, student: Student) -> tuple[Division, list[str]]:
    """The test and the arms that are trained, and what is to be said of those that are not."""
    notes = _able(plan, material, student)
    if plan.test is None:
        division = divide(material, plan.test_share, plan.questions, plan.seed)
    else:
        division = given_test(
            material, plan.test, plan.questions, plan.seed, drop=plan.drop_leaks, accepts=student.accepts
        )
    notes += _left_out(plan, material, division)
    if unknown := set(plan.arms) - set(material.arms) - {UNTRAINED}:
        known = ", ".join((UNTRAINED, *material.arms))
        raise UsageError(f"--arm {', '.join(sorted(unknown))}: there is no such arm; there are {known}")
    return division, [*notes, *_told(plan, material, division)]


def _able(plan: ProvePlan, material: Material, student: Student) -> list[str]:
    """Keep the rows that the student can learn; what is said of others. Raises UsageError for too few of the data."""
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
    return notes


def _left_out(plan: ProvePlan, material: Material, division: Division) -> list[str]:
    """Leave out arms that are not asked for, are too small or the data again; what is said of them."""
    notes = []
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
    return notes


def _told(plan: ProvePlan, material: Material, division: Division) -> Iterator[str]:
    """What is to be said of how the test was made, and of arms that cannot be."""
    if division.by_row and plan.test is None:
        yield "the data has few tasks of many rows each: rows were held out, not tasks"
    if division.both:
        told = f"{division.contradicted:,} held-out rows whose task datasets answer otherwise were asked about"
        yield f"{told} all the same, each for its own answer: too few are left without them"
    if RANDOM not in material.arms:
        told = "nothing that was rejected and could be learned, with a prompt and an answer, stands beside the data"
        yield f"{told}: there is no random and no rejected arm"
    if division.unequal:
        shares = ", ".join(f"{n:,} of {'the data' if arm == KEPT else arm}" for arm, n in division.unequal.items())
        yield f"the test is more at home in one dataset than in another: it has {shares}"


def _kept_share(material: Material) -> float:
    return 1 - len(material.arms.get(REJECTED, ())) / max(1, len(material.arms[RANDOM]))
