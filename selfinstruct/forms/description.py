"""What an answer is made of: named fields on lines, blocks of them, free text; `parse/` reads it, models write it.

One description gives the JSON Schema and the grammar that hold a model to it (schema.py, grammar.py), the pattern that
says whether an answer keeps to it (grammar.py), and the lines that an answer in JSON stands for (layout.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

CONSTRAIN = ("auto", "schema", "grammar", "off")
Constrain = Literal["auto", "schema", "grammar", "off"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `lowest` to `highest`, both included, in steps of `step`."""

    lowest: float
    highest: float
    step: float = 1.0

    def values(self) -> tuple[str, ...]:
        """All of them, as they are written: 7, 7.5."""
        count = round((self.highest - self.lowest) / self.step)
        return tuple(f"{round(self.lowest + self.step * place, 6):g}" for place in range(count + 1))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of at least and at most so many characters; one of `words` begins with no digit and no mark."""

    most: int = 600
    least: int = 1
    words: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """Two to four words of snake_case."""


@dataclass(frozen=True, slots=True)
class Text:
    """Text of any length, over any number of lines; no further line begins with a name of its form."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Short texts on one line, divided by semicolons, or the word none; a list in JSON.

    Where they are few and known, they are `among`.
    """

    among: tuple[str, ...] = ()
    most: int = 12


@dataclass(frozen=True, slots=True)
class Bullets:
    """One text a line behind "- ", below the name; or the word none behind it. A list in JSON."""

    most: int = 12


@dataclass(frozen=True, slots=True)
class Both:
    """A number for A and one for B: "A 7, B 8.5"."""

    number: Number


Value = Choice | Number | Line | Word | Text | Listed | Bullets | Both


@dataclass(frozen=True, slots=True)
class Field:
    """A line "Name: value", or the value alone where there is no name; with `below` it begins on the next line.

    Up to `most` such lines follow each other, one a value. An `optional` one may be missing; in JSON it is empty then.
    """

    name: str
    value: Value
    below: bool = False
    most: int = 1
    optional: bool = False

    @property
    def key(self) -> str:
        """Its name in JSON."""
        name = self.name.removeprefix("{}. ").lower().replace(" ", "_")
        return f"{name}s" if self.most > 1 else name


@dataclass(frozen=True, slots=True)
class Form:
    """The form of an answer: `fields` that follow each other, a line or more each.

    Where it has a `key`, that is a list of up to `most` blocks of fields in JSON. Each block stands below a `heading`,
    if there is one; "{}" in it or in a name is the block's number, from `first` on. A block may be without a heading,
    or begin with its number and have no name ("2. the answer": `numbered`). An answer may be the text `instead` as a
    whole. One that `continues` begins where its prompt ends, behind the heading and the name of the first field: it is
    no JSON, and can be held by a grammar only. `json_is_read` says that its parser reads JSON; else that is put into
    lines first.
    """

    fields: tuple[Field, ...]
    heading: str = ""
    key: str = ""
    most: int = 1
    first: int = 1
    numbered: bool = False
    instead: str = ""
    continues: bool = False
    json_is_read: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)


@dataclass(frozen=True, slots=True)
class Hold:
    """That an answer is to be held to a form, and how: by a schema, a grammar, or as the server is known to do it."""

    form: Form
    way: Constrain = "auto"


def hold(form: Form | None, way: str) -> Hold | None:
    """How a request says that its answer is to be held to a form; None where it is not."""
    if form is None or way == "off":
        return None
    return Hold(form, "schema" if way == "schema" else "grammar" if way == "grammar" else "auto")


def lines(*fields: tuple[str, Value]) -> Form:
    """A form of plain lines."""
    return Form(tuple(Field(name, value) for name, value in fields))


def scale(lowest: float, highest: float) -> Number | None:
    """The numbers of a scale in steps as fine as makes sense; None where they are too many to be listed."""
    for step in (0.01, 0.1, 0.5, 1.0):
        if (highest - lowest) / step <= 200 and _whole(lowest / step) and _whole(highest / step):
            return Number(lowest, highest, step)
    return None


def _whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-9


def options(words: Sequence[str]) -> Choice | None:
    """The words as a choice, None where one of them cannot stand on a line."""
    plain = tuple(dict.fromkeys(words))
    if not plain or any(not word.strip() or word != word.strip() or "\n" in word or "\r" in word for word in plain):
        return None
    return Choice(plain)
