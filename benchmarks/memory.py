"""Memory that commands hold for each row: two sizes of a file, the difference of the peaks by the rows more.

    python benchmarks/memory.py [--rows 100000,200000] [--only distill,filter …]     bytes held a row
    python benchmarks/memory.py --prompts 1000000 [--only distill,prefer,label]      peaks with prompts of 2 KB

Prompts, responses and records are made up: distinct texts of words drawn at random. A model in the process answers at
once, each prompt with words of its own. Each measurement is a process of its own, so that its peak memory (VmHWM,
Linux) is its own; its files are deleted after it. `--package DIR` measures another checkout of the package.
"""

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORDS = ["".join(random.Random(number).choices("aeioubdfgklmnprst", k=3 + number % 7)) for number in range(4_000)]
# The filters that look at one row, or one answer of it, at a time.
BY_THEMSELVES = ("length", "refusal", "repetition", "pii")


class Instant:
    """A model that answers at once: a judge with a label, anybody else with words that depend on what was asked."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def complete(self, request: Any) -> Any:
        from selfinstruct.records import Completion, Usage

        await asyncio.sleep(0)
        if request.purpose.rpartition("/")[2].startswith("label"):
            return Completion("Answer: good\nConfidence: 90\nReason: It is so.", "stop", Usage(500, 12))
        if request.purpose.rpartition("/")[2].startswith(("score", "compare")):
            return Completion("unread", "stop", Usage(500, 2))
        rng = random.Random(f"{self.name}:{request.index}:{request.messages[-1].content[:200]}")
        return Completion(f"It is {' '.join(rng.choices(WORDS, k=20))}.", "stop", Usage(500, 30))


def prompts(path: Path, count: int, size: int) -> None:
    rng = random.Random(0)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            words = " ".join(rng.choices(WORDS, k=size // 7))
            given = f"Explain number {number}: {words}"[: size - 1] + "."
            file.write(json.dumps({"instruction": given, "input": "", "output": f"It is {words[:80]}."}) + "\n")


def _distill(source: Path, out: Path) -> Any:
    from selfinstruct import distill

    return distill(source, model=Instant("test/teacher"), out=out, concurrency=64)


def _prefer(source: Path, out: Path) -> Any:
    """One request a prompt: against the output that is there, judged by nobody."""
    from selfinstruct import prefer

    return prefer(source, "contrast", weak=Instant("test/weak"), strong=Instant("test/strong"), out=out, concurrency=64,
                  overrides=("judged=false", "own_output=true"))  # fmt: skip


def _label(source: Path, out: Path) -> Any:
    from selfinstruct import label

    judges = [Instant("test/one"), Instant("test/two")]
    return label(source, judges, labels=("good", "bad"), out=out, concurrency=64)


def _filter(*only: str) -> Callable[[Path, Path], Any]:
    def run(source: Path, out: Path) -> Any:
        from selfinstruct import filter_dataset

        return filter_dataset(source, out.with_suffix(".jsonl"), only=only)

    return run


def _merge(source: Path, out: Path) -> Any:
    from selfinstruct import merge

    return merge([source], out)


def _export(source: Path, out: Path) -> Any:
    from selfinstruct import export

    return export(source, "messages", out=out.with_suffix(".jsonl"))


def _export_splits(source: Path, out: Path) -> Any:
    from selfinstruct import export
    from selfinstruct.flows.export.split_plan import plan_splits

    return export(source, "messages", out=out, splitting=plan_splits("80/10/10"))


def _check(source: Path, out: Path) -> Any:
    from selfinstruct.flows.export.check import check

    return check(source, "alpaca")


def _stats(source: Path, out: Path) -> Any:
    from selfinstruct.flows.datasets.stats import dataset_stats

    return dataset_stats(source)


COMMANDS: dict[str, tuple[Callable[[Path, Path], Any], Callable[[Path, int, int], None]]] = {
    "distill": (_distill, prompts),
    "prefer": (_prefer, prompts),
    "label": (_label, prompts),
    "filter": (_filter(*BY_THEMSELVES), prompts),
    "filter-exact": (_filter("exact"), prompts),
    "filter-minhash": (_filter("minhash"), prompts),
    "filter-novelty": (_filter("novelty"), prompts),
    "merge": (_merge, prompts),
    "export": (_export, prompts),
    "export-split": (_export_splits, prompts),
    "check": (_check, prompts),
    "stats": (_stats, prompts),
}
STREAMS = ("distill", "prefer", "label")


def child(what: str, source: Path, out: Path) -> None:
    start = time.perf_counter()
    COMMANDS[what][0](source, out)
    seconds = time.perf_counter() - start
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    print(json.dumps({"peak": int(lines["VmHWM"].split()[0]) * 1024, "seconds": round(seconds, 1)}))


def measured(what: str, count: int, size: int, package: str) -> tuple[int, float]:
    """Peak memory in bytes, and seconds."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        source = Path(folder) / "rows.jsonl"
        COMMANDS[what][1](source, count, size)
        done = subprocess.run(
            [sys.executable, __file__, "--child", what, str(source), str(Path(folder) / "out"), "--package", package],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            sys.exit(f"{what}: {done.stderr[-2_000:]}")
        found = json.loads(done.stdout.splitlines()[-1])
        return found["peak"], found["seconds"]


def bytes_a_row(names: list[str], sizes: list[int], size: int, package: str) -> Iterator[str]:
    fewer, more = sizes
    for what in names:
        (least, _), (most, seconds) = (measured(what, count, size, package) for count in (fewer, more))
        yield (
            f"{what:15} {(most - least) / (more - fewer):8,.0f} bytes a row; peaks {least / 1e6:,.0f} and "
            f"{most / 1e6:,.0f} MB; {seconds / more * 1e3:.2f} ms a row"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default="100000,200000")
    parser.add_argument("--prompts", type=int, default=0)
    parser.add_argument("--size", type=int, default=0, help="bytes of a prompt (2,000 with --prompts, else 500)")
    parser.add_argument("--only", default="")
    parser.add_argument("--package", default=str(ROOT))
    parser.add_argument("--child", nargs=3)
    given = parser.parse_args()
    if given.child:
        sys.path.insert(0, given.package)
        child(given.child[0], Path(given.child[1]), Path(given.child[2]))
        return
    names = given.only.split(",") if given.only else [*(STREAMS if given.prompts else COMMANDS)]
    if given.prompts:
        for what in names:
            peak, seconds = measured(what, given.prompts, given.size or 2_000, given.package)
            told = f"{what:10} {given.prompts:,} prompts of {given.size or 2_000} bytes: peak {peak / 1e6:,.0f} MB"
            print(f"{told}, {seconds:,.0f} s", flush=True)
        return
    for line in bytes_a_row(names, [int(item) for item in given.rows.split(",")], given.size or 500, given.package):
        print(line, flush=True)


if __name__ == "__main__":
    main()
