"""Gopher's rules, ours beside DataTrove's: megabytes of text a second of CPU time, in one run.

    python benchmarks/document_filters.py [CORPUS] [--datatrove PYTHON] [--mb 4]

CORPUS is a file with documents, by default the pages of docs/ and their prose. PYTHON is the interpreter of an
environment with DataTrove (`make test-consumer` makes one: .venv-consumers/datatrove/bin/python); without it only ours
is measured. Both are given the same texts, and each word splitter is loaded before the clock starts.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from selfinstruct.documents.corpus import read_corpus
from selfinstruct.filters import load_document_filters
from selfinstruct.filters.documents.measured import MeasuredDocument
from selfinstruct.recipes.documents import load_document_recipe

ROOT = Path(__file__).resolve().parents[1]
THEIRS = """
import json, sys, time
from datatrove.data import Document
from datatrove.pipeline.filters import GopherQualityFilter, GopherRepetitionFilter
texts = json.load(open(sys.argv[1], encoding="utf-8"))
filters = [GopherQualityFilter(), GopherRepetitionFilter()]
warm = [item.filter(Document(text="The keeper of the light. " * 30, id="x")) for item in filters]
start = time.process_time()
kept = sum(all(item.filter(Document(text=text, id="x")) is True for item in filters) for text in texts)
print(json.dumps([time.process_time() - start, kept]))
"""


def texts_of(corpus: Path | None, size: int) -> list[str]:
    """Texts of that many bytes together, the given ones again where there are fewer."""
    found = [item.text for item in read_corpus(corpus)] if corpus else []
    for page in () if corpus else sorted((ROOT / "docs").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        found += [text, "\n\n".join(part for part in text.split("\n\n") if len(part) > 200 and "`" not in part)]
    texts: list[str] = []
    for text in cycle(found):
        if sum(map(len, texts)) >= size:
            return texts
        texts.append(text)
    return texts


def ours(texts: list[str], recipe: str) -> tuple[float, int]:
    filters = load_document_filters(load_document_recipe(recipe).filters)
    documents: Iterator[MeasuredDocument] = map(MeasuredDocument, ["The keeper of the light. " * 30, *texts])
    compared = [item for item in filters if hasattr(item, "within")]
    alone = [item for item in filters if item not in compared]
    kept, start = 0, 0.0
    for number, document in enumerate(documents):
        start = time.process_time() if number == 1 else start
        kept += number > 0 and all(item(document) is None for item in alone)
    return time.process_time() - start, kept


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", nargs="?", type=Path)
    parser.add_argument("--datatrove", type=Path)
    parser.add_argument("--mb", type=float, default=4)
    given = parser.parse_args()
    texts = texts_of(given.corpus, int(given.mb * 1e6))
    size = sum(len(text.encode()) for text in texts) / 1e6
    print(f"{len(texts):,} documents, {size:.1f} MB")
    for recipe in ("gopher", "c4", "fineweb", "documents"):
        seconds, kept = ours(texts, recipe)
        print(f"  {recipe:<20} {size / seconds:7.2f} MB/s   {kept:,} kept")
    if given.datatrove:
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            json.dump(texts, file)
            file.flush()
            command = [str(given.datatrove), "-c", THEIRS, file.name]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(done.stderr[-2000:])
        seconds, kept = json.loads(done.stdout.rstrip("\n").rpartition("\n")[2])
        print(f"  {'DataTrove (gopher)':<20} {size / seconds:7.2f} MB/s   {kept:,} kept")


if __name__ == "__main__":
    main()
