"""A form as a grammar (GBNF, as llama.cpp and vLLM read it) and as the pattern of the same answers.

https://github.com/ggml-org/llama.cpp/blob/master/grammars/README.md
"""

import json
import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from selfinstruct.forms.description import (
    Both,
    Bullets,
    Choice,
    Field,
    Form,
    Line,
    Listed,
    Number,
    Text,
    Value,
    Word,
)

_REASON = 300


class Literal(NamedTuple):
    text: str


class Characters(NamedTuple):
    """One character: of `these`, or any other where `but`; ranges as in a class of a pattern."""

    these: str
    but: bool = False


class Sequenced(NamedTuple):
    parts: tuple["Part", ...]


class Either(NamedTuple):
    parts: tuple["Part", ...]


class Times(NamedTuple):
    part: "Part"
    least: int = 0
    most: int | None = None


class Named(NamedTuple):
    """A part that a grammar says once, as a rule of its own."""

    name: str
    part: "Part"


Part = Literal | Characters | Sequenced | Either | Times | Named

# Classes of characters, in the syntax that grammars and patterns share.
_CONTROL = r"\x00-\x1f\x7f"
_NO_TEXT = r"\x00-\x08\x0a-\x1f\x7f"  # all of them but the tab
_MARKS = r" \t*_>"
_POINTS = r" *_#>`:;.,\"'-"  # what no line begins with; a hyphen is itself in the last place only
_SPACE_AND_MARKUP = " *_#>`"
_FIRST_OF_TEXT = Characters(_CONTROL + _SPACE_AND_MARKUP, True)
_REST = Times(Characters(_NO_TEXT, True))
_LOWER, _DIGITS = "a-z", "0-9"


@cache
def grammar(form: Form) -> str:
    """The grammar, its first rule called root."""
    rules: dict[str, str] = {}
    root = _gbnf(_parts(form), rules)
    return "".join(f"{name} ::= {rule}\n" for name, rule in {"root": root, **rules}.items())


@cache
def pattern(form: Form) -> re.Pattern[str]:
    """Matches the answers that the grammar allows, as a whole."""
    return re.compile(_regular(_parts(form)))


def keeps_to(form: Form, text: str) -> bool:
    """Whether an answer is as the grammar would have it, white space around it aside."""
    body = text.strip()
    return pattern(form).fullmatch(f" {body}" if form.continues else body) is not None


def _parts(form: Form) -> Part:
    block = _blocks(form) if form.key else _block(form, form.first)
    return Either((Literal(form.instead), block)) if form.instead else block


def _blocks(form: Form) -> Part:
    """Up to `most` blocks, each of which may be the last."""
    rest: Part | None = None
    for number in range(form.first + form.most - 1, form.first - 1, -1):
        one = _block(form, number)
        more = () if rest is None else (Times(Sequenced((Literal("\n"), rest)), 0, 1),)
        rest = Sequenced((one, *more))
    assert rest is not None
    return rest


def _block(form: Form, number: int) -> Part:
    if form.continues and number == form.first:
        return _joined([_begun(form.fields[0], form), *(_field(field, form, number) for field in form.fields[1:])])
    fields = [_field(field, form, number) for field in form.fields]
    if form.numbered:
        return Sequenced((Literal(f"{number}. "), *fields))
    if form.heading:
        return _joined([Literal(form.heading.format(number)), *fields])
    return _joined(fields)


def _begun(field: Field, form: Form) -> Part:
    """The first field of what goes on with its prompt, which has said the name already."""
    return Sequenced((Literal(" "), _value(field.value, form)))


def _joined(parts: Sequence[Part]) -> Part:
    """The parts, each on a line of its own; an optional one brings its own end of line."""
    joined: list[Part] = []
    for part in parts:
        if joined and not (isinstance(joined[-1], Times) and joined[-1].most == 1):
            joined.append(Literal("\n"))
        joined.append(part)
    return joined[0] if len(joined) == 1 else Sequenced(tuple(joined))


def _field(field: Field, form: Form, number: int) -> Part:
    if not field.name:
        return _value(field.value, form)
    name = field.name.format(number)
    if isinstance(field.value, Bullets):
        bullets = Times(Sequenced((Literal("\n- "), _line(_REASON))), 1, field.value.most)
        return Sequenced((Literal(f"{name}:"), Either((Literal(" none"), bullets))))
    one: Part = Sequenced((Literal(f"{name}:{chr(10) if field.below else ' '}"), _value(field.value, form)))
    if field.optional:
        return Times(Sequenced((one, Literal("\n"))), 0, 1)
    if field.most == 1:
        return one
    return Sequenced((one, Times(Sequenced((Literal("\n"), one)), 0, field.most - 1)))


