"""Filters that look at the words of an instruction."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from selfinstruct.records import Instance, Reason, Task
from selfinstruct.text import published_rules
from selfinstruct.text.tokens import unicode_tokens

# A quotation that is closed, with more of the instruction behind it, in whatever punctuation of whatever language; an
# apostrophe within a word closes none. Brackets and marks of data behind it show that it is a piece of data.
_QUOTATION = re.compile(r"""(?:"[^"]+"|'[^']+(?:'\w[^']*)*'(?!\w)|``[^`]+``|`[^`]+`)[^\w"'`{}\[\]<>|=\\]*\w""")


@dataclass(frozen=True)
class Length:
    """Instructions of fewer or more words than wanted; in scripts without spaces a character counts as a word."""

    minimum: int = 4
    maximum: int = 150
    scope: ClassVar[str] = "instruction"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        if task.instruction.isascii():
            return published_rules.length(task.instruction, self.minimum, self.maximum)
        # A token is a run of letters, or one character of a script that writes no words apart.
        words = max(len(task.instruction.split()), len(unicode_tokens(task.instruction)))
        return None if self.minimum <= words <= self.maximum else Reason("length", words)


@dataclass(frozen=True)
class Blacklist:
    """Instructions with a word that asks for more than text (image, file, plot …)."""

    words: Sequence[str] = published_rules.PAPER_BLACKLIST
    scope: ClassVar[str] = "instruction"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        return published_rules.blacklist(task.instruction, self.words)


@dataclass(frozen=True)
class WriteAProgram:
    """Instructions that begin with "Write a program", which models turn many tasks into."""

    scope: ClassVar[str] = "instruction"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        return published_rules.write_a_program(task.instruction)


@dataclass(frozen=True)
class Punctuation:
    """Instructions whose first character is ASCII punctuation; with `quotations` none that begin with a quotation."""

    quotations: bool = False
    scope: ClassVar[str] = "instruction"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        if self.quotations and _QUOTATION.match(task.instruction):
            return None
        return published_rules.punctuation(task.instruction)


@dataclass(frozen=True)
class NonAscii:
    """Instructions whose first character is not ASCII; for datasets in English only."""

    scope: ClassVar[str] = "instruction"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        return published_rules.non_ascii(task.instruction)
