"""Where people's reviews are kept, and what was decided there about the rows of a file."""

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.canonical import unique_id
from selfinstruct.errors import RunDamaged, RunError
from selfinstruct.files.parts.finding import is_run_folder
from selfinstruct.files.pipes import is_pipe, stem
from selfinstruct.files.shown_rows import shown_row
from selfinstruct.runs.lines import write_lines
from selfinstruct.runs.schema import misfit

INFO = "label.json"
LABELS, ACCEPTED, UNREAD = "labels.jsonl", "accepted.jsonl", "rejected.labels.jsonl"
REVIEWS, REVIEWED = "reviews.jsonl", "reviewed.jsonl"
SAMPLES = "samples.jsonl"
LOG = logging.getLogger("selfinstruct")


def home_of(file: Path) -> Path:
    """Where by default a folder goes for what is made of a file: into the run that it is of, or beside other runs.

    What comes out of a pipe, or of stdin, is of no run, whatever directory the command is given in.
    """
    within = not is_pipe(file) and (file.parent / "run.json").is_file()
    return file.parent if within else Path("runs")


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of ours, none where there is no file; raises RunDamaged, naming the line."""
    return list(each_line(path))


def each_line(path: Path) -> Iterator[dict[str, Any]]:
    """As `read_lines`, one by one."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line := line.removesuffix(b"\n"):
                    yield _row(path, number, line)
    except FileNotFoundError:
        return
    except OSError as error:
        raise RunDamaged(f"{path}: cannot be read: {error.strerror}") from error


def _row(path: Path, number: int, line: bytes) -> dict[str, Any]:
    again = (
        "import the filled files again"
        if path.name in (REVIEWS, REVIEWED, SAMPLES)
        else "run label again, which rebuilds it"
    )
    try:
        row: dict[str, Any] = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RunDamaged(f"{path}:{number}: is not JSON ({error}); delete the file and {again}") from error
    if wrong := misfit(path.name, row):
        raise RunDamaged(
            f"{path}:{number}: is not a line that selfinstruct writes there ({wrong}); delete the file and {again}"
        )
    return row


def review_folder(source: Path) -> Path:
    """Where reviews of a run, a file or a label run are kept."""
    if (source / INFO).is_file():
        return source
    return source / "review" if is_run_folder(source) else home_of(source) / f"{stem(source)}-review"


def page_folder(folder: Path) -> Path:
    """Where decisions and samples of a folder of reviews lie: there, of a label run in a folder of its own."""
    return folder / "review" if (folder / INFO).is_file() else folder


def keep_sample(folder: Path, ids: Sequence[str], of: int, about: Mapping[str, Any]) -> None:
    """Note down which records were drawn at random, of how many; `about` is how. A sample drawn again is one.

    What cannot be noted is told, and no more: forms and decisions do not hang on it.
    """
    line = {"records": len(ids), "of": of, **about, "ids": list(ids)}
    try:
        known = samples(folder)
        if line not in known:
            folder.mkdir(parents=True, exist_ok=True)
            write_lines(folder / SAMPLES, [*known, line])
    except (OSError, RunError) as error:
        LOG.warning("%s: which records were drawn is not noted down: %s", folder / SAMPLES, error)


def as_it_was(line: Mapping[str, Any]) -> bool:
    """Whether a line of reviewed.jsonl lets its row stand: not edited, and a pair not turned round."""
    return line["status"] == "accepted" and not line.get("edited") and line.get("answer") != "second"


def samples(folder: Path) -> list[dict[str, Any]]:
    """The samples that were drawn for review, the first first."""
    return read_lines(folder / SAMPLES)


@dataclass(slots=True)
class ReviewTally:
    """What one reading of all rows came to: rows by what people decided, and the ids that no row has any longer.

    `counts` has accepted, edited, turned, rejected and contested rows, and untouched ones, about which nobody has said
    anything. `seen` are the ids of the counted rows that people have said something about.
    """

    counts: Counter[str] = field(default_factory=Counter)
    gone: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Review:
    """What people decided about the rows of a file: lines of reviewed.jsonl by id, kept in `folder`.

    `kind` is accept or pair; that of a label run, label, is applied already. With `only` the rows that people accepted,
    or edited, are read and no others; else all but those that people rejected. Contested rows stay as they are: people
    have not decided. `tally` is of the last complete reading.
    """

    kind: str
    folder: Path
    lines: Mapping[str, Mapping[str, Any]]
    only: bool = False
    tally: ReviewTally = field(default_factory=ReviewTally)

    def reading(self) -> "ReviewReading":
        """A reading of all rows, from the first."""
        return ReviewReading(self)


@dataclass(slots=True)
class ReviewReading:
    """One reading of all rows of a file, in its order, which the ids of rows that come twice hang on."""

    review: Review
    _seen: dict[str, int] = field(default_factory=dict)
    _met: set[str] = field(default_factory=set)
    _wanted: set[str] = field(default_factory=set)
    _counts: Counter[str] = field(default_factory=Counter)

    def decided(self, row: Any, wanted: Callable[[Any], bool]) -> Mapping[str, Any] | None:
        """The line about a row, {} where none decides anything; None where the row is to be left out.

        Rows that are not `wanted` are not counted.
        """
        identifier = self._id(row)
        line = self.review.lines.get(identifier) if identifier else None
        if line is None:
            said = "untouched"
        else:
            self._met.add(identifier)
            said = _outcome(line, row)
        if wanted(row):
            self._counts[said] += 1
            self._wanted |= {identifier} if line is not None else set()
        if said == "rejected" or (self.review.only and said in ("untouched", "contested")):
            return None
        return line if line is not None and said != "contested" else {}

    def end(self) -> None:
        """All rows were read."""
        self.review.tally.counts, self.review.tally.seen = self._counts, self._wanted
        self.review.tally.gone = [identifier for identifier in self.review.lines if identifier not in self._met]

    def _id(self, row: Any) -> str:
        """The id by which a review knows the row, "" for what cannot be reviewed."""
        if not isinstance(row, dict):
            return ""
        own = row.get("id")
        if isinstance(own, str | int) and own != "":
            return unique_id(str(own), self._seen)
        try:
            return unique_id(shown_row(row, self.review.kind).id, self._seen)
        except ValueError:
            return ""


def _outcome(line: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    if line["status"] != "accepted":
        return str(line["status"])
    if line.get("edited"):
        return "edited"
    result = line["result"] or {}
    return "turned" if "chosen" in row and result.get("chosen") != row["chosen"] else "accepted"
