"""A text composed to conditions, of sentences that say little and fit anywhere."""

import json
from random import Random

from selfinstruct.models.offline.prose.conditions import Wanted
from selfinstruct.models.offline.wording.grammar import pick

_SENTENCES = (
    "The evening light falls on the old wall", "Nobody has seen it for some time", "We talk about it over tea",
    "A neighbour came by and smiled", "It stands near the door and looks well", "The street is still at this hour",
    "There is a smell of bread in the air", "Some of us remember the summer before", "The rain has made the path soft",
    "A dog sleeps under the table", "It costs little and lasts long", "The children come to look at it",
    "One of the windows stays open at night", "The paint is new and the wood is warm", "It takes a while to get there",
    "The owner keeps it clean and dry", "Some people like it and others do not", "The wind carries a song from afar",
    "A lamp burns in the hall until ten", "It was here before the bridge was built",
)  # fmt: skip
_ENOUGH = 3  # sentences where nobody says how many
_LONGEST = 40


def compose(wanted: Wanted, rng: Random) -> str:
    """The text; where conditions are at odds with each other one of them may be missed."""
    if wanted.unique:
        text = "Small birds sing near our garden wall."
    elif wanted.keys:
        said = [f"{sentence}." for sentence in rng.sample(_SENTENCES, len(wanted.keys))]
        return json.dumps(dict(zip(wanted.keys, said, strict=True)))
    else:
        text = _laid_out(_sentences(wanted, rng), wanted, rng)
    if wanted.lower:
        text = text.lower()
    if wanted.marks:
        text = text.replace(wanted.marks, "")
    return text


def _sentences(wanted: Wanted, rng: Random) -> list[str]:
    count = wanted.sentences or _ENOUGH
    bank = [text for text in _SENTENCES if _allowed(text, wanted)]
    rng.shuffle(bank)
    opening = [f"{wanted.begin}, {_small(bank.pop())}"] if wanted.begin else []
    sentences = opening + [f"We speak of the word {word} here" for word in wanted.words]
    while len(sentences) < count or _words(sentences) < wanted.least_words:
        if len(sentences) >= _LONGEST or (wanted.sentences and len(sentences) >= wanted.sentences):
            break
        sentences.append(bank[len(sentences) % len(bank)])
    if wanted.sentences:
        sentences = sentences[: wanted.sentences]
    if wanted.last_word:
        sentences[-1] = f"{wanted.last_word.capitalize()} we shall look at it"
    marks = ["."] * len(sentences)
    for place in range(min(wanted.questions, len(marks))):
        marks[place] = "?"
    if wanted.ask_last:
        marks[-1] = "?"
    return [f"{sentence}{mark}" for sentence, mark in zip(sentences, marks, strict=True)]


def _allowed(text: str, wanted: Wanted) -> bool:
    low = text.lower()
    return not any(letter in low for letter in wanted.letters.lower()) and not any(
        word.lower() in low.split() for word in wanted.banned
    )


def _laid_out(sentences: list[str], wanted: Wanted, rng: Random) -> str:
    """Sentences as paragraphs, lists or sections, with title and postscript."""
    listed = wanted.bullets or wanted.numbered
    if listed:
        points = rng.sample(_SENTENCES, min(listed, len(_SENTENCES)))
        points = [point for point in points if _allowed(point, wanted)] or points
        while len(points) < listed:
            points.append(pick(rng, points))
        lines = [f"{number}. {point}." if wanted.numbered else f"- {point}." for number, point in enumerate(points, 1)]
        parts = [sentences[0], "\n".join(lines), *sentences[1:2]]
    elif wanted.paragraphs:
        while len(sentences) < wanted.paragraphs:
            sentences.insert(0, f"{pick(rng, _SENTENCES)}.")
        cut = len(sentences) - wanted.paragraphs + 1
        parts = [" ".join(sentences[:cut]), *sentences[cut:]]
    elif wanted.headings:
        parts = [f"# Part\n\n{' '.join(sentences)}"] + ["# More\n\nIt goes on."] * (wanted.headings - 1)
    else:
        parts = [" ".join(sentences)]
    if wanted.title:
        parts = ["<<A small matter>>", *parts]
    return "\n\n".join([*parts, "P.S. Come and see it."] if wanted.postscript else parts)


def _words(sentences: list[str]) -> int:
    return sum(len(sentence.split()) for sentence in sentences)


def _small(text: str) -> str:
    return text[0].lower() + text[1:]
