"""Filter a corpus with Spark: documents in, those kept to one folder and the others, with their reasons, to another.

    spark-submit filter_corpus.py --input s3://BUCKET/corpus/ --kept s3://BUCKET/kept/ --rejected s3://BUCKET/rejected/

Rows have a `text`, and may have an `id` and `metadata`. Each executor needs selfinstruct: see emr-serverless.sh.
"""

import argparse

from pyspark.sql import SparkSession

from selfinstruct.adapters.row_filter import row_filter
from selfinstruct.adapters.spark import write_sifted


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--input", required=True, help="a folder of JSON lines or Parquet")
    parser.add_argument("--input-format", choices=("json", "parquet"), default="parquet")
    parser.add_argument("--kept", required=True, help="a folder that is not there yet")
    parser.add_argument("--rejected", required=True, help="another one")
    parser.add_argument("--recipe", default="gopher")
    parser.add_argument("--set", dest="overrides", action="append", default=[], metavar="KEY=VALUE")
    given = parser.parse_args()
    filters = row_filter(given.recipe, overrides=given.overrides)  # what is wrong with it is said before anything runs
    spark = SparkSession.builder.appName("selfinstruct").getOrCreate()
    rows = spark.read.format(given.input_format).load(given.input)
    write_sifted(rows, filters, given.kept, given.rejected)
    spark.stop()


if __name__ == "__main__":
    main()
