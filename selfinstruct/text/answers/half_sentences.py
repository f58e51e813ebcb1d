"""Tells whether prose ends in the middle of a sentence."""

import re
from collections import Counter
from functools import cache

from selfinstruct.text.measuring.sentence_ends import sentence_ends

# Articles, conjunctions and prepositions that end no sentence, by language. "In", "on" and "to" may, in English; so may
# what is left out here.
_NEVER_LAST = {
    "en": "the a an and or of because than nor their its your our my whose into if although whereas unless",
    "de": "der den dem des einen einem einer eines und oder dass weil sowie aber wenn deren dessen zum zur beim",
    "fr": "le la les des du et ou mais que de dans pour avec par aux une leurs ses mes ce cette",
    "es": "el la los las un una unos unas y o de que con por del al pero sus porque",
    "it": "il lo la gli le un una uno e o di che con per del della dei delle nel nella ma perché",
    "pt": "o a os as um uma e ou de que com por do da dos das no na mas porque pelo pela",
    "nl": "de het een en of maar omdat dat van met voor zijn haar",
    "pl": "i oraz lub albo że z w na do ale ponieważ który która które",
    "sv": "och eller men att en ett den som av för med",
    "ru": "и или но что в на с к для из от при чтобы который которая которые потому",
    "uk": "і та або але що в у на з до для від який яка які",
    "tr": "ve veya ile ama çünkü bir",
    "vi": "và hoặc của các những nhưng vì một với cho",
    "id": "dan atau yang di ke dari dengan untuk tetapi karena",
    "ar": "و أو من في على إلى أن التي الذي عن مع",
    "hi": "और या का की के कि लेकिन को से",
}
_WORDS = {language: frozenset(words.split()) for language, words in _NEVER_LAST.items()}
# In these a sentence ends in a mark without spaces between words, or in none at all.
_UNMARKED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u0f00-\u0fff]")
_WIDE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
_WIDE_END = re.compile(r"[。！？]")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LAST_WORD = re.compile(r"(?<![^\s(\"“])([^\W\d_]+)$")
# Lines that need no full stop, and ends that are none of prose.
_ASIDE = re.compile(
    r"^\s*(?:[-*•+>|#]|\d{1,3}[.)]|[a-zA-Z][.)]\s)|^[\s*_]*(?:[—–]|P\.?S)|[{}=<>\\;|@]|https?:|www\.|\$|\w/\w+/|\w_\w"
    r"|\d\s*[+*/^×÷]\s*\d|\w\(\)|#\w|[\u2190-\u22ff\u25a0-\u27bf\U0001f000-\U0001faff]|[*_`~]$|\t|\s{3,}\S"
)
_ITEM = re.compile(r"(?:[-*•+]|\d{1,3}[.)])\s+(?=\S)")
_SENTENCE = re.compile(r"[.!?…]+[\"'”’»)\]]*\s+(?=[\"'“„«(¿¡]?[^\W\d_a-z])")
_OPENERS = {"(": ")", "[": "]", "“": "”", "«": "»", "「": "」", "『": "』", "（": "）"}
_LONG_LINE = 60  # characters: lines of verse and addresses are shorter


def ends_half_way(lines: list[str], words: int) -> str | None:
    """How the last of a text's lines ends half-way: in a bracket, in a quotation or in a sentence; None where it ends.

    A sentence that lacks its end counts if the text has at least `words` words and ends its sentences elsewhere.
    """
    last = _without_marker(lines)
    end = last.rstrip("\"'”’»)]）」』*_ ")[-1:]
    if not end or end in sentence_ends() or end in "…:：" or _ASIDE.search(last) or _UNMARKED.search(last):
        return None
    if _WIDE.search(last):
        return _wide(lines, last)
    if _is_verse(lines) or not (end.isalpha() or end in ",;") or last[-1] != end:
        return None
    told = _WORD.findall(last)
    if (kind := _left_open(last)) is not None and len(told) >= 8:
        return kind
    if len(told) >= 8 and _cannot_end(last, lines):
        return "sentence"
    total = sum(len(_WORD.findall(line)) for line in lines)
    return "sentence" if total >= words and _lacks_end(lines, last) else None


def _without_marker(lines: list[str]) -> str:
    """The last line; of an item of a list whose other items end as sentences do what it says."""
    last = lines[-1].strip()
    found = _ITEM.match(last)
    if found is None:
        return last
    items = [line.strip().rstrip("\"'”’»)]*_ ") for line in lines[:-1] if _ITEM.match(line.strip())]
    return last[found.end() :] if len(items) >= 2 and all(item[-1:] in sentence_ends() for item in items) else last


def _wide(lines: list[str], last: str) -> str | None:
    """The same for Chinese and Japanese: prose that has full stops ends with one."""
    text = "\n".join(lines)
    if len(_WIDE_END.findall(text)) < 3 or len(_WIDE_END.findall(last)) < 1 or _is_verse(lines, 12):
        return None
    if last[-1] in "，、" or _WIDE.match(last[-1]):
        return "sentence"
    return None


def _is_verse(lines: list[str], longest: int = _LONG_LINE) -> bool:
    """Whether most lines of a text are short: a poem, a list, an address, a letter's end."""
    return len(lines) > 1 and (len(lines[-1].strip()) < longest or len(lines[-2].strip()) < longest // 2)


def _left_open(last: str) -> str | None:
    """What is opened in the last line and never closed."""
    opened: list[str] = []
    for char in last:
        if char in _OPENERS:
            opened.append(_OPENERS[char])
        elif opened and char == opened[-1]:
            opened.pop()
    if not opened or last.count(opened[-1]) > last.count(_opener(opened[-1])):
        return None
    return "bracket" if opened[-1] in ")]）" else "quotation"


def _opener(closer: str) -> str:
    return next(opener for opener, found in _OPENERS.items() if found == closer)


def _cannot_end(last: str, lines: list[str]) -> bool:
    """Whether the last word, in the language of the text, is none that a sentence ends with; or there is a comma."""
    if last[-1] == ",":
        return _SENTENCE.search(last) is not None
    found = _LAST_WORD.search(last)
    return found is not None and found[1] in _WORDS.get(_language("\n".join(lines[-5:])[-1500:]), ())


def _lacks_end(lines: list[str], last: str) -> bool:
    """Whether the last line is prose without its end, in a text of which all other lines of prose have theirs."""
    ends = sentence_ends()
    long = [line.strip().rstrip("\"'”’»)]*_ ") for line in lines[:-1] if len(line.strip()) >= _LONG_LINE]
    if not last[-1].isalpha() or not all(line[-1:] in ends or line[-1:] in ":…" for line in long):
        return False
    within = len(_SENTENCE.findall(last))
    before = sum(len(_SENTENCE.findall(line)) + 1 for line in long)
    return within >= 2 or (before >= 3 and (within == 1 or len(last) >= _LONG_LINE))


@cache
def _languages_of(word: str) -> tuple[str, ...]:
    return tuple(language for language, words in _WORDS.items() if word in words)


def _language(text: str) -> str:
    """The language whose articles and conjunctions a text has most of, "" where two have as many."""
    votes = Counter(language for word in _WORD.findall(text.lower()) for language in _languages_of(word))
    first, second, *_ = [*votes.most_common(2), ("", 0), ("", 0)]
    return first[0] if first[1] > second[1] and first[1] >= 2 else ""
