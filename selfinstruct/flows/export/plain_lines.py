"""How a file is laid out: services read JSON lines as they are, where our own commands read much more."""

from collections.abc import Iterator
from pathlib import Path

from selfinstruct.exporters import Exporter

_COMPRESSED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
_MARK = b"\xef\xbb\xbf"
_MOST = 1 << 20  # characters of a line that are read at once
_SERVICE = "the service reads plain JSON lines only"


def layout(file: Path, exporter: Exporter) -> tuple[list[str], list[str]]:
    """What of its layout the format's consumers refuse, and what only some of them do, in words."""
    if exporter.compressed and not exporter.lines_for:
        return [], []
    found = list(_unusual(file))
    some = exporter.lines_for
    # Azure asks for the mark that OpenAI refuses, so that it depends on who will read the file.
    noted = [kind for kind in found if some and (exporter.compressed or kind == _MARKED)]
    return (
        [f"{kind}; {_SERVICE}: write it again with export" for kind in found if kind not in noted],
        [f"{kind}; {some} read plain JSON lines only" for kind in noted],
    )


_MARKED = "begins with a byte order mark"


def _unusual(file: Path) -> Iterator[str]:
    with file.open("rb") as lines:
        start = lines.read(8)
        if form := next((form for magic, form in _COMPRESSED.items() if start.startswith(magic)), ""):
            yield f"is compressed ({form})"
            return
        if start.startswith(b"PAR1"):
            yield "is Parquet"
            return
        if start.startswith(_MARK):
            yield _MARKED
        lines.seek(len(_MARK) if start.startswith(_MARK) else 0)
        blank, number, first, fresh = 0, 0, b"", True
        while piece := lines.readline(_MOST):
            number += fresh
            ended = piece.endswith(b"\n")
            # A line longer than a piece is taken for blank only by its first one, which such a line hardly is.
            if fresh and not piece.strip():
                blank = blank or number
            elif not first:
                first = piece.strip()[:1]
            fresh = ended
    if first == b"[":
        yield "is a JSON array"
    elif first == b"{" and blank:
        yield f"line {blank}: is blank"
