"""Personal data out of documents before they leave the process that read them."""

import pytest

from selfinstruct.documents.document import Document, Refusal
from selfinstruct.documents.sandbox.masked import Masker, masked_pages

MAIL = "ann.smith@example.org"


@pytest.mark.parametrize(
    ("text", "pages", "masked", "moved"),
    [
        (f"one {MAIL} two|three", (0, 30), "one [EMAIL] two|three", (0, 16)),
        (f"{MAIL} a {MAIL}|b", (0, 22, 46), "[EMAIL] a [EMAIL]|b", (0, 8, 18)),
        (f"a {MAIL}", (0, 2, 9, 23), "a [EMAIL]", (0, 2, 2, 9)),
        ("nothing here", (0, 5), "nothing here", (0, 5)),
    ],
)
def test_pages_begin_where_they_began(text: str, pages: tuple[int, ...], masked: str, moved: tuple[int, ...]) -> None:
    told, found, _ = masked_pages(text, tuple((at, number) for number, at in enumerate(pages, 1)))
    assert told == masked
    assert [at for at, _ in found] == list(moved)
    assert [number for _, number in found] == list(range(1, len(pages) + 1))


def test_a_document_is_masked_dropped_or_left() -> None:
    document = Document(f"Write to {MAIL}.", title=f"For {MAIL}", member="m")
    kept, counts = Masker("mask").document(document)
    assert isinstance(kept, Document)
    assert (kept.text, kept.title, counts) == ("Write to [EMAIL].", "For [EMAIL]", {"email": 2})
    assert Masker("drop").document(document)[0] == Refusal("pii", {"email": 2}, "m")
    assert Masker("off").document(document) == (document, {})
    assert Masker("mask").value({"found": MAIL}) == {"found": "[EMAIL]"}
