"""Instances as plain documents: prompt and output in one text, for data preparation and for pre-training."""

from selfinstruct.exporters.checks import TEXT, checker, filled
from selfinstruct.exporters.form import Format, Row
from selfinstruct.files.dataset_rows import DatasetRow, Record

_NAMES = ("task_id", "type", "instruction", "input")
_METADATA = dict.fromkeys(_NAMES, TEXT)
_DOCUMENT = {"id": TEXT, "text": TEXT, "metadata": _METADATA}
_READ = {"text": TEXT}


def text() -> Format:
    """DataTrove and other data preparation: id, text and metadata (where the prompt ends); the text not empty."""
    check = checker(_READ, filled("text"), closed=False)
    return Format(_rows, check, {"instances": _DOCUMENT}, ("jsonl", "parquet"))


def whole(example: DatasetRow) -> str:
    """Prompt and output as one text."""
    return f"{example.prompt}\n\n{example.output}"


def _rows(record: Record) -> list[Row]:
    assert isinstance(record, DatasetRow)
    if not record.output.strip():
        raise ValueError("output: is empty")
    return [{"id": record.id, "text": whole(record), "metadata": {name: getattr(record, name) for name in _NAMES}}]
