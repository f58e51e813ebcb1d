"""Reads yes or no, the type and the labels out of a chat model's classify answer."""

import re
from collections.abc import Iterable
from typing import Any

from selfinstruct.parse import chat_json
from selfinstruct.parse.chat_lines import field_reader
from selfinstruct.parse.chat_text import answer_text, field_line, label_list, labels_field, labels_of, type_name
from selfinstruct.parse.results import Label

_field = field_reader("classification", "answer", "type", "labels", "output")
_YES = r"yes|yeah|yep|yup|ja|oui|sí|да|sim|tak|evet|نعم|हाँ|हां|כן|是的?|对|對|はい|ええ|예|네"
_NO = r"no|nope|nah|nein|non|нет|não|nie|nee|nej|nei|hayır|tidak|لا|नहीं|לא|不是的?|不|否|いいえ|아니요|아니오"
# Chinese and Japanese put no space after the word; what makes it another word is listed.
_END = r"(?:(?<=[是的对對否不])(?![否不则則确確一定清])|(?<=不是)(?!吗)|(?<=はい)(?!ふ)|(?<=いいえ)|(?!\w))"
_START = re.compile(rf"(?:(?P<yes>(?:{_YES})|si(?=\W*\Z|[,.!]))|(?P<no>{_NO})){_END}")
_LETTER = re.compile(r"(?:(?P<yes>y)|(?P<no>n))\W{0,3}\Z")
_NOT_A_NO = re.compile(
    r"no\s{1,3}(?:idea|clue|way|one|answer|opinion|comment|information|definite|clear|certain|doubt|matter|problem|worries"
    r"|labels?|task|text|input)\b"
)
_OPENER = re.compile(
    r"(?:sure|certainly|of course|okay|ok|well|so|hmm+|thus|therefore|hence|right|alright|absolutely|definitely|clearly"
    r"|i(?:'d| would) say|i think|i believe|in short|in this case|the answer is|answer)[\s,.!:…-]{1,4}(?!not\b)"
)
_BOTH = re.compile(
    rf"\W{{0,4}}(?:[^\W\d]{{1,6}}\W{{1,3}}){{0,2}}(?:(?P<yes>{_YES})|(?P<no>{_NO})){_END}(?=\W{{0,3}}(?:\Z|[.,!?;\n]))"
)
_HEDGE = re.compile(
    r"[^.!?\n]{0,60}\b(?:depends|depending|in some cases|sometimes|partly|partially|in others|maybe|perhaps|not sure"
    r"|unsure)\b"
)
_VERDICT = re.compile(
    r"\b(?:answer|verdict|classification|response|conclusion|result|say|conclude)\b[\s:=—-]{0,3}"
    r"(?:is|would be|should be|must be)?[\s:=—-]{0,4}[\"'“‘(\[]{0,2}(?P<word>yes|no)\b(?=\W{0,4}(?:\s|\Z))(?!\s+[a-z])"
)
_UNSURE = re.compile(
    r"\b(?:maybe|perhaps|depends|not sure|unsure|uncertain|unclear|possibly|probably|cannot|can't|could|might|may be"
    r"|either|hard to|difficult|both|don't know|do not know|ambiguous|partly|partially|sometimes|whether|if)\b"
)
_QUESTION = re.compile(r"[^.!\n]{0,200}\bclassification[^.!\n?]{0,60}\?\s*")
_IS_NOT = re.compile(
    r"(?:\bnot|n't|\bnever|\brather than|\binstead of)(?:\s{1,3}(?!but\b|rather\b|instead\b|not\b)[\w-]{1,20}){0,5}?"
    r"\s{1,3}(?:[\w-]{1,20}-)?classification\b|\bnon-?\s?classification\b|\bno classification\b"
)
_IS = re.compile(
    r"\b(?:is|it's|this's|that's|as|be|involves?|requires?|considered|constitutes|represents|describes|under|asks for)"
    r"(?:\s{1,3}(?!not\b)[\w-]{1,20}){0,4}?\s{1,3}classification\b"
)
_VERDICT_KEYS = ("isclassification", "classification", "isclassificationtask", "classificationtask", "answer", "result")