def _value(value: Value, form: Form) -> Part:
    match value:
        case Choice(words):
            return _either(words)
        case Number():
            return _either(value.values())
        case Both(number):
            points = _either(number.values())
            return Sequenced((Literal("A "), points, Literal(", B "), points))
        case Word():
            word = Times(Characters(_LOWER), 2, 14)
            return Sequenced((word, Times(Sequenced((Literal("_"), word)), 1, 3)))
        case Listed(among, most):
            item = _either(among) if among else _line(60, but=";")
            several = Sequenced((item, Times(Sequenced((Literal("; "), item)), 0, most - 1)))
            return several if among else Either((Literal("none"), several))
        case Line(most, least, words):
            return _line(most, least, words)
        case Text():
            return _text(form)
        case Bullets():
            raise AssertionError("bullets stand below a name")


def _either(words: Sequence[str]) -> Part:
    return Either(tuple(Literal(word) for word in words)) if len(words) > 1 else Literal(words[0])


def _line(most: int, least: int = 1, words: bool = False, but: str = "") -> Part:
    first = Characters(_CONTROL + but + (_DIGITS + _POINTS if words else _SPACE_AND_MARKUP), True)
    rest = Times(Characters(_CONTROL + but, True), least - 1, most - 1)
    name = f"{'item' if but else 'words' if words else 'line'}{most}"
    return Named(name, Sequenced((first, rest)))


def _text(form: Form) -> Part:
    """Lines of which none but the first may begin like a line of the form; one empty line in a row at most."""
    words = [f"{name.lower()}:" for name in form.names if name and "{}" not in name]
    if form.heading:
        words.append("###")
    if form.heading or form.continues:
        words += ["task:", "example"]
    between = Sequenced((Literal("\n"), Times(Literal("\n"), 0, 1)))
    further = Sequenced((between, Times(Characters(_MARKS), 0, 8), _avoiding(tuple(words), _MARKS)))
    return Named("text", Sequenced((_FIRST_OF_TEXT, _REST, Times(further))))


def _avoiding(words: tuple[str, ...], lead: str = "") -> Part:
    """A line, or the rest of one, that does not go on with one of the words, in any case.

    The rest of a line may be empty; a line may not, nor begin with one of the marks of its `lead`.
    """
    firsts = sorted({word[0] for word in words})
    taken = "".join(_escaped(_both_cases(first)) for first in firsts)
    ways: list[Part] = [Sequenced((Characters(_NO_TEXT + taken + lead, True), _REST))]
    for first in firsts:
        rest = tuple(word[1:] for word in words if word[0] == first)
        if "" not in rest:  # else a whole word would stand here
            ways.append(Sequenced((Characters(_escaped(_both_cases(first))), _avoiding(rest))))
    choice: Part = Either(tuple(ways)) if len(ways) > 1 else ways[0]
    return choice if lead else Times(choice, 0, 1)


def _both_cases(character: str) -> str:
    return "".join(dict.fromkeys((character, character.upper())))


def _escaped(characters: str) -> str:
    return "".join(f"\\{character}" if character in "\\][" else character for character in characters)


def _gbnf(part: Part, rules: dict[str, str]) -> str:
    match part:
        case Named(name, inner):
            if name not in rules:
                rules[name] = ""  # its place
                rules[name] = _gbnf(inner, rules)
            return name
        case Literal(text):
            return json.dumps(text, ensure_ascii=False)
        case Characters(these, but):
            return f"[{'^' if but else ''}{these}]"
        case Sequenced(parts):
            return " ".join(_grouped(item, rules) for item in parts)
        case Either(parts):
            return " | ".join(_grouped(item, rules) for item in parts)
        case Times(inner, least, most):
            how = {(0, None): "*", (1, None): "+", (0, 1): "?"}.get((least, most), f"{{{least},{most}}}")
            return f"{_grouped(inner, rules)}{how}"


def _grouped(part: Part, rules: dict[str, str]) -> str:
    bare = isinstance(part, Literal | Characters | Named)
    return _gbnf(part, rules) if bare else f"({_gbnf(part, rules)})"


def _regular(part: Part) -> str:
    match part:
        case Named(_, inner):
            return _regular(inner)
        case Literal(text):
            return re.escape(text)
        case Characters(these, but):
            return f"[{'^' if but else ''}{these}]"
        case Sequenced(parts):
            return "".join(_regular(item) for item in parts)
        case Either(parts):
            return f"(?:{'|'.join(_regular(item) for item in parts)})"
        case Times(inner, least, most):
            return f"(?:{_regular(inner)}){{{least},{'' if most is None else most}}}"
