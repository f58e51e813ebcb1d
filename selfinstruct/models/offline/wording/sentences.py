"""Sentences and small texts the skills put into their inputs."""

from random import Random

from selfinstruct.models.offline.wording.grammar import pick
from selfinstruct.models.offline.wording.vocabulary import ADVERBS, COLOURS, NAMES, OBJECTS, TOWNS, VERBS_PAST

GLAD = (
    "I love this {thing}.",
    "The {thing} is wonderful and {name} is delighted.",
    "What a great {colour} {thing}, we are very happy with it.",
    "{name} enjoyed every minute with the new {thing}.",
    "An excellent {thing}, I would buy it again at once.",
)
SAD = (
    "I hate this {thing}.",
    "The {thing} is terrible and {name} is furious.",
    "What an awful {colour} {thing}, we are deeply disappointed.",
    "{name} regretted every minute with the broken {thing}.",
    "A useless {thing}, I want my money back.",
)
URGENT = (
    "The {thing} is on fire, please come at once!",
    "Water is pouring in over the {thing}; we need someone right now.",
    "{name} is trapped behind the {thing}, send help immediately.",
    "Our line has stopped because of the {thing}; every minute costs money, call today.",
)
CALM = (
    "Whenever you have time, could you look at the {thing} in {town}?",
    "No hurry at all, but {name} would like a new {thing} some day.",
    "There is a small scratch on the {thing}; next month is early enough.",
    "{name} wonders, out of curiosity, where the {thing} was made.",
)
QUESTIONS = (
    "Where did {name} put the {thing}?",
    "Who has {verb} the {colour} {thing} in {town}?",
    "Is the {thing} still in {town}?",
    "Why was the {colour} {thing} so heavy?",
)
EXCLAMATIONS = (
    "How heavy this {colour} {thing} is!",
    "Watch out for the {thing}, {name}!",
    "Hooray, {name} has found the {thing}!",
    "How lovely {town} is {adverb}!",
)
LANGUAGES = {
    "English": (
        "the {0} house is near the old bridge",
        "we eat bread and cheese in the morning",
        "my sister reads a book in the garden",
    ),
    "French": (
        "la maison est près du vieux pont",
        "nous mangeons du pain et du fromage le matin",
        "ma soeur lit un livre dans le jardin",
    ),
    "German": (
        "das Haus steht neben der alten Brücke",
        "wir essen am Morgen Brot und Käse",
        "meine Schwester liest ein Buch im Garten",
    ),
    "Spanish": (
        "la casa está cerca del puente viejo",
        "comemos pan y queso por la mañana",
        "mi hermana lee un libro en el jardín",
    ),
}
_LINKS = {
    "English": ("and", "but", "because"),
    "French": ("et", "mais", "parce que"),
    "German": ("und", "aber", "denn"),
    "Spanish": ("y", "pero", "porque"),
}


def with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def fill_in(templates: tuple[str, ...], rng: Random) -> str:
    return pick(rng, templates).format(
        thing=pick(rng, OBJECTS),
        name=pick(rng, NAMES),
        town=pick(rng, TOWNS),
        colour=pick(rng, COLOURS),
        verb=pick(rng, VERBS_PAST),
        adverb=pick(rng, ADVERBS),
    )


def statement(rng: Random) -> str:
    """A plain sentence of single-space words."""
    what = f"the {pick(rng, COLOURS)} {pick(rng, OBJECTS)}"
    text = f"{pick(rng, NAMES)} {pick(rng, VERBS_PAST)} {what} {pick(rng, ADVERBS)}"
    while rng.random() < 0.3:
        text += f" and {pick(rng, NAMES)} {pick(rng, VERBS_PAST)} {with_article(pick(rng, OBJECTS))}"
    return text + "."


def in_language(language: str, rng: Random) -> str:
    first, second = rng.sample(LANGUAGES[language], 2)
    text = f"{first} {pick(rng, _LINKS[language])} {second}".replace("{0}", "small")
    return text[0].upper() + text[1:] + "."
