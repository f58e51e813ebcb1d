"""Kinds of reference that many languages share: a pronoun or "this method" with nothing before it that it could mean,
"the second figure", "the study mentioned", "as said before", "the speaker", "there"; of each language its words."""

from selfinstruct.text.grounding.context.context_unspaced import BROUGHT, UNSPACED
from selfinstruct.text.grounding.context.kind_words import Words
from selfinstruct.text.grounding.context.kinds_others import OTHERS
from selfinstruct.text.grounding.context.kinds_romance import ROMANCE

_NAME = r"(?-i:[A-ZÀ-ÖØ-ÞА-ЯЁŁŚŻŹĆŃ]\w*)"
# "What do they speak in Brazil?" means its people, "When was it built, the tower?" says what it means.
_AFTER_PRONOUN = rf"(?! (?:in|en|em|no|na|w|we|v|в|во|à|au) {_NAME})(?![^?]*, (?:der|die|das) \w+\W*\Z)"


def _pattern(words: Words) -> str:
    start = rf"\A\W*(?:{words.asks})"
    free = rf"(?: (?!(?:{words.breaks})\b)(?-i:[^\W\d_A-ZÀ-ÖØ-ÞА-ЯЁŁŚŻŹĆŃ][\w’'-]*)){{0,{words.before}}}"
    parts = [
        rf"{start}{free} (?:{words.pronouns})(?!\w){_AFTER_PRONOUN}",
        rf"{start}{free} (?:{words.these})(?!\w)[ ’']?(?! ?(?:{words.times})\b)(?=\w{{3}}){BROUGHT}",
        rf"{words.plain}",
        rf"{start}(?: (?-i:[^\W\d_A-ZÀ-ÖØ-ÞА-ЯЁŁŚŻŹĆŃ][\w’'-]*)){{1,4}} (?:{words.places})\W*\Z",
        rf"\b(?:{words.nth}) (?:{words.parts})\b(?! (?:{words.of})(?! (?:\w+ )?(?:{words.parts})\b)| \d)",
        rf"(?:{words.told})(?!\w){BROUGHT}",
        rf"(?<!\w)(?:{words.as_told})(?!\w)",
        rf"(?<!\w)(?:{words.says}) (?:{words.persons})(?!\w)(?! (?:{words.of})\b| [„\"»«“]| {_NAME}|-)",
        rf"(?<!\w)(?:{words.persons}) (?:{words.says})(?!\w)",
    ]
    return "|".join(part.replace(" ", r"\ ") for part in parts)


KINDS = {**{name: _pattern(words) for name, words in (OTHERS | ROMANCE).items()}, **UNSPACED}
