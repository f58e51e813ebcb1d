"""The flow of `selfinstruct select`: so many rows of a dataset, and beside them what as many by lot are like."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from selfinstruct.documents.corpus import refuse_documents
from selfinstruct.errors import UsageError
from selfinstruct.files import storage
from selfinstruct.files.destinations import written_together
from selfinstruct.files.given import Given, as_path, rows_given
from selfinstruct.files.parts.finding import is_run_folder
from selfinstruct.files.pipes import rereadable_pipes
from selfinstruct.files.rows import read_rows
from selfinstruct.files.spool import Spool
from selfinstruct.files.storage import DEFAULT, Access
from selfinstruct.filters.apply import reject
from selfinstruct.flows.datasets.kept_files import beside, check_outputs
from selfinstruct.flows.datasets.rows import Row, load_rows
from selfinstruct.flows.datasets.selecting.choosing import (
    BALANCED,
    DIFFICULTY,
    DIVERSITY,
    LENGTH,
    QUALITY,
    RANDOM,
    Choice,
    alike,
    by_lot,
    check_known,
    check_ways,
    choose,
)
from selfinstruct.flows.datasets.selecting.grades import PassRates
from selfinstruct.flows.datasets.selecting.knowledge import (
    Known,
    Outside,
    chosen_text,
    known_rows,
    read_attempts,
    read_scores,
)
from selfinstruct.flows.datasets.selecting.selection_figures import SetFigures, figures_of, measured_rows
from selfinstruct.novelty.diversity.measured import diversity
from selfinstruct.records import Reason
from selfinstruct.runs import judged, reviews
from selfinstruct.runs.lines import as_line, read_json
from selfinstruct.runs.run import ATTEMPTS, run_rows
from selfinstruct.text.plural import many
from selfinstruct.watching.steps import stepped

RULE = "select"
# Where a label run, and the judge of filter, keep what they say of rows.
SCORED = (judged.JUDGED, reviews.LABELS)


@dataclass(frozen=True, slots=True)
class Selection:
    """What `select_dataset` did: `chosen` beside `random`, as many rows by lot, and `whole`, all that were read.

    `same` is how many rows the two have in common. `quality_from` says whose scores count, `difficulty_from` what said
    of how many rows how difficult they are. `scorer` is what became of the judge whose scores count ("" where nothing
    is to be said, else its status, "unfit" or "untested"); `alike` are ways of `by` by which all graded rows are equal.
    Where the selection itself is one by lot, `random` is the same.
    """

    rows: int
    kept: int
    by: Sequence[str]
    seed: int
    chosen: SetFigures
    random: SetFigures
    whole: SetFigures
    same: int
    alike: Sequence[str]
    quality_from: str
    scorer: str
    difficulty_from: Mapping[str, int]
    out: Path
    rejected_out: Path | None

    def as_dict(self) -> dict[str, Any]:
        lists = {"by": list(self.by), "alike": list(self.alike)}
        rejected = None if self.rejected_out is None else storage.name(self.rejected_out)
        return asdict(self) | lists | {"out": storage.name(self.out), "rejected_out": rejected}


@rereadable_pipes()
@rows_given("path")
def select_dataset(
    path: Given,
    out: str | Path,
    n: int,
    *,
    by: Sequence[str] = (RANDOM,),
    band: tuple[float, float] | None = None,
    seed: int = 0,
    scores: str | Path | None = None,
    attempts: str | Path | None = None,
    access: Access = DEFAULT,
    overwrite: bool = False,
) -> Selection:
    """Keep `n` rows of a file, or of a run's dataset, as they were, in their order; docs/select.md has the ways.

    `by` names one or several: random, quality, difficulty, length, diversity, balanced. `band` keeps rows of this
    difficulty only. `scores` is a file of rows with id and score, or the directory of a label run or of a judge;
    `attempts` a run, or a file of attempts. Beside `out` stands `<out's stem>.rejected.jsonl` with every other row, by
    the rule `select`. Raises UsageError for what cannot be chosen so, SeedError for rows that cannot be read.
    """
    path, out = as_path(path), Path(out)
    rejected_out = beside(out)
    check_outputs(path, None, {"-o": [file for file in (out, rejected_out) if file]})
    named = check_ways(by, band)
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise UsageError(f"-n {n}: must be a whole number, at least 1")
    if not is_run_folder(path):
        refuse_documents(path, "select")
    rows = load_rows(path)
    if n > len(rows):
        raise UsageError(f"-n {n:,}: {path} has {len(rows):,} rows")
    outside = _outside(path, scores, attempts)
    known = known_rows(rows, seed, outside, len(rows))
    if scores is not None and not known.scored:
        raise UsageError(f"--scores {scores}: none of its {many(len(outside.scores), 'id')} is in {path}")
    check_known(known, named, "" if scores is None else outside.scored_by)

    def texts(order: Sequence[int]) -> Iterator[str]:
        for number in stepped(order, "rows compared", len(order)):
            yield chosen_text(rows[number])

    lot = by_lot(known, n)
    chosen = lot if named == (RANDOM,) else choose(known, n, named, texts, band)
    told = _figures(rows, known, chosen, lot)
    with written_together([file for file in (out, rejected_out) if file], access, overwrite=overwrite) as opened:
        opened[out].writelines(as_line(rows[number].data) for number in chosen.rows)
        if rejected_out:
            opened[rejected_out].writelines(as_line(line) for line in _rejected(rows, known, chosen, named))
    shared = len(set(chosen.rows) & set(lot.rows))
    return Selection(
        len(rows), n, named, seed, *told, shared, alike(known, named), known.quality_from, known.scorer,
        known.difficulty_from, out, rejected_out,
    )  # fmt: skip


def _outside(path: Path, scores: str | Path | None, attempts: str | Path | None) -> Outside:
    """What is known beside the rows: named files, or what a run has of itself."""
    home = path if is_run_folder(path) else path.parent if (path.parent / "run.json").is_file() else None
    scored = None if scores is None else _scored(Path(scores))
    if scored is None and home is not None:
        places = (home / folder / name for folder, name in zip((judged.FOLDER, "labels"), SCORED, strict=True))
        # A judge that its test has stopped has said nothing of the rows.
        scored = next((place for place in places if place.is_file() and place.stat().st_size), None)
    tried = home if attempts is None else Path(attempts)
    rates = PassRates()
    if tried is not None and is_run_folder(tried):
        if attempts is not None and not (tried / ATTEMPTS).is_file():
            raise UsageError(f"--attempts {tried}: has no {ATTEMPTS}, which runs of methods with checks write")
        rates = read_attempts((f"{tried / ATTEMPTS}:{number}", row, "") for number, row in _tried(tried))
    elif attempts is not None:
        rates = read_attempts(read_rows(Path(attempts)))
    if scored is None:
        return Outside({}, rates)
    return Outside(read_scores(scored), rates, str(scored), _scorer(scored))


def _tried(run: Path) -> Iterator[tuple[int, Any]]:
    yield from enumerate(run_rows(run, ATTEMPTS), 1)


def _scored(path: Path) -> Path:
    """The file of scores that is meant: of a directory the one that holds what judges say."""
    if not path.is_dir():
        return path
    found = next((path / name for name in SCORED if (path / name).is_file()), None)
    if found is None:
        raise UsageError(f"--scores {path}: has neither {SCORED[0]} nor {SCORED[1]}; name a file with id and score")
    return found


def _scorer(path: Path) -> str:
    """What became of the judge or label run whose file this is, as `Outside` has it."""
    if path.name not in SCORED:
        return ""
    info = read_json(path.with_name(judged.INFO if path.name == judged.JUDGED else reviews.INFO))
    if info.get("status", "done") != "done":
        return str(info["status"])
    if "anyway" not in info:
        return ""
    test = info.get("test")
    if not isinstance(test, Mapping):
        return "untested"
    why = test.get("unfit")
    return "untested" if why == judged.UNPLANTED else "unfit" if why else ""


def _rejected(rows: Spool[Row], known: Known, chosen: Choice, by: Sequence[str]) -> Iterator[dict[str, Any]]:
    """A line for each row that is not chosen, in the file's order, as `filter` writes them."""
    kept = set(chosen.rows)
    for number in range(len(rows)):
        if number in kept:
            continue
        row = rows[number]
        value = _value(rows, known, chosen, by, number)
        task = row.task
        instance = task.instances[0] if len(task.instances) == 1 else None
        line = (
            {"place": row.place, "id": task.id}
            | row.told
            | reject("", Reason(RULE, value or None), task.instruction, instance).as_dict()
        )
        del line["stage"]
        yield line | {name: line.pop(name) for name in ("text", "instance") if name in line}


