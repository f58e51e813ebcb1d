"""What a person sees of labelling and reviewing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from selfinstruct.display import ENDS, many, plain, spent

_WIDEST = 14  # characters of a label in a table
_MOST = 8  # labels of a table; a larger one is in label.json only
_SHOWN = 8  # thresholds


def labelled(info: Mapping[str, Any], path: str) -> list[str]:
    """The lines that tell what a label run made: decisions, agreement, calibration, cost, files."""
    counts = info["counts"]
    end = ENDS.get(info["status"], info["status"])
    lines = [f"{end}: {many(counts['settled'], 'record')} of {counts['records']:,} labelled"]
    labels = ", ".join(f"{plain(label)} {number:,}" for label, number in counts["labels"].items())
    lines.append(f"  {counts['accepted']:>7,} accepted{f': {labels}' if labels else ''}")
    why = ", ".join(f"{plain(reason)} {number:,}" for reason, number in counts["why"].items())
    lines.append(f"  {counts['contested']:>7,} contested, for people{f': {why}' if why else ''}")
    if counts["unread"]:
        lines.append(f"  {counts['unread']:>7,} answers that could not be read")
    if counts["flips"]:
        lines.append(f"  {counts['flips']:>7,} ties because the order of a pair decided")
    lines += _agreement(info["agreement"])
    if info["calibration"] is not None:
        lines += _calibration(info["calibration"])
    lines.append(spent(info))
    if info["status"] != "done":
        lines.append("Go on with the same command; what was answered is not asked again.")
    lines.append(f"Files in {plain(path)}: labels.jsonl, accepted.jsonl, rejected.labels.jsonl, label.json")
    return lines


def reviewed(outcome: Mapping[str, Any]) -> list[str]:
    """The lines that tell what people decided, and how far they agree."""
    found = outcome["agreement"]
    who = ", ".join(f"{plain(name)} {number:,}" for name, number in found["reviewers"].items())
    lines = [f"{many(outcome['opinions'], 'answer')} of {many(len(found['reviewers']), 'reviewer')}: {who}"]
    for name, told in (
        ("accepted", "accepted"),
        ("rejected", "rejected"),
        ("contested", "contested, kept for another round"),
        ("skipped", "rows without an answer"),
    ):
        if outcome[name] or name != "skipped":
            lines.append(f"  {outcome[name]:>7,} {told}")
    if len(found["reviewers"]) > 1:
        lines.append(
            f"  all reviewers answered {many(found['records'], 'record')}, {found['unanimous']:,} unanimously; "
            f"Fleiss' kappa {_kappa(found['fleiss_kappa'])}"
        )
    for pair in found["pairs"]:
        one, other = pair["reviewers"]
        lines.append(
            f"  {plain(one)} and {plain(other)}: {pair['same']:,} of {pair['records']:,} the same, "
            f"Cohen's kappa {_kappa(pair['kappa'])}"
        )
    return [*lines, f"Files in {plain(outcome['out'])}: reviews.jsonl, reviewed.jsonl, accepted.jsonl"]


def _agreement(found: Mapping[str, Any]) -> Iterator[str]:
    if len(found["pairs"]) > 1:
        yield f"  judges over {many(found['records'], 'record')}: Fleiss' kappa {_kappa(found['fleiss_kappa'])}"
    for pair in found["pairs"]:
        one, other = pair["judges"]
        yield from _compared(f"{plain(one)} and {plain(other)}", pair, plain(one))


def _compared(title: str, found: Mapping[str, Any], rows: str) -> Iterator[str]:
    text = f"  {title}: {found['same']:,} of {found['records']:,} the same"
    if "kappa" in found:
        text += f", Cohen's kappa {_kappa(found['kappa'])}"
    if "weighted_kappa" in found:
        text += f", weighted {_kappa(found['weighted_kappa'])}"
    yield text
    labels = found.get("labels", [])
    if 0 < len(labels) <= _MOST:
        yield from _table(labels, found["table"], rows)


def _table(labels: Sequence[str], table: Sequence[Sequence[int]], rows: str) -> Iterator[str]:
    names = [plain(label)[:_WIDEST] for label in labels]
    first = max(len(name) for name in names)
    widths = [max(len(name), 6) for name in names]
    yield f"    {'':{first}}  {'  '.join(f'{name:>{width}}' for name, width in zip(names, widths, strict=True))}"
    for number, (name, counts) in enumerate(zip(names, table, strict=True)):
        cells = "  ".join(f"{count:>{width},}" for count, width in zip(counts, widths, strict=True))
        yield f"    {name:{first}}  {cells}{f'   (rows: {rows})' if number == 0 else ''}"


def _calibration(found: Mapping[str, Any]) -> Iterator[str]:
    sample = many(found["sample"], "human label")
    yield f"  against {sample}: {found['decided']:,} decided, {found['right']:,} of them right"
    for judge in found["judges"]:
        kappa = f", Cohen's kappa {_kappa(judge['kappa'])}" if "kappa" in judge else ""
        yield f"    {plain(judge['judge'])}: {judge['same']:,} of {judge['records']:,} as people say{kappa}"
    thresholds = found["thresholds"]
    if thresholds:
        yield "    confidence  accepted  precision  recall"
        step = -(-len(thresholds) // _SHOWN)
        for it in thresholds[::step]:
            yield f"    {it['at']:>10.3f}  {it['accepted']:>8,}  {it['precision']:>9.3f}  {it['recall']:>6.3f}"
    if found["precision"] is not None:
        at = found["accept_at"]
        told = "no threshold reaches it: nothing is accepted" if at is None else f"accepted from a confidence of {at:g}"
        yield f"    precision {found['precision']:g} asked for: {told}"


def _kappa(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.3f}"
