"""Words of a text without their endings, and what those weigh that say something."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from selfinstruct.text.grounding.common_words import COMMON
from selfinstruct.text.tokens import unicode_tokens

# What a word weighs that says little, and one that says something.
LITTLE, MUCH = 0.1, 1.0
# Letters of a word that tell it from others, whatever its ending.
_STEM, _LONG = 5, 7
_ENDING = re.compile(r"(?<=[aeiouy][b-df-hj-np-tv-z])(?:ing|ed)\Z|(?<=[aeiouy][b-z]{2})(?:ing|ed)\Z")


def unspaced(word: str) -> bool:
    """Whether a token is one character of a script without spaces."""
    return len(word) == 1 and not word.isascii() and unicodedata.category(word) == "Lo"


def stem(word: str) -> str:
    """What is left of a word without its ending: the first letters of a long one."""
    if len(word) >= _LONG and word.isalpha():
        return word[:_STEM]
    if len(word) >= _STEM and word.isascii() and (bare := _ENDING.sub("", word)) != word:
        return bare
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def stems(words: Iterable[str]) -> Counter[str]:
    """Words without their endings, and pairs of the characters of scripts without spaces."""
    found: Counter[str] = Counter()
    before = ""
    for word in words:
        if unspaced(word):
            found[before + word if before else word] += 1
            before = word
            continue
        before = ""
        found[stem(word)] += 1
    return found


def weight(counts: Counter[str]) -> float:
    """What words weigh together, of which common ones weigh little."""
    return sum((LITTLE if word in COMMON else MUCH) * count for word, count in counts.items())


def telling(text: str) -> Counter[str]:
    """The stems of a text that say something."""
    words = unicode_tokens(text)
    return Counter(
        {word: count for word, count in stems(w for w in words if w not in COMMON).items() if word not in COMMON}
    )
