"""What a dataset card says of people: how many rows they have seen, what fraction was right, how far they agree."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from selfinstruct.agreement import cohen_kappa
from selfinstruct.flows.export.reviewed.opening import find_reviews
from selfinstruct.intervals import wilson
from selfinstruct.runs.reviews import Review, as_it_was, page_folder, samples
from selfinstruct.runs.sources import Source, pass_over

ENOUGH = 20  # records that two people must have in common for their agreement to be told
_KINDS = {"instances": "rows", "preferences": "pairs"}


@dataclass(frozen=True, slots=True)
class PeopleSaid:
    """Paragraphs without names, which a card makes public; `all_seen` where people have seen every row."""

    paragraphs: tuple[str, ...] = ()
    all_seen: bool = False


NOBODY = PeopleSaid()


def people_said(source: Source) -> PeopleSaid:
    """What people have said of a source's rows, whether or not it is applied in what is exported of them."""
    reviews, applied = source.reviews, bool(source.reviews)
    if not applied:
        reviews = find_reviews(source)
        read = replace(source, reviews=reviews)
        for kind in reviews:
            for _ in read.read(kind, pass_over):
                pass
    paragraphs = [text for kind, review in reviews.items() for text in _told(kind, review, applied)]
    seen = bool(paragraphs) and set(reviews) == set(source.kinds)
    return PeopleSaid(tuple(paragraphs), seen and all(not it.tally.counts["untouched"] for it in reviews.values()))


def _told(kind: str, review: Review, applied: bool) -> Iterator[str]:
    lines = {name: line for name, line in review.lines.items() if name in review.tally.seen}
    if not lines:
        return
    people = {str(said.get("reviewer")) for line in lines.values() for said in line.get("opinions") or ()}
    of = len(lines) + review.tally.counts["untouched"]
    who = "One person has" if len(people) == 1 else f"{len(people):,} people have"
    counts = {name: review.tally.counts[name] for name in ("accepted", "edited", "turned", "rejected", "contested")}
    told = ", ".join(f"{count:,} {name.replace('turned', 'turned round')}" for name, count in counts.items() if count)
    how = "only these are in it" if applied and review.only else "this is applied" if applied else "this is not applied"
    yield f"{who} seen {len(lines):,} of {of:,} {_KINDS[kind]}: {told}; {how} here."
    if review.kind != "label":
        yield _fraction(kind, review, lines, of)
    reasons = Counter(
        str(reason) for line in lines.values() if line["status"] == "rejected" for reason in line.get("reasons") or ()
    )
    if reasons:
        ranked = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        yield "Reasons of rejection: " + ", ".join(f"{name} {count:,}" for name, count in ranked) + "."
    yield from _agreement(lines)


def _fraction(kind: str, review: Review, lines: Mapping[str, Mapping[str, Any]], of: int) -> str:
    """The fraction right of all rows, or of the largest random sample that is finished; else that there is none."""
    if len(lines) == of:
        return _interval(list(lines.values()), kind, f"Of all {of:,} {_KINDS[kind]}")
    drawn = samples(page_folder(review.folder))
    done = [sample for sample in drawn if all(name in lines for name in sample["ids"])]
    if done:
        best = max(done, key=lambda sample: int(sample["records"]))
        among = f" of type {best['type']}" if best.get("type") else ""
        what = f"Of a random sample of {best['records']:,} of {best['of']:,} {_KINDS[kind]}{among}"
        return _interval([lines[name] for name in best["ids"]], kind, what)
    if drawn:
        return "No random sample is finished with all its records still there, so no fraction is told."
    return "What people looked at was no random sample: the fraction right among it says nothing of the rest."


def _interval(lines: Sequence[Mapping[str, Any]], kind: str, what: str) -> str:
    right = sum(map(as_it_was, lines))
    low, high = wilson(right, len(lines))
    how = "are in the order that people chose" if kind == "preferences" else "are right as they were"
    share = f"{100 * right / len(lines):.1f} %, between {100 * low:.1f} and {100 * high:.1f} %"
    open_ones = sum(line["status"] == "contested" for line in lines)
    told = f"; {open_ones:,} contested ones count as not right" if open_ones else ""
    return f"{what}, {right:,} {how}: {share} (Wilson, 95 %){told}."


def _agreement(lines: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    said: dict[str, dict[str, str]] = {}
    for name, line in lines.items():
        for opinion in line.get("opinions") or ():
            said.setdefault(str(opinion.get("reviewer")), {})[name] = str(opinion.get("answer"))
    pairs = [
        (one, other, both)
        for one, other in combinations(sorted(said), 2)
        if len(both := sorted(set(said[one]) & set(said[other]))) >= ENOUGH
    ]
    for one, other, both in pairs:
        first, second = [said[one][name] for name in both], [said[other][name] for name in both]
        kappa = cohen_kappa(first, second)
        same = sum(a == b for a, b in zip(first, second, strict=True))
        told = "which is undefined where only one answer was given" if kappa is None else f"{kappa:.2f}"
        yield f"Two people agree on {same:,} of {len(both):,} common records; Cohen's kappa {told}."
    if len(said) > 1 and not pairs:
        yield f"People have too few records in common to say how far they agree ({ENOUGH} are needed)."
