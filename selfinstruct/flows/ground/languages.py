"""Whether a task is in the language it is wanted in: that of its passage, unless the user names another."""

import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from selfinstruct.errors import MissingExtra
from selfinstruct.flows.ground.checks import Shown
from selfinstruct.parse.grounding.tasks import GroundedCandidate
from selfinstruct.recipes.ground import TaskType
from selfinstruct.records import Reason
from selfinstruct.text.languages import UNCLEAR, language_identifier

_LEAST = 25  # letters from which on a question's language is more than a guess
_SCRIPTS = (
    "LATIN",
    "CYRILLIC",
    "GREEK",
    "ARABIC",
    "HEBREW",
    "DEVANAGARI",
    "THAI",
    "HANGUL",
    "CJK",
    "HIRAGANA",
    "KATAKANA",
)
_JAPANESE = ("HIRAGANA", "KATAKANA")


@dataclass(slots=True)
class LanguageCheck:
    """Compares a question with its passage: by language where the extra `stats` is there, else by script.

    `wanted` is what the user asked for, in words: then the passage says nothing, and nothing is compared.
    """

    wanted: str = ""
    _identify: Callable[[str], str] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        try:
            self._identify = None if self.wanted else language_identifier()
        except MissingExtra:
            self._identify = None

    @property
    def by(self) -> str:
        """What it goes by: runs that go by different things are not the same."""
        return "" if self.wanted else "script" if self._identify is None else "language"

    def objection(self, candidate: GroundedCandidate, kind: TaskType, shown: Shown) -> Reason | None:
        """The rejection of a question in another language than its passage."""
        if self.wanted:
            return None
        question = candidate.question
        one, other = script_of(question), script_of(shown.text)
        if one and other and one != other and sum(map(str.isalpha, question)) >= 4:
            return Reason("language", value=one.lower())
        if self._identify is None or sum(map(str.isalpha, question)) < _LEAST:
            return None
        asked, told = self._identify(question), self._identify(shown.text)
        # A short question that names foreign things is easily taken for another language: it takes both texts.
        if UNCLEAR in (asked, told) or asked == told:
            return None
        both = self._identify(f"{question} {candidate.answer}")
        return None if both in (UNCLEAR, told) else Reason("language", value=both)


def script_of(text: str) -> str:
    """The script that most letters of a text are of, "" where there are none, or none that has a name here."""
    counts: Counter[str] = Counter()
    for character in text[:2000]:
        if character.isalpha():
            name = unicodedata.name(character, "").partition(" ")[0]
            counts["CJK" if name in _JAPANESE else name] += 1
    known = [(number, name) for name, number in counts.items() if name in _SCRIPTS]
    # A few words of Latin stand in questions of any script.
    other = [(number, name) for number, name in known if name != "LATIN"]
    if other and max(other)[0] * 4 >= sum(number for number, _ in known):
        return max(other)[1]
    return max(known)[1] if known else ""
