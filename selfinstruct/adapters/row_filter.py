"""Our filters as one callable over batches of rows: what each row is rejected for, whoever hands the rows over.

Each row is decided by itself, so that parts may be filtered anywhere, in any order, and twice.
"""

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from selfinstruct.canonical import Ordinals
from selfinstruct.documents.corpus import is_corpus_row, wrong_document
from selfinstruct.errors import RecipeError, UsageError
from selfinstruct.files.unfold import unfold
from selfinstruct.filters import load_document_filters, load_filters
from selfinstruct.filters.apply import FilterSet
from selfinstruct.filters.documents.as_documents import ComparedDocuments
from selfinstruct.filters.documents.measured import DocumentFilter
from selfinstruct.filters.instances import Duplicate, SameInputDifferentOutput
from selfinstruct.filters.pool_filter import PoolFilter
from selfinstruct.flows.datasets.corpus_filter import check_filter_names
from selfinstruct.flows.datasets.corpus_sieve import DocumentRow
from selfinstruct.flows.datasets.filter import task_settings
from selfinstruct.flows.datasets.rows import task_row
from selfinstruct.flows.datasets.sieve import Sieve
from selfinstruct.recipes.documents import is_document_recipe, load_document_recipe
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.recipes.templates import fixed_text
from selfinstruct.text.pii import mask

# A row that is none of those that the filters are for; a file with such a row would be refused as a whole.
UNREADABLE = "unreadable"
_INSTEAD = "DataTrove's MinHash, to Spark's dropDuplicates, or to `selfinstruct filter` over what is kept"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a row: the rule it breaks, None for one that is kept, and the value that broke it.

    `row` is what may be written of it: where `changed`, a row of `instances` without those that were rejected (`value`
    counts them by their rules), or of one with personal data its masked id alone.
    """

    rule: str | None
    value: Any
    row: Mapping[str, Any]
    changed: bool = False

    @property
    def kept(self) -> bool:
        return self.rule is None


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Filters with their parameters, for documents or for rows of tasks; it is small, and every process can have it.

    Called with rows, it gives a verdict for each, in their order. Files that a parameter names (a list of hosts, a
    classifier) have to be there for every process.
    """

    documents: bool
    settings: Mapping[str, Mapping[str, Any]]
    frame: tuple[str, ...] = field(default=(), repr=False)

    def __call__(self, rows: Sequence[Mapping[str, Any]]) -> list[Verdict]:
        key = pickle.dumps((self.settings, self.frame))
        if self.documents:
            filters = _document_filters(key)
            return [_of_document(filters, row) for row in rows]
        chosen = _task_filters(key)
        return [_of_task(chosen, row) for row in rows]


def row_filter(
    recipe: str | Path = "documents", *, only: Sequence[str] = (), overrides: Sequence[str] = ()
) -> RowFilter:
    """The filters of a recipe, or those named in `only` with its parameters, where they decide row by row.

    The recipe says what the rows are: documents (documents, gopher, c4, fineweb, a folder of yours), or tasks (chat,
    paper, alpaca …). `overrides` are those of `--set`. Raises UsageError for a filter that compares rows with others.
    """
    check_filter_names(only)
    frame: tuple[str, ...] = ()
    documents = is_document_recipe(recipe)
    if documents:
        filters = load_document_recipe(recipe, overrides).filters
        settings = {name: filters.get(name, {}) for name in only or filters}
    else:
        tasks = load_recipe(recipe, overrides)
        settings, frame = task_settings(tasks, only), tuple(fixed_text(tasks.templates.values()))
    comparing = [name for name in settings if _compares(name, settings[name], documents, recipe)]
    if comparing:
        raise UsageError(_refusal(comparing, bool(only)))
    return RowFilter(documents, settings, frame)


def _compares(name: str, parameters: Mapping[str, Any], documents: bool, recipe: str | Path) -> bool:
    """Whether a filter looks at other rows than the one it is asked about."""
    try:
        load = load_document_filters if documents else load_filters
        [item] = load({name: parameters}, code=True)
    except RecipeError:
        raise
    except UsageError as error:
        if f"filter {name}: looks at" not in str(error):
            raise
        other = "for tasks, such as chat" if documents else "for documents, such as gopher"
        raise UsageError(f"{error}, or name a recipe {other} (recipe {recipe})") from None
    if isinstance(item, ComparedDocuments | PoolFilter | Duplicate | SameInputDifferentOutput):
        return True
    return hasattr(item, "add")


def _refusal(names: Sequence[str], named: bool) -> str:
    """What to do about filters that compare rows; `named` says that the caller asked for them by name."""
    several = len(names) > 1
    what = f"filters {', '.join(names)}: compare" if several else f"filter {names[0]}: compares"
    overrides = ", ".join(f'"filters.{name}=false"' for name in names)
    way = "out of `only`" if named else f"out with overrides=[{overrides}]"
    return (
        f"{what} rows with one another, and a part of a corpus does not know the others; leave "
        f"{'them' if several else 'it'} {way}, and duplicates to {_INSTEAD}"
    )


@lru_cache(maxsize=4)
def _document_filters(key: bytes) -> Sequence[DocumentFilter]:
    settings, _ = pickle.loads(key)
    return load_document_filters(settings, code=True)


@lru_cache(maxsize=4)
def _task_filters(key: bytes) -> FilterSet:
    settings, frame = pickle.loads(key)
    filters = FilterSet(load_filters(settings, code=True))
    filters.frame(frame)
    return filters


def _of_document(filters: Sequence[DocumentFilter], row: Mapping[str, Any]) -> Verdict:
    if wrong := wrong_document(row):
        return Verdict(UNREADABLE, wrong, row)
    document = DocumentRow(0, "", row).measured()
    for item in filters:
        if (reason := item(document)) is not None:
            return (_private if reason.private else Verdict)(reason.rule, reason.value, row)
    return Verdict(None, None, row)


def _of_task(filters: FilterSet, row: Mapping[str, Any]) -> Verdict:
    try:
        if is_corpus_row(row):
            raise ValueError("is a document, not a task; take a recipe for documents")
        task = task_row("", dict(row), unfold(row), Ordinals())
    except ValueError as error:
        return Verdict(UNREADABLE, str(error), row)
    sieve = Sieve(filters)
    kept = sieve.row(0, task)
    if kept is not None:
        return Verdict(None, {"instances": dict(sieve.lost)} if sieve.lost else None, kept, changed=bool(sieve.lost))
    line = sieve.rejected[0][1]
    # What is private is told without its text.
    private = not line["text"] and bool(task.task.instruction)
    value = line.get("value")
    return _private(line["rule"], value, row) if private else Verdict(line["rule"], value, row)


def _private(rule: str, value: Any, row: Mapping[str, Any]) -> Verdict:
    """Of a row with personal data nothing is written but its id, in which there may be an address."""
    known = {"id": mask(str(row["id"]))[0]} if row.get("id") is not None else {}
    # A document has a text, also where it may not be shown.
    return Verdict(rule, value, known | ({"text": ""} if "text" in row else {}), changed=True)
