"""Several workers beside one process: share of ideal, processor time a request, what each step costs.

    python benchmarks/workers.py [--engine local|ray] [--workers 4] [--in-flight 1000] [--latency fixed:2000]
        [--prompts 30000] [--shard-size 2000] [--repeats 1]
    python benchmarks/workers.py --simulate

Each measurement is `selfinstruct distill` as a command over a loopback endpoint, one process and workers by turns. The
share of ideal counts from the first request to the last answer; ideal is (requests) × (mean latency) / (in flight).
Processor time is that of the command with all its processes. The simulation takes the costs that were measured (of a
request, of handing out a shard, of uniting an answer, of writing a row) and adds them up for more workers than this
machine has processors for.
"""

import argparse
import heapq
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import endpoint  # noqa: E402

LOGNORMAL_MEAN = math.exp(0.125)  # of the median, at sigma 0.5


def write_prompts(path: Path, count: int) -> None:
    """Different prompts of about two dozen words."""
    rng = Random(7)
    words = "tide lamp river engine copper paper garden window letter bridge market winter".split()
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            said = " ".join(rng.choice(words) for _ in range(18))
            file.write(json.dumps({"instruction": f"Write a sentence, number {number}, about {said}."}) + "\n")


def measured(prompts: Path, out: Path, latency: str, in_flight: int, more: list[str]) -> dict[str, float]:
    """One command: seconds from the first request to the last answer, and what it took besides."""
    with endpoint.endpoint(latency) as base_url:
        command = [
            sys.executable, "-m", "selfinstruct", "distill", str(prompts), "--model", "openai/any",
            "--base-url", base_url, "--concurrency", str(in_flight), "--pii", "off", "--out", str(out), *more,
        ]  # fmt: skip
        began = time.monotonic()
        environment = {**os.environ, "OPENAI_API_KEY": "none"}
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, env=environment
        )
        _, status, used = os.wait4(process.pid, 0)
        ended = time.monotonic()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"the command failed with {process.returncode}")
        seen = endpoint.stats(base_url)
    return {
        "asking": seen["last"] - seen["first"],
        "whole": ended - began,
        "start": seen["first"] - began,
        "after": ended - seen["last"],
        "requests": seen["requests"],
        "most": seen["most"],
        "cpu": 1000 * (used.ru_utime + used.ru_stime) / seen["requests"],
    }


def compare(options: argparse.Namespace) -> None:
    shape, _, milliseconds = options.latency.partition(":")
    mean = float(milliseconds) / 1000 * (LOGNORMAL_MEAN if shape == "lognormal" else 1.0)
    ideal = options.prompts * mean / options.in_flight
    workers = ["--engine", options.engine, "--workers", str(options.workers), "--shard-size", str(options.shard_size)]
    ways = {"one process": [], f"{options.engine}, {options.workers} workers": workers}
    found: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory() as folder:
        prompts = Path(folder) / "prompts.jsonl"
        write_prompts(prompts, options.prompts)
        for turn in range(options.repeats):
            for name, more in ways.items():
                out = Path(folder) / f"{name.replace(' ', '-')}-{turn}"
                found[name].append(measured(prompts, out, options.latency, options.in_flight, more))
    print(f"{options.prompts:,} prompts, {options.latency}, {options.in_flight} in flight, ideal {ideal:.1f} s")
    middle = {
        name: {key: statistics.median(one[key] for one in told) for key in told[0]} for name, told in found.items()
    }
    for name, one in middle.items():
        print(
            f"  {name}: {ideal / one['asking']:.1%} of ideal ({one['asking']:.1f} s, "
            f"{one['requests'] / one['asking']:.0f}/s), whole {one['whole']:.1f} s: first request after "
            f"{one['start']:.1f} s, {one['after']:.1f} s after the last answer; "
            f"{one['cpu']:.2f} ms CPU a request with all processes, {one['most']:.0f} in flight at most"
        )
    one, many = middle.values()
    print(f"  workers to one process: {one['asking'] / many['asking']:.2f} times the rate while asking")


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of processor time, as measured (docs/performance.md says by what)."""

    request: float = 0.41e-3
    shard: float = 12e-3  # of the driver: items read, pickled, sent; claim and record of the worker
    message: float = 60e-6  # of the driver, for one of a worker's figures
    unite: float = 7e-6
    write: float = 0.27e-3


def simulated(workers: int, in_flight: int, prompts: int, size: int, median: float, costs: Costs) -> dict[str, float]:
    """Events of a run: a worker's processor does one thing at a time, and so does the driver's."""
    rng = Random(1)
    shards = [min(size, prompts - begin) for begin in range(0, prompts, size)]
    slots = max(1, in_flight // workers)
    driver, last = 0.0, 0.0
    left: list[int] = [0] * workers
    busy = [0.0] * workers
    events: list[tuple[float, int]] = []  # a slot of a worker is free
    ends: list[float] = []
    for worker in range(workers):
        for _ in range(slots):
            heapq.heappush(events, (0.0, worker))
    while events:
        now, worker = heapq.heappop(events)
        if not left[worker]:
            if not shards:
                continue
            driver = max(driver, now) + costs.shard + costs.message
            left[worker] = shards.pop()
            now = driver
        left[worker] -= 1
        busy[worker] = max(busy[worker], now) + costs.request
        end = busy[worker] + median * math.exp(rng.gauss(0, 0.5))
        last = max(last, end)
        ends.append(end)
        heapq.heappush(events, (end, worker))
    ideal = prompts * median * LOGNORMAL_MEAN / (slots * workers)
    return {
        "share": ideal / last, "rate": prompts / last, "driver": driver and len(range(0, prompts, size)) * costs.shard,
        "after": prompts * (costs.unite + costs.write), "last": last,
    }  # fmt: skip


def simulate() -> None:
    costs = Costs()
    print(f"simulated with {1000 * costs.request:.2f} ms a request, {1000 * costs.shard:.0f} ms a shard, lognormal 2 s")
    for workers, in_flight, prompts in (
        (1, 4096, 200_000),
        (4, 4096, 200_000),
        (16, 16_384, 800_000),
        (64, 65_536, 3_200_000),
    ):
        found = simulated(workers, in_flight, prompts, 2000, 2.0, costs)
        print(
            f"  {workers} workers, {in_flight:,} in flight, {prompts:,} prompts: {found['share']:.1%} of ideal, "
            f"{found['rate']:,.0f} requests/s in {found['last']:.0f} s, the driver busy for {found['driver']:.1f} s of "
            f"them; then {found['after']:.0f} s to unite and write"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure workers beside one process.")
    parser.add_argument("--engine", default="local", choices=("local", "ray"))
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--in-flight", type=int, default=1000)
    parser.add_argument("--latency", default="fixed:2000")
    parser.add_argument("--prompts", type=int, default=30_000)
    parser.add_argument("--shard-size", type=int, default=2000)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--simulate", action="store_true")
    options = parser.parse_args()
    if options.simulate:
        simulate()
    else:
        compare(options)


if __name__ == "__main__":
    main()
