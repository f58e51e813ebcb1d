"""Words that turn a statement round, in many languages; the texts are case folded (`str.casefold`)."""

import re

# Between spaces. Words that mean something else in a neighbour (French "et", German "noch") are left out.
_WORDS = """
not no never none neither nor cannot without except unless hardly scarcely barely rarely seldom
nicht nichts kein keine keinen keinem keiner keines nie niemals niemand ohne ausser kaum weder
ne pas jamais aucun aucune sans sauf ni non rien
nunca jamás sin ningún ninguno ninguna tampoco salvo excepto mai senza nessun nessuno nessuna né tranne eccetto
não sem nenhum nenhuma nem exceto niet geen nooit zonder behalve
inte ej aldrig utan ingen inget inga ikke aldri uten ikkje ei eivät eikä ilman
nie nigdy bez żaden żadna żadne oprócz nikdy žádný žádná žádné nem soha nélkül kivéve nu fără nici niciodată
не ни нет нельзя без никогда никакой кроме ні немає ніколи няма без
değil yok hiç asla hariç δεν δε μην χωρίς ούτε ποτέ εκτός
لا لم لن ليس ليست ليسوا غير دون بدون إلا نه نیست نیستند بدون هرگز לא אין בלי ללא אינו אינה אינם
नहीं न मत बिना नही सिवाय না নয় নেই ছাড়া નથી નહીં ਨਹੀਂ இல்லை అல్ల లేదు కాదు ಇಲ್ಲ ഇല്ല അല്ല නැත නොවේ نہیں
không chưa chẳng đừng trừ tidak bukan belum tanpa jangan kecuali tak hindi walang sio si hapana
"""
# Within words, or in scripts without spaces.
_PIECES = (
    "不", "没", "沒", "无(?!论)", "無(?!論)", "未(?![来來])", "非(?!常)", "勿", "莫", "否", "除了", "除非",
    "ない", "ません", "なかっ", "なく", "せず", "ぬ(?=[。、])", "なし",
    "않", "없", "아니", "아닙", "아닌", "못하", "못한", "못했",
    "ไม่", "มิได้", "ยกเว้น", "ปราศจาก", "บ่", "មិន", "គ្មាន", "မဟုတ်",
)  # fmt: skip
# What comes behind its verb, at the end of a clause: there a quotation must not be cut off before it.
_LATE = (
    "ない",
    "ません",
    "なかっ",
    "なく",
    "ず",
    "않",
    "없",
    "아니",
    "아닙",
    "아닌",
    "못하",
    "못한",
    "못했",
    "អត់",
    "မဟုတ်",
)
WORDS = frozenset(_WORDS.casefold().split())
_SPACED = "|".join(sorted(map(re.escape, WORDS), key=len, reverse=True))
_WITHIN = "|".join((r"(?<!\w)안(?=\s)", *_PIECES))
_NEGATION = re.compile(rf"(?<![\w'])(?:{_SPACED})(?![\w'])|n't(?!\w)|(?<!\w)n'(?=\w)|{_WITHIN}")
_BEFORE = re.compile(rf"(?:{_WITHIN})\s?\Z")
_AFTER = re.compile(rf"\s?(?:{_WITHIN})|[^.,;:!?。、\n]{{0,10}}?(?:{'|'.join(_LATE)})")
# Characters beside a piece that have to be looked at.
LONGEST = 16


def negations(text: str) -> int:
    """How many words of a text turn it round."""
    return sum(1 for _ in _NEGATION.finditer(text))


def negated_at(text: str, start: int, end: int) -> bool:
    """Whether a piece of the text leaves out a negation right before it, behind it, or at the end of its clause."""
    before, after = text[max(0, start - LONGEST) : start], text[end : end + LONGEST]
    last, first = before.split()[-1:], after.split()[:1]
    if last and (last[0].lstrip("([\"'") in WORDS or last[0].endswith("n't")):
        return True
    if first and first[0].rstrip(".,;:!?)]।؟،\"'") in WORDS:
        return True
    return not (before.isascii() and after.isascii()) and bool(_BEFORE.search(before) or _AFTER.match(after))
