"""Pictures show their numbers: read back from the SVG, lengths and angles are those of the data."""

import math
import re
from xml.etree import ElementTree as ET

import pytest
from markupsafe import Markup

from selfinstruct.pictures.bars import bars, histogram, intervals
from selfinstruct.pictures.lines import course
from selfinstruct.pictures.maps import heat_map, matrix
from selfinstruct.pictures.scales import number, percent, shortened_apart, ticks
from selfinstruct.pictures.sunburst import sunburst
from selfinstruct.pictures.svg import LETTER, Numbers


def read(picture: Markup) -> ET.Element:
    """The picture as XML: whatever an HTML parser would put up with is an error here."""
    return ET.fromstring(str(picture))


def boxes(picture: Markup) -> list[ET.Element]:
    return list(read(picture).iter("rect"))


def written(picture: Markup) -> list[str]:
    return ["".join(item.itertext()) for item in read(picture).iter("text")]


def test_bars_are_as_long_as_their_amounts() -> None:
    amounts = [812.0, 406.0, 203.0, 1.0, 0.0]
    picture = bars(Numbers(), "t", [(f"n{at}", amount) for at, amount in enumerate(amounts)], whole=1422)
    lengths = [float(box.get("width") or "") for box in boxes(picture)]
    for length, amount in zip(lengths, amounts, strict=True):
        assert length / lengths[0] == pytest.approx(amount / amounts[0], abs=0.001)
    assert "812 (57 %)" in written(picture)


@pytest.mark.parametrize("counts", [[3, 40, 7, 0, 1], [1], [0, 0, 5], [10**9, 1, 1]])
def test_a_histogram_stands_on_its_axis(counts: list[float]) -> None:
    picture = histogram(Numbers(), "t", counts, [str(at) for at in range(len(counts) + 1)])
    tall = [float(box.get("height") or "") for box in boxes(picture)]
    for height, count in zip(tall, counts, strict=True):
        assert height / max(tall) == pytest.approx(count / max(counts), abs=0.001)
    assert len({round(float(box.get("y") or "") + float(box.get("height") or ""), 1) for box in boxes(picture)}) == 1


def test_the_pieces_of_a_sunburst_are_whole_turns() -> None:
    tree = [("write", 50, [("poem", 30), ("story", 10)]), ("give", 30, [("list", 30)]), ("مرحبا", 20, [])]
    found = [item.get("d") or "" for item in read(sunburst(Numbers(), "t", tree)).iter("path")]
    turns: dict[float, list[float]] = {}
    for way in found:
        places = [float(value) for value in re.findall(r"-?\d+(?:\.\d+)?", way)]
        (x, y), (to_x, to_y), radius = places[:2], places[7:9], places[2]
        start, end = (math.atan2(b - 280, a - 280) for a, b in ((x, y), (to_x, to_y)))
        turns.setdefault(radius, []).append(((end - start) / (2 * math.pi)) % 1)
    inner, outer = turns[165.0], turns[185.0]
    assert inner == pytest.approx([0.5, 0.3, 0.2], abs=0.002)
    assert outer == pytest.approx([0.3, 0.1, 0.3], abs=0.002)


def test_a_single_branch_is_a_whole_ring() -> None:
    assert len(list(read(sunburst(Numbers(), "t", [("write", 3, [("poem", 3)])])).iter("path"))) == 2


def test_a_heat_map_has_a_cell_for_each_amount_but_nothing() -> None:
    amounts = [[(row * column) % 7 for column in range(24)] for row in range(100)]
    rows, columns = [f"row {at}" for at in range(100)], [f"column {at}" for at in range(24)]
    picture = heat_map(Numbers(), "t", rows, columns, amounts)
    paths = [item.get("d") or "" for item in read(picture).iter("path")]
    assert len(paths) <= 5
    assert sum(way.count("M") for way in paths) == sum(value > 0 for line in amounts for value in line)
    assert len(picture) < 60_000


def test_a_matrix_tells_its_numbers() -> None:
    picture = matrix(Numbers(), "t", ["a", "b"], ["a", "b"], [[None, 1234], [5, None]])
    assert {"1,234", "5"} <= set(written(picture))
    assert len(boxes(picture)) == 2


def test_a_course_goes_through_its_values() -> None:
    values = [1.0, 0.5, None, 0.25]
    picture = course(Numbers(), "t", 40, [("accepted", values)], thresholds=[(0.02, "limit")])
    line = next(item.get("d") or "" for item in read(picture).iter("path") if item.get("class") == "curve")
    heights = [float(point.split()[1]) for point in line.strip("M").split("L")]
    assert [(160 - height) / 148 for height in heights] == pytest.approx([1.0, 0.5, 0.25], abs=0.001)


def test_intervals_lie_where_they_are() -> None:
    found = boxes(intervals(Numbers(), "t", [("right", 0.8, 0.9, 0.95), ("all", 0.0, 0.5, 1.0)]))
    whole = float(found[2].get("width") or "")
    assert float(found[0].get("width") or "") / whole == pytest.approx(0.15, abs=0.001)


@pytest.mark.parametrize("most", [1, 3, 7, 40, 99, 1234, 10**7, 0.3])
def test_ticks_are_round_and_reach_the_most(most: float) -> None:
    found = ticks(most)
    step = found[1] - found[0]
    assert found[-1] >= most > found[-1] - step
    assert f"{step:e}"[0] in "125"
    assert 3 <= len(found) <= 7


