"""Readers that do what a broken library does, each at a word in its file; what else stands there is a document."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

from selfinstruct.documents.document import Document, Reading, Refusal, Source


def read(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """A document for each line; a line that names one of the faults below does that."""
    for line in source.read().decode().splitlines():
        word, _, rest = line.partition(" ")
        if word in _FAULTS:
            _FAULTS[word](rest)
        else:
            yield Document(line)


def _hang(rest: str) -> None:
    while True:
        time.sleep(1)


def _spin(rest: str) -> None:
    while True:
        pass


def _eat(rest: str) -> None:
    held = []
    while True:
        held.append(bytearray(16 << 20))


def _noise(rest: str) -> None:
    print("noise on stdout", flush=True)
    print("noise on stderr", file=sys.stderr, flush=True)
    os.write(1, b"more noise")
    subprocess.run(["echo", "noise of a child"], check=True)


def _child(rest: str) -> None:
    """A process that tells its number, and later that it is still there."""
    with open(rest, "w", encoding="utf-8") as file:
        child = subprocess.Popen(["sh", "-c", "sleep 60; echo late"], stdout=file)
        file.write(f"{child.pid}\n")


def _fat_abort(rest: str) -> None:
    held = bytearray(200 << 20)
    held[::4096] = b"x" * len(held[::4096])
    os.abort()


def _raise(rest: str) -> None:
    raise KeyError("a fault of the reader")


_FAULTS = {
    "KILL": lambda rest: os.kill(os.getpid(), signal.SIGKILL),
    "ABORT": lambda rest: os.abort(),
    "EXIT": lambda rest: os._exit(3),
    "HANG": _hang,
    "SPIN": _spin,
    "EAT": _eat,
    "NOISE": _noise,
    "CHILD": _child,
    "FAT-ABORT": _fat_abort,
    "RAISE": _raise,
}
