"""Pictures of pages: scans and photographs, recognised where that is asked for."""

import io
from collections.abc import Iterator
from typing import Any

from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread
from selfinstruct.documents.ocr.recognition import Picture, open_recogniser, recognised
from selfinstruct.documents.readers.members import still_reading
from selfinstruct.errors import MissingExtra
from selfinstruct.extras import installing

_MOST_PIXELS = 16_000_000  # more are made fewer: no letter needs them
_HUGE = 250_000_000  # that would not fit into memory
_LEAST_DPI, _USUAL_DPI, _MOST_DPI = 70, 200, 2400


def read_picture(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """The text of a picture as a document, of each page of it where it has several."""
    try:
        from PIL import Image, ImageOps
    except ImportError:
        raise MissingExtra(f"pictures need packages: {installing('ocr')}") from None
    known = open_recogniser(reading.ocr, reading.ocr_language)
    parts: list[str] = []
    pages: list[tuple[int, int]] = []
    size = number = 0
    try:
        with Image.open(io.BytesIO(source.read()), formats=("PNG", "JPEG", "TIFF")) as image:
            for number in range(1, getattr(image, "n_frames", 1) + 1):
                image.seek(number - 1)
                if image.width * image.height > _HUGE:
                    raise Unread("too_large", f"{image.width:,} x {image.height:,} pixels", number)
                paragraphs = recognised(known, _picture(ImageOps.exif_transpose(image), image.info.get("dpi")))
                still_reading()
                if text := "\n\n".join(paragraphs):
                    pages.append((size, number))
                    parts.append(text)
                    size += len(text) + 2
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise Unread("damaged", f"is no whole picture: {' '.join(str(error).split())[:200]}") from None
    if not parts:
        raise Unread("no_text", "no text was recognised in it")
    yield Document("\n\n".join(parts), format="image", pages=tuple(pages), more={"ocr": [page for _, page in pages]})


def _picture(image: Any, told: Any) -> Picture:
    """A picture as grey pixels, what is transparent as white."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = image.copy()
        paper.paste((255, 255, 255, 255), (0, 0, *image.size))
        paper.alpha_composite(image)
        image = paper
    grey = image.convert("L")
    scale = min(1.0, (_MOST_PIXELS / max(1, grey.width * grey.height)) ** 0.5)
    if scale < 1:
        grey = grey.resize((max(1, round(grey.width * scale)), max(1, round(grey.height * scale))))
    dpi = round(float(told[0]) * scale) if isinstance(told, tuple) and told else _USUAL_DPI
    return Picture(grey.width, grey.height, grey.tobytes(), dpi if _LEAST_DPI <= dpi <= _MOST_DPI else _USUAL_DPI)
