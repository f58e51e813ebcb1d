"""How well and how fast pages are read: python benchmarks/documents_html.py FOLDER… [--most 60] [--truth XPATH]

The truth of a page is the element that its maker calls the text (main, role=main, an article, a book's chapter),
without navigation and scripts. Recall and precision are of words, a character of Chinese or Japanese being one.
"""

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import etree

from selfinstruct.documents.charsets import declared_in
from selfinstruct.documents.decoding import decode
from selfinstruct.documents.document import Document, Reading, Source, Unread
from selfinstruct.documents.readers.html import read_html

TRUTH = (
    "//main", "//*[@role='main']", "//article", "//*[@id='main-content']",
    "//div[@class='book' or @class='chapter' or @class='sect1' or @class='section' or @class='appendix' or "
    "@class='preface' or @class='part' or contains(@class, '-level-extent')]",
    "//*[@id='content']", "//body",
)  # fmt: skip
WITHOUT = (
    "//script | //style | //nav | //*[@hidden] | //*[@class='navheader' or @class='navfooter' or @class='nav-panel' or "
    "@class='header' or @class='headerlink' or @role='navigation' or @class='toc' or @class='related'] | //button | "
    "//rustdoc-toolbar | //*[@class='anchor' or @class='copiable-link']"
)
INLINE = frozenset("a abbr b cite code dfn em i kbd mark s small span strong sub sup tt u var wbr".split())
WORD = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]|[^\W_]+")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=60, help="pages of each folder, drawn at random")
    parser.add_argument("--truth", action="append", default=[], help="XPath of the element that holds the text")
    parser.add_argument("--worst", type=int, default=0, help="name so many pages")
    arguments = parser.parse_args()
    readers: dict[str, Callable[[Path], str]] = {"selfinstruct": ours}
    try:
        import trafilatura

        readers["trafilatura"] = lambda path: trafilatura.extract(path.read_bytes(), output_format="markdown") or ""
    except ImportError:
        pass
    print(f"{'':14} {'folder':24} pages recall precision under-50% code cells ms/34kB")
    for folder in arguments.folders:
        pages = sorted(path for path in folder.rglob("*.htm*") if path.is_file() and path.stat().st_size > 1000)
        pages = random.Random(0).sample(pages, min(arguments.most, len(pages)))
        for name, reader in readers.items():
            report(name, folder, pages, reader, (*arguments.truth, *TRUTH), arguments.worst)


def ours(path: Path) -> str:
    try:
        return next(read.text for read in read_html(Source(path.name, path), Reading()) if isinstance(read, Document))
    except Unread:
        return ""


def report(
    name: str, folder: Path, pages: list[Path], reader: Callable[[Path], str], truth: tuple[str, ...], worst: int
) -> None:
    totals: Counter[str] = Counter()
    spent = size = 0.0
    shares = []
    for path in pages:
        began = time.process_time()
        text = reader(path)
        spent += time.process_time() - began
        size += path.stat().st_size
        element = truth_of(path, truth)
        if element is None:
            continue
        expected = words(visible(element))
        found = words(text)
        both = sum((expected & found).values())
        totals.update(expected=sum(expected.values()), found=sum(found.values()), both=both, pages=1)
        share = both / max(1, sum(expected.values()))
        totals["under"] += share < 0.5
        shares.append((share, both / max(1, sum(found.values())), path))
        lines = set(text.split("\n"))
        code = [line.rstrip() for line in code_lines(element)]
        totals.update(
            code=len(code),
            code_kept=sum(line in lines or f"  {line}" in lines or f"   {line}" in lines for line in code),
        )
        cells = cell_texts(element)
        plain = re.sub(r"[*`\\\s]+", "", text)
        totals.update(cells=len(cells), cells_kept=sum(f"|{cell}|" in plain or cell in plain for cell in cells))
    label = "/".join(folder.parts[-2:])[-24:]
    print(
        f"{name:14} {label:24} {totals['pages']:5} {100 * totals['both'] / max(1, totals['expected']):6.1f} "
        f"{100 * totals['both'] / max(1, totals['found']):9.1f} {totals['under']:9} "
        f"{totals['code_kept']}/{totals['code']} {totals['cells_kept']}/{totals['cells']} "
        f"{1000 * spent / size * 34_000:.2f}"
    )
    for share, precision, path in sorted(shares)[:worst]:
        print(f"    {share:.2f} {precision:.2f} {path}")
    for share, precision, path in sorted(shares, key=lambda it: it[1])[:worst]:
        print(f"    {share:.2f} {precision:.2f} {path}  (precision)")


def truth_of(path: Path, truth: tuple[str, ...]) -> Any:
    data = path.read_bytes()
    root = etree.fromstring(decode(data, declared_in(data))[0].encode(), etree.HTMLParser(encoding="utf-8"))
    if root is None:
        return None
    for element in root.xpath(WITHOUT):
        if element.getparent() is not None:
            if element.tail and element.getprevious() is not None:
                element.getprevious().tail = (element.getprevious().tail or "") + element.tail
            elif element.tail:
                element.getparent().text = (element.getparent().text or "") + element.tail
            element.getparent().remove(element)
    for path_of_it in truth:
        found = root.xpath(path_of_it)
        if found:
            return max(found, key=lambda element: len("".join(element.itertext())))
    return None


def visible(element: Any) -> str:
    """Its text, words apart where an element starts a line of its own."""
    pieces = []
    for event, part in etree.iterwalk(element, events=("start", "end")):
        pieces.append("" if part.tag in INLINE else " ")
        pieces.append((part.text if event == "start" else part.tail) or "")
    return "".join(pieces)


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.replace("\xad", "").lower()))


def code_lines(element: Any) -> list[str]:
    """Lines of code that begin with white space."""
    return [
        line
        for pre in element.iter("pre")
        for line in "".join(pre.itertext()).split("\n")
        if line[:1] in (" ", "\t") and line.strip()
    ]


def cell_texts(element: Any) -> list[str]:
    cells = ("".join("".join(cell.itertext()).split()) for cell in element.iter("td", "th"))
    return [re.sub(r"[*`\\]+", "", cell) for cell in cells if 0 < len(cell) < 80]


if __name__ == "__main__":
    main()
