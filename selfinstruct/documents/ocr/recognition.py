"""What a recogniser is given and gives back, and how one is found by its name."""

import functools
import importlib
import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from selfinstruct.documents.ocr import SHIPPED
from selfinstruct.errors import UnknownName, UsageError
from selfinstruct.registry import suggestion

_LETTERS = re.compile(r"\w", re.UNICODE)
_PARTED = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\n(?=[a-z\u00df-\u00f6\u00f8-\u00ff])")
_UNSPACED = re.compile("(?<=[\u3040-\u30ff\u4e00-\u9fff\u3001\u3002]) ?\n(?=[\u3040-\u30ff\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as grey pixels: one byte each, row by row from the top, 0 for black; `dpi` of them make an inch."""

    width: int
    height: int
    pixels: bytes
    dpi: int = 200

    def png(self) -> bytes:
        """The picture as a file, for what takes one."""
        rows = b"".join(
            b"\0" + self.pixels[at : at + self.width] for at in range(0, self.width * self.height, self.width)
        )
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 0, 0, 0, 0)
        parts = [(b"IHDR", head), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b"")]
        return b"\x89PNG\r\n\x1a\n" + b"".join(_part(name, data) for name, data in parts)

    def turned(self) -> "Picture":
        """The picture turned by a quarter, against the clock."""
        columns = [self.pixels[at :: self.width] for at in range(self.width - 1, -1, -1)]
        return Picture(self.height, self.width, b"".join(columns), self.dpi)


# A picture of a page in, its text out: lines as they stand, a blank line between paragraphs.
Recogniser = Callable[[Picture], str]


def open_recogniser(name: str, language: str) -> Recogniser:
    """The recogniser of a name, for languages as Tesseract names them (eng+deu); opened once in a process.

    A user's own is `module:attr`, a function of a language that gives a `Recogniser`. Raises UnknownName, UsageError
    where a language is not installed, MissingExtra where a package is not.
    """
    return _opened(name, language)


@functools.cache
def _opened(name: str, language: str) -> Recogniser:
    path = SHIPPED.get(name, name)
    if ":" not in path:
        raise UnknownName(f"there is no recogniser {name!r}; {suggestion(name, SHIPPED)} (or module:attr of your own)")
    module, _, attribute = path.partition(":")
    try:
        opening: Any = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise UnknownName(f"recogniser {name!r} cannot be imported: {error}") from error
    made = opening(language)
    if not callable(made):
        raise UsageError(f"recogniser {name}: gives {made!r:.60} for a language, where a function of a picture is due")
    recogniser: Recogniser = made
    return recogniser


def recognised(recogniser: Recogniser, picture: Picture) -> list[str]:
    """The paragraphs of a page: lines joined, words parted at their ends put together."""
    text = recogniser(picture)
    if not isinstance(text, str):
        raise UsageError(f"the recogniser gave {text!r:.60} for a page, where its text is due")
    lines = "\n".join(line.strip() for line in text.replace("\r", "").replace("\f", "\n\n").split("\n"))
    paragraphs = (_UNSPACED.sub("", _PARTED.sub("", part)) for part in re.split(r"\n{2,}", lines))
    return [" ".join(part.split()) for part in paragraphs if _LETTERS.search(part)]


def _part(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
