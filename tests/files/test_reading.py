"""Every command reads the same rows from every form of file, from pipes and stdin, and says in a line what is wrong."""

import concurrent.futures
import contextlib
import datetime
import decimal
import gzip
import json
import os
import re
import shutil
import sys
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

import selfinstruct
from selfinstruct.errors import SeedError, UsageError
from selfinstruct.files.file_types import file_type_of, kind_named
from selfinstruct.files.pipes import rereadable_pipes
from selfinstruct.files.row_writer import rows_to
from selfinstruct.files.rows import read_rows
from selfinstruct.files.unfold import unfold
from selfinstruct.turns import prompt_text
from tests.support.paths import ROOT
from tests.support.processes import forked

SEEDS = str(ROOT / "seeds" / "finance.jsonl")
FORMS = [
    "rows.jsonl", "rows.json", "rows.csv", "rows.csv.gz", "rows.jsonl.gz", "rows.jsonl.zst", "rows.parquet",
    "rows.yaml", "rows.yml.gz", "held.json",
]  # fmt: skip
OURS = FORMS[-3:]  # which no trainer reads
PIPES = ["pipe", "-"]

Rows = Sequence[dict[str, Any]]
TASKS: Rows = tuple(
    {"instruction": f"{verb} the {noun}, please.", "input": given, "output": f"{noun} {verb}"}
    for verb, noun, given in (
        ("Count", "sheep", "one, two, =3"),
        ("Paint", "fence", ""),
        ("Translate", "poem", 'Über "allen" Gipfeln,\nist Ruh'),
        ("Sort", "socks", "red; blue"),
    )
)
PAIRS: Rows = [{"prompt": f"Which {n}?", "chosen": f"This {n}.", "rejected": "None."} for n in range(3)]
TEXTS: Rows = [{"id": f"t{n}", "text": f"It is {word}."} for n, word in enumerate(("good", "bad", "so so"))]
LABELLED: Rows = [row | {"label": label} for row, label in zip(TEXTS, ("a", "b", "a"), strict=True)]
FILLED: Rows = [{"id": row["id"], "answer": "accept"} for row in TEXTS]


@dataclass(frozen=True)
class Case:
    """A command with FILE for the rows and OUT for a folder; `result` is the file to compare, "" for what it says."""

    words: str
    rows: Rows = TASKS
    result: str = ""


