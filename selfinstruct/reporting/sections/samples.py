"""Rows, pairs and labelled records as they are."""

from collections.abc import Sequence

from markupsafe import Markup

from selfinstruct.files.dataset_rows import DatasetRow
from selfinstruct.flows.datasets.figures.figures import Figures
from selfinstruct.flows.datasets.figures.shown import ShownRecord
from selfinstruct.pictures.markup import joined, marked, tag
from selfinstruct.pictures.scales import number
from selfinstruct.reporting.parts import said

LONGEST = 1_500  # characters of a field that are shown
_OPEN = 20  # samples of a kind that are not folded


def samples(sides: Sequence[tuple[str, Figures]], most: int) -> Markup:
    """So many rows of each, under its name where it has one, with a search that only shows where scripts run."""
    shown = [_samples(name, figures, most) for name, figures in sides]
    if not any(shown):
        return Markup("")
    box = tag("input", type="search", id="search", aria_label="Search the samples", placeholder="Words in the samples")
    search = tag("div", box, tag("span", id="found", role="status"), class_="search", hidden=True)
    return joined(search, *shown)


def told(sides: Sequence[Figures], most: int) -> str:
    """How many are shown, of how many."""
    rows = pairs = labelled = 0
    of = [0, 0, 0]
    for figures in sides:
        rows += min(most, len(figures.samples))
        pairs += min(most, len(figures.drawn_pairs))
        labelled += len(_first(figures.drawn_labels, most))
        of[0] += figures.stats.rows if figures.stats else figures.corpus.documents if figures.corpus else 0
        of[1] += figures.pairs.pairs if figures.pairs else 0
        of[2] += figures.judges.records if figures.judges else 0
    names = ("row", "pair", "labelled record")
    counts = [_of(*item) for item in zip((rows, pairs, labelled), of, names, strict=True) if item[0]]
    return f"{' and '.join(counts).capitalize()}, as they are. Read some: no figure replaces it."


def _of(shown: int, whole: int, name: str) -> str:
    plural = name if whole == 1 else f"{name}s"
    return (
        f"all {number(whole)} {plural}"
        if shown >= whole
        else f"{number(shown)} of {number(whole)} {plural} drawn by hash"
    )


def _samples(title: str, figures: Figures, most: int) -> Markup:
    rows = sorted(figures.samples[:most], key=lambda item: item[0])
    name = "Instruction" if figures.corpus is None else "Text"
    pairs = sorted(figures.drawn_pairs[:most], key=lambda item: item.place)
    labelled = _first(figures.drawn_labels, most)
    kinds = [
        ("Rows", [_row(place, row, name) for place, row in rows]),
        ("Pairs", [_record("pair", item) for item in pairs]),
        ("Contested", [_record("record", item) for item in labelled if _contested(item)]),
        ("Accepted", [_record("record", item) for item in labelled if not _contested(item)]),
    ]
    kept = [(kind, found) for kind, found in kinds if found]
    heads = len(kept) > 1 or bool(labelled)
    parts = [joined(tag("h3", kind) if heads else None, _folded(found)) for kind, found in kept]
    return joined(tag("h3", marked(title)) if title and parts else None, *parts)


def _first(found: Sequence[ShownRecord], most: int) -> list[ShownRecord]:
    """So many of the contested records and of the others, in the order of the file."""
    contested = [item for item in found if _contested(item)][:most]
    others = [item for item in found if not _contested(item)][:most]
    return [item for kind in (contested, others) for item in sorted(kind, key=lambda item: item.place)]


def _contested(found: ShownRecord) -> bool:
    return found.about[:1] == ("contested",)


def _folded(found: Sequence[Markup]) -> Markup:
    if len(found) <= _OPEN:
        return joined(*found)
    rest = tag("summary", f"{number(len(found) - _OPEN)} more")
    return joined(*found[:_OPEN], tag("details", rest, *found[_OPEN:], class_="more"))


def _row(place: int, row: DatasetRow, name: str) -> Markup:
    about = f"row {number(place + 1)}" + (f" · {row.type}" if row.type else "")
    texts = [(name, row.instruction), ("Input", row.input), ("Output", row.output)]
    return _article(about, _texts([(told, text) for told, text in texts if text.strip()]))


def _record(kind: str, found: ShownRecord) -> Markup:
    about = " · ".join((f"{kind} {number(found.place + 1)}", *found.about))
    sides = [_texts([side]) for side in found.sides]
    return _article(
        about, _texts(found.parts), tag("div", *sides, class_="two") if sides else None, _texts(found.votes)
    )  # fmt: skip


def _article(about: str, *parts: Markup | None) -> Markup:
    return tag("article", tag("div", marked(about), class_="about"), *parts, class_="sample")


def _texts(texts: Sequence[tuple[str, str]]) -> Markup | None:
    if not texts:
        return None
    return tag("dl", *(joined(tag("dt", marked(name)), tag("dd", _cut(text))) for name, text in texts), class_="fields")


def _cut(text: str) -> Markup:
    if len(text) <= LONGEST:
        return said(text)
    return joined(said(text[:LONGEST]), tag("span", f"… {number(len(text) - LONGEST)} characters more", class_="quiet"))
