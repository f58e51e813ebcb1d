"""Skills about days and the clock."""

from datetime import date, timedelta
from random import Random

from selfinstruct.models.offline.skills.skill import Skill, alone, given, labelled
from selfinstruct.models.offline.wording.grammar import Values, pick

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SEASONS = {"winter": (12, 1, 2), "spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11)}
_PARTS = {"morning": (6, 11), "afternoon": (12, 17), "evening": (18, 22)}


def long_date(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def parsed(text: str) -> date:
    """ValueError where the text is no date such as 3 March 2024."""
    day, month, year = text.split()
    return date(int(year), MONTHS.index(month.capitalize()) + 1, int(day))


def any_day(rng: Random, first: int = 1950, last: int = 2049) -> date:
    return date(rng.randint(first, last), 1, 1) + timedelta(days=rng.randint(0, 364))


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _minutes(text: str) -> int:
    hours, minutes = map(int, text.split(":"))
    if hours > 23 or minutes > 59:
        raise ValueError(f"{text} is no time of day")
    return 60 * hours + minutes


def _span_values(rng: Random) -> Values:
    start = any_day(rng)
    return {"a": long_date(start), "b": long_date(start + timedelta(days=rng.randint(9, 700)))}


def _plus_values(rng: Random) -> Values:
    return {"a": long_date(any_day(rng)), "n": str(rng.randint(8, 320))}


def _duration(_values: Values, rng: Random) -> tuple[str, str]:
    start = rng.randint(300, 1000)
    length = rng.randint(11, 400)
    return f"from {_clock(start)} to {_clock(start + length)}", str(length)


def _month_days(values: Values, _rng: Random) -> tuple[str, str]:
    month, year = MONTHS.index(values["month"].capitalize()) + 1, int(values["year"])
    following = date(year + month // 12, month % 12 + 1, 1)
    return "", str((following - date(year, month, 1)).days)


def _leap(label: str, rng: Random) -> str:
    wanted = label == "leap year"
    while True:
        year = rng.choice((rng.randint(1600, 2400), 100 * rng.randint(16, 24)))
        if ((year % 4 == 0 and year % 100 != 0) or year % 400 == 0) == wanted:
            return str(year)


def _weekend(label: str, rng: Random) -> str:
    wanted = label == "weekend"
    while True:
        day = any_day(rng)
        if (day.weekday() >= 5) == wanted:
            return long_date(day)


def _season(label: str, rng: Random) -> str:
    month = MONTHS[pick(rng, SEASONS[label]) - 1]
    return f"{rng.randint(1, 28)} {month}"


def _side(values: Values, rng: Random) -> tuple[str, str]:
    shift = timedelta(days=rng.randint(1, 900) * (-1 if values["label"] == "before" else 1))
    return long_date(parsed(values["a"]) + shift), values["label"]


def _day_part(label: str, rng: Random) -> str:
    first, last = _PARTS[label]
    return f"{rng.randint(first, last):02d}:{rng.randint(0, 59):02d}"


SKILLS = (
    Skill(
        "days_between_dates",
        (
            "how many days lie between {a:date} and {b:date}, counting the later day but not the earlier one?",
            "count the days from {a:date} to {b:date} without the first day but with the last.",
            "something was [lent|ordered|planted] on {a:date} and [returned|delivered|harvested] on {b:date}; "
            "after how many days was that, if the first day is not counted?",
        ),
        alone(lambda values: str(abs((parsed(values["b"]) - parsed(values["a"])).days))), _span_values,
    ),
    Skill(
        "date_after_days",
        (
            "which date is {n:int} days after {a:date}? Write it like the date given here.",
            "a [permit|ticket|guarantee] starts on {a:date} and ends {n:int} days later; name the end date in "
            "the same notation.",
            "add {n:int} days to {a:date} and write the date in the same way.",
        ),
        alone(lambda values: long_date(parsed(values["a"]) + timedelta(days=int(values["n"])))), _plus_values,
    ),
    Skill(
        "date_before_days",
        (
            "which date lies {n:int} days before {a:date}? Write it like the date given here.",
            "[an event|a race|a fair] is on {a:date} and preparations start {n:int} days earlier; name that date "
            "in the same notation.",
            "go back {n:int} days from {a:date} and write the date in the same way.",
        ),
        alone(lambda values: long_date(parsed(values["a"]) - timedelta(days=int(values["n"])))), _plus_values,
    ),
    Skill(
        "weekday_of_date",
        (
            "on which day of the week does {a:date} fall in the Gregorian calendar? Name the weekday.",
            "what weekday is {a:date}, by the Gregorian calendar?",
            "give the English name of the weekday that belongs to {a:date}.",
        ),
        alone(lambda values: WEEKDAYS[parsed(values["a"]).weekday()]), lambda rng: {"a": long_date(any_day(rng))},
    ),
    Skill(
        "weekday_after_days",
        (
            "if today is a {day:word}, which weekday will it be in {n:int} days?",
            "the first [session|delivery|lesson] was on a {day:word}; which weekday comes {n:int} days after it?",
            "start from a {day:word}, count {n:int} days on and name the weekday.",
        ),
        alone(lambda values: WEEKDAYS[(WEEKDAYS.index(values["day"].capitalize()) + int(values["n"])) % 7]),
        lambda rng: {"day": pick(rng, WEEKDAYS), "n": str(rng.randint(8, 400))},
    ),
    Skill(
        "date_reformatting",
        (
            "[rewrite|write] the date below in the form YYYY-MM-DD.",
            "convert the given date to ISO notation, year first, with hyphens.",
            "a database takes dates as YYYY-MM-DD only; put the one in the input into that shape.",
        ),
        given(lambda rng: long_date(any_day(rng)), lambda day: parsed(day).isoformat()), field="Date",
    ),
    Skill(
        "clock_addition",
        (
            "what time is it {n:int} minutes after {a:clock} on a 24-hour clock?",
            "[a bus|a pump|an oven] starts at {a:clock} and runs {n:int} minutes; when does it stop, in 24-hour "
            "time as HH:MM?",
            "add {n:int} minutes to {a:clock} and write the time as HH:MM with 24 hours.",
        ),
        alone(lambda values: _clock(_minutes(values["a"]) + int(values["n"]))),
        lambda rng: {"a": _clock(rng.randint(0, 1439)), "n": str(rng.randint(15, 400))},
    ),
    Skill(
        "duration_in_minutes",
        (
            "how many minutes does the period below last?",
            "work out the length of the given time span in minutes.",
            "a shift is noted in the input with its start and end; turn it into minutes.",
        ),
        _duration, field="Period",
    ),
    Skill(
        "days_in_month",
        (
            "how many days did or does {month:word} {year:int} have?",
            "tell the number of days in {month:word} of the year {year:int}.",
            "a rent is paid by the day: how many days are there in {month:word} {year:int}?",
        ),
        _month_days,
        lambda rng: {"month": rng.choice((MONTHS[1], pick(rng, MONTHS))), "year": str(rng.randint(1900, 2100))},
    ),
    Skill(
        "leap_year_check",
        (
            "by the Gregorian rules, is the year below a {labels}?",
            "mark the given year as {labels} (Gregorian calendar).",
            "does the Gregorian calendar make the year in the input a {labels}?",
        ),
        labelled(_leap), family="label", field="Year", labels=("leap year", "common year"),
    ),
    Skill(
        "weekend_check",
        (
            "tell whether the date below falls on a {labels}, where Saturday and Sunday make the weekend.",
            "Saturday and Sunday are the weekend: sort the given date into {labels}.",
            "find the day of the week of the date in the input and answer {labels}; Saturday and Sunday count as "
            "weekend.",
        ),
        labelled(_weekend), family="label", field="Date", labels=("weekday", "weekend"),
    ),
    Skill(
        "season_of_date",
        (
            "in which northern season is the day below, if seasons start on the first of March, June, September "
            "and December: {labels}?",
            "assign the given day to {labels}, with northern seasons that begin on the first of March, June, "
            "September and December.",
        ),
        labelled(_season), family="label", field="Day", labels=tuple(SEASONS),
    ),
    Skill(
        "date_side",
        (
            "is the date below {labels} {a:date}?",
            "a deadline is set for {a:date}. Compare the given date with it and answer {labels}.",
            "hold the date in the input against {a:date} and label it {labels}.",
        ),
        _side, lambda rng: {"a": long_date(any_day(rng))}, family="label", field="Date", labels=("before", "after"),
    ),
    Skill(
        "part_of_day",
        (
            "put the time of day below into one of three shifts: {labels}. The second starts at noon, the last "
            "at 18:00.",
            "a desk has three shifts, with changes at 12:00 and 18:00. Does the given time belong to {labels}?",
            "with noon and 18:00 as borders, classify the time in the input as {labels}.",
        ),
        labelled(_day_part), family="label", field="Time", labels=tuple(_PARTS),
    ),
)  # fmt: skip
