"""Novelty beside RapidFuzz and the rouge-score package: CPU time a candidate, as ratios, at growing pools.

    python benchmarks/novelty.py [INSTRUCTIONS] [--sizes 1000,10000,52000,200000] [--million]
    python benchmarks/novelty.py [INSTRUCTIONS] --replay
    python benchmarks/novelty.py [INSTRUCTIONS] --shards 4 [--batch 1024] [--texts 50000] [--workers 2]

INSTRUCTIONS is a file of JSON lines with `instruction`, gzipped or not. Larger pools are crossed from it: the
beginning of one instruction and the end of another. Up to 52,000 they are admitted as a run would; a larger pool is
filled unasked. Each figure is the median of several repeats in this process. rouge-score's cost is that of a sample of
pairs, times the pool; it is left out where the package is not installed. Run it on a quiet machine.

--replay puts the whole file through `selfinstruct filter --only novelty`, and once more through the slow way, which
measures every accepted instruction, and compares what they keep and the scores.

--shards compares one index with shards and with the join of blocks, on crossed texts: see novelty_shards.py.
"""

import argparse
import gzip
import json
import random
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cdist

from selfinstruct.flows.datasets.filter import filter_dataset
from selfinstruct.novelty.rouge import NoveltyIndex
from selfinstruct.text.tokens import rouge_tokens, tokenizer

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "parity" / "instructions_27k.jsonl.gz"
REPEATS = 5
CANDIDATES = 400
ADMITTED = 52_000
SAMPLE = 400


def lines(path: Path) -> list[str]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return [line for line in text.split("\n") if line.strip()]


def read(path: Path) -> list[list[str]]:
    texts = dict.fromkeys(json.loads(line)["instruction"] for line in lines(path))
    return [text.split() for text in texts if text.split()]


def crossed(texts: Sequence[list[str]], seed: int) -> Iterator[str]:
    rng = random.Random(seed)
    while True:
        first, second = rng.choice(texts), rng.choice(texts)
        head = first[: max(1, round(len(first) * rng.random()))]
        yield " ".join(head + second[round(len(second) * rng.random()) :])


def per_candidate(work: Callable[[], object], candidates: int, repeats: int = REPEATS) -> float:
    """Seconds of CPU a candidate, the median of the repeats."""
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        spent.append((time.process_time() - start) / candidates)
    return statistics.median(spent)


def ours(index: NoveltyIndex, candidates: Sequence[str]) -> tuple[float, float]:
    """Mean CPU seconds of `check`, and the median of the single checks."""
    mean = per_candidate(lambda: [index.check(text) for text in candidates], len(candidates))
    single = []
    for text in candidates:
        start = time.perf_counter()
        index.check(text)
        single.append(time.perf_counter() - start)
    return mean, statistics.median(single)


def rapidfuzz_batches(pool: Sequence[str], candidates: Sequence[str]) -> float:
    """RapidFuzz measures every entry: batches of 100, tokens as code points, the pool prepared beforehand."""
    codes: dict[str, str] = {}

    def encoded(text: str) -> str:
        tokens = rouge_tokens(text)
        return "".join(
            codes.setdefault(token, chr(len(codes) + (0x800 if len(codes) >= 0xD800 else 0))) for token in tokens
        )

    entries = [encoded(text) for text in pool]
    sizes = np.array([max(1, len(entry)) for entry in entries])
    batch = [encoded(text) for text in candidates[:100]]

    def work() -> None:
        common = cdist(batch, entries, scorer=LCSseq.similarity, dtype=np.int32)
        lengths = np.array([max(1, len(text)) for text in batch])[:, None]
        (2 * common / (sizes + lengths)).max(axis=1)

    return per_candidate(work, len(batch), 3)


def rouge_score(pool: Sequence[str], candidates: Sequence[str]) -> float | None:
    """The package itself on a sample of pairs, as seconds for the whole pool; None where it is not installed."""
    try:
        from rouge_score.rouge_scorer import RougeScorer
    except ImportError:
        return None
    scorer = RougeScorer(["rougeL"], use_stemmer=False)
    rng = random.Random(0)
    pairs = [(rng.choice(pool), rng.choice(candidates)) for _ in range(SAMPLE)]
    return per_candidate(lambda: [scorer.score(*pair) for pair in pairs], len(pairs), 3) * len(pool)


def fill(index: NoveltyIndex, pool: list[str], source: Iterator[str], size: int) -> tuple[int, int]:
    """Grow the pool; gives how many candidates were seen and how many were rejected."""
    seen = rejected = 0
    while len(index) < size:
        text = next(source)
        seen += 1
        if len(index) < ADMITTED and index.check(text) is not None:
            rejected += 1
        else:
            index.add(text)
            pool.append(text)
    return seen, rejected


