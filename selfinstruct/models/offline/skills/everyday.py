"""Skills of the household and the workshop: units, areas, money, journeys, recipes."""

from fractions import Fraction
from random import Random

from selfinstruct.models.offline.skills.skill import Skill, alone, labelled
from selfinstruct.models.offline.wording.grammar import Values, pick
from selfinstruct.models.offline.wording.vocabulary import OBJECTS

# How many of the smallest unit of its kind each holds, so that any two of a kind convert exactly or not at all.
_UNITS = {
    "length": {"millimetres": 1, "centimetres": 10, "metres": 1000, "kilometres": 1_000_000},
    "weight": {"grams": 1, "kilograms": 1000, "tonnes": 1_000_000},
    "time": {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400},
    "volume": {"millilitres": 1, "centilitres": 10, "litres": 1000},
    "data": {"bits": 1, "bytes": 8, "kilobytes": 8000},
    "angle": {"arc minutes": 1, "degrees": 60, "full turns": 21_600},
}
_INGREDIENTS = ("flour", "sugar", "butter", "milk", "rice", "lentils", "honey", "oats", "cream", "yeast", "raisins")


def decimal(value: Fraction, places: int = 4) -> str:
    """The exact decimal form; ValueError where it needs more places."""
    shifted = value * 10**places
    if shifted.denominator != 1:
        raise ValueError(f"{value} needs more than {places} decimals")
    whole, rest = divmod(abs(shifted.numerator), 10**places)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{rest:0{places}d}".rstrip("0").rstrip(".")


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _cents(text: str) -> int:
    whole, _, rest = text.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0")[:2] or 0)