def read_chat_label(text: str) -> Label:
    """What the answer says; None for the decision where it says neither yes nor no, or both."""
    found = answer_text(text)
    body = found.text if found.text.strip() else _last_line(found.unclosed)
    return _from_json(body) or _from_text(body)


def _last_line(thinking: str) -> str:
    """From thinking that never ended only a last line that is clearly an answer."""
    lines = thinking.strip().split("\n")
    fields = ((line, _field(line)) for line in lines[-4:])
    return "\n".join(line for line, field in fields if field and field.name in ("classification", "type", "labels"))


def _from_text(text: str) -> Label:
    values: dict[str, list[list[str]]] = {}
    rest: list[str] = []
    current: list[str] = rest
    for line in text.split("\n"):
        if field := _field(line):
            current = [field.value]
            values.setdefault(field.name, []).append(current)
        elif line.strip():
            current.append(line)
    said = None
    for name in ("classification", "answer", "output"):
        if name in values:
            said = _agreed(_verdict("\n".join(lines).strip(), named=True) for lines in values[name])
            break
    else:
        said = _verdict("\n".join(rest), named=False)
    of_labels, labels = labels_field(values["labels"][0]) if "labels" in values else (None, ())
    if said is None and not rest and not values.keys() & {"classification", "answer", "output"}:
        said = of_labels
    kind = type_name(field_line(values["type"][0])) if "type" in values else ""
    return Label(said, kind, labels if said else ())


def _agreed(verdicts: Iterable[bool | None]) -> bool | None:
    given = set(verdicts)
    return given.pop() if len(given) == 1 else None


def _verdict(text: str, named: bool) -> bool | None:
    """Yes, no or neither. `named` where the text is the value of a field, in which true and false count too."""
    # A verdict stands at the beginning or, after reasoning, at the end.
    ends = text if len(text) < 6000 else f"{text[:3000]}\n{text[-3000:]}"
    plain = re.sub(r"[*_#`>\"“”]+", "", ends.replace("’", "'")).casefold().strip()
    plain = re.sub(r"\A\W{1,10}", "", plain)
    plain = _QUESTION.sub("", plain, count=1) if _QUESTION.match(plain) else plain
    for _ in range(3):
        plain = plain[opener.end() :] if (opener := _OPENER.match(plain)) else plain
    if named and (word := re.match(r"(?:(true)|false)\b", plain)):
        return bool(word[1])
    if (found := _START.match(plain) or _LETTER.match(plain)) and not _NOT_A_NO.match(plain):
        yes = bool(found["yes"])
        other = _BOTH.match(plain, found.end())
        if (other and bool(other["yes"]) != yes) or _HEDGE.match(plain, found.end()):
            return None
        return yes
    if verdicts := {match["word"] == "yes" for match in _VERDICT.finditer(plain)}:
        return _agreed(verdicts)
    return None if _UNSURE.search(plain) else _statement(plain)


def _statement(plain: str) -> bool | None:
    """A sentence such as "This is (not) a classification task"."""
    without = _IS_NOT.sub(" ", plain)
    denied = without != plain
    affirmed = bool(_IS.search(without) or re.match(r"an? (?:[\w-]{1,20} ){0,2}classification\b", without))
    return None if denied == affirmed else affirmed


def _from_json(text: str) -> Label | None:
    found = (
        part
        for _, value in chat_json.find_json(text).values
        for part in (value if isinstance(value, list) else [value])
    )
    for value in found:
        keys = {chat_json.key(name): part for name, part in value.items()} if isinstance(value, dict) else {}
        named = next((name for name in _VERDICT_KEYS if name in keys), None)
        if named is None:
            continue
        given = keys[named]
        said = given if isinstance(given, bool) else _verdict(given, named=True) if isinstance(given, str) else None
        kind = keys.get("type", keys.get("tasktype"))
        labels = _labels(keys.get("labels")) if said else ()
        return Label(said, type_name(kind) if isinstance(kind, str) else "", labels)
    return None


def _labels(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return labels_of(chat_json.as_text(part) for part in value)[1]
    return label_list(value)[1] if isinstance(value, str) else ()
