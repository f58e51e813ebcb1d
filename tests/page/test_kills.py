"""A page that is killed at any moment: what was answered for is on disk, once."""

import contextlib
import http.client
import signal
import threading
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from selfinstruct.flows.review.desk.decisions.ledger import replayed
from selfinstruct.flows.review.desk.decisions.log import logged
from tests.support.desk_pages import Browser, Page, tasks
from tests.support.runs import read

NAMES = ("ann", "bob")


class Reviewer(threading.Thread):
    """Decides as fast as it can until nothing answers; `saved` are the lines that were answered for."""

    def __init__(self, browser: Browser, rng: Random) -> None:
        super().__init__()
        self._browser, self._rng = browser, rng
        self.saved: list[tuple[int, str, str]] = []
        self.enough = threading.Event()

    def run(self) -> None:
        wanted = self._rng.randrange(2, 25)
        with contextlib.suppress(OSError, http.client.HTTPException):
            item = self._browser.state()["item"]
            while item is not None:
                answer = self._rng.choice(("accept", "reject"))
                sent = self._browser.decide(item, answer)
                assert sent.status == 200
                self.saved.append((sent.json["saved"], item["id"], answer))
                item = sent.json["item"]
                if len(self.saved) >= wanted:
                    self.enough.set()
        self.enough.set()


@pytest.mark.parametrize("kills", [4, pytest.param(200, marks=pytest.mark.slow)])
def test_no_answered_decision_is_lost_or_doubled(tmp_path: Path, kills: int) -> None:
    file, rng = tasks(tmp_path / "tasks.jsonl", 12_000), Random(0)
    words = [word for name in NAMES for word in ("--reviewer", name)]
    saved: dict[str, list[tuple[int, str, str]]] = {name: [] for name in NAMES}
    folder = tmp_path / "runs" / "tasks-review"
    for kill in range(kills):
        found = Page(str(file), *words, cwd=tmp_path)
        people = [Reviewer(found[name], Random(rng.random())) for name in NAMES]
        for person in people:
            person.start()
        assert people[kill % 2].enough.wait(30)
        found.command.send(signal.SIGKILL)
        for person, name in zip(people, NAMES, strict=True):
            person.join(30)
            saved[name] += person.saved
        found.end(signal.SIGKILL)
        logged(folder)  # is always readable
    lines = read(folder / "decisions.jsonl") if kills else []
    ledger = replayed(logged(folder))
    assert sum(map(len, saved.values())) > 2 * kills
    assert max(Counter(line["n"] for line in lines).values()) == 1
    for name in NAMES:
        own = {line["n"]: (line["id"], line["answer"]) for line in lines if line["reviewer"] == name}
        assert all(own.get(n) == (identifier, answer) for n, identifier, answer in saved[name])
        assert max(Counter(identifier for identifier, _ in own.values()).values()) == 1
        unanswered = len(own) - len(saved[name])
        assert 0 <= unanswered <= kills  # at most the one that was under way
        assert len(ledger.of(name).decisions) == len(own)


def test_of_an_edit_that_is_typed_the_draft_is_there(tmp_path: Path) -> None:
    file = tasks(tmp_path / "tasks.jsonl", 5)
    found = Page(str(file), "--reviewer", "ann", cwd=tmp_path)
    item = found.only.state()["item"]
    assert found.only.post("draft", id=item["id"], edited="half of a sent").status == 200
    found.end(signal.SIGKILL)
    again = Page(str(file), "--reviewer", "ann", cwd=tmp_path)
    assert again.only.state()["item"]["draft"] == "half of a sent"
    again.end()
