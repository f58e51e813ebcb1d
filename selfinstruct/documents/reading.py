"""Reads a file, or a member of an archive, with the reader for what it is; a file that cannot be read is a refusal."""

import importlib
from collections.abc import Iterator
from dataclasses import replace

from selfinstruct.documents.document import Document, Reader, Reading, Refusal, Source, Unread
from selfinstruct.documents.readers import SHIPPED
from selfinstruct.documents.sniffing import Kind, sniff
from selfinstruct.errors import MissingExtra
from selfinstruct.registry import raised_at, said


def read_source(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """The documents of a file in its order, and why it, or a part of it, gives none; a MemoryError is the caller's."""
    try:
        if not source.size:
            raise Unread("empty")
        kind = sniff(source, reading)
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


def _reader(kind: Kind) -> Reader:
    module, _, attribute = (kind.own or SHIPPED[kind.reader]).partition(":")
    reader: Reader = getattr(importlib.import_module(module), attribute)
    return reader
