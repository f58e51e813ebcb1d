"""Every command at work on a terminal: what it says when it is done, and what it says of a slip.

All of it happens in one process with the offline model. Pictures of progress are left out, waits are short, and what
differs from machine to machine (folders, sizes) is written with signs.
"""

import contextlib
import io
import json
import os
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from selfinstruct.shipped import folder as shipped
from tests.support.paths import ROOT

NOBODY = "http://127.0.0.1:9/v1"
COMMANDS = f"""
generate --seeds seeds.jsonl -n 12 --concurrency 1
generate --seeds seeds.jsonl -n 12 --concurrency 1
generate --seeds seeds.jsonl -n 12 --concurrency 1 --price 100,300 --max-cost 2 --out 'runs/a b'
resume 'runs/a b' --max-cost none
generate --seeds seeds.jsonl --model openai/m --base-url {NOBODY} --out runs/typo
generate
generate --seeds nowhere.jsonl
generate --seeds bad.jsonl
generate --seed seeds.jsonl
generate --seeds seeds.jsonl -n 0
generate --seeds seeds.jsonl --recipe chatt
generate --seeds seeds.jsonl --model groq/llama
generate --seeds seeds.jsonl --model openai/m
generate --seeds seeds.jsonl --max-cost 5 --model openai/m --base-url {NOBODY}
generate --seeds seeds.jsonl --set bootstrap.temprature=0.2
generate --seeds seeds.jsonl -n 2 --language German --recipe mute --out runs/mute --concurrency 1
generate --seeds seeds.jsonl -n 3 --base-url {NOBODY} --out runs/three --concurrency 1
generate --seeds seeds.jsonl -n 5 --seed 2 --out runs/seeds
generate --seeds seeds.jsonl --out https://example.org/run
generate --seeds seeds.jsonl -n 2 --personas bad.jsonl --out runs/personas
topics 'keeping bees' --depth 1 --width 5 --concurrency 1
topics 'keeping bees' --depth 1 --width 5 --concurrency 1
topics
topics --from nowhere.txt
resume nowhere
resume runs/seeds
prefer runs/seeds --method rank --responses 3 --concurrency 1
prefer runs/seeds --method rank --responses 3 --concurrency 1
prefer runs/seeds --method rnak
prefer runs/seeds --method contrast --model openai/m --base-url {NOBODY}
prefer nowhere --method rank
distill reviews.jsonl --concurrency 1
distill
distill reviews.jsonl --model openai/m --base-url {NOBODY} --out runs/other
label reviews.jsonl --labels positive,negative --judge offline --judge offline/load --concurrency 1
label reviews.jsonl --labels positive,negative --judge offline --judge offline --out runs/twice --concurrency 1
label reviews.jsonl --labels positive --judge offline --judge offline/load
label reviews.jsonl --judge offline --judge offline/load
label reviews.jsonl --kind stars --judge offline --judge offline/load
label reviews.jsonl --labels names.yaml --judge offline --judge offline/load
ingest docs -o corpus.jsonl
ingest nowhere -o other.jsonl
ground corpus.jsonl -n 4 --concurrency 1
ground docs
ground reviews.jsonl
filter runs/seeds -o kept.jsonl
filter runs/seeds --only novelti -o kept.jsonl
filter seeds.jsonl -o kept.jsonl
filter seeds.jsonl --only repeats_demonstration -o other.jsonl
merge runs/seeds 'runs/a b' -o runs/all
merge runs/seeds runs/seeds -o runs/once
merge runs/seeds -o runs/seeds
export runs/seeds --format alpaca -o train.jsonl
export runs/seeds --format alpca -o train.jsonl
export runs/seeds --format sharegpt -o train.jsonl
export runs/seeds --format messages --split 80/10/10 -o splits
export runs/seeds --format trl-dpo -o pairs.jsonl
export runs/seeds --format trl-dpo --method revise
export runs/reviews-labels --format alpaca
export runs/reviews-labels/accepted.jsonl --format alpaca -o labels.jsonl
export reviews.jsonl --format alpaca
export nowhere --format alpaca
export runs/seeds
check train.jsonl --format alpaca
check train.jsonl --format messages
check nowhere.jsonl --format alpaca
verify checked.jsonl
verify checked.jsonl -o verified.jsonl
verify seeds.jsonl
verify misspelt.jsonl
verify nowhere.jsonl
select seeds.jsonl -n 3 --by length -o chosen.jsonl
select seeds.jsonl -n 999 -o chosen.jsonl
select seeds.jsonl -n 3 --by qualty -o chosen.jsonl
prove runs/seeds --student tfidf
prove runs/seeds --student nowhere/at/all
prove runs/seeds --student tfidf --max-cost 2
prove nowhere --student tfidf
validate seeds.jsonl
validate bad.jsonl
validate mute
validate stray
show runs/seeds --samples 1
show 'runs/a b'
show runs/reviews-labels
show runs/reviews-distilled
show runs/corpus-grounded
show reviews.jsonl --samples 2
show reviews.jsonl
show nowhere
show runs/seeds --stats
show corpus.jsonl --stats
report runs/seeds -o report.html
report nowhere -o report.html
jobs runs/seeds
jobs runs/seeds --cancel batch-1
review export runs/reviews-labels -o forms.csv --format csv --all
review import runs/reviews-labels forms.csv
review import runs/reviews-labels filled.csv
review export nowhere -o other.csv
doctor --base-url {NOBODY}
doctor
list methods
list formulas
config
config generat
help generat
genrate
""".strip().split("\n")


