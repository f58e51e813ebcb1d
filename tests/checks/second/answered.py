"""Answers that are known, and numbers and dates, read by splitting and strptime."""

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from tests.checks.second import plain
from tests.checks.second.formal import unfenced
from tests.checks.second.plain import tidy

Given = Mapping[str, Any]
AROUND = " \t\n.。!\"'“”‘’«»「」*`_"
MONTHS = "january february march april may june july august september october november december".split()
Found = tuple[float, str]


def numbers(text: str, decimal: str = ".") -> list[Found]:
    """Each number with what stands behind it."""
    found, at = [], 0
    while at < len(text):
        beside = text[at - 1] if at else " "
        inside = beside.isalnum() or (beside in ".," and at > 1 and text[at - 2].isdecimal())
        if not text[at].isdecimal() or inside:
            at += 1
            continue
        end, whole = taken(text, at, decimal)
        part = ""
        if text[end : end + 1] == decimal and text[end + 1 : end + 2].isdecimal():
            stop = end + 1
            while stop < len(text) and text[stop].isdecimal():
                stop += 1
            part, end = "." + text[end + 1 : stop], stop
        power = re.compile(r"[eE][+-]?\d{1,3}(?!\d)").match(text, end)
        if power:
            end = power.end()
        if not text[end : end + 1].isdecimal():
            value = float(whole + part + (power[0] if power else ""))
            sign = text[at - 1] if at and text[at - 1] in "+-−" else ""
            free = at < 2 or text[at - 2].isspace() or text[at - 2] in "(=:≈~$€£"
            found.append((-value if sign in ("-", "−") and sign and free else value, text[end : end + 40]))
        at = max(end, at + 1)
    return found


def taken(text: str, at: int, decimal: str) -> tuple[int, str]:
    """The end of a number's whole part, and its digits; groups of three have one mark between them."""
    marks = " \u00a0\u2009\u202f'’" + ("," if decimal == "." else ".")
    end = at
    while end < len(text) and text[end].isdecimal():
        end += 1
    if end - at <= 3:
        while text[end : end + 1] and text[end] in marks:
            group = text[end + 1 : end + 4]
            if len(group) < 3 or not all(char.isdecimal() for char in group) or text[end + 4 : end + 5].isdecimal():
                break
            end += 4
    return end, "".join(char for char in text[at:end] if char.isdecimal())


def measured(behind: str, unit: str) -> bool:
    behind = behind.lstrip()
    return behind[: len(unit)] == unit and not behind[len(unit) : len(unit) + 1].isalnum()


def in_range(text: str, given: Given) -> bool:
    found = [value for value, _ in numbers(tidy(text), given.get("decimal", "."))]
    low, high = given.get("least"), given.get("most")
    return bool(found) and all((low is None or value >= low) and (high is None or value <= high) for value in found)


def all_measured(text: str, given: Given) -> bool:
    found = numbers(tidy(text))
    return bool(found) and all(measured(behind, given["unit"]) for _, behind in found)


def standing(text: str, name: str) -> str | None:
    """What stands behind a name and a colon, of the last line that begins so."""
    found, rows = None, tidy(text).split("\n")
    for place, row in enumerate(rows):
        rest = row.lstrip(">*_#`-" + "".join(char for char in row if char.isspace()))
        if plain.lower(rest[: len(name)]) != plain.lower(name):
            continue
        rest = rest[len(name) :].lstrip("*_`" + "".join(char for char in rest if char.isspace()))
        if rest[:1] in (":", "："):
            below = rows[place + 1 :]
            while below and below[0] == "":
                below.pop(0)
            block: list[str] = []
            while below and below[0].strip():
                block.append(below.pop(0))
            found = rest[1:].strip(" \t*_`") or "\n".join(block).strip()
    return found


def of_line(holds: Callable[[str, Given], bool]) -> Callable[[str, Given], bool]:
    def judged(text: str, given: Given) -> bool:
        if "behind" not in given:
            return holds(text, given)
        found = standing(text, given["behind"])
        return found is not None and holds(found, given)

    return judged


