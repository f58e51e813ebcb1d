"""A look at a PDF's bytes before PDFium has them: streams that unpack to more memory than it may have.

PDFium ends its process when it cannot have the memory it wants, so that most bombs are better found before. Deflate
gives at most 1,032 bytes for one, hence only long streams, and those packed twice, are unpacked here, a piece at a
time.
"""

import mmap
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from selfinstruct.documents.document import Reading, Source, Unread

# The most that one stream, or the content of one page, may unpack to. PDFium takes about twice as much.
_MOST = 128_000_000
_RATIO = 1032
_PIECE, _STEP = 1 << 16, 1 << 20
# How far before a stream its dictionary may begin, and how much is unpacked in all before the rest is trusted.
_HEAD, _WORK = 4096, 1_000_000_000
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_OBJECT = re.compile(rb"(?s:.*?)(\d{1,10})\s+\d{1,5}\s+\Z")
_FILTERS = re.compile(rb"/(FlateDecode|Fl|LZWDecode|LZW|RunLengthDecode|RL|ASCIIHexDecode|AHx|ASCII85Decode|A85)\b")
_PACKING = (b"FlateDecode", b"Fl", b"LZWDecode", b"LZW", b"RunLengthDecode", b"RL")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_CONTENTS, _LONGEST = re.compile(rb"/Contents\s*\["), 40_000
_CONTENT = re.compile(rb"/Contents\s+(\d{1,10})\s+\d{1,5}\s+R")
_REFERENCE = re.compile(rb"(\d{1,10})\s+\d{1,5}\s+R")

Bytes = bytes | mmap.mmap


def refuse_bombs(source: Source, reading: Reading) -> None:
    """Raises Unread (too_large) where a stream would unpack to more than a document may."""
    most = min(_MOST, reading.document_unpacked)
    with _bytes(source) as data:
        contents = _contents(data)
        sizes: dict[int, int] = {}
        left = _WORK
        for number, head, start, end in _streams(data):
            if _PICTURE.search(head) and number not in contents:
                continue
            size = _unpacked(data, head, start, end, most)
            if size > most:
                raise Unread("too_large", f"a stream of {end - start:,} bytes unpacks to more than {most:,}")
            sizes[number] = size
            left -= size
            if left < 0:
                break
        for numbers in _arrays(data):
            if len(numbers) > len(set(numbers)) and sum(sizes.get(number, 0) for number in numbers) > most:
                raise Unread("too_large", f"a page whose content unpacks to more than {most:,} bytes")


def is_cut_off(source: Source) -> bool:
    """Whether the mark of a PDF's end is missing."""
    with source.open() as file:
        file.seek(max(source.size - 4096, 0))
        return b"%%EOF" not in file.read()


@contextmanager
def _bytes(source: Source) -> Iterator[Bytes]:
    if source.path is None:
        yield source.data
        return
    with source.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data


def _streams(data: Bytes) -> Iterator[tuple[int, bytes, int, int]]:
    """The number, the dictionary and the place of each stream; one that was skipped over may be told twice."""
    end = 0
    for match in _STREAM.finditer(data):
        start = match.end()
        if end < start:
            found = data.find(b"endstream", start)
            end = len(data) if found < 0 else found
        lowest = max(match.start() - _HEAD, 0)
        at = data.rfind(b"obj", lowest, match.start())
        owner = _OBJECT.match(data[max(at - 20, 0) : at]) if at >= 0 else None
        if owner is None:
            continue
        yield int(owner[1]), data[at + 3 : match.start()], start, end


def _unpacked(data: Bytes, head: bytes, start: int, end: int, most: int) -> int:
    """About how many bytes a stream unpacks to; not measured where it cannot be too many."""
    filters = [name for name in _FILTERS.findall(head) if name in _PACKING]
    length = end - start
    if not filters or (length * _RATIO <= most and len(filters) == 1):
        return length * (30 if filters else 1)
    if filters[0] not in (b"FlateDecode", b"Fl"):
        return length
    size = 0
    for piece in _inflated(iter([data[start:end]]) if length < _STEP else _pieces(data, start), most):
        size += len(piece)
        if size > most:
            return size
    if len(filters) > 1 and filters[1] in (b"FlateDecode", b"Fl"):
        first = _inflated(_pieces(data, start), most)
        return max(size, _total(_inflated(first, most), most))
    return size


def _total(pieces: Iterator[bytes], most: int) -> int:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > most:
            break
    return total


def _pieces(data: Bytes, start: int) -> Iterator[bytes]:
    """The bytes from a place on; where a stream ends is for its packing to say, not for its dictionary."""
    for at in range(start, len(data), _PIECE):
        yield data[at : at + _PIECE]


def _inflated(pieces: Iterator[bytes], most: int) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    given = 0
    try:
        for piece in pieces:
            waiting = piece
            while waiting and not unpacker.eof:
                out = unpacker.decompress(waiting, _STEP)
                waiting = unpacker.unconsumed_tail
                given += len(out)
                yield out
                if given > most:
                    return
            if unpacker.eof:
                return
    except zlib.error:
        return


def _contents(data: Bytes) -> set[int]:
    """The numbers of streams that pages name as their content."""
    single = {int(match[1]) for match in _CONTENT.finditer(data)}
    return single.union(*_arrays(data))


def _arrays(data: Bytes) -> list[list[int]]:
    """The streams of each page whose content is several."""
    found = []
    for match in _CONTENTS.finditer(data):
        end = data.find(b"]", match.end(), match.end() + _LONGEST)
        if end >= 0:
            found.append([int(one[1]) for one in _REFERENCE.finditer(data[match.end() : end])])
    return found
