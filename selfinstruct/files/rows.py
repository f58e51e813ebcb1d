"""Reads rows of JSON lines or of a JSON array, each with its place and what is wrong with it."""

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonlines

from selfinstruct.canonical import no_json
from selfinstruct.errors import SeedError
from selfinstruct.files import storage
from selfinstruct.files.storage import DEFAULT, Access


def read_rows(path: Path, access: Access = DEFAULT) -> Iterator[tuple[str, Any, str]]:
    """Each row with its place in the file, and what is wrong where it cannot be read."""
    name = storage.name(path)
    try:
        data = storage.read_bytes(path, access)
    except FileNotFoundError:
        raise SeedError([f"{path}: there is no such file"]) from None
    except OSError as error:
        raise SeedError([f"{path}: cannot be read: {error.strerror}"]) from error
    if path.suffix == ".gz":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise SeedError([f"{name}: is not a whole gzip file ({error})"]) from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SeedError([f"{name}: is UTF-16; save it as UTF-8"])
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.lstrip().startswith(b"["):
        yield from _array(name, data)
    else:
        yield from _lines(name, data)


def _array(path: str, data: bytes) -> Iterator[tuple[str, Any, str]]:
    try:
        rows = json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        yield path, None, f"is not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8"
    except json.JSONDecodeError as error:
        yield f"{path}:{error.lineno}", None, no_json(error)
    except (ValueError, RecursionError) as error:
        yield path, None, f"is not JSON that can be read: {error}"
    else:
        for number, row in enumerate(rows, 1):
            yield f"{path}: item {number}", row, ""


def _lines(path: str, data: bytes) -> Iterator[tuple[str, Any, str]]:
    lines = data.split(b"\n")
    # Its own choice of decoder depends on what else is installed.
    with jsonlines.Reader(lines, loads=json.loads) as reader:
        for number, line in enumerate(lines, 1):
            row, problem = _line(reader)
            if line.strip():
                yield f"{path}:{number}", row, problem


def _line(reader: jsonlines.Reader) -> tuple[Any, str]:
    try:
        return reader.read(allow_none=True), ""
    except jsonlines.InvalidLineError as error:
        cause = error.__cause__
        if isinstance(cause, UnicodeDecodeError):
            return None, f"is not UTF-8 ({cause.reason} at byte {cause.start} of the line); save the file as UTF-8"
        if isinstance(cause, json.JSONDecodeError):
            return None, f"{no_json(cause)}; write one JSON object a line"
        return None, f"is not JSON that can be read: {cause}"
    except RecursionError:
        return None, "is nested too deeply"
