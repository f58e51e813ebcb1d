"""What the documents of a corpus are like."""

from collections.abc import Mapping

from markupsafe import Markup

from selfinstruct.flows.datasets.corpus_stats import UNKNOWN
from selfinstruct.flows.datasets.figures.figures import Figures
from selfinstruct.pictures.bars import bars, histogram
from selfinstruct.pictures.markup import joined
from selfinstruct.pictures.scales import number
from selfinstruct.pictures.svg import Numbers
from selfinstruct.reporting.parts import table, titled, two

_SHOWN = 15


def documents(numbers: Numbers, figures: Figures) -> Markup:
    """Lengths, formats, languages, years and sites, and what was not let in."""
    found = figures.corpus
    if found is None:
        return Markup("")
    pictures, rows = [], []
    if found.lengths.words is not None:
        edges = [number(2**step) if step else "0" for step in range(len(found.lengths.steps) + 1)]
        title = f"Lengths: median {number(found.lengths.words.median)} words"
        pictures.append(
            titled(title, histogram(numbers, title, found.lengths.steps, edges, axis="words", kind="lengths"))
        )
    spreads = {
        "words": found.lengths.words, "characters": found.lengths.characters, "pages": found.pages,
        "headings": found.sections,
    }  # fmt: skip
    for name, spread in spreads.items():
        if spread is not None:
            rows.append((name, round(spread.mean, 1), spread.p5, spread.median, spread.p95, spread.most))
    counted = {
        "Formats": (found.formats, "(not told)"), "Languages": (found.languages or {}, "(not told)"),
        "Years": (found.years, "(undated)"), "Sites": (found.sites, "(without an address)"),
    }  # fmt: skip
    pictures += [_counted(numbers, title, counts, unknown) for title, (counts, unknown) in counted.items()]
    if found.rejected:
        pictures.append(_counted(numbers, "Not let in, by rule", found.rejected, ""))
    return joined(two(*pictures), table(("a document has", "mean", "5 %", "median", "95 %", "most"), rows))


def _counted(numbers: Numbers, title: str, counts: Mapping[str, int], unknown: str) -> Markup:
    """Nothing where no document says anything."""
    if not any(name != UNKNOWN for name in counts):
        return Markup("")
    rows = [(name or unknown, count) for name, count in list(counts.items())[:_SHOWN]]
    return titled(title, bars(numbers, title, rows, whole=sum(counts.values())))
