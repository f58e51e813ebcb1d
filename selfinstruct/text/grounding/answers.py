"""What can be said of an answer without a model: whether its question gives it away, and whether another one agrees."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from selfinstruct.text.grounding.common_words import COMMON, NO, OR, OR_WITHIN, YES
from selfinstruct.text.grounding.negations import negations
from selfinstruct.text.grounding.number_words import MONTHS
from selfinstruct.text.grounding.numbers import unsupported_numbers
from selfinstruct.text.grounding.questions import no_question as no_question
from selfinstruct.text.grounding.unanswerable import is_unanswerable as is_unanswerable
from selfinstruct.text.invisible import visible
from selfinstruct.text.tokens import unicode_tokens

_PARTS = re.compile(r"[,;:/、，；：\n()|•?？؟]|\s[-–]\s")
_CLAUSE = re.compile(r"[.;:()\n。；：،؛]\s*|,\s|、|，|\s[-–—]\s")
# What a word weighs that says little, and one that says something.
_LITTLE, _MUCH = 0.1, 1.0
# What two answers may reach at most whose numbers differ, and of which one is negated.
_OTHER_NUMBERS, _OPPOSED = 0.2, 0.2
# Letters of a word that tell it from others, whatever its ending.
_STEM, _LONG = 5, 7
_WORDS_OF_FACT = 40


def answer_in_question(question: str, answer: str) -> bool:
    """Whether every word of an answer that says something stands in its question.

    Yes and no do not count, nor one of the choices that a question offers.
    """
    words, asked = _words(answer), _words(question)
    telling = [word for word in words if word not in COMMON]
    if not telling or not set(telling) <= set(asked) or _polarity(words):
        return False
    if any(_unspaced(word) for word in telling) and _squeezed(answer) not in _squeezed(question):
        return False
    return not _is_choice(question, telling)


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
    if apart:
        return min(f1, _OTHER_NUMBERS) if max(len(one), len(two)) <= _WORDS_OF_FACT else f1 * 0.7
    lacking = unsupported_numbers(shorter, longer)
    if _opposed(shorter, longer):
        return min(f1, _OPPOSED)
    return 1.0 if held and not lacking else f1


def _words(text: str) -> list[str]:
    return unicode_tokens(text)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", visible(text)).casefold().replace("’", "'")


def _squeezed(text: str) -> str:
    return "".join(_words(text))


def _unspaced(word: str) -> bool:
    return len(word) == 1 and not word.isascii() and unicodedata.category(word) == "Lo"


def _polarity(words: list[str]) -> int:
    """1 where an answer begins with yes, -1 where it begins with no, else 0."""
    for size in (1, 2, 3, 4):
        first = "".join(words[:size]) if len(words) >= size else ""
        if first in YES and not (size == 1 and _unspaced(first) and len(words) > 1):
            return 1
        if first in NO and not (size == 1 and _unspaced(first) and len(words) > 1):
            return -1
    return 0


def _is_choice(question: str, telling: list[str]) -> bool:
    """Whether what an answer says is one of several things that the question names to choose from."""
    folded = _folded(question)
    named = re.split(r"(\s+)", folded)
    offers = any(word in OR for word in named) or any(word in folded for word in OR_WITHIN)
    words = [" , " if word in OR or word in OR_WITHIN else word for word in named]
    within = re.compile("|".join(OR_WITHIN))
    parts = [_words(part) for part in _PARTS.split(within.sub(",", "".join(words)))]
    parts = [[word for word in part if word not in COMMON] for part in parts]
    parts = [part for part in parts if part]
    size = len(telling)
    chosen = any(part[-size:] == telling or part[:size] == telling for part in parts)
    return chosen and len(parts) > (1 if offers else 2)


def _keys(words: Iterable[str]) -> Counter[str]:
    """Words without their endings, and pairs of the characters of scripts without spaces."""
    found: Counter[str] = Counter()
    before = ""
    for word in words:
        if _unspaced(word):
            found[before + word if before else word] += 1
            before = word
            continue
        before = ""
        stem = word[:_STEM] if len(word) >= _LONG and word.isalpha() else word
        found[stem[:-1] if len(stem) > 3 and stem.endswith("s") and stem == word else stem] += 1
    return found


def _weight(counts: Counter[str]) -> float:
    return sum((_LITTLE if word in COMMON else _MUCH) * count for word, count in counts.items())


def _f1(one: list[str], two: list[str]) -> float:
    first, second = _keys(one), _keys(two)
    shared, total = _weight(first & second), _weight(first) + _weight(second)
    return round(2 * shared / total, 6) if total else 0.0


def _telling(text: str) -> Counter[str]:
    return Counter({word: count for word, count in _keys(_words(text)).items() if word not in COMMON})


def _holds(longer: str, shorter: str) -> bool:
    """Whether a text has all that another says."""
    if any(map(_unspaced, _words(shorter))):
        return _squeezed(shorter) in _squeezed(longer)
    words = [word for word in _words(shorter) if not any(map(str.isdigit, word)) and word not in MONTHS]
    small = _telling(" ".join(words))
    # What numbers and months say is compared as numbers, however they are written.
    return (bool(small) or len(words) < len(_words(shorter))) and not small - _telling(longer)


def _opposed(shorter: str, longer: str) -> bool:
    """Whether one is negated and what answers to it in the other is not."""
    small = _telling(shorter)
    clauses = [clause for clause in _CLAUSE.split(_folded(longer)) if clause.strip()]
    shares = [(sum((_telling(clause) & small).values()), -place) for place, clause in enumerate(clauses)]
    if not shares or not max(shares)[0]:
        return False
    nearest = clauses[-max(shares)[1]]
    whole = max(shares)[0] >= sum(small.values())
    return bool(negations(_folded(shorter))) != bool(negations(nearest if whole else _folded(longer)))
