"""How answers are offered: what their buttons say, what stands beside them, and that nothing comes under a finger."""

from pathlib import Path

import pytest

from tests.page.browser.conftest import Opens
from tests.support.review_kinds import moods, sums
from tests.support.review_page import review_page

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
