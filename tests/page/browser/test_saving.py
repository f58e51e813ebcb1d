"""What is on the screen is on disk: for two people, in two tabs, a server that is killed, a disk that is full."""

import resource
from pathlib import Path
from random import Random

import pytest

from tests.page.browser.conftest import Opens
from tests.support.browsing import Tab
from tests.support.review_kinds import sums
from tests.support.review_page import decisions, folder_of, review_page, standing

pytestmark = pytest.mark.page

KEYS = ("a", "a", "a", "x", "x", "u", "s", "ArrowLeft", "ArrowRight", "Escape")


def test_two_people_at_random_and_what_their_screens_say(tmp_path: Path, tab: Opens) -> None:
    source = sums(tmp_path)
    with review_page(source, reviewers=("ann", "bob")) as served:
        pages = dict(zip(("ann", "bob"), map(tab, served.addresses), strict=True))
        rng = Random(5)
        for _ in range(250):
            name = rng.choice(("ann", "bob"))
            key = rng.choice(KEYS)
            pages[name].press(key, *(rng.choice("123456") if key == "x" else ""))
        log = standing(folder_of(source))
        for name, page in pages.items():
            mine = {key[0]: line for key, line in log.items() if key[1] == name}
            assert page.done == len(mine) > 5
            told = dict(screens(page))
            assert told == {number: (line["answer"], tuple(line["reasons"])) for number, line in mine.items()}
            assert page.problems == []


def screens(page: Tab) -> list[tuple[str, tuple[str, tuple[str, ...]]]]:
    """The answer that the page shows for each of its records, by id."""
    found = []
    page.page.reload()
    of = page.page.evaluate("fetch('item?at=0').then(one => one.json()).then(one => one.progress.of)")
    for at in range(of):
        item = page.page.evaluate("at => fetch(`item?at=${at}`).then(one => one.json()).then(one => one.item)", at)
        page.page.goto(page.page.url.partition("?")[0] + f"?at={at}")
        shown = page.text(".decided") if page.shows(".decided") else ""
        if item["decision"]:
            decision = item["decision"]
            reasons = f" ({', '.join(decision['reasons'])})" if decision["reasons"] else ""
            assert shown.startswith(f"You answered: {decision['answer'].capitalize()}{reasons}.")
            found.append((item["id"], (decision["answer"], tuple(decision["reasons"]))))
        else:
            assert shown == ""
    return found


def test_the_same_reviewer_in_two_tabs(tmp_path: Path, tab: Opens) -> None:
    """The second tab is told that its screen is stale, and shown what is next; no decision is lost or made twice."""
    source = sums(tmp_path)
    with review_page(source) as served:
        one, other = tab(served.address), tab(served.address)
        one.press("a")
        other.press("x")
        other.sees("#banner", "here it is")
        assert (other.place, other.done) == (2, 1)
        assert [line["answer"] for line in decisions(folder_of(source))] == ["accept"]
        other.press("x")
        assert other.done == 2
        one.press("a")
        one.sees("#banner", "here it is")
        assert (one.place, one.done) == (3, 2)


def test_a_killed_server_costs_two_seconds_of_typing(tmp_path: Path, tab: Opens) -> None:
    source = sums(tmp_path)
    with review_page(source) as served:
        page = tab(served.address)
        page.press("e")
        page.page.locator("#edited").fill("typed before")
        page.sees("#saved", "Draft kept")
        served.kill()
        page.page.locator("#edited").press_sequentially(", and after")
        page.sees("#banner", "The server does not answer")
    with review_page(source) as served:
        page = tab(served.address)
        page.press("e")
        assert page.page.locator("#edited").input_value() == "typed before"
        page.press("Control+Enter")
        assert decisions(folder_of(source))[-1]["edited"] == "typed before"


def test_a_server_that_is_gone_and_comes_back(tmp_path: Path, tab: Opens) -> None:
    """Nothing goes on meanwhile; what was pressed is sent again until somebody takes it."""
    source = sums(tmp_path)
    with review_page(source) as served:
        page = tab(served.address)
        page.press("a")
        page.page.route("**/decide", lambda route: route.abort())
        page.page.keyboard.press("x")
        page.sees("#banner", "is sent again until it is")
        page.page.keyboard.press("a")
        assert (page.place, page.done) == (2, 1)
        page.page.unroute("**/decide")
        page.page.get_by_role("button", name="Try now").click()
        page.settle()
        assert (page.place, page.done) == (3, 2)
        assert not page.shows("#banner")
        assert [line["answer"] for line in decisions(folder_of(source))] == ["accept", "reject"]


def test_a_disk_that_takes_nothing(tmp_path: Path, tab: Opens) -> None:
    """NOT SAVED, with the reason; keys are off; once there is room again, the same answer is saved."""
    source = sums(tmp_path)
    with review_page(source) as served:
        page = tab(served.address)
        page.press("a")
        size = (folder_of(source) / "decisions.jsonl").stat().st_size
        unlimited = resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        page.press("x")
        page.sees("#banner", "NOT SAVED")
        page.press("a", "x", "s")
        assert (page.place, page.done) == (2, 1)
        resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, unlimited)
        page.page.get_by_role("button", name="Try again").click()
        page.settle()
        assert (page.place, page.done) == (3, 2)
        assert [line["answer"] for line in decisions(folder_of(source))] == ["accept", "reject"]
