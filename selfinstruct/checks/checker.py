"""What a check is: a condition that code decides of a text, made once of its arguments and asked of any text."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from selfinstruct.checks.arguments import Argument, read_arguments

Judged = tuple[bool, str]
LONGEST = 200_000  # characters: what is longer is none of what checks are made for, and fails
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a text passed, what was asked of it, and what was found; both in words."""

    passed: bool
    asked: str
    found: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Check:
    """A condition with its arguments: `judge` says of a text whether it holds, and what was found."""

    asked: str
    judge: Callable[[str], Judged]

    def __call__(self, text: str) -> Verdict:
        if len(text) > LONGEST:
            return Verdict(False, self.asked, f"{len(text):,} characters, of which no more than {LONGEST:,} are read")
        passed, found = self.judge(text)
        return Verdict(passed, self.asked, found)


class Checker:
    """A kind of condition: its arguments, its version, and how a check is made of them.

    What is found of a text by one version never changes: another rule is another version.
    """

    def __init__(self, make: Callable[..., Check], arguments: Mapping[str, Argument], version: int) -> None:
        self.make = make
        self.arguments = arguments
        self.version = version
        self.__doc__ = make.__doc__

    def check(self, given: Mapping[str, Any]) -> Check:
        """The check of these arguments; ValueError says in a line what is wrong with them."""
        return self.make(**read_arguments(self.arguments, given))


def checker(version: int = 1, /, **arguments: Argument) -> Callable[[Callable[..., Check]], Checker]:
    """Makes a checker of a function that is passed the arguments, read and complete, and gives a `Check`."""
    return lambda make: Checker(make, arguments, version)


def shown(text: str) -> str:
    """A piece of text within a verdict: quoted, on one line, and not at length."""
    flat = " ".join(text.split())
    return f"“{flat}”" if len(flat) <= _SHOWN else f"“{flat[: _SHOWN - 1]}…”"


def listed(texts: "list[str] | tuple[str, ...]") -> str:
    """Some texts within a verdict, the first ten of them."""
    more = f" and {len(texts) - 10} more" if len(texts) > 10 else ""
    return ", ".join(map(shown, texts[:10])) + more
