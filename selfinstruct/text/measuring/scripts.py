"""How many words of a text are in which script, without what may be in any: code, formulas, quotations, names."""

import re
from collections.abc import Set
from functools import cache
from itertools import pairwise

# Scripts by their letters, as far as languages of today are written in them.
_LETTERS = {
    "latin": "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02b8\u1e00-\u1eff\u2c60-\u2c7f\ua722-\ua7ff"
    "\uff21-\uff3a\uff41-\uff5a",
    "greek": "\u0370-\u0373\u0376-\u0377\u037b-\u037d\u037f\u0386\u0388-\u03ff\u1f00-\u1fff",
    "cyrillic": "\u0400-\u0481\u048a-\u052f\u1c80-\u1c88\ua640-\ua69f",
    "armenian": "\u0531-\u0556\u0561-\u0587",
    "georgian": "\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2d",
    "hebrew": "\u05d0-\u05ea\u05ef-\u05f2",
    "arabic": "\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "ethiopic": "\u1200-\u135a\u1380-\u138f",
    "devanagari": "\u0900-\u0963\u0971-\u097f",
    "bengali": "\u0980-\u09e3\u09f0-\u09f1",
    "gurmukhi": "\u0a01-\u0a5e\u0a70-\u0a75",
    "gujarati": "\u0a81-\u0ae3",
    "oriya": "\u0b01-\u0b63\u0b71",
    "tamil": "\u0b82-\u0bd7",
    "telugu": "\u0c00-\u0c63",
    "kannada": "\u0c80-\u0ce3",
    "malayalam": "\u0d00-\u0d63\u0d7a-\u0d7f",
    "sinhala": "\u0d81-\u0df3",
    "thai": "\u0e01-\u0e3a\u0e40-\u0e4e",
    "lao": "\u0e81-\u0ecd\u0edc-\u0edf",
    "tibetan": "\u0f00\u0f40-\u0fbc",
    "myanmar": "\u1000-\u103f\u1050-\u109f\ua9e0-\ua9fe\uaa60-\uaa7f",
    "khmer": "\u1780-\u17d3\u17d7\u17dc-\u17dd",
    "mongolian": "\u1820-\u18aa",
    "han": "\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff",
    "kana": "\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f",
    "hangul": "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb",
}  # fmt: skip
SCRIPTS = frozenset(_LETTERS)
# In these two characters count as a word, since no spaces stand between words.
_DENSE = frozenset({"thai", "lao", "tibetan", "myanmar", "khmer", "han", "kana"})
_OTHERS = re.compile(r"[\u0370-\u1dff\u1f00-\u1fff\u2d00-\u2dff\u2e80-\U0010ffff]")
_ASIDE = re.compile(
    r"^[ \t]{0,8}(?P<fence>`{3,12}|~{3,12})[^\n]*\n.*?(?:^[ \t]{0,8}(?P=fence)|\Z)|`[^`\n]+`|\$\$.+?\$\$"
    r"|\$[^$\n]{1,200}\$"
    r"|\\\(.+?\\\)|\\\[.+?\\\]|\\[a-zA-Z]+|(?:https?://|www\.)\S+|\S+@\S+|</?[a-zA-Z][^>\n]{0,200}>"
    r"|“[^”\n]{1,300}”|\"[^\"\n]{1,300}\"|«[^»\n]{1,300}»|„[^“”\n]{1,300}[“”]|‘[^’\n]{1,300}’|「[^」\n]{1,300}」"
    r"|『[^』\n]{1,300}』"
    r"|《[^》\n]{1,300}》|\([^()\n]{1,120}\)|（[^（）\n]{1,120}）|\[[^\[\]\n]{1,120}\]"
    r"|(?<![\w*])\*{1,2}[^*\n]{1,60}\*{1,2}(?![\w*])"
    r"|(?<!\w)_[^_\n]{1,60}_(?!\w)",
    re.MULTILINE | re.DOTALL,
)  # fmt: skip
_CODE_LINE = re.compile(
    r"^.*(?:[{};=<>]|\w\(|^\s*(?:def|class|import|from|return|select|insert|for|if|print)\b).*$", re.M | re.I
)


def count_scripts(text: str) -> dict[str, float]:
    """How many words a text has of each script; half a word a character where no spaces part them."""
    names = ["latin"] if text.isascii() else _present(text)
    counts = {name: _words(name, _runs(name).findall(text)) for name in names}
    return {name: number for name, number in counts.items() if number}


def strays(text: str, expected: Set[str], known: str = "") -> tuple[float, list[str]]:
    """The share of a text's words that are in the scripts expected, and the runs of letters that are not.

    Not counted is what may be in any script: code, formulas, addresses, what stands in quotation marks, brackets or
    emphasis, single letters, and what `known` has too. In a text of other scripts a Latin word with a capital is a name
    and one by itself a loan.
    """
    plain = _ASIDE.sub(" ", text)
    if "latin" not in expected:
        plain = _CODE_LINE.sub(" ", plain)
    counts: dict[str, float] = {}
    found: list[tuple[int, str]] = []
    for name in ("latin",) if plain.isascii() else _present(plain):
        runs = list(_runs(name).finditer(plain))
        if name in expected:
            counts[name] = _words(name, [run[0] for run in runs])
            continue
        runs = [run for run in runs if _counts(name, run[0]) and run[0] not in known]
        runs = _together(runs) if name == "latin" else runs
        counts[name] = _words(name, [run[0] for run in runs])
        found += [(run.start(), run[0]) for run in runs]
    total = sum(counts.values())
    inside = sum(counts.get(name, 0) for name in expected)
    return (inside / total if total else 1.0), [run for _, run in sorted(found)]


def _together(runs: list[re.Match[str]]) -> list[re.Match[str]]:
    """Words that stand beside each other: one alone is a loan, as "online" is in many languages."""
    joined = {run for left, right in pairwise(runs) if left.end() + 1 == right.start() for run in (left, right)}
    return [run for run in runs if run in joined]


def _counts(name: str, run: str) -> bool:
    if name == "latin":
        return len(run) > 1 and run.islower()
    return len(run) > 1 or name not in ("greek", "cyrillic", "hebrew")


def _words(name: str, runs: list[str]) -> float:
    return sum(map(len, runs)) / 2 if name in _DENSE else len(runs)


def _present(text: str) -> list[str]:
    if _OTHERS.search(text) is None:  # as nearly always, which is quicker to see
        return ["latin"]
    return [name for name in _LETTERS if _runs(name).search(text)]


@cache
def _runs(name: str) -> re.Pattern[str]:
    # Marks that are joined to letters stand within a word.
    return re.compile(rf"[{_LETTERS[name]}]+(?:[\u0300-\u036f'’\u200c\u200d-]+[{_LETTERS[name]}]+)*")
