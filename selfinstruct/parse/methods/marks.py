"""Answers by a mark: a text below it, also from models that leave out the mark, or yes or no behind it."""

import re

from selfinstruct.parse.chat_lines import unfence, unquote_lines
from selfinstruct.parse.chat_text import answer_text, unquote
from selfinstruct.parse.judgements import read_marked

_SAID = {"yes": True, "no": False, "true": True, "false": False}


def below_mark(text: str, mark: str) -> str:
    """The text below the line `Mark:`, the whole answer where there is no such line, "" where nothing is below it."""
    answer = answer_text(text).text.strip()
    if (found := read_marked(unfence(answer), mark)) is None:
        found = unquote_lines(answer)
        if found.strip("*_#> \t:：").casefold() == mark:
            return ""
    return unquote(found.strip())


def behind_mark(text: str, mark: str) -> bool | None:
    """Yes or no behind `Mark:`, wherever that begins a line; None where neither or both stand there."""
    said = rf"^[\s>*_#`-]*{re.escape(mark)}[\s*_`]*[:：][\s*_`]*(\w+)\b(?!\s*(?:or|/)\s)"
    words = re.findall(said, answer_text(text).text, re.IGNORECASE | re.MULTILINE)
    found = {_SAID.get(word.lower()) for word in words}
    return found.pop() if len(found) == 1 else None
