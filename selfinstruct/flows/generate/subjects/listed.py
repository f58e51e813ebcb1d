"""Files of personas and of attributes, which prompts draw from: rows of any number, one after the other."""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.errors import SeedError, UsageError
from selfinstruct.files import storage
from selfinstruct.files.file_types import compression_of, damage, decompressing, kind_named, magic_of
from selfinstruct.files.given import Given, as_file
from selfinstruct.files.kinds.resemblance import resembled
from selfinstruct.files.row_blocks import PackedRows, Packing
from selfinstruct.files.rows import read_rows
from selfinstruct.files.storage import Access
from selfinstruct.text.characters import whole_characters
from selfinstruct.text.invisible import visible

LOG = logging.getLogger("selfinstruct")
PERSONA = "persona"
LONGEST = 2000  # characters of a text in a prompt that asks for eight tasks
_MOST = 12  # attributes that rows of one file may have
_PROBLEMS = 20  # that an error tells
# What files of personas call the column.
_COLUMNS = (PERSONA, "input persona", "input_persona", "personas", "description", "instruction", "text")
_NAME = re.compile(r"[^\W\d_][\w -]{0,39}\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TEXT_LINE = 1 << 16  # bytes: what is longer is read in pieces and left out

Attributes = Sequence[str | Path] | Mapping[str, Given]


def read_lists(personas: Given | None, attributes: Attributes, access: Access) -> tuple[PackedRows, ...]:
    """The rows of a file of personas and of files of attributes; raises SeedError for what cannot be read as such.

    Of a file of personas one column is read, of others each column is an attribute; lines of a text are of the
    attribute that the file is called.
    """
    found = [] if personas is None else [_one(PERSONA, personas, access, _COLUMNS)]
    if isinstance(attributes, str | Path):
        raise UsageError("attributes: must be a list of files, or a mapping of names to files or rows")
    for given in attributes.items() if isinstance(attributes, Mapping) else map(_split, attributes):
        found.append(_one(*given, access, (given[0],)) if given[0] else _table(Path(str(given[1])), access))
    names = [name for rows in found for name in rows.names]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise UsageError(f"--attributes: {twice!r} comes from two files; give one of them")
    return tuple(found)


def named_files(attributes: Attributes) -> list[str]:
    """The files of attributes as they were given, `NAME=FILE` where they have a name; rows in Python have none."""
    pairs = attributes.items() if isinstance(attributes, Mapping) else map(_split, attributes)
    files = [(name, str(given)) for name, given in pairs if isinstance(given, str | Path)]
    return [f"{name}={storage.given_name(path)}" if name else storage.given_name(path) for name, path in files]


def _split(given: str | Path) -> tuple[str, str]:
    """`NAME=FILE`, where no file is called that as a whole."""
    text = str(given)
    name, mark, path = text.partition("=")
    if not mark or isinstance(given, Path) or Path(text).exists():
        return "", text
    return _checked(" ".join(name.split()), "--attributes"), path


def _checked(name: str, place: str) -> str:
    if _NAME.match(name):
        return name
    raise UsageError(
        f"{place}: {name!r:.60} cannot be the name of an attribute: it must begin with a letter and have up to "
        "40 letters, digits, spaces and _; give NAME=FILE"
    )


def _one(name: str, given: Given, access: Access, columns: Sequence[str]) -> PackedRows:
    """The texts of one column, as the attribute of that name."""
    with as_file(given, name if name != PERSONA else "personas") as path:
        reading = _Reading(storage.name(path), (_checked(name, "attributes"),))
        column = ""
        for place, row, problem in _rows(path, access):
            if problem or not isinstance(row, dict):
                reading.problem(f"{place}: {problem or 'is no row with columns, and no text'}")
            else:
                column = column or (_column(row, columns, place) if row else "")
                reading.take(place, (row.get(column),))
        return reading.packed()


def _column(row: Mapping[str, Any], wanted: Sequence[str], place: str) -> str:
    """The column of texts: one that is called as wanted, or the only one."""
    by_name = {str(name).strip().lower(): str(name) for name in row}
    if name := next((by_name[name] for name in wanted if name in by_name), ""):
        return name
    texts = [str(name) for name, value in row.items() if isinstance(value, str)]
    if len(texts) == 1:
        return texts[0]
    among = ", ".join(sorted(map(str, row))[:8]) or "none"
    raise SeedError([f"{place}: has no column {wanted[0]!r} (columns: {among:.200}); rename the one that is meant"])


def _table(path: Path, access: Access) -> PackedRows:
    """Rows whose columns are attributes; those of one row belong together."""
    kind, name = kind_named(path.name), storage.name(path)
    if kind == "text":
        return _one(_checked(path.name.partition(".")[0].strip(), name), path, access, ())
    reading: _Reading | None = None
    for place, row, problem in _rows(path, access):
        if problem or not isinstance(row, dict) or not row:
            told = problem or "is no row with columns"
            raise SeedError([f"{place}: {told}; write a column for each attribute, or a .txt with one text a line"])
        if reading is None:
            reading = _Reading(name, tuple(_checked(str(column), place) for column in row))
            if len(reading.names) > _MOST:
                raise SeedError([f"{place}: has {len(row)} columns; at most {_MOST} attributes may be drawn together"])
        if further := sorted(set(map(str, row)) - set(reading.names)):
            told = f"has a column {further[0]!r:.60} that the first row has not"
            reading.problem(f"{place}: {told}; give each row the same columns")
        else:
            reading.take(place, tuple(row.get(column) for column in reading.names))
    if reading is None:
        raise SeedError([f"{name}: contains no rows; write one a line"])
    return reading.packed()


def _rows(path: Path, access: Access) -> Iterator[tuple[str, Any, str]]:
    """The rows of a file; of a text its lines, whatever they look like: a persona may begin with a dash."""
    if kind_named(path.name) == "text":
        return _text_rows(path, access)
    return read_rows(path, access)


def _text_rows(path: Path, access: Access) -> Iterator[tuple[str, Any, str]]:
    name = storage.name(path)
    try:
        with storage.local(path, access) as file:
            compression = magic_of(file) or compression_of(path.name)
            with closing(decompressing(file, compression)) as lines:
                if what := resembled(lines.peek(1)):
                    raise SeedError([f"{name}: is no text: it looks like {what}"])
                yield from _lines(name, lines)
    except FileNotFoundError:
        raise SeedError([f"{name}: there is no such file"]) from None
    except damage(compression_of(path.name)) as error:
        raise SeedError([f"{name}: cannot be unpacked whole ({error})"]) from error
    except OSError as error:
        raise SeedError([f"{name}: cannot be read: {error.strerror or error}"]) from error


def _lines(name: str, lines: Any) -> Iterator[tuple[str, Any, str]]:
    number = 0
    while line := lines.readline(_TEXT_LINE):
        number += 1
        if number == 1:
            if line.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise SeedError([f"{name}: is UTF-16; save it as UTF-8"])
            line = line.removeprefix(b"\xef\xbb\xbf")
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = lines.readline(_TEXT_LINE)
        try:
            # What was cut at so many bytes is left out for its length anyway.
            text = line.decode("utf-8", "strict" if len(line) < _TEXT_LINE else "ignore")
            yield f"{name}:{number}", {"text": text}, ""
        except UnicodeDecodeError as error:
            yield f"{name}:{number}", None, f"is not UTF-8 ({error.reason}); save the file as UTF-8"


@dataclass(slots=True)
class _Reading:
    """Rows of one file on their way into blocks, with what is wrong with them and what is left out."""

    name: str
    names: tuple[str, ...]
    packing: Packing = field(default_factory=Packing)
    problems: list[str] = field(default_factory=list)
    size: int = 0
    too_long: int = 0
    first_long: str = ""
    empty: int = 0
    first_empty: str = ""

    def problem(self, told: str) -> None:
        self.problems.append(told)
        if len(self.problems) >= _PROBLEMS:
            raise SeedError(self.problems)

    def take(self, place: str, values: Sequence[Any]) -> None:
        """Take a row; one without any text and one that is too long are counted."""
        texts = []
        for value in values:
            if isinstance(value, list | dict):
                self.problem(f"{place}: holds {'a list' if isinstance(value, list) else 'an object'}; write a text")
                return
            texts.append("" if value is None else folded(str(value)))
        if any(len(text) > LONGEST for text in texts):
            self.too_long += 1
            self.first_long = self.first_long or place
        elif any(texts):
            self.packing.add(tuple(texts))
            self.size += 1
        elif any(value is None for value in values):  # a line or cell that is empty is nothing to speak of
            self.empty += 1
            self.first_empty = self.first_empty or place

    def packed(self) -> PackedRows:
        if self.problems:
            raise SeedError(self.problems)
        if self.empty and self.size:
            names = ", ".join(self.names)
            LOG.warning("%s: rows without %s: %d; the first is %s", self.name, names, self.empty, self.first_empty)
        if self.too_long:
            LOG.warning(
                "%s: %d of %d rows are longer than %d characters and are left out; the first is %s",
                self.name, self.too_long, self.size + self.too_long, LONGEST, self.first_long,
            )  # fmt: skip
        if not self.size:
            raise SeedError([f"{self.name}: contains no texts to draw; write one a line"])
        return self.packing.rows(self.names)


def folded(text: str) -> str:
    """A text as prompts show it: one line, without control characters and without what is not seen."""
    return " ".join(_CONTROL.sub(" ", visible(whole_characters(text))).split())
