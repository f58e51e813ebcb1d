"""Finds what is called by name: models, filters, exporters, readers.

Each kind has a table of the shipped names, SHIPPED in the package of that kind. An installed package extends it
with an entry point (`selfinstruct.filters` and so on) and a user by writing `module:attr` in place of a name.
"""

import functools
import importlib
import inspect
import traceback
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from selfinstruct.errors import UnknownName, UsageError

KINDS = ("models", "filters", "exporters", "readers", "checks", "methods")
# The room of a kind, where it is not called like it.
_ROOMS = {"readers": "documents.readers", "methods": "flows.generate.methods"}
# What code of a user's own may raise that is told as its fault; an interrupt, for one, is none of it.
BREAKS: tuple[type[BaseException], ...] = (Exception, SystemExit)
# What a person calls a kind of name, where it is not the kind itself.
CALLED = {"exporters": "formats"}


def shipped(kind: str) -> dict[str, str]:
    """The shipped names of a kind with the paths of their objects; none of these is imported."""
    table: dict[str, str] = importlib.import_module(f"selfinstruct.{_ROOMS.get(kind, kind)}").SHIPPED
    return table


def names(kind: str) -> list[str]:
    """The known names of a kind, shipped ones first."""
    return list(_table(kind))


def path(kind: str, name: str) -> str:
    """Where the object called `name` is, as module:attr; raises KeyError for a name that is not known."""
    return _table(kind)[name]


def load(kind: str, name: str, *, code: bool = False) -> Any:
    """The object called `name`; with `code`, `module:attr` is imported too.

    Raises UnknownName, listing the known names, where there is none.
    """
    table = _table(kind)
    if name in table:
        return _import(kind, table[name])
    if code and ":" in name:
        return _import(kind, name)
    raise UnknownName(f"there is no {_one(kind)} {name!r}; {suggestion(name, table)}")


def suggestion(name: str, known: Iterable[str]) -> str:
    """What to do about a name that is none of those known: the one that it is nearest to, else all of them."""
    listed = list(dict.fromkeys(known))
    near = get_close_matches(name.casefold(), listed, n=1)
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(listed)}"


@functools.cache
def _table(kind: str) -> Mapping[str, str]:
    found = {point.name: point.value for point in entry_points(group=f"selfinstruct.{kind}")}
    return shipped(kind) | found | shipped(kind)


def _import(kind: str, path: str) -> Any:
    module, _, attribute = path.partition(":")
    try:
        return getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise UnknownName(f"{_one(kind)} {path!r} cannot be imported: {error}") from error
    except SyntaxError as error:
        raise UsageError(f"{_one(kind)} {path} ({_near(error.filename)}:{error.lineno}): {error.msg}") from error
    except BREAKS as error:
        raise UsageError(f"{_one(kind)} {path} ({raised_at(error)}): {said(error)}") from error


def is_own(thing: Any) -> bool:
    """Whether an object is code of somebody else's: a user's, or an installed package's."""
    module = getattr(thing, "__module__", None) or type(thing).__module__
    return module.partition(".")[0] != "selfinstruct"


def place_of(thing: Any) -> str:
    """File and line of a class or function, or of an object's class: (my/filters.py:7)."""
    found = thing if inspect.isroutine(thing) or inspect.isclass(thing) else type(thing)
    try:
        return f"{_near(inspect.getsourcefile(found))}:{inspect.getsourcelines(found)[1]}"
    except (OSError, TypeError):
        return str(getattr(found, "__module__", "?"))


def raised_at(error: BaseException, thing: Any = None, *, within: bool = False) -> str:
    """File and line of the code, not our own, in which an error was raised last; of `thing` where none was in it.

    With `within` code of the file that `thing` stands in counts, where any was on the way to what raised.
    """
    frames = traceback.extract_tb(error.__traceback__)
    ours = str(Path(__file__).parent)
    theirs = [frame for frame in frames if not frame.filename.startswith((ours, "<frozen"))]
    own = [frame for frame in theirs if within and frame.filename == _source_of(thing)]
    if not theirs and thing is not None:
        return place_of(thing)
    theirs = own or theirs or list(frames)
    return f"{_near(theirs[-1].filename)}:{theirs[-1].lineno}" if theirs else "?"


def _source_of(thing: Any) -> str | None:
    found = thing if inspect.isroutine(thing) or inspect.isclass(thing) else type(thing)
    try:
        return inspect.getsourcefile(found)
    except (OSError, TypeError):
        return None


def said(error: BaseException) -> str:
    """An error's kind and words on one line."""
    return " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")


def _near(file: str | None) -> str:
    path = Path(file or "?")
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _one(kind: str) -> str:
    return CALLED.get(kind, kind).removesuffix("s")
