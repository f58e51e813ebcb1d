"""One press is one answer, whatever the keyboard: held keys, commands of the browser, input methods, other layouts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.page.browser.conftest import Opens
from tests.support.browsing import Tab
from tests.support.review_kinds import stories, sums
from tests.support.review_page import decisions, folder_of, review_page

pytestmark = pytest.mark.page


@pytest.fixture
def page(tmp_path: Path, tab: Opens) -> Iterator[Tab]:
    with review_page(sums(tmp_path)) as served:
        yield tab(served.address)


# What a keyboard sends, and the decisions that follow.
PRESSES: list[tuple[str, dict[str, Any], int]] = [
    ("plain", {"key": "a", "code": "KeyA"}, 1),
    ("capital", {"key": "A", "code": "KeyA"}, 1),
    ("repeated", {"key": "a", "code": "KeyA", "repeat": True}, 0),
    ("Ctrl", {"key": "a", "code": "KeyA", "ctrlKey": True}, 0),
    ("Alt", {"key": "a", "code": "KeyA", "altKey": True}, 0),
    ("Meta", {"key": "a", "code": "KeyA", "metaKey": True}, 0),
    ("composing", {"key": "a", "code": "KeyA", "isComposing": True}, 0),
    ("an input method's", {"key": "Process", "code": "KeyA", "keyCode": 229}, 0),
    ("dead", {"key": "Dead", "code": "KeyA"}, 0),
    ("Cyrillic", {"key": "ф", "code": "KeyA"}, 1),
    ("Greek", {"key": "α", "code": "KeyA"}, 1),
    ("French a", {"key": "a", "code": "KeyQ"}, 1),
    ("French q, where others have a", {"key": "q", "code": "KeyA"}, 0),
    ("Enter", {"key": "Enter", "code": "Enter"}, 0),
    ("Backspace", {"key": "Backspace", "code": "Backspace"}, 0),
    ("Delete", {"key": "Delete", "code": "Delete"}, 0),
    ("space", {"key": " ", "code": "Space"}, 0),
]


@pytest.mark.parametrize(("event", "expected"), [case[1:] for case in PRESSES], ids=[case[0] for case in PRESSES])
def test_a_press_on(page: Tab, event: dict[str, Any], expected: int) -> None:
    page.key_down(**event)
    assert page.done == expected


def test_the_digits_of_a_french_keyboard(tmp_path: Path, tab: Opens) -> None:
    """There the row of digits has & and é, and digits with Shift."""
    with review_page(stories(tmp_path)) as served:
        page = tab(served.address)
        page.key_down(key="&", code="Digit1")
        page.key_down(key="é", code="Digit2")
        page.key_down(key="0", code="Digit0", shiftKey=True)
        assert page.done == 3
        page.key_down(key="!", code="Digit1", shiftKey=True)  # of an American one
        assert page.done == 3


def test_a_held_key_decides_once(page: Tab, tmp_path: Path) -> None:
    page.page.keyboard.down("a")
    for _ in range(29):
        page.page.keyboard.down("a")  # playwright sends these as repeats
    page.page.keyboard.up("a")
    page.settle()
    assert page.done == 1
    assert len(decisions(folder_of(tmp_path / "data.jsonl"))) == 1


def test_a_held_enter_on_a_button_decides_once(page: Tab) -> None:
    page.page.get_by_role("button", name="Accept").focus()
    for _ in range(30):
        page.page.keyboard.down("Enter")
    page.page.keyboard.up("Enter")
    page.settle()
    assert page.done == 1


def test_a_double_click_decides_once(page: Tab) -> None:
    page.page.get_by_role("button", name="Accept").dblclick()
    page.settle()
    assert page.done == 1


def test_keys_in_a_box_are_text(page: Tab) -> None:
    page.press("n")
    page.page.keyboard.type("xaxus?h/")
    assert page.page.locator("#note").input_value() == "xaxus?h/"
    page.press("Escape", "e")
    page.page.keyboard.type("a")
    page.press("Escape")
    assert page.done == 0
    page.press("a")
    assert page.done == 1


def test_looking_decides_nothing(page: Tab, tmp_path: Path) -> None:
    page.press("a", "a", "ArrowLeft", "ArrowLeft")
    assert (page.place, page.done) == (1, 2)
    page.sees(".decided", "You answered: Accept")
    page.press("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight")
    assert (page.place, page.done) == (5, 2)
    page.press("Escape")
    assert page.place == 3
    assert len(decisions(folder_of(tmp_path / "data.jsonl"))) == 2


def test_what_was_decided_can_be_changed(page: Tab, tmp_path: Path) -> None:
    page.press("a", "a", "ArrowLeft", "ArrowLeft", "x", "4")
    assert (page.place, page.done) == (3, 2)
    line = decisions(folder_of(tmp_path / "data.jsonl"))[-1]
    assert (line["answer"], line["reasons"]) == ("reject", ["input"])
    page.press("ArrowLeft", "ArrowLeft")
    page.sees(".decided", "You answered: Reject (input)")
    page.press("4", "1")
    page.sees(".decided", "You answered: Reject (wrong)")
    assert page.place == 1


def test_later_comes_back_at_the_end(page: Tab) -> None:
    first = page.texts()
    page.press("s")
    assert page.texts() != first
    page.press(*["a"] * 29)
    assert (page.done, page.texts()) == (29, first)
    page.press("x")
    page.sees("#place", "Done")
    page.press("u")
    assert page.texts() == first


def test_a_note_outlives_a_reload_until_its_record_is_decided(page: Tab) -> None:
    page.press("n")
    page.page.keyboard.insert_text("half a thought")
    page.page.reload()
    page.sees(".remark", "half a thought")
    page.press("a", "ArrowLeft")
    page.sees(".remark", "half a thought")  # of the decision
    page.press("u")
    page.page.reload()
    assert not page.shows(".remark")


def test_a_search_goes_to_a_record(page: Tab) -> None:
    page.press("/")
    page.page.keyboard.type("Add 17 and")
    page.sees("#found .hits", "Add 17 and 18")
    page.press("Enter")
    page.sees("#desk .text", "Add 17 and 18")
    page.press("g")
    page.page.keyboard.type("99")
    page.sees("#found", "There are only 30 records")
    page.press("Escape")
    assert page.done == 0
    page.press("g")
    page.page.keyboard.type("r3")
    page.press("Enter")
    page.sees("#desk .text", "Add 3 and 4")


# How far each of some boxes is scrolled, of 1.
_TOPS = "all => all.map(one => one.scrollTop / (one.scrollHeight - one.clientHeight))"


def test_both_sides_scroll_together(tmp_path: Path, tab: Opens) -> None:
    with review_page(stories(tmp_path)) as served:
        page = tab(served.address, viewport={"width": 1280, "height": 720})
        page.page.locator("[data-side=first] .text").evaluate(
            "one => one.scrollTo(0, (one.scrollHeight - one.clientHeight) / 2)"
        )
        page.painted()
        first, second = page.page.eval_on_selector_all(".side .text", _TOPS)
        assert abs(first - second) < 0.02 < first
        page.press("w")
        page.page.locator("[data-side=first] .text").evaluate("one => one.scrollTo(0, 0)")
        page.painted()
        first, second = page.page.eval_on_selector_all(".side .text", _TOPS)
        assert (first, second > 0.4) == (0, True)
        heights = page.page.eval_on_selector_all(".side .text", "all => all.map(one => one.clientHeight)")
        assert heights[0] == heights[1]


def test_arrows_and_page_keys_read_on_without_a_click(tmp_path: Path, tab: Opens) -> None:
    with review_page(stories(tmp_path)) as served:
        page = tab(served.address, viewport={"width": 1280, "height": 720})
        page.press("PageDown")
        page.painted()
        assert page.page.locator("[data-side=first] .text").evaluate("one => one.scrollTop") > 100


@pytest.fixture
def guided(tmp_path: Path, tab: Opens) -> Iterator[Tab]:
    (tmp_path / "guide.txt").write_text("Be strict.\n")
    with review_page(sums(tmp_path), "--guidelines", str(tmp_path / "guide.txt")) as served:
        yield tab(served.address)


def test_the_panels_open_and_close(guided: Tab) -> None:
    page = guided
    page.press("h")
    page.sees("#guide", "Be strict.")
    assert page.shows("#guide")
    page.press("h")
    assert not page.shows("#guide")
    page.press("?")
    page.sees("#panel", "take the last answer back")
    page.press("a", "x")
    page.press("Escape")
    assert not page.shows("#panel")
    assert page.done == 0
    assert page.page.evaluate("document.activeElement.id") == "place"


def test_rendered_and_raw(page: Tab) -> None:
    page.press("m")
    frame = page.page.frame_locator("iframe").first
    frame.locator("p").filter(has_text="Add ").wait_for()
    assert page.page.locator("iframe").first.get_attribute("sandbox") == ""
    page.press("m", "a")
    assert page.done == 1


def test_one_escape_closes_what_is_open(guided: Tab) -> None:
    page = guided
    page.press("/")
    page.page.keyboard.insert_text("some words")
    page.press("Escape")
    assert not page.shows("dialog[open]")
    page.press("h")
    assert page.shows("#guide")
    page.press("Escape")
    assert not page.shows("#guide")
    page.press("a")
    assert page.place == 2  # keys decide again
