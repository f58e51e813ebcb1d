"""Reads the message that a simulated user sends."""

import re

from selfinstruct.parse.chat_text import is_nothing, unquote
from selfinstruct.parse.methods.marks import below_mark

MARK = "message"
_SPEAKER = re.compile(r"\A\W{0,3}(?:user|me|customer|client)\W{0,3}[:：]\W{0,3}\s*", re.IGNORECASE)
_NEXT = re.compile(
    r"^[ \t>*#]{0,6}(?:user|assistant|ai|bot|customer|you|me)(?:\*\*)?[ ]?[:：]", re.IGNORECASE | re.MULTILINE
)


def read_message(text: str) -> str:
    """The message below its mark, or the whole answer where there is none.

    Raises ValueError for several turns, of which nobody knows which one is meant.
    """
    said = unquote(_SPEAKER.sub("", below_mark(text, MARK)))
    if found := _NEXT.search(said):
        raise ValueError(f"several turns: {found[0].strip()}")
    if is_nothing(said) or not any(sign.isalnum() for sign in said):
        raise ValueError("no message")
    return said