def _value(rows: Spool[Row], known: Known, chosen: Choice, by: Sequence[str], number: int) -> dict[str, Any]:
    """What a row was judged by; a grade that is not known is null."""
    value: dict[str, Any] = {"by": list(by)}
    for name, grades in ((QUALITY, known.quality), (DIFFICULTY, known.difficulty)):
        if name in by:
            value[name] = None if math.isnan(grades[number]) else round(grades[number], 4)
    if LENGTH in by:
        value[LENGTH] = known.lengths[number]
    if BALANCED in by:
        value["type"] = known.types[known.kinds[number]] if known.kinds[number] >= 0 else ""
    if DIVERSITY in by and chosen.distances is not None and not math.isnan(chosen.distances[number]):
        assert chosen.nearest is not None
        near = rows[int(chosen.nearest[number])]
        value["distance"] = round(float(chosen.distances[number]), 4)
        value["nearest"] = {"place": near.place, "id": near.task.id}
    return value


def _figures(rows: Spool[Row], known: Known, chosen: Choice, lot: Choice) -> tuple[SetFigures, SetFigures, SetFigures]:
    """The figures of the rows chosen, of those by lot, and of all, whose diversity is that of another number."""

    def figures(choice: Choice) -> SetFigures:
        texts = [chosen_text(rows[number]) for number in measured_rows(known, choice.rows)]
        return figures_of(known, choice.rows, diversity(texts))

    random = figures(lot)
    return random if chosen is lot else figures(chosen), random, figures_of(known, range(len(known)))
