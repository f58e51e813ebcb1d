"""How many programs a second the sandbox runs on all processors, beside bare starts of the interpreter in the same run.

    python benchmarks/sandbox.py [--programs 300] [--rounds 3]

A program that does nothing, behind each kind of walls that this machine has, and tests of a solution; a bare start is
`python -I -S -c pass`, as many at once as there are processors. Rounds take turns, so that a machine that others use
too is equally slow for all; medians are told.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from selfinstruct.sandbox.process import ProcessRunner, processors  # noqa: E402
from selfinstruct.sandbox.program import Limits, Program  # noqa: E402
from selfinstruct.sandbox.slots import CannotStart, open_slot  # noqa: E402
from selfinstruct.sandbox.testing import run_tests  # noqa: E402
from selfinstruct.sandbox.walls import PROTECTIONS, WALLS  # noqa: E402

TARGET = 100
SOLUTION = "def add(a, b): return a + b"
TESTS = [f"assert add({number}, 1) == {number + 1}" for number in range(10)]


def bare_starts(count: int) -> None:
    """Start the interpreter so many times."""
    command = [os.path.realpath(sys.executable), "-I", "-S", "-c", "pass"]
    with ThreadPoolExecutor(processors()) as threads:
        list(threads.map(lambda _: subprocess.run(command, check=True), range(count)))


def programs(runner: ProcessRunner, count: int) -> None:
    """Run a program that does nothing so many times."""

    async def run() -> None:
        outcomes = await asyncio.gather(*(runner.run(Program("pass"), Limits()) for _ in range(count)))
        assert all(outcome.passed for outcome in outcomes)

    asyncio.run(run())


def tests(runner: ProcessRunner, count: int) -> None:
    """Put a solution to ten tests so often that there are `count` of them."""

    async def run() -> None:
        trials = (run_tests(runner, SOLUTION, TESTS, Limits()) for _ in range(max(1, count // len(TESTS))))
        assert all(trial.passed for trial in await asyncio.gather(*trials))

    asyncio.run(run())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    sides: dict[str, Callable[[int], None]] = {"bare starts": bare_starts}
    runners = []
    for walls in WALLS:
        try:
            open_slot(walls, 0).close()
        except CannotStart as error:
            print(f"no {walls}: {error}")
            continue
        runner = ProcessRunner(walls=walls, allow_missing=PROTECTIONS)
        runners.append(runner)
        programs(runner, 2 * processors())  # its slots are there
        sides[f"programs, {walls}"] = lambda count, runner=runner: programs(runner, count)  # type: ignore[misc]
        if walls == "namespaces":
            sides["tests of a solution"] = lambda count, runner=runner: tests(runner, count)  # type: ignore[misc]
    rates: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(given.rounds):
        for name, side in sides.items():
            began = time.perf_counter()
            side(given.programs)
            rates[name].append(given.programs / (time.perf_counter() - began))
    bare = statistics.median(rates["bare starts"])
    for name, found in rates.items():
        rate = statistics.median(found)
        print(f"{name:<24}{rate:>8.0f} a second, {rate / bare:.2f} of bare starts")
    print(f"on {processors()} processors; target: {TARGET} programs a second, or what a bare start allows")
    for runner in runners:
        runner.close()


if __name__ == "__main__":
    main()
