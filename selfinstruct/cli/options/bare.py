"""An option whose value may be left out, which Typer does not have: `--ocr`, or `--ocr textract`."""

import re
from pathlib import Path
from typing import Any

from selfinstruct.cli.shape.help import GroupedCommand
from selfinstruct.documents.ocr import SHIPPED

_OPTION, _USUAL = "--ocr", "tesseract"
_NAME = re.compile(r"[A-Za-z_][\w-]*\Z|[A-Za-z_][\w.]*:[A-Za-z_][\w.]*\Z")


class BareOcrCommand(GroupedCommand):
    """A command whose `--ocr` means the usual recogniser where none is named behind it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments, with the name put in."""
        return super().parse_args(ctx, with_recogniser(args))


def with_recogniser(args: list[str]) -> list[str]:
    """The arguments with the usual recogniser behind an `--ocr` that no name follows."""
    words, options = args, args.index("--") if "--" in args else len(args)
    named = [at for at, word in enumerate(words[:options]) if word == _OPTION and not _names(words[at + 1 : at + 2])]
    return [part for at, word in enumerate(words) for part in ((word, _USUAL) if at in named else (word,))]


def _names(following: list[str]) -> bool:
    # A word that is no path that there is, is a name all the same: a misspelt one, which is told as such.
    return any(word in SHIPPED or (_NAME.match(word) and not Path(word).exists()) for word in following)
