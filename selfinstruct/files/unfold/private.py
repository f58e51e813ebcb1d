"""All that a row says, under whatever name, as a search for personal data reads it."""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from selfinstruct.files.unfold.columns import plain_column

# Stands between texts: further apart than a search looks for a word that says what a number is.
APART = "\n" + " " * 80 + "\n"
# The last word of a name that names a thing or measures one, and so holds digits that look like what they are not.
_NAMING = frozenset(
    "id ids uid uuid uuids guid idx index row number numbers no nr num hash hashes sha sha1 sha256 md5 digest checksum "
    "fingerprint etag url urls uri link links href created updated modified deleted at date dates datetime time times "
    "timestamp timestamps ts epoch version versions revision commit score scores tokens length size offset page pages "
    "count counts path paths file filename request demonstrations label labels session seed key sku isbn issn ean upc "
    "gtin asin doi serial price amount total lat lon latitude longitude coordinates embedding logprob logprobs hex "
    "token cursor nonce port duration latency".split()
)
# Names that say what a number is, in the word by which a search knows it.
_SAYING = {
    name: kind
    for kind, names in {
        "phone": "phone phones telephone tel mobile cell cellphone fax whatsapp msisdn handy telefon mobil telefono "
                 "contact",
        "card": "card cards creditcard pan cc",
        "iban": "iban ibans",
        "ssn": "ssn",
        "bsn": "bsn", "pesel": "pesel", "cpf": "cpf", "aadhaar": "aadhaar", "sin": "sin",
    }.items()
    for name in names.split()
}  # fmt: skip
# After such a name they go on saying what it is.
_FORM = frozenset("number numbers no nr num raw value".split())
_SAID_NUMBER = re.compile(r"[\s+]*\(?\d[\d\s().+/-]{5,}")
_CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])")
# Four words are a text, whatever it is called; a link or a path has no spaces.
_PROSE = re.compile(r"[^\W\d_]{2,}")
_PROSE_WORDS = 4
_BEGINNING = 400
_UNBROKEN = re.compile(r"\s*\S+\s*\Z")
_MAIL_SIGN = re.compile(r"[@\uff20\ufe6b&\\]|%40|\bat\b|at[\])]", re.IGNORECASE)


def row_texts(data: Mapping[str, Any], read: Collection[str]) -> list[str]:
    """All texts and names of keys in a row, however deep they stand, but for texts that have been `read`.

    A key stands before the number or word that it says something of. Under names of things (ids, hashes, dates, links,
    scores) only mail addresses count, since digits mean something else there; of numbers only those under names such
    as phone or card.
    """
    found: dict[str, None] = {}
    waiting: list[tuple[str, Any]] = [("", data)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, Mapping):
            keys = [key for key in value if isinstance(key, str) and _says_itself(key)]
            found.update((text, None) for key in keys for text in _told(name, key))
            waiting += ((str(key), item) for key, item in value.items())
        elif isinstance(value, list | tuple):
            waiting += ((name, item) for item in value)
        elif isinstance(value, str):
            if value.strip() and value not in read:
                found.update((text, None) for text in _told(name, value))
        elif (number := _number(name, value)) is not None:
            found[number] = None
    return list(found)


def _says_itself(key: str) -> bool:
    """Whether a key may be more than a name: an address, or a number in groups."""
    return "@" in key or not key.isascii() or sum(map(str.isdigit, key)) > 3


def _told(name: str, value: str) -> Iterator[str]:
    kind, naming, label = _meaning(name)
    if kind and _SAID_NUMBER.fullmatch(value):
        yield f"{kind}: {value}"
    elif len(_PROSE.findall(value[:_BEGINNING])) >= _PROSE_WORDS and not _UNBROKEN.match(value):
        yield value
    elif naming:
        if _MAIL_SIGN.search(value):
            from selfinstruct.text.pii import find_pii  # its patterns take a quarter of a second to compile

            yield from (value[span.start : span.end] for span in find_pii(value) if span.kind == "email")
    else:
        yield f"{label}: {value}" if label else value


def _number(name: str, value: Any) -> str | None:
    kind = _meaning(name)[0]
    if not kind or isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        return None
    return f"{kind}: {int(value)}"


@cache
def _meaning(name: str) -> tuple[str, bool, str]:
    """What kind of number a name says it is, whether it names a thing, and the name in words where it may be shown."""
    words = re.split(r"[\W_]+", plain_column(_CAMEL.sub("_", name)).strip("_"))
    stems = words[:-1] if words[-1] in _FORM and len(words) > 1 else words
    kind = _SAYING.get(stems[-1], "")
    label = "" if any(word in _SAYING for word in words) or _MISLEADING.intersection(words) else " ".join(words)
    return kind, not kind and words[-1] in _NAMING, label


# In a name these do not say what the number after it is.
_MISLEADING = frozenset("call calls dial sms fon social tax tin nas sin steuer ahv avs card visa mail email".split())
