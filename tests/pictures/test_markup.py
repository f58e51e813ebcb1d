"""Text gets into markup in one way, and that escapes it."""

import ast
from html.parser import HTMLParser

import pytest

from selfinstruct.pictures.markup import joined, marked, tag, text
from selfinstruct.pictures.visible import visible
from tests.support.hostile_texts import HOSTILE_TEXTS
from tests.support.paths import ROOT

# Where markup is made of something else than text: the element itself, and style and script of our own.
_MAKERS = {
    "pictures/markup.py": {"tag", "text", "joined"},
    "pictures/svg.py": {"alone"},
    "reporting/page.py": {"_raw"},
}


class Read(HTMLParser):
    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[str] = []
        self.attributes: list[dict[str, str | None]] = []
        self.texts = ""
        self.feed(str(content))
        self.close()

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(name)
        self.attributes.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        self.texts += data


@pytest.mark.parametrize("name", sorted(HOSTILE_TEXTS))
def test_hostile_texts_are_texts(name: str) -> None:
    hostile = HOSTILE_TEXTS[name]
    found = Read(tag("p", hostile, title=hostile))
    assert found.elements == ["p"]
    assert set(found.attributes[0]) == {"title"}
    assert len(found.texts) == len(hostile)
    found = Read(tag("p", marked(hostile)))
    assert set(found.elements) <= {"p", "span"}
    assert found.texts == "".join(piece for piece, _ in visible(hostile))


def test_marks_stand_for_what_nobody_sees() -> None:
    assert marked("a\u202eb") == 'a<span class="mark" title="RIGHT-TO-LEFT OVERRIDE">U+202E</span>b'
    assert marked("one two, <Two!", [(0, 3), (9, 13)]) == "<mark>one</mark> two, <mark>&lt;Two</mark>!"


def test_numbers_and_nothing() -> None:
    assert tag("p", 3, 2.5, None, hidden=True, title=None, class_="a") == '<p hidden class="a">32.5</p>'
    assert joined("<", tag("br")) == "&lt;<br/>"
    assert text(None) == ""


def test_nothing_else_makes_markup_of_text() -> None:
    """`Markup(…)` of anything but a literal stands only in the few places that are named here."""
    for room in ("pictures", "reporting"):
        for path in sorted((ROOT / "selfinstruct" / room).rglob("*.py")):
            known = _MAKERS.get(str(path.relative_to(ROOT / "selfinstruct")), set())
            for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(function, ast.FunctionDef):
                    continue
                for call in ast.walk(function):
                    if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("Markup", "HTML"):
                        plain = all(isinstance(item, ast.Constant) for item in call.args)
                        assert plain or function.name in known, f"{path.name}:{call.lineno}: makes markup"
                    names = {getattr(call, "attr", ""), getattr(call, "id", "")} if call is not function else set()
                    assert not names & {"__html__", "unescape", "format_map"}, f"{path.name}: {function.name}"
