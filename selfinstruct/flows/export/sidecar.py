"""Where a row comes from: what its line of the sidecar says, since a row itself has no place for it."""

from collections.abc import Mapping
from typing import Any

from selfinstruct._version import __version__
from selfinstruct.files.dataset_rows import DatasetRow, Record
from selfinstruct.runs.sources import Source

_OF_INSTANCE = ("id", "task_id", "type", "is_classification")
_OF_PAIR = (
    "id", "task_id", "instance_id", "method", "round", "grade", "margin", "scores", "judges", "models",
)  # fmt: skip


def sidecar_row(source: Source, record: Record) -> dict[str, Any]:
    """The line of `*.meta.jsonl` that belongs to a row of this record."""
    if isinstance(record, DatasetRow):
        told: dict[str, Any] = {name: getattr(record, name) for name in _OF_INSTANCE}
        told |= {name: _text(source.info, name) for name in ("model", "recipe")}
    else:
        told = {name: getattr(record, name) for name in _OF_PAIR}
        told |= {} if record.agreement is None else {"agreement": record.agreement}
    told |= {} if record.source is None else {"source": dict(record.source)}
    told["version"] = _text(source.info, "version") or __version__
    return told | ({"notice": source.notice} if source.notice else {})


def _text(info: Mapping[str, Any], name: str) -> str:
    value = info.get(name)
    return value if isinstance(value, str) else ""
