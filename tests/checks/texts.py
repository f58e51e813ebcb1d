"""Random texts in many scripts and forms, out of a seed."""

from random import Random

from tests.checks.kinds import EXAMPLES

WORDS = (
    "the a cat Cat rain very river end first then NASA ESA it's well-known e.g. Dr. J. etc. 3.5 1,000 1.234,5 42 7km "
    "100 "
    "café naïve Straße İstanbul ﬁne дом Дом ΜΙΑ σας नमस्ते किताब คนไทย 公园 公 今天 こんにちは カタカナ 한국 العربية "
    "كتاب، שלום 2026-11-30 30.11.2026 5/6/2026 3 May 2020 **bold** *it* `x` [name] << >> # - * 1. 2) P.S. ½ "
    "² Ⅳ _ __ x_y "
    'l’eau “so” "no" (yes) e\u0301 a\u200db mi\u00adnus \u2028 \ufeff red green, blue and and'
).split(" ")
MARKS = [
    ".",
    "!",
    "?",
    "…",
    ",",
    ";",
    ":",
    "。",
    "！",
    "？",
    "।",
    "؟",
    "、",
    "—",
    "-",
    "'",
    '"',
    "”",
    ")",
    "|",
    "...",
    "?!",
    "_",
    "\\",
]
BREAKS = [
    "\n",
    "\n\n",
    "\n- ",
    "\n1. ",
    "\n2. ",
    "\n  * ",
    "\n# ",
    "\r\n",
    "\n \n",
    "\n***\n",
    "\n|---|---|\n",
    "\n```\n",
    "\t",
    "\u00a0",
]
SOUND = [text for example in EXAMPLES for text in [*example.sound, *example.broken]]
SINGLE = [
    *"aAeéßİıſK.,!?。'’-_*`#|<>[]{}\":\\/&;0123٣½ \t\n\r\u0301\u200d字かนक",
    "\n\n",
    "\x0b",
    "\x85",
    "\U0001f600",
]


def random_text(rng: Random) -> str:
    """A text of words, or one of the examples with some characters changed."""
    if rng.random() < 0.4:
        return changed(rng, rng.choice(SOUND))
    found = ""
    for _ in range(rng.choice((0, 1, 3, 8, 20, 40))):
        found += rng.choice(WORDS)
        if rng.random() < 0.25:
            found += rng.choice(MARKS)
        found += rng.choice(BREAKS) if rng.random() < 0.15 else rng.choice((" ", " ", " ", ""))
    return found


def changed(rng: Random, text: str) -> str:
    for _ in range(rng.choice((0, 0, 1, 1, 2, 4))):
        at = rng.randint(0, len(text))
        how = rng.random()
        if how < 0.4:
            text = text[:at] + text[at + rng.randint(1, 3) :]
        elif how < 0.8:
            text = text[:at] + rng.choice(SINGLE) + text[at:]
        else:
            text = text[:at] + rng.choice(SOUND)[:20] + text[at:]
    return text
