"""What the names of parts say: which files of a folder hold rows, in which order, and the columns its folders hold."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote

from selfinstruct.errors import SeedError
from selfinstruct.files.file_types import kind_named

# Any of these makes a folder a run's, or a label run's: its files are no parts of one whole.
RUN_FILES = frozenset(
    ("run.json", "label.json", "tasks.jsonl", "dataset.jsonl", "preferences.jsonl", "labels.jsonl", "journal.db")
)
# What Hadoop's writers name so, Spark's among them, may have no ending at all.
_PART = re.compile(r"part-[\w-]*(\.(gz|zst|txt))?\Z")
# What `filter` and `export` put beside the rows that they keep.
_BESIDE = re.compile(r"(.*\.)?(rejected|meta)(\.\w+)?\.jsonl\Z")
_UNDER_WAY = "_temporary"
# What Hive and Spark write for a value that is null.
_NULL = "__HIVE_DEFAULT_PARTITION__"
# What tells of a dataset on the Hub rather than being of it.
ABOUT_DATASETS = frozenset(("dataset_infos.json", "dataset_info.json", "state.json", "croissant.json"))
_SPLIT = re.compile(r"(?:^|[-_.])(train|training|test|validation|valid|val|dev|eval)(?=[-_.\d]|$)", re.IGNORECASE)
_DIGITS = re.compile(r"([0-9]+)")


def holds_rows(name: str) -> bool:
    """Whether a file's name says that it holds rows; YAML and text in a folder may be anything else as well."""
    file = PurePosixPath(name)
    if _BESIDE.match(file.name):
        return False
    kind = kind_named(file.name)
    return kind not in ("", "yaml", "text") or bool(_PART.match(file.name))


def parts_among(names: Iterable[str], place: str) -> list[str]:
    """Those files of a folder that are parts, in order of their numbers; names are relative, with "/".

    Left out is what begins with "_" or ".", folders too, as Hadoop and Spark do, and what `filter` and `export` write
    beside rows. Raises SeedError for a folder that is still being written, and for a file of any other kind: which
    are meant is then for its owner to say.
    """
    found: list[str] = []
    strange: list[str] = []
    for name in names:
        steps = PurePosixPath(name).parts
        if _UNDER_WAY in steps:
            told = f"holds {_UNDER_WAY}: whoever writes it has not ended, or failed; wait for it, or write it again"
            raise SeedError([f"{place}: {told}"])
        # A column's name may begin with an underscore.
        if any(step.startswith((".", "_")) and "=" not in step for step in steps) or _BESIDE.match(steps[-1]):
            continue
        (found if holds_rows(name) else strange).append(name)
    if found and strange:
        told = "is no file of rows that can be read (JSON, CSV or Parquet, plain or with gzip or zstd)"
        raise SeedError([f"{place}: {min(strange)} {told}; name those that are to be read, as '{place}/*.parquet'"])
    return sorted(found, key=numbered)


def grouped(names: Iterable[str]) -> list[str]:
    """A pattern for each kind of files and each split among the names of a dataset on the Hub."""
    found: dict[str, None] = {}
    for name in names:
        path = PurePosixPath(name)
        split = _SPLIT.search(path.stem)
        stem = f"{path.stem[: split.end(1)]}*" if split else "*"
        kind = "".join(path.suffixes[-2:]) if path.suffix in (".gz", ".zst") else path.suffix
        found[str(path.with_name(f"{stem}{kind}"))] = None
    return list(found)


def numbered(name: str) -> list[tuple[str, int]]:
    """A key that sorts names by the numbers in them: part-100000 comes after part-99999."""
    pieces = _DIGITS.split(name)
    return [(text, int(number or -1)) for text, number in zip(pieces[::2], [*pieces[1::2], ""], strict=True)]


def columns_of(name: str) -> dict[str, str]:
    """The columns that the folders of a part's relative name hold, as in `language=en/part-00000.parquet`."""
    steps = (step.partition("=") for step in PurePosixPath(name).parts[:-1] if "=" in step)
    return {unquote(key): unquote(value) for key, _, value in steps if value != _NULL}
