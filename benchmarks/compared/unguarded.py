"""Files of a folder read as `ingest` reads them, but in this process: python unguarded.py FOLDER OUT

The command line and the package's flow are loaded as they are for `ingest`, so that what differs is the processes.
"""

import sys
from pathlib import Path

import selfinstruct.cli.app  # noqa: F401
from selfinstruct.canonical import to_line
from selfinstruct.documents.corpus import corpus_row
from selfinstruct.documents.document import Document, Reading, Source
from selfinstruct.documents.readers.reading import read_source
from selfinstruct.documents.sandbox.masked import Masker
from selfinstruct.flows.ingest.seen_texts import SeenTexts


def main() -> None:
    place, out = map(Path, sys.argv[1:])
    masker, seen = Masker("mask"), SeenTexts()
    with out.open("w", encoding="utf-8") as lines:
        for path in sorted(place.iterdir()):
            for item in read_source(Source(path.name, path), Reading()):
                kept, masked = masker.document(item) if isinstance(item, Document) else (item, {})
                if isinstance(kept, Document):
                    row = corpus_row(kept, path.name, "", masked)
                    if seen.add(row["id"]):
                        lines.write(f"{to_line(row)}\n")


if __name__ == "__main__":
    main()
