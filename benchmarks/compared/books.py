"""How many sentences of books stand unbroken in what is read from their PDF, by the same books in HTML.

The books are packages of Debian, each unpacked into a folder of its name (apt-get download NAME, dpkg -x FILE NAME).
Readers were made with the first four in view, not with the others.
"""

import gzip
import subprocess
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from documents_pdf import html_pages, score

READERS = Path(__file__).resolve().parent / "readers.py"
PEERS = ("PyMuPDF", "pdfminer.six", "markitdown")
OUTSIDE = ("index", "search", "genindex", "developers-reference")  # pages that are no part of the book
REFERENCE, DEVELOPERS = "usr/share/debian-reference", "usr/share/developers-reference"
POLICY, FAQ = "usr/share/doc/debian-policy", "usr/share/doc/debian/FAQ"
GUIDE = "usr/share/doc/installation-guide-amd64"
# Package, folder, PDF, pages of HTML.
BOOKS = {
    "policy, en": ("debian-policy", POLICY, "policy.pdf.gz", "policy.html/*.html"),
    "reference, ja": ("debian-reference-ja", REFERENCE, "debian-reference.ja.pdf", "*.ja.html"),
    "reference, zh": ("debian-reference-zh-cn", REFERENCE, "debian-reference.zh-cn.pdf", "*.zh-cn.html"),
    "developers, de": ("developers-reference-de", f"{DEVELOPERS}/de", "developers-reference.pdf", "*.html"),
    "reference, it": ("debian-reference-it", REFERENCE, "debian-reference.it.pdf", "*.it.html"),
    "developers, ja": ("developers-reference-ja", f"{DEVELOPERS}/ja", "developers-reference.pdf", "*.html"),
    "FAQ, ru": ("debian-faq-ru", FAQ, "debian-faq.ru.pdf.gz", "ru/*.ru.html"),
    "installation, ko": ("installation-guide-amd64", f"{GUIDE}/ko", "install.ko.pdf.gz", "*.html"),
}  # fmt: skip


def compare_books(folder: Path, peers: Path | None, environment: Mapping[str, str]) -> None:
    """For each book and reader the share found unbroken, and the share without an end of a paragraph within."""
    print("\nsentences of books that stand unbroken in the text of the PDF: in its letters / in one paragraph")
    print(f"  {'':16} sentences  pages  {'selfinstruct':>13}", *(f"{name:>13}" for name in PEERS if peers))
    for title, (package, inside, pdf, pattern) in BOOKS.items():
        place = folder / package / inside
        if not (place / pdf).exists():
            continue
        pages = [page for page in html_pages([place], pattern) if page.name.split(".")[0] not in OUTSIDE]
        found = [score(place / pdf, pages)]
        found += [score(place / pdf, pages, partial(_theirs, name, peers, environment)) for name in PEERS if peers]
        shares = (f"{100 * one.found / one.sentences:.1f} / {100 * one.whole / one.sentences:.1f}" for one in found)
        counts = f"{found[0].sentences:9,} {found[0].pages:6,}"
        print(f"  {title:16} {counts}  {' '.join(f'{share:>13}' for share in shares)}", flush=True)


def _theirs(name: str, peers: Path, environment: Mapping[str, str], pdf: Path) -> tuple[str, int]:
    with tempfile.TemporaryDirectory() as made:
        plain = pdf
        if pdf.suffix == ".gz":
            plain = Path(made) / "book.pdf"
            plain.write_bytes(gzip.decompress(pdf.read_bytes()))
        words = [str(peers), str(READERS), "text", name, str(plain)]
        done = subprocess.run(words, env=dict(environment) | {"PYTHONPATH": ""}, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace"), 0
