"""A command as the operating system sees it: the time of all its processes, and the memory of them together."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PAUSE = 0.05


@dataclass(frozen=True)
class Used:
    """Seconds of CPU and on the clock, and the peak in MB of all processes together, shared pages counted once."""

    processor: float
    wall: float
    memory: float


def run_command(words: Sequence[str], environment: Mapping[str, str], folder: Path) -> Used:
    """Run it to its end with nothing on its streams; raises RuntimeError where it fails."""
    began = time.monotonic()
    with (folder / "stderr").open("wb+") as said:
        process = subprocess.Popen(words, env=dict(environment), stdout=subprocess.DEVNULL, stderr=said)
        ended = threading.Event()
        peaks = [0.0]
        watcher = threading.Thread(target=_watch, args=(process.pid, ended, peaks))
        watcher.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        ended.set()
        watcher.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{' '.join(words)}: {said.read().decode(errors='replace')[-500:]}")
    return Used(used.ru_utime + used.ru_stime, wall, max(peaks[0], 0))


def _watch(pid: int, ended: threading.Event, peaks: list[float]) -> None:
    while not ended.wait(_PAUSE):
        peaks[0] = max(peaks[0], sum(map(_memory, [pid, *_descendants(pid)])))


def _descendants(pid: int) -> Iterator[int]:
    for place in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in place.read_text().split()]
        except OSError:
            continue
        for child in children:
            yield child
            yield from _descendants(child)


def _memory(pid: int) -> float:
    """A process's share of the memory (PSS); 0 where it is gone, or where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0)
