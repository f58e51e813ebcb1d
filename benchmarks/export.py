"""A million rows exported, and exported in splits: speed as a share of raw JSON writing, and peak memory.

    python benchmarks/export.py [-n 1000000] [--format alpaca] [--split 80/10/10] [--only raw,export,split]

The rows are made up: words by Zipf's law, half of the rows with an input, one in a hundred a near-duplicate of an
earlier one and one in a hundred almost that close. Raw writing is what one would write by hand: json.dumps and
write, for dictionaries that are there already. The export also reads the file, checks every row as its consumer would,
and writes a sidecar; splits also hold every row against all before it. Each is a process of its own, so that its peak
memory (VmHWM, Linux) is its own.
"""

import argparse
import itertools
import json
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

WORDS = 50_000
HELD = 20_000


def rows(count: int) -> Iterator[dict[str, Any]]:
    rng = random.Random(0)
    syllables = [first + second for first in "bdfghjklmnprstvz" for second in "aeiou"]
    words = ["".join(rng.choices(syllables, k=rng.choice((1, 2, 2, 3, 3, 4)))) for _ in range(WORDS)]
    weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(WORDS)))

    def text(shortest: int, longest: int) -> list[str]:
        return rng.choices(words, cum_weights=weights, k=rng.randint(shortest, longest))

    earlier: list[list[str]] = []
    for number in range(count):
        instruction, given = text(8, 18), text(8, 30) if rng.random() < 0.5 else []
        chance = rng.random()
        if earlier and chance < 0.02:
            instruction, given = list(rng.choice(earlier)), []
            # One word more than a quarter of them is changed, or one word in eight.
            for place in rng.sample(range(len(instruction)), len(instruction) // (8 if chance < 0.01 else 3)):
                instruction[place] = rng.choice(words)
        if number % 50 == 0:
            earlier.append(instruction)
        yield {
            "id": f"{number:016x}",
            "task_id": f"t{number:015x}",
            "type": "word_salad",
            "instruction": " ".join(instruction).capitalize() + ".",
            "input": " ".join(given),
            "output": " ".join(text(20, 60)),
            "is_classification": False,
        }


def peak() -> float:
    """The most memory this process has had, in MB (Linux)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise OSError("/proc/self/status has no VmHWM")


def measured(work: Callable[[], Any]) -> tuple[float, float, float, Any]:
    """Seconds of CPU, seconds on the clock, the peak in MB, and what the work gave."""
    start, clock = time.process_time(), time.perf_counter()
    result = work()
    return time.process_time() - start, time.perf_counter() - clock, peak(), result


def raw(source: Path, out: Path, options: argparse.Namespace) -> tuple[float, float, float, Any]:
    with source.open(encoding="utf-8") as file:
        held = [json.loads(line) for line in itertools.islice(file, HELD)]
    held = [{key: row[key] for key in ("instruction", "input", "output")} for row in held]

    def work() -> None:
        with out.open("w", encoding="utf-8") as file:
            for row in itertools.islice(itertools.cycle(held), options.n):
                file.write(json.dumps(row, ensure_ascii=False) + "\n")

    return measured(work)


def exported(source: Path, out: Path, options: argparse.Namespace, split: str) -> tuple[float, float, float, Any]:
    from selfinstruct.flows.export.flow import export
    from selfinstruct.flows.export.split_plan import plan_splits

    splitting = plan_splits(split) if split else None

    def work() -> list[str]:
        found = export(source, options.format, out, splitting=splitting)
        lines = [f"{found.rows:,} rows, left out {dict(found.dropped) or 'none'}"]
        return lines if splitting is None else [*lines, *splitting.summary()]

    return measured(work)


def task(name: str, source: Path, folder: Path, options: argparse.Namespace) -> tuple[float, float, float, Any]:
    """One of the measurements, by name; in a process of its own."""
    if name == "raw":
        return raw(source, folder / "raw.jsonl", options)
    split = options.split if name == "split" else ""
    return exported(source, folder / ("split" if split else "export.jsonl"), options, split)


def main() -> None:
    parser = argparse.ArgumentParser(description="Export many rows, with splits and without, beside raw JSON writing.")
    parser.add_argument("-n", type=int, default=1_000_000)
    parser.add_argument("--format", default="alpaca")
    parser.add_argument("--split", default="80/10/10")
    parser.add_argument("--only", default="raw,export,split")
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "data.jsonl"
        with source.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows(options.n))
        print(f"{options.n:,} rows, {source.stat().st_size / 2**20:,.0f} MB", flush=True)
        speeds: dict[str, float] = {}
        for work in options.only.split(","):
            with context.Pool(1) as pool:
                cpu, wall, memory, told = pool.apply(task, (work, source, folder, options))
            speeds[work] = options.n / cpu
            share = f", {speeds[work] / speeds['raw']:.1%} of raw writing" if "raw" in speeds and work != "raw" else ""
            print(
                f"{work:<7} {options.n / cpu:>9,.0f} rows/s of CPU ({cpu:.1f} s, {wall:.1f} s on the clock), "
                f"peak {memory:,.0f} MB{share}",
                flush=True,
            )
            for line in told or []:
                print(f"        {line}", flush=True)


if __name__ == "__main__":
    main()
