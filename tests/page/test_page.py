"""The page as it is asked by a script, by forms, and by several people at once."""

import json
import re
import resource
import signal
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from selfinstruct import review_import
from selfinstruct.flows.review.desk.decisions.log import DECISIONS
from tests.support.desk_pages import Browser, Page, page, tasks
from tests.support.processes import run
from tests.support.runs import read, write


@pytest.fixture
def fresh(tmp_path: Path) -> Any:
    with page(str(tasks(tmp_path / "tasks.jsonl", 6)), "--reviewer", "ann", cwd=tmp_path) as found:
        yield found


def log(folder: Path) -> list[dict[str, Any]]:
    file = folder / "runs" / "tasks-review" / DECISIONS
    return read(file) if file.exists() else []


def answer_all(browser: Browser, answers: list[str]) -> None:
    for answer in answers:
        browser.decide(browser.state()["item"], answer, **({"edited": "new"} if answer == "edit" else {}))


def test_a_decision_carries_the_next_item(fresh: Page, tmp_path: Path) -> None:
    browser = fresh.only
    item = browser.state()["item"]
    answer = browser.decide(item, "reject", reasons=["wrong"], note="no")
    assert answer.status == 200
    told = answer.json
    assert (told["saved"], told["progress"]["done"], told["item"]["at"]) == (1, 1, 1)
    assert [row["answer"] for row in log(tmp_path)] == ["reject"]  # before it was answered for
    looked = browser.get("item", at="0").json["item"]
    assert looked["decision"] == {"answer": "reject", "reasons": ["wrong"], "grade": None, "edited": "", "note": "no"}
    assert browser.get("find", q="Double 3").json["hits"][0]["id"] == "t3"
    assert browser.get("text", id=item["id"], field="0").json == {"text": item["fields"][0]["text"]}
    assert browser.post("later", id=told["item"]["id"]).json["progress"]["later"] == 1
    assert browser.post("draft", id=told["item"]["id"], edited="half").json["saved"] == 3
    assert browser.get("item", at="1").json["item"]["draft"] == "half"
    assert [browser.post("undo").json["progress"][name] for name in ("later", "done")] == [0, 0]
    last = browser.post("undo").json
    assert (last["undone"], last["progress"]["done"]) == (False, 0)  # nothing is left to take back


def test_the_page_without_scripts(fresh: Page, tmp_path: Path) -> None:
    browser = fresh.only

    def fields(text: str) -> dict[str, str]:
        return {name: re.findall(rf'name="{name}" value="([^"]*)"', text)[0] for name in ("id", "seen")}

    first = browser.get("").body.decode()
    sent = browser.form("decide", **fields(first), answer="accept", edited="what the box had", note="")
    assert (sent.status, sent.headers["location"]) == (303, "./")
    second = browser.get("").body.decode()
    assert fields(second)["id"] != fields(first)["id"]
    stale = browser.form("decide", **fields(first), answer="reject")
    assert stale.status == 409
    assert "decided elsewhere" in stale.body.decode()
    assert browser.form("decide", **fields(second), answer="reject", reasons=["wrong", "twin"]).status == 303
    assert browser.form("later", id=fields(browser.get("").body.decode())["id"]).status == 303
    assert browser.form("undo").status == 303
    assert browser.form("undo").status == 303
    assert [(row.get("answer"), row.get("reasons")) for row in log(tmp_path)[:2]] == [
        ("accept", []), ("reject", ["wrong", "twin"])
    ]  # fmt: skip
    assert browser.state()["progress"]["done"] == 1
    assert browser.form("apply").status == 303
    assert len(read(tmp_path / "runs" / "tasks-review" / "reviewed.jsonl")) == 1
    assert "Double" in browser.get("", at="3").body.decode()


def test_two_tabs_of_one_reviewer(fresh: Page) -> None:
    one, other = fresh.only, Browser(f"http://127.0.0.1:{fresh.only.port}{fresh.only.path}")
    item = one.state()["item"]
    assert other.state()["item"] == item
    assert one.decide(item, "accept").status == 200
    late = other.decide(item, "reject")
    assert late.status == 409
    assert late.json["item"]["at"] == 1
    assert "decided elsewhere" in late.json["problem"]
    assert one.decide(item, "accept").json["saved"] == 1  # sent again after an answer that was lost
    assert other.decide(late.json["item"], "reject").json["progress"]["done"] == 2
    other.close()


def test_all_done_and_applied_at_the_end(tmp_path: Path) -> None:
    file = tasks(tmp_path / "tasks.jsonl", 5)
    with page(str(file), "--random", "4", "--json", "--reviewer", "ann", cwd=tmp_path) as found:
        answer_all(found.only, ["accept", "accept", "edit"])
        assert found.only.state()["summary"] is None
        answer_all(found.only, ["reject"])
        summary = found.only.state()["summary"]
        assert found.only.state()["item"] is None
        assert summary["sentences"][2].startswith("2 of 4 right: 50 %, between 15 and 85 (Wilson, 95 %)")
        ended = found.end()
    assert ended.returncode == 0
    told = json.loads(ended.stdout)
    assert (told["applied"]["accepted"], told["applied"]["rejected"]) == (3, 1)
    assert told["summaries"]["ann"]["right"]["right"] == 2
    assert "3 accepted" in ended.stderr


