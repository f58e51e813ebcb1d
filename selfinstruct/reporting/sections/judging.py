"""What a judge as a filter has shown: its test on planted errors, the scores it gave, the votes that it took."""

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from selfinstruct.flows.datasets.figures.figures import Figures
from selfinstruct.flows.datasets.figures.judging import JudgedFigures
from selfinstruct.pictures.bars import bars, histogram, intervals
from selfinstruct.pictures.markup import joined, marked, tag
from selfinstruct.pictures.scales import number
from selfinstruct.pictures.svg import Numbers
from selfinstruct.reporting.parts import fields, table, titled, two
from selfinstruct.runs.judged import why_unfit
from selfinstruct.voting import by_majority, told

_ERRORS, _KINDS = "Errors of the judge", "Planted errors that pass, by kind"


def judged(numbers: Numbers, figures: Figures) -> Markup:
    """The judge's own errors with their intervals, then scores, votes and what became of the rows."""
    found = figures.judged
    if found is None:
        return Markup("")
    info = found.info
    test = info["test"]
    accepts, rejects = test["false_accepts"], test["false_rejects"]
    own = [("false accepts", accepts), ("false rejects, at most", rejects)]
    kinds = [(kind, share) for kind, share in test["kinds"].items() if share["of"]]
    return joined(
        tag("p", tag("strong", _outcome(found))),
        *(tag("p", marked(sentence), class_="quiet") for sentence in _told(info)),
        tag("p", f"{number(found.unread)} answers without a score: no vote on them could be read.", class_="quiet")
        if found.unread
        else None,
        two(
            titled(_ERRORS, intervals(numbers, _ERRORS, [_interval(name, it) for name, it in own if it["of"]])),
            titled(_KINDS, intervals(numbers, _KINDS, [_interval(kind, share) for kind, share in kinds])),
        ),
        two(
            titled("Scores of the answers", _scores(numbers, "Scores of the answers", found, planted=False)),
            titled("Scores of planted errors", _scores(numbers, "Scores of planted errors", found, planted=True)),
        ),
        titled("What became of the rows", _rows(numbers, info["counts"])),
        table(
            ("", "found", "of", "share, %", "from", "to"),
            [_row(name, it) for name, it in (*own, *kinds) if it["of"]], summary="The judge's test",
        ),
        _passed(found),
    )  # fmt: skip


def _outcome(found: JudgedFigures) -> str:
    info, counts = found.info, found.info["counts"]
    if info["status"] == "unfit":
        return f"{_why(info)}, and it was not asked about the rows."
    if info["status"] != "done":
        return f"{number(counts['answered'])} answers judged so far; the same command goes on."
    kept = f"{number(counts['kept'])} of {number(counts['rows'])} rows kept"
    by = ": most votes on each give" if by_majority(info.get("votes")) else ", by a score of"
    return f"{kept}{by} {info['at']:g} or more."


def _told(info: Mapping[str, Any]) -> Iterator[str]:
    accepts = info["test"]["false_accepts"]
    yield (
        f"{info['model']} by the rubric {info['rubric']}. False accepts are planted errors that pass; false rejects, "
        "at most, are answers as they stand that do not. Intervals of 95 % (Wilson)."
    )
    if not info["given"]["planted"]:
        yield "The judge was not tested (--planted 0): nothing is known of it."
    elif not accepts["of"]:
        yield "No error could be planted: nothing is known of the judge."
    elif accepts["share"] > info["false_accepts"] and info["anyway"]:
        yield f"More than {info['false_accepts']:.0%} of the planted errors pass; --anyway took the judge all the same."
    elif info["test"].get("unfit") and info["anyway"]:
        yield f"{_why(info)}; --anyway took it all the same."
    if votes := told(info.get("votes")):
        yield f"{votes}."


def _why(info: Mapping[str, Any]) -> str:
    told = why_unfit(info)
    return f"{told[0].upper()}{told[1:]}"


def _interval(name: str, share: Mapping[str, Any]) -> tuple[str, float, float, float]:
    return name, share["low"], share["share"], share["high"]


def _row(name: str, share: Mapping[str, Any]) -> tuple[str | float, ...]:
    return name, share["found"], share["of"], *(round(100 * share[key], 1) for key in ("share", "low", "high"))


def _scores(numbers: Numbers, title: str, found: JudgedFigures, *, planted: bool) -> Markup:
    """The scores, and where an answer passes; of several votes the majority decides, and the mean of them does not."""
    edges, at = found.edges, float(found.info["at"])
    passes = None
    if not by_majority(found.info.get("votes")):
        passes = (at - edges[0]) / (edges[1] - edges[0]), f"passes: {at:g}"
    counts = found.planted if planted else found.answers
    named = [f"{edge:g}" for edge in edges]
    return histogram(numbers, title, counts, named, axis="mean score of the votes", limit=passes)


def _rows(numbers: Numbers, counts: Mapping[str, Any]) -> Markup:
    if "kept" not in counts:
        return Markup("")
    lost = counts["rejected_instances"]
    whole = {rule: count - lost.get(rule, 0) for rule, count in counts["rejected"].items()}
    rows = [("kept", counts["kept"]), *((f"rejected: {rule}", count) for rule, count in whole.items() if count)]
    rows += [("left without an instance", counts["emptied"])] if counts["emptied"] else []
    return bars(numbers, "What became of the rows", rows, whole=counts["rows"])


def _passed(found: JudgedFigures) -> Markup:
    """Planted errors that it took for right, for a person to see what it overlooks."""
    if not found.passed:
        return Markup("")
    count = found.info["test"]["false_accepts"]
    shown = [
        tag(
            "div",
            tag("p", f"{kind}{'' if score is None else f' · score {score:.3g}'}", class_="about"),
            fields([("Prompt", prompt, ()), ("Response", response, ())]),
            class_="example",
        )
        for kind, prompt, response, score in found.passed
    ]
    told = f"Planted errors that pass, {number(count['found'])} of {number(count['of'])}; examples"
    return tag("details", tag("summary", told), *shown)
