"""Two runs compared without knowing which is which: their answers to the same prompts side by side, else rows mixed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from shlex import quote
from typing import Any

from selfinstruct.canonical import content_id
from selfinstruct.errors import UsageError
from selfinstruct.files.pipes import stem
from selfinstruct.flows.label.items import LabelRecord
from selfinstruct.flows.label.questions import ACCEPT, SIDES, make_question
from selfinstruct.flows.review.desk.answers import Answering
from selfinstruct.flows.review.desk.decisions.ledger import Decision
from selfinstruct.flows.review.desk.options import DeskOptions
from selfinstruct.flows.review.desk.subjects.records import ListedRecords, Records, open_records
from selfinstruct.flows.review.desk.subjects.subject import Subject
from selfinstruct.flows.review.source import open_question, turned_id
from selfinstruct.intervals import newcombe, wilson
from selfinstruct.runs.reviews import INFO

_ANSWERS = ("Output", "Assistant")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which record is of which source: 0 or 1 by id. With `paired` each record has an answer of both, 0 first.

    `drawn` is how many of each were asked for, of at `most` so many, by this seed. `same` pairs had equal answers;
    nobody is shown those.
    """

    sources: tuple[str, str]
    of: Mapping[str, int]
    paired: bool
    drawn: int
    most: int
    seed: int
    same: int = 0

    def figures(self, done: Mapping[str, Decision]) -> dict[str, Any]:
        """What the decisions come to, with intervals of 95 %; for what is finished."""
        return self._of_pairs(done) if self.paired else self._of_rows(done)

    def _of_rows(self, done: Mapping[str, Decision]) -> dict[str, Any]:
        of = [sum(side == source for side in self.of.values()) for source in (0, 1)]
        right = [
            sum(decision.answer == ACCEPT and self.of[name] == source for name, decision in done.items())
            for source in (0, 1)
        ]
        low, high = newcombe(right[0], of[0], right[1], of[1])
        told = [
            f"{name}: {count:,} of {total:,} right: {100 * count / total:.0f} %, between {100 * least:.0f} and "
            f"{100 * most:.0f} (Wilson, 95 %)"
            for name, count, total in zip(self.sources, right, of, strict=True)
            for least, most in [wilson(count, total)]
        ]
        difference = right[0] / of[0] - right[1] / of[1]
        better = _sign(low, high)
        if better is None:
            as_much = right[0] * of[1] == right[1] * of[0]
            ahead = "the same share is right" if as_much else f"{self.sources[0]} has {100 * difference:+.1f} points"
            told.append(
                f"no difference is shown: {ahead}, and anything between "
                f"{100 * low:+.1f} and {100 * high:+.1f} is possible (Newcombe, 95 %)"
            )
        else:
            ends = sorted(abs(100 * end) for end in (low, high))
            told.append(
                f"{self.sources[better]} is better: {abs(100 * difference):.1f} points more are right, between "
                f"{ends[0]:.1f} and {ends[1]:.1f} (Newcombe, 95 %)"
            )
        return {
            "right": right, "of": of, "low": round(low, 4), "high": round(high, 4), "sentences": told,
            "commands": self._commands(better),
        }  # fmt: skip

    def _of_pairs(self, done: Mapping[str, Decision]) -> dict[str, Any]:
        won = [0, 0]
        for name, decision in done.items():
            if decision.answer in SIDES:
                won[SIDES.index(decision.answer) ^ turned_id(name)] += 1
        rest = len(done) - sum(won)
        told = [
            f"{self.sources[0]} was better {_times(won[0])}, {self.sources[1]} {_times(won[1])}"
            + (f"; {rest:,} ties or neither" if rest else "")
            + (f"; {self.same:,} equal answers were not shown" if self.same else "")
        ]
        found: dict[str, Any] = {"won": won, "rest": rest, "same": self.same}
        better = None
        if sum(won):
            low, high = wilson(won[0], sum(won))
            better = _sign(low - 0.5, high - 0.5)
            found |= {"low": round(low, 4), "high": round(high, 4)}
            ends = [low, high] if better != 1 else [1 - high, 1 - low]
            share = f"{100 * won[better or 0] / sum(won):.0f} % of the choices"
            between = f"between {100 * ends[0]:.0f} and {100 * ends[1]:.0f}"
            told.append(
                f"no difference is shown: {self.sources[0]} won {share}, and anything {between} is possible "
                "(Wilson, 95 %)"
                if better is None
                else f"{self.sources[better]} is better: it won {share}, {between} (Wilson, 95 %)"
            )
        return found | {"sentences": told, "commands": self._commands(better)}

    def _commands(self, better: int | None) -> list[str]:
        """How to go on: with the better one, else with another sample, a larger one where that can be drawn."""
        one, other = map(quote, self.sources)
        if better is not None:
            return [f"selfinstruct export {(one, other)[better]} --format alpaca -o train.jsonl"]
        if self.drawn == self.most:
            return []
        larger = min(2 * self.drawn, self.most)
        return [f"selfinstruct review page {one} --against {other} --random {larger} --seed {self.seed + 1}"]


