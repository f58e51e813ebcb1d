"""Finds where the speaker of a text says that it is a certain model, or dates its own knowledge."""

import re
from functools import cache

from selfinstruct.text.speakers.languages import DATED, PARTS, SPEECH, WORDS
from selfinstruct.text.speakers.names import makers, may_name, models

_APOSTROPHES = re.compile("[’ʼ‘`´＇]")
_MARKUP = re.compile(r"[*_]+")
_SPACES = re.compile(r"[^\S\n]+")
_CODE = re.compile(r"^[ \t]{0,8}(`{3,12}|~{3,12})[^\n]*\n.*?(?:^[ \t]{0,8}\1|\Z)", re.MULTILINE | re.DOTALL)
# The words of somebody else: in quotation marks, in a quoted line, behind the name of a speaker.
_QUOTED = re.compile(
    r"\"[^\"\n]{2,600}\"|“[^”\n]{2,600}”|„[^“”\n]{2,600}[“”]|«[^»\n]{2,600}»|「[^」\n]{2,600}」|『[^』\n]{2,600}』"
    r"|^[ \t]{0,3}>[^\n]*|^[ \t]{0,3}(?:\*\*)?[^\W\d_][\w .'-]{0,24}(?:\*\*)?[:：](?:\*\*)?[ \t]+(?=\S)[^\n]*",
    re.MULTILINE,
)
_WORD = re.compile(r"[^\W\d_]+")
_ENDS = r".!?\n。！？।؟"
# How else an English model speaks of who made it.
_ENGLISH = (
    r"\bas {model},? (?:an? [^{ends}]{{0,80}}, ?)?i\b"
    r"|\bas an? [^{ends},]{{0,50}}(?:model|ai|assistant|chat ?bot)\b[^{ends},]{{0,30}}(?:by|from|at) [^{ends},]{{0,20}}"
    r"{maker}[^{ends},]{{0,30}}, ?(?:i|my)\b"
    r"|\bmy (?:developers?|creators?|makers?|parent company),?(?: is| are| at)? {sure}"
    r"|{sure},? (?:the company )?(?:that |who |which |has |have )?(?:created|trained|developed|made|built) me\b"
    r"|\bi (?:must |have to |need to |will |can only )?(?:follow|adhere to|comply with|abide by) {sure}'s? "
)


def speaker_named(text: str) -> str | None:
    """The words by which the speaker of a text is a certain model, or says how far its knowledge reaches, or None.

    What stands in quotation marks, in code, or behind the name of a speaker is said by somebody else.
    """
    lower = text.lower()
    named, dated = may_name(lower), _dated(lower)
    if not named and not dated:  # as nearly always: the rest takes longer
        return None
    lower = _CODE.sub("\n", lower) if "```" in lower or "~~~" in lower else lower
    plain = _SPACES.sub(" ", _MARKUP.sub("", _APOSTROPHES.sub("'", lower)))
    patterns = [_dating(name) for name in dated] + [_naming(name) for name in (_spoken(plain) if named else ())]
    if all(pattern.search(plain) is None for pattern in patterns):
        return None
    plain = _QUOTED.sub(" … ", plain)
    found = next((found for pattern in patterns if (found := pattern.search(plain)) is not None), None)
    return None if found is None else " ".join(found[0].split())[:200]


def _dated(lower: str) -> list[str]:
    """The languages in which a text may date the knowledge of its speaker."""
    return [name for name, words in DATED.items() if any(word in lower for word in words)]


def _spoken(plain: str) -> list[str]:
    """The languages in which a text may say "I"."""
    words = set(_WORD.findall(plain))
    found = [name for name, own in WORDS.items() if not words.isdisjoint(own)]
    if plain.isascii():
        return found
    return found + [name for name, own in PARTS.items() if any(map(plain.__contains__, own))]


@cache
def _dating(name: str) -> re.Pattern[str]:
    return re.compile(SPEECH[name].until)


@cache
def _naming(name: str) -> re.Pattern[str]:
    """How a speaker of a language says which model it is, or who made it."""
    speech = SPEECH[name]
    gap, near = rf"[^{_ENDS}]", r" ?"
    noun, made = speech.noun, speech.made
    after = rf"(?=\s*(?:[,，、،.;:!)(–—{_ENDS}-]|\Z)|\s(?:and|an?|the|your|trained|developed|created|made|built|from"
    after += r"|by|based|here|und|ein|et|un|une|y|una|e|um|en|een|i|и|—|và|dan|sebuah|och|bir|adlı|एक|हूँ|हूं)\b"
    after += rf"|{near}{noun}"
    after += r"|\s?(?:です|と申|という|といい|でございます|입니다|이에요|예요|이라고|라고|है|'|’|m\b))"
    thing = f"{speech.am}{speech.thing}{noun}" if speech.thing else ""
    parts = [
        rf"{speech.am}{near}{models(True)}{after}",
        rf"{speech.am}{near}{models(False)}(?=[^{_ENDS}]{{0,15}}[,，、(—–-])(?={gap}{{0,60}}?(?:{_machine(noun)}"
        rf"|{makers(True)}))",
        rf"{thing}{gap}{{0,40}}?{made}[^{_ENDS},，]{{0,30}}?{makers(False)}" if thing else "",
        rf"{speech.was}{near}{made}[^{_ENDS},，]{{0,30}}?{makers(True)}" if thing else "",
        rf"{thing}{gap}{{0,30}}?{speech.by} {makers(False)}{gap}{{0,30}}?{made}" if speech.by else "",
        rf"{speech.was} {speech.by} [^{_ENDS},，]{{0,15}}?{makers(True)}{gap}{{0,20}}?{made}" if speech.by else "",
        speech.whole.replace("SURE", makers(True)).replace("ANY", makers(False)),
        _ENGLISH.format(model=models(True), maker=makers(False), sure=makers(True), ends=_ENDS) if name == "en" else "",
    ]  # fmt: skip
    return re.compile("|".join(part for part in parts if part))


def _machine(noun: str) -> str:
    """What only a model is called, and no person: an assistant may be one."""
    return noun.replace("|assistant", "|(?:virtual|ai|language|helpful) assistant").replace("|virtual|", "|")