def test_who_stops_early_is_told(tmp_path: Path) -> None:
    with page(str(tasks(tmp_path / "tasks.jsonl")), "--random", "20", cwd=tmp_path) as found:
        answer_all(found.only, ["accept"] * 3)
        ended = found.end()
    assert "3 of 20 decided: not finished" in ended.stderr
    assert "Wilson" not in ended.stderr


def test_a_comparison_ends_with_how_to_go_on(tmp_path: Path) -> None:
    tasks(tmp_path / "one.jsonl", 6)
    rows = [{"id": f"o{number}", "instruction": f"Halve {number}.", "output": "?"} for number in range(6)]
    write(tmp_path / "other.jsonl", rows)
    with page("one.jsonl", "--against", "other.jsonl", "--random", "2", "--seed", "3", cwd=tmp_path) as found:
        answer_all(found.only, ["accept"] * 3)
        assert found.only.state()["summary"] is None
        answer_all(found.only, ["accept"])
        ended = found.end()
    again = "selfinstruct review page one.jsonl --against other.jsonl --random 4 --seed 4"
    assert f"To go on: {again}" in ended.stderr
    assert "applies them" not in ended.stderr


def test_a_page_to_look_at_speaks_of_looking(tmp_path: Path) -> None:
    row = {"id": "r1", "instruction": "Add 1 and 2.", "rule": "novelty", "stage": "bootstrap", "text": "Add."}
    write(tmp_path / "rejected.jsonl", [row, row | {"id": "r2"}])
    data = tasks(tmp_path / "dataset.jsonl", 2)
    with page(str(data), "--rejected", "all", "--reviewer", "ann", cwd=tmp_path) as found:
        shown = found.only.get("").body.decode()
        ended = found.end()
    assert "<span>2 records</span>" in shown
    assert "decided</a>" not in shown
    assert "There is nothing to decide, only to look at; Ctrl-C ends the page." in ended.stderr
    assert "ann: 2 records to look at; nothing is decided here" in ended.stderr
    assert "ecisions" not in ended.stderr
    assert "finished" not in ended.stderr


def test_answers_given_on_the_page_and_in_a_file_come_to_the_same(tmp_path: Path) -> None:
    """Check 19: pairs of three people, with edits, notes and undo; reviewed.jsonl is the same, byte for byte."""
    rows = [{"id": f"p{n}", "prompt": f"Ask {n}", "chosen": f"good {n}", "rejected": f"bad {n}"} for n in range(12)]
    names = ("ann", "bob", "cat")
    for folder in ("page", "file"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder / "pairs.jsonl", rows)
    words = [word for name in names for word in ("--reviewer", name)]
    files = []
    with page("pairs.jsonl", *words, cwd=tmp_path / "page") as found:
        run("review", "export", "pairs.jsonl", "-o", "form.csv", "--format", "csv", cwd=tmp_path / "file")
        run("review", "export", "pairs.jsonl", "-o", "form.jsonl", cwd=tmp_path / "file")
        forms = {row["id"]: row for row in read(tmp_path / "file" / "form.jsonl")}
        for number, name in enumerate(names):
            filled = []
            for turn in range(12):
                item = found[name].state()["item"]
                better = "good" if (turn + number) % 4 else "bad"
                answer = "first" if item["sides"]["first"].startswith(better) else "second"
                if turn == 5:
                    answer = "tie"
                more = {"edited": f"better {item['id']}"} if turn == 3 else {}
                if turn == 7:
                    found[name].decide(item, "reject")
                    item = found[name].post("undo").json["item"]
                assert found[name].decide(item, answer, note=f"turn {turn}", **more).status == 200
                form = forms[item["id"]]
                side = "tie" if answer == "tie" else "first" if form["first"].startswith(better) else "second"
                filled.append(form | {"answer": side, "reviewer": name, "note": f"turn {turn}", **more})
            files.append(write(tmp_path / "file" / f"{name}.jsonl", filled))
        found.end()
    by_file = run("review", "import", "pairs.jsonl", *map(str, files), cwd=tmp_path / "file")
    assert by_file.returncode == 0, by_file.stderr
    for name in ("reviews.jsonl", "reviewed.jsonl", "accepted.jsonl"):
        one, other = ((tmp_path / place / "runs" / "pairs-review" / name).read_bytes() for place in ("page", "file"))
        assert one == other, name
    assert len(read(tmp_path / "page" / "runs" / "pairs-review" / "reviewed.jsonl")) == 12


