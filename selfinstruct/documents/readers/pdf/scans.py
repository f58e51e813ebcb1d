"""Pages that are pictures: told from others, drawn, and recognised."""

import ctypes
from collections.abc import Callable
from typing import Any

from selfinstruct.documents.document import Reading, Unread
from selfinstruct.documents.ocr.recognition import Picture, open_recogniser, recognised
from selfinstruct.documents.readers.members import still_reading
from selfinstruct.documents.readers.pdf.layout.blocks import Block
from selfinstruct.documents.readers.pdf.layout.rules import Drawn
from selfinstruct.documents.readers.pdf.layout.words import Text
from selfinstruct.errors import MissingExtra
from selfinstruct.extras import installing

# A page with fewer letters than these is a picture where pictures cover as much of it, or drawn letters are as many.
_FEWEST, _COVERED, _OUTLINES = 10, 0.5, 150
# Letters without codes, of all on the page.
_UNMAPPED = 0.5
# How finely a page is drawn, and how many pixels it may have.
_DPI, _MOST_PIXELS = 200, 16_000_000


def advice() -> str:
    """What to do about scanned pages where their text was not to be recognised."""
    return f"{installing('ocr')} and give --ocr"


def is_scanned(text: Text, found: Drawn) -> bool:
    """Whether a page's text is in its picture only, or has no codes of letters."""
    if text.letters < _FEWEST:
        return found.pictures >= _COVERED or found.paths >= _OUTLINES
    return text.unmapped > _UNMAPPED * text.letters


def recogniser(raw: Any, reading: Reading) -> Callable[[Any], list[Block]]:
    """Reads pages by the recogniser that is asked for; raises Unread where its package is missing."""
    try:
        known = open_recogniser(reading.ocr, reading.ocr_language)
    except MissingExtra as error:
        raise Unread("extra", str(error)) from error

    def read(page: Any) -> list[Block]:
        blocks = [Block("text", text) for text in recognised(known, picture(raw, page))]
        still_reading()
        return blocks

    return read


def picture(raw: Any, page: Any) -> Picture:
    """A page as it is seen."""
    wide, high = page.get_size()
    scale = min(_DPI / 72, (_MOST_PIXELS / max(wide * high, 1.0)) ** 0.5)
    width, height = max(round(wide * scale), 1), max(round(high * scale), 1)
    if width > 30_000 or height > 30_000:
        raise Unread("too_large", f"a page of {wide:.0f} x {high:.0f} points")
    bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        raise Unread("too_large", f"a page of {wide:.0f} x {high:.0f} points")
    try:
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        raw.FPDF_RenderPageBitmap(bitmap, page.raw, 0, 0, width, height, 0, raw.FPDF_ANNOT | raw.FPDF_GRAYSCALE)
        stride = raw.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), stride * height)
    finally:
        raw.FPDFBitmap_Destroy(bitmap)
    if stride != width:
        pixels = b"".join(pixels[at : at + width] for at in range(0, stride * height, stride))
    return Picture(width, height, pixels, round(72 * scale))
