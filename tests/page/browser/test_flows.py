"""Every answer of every kind of question: by keys alone, with letters off, and without JavaScript."""

from pathlib import Path
from typing import Any

import pytest

from selfinstruct.flows.label.questions import SIDES
from tests.page.browser.conftest import Opens
from tests.support.browsing import Tab
from tests.support.review_kinds import KINDS, Kind
from tests.support.review_page import decisions, folder_of, review_page

pytestmark = pytest.mark.page

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def told(line: dict[str, Any]) -> dict[str, Any]:
    """A decision as its reviewer saw it: the log has the order of the form."""
    if line["answer"] in SIDES and line["shown"] == "second":
        return line | {"answer": SIDES[1 - SIDES.index(line["answer"])]}
    return line


def last(source: Path) -> dict[str, Any]:
    return told(decisions(folder_of(source))[-1])


def holds(line: dict[str, Any], expected: Any) -> bool:
    return {name: line.get(name) for name in expected} == dict(expected)


@each_kind
def test_every_answer_has_a_key_that_decides_and_goes_on(kind: Kind, tmp_path: Path, tab: Opens) -> None:
    source = kind.make(tmp_path)
    with review_page(source, *kind.options) as served:
        page = tab(served.address)
        for number, (keys, expected) in enumerate(kind.pressed, 1):
            page.press(*keys)
            assert page.place == number + 1
            assert page.done == number
            assert page.text("#saved") == "Saved ✓"
            assert page.page.evaluate("document.activeElement.id") == "place"
            assert holds(last(source), expected), (keys, last(source))
        if kind.editing:
            page.press(*kind.editing)
            page.press("Control+End")
            page.page.keyboard.insert_text(" and more")
            page.press("Control+Enter")
            assert page.place == len(kind.pressed) + 2
            assert last(source)["edited"].endswith("and more")
        for number in reversed(range(page.done)):
            page.press("u")
            assert (page.done, page.text("#saved")) == (number, "Taken back ✓")
        page.press("u")
        page.sees("#banner", "There is nothing to take back.")
        assert page.text("#saved") == ""
        assert page.place == 1
        assert page.problems == []


@each_kind
def test_with_letters_off_every_answer_is_a_button_in_tab_order(kind: Kind, tmp_path: Path, tab: Opens) -> None:
    source = kind.make(tmp_path)
    with review_page(source, *kind.options) as served:
        page = tab(served.address)
        page.press("?")
        tab_to(page, "Single letters and digits are keys")
        page.press(" ", "Escape", *(key for keys, _ in kind.pressed for key in keys if len(key) == 1 and key != "."))
        assert page.done == 0
        for number, (name, expected) in enumerate(kind.named.items(), 1):
            tab_to(page, name)
            page.press("Enter")
            assert page.done == number
            assert holds(last(source), expected), (name, last(source))
        for name in ("Later", "Undo", "Note"):
            tab_to(page, name)
            page.press("Enter")
        page.page.keyboard.insert_text("a note")
        page.press("Escape")
        tab_to(page, next(iter(kind.named)))
        page.press("Enter")
        assert last(source)["note"] == "a note"
        assert page.problems == []


@each_kind
def test_without_javascript_every_answer_is_a_form(kind: Kind, tmp_path: Path, tab: Opens) -> None:
    source = kind.make(tmp_path)
    with review_page(source, *kind.options) as served:
        page = tab(served.address, java_script_enabled=False)
        for number, (name, expected) in enumerate(kind.named.items(), 1):
            page.page.get_by_role("button", name=name, exact=True).click()
            assert page.place == number + 1
            assert holds(last(source), expected), (name, last(source))
        if kind.options == ("--ask", "valid,fits,right"):
            page.page.get_by_label("Not so: The input fits the instruction").check()
            page.page.get_by_role("button", name="Reject").click()
            assert last(source)["reasons"] == ["fits"]
        if kind.name == "number":
            page.page.get_by_label("Score").fill("0.5")
            page.page.get_by_role("button", name="Save the number").click()
            assert last(source)["answer"] == "0.5"
        if kind.editing:
            page.page.get_by_text("Edit", exact=True).click()
            page.page.get_by_label("Your version").fill("a better one")
            page.page.locator("details button").first.click()
            assert last(source)["edited"] == "a better one"
        before = page.place
        page.page.get_by_role("button", name="Later").click()
        assert "later" in decisions(folder_of(source))[-1]
        page.page.get_by_role("button", name="Undo").click()
        assert page.place == before
        page.page.get_by_role("link", name="Earlier").click()
        assert page.place == before - 1
        assert page.problems == []


_NAME = """(one => one.matches("button, input") && (one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent
  ?? one.querySelector("span")?.textContent ?? one.textContent))(document.activeElement)"""


def tab_to(page: Tab, name: str) -> None:
    """Press Tab until the button or box of this name is focused."""
    for _ in range(80):
        page.press("Tab")
        focused = page.page.evaluate(_NAME)
        if focused and str(focused).strip() == name:
            return
    raise AssertionError(f"{name} is not in tab order")
