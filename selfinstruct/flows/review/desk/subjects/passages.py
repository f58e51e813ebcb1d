"""Records about documents as people are shown them, several at a time: each look into a run takes one reading of it."""

from collections import OrderedDict
from collections.abc import Sequence

from selfinstruct.errors import SeedError
from selfinstruct.files.unfold.citations import read_citation
from selfinstruct.flows.label.grounded import with_passages
from selfinstruct.flows.label.items import LabelRecord
from selfinstruct.flows.review.desk.subjects.records import Records
from selfinstruct.flows.review.desk.subjects.subject import Subject

_AHEAD, _KEPT = 100, 400  # records made ready at once, and kept


class Passages:
    """Records with the passages they are about; those of no document stay as they are."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._ready: OrderedDict[int, LabelRecord] = OrderedDict()

    def shown(self, records: Records, slots: Sequence[int], at: int) -> LabelRecord:
        """The record at a position of a queue; raises SeedError where its row cannot be read."""
        number = slots[at]
        found = records.record(number)
        if read_citation(found.row.get("source")) is None:
            return found
        if number not in self._ready:
            self._prepare(records, slots[at : at + _AHEAD])
        return self._ready.get(number, found)

    def _prepare(self, records: Records, numbers: Sequence[int]) -> None:
        found = {}
        for number in numbers:
            try:
                found[number] = records.record(number)
            except SeedError:
                continue
        shown = with_passages(list(found.values()), self._subject.source, self._subject.corpus, marking=True)
        for number, record in zip(found, shown, strict=True):
            self._ready[number] = record
            self._ready.move_to_end(number)
        while len(self._ready) > _KEPT:
            self._ready.popitem(last=False)
