"""What reads our exports, each in an environment of its own: its code decides whether a file is good.

`<consumer>.txt` holds its requirements, and `<consumer>.alone.txt` what is installed without those it names itself: a
trainer wants gigabytes of which reading a file needs little. A script beside it uses that consumer alone, never this
package. Environments stand under .venv-consumers/ and are made anew only when the requirements change. `tests/corpora`
has its own, with this package in them, under build/corpora/.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import ROOT

HERE = Path(__file__).parent
ENVIRONMENTS = ROOT / ".venv-consumers"
INSTALLING, RUNNING = 1200, 240  # seconds, as bounds
# How pip says that it could not reach an index, whatever kept it from there.
NO_NETWORK = "after connection broken by"


def consume(consumer: str, script: str, *arguments: str | Path, cwd: Path) -> Any:
    """Run `<script>.py` with the consumer's interpreter in `cwd`; the JSON that it prints in its last line.

    Skips the test where the environment cannot be made for want of a network, and fails where the script does.
    """
    done = subprocess.run(
        [str(interpreter(consumer)), "-P", str(HERE / f"{script}.py"), *map(str, arguments)],
        cwd=cwd, env=settings(cwd), capture_output=True, text=True, timeout=RUNNING,
    )  # fmt: skip
    assert done.returncode == 0, f"{script}: {done.stdout[-1000:]}\n{done.stderr[-3000:]}"
    return json.loads(done.stdout.rstrip("\n").rpartition("\n")[2])


def interpreter(consumer: str, folder: Path = HERE, environments: Path = ENVIRONMENTS) -> Path:
    """The Python of the consumer's environment, which is made where it is missing or rests on other requirements."""
    files = [file for end in ("txt", "alone.txt") if (file := folder / f"{consumer}.{end}").exists()]
    path = environments / consumer
    python, made = path / "bin" / "python", path / "made"
    wanted = hashlib.sha256(b"".join(file.read_bytes() for file in files) + sys.version.encode()).hexdigest()
    with _alone(consumer, environments):
        if not made.exists() or made.read_text() != wanted:
            shutil.rmtree(path, ignore_errors=True)
            subprocess.run([sys.executable, "-m", "venv", path], check=True, capture_output=True)
            for file in files:
                _install(python, file)
            made.write_text(wanted)
    return python


def _install(python: Path, requirements: Path) -> None:
    pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--retries", "2"]
    # The Python that such a package asks for is that of the rest of it.
    alone = ["--no-deps", "--ignore-requires-python"] if requirements.stem.endswith(".alone") else []
    words = [*pip, *alone, "-r", str(requirements)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=INSTALLING)
    if done.returncode == 0:
        return
    if NO_NETWORK in done.stderr:
        pytest.skip(f"{requirements.name} cannot be installed without a network")
    pytest.fail(f"{requirements.name} cannot be installed:\n{done.stderr[-2000:]}", pytrace=False)


@contextmanager
def _alone(consumer: str, environments: Path) -> Iterator[None]:
    """One process makes an environment; others wait for it."""
    environments.mkdir(parents=True, exist_ok=True)
    with (environments / f"{consumer}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def settings(cwd: Path) -> dict[str, str]:
    """An environment: offline, without what a user has set or cached, and with no trace outside `cwd`."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
    home = {name: str(cwd / "home") for name in ("HOME", "HF_HOME")}
    offline = dict.fromkeys(
        ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"), "1"
    )
    # Nor the advertisements of some.
    offline |= {"TOGETHER_NO_BANNER": "1"}
    return kept | home | offline | {"CUDA_VISIBLE_DEVICES": "", "TOKENIZERS_PARALLELISM": "false"}
