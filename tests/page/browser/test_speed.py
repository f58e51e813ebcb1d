"""How fast the page is: printed (`pytest -s`) and never asserted, since it is the machine's speed that varies most."""

from pathlib import Path
from statistics import median

import pytest

from tests.page.browser.conftest import Opens
from tests.support.review_page import review_page
from tests.support.runs import write

pytestmark = [pytest.mark.page, pytest.mark.slow]

RECORDS, DECISIONS = 100_000, 200

_PAINTED = "performance.getEntriesByName('first-contentful-paint').map(one => one.startTime)"
# From a key to the frame in which the next record's number stands.
_TIMED = """() => {
  window.times = [];
  document.addEventListener("keydown", () => {
    const start = performance.now(), before = document.getElementById("place").textContent;
    const look = () => document.getElementById("place").textContent === before
      ? requestAnimationFrame(look) : times.push(performance.now() - start);
    requestAnimationFrame(look);
  }, true);
}"""


def test_speed_with_a_large_file(tmp_path: Path, tab: Opens) -> None:
    text = "The answer to this question is rather long, since a real one would be so as well. " * 7
    rows = (
        {"id": f"r{n}", "instruction": f"Question {n}: what is the sum of {n} and 7?", "output": f"{text}{n + 7}"}
        for n in range(RECORDS)
    )
    with review_page(write(tmp_path / "big.jsonl", rows)) as served:
        paints = []
        for _ in range(5):
            page = tab(served.address)
            page.press("a")
            paints += page.page.evaluate(_PAINTED)
        page.page.evaluate(_TIMED)
        page.press(*["a"] * DECISIONS)
        times = sorted(page.page.evaluate("times"))
        print(
            f"\nfirst contentful paint, {RECORDS:,} records: median {median(paints):.0f} ms, first {paints[0]:.0f} ms"
        )
        print(
            f"key to next record, {len(times)} of them: median {median(times):.0f} ms, "
            f"p95 {times[int(len(times) * 0.95)]:.0f} ms"
        )
        assert (len(paints), len(times)) == (5, DECISIONS)
        assert page.done == DECISIONS + 5
