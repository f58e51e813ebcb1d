"""Filter a corpus with Ray Data, on a cluster or on one machine: as filter_corpus.py does with Spark.

python filter_corpus_ray.py --input s3://BUCKET/corpus/ --kept s3://BUCKET/kept/ --rejected s3://BUCKET/rejected/
"""

import argparse

import ray

from selfinstruct.adapters.ray_data import mark_rows, sifted
from selfinstruct.adapters.row_filter import row_filter


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--input", required=True, help="a folder of Parquet")
    parser.add_argument("--marked", help="a folder for all rows with their reasons; without it they stay in memory")
    parser.add_argument("--kept", required=True)
    parser.add_argument("--rejected", required=True)
    parser.add_argument("--recipe", default="gopher")
    parser.add_argument("--set", dest="overrides", action="append", default=[], metavar="KEY=VALUE")
    given = parser.parse_args()
    marked = mark_rows(ray.data.read_parquet(given.input), row_filter(given.recipe, overrides=given.overrides))
    if given.marked:
        marked.write_parquet(given.marked)
        marked = ray.data.read_parquet(given.marked)
    else:
        marked = marked.materialize()
    kept, rejected = sifted(marked)
    kept.write_parquet(given.kept)
    rejected.write_parquet(given.rejected)


if __name__ == "__main__":
    main()
