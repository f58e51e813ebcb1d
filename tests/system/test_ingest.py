"""`ingest` as a command: files from strangers, interruptions, other machines, and the hard set of the brief."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.cli.options.bare import with_recogniser
from selfinstruct.extras import installing
from tests.documents.zipped import zipped
from tests.support.paths import ROOT
from tests.support.processes import Command, run

OWN = ("--reader", ".odd=tests.support.hostile_readers:read")
HARD = ROOT.parent / "shared" / "documents" / "hard"


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_summary_ends_with_what_was_rejected(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Words.\n")
    (tmp_path / "in" / "b.txt").write_text("Words.\n")
    (tmp_path / "in" / "c.pdf").write_bytes(b"")
    done = run("ingest", "in", "-o", "out.jsonl", "--drop-duplicates", "--json", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "3 files read", "        1 document in out.jsonl (text 1)",
        "       -2 rejected: duplicate 1, empty 1 (see out.rejected.jsonl)",
    ]  # fmt: skip
    assert json.loads(done.stdout)["rejected"] == {"duplicate": 1, "empty": 1}
    none = run("ingest", "in/c.pdf", "-o", "none.jsonl", cwd=tmp_path)
    assert (none.returncode, none.stdout) == (2, "")
    assert none.stderr == "error: c.pdf: has no bytes\n"
    assert not (tmp_path / "none.jsonl").exists()
    assert rows(tmp_path / "none.rejected.jsonl")[0]["rule"] == "empty"
    strict = run("ingest", "in", "-o", "strict.jsonl", "--strict", cwd=tmp_path)
    assert strict.returncode == 2
    assert not list(tmp_path.glob("strict*"))
    wrong = run("ingest", "in", "-o", "-", "--json", cwd=tmp_path)
    assert (wrong.returncode, wrong.stderr) == (
        2, "error: --json: stdout already carries the documents; give -o FILE\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("in --ocr", "in --ocr tesseract"),
        ("in --ocr --json", "in --ocr tesseract --json"),
        ("--ocr in -o x", "--ocr tesseract in -o x"),
        ("--ocr textract in", "--ocr textract in"),
        ("--ocr my.module:read in", "--ocr my.module:read in"),
        ("--ocr=textract in", "--ocr=textract in"),
        ("--ocr s3://bucket/in", "--ocr tesseract s3://bucket/in"),
        ("in -- --ocr", "in -- --ocr"),
        ("--ocr tesserakt in", "--ocr tesserakt in"),
        ("in --ocr scan.pdf", "in --ocr tesseract scan.pdf"),
    ],
)
def test_ocr_may_stand_alone(words: str, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path)
    assert with_recogniser(words.split()) == found.split()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_leaves_nothing_behind(number: signal.Signals, tmp_path: Path) -> None:
    """No process that reads or was started by one, no file, no part of one."""
    (tmp_path / "in").mkdir()
    os.mkfifo(tmp_path / "told")
    (tmp_path / "in" / "x.odd").write_text(f"one\nCHILD {tmp_path / 'told'}\nHANG")
    command = Command("ingest", "in", "-o", "out.jsonl", *OWN, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)})
    with (tmp_path / "told").open() as told:
        assert int(told.readline())
        command.send(number)
        done = command.end()
        assert (done.returncode, done.stdout) == (130, ""), done.stderr
        assert told.read() == "", "what a reader has started outlives it"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "told"]


def test_the_end_of_the_command_is_the_end_of_its_processes(tmp_path: Path) -> None:
    """Even where it is killed."""
    os.mkfifo(tmp_path / "told")
    (tmp_path / "x.odd").write_text(f"one\nCHILD {tmp_path / 'told'}\nHANG")
    process = subprocess.Popen(
        [sys.executable, "-m", "selfinstruct", "ingest", "x.odd", "-o", "out.jsonl", *OWN], cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with (tmp_path / "told").open() as told:
        assert int(told.readline())
        process.kill()
        process.wait()
        assert told.read() == "", "what a reader has started outlives it"


def test_nothing_is_loaded_from_the_folder_and_nothing_of_it_is_run(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("open('loaded', 'w')\n")
    (tmp_path / "selfinstruct.py").write_text("open('loaded', 'w')\n")
    (tmp_path / "a.txt").write_text("Words.\n")
    done = run("ingest", "a.txt", "json.py", "-o", "out/a.jsonl", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "loaded").exists()


hard = pytest.mark.skipif(not HARD.exists(), reason="the brief's files are not there")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("pypdfium2")
    pytest.importorskip("tesserocr")
    out = tmp_path_factory.mktemp("hard") / "a.jsonl"
    done = run("ingest", str(HARD), "-o", str(out), "--ocr", "--workers", "1", cwd=out.parent)
    assert done.returncode == 0, done.stderr
    return out


@hard
def test_every_line_of_the_hard_set_holds(corpus: Path) -> None:
    expected = json.loads((HARD / "expect.json").read_text(encoding="utf-8"))
    documents, refused = rows(corpus), rows(corpus.with_name("a.rejected.jsonl"))
    wrong = {
        name: found for name, wanted in expected.items() if (found := list(problems(name, wanted, documents, refused)))
    }
    assert wrong == {}
    assert "root:" not in corpus.read_text(encoding="utf-8")


def problems(name: str, wanted: dict[str, Any], documents: list[Any], refused: list[Any]) -> Any:
    """What of a line of expect.json does not hold."""
    own = [row for row in documents if row["metadata"]["file"] == name]
    lines = [row for row in refused if row["file"] == name]
    text = "\n".join(row["text"] for row in own)
    if "refuse" in wanted and (own or wanted["refuse"] not in [row["rule"] for row in lines]):
        yield "refuse", wanted["refuse"], [row["rule"] for row in lines]
    yield from (("has", probe) for probe in wanted.get("has", ()) if probe not in text)
    yield from (("not", probe) for probe in wanted.get("not", ()) if probe in text)
    place = 0
    for probe in wanted.get("order", ()):
        if (found := text.find(probe, place)) < 0:
            yield "order", probe
        place = max(place, found)
    if "rejected" in wanted and len(lines) != wanted["rejected"]:
        yield "rejected", lines
    if "documents" in wanted and len(own) != wanted["documents"]:
        yield "documents", len(own)
    if "pages" in wanted and len(own[0]["metadata"]["pages"]) != wanted["pages"]:
        yield "pages", own[0]["metadata"]["pages"]
    if "url" in wanted and wanted["url"] not in [row["metadata"].get("url") for row in own]:
        yield "url", [row["metadata"] for row in own]


@hard
@pytest.mark.slow
def test_the_same_bytes_on_another_machine(corpus: Path, tmp_path: Path) -> None:
    """Other workers, locale, time zone, order of hashes, folder; and a bound on the command's own memory."""
    elsewhere = tmp_path / "deep" / "er"
    elsewhere.parent.mkdir()
    elsewhere.symlink_to(HARD)
    words = [sys.executable, "-m", "selfinstruct", "ingest", "er", "-o", str(tmp_path / "a.jsonl"), "--ocr"]
    strange = {"TZ": "Pacific/Chatham", "LC_ALL": "C", "PYTHONHASHSEED": "42", "PYTHONPATH": str(ROOT)}
    command = subprocess.list2cmdline([*words, "--workers", "8"])
    done = subprocess.run(
        ["bash", "-c", f"ulimit -v 3000000; {command}"], cwd=elsewhere.parent, env=os.environ | strange, check=False
    )
    assert done.returncode == 0
    for ending in (".jsonl", ".rejected.jsonl"):
        assert (tmp_path / f"a{ending}").read_bytes() == corpus.with_name(f"a{ending}").read_bytes()


