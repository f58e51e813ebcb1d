"""The command `ingest`: arguments to the API call, its outcome to the terminal."""

import json
import signal
from pathlib import Path
from typing import Annotated, Any

import typer

import selfinstruct as api
from selfinstruct.cli.options import Json, Overwrite, Sse, SseKmsKeyId, out_option
from selfinstruct.cli.render.ingest import ingested, watching_files
from selfinstruct.cli.render.text import say, write
from selfinstruct.errors import UsageError
from selfinstruct.files.storage import Access

Globs = list[str] | None
Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...", help="Files, folders, archives, s3:// addresses; - for a list of paths on stdin."
    ),
]
Out = Annotated[
    Path,
    out_option("FILE", "The corpus to write; what is rejected goes to a .rejected.jsonl beside it."),
]
Ocr = Annotated[
    str,
    typer.Option(
        metavar="[NAME]", help="Recognise scanned pages: tesseract where none is named, textract or module:attr."
    ),
]
KeepFurniture = Annotated[
    bool, typer.Option("--keep-furniture", help="Keep running heads, page numbers and signatures.")
]
DropDuplicates = Annotated[
    bool, typer.Option("--drop-duplicates", help="Reject documents whose text an earlier one has.")
]
PasswordFile = Annotated[Path | None, typer.Option(help="Passwords to try for encrypted files, one a line.")]
Readers = Annotated[
    list[str] | None, typer.Option(metavar=".EXT=MODULE:ATTR", help="A reader of your own; may be repeated.")
]
Workers = Annotated[
    int | None, typer.Option(min=1, help="Files read at a time; the corpus is the same. Default: the processors.")
]
Timeout = Annotated[
    float, typer.Option(min=0, metavar="SECONDS", help="Give up a file after so long without a page; 0: never.")
]
Memory = Annotated[int, typer.Option(min=0, metavar="MB", help="Memory that reading a file may take; 0: any.")]
MostBytes = Annotated[int | None, typer.Option(min=1, help="Bytes that an archive or a document may unpack to.")]


def ingest_command(
    paths: Paths,
    out: Out,
    include: Annotated[Globs, typer.Option(metavar="GLOB", help="Read only such files; may be repeated.")] = None,
    exclude: Annotated[Globs, typer.Option(metavar="GLOB", help="Leave such files out; may be repeated.")] = None,
    hidden: Annotated[bool, typer.Option("--hidden", help="Read hidden files too.")] = False,
    text: Annotated[str, typer.Option(metavar="FIELD", help="The field or column of rows that is the text.")] = "",
    title: Annotated[str, typer.Option(metavar="FIELD", help="The field or column of rows that is the title.")] = "",
    html: Annotated[str, typer.Option(help="What of a web page is kept: auto, main, all or trafilatura.")] = "auto",
    ocr: Ocr = "",
    ocr_language: Annotated[str, typer.Option(help="Its languages, for example eng+deu.")] = "eng",
    notes: Annotated[bool, typer.Option("--notes/--no-notes", help="Keep speakers' notes of slides.")] = True,
    keep_furniture: KeepFurniture = False,
    replies: Annotated[bool, typer.Option("--replies", help="Keep what mails quote of earlier ones.")] = False,
    drop_duplicates: DropDuplicates = False,
    pii: Annotated[str, typer.Option(help="Personal data: mask, drop (the documents with any) or off.")] = "mask",
    password_file: PasswordFile = None,
    reader: Readers = None,
    workers: Workers = None,
    timeout: Timeout = 120,
    memory: Memory = 1024,
    most_bytes: MostBytes = None,
    strict: Annotated[bool, typer.Option("--strict", help="Write nothing where anything is rejected.")] = False,
    overwrite: Overwrite = False,
    sse: Sse = None,
    sse_kms_key_id: SseKmsKeyId = None,
    as_json: Json = False,
) -> None:
    """Read files of any kind into a corpus of documents."""
    if as_json and str(out) == "-":
        raise UsageError("--json: stdout already carries the documents; give -o FILE")
    options: dict[str, Any] = {
        "include": include or (), "exclude": exclude or (), "hidden": hidden, "text": text, "title": title,
        "html": html, "ocr": ocr, "ocr_language": ocr_language, "notes": notes, "keep_furniture": keep_furniture,
        "replies": replies, "drop_duplicates": drop_duplicates, "pii": pii, "passwords": _passwords(password_file),
        "readers": dict(map(_reader, reader or ())), "workers": workers, "timeout": timeout, "memory": memory,
        "most_bytes": most_bytes, "strict": strict, "overwrite": overwrite,
    }  # fmt: skip
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does: no process and no file is left
    try:
        with watching_files() as watch:
            found = Access(sse=sse, sse_kms_key_id=sse_kms_key_id)
            result = api.ingest(paths, out, access=found, watch=watch, **options)
    except KeyboardInterrupt:
        say("Interrupted: nothing is written but what was recognised; run the same command again.")
        raise
    if as_json:
        write(json.dumps(result.as_dict()))
    for line in ingested(result.as_dict()):
        say(line)


def _passwords(file: Path | None) -> tuple[str, ...]:
    if file is None:
        return ()
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--password-file {file}: cannot be read: {error}") from None
    return tuple(line for line in lines if line)


def _reader(text: str) -> tuple[str, str]:
    ending, equals, path = text.partition("=")
    if not equals or not path:
        raise UsageError(f"--reader {text!r}: write .ext=module:attr")
    return ending, path
