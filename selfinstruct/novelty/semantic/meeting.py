"""Whether all that one wording tells is met by another one."""

import re
from collections.abc import Callable
from functools import lru_cache

from selfinstruct.novelty.semantic.wording import Wording

# Endings that leave a word the word it is, and what may stand in their place without them.
_ENDINGS = (("ies", ("y", "ie")), ("ing", ("", "e")), ("ed", ("", "e")), ("es", ("e",)), ("s", ("",)), ("ly", ("",)))
_HISSING = re.compile(r"(?:s|x|z|ch|sh|o)es\Z")
_SHORTEST = 3
# Verbs of which one stands for the others of its line, and that vectors hold apart.
_SAME = """
    convert turn transform change
    fix correct repair
    summarize summarise summary summarization
    rewrite rephrase reword paraphrase
    translate translation
    calculate compute
    shorten abridge
    classify categorize categorise
    proofread proof
"""
_LEADING = {word: line.split()[0] for line in _SAME.strip().splitlines() for word in line.split()}

Near = Callable[[str], tuple[str, ...]]


@lru_cache(1 << 16)
def roots(word: str) -> frozenset[str]:
    """A word, and what it may be without its ending; the first of the words that stand for one another."""
    found = {word}
    for ending, instead in _ENDINGS:
        bare = word.removesuffix(ending)
        if bare == word or len(bare) < _SHORTEST - (ending == "ies"):
            continue
        found.update(bare + letters for letters in instead)
        if ending == "es" and _HISSING.search(word):
            found.add(bare)
        if ending in ("ing", "ed") and bare[-1] == bare[-2] and bare[-1] not in "aeiou":
            found.add(bare[:-1])
        break
    return frozenset(_LEADING.get(item, item) for item in found)


def meet(one: Wording, other: Wording, near: Near) -> bool:
    """Whether two wordings tell the same: each word has a counterpart, and none goes the other way."""
    return (
        one.key == other.key
        and _covers(one, other, near)
        and _covers(other, one, near)
        and _same_order(one, other)
        and not _turned(one, other)
    )


def _covers(one: Wording, other: Wording, near: Near) -> bool:
    """Whether each telling word of the one is in the other, in another form or another word for it."""
    there = frozenset(other.words)
    left = [word for word in one.telling if word not in there]
    if not left:
        return True
    if any(word in one.exact for word in left):
        return False
    free = {word for word in other.telling if word not in other.exact}
    forms = {form for word in free for form in roots(word)}
    return all(
        not forms.isdisjoint(own := roots(word)) or any(not forms.isdisjoint(near(form)) for form in own)
        for word in left
    )


def _same_order(one: Wording, other: Wording) -> bool:
    """Whether the words they share come in one order, if what they are for is not known; names do anywhere.

    The names of moves that are the same may change places with their moves.
    """
    mine, theirs = _shared(one, other)
    if one.is_phrased and other.is_phrased:
        named = one.exact - one.directions.places if _same_moves(one, other) else one.exact
        mine = [word for word in mine if word in named]
        theirs = [word for word in theirs if word in named]
    return mine == theirs


def _shared(one: Wording, other: Wording) -> tuple[list[str], list[str]]:
    """The telling words that both have, as they come in the one and in the other."""
    mine, its = [word for word in one.telling if word in other.telling], set(one.telling)
    return mine, [word for word in other.telling if word in its]


def _turned(one: Wording, other: Wording) -> bool:
    """Whether the one goes to where the other comes from, or to something else that both name."""
    if _same_moves(one, other):
        return False
    mine, its = one.directions, other.directions
    if not mine.targets.isdisjoint(its.sources) or not mine.sources.isdisjoint(its.targets):
        return True
    return _changed(mine.targets, its.targets, one, other) or _changed(mine.sources, its.sources, one, other)


def _changed(mine: frozenset[str], theirs: frozenset[str], one: Wording, other: Wording) -> bool:
    return not (mine - theirs).isdisjoint(other.words) and not (theirs - mine).isdisjoint(one.words)


def _same_moves(one: Wording, other: Wording) -> bool:
    """Whether they go the same ways, and with the same things where there are several.

    Where ways are not clear the texts must be the same word by word.
    """
    mine, its = one.directions, other.directions
    if mine.moves != its.moves or (not mine.are_clear and one.words != other.words):
        return False
    in_order, theirs = _shared(one, other)
    return len(mine.moves) < 2 or in_order == theirs
