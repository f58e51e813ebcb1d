"""What a caller asks of `ingest`, checked: how files are read, which, and within which limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypedDict

from selfinstruct.documents.document import Reading
from selfinstruct.documents.ocr import SHIPPED as RECOGNISERS
from selfinstruct.documents.ocr.recognition import open_recogniser
from selfinstruct.documents.sandbox.pool import Sandbox, usual_workers
from selfinstruct.errors import MissingExtra, UsageError
from selfinstruct.extras import installing
from selfinstruct.registry import load, names, shipped
from selfinstruct.registry import path as reader_path
from selfinstruct.text.masking import MODES

HTML = ("auto", "main", "all", "trafilatura")
# What may change a text, besides this package.
_LIBRARIES = (
    "chardet", "lxml", "pyarrow", "pypdfium2", "python-calamine", "tesserocr", "trafilatura",
    "warcio",
)  # fmt: skip
_LEAST_MEMORY = 256


class ReadingOptions(TypedDict, total=False):
    """How files are read, for `ingest` and `read_document`.

    html: auto, main, all or trafilatura. text, title: the field or column with the text and the title; "" for the usual
    names. notes: of slides. keep_furniture: running heads, page numbers, signatures. replies: what mails quote. ocr:
    "", tesseract, textract or a `module:attr`; ocr_language, as Tesseract names them: eng+deu. passwords: tried in
    turn. most_bytes: that an archive or a document may unpack to. readers: `module:attr` by ending. memory: of a
    process that reads, in MB. timeout: seconds without a sign of it. pii: mask, drop or off.
    """

    html: str
    text: str
    title: str
    notes: bool
    keep_furniture: bool
    replies: bool
    ocr: str
    ocr_language: str
    passwords: Sequence[str]
    most_bytes: int | None
    readers: Mapping[str, str]
    memory: int
    timeout: float
    pii: str


@dataclass(frozen=True, slots=True)
class ReadingPlan:
    """The options, read and checked."""

    reading: Reading
    memory: int
    timeout: float
    pii: str

    def sandbox(self, workers: int | None, cache: Path | None = None) -> Sandbox:
        """The processes that read so."""
        if workers is not None and workers < 1:
            raise UsageError(f"--workers: must be at least 1 (found {workers})")
        number = usual_workers() if workers is None else workers
        return Sandbox(self.reading, number, self.memory, self.timeout, self.pii, "" if cache is None else str(cache))

    def as_dict(self) -> dict[str, Any]:
        """What corpus.info.json says: all that may change a text."""
        reading = self.reading
        told = {
            "html": reading.html, "text": reading.text, "title": reading.title, "notes": reading.notes,
            "keep_furniture": reading.furniture, "replies": reading.replies, "ocr": reading.ocr,
            "passwords": len(reading.passwords), "most_bytes": reading.unpacked, "readers": dict(reading.readers),
            "memory": self.memory, "timeout": self.timeout, "pii": self.pii,
        }  # fmt: skip
        return told | ({"ocr_language": reading.ocr_language} if reading.ocr else {})


def reading_plan(options: ReadingOptions) -> ReadingPlan:
    """Check how files are to be read; raises UsageError, and UnknownName for a reader that there is not."""
    known = ReadingOptions.__annotations__
    if odd := next((name for name in options if name not in known), ""):
        raise UsageError(f"there is no option {odd!r}; known: {', '.join(known)}")
    if (html := options.get("html", "auto")) not in HTML:
        raise UsageError(f"--html {html!r}: use {', '.join(HTML)}")
    if html == "trafilatura" and find_spec("trafilatura") is None:
        raise MissingExtra(f"--html trafilatura needs a package: {installing('web')}")
    if (pii := options.get("pii", "mask")) not in MODES:
        raise UsageError(f"--pii: must be {', '.join(MODES)} (found {pii!r:.40})")
    memory, timeout = options.get("memory", 1024), options.get("timeout", 120.0)
    if memory and memory < _LEAST_MEMORY:
        raise UsageError(f"--memory: is too little; give at least {_LEAST_MEMORY} MB, or 0 for no limit")
    if timeout < 0:
        raise UsageError("--timeout: must not be negative; 0 is no limit")
    most = options.get("most_bytes")
    if most is not None and most < 1:
        raise UsageError("--most-bytes: must be at least 1")
    bounds: dict[str, Any] = {} if most is None else {"unpacked": most, "document_unpacked": most}
    language = options.get("ocr_language", "eng")
    reading = Reading(
        html, options.get("text", ""), options.get("title", ""), options.get("notes", True),
        options.get("keep_furniture", False), _ocr(options.get("ocr", ""), language), language,
        tuple(options.get("passwords", ())), replies=options.get("replies", False),
        readers=_readers(options.get("readers", {})), **bounds,
    )  # fmt: skip
    return ReadingPlan(reading, memory, timeout, pii)


def libraries() -> dict[str, str]:
    """The versions of the libraries that read, as far as they are installed."""
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _ocr(name: str, language: str) -> str:
    if name and name not in RECOGNISERS and ":" not in name:
        near = get_close_matches(name.casefold(), RECOGNISERS, n=1)
        raise UsageError(
            f"--ocr {name!r}: is neither a recogniser ({', '.join(RECOGNISERS)}, or module:attr of your own) nor a file"
            + (f"; did you mean {near[0]}?" if near else "")
        )
    if name in RECOGNISERS:
        open_recogniser(name, language)  # a missing package or language is told before anything is read
    return name


def _readers(own: Mapping[str, str]) -> dict[str, str]:
    """The readers by ending: those of installed packages, and a user's own before them."""
    theirs = {f".{name.lstrip('.').lower()}": reader_path("readers", name) for name in names("readers")
              if name not in shipped("readers")}  # fmt: skip
    for ending, path in own.items():
        if not ending.startswith(".") or len(ending) < 2:
            raise UsageError(f"--reader {ending}={path}: begin with an ending, as in .dwg=module:attr")
        load("readers", path, code=True)
    return theirs | {ending.lower(): _path(path) for ending, path in own.items()}


def _path(name: str) -> str:
    return name if ":" in name else reader_path("readers", name)
