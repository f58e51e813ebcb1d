"""Skills that extract from short texts and rewrite them."""

from random import Random

from selfinstruct.models.offline.skills.dates import any_day, long_date
from selfinstruct.models.offline.skills.skill import Skill
from selfinstruct.models.offline.wording.grammar import Values, pick
from selfinstruct.models.offline.wording.sentences import statement
from selfinstruct.models.offline.wording.vocabulary import NAMES, OBJECTS, TOWNS

_ERRANDS = (
    "send the {x}",
    "call me about the {x}",
    "bring back the {x}",
    "pay for the {x}",
    "clean the {x}",
    "explain the {x} to {n}",
)
_MAILS = (
    (
        "Dear {name},\nthe {thing} you ordered leaves {town} on {day}.\nKind regards",
        "Your {thing} leaves {town} on {day}",
    ),
    (
        "Dear {name},\nwe have to move our meeting about the {thing} to {day}.\nBest wishes",
        "Meeting about the {thing} moved to {day}",
    ),
    (
        "Hello {name},\nyour invoice for the {thing} is due on {day}.\nThe accounts team in {town}",
        "Invoice for the {thing} due on {day}",
    ),
    (
        "Hello {name},\nthe {thing} was found in {town} on {day}. Come and fetch it.\nLost property",
        "Lost {thing} found in {town} on {day}",
    ),
)
_PARTICIPLES = (
    ("cleaned", "cleaned"),
    ("found", "found"),
    ("took", "taken"),
    ("broke", "broken"),
    ("sold", "sold"),
)
_HOSTS = ("example.com", "example.org", "example.net")


def _address(rng: Random) -> str:
    return f"{pick(rng, NAMES).lower()}.{pick(rng, OBJECTS)}@{pick(rng, _HOSTS)}"


def _emails(_values: Values, rng: Random) -> tuple[str, tuple[str, ...]]:
    found = tuple(dict.fromkeys(_address(rng) for _ in range(rng.randint(2, 3))))
    opening = f"Please write to {found[0]} about the {pick(rng, OBJECTS)}"
    return opening + "".join(f"; {pick(rng, NAMES)} can be reached at {mail}" for mail in found[1:]) + ".", found


def _dates(_values: Values, rng: Random) -> tuple[str, tuple[str, ...]]:
    found = tuple(long_date(any_day(rng)) for _ in range(rng.randint(1, 3)))
    return " ".join(f"{pick(rng, NAMES)} was in {pick(rng, TOWNS)} on {day}." for day in found), found


def _amounts(_values: Values, rng: Random) -> tuple[str, tuple[str, ...]]:
    found = tuple(f"{rng.randint(2, 900)} euros" for _ in range(rng.randint(2, 3)))
    return " ".join(f"{pick(rng, NAMES)} paid {sum_} for the {pick(rng, OBJECTS)}." for sum_ in found), found


def _names(_values: Values, rng: Random) -> tuple[str, tuple[str, ...]]:
    first, second, third = rng.sample(NAMES, 3)
    thing, town = pick(rng, OBJECTS), pick(rng, TOWNS)
    texts = (
        (f"In {town}, {first} met {second} and they bought the {thing}.", (first, second)),
        (f"After {first} had left, {second} gave the {thing} to {third}.", (first, second, third)),
        (f"The {thing} was brought from {town} by {first}; it belongs to {second}.", (first, second)),
    )
    return pick(rng, texts)


def _digits(_values: Values, rng: Random) -> tuple[str, str]:
    number = f"{rng.randint(100, 999)} {rng.randint(1000, 9999)}"
    return f"{pick(rng, NAMES)}, {pick(rng, TOWNS)}, phone {number}, wants the {pick(rng, OBJECTS)}", number


def _subject(_values: Values, rng: Random) -> tuple[str, str]:
    name, thing, town, day = pick(rng, NAMES), pick(rng, OBJECTS), pick(rng, TOWNS), long_date(any_day(rng, 2024, 2030))
    body, subject = pick(rng, _MAILS)
    slots = {"name": name, "thing": thing, "town": town, "day": day}
    return body.format(**slots), subject.format(**slots)


def _polite(_values: Values, rng: Random) -> tuple[str, str]:
    order = pick(rng, _ERRANDS).format(x=pick(rng, OBJECTS), n=pick(rng, NAMES))
    return f"{order[0].upper()}{order[1:]} now!", f"Could you please {order}?"


def _passive(_values: Values, rng: Random) -> tuple[str, str]:
    who, thing = pick(rng, NAMES), pick(rng, OBJECTS)
    verb, participle = pick(rng, _PARTICIPLES)
    return f"{who} {verb} the {thing}.", f"The {thing} was {participle} by {who}."


