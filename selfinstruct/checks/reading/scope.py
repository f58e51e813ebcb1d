"""What a condition that an instruction states is said of: of the whole answer, or of something else.

A number may be one of some words among others, be meant roughly or of each of several texts, or stand in what is only
talked about. What is in doubt counts as something else.
"""

import re

# Where these stand, a number may be said of a part, of the input, or of what a program does.
_PROGRAM = re.compile(
    r"\b(?:functions?|code|codes|program|script|regex|regular expression|sql|query|python|java|javascript"
    r"|c\+\+|class|method"
    r"|algorithm|variable|password|string|array|html|css|excel|formula|json schema)\b",
    re.I,
)
_REPEATED = re.compile(
    r"\brepeat (?:the|this|my|your)(?: \w+){0,2} (?:request|prompt|question|instruction|sentence|line|text)\b"
    r"|word for word",
    re.I,
)
_MADE = re.compile(
    r"^\W*(?:please |now |can you |could you )*(?:write|compose|describe|summari[sz]e|explain|answer"
    r"|rewrite|rephrase|paraphrase|reply"
    r"|respond|tell|create|draft|define|produce|make|shorten|condense|give|state|say|introduce|discuss"
    r"|express|craft|invent|provide|report"
    r"|in (?:exactly|no|at|just|only)|using|without|with)\b",
    re.I,
)
_PARTLY = re.compile(
    r"\b(?:each|every|per|respectively|first|second|third|last|opening|closing|final|title|heading|headings"
    r"|headline|subject|caption"
    r"|captions|followed by|then|also|as well as|along with|plus|finally|afterwards?|after that|versions?"
    r"|variations?|options"
    r"|alternatives|if|unless|whose|example|examples|template|questions|tweets|items"
    r"|summary and|conclusion|introduction|postscript|stanzas?|verses?|slogans|titles|names|facts|tips"
    r"|reasons|ideas|ways)\b"
    r"|\band (?:then )?(?:list|give|write|provide|suggest|explain|add|include|offer|propose|identify|name"
    r"|state|justify|say|describe|outline|summari[sz]e)\b",
    re.I,
)
# A sentence that names the answer, or says how to answer, is about all of it whatever stands in the others.
_NAMES_ANSWER = re.compile(
    r"\b(?:your|the|this) (?:(?:entire|whole|complete|final) )?(?:response|answer|reply|output)\b"
    r"|^\W*(?:please |also )*(?:answer|respond|reply|do not|don't|avoid)\b",
    re.I,
)
# Fifty stories, of which each is to be short; and answers that begin with the whole request.
_SEVERAL = re.compile(
    r"^\W*(?:please |now |can you |could you )*\w+ (?:me )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|several|some|many|multiple|a few|a couple of|a dozen|different"
    r"|various) "
    r"(?:(?!(?:words|sentences|paragraphs|lines|characters|bullets|points|about|of|on|for|with|in|to)\b)[\w-]+ ){0,3}?"
    r"(?!words|sentences|paragraphs|lines|characters|bullets|points)[a-z-]+s\b",
    re.I,
)
_ROUGHLY = re.compile(
    r"(?:about|around|approximately|roughly|some|nearly|almost|maybe|circa|~|≈|or so|ideally|preferably)\s*$", re.I
)
_REPORTED = re.compile(
    r"\b(?:why|how|whether|that (?:is|are|was|were)|which (?:is|are|has|have)|limit(?:ed)? to|written in)\b", re.I
)
# What makes a number one of some words or sentences among others: "at least 15 words in capitals".
_AMONG = re.compile(
    r"\s+(?:(?:that|which|who|starting|beginning|ending|containing|rhyming|written|highlighted|from|of)\b"
    r"|(?:in|with) (?:all |only |entirely )*(?:caps|capitals?|upper|lower|bold|italics?|quot)"
    r"|in the (?:\w+ ){1,3}(?:should|must|have to) )",
    re.I,
)
# Some letters or words may be there, so many at most.
_SOME = re.compile(
    r"\W{1,2}(?:more|less|fewer|at most|no more|not more|over|only|(?:once|twice) or (?:less|fewer))\b", re.I
)
_WISHED = re.compile(r"\b(?:try|tries|trying|tried|want|wants|wanting|manages?|ended up|who|while)\b", re.I)
_OF_WORDS = re.compile(r"\b(?:words|phrases|terms|letters|keywords|acronyms|sections?|parts)\b", re.I)
# Whose begin and end are those of the answer; "words beginning with" are not.
_WHOLE = re.compile(
    r"(?:^|[.!;:,]\s|\b(?:sentence|story|poem|paragraph|letter|e-?mail|reply|answer|response|text|essay|note|speech"
    r"|summary|song|message|and|must|should|it|to)\s)(?:that |which |and |must |should |please )*$",
    re.I,
)
# "hashtags, starting with", "starting and ending with", "paragraph 2 must start with"
_PART_OF = re.compile(
    r"\w(?<!this)s, (?:and |which |that )?$|\b(?:start|begin|beginn|open)(?:s|ing)? (?:and|or) $"
    r"|\b(?:paragraph|line|sentence|section|stanza|verse|part|item|step|word)s? (?:\d+|one|two|three|four|five)"
    r" (?:\w+ ){0,2}$",
    re.I,
)
_ADDED = re.compile(r"\b(?:add|append|insert|put|place|attach)\b", re.I)
_SENTENCES = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[A-Z\"“*])|\n+")
_QUOTATION = re.compile(r"[\"“'‘`][^\"“”‘’'`\n]{1,60}[\"”'’`]")


