"""Tesseract over pages that a test draws, and where it looks for languages."""

from pathlib import Path

import pytest

from selfinstruct.documents.ocr.recognition import Picture, open_recogniser, recognised
from selfinstruct.documents.ocr.tesseract import open_tesseract
from selfinstruct.errors import UsageError

pytest.importorskip("tesserocr")


def page() -> Picture:
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", (1000, 500), 250)
    draw = ImageDraw.Draw(image)
    for at, line in enumerate(("A brown leather suitcase was found", "on deck three of the ferry Alma.")):
        draw.text((60, 80 + 60 * at), line, fill=20, font=ImageFont.load_default(36))
    return Picture(1000, 500, image.tobytes())


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_page_is_read_whichever_way_it_lies(turns: int) -> None:
    picture = page()
    for _ in range(turns):
        picture = picture.turned()
    found = " ".join(recognised(open_recogniser("tesseract", "eng"), picture))
    assert found == "A brown leather suitcase was found on deck three of the ferry Alma."


def test_a_language_that_is_missing_is_named_with_the_remedy() -> None:
    with pytest.raises(UsageError, match=r"'xyz' is not installed \(there are: .*eng.*pip install tessdata.fast-xyz"):
        open_tesseract("eng+xyz")


def test_files_that_are_no_language_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "abc.traineddata").write_bytes(b"nothing")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(UsageError, match="--ocr-language abc: Tesseract cannot read its files in"):
        open_tesseract("abc")
