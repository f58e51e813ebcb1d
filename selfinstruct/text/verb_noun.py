"""The verb an instruction begins with and its object, as Self-Instruct (arXiv 2212.10560, figure 3) shows diversity.

The paper parses; here a tagger of English marks the words, and the first verb in the base form that opens a clause and
is followed by a noun phrase gives the pair. Instructions without one ("What is a fjord?") have no pair.
"""

import warnings
from collections.abc import Callable, Sequence

from selfinstruct.errors import MissingExtra
from selfinstruct.extras import installing

_OPENS = frozenset(". , ; : ! ? - ( then and please now also".split())
_MODIFIES = frozenset("DT JJ JJR JJS CD PRP$ PDT VBN VBG POS".split())
# A singular noun before one of these is an imperative that the tagger missed: "List three", "Draft a".
_AFTER_VERBS = frozenset("DT CD PRP PRP$ PDT WRB".split())
_RECEIVERS = frozenset(("me", "us"))  # "Give me a recipe"
_READ = 400  # characters of an instruction

Tagged = Sequence[tuple[str, str]]


def pair_finder() -> Callable[[str], tuple[str, str] | None]:
    """A function that gives the verb and the noun of an instruction; raises MissingExtra without the extra `stats`."""
    try:
        from textblob import en
        from textblob.en.inflect import singularize
    except ImportError as error:
        raise MissingExtra(f"finding verbs and nouns needs textblob: {installing('stats')}") from error
    with warnings.catch_warnings():
        # It leaves the file of its lexicon to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        en.tag("Write a poem.")

    def find(text: str) -> tuple[str, str] | None:
        found = root_pair(en.tag(text[:_READ]))
        if found is None:
            return None
        verb, noun, plural = found
        # Of a singular it would make nonsense: a colour would be a "colmy".
        return verb, singularize(noun) if plural else noun

    return find


def root_pair(tagged: Tagged) -> tuple[str, str, bool] | None:
    """The first verb that opens a clause and has an object, that object's last noun, and whether it is a plural."""
    for number in range(len(tagged)):
        if _opens(tagged, number) and _is_verb(tagged, number):
            noun, plural = _object(tagged[number + 1 :])
            if noun:
                return tagged[number][0].lower(), noun, plural
    return None


def _opens(tagged: Tagged, number: int) -> bool:
    return number == 0 or tagged[number - 1][0].lower() in _OPENS


def _is_verb(tagged: Tagged, number: int) -> bool:
    word, tag = tagged[number]
    if word.lower() in _OPENS:
        return False
    following = tagged[number + 1][1] if number + 1 < len(tagged) else ""
    return tag == "VB" or (tag in ("NN", "NNP") and following in _AFTER_VERBS)


def _object(tagged: Tagged) -> tuple[str, bool]:
    """The last of the first nouns in a row, "" where something else than a modifier comes before it."""
    noun, plural = "", False
    for word, tag in tagged:
        if tag.startswith("NN") and word[:1].isalpha():
            noun, plural = word.lower(), tag in ("NNS", "NNPS")
        elif noun or (tag not in _MODIFIES and word.lower() not in _RECEIVERS):
            break
    return noun, plural
