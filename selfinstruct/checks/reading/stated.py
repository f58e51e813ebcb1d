"""Conditions that the words of an instruction state, in English: what they ask of the answer, as checks.

Rules with high precision: what might be said of something else than the whole answer (of a part of it, of the input, of
a program that is to be written) is left alone, and so is what is meant roughly. The tests have what was read by hand.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from selfinstruct.checks.reading.scope import (
    allows_some,
    is_clear,
    is_edge_of_whole,
    is_of_some,
    is_of_whole,
    is_of_words,
    is_wished,
    makes_one_text,
    sentences_on_answer,
)

Stated = tuple[str, dict[str, Any]]  # the words that say it, and the check

_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen".split()
)
_UNITS += ["eighteen", "nineteen"]
_TENS = {
    name: 10 * number for number, name in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_WORDS: dict[str, int] = (
    {name: number for number, name in enumerate(_UNITS, 1)} | _TENS | {"a single": 1, "a hundred": 100}
)
_WORDS |= {f"{ten}-{_UNITS[one - 1]}": value + one for ten, value in _TENS.items() for one in range(1, 10)}
_WORDS |= {"one hundred": 100, "two hundred": 200, "three hundred": 300, "five hundred": 500}
_N = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,5}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_CHECKS = {
    "word": "words",
    "sentence": "sentences",
    "paragraph": "paragraphs",
    "line": "lines",
    "character": "characters",
    "bullet point": "list_items",
    "bullet": "list_items",
}
_UNIT = r"(?P<unit>words?|sentences?|paragraphs?|lines?|characters?|bullet points?|bullets?)(?![\w-])"
_KIND = r"(?:(?:short|complete|simple|full|concise|brief|clear) )?"

_EXACTLY = re.compile(rf"\b(?:exactly|precisely) (?P<n>{_N})[ -]{_KIND}{_UNIT}", re.I)
_IN = re.compile(
    rf"\bin (?:just |only )?(?P<n>{_N}) {_KIND}(?P<unit>sentences?|paragraphs?|bullet points?)(?![\w-])", re.I
)
_BETWEEN = re.compile(
    rf"\b(?:in |with |of |use |using |write )(?:between )?(?P<n>{_N})(?: ?[-–] ?| to | or | and"
    rf" )(?P<m>{_N}) {_KIND}{_UNIT}",
    re.I,
)
_MOST = re.compile(
    rf"\b(?P<how>no more than|not more than|at most|up to|a maximum of|maximum of|(?:not|never)"
    rf" exceed(?:ing)?|(?<!no )(?<!not )(?:under|fewer than|less than)|no longer than|within)"
    rf" (?P<n>{_N}) {_KIND}{_UNIT}",
    re.I,
)
_OR_FEWER = re.compile(rf"\b(?P<n>{_N}) {_UNIT} (?:or (?:fewer|less)|(?:at )?max(?:imum)?|at (?:the )?most)\b", re.I)
_LEAST = re.compile(
    rf"\b(?:at least|no fewer than|not less than|no less than|a minimum of|minimum of) (?P<n>{_N})"
    rf" {_KIND}{_UNIT}",
    re.I,
)

_QUOTED = r"[\"“'‘`](?P<text>[^\"“”‘’'`\n]{1,60})[\"”'’`]"
_QUOTED_TOO = r"[\"“'‘`](?P<more>[^\"“”‘’'`\n]{1,60})[\"”'’`]"
_FORBID = (
    r"(?:without (?:ever )?(?:using|including|mentioning)|(?:do not|don't|never|must not) (?:use|include|mention)"
    r"|avoid(?: using)?)"
)
_LETTER = re.compile(
    rf"\b(?:without(?: using| containing)?|{_FORBID}|(?:does|do|must) not (?:contain|use|include)) (?:any )?"
    r"(?:the )?letter [\"“'‘]?(?P<letter>[A-Za-z])\b(?! or\b| and\b)",
    re.I,
)
_NO_WORD = re.compile(
    rf"\b{_FORBID} (?:the |any of the |these )?(?:following )?(?:key)?(?:words?|terms?|phrases?):? \[?{_QUOTED}"
    rf"(?:,? (?:or|and|nor) {_QUOTED_TOO})?",
    re.I,
)
_WITH_WORD = re.compile(
    rf"\b(?:include|use|using|contain|contains|containing|including|mention) (?:both )?the (?:words?"
    rf"|phrases?) {_QUOTED}"
    rf"(?:,? and {_QUOTED_TOO})?(?! (?:instead|to mean|as)\b|,)",
    re.I,
)
_NEGATED = re.compile(r"(?:without|not|n't|avoid|never|ever)\s+$", re.I)
_STARTS = re.compile(
    rf"\b(?:start|starts|starting|begin|begins|beginning) (?:it |your (?:answer|response|reply) )?with"
    rf" (?:the (?:words?|phrase) )?{_QUOTED}",
    re.I,
)
_ENDS = re.compile(
    rf"\b(?:end|ends|ending|finish) (?:it |your (?:entire |whole )?(?:answer|response|reply) )?with"
    rf" (?:(?:the|this) (?:exact )?(?:words?|phrase|sentence|question)(?: of)?:? )?{_QUOTED}",
    re.I,
)
_MARK = re.compile(
    rf"\b(?:without (?:using )?|{_FORBID} |(?:should|must|may|can) ?not (?:contain|use|have|include) )(?:any )?"
    rf"(?P<mark>commas|exclamation (?:marks|points)|question marks|semicolons)\b",
    re.I,
)
_MARKS = {"c": ",", "e": "!", "q": "?", "s": ";"}
_LOWER = re.compile(
    r"\b(?:in|using|use|be|be in English and(?: in)?|contain) (?:all|only|entirely) (?:lower[- ]?case|small)"
    r"(?: letters)?\b|\bentirely in lower[- ]?case|\bno capital letters(?: (?:are|should be))? (?:allowed|used)\b",
    re.I,
)
_UPPER = re.compile(
    r"\b(?:in|using|be in English and(?: in)?) (?:all|only|entirely) (?:caps|capitals|capital letters|upper[- ]?case)"
    r"(?: letters)?\b|\bentirely in upper[- ]?case",
    re.I,
)
_JSON = re.compile(
    r"\b(?:as|in|into|return|output|produce|only|with) (?:only )?(?:an? )?(?:single )?(?:valid )?JSON(?:"
    r" object| array| format)?\b"
    r"(?! (?:below|above|input|file|string|data|schema|document|response|that|which))(?P<keys>[^.\n]{0,200})",
)
_KEYS = re.compile(
    r"\b(?:with|has|having|containing|using) (?:only )?(?:exactly )?(?:the )?(?:\w+ )?(?:keys"
    r"|fields)[:\s]+(?P<list>[^.;\n]+)",
    re.I,
)
_KEY = re.compile(r"[\"“'‘`](?P<key>[\w -]{1,40})[\"”'’`]")
_BARE_KEY = re.compile(r"[a-z][A-Za-z0-9_]*")
_NUMBERED = re.compile(r"\b(?:as|in|into) (?:a |an )?(?:single )?numbered list\b", re.I)
_BULLETED = re.compile(r"\b(?:as|in|into) (?:a |an )?bullet(?:ed)?[- ](?:point )?(?:list\b|points\b|form\b)", re.I)


def stated_checks(instruction: str) -> list[Stated]:
    """The conditions on the whole answer that an instruction states, each with its words, in their order."""
    text = instruction.replace("’", "'")
    found: list[Stated] = []
    if makes_one_text(text):
        found += [*_structured(text), *_worded(text)]
        if is_of_whole(text):
            found += [*_counted(text), *_at_edges(text)]
    for sentence in sentences_on_answer(text):
        found += [*_structured(sentence), *_worded(sentence), *_counted(sentence), *_at_edges(sentence)]
    kept: list[Stated] = []
    for item in found:
        if item not in kept:
            kept.append(item)
    return sorted(kept, key=lambda item: text.find(item[0]))


def _value(number: str) -> int:
    number = number.lower().replace(",", "")
    return int(number) if number.isdecimal() else _WORDS[number]


def _counted(text: str) -> Iterator[Stated]:
    """How many words, sentences and so on; a range is taken before the numbers in it are."""
    taken: list[tuple[int, int]] = []
    for pattern in (_BETWEEN, _MOST, _OR_FEWER, _LEAST, _EXACTLY, _IN):
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            kind = _CHECKS[match["unit"].lower().removesuffix("s")]
            if is_clear(text, match) and not is_of_some(text, match):
                yield match[0], {"check": kind, **_bounds(pattern, match)}


def _bounds(pattern: re.Pattern[str], match: re.Match[str]) -> Mapping[str, int]:
    number = _value(match["n"])
    if pattern is _BETWEEN:
        return {"at_least": min(number, _value(match["m"])), "at_most": max(number, _value(match["m"]))}
    if pattern is _MOST:
        return {"at_most": number - (match["how"].lower() in ("under", "fewer than", "less than"))}
    if pattern is _OR_FEWER:
        return {"at_most": number}
    return {"at_least" if pattern is _LEAST else "exactly": number}


def _structured(text: str) -> Iterator[Stated]:
    """JSON with its keys, lists."""
    for match in _JSON.finditer(text):
        if not is_clear(text, match):
            continue
        said = _KEYS.search(match["keys"])
        quoted = [key["key"] for key in _KEY.finditer(said["list"])] if said else []
        bare = (
            [part.strip() for part in re.split(r",|\band\b", said["list"]) if part.strip()]
            if said and not quoted
            else []
        )
        keys = quoted or (bare if all(_BARE_KEY.fullmatch(key) for key in bare) else [])
        words = match[0].removesuffix(match["keys"])
        yield words, {"check": "json_keys", "keys": keys} if keys and "array" not in words else {"check": "json"}
    for pattern, check in (
        (_NUMBERED, {"check": "numbered_list"}),
        (_BULLETED, {"check": "list_items", "at_least": 1}),
    ):
        listed = pattern.search(text)
        if listed and is_clear(text, listed):
            yield listed[0], check


def _worded(text: str) -> Iterator[Stated]:
    """Letters and words that are forbidden or required, marks, case."""
    for match in _LETTER.finditer(text):
        if allows_some(text, match) or is_wished(text, match):
            continue
        yield match[0], {"check": "without_letters", "letters": match["letter"].lower()}
    for pattern, kind in ((_NO_WORD, "forbidden_words"), (_WITH_WORD, "required_words")):
        for match in pattern.finditer(text):
            if kind == "required_words" and (
                _NEGATED.search(text[: match.start()])
                or not is_of_whole(text)
                or not is_clear(text, match)
                or allows_some(text, match)
            ):
                continue
            yield match[0], {"check": kind, "words": [word for word in (match["text"], match["more"]) if word]}
    for match in _MARK.finditer(text):
        yield match[0], {"check": "without_punctuation", "marks": [_MARKS[match["mark"][0].lower()]]}
    for pattern, kind in ((_LOWER, "lower_case"), (_UPPER, "upper_case")):
        cased = pattern.search(text) if is_of_whole(text) else None
        if cased and is_clear(text, cased) and not is_of_words(text, cased):
            yield cased[0], {"check": kind}


def _at_edges(text: str) -> Iterator[Stated]:
    """How the answer begins and ends."""
    for pattern, kind in ((_STARTS, "starts_with"), (_ENDS, "ends_with")):
        match = pattern.search(text)
        if match and is_clear(text, match) and is_edge_of_whole(text, match):
            yield match[0], {"check": kind, "text": match["text"].strip(" .,!?"), "case": False}
