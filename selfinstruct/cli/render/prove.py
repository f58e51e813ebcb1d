"""What a person sees of a proof: the verdict, a table of the arms, and what it does not show."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from selfinstruct.cli.render.text import filled, many, notice_lines, plain, short, width, wrapped

_NARROW = 76


def proved(info: Mapping[str, Any], path: str) -> list[str]:
    """The lines that tell a proof; the verdict stands first."""
    from selfinstruct.runs.proofs import held_out

    verdict = wrapped(plain(info["verdict"]["told"]))
    test, training = info["test"], info["training"]
    by = ", ".join(f"{kind} {count:,}" for kind, count in test["by"].items())
    lines = [*notice_lines(info), *verdict]
    lines += wrapped(f"Tested on {held_out(test['rows'], test['tasks'])} that no arm has seen, decided by {by}", "  ")
    how = f"LoRA of rank {training['lora_rank']}" if training["lora_rank"] else "all weights"
    trained = f"{training['rows']:,} rows an arm, {training['steps']:,} steps of {training['batch']}, {how}"
    if info["student"]["name"] == "tfidf":
        trained = f"{training['rows']:,} rows an arm"
    repeated = f"{training['repeats']} times each" if training["repeats"] != 1 else "once each"
    lines += wrapped(f"Trained: {plain(info['student']['name'])} on {trained}, {repeated}", "  ")
    lines += _table(info["arms"])
    for note in info["notes"]:
        lines += wrapped(plain(note), "  ")
    lines += _left_out(test)
    lines += _judged(info["judged"])
    tokens = sum(arm["tokens"] for arm in info["arms"])
    lines += wrapped(f"{_minutes(info['seconds'])}, {short(tokens)} tokens trained on{_cost(info['judged'])}", "  ")
    judged = ", judged/" if info["judged"] else ""
    lines += wrapped(f"Files in {plain(path)}: proof.json, test.jsonl, trials/{judged}", "  ")
    return lines


def _table(arms: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A line for each arm: tasks right with their interval, and how far the data is ahead."""
    wide = max(len("arm"), *(len(plain(arm["arm"])) for arm in arms))
    narrow = width() < _NARROW + max(0, wide - 9)
    loss = any("loss" in arm for arm in arms) and not narrow
    pairs = any("prefers" in arm for arm in arms)
    head = f"  {'arm':{wide}}  {'right':>6}  {'95 % interval':>14}"
    head += f"  {'loss':>5}" if loss else ""
    yield head if narrow else f"{head}  the data is ahead by"
    for arm in arms:
        line = f"  {plain(arm['arm']):{wide}}  {arm['right']:>6.1%}  {_between(arm['low'], arm['high']):>14}"
        line += f"  {arm['loss']:>5.2f}" if loss and "loss" in arm else ("  " + " " * 5 if loss else "")
        ahead = f"{_points(arm)}, {arm['verdict']}" if "verdict" in arm else ""
        if narrow and ahead:
            yield line
            yield from filled(f"    the data is ahead by {ahead}", further=" " * 6)
        else:
            yield f"{line}  {ahead}".rstrip()
        if pairs:
            yield from filled(f"    {_of_pairs(arm)}", further=" " * 6)


def _of_pairs(arm: Mapping[str, Any]) -> str:
    """What came of learning pairs: which answer is likelier since, how long answers are, who won where code decides."""
    parts = []
    if "prefers" in arm:
        parts.append(f"finds the better answer likelier than before in {arm['prefers']:.1%} of the held-out pairs")
    parts.append(f"its answers have {arm['words']:g} words")
    if arm.get("win_rate") is not None:
        told = f"the data wins {arm['won']:,} of the {arm['won'] + arm['lost']:,} tasks that one gets right more often"
        parts.append(f"{told} ({arm['win_rate']:.0%})")
    return "; ".join(parts)


def _between(low: float, high: float) -> str:
    return f"{100 * low:.1f} to {100 * high:.1f}"


def _points(arm: Mapping[str, Any]) -> str:
    low, high = 100 * arm["ahead_low"], 100 * arm["ahead_high"]
    return f"{100 * arm['kept_ahead']:+.1f} [{low:+.1f}, {high:+.1f}]"


def _left_out(test: Mapping[str, Any]) -> Iterator[str]:
    if test["undecided"]:
        yield from wrapped(f"{test['undecided']:,} held-out tasks were not asked: code cannot decide about them", "  ")
    if test["contradicted"] and not test["both"]:
        told = f"{test['contradicted']:,} held-out tasks were not asked: the datasets answer them otherwise"
        yield from wrapped(told, "  ")


def _judged(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for arm, told in found.items():
        decided = told["better"] + told["worse"]
        rate = f"; of those decided {told['win_rate']:.1%} [{told['low']:.1%}, {told['high']:.1%}]" if decided else ""
        said = f"Judges find the data's answers better {told['better']:,} times, worse {told['worse']:,} times"
        yield from wrapped(
            plain(f"{said} than those of {arm}, neither {told['neither'] + told['same']:,} times{rate}"), "  "
        )


def _cost(found: Mapping[str, Mapping[str, Any]]) -> str:
    costs = [told["cost"] for told in found.values() if told.get("cost") is not None]
    return f", judges ${sum(costs):,.4f}" if costs else ""


def _minutes(seconds: float) -> str:
    return many(round(seconds), "second") if seconds < 120 else f"{seconds / 60:,.0f} minutes"
