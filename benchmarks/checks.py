"""How many checks a second one core does, of all kinds and of those that answers are mostly held to.

    python benchmarks/checks.py [--seconds 5] [--each]

Every kind is asked of answers of about 120 words, made of the outputs of the shipped seeds, and of one that keeps it.
An answer is asked of every kind, as a row is that carries several checks: what is shared within a text (its words, its
sentences) is found once. No text comes twice. --each tells of every kind by itself.
"""

import argparse
import itertools
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from selfinstruct.checks import make_check  # noqa: E402
from tests.checks.kinds import EXAMPLES, Example  # noqa: E402

# Those that instructions state in words: what a run of verified data asks all the time.
USUAL = (
    "words sentences paragraphs list_items required_words forbidden_words word_count starts_with ends_with end_mark "
    "without_letters lower_case upper_case bulleted_list numbered_list without_punctuation json json_keys"
).split()
TARGET = 20_000


def answers() -> Iterator[str]:
    """Texts of about 120 words without end, no two alike."""
    lines = (ROOT / "seeds" / "general.jsonl").read_text(encoding="utf-8").splitlines()
    outputs = [item["output"] for line in lines for item in json.loads(line).get("instances", [])]
    words = " ".join(outputs).split()
    for number in itertools.count():
        at = number * 37 % (len(words) - 130)
        yield f"{' '.join(words[at : at + 119])} {number}."


def rate(examples: list[Example], seconds: float) -> float:
    """Checks a second over these kinds, in the time of the processor."""
    made = [(make_check({"check": item.kind, **item.given}), item.sound[0]) for item in examples]
    texts, done = enumerate(answers()), 0
    began = time.process_time()
    while time.process_time() - began < seconds:
        for number, text in itertools.islice(texts, 10):
            for check, sound in made:
                check(text)
                check(sound + "\n" * (number % 500))
            done += 2 * len(made)
    return done / (time.process_time() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--each", action="store_true")
    given = parser.parse_args()
    kinds = {item.kind: item for item in reversed(EXAMPLES)}
    if given.each:
        for kind, item in sorted(kinds.items()):
            print(f"{kind:<28} {rate([item], given.seconds / 20):>12,.0f} checks/s")
    usual = rate([kinds[kind] for kind in USUAL], given.seconds)
    print(f"{'the usual ' + str(len(USUAL)):<28} {usual:>12,.0f} checks/s and core (target {TARGET:,})")
    whole = rate(list(kinds.values()), given.seconds)
    print(f"{'all ' + str(len(kinds)):<28} {whole:>12,.0f} checks/s and core (target {TARGET:,})")


if __name__ == "__main__":
    main()
