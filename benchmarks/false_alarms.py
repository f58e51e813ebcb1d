"""How many rows that are fine the filters of copies, circles, names, cuts and scripts reject, on each file of tasks.

    python benchmarks/false_alarms.py FILE|RUN ... [--recipe chat] [--seeds seeds/general.jsonl] [--show 3]

A file is one that `selfinstruct filter` reads, JSON lines also gzipped; a folder is a run. Every row counts as fine, so
a true find counts against the filter too: read what --show prints. Each line has the number of rows, how many each
filter rejects, and the share.
"""

import argparse
from collections import Counter
from pathlib import Path

from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import FilterSet, judge
from selfinstruct.flows.datasets.rows import load_rows
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.recipes.templates import fixed_text
from selfinstruct.records import Reason, Task

FILTERS = (
    "begins_with_seed", "prompt_copy", "field_names", "repeats_question", "circles", "identity", "unfinished",
    "script_share",
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[1]


def reasons(filters: FilterSet, task: Task) -> list[tuple[Reason, str]]:
    """What each filter says of a task and of its instances, with the text that it is about."""
    found = [(item(task), task.instruction) for item in filters.instruction]
    for instance in task.instances:
        texts = f"{task.instruction} / {instance.input} / {instance.output}"
        found += [(judge(item, task, instance), texts) for item in filters.within]
    return [(reason, text) for reason, text in found if reason is not None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--recipe", default="chat")
    parser.add_argument("--seeds", type=Path, nargs="*", default=[ROOT / "seeds" / "general.jsonl"])
    parser.add_argument("--show", type=int, default=3)
    given = parser.parse_args()
    recipe = load_recipe(given.recipe)
    filters = FilterSet(load_filters({name: recipe.filters.get(name, {}) for name in FILTERS}))
    filters.frame(fixed_text(recipe.templates.values()))
    filters.seed([row.task.instruction for path in given.seeds for row in load_rows(path)])
    for path in given.files:
        rows, told = load_rows(path), Counter[str]()
        size = sum(max(1, len(row.task.instances)) for row in rows)
        for row in rows:
            for reason, text in reasons(filters, row.task):
                told[reason.rule] += 1
                if told[reason.rule] <= given.show:
                    print(f"    {reason.rule}: {reason.value!r:.80} in {text!r:.200}")
        named = ", ".join(f"{name} {told[name]}" for name in FILTERS)
        print(f"{path.name}: {size:,} rows: {named}: {told.total() / size:.2%}")


if __name__ == "__main__":
    main()
