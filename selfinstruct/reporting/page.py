"""The whole file: what is shown of one source, or of two beside each other, with its style and one small script.

The policy in the file's head lets no script run but that one, by its hash, and loads nothing.
"""

import base64
import hashlib
from pathlib import Path

from markupsafe import Markup

from selfinstruct._version import __version__
from selfinstruct.errors import UsageError
from selfinstruct.flows.datasets.figures.comparing import Difference
from selfinstruct.flows.datasets.figures.figures import Figures
from selfinstruct.pictures.markup import Child, joined, marked, tag
from selfinstruct.pictures.scales import number, percent
from selfinstruct.pictures.svg import PALETTE, STYLE, Numbers
from selfinstruct.reporting.contents import SECTIONS, Body
from selfinstruct.reporting.parts import key_figures, section
from selfinstruct.reporting.sections import differences
from selfinstruct.reporting.sections import samples as drawn
from selfinstruct.runs.run import GROWN

BUDGET = 1_000_000  # bytes of a report
_HERE = Path(__file__).parent


def render(figures: Figures, other: Figures | None, found: Difference | None, how: list[str], samples: int) -> bytes:
    """The file's bytes; samples are left out, a third at a time, until it fits; UsageError where it never does."""
    while True:
        content = _document(figures, other, found, how, samples).encode("utf-8", "replace")
        if len(content) <= BUDGET:
            return content
        if not samples:
            told = f"{len(content):,} bytes without samples; a report has at most {BUDGET:,}"
            raise UsageError(f"report: {told}; report on a part of the data")
        samples = samples * 2 // 3


def _document(figures: Figures, other: Figures | None, found: Difference | None, how: list[str], samples: int) -> str:
    numbers = Numbers(tops=None if other is None else {})
    made = [_section(numbers, entry, figures, other) for entry in SECTIONS]
    titles = [(name, title) for (name, title, _, _), body in zip(SECTIONS, made, strict=True) if body]
    if other is not None and found is not None:
        sentence = "How much of one is in the other. Much at the right means that little was gained by having both."
        body = differences.differences(numbers, found, "the first", "the second")
        made.append(section("differences", "What tells the two apart", sentence, body))
        titles.append(("differences", "What tells the two apart"))
    sides = [("", figures)] if other is None else list(zip(_names(figures, other), (figures, other), strict=True))
    each = samples // len(sides)
    if how:
        made.append(section("how", "How it was made", "The commands that make it again.", tag("pre", "\n".join(how))))
        titles.append(("how", "How it was made"))
    shown = drawn.samples(sides, each)
    if shown:
        made.append(section("samples", "Samples", drawn.told([side for _, side in sides], each), shown))
        titles.append(("samples", "Samples"))
    main = tag(
        "main", _head(figures, other), tag("nav", *(_entry(*entry) for entry in titles), aria_label="Contents"), *made
    )
    whole = tag("html", _meta(figures), tag("body", main, _script(bool(shown))), lang="en")
    return f"<!doctype html>\n{whole}\n"


def _section(numbers: Numbers, entry: tuple[str, str, str, Body], figures: Figures, other: Figures | None) -> Markup:
    name, title, sentence, body = entry
    if other is None:
        return section(name, title, sentence, body(numbers, figures))
    for side in (figures, other):  # what stands beside each other shares a scale, which both must be asked for first
        body(Numbers(tops=numbers.tops), side)
    own, its = body(numbers, figures), body(numbers, other)
    if not own and not its:
        return Markup("")
    sides = [
        tag("div", tag("h3", marked(told)), part or tag("p", "has none of it", class_="quiet"))
        for told, part in zip(_names(figures, other), (own, its), strict=True)
    ]
    return section(name, title, sentence, tag("div", *sides, class_="two"))


def _names(figures: Figures, other: Figures) -> tuple[str, str]:
    """What the two are called wherever they stand beside each other."""
    return f"first: {figures.source}", f"second: {other.source}"


def _head(figures: Figures, other: Figures | None) -> Markup:
    whole = [tag("h1", marked(figures.source))]
    if other is not None:
        whole.append(tag("p", "beside ", tag("strong", marked(other.source)), class_="quiet"))
    notices = dict.fromkeys(f.notice for f in (figures, other) if f is not None and f.notice)
    whole += [tag("p", "Offline: ", marked(notice), class_="notice", role="note") for notice in notices]
    named = [("", figures)] if other is None else zip(_names(figures, other), (figures, other), strict=True)
    for name, side in named:
        if key := _key(side):
            whole += [*([tag("h3", marked(name))] if name else []), key_figures(key)]
    measured = figures.stats or figures.corpus
    notes = measured.notes if measured is not None else []
    whole += [tag("p", marked(note), class_="quiet") for note in notes]
    return joined(*whole)


def _key(figures: Figures) -> list[tuple[str, str]]:
    stats, told = figures.stats, []
    if stats is not None:
        told += [("tasks", number(stats.tasks)), ("instances", number(stats.rows))]
        told += [("types of tasks", number(stats.types))] if stats.types else []
    steps = dict(figures.funnel)
    found, kept = (steps.get(name, 0) for name in GROWN)
    if found:
        told.append(("candidates accepted", percent(kept, found)))
    if figures.corpus is not None:
        told.append(("documents", number(figures.corpus.documents)))
        told += [("files", number(figures.corpus.files))] if figures.corpus.files else []
        told.append(("duplicates", number(figures.corpus.duplicates)))
    if stats is not None and stats.diversity is not None:
        told.append(("Vendi score", f"{stats.diversity.vendi:g}"))
    if stats is not None and stats.neighbours is not None:
        told.append(("mean ROUGE-L to the nearest", f"{stats.neighbours.mean:.2f}"))
    if figures.pairs is not None:
        told.append(("preference pairs", number(figures.pairs.pairs)))
    if figures.judges is not None:
        told.append(("records labelled", number(figures.judges.records)))
    if figures.judged is not None and figures.judged.info["test"]["false_accepts"]["of"]:
        passed = figures.judged.info["test"]["false_accepts"]
        told.append(("planted errors that pass the judge", percent(passed["found"], passed["of"])))
    if figures.review is not None:
        told.append(("reviewed by people", number(figures.review.records)))
    return told


def _entry(name: str, title: str) -> Markup:
    return tag("a", title, href=f"#{name}")


def _meta(figures: Figures) -> Markup:
    style, script = PALETTE + _own("report.css") + STYLE, _own("search.js")
    own = f"style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    policy = f"default-src 'none'; {own}; base-uri 'none'; form-action 'none'"
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="generator", content=f"selfinstruct {__version__}"),
        tag("title", f"Report: {figures.source}"),
        _raw("style", style),
    )


def _script(searched: bool) -> Child:
    return _raw("script", _own("search.js")) if searched else None


def _raw(name: str, content: str) -> Markup:
    """Style and script of our own, as they are: their hash is in the policy."""
    return Markup(f"<{name}>{content}</{name}>")


def _own(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
