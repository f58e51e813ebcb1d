"""Tasks that only restate a text they give: summaries, translations, headlines, corrections and the like.

Told by the words of the command, in English and for the commonest kinds in further languages. A command that lets
anything be added (an example, an opinion, a calculation, a style to play) is none, nor is one that does not have its
text with it.
"""

import re
from dataclasses import dataclass
from itertools import islice

from selfinstruct.text.tokens import count_words, unicode_tokens

# Words of the text that is restated: fewer may only name what everyone knows, unless it is to be said otherwise.
_LEAST_WORDS, _LEAST_SAID = 15, 4
_SAID_OTHERWISE = ("translation", "rewriting", "correction")
_LONGEST = 60  # words of a command
_MOST_BEGINNINGS = 20  # that are tried: a command is short
_OF_TEXT = (
    r"(?:text|passage|paragraph|article|email|e-mail|message|note|notes|letter|story|report|review|abstract|document"
    r"|transcript|conversation|dialogue|chat|meeting|news item|news|statement|sentence|sentences|excerpt|description"
    r"|content|announcement|notice|memo|minutes|post|speech|quote|quotation|line|lines|contract|signature|summary"
    r"|facts?|data|information|paper|interview|complaint|listing|recipe|phrase|draft)s?"
)
_POLITE = (
    r"(?:(?:please|kindly|now|ok|okay|hi|hello|hey|can you|could you|would you|will you|i (?:want|need|would like)"
    r" you to|your task is to|you are asked to|help me(?: to)?|briefly|carefully|concisely|accurately|faithfully"
    r"|in your own words|using your own words|in (?:one|two|three|a few|\d) (?:\w+ )?(?:sentences?|words|lines"
    r"|paragraphs?))[, ]+)*"
)
_BEFORE = (
    r"(?:(?:read|take|look at|consider|given|using|from|based on|here is|here's|below is|the following is|this is)"
    r"\b[^.:;\n]{0,80}[.,:;]? (?:and |then |your task is to |please )?)?"
)
_A = r"(?:an? |the |one |some |\d+ |two |three )?(?:\w+,?[ -]){0,3}?"
_KINDS = {
    "summary": rf"(?:summari[sz]e|sum up|condense|shorten|abridge|boil down|recap|distil)\b"
    rf"|(?:write|give|provide|create|make|produce|supply|compose|prepare|draft|generate) (?:me )?{_A}"
    rf"(?:summary|synopsis|recap|tl;?dr|abstract|summari[sz]ation|gist|precis|précis)\b",
    "translation": r"(?:translate|render)\b(?=.{0,80}?\b(?:in|into|to|from)\b)|(?:give|provide|write) (?:me )?"
    rf"{_A}translation\b",
    "rewriting": r"(?:paraphrase|rephrase|reword|restate)\b|(?:rewrite|re-write)\b",
    "correction": r"(?:proofread|copy-?edit|correct|fix)\b(?=.{0,60}?\b(?:grammar|grammatical|spelling|punctuation"
    r"|typos?|errors?|mistakes?|text|sentences?|paragraph|email|transcription)\b)",
    "simplification": rf"simplify\b(?=.{{0,60}}?\b{_OF_TEXT}\b)",
    "extraction": rf"(?:extract|pull out|pick out|list|identify|find)\b(?=.{{0,80}}?\b(?:from|in|mentioned in|of) "
    rf"(?:the|this|these|that|my|our) (?:\w+ ){{0,3}}{_OF_TEXT}\b)|extract\b",
    "headline": rf"(?:write|give|provide|create|make|supply|suggest|generate|propose|find) (?:me )?{_A}"
    rf"(?:headline|subject line|title)\b(?=.{{0,60}}?\b(?:for|of|to|from|that)\b)",
    "conversion": r"(?:turn|convert|change|transform|reformat|format|put|rework|make)\b(?=.{0,80}?\b(?:in|into|as|to)"
    rf" {_A}(?:bullet(?:ed)?|points|list|table|prose|paragraph|sentences?|minutes|notes|json|csv|markdown|yaml|email"
    r"|e-mail|memo|message|passive|active|past tense|present tense|future tense|third person|first person"
    r"|reported speech|indirect speech|formal|informal|polite)\b)",
}
_ENGLISH = re.compile(
    rf"\W*{_POLITE}{_BEFORE}{_POLITE}(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in _KINDS.items())})",
    re.IGNORECASE,
)
_FURTHER = {
    "summary": r"(?:bitte )?fass\w*\b.{0,80}\bzusammen|(?:bitte )?kürze\b|résume[zr]?\b|resum[ae]\b|resumir\b"
    r"|riassum\w+|sintetizz\w+|vat\b.{0,80}\bsamen|сократи\w*|(?:кратко )?переска\w+|(?:请|請)?(?:总结|總結|概括|概述)"
    r"|.{0,40}要約し|.{0,40}요약",
    "translation": r"(?:bitte )?übersetz\w*|tradui\w+|traduc\w*|traduz\w*|tradurre|vertaal\b|przetłumacz\w*"
    r"|переведи\w*|переклад\w*|(?:请|請)?(?:把.{0,40})?(?:翻译|翻譯)|.{0,40}(?:翻訳し|訳し)|.{0,40}번역",
}
_OTHERS = re.compile(rf"\W*(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in _FURTHER.items())})", re.IGNORECASE)
# What adds to the text, or plays with it; whatever stands in it may then be the task's own.
_ADDS = re.compile(
    r"\b(?:add|adding|expand\w*|elaborat\w+|extend\w*|enrich\w*|embellish\w*|continu\w+|explain\w*|explanation|why"
    r"|examples?|your own (?:view|opinion|idea|experience|word list)|opinion|comment\w*|discuss\w*|analy[sz]\w+"
    r"|evaluat\w+"
    r"|assess\w*|compar\w+|contrast\w*|suggest(?!\w* (?:an? |one )?(?:\w+ ){0,2}(?:headline|title|subject))\w*"
    r"|recommend\w*"
    r"|advi[cs]e|imagin\w+|invent\w*|fiction\w*|creativ\w+|pretend|persona|role|as if|as though|in the (?:style"
    r"|voice|manner)"
    r"|from the (?:perspective|viewpoint|point of view)|perspective of|poem|poetry|song|lyrics|rap|haiku|limerick|verse"
    r"|joke|humou?r\w*|funny|sarcas\w+|snark\w*|dramatic\w*|exciting|catchy|vivid\w*|persua\w+|advert\w*"
    r"|marketing|slogan"
    r"|hashtags?|emojis?|calculat\w+|comput\w+|count\w*|how many|total|sum of|average|percentages?|rounded"
    r"|units?|metric"
    r"|imperial|currenc\w+|celsius|fahrenheit|measurements?|numbers?|numerals?|digits?|dates?|times?\b|time ?zone|iso\b"
    r"|roman|binary|hex\w*|decimal|fractions?|scientific notation|scal\w+|doubl\w+|halv\w+|hal(?:f|ve)\b|servings?"
    r"|updat\w+|replac\w+|substitut\w+|swap\w*|set in|modern\w*|moderni[sz]\w+|opposite|negat\w+|antonyms?"
    r"|synonyms?|true or false|facts? check\w*|fact-?check|factual\w*|scientific errors?|accura(?:cy|te)\b"
    r"|research|sources?|cite|citations?|references?|background|context|history|knowledge|assum\w+|infer\w*|predict\w*"
    r"|guess\w*|implied|missing|blank\w*|complet\w+|fill|answer|respond|repl(?:y|ies)|questions?|quiz|plan|outline"
    r"|improv\w+|better|stronger|more (?:detail\w*|interest\w*|engag\w*|exciting|vivid|convincing|specific|persua\w+"
    r"|compelling|descriptive|colou?rful|dramatic)|interest\w+|engag\w+|appeal\w+|attract\w+|anecdote|metaphor|simile"
    r"|analog\w+|proverb|idiom\w*|rhym\w+|cod(?:e|ing)\b|function|program\w*|script|sql|quer(?:y|ies)|regex|python"
    r"|java\w*|html|bugs?|syntax|formula\w*|equation|expression|logic|proof|math\w*|algebra\w*|fake|random|different"
    r" (?:name|character|setting|city|country)|change (?:the |all )?(?:names?|setting|place|ending|topic|subject to)"
    r"|anonymi\w+|pseudonym\w*|template|placeholder\w*|options|versions|variations|alternatives|ways|then"
    r"|with (?:an? )?(?:introduc|conclu|call)\w*|wikipedia|link\w*|countr(?:y|ies) (?:of|that|where)|capital"
    r"|category|categori\w+|classif\w+|label\w*|sentiment|tone of|whether|score|rat(?:e|ing)|old english|shakespeare\w*"
    r"|pirate|slang|dialect|song|gen[ -]?z|child(?:ren)?'s story|bedtime|blog|story|tweet|speech|cover letter"
    r"|cv|resume\b"
    r"|dialogue|script|play\b|instead|book|movie|film|novel|series|show\b|episode|website|url|directions|steps"
    r"|convert shorthand|pronounc\w+|pronunciation|roman[ij]\w+|pinyin|transliterat\w+)\b",
    re.IGNORECASE,
)
# Where these are the text that is restated, they are no style to be played: "Summarise the story".
_GIVEN = re.compile(
    r"\b(?:the|this|following|given|below|above|my|our|these|that)(?: \w+){0,2} (?:story|blog(?: post)?|tweets?|speech"
    r"|dialogue|script|poem|song|lyrics|play|cover letter|reply|answer|joke|advert\w*|questions?|outline|plan|research"
    r"|background|history|template)\b|\b(?:of|by) the (?:story|speech|dialogue|author|research)\b"
    r"|\bmissing (?:comma|word|article|punctuation|apostrophe|letter)s?\b",
    re.IGNORECASE,
)
_CLOSING = {'"': '"', "“": "”", "„": "“", "«": "»", "「": "」", "『": "』", "‘": "’", "'": "'"}
_BEGINS_TEXT = re.compile(rf"\n|[:：]\s|(?<!\w)(?P<quote>[{''.join(_CLOSING)}])")
_CODE = re.compile(r"```|</\w+>|[;{}]\s*\n|\w\(\)|^\s*(?:def|import|class|SELECT|#include)\s", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Restating:
    """What kind of restating a task asks for, by its `command`."""

    kind: str
    command: str


def restating(instruction: str, given: str) -> Restating | None:
    """What a task restates and how; None where it may add to its text, has none, or cannot be told."""
    command, text = _parts(instruction, given)
    if not command or len(command) > 20 * _LONGEST or _words(command) > _LONGEST:
        return None
    found = _ENGLISH.match(command) or _OTHERS.match(command)
    if found is None or _ADDS.search(_GIVEN.sub(" ", command)):
        return None
    kind = str(found.lastgroup)
    if _words(text) < (_LEAST_SAID if kind in _SAID_OTHERWISE else _LEAST_WORDS) or _CODE.search(text):
        return None
    return Restating(kind, command)


def _parts(instruction: str, given: str) -> tuple[str, str]:
    """The command of a task and the text that it gives, be it the input or a part of the instruction."""
    if given.strip():
        return instruction.strip(), given
    for found in islice(_BEGINS_TEXT.finditer(instruction), _MOST_BEGINNINGS):
        text = instruction[found.end() :]
        if found["quote"]:
            text = text.partition(_CLOSING[found["quote"]])[0]
        if _words(text) >= _LEAST_SAID:
            outside = instruction[: found.start()].strip(), instruction[found.end() + len(text) + 1 :].strip()
            return " ".join(filter(None, outside)), text
    return "", ""


def _words(text: str) -> float:
    return count_words(unicode_tokens(text))
