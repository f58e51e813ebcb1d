"""What a dataset is like: counts, lengths, labels, languages, diversity, closeness and whom it speaks of.

One pass over the rows. What is expensive is measured on a sample, drawn by the hash of a row's number: the same rows
each time. Memory grows by a few bytes a row (hashes that find duplicates); texts are kept for the samples only.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from selfinstruct.errors import MissingExtra, UsageError
from selfinstruct.files.dataset_rows import DatasetRow
from selfinstruct.files.given import Given, as_path, rows_given
from selfinstruct.files.pipes import rereadable_pipes
from selfinstruct.flows.datasets.diversities import MEASURED, DiversityStats, diversity_stats
from selfinstruct.flows.datasets.groups import Group, group_categories, named_in, ranked
from selfinstruct.flows.datasets.measures import (
    Closeness,
    LabelStats,
    Lengths,
    VerbNounPairs,
    closeness,
    distinct_n,
    evenness,
    length_steps,
    neighbours,
    spread,
    verb_noun_pairs,
)
from selfinstruct.flows.datasets.merging.lineage import seed_texts
from selfinstruct.flows.datasets.pictures import stats_html
from selfinstruct.flows.datasets.sampling import Sample
from selfinstruct.novelty.diversity.measured import HASHED, check_vectors
from selfinstruct.novelty.exact import hash64, normal_form
from selfinstruct.runs.sources import Source, open_source
from selfinstruct.text.languages import language_identifier
from selfinstruct.text.tokens import unicode_tokens
from selfinstruct.text.verb_noun import pair_finder

SAMPLED = 10_000  # texts for languages, verb–noun pairs and distinct-n
NEAREST = 2_000  # instructions whose nearest neighbours are looked for
POOL = 100_000  # instructions among which they are looked for
_LABEL = 60  # characters of a label that are told
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stats:
    """What `dataset_stats` found; `notes` say what was left out or measured on a sample, and why.

    `languages` has for "instruction" and "output" the number of texts in each language. `distinct` has for the same
    two the share of different runs of 1, 2 and 3 words among all runs. `representation` has the number of rows that
    name each group of each category.
    """

    source: str
    notice: str
    rows: int
    tasks: int
    types: int
    empty_inputs: int
    lengths: Mapping[str, Lengths]
    labels: LabelStats
    duplicates: Mapping[str, int]
    distinct: Mapping[str, Sequence[float]]
    diversity: DiversityStats | None
    neighbours: Closeness | None
    seeds: Closeness | None
    languages: Mapping[str, Mapping[str, int]] | None
    pairs: VerbNounPairs | None
    representation: Mapping[str, Sequence[tuple[str, int]]]
    notes: list[str]

    def _repr_html_(self) -> str:
        return stats_html(self.source, self.rows, self.lengths, self.neighbours, self.pairs)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON, with the shares that the numbers give."""
        found = asdict(self)
        found["empty_input_share"] = _share(self.empty_inputs, self.rows)
        found["classification_share"] = _share(self.labels.classification, self.tasks)
        if self.pairs is not None:
            found["pairs"] |= {
                "found_share": _share(self.pairs.found, self.pairs.texts),
                "covered_share": _share(self.pairs.covered, self.pairs.texts),
            }
        return found


@rereadable_pipes()
@rows_given("source", "seeds")
def dataset_stats(source: Given, *, seeds: Given | None = None, vectors: str = HASHED) -> Stats:
    """Measure a run's dataset, or a file in any form that `export` reads.

    `seeds` are the tasks that novelty is measured against; left out, the seeds file that the run names is taken if it
    still is what it was. `vectors` are those that diversity is measured over: "hashed" ones of words as they are
    written, or "static" ones, which need selfinstruct[semantic]. Raises UsageError for a source without instances and
    SeedError for rows that cannot be read.
    """
    return measured_rows(as_path(source), None if seeds is None else as_path(seeds), vectors=vectors)[0]


def measured_rows(
    source: str | Path, seeds: str | Path | None = None, samples: int = 0, *, vectors: str = HASHED
) -> tuple[Stats, list[tuple[int, DatasetRow]]]:
    """The statistics, and so many rows with their numbers, drawn by hash, of which the first are a sample too."""
    check_vectors(vectors)
    opened = open_source(source)
    if "instances" not in opened.kinds:
        raise UsageError(f"{source}: contains only preferences; statistics need instances")
    gathered = CollectedStats()
    drawn: Sample[tuple[int, DatasetRow]] = Sample(samples)
    for number, example in enumerate(opened.read("instances")):
        gathered.take(number, example)
        if samples:
            drawn.take(number, (number, example))
    opened.columns.warn()
    if not gathered.rows:
        raise UsageError(f"{source}: contains no instances{opened.wanting('instances')}")
    return _stats(opened, gathered, seeds, vectors), drawn.items()


