"""One reader measured in a process of its own, by the interpreter of the environment that has it.

    PYTHON readers.py measure NAME WARM FILE [SECONDS]     CPU time and memory as JSON
    PYTHON readers.py text NAME FILE                       what it reads, in UTF-8

Libraries are loaded, and WARM (a small file of the same kind, or FILE itself) is read, before the clock starts; then
FILE is read until so many seconds are spent, at least once. The time is the median, user and system together; the
memory is the peak of the process after the first reading, the interpreter and the libraries included.
"""

import contextlib
import io
import json
import random
import resource
import statistics
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

Read = Callable[[Path], str]
_QUOTATIONS = 10  # of each passage
_LEAST = 11  # spaces in one


def ours() -> Read:
    from selfinstruct.documents.document import Document, Reading, Source
    from selfinstruct.documents.readers.reading import read_source

    def read(path: Path) -> str:
        found = read_source(Source(path.name, path), Reading())
        return "\n\n".join(item.text for item in found if isinstance(item, Document))

    return read


def synthetic_data_kit() -> Read:
    with contextlib.redirect_stdout(io.StringIO()):
        from synthetic_data_kit.core.ingest import determine_parser

    return lambda path: str(determine_parser(str(path), {}).parse(str(path)))


def markitdown() -> Read:
    from markitdown import MarkItDown

    reader = MarkItDown()
    return lambda path: str(reader.convert_local(path).text_content)


def pdfminer() -> Read:
    from pdfminer.high_level import extract_text

    return lambda path: str(extract_text(path))


def pdfplumber() -> Read:
    import pdfplumber

    def read(path: Path) -> str:
        parts = []
        with pdfplumber.open(path) as book:
            for page in book.pages:
                parts.append(page.extract_text())
                parts += ["\n".join("\t".join(map(str, row)) for row in table) for table in page.extract_tables()]
                page.close()
        return "\n\n".join(parts)

    return read


def pymupdf() -> Read:
    import pymupdf

    def read(path: Path) -> str:
        with pymupdf.open(path) as book:
            return "\n\n".join(page.get_text() for page in book)

    return read


def pymupdf4llm() -> Read:
    import pymupdf4llm

    return lambda path: str(pymupdf4llm.to_markdown(str(path), use_ocr=False))


def python_docx() -> Read:
    import docx

    def read(path: Path) -> str:
        book = docx.Document(str(path))
        cells = ["\t".join(cell.text for cell in row.cells) for table in book.tables for row in table.rows]
        return "\n".join([item.text for item in book.paragraphs] + cells)

    return read


def mammoth() -> Read:
    import mammoth

    def read(path: Path) -> str:
        with path.open("rb") as file:
            return str(mammoth.convert_to_markdown(file).value)

    return read


def openpyxl() -> Read:
    import openpyxl

    def read(path: Path) -> str:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        return "\n".join("\t".join(map(str, row)) for sheet in book for row in sheet.iter_rows(values_only=True))

    return read


def trafilatura() -> Read:
    from trafilatura import extract

    return lambda path: extract(path.read_bytes(), output_format="markdown", include_tables=True) or ""


def beautifulsoup() -> Read:
    from bs4 import BeautifulSoup

    return lambda path: str(BeautifulSoup(path.read_bytes(), "html.parser").get_text())


def our_passages() -> Read:
    from selfinstruct.documents.passages import passages

    return lambda path: str(len(passages(_text(path))))


def their_chunks() -> Read:
    from synthetic_data_kit.utils.text import split_into_chunks

    return lambda path: str(len(split_into_chunks(_text(path), 4000, 200)))


def our_folding() -> Read:
    from selfinstruct.documents.quoting.folding import fold_text

    return lambda path: str(len([fold_text(passage) for passage, _, _ in asked(path)]))


