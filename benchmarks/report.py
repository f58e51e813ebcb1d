"""What a report costs: `python benchmarks/report.py [TASKS]`.

Makes a run's files with 50,000 tasks, measures `show --stats` and `report` on them in processes of their own, and
prints CPU time, the peak of memory, and the size of the file. What the report adds is measured within its process: all
its CPU time without that of the statistics, which differs by seconds from one process to the next.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent


def make(folder: Path, tasks: int) -> None:
    """A small run of the built-in model, with so many tasks in its files."""
    command = [sys.executable, "-m", "selfinstruct", "generate", "--seeds", str(ROOT / "seeds/general.jsonl")]
    subprocess.run([*command, "-n", "40", "--out", str(folder)], check=True, capture_output=True)
    rng = Random(0)
    words = sorted({word for line in (folder / "dataset.jsonl").read_text().split("\n") for word in line.split()})
    rows = [json.loads(line) for line in (folder / "tasks.jsonl").read_text().splitlines()]
    info = json.loads((folder / "run.json").read_text())
    with (folder / "tasks.jsonl").open("w") as all_tasks, (folder / "dataset.jsonl").open("w") as dataset:
        for number in range(tasks):
            task = dict(rows[number % len(rows)])
            task |= {"id": f"{number:016x}", "request": number // 8, "instruction": " ".join(rng.choices(words, k=25))}
            task["attributes"] = {name: rng.choice(values) for name, values in info["attributes"].items()}
            task["instances"] = [{"input": "", "output": " ".join(rng.choices(words, k=40))}]
            all_tasks.write(json.dumps(task) + "\n")
            row = {key: task[key] for key in ("instruction", "type", "is_classification", "labels")}
            row |= {"id": f"i{number}", "task_id": task["id"], **task["instances"][0]}
            dataset.write(json.dumps(row) + "\n")
    with (folder / "rejected.jsonl").open("w") as rejected:
        for number in range(tasks // 3):
            text = " ".join(rng.choices(words, k=25))
            row = {"request": number // 3, "candidate": 9, "stage": "bootstrap", "rule": "novelty", "score": 0.8}
            rejected.write(json.dumps({**row, "neighbour": text, "text": text}) + "\n")


_MEASURED = """
import resource, sys, time
from selfinstruct.cli.app import app
from selfinstruct.flows.datasets.figures import figures

within = []
measured_rows = figures.measured_rows

def timed(*given):
    before = time.process_time()
    found = measured_rows(*given)
    within.append(time.process_time() - before)
    return found

figures.measured_rows = timed
before = time.process_time()
try:
    app(sys.argv[1:], standalone_mode=False)
except SystemExit:
    pass
used = resource.getrusage(resource.RUSAGE_SELF)
spent = time.process_time() - before
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, spent - sum(within), file=sys.stderr)
"""


def measured(*words: str) -> tuple[float, float, float]:
    """CPU seconds and megabytes of a command, and its CPU seconds without those of the statistics in a report."""
    command = [sys.executable, "-c", _MEASURED, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    seconds, memory, beside = map(float, done.stderr.splitlines()[-1].split())
    return seconds, memory, beside


def main() -> None:
    tasks = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "run"
        make(folder, tasks)
        out = Path(place) / "report.html"
        stats = measured("show", str(folder), "--stats")
        whole = measured("report", str(folder), "-o", str(out))
        print(f"{tasks:,} tasks; one process on {os.cpu_count()} cores")
        print(f"show --stats   {stats[0]:6.2f} s CPU   {stats[1]:5.0f} MB")
        print(f"report         {whole[0]:6.2f} s CPU   {whole[1]:5.0f} MB   {out.stat().st_size / 1000:.0f} kB")
        print(f"the report adds {whole[2]:.2f} s and {whole[1] - stats[1]:.0f} MB")


if __name__ == "__main__":
    main()
