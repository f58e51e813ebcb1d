"""Our filters over a DataFrame of Spark: a function for `mapInPandas`, and what one mostly wants to do with it.

Every executor needs this package; see docs/scale.md. Speculative or repeated tasks do no harm: a row's verdict hangs on
the row alone.
"""

from collections.abc import Callable, Iterator
from typing import Any

from selfinstruct.adapters.batches import RULE, VALUE, check_columns, marked, rows_of
from selfinstruct.adapters.row_filter import RowFilter


def in_pandas(filters: RowFilter) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """The function that `DataFrame.mapInPandas` takes: frames in, the same frames with RULE and VALUE out."""

    def judged(frames: Iterator[Any]) -> Iterator[Any]:
        for frame in frames:
            yield marked(frame, filters(rows_of(frame)))

    return judged


def mark_rows(frame: Any, filters: RowFilter) -> Any:
    """A DataFrame with all rows and two columns more: RULE, null for a row that is kept, and VALUE, as JSON.

    Every column may be null afterwards. Raises UsageError where the documents' column is missing.
    """
    from pyspark.sql.types import StringType, StructField, StructType

    check_columns(frame.columns, "text" if filters.documents else "")
    there = [StructField(field.name, field.dataType, True, field.metadata) for field in frame.schema.fields]
    added = [StructField(name, StringType(), True) for name in (RULE, VALUE)]
    return frame.mapInPandas(in_pandas(filters), StructType([*there, *added]))


def write_sifted(frame: Any, filters: RowFilter, kept: str, rejected: str, *, form: str = "parquet") -> None:
    """Write the rows that are kept, as they were, to one folder, and the others with RULE and VALUE to another.

    Spark filters once for each folder unless it may `persist` what it has marked, so it does. A folder that is there is
    an error, as Spark has it.
    """
    from pyspark import StorageLevel

    judged = mark_rows(frame, filters).persist(StorageLevel.DISK_ONLY)
    try:
        judged.where(judged[RULE].isNull()).drop(RULE, VALUE).write.format(form).save(kept)
        judged.where(judged[RULE].isNotNull()).write.format(form).save(rejected)
    finally:
        judged.unpersist()
