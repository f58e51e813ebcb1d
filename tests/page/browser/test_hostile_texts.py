"""Texts that would do harm as markup, in every place of the page.

Nothing runs, nothing is asked for elsewhere, and each stands there character for character. The same tests on copies
without escaping find that it is gone, and still nothing runs.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfinstruct.pictures.visible import visible
from tests.page.browser.conftest import Leaks, Opens
from tests.support.browsing import Tab
from tests.support.hostile_texts import HOSTILE_TEXTS, MARKUP
from tests.support.paths import ROOT
from tests.support.review_page import decisions, folder_of, review_page
from tests.support.runs import write

pytestmark = pytest.mark.page

TEXTS = list(HOSTILE_TEXTS.values())
SHOWN = 20_000  # characters of a text that the page shows at once

# What no page of ours has, wherever it stands, and what only our own code makes within a text.
_STRANGE = (
    "img,svg,math,object,embed,video,audio,base,style,marquee,template,meta[http-equiv],a[href*=script],"
    "link:not([rel=stylesheet]):not([rel=modulepreload]),[onload],[onerror],[onfocus],[ontoggle],"
    ":is(.text, .said, dd, .remark) :not(.mark, .code)"
)
# Elements that Markdown comes to, and the document around them.
_RENDERED = (
    "html head meta title link body div p h1 h2 h3 h4 h5 h6 ul ol li pre code blockquote table thead tbody tr th td em "
    "strong hr br"
)
_ELEMENTS = """known => [...document.querySelectorAll("*")].filter(one => !known.split(" ").includes(one.localName)
  || one.hasAttribute("src") || one.localName !== "link" && one.hasAttribute("href")).length"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record for each text, which stands in all of its fields."""
    rows = [
        {"id": f"h{number}", "instruction": text, "input": text, "output": text, "type": text}
        for number, text in enumerate(TEXTS)
    ]
    return write(tmp_path_factory.mktemp("hostile") / "hostile.jsonl", rows)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of the package, to take its escaping out."""
    shutil.copytree(ROOT / "selfinstruct", tmp_path / "copy" / "selfinstruct", ignore=shutil.ignore_patterns("*.pyc"))
    for name in ("prompts", "seeds"):
        shutil.copytree(ROOT / name, tmp_path / "copy" / name)
    return tmp_path / "copy"


def marked(text: str) -> str:
    return "".join(piece for piece, _ in visible(text[:SHOWN]))


def faults(page: Tab, text: str) -> list[str]:
    """What is wrong with the record on the page, of which each field should hold this text."""
    found = [f"{name} is not its text" for name, shown in page.texts().items() if shown != marked(text)]
    found += ["there are not three fields"] if len(page.texts()) != 3 else []
    strange = page.page.locator(_STRANGE).count()
    return found + ([f"{strange} elements that are not ours"] if strange else [])


def records(page: Tab, address: str, script: bool) -> Iterator[str]:
    """Goes through the records one by one: with the keys, or by the links of a page without scripts."""
    for number in range(len(TEXTS)):
        if not script:
            page.page.goto(f"{address}?at={number}")
        elif number:
            page.press("ArrowRight")
        yield TEXTS[number]


def test_what_leaves_the_page_is_heard(tab: Opens, leaks: Leaks) -> None:
    tab("http://leak.example/a")
    assert "/a" in leaks()


@pytest.mark.parametrize("script", [True, False], ids=["json", "html"])
def test_hostile_texts_stand_there_as_texts(hostile: Path, tab: Opens, leaks: Leaks, script: bool) -> None:
    with review_page(hostile, "--order", "file") as served:
        page = tab(served.address, java_script_enabled=script)
        wrong = [(text[:40], found) for text in records(page, served.address, script) if (found := faults(page, text))]
        assert wrong == []
        assert (page.ran, leaks(), page.problems) == ([], [], [])


def test_hostile_texts_of_those_who_ask(tmp_path: Path, tab: Opens, leaks: Leaks) -> None:
    """In the question, the guidelines, a reviewer's note and edit, a search, and a file's name."""
    text = MARKUP["image with a handler"]
    source = write(
        tmp_path / "<img src=x onerror=ran()>.jsonl".replace("/", ""),
        [{"id": "a", "instruction": text, "output": text}] * 2,
    )
    (tmp_path / "guide.txt").write_text("\n".join(MARKUP.values()), encoding="utf-8")
    with review_page(source, "--question", text, "--guidelines", str(tmp_path / "guide.txt"), "--all") as served:
        page = tab(served.address)
        page.press("h", "n")
        page.page.keyboard.insert_text(text)
        page.press("Escape", "e")
        page.page.locator("#edited").fill(text + "!")
        page.press("Control+Enter", "ArrowLeft")
        page.sees(".decided", "You answered: Edit")
        page.press("e")
        assert page.page.locator("#edited").input_value() == text + "!"
        page.press("Escape", "/")
        page.page.keyboard.insert_text("<img src=x")
        page.sees("#found .hits", text)
        assert page.text(".question") == text
        assert page.page.evaluate("document.querySelectorAll('img').length") == 0
        assert (page.ran, leaks(), page.problems) == ([], [], [])
        line = decisions(folder_of(source))[0]
        assert (line["edited"], line["note"]) == (text + "!", text)


def break_in(package: Path, file: str, old: str, new: str) -> None:
    path = package / "selfinstruct" / "page" / file
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("script", [True, False], ids=["json", "html"])
def test_without_escaping_in_the_html_that_is_found_and_still_nothing_runs(
    hostile: Path, broken: Path, tab: Opens, leaks: Leaks, script: bool
) -> None:
    break_in(broken, "templates/review.html", "text | marked", "text | safe")
    texts = {name: text for name, text in MARKUP.items() if name != "other address at once"}  # it leaves the page
    with review_page(hostile, "--order", "file", package=broken) as served:
        page = tab(served.address, java_script_enabled=script)
        found = 0
        for text in texts.values():
            page.page.goto(f"{served.address}?at={TEXTS.index(text)}")
            found += bool(faults(page, text))
        assert found > 40 or script  # a script draws it anew, as texts
        assert (page.ran, leaks()) == ([], [])


def test_a_script_that_takes_texts_for_markup_is_stopped(hostile: Path, broken: Path, tab: Opens, leaks: Leaks) -> None:
    break_in(broken, "static/dom.js", "node.append(...children", "node.innerHTML = (children")
    with review_page(hostile, "--order", "file", package=broken) as served:
        page = tab(served.address)
        assert any("TrustedHTML" in problem for problem in page.problems)
        assert page.ran == []


def test_rendered_texts_stay_in_their_frame(hostile: Path, tab: Opens, leaks: Leaks) -> None:
    with review_page(hostile, "--order", "file") as served:
        page = tab(served.address)
        page.press("m")
        strange = [count for _ in records(page, served.address, True) for count in frames(page)]
        assert strange == [0] * len(strange)
        assert len(strange) > 2 * len(TEXTS)
        assert (page.ran, leaks()) == ([], [])


def test_the_frame_holds_where_the_rendered_text_does_not(
    hostile: Path, broken: Path, tab: Opens, leaks: Leaks
) -> None:
    break_in(broken, "markdown.py", '"html": False', '"html": True')
    break_in(broken, "markdown.py", ', "link", "autolink", "reference", "html_block", "html_inline"', "")
    with review_page(hostile, "--order", "file", package=broken) as served:
        page = tab(served.address)
        page.press("m")
        strange = [count for _ in records(page, served.address, True) for count in frames(page)]
        assert sum(count > 0 for count in strange) > 20
        assert (page.ran, leaks()) == ([], [])


def frames(page: Tab) -> list[int]:
    """How many elements that Markdown does not make are in each frame of the page."""
    found = []
    for frame in page.page.locator("iframe").element_handles():
        content = frame.content_frame()
        content.wait_for_load_state()
        found.append(content.evaluate(_ELEMENTS, _RENDERED))
    return found