class Terminal(io.StringIO):
    """Both streams of a process, as one sees them on a terminal."""

    def isatty(self) -> bool:
        return True

    @property
    def buffer(self) -> Any:  # where rows are written as they are
        return self

    def write(self, text: Any, /) -> int:
        return super().write(text if isinstance(text, str) else bytes(text).decode())


class _NoPicture:
    """In place of rich's moving picture."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.console = type("Console", (), {"width": 80})

    def __enter__(self) -> "_NoPicture":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def update(self, *_: Any, **__: Any) -> None:
        pass


def sessions(width: int, folder: Path) -> str:
    """What a terminal of that width shows of all the commands, in a folder that is empty."""
    _prepare(folder)
    terminal = Terminal()
    with _alone(width, folder, terminal):
        for line in COMMANDS:
            terminal.write(f"$ selfinstruct {line}\n")
            code = _run(shlex.split(line))
            terminal.write("" if code == 0 else f"[{code}]\n")
            terminal.write("\n")
            if line.startswith("review export runs"):
                _fill(folder)
    return _signs(terminal.getvalue(), folder)


def _run(words: list[str]) -> int:
    from selfinstruct.cli.app import run_app
    from selfinstruct.cli.shape import loudness

    sys.argv = ["selfinstruct", *words]
    loudness.choose(quiet=False, verbose=False)
    try:
        run_app()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@contextlib.contextmanager
def _alone(width: int, folder: Path, terminal: Terminal) -> Iterator[None]:
    """This process as that of a user at a terminal, without keys, settings and long waits."""
    import logging

    import rich.live
    import typer.main

    import selfinstruct.cli.app as module
    from selfinstruct.engine.wrappers import retrying

    made: Any = module.app
    environment, longest, live = dict(os.environ), retrying.LONGEST_BACKOFF, rich.live.Live
    out, told, words, places = sys.stdout, sys.stderr, sys.argv, list(sys.path)
    for name in [name for name in os.environ if name.startswith(("OPENAI_", "AWS_", "SELFINSTRUCT_"))]:
        del os.environ[name]
    os.environ["COLUMNS"] = str(width)
    sys.stdout = sys.stderr = terminal
    rich.live.Live, retrying.LONGEST_BACKOFF = _NoPicture, 0.01  # type: ignore[misc,assignment]
    module.app = typer.main.get_command(made)  # type: ignore[assignment]  # once, and not for each command
    logging.getLogger().handlers.clear()
    try:
        with contextlib.chdir(folder):
            yield
    finally:
        sys.stdout, sys.stderr, sys.argv, sys.path[:] = out, told, words, places
        rich.live.Live, retrying.LONGEST_BACKOFF = live, longest  # type: ignore[misc]
        module.app = made
        os.environ.clear()
        os.environ.update(environment)


_CHECKED = """
{"instruction": "Name two rivers.", "output": "Rhine, Nile", "checks": [{"check": "words", "exactly": 2}]}
{"instruction": "As JSON.", "output": "It is: {}", "checks": [{"check": "json"}, {"check": "words", "at_most": 9}]}
{"instruction": "Say hello.", "output": "Hello."}
""".strip()


def _prepare(folder: Path) -> None:
    seeds = (ROOT / "seeds" / "general.jsonl").read_text(encoding="utf-8").splitlines()[:24]
    texts = ["Great phone, I love it.", "Broke after a day.", "It is blue.", "Call me on +49 30 1234567."]
    files = {
        "seeds.jsonl": "\n".join(seeds),
        "bad.jsonl": '{"instruction": "Name a river."}\n{"instrution": "Name a lake."}\nname a sea\n',
        "reviews.jsonl": "\n".join(json.dumps({"id": str(at), "text": text}) for at, text in enumerate(texts)),
        "checked.jsonl": _CHECKED,
        "misspelt.jsonl": _CHECKED.replace('"words"', '"wrods"').replace("at_most", "atmost"),
        "docs/tides.md": "# Tides\n\nThe Moon pulls on the sea. Most coasts have two high tides a day.",
        "docs/notes.txt": "The workshop opens at nine. Bring the drawings and the two samples of oak.\n",
        "docs/clip.mp4": "\0\0\0\x18ftypmp42",
        "mute/recipe.yaml": "inherits: chat\ndescription: without options\n",
        "mute/bootstrap.jinja": "Write {{ count }} tasks.\n",
        "stray/recipe.yaml": "inherits: chat\nwindow: 8\nwindow: 9\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f"{text.rstrip()}\n", encoding="utf-8")


def _fill(folder: Path) -> None:
    """Answer the forms as a reviewer would."""
    import csv

    with (folder / "forms.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    with (folder / "filled.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(row | {"answer": "positive", "reviewer": "ann"} for row in rows)


def _signs(text: str, folder: Path) -> str:
    text = text.replace(str(shipped("prompts").parent), "CLONE").replace(str(ROOT), "CLONE")
    text = text.replace(str(folder.resolve()), "FOLDER").replace(str(folder), "FOLDER")
    text = re.sub(r"\(\d+ kB\)", "(N kB)", text)
    return re.sub(r"\r[^\r\n]*\x1b\[K", "", text)  # how far a slow command is
