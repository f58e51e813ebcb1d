"""Options that several commands have; those of a session come from the one table of settings."""

import inspect
import math
from collections.abc import Callable, Container
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from selfinstruct.errors import UsageError
from selfinstruct.files.storage import refuse_elsewhere
from selfinstruct.prices import parse_price
from selfinstruct.settings import LIFTED, SETTINGS, TYPES, BatchOptions, ProgramOptions, SessionOptions, Settings, kinds

EXIT = {"done": 0, "saturated": 3, "max_requests": 3, "max_cost": 3, "unfit": 3, "interrupted": 130}


def place(text: str) -> Path:
    """A path to write to; one without letters, as of a variable that is not set, would be the current directory."""
    if not text.strip():
        raise UsageError("--out: is empty; say where to write")
    refuse_elsewhere(text)
    return Path(text)


def out_option(metavar: str, help: str) -> Any:
    """`-o/--out`, the same in every command."""
    return typer.Option("-o", "--out", parser=place, metavar=metavar, help=help)


def session_options(
    *, batch: bool = False, resumes: bool = False, programs: bool = False, without: Container[str] = ()
) -> Callable[[Callable[..., None]], Any]:
    """Give a command the options of a session, in the place of its parameter `session`, a dictionary of them.

    `batch` adds those of batch jobs, `programs` that of programs too; those `without` are left out. Where the command
    `resumes`, no option has a default: what is left out stays.
    """
    known = ProgramOptions if programs else BatchOptions if batch else SessionOptions
    names = [name for name in SETTINGS if name in known.__annotations__ and name not in without]

    def add(command: Callable[..., None]) -> Callable[..., None]:
        own = inspect.signature(command, eval_str=True)
        added = [_parameter(name, resumes) for name in names]
        parameters = [
            item
            for parameter in own.parameters.values()
            for item in (added if parameter.name == "session" else [_keyword(parameter)])
        ]

        @wraps(command)
        def with_session(**given: Any) -> None:
            command(session={name: given.pop(name) for name in names}, **given)

        with_session.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
        with_session.__annotations__ = {item.name: item.annotation for item in parameters}
        return with_session

    return add


def setting_option(name: str) -> Any:
    """The option of one setting, to annotate a parameter with."""
    setting = SETTINGS[name]
    flags = [f"--{name.replace('_', '-')}"]
    more: dict[str, Any] = {} if setting.least is None else {"min": setting.least}
    if name == "price":
        return Annotated[str | None, typer.Option(*flags, metavar="IN,OUT", callback=_price, help=setting.help)]
    if name == "journals":
        return Annotated[list[str] | None, typer.Option(*flags, metavar="DIR", help=setting.help)]
    if TYPES[name] is bool:
        return Annotated[bool | None, typer.Option(f"{flags[0]}/--no-{flags[0][2:]}", help=setting.help)]
    if name in LIFTED:
        parser = _limit(flags[0], setting.least or 0, whole=float not in kinds(name))
        return Annotated[float | None, typer.Option(*flags, parser=parser, help=setting.help)]
    kind = next(kind for kind in (float, int, str) if kind in kinds(name))
    return Annotated[kind | None, typer.Option(*flags, help=setting.help, **more)]


def _limit(flag: str, least: float, *, whole: bool) -> Callable[[str], float]:
    """Reads a limit; `none` lifts one that a run has from before, or that a file of defaults sets."""

    def limit(text: str) -> float:
        if text.strip().lower() == "none":
            return math.inf
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number) or number < least or (whole and not number.is_integer()):
            what = "a whole number" if whole else "a number"
            raise UsageError(f"{flag} {text!r:.40}: must be {what}, at least {least:g}, or none for no limit")
        return int(number) if number.is_integer() else number

    return limit


def _parameter(name: str, resumes: bool) -> inspect.Parameter:
    # The defaults that help shows; of the others None says that they are left out, which the API takes for its own.
    default = None if resumes or name != "concurrency" else Settings.__dataclass_fields__[name].default
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=setting_option(name)
    )  # fmt: skip


def _keyword(parameter: inspect.Parameter) -> inspect.Parameter:
    return parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)


def _price(text: str | None) -> Any:
    return None if text is None else parse_price(text)


Json = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON on stdout.")]
ReportFile = Annotated[Path | None, typer.Option("--report", metavar="FILE", help="Write an HTML report at the end.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace what is there, though it holds something else.")]
RetryFailed = Annotated[
    bool, typer.Option("--retry-failed", help="Ask again what failed for good, and rewrite the files.")
]
Sse = setting_option("sse")
SseKmsKeyId = setting_option("sse_kms_key_id")


def _sets(example: str) -> Any:
    return typer.Option(
        "--set", metavar="KEY=VALUE", help=f"Change a recipe setting, for example {example}; may be repeated."
    )


def overriding(sets: list[str] | None, reasoning: str | None, constrain: str | None = None) -> tuple[str, ...]:
    """What --set, --reasoning and --constrain change of a recipe, --set last."""
    named = {"reasoning": reasoning, "constrain": constrain}
    return (*(f"{name}={value}" for name, value in named.items() if value is not None), *(sets or ()))


Sets = Annotated[list[str] | None, _sets("bootstrap.temperature=0.9")]
FilterSets = Annotated[list[str] | None, _sets("filters.novelty.threshold=0.6")]
PreferSets = Annotated[list[str] | None, _sets("score.temperature=0.2")]
DistillSets = Annotated[list[str] | None, _sets("response.temperature=0.7")]
LabelSets = Annotated[list[str] | None, _sets("margin=3")]


def roles_named(given: list[str] | None) -> dict[str, str]:
    """The models that --role names, by role."""
    found: dict[str, str] = {}
    for text in given or ():
        role, mark, model = text.partition("=")
        if not mark or not role.strip() or not model.strip():
            raise UsageError(f"--role {text!r:.60}: write ROLE=MODEL, for example weak=openai/MODEL")
        if role.strip() in found:
            raise UsageError(f"--role {role.strip()}: is given twice; name one model")
        found[role.strip()] = model.strip()
    return found


Develop = Annotated[
    str | None,
    typer.Option(metavar="METHOD", help="The method that develops tasks, instead of the recipe's; also module:attr."),
]
Constraining = Annotated[
    str | None,
    typer.Option(
        "--constrain", metavar="WAY",
        help="How answers are held to the form they are read in: auto, schema, grammar or off.",
    ),
]  # fmt: skip
Reasoning = Annotated[
    str | None,
    typer.Option(metavar="LEVEL", help="How much a reasoning model thinks: off, low, medium, high or default."),
]
IgnoreColumns = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore-columns", metavar="NAMES", help="Columns of text that need not be read, with commas between them."
    ),
]
Pii = Annotated[
    str | None,
    typer.Option(help="Personal data in seeds and pool: mask, drop or off; default: mask for logs."),
]
