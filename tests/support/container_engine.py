"""A stand-in for the command of a container engine: it keeps what it was asked, and runs the program without any walls.

Images: "missing…" is not there; in "full…" the program ends as one does that has taken all memory.
"""

import json
import os
import sys
import tempfile
from pathlib import Path


def install(folder: Path) -> Path:
    """The command, as a file that can be run."""
    path = folder / "engine"
    path.write_text(f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(Path(__file__).parents[2])!r})\n"
                    f"from tests.support.container_engine import main\nmain({str(folder)!r})\n")  # fmt: skip
    path.chmod(0o755)
    return path


def calls(folder: Path) -> list[list[str]]:
    """What it was asked so far."""
    return [json.loads(line) for line in (folder / "calls.jsonl").read_text().splitlines()]


def main(folder: str) -> None:
    with open(f"{folder}/calls.jsonl", "a") as file:
        file.write(json.dumps(sys.argv[1:]) + "\n")
    if sys.argv[1] == "inspect":
        print("true")
    if sys.argv[1] != "run":
        return
    at = sys.argv.index("--entrypoint") + 2
    image, program = sys.argv[at], sys.argv[at + 1 :]
    if image.startswith("missing"):
        sys.exit(f"Unable to find image '{image}' locally\nengine: pull access denied for {image}")
    given = [sys.argv[place + 1] for place, word in enumerate(sys.argv[:at]) if word == "--env"]
    os.chdir(tempfile.mkdtemp(dir=folder))
    if image.startswith("full") and sum(call[0] == "run" for call in calls(Path(folder))) > 1:  # not its version
        os.write(2, b"\x06")
        os._exit(137)
    os.execve(sys.executable, [sys.executable, *program], dict(item.split("=", 1) for item in given))
