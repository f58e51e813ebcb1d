"""What stands in too many tasks of the pool, beside the seeds: words, and ways to begin. Prompts ask to do without."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from selfinstruct.files.task_fields import STOP_WORDS
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.recipes.generate import Overused
from selfinstruct.records import Task
from selfinstruct.text.tokens import unicode_tokens

_SHORTEST, _LONGEST = 4, 30  # letters of a word that says something, and of one that is none
_OPENING = 2  # words


@dataclass(slots=True)
class CountedTexts:
    """In how many of so many texts each word stands, and how many begin with each two words."""

    texts: int = 0
    words: Counter[str] = field(default_factory=Counter)
    openings: Counter[str] = field(default_factory=Counter)

    def add(self, text: str) -> None:
        tokens = unicode_tokens(text)
        self.texts += 1
        self.words.update(set(filter(_says_something, tokens)))
        opening = tokens[:_OPENING]
        if len(opening) == _OPENING and all(len(word) <= _LONGEST for word in opening):
            self.openings[" ".join(opening)] += 1

    def usual(self, counts: Counter[str], what: str) -> float:
        """The share of texts with it, where one that no text has is taken to be in half of one."""
        return max(counts[what], 0.5) / max(self.texts, 1)


@dataclass(slots=True)
class CountedPool:
    """The pool, counted as far as prompts have come, and what is usual: the seeds.

    In another language than theirs the seeds say nothing, and the first tasks of the pool take their place.
    """

    inputs: Inputs
    settings: Overused
    _pool: CountedTexts = field(init=False, default_factory=CountedTexts)
    _usual: CountedTexts = field(init=False, default_factory=CountedTexts)
    _named: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        inputs = self.inputs
        if not inputs.language:
            for task in inputs.seeds:
                self._usual.add(task.instruction)
        self._named = frozenset(unicode_tokens(f"{inputs.topic} {inputs.language} {inputs.guidance}"))

    def overused(self, pool: Sequence[Task], size: int, spared: Iterable[str]) -> dict[str, list[str]] | None:
        """Words and openings by how many tasks too many have them, of the first `size` of the pool.

        None where there are none. Words that the prompt itself asks about are `spared`.
        """
        self._count(pool, size)
        settings, counted = self.settings, self._pool
        if size < settings.tasks * (2 if self.inputs.language else 1):
            return None
        asked = self._named.union(*map(unicode_tokens, spared))
        words = self._beyond(counted.words, self._usual.words, settings.share)
        openings = self._beyond(counted.openings, self._usual.openings, 2 * settings.share)
        found = {
            "words": [word for word in words if word not in asked][: settings.words],
            "openings": openings[: settings.openings],
        }
        return found if any(found.values()) else None

    def _count(self, pool: Sequence[Task], size: int) -> None:
        if size < self._pool.texts:  # an earlier request again
            self._pool = CountedTexts()
        for place in range(self._pool.texts, size):
            text = pool[place].instruction
            self._pool.add(text)
            if self.inputs.language and place == self._usual.texts < self.settings.tasks:
                self._usual.add(text)

    def _beyond(self, counts: Counter[str], usual: Counter[str], share: float) -> list[str]:
        number, found = self._pool.texts, []
        for what, count in counts.items():
            expected = self._usual.usual(usual, what)
            if count > share * number and count > self.settings.times * expected * number:
                found.append((expected * number - count, what))
        return [what for _, what in sorted(found)]


def _says_something(word: str) -> bool:
    return _SHORTEST <= len(word) <= _LONGEST and word not in STOP_WORDS and not any(map(str.isdigit, word))
