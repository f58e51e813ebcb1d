"""The names of a text that restates another, which that other does not have.

A name is a word with a capital inside a sentence, in a text that has few of them: in German, in headings and in titles
a capital says nothing. Words that everyone knows without being told (weekdays, languages, titles, the frame of a
letter) are none.
"""

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz.distance import Levenshtein

from selfinstruct.text.grounding.number_words import MONTHS
from selfinstruct.text.invisible import visible

_MOST_CAPITALS = 0.3  # of the words inside sentences: above it capitals are not for names alone
_MOST = 200  # names that are looked up, and what is looked at before a word: the time is that of the text's length
_BEFORE = 16
_LEAST_WORDS = 5  # of a line, below which it is a heading, a label or a signature
_WORD = re.compile(r"[^\W\d_](?:[^\W_]|[’'&.-](?=[^\W_]))*")
_START = re.compile(r"(?:^|[.!?:;…。|/(\[{\"“”«‘'*_>•=~–—-]|\b(?:and|or|n)\s*/)\s*(?:\W*|\d+[.)]\s*)$")
_SMALL_WORDS = frozenset(
    "of the and for in de la du des von van der den da di del y e et und & on at to a an as by from or with".split()
)
# Countries by what is of them, where the one does not begin as the other does.
_COUNTRIES = dict(
    pair.split("/")
    for pair in "scotland/scottish france/french spain/spanish britain/british england/english wales/welsh "
    "ireland/irish netherlands/dutch holland/dutch poland/polish denmark/danish sweden/swedish turkey/turkish "
    "greece/greek switzerland/swiss "
    "finland/finnish iceland/icelandic philippines/filipino wales/welshman norway/norwegian "
    "cyprus/cypriot europe/european brussels/belgian belgium/belgian peru/peruvian china/chinese".split()
)
_GENERIC = frozenset(
    """
    i i'm i'll i've i'd mr mrs ms miss mx dr prof professor sir madam doctor president king queen prince princess lord
    lady captain general colonel judge senator governor mayor minister saint st father mother mom dad mum grandma
    grandpa uncle aunt brother sister god lord
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun spring summer
    autumn fall winter christmas easter am pm bc ad bce ce ok okay tv usa us uk eu un ai it pdf html url faq asap fyi
    eta rsvp id gps dna rna cpu diy ceo cfo cto coo hr pr pc sms sos vip usb atm atms covid internet web earth sun moon
    north south east west northern southern eastern western
    dear hi hello hey regards sincerely yours thanks thank best cheers subject re from to cc ps team staff colleagues
    customer customers support service department manager director head chief officer committee board company chair
    inc llc ltd co corp plc gmbh usc defendant defendants plaintiff plaintiffs court judge class action
    english french german spanish italian portuguese dutch latin greek russian polish chinese japanese korean arabic
    hebrew turkish hindi swedish danish norwegian finnish czech hungarian romanian ukrainian american british european
    asian african indian irish scottish welsh canadian australian mexican brazilian swiss austrian western christian
    catholic protestant jewish muslim islamic buddhist hindu roman victorian
    yes no not note summary title headline overview introduction conclusion section part chapter step figure table page
    day week year the a an this that these those it he she they we you however also additionally overall
    """.split()
)


def restated_names(text: str, *sources: str) -> tuple[str, ...]:
    """The names of a text that its sources do not have: not in part, not inflected, not as an acronym of theirs."""
    text = _plain(text)
    found = _names(text)
    if not found:
        return ()
    known = _Known(_plain("\n".join(sources)))
    small = {word for word in _WORD.findall(text) if word[0].islower()}
    missing = [
        name
        for first, name in found
        if not known.has(name) and small.isdisjoint(_lower(_own(name))) and not (first and known.has(f"{first} {name}"))
    ]
    return tuple(dict.fromkeys(missing))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", visible(text)).replace("’", "'")


