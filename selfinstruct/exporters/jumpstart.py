"""SageMaker JumpStart's folder: rows in columns, and template.json, which makes prompt and completion of them."""

import json
from collections.abc import Sequence
from typing import Any

from selfinstruct.exporters.checks import checker, filled
from selfinstruct.exporters.encodings import templates
from selfinstruct.exporters.form import ExportContext, Format, WrittenFile
from selfinstruct.exporters.instructions import ALPACA, alpaca_rows


def jumpstart(reasoning: str = "tags") -> Format:
    """SageMaker JumpStart: a folder with template.json (two keys, fields that every row has); none empty but input."""
    return Format(
        lambda record: alpaca_rows(record, reasoning),
        checker(ALPACA, filled("instruction", "output")),
        {"instances": ALPACA},
        compressed=False,
        folder=True,
        data_file=_data_file,
        sidecar=_sidecar,
        reasoning=reasoning,
        extras=_extras,
    )


def _data_file(kind: str, split: str, ending: str) -> str:
    # JumpStart is given a folder for each split, and reads every .jsonl in it.
    return f"{split}/{split}{ending}" if split else f"train{ending}"


def _sidecar(kind: str, split: str, ending: str) -> str | None:
    return f"{split}.meta.jsonl" if split else None


def _extras(parts: Sequence[WrittenFile], about: ExportContext) -> dict[str, str]:
    known: dict[str, Any] = templates("jumpstart")
    text = json.dumps({name: known[name] for name in ("prompt", "completion")}, indent=2) + "\n"
    folders = {part.file.rpartition("/")[0] for part in parts}
    return {f"{folder}/template.json" if folder else "template.json": text for folder in sorted(folders)}
