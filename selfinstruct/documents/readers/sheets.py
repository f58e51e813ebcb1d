"""Spreadsheets (XLSX, XLS, ODS): each sheet a section with a table, values as people see them, no formula computed."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread
from selfinstruct.documents.office.assembly import sections
from selfinstruct.documents.office.package import Package
from selfinstruct.documents.office.sheet_checks import check_reach, check_repeated, formulas_without_value
from selfinstruct.documents.safe_xml import refuse_dtd
from selfinstruct.documents.zips import Members, open_zip
from selfinstruct.errors import MissingExtra
from selfinstruct.extras import installing

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SEPARATOR = "\x1f"
_ESCAPES = str.maketrans({"|": "\\|", _SEPARATOR: " ", "\x01": " "})


def read_sheets(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """The workbook as one document; `pages` are its sheets from 1, hidden ones counted and left out.

    Formulas have the value that was stored with them; sheets with formulas that have none are refused beside the
    document (`no_value`), which has the rest of them.
    """
    data = source.read()
    form, told = "xls", {"title": "", "language": "", "date": ""}
    without: dict[str, int] = {}
    if data.startswith(b"PK"):
        with open_zip(Source(source.name, data=data), reading, document=True) as members:
            form = "ods" if "content.xml" in members else "xlsx"
            if form == "ods":
                _check_ods(members)
            else:
                told, without = _check_xlsx(members, reading)
    book = _opened(data)
    text, pages = sections(_texts(book, reading), reading.text_bytes)
    if not text:
        raise Unread("no_text", "has no sheet with a value")
    yield Document(text, told["title"], form, language=told["language"], date=told["date"], pages=pages)
    numbers = {name: number for number, name in enumerate(book.sheet_names, 1)}
    for name, count in without.items():
        value = f"sheet {name}: {count:,} formulas without a stored value; open it in a spreadsheet and save it"
        yield Refusal("no_value", value, page=numbers.get(name))


def _check_xlsx(members: Members, reading: Reading) -> tuple[dict[str, str], dict[str, int]]:
    """What its properties say, and for each sheet how many formulas have no value."""
    package = Package(members, reading.document_unpacked)
    name, root = package.main()
    related = package.relations(name)
    without: dict[str, int] = {}
    for sheet in root.iter("{*}sheet"):
        part = related.get(sheet.get(_R, ""), ("", ""))[1]
        if part not in members or not part.endswith(".xml"):
            continue
        data = members.read(part)
        refuse_dtd(data, part)
        check_reach(data, part)
        if sheet.get("state", "visible") == "visible" and (count := formulas_without_value(data)):
            without[sheet.get("name", "")] = count
    for part in members.names():
        if part.endswith("sharedStrings.xml"):
            refuse_dtd(members.read(part)[:4096], part)
    return package.told(), without


def _check_ods(members: Members) -> None:
    if "META-INF/manifest.xml" in members and b"encryption-data" in members.read("META-INF/manifest.xml"):
        raise Unread("encrypted", "has a password: save it without one")
    data = members.read("content.xml")
    refuse_dtd(data, "content.xml")
    check_repeated(data)


def _opened(data: bytes) -> Any:
    try:
        import python_calamine
    except ImportError:
        raise MissingExtra(f"spreadsheets need python-calamine: {installing('documents')}") from None
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.PasswordError:
        raise Unread("encrypted", "has a password: save it without one") from None
    except (python_calamine.CalamineError, zipfile.BadZipFile, ValueError, OSError) as error:
        if "password" in str(error).lower():
            raise Unread("encrypted", "has a password: save it without one") from None
        raise Unread("damaged", f"is no whole workbook: {str(error)[:200]}") from None


def _texts(book: Any, reading: Reading) -> Iterator[tuple[int, str]]:
    import python_calamine

    for number, sheet in enumerate(book.sheets_metadata, 1):
        if sheet.visible != python_calamine.SheetVisibleEnum.Visible:
            continue
        if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        try:
            rows = book.get_sheet_by_index(number - 1).iter_rows()
            text = "\n\n".join(sheet_blocks(rows, reading.text_bytes))
        except (python_calamine.CalamineError, ValueError) as error:
            raise Unread("damaged", f"sheet {sheet.name}: {str(error)[:200]}") from None
        if text:
            yield number, f"# {' '.join(sheet.name.split())}\n\n{text}"


def sheet_blocks(rows: Any, most: int) -> Iterator[str]:
    """The blocks of a sheet: a row of one value above a table, or after an empty row, is a paragraph of its own."""
    table = _Table()
    alone: list[str] = []
    gap = False
    size = 0
    for row in rows:
        cells = [_SHOWN[type(value)](value) if value != "" else "" for value in row]
        filled = [cell for cell in cells if cell]
        size += sum(map(len, filled))
        if size > most:
            raise Unread("too_large", f"has a sheet with more than {most:,} characters: split it")
        if not filled:
            gap = True
            continue
        if len(filled) == 1 and len(cells) > 1 and (gap or not table.lines):
            yield from table.end()
            table = _Table()
            alone.append(filled[0])
        else:
            yield from alone
            alone = []
            table.add(cells)
        gap = False
    yield from table.end()
    yield from alone


class _Table:
    """Rows as single texts, since a sheet may have a million."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.used: set[int] = set()
        self.width = 0

    def add(self, cells: list[str]) -> None:
        self.lines.append(_SEPARATOR.join(cells))
        self.width = max(self.width, len(cells))
        if len(self.used) < self.width:
            self.used.update(place for place, cell in enumerate(cells) if cell)

    def end(self) -> Iterator[str]:
        if not self.lines:
            return
        kept = sorted(self.used)
        lines = self.lines
        if len(kept) < self.width:
            split = (line.split(_SEPARATOR) for line in lines)
            lines = [_SEPARATOR.join(row[place] for place in kept if place < len(row)) for row in split]
        if len(kept) == 1:
            yield "\n\n".join(lines)
            return
        lines.insert(1, _SEPARATOR.join(["---"] * len(kept)))
        yield (
            "\n".join(f"| {line.replace(_SEPARATOR, ' | ')} |" for line in lines)
            .replace("|  |", "| |")
            .replace("|  |", "| |")
        )


@lru_cache(maxsize=20_000)
def _text(value: str) -> str:
    return " ".join(value.translate(_ESCAPES).split())


def _number(value: float) -> str:
    """As a cell of the general format shows it: to 15 digits, without a point where there is nothing behind it."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}"


def _moment(value: datetime) -> str:
    return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")


def _duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    sign = "-" if seconds < 0 else ""
    hours, rest = divmod(abs(seconds), 3600)
    return f"{sign}{hours}:{rest // 60:02}:{rest % 60:02}"


_SHOWN: dict[type, Callable[[Any], str]] = {
    str: _text, float: _number, int: str, bool: lambda value: "TRUE" if value else "FALSE", datetime: _moment,
    date: date.isoformat, time: lambda value: value.isoformat("seconds"), timedelta: _duration,
    type(None): lambda value: "",
}  # fmt: skip
