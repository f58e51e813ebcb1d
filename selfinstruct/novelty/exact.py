"""Exact duplicates by hash: whole texts, and texts made up of paragraphs or sentences that came before.

A text's hash is the first 64 bits of the SHA-1 of its normal form, as CCNet (arXiv 1911.00359) hashes paragraphs and
Llama 3 (arXiv 2407.21783) after it lines. Two normal forms: `plain` folds case, width and white space and drops what
ends a line; `ccnet` also drops accents and all punctuation and makes every digit a 0, which suits boilerplate ("Page 3
of 17") and would call "What is 2 - 1?" and "What is 2 / 2?" equal.
"""

import hashlib
import re
import sys
import unicodedata
from collections import Counter
from functools import cache

from selfinstruct.errors import UsageError
from selfinstruct.novelty.rouge import Match
from selfinstruct.text.invisible import same_width, visible
from selfinstruct.text.tokens import unicode_tokens

FORMS = ("plain", "ccnet")
_ENDS = ".!?:;。！？：； "
_ACCENTS = re.compile("[\u0300-\u036f]")
_UNITS = {
    "paragraph": re.compile(r"\n+"),
    "sentence": re.compile(r"(?<=[.!?…।؟۔])[\"'”’»)\]]*\s+|(?<=[。！？｡])|\n+"),
}


def normal_form(text: str, form: str) -> str:
    """The text as it is hashed, without characters that are not seen; `form` is "plain" or "ccnet"."""
    text = visible(text)
    if form == "plain":
        lines = unicodedata.normalize("NFC", same_width(text)).casefold().split("\n")
        return " ".join(filter(None, (" ".join(line.split()).rstrip(_ENDS) for line in lines)))
    if form == "ccnet":
        bare = _ACCENTS.sub("", unicodedata.normalize("NFD", text.lower()))
        return " ".join(bare.translate(_ccnet()).split())
    raise UsageError(f"there is no normal form {form!r}; known: {', '.join(FORMS)}")


def hash64(text: str) -> int:
    """The first 64 bits of the SHA-1 of the text in UTF-8."""
    return int.from_bytes(hashlib.sha1(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()[:8])


class ExactIndex:
    """A pool of texts that knows whether a text is in it, up to its normal form; 8 bytes of each are kept."""

    def __init__(self, form: str = "plain") -> None:
        normal_form("", form)
        self.form = form
        self._last: tuple[str, int] | None = None
        self._first: dict[int, int] = {}
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def check(self, text: str) -> Match | None:
        """The first entry equal to the text, with score 1 and without its text, which is not kept."""
        position = self._first.get(self._hash(text))
        return None if position is None else Match(1.0, "", position)

    def add(self, text: str) -> int:
        """Put a text into the pool, and give its position."""
        self._first.setdefault(self._hash(text), self._size)
        self._size += 1
        return self._size - 1

    def _hash(self, text: str) -> int:
        # A text is checked and then added.
        if self._last is None or self._last[0] != text:
            self._last = (text, hash64(normal_form(text, self.form)))
        return self._last[1]


class PassageIndex:
    """A pool of texts that says how much of another one is passages they have.

    `unit` is "paragraph" (a line, as in CCNet) or "sentence". A passage of fewer than `shortest` words is never called
    repeated, nor one that fewer than `times` entries have. A text matches if its repeated passages make up more than
    `share` of its characters; what it repeats within itself does not count.
    """

    def __init__(self, unit: str, share: float = 0.5, shortest: int = 5, times: int = 1, form: str = "ccnet") -> None:
        if unit not in _UNITS:
            raise UsageError(f"there is no unit {unit!r}; known: {', '.join(_UNITS)}")
        if not 0 <= share < 1:
            raise UsageError(f"the share of repeated {unit}s is {share}; it must be at least 0 and below 1")
        if times < 1:
            raise UsageError(f"a {unit} cannot be repeated after {times} times; times must be at least 1")
        normal_form("", form)
        self.unit, self.share, self.shortest, self.times, self.form = unit, share, shortest, times, form
        self._last: tuple[str, list[tuple[str, int]]] | None = None
        # For each passage the first entry with it, and how many have it.
        self._known: dict[int, tuple[int, int]] = {}
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def check(self, text: str) -> Match | None:
        """The entry that the most repeated characters come from, the share, and the longest repeated passage."""
        passages = self._passages(text)
        shared: Counter[int] = Counter()
        longest = ""
        for passage, key in passages:
            position, number = self._known.get(key, (-1, 0))
            if number >= self.times:
                shared[position] += len(passage)
                longest = max(longest, passage, key=len)
        score = shared.total() / max(1, sum(len(passage) for passage, _ in passages))
        if score <= self.share:
            return None
        return Match(score, longest, min(shared, key=lambda position: (-shared[position], position)))

    def add(self, text: str) -> int:
        """Put a text into the pool, and give its position."""
        for key in dict.fromkeys(key for passage, key in self._passages(text) if self._counts(passage)):
            position, number = self._known.get(key, (self._size, 0))
            self._known[key] = (position, number + 1)
        self._size += 1
        return self._size - 1

    def _passages(self, text: str) -> list[tuple[str, int]]:
        """Each passage with its hash."""
        # A text is checked and then added.
        if self._last is None or self._last[0] != text:
            parts = (passage for part in _UNITS[self.unit].split(text) if (passage := part.strip()))
            self._last = (text, [(passage, self._hash(passage)) for passage in parts])
        return self._last[1]

    def _counts(self, passage: str) -> bool:
        return len(unicode_tokens(passage)) >= self.shortest

    def _hash(self, passage: str) -> int:
        return hash64(normal_form(passage, self.form))


@cache
def _ccnet() -> dict[int, str | None]:
    """For str.translate: punctuation goes, every decimal digit becomes 0."""
    table: dict[int, str | None] = {}
    for code in range(sys.maxunicode + 1):
        category = unicodedata.category(chr(code))
        if category == "Nd" or category.startswith("P"):
            table[code] = "0" if category == "Nd" else None
    return table
