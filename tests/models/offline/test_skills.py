"""Every answer of the offline model is right: the checks compute them anew, by other means than the skills do."""

import calendar
import csv
import heapq
import io
import json
import math
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import count, islice
from string import ascii_lowercase
from typing import Any

from selfinstruct import parse
from tests.support.offline import about, candidates, complete, settings

Check = Callable[[str, str, str], bool]


def first(pattern: str, text: str) -> str:
    """The first group of the first match; fails without one."""
    match = re.search(pattern, text, re.MULTILINE)
    assert match, (pattern, text)
    return match[1]


def undressed(text: str, output: str) -> str:
    """The answer inside the form the instruction asks for; fails where the form is not obeyed."""
    low = text.lower()
    for sign, pattern in (
        ('word "done"', r"(?s)(.+)\ndone"), ("double quot", r'(?s)"(.+)"'), ("square brackets", r"(?s)\[(.+)\]"),
        ("round brackets", r"(?s)\((.+)\)"), ("parentheses", r"(?s)\((.+)\)"), ('"result:"', r"(?s)result: (.+)"),
        ('"the answer is"', r"(?s)The answer is (.+)\."), ("asterisk", r"(?s)\*(.+)\*"),
    ):  # fmt: skip
        if sign in low:
            match = re.fullmatch(pattern, output)
            assert match, (text, output)
            return match[1]
    return str(json.loads(output)["answer"]) if 'key "answer"' in low else output


def items(text: str, output: str) -> list[str]:
    low = text.lower()
    if "json" in low:
        return list(json.loads(output))
    if "1)" in low:
        rows = [row.split(") ", 1) for row in output.split("\n")]
        assert [number for number, _ in rows] == [str(at) for at in range(1, len(rows) + 1)]
        return [row for _, row in rows]
    if "hyphen" in low:
        return [first("^- (.+)$", row) for row in output.split("\n")]
    if re.search("own line|line of its own|one line for each", low):
        return output.split("\n")
    return output.split("; " if "semicolon" in low else " | " if "vertical bar" in low else ", ")


def value(expected: Callable[[str, str], object]) -> Check:
    return lambda text, shown, output: undressed(text, output) == str(expected(text.lower(), shown))


def listed(expected: Callable[[str, str], Sequence[object]]) -> Check:
    return lambda text, shown, output: items(text, output) == [str(item) for item in expected(text.lower(), shown)]


def exactly(expected: Callable[[str, str], str]) -> Check:
    return lambda text, shown, output: output == expected(text.lower(), shown)


def labelled(expected: Callable[[str, str], str]) -> Check:
    return lambda text, shown, output: output.lower() == expected(text.lower(), shown) and output in text


def ints(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"-?\d+", text)]


def largest_divisor(numbers: list[int]) -> int:
    return max(d for d in range(1, 9999) if not any(number % d for number in numbers))


def quoted(text: str) -> list[str]:
    return [
        found for found in re.findall('"([^"]+)"', text) if found not in ("result:", "done", "answer", "the answer is")
    ]


def dates(text: str) -> list[date]:
    return [datetime.strptime(day, "%d %B %Y").date() for day in re.findall(r"\d+ [A-Za-z]+ \d{4}", text)]


