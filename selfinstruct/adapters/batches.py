"""Batches as other tools have them: rows out of them, and verdicts into them, in the batch's own form.

A batch is a list of rows, a mapping of columns (numpy's or plain lists), a frame of pandas or a table of Arrow. None of
these packages is imported but by whoever made the batch.
"""

import importlib
from collections.abc import Mapping, Sequence
from typing import Any

from selfinstruct.adapters.row_filter import Verdict
from selfinstruct.canonical import to_json
from selfinstruct.errors import UsageError

# The columns that say why a row is rejected, null for one that is kept, and what broke the rule, as JSON.
RULE, VALUE = "selfinstruct_rule", "selfinstruct_value"


def rows_of(batch: Any) -> list[dict[str, Any]]:
    """The rows of a batch as a file of them would be read: plain values, without what is null."""
    if hasattr(batch, "to_pylist"):
        return [_present(row) for row in batch.to_pylist()]
    if hasattr(batch, "iloc"):
        batch = {str(name): batch[name].tolist() for name in batch.columns}
    if not isinstance(batch, Mapping):
        return [_present(row) for row in batch]
    columns = {name: values.tolist() if hasattr(values, "tolist") else values for name, values in batch.items()}
    return [_present(dict(zip(columns, cells, strict=True))) for cells in zip(*columns.values(), strict=True)]


def marked(batch: Any, verdicts: Sequence[Verdict]) -> Any:
    """The batch with the columns RULE and VALUE, and with what may be said of each row; its form stays."""
    said: dict[str, list[Any]] = {
        RULE: [item.rule for item in verdicts],
        VALUE: [None if item.value is None else to_json(item.value) for item in verdicts],
    }
    changed = {at: item.row for at, item in enumerate(verdicts) if item.changed}
    if hasattr(batch, "to_pylist"):
        return _arrow(batch, changed, said)
    if hasattr(batch, "iloc"):
        mixed = [name for name in batch.columns if changed or batch[name].dtype == object]
        return batch.assign(**{name: _cells(batch[name], name, changed) for name in mixed}, **said)
    if isinstance(batch, Mapping):
        numpy = importlib.import_module("numpy")
        there = {name: _cells(values, name, changed) if changed else values for name, values in batch.items()}
        return there | {name: numpy.array(values, dtype=object) for name, values in said.items()}
    rows = [changed.get(at, row) for at, row in enumerate(batch)]
    return [{**row, RULE: said[RULE][at], VALUE: said[VALUE][at]} for at, row in enumerate(rows)]


def check_columns(names: Sequence[str], needed: str) -> None:
    """Raise UsageError for a table without the column that is looked at, or with one of those that are added."""
    if needed and needed not in names:
        listed = ", ".join(names) or "none"
        raise UsageError(f"there is no column {needed!r} (found: {listed}); rename the one that holds the documents")
    if taken := sorted({RULE, VALUE} & set(names)):
        raise UsageError(f"there is a column {taken[0]!r} already; take the rows that were kept, and drop it")


def _cells(values: Any, name: str, changed: Mapping[int, Mapping[str, Any]]) -> list[Any]:
    """The cells of a column, those of rows that changed as they are now; what is missing is None.

    Beside lists, pandas' own words for that are no values that Arrow knows, and Ray hands the column on as objects.
    """
    cells = (changed[at].get(name) if at in changed else cell for at, cell in enumerate(values))
    return [None if _is_missing(cell) else cell for cell in cells]


def _arrow(batch: Any, changed: Mapping[int, Mapping[str, Any]], said: Mapping[str, list[Any]]) -> Any:
    arrow = importlib.import_module("pyarrow")
    table = arrow.Table.from_batches([batch]) if isinstance(batch, arrow.RecordBatch) else batch
    for at, name in enumerate(table.column_names if changed else ()):
        kind = table.schema.field(name)
        cells = arrow.array(_cells(table.column(name).to_pylist(), name, changed), kind.type)
        table = table.set_column(at, kind.with_nullable(True), cells)
    for name, values in said.items():
        table = table.append_column(name, arrow.array(values, arrow.string()))
    return table


def _present(row: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name): value for name, cell in row.items() if (value := _plain(cell)) is not None}


def _plain(value: Any) -> Any:
    """A cell as JSON has it, None for what is missing: Spark's, numpy's and pandas' own kinds among them."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if _is_missing(value):
        return None
    if isinstance(value, float):
        return value
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if hasattr(value, "asDict"):
        return _present(value.asDict())
    if isinstance(value, Mapping):
        return _present(value)
    if isinstance(value, list | tuple):
        # A map of Arrow is a list of its pairs.
        if value and all(isinstance(item, tuple) and len(item) == 2 and isinstance(item[0], str) for item in value):
            return _present(dict(value))
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return str(value)


def _is_missing(cell: Any) -> bool:
    """Whether a cell is null, in numpy's or pandas' words too."""
    if cell is None or isinstance(cell, float):
        return cell is None or cell != cell
    return type(cell).__name__ in ("NaTType", "NAType") or (type(cell).__name__ == "datetime64" and str(cell) == "NaT")
