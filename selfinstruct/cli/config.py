"""The commands `config` and `help`: what options are taken from, and the help page of a command."""

import json
import os
import shlex
from typing import Annotated, Any

import typer

from selfinstruct.cli.options import Json
from selfinstruct.cli.render.text import plain, say, write
from selfinstruct.cli.shape.defaults import FILES, Option, chosen_in, options_of, settings_file
from selfinstruct.errors import UsageError
from selfinstruct.registry import suggestion


def config_command(
    context: typer.Context,
    command: Annotated[str, typer.Argument(metavar="COMMAND", help="Of this command alone, with its variables.")] = "",
    as_json: Json = False,
) -> None:
    """Show which settings come from a file or the environment, and the names they can be set by."""
    options = list(options_of(context.find_root().command))
    commands = list(dict.fromkeys(option.command for option in options))
    if command and command not in commands:
        raise UsageError(f"there is no command {command!r}; {suggestion(command, commands)}")
    found = settings_file(context.find_root().params.get("config"))
    from_file = {} if found is None else {
        (item.option.command, item.option.flag): (item.value, f"{found[0]} {item.place}".strip())
        for item in chosen_in(found[0], found[1], options)
    }  # fmt: skip
    rows = []
    for option in options:
        if command in ("", option.command) and (told := _taken(option, from_file)):
            rows.append({"command": option.command, "option": option.flag, "value": told[0], "from": told[1]})
    if as_json:
        write(json.dumps({"file": None if found is None else str(found[0]), "settings": rows}))
        return
    for row in rows:
        write(f"{row['command']} {_typed(row['option'])} = {plain(_shown(row['value']))}  ({plain(row['from'])})")
    if not rows:
        say(f"Nothing is set: there is no {' or '.join(FILES)} with settings here, and no variable.")
    if command:
        for option in options:
            if option.command == command:
                write(f"{_typed(option.flag)}: {', '.join(option.variables)}")


def _typed(flag: str) -> str:
    return f"-{flag}" if len(flag) == 1 else f"--{flag}"


def _taken(option: Option, from_file: dict[tuple[str, str], tuple[Any, str]]) -> tuple[Any, str] | None:
    """The value of an option that nobody has typed, and where it comes from."""
    named = next((name for name in option.variables if os.environ.get(name)), None)
    if named is not None:
        return os.environ[named], f"${named}"
    return from_file.get((option.command, option.flag))


def _shown(value: Any) -> str:
    return shlex.join(value) if isinstance(value, list) else str(value)


def help_command(
    context: typer.Context,
    command: Annotated[
        list[str] | None, typer.Argument(metavar="COMMAND", help="The command whose help is shown.")
    ] = None,
) -> None:
    """Show the help of a command."""
    found: Any = context.find_root()
    for name in command or ():
        within = getattr(found.command, "commands", {})
        if name not in within:
            raise UsageError(f"there is no command {' '.join(command or ())!r}; {suggestion(name, within)}")
        found = type(context)(within[name], info_name=name, parent=found)
    write(found.get_help())
