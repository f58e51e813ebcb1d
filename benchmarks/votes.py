"""How many votes a sequential test saves, and how often it decides otherwise than all votes would.

    python benchmarks/votes.py [--rows 20000] [--seed 0] [--offline 300]

Three times the same, beside all votes: counted exactly over every course that votes can take; drawn at random for so
many rows; and with the offline judges `offline` and `offline/wavering`, which are asked for all votes on answers of a
generated dataset, half of them with a planted error. Rows are mixed: the share of votes in favour of a row is
Beta(1/2, 1/2), beside a mix in which votes agree more (Beta(0.2, 0.2)) and one in which every share is as likely
(Beta(1, 1)).
"""

import argparse
import asyncio
import tempfile
from pathlib import Path
from random import Random

from selfinstruct import generate
from selfinstruct.flows.datasets.judging.answers import answers_of
from selfinstruct.flows.datasets.judging.fitness import prepare
from selfinstruct.flows.datasets.judging.votes import Judge
from selfinstruct.flows.datasets.rows import load_rows
from selfinstruct.models.offline import create
from selfinstruct.recipes.judging import VARIABLES, load_judging_recipe
from selfinstruct.recipes.rubric import load_rubric
from selfinstruct.recipes.templates import Templates
from selfinstruct.voting import Vote, course, fixed, mixed, vote_of

SEEDS = Path(__file__).parents[1] / "seeds" / "general.jsonl"
MOST = (3, 5, 7, 9, 11, 13, 15, 21)
SHARES = (0.95, 0.9, 0.8, 0.5)
MIXES = {"Beta(0.2, 0.2)": 0.2, "Beta(0.5, 0.5)": 0.5, "Beta(1, 1)": 1.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--offline", type=int, default=300)
    given = parser.parse_args()
    print("exact: votes saved (and other decisions) by mix; votes saved at a share; other decisions at the worst share")
    for most in MOST:
        vote = vote_of(most)
        by_mix = [f"{name} {_told(most, *_counted(vote, mixed(weight)))}" for name, weight in MIXES.items()]
        at = "  ".join(f"{share}: {1 - course(vote, fixed(share)).votes / most:.0%}" for share in SHARES)
        worst = max(course(vote, fixed(share / 200)).differs for share in range(201))
        print(f"  {most:>2} votes, lead {vote.lead}: {'; '.join(by_mix)} | {at} | {worst:.2%}")
    print(f"simulated, {given.rows:,} rows each")
    for most in MOST:
        told = [
            f"{name} {_told(most, *_simulated(vote_of(most), weight, given.rows, given.seed))}"
            for name, weight in MIXES.items()
        ]
        print(f"  {most:>2} votes: {'; '.join(told)}")
    print("offline judges, all votes asked; right: of all votes, then of those that the test takes")
    for name in ("offline", "offline/wavering"):
        asyncio.run(_offline(name, given.offline))


def _told(most: int, votes: float, differs: float) -> str:
    return f"{1 - votes / most:.1%} ({differs:.2%})"


def _counted(vote: Vote, chance: object) -> tuple[float, float]:
    found = course(vote, chance)  # type: ignore[arg-type]
    return found.votes, found.differs


def _ended(vote: Vote, said: list[bool]) -> tuple[int, bool]:
    for taken in range(1, len(said) + 1):
        favour = sum(said[:taken])
        if (found := vote.decided(favour, taken - favour, taken)) is not None:
            return taken, found
    raise AssertionError("the last vote decides")


def _simulated(vote: Vote, weight: float, rows: int, seed: int) -> tuple[float, float]:
    rng, votes, differs = Random(f"{seed}:{vote.most}:{weight}"), 0, 0
    for _ in range(rows):
        share = rng.betavariate(weight, weight)
        said = [rng.random() < share for _ in range(vote.most)]
        taken, found = _ended(vote, said)
        votes += taken
        differs += found != (2 * sum(said) > vote.most)
    return votes / rows, differs / rows


async def _offline(name: str, number: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = load_rows((await asyncio.to_thread(generate, seeds=SEEDS, n=number, out=Path(folder) / "run")).path)
        answers = answers_of(rows, len(rows))
        test = prepare(rows, answers, number, 0)
        texts = [*test.planted, *(answers[at] for at in test.untouched)]
        recipe = load_judging_recipe("chat")
        for most in (7, 15):
            judge = Judge(
                create(name),
                load_rubric("helpfulness"),
                recipe,
                Templates(recipe, VARIABLES),
                7.0,
                _Whole(most, most + 1),
            )
            votes = differs = right = right_early = 0
            for text in texts:
                found = await judge.verdict(text, [])
                said = [ballot.passed is True for ballot in found.ballots]
                taken, early = _ended(vote_of(most), said)
                votes += taken
                differs += early != found.passed
                right += found.passed is not bool(text.planted)
                right_early += early is not bool(text.planted)
            count = len(texts)
            print(
                f"  {name}, {most} votes on {count} answers: {_told(most, votes / count, differs / count)}; "
                f"right {right / count:.1%}, {right_early / count:.1%}"
            )


class _Whole(Vote):
    """All votes, so that those which the test takes can be held against them."""

    def decided(self, favour: int, against: int, cast: int) -> bool | None:
        return favour > against if cast == self.most else None


if __name__ == "__main__":
    main()
