"""What a person sees of a selection: its figures beside those of as many rows by lot."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from selfinstruct.cli.render.text import filled, many, plain

_NAME, _WIDE = 24, 10
_SCORERS = {
    "unfit": "is unfit by its test",
    "untested": "was not tested",
    "interrupted": "was interrupted",
    "max_requests": "was stopped by --max-requests",
    "max_cost": "was stopped by --max-cost",
    "failed": "was stopped by an error",
    "running": "is under way, or was killed",
}
_GRADES = {"quality": "score", "difficulty": "difficulty", "length": "length"}


def selected(outcome: Mapping[str, Any]) -> list[str]:
    """The lines that tell what `select` kept, and a table that holds it against rows by lot and against all rows."""
    by = ", ".join(outcome["by"])
    lines = [
        f"{outcome['kept']:,} of {many(outcome['rows'], 'row')} selected by {plain(by)}, in {plain(outcome['out'])}"
    ]
    lines += _table(outcome)
    if not (alone := list(outcome["by"]) == ["random"]):
        lines.append(f"{outcome['same']:,} of the {outcome['kept']:,} would have been drawn by lot as well.")
    if outcome["chosen"]["quality"] is not None:
        lines += filled(f"Quality: {plain(outcome['quality_from'])}.", further="  ")
    for told in (_scored(outcome), _alike(outcome)):
        lines += filled(told, further="  ") if told else []
    if outcome["difficulty_from"] and outcome["chosen"]["difficulty"] is not None:
        told = ", ".join(f"{plain(name)} ({count:,})" for name, count in outcome["difficulty_from"].items())
        lines += filled(f"Difficulty, the share that failed or disagreed: {told}.", further="  ")
    if not alone:
        lines += filled("Whether it teaches more than rows by lot, only training tells.", further="  ")
    if (rejected := outcome["rejected_out"]) and outcome["kept"] < outcome["rows"]:
        lines.append(f"The other rows, and why: {plain(rejected)}")
    return lines


def _scored(outcome: Mapping[str, Any]) -> str:
    """How many rows have a score and what became of the judge, where all is not as it should be."""
    whole, judge = outcome["whole"], outcome["scorer"]
    if whole["quality"] is None or (whole["graded"] == whole["rows"] and not judge):
        return ""
    told = f"{whole['graded']:,} of {many(whole['rows'], 'row')} {'has' if whole['graded'] == 1 else 'have'} a score"
    if judge:
        told += f"; the judge {_SCORERS.get(judge, f'ended as {judge}')}"
    if whole["graded"] == whole["rows"]:
        return f"{told}."
    last = ", and rows without one come last" if "quality" in outcome["by"] else ""
    return f"{told}. * is a mean over those that have one{last}."


def _alike(outcome: Mapping[str, Any]) -> str:
    """What decides where a way that was named decides nothing."""
    if not (alike := outcome["alike"]):
        return ""
    names, whole = [_GRADES[name] for name in alike], outcome["whole"]
    same = f"the same {' and the same '.join(names)}"
    counts = {"quality": whole["graded"], "difficulty": whole["rated"]}
    if any(counts.get(name, whole["rows"]) < whole["rows"] for name in alike):
        return f"All rows that have one have {same}: among them it decides nothing."
    if list(alike) == list(outcome["by"]):
        return f"All rows have {same}: this is the lot."
    return f"All rows have {same}: it decides nothing."


def _table(outcome: Mapping[str, Any]) -> Iterator[str]:
    alone = list(outcome["by"]) == ["random"]
    sets = [outcome[name] for name in (("random", "whole") if alone else ("chosen", "random", "whole"))]
    heads = ("random", "all rows") if alone else ("selected", "random", "all rows")
    yield f"  {'':{_NAME}}{''.join(f'{head:>{_WIDE}}' for head in heads)}"
    for name, read in _FIGURES:
        cells = read(sets)
        if any(cell for cell in cells):
            yield f"  {name:{_NAME}}{''.join(f'{cell:>{_WIDE}}' for cell in cells)}".rstrip()


Sets = Sequence[Mapping[str, Any]]
Cells = Callable[[Sets], list[str]]


def _each(read: Callable[[Mapping[str, Any]], str]) -> Cells:
    return lambda sets: [read(found) for found in sets]


def _numbers(values: Sequence[float | None], digits: int) -> list[str]:
    """Numbers of one row of the table with as many decimals each as give the largest so many digits; "" for None."""
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    decimals = max(0, digits - (len(str(int(largest))) if largest >= 1 else 0))
    return ["" if value is None else f"{value:.{decimals}f}" for value in values]


def _grade(name: str, of: str) -> Cells:
    def read(sets: Sets) -> list[str]:
        marks = ["*" if found[name] is not None and found[of] < found["rows"] else "" for found in sets]
        cells = _numbers([found[name] for found in sets], 3)
        return [cell + mark for cell, mark in zip(cells, marks, strict=True)]

    return read


def _diversity(name: str) -> Cells:
    return lambda sets: _numbers([found["diversity"] and found["diversity"][name] for found in sets], 4)


def _share(found: Mapping[str, Any]) -> str:
    return "" if found["classification"] is None else f"{found['classification']:.0%}"


_FIGURES: tuple[tuple[str, Cells], ...] = (
    ("rows", _each(lambda found: f"{found['rows']:,}")),
    ("tokens (estimated)", _each(lambda found: f"{found['tokens']:,}")),
    ("tokens a row", _each(lambda found: f"{found['mean_tokens']:,.1f}")),
    ("tokens of its answer", _each(lambda found: f"{found['mean_answer']:,.1f}")),
    ("classification", _each(_share)),
    ("types", _each(lambda found: f"{found['types']:,}" if found["types"] else "")),
    ("Vendi score", _diversity("vendi")),
    ("NovelSum", _diversity("novelsum")),
    ("quality, mean", _grade("quality", "graded")),
    ("difficulty, mean", _grade("difficulty", "rated")),
)
