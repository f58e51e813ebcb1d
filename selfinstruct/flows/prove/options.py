"""What a caller may say about a proof, read and checked in one place before anything is trained."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

from selfinstruct.engine.named_models import at_one_address, named, origin_of, placed
from selfinstruct.errors import UsageError
from selfinstruct.files.parts.finding import is_run_folder
from selfinstruct.runs.directory import check_only_a_run
from selfinstruct.runs.proofs import INFO, PROOF
from selfinstruct.runs.sources import stem_of
from selfinstruct.settings import settings_of
from selfinstruct.students.opening import TFIDF
from selfinstruct.students.student import Training

REPEATS, TEST_SHARE = 3, 0.2
_QUESTIONS, _MANY = 120, 1_000  # of a language model, which takes its time to answer, and of one that does not
_EPOCHS = 2
_STEPS = 300  # at most, unless they are named


class ProveOptions(TypedDict, total=False):
    """What `prove` takes besides the source and the student; docs/prove.md describes each.

    test: path of held-out rows; drop_leaks: leave out of training what is in them. against: paths of other datasets,
    each an arm. kind: instances or preferences. arms: names of the arms, all by default. repeats: trainings of each
    arm, by a seed each (3). rows: at most so many an arm. steps, batch (8), rate (5e-4; of DPO and with full 5e-5),
    rank (16), full: train all weights, longest (512) in tokens. test_share (0.2), questions (120; of tfidf 1,000): of
    the test. seed (0): of what is drawn. jobs: trainings at a time. judge: models that compare the answers;
    judge_options: what `label` takes besides. out: the directory.
    """

    test: str | Path | None
    drop_leaks: bool
    against: Sequence[str | Path]
    kind: str
    arms: Sequence[str]
    repeats: int
    rows: int | None
    steps: int | None
    batch: int
    rate: float | None
    rank: int
    full: bool
    longest: int
    test_share: float
    questions: int | None
    seed: int
    jobs: int | None
    judge: Sequence[Any]
    judge_options: dict[str, Any]
    out: str | Path | None


@dataclass(frozen=True, slots=True)
class ProvePlan:
    """All that was asked for. `steps` and `rate` are None where they follow from the data."""

    source: Path
    student: str
    out: Path
    test: Path | None
    drop_leaks: bool
    against: tuple[Path, ...]
    kind: str
    arms: tuple[str, ...]
    repeats: int
    rows: int | None
    steps: int | None
    batch: int
    rate: float | None
    rank: int
    longest: int
    test_share: float
    questions: int
    seed: int
    jobs: int | None
    judge: tuple[Any, ...]
    judge_options: dict[str, Any]

    def training(self, size: int, *, pairs: bool) -> Training:
        """How every arm is trained, where each has so many rows: two epochs, and never more than 300 steps."""
        if self.student == TFIDF:
            return Training(0)
        steps = self.steps or max(1, min(_STEPS, round(size * _EPOCHS / self.batch)))
        rate = self.rate or (5e-4 if self.rank and not pairs else 5e-5)
        return Training(steps, self.batch, rate, self.rank, self.longest)


def read_prove_plan(source: str | Path, student: str, options: ProveOptions) -> ProvePlan:
    unknown = sorted(set(options) - set(ProveOptions.__annotations__))
    if unknown:
        raise UsageError(
            f"prove: does not know {', '.join(unknown)}; it takes {', '.join(ProveOptions.__annotations__)}"
        )
    source = Path(source)
    for name, least in (("repeats", 1), ("rows", 2), ("steps", 1), ("batch", 1), ("rank", 1), ("longest", 32),
                        ("questions", 20), ("jobs", 1)):  # fmt: skip
        value = options.get(name)
        if value is not None and (not isinstance(value, int) or value < least):
            raise UsageError(f"--{name}: must be a whole number, at least {least} (found {value})")
    share, rate = options.get("test_share", TEST_SHARE), options.get("rate")
    if not 0.01 <= share <= 0.9:
        raise UsageError(f"--test-share: must be between 0.01 and 0.9 (found {share:g})")
    if rate is not None and not 0 < rate < 1:
        raise UsageError(f"--rate: must be between 0 and 1 (found {rate:g})")
    if student == TFIDF:
        _check_tfidf(options)
    kind = options.get("kind", "")
    if kind not in ("", "instances", "preferences"):
        raise UsageError(f"--kind {kind}: must be instances or preferences")
    test, out = options.get("test"), options.get("out")
    if options.get("drop_leaks") and test is None:
        raise UsageError("--drop-leaks: is for --test FILE; what is held out of the data itself never leaks")
    judges, limits = tuple(options.get("judge") or ()), dict(options.get("judge_options") or {})
    if judges:
        settings, origin = settings_of(limits), origin_of(source)
        for who in at_one_address([named(item) for item in judges], settings, origin):
            placed(settings, who, origin)  # raises where nobody says where it is, before anything is trained
    rank = 0 if options.get("full") else options.get("rank", 16)
    place = Path(out) if out is not None else _default(source)
    check_place(place)
    return ProvePlan(
        source, student, place, None if test is None else Path(test),
        options.get("drop_leaks", False), tuple(Path(path) for path in options.get("against") or ()), kind,
        tuple(options.get("arms") or ()), options.get("repeats", REPEATS), options.get("rows"), options.get("steps"),
        options.get("batch", 8), rate, rank, options.get("longest", 512), share,
        options.get("questions") or (_MANY if student == TFIDF else _QUESTIONS),
        options.get("seed", 0), options.get("jobs"), judges, limits,
    )  # fmt: skip


def _check_tfidf(options: ProveOptions) -> None:
    """Raise UsageError for what is said of steps, which this student does not take."""
    for name, usual in (("steps", None), ("batch", 8), ("rate", None), ("rank", 16), ("full", False), ("longest", 512)):
        if options.get(name, usual) != usual:
            raise UsageError(
                f"--{name}: is for students that are language models; {TFIDF} is fitted, not trained in steps"
            )


def check_place(out: Path) -> None:
    """Raise UsageError for a directory that holds what is none of a proof's."""
    if not (out / INFO).is_file():
        check_only_a_run(out)
    if any((out / name).exists() for name in ("journal.db", "run.json", "label.json")):
        raise UsageError(f"{out}: holds a run; give another --out")


def _default(source: Path) -> Path:
    return source / PROOF if is_run_folder(source) else Path("runs") / f"{stem_of(source.name)}-{PROOF}"
