"""Row filters inside other tools: megabytes of text for each second of CPU, beside `selfinstruct filter` in one run.

    python benchmarks/corpora.py [CORPUS] [--spark PYTHON] [--datatrove PYTHON] [--ray PYTHON] [--mb 8]

CORPUS is a file with documents, by default the pages of docs/ again and again. The interpreters are those of
environments with the tool and this package (`make test-corpora` makes them: build/corpora/spark/bin/python). Counted is
the CPU of all processes that a tool started, while it reads the documents from JSON, filters them and writes what is
kept; each has filtered a few documents before, so that starting and loading is left out. So with the command.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path

from selfinstruct.documents.corpus import read_corpus

ROOT = Path(__file__).resolve().parents[1]
TICKS = os.sysconf("SC_CLK_TCK")


def write_documents(corpus: Path | None, size: int, path: Path) -> None:
    texts = [item.text for item in read_corpus(corpus)] if corpus else []
    for page in () if corpus else sorted((ROOT / "docs").glob("*.md")):
        texts += [part for part in page.read_text(encoding="utf-8").split("\n## ") if len(part) > 400]
    written = 0
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(cycle(texts)):
            if written >= size:
                break
            written += len(text.encode())
            file.write(json.dumps({"id": str(number), "text": text, "metadata": {"n": number}}) + "\n")


def cpu_seconds(pid: int) -> float:
    """What a process and all below it have used, those that have ended too."""
    table: dict[int, tuple[int, float]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        table[int(folder.name)] = int(fields[1]), sum(map(int, fields[11:15])) / TICKS
    mine = {pid}
    while more := {child for child, (parent, _) in table.items() if parent in mine} - mine:
        mine |= more
    return sum(table[item][1] for item in mine if item in table)


def measured(tool: str, rows: Path, first: Path, recipe: str, out: Path) -> float:
    """CPU that filtering takes in this process and those it starts."""
    filter_all = {"command": command, "spark": spark, "datatrove": datatrove, "ray": ray_data}[tool](recipe)
    filter_all(first, out / "warm")
    before = cpu_seconds(os.getpid())
    filter_all(rows, out / "measured")
    return cpu_seconds(os.getpid()) - before


def command(recipe):  # type: ignore[no-untyped-def]
    import selfinstruct

    def run(rows: Path, out: Path) -> None:
        out.mkdir()
        selfinstruct.filter_dataset(rows, out / "kept.jsonl", recipe=recipe)

    return run


def spark(recipe):  # type: ignore[no-untyped-def]
    from pyspark.sql import SparkSession

    from selfinstruct.adapters.row_filter import row_filter
    from selfinstruct.adapters.spark import mark_rows

    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")

    def run(rows: Path, out: Path) -> None:
        marked = mark_rows(session.read.schema("id string, text string").json(str(rows)), row_filter(recipe))
        marked.where("selfinstruct_rule is null").drop("selfinstruct_rule", "selfinstruct_value").write.json(str(out))

    return run


def datatrove(recipe):  # type: ignore[no-untyped-def]
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from selfinstruct.adapters.datatrove import SelfInstructFilter
    from selfinstruct.adapters.row_filter import row_filter

    def run(rows: Path, out: Path) -> None:
        documents = JsonlReader(str(rows.parent), glob_pattern=rows.name).run(None, 0, 1)
        kept = SelfInstructFilter(row_filter(recipe)).run(documents, 0, 1)
        for _ in JsonlWriter(str(out), compression=None).run(kept, 0, 1):
            pass

    return run


def ray_data(recipe):  # type: ignore[no-untyped-def]
    import ray

    from selfinstruct.adapters.ray_data import mark_rows, sifted
    from selfinstruct.adapters.row_filter import row_filter

    ray.init(num_cpus=1, include_dashboard=False, log_to_driver=False)

    def run(rows: Path, out: Path) -> None:
        marked = mark_rows(ray.data.read_json(str(rows)), row_filter(recipe))
        sifted(marked)[0].write_json(str(out))

    return run


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", nargs="?", type=Path)
    for tool in ("spark", "datatrove", "ray"):
        parser.add_argument(f"--{tool}", metavar="PYTHON")
    parser.add_argument("--recipe", default="gopher")
    parser.add_argument("--mb", type=float, default=8)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        tool, rows, first, out = given.measure.split(",")
        print(measured(tool, Path(rows), Path(first), given.recipe, Path(out)))
        return
    with tempfile.TemporaryDirectory() as folder:
        rows, first = Path(folder) / "rows.jsonl", Path(folder) / "first.jsonl"
        write_documents(given.corpus, int(given.mb * 1e6), rows)
        write_documents(given.corpus, 50_000, first)
        print(f"{given.mb:g} MB, recipe {given.recipe}, {time.strftime('%Y-%m-%d')}")
        alone = 0.0
        for tool in ("command", "spark", "datatrove", "ray"):
            python = sys.executable if tool == "command" else getattr(given, tool)
            if python is None:
                continue
            out = Path(folder) / tool
            out.mkdir()
            quiet = {"PYSPARK_PYTHON": python, "SPARK_LOCAL_IP": "127.0.0.1", "RAY_USAGE_STATS_ENABLED": "0"}
            quiet |= {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
            words = [python, __file__, "--recipe", given.recipe, "--measure", f"{tool},{rows},{first},{out}"]
            done = subprocess.run(words, env=os.environ | quiet, stdout=subprocess.PIPE, text=True, check=True)
            seconds = float(done.stdout.split()[-1])
            alone = alone or seconds
            print(f"  {tool:<10} {given.mb / seconds:6.2f} MB/s of CPU   {alone / seconds:5.0%} of the command's")


if __name__ == "__main__":
    main()
