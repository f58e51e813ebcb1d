"""How fast documents are read, and in what memory, beside others: each row is measured in one run, as ratios.

    python benchmarks/documents.py [--peers PYTHON] [--only pdf,docx,…] [--repeats 3] [--hard FOLDER] [--books FOLDER]

The others lie in an environment of their own, and what it has not is left out. PYTHON is its interpreter:

    python -m venv peers && peers/bin/pip install synthetic-data-kit 'markitdown[all]' pdfminer.six pdfplumber \\
        pymupdf pymupdf4llm python-docx mammoth openpyxl trafilatura lxml_html_clean beautifulsoup4 rapidfuzz

Every figure is CPU time, user and system, of a process of its own (`compared/readers.py` says what stands before the
clock), with the peak of its memory; the repeats are taken by turns, and the medians of them are told. Of a command it
is the time of all its processes, from its start to its end, and the memory of all of them together, shared pages once.
Targets hold on the machine on which they were set, so each is told as a share of what another took there, too, where
one was measured. --hard is a folder of files with an expect.json, --books one of unpacked packages with a text as HTML
and as PDF (`compared/hard_set.py`, `compared/books.py`). Run it on a quiet machine.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from compared.books import compare_books
from compared.commands import Used, run_command
from compared.hard_set import compare_hard_set

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent / "compared"
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
    "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore",
}  # fmt: skip
SLOW = 60.0  # seconds after which a reader is not measured again


@dataclass(frozen=True)
class Row:
    """Readers of one file, ours first. `pieces` are what one figure is divided by, `megabytes` makes a rate of it.

    `target` is in seconds, `memory` in MB; `that_day` is another's name and seconds where the target was set.
    """

    title: str
    warm: str
    file: str
    readers: tuple[str, ...]
    target: float = 0
    memory: float = 0
    that_day: tuple[str, float] | None = None
    pieces: int = 1
    megabytes: float = 0


ROWS: Mapping[str, Row] = {
    "pdf": Row(
        "PDF, 500 pages with ruled tables", "warm.pdf", "book.pdf",
        ("selfinstruct", "PyMuPDF", "pdfminer.six", "pdfplumber", "markitdown"), 3, 80, ("pdfminer.six", 16.5),
    ),
    "pdf50": Row("PDF, 50 such pages, as Markdown", "warm.pdf", "fifty.pdf", ("selfinstruct", "PyMuPDF4LLM")),
    "docx": Row(
        "DOCX, 635,000 characters", "warm.docx", "long.docx",
        ("selfinstruct", "python-docx", "mammoth", "markitdown"), 0.060, 0, ("python-docx", 0.083),
    ),
    "xlsx": Row(
        "XLSX, 50,000 rows of 6 cells", "warm.xlsx", "rows.xlsx",
        ("selfinstruct", "openpyxl", "markitdown"), 0.5, 80, ("openpyxl", 1.9),
    ),
    "html": Row(
        "HTML, 34 kB", "warm.html", "page.html",
        ("selfinstruct", "trafilatura", "BeautifulSoup", "markitdown"), 0.002, 0, ("trafilatura", 0.0068),
    ),
    "passages": Row(
        "passages of 10 MB of Markdown", "warm.md", "text.md", ("passages", "split_into_chunks"), 1, megabytes=10,
    ),
    "folding": Row("a passage of 800 tokens folded, once", "text.md", "text.md", ("fold_text",), pieces=100),
    "quotation": Row(
        "a quotation that stands in it", "text.md", "text.md", ("find_quotation", "partial_ratio"), 1e-4, pieces=1000,
    ),
    "changed": Row(
        'a quotation with a "not" put in', "text.md", "text.md",
        ("find_quotation, changed", "partial_ratio, changed"), 1e-4, pieces=1000,
    ),
}  # fmt: skip
OURS = ("selfinstruct", "passages", "fold_text", "find_quotation", "find_quotation, changed")


@dataclass
class Figures:
    """What was measured of one reader; `failed` says why nothing was."""

    seconds: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    told: str = ""
    failed: str = ""


def measure_row(row: Row, folder: Path, peers: Path | None, repeats: int) -> None:
    found = {name: Figures() for name in row.readers if name in OURS or peers}
    for _ in range(repeats):
        for name, figures in found.items():
            if not figures.failed and sum(figures.seconds) < SLOW:
                _measure(name, row, folder, peers, figures)
    print(f"\n{row.title}{_target(row)}")
    own = statistics.median(found[row.readers[0]].seconds or [0])
    for name, figures in found.items():
        if figures.failed:
            print(f"  {name:26} {figures.failed}")
            continue
        seconds, memory = statistics.median(figures.seconds), statistics.median(figures.memory)
        rate = f"{row.megabytes / seconds:9.1f} MB/s" if row.megabytes else _time(seconds / row.pieces)
        told = f"  {int(figures.told):,} of {row.pieces:,} accepted" if "quotation" in row.title else ""
        print(f"  {name:26} {rate} {memory:6.0f} MB {_beside(seconds, own)}{told}", flush=True)
    if row.that_day and (other := found.get(row.that_day[0])) and other.seconds:
        share, wanted = own / statistics.median(other.seconds), row.target / row.that_day[1]
        told = "held" if share <= wanted else "MISSED"
        print(f"  {share:.0%} of {row.that_day[0]}; the target is {wanted:.0%}: {told}", flush=True)


def _measure(name: str, row: Row, folder: Path, peers: Path | None, figures: Figures) -> None:
    python = sys.executable if name in OURS else str(peers)
    environment = ENVIRONMENT if name in OURS else ENVIRONMENT | {"PYTHONPATH": ""}
    words = [python, str(HERE / "readers.py"), "measure", name, str(folder / row.warm), str(folder / row.file)]
    done = subprocess.run(words, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        figures.failed = (done.stderr.strip() or f"ended with {done.returncode}").rpartition("\n")[2][:90]
        return
    told = json.loads(done.stdout.rstrip("\n").rpartition("\n")[2])
    figures.seconds.append(told["seconds"])
    figures.memory.append(told["memory"])
    figures.told = told["told"]


def _target(row: Row) -> str:
    if not row.target:
        return ""
    most = f"at least {row.megabytes / row.target:g} MB/s" if row.megabytes else f"at most{_time(row.target, 0)}"
    return f" (target: {most}{f', {row.memory:g} MB' if row.memory else ''})"


def _time(seconds: float, width: int = 9) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:{width}.3g} {unit:2}" if width else f" {seconds / size:g} {unit}"
    return f"{seconds * 1e6:{width}.3g} µs" if width else f" {seconds * 1e6:g} µs"


def _beside(seconds: float, own: float) -> str:
    return f"{seconds / own:7.2f} ×" if own else ""


def compare_commands(folder: Path, peers: Path | None, repeats: int) -> None:
    """What a person types, from the first instruction of the interpreter to the end."""
    book = folder / "book.pdf"
    commands: dict[str, Callable[[Path], list[str]]] = {"selfinstruct ingest": partial(ingest, book, workers=1)}
    if peers:
        beside = peers.parent
        commands |= {
            "synthetic-data-kit ingest": lambda out: [
                str(beside / "synthetic-data-kit"), "ingest", str(book), "-o", str(out),
            ],
            "markitdown": lambda out: [str(beside / "markitdown"), str(book), "-o", str(out / "book.md")],
        }  # fmt: skip
    print("\nthe same PDF by command")
    found: dict[str, list[Used]] = {name: [] for name in commands}
    for _ in range(repeats):
        for name, words in commands.items():
            if sum(used.processor for used in found[name]) < SLOW:
                found[name].append(_run(words))
    _print_commands(found)


def _run(words: Callable[[Path], list[str]]) -> Used:
    with tempfile.TemporaryDirectory() as out:
        command = words(Path(out))
        own = command[0] == sys.executable
        return run_command(command, ENVIRONMENT if own else ENVIRONMENT | {"PYTHONPATH": ""}, Path(out))


def _print_commands(found: Mapping[str, Sequence[Used]], files: int = 1) -> None:
    own = statistics.median(used.processor for used in next(iter(found.values())))
    for name, runs in found.items():
        processor, wall = (statistics.median(getattr(used, one) for used in runs) for one in ("processor", "wall"))
        memory = statistics.median(used.memory for used in runs)
        a_file = f", {_time(wall / files).strip()} a file" if files > 1 else ""
        print(f"  {name:26} {_time(processor)} {memory:6.0f} MB {_beside(processor, own)}  {wall:.2f} s in all{a_file}")


def ingest(place: Path, out: Path, workers: int) -> list[str]:
    words = [sys.executable, "-m", "selfinstruct", "ingest", str(place), "-o", str(out / "corpus.jsonl")]
    return [*words, "--workers", str(workers)]


def unguarded(place: Path, out: Path) -> list[str]:
    return [sys.executable, str(HERE / "unguarded.py"), str(place), str(out / "corpus.jsonl")]


def compare_folders(folder: Path, repeats: int) -> None:
    """200 files of mixed kinds, and ten times as many, by the command."""
    for workers in (1, 2):
        found: dict[str, list[Used]] = {"200 files": [], "2,000 files": []}
        for _ in range(repeats):
            for name, place in zip(found, ("mixed", "tenfold"), strict=True):
                found[name].append(_run(partial(ingest, folder / place, workers=workers)))
        print(f"\na folder, by selfinstruct ingest --workers {workers} (target: 10 × the time in the same memory)")
        _print_commands(found)


def compare_small(folder: Path, peers: Path | None, repeats: int) -> None:
    """What a process with limits costs a file: 1,000 texts of a kilobyte."""
    commands: dict[str, Callable[[Path], list[str]]] = {
        "unguarded, one file": partial(unguarded, folder / "one"),
        "unguarded": partial(unguarded, folder / "small"),
        "workers 1, one file": partial(ingest, folder / "one", workers=1),
        "workers 1": partial(ingest, folder / "small", workers=1),
        "workers 2": partial(ingest, folder / "small", workers=2),
    }
    if peers:
        commands["synthetic-data-kit ingest"] = lambda out: [
            str(peers.parent / "synthetic-data-kit"), "ingest", str(folder / "small"), "-o", str(out),
        ]  # fmt: skip
    found: dict[str, list[Used]] = {name: [] for name in commands}
    for _ in range(repeats):
        for name, words in commands.items():
            found[name].append(_run(words))
    print("\n1,000 texts of a kilobyte, by command")
    _print_commands(found, 1_000)
    plain_start, plain, start, guarded = (
        statistics.median(used.processor for used in runs) for runs in list(found.values())[:4]
    )
    a_file = (guarded - start - (plain - plain_start)) / 999
    told = f"{_time(start - plain_start).strip()} at the start and {_time(a_file).strip()} a file"
    print(f"  the processes with limits cost {told}, of CPU time")


def yardstick() -> float:
    """Seconds of a loop of pure Python, so that figures of different hours can be compared."""
    spent = []
    for _ in range(3):
        start, total = time.process_time(), 0
        for number in range(2_000_000):
            total += number * number
        spent.append(time.process_time() - start)
    return statistics.median(spent)


def quiet() -> None:
    print(f"load {os.getloadavg()[0]:.1f}; two million turns of a loop: {yardstick():.2f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, help="the interpreter of the environment with the others")
    parser.add_argument("--only", default="", help=f"of {','.join((*ROWS, 'commands', 'folders', 'small'))}")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--hard", type=Path, help="a folder of files with an expect.json")
    parser.add_argument("--books", type=Path, help="a folder of unpacked packages")
    given = parser.parse_args()
    peers = given.peers and given.peers.absolute()
    only = set(filter(None, given.only.split(",")))
    quiet()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        subprocess.run([sys.executable, str(HERE / "samples.py"), made], env=ENVIRONMENT, check=True)
        for name, row in ROWS.items():
            if not only or name in only:
                measure_row(row, folder, peers, given.repeats)
        if not only or "commands" in only:
            compare_commands(folder, peers, given.repeats)
        if not only or "folders" in only:
            compare_folders(folder, given.repeats)
        if not only or "small" in only:
            compare_small(folder, peers, given.repeats)
    if given.hard:
        compare_hard_set(given.hard, peers, ENVIRONMENT)
    if given.books:
        compare_books(given.books, peers, ENVIRONMENT)
    quiet()


if __name__ == "__main__":
    main()
