"""The report in a browser: opened from disk, with and without scripts, searched, printed, and by anybody."""

from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.pictures.visible import visible
from tests.page.browser.conftest import Leaks
from tests.support.browsing import Tab, open_tab
from tests.support.hostile_texts import HOSTILE_TEXTS
from tests.support.reports import hostile_run
from tests.support.runs import SEEDS

pytestmark = pytest.mark.page

_FAULTS = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """plain.html of a run with pairs, two.html of two runs, hostile.html of hostile texts."""
    folder = tmp_path_factory.mktemp("reports")
    selfinstruct.generate(SEEDS, n=40, out=folder / "one")
    selfinstruct.prefer(folder / "one", "rank", models=["offline"], judges=["offline"], n=12)
    selfinstruct.generate(SEEDS, n=15, seed=4, out=folder / "other")
    selfinstruct.report(folder / "one", folder / "plain.html")
    selfinstruct.report(folder / "one", folder / "two.html", against=folder / "other")
    selfinstruct.report(hostile_run(folder), folder / "hostile.html")
    return folder


def opened(browser: Any, file: Path, **options: Any) -> Tab:
    return open_tab(browser, file.as_uri(), **options)


def test_nothing_runs_and_nothing_is_asked_for(browser: Any, reports: Path, leaks: Leaks) -> None:
    tab = opened(browser, reports / "hostile.html")
    tab.page.wait_for_timeout(500)
    assert tab.asked == [(reports / "hostile.html").as_uri()]
    assert not tab.ran
    assert not tab.problems
    assert not leaks()
    strange = "img,math,object,embed,video,audio,base,iframe,form,link,[onload],[onerror],.said :not(.mark, mark)"
    assert tab.page.locator(strange).count() == 0
    said = tab.page.eval_on_selector_all(".said", "all => all.map(one => one.textContent)")
    for text in (text[:1_000] for text in HOSTILE_TEXTS.values()):
        shown = "".join(piece for piece, _ in visible(text))
        assert any(shown.replace("\r", "\n") in one for one in said), text[:60]


@pytest.mark.parametrize("scripts", [True, False])
def test_all_is_there_without_scripts(browser: Any, reports: Path, scripts: bool) -> None:
    tab = opened(browser, reports / "plain.html", java_script_enabled=scripts)
    content = tab.page.content()
    assert content.count("<svg") > 15
    assert tab.page.locator(".sample").count() > 50
    assert tab.page.locator("#search").is_visible() is scripts
    hidden = tab.page.locator("section svg").evaluate_all if scripts else None
    if hidden is not None:
        assert hidden("all => all.every(one => one.getBoundingClientRect().width > 100)")


def test_search_finds(browser: Any, reports: Path) -> None:
    tab = opened(browser, reports / "plain.html")
    tab.page.locator("#search").fill("workshop")
    shown = tab.page.locator(".sample:not([hidden])")
    assert 0 < shown.count() < tab.page.locator(".sample").count()
    assert all("workshop" in text.lower() for text in shown.all_text_contents())
    assert tab.text("#found").startswith(f"{shown.count()} of ")
    tab.page.locator("#search").fill("")
    assert tab.page.locator(".sample[hidden]").count() == 0


def test_printed_on_pages(browser: Any, reports: Path, tmp_path: Path) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    tab = opened(browser, reports / "plain.html")
    tab.page.pdf(path=tmp_path / "r.pdf", print_background=True, format="A4")
    with pdfium.PdfDocument(tmp_path / "r.pdf") as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    whole = "\n".join(pages)
    for text in ("What was rejected", "Verbs and their nouns", "saturated below this share", "row 1"):
        assert text in whole
    # A picture that is cut has its axis on another page than its name.
    for page in pages:
        assert page.count("requests for tasks") == page.count("saturated below this share")


@pytest.mark.parametrize("name", ["plain", "two", "hostile"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_everybody_can_read_it(browser: Any, reports: Path, name: str, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    view = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "bypass_csp": True}
    tab = opened(browser, reports / f"{name}.html", **view)
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
    found = axe.run(tab.page, options=_FAULTS).response["violations"]
    assert [(item["id"], item["nodes"][0]["html"][:200]) for item in found] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_labels_of_pictures_stand_out(browser: Any, reports: Path, scheme: str) -> None:
    """Axe does not judge text in SVG: the contrast of each label with what it stands on is counted."""
    tab = opened(browser, reports / "plain.html", color_scheme=scheme)
    found = tab.page.evaluate(
        """() => {
          const channel = part => part <= .03928 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4;
          const light = colour => { const [r, g, b] = colour.match(/[\\d.]+/g).map(Number);
            return .2126 * channel(r / 255) + .7152 * channel(g / 255) + .0722 * channel(b / 255); };
          const ratio = (one, other) => { const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
            return (a + .05) / (b + .05); };
          const bad = [];
          const sheet = getComputedStyle(document.querySelector("section")).backgroundColor;
          for (const text of document.querySelectorAll(".picture text")) {
            const own = getComputedStyle(text).fill;
            let ground = [sheet];
            if (text.classList.contains("on")) {
              const probe = name => { const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
                rect.setAttribute("class", name); text.ownerSVGElement.append(rect);
                const fill = getComputedStyle(rect).fill; rect.remove(); return fill; };
              ground = [probe("s3"), probe("s4")];
            }
            for (const behind of ground) if (ratio(own, behind) < 4.5) bad.push([text.textContent, own, behind]);
          }
          return bad.slice(0, 5);
        }"""
    )
    assert found == []
