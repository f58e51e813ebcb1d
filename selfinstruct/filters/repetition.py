"""A filter for texts that say the same over and over."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from selfinstruct.records import Instance, Reason, Task
from selfinstruct.text.answers.circles import find_circle
from selfinstruct.text.answers.loops import find_loop
from selfinstruct.text.tokens import unicode_tokens

_NUMBER = (
    r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|(?:a |one )?hundred|several|zwei|drei"
    r"|fünf|zehn|zwanzig|fünfzig|hundert|deux|trois|cinq|dix|vingt|cent|dos|tres|cinco|diez|veinte|cien|due|tre|cinque"
    r"|dieci|cento|dois|três|dez|cem|vijf|tien|honderd|pięć|dziesięć|sto|пять|десять|сто)"
)
# Words by which a task asks for the same again and again, in the languages that refusals are known in too.
_ASKED = re.compile(
    r"(?<!not )(?<!n't )(?<!n’t )(?<!never )(?<!without )(?<!avoid )\brepeat(?:s|ed|ing|edly)?\b"
    r"|\bover and over\b|\bagain and again\b|\b(?:refrain|chorus|mantra|tongue[- ]twister|chant|monotonous)\b"
    rf"|\b{_NUMBER}[ -]?(?:times|mal|fois|veces|vezes|volte|keer|razy|раз|разів|kez|kere|defa|lần|kali|बार|مرات|مرة)\b"
    r"(?! (?:an?|per|as|each|every|more|larger|bigger|faster|the)\b)"
    r"|(?<!nicht )\bwiederhol|(?<!pas )\br[ée]p[éè]t|\brep[ei]t[aeií]|\bripet|\bherhaal|\bpowt[óo]rz|\bповтор|\btekrar"
    r"|\blặp|दोहरा|كرر|تكرار|重复|重複|繰り返|くりかえ|반복|[\d二三四五六七八九十百]\s?[次遍回번]",
    re.IGNORECASE,
)  # fmt: skip
# What has refrains, and lines that begin or end alike.
_VERSE = re.compile(
    r"\b(?:poems?|poetry|songs?|lyrics?|verses?|rhymes?|ballad|villanelle|pantoum|rondeau|rondel|triolet|sestina|ghazal|hymn"
    r"|lullaby|anthem|carol|prayer|litany|mantra|affirmation|limerick|rap|shanty|anaphora|refrain|chorus|spell|nursery"
    r"|gedicht|lied|liedtext|reim|gebet|poème|chanson|refrain|prière|poema|canción|oración|poesia|canzone|preghiera|canção"
    r"|oração|lied|gebed|wiersz|piosenk|modlitw)\b|стих|песн|молитв|вірш|пісн|şiir|şarkı|bài thơ|bài hát"
    r"|诗|詩|歌|经文|祈祷|俳句|시를|시 한|노래|기도|कविता|गीत|قصيدة|أغنية|دعاء",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2}|[\u0e00-\u1aff\u2e80-\uffff]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？｡])\s*|(?<=[।؟۔])\s+")


@dataclass(frozen=True)
class Repetition:
    """Texts that say the same over and over, unless the task asks for it.

    One line, sentence or short run of words makes up most of it, wherever it stands, or a period of any length does, in
    a row; or such a period goes on until the end.
    """

    times: int = 5
    share: float = 0.5
    scope: ClassVar[str] = "instance"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        found = self._found(instance)
        # As nearly always there is none: whether it was asked for takes longer to tell.
        return None if found is None or _asks_for_it(task.instruction) else Reason("repetition", found)

    def _found(self, instance: Instance) -> str | None:
        # An input may be a list of words to count; runs of four still tell a model that has lost its way.
        for text, shortest in ((instance.output, 1), (instance.input, 4)):
            for unit in _units(text, shortest):
                if (found := _repeated(unit, self.times, self.share)) is not None:
                    return found
            if (found := find_loop(text, self.times, self.share, shortest)) is not None:
                return found
        return None


@dataclass(frozen=True)
class Circles:
    """Outputs with a sentence of `words` words or more that comes `times` times, or a few that come so in a row.

    A sentence that does not come one time after the other must make up `share` of the output. Verses, tables and code
    may repeat, and so may any text whose task asks for it or whose input does the same.
    """

    times: int = 3
    words: int = 8
    share: float = 0.3
    scope: ClassVar[str] = "instance"

    def __post_init__(self) -> None:
        if self.times < 2:
            raise ValueError(f"times must be at least 2 (found {self.times})")

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        found = find_circle(instance.output, self.times, self.words, self.share)
        if found is None:  # as nearly always: whether it was asked for takes longer to tell
            return None
        if _asks_for_it(task.instruction) or _VERSE.search(f"{task.instruction}\n{task.type.replace('_', ' ')}"):
            return None
        if find_circle(f"{task.instruction}\n{instance.input}", 2, self.words, 0) is not None:
            return None
        return Reason("circles", found)


@lru_cache(maxsize=64)  # a task's instances come one after another
def _asks_for_it(instruction: str) -> bool:
    return _ASKED.search(instruction) is not None


def _units(text: str, shortest: int) -> Iterator[list[str]]:
    """The text as lines, as sentences, and as runs of four words down to `shortest`."""
    yield [line.strip() for line in text.split("\n") if _has_words(line)]
    yield [part.strip() for part in _SENTENCE_END.split(text) if _has_words(part)]
    words = text.split()
    for size in range(4, shortest - 1, -1):
        if len(words) >= max(12 * size, 24):
            yield [" ".join(words[start : start + size]) for start in range(0, len(words) - size + 1, size)]


def _has_words(text: str) -> bool:
    """Whether there are three words, or as many characters as three words have where none stand apart."""
    return len(text.split()) >= 3 or (not text.isascii() and len(unicode_tokens(text)) >= 6)


def _repeated(unit: list[str], times: int, share: float) -> str | None:
    if len(unit) < times:
        return None
    text, number = Counter(unit).most_common(1)[0]
    # Numbers, table rules, boards of single letters and one-word labels repeat for good reasons.
    if number < times or number < share * len(unit) or not _WORD.search(text):
        return None
    return text[:200]
