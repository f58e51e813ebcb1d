"""What can be said of an answer without a model: whether its question gives it away, and whether another one agrees."""

import re
import unicodedata

from selfinstruct.text.grounding.common_words import COMMON, NO, OR, OR_WITHIN, YES
from selfinstruct.text.grounding.negations import negations
from selfinstruct.text.grounding.number_words import MONTHS
from selfinstruct.text.grounding.numbers import unsupported_numbers
from selfinstruct.text.grounding.opposition import opposed, other_names
from selfinstruct.text.grounding.questions import no_question as no_question
from selfinstruct.text.grounding.stems import stems, telling, unspaced, weight
from selfinstruct.text.grounding.unanswerable import is_unanswerable as is_unanswerable
from selfinstruct.text.invisible import visible
from selfinstruct.text.tokens import unicode_tokens

_PARTS = re.compile(r"[,;:/、，；：\n()|•?？؟]|\s[-–]\s")
# What two answers may reach at most whose numbers or names differ, and of which one denies what the other says.
_OTHER_NUMBERS, _OPPOSED = 0.2, 0.2
# From which share on that an answer has of all that the other says, and how many words of it, that share counts.
_NEARLY, _SEVERAL = 0.7, 3
_WORDS_OF_FACT = 40


def answer_in_question(question: str, answer: str) -> bool:
    """Whether every word of an answer that says something stands in its question.

    Yes and no do not count, nor one of the choices that a question offers.
    """
    words, asked = _words(answer), _words(question)
    said = [word for word in words if word not in COMMON]
    if not said or not set(said) <= set(asked) or _polarity(words):
        return False
    if any(unspaced(word) for word in said) and _squeezed(answer) not in _squeezed(question):
        return False
    return not _is_choice(question, said)


def agreement(answer: str, other: str) -> float:
    """How far two answers to one question say the same, from 0 to 1.

    The F1 of their words, in which common words weigh little. It is 1 where one holds all that the other says with the
    same numbers, 0 where one says yes and the other no, and low where numbers differ or only one is negated.
    """
    one, two = _words(answer), _words(other)
    if not one or not two:
        return 0.0
    said, against = _polarity(one), _polarity(two)
    if said and against:
        if said != against:
            return 0.0
        if min(len(one), len(two)) <= 2:
            return 1.0
    shorter, longer = sorted((answer, other), key=lambda text: len(_words(text)))
    f1, held = _f1(one, two), _holds(longer, shorter)
    if (said or against) and not (said and against):
        # "No" to a sentence: what that says is told by whether it is negated.
        bare = one if said else two
        if len(bare) <= 2:
            return 0.7 if (negations(_folded(other if said else answer)) > 0) == ((said or against) < 0) else 0.0
    apart = bool(unsupported_numbers(answer, other)) and bool(unsupported_numbers(other, answer))
    if apart or other_names(answer, other):
        return min(f1, _OTHER_NUMBERS) if max(len(one), len(two)) <= _WORDS_OF_FACT else f1 * 0.7
    lacking = unsupported_numbers(shorter, longer)
    if opposed(shorter, longer):
        return min(f1, _OPPOSED)
    return 1.0 if held and not lacking else max(f1, _contained(longer, shorter)) if not lacking else f1


def _words(text: str) -> list[str]:
    return unicode_tokens(text)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", visible(text)).casefold().replace("’", "'")


def _squeezed(text: str) -> str:
    return "".join(_words(text))


def _polarity(words: list[str]) -> int:
    """1 where an answer begins with yes, -1 where it begins with no, else 0."""
    for size in (1, 2, 3, 4):
        first = "".join(words[:size]) if len(words) >= size else ""
        if first in YES and not (size == 1 and unspaced(first) and len(words) > 1):
            return 1
        if first in NO and not (size == 1 and unspaced(first) and len(words) > 1):
            return -1
    return 0


def _is_choice(question: str, said: list[str]) -> bool:
    """Whether what an answer says is one of several things that the question names to choose from."""
    folded = _folded(question)
    named = re.split(r"(\s+)", folded)
    offers = any(word in OR for word in named) or any(word in folded for word in OR_WITHIN)
    words = [" , " if word in OR or word in OR_WITHIN else word for word in named]
    within = re.compile("|".join(OR_WITHIN))
    parts = [_words(part) for part in _PARTS.split(within.sub(",", "".join(words)))]
    parts = [[word for word in part if word not in COMMON] for part in parts]
    parts = [part for part in parts if part]
    size = len(said)
    chosen = any(part[-size:] == said or part[:size] == said for part in parts)
    return chosen and len(parts) > (1 if offers else 2)


def _f1(one: list[str], two: list[str]) -> float:
    first, second = stems(one), stems(two)
    shared, total = weight(first & second), weight(first) + weight(second)
    return round(2 * shared / total, 6) if total else 0.0


def _holds(longer: str, shorter: str) -> bool:
    """Whether a text has all that another says."""
    if any(map(unspaced, _words(shorter))):
        return _squeezed(shorter) in _squeezed(longer)
    words = [word for word in _words(shorter) if not any(map(str.isdigit, word)) and word not in MONTHS]
    small = telling(" ".join(words))
    # What numbers and months say is compared as numbers, however they are written.
    return (bool(small) or len(words) < len(_words(shorter))) and not small - telling(longer)


def _contained(longer: str, shorter: str) -> float:
    """The share of what a text says that another one has too, where that is nearly all of several words."""
    said, has = set(telling(shorter)), set(telling(longer))
    share = len(said & has) / len(said) if said else 0.0
    return share if share >= _NEARLY and len(said) >= _SEVERAL else 0.0
