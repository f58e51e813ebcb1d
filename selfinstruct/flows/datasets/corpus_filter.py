"""The part of `selfinstruct filter` for a corpus: documents through filters, in one pass and in little memory."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from selfinstruct.documents.corpus import is_corpus, told_as_documents
from selfinstruct.errors import RecipeError, SeedError, UsageError
from selfinstruct.files.parts.finding import is_run_folder
from selfinstruct.filters import load_document_filters
from selfinstruct.filters.documents.measured import DocumentFilter
from selfinstruct.flows.datasets.clusters import PoolEntry, origin
from selfinstruct.flows.datasets.corpus_sieve import CorpusSieve, DocumentRow, document_rows
from selfinstruct.flows.datasets.rows import load_rows
from selfinstruct.recipes.documents import GROUP, load_document_recipe
from selfinstruct.recipes.folders import shipped_recipes
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.registry import names, suggestion
from selfinstruct.runs.lines import as_line

DEFAULT_RECIPE = "documents"


def corpus_filters(
    path: Path, only: Sequence[str], recipe: str | Path | None, overrides: Sequence[str]
) -> Sequence[DocumentFilter]:
    """The filters of a recipe for documents, or those named in `only`; raises UsageError for one of tasks."""
    try:
        chosen = load_document_recipe(recipe or DEFAULT_RECIPE, overrides).filters
    except RecipeError:
        if recipe is not None and _is_for_tasks(recipe, overrides):
            known = ", ".join(shipped_recipes(GROUP))
            told = told_as_documents(path)
            raise UsageError(f"--recipe {recipe}: is for tasks, and {path} {told}; take {known}") from None
        raise
    check_filter_names(only)
    if only:
        return load_document_filters({name: chosen.get(name, {}) for name in only}, code=True)
    return load_document_filters(chosen)


def check_filter_names(only: Sequence[str]) -> None:
    """Raise UsageError for a name that is neither a known filter's nor `module:attr`."""
    for name in only:
        if name not in names("filters") and ":" not in name:
            raise UsageError(f"there is no filter {name!r}; {suggestion(name, names('filters'))}")


def _is_for_tasks(recipe: str | Path, overrides: Sequence[str]) -> bool:
    try:
        load_recipe(recipe, overrides)
    except RecipeError:
        return False
    return True


def sieve_for(filters: Sequence[DocumentFilter], against: str | Path | None) -> CorpusSieve:
    """A sieve that has learnt what stands in the file of --against: documents, or the rows of any dataset."""
    sieve = CorpusSieve(filters)
    sieve.check(against)
    if against is not None:
        sieve.seed(_texts(Path(against)))
    return sieve


def _texts(path: Path) -> Iterator[tuple[PoolEntry, str]]:
    if not is_run_folder(path) and is_corpus(path):
        yield from ((row.entry(0), row.data["text"]) for row in document_rows(path))
        return
    for number, row in enumerate(load_rows(path)):
        for instance in row.task.instances or (None,):
            texts = [row.task.instruction, *(instance.texts() if instance else ())]
            yield origin(0, number, row, instance), "\n".join(dict.fromkeys(filter(None, texts)))


def sieve_corpus(
    path: Path, sieve: CorpusSieve, keep: str, kept: IO[bytes], rejected: IO[bytes] | None, clusters: IO[bytes] | None
) -> tuple[int, Mapping[str, int]]:
    """Write what is kept, what is rejected and what for whom, in the file's order: documents read, rejected by rule.

    With `keep` "longest" they are decided by their length, and all stand in memory; else one does. Raises SeedError
    for lines that cannot be read or written, once all have been looked at.
    """
    rules: Counter[str] = Counter()
    problems: list[str] = []
    number = 0
    for row, line in _decided(document_rows(path), sieve, keep):
        number += 1
        try:
            if line is None:
                kept.write(as_line(row.data))
            elif rejected is not None:
                rejected.write(as_line(line))
        except ValueError as error:
            problems.append(f"{row.place}: {error}")
        if line is not None:
            rules[str(line["rule"])] += 1
    if problems:
        raise SeedError(problems)
    if clusters is not None:
        clusters.writelines(map(as_line, sieve.clusters.rows()))
    return number, dict(sorted(rules.items()))


def _decided(
    rows: Iterator[DocumentRow], sieve: CorpusSieve, keep: str
) -> Iterator[tuple[DocumentRow, Mapping[str, object] | None]]:
    if keep == "first":
        for row in rows:
            yield row, sieve.rejection(row)
        return
    found = list(rows)
    lines = {row.number: sieve.rejection(row) for row in sorted(found, key=lambda row: -row.size)}
    for row in found:
        yield row, lines[row.number]
