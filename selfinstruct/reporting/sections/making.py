"""How a run went."""

import math
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from selfinstruct.flows.datasets.figures.course import Course
from selfinstruct.flows.datasets.figures.coverage import Attribute, Coverage
from selfinstruct.flows.datasets.figures.figures import Figures
from selfinstruct.flows.datasets.figures.making import Example, RejectedByRule, Spending, StageCost
from selfinstruct.pictures.bars import bars
from selfinstruct.pictures.lines import course as course_picture
from selfinstruct.pictures.maps import heat_map
from selfinstruct.pictures.markup import joined, tag
from selfinstruct.pictures.scales import number
from selfinstruct.pictures.svg import Numbers
from selfinstruct.reporting.parts import beside, fields, table, titled, two, wide

_THRESHOLDS = {
    "accepted": ("accepted", "saturated below this share of candidates"),
    "yielding": ("yielding", "saturated below this share of tasks with instances"),
}
# What a value says of a rule where it is a side of a pair.
_VALUES = {"truncated_copy": "the {} text is a piece of the other", "empty": "the {} text is empty"}
_ASKED = "label"  # the stage of judges
_SHOWN = 20
_MAPS = 6


def funnel(numbers: Numbers, figures: Figures) -> Markup:
    """From candidates to instances; these, of which a task has several, would hide what is lost before."""
    title, rows = "From candidates to instances", list(figures.funnel)
    if not rows:
        return Markup("")
    told = None
    if len(rows) > 1 and rows[-1][0] == "instances" and rows[-2][1]:
        count, tasks = rows.pop()[1], rows[-1][1]
        told = tag("p", f"{number(count)} instances, {count / tasks:.1f} a task.", class_="quiet")
    return beside(wide(bars(numbers, title, rows), title), told)


def rejected(numbers: Numbers, figures: Figures) -> Markup:
    """By rule, a picture for each stage, with examples."""
    return _by_rule(numbers, [item for item in figures.rejected if item.stage != _ASKED])


def unread(numbers: Numbers, figures: Figures) -> Markup:
    """The answers of judges that could not be used."""
    return _by_rule(numbers, [item for item in figures.rejected if item.stage == _ASKED])


def _by_rule(numbers: Numbers, found: Sequence[RejectedByRule]) -> Markup:
    pictures = []
    for stage in dict.fromkeys(item.stage for item in found):
        rows = [(item.rule, item.rows) for item in found if item.stage == stage]
        whole = sum(count for _, count in rows)
        title = f"{stage}: {number(whole)} {'answer' if stage == _ASKED else 'rejection'}{'' if whole == 1 else 's'}"
        pictures.append(titled(title, bars(numbers, title, rows[:_SHOWN], whole=whole, kind=f"stage {stage}")))
    names = [(item.stage, item.rule, item.rows) for item in found]
    return joined(
        two(*pictures),
        *(_examples(item) for item in found[:_SHOWN]),
        table(("stage", "rule", "rejected"), names) if len(names) > _SHOWN else None,
    )


def course(numbers: Numbers, figures: Figures) -> Markup:
    """Acceptance and new wording, request by request."""
    found = figures.course
    if found is None:
        return Markup("")
    series = [("accepted", found.accepted), ("new 3-grams", found.fresh)]
    limits = [(share, _THRESHOLDS.get(name, (name, name))[1]) for name, share in found.thresholds if name == "accepted"]
    picture = course_picture(
        numbers, "Acceptance over the run", found.last, series, thresholds=limits, axis="requests for tasks"
    )
    return beside(titled("Accepted candidates, and runs of three words that are new", picture), _steps(found))


def coverage(numbers: Numbers, figures: Figures) -> Markup:
    """Attributes alone and two by two, and topics."""
    single = []
    for item in figures.attributes:
        if item.name == "topic" and figures.topics:
            continue
        title = _used(item)
        single.append(titled(title, bars(numbers, title, item.values[:_SHOWN], kind=f"attribute {item.name}")))
    maps = [_map(numbers, pair, first=not place) for place, pair in enumerate(figures.coverage[:_MAPS])]
    tree = [
        tag("li", tag("span", name, class_=f"d{min(depth, 3)}"), tag("span", number(count)))
        for depth, name, count in figures.topics
    ]
    topics = joined(tag("h3", "Topics"), tag("ul", *tree, class_="tree")) if tree else None
    return joined(topics, two(*single, *maps[:1]), *maps[1:], _undrawn(figures.coverage[_MAPS:]))


def _used(found: Attribute) -> str:
    """How many values have a task, of how many, and how many of them are shown."""
    there = found.distinct + found.unused
    amount = f"{number(found.distinct)} of {number(there)}" if found.unused else number(found.distinct)
    told = f"{found.name}: {amount} {'value' if there == 1 else 'values'}{' used' if found.unused else ''}"
    return f"{told}, the {_SHOWN} most frequent" if found.distinct > _SHOWN else told


def _map(numbers: Numbers, pair: Coverage, *, first: bool) -> Markup:
    """The first map stands open; those after it unfold."""
    title = f"{pair.row_name} by {pair.column_name}"
    picture = wide(heat_map(numbers, title, pair.rows, pair.columns, pair.amounts, unit="tasks"), title)
    told = tag("p", _gaps(pair), class_="quiet")
    if first:
        return tag("div", tag("h3", title), told, picture)
    whole, empty = _counted(pair)
    about = f"{title}: {number(whole - empty)} of {number(whole)} combinations have a task"
    return tag("details", tag("summary", about), told, picture)