def _names(text: str) -> list[tuple[str, str]]:
    """Runs of words with capitals inside sentences, each with the word before it where that begins the sentence."""
    inside: list[bool] = []
    found: list[tuple[str, str]] = []
    for line in text.split("\n"):
        words = list(_WORD.finditer(line))
        if len(words) < _LEAST_WORDS or (not re.search(r"[.!?。…]", line[words[-1].start() :]) and _is_title(words)):
            continue
        run: list[str] = []
        first = ""  # of a run, where a sentence begins: it may belong to the name, but has a capital anyway
        for place, word in enumerate(words):
            gap = line[words[place - 1].end() if place else 0 : word.start()]
            starts = place == 0 or _START.search(line, max(0, word.start() - _BEFORE), word.start()) is not None
            capital = word[0][0].isupper()
            if not starts:
                inside.append(capital)
            if (run or first) and not starts and gap.strip() in ("", "&") and (capital or _joins(words, place)):
                run.append(word[0])
                continue
            found.append((first, " ".join(run)))
            first, run = (word[0], []) if capital and starts else ("", [word[0]] if capital else [])
        found.append((first, " ".join(run)))
    if not inside or sum(inside) > _MOST_CAPITALS * len(inside):
        return []
    return list(dict.fromkeys((first, name) for first, name in found if _own(name)))[:_MOST]


def _joins(words: list[re.Match[str]], place: int) -> bool:
    """Whether a small word stands within a name: the Guild of Shepherds."""
    return words[place][0] in _SMALL_WORDS and place + 1 < len(words) and words[place + 1][0][0].isupper()


def _is_title(words: list[re.Match[str]]) -> bool:
    long = [word[0] for word in words if len(word[0]) > 3]
    return sum(word[0].isupper() for word in long) >= 0.6 * len(long)


def _lower(words: Iterable[str]) -> list[str]:
    return [word.casefold().removesuffix("'s").rstrip("'.") for word in words]


def _own(name: str) -> list[str]:
    return [word for word in name.split() if word not in _SMALL_WORDS]


def _is_generic(word: str) -> bool:
    (lower,) = _lower([word])
    bare = re.sub(r"[^\w]", "", lower)
    known = not _GENERIC.isdisjoint((bare, lower, bare.removesuffix("s"))) or bare in MONTHS
    return known or len(bare) < 2 or any(map(str.isdigit, bare))


class _Known:
    """What sources have, to look names up in."""

    def __init__(self, text: str) -> None:
        words = _WORD.findall(text)
        self._words = {part for word in _lower(words) for part in (word, *re.split(r"[-.'&]", word)) if part}
        self._beginnings = {word[:size] for word in self._words for size in range(3, min(len(word), 12) + 1)}
        self._joined = re.sub(r"[\W_]+", "", text).casefold()
        own = (word for word in words if word not in _SMALL_WORDS)
        self._initials = " ".join("".join(word[0] for word in some).casefold() for some in (words, own))
        self._acronyms = {word.replace(".", "").casefold() for word in words if word.replace(".", "").isupper()}

    def has(self, name: str) -> bool:
        """Whether one word of a name at least is known, or the name for what it stands for."""
        words = _own(name)
        initials = "".join(word[0] for word in words).casefold()
        if len(words) > 1 and (initials in self._acronyms or initials[:-1] in self._acronyms):
            return True
        own = [word for word in words if not _is_generic(word)]
        return not own or any(self._word(word) for word in own)

    def _misspelt(self, bare: str) -> bool:
        """Whether a word of the sources is this one but for a slip, which the text may have mended."""
        least, most = len(bare) - 1, len(bare) + 1
        near = (word for word in self._words if word[0] == bare[0] and least <= len(word) <= most)
        return len(bare) > 5 and any(Levenshtein.distance(word, bare, score_cutoff=1) <= 1 for word in near)

    def _word(self, word: str) -> bool:
        (lower,) = _lower([word])
        bare = re.sub(r"[^\w]", "", lower)
        if (len(bare) > 5 and bare in self._joined) or any(
            part in self._words for part in re.split(r"[-.'&]", lower) if len(part) > 1
        ):
            return True
        if word.isupper() and len(bare) <= 6:
            return bare in self._initials or bare in self._acronyms
        if _COUNTRIES.get(bare) in self._words:
            return True
        # Russians is known by Russia, Peruvian by Peru; short words only as they are.
        if bare in self._beginnings or any(bare[:size] in self._words for size in range(4, len(bare))):
            return True
        if self._misspelt(bare):
            return True
        return len(bare) > 4 and bare[: max(4, min(5, round(len(bare) * 0.6)))] in self._beginnings