def makes_one_text(instruction: str) -> bool:
    """Whether an instruction asks for a text, no program, and not for the request again in front of it."""
    return (
        _MADE.match(instruction) is not None
        and _PROGRAM.search(instruction) is None
        and _REPEATED.search(instruction) is None
    )


def sentences_on_answer(instruction: str) -> list[str]:
    """The sentences of an instruction that are about the whole answer by their own words, or []."""
    if _REPEATED.search(instruction):
        return []
    found = [part for part in _SENTENCES.split(instruction) if _NAMES_ANSWER.search(part)]
    return [part for part in found if not (_PROGRAM.search(part) or _PARTLY.search(_QUOTATION.sub("", part)))]


def is_of_whole(instruction: str) -> bool:
    """Whether an instruction names no parts of the answer, nor several answers, of which a condition may be meant."""
    return _PARTLY.search(_QUOTATION.sub("", instruction)) is None and _SEVERAL.match(instruction) is None


def is_clear(text: str, match: re.Match[str]) -> bool:
    """Whether what is matched is neither meant roughly nor said of something that is talked about."""
    return not _ROUGHLY.search(text[: match.start()]) and not _REPORTED.search(_sentence(text, match))


def is_of_some(text: str, match: re.Match[str]) -> bool:
    """Whether a number is one of some words or sentences among others."""
    behind = text[match.end() :]
    return behind.startswith((" or ", " each", " long each")) or _AMONG.match(behind) is not None


def allows_some(text: str, match: re.Match[str]) -> bool:
    """Whether what is forbidden or required may be there a number of times at most."""
    return _SOME.match(text, match.end()) is not None


def is_wished(text: str, match: re.Match[str]) -> bool:
    """Whether somebody in the text is to keep the condition."""
    return _WISHED.search(_sentence(text, match)) is not None


def is_of_words(text: str, match: re.Match[str]) -> bool:
    """Whether the case that is asked for is that of some words."""
    return _OF_WORDS.search(_sentence(text, match)) is not None


def is_edge_of_whole(text: str, match: re.Match[str]) -> bool:
    """Whether a begin or end is that of the answer."""
    before = text[: match.start()]
    if _PART_OF.search(before) or _ADDED.search(_sentence(text, match)):
        return False
    return _WHOLE.search(before) is not None


def _sentence(text: str, match: re.Match[str]) -> str:
    """What stands before a match in its sentence."""
    return re.split(r"[.!?:]\s", text[: match.start()])[-1]
