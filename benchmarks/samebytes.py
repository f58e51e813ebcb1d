"""Whether two checkouts make the same bytes: every flow is run with both, and all files are compared.

    python benchmarks/samebytes.py BEFORE AFTER [--only NAME] [--work FOLDER]

The scenarios stand in samebytes.txt. Each has a folder of its own, with the same relative paths for both checkouts, and
nothing leaves the machine: what needs a service asks tests/serve of BEFORE on loopback. The exit code is 1 unless files
agree byte for byte, a journal in its rows, and exit codes too. What is printed may differ and is told apart.
"""

import argparse
import filecmp
import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from hashlib import sha256
from itertools import product, takewhile, zip_longest
from operator import eq
from pathlib import Path
from typing import Any

# What AFTER calls otherwise on purpose: (kind, files that have it, before, after). Kinds:
#     option  a word of a command line, left out where the new one is ""
#     key     a key of JSON; in a .json file the order of keys is free then
#     same    a key that is told apart from another no more, on both sides
#     rule    a value of `rule`; "value" is one of any key, "text" any text
#     file    the name of a file
_RULES = (
    ("echo", "repeats_demonstration"), ("seen", "repeats_instance"), ("surplus", "too_many"),
    ("cut", "truncated_copy"), ("straddles", "near_two_splits"),
)  # fmt: skip
_WHERE = (("rule", "*.jsonl"), ("key", "*.json"), ("key", "journal.db"), ("value", "*.jsonl"))
RENAMED: tuple[tuple[str, str, str, str], ...] = (
    ("option", "", "--container", "--file-type"),
    ("option", "", "--prompts", ""),
    ("option", "", "seen", "repeats_instance"),
    ("option", "", "filters.echo=false", "filters.repeats_demonstration=false"),
    ("key", "*.json", "settled", "tasks"),
    ("same", "*.json", "answered", "tasks"),
    ("key", "*.json", "barren", "without_instance"),
    ("text", "README.md", "--container", "--file-type"),
    ("text", "README.md", "`echo`", "`repeats_demonstration`"),
    ("text", "README.md", "`seen`", "`repeats_instance`"),
    ("text", "README.md", "names no run", "does not name its run"),
    ("text", "README.md", "to be filled in**, above too", "to be filled in**, here and above"),
    ("text", "README.md", "`cut`", "`truncated_copy`"),
    ("text", "run.json", "filters.echo=false", "filters.repeats_demonstration=false"),
    *((kind, files, before, after) for before, after in _RULES for kind, files in _WHERE),
)

# What differs from run to run, or follows from names of filters: keys of JSON, columns of a journal.
VOLATILE = {
    "run.json": ("recipe setting filters",), "told*.json": ("recipe setting filters",),
    "jobs.json": ("token", "created", "ended"), "journal.db": ("token", "created", "ended"),
}  # fmt: skip
# What is left out of the words: times and progress.
PASSING = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}|^.* · \d+ in flight .*\n", re.M)

ENVIRONMENT = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
ENVIRONMENT |= dict.fromkeys(("OPENAI_API_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"), "none")
PERSONAL = " Write to jane@post.test or +49 30 90182012, card 4111 1111 1111 1111, IBAN DE89 3704 0044 0532 0130 00."
FLAWED = ("", "As an AI language model, I cannot do this.", "Stop. " * 9, "The steps are:", PERSONAL, "A good answer.")
ODD = ("Écris: «ça»!", "Write a program", "(Go on)", "Draw the map of a town")
TONES = (("lovely", "positive"), ("awful", "negative"), ("brown", "neutral"))


@dataclass(frozen=True, slots=True)
class Scenario:
    """Commands for a copy of the folder that `start` has left, with a service where `flags` is not None."""

    name: str
    start: str
    flags: str | None
    commands: list[str]


def read_table() -> tuple[dict[str, str], dict[str, Scenario]]:
    """The files and the scenarios of samebytes.txt, by name and written out."""
    text = Path(__file__).with_suffix(".txt").read_text("utf-8")
    first, *blocks = re.sub(r"^#.*\n", "", text, flags=re.M).strip().split("\n\n")
    short = dict(line.split(" = ", 1) for line in first.split("\n"))
    texts, scenarios = {}, {}
    for block in blocks:
        while found := re.search("|".join(short), block):
            block = block.replace(found[0], short[found[0]])
        head, _, body = block.partition("\n")
        if not (parts := re.fullmatch(r"([\w ]+?)(?: < ([\w ]+?))?(?: @ (.*))?", head)):
            texts[head] = textwrap.dedent(body) + "\n"
        else:
            commands = [command for line in body.split("\n") for command in written_out(line.strip())]
            scenarios[parts[1]] = Scenario(parts[1], parts[2] or "inputs", parts[3], commands)
    return texts, scenarios