def _question(_values: Values, rng: Random) -> tuple[str, str]:
    verb = pick(rng, ("is", "was"))
    rest = f"the {pick(rng, OBJECTS)}"
    place = f"in {pick(rng, TOWNS)}"
    return f"The{rest[3:]} {verb} {place}.", f"{verb.capitalize()} {rest} {place}?"


def _split(_values: Values, rng: Random) -> tuple[str, tuple[str, ...]]:
    sentences = [statement(rng) for _ in range(rng.randint(2, 4))]
    return " ".join(sentences), tuple(sentences)


def _first_sentence(_values: Values, rng: Random) -> tuple[str, str]:
    sentences = [statement(rng) for _ in range(rng.randint(3, 5))]
    return " ".join(sentences), sentences[0]


def _where(_values: Values, rng: Random) -> tuple[str, str]:
    who, thing, first, second = pick(rng, NAMES), pick(rng, OBJECTS), *rng.sample(TOWNS, 2)
    return f"{who} bought a used {thing} in {first} and sent it to {second}.", second


SKILLS = (
    Skill(
        "email_extraction",
        (
            "extract all e-mail addresses from the text below in order of appearance.",
            "which e-mail addresses does the given note contain? Keep their order.",
            "collect every e-mail address out of the message in the input, in the order found.",
        ),
        _emails, family="items", field="Text",
    ),
    Skill(
        "date_extraction",
        (
            "list the dates mentioned below as they are written there.",
            "find every date in the given text, in order and unchanged.",
            "for a chronicle, copy all dates out of the input, in order of appearance.",
        ),
        _dates, family="items", field="Text",
    ),
    Skill(
        "amount_extraction",
        (
            "list the sums of money in the text below, with their currency, in order.",
            "which amounts of money does the given text name? Keep currency and order.",
            "pull all amounts with their currency out of the input, in the order in which they come.",
        ),
        _amounts, family="items", field="Text",
    ),
    Skill(
        "person_extraction",
        (
            "name the persons in the text below in order of appearance; towns do not count.",
            "which people occur in the given text? In order, without places.",
            "make a list of all persons, not places, that the input speaks of, in the order found.",
        ),
        _names, family="items", field="Text",
    ),
    Skill(
        "phone_extraction",
        (
            "copy the phone number from the entry below.",
            "what phone number is in the given record?",
            "an address line is in the input; pick out its telephone number as written.",
        ),
        _digits, field="Record",
    ),
    Skill(
        "email_subject_generation",
        (
            "write a subject line for the e-mail below that names the matter and the date.",
            "the given e-mail lacks a subject; supply one with what it is about and the date.",
            "compose a short subject, date included, for the message in the input.",
        ),
        _subject, family="block", field="Email",
    ),
    Skill(
        "polite_rewrite",
        (
            "turn the order below into a polite question that begins with Could you please.",
            "soften the given command into a question opening with Could you please.",
            "nobody likes the tone of the line in the input: ask the same politely, beginning with Could you please.",
        ),
        _polite, family="block", field="Order",
    ),
    Skill(
        "passive_voice",
        (
            "rewrite the sentence below in the passive voice and keep the doer.",
            "put the given active sentence into the passive, with by and the name.",
            "a grammar lesson needs the passive form of the sentence in the input, including who did it.",
        ),
        _passive, family="block", field="Sentence",
    ),
    Skill(
        "statement_to_question",
        (
            "make a yes-or-no question out of the statement below.",
            "turn the given statement around so that it becomes a question to be answered by yes or no.",
            "ask whether the statement in the input is so, by moving its verb to the front.",
        ),
        _question, family="block", field="Statement",
    ),
    Skill(
        "sentence_splitting",
        (
            "split the paragraph below into its sentences.",
            "take the given passage apart, sentence by sentence, in order.",
            "a translator works on single sentences: separate those of the input.",
        ),
        _split, family="items", field="Paragraph",
    ),
    Skill(
        "first_sentence",
        (
            "copy the first sentence of the paragraph below.",
            "repeat only the opening sentence of the given passage.",
            "a preview shows one sentence: take the first of the input, word for word.",
        ),
        _first_sentence, family="block", field="Paragraph",
    ),
    Skill(
        "destination_question",
        (
            "which town was the object in the sentence below sent to?",
            "the given sentence tells of a purchase: where did the thing go in the end?",
            "read the input and name the town at which the goods were to arrive.",
        ),
        _where, field="Sentence",
    ),
)  # fmt: skip
