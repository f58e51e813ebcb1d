"""The files that rows are sorted into: those kept, and beside them the rejected with their reasons."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from selfinstruct.errors import SeedError, UsageError
from selfinstruct.files.overwriting import is_device
from selfinstruct.files.parts.finding import home_of_parts, is_several
from selfinstruct.flows.datasets.rows import Row, data_file
from selfinstruct.runs.directory import check_free
from selfinstruct.runs.lines import as_line

STDOUT = "-"


def beside(out: Path) -> Path | None:
    """Where rejections go: beside the rows kept, and nowhere beside stdout or a pipe."""
    if str(out) == STDOUT or is_device(out):
        return None
    return out.with_name(f"{out.name.removesuffix('.jsonl')}.rejected.jsonl")


def check_outputs(path: Path, against: str | Path | None, written: Mapping[str, Sequence[Path]]) -> None:
    """No file is written over one that is read, or that a run keeps of itself, or twice."""
    taken = {data_file(Path(item)).resolve() for item in (path, against) if item is not None and str(item) != STDOUT}
    for option, paths in written.items():
        for item in (Path(given) for given in (path, against) if given is not None):
            if is_several(item) and any(home_of_parts(item.resolve()) in place.resolve().parents for place in paths):
                raise UsageError(f"{option} {paths[0]}: would stand among the parts that are read; name another folder")
        paths = [item for item in paths if str(item) != STDOUT]
        if any(item.resolve() in taken for item in paths):
            raise UsageError(f"{option} {paths[0]}: would overwrite an input or another output; name another file")
        for item in paths:
            check_free(item)
        if any(item.suffix == ".gz" for item in paths):
            raise UsageError(f"{option} {paths[0]}: is written without compression; name a .jsonl file")
        if any(item.suffix in (".csv", ".parquet") for item in paths):
            raise UsageError(f"{option} {paths[0]}: is written as JSON lines; name a .jsonl file")
        taken |= {item.resolve() for item in paths}


def check_writable(rows: Iterable[Row]) -> None:
    """Raise SeedError for the rows that JSON cannot hold: each is written as it is, with what nobody looks at."""
    problems = []
    for row in rows:
        try:
            as_line(row.data)
        except ValueError as error:
            problems.append(f"{row.place}: {error}")
    if problems:
        raise SeedError(problems)
