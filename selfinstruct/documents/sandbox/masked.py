"""Personal data in documents: masked before a document leaves the process that read it, its pages moved along."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from selfinstruct.documents.document import Document, Refusal


class Masker:
    """`mode` is one of `text.masking.MODES`: mask, drop the document, or let it stand.

    The patterns take a third of a second to compile: they are loaded where they are used, and by `nursery.py` before it
    starts any process that will use them.
    """

    def __init__(self, mode: str) -> None:
        self._mode = mode

    def document(self, document: Document) -> tuple[Document | Refusal, Mapping[str, int]]:
        """The document as it may be kept, or a refusal; and how much personal data of each kind was in it."""
        if self._mode == "off":
            return document, {}
        from selfinstruct.text.pii import mask

        text, pages, counts = masked_pages(document.text, document.pages)
        title, in_title = mask(document.title)
        found = dict(sorted((counts + in_title).items()))
        if found and self._mode == "drop":
            return Refusal("pii", found, document.member), found
        url, in_url = mask(document.url) if document.url else ("", Counter())
        return (replace(document, text=text, title=title, url=url, pages=pages) if found or in_url else document), found

    def value(self, value: Any) -> Any:
        """What a refusal says, without personal data."""
        if self._mode == "off" or value is None:
            return value
        from selfinstruct.text.pii import mask_all

        return mask_all(value)[0]


def masked_pages(
    text: str, pages: tuple[tuple[int, int], ...]
) -> tuple[str, tuple[tuple[int, int], ...], Counter[str]]:
    """A text with placeholders for its personal data, and the pages where they begin in it; one that begins within
    what was masked begins with the placeholder.
    """
    from selfinstruct.text.pii import find_pii, placeholder

    spans = find_pii(text)
    if not spans:
        return text, pages, Counter()
    parts, done, size = [], 0, 0
    starts, shifts = [0], [0]  # from this place on, so much is to be added
    for span in spans:
        mark = placeholder(span.kind)
        parts += [text[done : span.start], mark]
        size += span.start - done
        starts += [span.start, span.end]
        shifts += [size - span.start, size + len(mark) - span.end]
        size, done = size + len(mark), span.end
    masked = "".join([*parts, text[done:]])
    return (
        masked,
        tuple((_moved(at, spans, starts, shifts), number) for at, number in pages),
        Counter(span.kind for span in spans),
    )


def _moved(at: int, spans: Any, starts: list[int], shifts: list[int]) -> int:
    place = bisect_right(starts, at) - 1
    inside = place % 2 == 1
    return (starts[place] if inside else at) + shifts[place]