def written_out(line: str) -> Iterator[str]:
    """The commands that one with braces stands for."""
    texts = re.split(r"\{([^{}]*,[^{}]*)\}", line)
    for number, given in enumerate(product(*(text.split(",") for text in texts[1::2]))):
        command = "".join(map("".join, zip(texts[::2], (*given, ""), strict=True)))
        for name, value in zip("#12", (str(number), *given), strict=False):
            command = command.replace(f"{{{name}}}", value)
        yield command


def write_inputs(folder: Path, texts: dict[str, str], before: Path, tree: Path) -> None:
    """What the commands read: seeds and recipe of BEFORE, the modules that this tree's own page shows, and the rest."""
    shutil.copytree(before / "seeds", folder)
    seeds = [json.loads(line) for line in (folder / "general.jsonl").read_text("utf-8").splitlines()]
    flat = [{"id": f"s{n}", "instruction": seed["instruction"], **seed["instances"][0]} for n, seed in enumerate(seeds)]
    flawed = [row | {"id": f"{row['id']}-{n}", "output": text} for row in flat[:9] for n, text in enumerate(FLAWED)]
    again = [row | {"id": f"{row['id']}-a", "instruction": f"Please. {row['instruction']}"} for row in flat[20:40]]
    said = [row["instruction"] + PERSONAL * (n % 2) for n, row in enumerate(flat[:20])]
    chats: list[Any] = [[{"role": "user", "content": text}] for text in (*said, [{"type": "image"}])]
    chats.append([{"role": "system", "content": "Be kind."}, *chats[1]])
    logged = {"object": "chat.completion", "choices": [{"message": {"content": PERSONAL}}]}
    reviews = [{"id": f"r{n}", "text": f"Guest {n} says the soup was {TONES[n % 3][0]}."} for n in range(60)]
    tables: dict[str, list[Any]] = {
        "instances.jsonl": flat[:60],
        "dirty.jsonl": [*flat[:60], *flawed, *again, *({"instruction": text} for text in ODD)],
        "prompts.jsonl": [*({"prompt": row["instruction"]} for row in flat[:25]), {"messages": chats[-1]}],
        "log.jsonl": [logged | {"messages": chat} for chat in chats],
        "logs/05/log.jsonl": [logged | {"messages": chat, "choices": []} for chat in chats[5:]],
        "reviews.jsonl": reviews,
        "general.json": [seeds],
        "gold.jsonl": [row | {"label": TONES[n % 3][1]} for n, row in enumerate(reviews[:24])],
    }
    texts = texts | {name: "".join(json.dumps(row) + "\n" for row in rows) for name, rows in tables.items()}
    for page in (before / "docs" / "recipes.md", tree / "docs" / "extending.md"):
        texts |= re.findall(r"`([\w/]+\.\w+)`[^`]*:\n\n```\w+\n(.*?)```", page.read_text("utf-8"), re.S)
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def fill(form: Path, filled: Path, who: str) -> None:
    """Answer a JSONL form of `review export` as somebody might, or score responses; the new name says the form."""
    lines = ["id,answer,edited,row"] if filled.suffix == ".csv" else []
    for row in map(json.loads, form.read_text("utf-8").split("\n")[:-1] if form.exists() else ()):
        digest = sha256(row["id"].encode()).digest()
        number = digest[0] + (sum(who.encode()) if digest[1] < 64 else 0)  # on one in four reviewers may disagree
        choices = row.get("choices", "").split(", ")
        answer = choices[number % len(choices)]
        said = {"answer": answer, "edited": "Better so." if answer == "edit" else ""}
        row |= {
            ".scores": {"score": number % 100 / 10},
            ".jsonl": {**said, "reviewer": who},
            ".csv": said,
            ".groundtruth": {"mood": said if answer == "edit" else 0, "mood-metadata": {"class-name": answer}},
        }[filled.suffix]
        cells = f"{row['id']},{answer},{said['edited']},{row.get('row')}"
        lines.append(cells if filled.suffix == ".csv" else json.dumps(row))
    filled.write_text("".join(f"{line}\n" for line in lines), "utf-8")


