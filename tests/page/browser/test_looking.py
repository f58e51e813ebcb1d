"""Looking at records without deciding: back from the end and to it, the last answers, records alike, rendered texts."""

from pathlib import Path

import pytest

from tests.page.browser.conftest import Opens
from tests.support.review_kinds import sums
from tests.support.review_page import decisions, folder_of, review_page

pytestmark = pytest.mark.page


@pytest.mark.parametrize("back", ["Escape", "ArrowRight", "Further", "Back"])
def test_the_end_is_found_again(tmp_path: Path, tab: Opens, back: str) -> None:
    source = sums(tmp_path)
    with review_page(source, "--random", "3") as served:
        page = tab(served.address)
        page.press("a", "a", "x", "ArrowLeft")
        assert page.place == 3
        page.sees(".looking", "Every record has your answer")
        page.press("1")
        page.sees(".decided", "Reject (wrong)")
        if back in ("Further", "Back"):
            page.page.get_by_role("button", name=back).click()
            page.settle()
        else:
            page.press(back)
        page.sees("#place", "Done")
        page.sees(".summary", "Apply the answers now")
        assert page.page.get_by_role("button", name="Further").is_disabled()
        page.press("ArrowRight")
        page.sees("#place", "Done")
        page.press("/")
        page.page.keyboard.type("2")
        page.press("Enter")
        page.sees("#place", "Record 2")
        page.press("Escape")
        page.sees("#place", "Done")
        page.press("ArrowLeft", "a")  # another answer
        page.sees("#place", "Done")
        said = [line["answer"] for line in decisions(folder_of(source))]
        assert said == ["accept", "accept", "reject", "reject", "accept"]
        assert page.problems == []


@pytest.mark.parametrize("width", [360, 1280])
def test_the_newest_answer_is_in_sight(tmp_path: Path, tab: Opens, width: int) -> None:
    with review_page(sums(tmp_path), "--order", "file") as served:
        page = tab(served.address, viewport={"width": width, "height": 740})
        page.press(*["a"] * 11, "x")
        first = page.page.locator(".history ol button").first
        assert (first.get_attribute("aria-label") or "").startswith("12: Reject")
        cut = page.page.eval_on_selector(
            ".history ol",
            """list => {
                const room = list.getBoundingClientRect();
                const boxes = [...list.querySelectorAll("button")].map((one) => one.getBoundingClientRect());
                const seen = boxes.filter((one) => one.top < room.bottom - 1);
                return seen.some((one) => one.right > room.right + 1 || one.right > innerWidth) || seen.length < 5;
            }""",
        )
        assert not cut
        first.click()
        page.settle()
        assert page.place == 12
