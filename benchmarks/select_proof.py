"""Ways to select beside rows by lot, by what a student learns of them: `python benchmarks/select_proof.py DIR`.

The rows are classification tasks of the offline model. Each way selects the same number of rows from the same pool,
and all are tested on the same held-out tasks. The student is `tfidf`, so that it takes a minute and needs no torch.
"""

import argparse
import json
import random
from pathlib import Path

import selfinstruct

SEEDS = Path(__file__).resolve().parent.parent / "seeds" / "general.jsonl"
WAYS = ("random", "diversity", "length", "balanced")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-n", type=int, default=300)
    parser.add_argument("--tasks", type=int, default=2_000)
    given = parser.parse_args()
    folder: Path = given.folder
    folder.mkdir(parents=True, exist_ok=True)
    run = selfinstruct.generate(SEEDS, n=given.tasks, out=folder / "run")
    rows = [json.loads(line) for line in (run.path / "dataset.jsonl").read_text(encoding="utf-8").splitlines()]
    labelled = [row for row in rows if row["is_classification"]]
    tasks = sorted({row["task_id"] for row in labelled})
    random.Random(0).shuffle(tasks)
    held = set(tasks[: len(tasks) // 4])
    pool, test = folder / "pool.jsonl", folder / "test.jsonl"
    for file, wanted in ((pool, False), (test, True)):
        lines = [json.dumps(row) + "\n" for row in labelled if (row["task_id"] in held) is wanted]
        file.write_text("".join(lines), encoding="utf-8")
    arms = []
    for way in WAYS:
        kept = folder / f"{way}.jsonl"
        selfinstruct.select_dataset(pool, kept, n=given.n, by=(way,), overwrite=True)
        arms.append(kept)
    found = selfinstruct.prove(
        arms[0],
        "tfidf",
        out=folder / "proof",
        test=test,
        drop_leaks=True,
        against=arms[1:],
        repeats=1,
        arms=("untrained",),
    )
    asked = found.info["test"]["tasks"]
    print(f"{given.n} rows of {len(labelled)} each, {asked} held-out tasks; random less the way, with 95 % intervals")
    for arm in found.info["arms"]:
        name = "random" if arm["arm"] == "kept" else arm["arm"]
        ahead = ""
        if "kept_ahead" in arm:
            ahead = f"{100 * arm['kept_ahead']:+.1f} [{100 * arm['ahead_low']:+.1f}, {100 * arm['ahead_high']:+.1f}]"
        print(f"{name:10}  {arm['right']:6.1%}  [{arm['low']:.1%}, {arm['high']:.1%}]  {ahead}")


if __name__ == "__main__":
    main()
