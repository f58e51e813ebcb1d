"""The filter for regular expressions of a user's own, over the text, the title, the address or the file's name."""

import re
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, ClassVar

from selfinstruct.errors import UsageError
from selfinstruct.filters.documents.measured import MeasuredDocument
from selfinstruct.records import Reason

TARGETS = ("text", "title", "url", "file")
_SECONDS = 20.0  # a sane pattern takes 0.1 for the longest text
_SHOWN = 100


@dataclass(frozen=True)
class Pattern:
    """Documents in which a pattern to `drop` is found, or one to `keep` is not: patterns by what they are looked for
    in, one of text, title, url and file.

    A pattern that can take time without end is refused, and one that takes 20 seconds for a document ends the command.
    """

    keep: dict[str, Sequence[str]] = field(default_factory=dict)
    drop: dict[str, Sequence[str]] = field(default_factory=dict)
    scope: ClassVar[str] = "document"
    _keep: Mapping[str, Sequence[re.Pattern[str]]] = field(init=False, repr=False)
    _drop: Mapping[str, Sequence[re.Pattern[str]]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_keep", _compiled(self.keep))
        object.__setattr__(self, "_drop", _compiled(self.drop))

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        for target, patterns in self._drop.items():
            for pattern in patterns:
                if (found := _search(pattern, document, target)) is not None:
                    return Reason("pattern", {target: pattern.pattern, "found": found[:_SHOWN]})
        for target, patterns in self._keep.items():
            if all(_search(pattern, document, target) is None for pattern in patterns):
                return Reason("pattern", {target: [pattern.pattern for pattern in patterns], "found": None})
        return None


def _compiled(given: Mapping[str, Sequence[str]]) -> dict[str, list[re.Pattern[str]]]:
    if odd := sorted(set(given) - set(TARGETS)):
        raise ValueError(f"there is no {odd[0]!r} to look in; known: {', '.join(TARGETS)}")
    for pattern in (pattern for patterns in given.values() for pattern in patterns):
        re.compile(pattern)
        if endless(pattern):
            raise ValueError(f"{pattern!r}: a repetition within a repetition can take time without end; write it flat")
    return {target: [re.compile(pattern) for pattern in patterns] for target, patterns in given.items()}


def endless(pattern: str) -> bool:
    """Whether a pattern repeats without bound what itself begins or ends with such a repetition, or has branches that
    can begin alike: what a search backtracks over in exponential time."""
    from re import _parser  # type: ignore[attr-defined]

    return _endless(_parser.parse(pattern))


def _endless(parsed: Any) -> bool:
    return any(_bad(operation, argument) for operation, argument in parsed)


def _bad(operation: Any, argument: Any) -> bool:
    name = str(operation)
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        _, most, inner = argument
        if _many(most) and _loose(inner):
            return True
    return any(_endless(inner) for inner in _inner(argument))


def _many(most: Any) -> bool:
    """Whether something may come often enough for its ways to be beyond counting."""
    return int(most) > 10


def _loose(parsed: Any) -> bool:
    """Whether what is repeated can be split in more than one way: a repetition within it, or branches."""
    for operation, argument in parsed:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, _ = argument
            if int(most) > int(least) and _many(most) and not _fenced(parsed):
                return True
        if name == "BRANCH" and _alike(argument[1]):
            return True
        if name in ("SUBPATTERN",) and _loose(argument[-1]):
            return True
    return False


def _fenced(parsed: Any) -> bool:
    """Whether it begins or ends with a plain character that no repetition beside it takes: `(?:\\w+,)*`."""
    items = list(parsed)
    fence = next((item for item in (items[0], items[-1]) if str(item[0]) == "LITERAL"), None)
    if fence is None:
        return False
    char = re.escape(chr(fence[1]))
    return not any(
        str(operation) in ("MAX_REPEAT", "MIN_REPEAT") and _takes(argument[2], char) for operation, argument in items
    )


def _takes(parsed: Any, char: str) -> bool:
    """Whether a part of a pattern may hold a character, as far as that is easily told."""
    for operation, argument in parsed:
        name = str(operation)
        if name == "LITERAL" and re.escape(chr(argument)) != char:
            continue
        if name == "IN" and not _in_class(argument, char):
            continue
        return True
    return False


_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d", "CATEGORY_WORD": r"\w", "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_DIGIT": r"\D", "CATEGORY_NOT_WORD": r"\W", "CATEGORY_NOT_SPACE": r"\S",
}  # fmt: skip


def _in_class(items: Any, char: str) -> bool:
    plain = char[-1]
    negated, found = False, False
    for operation, argument in items:
        name = str(operation)
        negated = negated or name == "NEGATE"
        found = found or (
            (name == "LITERAL" and chr(argument) == plain)
            or (name == "RANGE" and argument[0] <= ord(plain) <= argument[1])
            or (name == "CATEGORY" and re.match(_CATEGORIES.get(str(argument), r"(?s:.)"), plain) is not None)
        )
    return found != negated


def _alike(branches: Any) -> bool:
    """Whether two branches can begin with the same character, as far as that is easily told."""
    starts = [next(iter(branch), None) for branch in branches]
    literals = [item[1] for item in starts if item is not None and str(item[0]) == "LITERAL"]
    return len(literals) < len(starts) or len(set(literals)) < len(literals)


def _inner(argument: Any) -> Iterator[Any]:
    from re import _parser  # type: ignore[attr-defined]

    if isinstance(argument, _parser.SubPattern):
        yield argument
    elif isinstance(argument, tuple | list):
        for item in argument:
            yield from _inner(item)


def _search(pattern: re.Pattern[str], document: MeasuredDocument, target: str) -> str | None:
    text = document.text if target == "text" else document.told(target)
    with _within(
        _SECONDS, f"filter pattern: {pattern.pattern!r:.80} takes over {_SECONDS:.0f} seconds; make it simpler"
    ):
        found = pattern.search(text)
    return None if found is None else found[0]


@contextmanager
def _within(seconds: float, told: str) -> Iterator[None]:
    """Raise UsageError where the block takes longer: `re` looks for signals, which reach the main thread alone."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise UsageError(told)

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
