"""Semantic near-duplicates: time and memory of `filter --only semantic`, beside all pairs measured with numpy.

    python benchmarks/semantic.py [INSTRUCTIONS] [--rows 100000] [--reference 10000]
    python benchmarks/semantic.py [INSTRUCTIONS] --against-cosine

INSTRUCTIONS is a file of JSON lines with `instruction`, gzipped or not; without it the seed tasks are taken. Rows are
made of it: as they are, with words for the same in place of some, with other numbers, and crossed from two. They go
through the command in a process of its own, which tells its time and its peak memory. --reference rows go through the
command and through the plain way, which multiplies every row's vector with those of all rows kept before it and puts
each pair above the threshold to the same test; both must keep the same rows, at the same scores. Run it on a quiet
machine.

--against-cosine counts what each way says of the labelled pairs in tests/novelty/semantic.
"""

import argparse
import csv
import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from selfinstruct.files.tasks import load_seeds
from selfinstruct.flows.datasets.filter import filter_dataset
from selfinstruct.novelty.rouge import NoveltyIndex
from selfinstruct.novelty.semantic.index import THRESHOLD, WORDS_NEAR, SemanticIndex
from selfinstruct.novelty.semantic.meeting import meet
from selfinstruct.novelty.semantic.wording import read
from selfinstruct.novelty.vectors.static import SCALE, cosines, load

ROOT = Path(__file__).resolve().parents[1]
PAIRS = [ROOT / "tests" / "novelty" / "semantic" / name for name in ("pairs.tsv", "held_out.tsv")]
OTHER = {
    "write": "compose", "list": "name", "create": "draft", "movie": "film", "film": "movie", "kids": "children",
    "benefits": "advantages", "ways": "methods", "give": "provide", "big": "large", "story": "tale", "home": "house",
}  # fmt: skip


def instructions(path: Path | None) -> list[str]:
    if path is None:
        return [task.instruction for name in ("general", "finance") for task in load_seeds(f"seeds/{name}.jsonl")]
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return list(dict.fromkeys(json.loads(line)["instruction"] for line in text.split("\n") if line.strip()))


def made(texts: list[str], rows: int) -> Iterator[str]:
    rng = random.Random("semantic")
    for number in range(rows):
        words = texts[number].split() if number < len(texts) else rng.choice(texts).split()
        if number >= len(texts):
            kind = rng.random()
            if kind < 0.2:
                words = [OTHER.get(word.lower(), word) for word in words]
            elif kind < 0.3:
                words.append(f"in {rng.randrange(2, 400)} words")
            else:
                other = rng.choice(texts).split()
                words = words[: max(1, round(len(words) * rng.random()))] + other[round(len(other) * rng.random()) :]
        yield " ".join(words)


def command(texts: list[str], folder: Path) -> tuple[float, float, float, dict[int, float]]:
    """Seconds, those of CPU, megabytes at the peak, and the score of each row that is rejected."""
    source, kept = folder / "rows.jsonl", folder / "kept.jsonl"
    source.write_text(
        "".join(json.dumps({"id": str(at), "instruction": text, "output": "x"}) + "\n" for at, text in enumerate(texts))
    )
    done = subprocess.run(
        [sys.executable, __file__, "--measured", str(source), str(kept)], capture_output=True, text=True, check=True
    )
    seconds, busy, peak = map(float, done.stdout.split())
    lines = (folder / "kept.rejected.jsonl").read_text(encoding="utf-8").split("\n")
    return seconds, busy, peak, {int(row["id"]): row["score"] for row in map(json.loads, filter(None, lines))}


def plainly(texts: list[str]) -> tuple[float, dict[int, float]]:
    """Every row against all rows kept before it: seconds of CPU, and the score of each row that is rejected."""
    words, start = load(), time.process_time()
    wordings = [read(text) for text in texts]
    whole = np.array([words.vector(wording.words) for wording in wordings])
    unit, kept, rejected = whole.astype(np.float32) / SCALE, list[int](), dict[int, float]()
    for number, vector in enumerate(unit):
        near = np.flatnonzero(unit[kept] @ vector >= THRESHOLD - 0.001) if kept else []
        places = [kept[place] for place in near]
        scores = np.round(cosines(whole[number], whole[places]), 4).tolist() if places else []
        alike = (
            score
            for score, place in zip(scores, places, strict=True)
            if score >= THRESHOLD and meet(wordings[number], wordings[place], lambda word: words.near(word, WORDS_NEAR))
        )
        best = max(alike, default=None)
        if best is None or not wordings[number].words:
            kept.append(number)
        else:
            rejected[number] = best
    return time.process_time() - start, rejected


def labelled() -> None:
    words = load()
    for path in PAIRS:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        same = [(row["instruction"], row["same"]) for row in rows]
        other = [(row[name], row["different"]) for row in rows for name in ("instruction", "same")]

        def cosine(one: str, two: str) -> float:
            return float(cosines(words.vector(read(one).words), words.vector(read(two).words)[None])[0])

        def indexed(index: SemanticIndex | NoveltyIndex, one: str, two: str) -> bool:
            index.add(one)
            return index.check(two) is not None

        ways = {
            "semantic": lambda one, two: indexed(SemanticIndex(), one, two),
            **{f"cosine from {at}": lambda one, two, at=at: cosine(one, two) >= at for at in (THRESHOLD, 0.8, 0.9)},
            "ROUGE-L above 0.7": lambda one, two: indexed(NoveltyIndex(), one, two),
        }
        print(f"{path.name}: {len(same)} that ask for the same, {len(other)} that nearly do")
        for name, way in ways.items():
            found, wrong = sum(way(*pair) for pair in same), sum(way(*pair) for pair in other)
            print(f"  {name:<20} finds {found:>4} ({found / len(same):.0%}), and {wrong} of the others")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instructions", nargs="?", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--reference", type=int, default=10_000)
    parser.add_argument("--against-cosine", action="store_true")
    parser.add_argument("--measured", nargs=2, type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measured:
        start = time.perf_counter()
        filter_dataset(*arguments.measured, only=["semantic"])
        print(
            time.perf_counter() - start, time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        )
        return
    if arguments.against_cosine:
        labelled()
        return
    texts = list(made(instructions(arguments.instructions), arguments.rows))
    with tempfile.TemporaryDirectory() as folder:
        seconds, busy, peak, rejected = command(texts, Path(folder))
    print(f"{len(texts):,} rows: {seconds:.0f} s ({busy:.0f} of CPU), {peak:.0f} MB, {len(rejected):,} rejected")
    some = texts[:: max(1, len(texts) // arguments.reference)][: arguments.reference]
    with tempfile.TemporaryDirectory() as folder:
        _, ours, _, mine = command(some, Path(folder))
    theirs, its = plainly(some)
    same = "the same decisions and scores" if mine == its else "NOT the same decisions"
    times = f"{theirs:.1f} s, {theirs / ours:.1f} times"
    print(f"{len(some):,} rows: {ours:.1f} s of CPU; all pairs with numpy {times}; {same}")
    sys.exit(mine != its)


if __name__ == "__main__":
    main()
