"""What a pair must be, whoever wrote and judged it."""

import re

from selfinstruct.records import Reason

# Where a text may end: a closed sentence, list or quotation.
_ENDED = re.compile(r"[.!?…。！？;:)\]}\"'”’»*`]\Z")


def flawed(chosen: str, rejected: str) -> Reason | None:
    """Why two texts cannot be the sides of a pair: one is empty, they are equal, or one is the other cut off."""
    for side, text in (("chosen", chosen), ("rejected", rejected)):
        if not text.strip():
            return Reason("empty", side)
    if _folded(chosen) == _folded(rejected):
        return Reason("equal")
    shorter, longer = sorted((chosen.strip(), rejected.strip()), key=len)
    if cut(shorter, longer):
        return Reason("truncated_copy", "rejected" if shorter == rejected.strip() else "chosen")
    return None


def cut(shorter: str, longer: str) -> bool:
    """Whether the shorter text is the longer one broken off, at its end or its start, within a line or a sentence."""
    if longer.startswith(shorter):
        return not (longer[len(shorter)] in "\r\n" or (_ENDED.search(shorter) and longer[len(shorter)].isspace()))
    if longer.endswith(shorter):
        before = longer[: -len(shorter)]
        return not (before[-1] in "\r\n" or (before[-1].isspace() and _ENDED.search(before.rstrip())))
    return False


def _folded(text: str) -> str:
    return " ".join(text.split())
