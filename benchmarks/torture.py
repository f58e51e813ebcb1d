"""kill -9 at random moments, hundreds of times: what was in flight, what was answered twice, what was lost.

    python benchmarks/torture.py [--runs 500] [--workers 2] [-n 40] [--seed 0] [--provider openai|bedrock]
    python benchmarks/torture.py --engine local|ray|array [--workers 4] [--kills 50] [-n 400] [--seed 0]

Every run grows over a loopback endpoint with log-normal latency, is killed two to five times, has the last lines of its
files cut, and must end with the bytes of an undisturbed run. The first broken promise ends the program.

With --engine it is one run of `distill` after another over `-n` prompts with repeats, of which single workers, all
workers in turn, and the driver are killed, until there were so many kills.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import selfinstruct  # noqa: E402
from selfinstruct.runs.run import FILES  # noqa: E402
from tests.serve import Served, serving  # noqa: E402
from tests.support.crew_torture import CrewOutcome, CrewPlan, torture_crew, whole_of  # noqa: E402
from tests.support.torture import Outcome, Plan, torture  # noqa: E402

SEEDS = ROOT / "seeds" / "general.jsonl"
RUN_SEEDS = 5


def undisturbed(place: Path, n: int) -> list[tuple[dict[str, bytes], int]]:
    """The files of one run for each run seed, and how many answers they rest on."""
    found = []
    for seed in range(RUN_SEEDS):
        run = selfinstruct.generate(SEEDS, n=n, seed=seed, concurrency=1, out=place / f"whole-{seed}")
        found.append(({name: (run.path / name).read_bytes() for name in FILES}, run.info["requests"]))
    return found


def outcomes(served: Served, place: Path, options: argparse.Namespace) -> Iterator[Outcome]:
    whole = undisturbed(place, options.n)

    def one(number: int) -> Outcome:
        rng = Random(f"torture:{options.seed}:{number}")
        files, needed = whole[number % RUN_SEEDS]
        plan = Plan(
            SEEDS, options.n, number % RUN_SEEDS, needed, rng.choice([1, 4, 16, 48]), options.latency / 1000,
            rng.randint(2, 5), options.provider,
        )  # fmt: skip
        return torture(served, plan, place / f"run-{number}", rng, files)

    with ThreadPoolExecutor(options.workers) as pool:
        yield from pool.map(one, range(options.runs))


def crews(options: argparse.Namespace) -> None:
    """Kill workers and drivers of runs with an engine; says what that cost."""
    done = CrewOutcome()
    with tempfile.TemporaryDirectory() as folder, serving(model="load", latency="lognormal:80") as served:
        place = Path(folder)
        log, files, needed = whole_of(served, place, options.n)
        plan = CrewPlan(log, options.engine, options.workers, 4 * options.workers, options.n // 20, needed)
        number = 0
        while done.kills < options.kills:
            rng = Random(f"torture:{options.engine}:{options.seed}:{number}")
            began = time.monotonic()
            one = torture_crew(served, plan, place / f"run-{number}", rng, files, min(10, options.kills - done.kills))
            print(f"run {number}: {one}, needed {needed}, {time.monotonic() - began:.0f} s", flush=True)
            done = done + one
            number += 1
    print(f"{options.engine}: {done.kills} kills in {number} runs, the bytes of one process in each:")
    print(f"{done.workers} of a worker, {done.all_workers} of all workers, {done.drivers} of the driver;")
    print(f"{done.requests - number * needed} answers bought twice, of {done.allowed} that may have been in flight;")
    print(f"workers without a driver were gone after {done.lingered:.1f} s at most")


def main() -> None:
    parser = argparse.ArgumentParser(description="Kill runs at random moments and check what becomes of them.")
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2, help="runs at a time")
    parser.add_argument("-n", type=int, default=40, help="tasks a run")
    parser.add_argument("--latency", type=float, default=20, help="median, milliseconds")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    parser.add_argument("--provider", choices=("openai", "bedrock"), default="openai", help="who is asked")
    parser.add_argument("--engine", choices=("local", "ray", "array"), help="kill workers and drivers of this engine")
    parser.add_argument("--kills", type=int, default=50, help="with --engine: how many in all")
    options = parser.parse_args()
    if options.engine:
        crews(options)
        return
    began = time.monotonic()
    done: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder, serving(latency=f"lognormal:{options.latency:g}") as served:
        for outcome in outcomes(served, Path(folder), options):
            done.append(outcome)
            if len(done) % 50 == 0:
                print(f"{len(done)} runs", file=sys.stderr, flush=True)
        answered = served.stats()["answered"]
    hits = [count for outcome in done for count in outcome.in_flight]
    print(f"{len(done)} runs of {options.n} tasks, {len(hits)} kills, {sum(map(bool, hits))} with requests in flight")
    print(f"runs without a kill in flight: {sum(not any(outcome.in_flight) for outcome in done)}")
    print(f"in flight at the kills: {sum(hits)} requests, at most {max(hits)}")
    print(f"answers: {answered}, given twice: {sum(outcome.twice for outcome in done)} (each in flight at a kill)")
    print("answers in the journal at a kill and asked again, or lost from it: 0")
    print(f"files torn: {sum(outcome.torn for outcome in done)}; files that differ from the undisturbed run's: 0")
    print(f"answers like another request's, so not told apart: {sum(outcome.unsure for outcome in done)}")
    print(f"{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
