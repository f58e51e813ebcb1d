"""Adds a command to the application, with what every command has besides its own options.

That is: `-q` and `-v`, a group for each option on the help page, a placeholder that says what a value is, and two
variables of the environment for each option (`SELFINSTRUCT_GENERATE_MODEL` for one command, `SELFINSTRUCT_MODEL` for
all).
"""

import copy
import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, get_args

import typer
from typer.core import TyperCommand
from typer.models import OptionInfo, ParameterInfo

from selfinstruct.cli.shape import loudness
from selfinstruct.cli.shape.examples import examples_of
from selfinstruct.cli.shape.groups import group_of, metavar_of
from selfinstruct.cli.shape.help import GroupedCommand
from selfinstruct.cli.shape.names import asked_for, completing

PREFIX = "SELFINSTRUCT_"
HELP = {"help_option_names": ["-h", "--help"]}
# What goes on with something does so as it was begun: what stands for all commands is not for it.
ONLY_THEIR_OWN = ("resume",)
_METAVARS = {Path: "PATH", int: "N", float: "NUMBER"}
_Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but warnings and errors.")]
_Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Also tell what is adapted to, and retried.")]


def add(
    app: typer.Typer,
    name: str,
    command: Callable[..., None],
    section: str,
    *,
    within: str = "",
    cls: type[TyperCommand] = GroupedCommand,
) -> None:
    """Give `app` the command; `within` is the group that it belongs to (`review`)."""
    path = f"{within} {name}".strip()
    app.command(name, cls=cls, epilog=examples_of(path), rich_help_panel=section, context_settings=HELP)(
        _shaped(path, command)
    )


def _shaped(path: str, command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options that all have, and each option with its group, placeholder and variables."""
    own = inspect.signature(command, eval_str=True)
    parameters = [_told(path, parameter) for parameter in own.parameters.values()]
    for name, annotation in (("quiet", _Quiet), ("verbose", _Verbose)):
        added = inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=annotation)
        parameters.append(_told(path, added))

    @wraps(command)
    def shaped(*, quiet: bool, verbose: bool, **given: Any) -> None:
        loudness.choose(quiet=quiet, verbose=verbose)
        command(**given)

    shaped.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
    shaped.__annotations__ = {item.name: item.annotation for item in parameters}
    return shaped


def _told(path: str, parameter: inspect.Parameter) -> inspect.Parameter:
    parameter = parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
    kind, *told = get_args(parameter.annotation) or (parameter.annotation,)
    info = next((copy.copy(item) for item in told if isinstance(item, ParameterInfo)), None)
    if info is None:
        return parameter
    single = _single(kind)
    flag = flag_of(info, parameter.name)
    if info.metavar is None and single is not bool:
        info.metavar = metavar_of(flag) or _METAVARS.get(single, "TEXT")
    if isinstance(info, OptionInfo):
        if (names := asked_for(path, flag)) is not None:
            info.autocompletion = completing(names)
        if single is bool and parameter.default is False:
            _negate(info, flag)
        info.rich_help_panel = info.rich_help_panel or group_of(flag)
        info.envvar = variables_of(path, flag)
        info.show_envvar = False
    return parameter.replace(annotation=Annotated[kind, info])


def _negate(info: OptionInfo, flag: str) -> None:
    """Give a flag its opposite, by which what the environment or a file of defaults sets is taken back."""
    if flag.startswith("--no-"):
        return
    info.show_default = False
    both = f"{flag}/--no-{flag.removeprefix('--')}"
    if info.default == flag:
        info.default = both
    declared = [both if one == flag else one for one in info.param_decls or ()]
    info.param_decls = tuple(declared) or None
    if info.default != both and both not in declared:
        info.param_decls = (*declared, both)


def flag_of(info: ParameterInfo, name: str) -> str:
    """The long name of an option as it is typed, `-n` where it has none."""
    # Within Annotated the library keeps the first name as the default.
    names = [item for item in (info.default, *(info.param_decls or ())) if isinstance(item, str)]
    declared = [one.partition("/")[0] for one in names if one.startswith("-")]
    long = [one for one in declared if one.startswith("--")]
    return (long or declared or [f"--{name.replace('_', '-')}"])[0]


def variables_of(path: str, flag: str) -> list[str]:
    """The variables of the environment that an option of a command is taken from, the one that counts first."""
    name = flag.strip("-").replace("-", "_").upper()
    own = f"{PREFIX}{path.replace(' ', '_').replace('-', '_').upper()}_{name}"
    return [own] if path in ONLY_THEIR_OWN else [own, f"{PREFIX}{name}"]


def _single(kind: Any) -> Any:
    """The type of one value: of `list[Path] | None`, Path."""
    while parts := [part for part in get_args(kind) if part is not NoneType]:
        kind = parts[0]
    return kind