def spelled(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def days_in(text: str) -> int:
    return next(int(number) for number in re.findall(r"(\d+) days", text))


def roman(text: str) -> int:
    worth = [dict(zip("IVXLCDM", (1, 5, 10, 50, 100, 500, 1000), strict=True))[sign] for sign in text]
    return sum(-one if one < after else one for one, after in zip(worth, [*worth[1:], 0], strict=True))


def in_digits(words: str) -> int:
    small = (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen"
    )
    worth = {word: at for at, word in enumerate(small.split(), 1)}
    worth |= {
        word: 10 * at for at, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
    }
    total = part = 0
    for word in words.replace("-", " ").replace(" and", "").split():
        part = part * 100 if word == "hundred" else part if word == "thousand" else part + worth[word]
        if word == "thousand":
            total, part = 1000 * part, 0
    return total + part


def plain(number: Fraction) -> str:
    return str(number) if number.denominator == 1 else f"{float(number):.6f}".rstrip("0")


def cents(number: Decimal | Fraction) -> str:
    return f"{float(number):.2f}"


def metric(text: str, _shown: str) -> str:
    units = {
        "millimetres": "1/1000", "centimetres": "1/100", "metres": "1", "kilometres": "1000",
        "grams": "1", "kilograms": "1000", "tonnes": "1000000",
        "seconds": "1", "minutes": "60", "hours": "3600", "days": "86400",
        "millilitres": "1/1000", "centilitres": "1/100", "litres": "1",
        "bits": "1", "bytes": "8", "kilobytes": "8000",
        "arc minutes": "1/60", "degrees": "1", "full turns": "360",
    }  # fmt: skip
    names = "|".join(units)
    number, unit = re.findall(rf"(\d+) ({names})\b", text)[0]
    before, _, after = text.partition(f"{number} {unit}")
    other = first(rf"\b({names})\b", before[-22:] + after)
    return plain(int(number) * Fraction(units[unit]) / Fraction(units[other]))


def receipt(shown: str) -> str:
    lines = re.findall(r"(\d+) x \w+ at ([\d.]+)", shown)
    return cents(sum((Decimal(number) * Decimal(price) for number, price in lines), Decimal()))


def middle(ordered: list[int]) -> str:
    while len(ordered) > 2:
        ordered = ordered[1:-1]
    return plain(Fraction(sum(ordered), len(ordered)))


def printed(code: str) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        exec(compile(code, "snippet", "exec"), {})
    return out.getvalue().strip()


def rows(table: str) -> list[tuple[str, int]]:
    lines = [re.split(r"[|,]", line.strip("|").replace(" ", "")) for line in table.split("\n") if "---" not in line]
    return [(name, int(number)) for name, number in lines[1:]]


def ranked(table: str) -> list[str]:
    return [name for _, name in sorted(((number, name) for name, number in rows(table)), reverse=True)]


def function(text: str, _shown: str, output: str) -> bool:
    space: dict[str, Any] = {}
    exec(output, space)
    (number,) = ints(re.sub(r'"[^"]+"', "", text))
    tasks: dict[str, Callable[[Any], Any]] = {
        "adds up the squares": lambda v: sum(map(pow, v, [2] * len(v))) + number, "adds": lambda x: x + number,
        "multiplies every": lambda v: list(map(number.__mul__, v)), "multiplies": lambda x: x * number,
        "subtracts": lambda x: x - number,
        "remainder": lambda x: divmod(x, number)[1], "a number is divisible": lambda x: math.gcd(x, number) == number,
        "number is greater": lambda x: not x <= number, "distance": lambda x: max(x, number) - min(x, number),
        "power": lambda x: math.prod([x] * number), "the larger": lambda x: sorted((x, number))[1],
        "keeps": lambda v: list(filter(number.__lt__, v)), "counts": lambda v: len([x for x in v if not x % number]),
        "largest numbers": lambda v: sorted(v)[::-1][:number],
    }  # fmt: skip
    tasks |= {
        "gives the first": lambda v: list(islice(v, number)),
        "drops the first": lambda v: list(islice(v, number, None)),
    }
    tasks |= {"repeats": lambda v: [x for _ in range(number) for x in v]}
    expected = next(task for words, task in tasks.items() if words in text.lower())
    called = space[quoted(text.lower())[0]]
    samples: list[Any] = [[3, 40, 8, 24, 41, 2, 12], list(range(50, 0, -1))] if "(values)" in output else [1, 6, 36, 77]
    return all(called(sample) == expected(sample) for sample in samples)


def is_prime(number: int) -> bool:
    return number > 1 and not re.fullmatch(r"(11+?)\1+", "1" * number)


def compiles(line: str) -> bool:
    try:
        compile(line, "line", "exec")
    except SyntaxError:
        return False
    return True


def triangle(shown: str) -> str:
    return ("equilateral", "isosceles", "scalene")[len(set(ints(shown))) - 1]


def budget(shown: str) -> str:
    *prices, limit = ints(shown)
    return "within budget" if sum(prices) <= limit else "over budget"


def either(yes: str, no: str, test: Callable[[str, str], bool]) -> Check:
    return labelled(lambda text, shown: yes if test(text, shown) else no)


def halves(shown: str, key: str) -> list[str]:
    return first(rf"^{key}: (.+)$", shown).split(", ")


def clock_after(text: str, _shown: str) -> str:
    start = datetime.strptime(first(r"(\d\d:\d\d)", text), "%H:%M")
    return f"{start + timedelta(minutes=int(first('([0-9]+) minutes', text))):%H:%M}"


def minutes_of(shown: str) -> int:
    first, last = (datetime.strptime(at, "%H:%M") for at in re.findall(r"\d\d:\d\d", shown))
    return (last - first).seconds // 60


def percent_part(text: str, _shown: str) -> str:
    share = int(first(r"(\d+) percent", text))
    return plain(Fraction(share, 100) * ints(re.sub(r"\d+ percent", "", text))[0])


MONTHS = [name.lower() for name in calendar.month_name]
OPERATORS = {"plus": "+", "minus": "-", "times": "*"}
STEPS = {"ten": "1E1", "hundred": "1E2", "thousand": "1E3"}
SEASONS = "winter winter spring spring spring summer summer summer autumn autumn autumn winter".split()
CHECKS: dict[str, Check] = {
    "integer_arithmetic": value(
        lambda t, _: eval("".join(OPERATORS.get(w, w) for w in first(r"(\d+ (?:plus|minus|times) \d+)", t).split()))
    ),
    "percentage_of_amount": value(percent_part),
    "roman_numeral_writing": lambda t, _, out: roman(undressed(t, out)) == ints(t)[0],
    "roman_numeral_reading": value(lambda _, x: roman(x)),
    "number_base_conversion": lambda t, _, out: int(
        undressed(t, out), {"b": 2, "o": 8, "h": 16}[first("(binary|octal|hexa)", t)[0]]
    ) == ints(t)[0],
    "number_to_words": lambda t, _, out: in_digits(undressed(t, out)) == ints(t)[0],
    "greatest_common_divisor": value(lambda t, _: largest_divisor(ints(t))),
    "least_common_multiple": value(lambda t, _: next(m for m in count(ints(t)[0], ints(t)[0]) if not m % ints(t)[1])),
    "digit_sum": value(lambda _, x: eval("+".join(x))),
    "prime_factorisation": lambda t, _, out: math.prod(f := [int(i) for i in items(t, out)]) == ints(t)[0]
    and all(map(is_prime, f)) and f == sorted(f),
    "rounding": value(
        lambda t, _: int(Decimal(ints(t)[0]).quantize(Decimal(STEPS[first(r"nearest (\w+)", t)]), ROUND_HALF_UP))
    ),
    "ratio_simplification": value(lambda t, _: "{} to {}".format(*Fraction(ints(t)[0], ints(t)[1]).as_integer_ratio())),
    "fraction_addition": value(lambda t, _: sum(map(Fraction, re.findall(r"\d+/\d+", t)))),
    "division_with_remainder": value(
        lambda t, _: f"{(n := sorted(ints(t)))[1] // n[0]} full and {n[1] - n[1] // n[0] * n[0]} left over"
    ),
    "days_between_dates": value(lambda t, _: dates(t)[1].toordinal() - dates(t)[0].toordinal()),
    "date_after_days": value(lambda t, _: spelled(date.fromordinal(dates(t)[0].toordinal() + days_in(t)))),
    "date_before_days": value(lambda t, _: spelled(date.fromordinal(dates(t)[0].toordinal() - days_in(t)))),
    "weekday_of_date": value(lambda t, _: f"{dates(t)[0]:%A}"),
    "date_reformatting": value(lambda _, x: dates(x)[0]),
    "clock_addition": value(clock_after),
    "duration_in_minutes": value(lambda _, x: minutes_of(x)),
    "days_in_month": value(
        lambda t, _: calendar.monthrange(ints(t)[0], MONTHS.index(first(r"(\w+) (?:of the year )?\d{4}", t)))[1]
    ),
    "unit_conversion": value(metric),
    "celsius_to_fahrenheit": value(lambda t, _: plain(Fraction(ints(t)[0] + 40) * Fraction("1.8") - 40)),
    "rectangle_area": value(lambda t, _: f"{math.prod(ints(t))} square metres"),
    "rectangle_perimeter": value(lambda t, _: f"{sum(ints(t) * 2)} metres"),
    "triangle_area": value(lambda t, _: f"{plain(Fraction(math.prod(ints(t)), 2))} square centimetres"),
    "box_volume": value(lambda _, x: f"{math.prod(ints(x))} cubic centimetres"),
    "shopping_total": value(lambda _, x: receipt(x)),
    "change_from_payment": value(
        lambda t, _: cents(abs(Decimal((f := re.findall(r"([\d.]+) euros", t))[0]) - Decimal(f[1])))
    ),
    "bill_splitting": value(
        lambda t, _: cents(Fraction(first(r"(\d+\.\d\d)", t)) / ints(re.sub(r"\d+\.\d\d", "", t))[0])
    ),
    "discounted_price": value(
        lambda t, _: cents(int(first(r"(\d+) euros", t)) * (1 - Fraction(int(first(r"(\d+) percent", t)), 100)))
    ),
    "word_count": value(lambda _, x: len(re.findall(r"\S+", x))),
    "letter_count": value(lambda t, x: Counter(x.lower())[quoted(t)[0]]),
    "vowel_count": value(lambda _, x: len(re.findall("[aeiou]", x, re.IGNORECASE))),
    "word_reversal": value(lambda t, _: "".join(reversed(quoted(t)[0]))),
    "acronym_formation": value(lambda t, _: "".join(re.findall(r"\b\w", quoted(t)[0])).upper()),
    "caesar_shift": value(
        lambda t, _: "".join((ascii_lowercase * 2)[ascii_lowercase.index(c) + ints(t)[0]] for c in quoted(t)[0])
    ),
    "word_order_reversal": exactly(lambda _, x: " ".join(x.split(" ")[::-1])),
    "letter_case_change": exactly(lambda t, x: x.upper() if "capital letters" in t else x.lower()),
    "ascending_sort": listed(lambda _, x: heapq.nsmallest(99, ints(x))),
    "descending_sort": listed(lambda _, x: sorted(ints(x))[::-1]),
    "alphabetical_sort": listed(lambda _, x: sorted(x.split(", "), key=str.casefold)),
    "duplicate_removal": listed(lambda _, x: sorted(set(x.split(", ")), key=x.split(", ").index)),
    "list_reversal": listed(lambda _, x: x.split(", ")[::-1]),
    "common_items": listed(lambda _, x: [w for w in halves(x, "A") if w in set(halves(x, "B"))]),
    "missing_guests": listed(lambda _, x: [w for w in halves(x, "Invited") if w not in set(halves(x, "Came"))]),
    "threshold_filter": listed(
        lambda t, x: [n for n in ints(x) if n > int(first(r"(?:than|exceed|including) (\d+)", t))]
    ),
    "arithmetic_mean": value(lambda _, x: plain(Fraction(statistics.mean(map(Fraction, ints(x)))))),
    "median_value": value(lambda _, x: middle(sorted(ints(x)))),
    "most_frequent_value": value(lambda _, x: Counter(ints(x)).most_common(1)[0][0]),
    "value_range": value(lambda _, x: sorted(ints(x))[-1] - sorted(ints(x))[0]),
    "column_sum": value(lambda _, x: sum(number for _, number in rows(x))),
    "maximum_row": value(lambda _, x: ranked(x)[0]),
    "minimum_row": value(lambda _, x: ranked(x)[-1]),
    "table_ranking": listed(lambda _, x: ranked(x)),
    "csv_to_json": lambda _, x, out: json.loads(out, parse_int=str) == list(csv.DictReader(x.split("\n")))
    and not re.search(r': "\d', out),
    "csv_to_markdown": lambda _, x, out: rows(out) == rows(x) and out.count("\n") == x.count("\n") + 1,
    "json_value_lookup": value(lambda t, x: json.loads(x)[quoted(t)[0]]),
    "python_number_function": function,
    "python_list_function": function,
    "loop_result": value(lambda _, x: printed(x)),
    "expression_result": value(lambda _, x: printed(x)),
    "slice_result": value(lambda _, x: printed(x)),
    "branch_result": value(lambda _, x: printed(x)),
    "email_extraction": listed(lambda _, x: re.findall(r"[\w.]+@\w+\.\w+", x)),
    "date_extraction": listed(lambda _, x: [spelled(day) for day in dates(x)]),
    "amount_extraction": listed(lambda _, x: re.findall(r"\d+ euros", x)),
    "parity_check": either("even", "odd", lambda _, x: x[-1] in "02468"),
    "primality_check": either("prime", "composite", lambda _, x: is_prime(int(x))),
    "sign_of_difference": labelled(lambda _, x: ("negative", "zero", "positive")[(eval(x) > 0) - (eval(x) < 0) + 1]),
    "triangle_kind": labelled(lambda _, x: triangle(x)),
    "order_check": either(
        "sorted", "unsorted", lambda _, x: all(a < b for a, b in zip(ints(x), ints(x)[1:], strict=False))
    ),
    "budget_check": labelled(lambda _, x: budget(x)),
    "divisibility_check": either("divisible", "not divisible", lambda t, x: math.gcd(int(x), ints(t)[0]) == ints(t)[0]),
    "threshold_check": either("above", "not above", lambda t, x: ints(x)[0] > ints(t)[0]),
    "leap_year_check": either("leap year", "common year", lambda _, x: calendar.isleap(int(x))),
    "weekend_check": either("weekend", "weekday", lambda _, x: f"{dates(x)[0]:%a}" in ("Sat", "Sun")),
    "season_of_date": labelled(lambda _, x: SEASONS[datetime.strptime(x + " 2000", "%d %B %Y").month - 1]),
    "date_side": either("before", "after", lambda t, x: dates(x)[0].toordinal() < dates(t)[0].toordinal()),
    "palindrome_check": either("palindrome", "ordinary string", lambda _, x: x == x[::-1]),
    "first_letter_kind": either("vowel", "consonant", lambda _, x: bool(re.match("[aeiou]", x))),
    "length_parity": either("odd length", "even length", lambda _, x: bool(len(x) & 1)),
    "anagram_check": either(
        "anagram", "no anagram", lambda _, x: len({tuple(sorted(w)) for w in x.split(" and ")}) == 1
    ),
    "alphabet_order_check": either("alphabetical", "reversed", lambda _, x: x.split(", ")[0] < x.split(", ")[1]),
    "python_syntax_check": either("valid", "invalid", lambda _, x: compiles(x)),
    "python_literal_type": labelled(lambda _, x: type(eval(x)).__name__),
}  # fmt: skip


def triples() -> Iterator[tuple[str, str, str, str]]:
    """Type, instruction, input and output of what a run would keep, from all three recipes."""
    types: dict[str, str] = {}
    for task in candidates("chat", 110):
        types[task.instruction.lower()] = task.type
        stage = "output_first" if task.is_classification else "input_first"
        for form, text in (("chat", task.instruction), ("paper", task.instruction.capitalize())):
            answer = complete(about(form, stage, text, task.labels if form == "chat" else ()), **settings(form, stage))
            found = parse.read_instances(answer.text, stage == "output_first", answer.finish_reason, form)
            for kept in found.kept:
                shown = re.sub(r"^[A-Z][\w -]*:\s", "", kept.input, count=1) if form == "paper" else kept.input
                if kept.output not in ("", kept.input):
                    yield task.type, text, shown, kept.output
    for task in candidates("alpaca", 30):
        named = complete(about("chat", "classify_again", task.instruction)).text
        for kept in task.instances:
            if kind := re.search(r"Type: (\w+)", named):
                yield kind[1], task.instruction, kept.input, kept.output


def test_outputs_are_right() -> None:
    checked: Counter[str] = Counter()
    for kind, text, shown, output in triples():
        if check := CHECKS.get(kind):
            assert check(text, shown, output), (kind, text, shown, output)
            checked[kind] += 1
    assert not set(CHECKS) - set(checked), "these families did not occur"
    assert checked.total() >= 2000


def test_a_wrong_output_would_be_seen() -> None:
    wrong = [
        ("integer_arithmetic", "What is 3 plus 4?", "", "8"),
        ("ascending_sort", "Sort the numbers below. Put each item on its own line.", "2, 1", "1, 2"),
        ("parity_check", "Is the number below even or odd?", "4", "odd"),
        ("word_reversal", 'Write the word "ab" backwards. Put the answer in square brackets.', "", "[ab]"),
    ]
    for kind, text, shown, output in wrong:
        try:
            held = CHECKS[kind](text, shown, output)
        except (AssertionError, ValueError):
            held = False
        assert not held, kind
