"""Characters that are not seen: without them two texts that look the same are the same.

A joiner, a tag or a half-width letter is dropped or folded only where that changes nothing one can read: joiners shape
words of Persian, the Indic scripts and Mongolian, and pictures made of several emoji; tags spell the flags of regions.
"""

import re
import unicodedata

# Soft hyphen, grapheme joiner, Arabic letter mark, Mongolian selectors and vowel separator, zero-width space, marks and
# embeddings of direction, word joiner, invisible operators, isolates, variation selectors, BOM, annotations.
DROPPED = (
    "\u00ad\u034f\u061c\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0100-\U000e01ef"
)
JOINERS = "\u200c\u200d"
_TAGS = "\U000e0000-\U000e007f"
# Arabic, the Indic scripts to Burmese, Khmer and Mongolian, further Indic scripts, forms of Arabic; symbols and emoji.
_JOINED = (
    "\u0600-\u08ff\u0900-\u109f\u1780-\u18af\u1900-\u1cff\ua800-\uaaff\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefe"
    "\U00010a00-\U00011fff\u2190-\u2bff\U0001f000-\U0001faff"
)
_FLAG = "\U0001f3f4"
_UNSEEN = re.compile(f"[{DROPPED}]+")
_UNUSED = re.compile(rf"(?<![{_JOINED}{JOINERS}])[{JOINERS}]+|(?<![{_FLAG}{_TAGS}])[{_TAGS}]+")
_WIDTHS = re.compile("[\uff01-\uffee]+")


def visible(text: str) -> str:
    """The text without characters that are not seen; line breaks and spaces stay."""
    return text if text.isascii() else _UNUSED.sub("", _UNSEEN.sub("", text))


def same_width(text: str) -> str:
    """The text with full-width Latin letters and digits as ASCII, and half-width kana as whole ones."""
    return text if text.isascii() else _WIDTHS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