def _stats(opened: Source, gathered: "CollectedStats", seeds: str | Path | None, vectors: str) -> Stats:
    notes: list[str] = []
    pool, sampled = gathered.pool.items(), gathered.instructions.items()
    outputs = gathered.outputs.items()
    if gathered.tasks > len(sampled):
        notes.append(f"distinct-n, languages and pairs: from a sample of {len(sampled):,} instructions")
    if gathered.rows > len(outputs):
        notes.append(f"distinct-n and languages of outputs: from a sample of {len(outputs):,}")
    if gathered.tasks > MEASURED:
        notes.append(f"Vendi score and NovelSum: from a sample of {MEASURED:,} instructions")
    asked = pool[:NEAREST]
    if len(asked) < gathered.distinct_instructions:
        among = f" among {len(pool):,}" if len(pool) < gathered.distinct_instructions else ""
        notes.append(f"nearest neighbours: from a sample of {len(asked):,} instructions{among}")
    identify = _with_extra(language_identifier, "languages", notes)
    find = _with_extra(pair_finder, "verb–noun pairs", notes)
    known = seed_texts(opened, seeds, notes)
    texts = {"instruction": sampled, "output": outputs}
    return Stats(
        source=opened.label,
        notice=opened.notice,
        rows=gathered.rows,
        tasks=gathered.tasks,
        types=len(gathered.types),
        empty_inputs=gathered.rows - gathered.lengths["input"].texts,
        lengths={name: item.lengths() for name, item in gathered.lengths.items()},
        labels=gathered.labels(),
        duplicates={
            "rows": gathered.same_rows,
            "instructions": gathered.same_instructions,
            "outputs": gathered.same_outputs,
        },
        distinct={name: [distinct_n(found, size) for size in (1, 2, 3)] for name, found in texts.items()},
        diversity=diversity_stats(sampled, gathered.tasks, opened.info, vectors),
        neighbours=neighbours(asked, pool),
        seeds=closeness(asked, known) if known else None,
        languages=identify and {name: dict(Counter(map(identify, found))) for name, found in texts.items()},
        pairs=find and verb_noun_pairs(sampled, find),
        representation={name: ranked(gathered.named, name) for name in group_categories()},
        notes=notes,
    )


@dataclass(slots=True)
class Sizes:
    """Lengths met so far, each with how often: as many entries as there are different lengths."""

    texts: int = 0
    words: Counter[int] = field(default_factory=Counter)
    characters: Counter[int] = field(default_factory=Counter)

    def take(self, text: str) -> None:
        self.texts += 1
        self.words[len(unicode_tokens(text))] += 1
        self.characters[len(text)] += 1

    def lengths(self) -> Lengths:
        return Lengths(self.texts, spread(self.words), spread(self.characters), length_steps(self.words))


@dataclass(slots=True)
class CollectedStats:
    """What one pass over the rows leaves."""

    rows: int = 0
    same_rows: int = 0
    same_instructions: int = 0
    same_outputs: int = 0
    types: set[str] = field(default_factory=set)
    kinds: Counter[bool | None] = field(default_factory=Counter)
    lengths: dict[str, Sizes] = field(
        default_factory=lambda: {name: Sizes() for name in ("instruction", "input", "output")}
    )
    named: Counter[Group] = field(default_factory=Counter)
    instructions: Sample[str] = field(default_factory=lambda: Sample(SAMPLED))
    pool: Sample[str] = field(default_factory=lambda: Sample(POOL))
    outputs: Sample[str] = field(default_factory=lambda: Sample(SAMPLED))
    _tasks: set[int] = field(default_factory=set)
    _rows: set[int] = field(default_factory=set)
    _outputs: set[int] = field(default_factory=set)
    _instructions: set[int] = field(default_factory=set)
    _labels: Counter[str] = field(default_factory=Counter)
    _by_task: dict[int, Counter[int]] = field(default_factory=dict)

    @property
    def tasks(self) -> int:
        return len(self._tasks)

    @property
    def distinct_instructions(self) -> int:
        return len(self._instructions)

    def take(self, number: int, example: DatasetRow) -> None:
        self.rows += 1
        task = hash64(f"{example.task_id}\n{example.instruction}")
        if task not in self._tasks:
            self._tasks.add(task)
            self._take_task(number, example)
        row = hash64("\0".join((example.instruction, example.input, example.output)))
        self.same_rows += row in self._rows
        self._rows.add(row)
        said = hash64(" ".join(example.output.split()))
        self.same_outputs += not example.is_classification and said in self._outputs
        self._outputs.add(said)
        if example.input.strip():
            self.lengths["input"].take(example.input)
        self.lengths["output"].take(example.output)
        self.outputs.take(number, example.output)
        self.named.update(named_in("\n".join((example.instruction, example.input, example.output))))
        if example.is_classification:
            label = example.output.strip()
            self._labels[label[:_LABEL]] += 1
            self._by_task.setdefault(task, Counter())[hash64(label.casefold())] += 1

    def labels(self) -> LabelStats:
        several = [counts for counts in self._by_task.values() if counts.total() > 1]
        even = [evenness(counts) for counts in several]
        return LabelStats(
            classification=self.kinds[True],
            other=self.kinds[False],
            unknown=self.kinds[None],
            distinct=len(self._labels),
            most_common=sorted(self._labels.items(), key=lambda item: (-item[1], item[0]))[:10],
            repeated=len(several),
            one_sided=sum(len(counts) == 1 for counts in several),
            balance=sum(even) / len(even) if even else None,
        )

    def _take_task(self, number: int, example: DatasetRow) -> None:
        self.lengths["instruction"].take(example.instruction)
        self.types.update((example.type,) if example.type else ())
        self.kinds[example.is_classification] += 1
        form = hash64(normal_form(example.instruction, "plain"))
        self.instructions.take(number, example.instruction)
        if form in self._instructions:
            self.same_instructions += 1
        else:
            self._instructions.add(form)
            self.pool.take(number, example.instruction)


def _with_extra(make: Callable[[], T], what: str, notes: list[str]) -> T | None:
    try:
        return make()
    except MissingExtra as error:
        notes.append(f"{what}: left out; {error}")
        return None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
