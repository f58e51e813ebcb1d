"""Questions that mean nothing without the text they were made from: "according to the passage", "who is he?"."""

import re
from functools import cache

from selfinstruct.text.grounding.context.context_east import EAST
from selfinstruct.text.grounding.context.context_english import ENGLISH
from selfinstruct.text.grounding.context.context_further import FURTHER
from selfinstruct.text.grounding.context.context_kinds import KINDS
from selfinstruct.text.grounding.context.context_west import WEST
from selfinstruct.text.invisible import visible

_FIRST = {"en": ENGLISH, **WEST, **EAST}
PHRASES = {
    name: "|".join((pattern, *filter(None, (FURTHER.get(name), KINDS.get(name))))) for name, pattern in _FIRST.items()
}

# What may stand before a pronoun without being what it means: "What does it do?", "Explain why they left."
_EMPTY = frozenset(
    """
    what which who whom whose when where why how is are was were be been being do does did has have had can could will
    would shall should may might must not n't a an the and or but so then also now please explain describe list name
    identify state summarize summarise discuss outline tell me us give say define compare mention write in of at by for
    from with to on about into after before during under over than as if that many much often long far old exactly
    exact two three both all any some each one ones reason reasons way ways kind type sort main name number purpose
    happen happens happened happening become became people person live lives lived living work works worked look looks
    make makes made use uses used need needs go goes went come comes came get gets got start started begin began born
    located built found called say says think thinks feel feels know knows want wants first last new own keep kept
    you i we your our
    effect role time year day date place things thing steps step much were
    """.split()
)
_PRONOUN = re.compile(
    r"(?<![\w'’-])(?P<word>it|its|he|him|his|she|her|hers|they|them|their|theirs|themselves|itself|this|these|those|that)(?!\w)"
    r"(?P<after>(?:['’]s)?[^\w]*(?:[\w'’-]+)?)",
    re.IGNORECASE,
)
_THERE = re.compile(r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere(?=\W*\Z)", re.IGNORECASE)
_DEMONSTRATIVE = frozenset("this these those that".split())
_TIMES = frozenset(
    "year years month week day days morning evening summer winter spring autumn century time times way".split()
)
_BROUGHT = re.compile('[:"“„«「『`\\n]')
# It is that which follows: how long does it take to …, is it true that …
_EXPLETIVE = re.compile(
    r"\bit\b[\w\s,'’-]{0,60}?\s(?:to|that|for|if|when|whether|like|in|on|at|until|before|than|since)\b|\bit\s(?:is|was)\s\w+\s*\?"
    r"|\b(?:time|day|date|year|weather)\s(?:is|was)\sit\b|\bit\s(?:rain|snow|matter|hurt)s?\b",
    re.IGNORECASE,
)
# Who founded it?
_OBJECT = re.compile(
    r"\W*(?:who|what)\s\w+\s(it|them|him|her|this|these)(?=\W*\Z|[,.]|\s(?:and|in|for|to|with|as|by)\b)", re.IGNORECASE
)
# What are the benefits of this approach?
_OF_THIS = re.compile(
    r"\W*(?:what|which|how)\s(?:is|are|was|were)\s(?:the\s)?\w+\s(?:of|for|behind|in)\s((?:this|these)\s\w+)\W*\Z",
    re.IGNORECASE,
)
_SPACE = re.compile(r"[^\S\n]+")
# Characters of a question that are looked at: what refers to a text does so at its beginning.
_LONGEST = 2000
_WORD = re.compile(r"[\w'’-]+")


def context_bound(question: str, language: str = "") -> str:
    """The words of a question that refer to a text its reader does not have; "" where it stands for itself.

    `language` is a code, as en or pt-BR; without one every language is looked for. English is always.
    """
    text = _SPACE.sub(" ", visible(question[:_LONGEST])).strip()
    own = language.replace("_", "-").split("-")[0].lower()
    for name in dict.fromkeys(("en", own)) if own in PHRASES else PHRASES:
        if found := _phrases(name).search(text):
            return " ".join(found[0].split())
    return _pronoun(text)


@cache
def _phrases(language: str) -> re.Pattern[str]:
    return re.compile(PHRASES[language], re.VERBOSE | re.IGNORECASE)


def _pronoun(text: str) -> str:
    """A pronoun of an English question before which nothing stands that it could mean."""
    if found := _OBJECT.match(text) or _OF_THIS.match(text):
        return found[1]
    for found in _PRONOUN.finditer(text):
        before = [word.lower() for word in _WORD.findall(text[: found.start()])]
        if not before or not all(word in _EMPTY for word in before):
            return ""
        word = found["word"].lower()
        after = _WORD.findall(found["after"].lower())[:1]
        if word in _DEMONSTRATIVE:
            # "this year" is a time, and what a colon or quotation marks bring is in the question itself.
            if (
                word == "that"
                or (after and after[0].removesuffix("'s").removesuffix("’s") in _TIMES)
                or _BROUGHT.search(text, found.end())
            ):
                continue
        elif word.startswith("the") and not {"people", "person"}.isdisjoint(before):
            return ""
        elif word == "it" and _EXPLETIVE.search(text, found.start() and max(0, found.start() - 12)):
            continue
        return found["word"]
    there = _THERE.search(text)
    return there[0] if there and all(word.lower() in _EMPTY for word in _WORD.findall(text[: there.start()])) else ""
