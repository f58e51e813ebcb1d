"""The offline model as one who makes tasks of passages: a sentence is answer and proof, its subject is asked about.

It verifies by making the same questions again, so that it knows the answers to its own and to no others.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from selfinstruct.models.offline.label_answers import chance, truth
from selfinstruct.models.offline.lies import LIAR, Written, planted
from selfinstruct.models.offline.passage_prompts import PassagePrompt, read_passage_prompt, sentences, tables
from selfinstruct.records import Message

NOT_THERE = "not in the passage"
_VERBS = (
    "costs|pays|opens|closes|runs|leads|lasts|takes|needs|makes|gives|holds|keeps|shows|uses|works|begins|ends|stands|lies"
    "|contains|includes|measures|covers|serves|sells|allows|provides|returns|means|requires|comes|goes|leaves|starts"
    "|stops|sails|weighs|lives|helps|remains|describes|applies|belongs|pulls|cuts|turns|reads|writes|stores|moves|lends"
    "|hangs|rises|falls|grows|breaks|wears|joins|carries|drives|produces|offers|receives|sends|shows|protects|prevents"
)
_SUBJECT = re.compile(
    r"(?P<subject>(?:(?:an?|the|every|each|all) )?(?:[\w-]+ ){1,6}?)"
    rf"(?P<verb>is|are|was|were|has|have|had|can|may|must|should|will|shall|cannot|{_VERBS})\b (?P<rest>.+)",
    re.IGNORECASE,
)
# What a sentence without such a subject is about: the first thing that it names.
_THING = re.compile(
    r"\b(?P<subject>(?:an?|the|your) (?:[a-z-]+ ){0,2}?[a-z-]{3,})(?= (?:of|in|on|at|to|from|with|for|by|and|or|is|are"
    r"|was|were|has|may|can|must|that|which|who|until|before|after|as|out)\b|[,.;:])",
    re.IGNORECASE,
)
_PRONOUNS = frozenset("it its he she his her they their this these that those there here so then also both".split())
# With these a sentence goes on from another, or begins with something else than its subject.
_LEANS = frozenset(
    """
    it its he she his her they them their this these those that there here if when while where as in on at for
    from by to with after before until since during and but or so then also however not no do please what who
    you we i our your both such most many some another now let none everywhere because sometimes keep note
    remember write open add make remove use see instead once finally first next although though unless even only
    just all you'll we'll
    """.split()
)
# Words of a subject that point to something outside of it.
_POINTS = frozenset(
    "this these that those it its they their we our you your he she his her now here above below".split()
)
_PLACE = frozenset("in on at under behind beside near between next".split())
_TIME = re.compile(
    r"(?:at|from|until|on|every|in) (?:\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may"
    r"|june|july|august|september|october|november|december|day|week|month|year|winter|summer)",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(r"\w+(?:ed|en|wn|ilt|ound|ade|old)\b")
_MARKS = re.compile(r"\*\*|__|`|(?<!\w)[*_]|[*_](?!\w)|\[|\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str  # as it stands in the passage
    subject: str
    verb: str
    rest: str


def answer_ground_prompt(name: str, messages: Sequence[Message]) -> str | None:
    """What the model called `name` replies; None where the prompt shows no passage."""
    asked = read_passage_prompt(messages)
    if asked is None:
        return None
    if asked.kind == "verify":
        known = {_key(question): answer for question, answer in _known(asked.passages)}
        return "\n".join(f"{number}. {known.get(_key(question), NOT_THERE)}" for number, question in asked.questions)
    if asked.kind == "digest":
        return "\n".join(f"Quote: {text}" for text in sentences(asked.passages[0])[:3])
    if asked.kind == "backtranslate":
        return _backtranslated(asked)
    if asked.kind == "judge":
        return None
    made = written(name, asked)
    return "\n\n".join(_block(number, item) for number, item in enumerate(made, 1)) or "### 1\nQuestion: none"


def written(name: str, asked: PassagePrompt) -> list[Written]:
    """The tasks that the model called `name` makes of a prompt, in order, with the faults that it plants."""
    units = [_usable(passage) for passage in asked.passages]
    made: list[Written] = []
    before = [_key(question) for question in asked.asked]
    used = {one.text for unit in units for one in unit if any(_key(one.subject) in question for question in before)}
    for kind in asked.types:
        new = (one for one in _proposed(kind, asked, units) if _key(one.question) not in before)
        task = next((one for one in new if not used.intersection(one.quotes)), None)
        if task is not None:
            used.update(task.quotes)
            before.append(_key(task.question))
            made.append(task)
    if name == LIAR:
        return [planted(task, asked.passages) for task in made]
    return made


def _proposed(kind: str, asked: PassagePrompt, units: Sequence[list[_Sentence]]) -> Iterator[Written]:
    """Tasks of one type, the first sentence that is taken being another for each type."""
    if kind == "table":
        yield from (Written(kind, question, answer, (quote,)) for question, answer, quote in _of_tables(asked.passages))
    if kind == "multi_hop":
        for one, other in zip(*units[:2], strict=False) if len(units) > 1 else ():
            yield Written(
                kind, f"What holds for {one.subject}, and what for {other.subject}?",
                f"{_plain(one.text)} {_plain(other.text)}", (one.text, other.text),
            )  # fmt: skip
        return
    found = [sentence for unit in units for sentence in unit]
    first = int(chance("first", kind, *asked.passages) * len(found)) if found else 0
    make = _MAKERS.get(kind, _told)
    for sentence in found[first:] + found[:first]:
        task = make(kind, sentence, asked)
        if task is not None:
            yield task


def _told(kind: str, sentence: _Sentence, asked: PassagePrompt) -> Written | None:
    question = _asks(kind, sentence.subject) if kind in _FORMS else _question(sentence)
    return Written(kind, question, _plain(sentence.text), (sentence.text,))


# Several for each type: questions that differ in their subject alone are too like each other for the novelty filter.
_FORMS = {
    "": ("What is to be observed with {}?", "Which rule concerns {}?", "Tell what holds for {}."),
    "definition": ("What is to be known of {}?", "Who or what is meant by {}?", "Give the essentials about {}."),
    "explanation": ("How do things stand with {}, and why?", "Explain the matter of {}.", "Why mention {} at all?"),
    "procedure": ("How does one deal with {}?", "Describe the way to go about {}.", "In which manner is {} handled?"),
    "comparison": ("What sets {} apart from others?", "How does {} differ from the rest?"),
    "summary": (
        "Sum up in one sentence what the text says of {}.", "Give the gist about {} in a line.",
        "Shorten the text to its statement on {}.", "Write a summary that has {} as its subject.",
    ),
    "document_summary": ("Sum up the document in one sentence that names {}.", "Condense it to a line about {}."),
    "rewriting": ("Put what is said of {} into words for a newcomer.", "Reword the part on {} for a child."),
    "extraction": (
        "Take what the text says of {} out of it as JSON with the keys subject and fact.",
        "Return JSON, with subject and fact as keys, on {}.",
    ),
    "classification": ("Which label fits what is said of {}", "Sort the statement about {} under one label"),
}  # fmt: skip


def _asks(kind: str, subject: str) -> str:
    forms = _FORMS[kind]
    return forms[int(chance("form", kind, subject) * len(forms))].format(subject)


_NOT_TOLD = "Who was the first to write about {}?"


def _extracted(kind: str, sentence: _Sentence, asked: PassagePrompt) -> Written:
    answer = json.dumps({"subject": sentence.subject, "fact": _plain(sentence.text)}, ensure_ascii=False)
    return Written(kind, _asks(kind, sentence.subject), answer, (sentence.text,))


def _classified(kind: str, sentence: _Sentence, asked: PassagePrompt) -> Written:
    text = _plain(sentence.text)
    labels = asked.labels or ("with a figure", "without a figure")
    label = truth(text, labels) if asked.labels else labels[0 if any(map(str.isdigit, text)) else 1]
    question = f"{_asks(kind, sentence.subject)}: {' or '.join(labels)}?"
    return Written(kind, question, label, (sentence.text,), labels)


def _unanswered(kind: str, sentence: _Sentence, asked: PassagePrompt) -> Written:
    question = _NOT_TOLD.format(sentence.subject)
    return Written(
        kind, question, f"The text does not say who was the first to write about {sentence.subject}.", (sentence.text,)
    )


_MAKERS: dict[str, Callable[[str, _Sentence, PassagePrompt], Written | None]] = {
    "extraction": _extracted,
    "classification": _classified,
    "unanswerable": _unanswered,
}


def _known(passages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """All questions that the model makes of passages, with their answers."""
    units = [_usable(passage) for passage in passages]
    asked = PassagePrompt("ask", tuple(passages))
    for kind in ("fact", "definition", "explanation", "procedure", "comparison"):
        for unit in units:
            yield from ((task.question, task.answer) for one in unit if (task := _told(kind, one, asked)) is not None)
    yield from ((question, answer) for question, answer, _ in _of_tables(passages))
    yield from ((task.question, task.answer) for task in _proposed("multi_hop", asked, units))


def _of_tables(passages: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for passage in passages:
        for head, rows in tables(passage):
            for row in rows:
                for column in range(1, len(head)):
                    if row[0] and row[column] and head[column]:
                        question = f"What is the entry {head[column]} for {row[0]}?"
                        yield (
                            question,
                            f"The entry {head[column]} for {row[0]} is {row[column]}.",
                            " | ".join(row[: column + 1]),
                        )


def _usable(passage: str) -> list[_Sentence]:
    """The sentences with something of their own to ask about, each thing once."""
    found: dict[str, _Sentence] = {}
    for text in sentences(passage):
        plain = _plain(text)
        first = plain.split()[0].lower().strip(",:")
        if first in _PRONOUNS or not 4 < len(plain.split()) < 60:
            continue
        read = None if first in _LEANS else _SUBJECT.match(plain)
        thing = read or _THING.search(plain)
        if thing is None:
            continue
        subject = thing["subject"].strip()
        words = subject.split()
        if any(word.lower() in _POINTS for word in words):
            continue
        if words[0].lower() in ("a", "an", "the", "every", "all", "each"):
            subject = subject[0].lower() + subject[1:]
        verb, rest = (read["verb"].lower(), read["rest"]) if read else ("", "")
        found.setdefault(_key(subject), _Sentence(text, subject, verb, rest))
    return list(found.values())


def _question(sentence: _Sentence) -> str:
    """The question by the sentence's verb: what, when or where."""
    subject, verb, rest = sentence.subject, sentence.verb, sentence.rest
    if not verb:
        return _asks("", subject)
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


def _backtranslated(asked: PassagePrompt) -> str:
    found = _usable(asked.passages[0])
    if not found:
        return "### 1\nType: backtranslation\nQuestion: none"
    names = ", ".join(one.subject for one in found[:3])
    question = f"Write a short account of {names}, with all that somebody new has to know."
    return f"### 1\nType: backtranslation\nQuestion: {question}"


def _block(number: int, task: Written) -> str:
    lines = [f"### {number}", f"Type: {task.type}", f"Question: {task.question}", f"Answer: {task.answer}"]
    lines += [f"Quote: {quote}" for quote in task.quotes]
    return "\n".join([*lines, *([f"Labels: {'; '.join(task.labels)}"] if task.labels else [])])


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub("", text).split())


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()
