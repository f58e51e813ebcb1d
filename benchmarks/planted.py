"""How many planted violations the checks and the filter `claims` keep, and how many sound texts they lose.

    python benchmarks/planted.py [--number 10010] [--seed 20]

Texts are built so that they hold a check, or miss it, without asking a checker (tests/checks/planted); so are outputs
of instructions that state a condition or two in many wordings. Some are worded as `claims` does not know: what it lets
through of those is counted apart.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from selfinstruct.checks import make_check
from selfinstruct.checks.reading.stated import stated_checks
from selfinstruct.filters import load_filters
from selfinstruct.records import Instance, Task
from tests.checks.planted import KINDS, planted
from tests.checks.planted.claimed import claimed


def of_checks(seed: int, number: int) -> tuple[Counter[str], Counter[str]]:
    """The violations that pass and the sound texts that fail, by the kind of check."""
    kept, lost = Counter[str](), Counter[str]()
    for said, sound, broken in planted(seed, number):
        check = make_check(said)
        kept[said["check"]] += check(broken).passed
        lost[said["check"]] += not check(sound).passed
    return kept, lost


def of_claims(seed: int, number: int) -> Counter[str]:
    """Violations of conditions that are read and of others, kept or not, and sound outputs that are lost."""
    (claims,), told = load_filters({"claims": {}}), Counter[str]()
    for row in claimed(seed, number):
        read = row.missed in {check["check"] for _, check in stated_checks(row.instruction)}
        missed, kept = Instance("", row.broken), Instance("", row.sound)
        whole = Task("t", row.instruction, instances=(missed, kept))
        told["read" if read else "not read"] += 1
        told["read, kept" if read else "not read, kept"] += claims(whole, missed) is None
        told["lost"] += claims(whole, kept) is not None
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--number", type=int, default=10_010)
    parser.add_argument("--seed", type=int, default=20)
    given = parser.parse_args()
    kept, lost = of_checks(given.seed, given.number)
    print(f"checks: {given.number:,} violations of {len(KINDS)} kinds: {kept.total():,} kept; "
          f"{given.number:,} sound texts: {lost.total():,} lost ({lost.total() / given.number:.2%})")  # fmt: skip
    for kind in sorted({*kept, *lost}):
        if kept[kind] or lost[kind]:
            print(f"    {kind}: {kept[kind]} kept, {lost[kind]} lost")
    told = of_claims(given.seed, given.number)
    print(f"claims: {told['read']:,} violations of conditions that it reads: {told['read, kept']:,} kept")
    print(f"    {told['not read']:,} of others: {told['not read, kept']:,} kept")
    print(f"    {given.number:,} sound outputs: {told['lost']:,} lost")


if __name__ == "__main__":
    main()
