"""The whole file: what is shown of one source, or of two beside each other, with its style and one small script.

The policy in the file's head lets no script run but that one, by its hash, and loads nothing.
"""

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path

from markupsafe import Markup

from selfinstruct._version import __version__
from selfinstruct.errors import UsageError
from selfinstruct.flows.datasets.figures.comparing import Difference
from selfinstruct.flows.datasets.figures.figures import Figures
from selfinstruct.pictures.markup import Child, joined, marked, tag
from selfinstruct.pictures.scales import number, percent
from selfinstruct.pictures.svg import STYLE, Numbers
from selfinstruct.reporting.parts import key_figures, section
from selfinstruct.reporting.sections import corpus, dataset, making, opinions, rows
from selfinstruct.runs.run import GROWN

BUDGET = 1_000_000  # bytes of a report
_HERE = Path(__file__).parent

Body = Callable[[Numbers, Figures], Markup]
_SECTIONS: tuple[tuple[str, str, str, Body], ...] = (
    (
        "funnel", "From candidates to instances",
        "What the model proposed, and what came through. Where much is lost at one step, look at the rules below.",
        making.funnel,
    ),
    (
        "rejected", "What was rejected",
        "How often each rule struck, with examples drawn by hash. A rule that rejects good texts is set in the recipe.",
        making.rejected,
    ),
    (
        "course", "Over the run",
        "The share of candidates accepted, and of wording not seen before. Falling lines mean that the seeds are used "
        "up: add seeds, topics or attributes rather than requests.",
        making.course,
    ),
    (
        "novelty", "How close the instructions are",
        "ROUGE-L with the nearest other one; beyond 0.7 the paper calls a task a repetition. A hump to the right asks "
        "for a lower threshold, or for duplicates to be filtered.",
        dataset.novelty,
    ),
    (
        "words", "Verbs and their nouns",
        "The 20 most frequent verbs with up to 4 nouns each. A few wide pieces mean that tasks are of one kind.",
        dataset.words,
    ),
    (
        "lengths", "Lengths",
        "Words of each field, in steps that double. Very short outputs and a tail of very long ones are worth a look.",
        dataset.lengths,
    ),
    (
        "documents", "Documents",
        "What the corpus holds, and how long its documents are. A heap of very short ones is often menus and covers; "
        "what was not let in stands with its rule.",
        corpus.documents,
    ),
    (
        "coverage", "Attributes and topics",
        "What the prompts drew, as far as its tasks were accepted. Empty cells and values never used are what another "
        "run can fill.",
        making.coverage,
    ),
    (
        "kinds", "Labels, languages, groups",
        "What kinds of tasks there are and whom they speak of. Uneven labels teach a model to guess.",
        dataset.kinds,
    ),
    (
        "spending", "Tokens and cost",
        "What each stage took. One that fails often, or takes most of the tokens, is the one to change first.",
        making.spending,
    ),
    (
        "pairs", "Preferences",
        "How the pairs were decided. If length or place alone predicts the winner, a model trained on them learns just "
        "that.",
        opinions.pairs,
    ),
    (
        "judges", "Labels by judges",
        "Where judges differ, people should look: selfinstruct review page shows what is contested.",
        opinions.judges,
    ),
    (
        "review", "Seen by people",
        "What people said of it. The interval holds for a random sample that was reviewed to its end.",
        opinions.review,
    ),
)  # fmt: skip


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
    numbers = Numbers()
    made = [_section(numbers, entry, figures, other) for entry in _SECTIONS]
    titles = [(name, title) for (name, title, _, _), body in zip(_SECTIONS, made, strict=True) if body]
    if other is not None and found is not None:
        sentence = "How much of one is in the other. Much at the right means that little was gained by having both."
        body = rows.differences(numbers, found, "the first", "the second")
        made.append(section("differences", "What tells the two apart", sentence, body))
        titles.append(("differences", "What tells the two apart"))
    sides = [("", figures)] if other is None else list(zip(_names(figures, other), (figures, other), strict=True))
    each = samples // len(sides)
    shown = rows.samples(sides, each)
    if shown:
        drawn = sum(min(each, len(side.samples)) for _, side in sides)
        sentence = f"{drawn:,} rows drawn by hash, as they are. Read some: no figure replaces it."
        made.append(section("samples", "Samples", sentence, shown))
        titles.append(("samples", "Samples"))
    if how:
        made.append(section("how", "How it was made", "The commands that make it again.", tag("pre", "\n".join(how))))
        titles.append(("how", "How it was made"))
    main = tag(
        "main", _head(figures, other), tag("nav", *(_entry(*entry) for entry in titles), aria_label="Contents"), *made
    )
    whole = tag("html", _meta(figures), tag("body", main, _script(bool(shown))), lang="en")
    return f"<!doctype html>\n{whole}\n"


def _section(numbers: Numbers, entry: tuple[str, str, str, Body], figures: Figures, other: Figures | None) -> Markup:
    name, title, sentence, body = entry
    own = body(numbers, figures)
    if other is None:
        return section(name, title, sentence, own)
    its = body(numbers, other)
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
        told += [("types", number(stats.types))] if stats.types else []
    steps = dict(figures.funnel)
    found, kept = (steps.get(name, 0) for name in GROWN)
    if found:
        told.append(("candidates accepted", percent(kept, found)))
    if figures.corpus is not None:
        told.append(("documents", number(figures.corpus.documents)))
        told += [("files", number(figures.corpus.files))] if figures.corpus.files else []
        told.append(("duplicates", number(figures.corpus.duplicates)))
    if stats is not None and stats.neighbours is not None:
        told.append(("mean ROUGE-L to the nearest", f"{stats.neighbours.mean:.2f}"))
    if figures.pairs is not None:
        told.append(("preference pairs", number(figures.pairs.pairs)))
    if figures.judges is not None:
        told.append(("records labelled", number(sum(figures.judges.counts.values()))))
    if figures.review is not None:
        told.append(("reviewed by people", number(figures.review.records)))
    return told


def _entry(name: str, title: str) -> Markup:
    return tag("a", title, href=f"#{name}")


def _meta(figures: Figures) -> Markup:
    style, script = _own("report.css") + STYLE, _own("search.js")
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
