"""Reads a file, or a member of an archive, with the reader for what it is; a file that cannot be read is a refusal."""

import importlib
from collections.abc import Iterator
from dataclasses import replace

from selfinstruct.documents.document import Document, Reader, Reading, Refusal, Source, Unread
from selfinstruct.documents.readers import SHIPPED
from selfinstruct.documents.readers.packed import unpacking
from selfinstruct.documents.sniffing import Kind, sniff
from selfinstruct.errors import MissingExtra
from selfinstruct.registry import raised_at, said

# Readers that read from the beginning to the end and hold little of it; all others get compressed files unpacked.
_STREAMED = ("csv", "json", "mbox", "tar", "warc")
_MOST_PACKED = 2


def read_source(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """The documents of a file in its order, and why it, or a part of it, gives none; a MemoryError is the caller's."""
    try:
        if not source.size:
            raise Unread("empty")
        source, kind = _opened(source, reading)
        found = False
        for item in _reader(kind)(source, reading):
            found = True
            yield replace(item, format=kind.format) if isinstance(item, Document) and not item.format else item
        if not found:
            raise Unread("no_text")
    except Unread as unread:
        yield unread.refusal
    except MissingExtra as missing:
        yield Refusal("extra", str(missing))
    except MemoryError:
        raise
    except OSError as error:
        yield Refusal("unreadable", error.strerror or str(error))
    except Exception as error:  # whatever a library makes of bad bytes: the other files are read all the same
        yield Refusal("crashed", f"{said(error)} ({raised_at(error)})")


def _opened(source: Source, reading: Reading) -> tuple[Source, Kind]:
    """What a file is, or what is in it where it is compressed."""
    kind = sniff(source, reading)
    for _ in range(_MOST_PACKED):
        if not kind.packed:
            break
        source = unpacking(source, kind.packed, reading)
        with source.open() as file:
            if not file.read(1):
                raise Unread("empty", "there is nothing in it")
        kind = sniff(source, reading)
    if kind.packed:
        raise Unread("nested", "is compressed several times; unpack it first")
    if source.opener is not None and kind.reader not in _STREAMED:
        source = replace(source, data=source.read(), opener=None)
    return source, kind


def _reader(kind: Kind) -> Reader:
    module, _, attribute = (kind.own or SHIPPED[kind.reader]).partition(":")
    reader: Reader = getattr(importlib.import_module(module), attribute)
    return reader
