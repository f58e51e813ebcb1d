"""What the records of an export hold beyond a question and its answer, and what became of their reasoning."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from selfinstruct.errors import UsageError
from selfinstruct.exporters import Exporter, asks_for_contents
from selfinstruct.exporters.dialogues import Contents, contents_of
from selfinstruct.exporters.form import WrittenFile
from selfinstruct.files.dataset_rows import Record
from selfinstruct.runs.sources import Source, pass_over

_BLOCK = 10 << 20  # of which datasets takes the columns of all that follows
_PLACES = {
    "": "is left out",
    "drop": "is left out",
    "tags": "stands in <think> tags before the answer",
    "field": "stands in a field of its own",
    "thinking": "stands in the field thinking",
}


def source_contents(
    source: Source, format: str, kinds: Iterable[str], first: Mapping[str, Iterable[Record]]
) -> dict[str, Contents] | None:
    """What records of each kind hold, `first` among them; None for formats that need not know.

    Rows that cannot be read are passed over, and told when they are exported.
    """
    if not asks_for_contents(format):
        return None
    return {kind: contents_of(chain(first[kind], source.read(kind, pass_over))) for kind in kinds}


def check_cited(source: Source, kinds: Iterable[str]) -> None:
    """Raise UsageError where no record of these kinds says where in a document it stands."""
    if not any(record.source is not None for kind in kinds for record in source.read(kind, pass_over)):
        raise UsageError(uncited(source.label))


def uncited(label: str) -> str:
    """What is said where `--cite` has nothing to put into rows."""
    return (
        f"{label}: has no citations (no row has a `source` with a `document`, as the rows of `ground` do); "
        "remove --cite"
    )


def reasoning_place(exporter: Exporter) -> str:
    """Where reasoning went, in words; a format of one's own may have no word on it."""
    return _PLACES.get(getattr(exporter, "reasoning", ""), "")


def reasoning_notes(exporter: Exporter, count: int) -> Iterator[str]:
    """What became of the reasoning of so many records, where it is not simply kept in its field."""
    if count and getattr(exporter, "reasoning", "") not in ("field", "thinking"):
        of = "1 record" if count == 1 else f"{count:,} records"
        yield f"the reasoning of {of} {reasoning_place(exporter)}; --reasoning says where it goes"


def loading_notes(exporter: Exporter, file_type: str, parts: Iterable[WrittenFile]) -> Iterator[str]:
    """What readers who take the columns from the beginning of a file of JSON may not see."""
    if file_type == "parquet" or "parquet" not in exporter.file_types:
        return
    for part in parts:
        if part.size > _BLOCK and _varies(exporter.shapes[part.kind]):
            yield (
                f"{part.split or part.kind}: has keys that only some rows have, which datasets may not read in JSON of "
                "this size; --file-type parquet has them as columns"
            )


def _varies(shape: Any) -> bool:
    """Whether some rows, or some turns, may be without a key that others have."""
    if isinstance(shape, Mapping):
        return any(name.endswith("?") or _varies(inner) for name, inner in shape.items())
    return isinstance(shape, list) and _varies(shape[0])
