"""Instruction, input and output in columns of their own, as Alpaca has them and as a table of them."""

from selfinstruct.exporters.checks import TEXT, checker, filled
from selfinstruct.exporters.form import Format, Row
from selfinstruct.files.dataset_rows import DatasetRow, Record

ALPACA = {"instruction": TEXT, "input": TEXT, "output": TEXT}
_TABLE = {"type": TEXT, **ALPACA}
_FLAT = ("jsonl", "json", "csv", "spreadsheet", "parquet")


def alpaca() -> Format:
    """LLaMA-Factory, Axolotl and most others: instruction, input ("", not null), output; none empty but input."""
    check = checker(ALPACA, filled("instruction", "output"), closed=False)
    return Format(alpaca_rows, check, {"instances": ALPACA}, _FLAT)


def table() -> Format:
    """People and programs: the article's columns type, instruction, input, output; instruction and output not empty."""
    check = checker(_TABLE, filled("instruction", "output"))
    return Format(_table_rows, check, {"instances": _TABLE}, _FLAT)


def alpaca_rows(record: Record) -> list[Row]:
    """The row of an instance in the columns of Alpaca."""
    assert isinstance(record, DatasetRow)
    return [{"instruction": record.instruction, "input": record.input, "output": record.output}]


def _table_rows(record: Record) -> list[Row]:
    assert isinstance(record, DatasetRow)
    return [{"type": record.type, **row} for row in alpaca_rows(record)]
