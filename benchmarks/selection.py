"""How long `select` takes over a large file, and how much memory, by each way to select.

    python benchmarks/selection.py [--rows 100000] [-n 1000] [--words 24]

The file has instructions of words drawn from a long-tailed vocabulary, a type and a score. Each way runs in a process
of its own. Beside `diversity` stands the plain greedy k-centre over all vectors at once (a matrix of rows by 2,048), on
as many rows as it is given, with the rows that both take in common.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from itertools import accumulate
from pathlib import Path
from random import Random

import numpy as np

from selfinstruct.flows.datasets.selecting.far_apart import far_apart
from selfinstruct.novelty.vectors.hashed import hashed_vectors

PLAIN = 5_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("-n", type=int, default=1000)
    parser.add_argument("--words", type=int, default=24)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.jsonl"
        texts = _write(data, given.rows, given.words)
        for by in ("random", "quality", "length", "balanced", "diversity"):
            command = [sys.executable, "-m", "selfinstruct", "select", data.name, "-n", str(given.n), "--by", by]
            start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            subprocess.run([*command, "-o", f"{by}.jsonl", "-q"], cwd=folder, check=True)
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            told = f"{time.monotonic() - start:6.1f} s, {used.ru_utime - before:6.1f} s of a processor"
            most = f"most memory so far {used.ru_maxrss / 1024:,.0f} MB"
            print(f"{by:<10} {given.n:,} of {given.rows:,} rows: {told}; {most}")
    few, count = texts[:PLAIN], min(given.n, PLAIN // 5)
    start = time.monotonic()
    ours = far_apart(few, count, np.ones(len(few))).taken
    middle = time.monotonic()
    plain = _plainly(few, count)
    end = time.monotonic()
    print(
        f"{count:,} of {len(few):,} texts far apart: {middle - start:.1f} s, plainly {end - middle:.1f} s "
        f"({(end - middle) / (middle - start):.1f} times); {len(set(ours) & set(plain)):,} rows in common"
    )


def _write(path: Path, rows: int, words: int) -> list[str]:
    rng = Random(0)
    vocabulary = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(3, 9))) for _ in range(20_000)]
    weights = list(accumulate(1 / (place + 1) ** 0.8 for place in range(len(vocabulary))))
    texts = [
        " ".join(rng.choices(vocabulary, cum_weights=weights, k=rng.randint(words // 3, 5 * words // 3)))
        for _ in range(rows)
    ]
    with path.open("w") as file:
        for number, text in enumerate(texts):
            row = {
                "id": number,
                "type": f"type_{number % 97}",
                "instruction": text,
                "output": text[:50],
                "score": number % 11,
            }
            file.write(json.dumps(row) + "\n")
    return texts


def _plainly(texts: list[str], count: int) -> list[int]:
    vectors = hashed_vectors(texts)
    nearest, taken = np.ones(len(texts), np.float32), list[int]()
    for _ in range(count):
        taken.append(int(np.argmax(nearest)))
        nearest = np.minimum(nearest, 1 - vectors @ vectors[taken[-1]])
        nearest[taken] = -1
    return taken


if __name__ == "__main__":
    main()
