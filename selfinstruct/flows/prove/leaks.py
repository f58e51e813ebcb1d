"""Leaks: rows to be trained on that a test of the user's own holds too, or nearly so."""

from collections.abc import Sequence

from selfinstruct.files.dataset_rows import Record
from selfinstruct.flows.export.split_assignment import THRESHOLD
from selfinstruct.flows.export.split_plan import text_of
from selfinstruct.novelty.rouge import NoveltyIndex, rouge_l
from selfinstruct.preferences import Preference
from selfinstruct.text.tokens import tokenizer

_SHOWN = 3


class KnownTest:
    """The rows of a test, and whether another row says the same.

    Rows of one instruction and many inputs are told apart by their inputs.
    """

    def __init__(self, records: Sequence[Record]) -> None:
        self._tokens = tokenizer("unicode")
        self._near = NoveltyIndex(THRESHOLD)
        self._equal: dict[str, Record] = {}
        self._read = [(record, *self._words(record)) for record in records]
        for record in records:
            self._equal.setdefault(folded(text_of(record)), record)
            self._near.add(text_of(record))

    def like(self, record: Record) -> Record | None:
        """The row of the test that a row says again; None where there is none."""
        text = text_of(record)
        if (same := self._equal.get(folded(text))) is not None:
            return same
        if self._near.check(text) is None:
            return None
        words, given = self._words(record)
        return next((own for own, its, its_input in self._read if _alike(words, its, given, its_input)), None)

    def _words(self, record: Record) -> tuple[list[str], list[str]]:
        """The words of a row, and those of its input, [] where it has none."""
        return self._tokens(text_of(record)), self._tokens("" if isinstance(record, Preference) else record.input)


def _alike(words: list[str], its: list[str], given: list[str], its_input: list[str]) -> bool:
    if given and its_input and rouge_l(given, its_input) <= THRESHOLD:
        return False
    return rouge_l(words, its) > THRESHOLD


def folded(text: str) -> str:
    """A text whose case and spaces count for nothing."""
    return " ".join(text.casefold().split())


def leaking(where: str, rows: int, leaks: Sequence[tuple[str, str]], first: str) -> str:
    """The line that refuses a test: ids of rows, each with that of the row of the test that it is like.

    `first` is the text of the first of them.
    """
    shown = ", ".join(f"{one} (like {other} of the test)" for one, other in leaks[:_SHOWN])
    more = " …" if len(leaks) > _SHOWN else ""
    flat = " ".join(first.split())
    return (
        f"{len(leaks):,} of {rows:,} rows of {where} are in the test or nearly the same: {shown}{more}; the first is "
        f"“{flat:.60}”. "
        "What is trained on cannot be tested with; --drop-leaks leaves these rows out of training"
    )
