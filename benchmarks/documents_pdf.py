"""How much of a book's sentences stand unbroken in what is read from its PDF, by the same book in HTML.

    python benchmarks/documents_pdf.py BOOK.pdf[.gz] FOLDER|PAGE.html… [--pattern '*.ja.html'] [--show 20]

A sentence of the HTML counts as `found` where all its letters stand in what is read, one after the other, white space
and Markdown's marks aside, and as `whole` where no end of a paragraph stands within either. --show prints
sentences that were not found.
"""

import argparse
import gzip
import html
import re
import resource
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfinstruct.documents.document import Document, Reading, Source
from selfinstruct.documents.readers.pdf import read_pdf

BLOCKS = "p|li|dd|dt|td|th|h[1-6]|pre|div|ul|ol|dl|table|tr|br|blockquote|section|body|title|figure|caption"
OUTSIDE = re.compile(r"(?is)<(head|script|style|nav|footer|pre)\b.*?</\1\s*>|<!--.*?-->")
BORDER = re.compile(rf"(?is)</?(?:{BLOCKS})\b[^>]*>")
TAG = re.compile(r"(?s)<[^>]+>")
NOTE = re.compile(
    r"(?is)<sup\b[^>]*>.*?</sup\s*>|<a\b[^>]*footnote-reference[^>]*>.*?</a>|<span\b[^>]*\blabel\b[^>]*>.*?</span>|"
    r"\[\^?\d{1,3}\]:?"
)
SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
FOLDED = str.maketrans({
    "’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-",
    "‐": "-", "‑": "-", "−": "-", "…": "...", "\u00ad": None, "\u200b": None, "\u200c": None, "\u200d": None,
    "¶": None,
})  # fmt: skip
MARKS = re.compile(r"(?m)^(?:#{1,6} |\s*- |```$)|\\(?=[|#>`~])|\|(?: --- \|)+$")
SHORTEST, SHORTEST_WIDE = 25, 12


@dataclass(frozen=True)
class Score:
    """Sentences of a book, and those that were read unbroken; CPU seconds and the peak of memory in MB."""

    sentences: int
    found: int
    whole: int
    seconds: float
    memory: float
    pages: int
    missing: tuple[str, ...] = ()


def score(pdf: Path, pages: Sequence[Path], read: Any = None) -> Score:
    """How well a PDF is read; `read` takes its path and gives its text, by default our own reader."""
    start = time.process_time()
    text, count = (read or read_own)(pdf)
    seconds = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    paragraphs = [plain(part) for part in MARKS.sub("", text).split("\n\n")]
    whole, joined = "\n".join(paragraphs), "".join(paragraphs)
    wanted = list(dict.fromkeys(sentence for page in pages for sentence in sentences(page)))
    missing = [sentence for sentence in wanted if plain(sentence) not in joined]
    unbroken = sum(plain(sentence) in whole for sentence in wanted)
    return Score(len(wanted), len(wanted) - len(missing), unbroken, seconds, memory, count, tuple(missing))


def read_own(pdf: Path) -> tuple[str, int]:
    """Text and number of pages, by our own reader."""
    data = pdf.read_bytes()
    if pdf.suffix == ".gz":
        data = gzip.decompress(data)
    found = [one for one in read_pdf(Source(pdf.name, data=data), Reading()) if isinstance(one, Document)]
    return found[0].text, len(found[0].pages)


def sentences(page: Path) -> Iterator[str]:
    """The sentences of a page of HTML; code, navigation and pieces too short to tell apart are left out."""
    source = page.read_text(encoding="utf-8", errors="replace")
    for block in BORDER.split(NOTE.sub("", OUTSIDE.sub("\n<p>", source))):
        text = " ".join(html.unescape(TAG.sub("", block)).split())
        for sentence in SENTENCE.split(text):
            if len(sentence) >= (SHORTEST if sentence.isascii() or not wide(sentence) else SHORTEST_WIDE):
                yield sentence


def wide(text: str) -> bool:
    return any("\u2e80" <= char <= "\ud7ff" for char in text)


def plain(text: str) -> str:
    """A text without white space, marks of notes and typographic differences."""
    return "".join(unicodedata.normalize("NFKC", NOTE.sub("", text)).translate(FOLDED).split())


def html_pages(places: Iterable[Path], pattern: str) -> list[Path]:
    """The pages of HTML at some places, those of folders sorted."""
    return [page for place in places for page in (sorted(place.glob(pattern)) if place.is_dir() else [place])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", type=Path)
    parser.add_argument("html", type=Path, nargs="+")
    parser.add_argument("--pattern", default="*.html")
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    found = score(options.pdf, html_pages(options.html, options.pattern))
    print(
        f"{options.pdf.name}: {found.sentences} sentences, found {found.found / found.sentences:.1%}, "
        f"whole {found.whole / found.sentences:.1%}, {found.pages} pages, {found.seconds:.2f} s, {found.memory:.0f} MB"
    )
    for sentence in found.missing[:: max(1, len(found.missing) // options.show)] if options.show else ():
        print("  " + sentence)


if __name__ == "__main__":
    main()
