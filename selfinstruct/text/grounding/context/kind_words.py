"""What a language has to say of each kind of reference to a text that is not there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language, each a pattern in which a space is a space.

    `asks` begins a question; `breaks` are words behind which a pronoun may have a meaning: articles (a noun follows)
    and conjunctions. `before` is how many other words may stand between. `pronouns` are of the third person. `these`
    stands before a noun, `times` are nouns that it makes a time of; `this` alone is what is asked about in `plain`.
    `places` say where, at the end. `nth` and `parts` make "the second figure", unless `of` follows; `told` are
    participles before or behind a noun, `as_told` whole phrases, `persons` who speaks in a text, and `says` how.
    """

    asks: str
    breaks: str
    pronouns: str
    these: str
    times: str
    plain: str
    places: str
    nth: str
    parts: str
    of: str
    told: str
    as_told: str
    persons: str
    says: str
    before: int = 4
