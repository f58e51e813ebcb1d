"""Where a row comes from: what its line of the sidecar says, since a row itself has no place for it."""

from collections.abc import Mapping
from typing import Any

from selfinstruct._version import __version__
from selfinstruct.files.dataset_rows import DatasetRow, Record
from selfinstruct.runs.sources import Source


def sidecar_row(source: Source, record: Record) -> dict[str, Any]:
    """The line of `*.meta.jsonl` that belongs to a row of this record."""
    if isinstance(record, DatasetRow):
        told: dict[str, Any] = {
            "id": record.id,
            "task_id": record.task_id,
            "type": record.type,
            "is_classification": record.is_classification,
            "model": _text(source.info, "model"),
            "recipe": _text(source.info, "recipe"),
        }
    else:
        told = {
            "id": record.id,
            "task_id": record.task_id,
            "instance_id": record.instance_id,
            "method": record.method,
            "round": record.round,
            "grade": record.grade,
            "margin": record.margin,
            "scores": dict(record.scores),
            "judges": list(record.judges),
            "models": dict(record.models),
        }
    told["version"] = _text(source.info, "version") or __version__
    return told | ({"notice": source.notice} if source.notice else {})


def _text(info: Mapping[str, Any], name: str) -> str:
    value = info.get(name)
    return value if isinstance(value, str) else ""
