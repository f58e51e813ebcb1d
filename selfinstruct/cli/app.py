"""The command line: arguments to API calls, results to exit codes.

Commands call the public API, which loads what it needs when it is called: `--help` loads no SDK and no numpy.
"""

import os
import re
import sys
import traceback
from typing import Annotated, Any

import typer

from selfinstruct._version import __version__
from selfinstruct.cli.config import config_command, help_command
from selfinstruct.cli.datasets import merge_command, validate_command
from selfinstruct.cli.distill import distill_command
from selfinstruct.cli.doctor import doctor_command
from selfinstruct.cli.export import check_command, export_command, verify_command
from selfinstruct.cli.filter import filter_command
from selfinstruct.cli.generate import generate_command, resume_command
from selfinstruct.cli.ground import ground_command
from selfinstruct.cli.ingest import ingest_command
from selfinstruct.cli.jobs import jobs_command
from selfinstruct.cli.label import label_command
from selfinstruct.cli.list import list_command
from selfinstruct.cli.options.bare import BareOcrCommand
from selfinstruct.cli.prefer import prefer_command
from selfinstruct.cli.prove import prove_command
from selfinstruct.cli.render.text import plain, say
from selfinstruct.cli.report import report_command
from selfinstruct.cli.review import add_review
from selfinstruct.cli.select import select_command
from selfinstruct.cli.session import streams
from selfinstruct.cli.shape import loudness
from selfinstruct.cli.shape.adding import HELP, PREFIX, add
from selfinstruct.cli.shape.defaults import defaults_for
from selfinstruct.cli.shape.examples import examples_of
from selfinstruct.cli.shape.help import SectionedGroup
from selfinstruct.cli.show import show_command
from selfinstruct.cli.topics import topics_command
from selfinstruct.errors import ExportRefused, RecipeError, SeedError, SelfInstructError, UsageError
from selfinstruct.files.pipes import rereadable_pipes

app = typer.Typer(
    name="selfinstruct",
    cls=SectionedGroup,
    help="Grow seed tasks into an instruction-tuning dataset with any LLM.",
    epilog=examples_of(""),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings=HELP,
)
_state = {"debug": False}
# What the library says of a number, in the words of our own messages.
_PLAINER = (
    (r"Input should be a valid integer, unable to parse string as an integer", "must be a whole number"),
    (r"Input should be a valid number, unable to parse string as a number", "must be a number"),
    (r"Input should be greater than or equal to ([\d.]+)", r"must be at least \1"),
    (r"Input should be less than or equal to ([\d.]+)", r"must be at most \1"),
)
MOST_LINES = 50  # that an error is told in


def run_app() -> None:
    """Run the command line and exit with its code."""
    sys.path.append(os.getcwd())  # where a user's own module:attr is looked for, after everything installed
    streams.prepare()
    try:
        with rereadable_pipes():
            code = app(prog_name="selfinstruct", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        sys.exit(code or 0)
    except SelfInstructError as error:
        _tell(error)
        streams.flush_output()
        sys.exit(error.exit_code)
    except typer.TyperException as error:
        _tell_usage(error)
        sys.exit(2)
    except BrokenPipeError:
        streams.flush_output()
        sys.exit(0)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)


def _tell(error: SelfInstructError) -> None:
    if _state["debug"]:
        traceback.print_exc()
        return
    lines = error.problems if isinstance(error, SeedError | RecipeError | ExportRefused) else [str(error)]
    for line in lines[:MOST_LINES]:
        print(f"error: {plain(line)}", file=sys.stderr)
    if len(lines) > MOST_LINES:
        print(f"error: … and {len(lines) - MOST_LINES:,} more like these", file=sys.stderr)
    for note in getattr(error, "__notes__", ()):  # how to go on
        say(note, whole=True)


def _tell_usage(error: typer.TyperException) -> None:
    """What is wrong with the words of a command, on one line; a command without any is told all of its help."""
    told: Any = error
    if "NoArgs" in type(error).__name__:
        told.show()
        return
    command = told.ctx.command_path if getattr(told, "ctx", None) else "selfinstruct"
    text = plain(told.format_message()).rstrip(".") + _meant(told) + _not_typed(told)
    for pattern, words in _PLAINER:
        text = re.sub(pattern, words, text)
    joined = " See" if text.endswith("?") else "; see"
    print(f"error: {text}{joined} {command} --help", file=sys.stderr)


def _meant(told: Any) -> str:
    """The option whose name is one letter longer, where what was given is not for this one: --seeds for --seed."""
    named = ((getattr(told, "param", None) and told.param.opts) or [""])[-1]
    others = {flag for item in told.ctx.command.params for flag in item.opts} if named and told.ctx else set()
    return f"; did you mean {named}s?" if f"{named}s" in others else ""


def _not_typed(told: Any) -> str:
    """Where a value comes from that was not typed: a variable of the environment, or the file of settings."""
    context, name = getattr(told, "ctx", None), getattr(getattr(told, "param", None), "name", None)
    source = context.get_parameter_source(name) if context is not None and name else None
    if source is None or source.name not in ("ENVIRONMENT", "DEFAULT_MAP"):
        return ""
    variable = next((one for one in told.param.envvar or () if os.environ.get(one)), "")
    return f" (it comes from ${variable})" if source.name == "ENVIRONMENT" else " (it comes from the file of settings)"


def _plain_record(record: Any) -> bool:
    """What a service says may stand in a log line: it must not act on the terminal."""
    record.msg, record.args = plain(record.getMessage()), ()
    return True


def _version(value: bool) -> None:
    if value:
        print(f"selfinstruct {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    context: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    log_level: Annotated[
        str, typer.Option(metavar="LEVEL", help="debug, info, warning or error.", envvar=f"{PREFIX}LOG_LEVEL")
    ] = "warning",
    config: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Defaults of options, in place of selfinstruct.toml; empty: none.",
            envvar=f"{PREFIX}CONFIG",
            show_envvar=False,
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("-V", "--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    import logging

    _state["debug"] = debug
    if context.invoked_subcommand not in ("config", "help"):
        context.default_map = defaults_for(context.command, config)
    level = getattr(logging, log_level.upper(), None)
    if not isinstance(level, int):
        raise UsageError(f"--log-level {log_level!r}: use debug, info, warning or error")
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    loudness.set_level(level)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(loudness.Lines())
        handler.addFilter(_plain_record)


MAKE, LOOK, SHIP, MORE = "Make data", "Check and look", "Filter, merge, export", "More"
add(app, "generate", generate_command, MAKE)
add(app, "topics", topics_command, MAKE)
add(app, "resume", resume_command, MAKE)
add(app, "prefer", prefer_command, MAKE)
add(app, "distill", distill_command, MAKE)
add(app, "label", label_command, MAKE)
add(app, "ingest", ingest_command, MAKE, cls=BareOcrCommand)
add(app, "ground", ground_command, MAKE)
add(app, "filter", filter_command, SHIP)
add(app, "select", select_command, SHIP)
add(app, "merge", merge_command, SHIP)
add(app, "export", export_command, SHIP)
add(app, "check", check_command, SHIP)
add(app, "validate", validate_command, LOOK)
add(app, "verify", verify_command, LOOK)
add(app, "prove", prove_command, LOOK)
add(app, "show", show_command, LOOK)
add(app, "report", report_command, LOOK)
add_review(app, LOOK)
add(app, "doctor", doctor_command, MORE)
add(app, "jobs", jobs_command, MORE)
add(app, "list", list_command, MORE)
add(app, "config", config_command, MORE)
add(app, "help", help_command, MORE)


if __name__ == "__main__":
    run_app()
