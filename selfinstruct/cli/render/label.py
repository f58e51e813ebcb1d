"""What a person sees of labelling and reviewing."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from selfinstruct.cli.render.text import ENDS, many, plain, spent, width

if TYPE_CHECKING:
    from selfinstruct.flows.review.seen import Seen

_WIDEST = 14  # characters of a label in a table
_MOST = 8  # labels of a table; a larger one is in label.json only
_SHOWN = 8  # thresholds


def label_summary(info: Mapping[str, Any], path: str) -> list[str]:
    """The lines that tell what a label run made: decisions, agreement, calibration, cost, files."""
    counts = info["counts"]
    end = ENDS.get(info["status"], info["status"])
    lines = [f"{end}: {many(counts['answered'], 'record')} of {counts['records']:,} labelled"]
    people = counts["by_people"]["accepted"]
    lines += _counted(
        counts["accepted"],
        f"accepted{f', {people:,} of them by people' if people else ''}{_listed(_labels(info))}",
    )
    if counts["rejected"]:
        lines += _counted(counts["rejected"], "rejected by people")
    lines += _counted(counts["contested"], f"contested, for people{_listed(counts['why'])}")
    if counts["unread"]:
        lines += _counted(counts["unread"], f"{_plural(counts['unread'], 'answer')} that could not be read")
    if counts["flips"]:
        lines += _counted(
            counts["flips"], f"{_plural(counts['flips'], 'tie')} because the order of a pair decided the winner"
        )
    lines += _agreement(info["agreement"])
    if info["calibration"] is not None:
        lines += _calibration(info["calibration"])
    lines.append(spent(info))
    lines.append(f"Files in {plain(path)}: labels.jsonl, accepted.jsonl, rejected.labels.jsonl, label.json")
    return lines


def _labels(info: Mapping[str, Any]) -> Mapping[str, int]:
    """The accepted labels: scores by size, others by number; free texts are no list."""
    labels: Mapping[str, int] = info["counts"]["labels"]
    if info["kind"] == "score":
        return dict(sorted(labels.items(), key=lambda item: float(item[0])))
    return {} if info["kind"] == "text" else labels


def _listed(counts: Mapping[str, int]) -> str:
    return f" ({', '.join(f'{plain(name)}: {number:,}' for name, number in counts.items())})" if counts else ""


def _counted(number: int, told: str) -> list[str]:
    return _wrapped(f"  {number:>7,} {told}", 10)


def _wrapped(text: str, indent: int) -> list[str]:
    """Lines no wider than the terminal; names are not broken."""
    return textwrap.wrap(text, width(), subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False)


def _plural(number: int, noun: str) -> str:
    return noun if number == 1 else f"{noun}s"


def reviewed(outcome: Mapping[str, Any]) -> list[str]:
    """The lines that tell what people decided, and how far they agree."""
    found = outcome["agreement"]
    who = ", ".join(f"{plain(name)} {number:,}" for name, number in found["reviewers"].items())
    answers = f"{many(outcome['opinions'], 'answer')} of {many(len(found['reviewers']), 'reviewer')}"
    lines = _wrapped(f"{answers}{f': {who}' if who else ''}", 2)
    for name, told in (
        ("accepted", "accepted"),
        ("rejected", "rejected"),
        ("contested", "contested, kept for another round"),
        ("skipped", f"{_plural(outcome['skipped'], 'row')} without an answer"),
    ):
        if outcome[name] or name != "skipped":
            lines.append(f"  {outcome[name]:>7,} {told}")
    if len(found["reviewers"]) > 1:
        lines += _wrapped(
            f"  all reviewers answered {many(found['records'], 'record')}, {found['unanimous']:,} unanimously; "
            f"Fleiss' kappa {_kappa(found['fleiss_kappa'])}",
            4,
        )
    for pair in found["pairs"]:
        one, other = pair["reviewers"]
        lines += _wrapped(
            f"  {plain(one)} and {plain(other)}: {pair['same']:,} of {pair['records']:,} the same, "
            f"Cohen's kappa {_kappa(pair['kappa'])}",
            4,
        )
    return [*lines, f"Files in {plain(outcome['out'])}: reviews.jsonl, reviewed.jsonl, accepted.jsonl"]


def seen_by_people(found: "Seen") -> str:
    """The line that tells how much of a run people have reviewed."""
    made = f"{many(found.decisions, 'decision')} of {many(found.reviewers, 'reviewer')}"
    return f"People have seen {many(found.records, found.kind)}: {made}"


def page_closed(outcome: Mapping[str, Any]) -> list[str]:
    """The lines that tell what a review page came to, and what was made of it."""
    lines = []
    for name, found in outcome["summaries"].items():
        first, *further = found["sentences"]
        lines += _wrapped(f"{plain(name)}: {plain(first)}", 2)
        lines += [line for told in further for line in _wrapped(f"  {plain(told)}", 4)]
        if not found["applies"]:
            lines += [f"  To go on: {plain(command)}" for command in found["commands"]]
    if outcome["applied"] is not None:
        lines += reviewed(outcome["applied"])
    if outcome["problem"]:
        told = plain(outcome["problem"].splitlines()[0])
        lines.append(f"error: not applied, and every decision is kept: {told}; selfinstruct review import tries again")
    return lines


def _agreement(found: Mapping[str, Any]) -> Iterator[str]:
    if len(found["pairs"]) > 1:
        told = f"  judges on {many(found['records'], 'record')}: Fleiss' kappa {_kappa(found['fleiss_kappa'])}"
        yield from _wrapped(told, 4)
        if found.get("caveats"):
            yield from _wrapped("    (with judges that are one model: see below)", 4)
    for pair in found["pairs"]:
        one, other = pair["judges"]
        yield from _compared(f"{plain(one)} and {plain(other)}", pair, plain(one))


def _compared(title: str, found: Mapping[str, Any], rows: str) -> Iterator[str]:
    text = f"  {title}: {found['same']:,} of {found['records']:,} the same"
    if "kappa" in found:
        text += f", Cohen's kappa {_kappa(found['kappa'])}"
    if "weighted_kappa" in found:
        text += f", weighted {_kappa(found['weighted_kappa'])}"
    yield from _wrapped(text, 4)
    if found.get("caveat"):
        yield from _wrapped(f"    caution: {plain(found['caveat'])}", 4)
    labels = found.get("labels", [])
    if 0 < len(labels) <= _MOST:
        yield from _table(labels, found["table"], rows)


def _table(labels: Sequence[str], table: Sequence[Sequence[int]], rows: str) -> Iterator[str]:
    names = [plain(label)[:_WIDEST] for label in labels]
    first = max(len(name) for name in names)
    widths = [max(len(name), 6) for name in names]
    if 4 + first + sum(wide + 2 for wide in widths) > width():
        yield "    (the table is in label.json)"
        return
    yield f"    {'':{first}}  {'  '.join(f'{name:>{wide}}' for name, wide in zip(names, widths, strict=True))}"
    for name, counts in zip(names, table, strict=True):
        cells = "  ".join(f"{count:>{wide},}" for count, wide in zip(counts, widths, strict=True))
        yield f"    {name:{first}}  {cells}"
    yield from _wrapped(f"    (rows: {rows})", 4)


def _calibration(found: Mapping[str, Any]) -> Iterator[str]:
    sample = many(found["sample"], "human label")
    yield from _wrapped(f"  against {sample}: {found['decided']:,} decided, {found['right']:,} of them right", 4)
    for judge in found["judges"]:
        kappa = f", Cohen's kappa {_kappa(judge['kappa'])}" if "kappa" in judge else ""
        told = f"    {plain(judge['judge'])}: {judge['same']:,} of {judge['records']:,} the same as people{kappa}"
        yield from _wrapped(told, 6)
    thresholds = found["thresholds"]
    if thresholds:
        yield "    confidence  accepted  precision  recall"
        step = -(-len(thresholds) // _SHOWN)
        for it in thresholds[::step]:
            yield f"    {it['at']:>10.3f}  {it['accepted']:>8,}  {it['precision']:>9.3f}  {it['recall']:>6.3f}"
    if found["precision"] is not None:
        at = found["accept_at"]
        told = (
            "no threshold reaches it: nothing is accepted"
            if at is None
            else f"accepted at a confidence of at least {at:g}"
        )
        yield from _wrapped(f"    precision {found['precision']:g} asked for: {told}", 6)


def _kappa(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.3f}"
