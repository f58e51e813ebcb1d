"""What DataTrove's filters say: `datatrove_verdicts.py TEXTS OUT`, both JSON.

TEXTS is a list of [language, text], and OUT becomes for each filter a list of reasons, "" for a text that is kept.
English stop words are asked of English alone; scripts that DataTrove needs a further package for are split as English.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

from datatrove.data import Document
from datatrove.pipeline.filters import (
    C4QualityFilter,
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
)

SPLIT = {"en": "eng", "de": "deu", "fr": "fra", "es": "spa", "ru": "rus", "ar": "arb_Arab"}


def makers(language: str) -> dict[str, Callable[[], Any]]:
    split = SPLIT.get(language, "eng")
    return {
        "gopher_quality": lambda: GopherQualityFilter(language=split, min_stop_words=2 if language == "en" else None),
        "gopher_repetition": lambda: GopherRepetitionFilter(language=split),
        "c4": lambda: C4QualityFilter(language=split),
        "fineweb": lambda: FineWebQualityFilter(language=split),
    }


def verdict(item: Any, text: str) -> str:
    try:
        said = item.filter(Document(text=text, id="x"))
    except ZeroDivisionError:
        return "no words"
    return "" if said is True else str(said[1])


made: dict[str, dict[str, Any]] = {}
with open(sys.argv[1], encoding="utf-8") as file:
    texts = json.load(file)
found: dict[str, list[str]] = {name: [] for name in makers("en")}
for language, text in texts:
    if language not in made:
        made[language] = {name: make() for name, make in makers(language).items()}
    for name, item in made[language].items():
        found[name].append(verdict(item, text))
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(found, file)
print(json.dumps(len(texts)))
