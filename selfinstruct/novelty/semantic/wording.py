"""What of a text must be met by one that asks for the same: words, numbers, negations, names and directions.

The mean of word vectors hardly moves when one word of twelve is another one, when a number changes, or when words
change places. So all of that is looked at apart. Words that only phrase a request ("please list some ways of") need no
counterpart; they are known for English, and what is written in another language has to meet word by word.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from selfinstruct.novelty.semantic.directions import Directions, directions
from selfinstruct.text.grounding.negations import WORDS, negations
from selfinstruct.text.grounding.number_words import spelled_numbers
from selfinstruct.text.tokens import placed_tokens

# They say how something is asked for, not what: verbs of asking and answering, and words between others.
PHRASING = frozenset(
    """
    a an the this that these those there here it its
    i me my mine we us our you your he him his she her they them their one ones
    s t m re ve ll d don doesn didn isn aren wasn weren won wouldn couldn shouldn hasn haven hadn
    is are was were be been being am do does did done doing has have had having can could would should shall will may
    might must
    of in on at for with from to into about as by and or so than then if out which what how whether some any each every
    please kindly want need like help let try make sure also just really simply exactly following below given
    list name give provide offer suggest recommend propose write compose create generate produce draft come up
    tell show say state explain describe discuss outline present find identify determine decide figure out get
    think answer reply respond question questions
    way ways thing things kind kinds type types sort subject topic idea ideas
    good best great useful possible different various
    """.split()
)
# Where a text is about words, one with the same meaning is another one.
_ABOUT_WORDS = frozenset(
    """
    word words synonym synonyms antonym antonyms opposite rhyme rhymes rhyming spell spelled spelling plural singular
    noun nouns verb verbs adjective adjectives adverb tense prefix suffix letter letters term terms mean means meaning
    define definition etymology pronounce pronunciation homophone anagram idiom idioms
    """.split()
)
_QUOTED = re.compile(r"[\"“«「『`]([^\"”»」』`\n]{1,80})[\"”»」』`]|(?<![\w'])'([^'\n]{1,80})'(?!\w)")
_DIGITS = re.compile(r"\d+(?:[.,:/]\d+)*")
_SENTENCE_END = '.!?:;\n-*•"“(['
_PHRASED = 0.2
# Texts whose wording is asked for again, as that of a pool is; of a long one it takes much memory.
_REMEMBERED, _SHORT = 1 << 12, 2_000


@dataclass(frozen=True, slots=True)
class Wording:
    """What is compared of a text.

    `words` are all, in order; `telling` those that need a counterpart, once each, and `exact` those of them that only
    they themselves will do for. `key` is what must be equal: numbers and negations. `is_phrased` says that the words
    which only ask are known.
    """

    words: tuple[str, ...]
    telling: tuple[str, ...]
    exact: frozenset[str]
    key: str
    directions: Directions
    is_phrased: bool


def read(text: str) -> Wording:
    """The wording of a text in any language."""
    return _remembered(text) if len(text) <= _SHORT else _read(text)


@lru_cache(_REMEMBERED)
def _remembered(text: str) -> Wording:
    return _read(text)


def _read(text: str) -> Wording:
    placed = placed_tokens(text)
    words = tuple(word for word, _ in placed)
    spelled = [number for number in spelled_numbers(text.casefold()) if number != 1]
    numbers = sorted([*(found[0].rstrip(".,") for found in _DIGITS.finditer(text)), *map(str, spelled)])
    telling = tuple(dict.fromkeys(word for word in words if _tells(word)))
    about_words = not _ABOUT_WORDS.isdisjoint(words)
    exact = frozenset(telling) if about_words else frozenset({*_names(text, placed), *_quoted(text, placed)})
    phrased = sum(word in PHRASING for word in words)
    return Wording(
        words,
        telling,
        exact & frozenset(telling),
        f"{negations(text.casefold())} {' '.join(numbers)}",
        directions(text.lower(), _tells),
        phrased >= _PHRASED * len(words) > 0,
    )


@lru_cache(1 << 16)
def _tells(word: str) -> bool:
    return word not in PHRASING and word not in WORDS and not word.isdigit() and not any(spelled_numbers(word))


def _names(text: str, placed: Sequence[tuple[str, tuple[int, int]]]) -> Iterator[str]:
    """Words with a capital that stand within a sentence, or with several, unless most words have one."""
    capital = [text[start].isupper() for _, (start, _) in placed]
    if sum(capital) > len(placed) / 2:
        return
    behind = 0
    for (word, (start, end)), is_capital in zip(placed, capital, strict=True):
        before = text[behind:start].rstrip()
        inner = bool(behind) and (not before or before[-1] not in _SENTENCE_END)
        written = text[start:end]
        if (is_capital and inner) or any(char.isupper() for char in written[1:]) or not written.isalpha():
            yield word
        behind = end


def _quoted(text: str, placed: Iterable[tuple[str, tuple[int, int]]]) -> Iterator[str]:
    spans = iter([found.span() for found in _QUOTED.finditer(text)])
    first, last = next(spans, (len(text), len(text)))
    for word, (start, end) in placed:
        while last <= start:
            first, last = next(spans, (len(text), len(text)))
            if first == last:
                return
        if first < start and end < last:
            yield word