@contextmanager
def serving(tree: Path, flags: str | None) -> Iterator[str]:
    """The address of the tree's test service; without flags one where nobody answers."""
    if flags is None:
        yield "http://127.0.0.1:9"
        return
    words = [sys.executable, "-m", "tests.serve", *flags.split()]
    with subprocess.Popen(words, cwd=tree, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as service:
        try:
            assert service.stdout
            yield service.stdout.readline().split()[-1].removesuffix("/v1")
        finally:
            service.terminate()


def play(scenario: Scenario, side: Path, service: Path) -> list[tuple[str, int, str]]:
    """Run the commands with the package of that side: each with its exit code, and what it printed."""
    folder = side / scenario.name
    shutil.copytree(side / scenario.start, folder)
    asked = []
    with serving(service, scenario.flags) as address, ThreadPoolExecutor() as pool:
        urls = {"OPENAI_BASE_URL": f"{address}/v1", "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": address}
        environment = ENVIRONMENT | urls | {"PYTHONPATH": str(side / "tree")}
        for line in scenario.commands:
            asked.append(pool.submit(run, line.removesuffix(" &"), folder, environment))
            if not line.endswith(" &"):
                asked[-1].result()
        said = [answer.result() for answer in asked]
    told = "".join(f"$ {line}\n{words}ends with {code}\n\n" for line, code, words in said)
    folder.with_suffix(".words").write_text(told, "utf-8")
    local = re.compile(f"{re.escape(str(side))}|{re.escape(address)}")
    return [(line, code, local.sub("", PASSING.sub("", words))) for line, code, words in said]


def run(line: str, folder: Path, environment: dict[str, str]) -> tuple[str, int, str]:
    """Run one command in a folder."""
    command, _, target = line.partition(" > ")
    new = folder.parent.name == "new"
    words = [word for old in shlex.split(command) if (word := renamed("option", old) if new else old)]
    if words[0] == "fill":
        fill(folder / words[1], folder / words[2], words[3])
        return line, 0, ""
    words = [sys.executable, "-m", "selfinstruct", *words]
    try:
        done = subprocess.run(words, cwd=folder, env=environment, input=b"", capture_output=True, timeout=300)
    except subprocess.TimeoutExpired:
        return line, -1, "killed after 300 seconds"
    if target:
        (folder / target).write_bytes(done.stdout)
    return line, done.returncode, ("" if target else done.stdout.decode()) + done.stderr.decode()


def renamed(kind: str, name: str) -> str:
    """What AFTER calls an option or a file."""
    return next((new for other, _, old, new in RENAMED if (other, old) == (kind, name)), name)


def written(folder: Path, start: Path) -> dict[str, Path]:
    """The files in a folder by name, without those that are as they were at the start."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith((".pyc", "-wal", "-shm"))]
    found = {path.relative_to(folder).as_posix(): path for path in files}
    times = {name: (start / name).stat().st_mtime_ns for name in found if (start / name).exists()}
    return {name: path for name, path in found.items() if times.get(name) != path.stat().st_mtime_ns}


def file_differences(old: dict[str, Path], new: dict[str, Path]) -> Iterator[str]:
    """What differs in the files of the two sides, which are given by name."""
    for name in sorted(old.keys() | new.keys()):
        if name not in old or name not in new:
            yield f"{name} is missing {'after' if name in old else 'before'}"
        elif not filecmp.cmp(old[name], new[name], shallow=False):
            one, other = content(old[name], True), content(new[name], False)
            if one != other:
                yield f"{name} {first_difference(one, other)}"


def content(path: Path, old: bool) -> bytes:
    """A file as it is compared: a journal as its rows, without what is volatile, BEFORE's with the names of AFTER."""
    data = rows(path) if path.suffix == ".db" else path.read_bytes()
    for key in (key for names, keys in VOLATILE.items() if fnmatch(path.name, names) for key in keys):
        data = re.sub(rb"""(["']%b["']: )[^,}\n]*""" % key.encode(), rb"\g<1>0", data)
    here = [(kind, a.encode(), b.encode()) for kind, files, a, b in RENAMED if fnmatch(path.name, files)]
    for kind, before, after in here:
        form = {"key": b'"%b":', "same": b'"%b":', "rule": b'"rule": "%b"', "value": b'"%b"', "text": b"%b"}[kind]
        data = data.replace(form % before, form % after) if old or kind == "same" else data
    if path.suffix == ".json" and (here or b'"usage": [' in data):
        data = json.dumps(json.loads(data, object_hook=in_order), indent=1, sort_keys=bool(here)).encode()
    return b"\n".join(sorted(data.split(b"\n"))) if path.suffix == ".db" else data


def in_order(found: dict[str, Any]) -> dict[str, Any]:
    """An object of JSON whose `usage`, where it has one, hangs no more on the order in which answers arrived."""
    return found | {"usage": sorted(found["usage"], key=str)} if isinstance(found.get("usage"), list) else found


def rows(journal: Path) -> bytes:
    """The rows of all tables, one a line, without the checksum of some of them."""
    with closing(sqlite3.connect(f"{journal.as_uri()}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        found = [f"{name} {dict(row)}" for (name,) in names for row in database.execute(f"SELECT * FROM {name}")]
    return "\n".join(row for row in found if not row.startswith("inputs {'name': 'checksum'")).encode()


def first_difference(one: bytes, other: bytes) -> str:
    """The first line that differs, from a little before the place on."""
    pairs = list(zip_longest(one.split(b"\n"), other.split(b"\n"), fillvalue=b"(end)"))
    number, (old, new) = next((number, pair) for number, pair in enumerate(pairs, 1) if pair[0] != pair[1])
    at = max(len(list(takewhile(bool, map(eq, old, new)))) - 20, 0)
    return f"line {number}: {old[at : at + 60]!r}, then {new[at : at + 60]!r}"


def compare(scenario: Scenario, before: Path, after: Path) -> tuple[int, int, list[str], list[str]]:
    """Play a scenario on both sides: how many commands succeed, how many files are made, what differs, which words."""
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(play, (scenario, scenario), (before, after), (before / "tree", before / "tree")))
    old, new = (written(side / scenario.name, side / scenario.start) for side in (before, after))
    old = {"/".join(renamed("file", part) for part in name.split("/")): path for name, path in old.items()}
    differences, words = list(file_differences(old, new)), []
    for (command, code, one), (_, other_code, other) in zip(*said, strict=True):
        if code != other_code:
            differences.append(f"`{command}` ends with {code}, then with {other_code}")
        if one != other:
            words.append(f"`{command}` {first_difference(one.encode(), other.encode())}")
    return sum(code == 0 for _, code, _ in said[0]), len(old.keys() | new.keys()), differences, words


def main() -> None:
    began, (texts, scenarios) = time.monotonic(), read_table()
    parser = argparse.ArgumentParser(description="Compare what two checkouts make of the same commands.")
    parser.add_argument("checkouts", nargs=2, type=Path, metavar="CHECKOUT", help="BEFORE, and AFTER")
    parser.add_argument("--only", action="append", choices=scenarios, help="this scenario; may be repeated")
    parser.add_argument("--work", type=Path, metavar="FOLDER", help="a new folder, which is kept")
    options = parser.parse_args()
    needed = wanted = set(options.only or scenarios)
    for scenario in reversed(scenarios.values()):
        needed = needed | {scenario.start} if scenario.name in needed else needed
    files = differing = 0
    with tempfile.TemporaryDirectory() as folder:
        sides = [(options.work or Path(folder)).resolve() / name for name in ("old", "new")]
        for side, checkout in zip(sides, options.checkouts, strict=True):
            for name in ("selfinstruct", "prompts", "seeds", "tests", "docs"):  # the checkout may change meanwhile
                shutil.copytree(checkout / name, side / "tree" / name, ignore=shutil.ignore_patterns("__pycache__"))
            write_inputs(side / "inputs", texts, sides[0] / "tree", side / "tree")
        for it in (scenario for scenario in scenarios.values() if scenario.name in needed):
            good, made, *what = compare(it, *sides)
            if it.name in wanted:
                told = f"{'DIFFERS' if what[0] else 'ok'} {it.name}: {made} files, {good} of {len(it.commands)} succeed"
                for kind, found in zip(("differ", "words differ"), what, strict=True):
                    told += f"; {len(found)} {kind}: {found[0]}" if found else ""
                print(told, flush=True)
                files, differing = files + made, differing + bool(what[0])
    print(f"{len(wanted)} scenarios, {files} files, {time.monotonic() - began:.0f} s: {differing} scenarios differ")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
