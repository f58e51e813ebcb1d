"""Defaults of options from a file: `selfinstruct.toml`, or the table `[tool.selfinstruct]` of `pyproject.toml`.

A key of the file is an option of any command that has it; a key of a table (`[generate]`, `[review.page]`) one of that
command alone. Keys are options as they are typed, with or without the dashes in front. What is typed counts before a
variable of the environment, that before the file.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfinstruct.cli.shape.adding import ONLY_THEIR_OWN
from selfinstruct.errors import UsageError
from selfinstruct.registry import suggestion

FILES = ("selfinstruct.toml", "pyproject.toml")


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a command: its flag without dashes, its parameter's name, its variables, whether it repeats."""

    command: str
    flag: str
    parameter: str
    variables: tuple[str, ...]
    repeats: bool
    is_flag: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value that stands in the file."""

    option: Option
    value: Any
    place: str


def options_of(group: Any, path: str = "") -> Iterator[Option]:
    """Every option of every command of an application, as the library knows it."""
    for name, command in group.commands.items():
        where = f"{path} {name}".strip()
        if hasattr(command, "commands"):
            yield from options_of(command, where)
            continue
        for item in command.params:
            if item.param_type_name != "option" or item.hidden or item.name in ("quiet", "verbose"):
                continue
            flag = max(item.opts, key=len).lstrip("-")
            yield Option(where, flag, item.name, tuple(item.envvar or ()), bool(item.multiple), bool(item.is_flag))


def settings_file(named: str | None) -> tuple[Path, Mapping[str, Any]] | None:
    """The file of settings and what it holds: the one that is named, else one of the current folder's.

    Raises UsageError for a file that cannot be read.
    """
    if named == "":
        return None
    for name in FILES if named is None else (named,):
        path = Path(name)
        if named is None and not path.is_file():
            continue
        try:
            found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise UsageError(f"--config {path}: cannot be read: {error.strerror}") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            if named is None and path.name == "pyproject.toml":
                continue  # it is somebody else's to mend
            raise UsageError(f"{path}: is not TOML: {error}") from error
        if path.name == "pyproject.toml":
            found = found.get("tool", {}).get("selfinstruct")
            if found is None:
                continue
        if not isinstance(found, dict):
            raise UsageError(f"{path}: tool.selfinstruct: must be a table")
        return path, found
    return None


def chosen_in(path: Path, found: Mapping[str, Any], options: list[Option]) -> list[Chosen]:
    """What the file chooses for each command; raises UsageError for a key that is no option, naming the nearest."""
    commands = {option.command for option in options}
    flags = {option.flag for option in options}
    chosen: dict[tuple[str, str], Chosen] = {}
    for key, value in found.items():
        if isinstance(value, dict):
            for command, table in _tables(path, key, value, commands):
                own = [option for option in options if option.command == command]
                for name, item in table.items():
                    option = _named(path, f"{command}.{name}", name, own)
                    chosen[command, option.flag] = Chosen(option, _checked(path, option, item), f"[{command}]")
            continue
        name = _flag(key)
        if name not in flags:
            raise UsageError(f"{path}: {key}: is no option; {suggestion(name, sorted(flags | commands))}")
        for option in options:
            if option.flag == name and option.command not in ONLY_THEIR_OWN:
                chosen.setdefault((option.command, name), Chosen(option, _checked(path, option, value), ""))
    return list(chosen.values())


def _tables(
    path: Path, key: str, value: Mapping[str, Any], commands: set[str]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    inner = {f"{key} {name}": table for name, table in value.items() if f"{key} {name}" in commands}
    if inner and len(inner) == len(value):
        yield from inner.items()
    elif key in commands:
        yield key, value
    else:
        known = sorted({*commands, *(name.partition(" ")[0] for name in commands)})
        raise UsageError(f"{path}: [{key}]: is no command; {suggestion(key, known)}")


def _named(path: Path, place: str, name: str, own: list[Option]) -> Option:
    found = next((option for option in own if option.flag == _flag(name)), None)
    if found is None:
        known = [option.flag for option in own]
        raise UsageError(f"{path}: {place}: is no option; {suggestion(_flag(name), known)}")
    return found


def _flag(key: str) -> str:
    return key.lstrip("-").replace("_", "-")


def _checked(path: Path, option: Option, value: Any) -> Any:
    """A value as the library takes a default; whether it fits the option is told as if it had been typed."""
    if option.repeats:
        items = value if isinstance(value, list) else [value]
        return [str(item) for item in items]
    if isinstance(value, bool) is not option.is_flag or isinstance(value, list | dict):
        wanted = "true or false" if option.is_flag else "one value"
        raise UsageError(f"{path}: {option.flag}: must be {wanted} (found {value!r})")
    return value if option.is_flag else str(value)


def defaults_for(group: Any, named: str | None) -> dict[str, Any] | None:
    """The defaults that a file of settings has for the commands of an application; None where there is no file."""
    found = settings_file(named)
    return None if found is None else default_map(chosen_in(*found, list(options_of(group))))


def default_map(chosen: list[Chosen]) -> dict[str, Any]:
    """The defaults by command and parameter, as the library takes them."""
    made: dict[str, Any] = {}
    for item in chosen:
        place = made
        for step in item.option.command.split(" "):
            place = place.setdefault(step, {})
        place[item.option.parameter] = item.value
    return made
