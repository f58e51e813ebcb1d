"""What models and people said of the data."""

from markupsafe import Markup

from selfinstruct.flows.datasets.figures.figures import Figures
from selfinstruct.flows.datasets.figures.opinions import Fraction, PairFigures
from selfinstruct.pictures.bars import bars, histogram, intervals
from selfinstruct.pictures.maps import matrix
from selfinstruct.pictures.markup import joined, tag
from selfinstruct.pictures.scales import number, percent
from selfinstruct.pictures.svg import Numbers
from selfinstruct.preferences import GRADES
from selfinstruct.reporting.parts import table, titled, two

# The questions of the Self-Instruct paper's table, and each where it fails.
_WHAT = {
    "right": "right as it was", "valid": "valid instruction", "fits": "fitting input", "output": "right output",
}  # fmt: skip
_FAILED = {"valid": "instruction not valid", "fits": "input does not fit", "right": "output not right"}


def pairs(numbers: Numbers, figures: Figures) -> Markup:
    """Margins, grades, length against winning, the order shown, who won over whom."""
    found = figures.pairs
    if found is None:
        return Markup("")
    grades = [(name.replace("_", " "), found.grades[name]) for name in GRADES if name in found.grades]
    margins = histogram(
        numbers, "Margins", found.margins, [str(step) for step in range(len(found.margins) + 1)], axis="points"
    )
    length = "Length of the chosen by that of the rejected"
    ratios = bars(numbers, length, list(found.ratios.items()), whole=sum(found.ratios.values()))
    return joined(
        two(
            titled("Methods", bars(numbers, "Methods", list(found.methods.items()), whole=found.pairs)),
            titled("Grades", bars(numbers, "Grades", grades, whole=found.pairs)),
            titled("Margins", margins),
            titled(length, ratios if any(found.ratios.values()) else Markup("")),
            titled("Wins: the model of the line over that of the column", _wins(numbers, found)),
        ),
        table(
            ("chosen", "rejected", "pairs"),
            [(*models, count) for models, count in found.wins.items()],
            summary="Pairs by model",
        ),
        _bias(found),
    )


def judges(numbers: Numbers, figures: Figures) -> Markup:
    """Outcomes, labels, and each two judges' table."""
    found = figures.judges
    if found is None:
        return Markup("")
    outcomes = bars(numbers, "Outcomes", list(found.counts.items()), whole=sum(found.counts.values()))
    labels = bars(numbers, "Labels", list(found.labels.items()), whole=sum(found.labels.values()))
    tables, rows, caveats = [], [], []
    for pair in found.pairs:
        one, other = (str(name) for name in pair["judges"])
        kappa = pair.get("kappa")
        rows.append((one, other, pair.get("records"), pair.get("same"), kappa))
        if pair.get("caveat"):
            caveats.append(tag("p", f"{one} and {other}: {pair['caveat']}.", class_="notice"))
        names = [str(label) for label in pair.get("labels") or ()]
        cells = [[float(value) for value in line] for line in pair.get("table") or ()]
        if names and len(names) <= 12:
            title = f"{one} (lines) and {other}" + ("" if kappa is None else f": kappa {kappa:.2f}")
            tables.append(titled(title, matrix(numbers, title, names, names, cells)))
    fleiss = "" if found.fleiss is None else f"Fleiss' kappa of all judges: {found.fleiss:.2f}."
    return joined(
        two(titled("Outcomes", outcomes), titled("Labels", labels)),
        tag("p", fleiss, class_="quiet") if fleiss else None,
        *caveats,
        tag("p", f"{number(found.flips)} answers turned round with the order.", class_="quiet")
        if found.flips
        else None,
        two(*tables),
        table(("judge", "judge", "records", "same", "kappa"), rows),
    )


def review(numbers: Numbers, figures: Figures) -> Markup:
    """What people have seen, and how much of it was right."""
    found = figures.review
    if found is None:
        return Markup("")
    right = [item for item in found.fractions if item.what == "right"]
    told = [_fraction(item) for item in right] or [
        "No fraction right is told: it needs all rows, or a random sample that was reviewed to its end (review page or "
        "review export with --random)."
    ]
    rows = [(_WHAT[item.what], item.low, item.right / item.records, item.high) for item in found.fractions]
    reasons = [(_FAILED.get(name, name), count) for name, count in found.reasons.items()]
    # A report is passed on: who the people are is not told.
    people = {name: f"person {place}" for place, name in enumerate(sorted(found.seen), 1)}
    agreed = [
        (people[one], people[other], common, None if kappa is None else round(kappa, 2))
        for one, other, common, kappa in found.agreement
    ]
    return joined(
        *(tag("p", sentence, class_="quiet") for sentence in told),
        two(
            titled("Right, with the interval of 95 %", intervals(numbers, "Right", rows)),
            titled("Outcomes", bars(numbers, "Outcomes", list(found.statuses.items()), whole=found.records)),
            titled("Reasons of rejection", bars(numbers, "Reasons of rejection", reasons)),
            titled(
                "Records seen",
                bars(numbers, "Records seen", [(people[name], count) for name, count in found.seen.items()]),
            ),
        ),
        table(("reviewer", "reviewer", "records of both", "kappa"), agreed, summary="Agreement"),
    )


def _fraction(found: Fraction) -> str:
    among = "all" if found.records == found.of else "a random sample of"
    beside = "" if found.records == found.of else f" of {number(found.of)}"
    return (
        f"Of {among} {number(found.records)}{beside}, {number(found.right)} are right as they were: "
        f"{percent(found.right / found.records, 1)}, between {percent(found.low, 1)} and {percent(found.high, 1)} "
        "(Wilson, 95 %)."
    )


def _wins(numbers: Numbers, found: PairFigures) -> Markup:
    names = sorted({name for pair in found.wins for name in pair})
    if not 2 <= len(names) <= 12:
        return Markup("")
    cells = [[None if one == other else float(found.wins.get((one, other), 0)) for other in names] for one in names]
    return matrix(numbers, "Wins", names, names, cells)


def _bias(found: PairFigures) -> Markup:
    longer = f"The longer response was chosen in {percent(found.longer, found.unequal)} of {number(found.unequal)}"
    parts = [tag("p", f"{longer} pairs of different length.", class_="quiet")]
    for name, bias in found.bias:
        first, comparisons = bias.get("first_won"), bias.get("comparisons")
        if first is not None and comparisons:
            told = f"{name}: the response shown first won {percent(first, 1)} of {number(comparisons)} comparisons"
            flips = f"{number(bias.get('flips') or 0)} turned round with the order"
            parts.append(tag("p", f"{told}; {flips}.", class_="quiet"))
        if bias.get("warning"):
            parts.append(tag("p", f"{name}: {bias['warning']}.", class_="notice"))
    return joined(*parts)
