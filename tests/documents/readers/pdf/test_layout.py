"""Lines in reading order, joined to paragraphs, items, code and tables."""

from collections.abc import Callable
from functools import partial

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table

from tests.documents.readers.pdf.made import PARAGRAPH, drawn, lines, text

WHOLE = " ".join(PARAGRAPH)
WORDS = "crew wind logs lamps each before tide ropes fuel harbour crossing valves".split()


def column(name: str, count: int = 14) -> list[str]:
    return [f"{name}{at} {' '.join((WORDS * 2)[at % 7 : at % 7 + 6])}" for at in range(count)]


def words(found: str) -> str:
    return " ".join(found.split())


def test_lines_of_a_paragraph_are_joined_and_parted_words_put_together() -> None:
    texts = ["The inspection of the old break-", "water began in week three, by a well-known", "firm that owns a well-"]
    found = text(drawn(lambda c: lines(c, [*texts, "known tug."])))
    assert found == (
        "The inspection of the old breakwater began in week three, by a well-known firm that owns a well-known tug."
    )


def test_a_gap_and_a_short_line_begin_a_paragraph() -> None:
    def draw(c: Canvas) -> None:
        lines(c, PARAGRAPH, y=760)
        lines(c, [*PARAGRAPH, "evening.", *PARAGRAPH], y=700)

    assert text(drawn(draw)).split("\n\n") == [WHOLE, f"{WHOLE} evening.", WHOLE]


def _across(c: Canvas) -> None:
    c.setFont("Times-Roman", 10)
    for at, (left, right) in enumerate(zip(column("L"), column("R"), strict=True)):
        c.drawString(60, 700 - 13 * at, left)
        c.drawString(320, 700 - 13 * at, right)


def _three(c: Canvas) -> None:
    c.setFont("Times-Roman", 7)
    for at in range(14):
        for side, name in enumerate("LMR"):
            c.drawString(40 + 180 * side, 700 - 10 * at, column(name)[at])


def _title_last(c: Canvas) -> None:
    lines(c, column("L"), x=60, y=600, size=9)
    lines(c, column("R"), x=320, y=600, size=9)
    lines(c, ["The title of it all"], y=700, size=18)


def _foot_first(c: Canvas) -> None:
    lines(c, ["The end of the page comes last of all, as it should."], y=120)
    lines(c, column("L"), y=600)


@pytest.mark.parametrize(
    ("draw", "order"),
    [
        (_across, ["L0 ", "L13 ", "R0 ", "R13 "]),
        (_three, ["L0 ", "L13 ", "M0 ", "M13 ", "R0 ", "R13 "]),
        (_title_last, ["title of", "L0 ", "L13 ", "R0 ", "R13 "]),
        (_foot_first, ["L0 ", "L13 ", "end of the page"]),
    ],
)
def test_the_order_is_that_of_reading(draw: Callable[[Canvas], None], order: list[str]) -> None:
    found = text(drawn(draw))
    places = [found.index(one) for one in order]
    assert places == sorted(places), found


def test_a_table_without_rules_is_no_text_in_columns() -> None:
    rows = [(f"Port {at}", f"{at}.5 m", f"{at} berths") for at in range(12)]

    def draw(c: Canvas) -> None:
        for at, row in enumerate(rows):
            for side, cell in enumerate(row):
                c.drawString(70 + 130 * side, 700 - 16 * at, cell)

    assert text(drawn(draw)).split("\n") == ["\t".join(row) for row in rows]


def _turned(angle: int, c: Canvas) -> None:
    width, height = A4
    c.translate(*{90: (width, 0), 180: (width, height), 270: (0, height)}[angle])
    c.rotate(angle)
    lines(c, PARAGRAPH, y=400)


def _flagged(angle: int, c: Canvas) -> None:
    c.setPageRotation(angle)
    lines(c, PARAGRAPH, y=400)


@pytest.mark.parametrize("angle", [90, 180, 270])
@pytest.mark.parametrize("draw", [_turned, _flagged])
def test_pages_that_are_turned_read_like_others(draw: Callable[[int, Canvas], None], angle: int) -> None:
    assert text(drawn(partial(draw, angle))) == WHOLE


def test_japanese_in_columns_from_the_right() -> None:
    font = UnicodeCIDFont("HeiseiMin-W3", isVertical=True)
    pdfmetrics.registerFont(font)
    columns = (
        "夜行フェリーは十八時三十分に出港し、",
        "翌朝七時に到着する。料金は大人一人",
        "四千五百円である。子供は半額となる。",
    )

    def draw(c: Canvas) -> None:
        c.setFont(font.fontName, 12)
        for at, one in enumerate(columns):
            c.drawString(500 - 20 * at, 760, one)

    assert text(drawn(draw)) == "".join(columns)