def _convert_values(rng: Random) -> Values:
    units = _UNITS[rng.choice(list(_UNITS))]
    while True:
        a, b = rng.sample(list(units), 2)
        small = max(1, units[b] // units[a])
        number = rng.randint(2, 99) * (small if rng.random() < 0.5 else max(1, small // 4))
        if number < 10_000_000 and (Fraction(number * units[a], units[b]) * 10_000).denominator == 1:
            return {"n": str(number), "a": a, "b": b}


def _convert(values: Values, _rng: Random) -> tuple[str, str]:
    for units in _UNITS.values():
        if values["a"].lower() in units and values["b"].lower() in units:
            return "", decimal(Fraction(int(values["n"]) * units[values["a"].lower()], units[values["b"].lower()]))
    raise ValueError("not of one kind")


def _to_celsius(_values: Values, rng: Random) -> tuple[str, str]:
    celsius = rng.randint(-30, 220)
    return f"{decimal(Fraction(celsius * 9, 5) + 32)} degrees Fahrenheit", str(celsius)


def _two(rng: Random, low: int, high: int) -> Values:
    return {"a": str(rng.randint(low, high)), "b": str(rng.randint(low, high))}


def _box(_values: Values, rng: Random) -> tuple[str, str]:
    a, b, c = (rng.randint(3, 90) for _ in range(3))
    return f"{a} cm by {b} cm by {c} cm", f"{a * b * c} cubic centimetres"


def _journey_values(rng: Random) -> Values:
    speed = rng.randint(2, 24) * 5
    return {"v": str(speed), "d": str(speed * rng.randint(2, 40) // 4 if speed % 4 == 0 else speed * rng.randint(1, 9))}


def _speed(_values: Values, rng: Random) -> tuple[str, str]:
    speed, hours = rng.randint(4, 130), rng.randint(2, 9)
    return f"{speed * hours} km in {hours} hours", f"{speed} km/h"


def _total(_values: Values, rng: Random) -> tuple[str, str]:
    lines, total = [], 0
    for thing in rng.sample(OBJECTS, rng.randint(2, 5)):
        count, price = rng.randint(1, 6), rng.randint(20, 3000)
        total += count * price
        lines.append(f"{count} x {thing} at {_money(price)}")
    return "\n".join(lines), _money(total)


def _pay_values(rng: Random) -> Values:
    note = rng.choice((10, 50, 100, 200))
    return {"a": _money(rng.randint(100, note * 100 - 5)), "b": str(note)}


def _change(values: Values, _rng: Random) -> tuple[str, str]:
    left = int(values["b"]) * 100 - _cents(values["a"])
    if left < 0:
        raise ValueError("too little is paid")
    return "", _money(left)


def _split(values: Values, _rng: Random) -> tuple[str, str]:
    share, rest = divmod(_cents(values["a"]), int(values["k"]))
    if rest:
        raise ValueError("does not divide evenly")
    return "", _money(share)


def _split_values(rng: Random) -> Values:
    people = rng.randint(3, 12)
    return {"a": _money(people * rng.randint(350, 6000)), "k": str(people)}


def _discount(values: Values, _rng: Random) -> tuple[str, str]:
    cents = Fraction(int(values["n"]) * 100 * (100 - int(values["p"])), 100)
    if cents.denominator != 1 or cents < 0:
        raise ValueError("no whole cents")
    return "", _money(int(cents))


def _recipe(values: Values, rng: Random) -> tuple[str, str]:
    before, after = int(values["a"]), int(values["b"])
    if not 1 <= before <= 100 or after < 1 or before == after:
        raise ValueError("cannot be scaled")
    amounts = [(thing, before * rng.randint(1, 60)) for thing in rng.sample(_INGREDIENTS, rng.randint(2, 5))]
    return (
        "\n".join(f"{amount} g {thing}" for thing, amount in amounts),
        "\n".join(f"{amount // before * after} g {thing}" for thing, amount in amounts),
    )


def _recipe_values(rng: Random) -> Values:
    a, b = rng.sample(range(2, 25), 2)
    return {"a": str(a), "b": str(b)}


SKILLS = (
    Skill(
        "unit_conversion",
        (
            "[convert|change] {n:int} {a:unit} to {b:unit}.",
            "how many {b:unit} are {n:int} {a:unit}?",
            "[express|state] {n:int} {a:unit} in {b:unit}.",
            "a [label|data sheet|note] says {n:int} {a:unit}; what is that in {b:unit}?",
        ),
        _convert, _convert_values,
    ),
    Skill(
        "celsius_to_fahrenheit",
        (
            "convert {n:int} degrees Celsius to Fahrenheit.",
            "a thermometer [shows|reads] {n:int} degrees Celsius; what would it show in Fahrenheit?",
            "how warm is {n:int} degrees Celsius on the Fahrenheit scale, as an exact number?",
        ),
        alone(lambda values: decimal(Fraction(int(values["n"]) * 9, 5) + 32)),
        lambda rng: {"n": str(rng.randint(-40, 250))},
    ),
    Skill(
        "fahrenheit_to_celsius",
        (
            "convert the temperature below to degrees Celsius, without the unit.",
            "what is the given Fahrenheit temperature in Celsius? Leave the unit out.",
            "[an oven|a recipe|a forecast] uses Fahrenheit, see the input: give the Celsius value without its unit.",
        ),
        _to_celsius, field="Temperature",
    ),
    Skill(
        "rectangle_area",
        (
            "what is the area of a [room|field|carpet|yard] {a:int} metres long and {b:int} metres wide, in "
            "square metres?",
            "find the area in square metres of a rectangle of {a:int} by {b:int} metres.",
            "[turf|tiles|paint] must cover {a:int} metres by {b:int} metres; how many square metres is that?",
        ),
        alone(lambda values: f"{int(values['a']) * int(values['b'])} square metres"), lambda rng: _two(rng, 3, 120),
    ),
    Skill(
        "rectangle_perimeter",
        (
            "how many metres of fence go around a rectangular [garden|meadow|pool] of {a:int} by {b:int} metres?",
            "find the perimeter of a rectangle that measures {a:int} metres by {b:int} metres.",
            "a [path|hedge|string of lights] runs once around a square-cornered plot of {a:int} by {b:int} "
            "metres: how long is it in metres?",
        ),
        alone(lambda values: f"{2 * (int(values['a']) + int(values['b']))} metres"), lambda rng: _two(rng, 4, 150),
    ),
    Skill(
        "triangle_area",
        (
            "a [sail|flag|pennant] is a triangle with a base of {a:int} cm and a height of {b:int} cm; what is "
            "its area in square centimetres?",
            "find the area of a triangle whose base is {a:int} cm and whose height is {b:int} cm.",
        ),
        alone(lambda values: f"{decimal(Fraction(int(values['a']) * int(values['b']), 2))} square centimetres"),
        lambda rng: _two(rng, 5, 140),
    ),
    Skill(
        "box_volume",
        (
            "what volume does the box with the measures below have, in cubic centimetres?",
            "multiply out the volume in cubic centimetres of the given box.",
            "a [crate|drawer|tank] has the inner measures in the input; how many cubic centimetres does it hold?",
        ),
        _box, field="Measures",
    ),
    Skill(
        "travel_time",
        (
            "how many minutes does it take to cover {d:int} km at a steady {v:int} km/h?",
            "a [van|train|cyclist] keeps to {v:int} km/h all along; after how many minutes are {d:int} km done?",
            "find the travel time in minutes for {d:int} km at {v:int} km/h.",
        ),
        alone(lambda values: decimal(Fraction(int(values["d"]) * 60, int(values["v"])))), _journey_values,
    ),
    Skill(
        "average_speed",
        (
            "work out the average speed for the journey below in km/h.",
            "how fast was the given trip on average, in km/h?",
            "the input notes a distance and the hours it took: state the mean speed in km/h.",
        ),
        _speed, field="Journey",
    ),
    Skill(
        "shopping_total",
        (
            "add up the [receipt|bill|order] below and give the total with two decimals.",
            "what do the listed goods cost together, to the cent and with two decimals?",
            "multiply and sum the lines in the input; state the grand total with two decimals.",
        ),
        _total, field="Goods",
    ),
    Skill(
        "change_from_payment",
        (
            "the bill is {a:dec} euros and a customer pays with {b:int} euros; how much change is due, with two "
            "decimals?",
            "somebody hands over {b:int} euros for goods worth {a:dec} euros: state the change with two decimals.",
        ),
        _change, _pay_values,
    ),
    Skill(
        "bill_splitting",
        (
            "{k:int} [friends|colleagues|guests] share a bill of {a:dec} euros evenly; what does each pay, with "
            "two decimals?",
            "split {a:dec} euros evenly among {k:int} people and give one share with two decimals.",
        ),
        _split, _split_values,
    ),
    Skill(
        "discounted_price",
        (
            "a [coat|bicycle|sofa|tent] costs {n:int} euros before a discount of {p:int} percent; what is the "
            "new price, with two decimals?",
            "take {p:int} percent off a price of {n:int} euros and give what remains with two decimals.",
            "what must be paid for goods of {n:int} euros after {p:int} percent discount? Use two decimals.",
        ),
        _discount, lambda rng: {"n": str(rng.randint(11, 900)), "p": str(rng.randint(1, 15) * 5)},
    ),
    Skill(
        "recipe_scaling",
        (
            "the recipe below serves {a:int}; rewrite its ingredient list, line by line, for {b:int} people.",
            "scale the given ingredients from {a:int} portions to {b:int} portions and keep the layout of the lines.",
            "a cook has amounts for {a:int} guests, see the input, but {b:int} are coming: write the list anew "
            "in the same layout.",
        ),
        _recipe, _recipe_values, "block", "Ingredients",
    ),
    Skill(
        "quantity_kind",
        (
            "which kind of quantity is the measurement below: {labels}?",
            "sort the given measurement by what it measures: {labels}.",
            "a note holds one measured value, see the input; is it a {labels}?",
        ),
        labelled(lambda label, rng: f"{rng.randint(2, 800)} {pick(rng, list(_UNITS[label]))}"),
        family="label", field="Measurement", labels=("length", "weight", "time", "volume"),
    ),
)  # fmt: skip
