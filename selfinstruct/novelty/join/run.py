"""A join from its texts to the pool that knows their pairs."""

import math
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from selfinstruct.files.spool import no_room, place
from selfinstruct.novelty.join.engines import Engine
from selfinstruct.novelty.join.pairs import Joiner, Pairs, Task, Terms, pairs_path
from selfinstruct.novelty.join.pool import JoinedIndex
from selfinstruct.novelty.join.texts import Written, write_blocks
from selfinstruct.watching.steps import stepped

# Texts of a block at most: an index of so many has about 400 MB.
_BLOCK = 1_000_000
# Of each text, on average, so many pairs may lie on the disk, 28 bytes each.
_PAIRS = 64


@dataclass(frozen=True, slots=True)
class Joined:
    """What a join has found: the pool, None where there are too many pairs to be worth it; and how much work it was."""

    pool: JoinedIndex | None
    texts: int
    tasks: int
    pairs: int


def block_number(texts: int, workers: int) -> int:
    """How many blocks so many texts are cut into: enough to fill the workers, and none larger than memory bears."""
    full = 1 if workers == 1 else math.ceil((math.sqrt(1 + 24 * workers) - 1) / 2)
    return max(full, math.ceil(texts / _BLOCK))


@contextmanager
def joined(
    texts: Iterable[str],
    threshold: float,
    profile: str,
    engine: Callable[[Callable[[], Joiner]], Engine],
    blocks: Callable[[int], int],
    *,
    seeds: Iterable[str] = (),
    entries: bool = True,
    alone: Callable[[], bool] = lambda: True,
) -> Iterator[Joined]:
    """The pool for texts that are asked about in this order, and put into it or not.

    `seeds` will be put into it first, whatever they are close to; the texts only with `entries`. `alone` says that a
    text is put into it if and only if it has no match, so that of two blocks the later need not be compared with what
    the earlier is sure to lose; it is asked once all texts have been read. The pool lives as long as the context.
    """
    with _folder() as folder:
        written = write_blocks(seeds, texts, profile, folder, blocks)
        number = len(written.classes)
        terms = Terms(
            folder, threshold, profile, written.seeded, number if entries else written.seeded,
            _PAIRS * max(1_000, written.texts),
        )  # fmt: skip
        stages = _stages(written, terms, alone=entries and alone())
        files, pairs = _carried_out(stages, terms, engine)
        tasks = sum(map(len, stages))
        if files is None:
            yield Joined(None, written.texts, tasks, pairs)
            return
        pool = JoinedIndex(written.classes, Pairs(folder, files, number), threshold, profile)
        yield Joined(pool, written.texts, tasks, pairs)


@contextmanager
def _folder() -> Iterator[Path]:
    try:
        made = tempfile.TemporaryDirectory(dir=place(), prefix="selfinstruct-", ignore_cleanup_errors=True)
    except OSError as error:
        raise no_room(error) from error
    with made as name:
        yield Path(name)


def _stages(written: Written, terms: Terms, *, alone: bool) -> list[list[Task]]:
    """All pairs of blocks, in stages: tasks of one stage do not wait for each other."""
    blocks = range(len(written.begins))
    lefts = [block for block in blocks if not block or written.begins[block] < terms.entries]
    if not alone:
        return [[Task(left, right) for left in lefts for right in blocks if left <= right]]
    rest = [Task(left, right) for left in lefts[1:] for right in blocks if left <= right]
    stages = [[Task(0, 0, True)], [Task(0, right, True) for right in blocks[1:]], rest]
    return [stage for stage in stages if stage]


def _carried_out(
    stages: Sequence[Sequence[Task]], terms: Terms, engine: Callable[[Callable[[], Joiner]], Engine]
) -> tuple[list[Path] | None, int]:
    """The files of pairs, None where there are too many pairs, and how many pairs."""
    files, pairs = list[Path](), 0
    with closing(engine(partial(Joiner, terms))) as working:
        outcomes = chain.from_iterable(map(working.carry_out, stages))
        for task, outcome in stepped(outcomes, "pairs of blocks compared", sum(map(len, stages))):
            pairs += terms.most + 1 if outcome is None else outcome[1]
            if outcome is None or pairs > terms.most:
                return None, pairs
            files += [pairs_path(terms.folder, task, file) for file in range(outcome[0])]
    return sorted(files), pairs
