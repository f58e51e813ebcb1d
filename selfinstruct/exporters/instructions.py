"""Instruction, input and output in columns of their own, as Alpaca has them and as a table of them."""

from functools import partial

from selfinstruct.exporters.checks import TEXT, TEXT_OR_NULL, checker, filled
from selfinstruct.exporters.dialogues import single_output
from selfinstruct.exporters.form import Format, Row
from selfinstruct.files.dataset_rows import DatasetRow, Record

ALPACA = {"instruction": TEXT, "input": TEXT, "output": TEXT}
# Files of others leave the input out or have null for none, which trainers take for "".
NO_INPUT = {"input?": TEXT_OR_NULL}
ALPACA_READ = {"instruction": TEXT, "output": TEXT} | NO_INPUT
_TABLE = {"type": TEXT, **ALPACA}
_FLAT = ("jsonl", "json", "csv", "spreadsheet", "parquet")


def alpaca(reasoning: str = "tags") -> Format:
    """LLaMA-Factory, Axolotl and most others: instruction, input, output; none empty but input."""
    check = checker(ALPACA_READ, filled("instruction", "output"), closed=False)
    make = partial(alpaca_rows, reasoning=reasoning)
    return Format(make, check, {"instances": ALPACA}, _FLAT, reasoning=reasoning)


def table(reasoning: str = "tags") -> Format:
    """People and programs: the article's columns type, instruction, input, output; instruction and output not empty."""
    check = checker(_TABLE, filled("instruction", "output"))

    def make(record: Record) -> list[Row]:
        assert isinstance(record, DatasetRow)
        return [{"type": record.type, **row} for row in alpaca_rows(record, reasoning)]

    return Format(make, check, {"instances": _TABLE}, _FLAT, reasoning=reasoning)


def alpaca_rows(record: Record, reasoning: str) -> list[Row]:
    """The row of an instance in the columns of Alpaca."""
    output = single_output(record, reasoning)
    assert isinstance(record, DatasetRow)
    return [{"instruction": record.instruction, "input": record.input, "output": output}]
