"""What the rows of a dataset are like."""

from markupsafe import Markup

from selfinstruct.flows.datasets.figures.figures import Figures
from selfinstruct.flows.datasets.measures import CLOSE, Closeness
from selfinstruct.flows.datasets.stats import Stats
from selfinstruct.novelty.common import common_words
from selfinstruct.pictures.bars import bars, histogram
from selfinstruct.pictures.markup import joined, tag
from selfinstruct.pictures.scales import number, percent
from selfinstruct.pictures.sunburst import sunburst
from selfinstruct.pictures.svg import Numbers
from selfinstruct.reporting.parts import beside, said, table, titled, two, wide

_SHOWN = 15
_TENTHS = [f"{step / 10:g}" for step in range(11)]


def diversity(numbers: Numbers, figures: Figures) -> Markup:
    """Vendi score, NovelSum and distinct-2, of all and by tokens spent."""
    found = figures.stats.diversity if figures.stats is not None else None
    if found is None:
        return Markup("")
    told = f"These {number(found.measured)} instructions are as diverse as {found.vendi:g} that have nothing in common"
    if found.vendi_by_tokens is not None:
        told += f": {found.vendi_by_tokens:g} for each 1,000 of the {number(found.tokens or 0)} tokens spent"
    rows = [
        ("Vendi score", f"{found.vendi:g}", "from 1, all the same, to the number of instructions"),
        ("NovelSum", f"{found.novelsum:g}", "how new each is beside the others; 0 where all are the same"),
        ("distinct-2", f"{found.distinct:g}", "different pairs of words by all pairs"),
    ]
    return joined(tag("p", f"{told}."), table(("figure", "value", "what it is"), rows))


def novelty(numbers: Numbers, figures: Figures) -> Markup:
    """ROUGE-L to the nearest other instruction and to the nearest seed, and the closest pairs."""
    stats = figures.stats
    if stats is None:
        return Markup("")
    pictures = [
        titled(title, _closeness(numbers, title, found))
        for title, found in (
            ("To the nearest other instruction", stats.neighbours),
            ("To the nearest seed", stats.seeds),
        )
        if found is not None
    ]
    return joined(two(*pictures), *(_nearest(found) for found in (stats.neighbours,) if found is not None))


def words(numbers: Numbers, figures: Figures) -> Markup:
    """Verbs with their nouns, as the paper shows them."""
    pairs = figures.stats.pairs if figures.stats is not None else None
    if pairs is None or not pairs.tree:
        return Markup("")
    rows = [(verb, noun, count) for verb, _, nouns in pairs.tree for noun, count in nouns]
    told = (
        f"{number(pairs.distinct)} different pairs in {number(pairs.found)} of {number(pairs.texts)} instructions; "
        f"{percent(pairs.covered, pairs.texts)} have one of those shown."
    )
    return beside(
        wide(sunburst(numbers, "Verbs and their nouns", pairs.tree), "Verbs and their nouns"),
        tag("p", told, class_="quiet"),
        table(("verb", "noun", "instructions"), rows),
    )


def lengths(numbers: Numbers, figures: Figures) -> Markup:
    """Words of instructions, inputs and outputs, in steps that double."""
    if figures.stats is None:
        return Markup("")
    pictures, rows = [], []
    for name, found in figures.stats.lengths.items():
        if found.words is None:
            continue
        edges = [number(2**step) if step else "0" for step in range(len(found.steps) + 1)]
        title = f"{name.capitalize()}: median {number(found.words.median)} words"
        pictures.append(
            titled(title, histogram(numbers, title, found.steps, edges, axis="words", kind=f"length {name}"))
        )
        spread = found.words
        rows.append((name, found.texts, round(spread.mean, 1), spread.p5, spread.median, spread.p95, spread.most))
    head = ("field", "texts", "mean", "5 %", "median", "95 %", "longest")
    return joined(two(*pictures), table(head, rows))


def kinds(numbers: Numbers, figures: Figures) -> Markup:
    """Labels, languages and groups of people."""
    stats = figures.stats
    if stats is None:
        return Markup("")
    found = [titled("Kinds of tasks", _kinds(numbers, stats))]
    common = [(name or "(empty)", count) for name, count in stats.labels.most_common]
    if stats.labels.classification:
        found.append(titled("Labels of classification tasks", bars(numbers, "Labels", common)))
    for field, counts in (stats.languages or {}).items():
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN]
        title = f"Languages of {field}s"
        found.append(titled(title, bars(numbers, title, ranked, whole=sum(counts.values()))))
    for category, groups in stats.representation.items():
        title = f"Rows that name {category}"
        found.append(titled(title, bars(numbers, title, list(groups)[:_SHOWN], whole=stats.rows)))
    return joined(two(*found), _balance(stats))


def _kinds(numbers: Numbers, stats: Stats) -> Markup:
    labels = stats.labels
    rows = [("classification", labels.classification), ("other", labels.other), ("unknown", labels.unknown)]
    return bars(numbers, "Kinds of tasks", [row for row in rows if row[1]], whole=stats.tasks)


def _balance(stats: Stats) -> Markup | None:
    labels = stats.labels
    if labels.balance is None:
        return None
    told = (
        f"Balance of labels within a task: {labels.balance:.2f} (1 is even, 0 one label only); "
        f"{number(labels.one_sided)} of {number(labels.repeated)} tasks with several rows have one label only."
    )
    return tag("p", told, class_="quiet")


def _closeness(numbers: Numbers, title: str, found: Closeness) -> Markup:
    return histogram(numbers, title, found.histogram, _TENTHS, axis="ROUGE-L", limit=(10 * CLOSE, f"{CLOSE:g}"))


def _nearest(found: Closeness) -> Markup:
    if not found.nearest:
        return Markup("")
    parts = []
    for score, text, neighbour in found.nearest:
        own, its = common_words(text, neighbour)
        about = tag("p", f"ROUGE-L {score:.2f}", class_="about")
        parts.append(tag("div", about, said(text, own), said(neighbour, its), class_="example"))
    return tag("details", tag("summary", "The closest pairs, with the words they share"), *parts)
