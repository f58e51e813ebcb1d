"""Filters with DataTrove, in two processes: `filter_datatrove.py JOBS`, as filter_spark.py."""

import json
import sys
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from selfinstruct.adapters.datatrove import SelfInstructFilter
from selfinstruct.adapters.row_filter import row_filter

if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        jobs = json.load(file)
    for job in jobs:
        out, rows = Path(job["out"]), Path(job["rows"])
        parts = out / "parts"
        parts.mkdir(parents=True)
        lines = rows.read_text(encoding="utf-8").splitlines(keepends=True)
        for number in range(2):
            (parts / f"{number}.jsonl").write_text("".join(lines[number::2]), encoding="utf-8")
        filters = row_filter(job["recipe"], overrides=job["overrides"])
        step = SelfInstructFilter(filters, exclusion_writer=JsonlWriter(str(out / "rejected")))
        pipeline = [JsonlReader(str(parts)), step, JsonlWriter(str(out / "kept"))]
        LocalPipelineExecutor(pipeline, tasks=2, workers=2, logging_dir=str(out / "logs")).run()
