"""All tasks that the offline model can make of passages, of each type, in several wordings, with answers that hold.

Questions that differ in their subject alone are too like each other for the novelty filter. So there are several
wordings for each type, most of them short, and each also with words of its sentence, which set it apart.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from selfinstruct.models.offline.grounding.lies import Written
from selfinstruct.models.offline.grounding.passage_prompts import tables
from selfinstruct.models.offline.grounding.passage_sentences import (
    PassageSentence,
    of_numbered_lines,
    of_other_languages,
    plain,
)
from selfinstruct.models.offline.label_answers import chance, truth
from selfinstruct.text.grounding.common_words import COMMON
from selfinstruct.text.tokens import unicode_tokens

_PLACE = frozenset("in on at under behind beside near between next".split())
_TIME = re.compile(
    r"(?:at|from|until|on|every|in) (?:\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may"
    r"|june|july|august|september|october|november|december|day|week|month|year|winter|summer)",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(r"\w+(?:ed|en|wn|ilt|ound|ade|old)\b")
_FORMS = {
    "": (
        "What is to be observed with {}?", "Which rule concerns {}?", "Tell what holds for {}.", "Name a fact on {}.",
        "What about {}?", "Inform me about {}.", "Say something true of {}.",
    ),
    "definition": (
        "What is to be known of {}?", "Who or what is meant by {}?", "Give the essentials about {}.", "Introduce {}.",
        "Characterise {} briefly.", "Define or describe {}.",
    ),
    "explanation": (
        "How do things stand with {}, and why?", "Explain the matter of {}.", "Why mention {} at all?",
        "Shed light on {}.", "Make sense of {} for me.", "Explain {}.",
    ),
    "procedure": (
        "How does one deal with {}?", "Describe the way to go about {}.", "In which manner is {} handled?",
        "Advise somebody on {}.", "How to proceed regarding {}?", "Instruct a beginner about {}.",
    ),
    "comparison": (
        "What sets {} apart from others?", "How does {} differ from the rest?", "Compare {} with its like.",
        "What distinguishes {}?", "Contrast {} with other things.",
    ),
    "summary": (
        "Sum up in one sentence what the text says of {}.", "Give the gist about {} in a line.",
        "Summarise {} shortly.",
        "Shorten the text to its statement on {}.", "Write a summary that has {} as its subject.",
        "Boil it down to {}.",
    ),
    "document_summary": ("Sum up the document in one sentence that names {}.", "Condense it to a line about {}."),
    "rewriting": (
        "Put what is said of {} into words for a newcomer.", "Reword the part on {} for a child.",
        "Restate plainly: {}.", "Rephrase the statement about {}.",
    ),
    "extraction": (
        "Take what the text says of {} out of it as JSON with the keys subject and fact.",
        "Return JSON, with subject and fact as keys, on {}.", "Extract subject and fact on {} into JSON.",
        "Turn {} into a JSON record (subject, fact).",
    ),
    "classification": (
        "Which label fits what is said of {}", "Sort the statement about {} under one label", "Label {}",
        "Classify what concerns {}",
    ),
    "unanswerable": (
        "Who was the first to write about {}?", "Which song is about {}?", "Who once dreamt of {}?",
        "Whose grandfather painted {}?", "How often do poets mention {}?", "Which emperor admired {}?",
    ),
    "pair": ("Describe {}.", "Tell the facts on {}.", "Report on {}.", "What applies to {}?"),
}  # fmt: skip
_CELLS = (
    "What is the entry {1} for {0}?", "Which {1} has {0}?", "Name the {1}: {0}.", "Look up {1} of {0}.",
    "{0}: which {1} applies?", "State {1} with regard to {0}.",
)  # fmt: skip
_ROWS = ("Where does {1} read {2}?", "To what does {1} {2} belong?", "Find the row with {2} under {1}.")
# Types that a sentence as it stands answers, and those that a question of the type fact may be made as.
TOLD = ("fact", "definition", "explanation", "procedure", "comparison")
_MOST_CELLS = 300


def proposed(
    kind: str, units: Sequence[list[PassageSentence]], passages: Sequence[str], labels: Sequence[str]
) -> Iterator[Written]:
    """The tasks of one type, the first sentence that is taken being another for each type."""
    if kind == "multi_hop":
        yield from _hops(units)
        return
    if kind == "table":
        yield from _of_tables(kind, passages)
    found = [sentence for unit in units for sentence in unit]
    make = _MAKERS.get(kind, _told)
    order = sorted(found, key=lambda one: chance("order", kind, one.text))
    for turn in range(len(_FORMS[kind if kind in _FORMS else ""])):
        for sentence in order:
            yield from make(kind, sentence, turn, labels)
    if kind in TOLD or kind in ("summary", "rewriting"):
        yield from _pairs(kind, units)
    if kind == "fact":
        yield from _of_tables(kind, passages)
        yield from of_numbered_lines(kind, passages)
        yield from of_other_languages(kind, passages)


def _wordings(kind: str, sentence: PassageSentence, turn: int) -> tuple[str, str]:
    """One wording of a question, without and with words of its sentence."""
    forms = _FORMS[kind if kind in _FORMS else ""]
    form = forms[(int(chance("form", kind, sentence.subject) * len(forms)) + turn) % len(forms)]
    asked = form.format(sentence.subject)
    if kind == "fact" and not turn:
        asked = _question(sentence)
    words = _keywords(sentence)
    if not words:
        return asked, ""
    last = asked[-1] if asked[-1] in ".?" else ""
    return asked, f"{asked.removesuffix(last)} (keywords: {', '.join(words)}){last}"


@lru_cache(1024)
def _keywords(sentence: PassageSentence) -> list[str]:
    """A third at most of the words that say something behind a sentence's subject, so that they give nothing away."""
    taken = set(unicode_tokens(sentence.subject))
    words = [
        word for word in dict.fromkeys(unicode_tokens(plain(sentence.text)))
        if len(word) > 3 and word.isalpha() and word not in COMMON and word not in taken
    ]  # fmt: skip
    return sorted(words, key=lambda word: chance("keyword", word, sentence.text))[: min(3, len(words) // 3)]


def _told(kind: str, sentence: PassageSentence, turn: int, labels: Sequence[str]) -> Iterator[Written]:
    for question in filter(None, _wordings(kind, sentence, turn)):
        yield Written(kind, question, plain(sentence.text), (sentence.text,))


def _extracted(kind: str, sentence: PassageSentence, turn: int, labels: Sequence[str]) -> Iterator[Written]:
    answer = json.dumps({"subject": sentence.subject, "fact": plain(sentence.text)}, ensure_ascii=False)
    for question in filter(None, _wordings(kind, sentence, turn)):
        yield Written(kind, question, answer, (sentence.text,))


def _classified(kind: str, sentence: PassageSentence, turn: int, labels: Sequence[str]) -> Iterator[Written]:
    text = plain(sentence.text)
    offered = tuple(labels) or ("with a figure", "without a figure")
    label = truth(text, offered) if labels else offered[0 if any(map(str.isdigit, text)) else 1]
    for asked in filter(None, _wordings(kind, sentence, turn)):
        yield Written(kind, f"{asked}: {' or '.join(offered)}?", label, (sentence.text,), offered)


def _unanswered(kind: str, sentence: PassageSentence, turn: int, labels: Sequence[str]) -> Iterator[Written]:
    question = _wordings(kind, sentence, turn)[0]
    missing = f"{question[0].lower()}{question[1:-1]}"
    yield Written(kind, question, f"The text does not say {missing}.", (sentence.text,))


_MAKERS: dict[str, Callable[[str, PassageSentence, int, Sequence[str]], Iterator[Written]]] = {
    "extraction": _extracted,
    "classification": _classified,
    "unanswerable": _unanswered,
}


def _pairs(kind: str, units: Sequence[list[PassageSentence]]) -> Iterator[Written]:
    """Questions on two neighbouring things."""
    for unit in units:
        for one, other in pairwise(unit):
            for form in sorted(_FORMS["pair"], key=lambda form: chance("pair", form, kind, one.text)):
                yield Written(
                    kind, form.format(f"{one.subject} and {other.subject}"), f"{plain(one.text)} {plain(other.text)}",
                    (one.text, other.text),
                )  # fmt: skip


def _hops(units: Sequence[list[PassageSentence]]) -> Iterator[Written]:
    first, second = units[0], units[1] if len(units) > 1 else []
    for step in range(len(second)):
        for place, one in enumerate(first):
            other = second[(place + step) % len(second)]
            for form in ("What holds for {}, and what for {}?", "Describe {} and {}.", "Relate {} to {}."):
                yield Written(
                    "multi_hop", form.format(one.subject, other.subject), f"{plain(one.text)} {plain(other.text)}",
                    (one.text, other.text),
                )  # fmt: skip


def _of_tables(kind: str, passages: Sequence[str]) -> Iterator[Written]:
    """The entries of all tables, each time of another row and column, where one row alone has the name or entry."""
    cells = [
        (row, column, head, rows)
        for passage in passages
        for head, rows in tables(passage)
        for place, row in enumerate(rows)
        for column in sorted(range(1, len(head)), key=lambda column: (column + place) % len(head))
        if row[0] and row[column] and head[column]
    ][:_MOST_CELLS]
    named = Counter((cells[at][0][0].casefold(), cells[at][2][cells[at][1]].casefold()) for at in range(len(cells)))
    cells.sort(key=lambda cell: chance("cell", cell[0][0], cell[2][cell[1]]))
    for turn in range(len(_CELLS)):
        for row, column, head, rows in cells:
            if named[row[0].casefold(), head[column].casefold()] > 1:
                continue
            answer = f"The entry {head[column]} for {row[0]} is {row[column]}."
            form = _CELLS[(int(chance("cells", *row, head[column]) * len(_CELLS)) + turn) % len(_CELLS)]
            quote = " | ".join(row[: column + 1])
            yield Written(kind, form.format(row[0], head[column]), answer, (quote,))
            alike = sum(other[column].casefold() == row[column].casefold() for other in rows)
            if turn < len(_ROWS) and alike == 1 and len(list(tables("\n".join(passages)))) == 1:
                back = f"{row[column]} stands under {head[column]} for {row[0]}."
                yield Written(kind, _ROWS[turn].format(row[0], head[column], row[column]), back, (quote,))


def _question(sentence: PassageSentence) -> str:
    """The question by the sentence's verb: what, when or where."""
    subject, verb, rest = sentence.subject, sentence.verb, sentence.rest
    if not verb:
        return _FORMS[""][int(chance("form", "", subject) * 3)].format(subject)
    first = rest.split()[0].lower()
    if verb in ("is", "are", "was", "were"):
        if (done := _PARTICIPLE.match(rest)) and _TIME.search(rest):
            return f"When {verb} {subject} {done[0]}?"
        return f"Where {verb} {subject}?" if first in _PLACE else f"What {verb} {subject}?"
    if verb in ("can", "may", "must", "should", "will", "shall"):
        return f"What {verb} {subject} do?"
    if verb in ("has", "have", "had"):
        return f"What {'does' if verb == 'has' else 'do' if verb == 'have' else 'did'} {subject} have?"
    if verb == "cannot":
        return f"What can {subject} not do?"
    base = verb[:-1] if not verb.endswith(("ches", "shes", "sses", "xes", "oes")) else verb[:-2]
    base = f"{base[:-2]}y" if base.endswith("ie") and len(base) > 3 else base
    return f"{'When' if _TIME.match(rest) else 'What'} does {subject} {base}?"
