"""The part of a text that stands behind a name, as in "Answer: 42" at the end of what was worked out."""

import re
from functools import lru_cache

AROUND = " \t\n.。!\"'“”‘’«»「」*`_"  # what may stand around an answer and says nothing
_MARKS = r"[\s>*_#`-]*"
_EMPHASIS = " \t*_`"


@lru_cache(maxsize=256)
def _named(name: str) -> re.Pattern[str]:
    return re.compile(rf"{_MARKS}{re.escape(name)}[\s*_`]*[:：](.*)", re.IGNORECASE)


def behind(text: str, name: str) -> str | None:
    """What stands behind the last line that begins with a name and a colon; None where there is no such line.

    Capitals and marks of emphasis count for nothing. Where the rest of the line is empty, it is what stands below, up
    to the next empty line.
    """
    lines = text.split("\n")
    for place in range(len(lines) - 1, -1, -1):
        if (found := _named(name).match(lines[place])) is None:
            continue
        if said := found[1].strip(_EMPHASIS):
            return said
        below = "\n".join(lines[place + 1 :]).strip("\n").split("\n")
        end = next((number for number, line in enumerate(below) if not line.strip()), len(below))
        return "\n".join(below[:end]).strip()
    return None


def before(text: str, name: str) -> str:
    """What stands before that line: how the answer was worked out."""
    lines = text.split("\n")
    for place in range(len(lines) - 1, -1, -1):
        if _named(name).match(lines[place]):
            return "\n".join(lines[:place]).strip()
    return text.strip()


_ARTICLE = re.compile(r"(?:the|an?)\s+(?=\S)")
_BESIDE = re.compile(r"(?<!\w)[.,;:!?'\"’“”()]+|[.,;:!?'\"’“”()]+(?!\w)")


def core_of(text: str) -> str:
    """A short text without an article in front and without marks beside words; those within words and numbers count.

    "The Nile (river)." and "nile river" have one core, "3.5" and "35", "C" and "C++" have not.
    """
    bare = " ".join(_BESIDE.sub(" ", text).split())
    return _ARTICLE.sub("", bare, count=1) if _ARTICLE.match(bare) else bare or text
