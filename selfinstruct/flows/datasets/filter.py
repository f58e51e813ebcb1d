"""The flow of `selfinstruct filter`: any dataset through the same filters."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from selfinstruct.documents.corpus import is_corpus, told_as_documents
from selfinstruct.errors import RecipeError, SeedError, UsageError
from selfinstruct.files import storage
from selfinstruct.files.destinations import written_together
from selfinstruct.files.given import Given, as_path, rows_given
from selfinstruct.files.parts.finding import is_run_folder
from selfinstruct.files.pipes import rereadable_pipes
from selfinstruct.files.rows import read_rows
from selfinstruct.files.spool import Spool
from selfinstruct.files.storage import DEFAULT, Access
from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import FilterSet
from selfinstruct.flows.datasets.corpus_filter import check_filter_names, corpus_filters, sieve_corpus, sieve_for
from selfinstruct.flows.datasets.joining import JOIN_FROM, Joining, joined_novelty, joining
from selfinstruct.flows.datasets.judged import Placed
from selfinstruct.flows.datasets.kept_files import beside, check_outputs, check_writable
from selfinstruct.flows.datasets.rows import Row, load_rows
from selfinstruct.flows.datasets.sieve import Sieve
from selfinstruct.recipes.documents import is_document_recipe
from selfinstruct.recipes.generate import Recipe, load_recipe
from selfinstruct.recipes.templates import fixed_text
from selfinstruct.runs.lines import as_line
from selfinstruct.text import published_rules
from selfinstruct.watching.steps import stepped

KEEP = ("first", "longest")


@dataclass(frozen=True, slots=True)
class FilterResult:
    """What `filter_dataset` did: rows read and kept, the number rejected by each rule, and the files.

    `rejected_instances` is the part of `rejected` that tasks lost of their instances, and `emptied` how many of those
    tasks have none left; all other rejections are of whole rows. `note` says how an engine was used, where one was
    named.
    """

    rows: int
    kept: int
    rejected: Mapping[str, int]
    rejected_instances: Mapping[str, int]
    emptied: int
    out: Path
    rejected_out: Path | None
    clusters_out: Path | None = None
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        rejected = None if self.rejected_out is None else storage.name(self.rejected_out)
        found = asdict(self) | {"out": storage.name(self.out), "rejected_out": rejected}
        clusters, note = found.pop("clusters_out"), found.pop("note")
        found |= {} if clusters is None else {"clusters_out": str(clusters)}
        return found | ({"note": note} if note else {})


@rereadable_pipes()
@rows_given("path", "against")
def filter_dataset(
    path: Given,
    out: str | Path,
    *,
    only: Sequence[str] = (),
    against: Given | None = None,
    keep: str = "first",
    clusters: str | Path | None = None,
    recipe: str | Path | None = None,
    overrides: Sequence[str] = (),
    access: Access = DEFAULT,
    overwrite: bool = False,
    engine: str | None = None,
    workers: int | None = None,
    join_from: int = JOIN_FROM,
) -> FilterResult:
    """Put each row of a file, or of a run's dataset, through filters; rows that are kept are written as they were.

    The filters are the recipe's (`chat`, or of a corpus of documents `documents`, where none is named), with its
    parameters, or those named in `only` (a user's own as `module:attr`). With
    `against`, filters that compare texts also reject what is too close to that file. A task's row loses its rejected
    instances, and is rejected when none is left. Beside `out` ("-": stdout, which has no beside) stands `<out's
    stem>.rejected.jsonl`, with a reason for each rejection, and for a duplicate the row it duplicates. Of duplicates
    the first row is kept, or with `keep` "longest" the one with the most text. `clusters` is a file for each kept row
    with those dropped for it. `access` is for s3:// names. A file that is there and holds anything else is replaced
    only with `overwrite`. With `only` novelty an `engine` ("local", "ray") compares `join_from` rows and more in
    `workers` processes, with the same result. Raises SeedError for rows that cannot be read and RunError for a
    directory without a dataset, before anything is written.
    """
    path, out, clusters = as_path(path), Path(out), Path(clusters) if clusters else None
    against = None if against is None else as_path(against)
    rejected_out = beside(out)
    named = {"-o": (out, rejected_out), "--clusters": (clusters,)}
    check_outputs(path, against, {option: [file for file in files if file] for option, files in named.items()})
    if keep not in KEEP:
        raise UsageError(f"--keep {keep!r}: use {' or '.join(KEEP)}")
    how = joining(engine, workers, join_from, only)
    if not is_run_folder(path) and next(read_rows(path), None) is None:
        raise SeedError([f"{path}: contains no rows"])  # which are of no kind that a recipe is for
    others = [file for file in (rejected_out, clusters) if file]
    if not is_run_folder(path) and is_corpus(path):
        if how is not None:
            raise UsageError(f"--engine: compares the rows of a dataset, and {path} {told_as_documents(path)}")
        corpus = sieve_for(corpus_filters(path, only, recipe, overrides), against)
        with written_together([out, *others], access, overwrite=overwrite) as files:
            rejected_file, clusters_file = (files[place] if place else None for place in (rejected_out, clusters))
            number, rules = sieve_corpus(path, corpus, keep, files[out], rejected_file, clusters_file)
        return FilterResult(number, number - sum(rules.values()), rules, {}, 0, out, rejected_out, clusters)
    sieve = Sieve(_chosen(path, only, recipe, overrides))
    seeds = sieve.seeds(against)
    rows = load_rows(path)
    sifted = _sifted(sieve, rows, seeds, keep, how)
    rules = Counter(str(line["rule"]) for _, line in sieve.rejected)
    try:
        with written_together([out, *others], access, overwrite=overwrite) as opened:
            opened[out].writelines(map(as_line, sifted.rows(rows)))
            if rejected_out:
                opened[rejected_out].writelines(map(as_line, _in_order(sieve.rejected)))
            if clusters:
                opened[clusters].writelines(map(as_line, sieve.clusters.rows()))
    except ValueError:
        check_writable(rows)
        raise
    kept = sum(sifted.kept)
    told = (dict(sorted(rules.items())), dict(sorted(sieve.lost.items())))
    emptied = len(rows) - kept - len(sieve.rejected) + sieve.lost.total()
    return FilterResult(len(rows), kept, *told, emptied, out, rejected_out, clusters, sifted.note)


@dataclass(slots=True)
class _Sifted:
    """Which rows are kept, those of them that lost instances, and what is to be told of how they were compared."""

    kept: bytearray
    changed: Placed[dict[str, Any]]
    note: str = ""

    def rows(self, rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
        """Those kept, as they are written."""
        for number, row in enumerate(rows):
            if self.kept[number]:
                yield self.changed[number] or row.data


def _sifted(sieve: Sieve, rows: Spool[Row], seeds: Sequence[Row], keep: str, how: Joining | None) -> _Sifted:
    found = _Sifted(bytearray(len(rows)), Placed())
    order: Sequence[int] = range(len(rows))
    if keep == "longest":
        sizes = array("Q", (row.size for row in rows))
        order = array("Q", sorted(order, key=lambda number: -sizes[number]))
    compared: Sequence[Row] = ()
    if how is not None:
        compared = rows if keep == "first" else Spool(rows[number] for number in order)
    with joined_novelty(how, sieve, compared, seeds) as found.note:
        if seeds:
            sieve.seed(seeds)
        for number in stepped(order, "rows compared", len(rows)):
            row = rows[number]
            data = sieve.row(number, row)
            found.kept[number] = data is not None
            if data is not None and data is not row.data:
                found.changed[number] = data
    return found


def _in_order(rejected: Spool[tuple[int, dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """The lines by the numbers of their rows."""
    numbers = array("Q", (number for number, _ in rejected))
    for place in sorted(range(len(numbers)), key=numbers.__getitem__):
        yield rejected[place][1]


def _chosen(path: Path, only: Sequence[str], recipe: str | Path | None, overrides: Sequence[str]) -> FilterSet:
    try:
        chosen = load_recipe(recipe or "chat", overrides)
    except RecipeError:
        if recipe is not None and is_document_recipe(recipe, overrides):
            raise UsageError(f"--recipe {recipe}: is for documents, and {path} holds tasks") from None
        raise
    filters = FilterSet(load_filters(task_settings(chosen, only), code=bool(only)))
    filters.frame(fixed_text(chosen.templates.values()))
    return filters


def task_settings(chosen: Recipe, only: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The filters that rows go through, with their parameters: a recipe's and its parser's, or those named in `only`.

    Raises UsageError for a name that is not known.
    """
    settings = _published(chosen.form) | chosen.filters
    check_filter_names(only)
    if "repeats_demonstration" in only:
        raise UsageError(
            "--only repeats_demonstration: compares a task with what its prompt showed, which only a run knows; "
            "--only novelty --against FILE compares with what you name"
        )
    named = only or [name for name in settings if name != "repeats_demonstration"]
    return {name: settings.get(name, {}) for name in named}


def _published(form: str) -> dict[str, dict[str, Any]]:
    """The rules that the parsers of the published recipes apply, as filters: a dataset has been through no parser."""
    if form == "chat":
        return {}
    words = published_rules.ALPACA_BLACKLIST if form == "alpaca" else published_rules.PAPER_BLACKLIST
    rules = ("length", "blacklist", "write_a_program", "punctuation", "non_ascii")
    pairs = ("input_equals_output", "empty_output", "ends_with_colon", "same_input_different_output", "duplicate")
    settings: dict[str, dict[str, Any]] = {name: {} for name in (*rules, *(pairs if form == "paper" else ()))}
    return settings | {"blacklist": {"words": list(words)}}
