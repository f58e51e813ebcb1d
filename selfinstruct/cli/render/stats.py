"""What a person sees of a dataset's statistics: tables that fit a narrow terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from selfinstruct.cli.render.text import many, plain, width, wrapped
from selfinstruct.flows.datasets.diversities import DiversityStats
from selfinstruct.flows.datasets.measures import BINS, NOUNS, VERBS, Closeness, LabelStats, Lengths, VerbNounPairs
from selfinstruct.flows.datasets.stats import Stats

_SHOWN = 8  # languages, labels, groups


def measured(stats: Stats) -> list[str]:
    """All that `show --stats` prints."""
    lines = wrapped(f"offline: {plain(stats.notice)}") if stats.notice else []
    lines += wrapped(
        f"{plain(stats.source)}: {many(stats.rows, 'row')}, {many(stats.tasks, 'task')}"
        + (f" of {many(stats.types, 'type')}" if stats.types else "")
    )
    lines += ["", *_lengths(stats.lengths), f"  {_percent(stats.empty_inputs, stats.rows)} of rows have no input"]
    lines += ["", *_labels(stats.labels, stats.tasks), "", *_diversity(stats)]
    if stats.pairs is not None:
        lines += ["", *_pairs(stats.pairs)]
    lines += ["", *_histograms(stats.neighbours, stats.seeds)]
    lines += ["", *_groups(stats.representation, stats.rows)]
    if stats.notes:
        lines += ["", *(line for note in stats.notes for line in wrapped(f"({plain(note)})"))]
    return lines


def _lengths(lengths: Mapping[str, Lengths]) -> Iterator[str]:
    head = "".join(f"{name:>6}" for name in ("mean", "5%", "25%", "50%", "75%", "95%", "most"))
    yield f"  {'words':<13}{head}"
    for unit in ("words", "characters"):
        if unit == "characters":
            yield "  characters"
        for name, item in lengths.items():
            found = item.words if unit == "words" else item.characters
            if found is None:
                yield f"    {name:<11}{'–':>6}"
                continue
            values = (round(found.mean), found.p5, found.p25, found.median, found.p75, found.p95, found.most)
            yield f"    {name:<11}" + "".join(f"{_number(value):>6}" for value in values)


def _labels(labels: LabelStats, tasks: int) -> Iterator[str]:
    if labels.unknown == tasks:
        yield "Classification: the data does not say which tasks are"
        return
    unknown = f", {labels.unknown:,} unknown" if labels.unknown else ""
    yield f"Classification: {_percent(labels.classification, tasks)} of tasks ({labels.classification:,}{unknown})"
    if labels.most_common:
        common = ", ".join(f"{plain(label)} {number:,}" for label, number in labels.most_common[:_SHOWN])
        yield from wrapped(f"{many(labels.distinct, 'label')}; most frequent: {common}", "  ")
    if labels.balance is not None:
        one_sided = f"{labels.one_sided:,} of {labels.repeated:,} tasks with several rows have only one label"
        yield from wrapped(f"balance within a task {labels.balance:.2f} (1 is even); {one_sided}", "  ")


def _diversity(stats: Stats) -> Iterator[str]:
    yield from wrapped(
        f"Duplicates: {many(stats.duplicates['rows'], 'row')} in full, "
        f"{many(stats.duplicates['instructions'], 'instruction')}, {many(stats.duplicates['outputs'], 'output')}"
    )
    for name, shares in stats.distinct.items():
        yield f"Distinct-1, -2, -3 of {name + 's:':<14}" + "".join(f"{share:>7.3f}" for share in shares)
    if stats.diversity is not None:
        yield from wrapped(_measured_diversity(stats.diversity))
    for name, counts in (stats.languages or {}).items():
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        total = sum(counts.values())
        text = _listed((code, _percent(number, total)) for code, number in ranked[:_SHOWN])
        yield from wrapped(f"Languages of {name}s: {text}{' …' if len(ranked) > _SHOWN else ''}")


def _measured_diversity(found: DiversityStats) -> str:
    by_tokens = "" if found.vendi_by_tokens is None else f" ({found.vendi_by_tokens:g} for 1,000 tokens spent)"
    of = f"of {many(found.measured, 'instruction')} over {found.vectors} vectors"
    return f"Vendi score {found.vendi:g}{by_tokens}, NovelSum {found.novelsum:g}, {of}"


def diversity_lines(found: DiversityStats) -> list[str]:
    """What `show` says of a run's diversity."""
    of = f" of {found.instructions:,}" if found.measured < found.instructions else ""
    by_tokens = "" if found.vendi_by_tokens is None else f"; {found.vendi_by_tokens:g} for 1,000 tokens"
    return [
        f"Diversity of {many(found.measured, 'instruction')}{of}",
        f"  {found.vendi:>7g} Vendi score{by_tokens}",
        f"  {found.novelsum:>7g} NovelSum",
        f"  {found.distinct:>7g} distinct-2",
    ]


def _pairs(pairs: VerbNounPairs) -> Iterator[str]:
    yield from wrapped(
        f"Verb and noun: {_percent(pairs.found, pairs.texts)} of instructions have a pair, {pairs.distinct:,} "
        f"distinct; {_percent(pairs.covered, pairs.texts)} have one of the {VERBS} most frequent verbs with one "
        f"of its {NOUNS} most frequent nouns"
    )
    top = ", ".join(f"{plain(verb)} {plain(noun)} {number:,}" for verb, noun, number in pairs.top[: 2 * _SHOWN])
    if top:
        yield from wrapped(top, "  ")


def _histograms(neighbours: Closeness | None, seeds: Closeness | None) -> Iterator[str]:
    found = [(name, item) for name, item in (("instruction", neighbours), ("seed", seeds)) if item is not None]
    if not found:
        return
    yield "ROUGE-L between an instruction and its nearest neighbour"
    size = min(30, (width() - 11) // len(found) - 9)
    yield " " * 11 + "".join(f"{name:<{size + 9}}" for name, _ in found).rstrip()
    for step in range(BINS):
        cells = (f"{item.histogram[step]:>6,}  {_bar(item, step, size):<{size}} " for _, item in found)
        yield f"  {step / BINS:.1f}–{(step + 1) / BINS:.1f} {''.join(cells)}".rstrip()
    for name, item in found:
        yield from wrapped(
            f"nearest {name}: mean {item.mean:.2f}, {item.close:,} above 0.7 (of {item.texts:,} among {item.pool:,})",
            "  ",
        )


def _bar(item: Closeness, step: int, size: int) -> str:
    most = max(item.histogram)
    return "#" * -(-item.histogram[step] * size // most) if most else ""


def _groups(representation: Mapping[str, Sequence[tuple[str, int]]], rows: int) -> Iterator[str]:
    yield from wrapped("Rows that name a group, by lists of English words (a first look, not a judgement)")
    for category, groups in representation.items():
        text = _listed((group, f"{number:,} ({_percent(number, rows)})") for group, number in groups[:_SHOWN])
        more = f" … {len(groups) - _SHOWN} more" if len(groups) > _SHOWN else ""
        yield from wrapped(f"{category}: {text or 'none'}{more}", "  ")


def _listed(items: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{plain(name)} {value}" for name, value in items)


def _percent(part: int, whole: int) -> str:
    share = part / whole if whole else 0.0
    return f"{share:.1%}" if 0 < share < 0.1 else f"{share:.0%}"


def _number(value: int) -> str:
    return f"{value:,}" if value < 10_000 else f"{value / 1000:,.0f}k"
