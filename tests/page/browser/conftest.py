"""A browser, and pages in it that note what they ask for, what runs in them and what goes wrong."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.browsing import Tab, noting, open_tab
from tests.support.runs import write

HOST = "leak.example"  # that hostile texts name

Opens = Callable[..., Tab]
Leaks = Callable[[], list[str]]


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[list[str]]:
    """What has come to the host that hostile texts name: a server of this machine answers for it."""
    came: list[str] = []
    with noting(came) as port:
        came.append(str(port))  # the browser is to know it
        yield came


@pytest.fixture
def leaks(elsewhere: list[str]) -> Leaks:
    """The same, since the test began."""
    before = len(elsewhere)
    return lambda: elsewhere[before:]


@pytest.fixture(scope="session")
def browser(elsewhere: list[str]) -> Iterator[Any]:
    """Debian's Chromium, driven by playwright; without either `make test-page` installs them."""
    playwright = pytest.importorskip("playwright.sync_api", reason="make test-page installs playwright")
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("make test-page installs chromium")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(
            executable_path=path, args=["--no-sandbox", f"--host-resolver-rules=MAP {HOST} 127.0.0.1:{elsewhere[0]}"]
        )
        yield found
        found.close()


@pytest.fixture
def tab(browser: Any) -> Iterator[Opens]:
    """Opens an address in a tab of a browser of its own; what is given besides is the browser's (`viewport`, …)."""
    tabs: list[Tab] = []

    def opened(address: str, **options: Any) -> Tab:
        tabs.append(open_tab(browser, address, **options))
        return tabs[-1]

    yield opened
    for one in tabs:
        one.context.close()


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Forty records to accept or reject."""
    rows = [
        {
            "id": f"r{number}",
            "instruction": f"Add {number} and {number + 1}.",
            "input": "",
            "output": f"{2 * number + 1}",
        }
        for number in range(40)
    ]
    return write(tmp_path / "data.jsonl", rows)


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """Twelve pairs whose texts are long enough to be scrolled."""
    rows = [
        {
            "id": f"p{number}",
            "prompt": f"Tell story {number}.",
            "chosen": "\n".join(f"chosen {number}, line {line}" for line in range(200)),
            "rejected": "\n".join(f"rejected {number}, line {line}" for line in range(100)),
        }
        for number in range(12)
    ]
    return write(tmp_path / "pairs.jsonl", rows)
