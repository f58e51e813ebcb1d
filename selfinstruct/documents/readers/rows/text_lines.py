"""The lines of a text of any encoding and any size."""

import io
from collections.abc import Iterator

from selfinstruct.documents.decoding import decode
from selfinstruct.documents.document import Reading, Source, Unread

_SAMPLE = 1 << 20
_WIDE = ("utf-16", "utf-32")


def text_lines(source: Source, reading: Reading) -> Iterator[str]:
    """The lines, each with its end, which is one of the three there are; raises Unread for one beyond all bounds.

    What is small is decoded as a whole, which says most of its encoding; of more the beginning tells.
    """
    with source.open() as file:
        head = file.read(_SAMPLE + 1)
        if len(head) <= _SAMPLE:
            yield from io.StringIO(decode(head)[0], newline="")
            return
        line_end = head.rfind(b"\n") + 1 or len(head)
        _, codec = decode(head[:line_end])
    with source.open() as file:
        if codec.startswith(_WIDE):
            yield from io.TextIOWrapper(file, codec.removesuffix("-le").removesuffix("-be"), "replace", newline="")
            return
        first = True
        while line := file.readline(reading.text_bytes + 1):
            if len(line) > reading.text_bytes:
                raise Unread("too_large", f"has a line of over {reading.text_bytes:,} bytes; split it")
            text = _decoded(line, codec)
            yield text.removeprefix("\ufeff") if first else text
            first = False


def _decoded(line: bytes, codec: str) -> str:
    try:
        return line.decode(codec)
    except UnicodeError:
        return decode(line)[0]
