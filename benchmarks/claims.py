"""What conditions the filter `claims` reads out of instructions, for a person to read beside them.

    python benchmarks/claims.py FILE|RUN ... [--sample 500] [--seed 0] [--all]

A file is one that `selfinstruct filter` reads. Of all files together --sample different instructions are drawn; each in
which a condition is found is shown with it, with --all the others too: those are for counting what was not seen. The
last lines say how many there are of each kind of check, and how many outputs of the rows miss what was read.
"""

import argparse
from collections import Counter
from pathlib import Path
from random import Random

from selfinstruct.checks.reading.stated import stated_checks
from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import judge
from selfinstruct.flows.datasets.rows import load_rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--sample", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--all", action="store_true")
    given = parser.parse_args()
    tasks = {row.task.instruction: row.task for path in given.files for row in load_rows(path)}
    drawn = Random(given.seed).sample(sorted(tasks), min(given.sample, len(tasks)))
    (claims,), kinds, with_some, outputs, missed = load_filters({"claims": {}}), Counter[str](), 0, 0, 0
    for instruction in drawn:
        found = stated_checks(instruction)
        with_some += bool(found)
        kinds.update(check["check"] for _, check in found)
        if found or given.all:
            print(f"{instruction!r}")
        for words, check in found:
            print(f"    {words!r}: {check}")
        for instance in tasks[instruction].instances:
            outputs += 1
            reason = judge(claims, tasks[instruction], instance)
            if reason is not None:
                missed += 1
                print(f"    missed: {reason.value} by {instance.output!r:.200}")
    print(f"{len(drawn):,} instructions, {with_some:,} with a condition: {dict(kinds.most_common())}")
    print(f"{outputs:,} outputs, {missed:,} miss one")


if __name__ == "__main__":
    main()