def unbroken(text: str, mark: str) -> str:
    """The text with a decimal in place of each fraction: digits, a stroke, digits, with nothing of a number beside."""
    made, at = "", 0
    while at < len(text):
        found = re.compile(r"(\d+ )?(\d+)/(\d+)").match(text, at)
        if found is None:
            made, at = made + text[at], at + 1
            continue
        before, after = text[at - 1 : at] if at else "", text[found.end() : found.end() + 2]
        joined = before.isalnum() or before in tuple("_/.,") or after[:1].isalnum() or after[:1] in tuple("_/")
        joined = joined or (after[:1] in tuple(".,") and after[1:].isdecimal())
        sized = max(len((found[1] or " ").rstrip()), len(found[2]), len(found[3])) <= 9
        if joined or not sized or found[3][0] in "0" or not found[3][0].isascii():
            made, at = made + text[at], at + 1
            continue
        value = int((found[1] or "0").rstrip()) + int(found[2]) / int(found[3])
        shown = str(value)
        made += (shown[:-2] if shown.endswith(".0") else shown).replace(".", mark)
        at = found.end()
    return made


def cored(text: str) -> str:
    """Without an article in front and signs that have no letter or digit on one of their sides."""
    kept = []
    for place, char in enumerate(text):
        sides = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
        wordy = [bool(side) and (side.isalnum() or side == "_") for side in sides]
        kept.append(" " if char in ".,;:!?'\"’“”()" and not all(wordy) else char)
    bare = " ".join("".join(kept).split())
    for article in ("the ", "an ", "a "):
        if bare.startswith(article):
            return bare[len(article) :]
    return bare or text


def worded(text: str, given: Given) -> bool:
    found, wanted = tamed(text), tamed(given["text"])
    if given.get("loose"):
        found, wanted = cored(found), cored(wanted)
    return wanted in found if given.get("within") else found == wanted


def numeric(text: str, given: Given) -> bool:
    unit, value = given.get("unit"), given["value"]
    if given.get("fractions"):
        text = unbroken(tidy(text), given.get("decimal", "."))
    found = [item for item in numbers(tidy(text), given.get("decimal", ".")) if unit is None or measured(item[1], unit)]
    take = given.get("take", "last")
    if not found or (take == "only" and len(found) != 1):
        return False
    allowed = max(given.get("tolerance", 0), given.get("share", 0) * abs(value), 1e-12 * abs(value))
    return bool(abs(found[0 if take == "first" else -1][0] - value) <= allowed)


def day_of(text: str, form: str) -> date | None:
    """The date that a text is in a form, by its parts."""
    numeric_forms = {"iso": ("-", "ymd"), "yyyy/mm/dd": ("/", "ymd"), "dd.mm.yyyy": (".", "dmy"),
                     "dd/mm/yyyy": ("/", "dmy"), "mm/dd/yyyy": ("/", "mdy")}  # fmt: skip
    if form == "iso_time":
        try:
            ends = re.fullmatch(r"(.{10})T(\d\d:\d\d)(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?", text, re.IGNORECASE)
            if not ends:
                return None
            datetime.strptime(ends[2], "%H:%M")
            datetime.strptime((ends[3] or ":00")[:3], ":%S")
            if ends[5] and ends[5] not in "Zz":
                datetime.strptime(ends[5][1:], "%H:%M")
            return day_of(ends[1], "iso")
        except ValueError:
            return None
    if form in numeric_forms:
        mark, order = numeric_forms[form]
        parts = dict(zip(order, text.split(mark), strict=False))
        sizes = {"y": (4, 4), "m": (2, 2) if form == "iso" else (1, 2), "d": (2, 2) if form == "iso" else (1, 2)}
        if text.count(mark) != 2 or not all(
            part.isdecimal() and sizes[name][0] <= len(part) <= sizes[name][1] for name, part in parts.items()
        ):
            return None
        return real(parts["y"], int(parts["m"]), parts["d"])
    if form == "cjk":
        parted = re.split(" ?[年년月월日일] ?", text)
        fine = len(parted) == 4 and parted[3] == "" and not text.endswith(" ") and all(map(str.isdecimal, parted[:3]))
        order_ok = [char for char in text if not char.isdecimal() and char != " "]
        named = fine and order_ok[0] in "年년" and order_ok[1] in "月월" and order_ok[2] in "日일"
        sized = named and len(parted[0]) == 4 and len(parted[1]) <= 2 and len(parted[2]) <= 2
        return real(parted[0], int(parted[1]), parted[2]) if sized else None
    return named_day(text.lower(), form)


