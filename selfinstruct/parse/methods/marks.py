"""An answer that is a text below a mark, from models that leave out the mark as from those that write it."""

from selfinstruct.parse.chat_text import answer_text, unquote
from selfinstruct.parse.judgements import read_marked


def below_mark(text: str, mark: str) -> str:
    """The text below the line `Mark:`, the whole answer where there is no such line, "" where nothing is below it."""
    if (found := read_marked(text, mark)) is None:
        found = answer_text(text).text.strip()
        if found.strip("*_#> \t:：").casefold() == mark:
            return ""
    return unquote(found.strip())
