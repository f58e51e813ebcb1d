"""What a caller may say about labels to make, read and checked in one place before anything is asked."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.canonical import ListDigest, Ordinals, content_id, to_json
from selfinstruct.engine.named_models import NamedModel, Origin, at_one_address, named, origin_of, placed
from selfinstruct.errors import UsageError
from selfinstruct.files import storage
from selfinstruct.files.parts.finding import is_run_folder
from selfinstruct.files.pipes import is_held, stem
from selfinstruct.flows.label.grounded import with_passages
from selfinstruct.flows.label.items import Demonstration, LabelRecord, read_demonstrations, read_sample, spool_items
from selfinstruct.flows.label.judges import SEATS
from selfinstruct.flows.label.questions import Answer, Question, make_question
from selfinstruct.recipes.label import VARIABLES, LabelRecipe, load_label_recipe
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Model
from selfinstruct.runs.reviews import home_of
from selfinstruct.settings import SessionOptions, Settings, check_names, settings_of

MODES = ("independent", "cross")
AGREE = ("all", "majority")


class LabelOptions(SessionOptions, total=False):
    """What `label` takes besides the records and the judges; docs/labelling.md describes each.

    kind ("labels"): labels, accept, score, pair or text. question: what is asked. labels: names, or the path of a YAML
    file. scale ("1-5") and tolerance (0): of scores. mode ("independent" or "cross"). agree ("all" or "majority").
    examples: path of records with their label; shots: how many of them. accept_at (0): least confidence. calibrate:
    path of a human-labelled sample; precision: find accept_at in it. retry_failed: ask again what failed for
    good. corpus: path of the documents that a ground run is about, whose passages judges are shown with tasks that are
    asked without one. recipe, overrides, guidance, out; limits as for `generate`.
    """

    kind: str
    question: str
    labels: Sequence[str] | str | Path
    scale: str
    tolerance: float
    mode: str
    agree: str
    examples: str | Path | None
    shots: int | None
    accept_at: float | None
    calibrate: str | Path | None
    precision: float | None
    retry_failed: bool
    recipe: str | Path
    overrides: tuple[str, ...]
    guidance: str
    corpus: str | Path | None
    out: str | Path | None


@dataclass(frozen=True, slots=True)
class LabelPlan:
    """All that was asked for, read and checked.

    `digest` is an id of all records. Of each record `numbers` has how many before it say the same: it is part of what
    its answers are found by.
    """

    question: Question
    items: Sequence[LabelRecord]
    digest: str
    numbers: Sequence[int]
    examples: Sequence[Demonstration]
    sample: dict[str, Answer]
    recipe: LabelRecipe
    seats: Sequence[NamedModel]
    mode: str
    agree: str
    accept_at: float
    precision: float | None
    guidance: str
    out: Path
    settings: Settings
    origin: Origin | None = None
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def judges(self) -> list[str]:
        """The judges by name."""
        return [who.name for who in self.seats]

    def identity(self) -> dict[str, str]:
        """What answers depend on; how many must agree, and how surely, may change from one call to the next."""
        shown = [(example.item.parts, example.item.sides, example.answer) for example in self.examples]
        return {
            "records": self.digest,
            "question": content_id(to_json(asdict(self.question))),
            "judges": ", ".join(self.judges),
            "mode": self.mode,
            "examples": content_id(to_json(shown)),
            "guidance": self.guidance,
            **self.recipe.identity(),
        }


def read_label_plan(path: Path, judges: Sequence[str | Model], options: LabelOptions) -> LabelPlan:
    check_names(options, LabelOptions)
    question = make_question(
        options.get("kind", "labels"), options.get("question", ""), options.get("labels", ()),
        options.get("scale", "1-5"), options.get("tolerance", 0.0),
    )  # fmt: skip
    recipe = load_label_recipe(options.get("recipe", "chat"), options.get("overrides", ()))
    Templates(recipe, VARIABLES).check_used({"guidance": options.get("guidance", "").strip()}, "label")
    mode, agree = options.get("mode", "independent"), options.get("agree", "all")
    _check_mode(mode, agree, question, judges, recipe)
    accept_at, precision = options.get("accept_at"), options.get("precision")
    calibrate, examples = options.get("calibrate"), options.get("examples")
    for name, value in (("--accept-at", accept_at), ("--precision", precision)):
        if value is not None and not 0 <= value <= 1:
            raise UsageError(f"{name}: must be between 0 and 1 (found {value:g})")
    if precision is not None and calibrate is None:
        raise UsageError("--precision: needs a sample that people have labelled; give it with --calibrate")
    if precision is not None and accept_at is not None:
        raise UsageError("--precision: finds the threshold by itself; remove --accept-at")
    corpus = options.get("corpus")
    items = with_passages(
        spool_items(path, question.kind), path, None if corpus is None else Path(corpus), marking=False
    )  # fmt: skip
    shown = read_demonstrations(Path(examples), question) if examples is not None else []
    out, settings, origin = options.get("out"), settings_of(options), origin_of(path)
    seats = at_one_address([named(judge) for judge in judges], settings, origin)
    for who in seats:
        placed(settings, who, origin)  # raises where nobody says where it is
    return LabelPlan(
        question, items, *_numbered(items), shown[: options.get("shots")], {} if calibrate is None else
        read_sample(Path(calibrate), items, question), recipe,
        seats, mode, agree, accept_at or 0.0, precision,
        options.get("guidance", "").strip(), Path(out) if out is not None else _default(path),
        settings, origin, _given(path, options),
    )  # fmt: skip


def _numbered(items: Sequence[LabelRecord]) -> tuple[str, Sequence[int]]:
    """The records' digest, and of each how many before it say the same."""
    digest, said, numbers = ListDigest(), Ordinals(), array("I")
    for item in items:
        digest.measure((item.id, item.parts, item.sides))
        numbers.append(said.next(to_json((item.parts, item.sides))))
    for item in items:
        digest.add((item.id, item.parts, item.sides))
    return digest.value(), numbers


