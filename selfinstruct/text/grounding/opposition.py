"""Whether two answers are opposed: where the same is said with a "not" and without, or of another name.

Clauses are compared one by one. A negation in a clause that has no counterpart in the other answer opposes nothing.
"""

import re
import unicodedata
from dataclasses import dataclass

from selfinstruct.text.grounding.common_words import COMMON
from selfinstruct.text.grounding.negations import WORDS, negations
from selfinstruct.text.grounding.stems import stem, telling, unspaced
from selfinstruct.text.invisible import visible
from selfinstruct.text.tokens import unicode_tokens

_WITHOUT = "without ohne sans sin senza zonder utan uden uten bez без"
_JOINING = f"""
    if when whenever because since unless while whereas and but or so as until then otherwise wenn weil falls sofern und
    oder aber sondern damit quand lorsque parce puisque et mais cuando porque pero sino y quando perché ma
    als omdat maar
    när hvis fordi eftersom men gdy ponieważ ale když protože если когда потому или но
    except {_WITHOUT}
"""
_CLAUSE = re.compile(rf"[.;:()\n。；：،؛?!]\s*|,\s|、|，|\s[-–—]\s|(?<!\w)(?=(?:{'|'.join(_JOINING.split())})(?!\w))")
_BRACKETS = re.compile(r"[(（\[]([^()（）\[\]]*+)[)）\]]")
# Words of which one rules out the others of its line, where each stands in one answer only.
_RULING_OUT = """
    allowed permitted legal / forbidden prohibited banned illegal disallowed denied refused
    on enabled / off disabled
    before earlier / after afterwards later
    old older oldest / new newer newest
    first / last / second / third / fourth / fifth
    increases increase rises rise grows higher more faster larger bigger longer
      / decreases decrease falls fall shrinks lower
      less slower smaller shorter fewer
    maximum max most / minimum min least
    parent / child
    client / server
    left / right
    north / south / east / west
    open opens opened / closed closes close
    starts start started begins / stops stop stopped ends
    always / never / sometimes
    true / false
    upper / lower
    above / below
    input / output
    ascending / descending
    optional / required mandatory obligatory
    accepted accepts / rejected rejects
    succeeds success / fails failure
    monday / tuesday / wednesday / thursday / friday / saturday / sunday
    january / february / march / april / june / july / august / september / october / november / december
    winter / summer / spring / autumn
    morning / evening
    red / blue / green / yellow / black / white
    erlaubt / verboten
    vor / nach
    alt alte alten / neu neue neuen
    erste ersten / letzte letzten
    avant / après
    antes / después
    prima / dopo
    до / после
"""
_PREFIX = re.compile(r"(?:un|in|im|il|ir|dis|non)(?=[a-z]{3})")
# How much of a clause has to stand in another one for both to be about the same.
_SAME = 0.6
_NAME = re.compile(r"(?<![\w])[~/$.-]{0,2}\w[\w./~$@-]*\w")
_SENTENCE_START = re.compile(r"(?:\A|[.!?:;\n])[\s\"'“(*`-]*\Z")
_CAPITALS = 0.25
# Clauses of an answer that are looked at.
_MOST = 60


def _ruled_out() -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for line, row in enumerate(re.sub(r"\n      ", " ", _RULING_OUT).strip().split("\n")):
        for side, words in enumerate(row.split("/")):
            found |= {word: (line, side) for word in words.split() if word not in found}
    return found


_SIDES = _ruled_out()


@dataclass(frozen=True, slots=True)
class _Clause:
    words: frozenset[str]
    stems: frozenset[str]
    negated: bool
    unless: bool


def opposed(one: str, other: str) -> bool:
    """Whether something is said by one and denied by the other."""
    first, second = _clauses(one), _clauses(other)
    here = frozenset().union(*(clause.words for clause in first))
    there = frozenset().union(*(clause.words for clause in second))
    pairs = []
    for clause in first:
        near = [(_near(clause, than, here, there), than) for than in second]
        pairs += [(share, flips, clause, than) for (share, flips), than in near if share >= _SAME]
    # Each of a pair may say the same as another clause, as well or better.
    agreed: dict[_Clause, float] = {}
    for share, flips, clause, than in pairs:
        if (clause.negated != than.negated) == flips:
            agreed |= {item: max(share, agreed.get(item, 0.0)) for item in (clause, than)}
    against = [
        clause.unless or than.unless
        for share, flips, clause, than in pairs
        if (clause.negated != than.negated) != flips and share > max(agreed.get(clause, 0), agreed.get(than, 0))
    ]
    # "Unless it is" and "not, if it is" are turned round twice.
    return bool(against) and not (any(against) and len(against) % 2 == 0)


