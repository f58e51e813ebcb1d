"""What a text consists of, in any script: words, sentences, paragraphs, lines, items of lists.

A word is what stands between spaces and dashes and has a letter or digit; single signs within it belong to it
(don't, well-known, 3.5, and/or). Of scripts without spaces each character is a word where words are looked for, and
two count as one where they are counted, as in `text.tokens`.
"""

import re
import unicodedata
from functools import cache, lru_cache

from selfinstruct.text.invisible import JOINERS, visible
from selfinstruct.text.measuring.sentence_ends import sentence_ends
from selfinstruct.text.tokens import UNSPACED, combining_marks, is_unspaced

INNER = "'’._/@&+:‐‑-"  # within a word, between two of its letters or digits
CLOSING = "\"'”’»)]}*_」』）】"
WIDE_ENDS = "。！？｡"  # no space follows them
# A full stop never ends a sentence behind these; behind the others it does where a capital follows.
TITLES = frozenset(
    "Mr Mrs Ms Mx Dr Prof St Mt Gen Col Capt Lt Sgt Rev Hon Pres Gov Sen Rep Messrs vs cf e.g i.e eg ie viz Fig Figs "
    "fig figs Vol vol approx Mme Mlle Hr Fr bzw z.B d.h u.a vgl ca Nr Art art núm pág Sra им ул г т.е".split()
)
_ITEM = re.compile(r"([ \t]*)(?:([-*+•‣◦▪–●○■·⁃∙])|(\d{1,4})[.)])[ \t]+(?=\S)|([ \t]*)(\d{1,4})[、．]", re.MULTILINE)
_BREAK = re.compile(r"\n[^\S\n]*\n")


@lru_cache(maxsize=64)
def seen(text: str) -> str:
    """The text as checks look at it: without what is not seen, composed, with one kind of line break."""
    if not text.isascii():
        if not _unseen().isdisjoint(text):
            text = visible(text)
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


@cache
def _unseen() -> frozenset[str]:
    """Every character that `visible` may take out: they stand at the ends of the first and in the fifteenth plane."""
    places = (*range(0x80, 0x10000), *range(0xE0000, 0xE0200))
    return frozenset(char for char in map(chr, places) if char in JOINERS or visible(f"a{char}a") != f"a{char}a")


_INNER = rf"(?:[{INNER}]|(?<=\d),(?=\d))"
_ASCII_WORD = re.compile(rf"[A-Za-z0-9]+(?:{_INNER}[A-Za-z0-9]+)*", re.ASCII)
_PLAIN_WORD = re.compile(rf"[^\W_]+(?:{_INNER}[^\W_]+)*")


@cache
def _further_word() -> re.Pattern[str]:
    part, marks = rf"[^\W_{UNSPACED}]", combining_marks()
    return re.compile(rf"(?![\W_])[{UNSPACED}][{marks}]*|{part}(?:{part}|[{marks}{JOINERS}]|{_INNER}(?={part}))*")


def _is_further(char: str) -> bool:
    return char > "\u02ff" and (char in JOINERS or unicodedata.category(char)[0] == "M" or is_unspaced(char))


_UNSPACED = re.compile(f"[{UNSPACED}]")


@lru_cache(maxsize=64)
def words(text: str) -> tuple[str, ...]:
    """The words in order, as they are written; of scripts without spaces each character."""
    if text.isascii():
        return tuple(_ASCII_WORD.findall(text))
    return tuple((_further_word() if any(map(_is_further, set(text))) else _PLAIN_WORD).findall(text))


def count_words(text: str) -> int:
    """How many words; two characters of a script without spaces are one, and an odd one is one as well."""
    found = words(text)
    if text.isascii():
        return len(found)
    half = sum(_UNSPACED.match(word) is not None for word in found)
    return len(found) - half + -(-half // 2)


def folded(text: str) -> str:
    """For comparisons that take capitals and small letters for the same."""
    return unicodedata.normalize("NFC", text.casefold())


def lines(text: str) -> list[str]:
    """The lines that are not empty, without spaces around them."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def paragraphs(text: str) -> list[str]:
    """What empty lines part."""
    return [part.strip() for part in _BREAK.split(text) if part.strip()]


def items(text: str) -> list[tuple[str, str]]:
    """The items of lists, each with its mark (a bullet or a number); those within another item are left out."""
    found = []
    for line in text.split("\n"):
        mark = _ITEM.match(line)
        if mark and line[mark.end() :].strip():
            indent = mark[1] if mark[1] is not None else mark[4]
            found.append((len(indent.expandtabs(4)), mark[2] or mark[3] or mark[5], line[mark.end() :].strip()))
    least = min((indent for indent, *_ in found), default=0)
    return [(mark, item) for indent, mark, item in found if indent == least]


@lru_cache(maxsize=256)
def _end(ends: frozenset[str]) -> re.Pattern[str]:
    """The pattern of an end, of those that a text has: a small class of characters takes a tenth of the time."""
    closing = re.escape(CLOSING)
    any_end = f"[{re.escape(''.join(sorted(ends)))}]" if ends else "(?!)"
    # A run of ends is looked at from its begin alone: the time is that of the text's length, whatever it holds.
    first = rf"{any_end}(?<!{any_end}{any_end}){any_end}*+" if ends else any_end
    wide = rf"|(?<![{WIDE_ENDS}])[{WIDE_ENDS}]++[{closing}]*+" if ends.intersection(WIDE_ENDS) else ""
    return re.compile(rf"{first}[{closing}]*+(?=\s|$){wide}")


@cache
def _ends() -> frozenset[str]:
    return sentence_ends() | {*WIDE_ENDS, "…"}


@lru_cache(maxsize=64)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences in order. An empty line ends one, as does the begin of an item; a small letter goes on with it.

    What has neither letter nor digit is none, and initials and titles (J. Smith, Dr.) end none. In a text without
    capitals small letters begin sentences too.
    """
    cased, end_of = any(map(str.isupper, text)), _end(_ends().intersection(text))
    found = []
    for block in _blocks(text):
        start = 0
        for end in end_of.finditer(block):
            if cased and _goes_on(block, end):
                continue
            found.append(block[start : end.end()].strip())
            start = end.end()
        found.append(block[start:].strip())
    return tuple(part for part in found if any(map(str.isalnum, part)))


def _blocks(text: str) -> list[str]:
    """Paragraphs, parted where an item of a list or a heading begins; marks of items are left out."""
    found: list[list[str]] = []
    for paragraph in paragraphs(text):
        found.append([])
        for line in paragraph.split("\n"):
            mark = _ITEM.match(line)
            if mark:
                found.append([line[mark.end() :]])
            elif line.startswith("#"):
                found += [[line], []]
            else:
                found[-1].append(line)
    return ["\n".join(block) for block in found]


def _goes_on(block: str, end: re.Match[str]) -> bool:
    if end[0][0] in WIDE_ENDS:
        return False
    rest = block[end.end() : end.end() + 20].lstrip()
    if rest and rest[0].islower():
        return True
    if end[0] != "." or not rest:
        return False
    before = block[max(0, end.start() - 12) : end.start()].split()
    last = before[-1].lstrip("(\"'“‘[") if before and not block[end.start() - 1].isspace() else ""
    return last in TITLES or (len(last) == 1 and last.isupper() and last != "I")
