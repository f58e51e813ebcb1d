"""Texts in which whole sentences come again and again: fewer times than `loops` asks for, and longer ones."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from selfinstruct.text.tokens import count_words, unicode_tokens

_LONGEST = 20  # sentences of a circle
_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+|(?<=[。！？｡])[」』”’）]*\s*|(?<=[।؟۔])\s+|\n")
_FENCED = re.compile(r"^[ \t]{0,8}(`{3,12}|~{3,12})[^\n]*\n.*?(?:^[ \t]{0,8}\1|\Z)", re.MULTILINE | re.DOTALL)
# Rows of tables, data and lines of programs.
_NO_SENTENCE = re.compile(r"^\s*\||[{}<>=;\\`]|\t")
_COUNTER = re.compile(r"^\s*(?:[-*•]\s+|\(?\d{1,4}[.):]\s+)+")

Sentence = tuple[str, ...]


def find_circle(text: str, times: int = 3, words: int = 8, share: float = 0.3) -> str | None:
    """The sentence, or the sentences together, of at least `words` words that a text has `times` times, or None.

    Either they come one time after the other, or it is one sentence that makes up `share` of all words.
    """
    sentences = list(_sentences(_FENCED.sub("", text)))
    if len(sentences) < times:
        return None
    plain = [tokens for tokens, _ in sentences]
    if len(set(plain)) == len(plain):
        return None
    if (place := _in_a_row(plain, times, words)) is not None:
        return " ".join(said for _, said in sentences[place[0] : place[1]])[:200]
    total = sum(map(count_words, plain))
    for tokens, number in Counter(plain).most_common():
        if number < times:
            break
        size = count_words(tokens)
        if size >= words and number * size >= share * total:
            return sentences[plain.index(tokens)][1][:200]
    return None


def _sentences(text: str) -> Iterator[tuple[Sentence, str]]:
    """The tokens of each sentence, and the sentence."""
    for part in _END.split(text):
        said = _COUNTER.sub("", part).strip()
        tokens = tuple(unicode_tokens(said))
        if any(map(str.isalpha, tokens)) and not _NO_SENTENCE.search(part):
            yield tokens, said


def _in_a_row(sentences: Sequence[Sentence], times: int, words: int) -> tuple[int, int] | None:
    """Where sentences stand that come `times` times in a row, the first time: from and up to which number."""
    size = len(sentences)
    for period in range(1, min(_LONGEST, size // times) + 1):
        same = 0
        for place in range(period, size):
            same = same + 1 if sentences[place] == sentences[place - period] else 0
            if same < (times - 1) * period:
                continue
            start = place - times * period + 1
            if sum(map(count_words, sentences[start : start + period])) >= words:
                return start, start + period
    return None
