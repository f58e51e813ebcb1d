"""Letters as fonts have them, and as they are meant."""

import re
import unicodedata

# What PDFium puts where a word is parted at the end of a line, and what typesetters do.
HYPHEN = "\ufffe"
# Ligatures, Arabic letters in their shapes and radicals that stand for characters, as fonts name them.
_SHAPES = re.compile("[\ufb00-\ufdff\ufe70-\ufefc\u2e80-\u2fd5]+")
LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
WIDE = re.compile("[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]")
# What a font without codes for its letters gives.
UNMAPPED = re.compile("[\x01-\x08\x0e-\x1f\ufffd\ue000-\uefff\uf100-\uf8ff]")
# What may follow the mark of a note; and digits as exponents.
CLOSING = ".,;:!?)]”\"’'»"
EXPONENTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BULLETS = dict.fromkeys((0xF0B7, 0xF0A7, 0xF0D8, 0xF0A8, 0xF076, 0xF06E, 0xF0FC), "•")
_CLEAN = {
    **dict.fromkeys((*range(9), *range(10, 32), *range(127, 160), 0x200B, 0xFEFF, 0xFFFF)),
    **_BULLETS, 0xA0: " ", 0x2028: " ", 0x2029: " ",
}  # fmt: skip
# What parts words, but for a space, and what does not stay as it is.
_UNCLEAN = re.compile(rf"[^\S ]|[{''.join(map(chr, _CLEAN))}\u00ad{_SHAPES.pattern[1:-2]}]")


def join(before: str, after: str) -> str:
    """Two pieces of a paragraph as one: no space after a hyphen, within a path, and between letters that have none."""
    if not before or not after or before.endswith(HYPHEN):
        return before + after
    if WIDE.match(before[-1]) and WIDE.match(after[0]) and not ("\uac00" <= before[-1] <= "\ud7ff"):
        return before + after
    if before[-1] == "/" and before[-2:-1].strip() and after[0].isalnum():
        return before + after
    return f"{before} {after}"


def room_of(text: str) -> float:
    """How much room letters take up at most, as a rule, in sizes of the font."""
    return 0.5 * (len(text) + len(WIDE.findall(text)))


def is_clean(line: str) -> bool:
    """Whether only spaces part the words of a line, and `cleaned` changes none; a mark of a parted word is last."""
    return line.isprintable() if line.isascii() else _UNCLEAN.search(line) is None


def cleaned(text: str) -> str:
    """A word's letters as they are meant."""
    if text.isascii():
        return text if text.isprintable() else text.translate(_CLEAN)
    text = _SHAPES.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text.translate(_CLEAN))
    inner = text[:-1].replace("\u00ad", "").replace(HYPHEN, "-")
    return inner + text[-1:].replace("\u00ad", HYPHEN)
