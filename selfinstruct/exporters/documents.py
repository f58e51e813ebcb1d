"""Instances as plain documents: prompt and output in one text, for data preparation and for pre-training."""

from selfinstruct.exporters.checks import TEXT, checker, filled
from selfinstruct.exporters.dialogues import single_output
from selfinstruct.exporters.form import Format, Row
from selfinstruct.files.dataset_rows import DatasetRow, Record
from selfinstruct.files.unfold.citations import CITATION, whole_citation

_NAMES = ("task_id", "type", "instruction", "input")
_METADATA = dict.fromkeys(_NAMES, TEXT)
_DOCUMENT = {"id": TEXT, "text": TEXT, "metadata": _METADATA}
_READ = {"text": TEXT}


def text(reasoning: str = "tags", cite: bool = False) -> Format:
    """DataTrove and other data preparation: id, text and metadata (where the prompt ends); the text not empty."""
    check = checker(_READ, filled("text"), closed=False)

    def make(record: Record) -> list[Row]:
        document = whole(record, reasoning)
        assert isinstance(record, DatasetRow)
        metadata = {name: getattr(record, name) for name in _NAMES}
        if record.document:  # nothing of it is a prompt
            metadata |= {"instruction": "", "input": ""}
        metadata |= {"source": whole_citation(record.source)} if cite else {}
        return [{"id": record.id, "text": document, "metadata": metadata}]

    shape = _DOCUMENT | ({"metadata": _METADATA | {"source": CITATION}} if cite else {})
    return Format(make, check, {"instances": shape}, ("jsonl", "parquet"), reasoning=reasoning)


def whole(record: Record, reasoning: str) -> str:
    """Prompt and output as one text, or a document as it is; ValueError for what is more, or has no output."""
    output = single_output(record, reasoning)
    assert isinstance(record, DatasetRow)
    if record.document:
        return record.instruction
    if not record.output.strip():
        raise ValueError("output: is empty")
    return f"{record.prompt}\n\n{output}"
