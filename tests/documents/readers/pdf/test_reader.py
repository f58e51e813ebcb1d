"""A PDF as a whole: furniture, headings, pages, what it says of itself, forms."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from selfinstruct.documents.readers.pdf.metadata import iso_date
from tests.documents.readers.pdf.made import PARAGRAPH, document, drawn, lines, refusals, text

WHOLE = " ".join(PARAGRAPH)


def report(number: int, head: str = "Harbour Board · Report 2025") -> object:
    def draw(c: Canvas) -> None:
        lines(c, [head], y=812, size=8)
        lines(c, [f"Page {number} of 9"], x=270, y=25, size=8)
        lines(c, [f"{number}. Chapter of the year"], y=740, size=16)
        lines(c, PARAGRAPH, y=700)

    return draw


def test_running_heads_and_numbers_of_pages_are_left_out_or_kept() -> None:
    data = drawn(*(report(number) for number in range(1, 10)))  # type: ignore[arg-type]
    found = document(data)
    assert found.text.split("\n\n")[:3] == ["# 1. Chapter of the year", WHOLE, "# 2. Chapter of the year"]
    assert "Harbour Board" not in found.text
    assert "of 9" not in found.text
    assert "Harbour Board" in text(data, furniture=True)
    assert [number for _, number in found.pages] == list(range(1, 10))
    assert all(found.text[at:].startswith(f"# {number}.") for at, number in found.pages)


def test_heads_that_change_with_the_chapter_are_left_out() -> None:
    pages = [report(number, f"Chapter {1 + number // 4}: {'Tides' if number < 4 else 'Winds'}") for number in range(8)]
    found = text(drawn(*pages))  # type: ignore[arg-type]
    assert "Tides" not in found
    assert "Winds" not in found


def test_two_pages_with_the_same_line_on_top_keep_it() -> None:
    def draw(c: Canvas) -> None:
        lines(c, ["A letter of the Harbour Board"], y=812)
        lines(c, PARAGRAPH)

    assert text(drawn(draw, draw)).count("A letter of the Harbour Board") == 2


def test_a_paragraph_goes_on_over_the_page_and_past_a_note() -> None:
    def first(c: Canvas) -> None:
        lines(c, [*PARAGRAPH[:2], "the visitors and the light at its end stays dark until the break-"], y=300)
        lines(c, ["A note in small letters, which is no part of the paragraph."], y=120, size=7)

    def second(c: Canvas) -> None:
        lines(c, ["water is opened to everybody again by the guard in the morning."])
        lines(c, ["And then it is Monday, on which the office is open until nine."], y=600)

    found = document(drawn(first, second))
    whole, *rest = found.text.split("\n\n")
    assert whole.endswith("stays dark until the breakwater is opened to everybody again by the guard in the morning.")
    assert [one[:9] for one in rest] == ["And then ", "A note in"]
    assert found.text[found.pages[1][0] :].startswith("water is opened")


def test_headings_come_from_the_outline_where_there_is_one() -> None:
    def draw(c: Canvas) -> None:
        for key, title, level, y in (("a", "Tides", 0, 760), ("b", "At night", 1, 720)):
            c.bookmarkHorizontal(key, 0, y)
            c.addOutlineEntry(title, key, level)
        lines(c, ["Chapter 1. Tides"], y=760, size=11)
        lines(c, ["1.1  At night"], y=720, size=11)
        lines(c, PARAGRAPH, y=690)

    assert text(drawn(draw)).split("\n\n") == ["# Chapter 1. Tides", "## 1.1 At night", WHOLE]


def test_headings_come_from_the_size_of_letters_elsewhere() -> None:
    def draw(c: Canvas) -> None:
        lines(c, ["Tides"], y=760, size=20)
        lines(c, ["At night"], y=720, size=15)
        lines(c, PARAGRAPH, y=690)
        lines(c, ["By day"], y=630, size=11, font="Helvetica-Bold")
        lines(c, PARAGRAPH, y=600)

    assert text(drawn(draw)).split("\n\n") == ["# Tides", "## At night", WHOLE, "### By day", WHOLE]


def contents(c: Canvas) -> None:
    lines(c, ["Contents"], y=770, size=16)
    for at in range(8):
        lines(c, [f"{at + 1} Chapter of the year {'. ' * 30}{at + 2}"], y=740 - 15 * at)


def prices(c: Canvas) -> None:
    for at, (name, price) in enumerate((("Coffee", "2"), ("Tea", "3"), ("Cake", "4"), ("Soup", "5"), ("Fish", "9"))):
        lines(c, [f"{name} {'. ' * 30}{price}"], y=740 - 15 * at)


def test_a_table_of_contents_is_left_out_and_a_list_of_prices_is_not() -> None:
    pages = [report(number) for number in range(2, 10)]
    data = drawn(contents, *pages)  # type: ignore[arg-type]
    assert text(data).startswith("# 2. Chapter of the year")
    assert "Contents" in text(data, furniture=True)
    assert text(drawn(prices)).split("\n")[0] == "Coffee\t2"


def test_what_a_document_says_of_itself() -> None:
    found = document(drawn(lambda c: lines(c, PARAGRAPH), title="Night Ferries"))
    assert (found.title, found.format, found.date) == ("Night Ferries", "pdf", "2000-01-01T00:00:00Z")
    assert document(drawn(lambda c: lines(c, PARAGRAPH), title="Microsoft Word - x.doc")).title == ""


@pytest.mark.parametrize(
    ("date", "found"),
    [
        ("D:20250301093000+01'00'", "2025-03-01T09:30:00+01:00"),
        ("D:20250301093000Z", "2025-03-01T09:30:00Z"),
        ("D:20250301", "2025-03-01"),
        ("D:2025", "2025"),
        ("D:20251399", ""),
        ("last week", ""),
        ("", ""),
    ],
)
def test_dates(date: str, found: str) -> None:
    assert iso_date(date) == found


def test_values_of_a_form_follow_its_page() -> None:
    def draw(c: Canvas) -> None:
        lines(c, ["Application for a berth, to be filled in by the captain"])
        form = c.acroForm
        form.textfield(name="vessel", tooltip="Name of the vessel", value="Alma", x=200, y=600)
        form.textfield(name="empty", tooltip="Remarks", value="", x=200, y=560)
        form.checkbox(name="insured", tooltip="Insured", checked=True, x=200, y=520)
        form.checkbox(name="towed", tooltip="Towed", checked=False, x=200, y=480)
        form.choice(name="port", tooltip="Port", value="Bek", options=["Aal", "Bek"], x=200, y=440)

    found = text(drawn(draw)).split("\n\n")
    assert found[1].split("\n") == ["Name of the vessel: Alma", "Insured: yes", "Port: Bek"]


def test_a_stamp_across_every_page_is_left_out() -> None:
    def draw(c: Canvas) -> None:
        lines(c, PARAGRAPH)
        c.saveState()
        c.translate(150, 300)
        c.rotate(45)
        lines(c, ["DRAFT"], x=0, y=0, size=80)
        c.restoreState()

    assert "DRAFT" not in text(drawn(draw, draw, draw, draw))
    assert "DRAFT" in text(drawn(draw))
    assert refusals(drawn(draw)) == []
