"""Bytes to text: marks, UTF-8, what is declared, and else what the bytes look like."""

import codecs
import re
import unicodedata
from collections.abc import Iterator

from selfinstruct.documents.charsets import codec, larger
from selfinstruct.documents.document import Unread
from selfinstruct.errors import MissingExtra
from selfinstruct.extras import installing

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32-le"), (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"),
)  # fmt: skip
_WIDE = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}
# Seven bits: valid UTF-8, and yet none. The marks are those of RFC 1468, 1554, 1557 and 1843.
_ESCAPED = (
    (re.compile(rb"\x1b(?:\$[@AB]|\$\([CD]|\([IJ])"), "iso2022_jp_2"), (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
    (re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}"), "hz"),
)  # fmt: skip
# Bytes that no text has: not tab, line feed, form feed, return, escape, backspace or the end mark of DOS.
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\x0b\x0c\r\x1b\x08\x1a") + b"\x7f"
_SAMPLE = 64_000  # what is shown to chardet
_TRIED = 4_000  # what is decoded by each candidate, to see what comes out
_UTF8_RUN = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")

_LATIN = "A-Za-zªºÀ-ÖØ-öø-ɏ"
_OTHER = "Ͱ-ϿЀ-ӿ֐-׿؀-ۿ"
_SIGNS = "\xa1-\xa9\xab-\xb4\xb6\xb8\xb9\xbb-\xbf×÷‚-„†-‰‹›€™ˆ˜ˇ˘˙˛˝⁰-₟←-⯿"
# What hardly ever stands in a text, and often in one that was decoded wrongly: two scripts in a word, a sign between
# letters, a capital after a small letter, frames beside letters, a lone Hebrew or Arabic letter, control characters.
_ODD = re.compile(
    f"[{_LATIN}](?=[{_OTHER}])|[{_OTHER}](?=[{_LATIN}])|(?<=[{_LATIN}{_OTHER}])[{_SIGNS}](?=[{_LATIN}{_OTHER}])"
    f"|[a-zß-öø-ÿа-яёђ-џά-ώ](?=[À-ÖØ-ÞА-ЯЁ-ЏΑ-Ω])|[─-▟](?=[{_LATIN}{_OTHER}])|[{_LATIN}{_OTHER}](?=[─-▟])"
    f"|[\x80-\x9f\ue000-\uf8ff\ufffd]|(?<![{_LATIN}{_OTHER}])[֐-׿؀-ۿ](?![{_LATIN}{_OTHER}])"
)
_ACCENTED = re.compile("[À-ÖØ-öø-ɏ]")
# Encodings of DOS and of the Mac: long gone, and like the others in a text with few letters beyond ASCII.
_BYGONE = re.compile(r"cp(437|7\d\d|8[56]\d)$|mac-|mac_")
_SELDOM = {"iso8859-3": 0.7, "iso8859-4": 0.7, "iso8859-14": 0.7}
_NEVER = frozenset(("hp-roman8", "cp856", "cp1006", "kz1048", "ptcp154", "johab", "cp720", "iso8859-10", "utf-7"))


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """The text of these bytes and the Python codec they were read with; no byte order mark stays in it.

    `declared` is the encoding that a header or the file itself names, "" for none: it counts where the bytes are not
    UTF-8, and where what comes out of it looks like text. Line ends stay as they are. Raises Unread: not_text for
    what is binary.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], name)
    wide = _wide(data, codec(declared)) if b"\x00" in data else None
    if wide:
        return wide
    for pattern, name in _ESCAPED if data.isascii() else ():
        if pattern.search(data) and (text := _strict(data, name)) is not None:
            return text, name
    _refuse_binary(data)
    named = codec(declared)
    if (text := _strict(data, "utf-8")) is not None:
        return text, "utf-8"
    return _mended_utf8(data) or _declared(data, named) or _guessed(data, named)


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeError:
        return None


def _marked(data: bytes, name: str) -> tuple[str, str]:
    """The text after a mark, without further marks, which files that were joined have."""
    if name == "utf-8":
        if (text := _strict(data, name)) is None:
            return _mended_utf8(data) or decode(data)
    else:  # a file that was cut off ends within a character
        text = data[: len(data) - len(data) % _WIDE[name]].decode(name, errors="replace")
        if text.count("\ufffd") * 100 > len(text):
            raise Unread("not_text", f"begins like {name.upper()} and is not")
    return text.replace("\ufeff", ""), name


def _refuse_binary(data: bytes) -> None:
    controls = len(data) - len(data.translate(None, _CONTROLS))
    allowed = len(data) // 200
    if controls > allowed and (controls > allowed + 2 or _strict(data, "utf-8") is None):
        raise Unread("not_text", f"is binary: {controls:,} of {len(data):,} bytes are none of text")


def _wide(data: bytes, named: str) -> tuple[str, str] | None:
    """UTF-16 or UTF-32 without a mark: decoded with it, nearly everything is a character that somebody writes."""
    best: tuple[float, str, str] | None = None
    for name in sorted(_WIDE, key=lambda name: name != named):
        width = _WIDE[name]
        sample = data[: _TRIED // width * width]
        tried = sample[: len(sample) - len(sample) % width].decode(name, errors="replace")
        if not tried:
            continue
        kinds = [unicodedata.category(char) for char in tried if char not in "\t\n\r\f"]
        wrong = sum(kind in ("Cc", "Cn", "Co", "Cs") for kind in kinds) + tried.count("\ufffd")
        spread = len({ord(char) >> 8 for char in tried}) / len(tried)
        if (
            wrong * 50 <= len(kinds)
            and (spread <= 0.8 or len(tried) < 8)
            and (best is None or wrong + spread < best[0])
        ):
            best = wrong + spread, name, tried
    if best is None:
        return None
    name = best[1]
    text = data[: len(data) - len(data) % _WIDE[name]].decode(name, errors="replace")
    return (text, name) if text.count("\ufffd") * 100 <= len(text) else None


def _mended_utf8(data: bytes) -> tuple[str, str] | None:
    """UTF-8 with a few bytes that are none, as files are that were joined or cut: those are read as windows-1252."""
    runs = _UTF8_RUN.findall(_telling(data))
    good = len(runs) if len(data) <= _SAMPLE else len(data)
    if len(runs) < 4 or sum(map(len, runs)) * 5 < _beyond(_telling(data)) * 4:
        return None
    pieces: list[str] = []
    at = wrong = 0
    while at < len(data):
        try:
            pieces.append(data[at:].decode("utf-8"))
            break
        except UnicodeDecodeError as error:
            wrong += 1
            if wrong * 10 > good:
                return None
            pieces.append(data[at : at + error.start].decode("utf-8"))
            if error.reason != "unexpected end of data":
                pieces.append(data[at + error.start : at + error.end].decode("cp1252", errors="replace"))
            at += error.end
    return "".join(pieces), "utf-8"


def _declared(data: bytes, named: str) -> tuple[str, str] | None:
    if not named or named.startswith("utf"):
        return None
    text = data.decode(named, errors="replace")
    seldom = text.count("\ufffd") * 1000 <= len(text)
    looked_at = text[:_SAMPLE]
    # Servers say latin-1 of everything: what is in fact Russian has an accent on nearly every letter.
    accented = named == "cp1252" and len(_ACCENTED.findall(looked_at)) * 2 > len(looked_at)
    return (text, named) if seldom and not accented and _oddity(looked_at) <= 0.3 else None


def _oddity(text: str) -> float:
    """The share of characters beyond ASCII that seem to be decoded wrongly."""
    beyond = sum(char > "\x7f" for char in text)
    return min(1.0, len(_ODD.findall(text)) / beyond) if beyond else 0.0


def _beyond(data: bytes) -> int:
    return len(data) - len(data.translate(None, bytes(range(128, 256))))


def _guessed(data: bytes, named: str) -> tuple[str, str]:
    scored = sorted(_candidates(_telling(data), named), key=lambda it: (-it[0], bool(_BYGONE.match(it[1])), it[1]))
    for _, name in scored:
        if (text := _strict(data, name)) is not None:
            return text, name
    name = scored[0][1] if scored else "cp1252"
    text = data.decode(name, errors="replace")
    if text.count("\ufffd") * 100 > len(text):
        raise Unread("not_text", "is in no encoding that is known")
    return text, name


def _telling(data: bytes) -> bytes:
    """The lines that have bytes beyond ASCII, up to a bound: the others say nothing about the encoding."""
    if len(data) <= _SAMPLE:
        return data
    lines: list[bytes] = []
    size = 0
    for line in re.finditer(rb"[^\n]*[\x80-\xff][^\n]*\n?", data):
        lines.append(line[0][: _SAMPLE - size])
        size += len(lines[-1])
        if size >= _SAMPLE:
            break
    return b"".join(lines)


def _candidates(sample: bytes, named: str) -> Iterator[tuple[float, str]]:
    """The encodings that fit the sample: how well chardet thinks they do, less what looks odd in what comes out."""
    try:
        import chardet
    except ImportError:
        raise MissingExtra(f"old encodings need chardet: {installing('documents')}") from None
    eras = chardet.EncodingEra.ALL & ~chardet.EncodingEra.MAINFRAME
    likely: dict[str, float] = {"cp1252": 0.02}
    for found in chardet.detect_all(sample, ignore_threshold=True, encoding_era=eras, compat_names=False):
        if found["encoding"] and found["encoding"] not in _NEVER:
            name = larger(codecs.lookup(found["encoding"]).name)
            likely[name] = max(likely.get(name, 0.0), found["confidence"])
    beyond = _beyond(sample)
    tried = sample[:_TRIED]
    for name, confidence in likely.items():
        odd = _oddity(tried.decode(name, errors="replace"))
        score = confidence * (1 - odd) ** 3 * _SELDOM.get(name, 1)
        if name == "cp1252" and beyond * 80 <= len(sample):  # English with an accent, a dash or a sign
            score *= 3
        if _BYGONE.match(name) and name != named and (beyond <= 3 or beyond * 80 <= len(sample)):
            score /= 3
        yield score, name