@hard
def test_a_scan_is_refused_with_what_to_do(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    done = run("ingest", str(HARD / "scanned.pdf"), "-o", "s.jsonl", cwd=tmp_path)
    assert done.returncode == 2
    assert installing("ocr") in done.stderr
    assert rows(tmp_path / "s.rejected.jsonl")[0]["rule"] == "scanned"


@pytest.mark.slow
def test_ten_thousand_files_of_which_a_hundred_are_broken(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    faults = ("KILL", "RAISE", "EXIT", "ABORT")
    for number in range(10_000):
        place = folder / f"{number // 500:02}"
        place.mkdir(parents=True, exist_ok=True)
        if number % 100 == 50:
            (place / f"{number}.odd").write_text(faults[number // 100 % 4])
        else:
            (place / f"{number}.txt").write_text(f"Text number {number}.\n")
    done = subprocess.run(
        [sys.executable, "-m", "selfinstruct", "ingest", "in", "-o", "a.jsonl", "--pii", "off", *OWN], cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(rows(tmp_path / "a.jsonl")) == 9_900
    assert [row["rule"] for row in rows(tmp_path / "a.rejected.jsonl")] == ["crashed"] * 100


@pytest.mark.slow
def test_memory_does_not_grow_with_a_file_of_rows(tmp_path: Path) -> None:
    """2 GB of rows, written to nowhere: the command and its processes stay small."""
    line = json.dumps({"text": "words " * 1_600}) + "\n"
    with (tmp_path / "big.jsonl").open("w") as file:
        for number in range(2_000_000_000 // len(line)):
            file.write(line.replace("words", f"w{number}", 1))
    code = (
        "import resource, sys; from selfinstruct import ingest\n"
        "ingest('big.jsonl', '/dev/null', pii='off', memory=256)\n"
        "for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN): print(resource.getrusage(who).ru_maxrss)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    assert all(int(most) < 150_000 for most in done.stdout.split())


@pytest.mark.parametrize("size", [140_000_000, pytest.param(300_000_000, marks=pytest.mark.slow)])
def test_bombs_and_lies_cost_their_own_line(size: int, tmp_path: Path) -> None:
    (tmp_path / "bomb.zip").write_bytes(zipped({"a.txt": b"0" * size}))
    (tmp_path / "good.txt").write_text("Words.\n")
    done = run("ingest", ".", "-o", "out/a.jsonl", "--memory", "256", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [(row["file"], row["rule"]) for row in rows(tmp_path / "out" / "a.rejected.jsonl")] == [
        ("bomb.zip", "too_large")
    ]