def our_quotations(*, true: bool) -> Read:
    """In passages that are folded already, as they are once for all that is said to stand in them."""
    from selfinstruct.documents.quoting.folding import FoldedText, fold_text
    from selfinstruct.documents.quoting.quotations import Unfound, find_quotation

    folded: dict[Path, list[tuple[FoldedText, list[str]]]] = {}

    def read(path: Path) -> str:
        if path not in folded:
            folded[path] = [(fold_text(passage), right if true else wrong) for passage, right, wrong in asked(path)]
        found = [find_quotation(passage, one) for passage, quotations in folded[path] for one in quotations]
        return str(sum(not isinstance(one, Unfound) for one in found))

    return read


def their_quotations(*, true: bool) -> Read:
    from rapidfuzz.fuzz import partial_ratio

    def read(path: Path) -> str:
        pairs = ((passage, one) for passage, right, wrong in asked(path) for one in (right if true else wrong))
        return str(sum(partial_ratio(one, passage) >= 90 for passage, one in pairs))

    return read


_ASKED: dict[Path, list[tuple[str, list[str], list[str]]]] = {}


def asked(path: Path) -> list[tuple[str, list[str], list[str]]]:
    """100 passages of 800 tokens (3,200 characters), sentences of each, and the same with a "not" put in."""
    if path not in _ASKED:
        rng, text = random.Random(0), _text(path)
        found = []
        for at in range(0, 100 * 3_200, 3_200):
            passage = text[at : at + 3_200]
            sentences = [
                line.strip() for line in passage.replace("\n", ".").split(".")[1:-1] if line.count(" ") >= _LEAST
            ]
            right = [rng.choice(sentences) for _ in range(_QUOTATIONS)]
            found.append((passage, right, [_changed(quotation) for quotation in right]))
        _ASKED[path] = found
    return _ASKED[path]


def _changed(quotation: str) -> str:
    words = quotation.split(" ")
    return " ".join([*words[:4], "not", *words[4:]])


_TEXTS: dict[Path, str] = {}


def _text(path: Path) -> str:
    if path not in _TEXTS:
        _TEXTS[path] = path.read_text(encoding="utf-8")
    return _TEXTS[path]


READERS: dict[str, Callable[[], Read]] = {
    "selfinstruct": ours,
    "synthetic-data-kit": synthetic_data_kit,
    "markitdown": markitdown,
    "pdfminer.six": pdfminer,
    "pdfplumber": pdfplumber,
    "PyMuPDF": pymupdf,
    "PyMuPDF4LLM": pymupdf4llm,
    "python-docx": python_docx,
    "mammoth": mammoth,
    "openpyxl": openpyxl,
    "trafilatura": trafilatura,
    "BeautifulSoup": beautifulsoup,
    "passages": our_passages,
    "split_into_chunks": their_chunks,
    "fold_text": our_folding,
    "find_quotation": partial(our_quotations, true=True),
    "find_quotation, changed": partial(our_quotations, true=False),
    "partial_ratio": partial(their_quotations, true=True),
    "partial_ratio, changed": partial(their_quotations, true=False),
}


def processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak() -> float:
    """MB; ru_maxrss would count what the parent had when it forked, where the kernel says better."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1 << 20)


def measure(name: str, warm: Path, file: Path, seconds: float) -> dict[str, float | str]:
    read = READERS[name]()
    read(warm)
    spent: list[float] = []
    memory, text = 0.0, ""
    while not spent or sum(spent) < seconds:
        start = processor()
        text = read(file)
        spent.append(processor() - start)
        memory = memory or peak()
    told = text if len(text) < 20 else ""
    return {"seconds": statistics.median(spent), "memory": memory, "characters": len(text), "told": told}


def main() -> None:
    what, name, *rest = sys.argv[1:]
    if what == "text":
        sys.stdout.buffer.write(READERS[name]()(Path(rest[0])).encode("utf-8", "replace"))
    else:
        warm, file, *limit = rest
        print(json.dumps(measure(name, Path(warm), Path(file), float(limit[0]) if limit else 1)))


if __name__ == "__main__":
    main()
