"""What the page is for besides plain answers: settling, comparing, looking at rejections, mending what is alike."""

from pathlib import Path

import pytest

import selfinstruct
from tests.page.browser.conftest import Opens
from tests.support.review_kinds import COUNT, sums
from tests.support.review_page import decisions, folder_of, review_page
from tests.support.runs import SEEDS, read, write

pytestmark = pytest.mark.page


def test_settling_what_two_people_see_differently(tmp_path: Path, tab: Opens) -> None:
    source = sums(tmp_path)
    with review_page(source, "--order", "file", reviewers=("annabel", "bobby")) as served:
        ann, bob = map(tab, served.addresses)
        ann.press("a", "a", "a", "a")
        bob.press("a", "x", "1", "n")
        bob.page.keyboard.insert_text("the sum is right, the task is not")
        bob.press("Escape", "x", "3", "a")
        served.stop()
    with review_page(source, "--differing", "--order", "file", reviewers=("eve",)) as served:
        eve = tab(served.address)
        assert eve.text(".progress > span") == "0 of 2"
        said = eve.text(".opinions")
        assert "Accept" in said
        assert "Reject (wrong)" in said
        assert "annabel" not in eve.page.content()
        assert "bobby" not in eve.page.content()
        eve.press("x", "1")
        eve.sees(".opinions", "the sum is right, the task is not")
        eve.press("a")
        eve.sees("#place", "Done")
        assert eve.problems == []


def test_comparing_two_runs_blind(tmp_path: Path, tab: Opens) -> None:
    source = sums(tmp_path)
    other = write(
        tmp_path / "other.jsonl",
        [{"id": f"o{n}", "instruction": f"Double {n}.", "output": str(2 * n)} for n in range(COUNT)],
    )
    with review_page(source, "--against", str(other), "--random", "10") as served:
        page = tab(served.address)
        seen = ""
        for _ in range(20):
            seen += page.text("#desk")
            page.press("a" if "Double" in page.text("#desk") else "x")
        assert ("Double" in seen, "Add" in seen, "other" in seen) == (True, True, False)
        page.sees("#place", "Done")
        page.sees(".summary", "points")
        page.sees(".summary", "To go on")
        page.sees(".commands code", "selfinstruct export")
        assert not page.shows("text=Apply the answers now")
        assert page.problems == []


def test_what_was_rejected_is_only_looked_at(run: Path, tab: Opens) -> None:
    with review_page(run, "--rejected", "all") as served:
        page = tab(served.address)
        first = page.texts()
        assert page.text(".told").startswith("The ")
        assert "Why was this rejected" not in page.text("#desk")
        page.press("a", "x", "1", "u", "s", "e", "n")
        assert page.texts() == first
        assert not page.shows(".answers, #note, #edited")
        page.press("h", "h", "m", "m", "ArrowRight", "ArrowLeft")
        assert page.texts() == first
        page.press("?")
        assert "take the last answer back" not in page.text("#panel")
        assert page.problems == []


def test_mending_all_that_is_alike(tmp_path: Path, tab: Opens) -> None:
    rows = [
        {"id": f"r{n}", "instruction": f"Name the capital of country {n}.", "output": f"Capital {n}"} for n in range(8)
    ]
    rows += [
        {"id": f"s{n}", "instruction": "Write a poem about rain.", "output": f"Rain {'drop ' * n}"} for n in range(8)
    ]
    source = write(tmp_path / "data.jsonl", rows)
    with review_page(source, "--order", "file", "--all") as served:
        page = tab(served.address)
        page.press("f")  # no rule strikes: the nearest in words are shown at once
        page.sees("#alike", "nearest to this one")
        assert page.page.get_by_label("Nearest in words").is_checked()
        page.sees("#alike .samples", "Name the capital of country")
        page.sees("#alike .samples li b", "0.83")
        assert page.page.locator("#alike .samples li").count() == 7
        page.page.get_by_label("Same rule").check()
        page.sees("#alike", "No rule of the filters finds fault")
        page.page.get_by_label("Nearest in words").check()
        page.sees("#alike", "nearest to this one")
        reject = page.page.get_by_role("button", name="Reject all")
        count = int(reject.inner_text().rsplit(" ", 1)[1])
        assert count > 1
        reject.click()
        page.settle()
        page.sees("#saved", f"{count} rejected")
        assert page.done >= count
        assert {line["answer"] for line in decisions(folder_of(source))} == {"reject"}
        page.press("u")
        assert page.done == 0
        assert page.problems == []


def test_settling_and_comparing_by_forms(tmp_path: Path, tab: Opens) -> None:
    source = sums(tmp_path)
    with review_page(source, "--order", "file", reviewers=("annabel", "bobby")) as served:
        ann, bob = map(tab, served.addresses)
        ann.press("a", "a")
        bob.press("x", "1", "a")
        served.stop()
    with review_page(source, "--differing", reviewers=("eve",)) as served:
        eve = tab(served.address, java_script_enabled=False)
        assert "reject (wrong)" in eve.text(".opinions")
        assert "bobby" not in eve.page.content()
        eve.page.get_by_role("button", name="Accept", exact=True).click()
        assert decisions(folder_of(source))[-1]["answer"] == "accept"
        assert eve.text("#place").startswith("Done")
        served.stop()
    other = write(
        tmp_path / "other.jsonl", [{"id": f"o{n}", "instruction": f"Double {n}.", "output": "2"} for n in range(9)]
    )
    with review_page(source, "--against", str(other), "--random", "3") as served:
        page = tab(served.address, java_script_enabled=False)
        for _ in range(6):
            page.page.get_by_role("button", name="Accept", exact=True).click()
        assert page.text("#place").startswith("Done")
        assert "To go on:" in page.text(".summary")
        assert not page.shows("text=Apply the answers now")
        assert page.problems == []


def test_rejections_by_links(tmp_path: Path, tab: Opens) -> None:
    selfinstruct.generate(SEEDS, n=60, out=tmp_path / "run")
    with review_page(tmp_path / "run", "--rejected", "all") as served:
        page = tab(served.address, java_script_enabled=False)
        seen = {page.text("#desk")}
        while (further := page.page.get_by_role("link", name="Further")).count():
            further.click()
            seen.add(page.text("#desk"))
        assert len(seen) == len(read(tmp_path / "run" / "rejected.jsonl"))
        assert page.page.get_by_role("button", name="Accept").count() == 0
