"""What a PDF says of itself: its title, its language, its date."""

import ctypes
import re
from typing import Any

_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)(\d\d)?)?(?:(Z)|([+-])(\d\d)'?(\d\d)?)?")
# What programs write in place of a title.
_NO_TITLE = re.compile(
    r"(?:untitled|no ?title|ohne titel|sans titre|title|document\d*|unknown|\(?anonymous\)?|presentation\d*|slide 1"
    r"|microsoft \w+ ?-? ?.*|.*\.(?:docx?|pdf|tex|dvi|indd|pptx?|xlsx?|rtf|odt|qxd|ps|html?|txt))",
    re.IGNORECASE,
)


def title_of(pdf: Any) -> str:
    """The title, "" where a program put its own or a file's name there."""
    title = " ".join(str(pdf.get_metadata_value("Title")).replace("\0", "")[:1000].split())
    return "" if _NO_TITLE.fullmatch(title) else title


def language_of(raw: Any, pdf: Any) -> str:
    """The language of the catalog as it stands there (en-GB)."""
    length = raw.FPDFCatalog_GetLanguage(pdf.raw, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFCatalog_GetLanguage(pdf.raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    found = buffer.raw[: length - 2].decode("utf-16-le", errors="ignore").strip("\0 ")
    return found if re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*", found) else ""


def date_of(pdf: Any) -> str:
    """When it was made, else when it was changed, in ISO 8601."""
    return next((date for key in ("CreationDate", "ModDate") if (date := iso_date(pdf.get_metadata_value(key)))), "")


def iso_date(text: str) -> str:
    """A date of PDF (D:20250301093000+01'00') in ISO 8601, "" for what is none."""
    match = _DATE.match(text.strip())
    if match is None:
        return ""
    year, month, day, hour, minute, second, zulu, sign, hours, minutes = match.groups()
    if not 1 <= int(month or 1) <= 12 or not 1 <= int(day or 1) <= 31 or int(year) < 1900:
        return ""
    date = "-".join(part for part in (year, month, day) if part)
    if hour is None or day is None or int(hour) > 23 or int(minute) > 59:
        return date
    zone = "Z" if zulu or (sign and int(hours) == 0) else f"{sign}{hours}:{minutes or '00'}" if sign else ""
    return f"{date}T{hour}:{minute}:{second or '00'}{zone}"