@pytest.mark.parametrize(
    "picture",
    [
        bars(Numbers(), "t", []),
        histogram(Numbers(), "t", [], ["0"]),
        histogram(Numbers(), "t", [0, 0], ["0", "1", "2"]),
        intervals(Numbers(), "t", []),
        course(Numbers(), "t", 0, []),
        course(Numbers(), "t", 1, [("a", [1.0])]),
        heat_map(Numbers(), "t", [], [], []),
        sunburst(Numbers(), "t", []),
        sunburst(Numbers(), "t", [("a", 0, [])]),
    ],
)
def test_nothing_draws_nothing(picture: Markup) -> None:
    assert picture == ""


@pytest.mark.parametrize("name", ["x" * 5_000, "שלום עולם", "<b>&\"'", "\u202e\ud800\0", ""])
def test_any_name_is_a_label(name: str) -> None:
    rows = [(name, 1.0), *((f"{name}{at}", 0.5) for at in range(1_000))]
    for picture in (
        bars(Numbers(), name, rows),
        sunburst(Numbers(), name, [(name, 3, [(name, 2)])]),
        heat_map(Numbers(), name, [name], [name], [[1]]),
        matrix(Numbers(), name, [name], [name], [[1]]),
        intervals(Numbers(), name, [(name, 0.1, 0.2, 0.3)]),
    ):
        assert read(picture).get("role") == "img"


def test_a_map_tells_its_numbers_and_what_its_shades_mean() -> None:
    rows, columns = ["one", "two"], ["left", "right"]
    found = read(heat_map(Numbers(), "t", rows, columns, [[10, 1], [0, 4]], unit="tasks"))
    about = [item.findtext("title") for item in found.iter("rect") if item.find("title") is not None]
    assert about == ["one, left: 10", "one, right: 1", "two, right: 4"]
    texts = [item.text for item in found.iter("text")]
    assert texts[:3] == ["10", "1", "4"]
    assert texts[-4:] == ["tasks", "1", "4", "10"]
    many = read(heat_map(Numbers(), "t", [str(n) for n in range(30)], columns * 5, [range(10)] * 30, unit="tasks"))
    assert len(list(many.iter("path"))) == 5
    assert [item.text for item in many.iter("text")][-6:] == ["tasks", "1", "2 to 3", "4 to 5", "6 to 7", "8 to 9"]


def test_slanted_names_lie_within_a_map() -> None:
    for count in (1, 5, 12, 60):
        names = [f"{n} demanding, needs knowledge"[:26] for n in range(count)]
        found = read(heat_map(Numbers(), "t", names, names, [[1] * count] * count))
        wide = float((found.get("viewBox") or "").split()[2])
        for item in found.iter("text"):
            if place := re.match(r"translate\(([\d.]+) ", item.get("transform") or ""):
                assert float(place[1]) + len(item.text or "") * LETTER * 0.707 < wide


def test_names_that_begin_alike_are_told_apart() -> None:
    names = [f"label_again (offline/judge-{letter})" for letter in "abc"]
    found = shortened_apart(names, 25)
    assert found == [f"label_agai…fline/judge-{letter})" for letter in "abc"]
    assert shortened_apart(["a long name of one", "short"], 8) == ["a long…", "short"]
    shown = [item.text for item in read(bars(Numbers(), "t", [(name, 1) for name in names])).iter("text")]
    assert len(set(shown[::2])) == 3


def test_pictures_of_a_kind_share_a_scale_where_they_are_told_to() -> None:
    tops: dict[str, float] = {}
    for numbers in (Numbers(tops=tops), Numbers(tops=tops)):
        tall = boxes(histogram(numbers, "one", [1, 2], "abc", kind="k"))[1].get("height")
        taller = boxes(histogram(numbers, "two", [1, 4], "abc", kind="k"))[1].get("height")
    assert float(taller or "") == 2 * float(tall or "")
    alone = [boxes(histogram(Numbers(), "one", [1, most], "abc"))[1].get("height") for most in (2, 4)]
    assert alone[0] == alone[1]


@pytest.mark.parametrize(("columns", "kind"), [(2, "picture slim"), (5, "picture slim"), (9, "picture")])
def test_a_table_of_few_columns_fits_a_narrow_screen(columns: int, kind: str) -> None:
    names = [f"name {n}" for n in range(columns)]
    assert read(matrix(Numbers(), "t", names, names, [[1] * columns] * columns)).get("class") == kind


def test_pictures_have_names_of_their_own() -> None:
    numbers = Numbers()
    made = [read(bars(numbers, "t", [("a", 1)])) for _ in range(3)]
    names = [item.get("id") for picture in made for item in picture if item.get("id")]
    assert len(set(names)) == 6
    assert all((picture.get("aria-labelledby") or "").split()[0] in names for picture in made)


@pytest.mark.parametrize(
    ("value", "told"), [(0, "0"), (1234567, "1,234,567"), (0.5, "0.5"), (2.345, "2.35"), (0.00123, "0.0012")]
)
def test_numbers_as_people_read_them(value: float, told: str) -> None:
    assert number(value) == told


def test_percent() -> None:
    assert [percent(*pair) for pair in ((1, 2), (1, 300), (299, 300), (0, 5), (0, 0))] == [
        "50 %", "0.3 %", "99.7 %", "0 %", "–",
    ]  # fmt: skip
