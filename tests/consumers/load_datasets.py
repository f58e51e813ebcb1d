"""What `datasets` reads: `load_datasets.py OUT SOURCE…` prints columns and splits, and writes the rows into OUT.

A SOURCE is a data file, or `FOLDER@CONFIG` for a folder as the Hub has it. OUT is one JSON object a source:
{split: rows}.
"""

import json
import sys
from pathlib import Path

from datasets import DatasetDict, load_dataset

BUILDERS = {"jsonl": "json", "json": "json", "csv": "csv", "parquet": "parquet"}


def load(source: str) -> DatasetDict:
    folder, _, config = source.partition("@")
    if config:
        return load_dataset(folder, config)
    kind = next(part for part in reversed(Path(source).suffixes) if part.lstrip(".") in BUILDERS).lstrip(".")
    # Else pandas takes texts such as "NA" and "" for missing.
    options = {"keep_default_na": False} if kind == "csv" else {}
    return load_dataset(BUILDERS[kind], data_files=source, **options)


found = [load(source) for source in sys.argv[2:]]
with open(sys.argv[1], "w", encoding="ascii") as file:
    for splits in found:
        file.write(json.dumps({name: rows.to_list() for name, rows in splits.items()}) + "\n")
print(json.dumps([{name: rows.column_names for name, rows in splits.items()} for splits in found]))
