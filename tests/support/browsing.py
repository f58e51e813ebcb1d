"""A tab of a browser, as a person uses one: keys, clicks, and what then stands on the page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

PATIENCE = 10_000  # milliseconds after which what should have come is missed


@dataclass(slots=True)
class Tab:
    """`asked` are the addresses it has asked, `ran` what hostile texts have run, `problems` errors of the page."""

    page: Any
    context: Any
    asked: list[str] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        """Keys one after the other, each once the last one is done with."""
        for key in keys:
            self.page.keyboard.press(key)
            self.settle()

    def settle(self) -> None:
        """Wait until no request is on its way."""
        self.page.wait_for_selector("body:not([aria-busy])", timeout=PATIENCE)

    def painted(self) -> None:
        """Wait until what has been done is on the screen."""
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def text(self, selector: str) -> str:
        return str(self.page.locator(selector).first.inner_text(timeout=PATIENCE))

    def sees(self, selector: str, text: str) -> None:
        """Wait until such an element holds this text."""
        self.page.locator(selector).filter(has_text=re.compile(re.escape(text))).first.wait_for(timeout=PATIENCE)

    def shows(self, selector: str) -> bool:
        return bool(self.page.locator(selector).first.is_visible())

    @property
    def place(self) -> int:
        """The number of the record on the page."""
        found = re.search(r"Record ([\d,]+)", self.text("#place"))
        assert found is not None, self.text("#place")
        return int(found[1].replace(",", ""))

    @property
    def done(self) -> int:
        """How many records are decided, as the page says."""
        found = re.match(r"([\d,]+) of", self.text(".progress > span"))
        assert found is not None, self.text(".progress > span")
        return int(found[1].replace(",", ""))

    def texts(self) -> dict[str, str]:
        """The texts of the record on the page by name, character for character."""
        found = self.page.eval_on_selector_all(
            "#desk .field",
            "all => all.map(one => [one.dataset.field, one.querySelector('.text, .said')?.textContent ?? ''])",
        )
        return {str(name): str(text) for name, text in found}

    def key_down(self, **event: Any) -> None:
        """A key as a keyboard sends it that playwright does not have: `key`, `code` and what is held with it."""
        self.page.evaluate(
            "event => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', "
            "{bubbles: true, cancelable: true, ...event}))",
            event,
        )
        self.settle()


@contextmanager
def noting(came: list[str]) -> Iterator[int]:
    """A web server of this machine that answers nothing and notes the paths it is asked for; its port."""

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            came.append(self.path)
            self.send_error(404)

        do_POST = do_GET

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Noting)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def open_tab(browser: Any, address: str, **options: Any) -> Tab:
    context = browser.new_context(**options)
    page = context.new_page()
    tab = Tab(page, context)
    context.expose_binding("ran", lambda source, *_: tab.ran.append(str(source["frame"].url)))
    page.on("request", lambda request: tab.asked.append(request.url))
    page.on("pageerror", lambda error: tab.problems.append(str(error)))
    page.on("console", lambda said: tab.problems.append(said.text) if said.type == "error" else None)
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    return tab
