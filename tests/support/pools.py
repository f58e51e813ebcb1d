"""Texts for pools that must agree, and pools and tasks that die, together with the process they are in."""

import os
import random
import signal
from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st

from selfinstruct.errors import RunError
from selfinstruct.novelty.join.engines import Outcome
from selfinstruct.novelty.join.pairs import Joiner, Task
from selfinstruct.novelty.rouge import Match, NoveltyIndex
from tests.support.texts import edited

# Few words, so that texts come close and tie; marks that are no tokens; scripts without spaces between words.
_WORDS = ["a", "b", "c", "d", "e", "A", "b!", "…", "’", "é", "中文", "水水", "ไทย", "ＷＩＤＥ", "\ud800"]
TEXTS = st.lists(st.lists(st.sampled_from(_WORDS), max_size=10).map(" ".join), max_size=40)


def crowd(number: int, seed: int = 0) -> list[str]:
    """That many texts, many of them close to an earlier one, equal to one but for case, or without a token."""
    rng = random.Random(seed)
    vocabulary = [f"w{word}" for word in range(60)] + _WORDS
    texts: list[str] = []
    while len(texts) < number:
        if texts and rng.random() < 0.6:
            words = edited(rng, rng.choice(texts).split(" "), vocabulary)
            texts.append(" ".join(words) if rng.random() < 0.8 else rng.choice(texts).upper())
        else:
            texts.append(" ".join(rng.choice(vocabulary) for _ in range(rng.choice([0, 1, 7, 10, 13, 14, 20]))))
    return texts


def die(once: Path | None) -> None:
    """Kill this process, with `once` only if that has not happened before."""
    if once is not None:
        if once.exists():
            return
        once.touch()
    os.kill(os.getpid(), signal.SIGKILL)


class MortalIndex(NoveltyIndex):
    """Dies when it is asked about a certain text, once or always."""

    def __init__(self, text: str, once: Path | None) -> None:
        super().__init__()
        self._text, self._once = text, once

    def check(self, text: str) -> Match | None:
        if text == self._text:
            die(self._once)
        return super().check(text)


class MortalJoiner:
    """Carries out tasks, and dies of a certain one, once or always."""

    def __init__(self, make: Callable[[], Joiner], blocks: tuple[int, int], once: Path | None) -> None:
        self._joiner, self._blocks, self._once = make(), blocks, once

    def __call__(self, task: Task) -> Outcome:
        outcome = self._joiner(task)
        if (task.left, task.right) == self._blocks:
            die(self._once)
        return outcome


class Failing:
    """Carries out no task."""

    def __init__(self, make: Callable[[], Joiner]) -> None:
        self._make = make

    def __call__(self, task: Task) -> Outcome:
        raise RunError(f"no room for task {task.left}")
