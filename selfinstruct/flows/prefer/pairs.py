"""What a pair must be, whoever wrote and judged it."""

import re

from selfinstruct.records import Reason
from selfinstruct.text.tokens import estimated_tokens, unicode_tokens

# Where a text may end: a closed sentence, list or quotation.
_ENDED = re.compile(r"[.!?…。！？;:)\]}\"'”’»*`]\Z")
_SEVERAL = 3  # words from which a text can be told to be a piece of another
_LABEL = 6  # the most words of an answer that is a label, or as short as one


def flawed(chosen: str, rejected: str) -> Reason | None:
    """Why two texts cannot be the sides of a pair: one is empty, they are equal, or one is the other cut off."""
    for side, text in (("chosen", chosen), ("rejected", rejected)):
        if not text.strip():
            return Reason("empty", side)
    if _folded(chosen) == _folded(rejected):
        return Reason("equal")
    shorter, longer = sorted((chosen.strip(), rejected.strip()), key=len)
    if cut(shorter, longer) and not _short_answer(shorter, longer):
        return Reason("truncated_copy", "rejected" if shorter == rejected.strip() else "chosen")
    return None


def length_gap(one: str, other: str) -> int:
    """By how many tokens two texts differ in length, as these are estimated everywhere: no model's own are known."""
    return abs(estimated_tokens(one) - estimated_tokens(other))


def cut(shorter: str, longer: str) -> bool:
    """Whether the shorter text is the longer one broken off, at its end or its start, within a line or a sentence."""
    if longer.startswith(shorter):
        return not (longer[len(shorter)] in "\r\n" or (_ENDED.search(shorter) and longer[len(shorter)].isspace()))
    if longer.endswith(shorter):
        before = longer[: -len(shorter)]
        return not (before[-1] in "\r\n" or (before[-1].isspace() and _ENDED.search(before.rstrip())))
    return False


def _short_answer(shorter: str, longer: str) -> bool:
    """Whether the shorter text is an answer of its own, though the longer one has it at an end: "valid" and "invalid".

    So are one or two words, unless they break off within a word of a long text. Of several words the end of a label is
    one ("above the limit" of "not above the limit"): what breaks off lacks its end, not its start.
    """
    start = longer.startswith(shorter)
    rest = longer[len(shorter) :] if start else longer[: -len(shorter)]
    if "\n" in shorter or not any(map(str.isalnum, rest)):
        return False
    label = "\n" not in longer and len(unicode_tokens(longer)) <= _LABEL
    beside, edge = (rest[0], shorter[-1]) if start else (rest[-1], shorter[0])
    whole = not (beside.isalnum() and edge.isalnum())
    if len(unicode_tokens(shorter)) < _SEVERAL:
        return label or whole
    return label and whole and not start and not _ENDED.search(longer)


def _folded(text: str) -> str:
    return " ".join(text.split())
