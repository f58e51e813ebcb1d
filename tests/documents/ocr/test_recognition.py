"""Pictures of pages and recognisers by name."""

import io
import sys
from types import SimpleNamespace

import pytest

from selfinstruct.documents.ocr.recognition import Picture, open_recogniser, recognised
from selfinstruct.errors import UnknownName, UsageError

PICTURE = Picture(3, 2, bytes([0, 50, 100, 150, 200, 250]))


def test_a_picture_as_a_file_has_the_same_pixels() -> None:
    from PIL import Image

    image = Image.open(io.BytesIO(PICTURE.png()))
    assert (image.size, image.mode) == ((3, 2), "L")
    assert image.tobytes() == PICTURE.pixels


def test_a_picture_turned_four_times_is_itself() -> None:
    once = PICTURE.turned()
    assert (once.width, once.height, once.pixels) == (2, 3, bytes([100, 250, 50, 200, 0, 150]))
    assert once.turned().turned().turned() == PICTURE


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One line\nand another.\n\nA second\n", ["One line and another.", "A second"]),
        ("the break-\nwater and Aal-\nBek", ["the breakwater and Aal- Bek"]),
        ("夜行フェ\nリーは\n", ["夜行フェリーは"]),
        ("first\f\nsecond page", ["first", "second page"]),
        ("|  —\n\n.\n", []),
    ],
)
def test_lines_become_paragraphs(text: str, found: list[str]) -> None:
    assert recognised(lambda _picture: text, PICTURE) == found


def test_unknown_recognisers_are_named() -> None:
    with pytest.raises(UnknownName, match=r"no recogniser 'eyes'; known: tesseract, textract .or module:attr"):
        open_recogniser("eyes", "eng")
    with pytest.raises(UnknownName, match="recogniser 'no_such_module:eyes' cannot be imported"):
        open_recogniser("no_such_module:eyes", "eng")


def test_what_is_no_recogniser_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "odd_eyes", SimpleNamespace(a=lambda _language: 7, b=lambda _language: len))
    with pytest.raises(UsageError, match="gives 7 for a language"):
        open_recogniser("odd_eyes:a", "eng")
    with pytest.raises(UsageError, match="the recogniser gave 3 for a page"):
        recognised(lambda _picture: 3, PICTURE)  # type: ignore[arg-type, return-value]