def _given(path: Path, options: LabelOptions) -> dict[str, Any]:
    """Paths and settings as they were given: they tell how labels were made, and identify nothing."""
    named: dict[str, Any] = {} if is_held(path) else {"source": storage.given_name(path)}
    named["recipe"] = str(options.get("recipe", "chat"))
    files = {name: options.get(name) for name in ("examples", "calibrate", "corpus")}
    labels = options.get("labels", ())
    files["labels"] = labels if isinstance(labels, str | Path) else None
    named |= {name: storage.given_name(str(file)) for name, file in files.items() if file is not None}
    told = {name: options.get(name) for name in ("shots", "accept_at", "precision")}
    named |= {name: value for name, value in told.items() if value is not None}
    return named | {"overrides": list(options.get("overrides", ()))}


def _check_mode(mode: str, agree: str, question: Question, judges: Sequence[str | Model], recipe: LabelRecipe) -> None:
    for name, value, values in (("--mode", mode, MODES), ("--agree", agree, AGREE)):
        if value not in values:
            raise UsageError(f"{name}: must be {' or '.join(values)} (found {value!r})")
    most = SEATS if mode == "independent" else 3
    # Of a pair one judge is asked in both orders, and has to agree with itself.
    least = 1 if (mode, question.kind) == ("independent", "pair") else 2
    if not least <= len(judges) <= most:
        raise UsageError(f"--judge: mode {mode} takes {least} to {most} judges (found {len(judges)})")
    if mode == "independent" and question.kind == "text":
        raise UsageError(
            "--kind text: two texts hardly ever match word for word; use --mode cross, in which the judges compare"
        )
    if mode == "cross" and agree != "all":
        raise UsageError("--agree: mode cross has no majority; a third judge decides")
    needed = ("agree", "rate") if mode == "cross" and len(judges) == 3 else ("agree",) if mode == "cross" else ()
    for stage in needed:
        if recipe.stage(stage) is None:
            raise UsageError(f"recipe {recipe.name}: has no stage {stage}, which mode cross needs")


def _default(path: Path) -> Path:
    """A run keeps its labels, and those of its files, beside them; another file's go to a directory of its name."""
    if is_run_folder(path):
        return path / "labels"
    return home_of(path) / f"{stem(path)}-labels"
