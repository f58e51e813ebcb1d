"""Texts that models wrote do nothing on the page: not in its JSON, not in its HTML, not rendered."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from selfinstruct.canonical import to_json
from selfinstruct.page.html import Pages
from selfinstruct.page.markdown import rendered
from tests.support.desk_pages import page
from tests.support.hostile_texts import HOSTILE_TEXTS

_VOID = {"meta", "link", "input", "br", "hr"}
_RENDERED = set(
    "html head meta title link body div p pre code em strong h1 h2 h3 h4 h5 h6 ul ol li blockquote hr br"
    " table thead tbody tr th td".split()
)


class Read(HTMLParser):
    """A page as a browser reads it: its elements, and the texts of panes with marks put back to characters."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.panes: list[str] = []
        self.data = ""
        self._stack: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.elements.append((tag, named))
        kind = named.get("class") or ("state" if named.get("id") == "state" else "")
        if tag not in _VOID and tag != "img":
            self._stack.append((tag, kind))
        if kind in ("text", "said"):
            self.panes.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _VOID
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self._stack
        assert self._stack.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        kinds = [kind for _, kind in self._stack]
        if "state" in kinds:
            self.data += data
        elif "text" in kinds or "said" in kinds:
            self.panes[-1] += chr(int(data[2:], 16)) if kinds[-1] == "mark" else data


def shape(text: str) -> list[Any]:
    """The elements of a page with the names of their attributes."""
    return [(tag, sorted(attributes)) for tag, attributes in Read(text).elements if attributes.get("class") != "mark"]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    rows = [
        {"id": f"h{number}", "type": text[:50], "instruction": text, "input": text, "output": text}
        for number, text in enumerate(HOSTILE_TEXTS.values())
    ] + [{"id": "plain", "type": "a", "instruction": "a", "input": "a", "output": "a"}]
    (folder / "hostile.jsonl").write_text("".join(to_json(row) + "\n" for row in rows))
    return folder / "hostile.jsonl"


def test_every_text_arrives_as_it_is(hostile: Path) -> None:
    with page(str(hostile), "--order", "file", "--reviewer", "ann", cwd=hostile.parent) as found:
        browser = found.only
        for at, text in enumerate(HOSTILE_TEXTS.values()):
            item = browser.get("item", at=str(at)).json["item"]
            assert [field["text"] for field in item["fields"]] == [text[:20_000]] * 3
            if len(text) > 20_000:
                assert browser.get("text", id=item["id"], field="2").json["text"] == text
            looked = Read(browser.get("", at=str(at)).body.decode())
            shown = [pane.encode("utf-16-le", "surrogatepass") for pane in looked.panes[:3]]
            assert shown == [text[:20_000].encode("utf-16-le", "surrogatepass")] * 3
            assert json.loads(looked.data)["item"] == item


def test_no_text_makes_an_element(hostile: Path) -> None:
    with page(str(hostile), "--order", "file", "--reviewer", "ann", cwd=hostile.parent) as found:
        plain = {cut: shape(found.only.get("", at=str(len(HOSTILE_TEXTS))).body.decode()) for cut in (False,)}
        known = {tag for tag, _ in plain[False]} | {"a", "h1", "span", "p"}
        for at, text in enumerate(HOSTILE_TEXTS.values()):
            body = found.only.get("", at=str(at)).body.decode()
            made = Read(body).elements
            assert {tag for tag, _ in made} <= known, text[:60]
            assert not [name for _, attributes in made for name in attributes if name.startswith("on")], text[:60]
            own = [tag for tag, attributes in made if attributes.get("class") != "mark"]
            assert len(own) <= len(plain[False]) + 12, text[:60]
            assert body.count("<script") == 2


def test_decisions_keep_hostile_words(hostile: Path) -> None:
    """Edited texts, notes and drafts come back as they were sent, and the log stays one line each."""
    with page(str(hostile), "--order", "file", "--reviewer", "ann", cwd=hostile.parent) as found:
        browser = found.only
        for at, text in enumerate(HOSTILE_TEXTS.values()):
            item = browser.get("item", at=str(at)).json["item"]
            assert browser.post("draft", id=item["id"], edited=text).status == 200
            sent = browser.decide(item, "edit", edited=f"x{text}x", note=text[:500])
            assert sent.status == 200
        ended = found.end()
    assert ended.returncode == 0, ended.stderr
    assert "\x1b" not in ended.stderr
    lines = (hostile.parent / "runs" / "hostile-review" / "decisions.jsonl").read_bytes().split(b"\n")
    assert len(lines) == 2 * len(HOSTILE_TEXTS) + 1
    assert all(isinstance(json.loads(line), dict) for line in lines[:-1])


@pytest.mark.parametrize("name", HOSTILE_TEXTS)
def test_rendered_text_has_no_elements_of_its_own(name: str) -> None:
    document = rendered(HOSTILE_TEXTS[name])
    document.encode()
    for tag, attributes in Read(document).elements:
        assert tag in _RENDERED
        assert not [key for key in attributes if key.startswith("on") or key in ("src", "style", "srcdoc", "action")]
        assert tag == "link" or "href" not in attributes


def test_a_template_that_does_not_escape_is_found() -> None:
    """The tests above fail where escaping is taken out."""
    pages = Pages()
    pages._templates.filters["marked"] = lambda text: Markup(text)
    template = pages._templates.from_string('<div class="text">{{ text | marked }}</div>')
    text = template.render(text=HOSTILE_TEXTS["image with a handler"])
    assert [tag for tag, _ in Read(text).elements] == ["div", "img"]


def test_long_texts_are_rendered_in_part() -> None:
    assert "The first 20,000 of 300,000 characters." in rendered("a" * 300_000)
    assert "<h1>A</h1>" in rendered("# A")
    assert "04:31<br />\ndone" in rendered("04:31\ndone")
    assert "<table>" in rendered("| a |\n|---|\n| b |")
    assert "[a](http://leak.example/)" in rendered("[a](http://leak.example/)")
