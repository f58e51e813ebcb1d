"""The background of a task: who asks, where and what for."""

from random import Random

from selfinstruct.models.offline.wording.grammar import fill, pick
from selfinstruct.models.offline.wording.vocabulary import DOINGS, KIN, NAMES, PLACES, ROLES, WHENS

_LEADS = (
    "{name}, {role} at {place}, is {doing} {when}.",
    "{role} from {place} is {doing} and would [like|be glad of] some help.",
    "While {doing} at {place}, {name} came across [a small question|something to settle].",
    "I am {doing} for {place} and [need|want] this {when}.",
    "At {place}, {role} and {other} are {doing}.",
    "My {kin}, {role}, is {doing} {when}.",
    "Imagine that you are {role} at {place}, [busy|occupied with] {doing}.",
    "Please help {role} who is {doing} at {place}.",
    "This came up {when} at {place}: {role} was {doing}.",
    "{name} and {friend} are {doing} and [cannot agree|have got stuck].",
    "You assist {role}; the two of you are {doing} {when}.",
    "We are {doing} at {place}, and {name} [asked|has asked] for a hand {when}.",
    "{role} [told|wrote to] {name}, {other}, about {doing}.",
    "Our {kin}, {role} by trade, will be {doing} {when}.",
)
_CLAUSES = (
    "To help {role} with {doing} at {place}, ",
    "For {role} who is {doing} {when}, ",
    "As part of {doing} at {place}, ",
    "On behalf of {name}, {role} at {place}, ",
    "Since {name} is {doing} {when}, ",
    "With {role} and {other} at {place} in mind, ",
    "Before {name}, {role}, starts {doing}, ",
)
_TAILS = (
    "This is for {role} who is {doing} at {place}.",
    "The answer goes to {name}, {role} at {place}, {when}.",
    "It is wanted {when} by {role} and {other} at {place}.",
    "The one who asks is {role}, at present {doing} {when}.",
    "My {kin} needs it {when} for {doing} with {name}.",
    "Whoever reads it will be {doing} at {place}.",
    "Behind this stands {name} from {place}, {role}, {doing}.",
)
_TOPIC_LEADS = (
    "For a project about {topic}, {role} is {doing}.",
    "{name}, {role}, is gathering material about {topic} {when}.",
    "This belongs to a set of exercises on {topic} for {role} at {place}.",
    "A course on {topic} at {place} needs examples {when}.",
    "{role} is writing about {topic} while {doing}.",
    "{name} and {friend} are working on {topic} {when}.",
)
_TAIL_STARTS = tuple(tail.split("{")[0].lower() for tail in _TAILS)


def around(core: str, form: str, rng: Random, topic: str = "") -> str:
    """The task with its form and some background, as one line."""
    task = f"{core} {form}".strip()
    style = rng.random()
    if topic:
        return f"{_sentence(pick(rng, _TOPIC_LEADS), rng, topic)} {_capital(task)}"
    if style < 0.5:
        return f"{_sentence(pick(rng, _LEADS), rng)} {_capital(task)}"
    if style < 0.72:
        return _sentence(pick(rng, _CLAUSES), rng) + task
    if style < 0.96:
        return f"{_capital(task)} {_sentence(pick(rng, _TAILS), rng)}"
    return _capital(task)


def is_lead(text: str) -> bool:
    """Whether a task may begin after this text."""
    return not text or text.endswith((". ", "? ", "! ", ", "))


def is_tail(text: str) -> bool:
    """Whether this lower-case text, left over after a task, is background."""
    return not text or text.startswith(_TAIL_STARTS)


def _sentence(template: str, rng: Random, topic: str = "") -> str:
    first, other = int(rng.random() * len(ROLES)), 1 + int(rng.random() * (len(ROLES) - 1))
    name, friend = int(rng.random() * len(NAMES)), 1 + int(rng.random() * (len(NAMES) - 1))
    return _capital(
        fill(
            template,
            rng,
            {
                "name": NAMES[name],
                "friend": NAMES[(name + friend) % len(NAMES)],
                "role": ROLES[first],
                "other": ROLES[(first + other) % len(ROLES)],
                "place": pick(rng, PLACES),
                "doing": pick(rng, DOINGS),
                "when": pick(rng, WHENS),
                "kin": pick(rng, KIN),
                "topic": topic,
            },
        )
    )


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
