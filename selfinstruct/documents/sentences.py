"""Where sentences end, in any script; for the few places where a text has to be parted within a paragraph."""

import re
from collections.abc import Iterator

# Latin, Greek and Cyrillic ends need white space behind them; those of Han and Kana do not, nor does a line's end.
_END = re.compile(r"(?:[.!?…;؟۔।॥։።၊။]+|[.!?]+[\"'”’»)\]]+|(?<=\w)\n)(?P<space>\s+)|[。！？｡．]+[」』”’）】\"']*")
# What a full stop belongs to rather than ending a sentence; a letter alone is an initial.
_SHORT = re.compile(
    r"(?:\b(?:[A-Za-zÀ-ÿ]|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|vs|etc|cf|al|no|nos|vol|ch|sec|fig|figs|eq|eqs|pp?|ed|eds|approx|"
    r"dept|inc|ltd|co|corp|Art|Abs|Nr|Bd|Hrsg|bzw|ca|evtl|ggf|usw|vgl|z|Mme|Mlle|ex|art|núm|pág|Sr|Sra|ул|им|др|стр|рис|"
    r"e\.g|i\.e|U\.S|d\.h|z\.B|u\.a|т\.е|т\.д)|(?:^|\n)\s*\d{1,3})\.$",
    re.IGNORECASE,
)


def sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Offsets in `text[start:end]` at which a new sentence begins, in order; a line that ends one counts too."""
    for found in _END.finditer(text, start, end):
        at = found.end()
        if at >= end:
            return
        if found["space"] is not None:
            stop = found.start("space")
            if text[stop - 1] == "." and _SHORT.search(text, max(start, stop - 12), stop):
                continue
            # After a full stop a small letter goes on with the sentence.
            if text[stop - 1] == "." and text[at].islower() and "\n\n" not in found["space"]:
                continue
            if text[stop - 1] == ";" and "\n" not in found["space"]:
                continue
        yield at
