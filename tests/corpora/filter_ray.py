"""Filters with Ray Data, in the batch format FORMAT: `filter_ray.py JOBS FORMAT`, as filter_spark.py."""

import json
import sys
from pathlib import Path

import ray

from selfinstruct.adapters.ray_data import mark_rows, sifted
from selfinstruct.adapters.row_filter import row_filter

with open(sys.argv[1], encoding="utf-8") as file:
    jobs = json.load(file)
ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
for job in jobs:
    out = Path(job["out"])
    rows = ray.data.read_json(job["rows"]).repartition(3)
    filters = row_filter(job["recipe"], overrides=job["overrides"])
    kept, rejected = sifted(mark_rows(rows, filters, batch_format=sys.argv[2], batch_size=256).materialize())
    kept.write_parquet(str(out / "kept"))
    rejected.write_json(str(out / "rejected"))
ray.shutdown()
