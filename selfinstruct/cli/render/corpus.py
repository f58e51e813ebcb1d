"""What a person sees of a corpus's statistics."""

from collections.abc import Iterator, Mapping

from selfinstruct.cli.render.text import many, plain, rules, wrapped
from selfinstruct.flows.datasets.corpus_stats import UNKNOWN, CorpusStats
from selfinstruct.flows.datasets.measures import Distribution

_SHOWN = 12  # formats, languages, sites
_COLUMNS = ("mean", "5%", "25%", "50%", "75%", "95%", "most")


def surveyed(stats: CorpusStats) -> list[str]:
    """All that `show CORPUS --stats` prints."""
    of = f" of {many(stats.files, 'file')}" if stats.files else ""
    lines = [*wrapped(f"{plain(stats.source)}: {many(stats.documents, 'document')}{of}")]
    lines += ["", f"  {'a document has':<16}" + "".join(f"{name:>6}" for name in _COLUMNS)]
    spreads = {"words": stats.lengths.words, "characters": stats.lengths.characters}
    for name, found in (spreads | {"pages": stats.pages, "headings": stats.sections}).items():
        lines += [] if found is None else [f"    {name:<14}{_row(found)}"]
    lines.append("")
    lines += _counted("Formats", stats.formats, "not told")
    lines += _counted("Languages", stats.languages or {}, "")
    lines += _counted("Years", stats.years, "undated")
    lines += _counted("Sites", stats.sites, "without an address")
    lines.append(f"Duplicates: {many(stats.duplicates, 'document')} with the text of an earlier one")
    if stats.rejected is not None:
        lines += [f"Not in it, by the file beside it: {many(sum(stats.rejected.values()), 'line')}"]
        lines += rules(stats.rejected)
    return [*lines, *(line for note in stats.notes for line in wrapped(f"({plain(note)})"))]


def _row(found: Distribution) -> str:
    values = (round(found.mean), found.p5, found.p25, found.median, found.p75, found.p95, found.most)
    return "".join(f"{value:>6,}" if value < 10_000 else f"{value / 1000:>5,.0f}k" for value in values)


def _counted(title: str, counts: Mapping[str, int], unknown: str) -> Iterator[str]:
    """One paragraph, none where no document says anything."""
    if not any(name != UNKNOWN for name in counts):
        return
    shown = [f"{plain(name) or unknown} {number:,}" for name, number in list(counts.items())[:_SHOWN]]
    more = f" … {len(counts) - _SHOWN:,} more" if len(counts) > _SHOWN else ""
    yield from wrapped(f"{title}: {', '.join(shown)}{more}")
