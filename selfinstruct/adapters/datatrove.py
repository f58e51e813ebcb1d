"""Our filters as a step of a DataTrove pipeline: `SelfInstructFilter`, made when it is first asked for."""

from functools import cache
from typing import Any

from selfinstruct.adapters.batches import VALUE
from selfinstruct.adapters.row_filter import RowFilter, Verdict
from selfinstruct.canonical import to_json
from selfinstruct.errors import MissingExtra

_NAME = "SelfInstructFilter"


def __getattr__(name: str) -> Any:
    if name != _NAME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _step()


@cache
def _step() -> type:
    try:
        from datatrove.pipeline.filters.base_filter import BaseFilter
    except ImportError:
        raise MissingExtra("this step needs DataTrove: pip install 'datatrove[io]'") from None

    class Step(BaseFilter):  # type: ignore[misc]  # DataTrove is not there where types are checked
        """A filter step with a recipe's filters: `SelfInstructFilter(row_filter("gopher"), exclusion_writer=…)`.

        Its exclusion writer gets what is rejected: `filter_reason` in the metadata is the rule, as in DataTrove's own
        filters, and VALUE, as JSON, what broke it. Of a document with personal data it gets the masked id alone.
        """

        name = "🌱 selfinstruct"

        def __init__(self, filters: RowFilter, exclusion_writer: Any = None, batch_size: int = 100) -> None:
            super().__init__(exclusion_writer, batch_size)
            self.filters = filters

        def filter(self, doc: Any) -> bool | tuple[bool, str]:
            return self.filter_batch([doc])[0]

        def filter_batch(self, batch: list[Any]) -> list[bool | tuple[bool, str]]:
            rows = [{"id": doc.id, "text": doc.text, "metadata": doc.metadata} for doc in batch]
            return [_told(doc, verdict) for doc, verdict in zip(batch, self.filters(rows), strict=True)]

    # Steps travel to other processes by the name of their class.
    Step.__module__, Step.__name__, Step.__qualname__ = __name__, _NAME, _NAME
    return Step


def _told(doc: Any, verdict: Verdict) -> bool | tuple[bool, str]:
    """The answer as DataTrove has it; what is to be said of a document that goes is put into it."""
    if verdict.rule is None:
        return True
    if verdict.changed:
        doc.id, doc.text, doc.metadata = str(verdict.row.get("id", "")), "", {}
    if verdict.value is not None:
        doc.metadata[VALUE] = to_json(verdict.value)
    return False, verdict.rule
