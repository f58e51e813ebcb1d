"""Fifty thousand tasks with offline/load: memory grows only with the pool, and a task costs no more at the end.

    python benchmarks/longrun.py [-n 50000] [--edge 5000] [--concurrency 64]

Time a task is that of the whole process, as tasks settle: the last `edge` against the first. Memory is the process's
own (VmRSS) every tenth of the way, and what it grew by for each task in between; the journal is on disk.
"""

import argparse
import itertools
import json
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import selfinstruct  # noqa: E402
from selfinstruct.progress import Progress  # noqa: E402


def resident() -> float:
    """The process's memory in MB (Linux)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise OSError("/proc/self/status has no VmRSS")


def main() -> None:
    parser = argparse.ArgumentParser(description="Grow a long run and watch time and memory.")
    parser.add_argument("-n", type=int, default=50_000)
    parser.add_argument("--edge", type=int, default=5_000, help="tasks at the beginning and the end that are compared")
    parser.add_argument("--concurrency", type=int, default=64)
    options = parser.parse_args()
    edge = min(options.edge, options.n // 2)
    marks = sorted({0, edge, options.n - edge, *(options.n * tenth // 10 for tenth in range(1, 11))})
    seen: dict[int, tuple[float, float, float]] = {}

    def watch(progress: Progress) -> None:
        while marks and progress.settled >= marks[0]:
            seen[marks.pop(0)] = (time.perf_counter(), time.process_time(), resident())

    with tempfile.TemporaryDirectory() as folder:
        run = selfinstruct.generate(
            ROOT / "seeds" / "general.jsonl", n=options.n, model="offline/load", out=Path(folder) / "run",
            concurrency=options.concurrency, watch=watch,
        )  # fmt: skip
        rejected = run.info["counts"]["rejected"]
        journal = (run.path / "journal.db").stat().st_size / 2**20
        again = time.perf_counter()
        selfinstruct.resume(run.path)
        again = time.perf_counter() - again
    print(f"{run!r}, rejected {json.dumps(rejected)}, journal {journal:.0f} MB, replayed in {again:.1f} s")
    points = sorted(seen)
    for before, at in itertools.pairwise(points):
        wall, cpu, memory = (later - sooner for later, sooner in zip(seen[at], seen[before], strict=True))
        tasks = at - before
        print(
            f"  {before:>7,} to {at:>7,}: {1000 * wall / tasks:.3f} ms a task, {1000 * cpu / tasks:.3f} ms CPU, "
            f"{seen[at][2]:6.1f} MB ({1024 * memory / tasks:+.2f} kB a task)"
        )
    first = seen[edge][0] - seen[0][0]
    last = seen[options.n][0] - seen[options.n - edge][0]
    print(f"last {edge:,} tasks / first {edge:,}: {last / first:.2f} times the time a task")


if __name__ == "__main__":
    main()