def test_what_was_applied_can_be_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tasks(tmp_path / "tasks.jsonl", 3)
    reviewed = tmp_path / "runs" / "tasks-review" / "reviewed.jsonl"
    with page(str(file), "--reviewer", "ann", cwd=tmp_path) as found:
        answer_all(found.only, ["accept", "accept"])
        assert found.only.post("apply").json["accepted"] == 2
        found.only.post("undo")
        answer_all(found.only, ["reject"])
        assert found.only.post("apply").json["rejected"] == 1
        found.only.post("undo")
        found.end()
    assert [row["status"] for row in read(reviewed)] == ["accepted"]
    monkeypatch.chdir(tmp_path)
    assert review_import(file, []).accepted == 1


def test_a_file_of_the_same_reviewer_is_not_written_over(tmp_path: Path) -> None:
    file = tasks(tmp_path / "tasks.jsonl", 3)
    rows = [{"id": "t0", "answer": "reject"}]
    write(tmp_path / "ann.jsonl", rows)
    assert run("review", "import", str(file), "ann.jsonl", cwd=tmp_path).returncode == 0
    with page(str(file), "--reviewer", "ann", "--order", "file", cwd=tmp_path) as found:
        answer_all(found.only, ["accept"])
        told = found.only.post("apply")
        assert (told.status, "--replace changes it" in told.json["problem"]) == (409, True)
        ended = found.end()
    assert ended.returncode == 1
    assert "not applied, and every decision is kept" in ended.stderr
    again = run("review", "import", str(file), "--replace", cwd=tmp_path)
    assert (again.returncode, "1 accepted" in again.stderr) == (0, True)


def test_a_second_page_is_refused(fresh: Page, tmp_path: Path) -> None:
    second = run("review", "page", "tasks.jsonl", "--no-open", cwd=tmp_path)
    assert second.returncode == 1
    where = f"process {fresh.command.pid}, at http://127.0.0.1:{fresh.only.port}/ and the token that it printed"
    assert f"open on it already ({where}); use that one" in second.stderr
    token = fresh.only.path.strip("/")
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and token in file.read_text()]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["nothing.jsonl"], "nothing.jsonl: there is no such file"),
        (["tasks.jsonl", "--order", "size"], "--order 'size': use random or file"),
        (["tasks.jsonl", "--ask", "Valid?"], "--ask: 'Valid?' is no name"),
        (["tasks.jsonl", "--guidelines", "nothing.md"], "--guidelines nothing.md: cannot be read"),
        (["tasks.jsonl", "--rejected", "novelty"], "--rejected novelty: nothing was rejected by this rule"),
    ],
)
def test_what_cannot_be_served(tmp_path: Path, words: list[str], problem: str) -> None:
    tasks(tmp_path / "tasks.jsonl", 3)
    ended = run("review", "page", "--no-open", *words, cwd=tmp_path)
    assert ended.returncode == 2
    assert problem in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_port_that_is_taken(fresh: Page, tmp_path: Path) -> None:
    port = str(fresh.only.port)
    ended = run("review", "page", "tasks.jsonl", "--no-open", "--port", port, cwd=tmp_path)
    assert (ended.returncode, f"--port {port}: cannot be used: Address already in use" in ended.stderr) == (2, True)


def test_a_full_disk_and_a_folder_that_is_gone(fresh: Page, tmp_path: Path) -> None:
    browser, folder = fresh.only, tmp_path / "runs"
    answer_all(browser, ["accept"])
    item = browser.state()["item"]
    size = (folder / "tasks-review" / DECISIONS).stat().st_size
    before = resource.prlimit(fresh.command.pid, resource.RLIMIT_FSIZE, (size + 5, resource.RLIM_INFINITY))
    told = browser.decide(item, "reject")
    assert told.status == 503
    assert re.match(r"NOT SAVED: .*decisions\.jsonl: file too large", told.json["problem"])
    assert "NOT SAVED" in unescape(
        browser.form("decide", id=item["id"], seen=item["version"], answer="reject").body.decode()
    )
    resource.prlimit(fresh.command.pid, resource.RLIMIT_FSIZE, before)
    folder.rename(tmp_path / "away")
    told = browser.decide(item, "reject")
    assert (told.status, told.json["problem"].endswith("its folder is gone")) == (503, True)
    assert browser.state()["item"] == item
    (tmp_path / "away").rename(folder)
    assert browser.decide(item, "reject").status == 200
    assert [row["answer"] for row in log(tmp_path)] == ["accept", "reject"]
    ended = fresh.end()
    assert "Traceback" not in ended.stderr


def test_help_loads_no_server() -> None:
    code = (
        "import sys; sys.argv = ['selfinstruct', 'review', 'page', '--help']\n"
        "from selfinstruct.cli.app import run_app\n"
        "try: run_app()\n"
        "except SystemExit: pass\n"
        "print([name for name in ('starlette', 'uvicorn', 'jinja2', 'markdown_it', 'numpy') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "[]"


def test_a_command_that_is_told_to_end_applies_too(tmp_path: Path) -> None:
    with page(str(tasks(tmp_path / "tasks.jsonl", 3)), cwd=tmp_path) as found:
        answer_all(found.only, ["accept"])
        assert found.end(signal.SIGTERM).returncode == 0
    assert len(read(tmp_path / "runs" / "tasks-review" / "reviewed.jsonl")) == 1
