"""The page for everybody: read aloud, in both schemes, narrow, behind a prefix, light, and from nowhere else."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.page.browser.conftest import Leaks, Opens
from tests.support.browsing import Tab
from tests.support.review_kinds import KINDS, Kind, sums
from tests.support.review_page import decisions, folder_of, review_page

pytestmark = pytest.mark.page

LARGEST = 30_000  # bytes of page, styles and scripts
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
STATES: tuple[list[str], ...] = ([], ["h"], ["?"], ["/"], ["n"], ["e"], ["x", "1"], ["ArrowLeft"], ["m"], ["f"])


def broken_rules(page: Tab) -> list[str]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="make test-page installs axe")
    found = axe.Axe().run(page.page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found.response["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_rule_of_wcag_is_broken(kind: Kind, tmp_path: Path, tab: Opens, scheme: str, width: int) -> None:
    (tmp_path / "guide.yaml").write_text("positive: it praises\n'2': it is poor\nreject: it is worthless\n")
    with review_page(kind.make(tmp_path), *kind.options, "--guidelines", str(tmp_path / "guide.yaml")) as served:
        size = {"width": width, "height": 740}
        page = tab(served.address, viewport=size, color_scheme=scheme, bypass_csp=True)
        if kind.name in ("accept", "ask"):
            page.press("a")
        for keys in STATES if kind.name == "accept" else STATES[:1]:
            page.press(*keys)
            page.painted()
            assert (keys, broken_rules(page)) == (keys, [])
            assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), keys
            page.press("Escape")
            if keys in (["h"], ["m"]):
                page.press(*keys)
        forms = tab(served.address, viewport=size, color_scheme=scheme, bypass_csp=True, java_script_enabled=False)
        assert forms.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_targets_are_large_enough(tmp_path: Path, tab: Opens) -> None:
    with review_page(sums(tmp_path)) as served:
        for width in (1280, 360):
            page = tab(served.address, viewport={"width": width, "height": 740})
            page.press("x")
            small = page.page.eval_on_selector_all(
                "button",
                "all => all.filter(one => one.offsetParent && Math.min(one.offsetWidth, one.offsetHeight) < 44)"
                ".map(one => one.textContent)",
            )
            assert small == []


def test_grades_have_a_row_for_each_side_where_it_is_narrow(tmp_path: Path, tab: Opens) -> None:
    kind = next(kind for kind in KINDS if kind.name == "grades")
    with review_page(kind.make(tmp_path), *kind.options) as served:
        page = tab(served.address, viewport={"width": 360, "height": 740})
        tops = [
            page.page.eval_on_selector_all(f'.graded [data-answer="{side}"]', "all => all.map(one => one.offsetTop)")
            for side in ("first", "second", "tie")
        ]
        assert [(len(side), len(set(side))) for side in tops] == [(4, 1), (4, 1), (1, 1)]
        assert tops[0][0] < tops[1][0] < tops[2][0]
        wide = page.page.eval_on_selector_all(
            ".graded .answer", "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent)"
        )
        assert wide == []


def test_the_place_is_read_out_after_a_decision(tmp_path: Path, tab: Opens) -> None:
    with review_page(sums(tmp_path)) as served:
        page = tab(served.address)
        page.press("a")
        focused = page.page.evaluate("[document.activeElement.localName, document.activeElement.textContent]")
        assert focused == ["h1", "Record 2 of 30"]


def test_the_page_is_light(tmp_path: Path, tab: Opens) -> None:
    with review_page(sums(tmp_path)) as served:
        answers: list[Any] = []
        page = tab(served.address)
        page.page.on("requestfinished", lambda request: answers.append(request))
        page.page.reload(wait_until="networkidle")
        sent = sum(one.sizes()["responseBodySize"] for one in answers)
        read = sum(len(one.response().body()) for one in answers)
        print(f"\npage, styles and scripts: {len(answers)} answers, {sent:,} bytes sent, {read:,} unpacked")
        assert len(answers) == 10
        assert sent <= LARGEST


def test_two_hundred_decisions_ask_nobody_else(tmp_path: Path, tab: Opens, leaks: Leaks) -> None:
    source = sums(tmp_path)
    with review_page(source) as served:
        page = tab(served.address)
        for _ in range(100):
            page.press("a", "u")
        assert len(decisions(folder_of(source))) == 200
        assert [asked for asked in page.asked if not asked.startswith(served.address)] == []
        assert leaks() == []


@contextmanager
def forwarding(port: int, prefix: str) -> Iterator[int]:
    """A proxy that serves a page below a prefix, as jupyter-server-proxy does; its port."""

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith(prefix):
                return self.send_error(404)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            onward = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            onward.request(self.command, self.path.removeprefix(prefix), body, dict(self.headers))
            answer = onward.getresponse()
            told = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("transfer-encoding", "connection"):
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(told)
            onward.close()
            return None

        do_POST = do_GET

        def log_message(self, *_: Any) -> None: ...

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None: ...  # what is under way when the page ends

    server = Server(("127.0.0.1", 0), Proxy)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "forms"])
@pytest.mark.parametrize("prefix", ["", "/user/ann/proxy/8123"])
def test_behind_another_port_and_a_prefix(tmp_path: Path, tab: Opens, prefix: str, script: bool) -> None:
    source = sums(tmp_path)
    with review_page(source) as served, forwarding(served.port, prefix) as port:
        address = served.address.replace(f":{served.port}/", f":{port}{prefix}/")
        page = tab(address, java_script_enabled=script)
        for _ in range(2):
            page.page.get_by_role("button", name="Accept", exact=True).click()
            page.settle()
        assert (page.place, page.done) == (3, 2)
        if script:
            page.press("m")
            text = page.page.frame_locator("iframe").first.locator("p").first
            assert "sans-serif" in text.evaluate("one => getComputedStyle(one).fontFamily")
        page.page.get_by_role("button", name="Undo", exact=True).click()
        page.settle()
        assert (page.place, page.done) == (2, 1)
        assert [asked for asked in page.asked if not asked.startswith(address)] == []
        assert page.problems == []