def zipped(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


LABEL = "label {} --labels a,b --judge offline --judge offline/weak --out OUT"
CASES = [
    Case("generate --seeds FILE -n 2 --out OUT", result="dataset.jsonl"),
    Case(f"generate --seeds {SEEDS} --pool FILE -n 2 --out OUT", result="dataset.jsonl"),
    Case("validate FILE"),
    Case("filter FILE -o OUT/x.jsonl --only empty_output", result="x.jsonl"),
    Case("filter tasks.jsonl -o OUT/x.jsonl --only novelty --against FILE", result="x.rejected.jsonl"),
    Case("prefer FILE --method contrast --out OUT", result="preferences.jsonl"),
    Case("prefer tasks.jsonl --method rank --responses 2 --scores FILE --out OUT", (), "preferences.jsonl"),
    Case(LABEL.format("FILE"), TEXTS, "labels.jsonl"),
    Case(f"{LABEL.format('texts.jsonl')} --examples FILE", LABELLED, "labels.jsonl"),
    Case(f"{LABEL.format('texts.jsonl')} --calibrate FILE", LABELLED, "labels.jsonl"),
    Case("review export FILE -o OUT/x.jsonl --all", TEXTS, "x.jsonl"),
    Case("review import FILE filled.jsonl --reviewer ann --out OUT", TEXTS, "reviewed.jsonl"),
    Case("review import texts.jsonl FILE --reviewer ann --out OUT", FILLED, "reviewed.jsonl"),
    Case("distill FILE --out OUT", result="dataset.jsonl"),
    Case("export FILE --format alpaca -o OUT/x.jsonl", result="x.jsonl"),
    Case("export FILE --format trl-dpo -o OUT/x.jsonl", PAIRS, "x.jsonl"),
    Case("export tasks.jsonl --format alpaca --split 50/50 --seeds FILE -o OUT/x", result="x/train.jsonl"),
    Case("export tasks.jsonl --format alpaca --drop-invalid --against FILE -o OUT/x.jsonl", TASKS[:2], "x.jsonl"),
    Case("merge FILE texts.jsonl -o OUT", result="dataset.jsonl"),
    Case("check FILE --format alpaca"),
    Case("show FILE --stats"),
    Case("show tasks.jsonl --stats --seeds FILE"),
]


def write(path: Path, rows: Rows) -> Path:
    """The rows in the form that the file's name says; held.json has them under a key."""
    if kind_named(path.name) == "yaml" or path.name == "held.json":
        held = json.dumps({"data": list(rows)}, indent=1)
        text = yaml.safe_dump(list(rows), sort_keys=False) if path.name != "held.json" else held
        path.write_bytes(zipped(text.encode()) if path.suffix == ".gz" else text.encode())
        return path
    file_type = file_type_of(path.name)
    assert file_type is not None
    kinds = {name: (float,) if isinstance(value, float) else (str,) for name, value in rows[0].items()}
    with rows_to(path, file_type, kinds) as add:
        for row in rows:
            add(row)
    return path


def commands(jobs: Sequence[tuple[str, bytes | None]], folder: Path) -> list[tuple[int, str]]:
    """Commands one after the other in one fork: exit code and all that each says.

    With content a command gets a pipe with it: as stdin, and as /dev/fd/N where its words have PIPE.
    """
    process = forked(_commands, jobs, folder, folder / "said.json")
    process.join(120)
    assert process.exitcode == 0
    return [(code, said) for code, said in json.loads((folder / "said.json").read_text(encoding="utf-8"))]


def _commands(jobs: Sequence[tuple[str, bytes | None]], folder: Path, out: Path) -> None:
    from selfinstruct.cli.app import run_app

    os.chdir(folder)
    os.environ["COLUMNS"] = "1000"
    ended: list[tuple[Any, str]] = []
    kept: list[Any] = []  # a stream that is let go closes what others write to
    for words, content in jobs:
        reading, writing = os.pipe()
        os.write(writing, content or b"")
        os.close(writing)
        os.dup2(reading, 0)
        sys.argv = ["selfinstruct", *words.replace("PIPE", f"/dev/fd/{reading}").split()]
        with Path("said").open("wb") as said:
            for descriptor in (1, 2):
                os.dup2(said.fileno(), descriptor)
        streams = [os.fdopen(os.dup(number), "w", encoding="utf-8") for number in (1, 2)]
        sys.stdout, sys.stderr = streams
        code: Any = 0
        try:
            run_app()
        except SystemExit as error:
            code = error.code
        sys.stderr.flush()
        kept += [*streams, sys.stdout, sys.stderr]
        ended.append((code or 0, Path("said").read_text(encoding="utf-8").replace(f"/dev/fd/{reading}", "PIPE")))
        os.close(reading)
    out.write_text(json.dumps(ended), encoding="utf-8")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Responses that wait for scores."""
    folder = tmp_path_factory.mktemp("collected")
    selfinstruct.prefer(
        write(folder / "tasks.jsonl", TASKS[::-1]), "rank", out=folder / "kept", responses=2, responses_only=True
    )
    return folder / "kept"


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.slow)])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.words[:50])
def test_every_command_reads_every_form(case: Case, every: bool, tmp_path: Path, collected: Path) -> None:
    """By default the first form and one of the others, which take turns."""
    turn = CASES.index(case)
    others = [form for form in [*FORMS[1:], *PIPES] if not (case.words.startswith("check") and form in OURS)]
    forms = [FORMS[0], *(others if every else [others[turn % len(others)]])]
    rows, scoring = case.rows, "--scores" in case.words
    if scoring:
        rows = [
            {"id": row["id"], "score": float(len(row["response"]) + number)}
            for number, (_, row, _) in enumerate(read_rows(collected / "responses.jsonl"))
        ]
    write(tmp_path / "texts.jsonl", TEXTS if "merge" not in case.words else TASKS[:1])
    write(tmp_path / "tasks.jsonl", TASKS[::-1])
    write(tmp_path / "filled.jsonl", FILLED)
    for form in FORMS:
        write(tmp_path / form, rows)
    content = (tmp_path / "rows.jsonl").read_bytes()
    jobs: list[tuple[str, bytes | None]] = []
    for number, form in enumerate(forms):
        out = f"out{number}"
        if scoring:
            shutil.copytree(collected, tmp_path / out)
        words = case.words.replace("FILE", "PIPE" if form == "pipe" else form).replace("OUT", out)
        jobs.append((words, content if form in PIPES else None))
    found = []
    for number, (form, (code, said)) in enumerate(zip(forms, commands(jobs, tmp_path), strict=True)):
        assert (code, "error" in said) == (0, False), (form, said)
        result = (tmp_path / f"out{number}" / case.result).read_text(encoding="utf-8") if case.result else said
        name = r"PIPE|/dev/fd/\d+|(?<=scores:)\d+" if form == "pipe" else re.escape(form)
        result = re.sub(rf"(?<![\w-])(?:{name})(?![\w-])(: (item|row) \d+|:\d+)?", "FILE", result)
        found.append(result.replace(f"out{number}", "OUT"))
    assert found[0].strip()
    for form, text in zip(forms, found, strict=True):
        assert text == found[0], form


WHOLE = "".join(f"{json.dumps(row)}\n" for row in TASKS).encode()
BAD: list[tuple[str, bytes | None, str]] = [
    ("cut.jsonl.gz", zipped(WHOLE * 50)[:-20], "is not a complete gzip file"),
    ("cut.jsonl", zipped(WHOLE * 50)[:-20], "is not a complete gzip file"),
    ("plain.jsonl.gz", WHOLE, "is not a complete gzip file"),
    ("plain.jsonl.zst", WHOLE, "is not a complete zstd file"),
    ("plain.parquet", WHOLE, "is not a complete Parquet file"),
    ("json.csv", WHOLE, "starts like JSON but is named as CSV; rename it to end in .jsonl"),
    ("latin.jsonl", b'{"instruction": "caf\xe9"}\n', ":1: is not UTF-8 (invalid continuation byte at byte 20 "),
    ("latin.json", b'[{"instruction": "caf\xe9"}]', "is not UTF-8 (invalid continuation byte); save it as UTF-8"),
    ("latin.csv", b"instruction\ncaf\xe9\n", ":2: is not UTF-8 (invalid continuation byte); save it as CSV UTF-8"),
    ("wide.jsonl", WHOLE.decode().encode("utf-16"), "is UTF-16; save it as UTF-8"),
    ("empty.jsonl", b"", "contains no "),
    ("empty.csv", b"", "contains no "),
    ("none.jsonl", None, "there is no such file"),
    ("folder", None, "folder"),
]  # fmt: skip
READERS = [
    "generate --seeds FILE --out run", "validate FILE", "filter FILE -o x.jsonl",
    "prefer FILE --method contrast --out p", LABEL.format("FILE").replace("OUT", "l"), "distill FILE --out d",
    "export FILE --format alpaca -o y.jsonl", "show FILE --stats", "merge FILE -o m",
]  # fmt: skip


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("name", "data", "problem"), BAD, ids=lambda value: value if isinstance(value, str) else "")
def test_a_bad_file_is_told_in_a_line(name: str, data: bytes | None, problem: str, every: bool, tmp_path: Path) -> None:
    """By default to two of the commands, which take turns."""
    turn = 2 * [bad for bad, *_ in BAD].index(name)
    readers = READERS if every else [READERS[(turn + number) % len(READERS)] for number in range(2)]
    if data is not None:
        (tmp_path / name).write_bytes(data)
    elif name == "folder":
        (tmp_path / name).mkdir()
    done = commands([(words.replace("FILE", name), None) for words in readers], tmp_path)
    for words, (code, said) in zip(readers, done, strict=True):
        assert code in (1, 2), (words, said)
        assert said.startswith("error: "), (words, said)
        assert said.count("\n") == 1, (words, said)
        assert problem in said, words
    assert not [path.name for path in tmp_path.iterdir() if path.name not in (name, "said", "said.json")]


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("x.json", b'[{"a": 1}\n,\n{"a": 2}\n]\n \n', [{"a": 1}, {"a": 2}]),
        ("x.json", b" " * 3000 + b"[Infinity]", [float("inf")]),
        ("x.jsonl", b'\x1e{"a": 1}\n\xef\xbb\xbf{"a": "\\ud800"}\n', [{"a": 1}, {"a": "\ud800"}]),
        ("x.csv", b"a;b\r\n1;2,5\r\n", [{"a": "1", "b": "2,5"}]),
        ("x.tsv", b"a\tb\n1\t2\n", [{"a": "1", "b": "2"}]),
        ("x.csv", b'a,b\r"1\r",2\r\r\n', [{"a": "1\r", "b": "2"}]),
        ("x.csv", b"\xef\xbb\xbfa\r\n'=1\r\n", [{"a": "=1"}]),
        ("x.csv", b"a\r\n'=1\r\n", [{"a": "'=1"}]),
        ("x.jsonl", zipped(b'{"a": 1}\n') + zipped(b'{"a": 2}\n'), [{"a": 1}, {"a": 2}]),
        ("x", zipped(b'[{"a": 1}]'), [{"a": 1}]),
    ],
)
def test_what_is_accepted(name: str, data: bytes, found: list[Any], tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    read = list(read_rows(path))
    assert [problem for *_, problem in read if problem] == []
    assert [row for _, row, _ in read] == found


@pytest.mark.parametrize(
    ("name", "data", "problems"),
    [
        ("x.json", b'[{"a": 1}]\n[{"a": 2}]', [": is not JSON: Extra data after the array"]),
        ("x.json", b'[1,\n{"a": "\xe9"}]', [": item 2: is not UTF-8 (invalid continuation byte); save it as UTF-8"]),
        ("x.csv", b"a\n1\n2\n\xe9 \n4\n", [":4: is not UTF-8 (invalid continuation byte); save it as CSV UTF-8"]),
        ("x.csv", b"a,b\n1\n1,2\n1,2,3\n", [f":{n}: has {c} cells, but the header has 2" for n, c in ((2, 1), (4, 3))]),
    ],
)  # fmt: skip
def test_what_is_refused(name: str, data: bytes, problems: list[str], tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert [f"{place}: {problem}" for place, _, problem in read_rows(path) if problem] == [
        f"{path}{p}" for p in problems
    ]


@contextlib.contextmanager
def piped(content: bytes) -> Any:
    """A pipe with this content, as a shell's <(…) names it."""
    reading, writing = os.pipe()
    os.write(writing, content)
    os.close(writing)
    yield Path(f"/dev/fd/{reading}")
    os.close(reading)


def test_stdin_goes_through_filter_to_stdout(tmp_path: Path) -> None:
    for content in (WHOLE, "\n".join(f"- instruction: {row['instruction']}" for row in TASKS).encode()):
        [(code, said)] = commands([("filter - -o - --only length", content)], tmp_path)
        kept = [json.loads(line)["instruction"] for line in said.splitlines() if line.startswith("{")]
        assert (code, kept) == (0, [row["instruction"] for row in TASKS])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["said", "said.json"]


def test_a_pipe_may_hold_anything_and_be_read_twice(tmp_path: Path) -> None:
    for form in (form for form in FORMS if ".csv" not in form):
        with piped(write(tmp_path / form, TASKS).read_bytes()) as path:
            assert [row for _, row, _ in read_rows(path)] == list(TASKS)
            assert list(read_rows(path)) == [], "nothing is kept without being asked for"
        with piped((tmp_path / form).read_bytes()) as path, rereadable_pipes():
            for _ in range(2):
                assert [row for _, row, _ in read_rows(path)] == list(TASKS)
    with piped(WHOLE) as path:
        assert selfinstruct.dataset_stats(path).rows == len(TASKS)
    with (
        piped(b'{"instruction": 1}\n') as path,
        pytest.raises(SeedError, match=rf"^{path}:1: instruction: is a number"),
    ):
        selfinstruct.load_seeds(path)


def test_the_name_of_a_pipe_may_say_that_it_is_csv(tmp_path: Path) -> None:
    fifo = tmp_path / "rows.csv"
    os.mkfifo(fifo)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        pool.submit(fifo.write_text, "instruction,output\nAdd.,2\n")  # it waits for a reader
        found = list(read_rows(fifo))
    assert found == [(f"{fifo}:2", {"instruction": "Add.", "output": "2"}, "")]


@pytest.mark.parametrize("name", ["big.jsonl", "big.json", "big.jsonl.gz", "big.csv", "big.parquet"])
def test_a_file_is_never_held_whole(name: str, tmp_path: Path) -> None:
    rows = [{"a": f"{number} {'x' * 5_000}", "b": ""} for number in range(3_000)]
    path = write(tmp_path / name, rows)
    del rows
    tracemalloc.start()
    count = sum(1 for _ in read_rows(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 3_000
    assert peak < 8_000_000, "of 15 MB"


def test_values_of_parquet_that_json_lacks_become_texts(tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    when = datetime.datetime(2026, 1, 2, 3, 4)
    columns = {"a": [b"caf\xc3\xa9"], "at": [when], "cost": [decimal.Decimal("1.50")], "n": [1], "no": [None]}
    parquet.write_table(arrow.table(columns), tmp_path / "x.parquet")
    [(_, row, _)] = read_rows(tmp_path / "x.parquet")
    assert row == {"a": "café", "at": "2026-01-02 03:04:00", "cost": "1.50", "n": 1}


@pytest.mark.parametrize(
    ("row", "kind", "pairs", "labels"),
    [
        ({"instruction": "x", "output": "y"}, "task", [{"instruction": "x", "output": "y"}], []),
        ({"instruction": "x", "instances": [{"input": "a"}], "labels": ["p"]}, "task", [{"input": "a"}], ["p"]),
        ({"messages": [], "instruction": "x", "instances": []}, "task", [], []),
    ],
)
def test_what_readers_agree_on(row: Any, kind: str, pairs: Any, labels: Any) -> None:
    found = unfold(row)
    assert (found.kind, found.pairs(), found.labels) == (kind, pairs, labels)


def test_what_is_no_row() -> None:
    for row in (None, "x", ["x"], 3):
        with pytest.raises(ValueError, match="is not a JSON object"):
            unfold(row)
    for instances in ("x", ["x"], {"input": ""}):
        with pytest.raises(ValueError, match="instances: is not a list of objects"):
            unfold({"instruction": "x", "instances": instances}).pairs()
    assert (prompt_text("Add.", " "), prompt_text("Add.", "1")) == ("Add.", "Add.\n\n1")


def test_filter_writes_json_lines_of_any_form(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.csv", TASKS)
    with pytest.raises(UsageError, match="is written as JSON lines"):
        selfinstruct.filter_dataset(path, tmp_path / "kept.csv")
