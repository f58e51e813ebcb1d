"""Tasks whose answer is a short text: to describe, to tell, to advise; what is said is small talk, and never false."""

from random import Random

from selfinstruct.models.offline.prose.composing import compose
from selfinstruct.models.offline.prose.conditions import read_conditions
from selfinstruct.models.offline.skills.skill import ParsedInstruction, Skill, alone, recognise
from selfinstruct.models.offline.wording.grammar import Values, pick
from selfinstruct.models.offline.wording.vocabulary import COLOURS, NAMES, OBJECTS, TOWNS, WHENS

_PLAIN = "There is not much to say. It is an ordinary day."


def _values(rng: Random) -> Values:
    return {
        "thing": pick(rng, OBJECTS), "colour": pick(rng, COLOURS), "name": pick(rng, NAMES), "town": pick(rng, TOWNS),
        "when": pick(rng, WHENS),
    }  # fmt: skip


def _prose(kind: str, *cores: str) -> Skill:
    return Skill(kind, cores, alone(lambda _: _PLAIN), _values, family="prose")


PROSE: tuple[Skill, ...] = (
    _prose(
        "thing_description",
        "[Describe|Give a picture of] the {colour:word} {thing:phrase} that {name:word} found in {town:phrase}.",
        "[Describe|Tell us about] a {thing:phrase} so that {name:word} [can picture it|sees it].",
    ),
    _prose(
        "short_story",
        "Tell a [short|little] story about {name:word}, a {colour:word} {thing:phrase} and {town:phrase}.",
        "[Make up|Invent] a small tale in which {name:word} loses a {thing:phrase}.",
    ),
    _prose(
        "everyday_advice",
        "[Advise|Give advice to] {name:word}, who has [to mend|to sell|to clean] a {thing:phrase} {when:phrase}.",
        "What [should|could] {name:word} do with an old {thing:phrase}?",
    ),
    _prose(
        "short_message",
        "[Write|Compose] a [note|message] that asks {name:word} to bring back the {colour:word} {thing:phrase}.",
        "[Write|Compose] a [note|message] that invites {name:word} to {town:phrase} {when:phrase}.",
    ),
    _prose(
        "place_introduction",
        "[Introduce|Present] {town:phrase} to somebody who has never [been there|seen it].",
    ),
)


def write_prose(prompt: str, rng: Random, *, careful: bool) -> str | None:
    """A text for a prompt that holds one of these tasks, to its conditions; None for any other prompt.

    Without care one of the conditions is passed over.
    """
    instruction, _, _ = prompt.partition("\n")
    if read_prose(instruction) is None:
        return None
    wanted = read_conditions(prompt)
    return compose(wanted if careful else wanted.without_one(rng), rng)


def read_prose(text: str) -> tuple[ParsedInstruction, str] | None:
    """The task of this kind that a text begins with, and the text of it; None for none. What follows are conditions."""
    for end in [place + 1 for place, sign in enumerate(text) if sign in ".?"]:
        if (found := recognise(text[:end], PROSE)) is not None:
            return found, text[:end]
    return None
