"""What a review page is asked for, checked as far as that can be done without reading anything."""

import getpass
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from selfinstruct.errors import UsageError

LONGEST_GUIDELINES = 200_000  # bytes


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """What is reviewed, by whom, and in which order; the names are those of `selfinstruct review page`."""

    source: Path
    reviewers: tuple[str, ...]
    random: int | None = None
    everything: bool = False
    seed: int = 0
    question: str = ""
    corpus: Path | None = None
    each: int | None = None
    absent: tuple[str, ...] = ()
    repeat: float = 0
    in_order: bool = False
    asks: tuple[str, ...] = ()
    graded: bool = False
    differing: bool = False
    against: Path | None = None
    rejected: str | None = None
    type: str = ""
    guidelines: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check_names(self.reviewers, self.absent, self.each)
        if not 0 <= self.repeat <= 50:
            raise UsageError(f"--repeat: must be between 0 and 50 percent (found {self.repeat:g})")
        modes = [
            name
            for name, given in (
                ("--differing", self.differing), ("--against", self.against is not None),
                ("--rejected", self.rejected is not None),
            )
            if given
        ]  # fmt: skip
        if len(modes) > 1:
            raise UsageError(f"{modes[0]} and {modes[1]}: give one of them")
        if self.random is not None and self.everything:
            raise UsageError("--random and --all: give one of them")
        if modes and self.asks and modes[0] != "--against":
            raise UsageError(f"--ask: is not used with {modes[0]}")
        if self.against is not None and self.random is None:
            raise UsageError("--against: say how many of each are compared, for example --random 200")


def _check_names(reviewers: Sequence[str], absent: Sequence[str], each: int | None) -> None:
    if not reviewers or len(set(reviewers)) < len(reviewers):
        raise UsageError("--reviewer: give each name once")
    strange = next((name for name in reviewers if not re.fullmatch(r"[\w][\w .@+-]{0,59}", name)), None)
    if strange is not None:
        raise UsageError(
            f"--reviewer: {strange!r:.80} is no name; write letters and digits, or . @ + - and spaces in it"
        )
    if each is None:
        if absent:
            raise UsageError("--for: without --each everybody sees all; nothing is left over")
        return
    if not 1 <= each <= len(reviewers):
        raise UsageError(f"--each: must be between 1 and {len(reviewers)}, the number of reviewers (found {each})")
    if unknown := [name for name in absent if name not in reviewers]:
        raise UsageError(f"--for: {unknown[0]!r:.60} is not among the reviewers; name all that --each was given with")
    if len(reviewers) - len(set(absent)) < 1:
        raise UsageError("--for: nobody is left to take over")


def read_guidelines(path: Path) -> tuple[str, dict[str, str]]:
    """The guidelines, or what labels mean where the file is YAML that says so; raises UsageError."""
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST_GUIDELINES + 1)
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--guidelines {path}: cannot be read: {error}") from None
    if len(data) > LONGEST_GUIDELINES:
        raise UsageError(f"--guidelines {path}: has more than {LONGEST_GUIDELINES:,} bytes; people will not read that")
    if path.suffix.lower() not in (".yaml", ".yml"):
        return text.strip(), {}
    try:
        found = yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise UsageError(f"--guidelines {path}: is not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(found, dict) or not all(isinstance(meaning, str) for meaning in found.values()):
        raise UsageError(f"--guidelines {path}: write each label with what it means, or give a text file")
    return "", {str(name): meaning for name, meaning in found.items()}


def own_name() -> str:
    """Who reviews where nobody is named: the user of this machine."""
    try:
        name = re.sub(r"[^\w.@+-]", "", getpass.getuser())
    except (OSError, KeyError):  # a user number without a name
        name = ""
    return name[:60] if re.match(r"\w", name) else "reviewer"