def _undrawn(rest: Sequence[Coverage]) -> Markup:
    """Of the pairs of attributes that have no picture the numbers."""
    if not rest:
        return Markup("")
    rows = [(f"{pair.row_name} by {pair.column_name}", *_counted(pair)) for pair in rest]
    told = f"{_MAPS} of {number(_MAPS + len(rest))} pairs of attributes are drawn; the table has the others."
    head = ("attributes", "combinations", "without a task")
    return joined(tag("p", told, class_="quiet"), table(head, rows, summary="Pairs of attributes without a picture"))


def _counted(pair: Coverage) -> tuple[int, int]:
    """How many combinations there are, and how many of them have no task."""
    whole = math.prod(pair.values.values())
    return whole, whole - pair.met


def _gaps(pair: Coverage) -> str:
    """How many combinations have no task, and what is not in the picture."""
    whole, empty = _counted(pair)
    told = f"{number(empty)} of {number(whole)} combinations have no task."
    shown = {pair.row_name: len(pair.rows), pair.column_name: len(pair.columns)}
    rarer = {name: count for name, count in pair.beyond.items() if count}
    unmet = {name: left for name, there in pair.values.items() if (left := there - shown[name] - pair.beyond[name])}
    told += f" Not drawn: {_values(unmet)} that no task has together with the other." if unmet else ""
    return told + (f" Left out: {_values(rarer)} that are rarer." if rarer else "")


def _values(counts: Mapping[str, int]) -> str:
    """Values of up to two attributes."""
    told = [f"{number(count)} {'value' if count == 1 else 'values'} of {name}" for name, count in counts.items()]
    return " and ".join(told)


def spending(numbers: Numbers, figures: Figures) -> Markup:
    """Tokens and cost by stage."""
    found = figures.spending
    if found is None:
        return Markup("")
    several = len({item.model for item in found.stages}) > 1
    rows = [
        (f"{item.stage} ({item.model})" if several else item.stage, item.prompt + item.completion)
        for item in found.stages
    ]
    head = ["stage", "model", "requests", "failed", "prompt tokens", "completion tokens", "US dollars"]
    body = [[s.stage, s.model, s.requests, s.failed, s.prompt, s.completion, s.cost] for s in found.stages]
    if any(s.thinking for s in found.stages):
        head.insert(-1, "of them thinking")
        for row, s in zip(body, found.stages, strict=True):
            row.insert(-1, s.thinking)
    picture = bars(numbers, "Tokens by stage", rows, whole=sum(count for _, count in rows))
    return joined(beside(titled("Tokens by stage", picture), _estimated(found)), table(head, body))


def _estimated(found: Spending) -> Markup:
    told = f"{_amount(found.stages, found.cost)}."
    guess = found.estimated
    if guess and isinstance(guess.get("prompt"), int | float) and isinstance(guess.get("completion"), int | float):
        price = guess.get("cost")
        priced = f", {price:,.2f} US dollars" if isinstance(price, int | float) else ""
        whole = len(found.stages) == found.foreseen
        own = "" if whole else f", which took {_amount(found.stages[: found.foreseen], found.foreseen_cost)}"
        told += (
            f" The estimate for {number(guess.get('tasks') or 0)} tasks{own}{'' if whole else ','} was "
            f"{number(guess['prompt'])} and {number(guess['completion'])}{priced}."
        )
    return tag("p", told, class_="quiet")


def _amount(stages: Sequence[StageCost], cost: float | None) -> str:
    prompt, completion = sum(stage.prompt for stage in stages), sum(stage.completion for stage in stages)
    thinking = sum(stage.thinking for stage in stages)
    told = f"{number(prompt)} prompt and {number(completion)} completion tokens"
    told += f" ({number(thinking)} of them thinking)" if thinking else ""
    return told if cost is None else f"{told}, {cost:,.2f} US dollars"


def _steps(found: Course) -> Markup:
    steps = len(found.accepted)
    rows = [
        (_span(at * found.last // steps, (at + 1) * found.last // steps - 1), *_percents(found, at))
        for at in range(steps)
    ]
    return table(("requests", "accepted, %", "new 3-grams, %"), rows)


def _span(first: int, last: int) -> str:
    return number(first) if first == last else f"{number(first)} to {number(last)}"


def _percents(found: Course, at: int) -> tuple[float | None, float | None]:
    one, other = found.accepted[at], found.fresh[at]
    return None if one is None else round(100 * one, 1), None if other is None else round(100 * other, 1)


def _examples(item: RejectedByRule) -> Markup | None:
    if not item.examples:
        return None
    summary = tag("summary", f"{item.stage}: {item.rule}, {number(item.rows)}; examples")
    return tag("details", summary, *(_example(item.rule, example) for example in item.examples))


def _example(rule: str, example: Example) -> Markup:
    own, its = example.common
    why = [_VALUES.get(rule, "{}").format(example.value)] if example.value else []
    why += [f"score {example.score:.3g}"] if example.score is not None else []
    texts = [(name, text, own if not place else ()) for place, (name, text) in enumerate(example.texts)]
    texts += [("Nearest", example.neighbour, its)] if example.neighbour else []
    about = tag("p", " · ".join(why), class_="about") if why else None
    return tag("div", about, fields(texts), class_="example")
