"""Diversity and cost by strategy: the same model, seeds and tokens, and what each way to steer makes of them.

    python benchmarks/diversity.py [--tokens 200000] [--seeds 0,1,2] [--only plain,personas]
    python benchmarks/diversity.py --model openai/MODEL --base-url URL --recipe small --tokens 20000 --seeds 0

Each strategy generates from the shipped seed tasks until it has used so many tokens, prompts and answers together, what
growing a topic tree takes included. `plain` shows seed tasks and asks for nothing else: no attributes. Each other
strategy adds one thing to it, `all` adds them all. Figures are means over the seeds, and of the tasks with an instance:

    tasks       how many there are
    distinct-2  different pairs of neighbouring words among all, of the first M tasks (M: as many as every strategy has)
    nearest     mean ROUGE-L with the nearest of the others, of the same M; less is more diverse
    vendi@M     the Vendi score of the same M: as how many texts with nothing in common they count
    vendi/1k    the Vendi score of all tasks, for each 1,000 tokens

The built-in model answers out of templates, so its diversity is that of the templates: it says what a strategy costs
and whether it comes through, not what it does to a real model.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import selfinstruct
from selfinstruct.errors import RecipeError
from selfinstruct.novelty.closeness import mean_nearest
from selfinstruct.prices import Price
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.runs.lines import read_json
from selfinstruct.runs.run import Run
from selfinstruct.text.tokens import unicode_tokens

SEEDS = Path(__file__).resolve().parents[1] / "seeds" / "general.jsonl"
STRATEGIES = ("plain", "attributes", "personas", "topics", "verbalized", "overused", "all")
MANY = 1_000_000  # tasks: tokens end each run before
# Who asks, crossed with why: 600 personas.
WHO = """a retired carpenter, a night nurse, a law student, a single father of twins, a village mayor, a bus driver,
a deep-sea fisher, a choir conductor, an apprentice baker, a museum guard, a beekeeper, a tax clerk, a goat farmer,
a stage hand, a translator of manuals, a lighthouse keeper, a referee, a hotel porter, a chemist who changed careers,
a widow of eighty, a refugee learning the language, a pupil of thirteen, a truck driver, a seamstress, an estate agent,
a vet, a librarian, a software tester, a plumber, a wedding planner"""
WHY = """has just moved house, saves for a boat, cannot sleep, quarrels with a neighbour, trains for a race, runs
a book club, is about to retire, has a new dog, plans a long journey, writes to an old friend, teaches a class at night,
looks for work, mends what breaks, collects stamps, cooks for many, repairs a tractor, keeps the accounts of a club,
has lost a parcel, learns to swim, grows tomatoes"""


@dataclass(frozen=True, slots=True)
class Made:
    """What a strategy has made of its tokens with one seed."""

    tokens: int
    texts: list[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--model", default="offline")
    parser.add_argument("--base-url")
    parser.add_argument("--recipe", default="chat")
    parser.add_argument("--tokens", type=int, default=200_000)
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--only", default=",".join(STRATEGIES))
    parser.add_argument("--depth", type=int, default=2, help="of the topic tree")
    parser.add_argument("--concurrency", type=int, default=1)
    args = parser.parse_args()
    seeds = [int(seed) for seed in args.seeds.split(",")]
    made: dict[str, list[Made]] = {}
    for strategy in args.only.split(","):
        try:
            made[strategy] = [measured(strategy, seed, args) for seed in seeds]
        except RecipeError as error:
            print(f"{strategy}: left out: {error}", file=sys.stderr)
            continue
        print(f"{strategy}: {[len(one.texts) for one in made[strategy]]} tasks", file=sys.stderr)
    show(made, args)


def measured(strategy: str, seed: int, args: argparse.Namespace) -> Made:
    """Run a strategy to its end in a folder of its own."""
    session: dict[str, Any] = {
        "model": args.model, "base_url": args.base_url, "seed": seed, "price": Price(1, 1), "max_failures": 0,
        "concurrency": args.concurrency,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        given, overrides, spent = steering(strategy, Path(folder), args, session)
        run = selfinstruct.generate(
            SEEDS, n=MANY, out=Path(folder) / "run", recipe=args.recipe, overrides=overrides,
            max_cost=(args.tokens - spent) / 1e6, **given, **session,
        )  # fmt: skip
        texts = [task.instruction for task in run.tasks() if task.instances]
        return Made(spent + tokens(Run(run.path).info), texts)


def tokens(info: Any) -> int:
    return sum(item["prompt"] + item["completion"] for item in info["usage"])


def steering(
    strategy: str, folder: Path, args: argparse.Namespace, session: dict[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...], int]:
    """The options and settings of a strategy, and the tokens that have been spent on them."""
    recipe = load_recipe(args.recipe)
    wanted = set(STRATEGIES) if strategy == "all" else {strategy}
    given: dict[str, Any] = {}
    overrides, spent = ["diversity.window=0"], 0
    if "attributes" in wanted:
        overrides.append("spread=domains")
    else:
        overrides += [f"attributes.{name}=false" for name in recipe.attributes]
    if "personas" in wanted:
        given["personas"] = [f"{who}, who {why}" for who in listed(WHO) for why in listed(WHY)]
    if "topics" in wanted:
        asking = {name: value for name, value in session.items() if name != "max_failures"}
        tree = selfinstruct.topics(None, seeds=SEEDS, depth=args.depth, width=8, out=folder / "topics", **asking)
        given["topics"], spent = tree, tokens(read_json(folder / "topics" / "topics.json"))
    if "verbalized" in wanted:
        overrides.append("verbalized.below=0.1")
    if "overused" in wanted:
        overrides.append("overused.words=12")
    return given, tuple(overrides), spent


def listed(text: str) -> list[str]:
    return [" ".join(item.split()) for item in text.split(",")]


def show(made: dict[str, list[Made]], args: argparse.Namespace) -> None:
    """The table, each figure beside that of plain."""
    few = min(len(one.texts) for runs in made.values() for one in runs)
    print(f"{args.model}, recipe {args.recipe}, {args.tokens:,} tokens a run, seeds {args.seeds}, M = {few}\n")
    print("| strategy | tokens | tasks | distinct-2 | nearest | vendi@M | vendi/1k |")
    print("|---|---|---|---|---|---|---|")
    first: list[float] = []
    for strategy, runs in made.items():
        rows = [figures(one, few) for one in runs]
        means = [statistics.mean(column) for column in zip(*rows, strict=True)]
        first = first or means
        told = [f"{means[0]:,.0f}", *(shown(mean, base) for mean, base in zip(means[1:], first[1:], strict=True))]
        print(f"| {strategy} | {' | '.join(told)} |")


def shown(mean: float, base: float) -> str:
    text = f"{mean:,.0f}" if mean >= 50 else f"{mean:.3f}"
    return f"{text} ({mean / base - 1:+.0%})" if base and mean != base else text


def figures(one: Made, few: int) -> list[float]:
    texts = one.texts[:few]
    pairs = [pair for text in texts for pair in pairs_of(text)]
    return [
        one.tokens, len(one.texts), len(set(pairs)) / max(1, len(pairs)), mean_nearest(texts), vendi(texts),
        1000 * vendi(one.texts) / one.tokens,
    ]  # fmt: skip


def pairs_of(text: str) -> list[tuple[str, str]]:
    words = unicode_tokens(text)
    return list(pairwise(words))


def vendi(texts: Sequence[str]) -> float:
    """The Vendi score over hashed vectors of words, as `show --stats` gives it."""
    from selfinstruct.novelty.diversity.vendi import vendi_score
    from selfinstruct.novelty.vectors.hashed import hashed_vectors

    return vendi_score(hashed_vectors(texts))


if __name__ == "__main__":
    main()
