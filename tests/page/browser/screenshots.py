"""Makes the pictures of the documentation: python -m tests.page.browser.screenshots docs/images"""

import shutil
import sys
import tempfile
from pathlib import Path

import selfinstruct
from tests.support.browsing import open_tab
from tests.support.review_page import review_page
from tests.support.runs import SEEDS

_KEYS = ("a", "a", "a", "a", "x", "1")  # some answers, so that there is something to be seen of them


def take(out: Path) -> None:
    """The review page of a run of the built-in model, with some answers given, and that run's report."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        selfinstruct.generate(SEEDS, n=60, out=Path(folder) / "runs" / "general")
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with review_page(Path("runs/general"), "--random", "50", cwd=Path(folder)) as served:
            tab = open_tab(browser, served.address, viewport={"width": 1120, "height": 760})
            tab.press(*_KEYS)
            tab.painted()
            tab.page.screenshot(path=out / "review-page.png")
        selfinstruct.report(Path(folder) / "runs" / "general", Path(folder) / "report.html")
        shown = browser.new_page(viewport={"width": 1120, "height": 1300})
        shown.goto((Path(folder) / "report.html").as_uri())
        shown.locator("#funnel, #coverage, #samples").evaluate_all("all => all.forEach(one => one.remove())")
        shown.screenshot(path=out / "report.png")
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