def named_day(text: str, form: str) -> date | None:
    short = "|".join([*(name[:3] for name in MONTHS), "sept", *MONTHS])
    shapes = {
        "d month yyyy": rf"(?P<d>\d\d?)(?:st|nd|rd|th)? (?P<m>{short})\.?,? (?P<y>\d\d\d\d)",
        "month d, yyyy": rf"(?P<m>{short})\.? (?P<d>\d\d?)(?:st|nd|rd|th)?,? (?P<y>\d\d\d\d)",
    }
    found = re.fullmatch(shapes[form], text)
    return real(found["y"], [name[:3] for name in MONTHS].index(found["m"][:3]) + 1, found["d"]) if found else None


def real(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


FORMS = (
    "iso",
    "iso_time",
    "yyyy/mm/dd",
    "dd.mm.yyyy",
    "dd/mm/yyyy",
    "mm/dd/yyyy",
    "d month yyyy",
    "month d, yyyy",
    "cjk",
)


def days(text: str, form: str) -> list[tuple[int, date]]:
    """The dates in a text: any piece of it that is one, and is part of no longer word or number."""
    found, at = [], 0
    while at < len(text):
        beside = text[at - 1] if at else " "
        joined = beside.isalnum() or beside == "_" or (beside in "-/." and at > 1 and text[at - 2].isdecimal())
        match = None
        for end in range(min(len(text), at + 42), at + 7, -1) if not joined else ():
            after, further = text[end : end + 1], text[end + 1 : end + 2]
            if after.isalnum() or after == "_" or (after in ("-", "/", ".") and further.isdecimal()):
                continue
            if (day := day_of(text[at:end], form)) is not None:
                match = (end, day)
                break
        if match:
            found.append((at, match[1]))
        at = match[0] if match else at + 1
    return found


def dated(text: str, given: Given) -> bool:
    form = given.get("form", "iso")
    text = tidy(text).strip()
    whole = day_of(text, form)
    found = [day for _, day in days(text, form)] if given.get("within") else [whole] if whole else []
    early, late = given.get("earliest", "0001-01-01"), given.get("latest", "9999-12-31")
    return bool(found) and all(date.fromisoformat(early) <= day <= date.fromisoformat(late) for day in found)


def last_day(text: str, given: Given) -> bool:
    forms = FORMS if given.get("form", "any") == "any" else (given["form"],)
    found = [item for form in forms for item in days(tidy(text), form)]
    last = max((place for place, _ in found), default=-1)
    return {day for place, day in found if place == last} == {date.fromisoformat(given["date"])}


def tamed(text: str) -> str:
    return plain.lower(" ".join(tidy(text).strip(AROUND).split()))


def parts(text: str) -> list[str]:
    text = tidy(text)
    found = [rest for _, rest in plain.list_items(text)] or plain.lines(text)
    if len(found) == 1:
        cut = [""]
        for char in found[0]:
            if char in ",;、，；،":
                cut.append("")
            else:
                cut[-1] += char
        last = cut[-1].lstrip()
        first_word = last.split()[0].lower() if last.split() else ""
        if len(cut) > 1 and first_word in ("and", "or", "und", "oder", "et", "y", "e") and last[len(first_word) :]:
            cut[-1] = last[len(first_word) :]
        found = cut
    return [tamed(part) for part in found if part.strip(AROUND)]


def unordered(text: str, given: Given) -> bool:
    wanted, found = [tamed(item) for item in given["items"]], parts(text)
    if not given.get("loose"):
        return Counter(found) == Counter(wanted)
    for item in wanted:
        fitting = [other for other in found if alike(item, other, free=False)]
        if not fitting:
            return False
        found.remove(fitting[0])
    return not found


def in_order(text: str, given: Given) -> bool:
    wanted, found = [tamed(item) for item in given["items"]], parts(text)
    if not given.get("loose"):
        return found == wanted
    return len(found) == len(wanted) and all(map(lambda one, other: alike(one, other, free=True), wanted, found))


def alike(one: str, other: str, *, free: bool) -> bool:
    """Two items: their only numbers with the words on both sides, or else their cores."""
    mine, theirs = halved(unbroken(one, ".")), halved(unbroken(other, "."))
    if mine is None or theirs is None:
        return cored(one) == cored(other)
    (value, before, behind), (second, ahead, after) = mine, theirs
    if abs(value - second) > abs(value) * 1e-12:
        return False
    if free:
        before, ahead = (before, ahead) if before and ahead else ([], [])
        behind, after = (behind, after) if behind and after else ([], [])
    if before != ahead or bool(behind) != bool(after):
        return False
    if not behind or all(word in after for word in behind) or all(word in behind for word in after):
        return True
    small, large = sorted((behind[0], after[0]), key=len)
    at = 0
    for char in large:
        at += at < len(small) and char == small[at]
    return small[0] == large[0] and at == len(small)


def halved(text: str) -> tuple[float, list[str], list[str]] | None:
    """The only number of a text with the words before and behind it."""
    found = numbers(text)
    if len(found) != 1:
        return None
    value, behind = found[0]
    end = next(place for place in range(len(text) + 1) if text[place : place + 40] == behind and numbers(text[:place]))
    start = next(place for place in range(end, -1, -1) if not numbers(text[:place]))
    while start and text[start - 1] in "+-−0123456789":
        start -= 1
    return value, plain.words(text[:start]), plain.words(text[end:])


def same_ends(text: str, given: Given) -> bool:
    found = plain.words(tidy(text)) if given.get("words") else [char for char in tidy(text) if char.isalnum()]
    return len(found) > 1 and plain.lower(found[0]) == plain.lower(found[-1])


def matching(text: str, given: Given) -> bool:
    flags = 0 if given.get("case", True) else re.IGNORECASE
    made = re.compile(given["pattern"], flags)
    text = tidy(text).strip()
    return bool(made.search(text) if given.get("within") else made.fullmatch(text))


def queried(text: str, given: Given) -> bool:
    query = unfenced(text).strip()
    if not re.match(r"select|with|values|/\*|--", query, re.IGNORECASE):
        return False
    base = sqlite3.connect(":memory:")
    try:
        base.executescript(given["tables"])
        found = base.execute(query).fetchall()
    except (sqlite3.Error, sqlite3.Warning):
        return False
    finally:
        base.close()
    wanted = [tuple(row) for row in given["rows"]]
    return found == wanted if given.get("ordered") else Counter(found) == Counter(wanted)


HOLDS: dict[str, Callable[[str, Given], bool]] = {
    "numbers_in_range": in_range,
    "units": all_measured,
    "date": dated,
    "same_ends": same_ends,
    "answer_number": of_line(numeric),
    "answer_set": of_line(unordered),
    "answer_list": of_line(in_order),
    "answer_date": of_line(last_day),
    "answer_label": of_line(lambda text, given: tamed(text) == tamed(given["label"])),
    "answer_text": of_line(worded),
    "pattern": matching,
    "sql": queried,
}