def _sign(low: float, high: float) -> int | None:
    """Which of two is ahead, by an interval of their difference; None where it contains 0."""
    return None if low <= 0 <= high else int(high < 0)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def open_comparison(options: DeskOptions) -> Subject:
    """Both sources, with what is compared of them; raises UsageError where they have too few records."""
    assert options.against is not None
    assert options.random is not None
    sources = (options.source, options.against)
    if sources[0].resolve() == sources[1].resolve():
        raise UsageError("--against: names the same; give another run or file")
    if any((source / INFO).is_file() for source in sources):
        raise UsageError("--against: compares runs and files of records; one of these is a label run")
    both = [open_records(source, "accept") for source in sources]
    prompts = [_by_prompt(records) for records in both]
    common = [key for key in prompts[0] if key in prompts[1]]
    if len(common) >= options.random:
        items, comparison = _paired(options, prompts, common)
        if not items:
            raise UsageError(f"--against: all {comparison.same:,} answers to the same prompts are equal")
    else:
        items, comparison = _mixed(options, both)
    kind = "pair" if comparison.paired else "accept"
    if options.asks and comparison.paired:
        raise UsageError("--ask: these have the same prompts, so that their answers are compared in pairs")
    folder = open_question(sources[0]).folder / f"against-{stem(sources[1])}"
    return Subject(
        "Comparison of two, without names", sources[0], folder, ListedRecords(items), range(len(items)),
        Answering(make_question(kind, options.question), options.asks, options.graded and comparison.paired), "compare",
        options.guidelines, comparison=comparison,
    )  # fmt: skip


def _by_prompt(records: Records) -> dict[str, tuple[LabelRecord, str]]:
    """The first record of each prompt, with its answer."""
    found: dict[str, tuple[LabelRecord, str]] = {}
    for record in _all(records):
        *before, (name, text) = record.parts
        if name in _ANSWERS and before and text.strip():
            found.setdefault(content_id(*(said for part in before for said in part)), (record, text))
    return found


def _all(records: Records) -> Iterator[LabelRecord]:
    return (records.record(number) for number in range(len(records.ids)))


def _paired(
    options: DeskOptions, prompts: list[dict[str, tuple[LabelRecord, str]]], common: list[str]
) -> tuple[list[LabelRecord], Comparison]:
    assert options.random is not None
    chosen = Random(f"{options.seed}:against").sample(common, options.random)
    items, same = [], 0
    for key in chosen:
        (record, one), (_, two) = prompts[0][key], prompts[1][key]
        if one.strip() == two.strip():
            same += 1
            continue
        items.append(LabelRecord(content_id(str(options.seed), "against", key), record.parts[:-1], (one, two)))
    of = {item.id: 0 for item in items}
    return items, Comparison(_named(options), of, True, options.random, len(common), options.seed, same)


def _mixed(options: DeskOptions, both: list[Records]) -> tuple[list[LabelRecord], Comparison]:
    assert options.random is not None
    rng = Random(f"{options.seed}:against")
    drawn: list[tuple[int, LabelRecord]] = []
    for source, records in enumerate(both):
        if options.random > len(records.ids):
            name = _named(options)[source]
            raise UsageError(f"--random {options.random}: {name} has only {len(records.ids):,} records")
        numbers = rng.sample(range(len(records.ids)), options.random)
        drawn += [(source, records.record(number)) for number in numbers]
    rng.shuffle(drawn)
    most = min(len(records.ids) for records in both)
    items = [
        LabelRecord(content_id(str(options.seed), "against", str(source), record.id), record.parts)
        for source, record in drawn
    ]
    of = {item.id: source for item, (source, _) in zip(items, drawn, strict=True)}
    return items, Comparison(_named(options), of, False, options.random, most, options.seed)


def _named(options: DeskOptions) -> tuple[str, str]:
    return str(options.source), str(Path(str(options.against)))
