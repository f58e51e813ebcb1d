"""Looking at records without deciding: back from the end and to it, the last answers, records alike, rendered texts."""

from pathlib import Path

import pytest

from tests.page.browser.conftest import Opens
from tests.support.review_kinds import stories, sums
from tests.support.review_page import decisions, folder_of, review_page
from tests.support.runs import write

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


def test_scrolling_together_is_offered_where_something_overflows(tmp_path: Path, tab: Opens) -> None:
    with review_page(stories(tmp_path)) as served:
        page = tab(served.address, viewport={"width": 1280, "height": 900})
        assert page.shows("#together")
        assert not tab(served.address, viewport={"width": 360, "height": 740}).shows("#together")
    rows = [{"id": f"p{n}", "prompt": f"Ask {n}", "chosen": f"good {n}", "rejected": f"bad {n}"} for n in range(3)]
    with review_page(write(tmp_path / "short.jsonl", rows)) as served:
        assert not tab(served.address, viewport={"width": 1280, "height": 900}).shows("#together")


@pytest.mark.parametrize("width", [360, 1280])
def test_rendered_frames_are_about_as_high_as_their_text(tmp_path: Path, tab: Opens, width: int) -> None:
    texts = [
        "one line",
        "04:31\ndone",
        "a long line of words, " * 20,
        "- one\n- two\n- three",
        "One.\n\nTwo.\n\nThree.",
    ]
    rows = [{"id": f"r{n}", "instruction": f"Do {n}.", "output": text} for n, text in enumerate(texts)]
    pairs = [{"id": f"p{n}", "prompt": f"Do {n}.", "chosen": text, "rejected": "x"} for n, text in enumerate(texts)]
    size = {"width": width, "height": 740}
    for name, made in (("rows", rows), ("pairs", pairs)):
        with review_page(write(tmp_path / f"{name}{width}.jsonl", made), "--order", "file") as served:
            page = tab(served.address, viewport=size)
            page.press("m")
            for number in range(len(made)):
                page.press(*["ArrowRight"] * bool(number))
                for frame in page.page.locator("iframe").element_handles():
                    content = frame.content_frame()
                    content.wait_for_selector("p, li")
                    inner = content.evaluate("document.body.scrollHeight")
                    text = content.evaluate("document.body.getBoundingClientRect().height")
                    room = frame.evaluate("one => one.clientHeight")
                    assert inner <= room + 1, (name, number)
                    if width == 360:
                        assert room <= text + 90, (name, number)
                    if "04:31" in content.inner_text("body"):
                        assert "04:31\ndone" in content.inner_text("body")
