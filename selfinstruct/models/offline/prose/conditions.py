"""Conditions on a text, as far as the offline model understands English that asks for them."""

import re
from dataclasses import dataclass, fields, replace
from random import Random
from typing import Any

_NUMBER = r"(\d+)"
_QUOTED = re.compile(r'"([^"]+)"')


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a text is to be like; what is not asked for is 0, "" or empty."""

    sentences: int = 0
    most_words: int = 0
    least_words: int = 0
    paragraphs: int = 0
    bullets: int = 0
    numbered: int = 0
    headings: int = 0
    questions: int = 0
    pace: int = 0
    words: tuple[str, ...] = ()
    banned: tuple[str, ...] = ()
    letters: str = ""
    marks: str = ""
    begin: str = ""
    last_word: str = ""
    keys: tuple[str, ...] = ()
    lower: bool = False
    no_digits: bool = False
    ask_last: bool = False
    title: bool = False
    postscript: bool = False
    unique: bool = False

    def without_one(self, rng: Random) -> "Wanted":
        """The same but for one condition, which is passed over."""
        plain = Wanted()
        asked = [item.name for item in fields(self) if getattr(self, item.name) != getattr(plain, item.name)]
        if not asked:
            return self
        name = rng.choice(asked)
        changed: dict[str, Any] = {name: getattr(plain, name)}
        if name in ("sentences", "bullets"):
            changed = {name: getattr(self, name) + 1}
        return replace(self, **changed)


_COUNTS = (
    ("sentences", rf"exactly {_NUMBER} sentences"),
    ("most_words", rf"(?:no more than|at most) {_NUMBER} words\b(?! in)|{_NUMBER} words or fewer(?! in)"),
    ("least_words", rf"(?:at least|no shorter than) {_NUMBER} words"),
    ("paragraphs", rf"exactly {_NUMBER} paragraphs"),
    ("bullets", rf"exactly {_NUMBER} (?:points|bullet)"),
    ("numbered", rf"numbered list of exactly {_NUMBER}|from 1 to {_NUMBER}"),
    ("headings", rf"exactly {_NUMBER} (?:markdown )?headings"),
    ("questions", rf"exactly {_NUMBER} of (?:its|the) sentences"),
    ("pace", rf"no sentence may have more than {_NUMBER}|every sentence to {_NUMBER}"),
)
_FLAGS = (
    ("lower", r"lower case|small letters"),
    ("no_digits", r"no digits|any digits"),
    ("ask_last", r"end with a question|last sentence be a question"),
    ("title", r"double angle brackets"),
    ("postscript", r"postscript"),
    ("unique", r"no word twice"),
)


def read_conditions(prompt: str) -> Wanted:
    """What the prompt asks for besides its task."""
    low = prompt.lower()
    found: dict[str, object] = {}
    for name, regex in _COUNTS:
        if match := re.search(regex, low):
            found[name] = int(next(group for group in match.groups() if group))
    if match := re.search(rf"(?:between|should be) {_NUMBER} (?:and|to) {_NUMBER} words", low):
        found |= {"least_words": int(match[1]), "most_words": int(match[2])}
    for name, regex in _FLAGS:
        if re.search(regex, low):
            found[name] = True
    for sentence in re.split(r"(?<=[.!?])\s+|\n", prompt):
        found |= _named(sentence)
    if "pace" in found:  # its number is no limit of the whole
        found.pop("most_words", None)
    return Wanted(**found)  # type: ignore[arg-type]


def _named(sentence: str) -> dict[str, object]:
    """What a sentence names in quotation marks."""
    texts, low = tuple(_QUOTED.findall(sentence)), sentence.lower()
    if not texts:
        return {}
    if "json" in low:
        return {"keys": texts}
    if "letter" in low:
        return {"letters": texts[0]}
    if "sign" in low:
        return {"marks": texts[0]}
    if "last" in low:
        return {"last_word": texts[0]}
    if "begin" in low or "first words" in low:
        return {} if "hyphen" in low or "lines" in low or "postscript" in low else {"begin": texts[0]}
    if re.search(r"do not use|avoid|do without", low):
        return {"banned": texts}
    return {"words": texts} if re.search(r"contain|found|make sure", low) else {}
