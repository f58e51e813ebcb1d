"""Who trains and who tests: tasks held out by splits that do not leak, or rows of the user's own."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from selfinstruct.errors import UsageError
from selfinstruct.files.dataset_rows import DatasetRow, Record
from selfinstruct.flows.export.split_assignment import SplitRow, Splits, read_shares
from selfinstruct.flows.export.split_plan import groups_of, text_of
from selfinstruct.flows.prove.arms import KEPT, RANDOM, REJECTED, Item, Material, classified, lesson_of
from selfinstruct.flows.prove.deciding import Decider, decider
from selfinstruct.flows.prove.leaks import KnownTest, folded, leaking
from selfinstruct.novelty.exact import hash64
from selfinstruct.runs.sources import open_source
from selfinstruct.students.student import Lesson

TEST, TRAIN = "test", "train"
ENOUGH = 60  # questions, with which those that datasets answer otherwise need not be asked
_TASKS = 20  # with fewer of them, as where all rows have one instruction, it is rows that are held out
FEWEST = 20  # held-out tasks that code can decide: fewer say nothing


@dataclass(frozen=True, slots=True)
class Question:
    """A held-out task: what is asked, what decides, and what it must not be parted from when tasks are drawn anew."""

    item: Item
    decides: Decider
    cluster: str


@dataclass(slots=True)
class Division:
    """The test, and for each arm the rows it may train on.

    `undecided` counts held-out tasks that no code can decide, `contradicted` those that datasets answer otherwise, and
    `near` rows left out of an arm for what they have in common with the test, or with rows on both sides. `by_row`: the
    data has so few tasks that their rows were divided. `both`: of contradicted tasks each answer was asked for.
    `unequal` has how many each dataset gives, where they cannot give as many each.
    """

    questions: list[Question]
    arms: dict[str, list[Item]]
    undecided: int = 0
    contradicted: int = 0
    near: Counter[str] = field(default_factory=Counter)
    by_row: bool = False
    both: bool = False
    unequal: dict[str, int] = field(default_factory=dict)


def divide(material: Material, share: float, most: int, seed: int) -> Division:
    """Hold out a share of the kept tasks, of which at most so many are asked; no arm trains on anything like them.

    Where other datasets are named, as many tasks of each are asked: a test out of one alone would be at home there. A
    task that two of them answer otherwise has no right answer, and is not asked where there are enough without it.
    """
    splits = Splits(read_shares(f"{TRAIN}={100 * (1 - share):g},{TEST}={100 * share:g}"))
    found = Division([], {}, by_row=len({groups_of(item.record)[0] for item in material.arms[KEPT]}) < _TASKS)
    held: dict[str, list[Item]] = {}
    for arm, items in material.arms.items():
        trains = found.arms.setdefault(arm, [])
        for item in items:
            into = _split(splits, item.record, by_row=found.by_row)
            if into == TRAIN:
                trains.append(item)
            elif into == TEST and arm not in (RANDOM, REJECTED):
                held.setdefault(arm, []).append(item)
            else:
                found.near[arm] += 1
    agreed = _agreed(held)
    found.contradicted = sum(map(len, held.values())) - sum(map(len, agreed.values()))
    _ask(found, agreed, most, seed)
    if found.contradicted and len(found.questions) < min(most, ENOUGH):
        found.both, found.undecided = True, 0
        _ask(found, held, most, seed)
    if len(found.questions) < FEWEST:
        count = sum(map(len, held.values()))
        told = f"of {count:,} held-out rows code can decide {len(found.questions)}, and {FEWEST} are needed"
        raise UsageError(f"{material.label}: {told}; give more data, a larger --test-share, or --test FILE")
    return found


def given_test(
    material: Material, path: Path, most: int, seed: int, *, drop: bool, accepts: Callable[[Lesson], bool]
) -> Division:
    """The test is those rows of a file that the student can be asked.

    Raises UsageError for too few of them, and where an arm holds what is asked, unless these rows are to go.
    """
    source = open_source(path)
    kind = material.kind if material.kind in source.kinds else source.kinds[0]
    read = ((record, lesson) for record in source.read(kind) if (lesson := lesson_of(record)) is not None)
    items = [classified(Item(record, lesson), material.labelled) for record, lesson in read]
    if not items:
        raise UsageError(f"--test {path}: has no {kind} that can be asked{source.wanting(kind)}")
    found = Division([], {}, by_row=len({groups_of(item.record)[0] for item in items}) < _TASKS)
    _ask(found, {TEST: [item for item in items if accepts(item.lesson)]}, most, seed)
    if len(found.questions) < FEWEST:
        told = (
            f"of {len(items):,} rows {len(found.questions)} can be asked and decided by code, and {FEWEST} are needed"
        )
        raise UsageError(f"--test {path}: {told}")
    known = KnownTest([item.record for item in items])
    for arm, rows in material.arms.items():
        leaks = [(item, match) for item in rows if (match := known.like(item.record)) is not None]
        if leaks and not drop:
            where = material.label if arm == KEPT else f"the arm {arm}"
            pairs = [(item.record.id, match.id) for item, match in leaks]
            raise UsageError(f"--test {path}: {leaking(where, len(rows), pairs, leaks[0][0].lesson.asked)}")
        gone = {id(item) for item, _ in leaks}
        found.arms[arm] = [item for item in rows if id(item) not in gone]
        found.near[arm] += len(leaks)
    return found


def _ask(found: Division, held: Mapping[str, Sequence[Item]], most: int, seed: int) -> None:
    """Questions out of rows that are held out: those that can be decided, drawn by a hash where they are too many.

    Datasets take turns until one has no more, so that each gives as many as the others; where that is too few, to the
    end, which `unequal` tells.
    """
    drawn: dict[str, list[Question]] = {}
    for arm, items in held.items():
        asked = []
        for item in items:
            decides = decider(_answered(item.record))
            if decides is None:
                found.undecided += 1
            else:
                asked.append(Question(item, decides, item.record.id if found.by_row else groups_of(item.record)[0]))
        drawn[arm] = sorted(asked, key=lambda question: hash64(f"{seed}:question:{question.item.record.id}"))
    found.questions, found.unequal = _once(zip(*drawn.values(), strict=False)), {}
    if len(found.questions) < FEWEST and len({len(questions) for questions in drawn.values()}) > 1:
        found.questions = _once(itertools.zip_longest(*drawn.values()))
        found.unequal = {arm: len(questions) for arm, questions in drawn.items()}
    found.questions = found.questions[:most]


def _once(turns: Iterable[tuple[Question | None, ...]]) -> list[Question]:
    """The questions in turn, of those that ask and answer the same the first."""
    once: dict[tuple[str, str], Question] = {}
    for question in filter(None, itertools.chain.from_iterable(turns)):
        once.setdefault((folded(question.item.lesson.asked), question.item.lesson.answer.strip()), question)
    return list(once.values())


def _agreed(held: Mapping[str, Sequence[Item]]) -> dict[str, list[Item]]:
    """The held-out rows without those whose task has another answer in another dataset."""
    answers: dict[str, set[str]] = {}
    for items in held.values():
        for item in items:
            answers.setdefault(folded(item.lesson.asked), set()).add(folded(item.lesson.answer))
    return {
        arm: [item for item in items if len(answers[folded(item.lesson.asked)]) == 1] for arm, items in held.items()
    }


def _answered(record: Record) -> DatasetRow:
    """A row as what decides about answers sees it: of a pair the better answer is the right one."""
    if isinstance(record, DatasetRow):
        return record if not record.turns else replace(record, output=record.turns[-1].content)
    prompt = "\n".join(turn.content for turn in record.prompt)
    return DatasetRow(record.id, record.task_id, "", prompt, "", record.chosen, checks=record.checks)


def _split(splits: Splits, record: Record, *, by_row: bool) -> str:
    """The split of a row, "" for none; what is not kept goes with the kept rows of its task, or where it is drawn."""
    if by_row and isinstance(record, DatasetRow) and record.input.strip():
        row = SplitRow(record.id, "", record.input)
    else:
        group, *also = groups_of(record)
        row = SplitRow(record.id, group, text_of(record), "", tuple(also))
    found = splits.deal(row)
    return found if isinstance(found, str) else ""


def kinds_of(questions: Sequence[Question]) -> Iterator[tuple[str, int]]:
    """How many questions each kind of decision decides."""
    yield from Counter(question.decides.kind for question in questions).most_common()


def asked_lessons(material: Material, division: Division) -> list[Lesson]:
    """The questions as a student is asked them, with the labels that the data knows for their kind."""
    labels: dict[str, set[str]] = {}
    held = (question.item for question in division.questions)
    for item in (*material.arms[KEPT], *held):
        if item.lesson.classified:
            labels.setdefault(item.lesson.group, set()).add(item.lesson.answer.strip())
    lessons = [question.item.lesson for question in division.questions]
    return [
        replace(lesson, labels=tuple(sorted(labels[lesson.group]))) if lesson.classified else lesson
        for lesson in lessons
    ]