def other_names(one: str, other: str) -> bool:
    """Whether each of two answers has names, paths or options that the other one lacks."""
    return bool(_names(one) - _known(other)) and bool(_names(other) - _known(one))


def _clauses(text: str) -> list[_Clause]:
    text = unicodedata.normalize("NFKC", visible(text)).casefold().replace("’", "'")
    found: list[_Clause] = []
    # What stands in brackets parts no clause.
    for part in _CLAUSE.split("; ".join([_BRACKETS.sub(" ", text), *_BRACKETS.findall(text)])):
        words = frozenset(unicode_tokens(part))
        said = frozenset(word for word in telling(part) if word not in WORDS) | {
            w for w in words if w in _SIDES and w != "on"
        }
        if any(map(unspaced, words)):
            said = frozenset(pair for pair in said if len(pair) > 1) or said
        if said:
            negated = negations(part) > 0
            # What cannot be done without a thing can be done with it.
            if negated and found and found[-1].negated and not words.isdisjoint(_WITHOUT.split()):
                negated = False
            found.append(_Clause(words, said, negated, "unless" in words))
    return list(dict.fromkeys(found))[:_MOST]


def _near(one: _Clause, other: _Clause, here: frozenset[str], there: frozenset[str]) -> tuple[float, bool]:
    """The share of the one clause that is in the other, and whether a word of the one is the opposite of one there."""
    mine, its = set(one.stems), set(other.stems)
    flips = 0
    for word, than in _opposites((one.words & here) - there, (other.words & there) - here):
        flips += 1
        for item in (word, stem(word)):
            mine.discard(item)
        for item in (than, stem(than)):
            its.discard(item)
        mine.add(f"{word}/{than}")
        its.add(f"{word}/{than}")
    shared, least = len(mine & its), min(len(mine), len(its))
    if shared and any(map(unspaced, one.words | other.words)):
        return shared / least, flips % 2 == 1
    if not shared or (shared < 2 and max(len(mine), len(its)) > 2):
        return 0.0, False
    if len(mine) == len(its) == 2 and shared < 2:
        return 0.0, False
    negated = its if other.negated and not one.negated else mine if one.negated and not other.negated else None
    share = shared / (len(negated) if negated is not None else least)
    return share, flips % 2 == 1


def _opposites(mine: frozenset[str], its: frozenset[str]) -> list[tuple[str, str]]:
    found = []
    stems_of = {stem(word): word for word in its if word not in COMMON}
    for word in sorted(mine):
        line = _SIDES.get(word)
        than = next(
            (t for t in sorted(its) if line and t in _SIDES and _SIDES[t][0] == line[0] and _SIDES[t][1] != line[1]), ""
        )
        if not than and (cut := _PREFIX.match(word)):
            than = stems_of.get(stem(word[cut.end() :]), "")
        if not than:
            than = next(
                (t for t in sorted(its) if (cut := _PREFIX.match(t)) and stem(t[cut.end() :]) == stem(word)), ""
            )
        if than:
            found.append((word, than))
            its = its - {than}
            stems_of = {key: item for key, item in stems_of.items() if item != than}
    return found


def _names(text: str) -> frozenset[str]:
    """The tokens of a text that name something: paths, options, words with capitals where not all nouns have them."""
    if any(map(unspaced, unicode_tokens(text))):
        return frozenset()
    tokens = [found for found in _NAME.finditer(text) if not _SENTENCE_START.search(text, 0, found.start())]
    words = [found for found in tokens if found[0].isalpha()]
    capitals = [found[0] for found in words if found[0][0].isupper()]
    marked = [
        found[0]
        for found in _NAME.finditer(text)
        if re.search(r"[^\W\d]", found[0]) and re.search(r"[/_$~.]|\A-|\w\d", found[0])
    ]
    shouted = [found[0] for found in _NAME.finditer(text) if found[0].isupper() and found[0].isalpha()]
    few = len(words) > 3 and len(capitals) <= max(2, _CAPITALS * len(words))
    return frozenset(word.casefold().rstrip(".") for word in (*marked, *shouted, *(capitals if few else ())))


def _known(text: str) -> frozenset[str]:
    return frozenset(found[0].casefold().rstrip(".") for found in _NAME.finditer(text)) | frozenset(
        word for word in unicode_tokens(text)
    )
