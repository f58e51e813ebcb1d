"""Texts that programs read, layouts, values and known answers: whole ones, and ones into which a fault was put."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.checks.planted.words import PLAIN, Case, counted, different, prose, sentence, some

MONTHS = "January February March April May June July August September October November December".split()
TABLES = "create table t (name text, age int);" + "".join(
    f"insert into t values ('{name}', {age});" for name, age in (("Ann", 30), ("Ben", 25), ("Cleo", 41), ("Dan", 17))
)


def value(rng: Random, depth: int = 2) -> Any:
    simple = (rng.randrange(100), rng.choice(PLAIN), None, True, 2.5)
    if not depth:
        return rng.choice(simple)
    inner = [value(rng, depth - 1) for _ in range(3)]
    return rng.choice((*simple, inner, dict(zip(different(rng, 3), inner, strict=True))))


def fenced(rng: Random, text: str, kind: str) -> str:
    return f"```{kind}\n{text}\n```" if rng.random() < 0.3 else text


def valid_json(rng: Random) -> Case:
    whole = json.dumps(
        dict(zip(different(rng, 3), [value(rng) for _ in range(3)], strict=True)), indent=rng.choice((None, 2))
    )
    broken = rng.choice((whole[:-1], whole.replace('"', "'"), whole[:-1] + ",}", whole + whole, "Sure: " + whole))
    return {}, fenced(rng, whole, "json"), broken


def json_keys(rng: Random) -> Case:
    keys = different(rng, 4)
    row = {key: value(rng) for key in keys}
    out = rng.choice(keys[:3])
    left = {key: row[key] for key in keys if key != out}
    return {"keys": keys[:3]}, fenced(rng, json.dumps(row), "json"), rng.choice((json.dumps(left), json.dumps([row])))


SCHEMA = {
    "type": "object",
    "required": ["name", "age", "tags"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 3},
        "age": {"type": "integer", "minimum": 0, "maximum": 120},
        "tags": {"type": "array", "items": {"enum": PLAIN}, "maxItems": 3, "uniqueItems": True},
    },
}


def json_schema(rng: Random) -> Case:
    row: dict[str, Any] = {
        "name": rng.choice(PLAIN),
        "age": rng.randint(0, 120),
        "tags": different(rng, rng.randint(0, 3)),
    }
    faults: tuple[dict[str, Any], ...] = (
        {"name": "ab"}, {"name": 5}, {"age": -1}, {"age": 121}, {"age": 2.5}, {"age": "7"}, {"tags": "mill"},
        {"tags": ["zoo"]}, {"tags": ["mill", "mill"]}, {"tags": PLAIN[:4]}, {"more": 1},
    )  # fmt: skip
    return {"schema": SCHEMA}, json.dumps(row), json.dumps(row | rng.choice(faults))


def valid_yaml(rng: Random) -> Case:
    keys = different(rng, 3)
    whole = "\n".join(f"{key}: {rng.choice((rng.choice(PLAIN), '3', '[a, b]', 'true'))}" for key in keys)
    broken = rng.choice(
        (f"{keys[0]}: [a, b", f"{whole}\n {keys[0]}: [", "\n".join(whole.split("\n")[:2]), f"- {keys[0]}")
    )
    return {"keys": keys}, fenced(rng, whole, "yaml"), broken


def table(rng: Random, cells: int, rows: int) -> list[list[str]]:
    return [different(rng, cells), *(some(rng, cells) for _ in range(rows))]


def valid_csv(rng: Random) -> Case:
    found = table(rng, rng.randint(2, 5), rng.randint(1, 6))
    whole = "\n".join(",".join(row) for row in found)
    columns = found[0]
    found[rng.randint(1, len(found) - 1)].append("more")
    broken = "\n".join(",".join(row) for row in found)
    swapped = ",".join([*columns[1:], columns[0]]) + whole[whole.index("\n") :]
    return {"columns": columns}, whole, rng.choice((broken, swapped, ",".join(columns)))


def markdown_table(rng: Random) -> Case:
    cells = rng.randint(2, 4)
    columns = different(rng, cells)

    def make(number: int) -> str:
        rows = [columns, ["---"] * cells, *(some(rng, cells) for _ in range(number))]
        return f"{prose(rng, 1)}\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows) + f"\n\n{prose(rng, 1)}"

    given, sound, broken = counted(rng, make, columns=columns)
    return given, sound, broken if rng.random() < 0.6 else sound.replace("| --- |", "| +++ |")


def valid_xml(rng: Random) -> Case:
    root, inner = different(rng, 2)
    whole = f"<{root} id='1'><{inner}>{rng.choice(PLAIN)} &amp; so</{inner}><{inner}/></{root}>"
    broken = rng.choice((whole[:-1], whole.replace(f"</{inner}>", ""), whole.replace("&amp;", "&"), whole + "<b/>",
                         whole.replace(root, "other")))  # fmt: skip
    return {"root": root}, whole, broken


def sections(rng: Random) -> Case:
    mark = rng.choice(("***", "---", "SECTION"))
    return counted(rng, lambda number: f"\n{mark}\n".join(prose(rng, 2) for _ in range(number)), separator=mark)


def separated(rng: Random) -> Case:
    mark = rng.choice(("******", "|||", "NEXT"))
    one, two = prose(rng, 1), prose(rng, 2)
    return {"mark": mark}, f"{one}\n{mark}\n{two}", rng.choice((f"{one}\n{two}", f"{one}\n{mark}\n", f"{mark}\n{two}"))


def title(rng: Random) -> Case:
    name, text = " ".join(different(rng, 3)), prose(rng, 2)
    return {}, f"<<{name}>>\n\n{text}", rng.choice((f"<{name}>\n{text}", f"<< >>\n{text}", f"**{name}**\n{text}", text))


def postscript(rng: Random) -> Case:
    text, more = prose(rng, 2), sentence(rng)
    mark = rng.choice(("P.S. ", "PS: ", "P.S.: "))
    return {}, f"{text}\n\n{mark}{more}", rng.choice((f"{mark}{more}\n\n{text}", text, f"{text}\n\nPPQ {more}"))


def plain_text(rng: Random) -> Case:
    text, word = prose(rng, 3, PLAIN), rng.choice(PLAIN)
    marked = rng.choice(("# {}", "- {}", "> {}", "**{}**", "`{}`", "| {} | {} |", "[{}](a)", "```\n{}\n```"))
    return {}, f"{text}\n2 * 3 = 6", f"{text}\n\n{marked.replace('{}', word)}"


def numbers_in_range(rng: Random) -> Case:
    least = rng.randint(-50, 50)
    most = least + rng.randint(5, 100)
    found = [f"{rng.randint(least, most)} {rng.choice(PLAIN)}" for _ in range(rng.randint(1, 6))]
    broken = list(found)
    broken[rng.randrange(len(found))] = f"{rng.choice((least - 1, most + 1))} tea"
    return {"least": least, "most": most}, ", ".join(found), ", ".join(broken)


def units(rng: Random) -> Case:
    unit, other = rng.sample(["km", "kg", "m", "€", "litres"], 2)
    found = [
        f"{rng.randint(1, 99)}{rng.choice((' ', ''))}{unit} of {rng.choice(PLAIN)}" for _ in range(rng.randint(1, 5))
    ]
    broken = list(found)
    broken[rng.randrange(len(found))] = f"3 {rng.choice((other, f'{unit}s', 'tea'))}"
    return {"unit": unit}, ", ".join(found), ", ".join(broken)


def some_day(rng: Random) -> date:
    return date(1950, 1, 1) + timedelta(days=rng.randrange(36_000))


def written(day: date, form: str) -> str:
    name = MONTHS[day.month - 1]
    return {
        "iso": f"{day:%Y-%m-%d}",
        "dd.mm.yyyy": f"{day.day}.{day.month}.{day.year}",
        "dd/mm/yyyy": f"{day:%d/%m/%Y}",
        "mm/dd/yyyy": f"{day:%m/%d/%Y}",
        "yyyy/mm/dd": f"{day:%Y/%m/%d}",
        "d month yyyy": f"{day.day} {name} {day.year}",
        "month d, yyyy": f"{name[:3]} {day.day}, {day.year}",
        "cjk": f"{day.year}年{day.month}月{day.day}日",
    }[form]


FORMS = ("iso", "dd.mm.yyyy", "dd/mm/yyyy", "mm/dd/yyyy", "yyyy/mm/dd", "d month yyyy", "month d, yyyy", "cjk")


def date_kind(rng: Random) -> Case:
    form = rng.choice(FORMS)
    other = {"iso": "cjk", "cjk": "iso"}.get(form, rng.choice(("iso", "cjk")))
    day = some_day(rng)
    bounds = {"earliest": day.isoformat(), "latest": (day + timedelta(days=9)).isoformat()}
    early = written(day - timedelta(days=1), form)
    impossible = {"iso": "2021-02-30", "cjk": "2021年2月30日", "yyyy/mm/dd": "2021/02/30"}.get(form, "soon")
    return {"form": form, **bounds}, written(day, form), rng.choice((written(day, other), early, impossible))


def answer_number(rng: Random) -> Case:
    number, tolerance = rng.randint(1, 99_999), rng.choice((0, 3))
    shown = rng.choice((f"{number:,}", str(number), f"{number}.0"))
    text = rng.choice(("The sum is {}.", "12 of {}", "So x = {}", "Of 3 and 4: **{}**"))
    wrong = number + rng.choice((-1, 1)) * (tolerance + rng.randint(1, 50))
    return {"value": number, "tolerance": tolerance}, text.replace("{}", shown), text.replace("{}", str(wrong))


def listing(rng: Random, items: list[str]) -> str:
    return rng.choice((", ".join(items), "\n".join(f"- {item}" for item in items), "\n".join(items).title(),
                       ", ".join(items[:-1]) + f", and {items[-1]}"))  # fmt: skip


def answer_set(rng: Random) -> Case:
    items = different(rng, rng.randint(2, 6))
    broken = rng.choice((items[1:], [*items, "zoo"], [*items[1:], "zoo"], [*items, items[0]]))
    return {"items": items}, listing(rng, rng.sample(items, len(items))), "\n".join(broken)


def answer_list(rng: Random) -> Case:
    items = different(rng, rng.randint(2, 6))
    broken = rng.choice((items[::-1], items[1:], [*items, "zoo"]))
    return {"items": items}, listing(rng, items), "\n".join(broken)


def answer_date(rng: Random) -> Case:
    day, form = some_day(rng), rng.choice(("iso", "d month yyyy", "month d, yyyy", "cjk"))
    wrong = day + timedelta(days=rng.choice((-1, 1, 31, 365)))
    return {"date": day.isoformat()}, f"It was {written(day, form)}.", f"It was {written(wrong, form)}."


def answer_label(rng: Random) -> Case:
    labels = different(rng, 4)
    label = labels[0]
    sound = rng.choice((label, label.upper(), f"**{label.title()}**.", f'"{label}"'))
    return {"label": label, "labels": labels}, sound, rng.choice((labels[1], f"It is {label}", f"{label}s", ""))


def answer_text(rng: Random) -> Case:
    text = " ".join(different(rng, 3))
    sound = rng.choice((text.title(), f" {text}.", f"“{text}”", text.replace(" ", "  ")))
    return {"text": text}, sound, rng.choice((f"{text} tea", text[1:], text.replace(" ", "")))


def pattern(rng: Random) -> Case:
    number = rng.randint(1, 5)
    made = f"[A-Z]{{{number}}}-\\d+(\\.\\d{{2}})?"
    letters = "".join(some(rng, number, "ABCDE"))
    digits = str(rng.randint(1, 9999))
    sound = f"{letters}-{digits}{rng.choice(('', '.25'))}"
    return {"pattern": made}, sound, rng.choice((f"{letters}F-{digits}", letters, f"{letters}-{digits}.5", f"x{sound}"))


def sql(rng: Random) -> Case:
    age = rng.choice((20, 28, 35))
    rows = [[name] for name, years in (("Ann", 30), ("Ben", 25), ("Cleo", 41), ("Dan", 17)) if years > age]
    sound = f"SELECT name FROM t WHERE age > {age}"
    broken = rng.choice(
        (f"SELECT name FROM t WHERE age <= {age}", "SELECT name FROM t", "DROP TABLE t", "SELEC name", "Ann")
    )
    return {"tables": TABLES, "rows": rows}, fenced(rng, sound, "sql"), broken


KINDS: dict[str, Callable[[Random], Case]] = {
    kind.__name__.removeprefix("valid_").removesuffix("_kind"): kind
    for kind in (
        valid_json, json_keys, json_schema, valid_yaml, valid_csv, markdown_table, valid_xml, sections, separated,
        title, postscript, plain_text, numbers_in_range, units, date_kind, answer_number, answer_set, answer_list,
        answer_date, answer_label, answer_text, pattern, sql,
    )
}  # fmt: skip
