"""A JSON array of rows, read piece by piece and never the whole of it at once."""

import codecs
import json
from collections.abc import Iterator
from typing import IO, Any

from selfinstruct.canonical import no_json

# Bytes of the array that are read at a time.
_PIECE = 1 << 20
_WHITE = " \t\r\n"
_BETWEEN = f"{_WHITE},"


def json_array(name: str, file: IO[bytes]) -> Iterator[tuple[str, Any, str]]:
    """The items of a JSON array, read piece by piece: an item is tried again once as much again has been read."""
    text = _Text(file)
    decoder, number, commas = json.JSONDecoder(), 0, 0
    buffer, position, wanted, place = "", 0, _PIECE, f"{name}: item 1"
    try:
        while not buffer:
            buffer = text.read(wanted).lstrip()
        position = 1
        while True:
            while position < len(buffer) and buffer[position] in _BETWEEN:
                commas += buffer[position] == ","
                position += 1
            ends = position < len(buffer) and buffer[position] == "]"
            due = int(number > 0 and not ends)
            if commas != due and position < len(buffer):
                where = "at the end of the array" if ends else "before it"
                yield place, None, f"is not JSON: a comma {'is missing' if commas < due else 'too many'} {where}"
                return
            if ends:
                if _more(text, buffer[position + 1 :]):
                    yield name, None, "is not JSON: Extra data after the array"
                return
            try:
                row, end = decoder.raw_decode(buffer, position) if position < len(buffer) else (None, -1)
            except json.JSONDecodeError as error:
                row, end, wrong = None, -1, no_json(error, place=False)
            else:
                wrong = "the array has no end; is the file complete?"
            # What seems to be a number may go on in what has not been read yet.
            after = buffer[end : end + 1] if end >= 0 else ""
            if not after or after not in f"{_BETWEEN}]":
                more = text.read(wanted)
                if not more and (end < 0 or after):
                    yield place, None, wrong
                    return
                buffer, position, wanted = buffer[position:] + more, 0, min(2 * wanted, 1 << 28)
                if more:
                    continue
            number, commas = number + 1, 0
            yield place, row, ""
            position, wanted, place = end if end < len(buffer) else len(buffer), _PIECE, f"{name}: item {number + 1}"
    except UnicodeDecodeError as error:
        yield place, None, f"is not UTF-8 ({error.reason}); save it as UTF-8"
    except (RecursionError, ValueError) as error:
        yield place, None, f"is not JSON that can be read: {error}"


def _more(text: "_Text", rest: str) -> bool:
    """Whether anything but white space follows."""
    while rest := rest or text.read(_PIECE):
        if rest.strip(_WHITE):
            return True
        rest = ""
    return False


class _Text:
    """The text of a file of UTF-8, up to where it is none; to read on from there raises UnicodeDecodeError."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._wrong: UnicodeDecodeError | None = None

    def read(self, size: int) -> str:
        """Up to `size` bytes as text, "" at the end."""
        text = ""
        while not text:
            if self._wrong is not None:
                raise self._wrong
            data = self._file.read(size)
            try:
                text = self._decoder.decode(data, final=not data)
            except UnicodeDecodeError as error:
                self._wrong, text = error, error.object[: error.start].decode("utf-8")
            else:
                if not data:
                    return text
        return text
