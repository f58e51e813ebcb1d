"""Tells a bare refusal, in any of 23 languages, from one with a reason or an alternative, and from everything else.

A text is taken apart into clauses. It is a bare refusal if one of them turns the task down and all others say nothing:
apologies, greetings, the model's own rules, an offer of other help. A clause that says anything else is the reason or
the alternative that makes a refusal an answer.
"""

import re
from functools import cache

from selfinstruct.text.invisible import visible
from selfinstruct.text.refusals.east import EAST
from selfinstruct.text.refusals.further import FURTHER
from selfinstruct.text.refusals.west import WEST

FORMS = WEST | EAST | FURTHER
# A text in which a model speaks of being one holds one of these, as a word or anywhere: most texts hold none.
_NAMED = re.compile(r"\b(?:ai|ki|(?:una?|a)?ia|ии|ші)\b")
_NAMES = (
    "intelligen|inteligen|inteligên|language model|sprachmodell|språkmodell|modèle|modelo de l|modello|taalmodel"
    "|językow|virtuel|virtual|интеллект|языков|інтелект|мовн|yapay zek|dil modeli|نموذج|اصطناعي"
    "|作为|作為|身为|我是|我只是|として|である|ので|로서|이기 때문|के रूप में|होने के नाते|trí tuệ|mô hình ngôn|jazykov"
    "|τεχνητή|γλωσσικό|kecerdasan|model bahasa|tekoäly|kielimalli|nyelvi modell"
).split("|")
# What the rules of the English form have in common, and those of all others, which are plain words.
_RULES = (
    *("guidelines", "polic", "programming", "terms of ", "principles"),
    *(word for name, forms in FORMS.items() if name != "en" for word in forms.rules.split("|")),
)
_LONGEST = 500  # characters; nobody needs more to say no
_LONGEST_CLAUSE = 160
_CLAUSES = re.compile(r"[.!?;:。！？；：।؟،，、…]+(?=\s|\Z|[^\x00-\x7f])|,|\s[-–]+\s|—|[\n\r]+|[，、。！？；]")
_MARKUP = re.compile(r"[*_#>`~]+|[\U0001f000-\U0001faff\u2600-\u27bf]")
_APOSTROPHES = re.compile("[’ʼ‘`´＇]")
_AND = (
    r"(?:but|however|so|and|therefore|yet|that|aber|doch|jedoch|und|daher|dass|mais|et|donc|cependant|que|pero|y"
    r"|sin embargo|así que|ma|e"
    r"|però|quindi|mas|porém|então|maar|echter|dus|dat|ale|jednak|więc|że|но|однако|поэтому|что|але|проте|тому|що"
    r"|ama|ancak|fakat|لكن|ولكن"
    r"|但|但是|不过|不過|しかし|ですが|하지만|그러나|लेकिन|परंतु|किंतु|कि|पर|nhưng|tuy nhiên|rằng"
    r"|však|avšak|takže|proto|αλλά|όμως"
    r"|ωστόσο|ότι|tetapi|tapi|namun|bahwa|men|så|derfor|mutta"
    r"|joten|että|azonban|viszont|ezért|de|hogy)"
)


def is_bare_refusal(text: str, *, sure: bool = False) -> bool:
    """Whether a text turns a task down and says nothing else.

    With `sure` it must do so in so many words ("I cannot assist with that"): that one is sorry and cannot do something
    is not enough.
    """
    if len(text) > _LONGEST or text.lstrip()[:1] in '"“„«「『':
        return False
    clauses = [clause for part in _CLAUSES.split(_plain(text)) if (clause := part.strip(" '\"()[]-"))]
    if not clauses or not may_begin_refusal(clauses[0]):
        return False
    return any(_all_refuse(clauses, name, sure) for name in FORMS)


def may_begin_refusal(clause: str) -> bool:
    """Whether a refusal in any language may begin with a clause; where not, none needs to be looked at by itself."""
    return any(word in clause for word in _RULES) or _beginnings().match(clause) is not None


def machine_talk(text: str) -> str | None:
    """Words by which a text speaks of being a language model, in other languages than English."""
    plain = _plain(text)[:2000]
    found = _machines().search(plain) if may_be_machine_talk(plain) else None
    return found[0].strip() if found else None


def may_be_machine_talk(plain: str) -> bool:
    """Whether a text in lower case names what every form of `machine_talk` names."""
    return any(name in plain for name in _NAMES) or _NAMED.search(plain) is not None


def _plain(text: str) -> str:
    text = visible(_MARKUP.sub("", _APOSTROPHES.sub("'", text))).lower()
    return re.sub(r"[^\S\n]+", " ", text)


def _all_refuse(clauses: list[str], language: str, only_sure: bool) -> bool:
    apology, polite, sure, weak, reason, rules = _patterns(language)
    sorry = refuses = False
    for clause in clauses:
        if apology.fullmatch(clause):
            sorry = True
            continue
        told = sure.fullmatch(clause)
        # What the model's own rules say is no reason.
        if len(clause) <= _LONGEST_CLAUSE and rules.search(clause):
            refuses = refuses or told is not None or (sorry and not only_sure)
            continue
        begun = told or weak.fullmatch(clause)
        if begun and len(clause) <= _LONGEST_CLAUSE and not reason.search(clause):
            sorry = sorry or begun["apology"] is not None
            if told is None and not sorry:
                return False
            refuses = refuses or told is not None or not only_sure
        elif not polite.fullmatch(clause):
            return False
    return refuses


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    forms = FORMS[language]
    begin = rf"(?:(?P<apology>{forms.apology})\W{{0,3}})?(?:{_AND}\W{{0,2}})?(?:(?:{forms.apology})\W{{0,3}})?"
    return tuple(
        re.compile(pattern)
        for pattern in (
            rf"(?:{_AND}\s)?(?:{forms.apology})(?:\s?{_AND})?",
            rf"(?:{_AND}\s)?(?:{forms.polite})",
            rf"{begin}(?:{forms.sure}).*",
            rf"{begin}(?:{forms.weak}).*",
            forms.reason,
            forms.rules,
        )
    )


@cache
def _beginnings() -> re.Pattern[str]:
    """What the first clause of a refusal begins with, in any language."""
    sorry = "|".join(forms.apology for forms in FORMS.values())
    told = "|".join(f"{forms.polite}|{forms.sure}|{forms.weak}" for forms in FORMS.values())
    return re.compile(rf"{sorry}|(?:{_AND}\W{{0,2}})?(?:{told}|{sorry})")


@cache
def _machines() -> re.Pattern[str]:
    return re.compile("|".join(forms.machine for name, forms in FORMS.items() if name != "en"))
