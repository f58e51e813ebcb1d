"""What a caller may say about a judge, read and checked in one place before anything is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.canonical import ListDigest
from selfinstruct.documents.corpus import refuse_documents
from selfinstruct.engine.named_models import NamedModel, from_environment, of_session, origin_of, placed
from selfinstruct.errors import UsageError
from selfinstruct.files.parts.finding import is_run_folder
from selfinstruct.files.pipes import is_held, stem
from selfinstruct.files.spool import Spool
from selfinstruct.files.storage import DEFAULT, Access, given_name, name
from selfinstruct.flows.datasets.judging.answers import Answers, answers_of
from selfinstruct.flows.datasets.judging.fitness import JudgeTest, prepare
from selfinstruct.flows.datasets.kept_files import beside, check_outputs, check_writable
from selfinstruct.flows.datasets.rows import Row, load_rows
from selfinstruct.recipes.judging import VARIABLES, JudgingRecipe, load_judging_recipe
from selfinstruct.recipes.rubric import Rubric, load_rubric
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Model
from selfinstruct.runs.judged import FOLDER
from selfinstruct.runs.reviews import home_of
from selfinstruct.settings import SessionOptions, Settings, check_names, settings_of
from selfinstruct.voting import MOST, Vote, vote_of

VOTES, PLANTS, FALSE_ACCEPTS = 7, 40, 0.2


class JudgeOptions(SessionOptions, total=False):
    """What `judge_dataset` takes besides the rows and the rubric; docs/select.md describes each.

    at: the least score that passes. model: the judge, `provider/model` or a Model; of a run its own. votes (7): most
    votes on a row. planted (40): errors that the judge is tested on. false_accepts (0.2): the largest share of them
    that it may let pass. anyway (False): judge the rows even so. seed (0): of the errors. judged: the directory of its
    answers (runs/<file>-judged, RUN/judged). recipe ("chat"), overrides, overwrite, access; limits as for `generate`.
    """

    at: float
    model: str | Model | None
    votes: int
    planted: int
    false_accepts: float
    anyway: bool
    seed: int
    judged: str | Path | None
    retry_failed: bool
    recipe: str | Path | None
    overrides: Sequence[str]
    overwrite: bool
    access: Access


@dataclass(frozen=True, slots=True)
class JudgePlan:
    """All that was asked for, read and checked."""

    rows: Spool[Row]
    answers: Answers
    test: JudgeTest
    digest: str
    rubric: Rubric
    recipe: JudgingRecipe
    templates: Templates
    at: float
    vote: Vote
    false_accepts: float
    anyway: bool
    seed: int
    model: str
    out: Path
    rejected_out: Path | None
    judged: Path
    overwrite: bool
    access: Access
    settings: Settings
    given: Mapping[str, Any] = field(default_factory=dict)

    def identity(self) -> dict[str, str]:
        """What answers depend on; the least score, the number of votes and the test may change between two calls."""
        return {
            "rows": self.digest, "model": self.model, "rubric": self.rubric.identity(), "seed": str(self.seed),
            **self.recipe.identity(),
        }  # fmt: skip

    def about(self) -> dict[str, Any]:
        """What judged.json says of this."""
        return {
            "model": self.model, "rubric": self.rubric.name, "scale": [self.rubric.lowest, self.rubric.highest],
            "at": self.at, "recipe": self.recipe.name,
            "false_accepts": self.false_accepts, "anyway": self.anyway, "out": name(self.out),
            "rejected_out": None if self.rejected_out is None else name(self.rejected_out),
            "given": dict(self.given), "identity": self.identity(),
        }  # fmt: skip


def read_judge_plan(path: Path, out: Path, rubric: str | Path, options: JudgeOptions) -> JudgePlan:
    check_names(options, JudgeOptions)
    rejected_out = beside(out)
    check_outputs(path, None, {"-o": [file for file in (out, rejected_out) if file]})
    criteria = load_rubric(rubric)
    recipe = load_judging_recipe(options.get("recipe") or "chat", options.get("overrides", ()))
    at = _least(options.get("at"), criteria)
    votes, planted = options.get("votes", VOTES), options.get("planted", PLANTS)
    if not 1 <= votes <= MOST or votes % 2 == 0:
        raise UsageError(f"--votes {votes}: must be an odd number, at most {MOST}; of an even one half is no majority")
    if planted < 0:
        raise UsageError(f"--planted {planted}: must be at least 0")
    most = options.get("false_accepts", FALSE_ACCEPTS)
    if not 0 <= most <= 1:
        raise UsageError(f"--false-accepts {most:g}: must be a share from 0 to 1")
    if not planted and not options.get("anyway", False):
        raise UsageError("--planted 0: nothing would be known of the judge; --anyway believes it")
    settings, model = _settled(path, options)
    if not is_run_folder(path):
        refuse_documents(path, "--judge")
    rows = load_rows(path)
    check_writable(rows)
    answers = answers_of(rows, len(rows))
    if not len(answers):
        raise UsageError(f"{path}: no row has an answer, and a judge is asked about answers")
    seed = options.get("seed", 0)
    judged = options.get("judged")
    return JudgePlan(
        rows, answers, prepare(rows, answers, planted, seed), _digest(answers), criteria, recipe,
        Templates(recipe, VARIABLES), at, vote_of(votes), most, options.get("anyway", False), seed, model, out,
        rejected_out, Path(judged) if judged is not None else _default(path), options.get("overwrite", False),
        options.get("access", DEFAULT), settings, _given(path, rubric, options),
    )  # fmt: skip


def _least(at: float | None, rubric: Rubric) -> float:
    scale = f"{rubric.name} gives {rubric.lowest} to {rubric.highest}"
    if at is None:
        raise UsageError(f"--judge: needs the least score that passes; add --at, {scale}")
    if not rubric.lowest <= at <= rubric.highest:
        raise UsageError(f"--at {at:g}: is not on the scale of the rubric, which is one of points: {scale}")
    return at


def _settled(path: Path, options: JudgeOptions) -> tuple[Settings, str]:
    """The session, and the name of the judge: the one that is named, or the run's own model."""
    origin = origin_of(path)
    model = options.get("model") or (origin.model if origin else None)
    if not model:
        raise UsageError("--judge: say which model judges: --model provider/model")
    if not isinstance(model, str) and not hasattr(model, "complete"):
        raise UsageError(f"model: must be a name or a Model (found {model!r:.60})")
    settings = settings_of(options, n=1, model=None if isinstance(model, str) else model)
    if settings.engine is not None:
        raise UsageError("--engine: is for the filter novelty; a judge is asked by this process")
    known, settings = of_session(settings, model)
    settings = placed(settings, NamedModel(known, model=settings.model), origin)
    return from_environment(settings, model), known


def _digest(answers: Answers) -> str:
    digest = ListDigest()
    for text in answers.texts:
        digest.measure((text.prompt, text.response))
    for text in answers.texts:
        digest.add((text.prompt, text.response))
    return digest.value()


def _default(path: Path) -> Path:
    """A run keeps its judge's answers, and those of its files, beside them; another file's go to runs/."""
    if is_run_folder(path):
        return path / FOLDER
    return home_of(path) / f"{stem(path)}-judged"


def _given(path: Path, rubric: str | Path, options: JudgeOptions) -> dict[str, Any]:
    """Paths as they were given: they tell how it was made, and identify nothing."""
    named: dict[str, Any] = {} if is_held(path) else {"source": given_name(path)}
    named |= {"rubric": str(rubric), "recipe": str(options.get("recipe") or "chat")}
    return named | {"planted": options.get("planted", PLANTS), "overrides": list(options.get("overrides", ()))}
