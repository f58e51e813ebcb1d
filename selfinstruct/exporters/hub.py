"""A dataset repository of the Hugging Face Hub: Parquet files by configuration and split, and a card."""

from collections.abc import Sequence
from typing import Any

from selfinstruct.exporters.checks import CHAT, NUMBER_OR_NULL, TEXT, TEXT_OR_NULL, YES_NO_OR_NULL, checker, filled
from selfinstruct.exporters.conversations import conversation
from selfinstruct.exporters.form import Format, Row, WrittenFile, beside
from selfinstruct.exporters.instructions import ALPACA
from selfinstruct.exporters.trl import explicit
from selfinstruct.files.dataset_rows import DatasetRow, Record

_INSTANCES = {"id": TEXT, "task_id": TEXT, "type": TEXT, **ALPACA, "is_classification": YES_NO_OR_NULL}
_PREFERENCES = {
    "id": TEXT,
    "task_id": TEXT,
    "method": TEXT,
    "prompt": CHAT,
    "chosen": CHAT,
    "rejected": CHAT,
    "edited": TEXT_OR_NULL,
    "grade": TEXT_OR_NULL,
    "margin": NUMBER_OR_NULL,
    "score_chosen": NUMBER_OR_NULL,
    "score_rejected": NUMBER_OR_NULL,
}


def hub(system: str = "") -> Format:
    """The Hugging Face Hub: Parquet by configuration and split, and a card; outputs not empty, pairs not equal."""
    instances = checker(_INSTANCES, filled("instruction", "output"))
    pairs = checker(_PREFERENCES, explicit)

    def make(record: Record) -> list[Row]:
        if isinstance(record, DatasetRow):
            return [{name: getattr(record, name) for name in _INSTANCES}]
        told = {name: getattr(record, name) for name in ("id", "task_id", "method")}
        sides = {side: [{"role": "assistant", "content": getattr(record, side)}] for side in ("chosen", "rejected")}
        extra = {name: getattr(record, name) for name in ("edited", "grade", "margin")}
        scores = {f"score_{side}": record.scores.get(side) for side in ("chosen", "rejected")}
        return [told | {"prompt": conversation(record.prompt, system)} | sides | extra | scores]

    return Format(
        make,
        lambda row: pairs(row) if isinstance(row, dict) and "chosen" in row else instances(row),
        {"instances": _INSTANCES, "preferences": _PREFERENCES},
        ("parquet",),
        folder=True,
        card=True,
        data_file=_data_file,
        sidecar=lambda kind, split, ending: beside(_data_file(kind, split, ending)),
    )


def configs(parts: Sequence[WrittenFile]) -> list[dict[str, Any]]:
    """What the YAML of a card says under `configs`: which file is which split of which configuration."""
    found: list[dict[str, Any]] = []
    for kind in dict.fromkeys(part.kind for part in parts):
        files = [{"split": part.split or "train", "path": part.file} for part in parts if part.kind == kind]
        found.append({"config_name": kind, "data_files": files} | ({} if found else {"default": True}))
    return found


def _data_file(kind: str, split: str, ending: str) -> str:
    return f"{kind}/{split or 'train'}-00000-of-00001{ending}"
