"""The flow of `selfinstruct report`: measure, draw, write."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfinstruct.errors import UsageError
from selfinstruct.files.destinations import write_together
from selfinstruct.files.overwriting import is_device
from selfinstruct.files.pipes import rereadable_pipes
from selfinstruct.flows.datasets.figures.figures import SAMPLES, Figures, compare_figures, measure_figures
from selfinstruct.flows.export.reproduce import commands, public_name
from selfinstruct.reporting.page import render
from selfinstruct.runs.directory import is_kept

_START = b"<!doctype html>\n"
_OF_RUNS = ("run.json", "label.json", "journal.db")  # what a run's directory has


@dataclass(frozen=True, slots=True)
class Report:
    """What `report` wrote: the file, and its size in bytes."""

    out: Path
    size: int

    def as_dict(self) -> dict[str, Any]:
        return {"out": str(self.out), "size": self.size}


@rereadable_pipes()
def report(
    source: str | Path,
    out: str | Path = "report.html",
    *,
    against: str | Path | None = None,
    seeds: str | Path | None = None,
    samples: int = SAMPLES,
    overwrite: bool = False,
) -> Report:
    """Write figures and samples of a run, a label run or a file as one HTML file, the same bytes each time.

    `against` is shown beside it, with what tells the two apart. `seeds` are what novelty is measured against, where the
    run does not name them. Raises UsageError where there is nothing to report on, where `out` is an input or a file of
    a run, where it is something else than a report and `overwrite` is not given, and for a file of more than a megabyte
    even without samples.
    """
    out = Path(out)
    check_report(out, overwrite, [Path(given) for given in (source, against, seeds) if given is not None])
    if not 0 <= samples <= 5_000:
        raise UsageError(f"--samples: must be between 0 and 5,000 (found {samples})")
    figures = measure_figures(source, seeds=seeds, samples=samples)
    named = figures.info.get("given")
    if isinstance(named, dict) and named.get("seeds"):
        files = named["seeds"] if isinstance(named["seeds"], list) else [named["seeds"]]
        check_report(out, overwrite, [Path(str(file)) for file in files])
    other = measure_figures(against, seeds=seeds, samples=samples) if against is not None else None
    both = other is not None and figures.stats is not None and other.stats is not None
    found = compare_figures(source, against) if both and against is not None else None
    made = [*how(figures, source), *(how(other, against) if other is not None and against is not None else ())]
    content = render(figures, other, found, list(dict.fromkeys(made)), samples)
    write_together({out: content}, overwrite=True)
    return Report(out, len(content))


def check_report(out: Path, overwrite: bool = False, inputs: Sequence[Path] = (), option: str = "-o") -> None:
    """Raises UsageError where a report would replace something else; never replaced are inputs and files of runs.

    Nor does one take the name of a file that a run may yet write. `option` is what named `out`.
    """
    if out.is_dir():
        raise UsageError(f"{option} {out}: is a directory; name a file, for example {out / 'report.html'}")
    if not out.exists() and is_kept(out.name):
        raise UsageError(f"{option} {out}: is a file of a run by its name; name another file, for example report.html")
    if is_device(out) or not out.exists() or _is_report(out):
        return
    if out.resolve() in {path.resolve() for path in inputs}:
        raise UsageError(f"{option} {out}: would overwrite an input; name another file")
    if any((folder / name).is_file() for folder in _above(out, inputs) for name in _OF_RUNS):
        raise UsageError(f"{option} {out}: is a file of a run; name another file")
    if not overwrite and out.stat().st_size:
        raise UsageError(f"{option} {out}: is not a report; name another file, or give --overwrite to replace it")


def _above(out: Path, inputs: Sequence[Path]) -> list[Path]:
    """The folder it lies in, the one above (reviews lie in one of a run), and those of the inputs that it lies in."""
    place = out.resolve()
    return [*place.parents[:2], *(path for path in map(Path.resolve, inputs) if path in place.parents)]


def _is_report(out: Path) -> bool:
    with out.open("rb") as file:
        head = file.read(2_000)
    return head.startswith(_START) and b'content="selfinstruct ' in head


def how(figures: Figures, source: str | Path) -> list[str]:
    """The commands that make the data again, as far as it says; its folder is told as it was given."""
    if "counts" not in figures.info and "preferences" not in figures.info:
        return []
    whole = Path(source)
    folder = whole if whole.is_dir() else whole.parent
    named = public_name(str(folder)) if folder.name else folder.resolve().name
    return commands(figures.info, named)
