"""What of a passage can be asked about: English sentences by their subject, others by a word, numbered lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selfinstruct.models.offline.grounding.lies import Written
from selfinstruct.models.offline.grounding.passage_prompts import TABLE_OR_HEADING, sentences
from selfinstruct.models.offline.label_answers import chance

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
_MARKS = re.compile(r"\*\*|__|`|(?<!\w)[*_]|[*_](?!\w)|\[|\]\([^)]*\)")
# By language: what tells it, what a sentence is about, and wordings of a question about that.
_LANGUAGES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("[\u3040-\u30ff]", r"\A([^\s、。は]{2,14})は", ("「{}」について教えてください。", "「{}」を説明してください。")),
    ("[\uac00-\ud7af]", r"\A(\w{2,8}?)(?:은|는|이|가)\s", ("{}에 대해 알려 주세요.", "{}에 대한 사실은 무엇입니까?")),
    ("[\u4e00-\u9fff]", r"\A([\u4e00-\u9fff]{4})", ("请介绍“{}”。", "关于“{}”，请说一个事实。")),
    ("[\u0430-\u044f]", r"([\u0410-\u044f\u0451]{4,})", ("Расскажите про «{}».", "Что известно про «{}»?")),
    ("[\u0620-\u064a]", r"([\u0620-\u065f]{5,})", ("أخبرني عن «{}».", "ما الذي يصح عن «{}»؟")),
    ("[\u05d0-\u05ea]", r"([\u05d0-\u05ea]{4,})", ("ספר לי על «{}».", "מה נכון לגבי «{}»?")),
    (
        r"\b(?:der|die|das|und|für|nicht)\b", r"\b([A-ZÄÖÜ][a-zäöüß]{3,})",
        ("Was gilt für „{}“?", "Nenne das Wichtigste zu „{}“."),
    ),
)  # fmt: skip
_ENDS = re.compile(r"(?<=[。！？])|(?<=[.!?؟])\s+|\n+")
_ITEM = re.compile(
    r"(?<!\S)(?P<label>(?:§ ?|[A-Z]{1,2})\d{1,3}(?:\.\d{1,3})+|§ ?\d{1,4})[ \t]+(?P<text>\S[^\n]{8,300}?)"
    r"(?=\s+(?:§ ?|[A-Z]{1,2})\d{1,3}(?:\.\d|\b)|\s*(?:\n|\Z))"
)
_ITEMS = ("What does {} say?", "Give the wording of {}.", "{}: what comes under it?", "Quote {} in full.")


@dataclass(frozen=True, slots=True)
class PassageSentence:
    """A sentence with the thing that it is about, and its verb and what follows, "" where it has no such subject."""

    text: str  # as it stands in the passage
    subject: str
    verb: str
    rest: str


def usable(passage: str) -> list[PassageSentence]:
    """The sentences with something of their own to ask about, each thing once."""
    found: dict[str, PassageSentence] = {}
    for text in sentences(passage):
        said = plain(text)
        first = said.split()[0].lower().strip(",:")
        if first in _PRONOUNS or not 4 < len(said.split()) < 60:
            continue
        read = None if first in _LEANS else _SUBJECT.match(said)
        thing = read or _THING.search(said)
        if thing is None:
            continue
        subject = thing["subject"].strip()
        words = subject.split()
        if any(word.lower() in _POINTS for word in words):
            continue
        if words[0].lower() in ("a", "an", "the", "every", "all", "each"):
            subject = subject[0].lower() + subject[1:]
        verb, rest = (read["verb"].lower(), read["rest"]) if read else ("", "")
        if same(subject) in found:
            # Another thing that it names sets it apart.
            others = (other["subject"].strip() for other in _THING.finditer(said))
            subject, verb, rest = next((other for other in others if _apart(other, found)), ""), "", ""
            if not subject:
                continue
        found[same(subject)] = PassageSentence(text, subject, verb, rest)
    return list(found.values())


def _apart(subject: str, found: dict[str, PassageSentence]) -> bool:
    return same(subject) not in found and _POINTS.isdisjoint(subject.lower().split())


def plain(text: str) -> str:
    """A text without its marks of Markdown."""
    return " ".join(_MARKS.sub("", text).split())


def same(text: str) -> str:
    """What two texts have in common that differ in spaces and case alone."""
    return " ".join(text.split()).casefold()


def of_other_languages(kind: str, passages: Sequence[str]) -> Iterator[Written]:
    """Questions in the language of a sentence, about the first thing that it names."""
    for passage in passages:
        for block in passage.split("\n"):
            if TABLE_OR_HEADING.match(block):
                continue
            for sentence in filter(None, map(str.strip, _ENDS.split(block))):
                found = next((row for row in _LANGUAGES if re.search(row[0], sentence)), None)
                thing = re.search(found[1], plain(sentence)) if found else None
                if found and thing and len(sentence) > 8:
                    first = int(chance("language", kind, sentence) * len(found[2]))
                    for form in (*found[2][first:], *found[2][:first]):
                        yield Written(kind, form.format(thing[1]), plain(sentence), (sentence,))


def of_numbered_lines(kind: str, passages: Sequence[str]) -> Iterator[Written]:
    """Questions for what stands under a number that is there once."""
    found = [item for passage in passages for item in _ITEM.finditer(passage)]
    labels = [item["label"] for item in found]
    for item in found:
        if labels.count(item["label"]) == 1:
            first = int(chance("item", kind, item[0]) * len(_ITEMS))
            answer = f"Under {item['label']} stands: {plain(item['text'])}"
            for form in (*_ITEMS[first:], *_ITEMS[:first]):
                yield Written(kind, form.format(item["label"]), answer, (item[0],))
