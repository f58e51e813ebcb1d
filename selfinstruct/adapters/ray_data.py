"""Our filters over a dataset of Ray Data: a callable for `map_batches`, in any of its batch formats."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from selfinstruct.adapters.batches import RULE, VALUE, check_columns, marked, rows_of
from selfinstruct.adapters.row_filter import RowFilter


@dataclass(frozen=True, slots=True)
class MarkBatch:
    """What `Dataset.map_batches` takes: a batch in, the same batch with RULE and VALUE out.

    The batch may be a frame of pandas, a table of Arrow or a dictionary of numpy's arrays; of the last a table is made,
    since Ray keeps an array of lists, some of them missing, as pickled objects.
    """

    filters: RowFilter

    def __call__(self, batch: Any) -> Any:
        verdicts = self.filters(rows_of(batch))
        if isinstance(batch, Mapping):
            import pyarrow

            flat = {name: values.dtype != object and values.ndim == 1 for name, values in batch.items()}
            cells = {name: values if flat[name] else values.tolist() for name, values in batch.items()}
            batch = pyarrow.table({name: pyarrow.array(values) for name, values in cells.items()})
        return marked(batch, verdicts)


def mark_rows(dataset: Any, filters: RowFilter, *, batch_format: str = "pyarrow", **options: Any) -> Any:
    """A dataset with all rows and two columns more: RULE, null for a row that is kept, and VALUE, as JSON.

    `options` are those of `map_batches` (batch_size, concurrency, memory …). Raises UsageError where the documents'
    column is missing.
    """
    check_columns(dataset.schema().names, "text" if filters.documents else "")
    return dataset.map_batches(MarkBatch(filters), batch_format=batch_format, **options)


def sifted(marked_rows: Any) -> tuple[Any, Any]:
    """Of a marked dataset the rows that are kept, as they were, and the others with RULE and VALUE.

    Take one that is materialized or read back: Ray filters again for each of the two otherwise.
    """
    import pyarrow.compute as compute

    def part(keep: bool) -> Any:
        def chosen(table: Any) -> Any:
            null = compute.is_null(table.column(RULE))
            return table.filter(null if keep else compute.invert(null))

        return marked_rows.map_batches(chosen, batch_format="pyarrow")

    return part(True).drop_columns([RULE, VALUE]), part(False)
