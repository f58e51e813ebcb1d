"""How answers are offered: what their buttons say, what stands beside them, and that nothing comes under a finger."""

from pathlib import Path

import pytest

from tests.page.browser.conftest import Opens
from tests.support.review_kinds import moods, stories, sums
from tests.support.review_page import decisions, folder_of, review_page

pytestmark = pytest.mark.page

NARROW = {"width": 360, "height": 740}


@pytest.mark.parametrize("script", [True, False], ids=["script", "forms"])
def test_what_a_label_means_stands_at_its_button(tmp_path: Path, tab: Opens, script: bool) -> None:
    guide = tmp_path / "guide.yaml"
    guide.write_text("positive: it praises something\nother: ask us\n")
    with review_page(moods(tmp_path), "--guidelines", str(guide)) as served:
        page = tab(served.address, java_script_enabled=script)
        page.sees(".answer", "it praises something")
        if script:
            page.press("h")
        else:
            page.page.get_by_text("Guidelines").click()
        told = page.text("#guide" if script else "#desk details")
        assert (told.count("it praises something"), told.count("other: ask us")) == (1, 1)
        assert "Which label fits" not in told
        page.page.get_by_role("button", name="positive").click()
        page.settle()
        assert page.done == 1


def test_no_guidelines_are_offered_where_there_are_none(tmp_path: Path, tab: Opens) -> None:
    with review_page(sums(tmp_path)) as served:
        page = tab(served.address)
        page.press("h")
        assert not page.shows("#guide")
        assert page.page.get_by_role("button", name="Guidelines").count() == 0
        page.press("?")
        assert "guidelines" not in page.text("#panel")
        assert page.problems == []


def test_nothing_comes_under_the_finger_that_rejects(tmp_path: Path, tab: Opens) -> None:
    source = sums(tmp_path)
    with review_page(source) as served:
        page = tab(served.address, viewport=NARROW, has_touch=True)
        reject = page.page.get_by_role("button", name="Reject", exact=True)
        box = reject.bounding_box()
        reject.tap()
        page.settle()
        page.sees(".reasons", "1 is rejected. Why?")
        assert reject.bounding_box() == box
        page.page.touchscreen.tap(box["x"] + 20, box["y"] + 20)
        page.settle()
        assert {tuple(line["reasons"]) for line in decisions(folder_of(source))} == {()}


def test_while_a_note_is_written_no_reasons_are_asked_for(tmp_path: Path, tab: Opens) -> None:
    with review_page(sums(tmp_path)) as served:
        page = tab(served.address, viewport=NARROW)
        page.press("x")
        assert page.shows(".reasons")
        page.press("n")
        assert page.shows("#note")
        assert not page.shows(".reasons")
        page.press("Escape")
        assert page.shows(".reasons")


def test_before_a_rejection_its_reasons_are_faint(tmp_path: Path, tab: Opens) -> None:
    with review_page(sums(tmp_path)) as served:
        page = tab(served.address, viewport={"width": 1280, "height": 900})
        reason = page.page.get_by_role("button", name="unclear")
        assert float(reason.evaluate("one => getComputedStyle(one).opacity")) < 0.6
        page.press("x")
        assert float(reason.evaluate("one => getComputedStyle(one).opacity")) == 1


def test_the_ring_of_a_note_touches_no_button(tmp_path: Path, tab: Opens) -> None:
    with review_page(sums(tmp_path)) as served:
        page = tab(served.address, viewport={"width": 1280, "height": 740})
        page.press("n")
        bottoms, tops = (
            page.page.eval_on_selector_all(name, f"all => all.map(one => one.getBoundingClientRect().{edge})")
            for name, edge in (("#note", "bottom"), ("#bar .answer", "top"))
        )
        assert min(tops) - bottoms[0] >= 8


def test_grades_say_which_is_the_stronger(tmp_path: Path, tab: Opens) -> None:
    with review_page(stories(tmp_path), "--grades") as served:
        for width in (1280, 360):
            page = tab(served.address, viewport={"width": width, "height": 900})
            signs = page.page.eval_on_selector_all(".graded .strength", "all => all.map(one => one.textContent.length)")
            assert signs == [4, 3, 2, 1, 1, 2, 3, 4]
            assert page.page.get_by_role("button", name="First slightly better", exact=True).is_visible()


def test_forms_have_labels_within_their_buttons(tmp_path: Path, tab: Opens) -> None:
    with review_page(stories(tmp_path), "--grades") as served:
        page = tab(served.address, viewport=NARROW, java_script_enabled=False)
        wide = page.page.eval_on_selector_all(
            "#bar .answer:not(details *)", "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
        )
        edge = page.page.get_by_text("Edit", exact=True).evaluate("one => getComputedStyle(one).borderTopWidth")
        assert (wide, edge) == (0, "1px")
