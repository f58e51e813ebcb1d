"""JSON: lines, an array, or objects one after the other over several lines; each object is a document."""

import io
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from selfinstruct.documents.decoding import decode
from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread
from selfinstruct.documents.readers.rows.notebooks import is_notebook, notebook
from selfinstruct.documents.readers.rows.row_fields import row_documents, row_text
from selfinstruct.documents.readers.rows.text_lines import text_lines
from selfinstruct.files.file_types import BOM
from selfinstruct.files.kinds.json_array import json_array

_HEAD = 1 << 20
_LOOKED_AT = 5  # lines, to see whether each is a row


def read_json(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """Each row of a file as a document, of a notebook its cells; a row that cannot be read is refused alone."""
    with source.open() as file:
        head = file.read(_HEAD)
    start = decode(head[: head.rfind(b"\n") + 1] or head)[0].lstrip() if head.strip() else ""
    alone = len(head) < _HEAD and "\n" not in start.rstrip()
    if start.startswith("["):
        rows = _array(source, reading)
    elif not alone and _is_lines(start):
        rows = _lines(source, reading)
    else:
        whole = list(_lines(source, reading) if alone else _objects(source, reading))
        if len(whole) == 1 and is_notebook(whole[0][1]):
            yield notebook(whole[0][1])
            return
        rows = _inner(whole, reading)
    found = False
    for place, row, problem in rows:
        found = True
        if problem:
            yield Refusal("row", problem, f"{source.member}/{place}" if source.member else place)
        else:
            yield from row_documents(row, place, source, reading, "json")
    if not found:
        raise Unread("no_text", "has no row")


def _is_lines(start: str) -> bool:
    """Whether any of the first lines is an object by itself."""
    lines = start.split("\n", _LOOKED_AT)
    if len(lines) == 1:
        return True
    for line in lines[:_LOOKED_AT]:
        try:
            if isinstance(json.loads(line), dict):
                return True
        except (ValueError, RecursionError):
            continue
    # A very long first line has no end here.
    return len(start) > 1 << 19 and "\n" not in start


def _lines(source: Source, reading: Reading) -> Iterator[tuple[str, Any, str]]:
    for number, line in enumerate(text_lines(source, reading), 1):
        if line.strip():
            row, problem = None, ""
            try:
                row = json.loads(line)
            except ValueError as error:
                problem = f"is not JSON: {error}"
            except RecursionError:
                problem = "is nested too deeply"
            yield f"line {number}", row, problem


def _array(source: Source, reading: Reading) -> Iterator[tuple[str, Any, str]]:
    if _is_utf8(source):
        stream = source.open()
        if stream.read(len(BOM)) != BOM:
            stream.close()
            stream = source.open()
    else:
        stream = io.BytesIO(decode(source.read())[0].encode("utf-8", "replace"))
    with stream:
        for place, row, problem in json_array("", stream):
            yield place.removeprefix(": ") or "the end", row, problem


def _is_utf8(source: Source) -> bool:
    with source.open() as file:
        head = file.read(1 << 20)
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True


def _objects(source: Source, reading: Reading) -> Iterator[tuple[str, Any, str]]:
    """Values one after the other, each over several lines."""
    if source.size > reading.text_bytes:
        raise Unread("too_large", f"is one JSON value of over {reading.text_bytes:,} bytes; write a row a line")
    text = decode(source.read())[0]
    decoder, at, number = json.JSONDecoder(), 0, 0
    while at < len(text):
        if text[at] in " \t\r\n,":
            at += 1
            continue
        number += 1
        try:
            row, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            yield f"item {number}", None, f"is not JSON: {error}"
            return
        except RecursionError:
            yield f"item {number}", None, "is nested too deeply"
            return
        yield f"item {number}", row, ""


def _inner(whole: list[tuple[str, Any, str]], reading: Reading) -> Iterator[tuple[str, Any, str]]:
    """The rows; where the file is one object around a list of them, those of the list."""
    if len(whole) == 1 and isinstance(whole[0][1], dict) and row_text(whole[0][1], reading)[1]:
        lists = [
            value
            for value in whole[0][1].values()
            if isinstance(value, list) and value and all(isinstance(item, dict) for item in islice(value, 100))
        ]
        if len(lists) == 1:
            for number, row in enumerate(lists[0], 1):
                yield f"item {number}", row, ""
            return
    yield from whole