def bytes_an_entry(pool: Sequence[str]) -> float:
    tracemalloc.start()
    index = NoveltyIndex()
    before, _ = tracemalloc.get_traced_memory()
    for text in pool:
        index.add(text)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (after - before) / len(pool)


def measured(texts: Sequence[str], profile: str) -> tuple[list[int], dict[int, float]]:
    """The slow way: what is kept, and the best score of what is not, by their places in the file."""
    tokenize = tokenizer(profile)
    codes: dict[str, int] = {}
    pool: list[list[int]] = []
    kept, rejected = list[int](), dict[int, float]()
    for place, text in enumerate(texts):
        tokens = [codes.setdefault(token, len(codes)) for token in tokenize(text)]
        best = 0.0
        if tokens and pool:
            common = cdist([tokens], pool, scorer=LCSseq.similarity, dtype=np.int32)[0]
            found = np.flatnonzero(common)
            precision = common[found] / np.array([len(pool[entry]) for entry in found])
            recall = common[found] / len(tokens)
            best = max((2 * precision * recall / (precision + recall)).tolist(), default=0.0)
        if best > 0.7:
            rejected[place] = best
        else:
            pool.append(tokens)
            kept.append(place)
    return kept, rejected


def replay(path: Path, profile: str) -> bool:
    """Whether `selfinstruct filter` decides all of the file as the slow way does, to the last bit of each score."""
    texts = [json.loads(line)["instruction"] for line in lines(path)]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "kept.jsonl"
        start = time.perf_counter()
        filter_dataset(path, out, only=["novelty"], overrides=[f"filters.novelty.profile={profile}"])
        quick = time.perf_counter() - start
        found = [json.loads(line) for line in lines(out.with_name("kept.rejected.jsonl"))]
        survivors = [json.loads(line)["instruction"] for line in lines(out)]
    start = time.perf_counter()
    kept, rejected = measured(texts, profile)
    slow = time.perf_counter() - start
    scores = {int(line["place"].rpartition(":")[2]) - 1: line["score"] for line in found}
    same = scores == rejected and survivors == [texts[place] for place in kept]
    print(
        f"{profile}: {len(texts):,} instructions, {len(survivors):,} kept in {quick:.1f} s, {len(kept):,} the slow way "
        f"in {slow:.1f} s: {'the same ones, scores equal to the last bit' if same else 'THEY DIFFER'}"
    )
    return same


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("instructions", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--sizes", default="1000,10000,52000,200000")
    parser.add_argument("--million", action="store_true", help="add a pool of 1,000,000")
    parser.add_argument("--replay", action="store_true", help="compare all decisions on the file with the slow way")
    parser.add_argument("--shards", type=int, help="compare one index with so many shards, and with a join")
    parser.add_argument("--batch", type=int, default=1024, help="candidates that shards are asked about at once")
    parser.add_argument("--texts", type=int, default=50_000, help="texts that are put through shards and join")
    parser.add_argument("--workers", type=int, default=2, help="processes of the join")
    arguments = parser.parse_args()
    if arguments.shards:
        from novelty_shards import compare

        crowd = list(islice(crossed(read(arguments.instructions), 0), arguments.texts))
        sys.exit(not compare(crowd, arguments.shards, arguments.batch, arguments.workers))
    if arguments.replay:
        same = [replay(arguments.instructions, profile) for profile in ("unicode", "rouge")]
        sys.exit(not all(same))
    sizes = [int(size) for size in arguments.sizes.split(",")] + [1_000_000] * arguments.million
    texts = read(arguments.instructions)
    source, index, pool = crossed(texts, 0), NoveltyIndex(), list[str]()
    print(f"{len(texts):,} instructions; CPU a candidate, medians of {REPEATS}")
    print(f"{'pool':>9} {'ours':>9} {'median':>9} {'rapidfuzz':>17} {'rouge-score':>20} {'bytes':>6} {'rejected':>9}")
    first: tuple[int, float] | None = None
    for size in sizes:
        seen, rejected = fill(index, pool, source, size)
        candidates = [next(source) for _ in range(CANDIDATES)]
        mean, median = ours(index, candidates)
        every = rapidfuzz_batches(pool, candidates)
        package = rouge_score(pool, candidates)
        asked = f"{rejected / seen:.0%}" if size <= ADMITTED else "–"
        beside = "not installed" if package is None else f"{package:.2f} s {package / mean:,.0f}×"
        print(
            f"{size:>9,} {mean * 1e6:>6.1f} µs {median * 1e6:>6.1f} µs {every * 1e6:>8,.0f} µs {every / mean:>4.0f}× "
            f"{beside:>20} {bytes_an_entry(pool):>6.0f} {asked:>9}"
        )
        first = first or (size, mean)
        if size == ADMITTED and size > first[0]:
            exponent = np.log(mean / first[1]) / np.log(size / first[0])
            print(f"{'':>9} from {first[0]:,} to {size:,} the cost grows as N^{exponent:.2f}")


if __name__ == "__main__":
    main()
