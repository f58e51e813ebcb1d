"""Help pages: options in groups, commands with whole sentences, examples as they are to be typed."""

from typing import Any

from typer.core import TyperCommand, TyperGroup

from selfinstruct.cli.shape.names import asked_for, filled

OWN = "Options"  # of options that are in no group


class GroupedCommand(TyperCommand):
    """A command whose options stand in the groups that `rich_help_panel` names, in the order they are met."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        arguments: list[tuple[str, str]] = []
        groups: dict[str, list[tuple[str, str]]] = {OWN: []}
        for parameter in self.get_params(ctx):
            if (record := parameter.get_help_record(ctx)) is None:
                continue
            if parameter.param_type_name == "argument":
                arguments.append((record[0].partition(" <")[0], record[1]))
            else:
                title = getattr(parameter, "rich_help_panel", None) or OWN
                groups.setdefault(title, []).append((_flags(parameter, record[0]), _told(ctx, parameter, record[1])))
        last = groups.pop(LAST, [])
        # --help, which the library adds, belongs to those that every command has.
        last += [groups[OWN].pop()] if groups[OWN] and "--help" in groups[OWN][-1][0] else []
        groups[OWN] += [records.pop() for title, records in groups.items() if title != OWN and len(records) == 1]
        for title, records in {"Arguments": arguments, **groups, LAST: last}.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        _examples(self.epilog, formatter)


def _flags(parameter: Any, text: str) -> str:
    """The names of an option; the opposite of a flag that is off by itself is told of all of them at once."""
    return text.partition(" / --no-")[0] if parameter.default is False else text


def _told(ctx: Any, parameter: Any, text: str) -> str:
    path = ctx.command_path.partition(" ")[2]
    return filled(text, next((kind for flag in parameter.opts if (kind := asked_for(path, flag))), None))


LAST = "Output"  # the group at the end of every page


class SectionedGroup(TyperGroup):
    """Commands in the sections that `rich_help_panel` names, each with its whole first sentence."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        sections: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is None or command.hidden:
                continue
            title = getattr(command, "rich_help_panel", None) or "Commands"
            sections.setdefault(title, []).append((name, first_sentence(command.help or "")))
        for title, rows in sections.items():
            with formatter.section(title):
                formatter.write_dl(rows)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        _examples(self.epilog, formatter)


def first_sentence(text: str) -> str:
    """The first sentence of a command's help, on one line."""
    return " ".join(text.split()).partition(". ")[0].rstrip(".")


def _examples(lines: str | None, formatter: Any) -> None:
    """Lines that can be copied: they are not folded."""
    if not lines:
        return
    with formatter.section("Examples"):
        for line in lines.split("\n"):
            formatter.write(f"{'':>{formatter.current_indent}}{line}\n")
