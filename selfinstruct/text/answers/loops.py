"""Texts that go round in circles: a period of any length, in any script, over most of a text or at its end.

The text is a sequence of tokens (words, or characters of a script without spaces). A circle that covers a share of it
also covers one of few fixed points, and the periods around a point follow from two Z-functions (Main and Lorentz 1984,
"An O(n log n) algorithm for finding all repetitions in a string", without the recursion); the periods of all ends of a
text follow from one prefix function. So the time is linear: 0.1 s for 50,000 characters.
"""

import re
from collections.abc import Iterator, Sequence
from math import ceil

from selfinstruct.text.tokens import unicode_tokens

# Fewer tokens than these are a refrain or a laugh.
_LEAST, _LEAST_AT_END = 24, 40
_SHORT_PERIOD = 20  # tokens; at the end of a text a shorter one must come more often
_OFTEN = 8
_COUNTER = re.compile(r"(?<!\S)\(?\d{1,4}[.)](?=\s)")
_FEWEST_WORDS_COUNTED = 5  # of an item in a list that counts the same again and again
_ROW = re.compile(r"^[ \t]*\|.*$", re.MULTILINE)
# One word without an end: "haha…", "aaa…"; also the exclamation marks that a broken model gives.
_LONG_WORD = re.compile(r"[^\W\d_]{60,}")
_WORD_PERIOD = 20
_NUCLEOTIDES = frozenset("ACGTUN")
_SHOUT = re.compile(r"([!?！？\ufffd]|[\U0001f300-\U0001faff]\ufe0f?)\1{99,}")


def find_loop(text: str, times: int = 5, share: float = 0.5, shortest: int = 1) -> str | None:
    """What a text repeats one time after the other, or None.

    That is a period of at least `shortest` tokens, at least `times` times in a row, over `share` of the text, or
    one that goes on until the end, however much stands before it. Periods without a word do not count.
    """
    plain = _ROW.sub("", text)
    found = _of_tokens(unicode_tokens(plain), times, share, shortest)
    if found is None and len(counted := _COUNTER.sub(" ", plain)) < len(plain):
        found = _of_tokens(unicode_tokens(counted), times, share, max(shortest, _FEWEST_WORDS_COUNTED))
    if found is None and shortest == 1:
        found = _of_characters(text.strip(), share)
    return found


def _of_tokens(tokens: Sequence[str], times: int, share: float, shortest: int) -> str | None:
    size = len(tokens)
    # Where few runs of four come twice there is no circle.
    if size < _LEAST or size - len(set(zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False))) < _LEAST // 2:
        return None
    numbers = _numbered(tokens)
    runs = [*_around(numbers, share, times), *_at_end(numbers, times)]
    for start, period in runs:
        if period >= shortest and _says_something(tokens[start : start + period]):
            return _written(tokens[start : start + period])
    return None


def _around(numbers: list[int], share: float, times: int) -> Iterator[tuple[int, int]]:
    """Circles over at least `share`: (start, period), each of which covers one of the points looked at."""
    size = len(numbers)
    least = max(_LEAST, ceil(share * size))
    back = numbers[::-1]
    for point in range(least, size, least) if least < size else (size // 2,):
        right = _z(numbers[point:])
        # How far the text before the point is the text before a later one, from the end on.
        left = _z([*back[size - point :], -1, *back])
        for period in range(1, size - point):
            before = left[point + 1 + size - point - period]
            if period + before + right[period] >= max(least, times * period):
                yield point - before, period
                break


def _at_end(numbers: list[int], times: int) -> Iterator[tuple[int, int]]:
    """The longest circle that ends where the text does; the last words may be cut off."""
    for cut in (0, 1, 2):
        back = numbers[::-1][cut:]
        best = (0, 0)
        for length, border in enumerate(_borders(back), 1):
            period = length - border
            often = times if period >= _SHORT_PERIOD else max(times, _OFTEN)
            if length >= max(_LEAST_AT_END, often * period):
                best = (length, period)
        if best[0]:
            yield len(numbers) - cut - best[0], best[1]
            return


def _z(numbers: Sequence[int]) -> list[int]:
    """For each place how far what begins there is like the beginning."""
    size = len(numbers)
    found = [0] * size
    left = right = 0
    for place in range(1, size):
        length = min(right - place, found[place - left]) if place < right else 0
        while place + length < size and numbers[length] == numbers[place + length]:
            length += 1
        if place + length > right:
            left, right = place, place + length
        found[place] = length
    return found


def _borders(numbers: Sequence[int]) -> list[int]:
    """For each beginning how much of it stands at its end too (Knuth, Morris and Pratt's prefix function)."""
    found = [0] * len(numbers)
    length = 0
    for place in range(1, len(numbers)):
        while length and numbers[place] != numbers[length]:
            length = found[length - 1]
        length += numbers[place] == numbers[length]
        found[place] = length
    return found


def _numbered(tokens: Sequence[str]) -> list[int]:
    numbers: dict[str, int] = {}
    return [numbers.setdefault(token, len(numbers)) for token in tokens]


def _says_something(period: Sequence[str]) -> bool:
    """Whether there is a word in it: figures, matrices and boards of single letters repeat for good reasons."""
    return any(sum(map(str.isalpha, token)) > 1 or (token.isalpha() and token > "\u2e80") for token in period) or any(
        "\u0e00" <= token[0] <= "\u0eff" or "\u1000" <= token[0] <= "\u109f" or "\u1780" <= token[0] <= "\u17ff"
        for token in period
    )


def _written(period: Sequence[str]) -> str:
    unspaced = all(not token.isascii() and len(token) <= 3 for token in period) and len(period) > 1
    return ("" if unspaced else " ").join(period)[:200]


def _of_characters(text: str, share: float) -> str | None:
    """One word without an end, over most of the text or at its end."""
    for word in _LONG_WORD.finditer(text):
        if word.end() - word.start() < share * len(text) and len(text) - word.end() > 3:
            continue
        letters = [ord(letter) for letter in word[0].lower()]
        period = next((place for place in range(1, _WORD_PERIOD + 1) if _goes_round(letters, place)), 0)
        if period and not set(word[0]) <= _NUCLEOTIDES:
            return word[0][:period]
    shout = _SHOUT.search(text)
    return shout[1] if shout and (len(shout[0]) >= share * len(text) or shout.end() == len(text)) else None


def _goes_round(letters: list[int], period: int) -> bool:
    """Whether nine letters of ten are those one period before, as in a word that begins or ends otherwise."""
    same = sum(map(int.__eq__, letters[period:], letters))
    return same >= 0.9 * (len(letters) - period)