def _ruled(c: Canvas, *style: tuple[object, ...], y: float = 640) -> None:
    cells = [["Route", "Vessel", "Fuel (t)"], ["A-B", "Alma", "12.5"], ["B-C", "runs daily\nexcept | Sunday", ""]]
    table = Table(cells, colWidths=[70, 110, 60])
    table.setStyle([*style])
    table.wrapOn(c, 400, 300)
    table.drawOn(c, 70, y)


@pytest.mark.parametrize(
    "style",
    [
        [("GRID", (0, 0), (-1, -1), 0.5, colors.black)],
        [("BOX", (0, 0), (-1, -1), 2, colors.black), ("INNERGRID", (0, 0), (-1, -1), 0.3, colors.grey)],
        [("INNERGRID", (0, 0), (-1, -1), 1, colors.black)],
    ],
)
def test_a_ruled_table_stands_in_its_place(style: list[tuple[object, ...]]) -> None:
    def draw(c: Canvas) -> None:
        c.drawString(70, 740, "Before the table.")
        _ruled(c, *style)
        c.drawString(70, 600, "After the table.")

    assert text(drawn(draw)) == (
        "Before the table.\n\n| Route | Vessel | Fuel (t) |\n| --- | --- | --- |\n| A-B | Alma | 12.5 |\n"
        "| B-C | runs daily except \\| Sunday | |\n\nAfter the table."
    )


def test_joined_cells_hold_their_text_once() -> None:
    grid = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)
    cells = [["Fares", ""], ["Adult", "12.50"], ["Child", "6.00"]]

    def draw(c: Canvas) -> None:
        table = Table(cells, colWidths=[70, 70])
        table.setStyle([grid, ("SPAN", (0, 0), (1, 0))])
        table.wrapOn(c, 400, 300)
        table.drawOn(c, 70, 640)

    assert text(drawn(draw)) == "| Fares | |\n| --- | --- |\n| Adult | 12.50 |\n| Child | 6.00 |"


def test_a_frame_around_a_text_is_no_table() -> None:
    def draw(c: Canvas) -> None:
        c.rect(60, 700, 420, 80)
        lines(c, PARAGRAPH)

    assert text(drawn(draw)) == WHOLE


def test_a_table_goes_on_over_a_page_without_its_head_again() -> None:
    found = text(drawn(lambda c: _ruled(c, GRID), lambda c: _ruled(c, GRID)))
    assert found.count("Route") == 1
    assert found.count("| A-B |") == 2


GRID = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)


def test_items_keep_their_marks_and_depth() -> None:
    def draw(c: Canvas) -> None:
        items = [(70, "• ropes"), (90, "• long ones"), (70, "• lamps"), (70, "1. a numbered one")]
        for at, (x, one) in enumerate(items):
            c.drawString(x, 700 - 15 * at, one)

    assert text(drawn(draw)).split("\n") == ["- ropes", "  - long ones", "- lamps", "1. a numbered one"]


def test_code_keeps_its_indentation_and_is_not_joined() -> None:
    def draw(c: Canvas) -> None:
        lines(c, PARAGRAPH)
        c.setFont("Courier", 10)
        for at, (x, one) in enumerate([(70, "for route in routes:"), (94, "sail(route)"), (70, "moor()  # at last")]):
            c.drawString(x, 690 - 12 * at, one)

    assert text(drawn(draw)).endswith("\n\n```\nfor route in routes:\n    sail(route)\nmoor()  # at last\n```")


def test_terms_stand_with_what_they_mean() -> None:
    def draw(c: Canvas) -> None:
        c.setFont("Helvetica", 11)
        for at, name in enumerate(("berth", "quay")):
            c.drawString(70, 700 - 40 * at, name)
            c.drawString(150, 700 - 40 * at, "a place at which a ship may lie for as")
            c.drawString(150, 686 - 40 * at, "long as its captain has paid the dues.")

    meaning = "a place at which a ship may lie for as long as its captain has paid the dues."
    assert text(drawn(draw)) == f"- berth {meaning}\n- quay {meaning}"


def test_raised_numbers_are_marks_of_notes_or_exponents() -> None:
    def draw(c: Canvas) -> None:
        at = c.beginText(70, 700)
        at.setFont("Helvetica", 11)
        for words_of, mark in (("The ferry is old", "1"), (" and takes 10", "6"), (" m", "3"), (" of water", "")):
            at.textOut(words_of)
            at.setRise(4)
            at.setFont("Helvetica", 6)
            at.textOut(mark)
            at.setRise(0)
            at.setFont("Helvetica", 11)
        c.drawText(at)

    assert text(drawn(draw)) == "The ferry is old[^1] and takes 10⁶ m³ of water"
