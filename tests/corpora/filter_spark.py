"""Filters with Spark: `filter_spark.py JOBS`, JSON of [{"rows", "recipe", "overrides", "out"}]."""

import json
import sys
from pathlib import Path

from pyspark.sql import SparkSession

from selfinstruct.adapters.row_filter import row_filter
from selfinstruct.adapters.spark import mark_rows, write_sifted

with open(sys.argv[1], encoding="utf-8") as file:
    jobs = json.load(file)
builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
spark = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
for job in jobs:
    out = Path(job["out"])
    filters = row_filter(job["recipe"], overrides=job["overrides"])
    rows = spark.read.json(job["rows"]).repartition(3)
    write_sifted(rows, filters, str(out / "kept"), str(out / "rejected"))
    marked = mark_rows(rows, filters)
    marked.write.partitionBy("selfinstruct_rule").option("compression", "gzip").json(str(out / "by-rule"))
spark.stop()
