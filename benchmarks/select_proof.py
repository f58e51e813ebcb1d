"""Ways to select beside rows by lot, by what a student learns of them.

`python benchmarks/select_proof.py DIR` takes classification tasks of the offline model and the student `tfidf`: a
minute, and no torch. With `--student smollm2` (or any other that `prove` knows) the rows are those of six of its
skills and, as candidates have it, worse answers to the same tasks: judges have found them worse. A judge that wavers
grades all of them, so that there are a quality and a difficulty; some forty minutes on two quiet cores.

Each way selects the same number of rows from the same pool, and all are tested on the same held-out tasks.
"""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import prove as walk_through

import selfinstruct

SEEDS = Path(__file__).resolve().parent.parent / "seeds" / "general.jsonl"
TFIDF = "tfidf"
JUDGE = "offline/wavering"
Rows = list[dict[str, Any]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-n", type=int, help="rows selected (300; of a language model 120)")
    parser.add_argument("--student", default=TFIDF)
    parser.add_argument("--repeats", type=int, help="trainings an arm (1; of a language model 3)")
    parser.add_argument("--steps", type=int, default=40)
    given = parser.parse_args()
    folder: Path = given.folder
    folder.mkdir(parents=True, exist_ok=True)
    simple = given.student == TFIDF
    good, worse = labelled(folder) if simple else candidates(folder)
    n = given.n or (300 if simple else 120)
    pool, test = divided(folder, good, worse)
    scores = None if simple else graded(folder, pool)
    ways = ("random", "diversity", "length", "balanced")
    arms = []
    for way in ways if simple else ("random", "quality", "difficulty", *ways[1:]):
        kept = folder / f"{way}.jsonl"
        selfinstruct.select_dataset(
            pool, kept, n=n, by=(way,), overwrite=True, scores=scores if way in ("quality", "difficulty") else None
        )
        arms.append(kept)
    found = selfinstruct.prove(
        arms[0],
        given.student,
        out=folder / "proof",
        test=test,
        drop_leaks=True,
        against=arms[1:],
        repeats=given.repeats or (1 if simple else 3),
        arms=("untrained",),
        **({} if simple else {"steps": given.steps, "rate": 1e-3, "told": print}),
    )
    tell(found, n, pool, arms)


def labelled(folder: Path) -> tuple[Rows, Rows]:
    """Classification tasks of the offline model."""
    run = selfinstruct.generate(SEEDS, n=2_000, out=folder / "run")
    return [row for row in read(run.path / "dataset.jsonl") if row["is_classification"]], []


def candidates(folder: Path) -> tuple[Rows, Rows]:
    """Rows of six skills, and worse answers to the same tasks."""
    kept = walk_through.data(folder)
    good = read(kept)
    of = {row["id"]: row for row in good}
    worse = [
        of[line["id"]] | {"id": f"{line['id']}-worse", **line["instance"]}
        for line in read(kept.with_suffix(".rejected.jsonl"))
    ]
    return good, worse


def divided(folder: Path, good: Rows, worse: Rows) -> tuple[Path, Path]:
    """The pool, and a quarter of the tasks with their good answers as the test."""
    tasks = sorted({row["task_id"] for row in good})
    random.Random(0).shuffle(tasks)
    held = set(tasks[: len(tasks) // 4])
    pool = [row for row in good + worse if row["task_id"] not in held]
    return (
        write(folder / "pool.jsonl", pool),
        write(folder / "test.jsonl", [row for row in good if row["task_id"] in held]),
    )


def graded(folder: Path, pool: Path) -> Path:
    judged = folder / "judged"
    selfinstruct.judge_dataset(
        pool, folder / "passed.jsonl", "correctness", at=7, model=JUDGE, judged=judged, anyway=True, overwrite=True
    )
    return judged


def tell(found: selfinstruct.Proof, n: int, pool: Path, arms: Sequence[Path]) -> None:
    test, repeats = found.info["test"], found.info["training"]["repeats"]
    print(
        f"{n} rows of {len(read(pool))} each, {test['rows']} held-out rows of {test['tasks']} tasks, "
        f"{repeats} trainings an arm, {found.info['seconds']:,.0f} seconds; random less the way, with 95 % intervals"
    )
    wrong = {file.stem: sum(row["id"].endswith("-worse") for row in read(file)) for file in arms}
    for arm in found.info["arms"]:
        name = "random" if arm["arm"] == "kept" else arm["arm"]
        ahead = ""
        if "kept_ahead" in arm:
            ahead = f"{100 * arm['kept_ahead']:+.1f} [{100 * arm['ahead_low']:+.1f}, {100 * arm['ahead_high']:+.1f}]"
        print(
            f"{name:10}  {wrong.get(name, 0):3} worse answers  {arm['right']:6.1%}  "
            f"[{arm['low']:.1%}, {arm['high']:.1%}]  {ahead}"
        )


def read(file: Path) -> Rows:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def write(file: Path, rows: Rows) -> Path:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


if __name__ == "__main__":
    main()
