import datetime

import pytest

from selfinstruct.documents.office.sheet_checks import check_reach, check_repeated
from selfinstruct.documents.readers.sheets import read_sheets, sheet_blocks
from tests.documents.readers.reading import read, refusal
from tests.documents.zipped import unzipped, zipped

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def xlsx(*sheets: tuple[str, str, str]) -> bytes:
    """A workbook of sheets: name, state and rows as XML."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{state}" r:id="r{n}"/>'
        for n, (name, state, _) in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="r{n}" Type="{TYPES}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts><cellXfs><xf numFmtId="0"/><xf '
        'numFmtId="164"/></cellXfs>'
    )
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="a" Type="{TYPES}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{TYPES}"><sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELS}">{related}</Relationships>',
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
            **{
                f"xl/worksheets/sheet{n}.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
                for n, (_, _, rows) in enumerate(sheets, 1)
            },
        }
    )


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">' + "".join(cells) + "</row>"


def s(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def n(place: str, value: str, formula: str = "", style: int = 0, kind: str = "n") -> str:
    return f'<c r="{place}" s="{style}" t="{kind}">{formula}<v>{value}</v></c>'


def test_sheets_are_sections_and_hidden_ones_are_left_out() -> None:
    one = row(1, s("A1", "Fares")) + row(2, s("A2", "Route"), s("B2", "Price")) + row(3, s("A3", "NA"), n("B3", "20.5"))
    data = xlsx(
        ("One", "visible", one),
        ("No", "hidden", one),
        ("No2", "veryHidden", one),
        ("Two", "visible", row(1, n("A1", "3"))),
    )
    document, refused = read(read_sheets, data)
    assert document.text == "# One\n\nFares\n\n| Route | Price |\n| --- | --- |\n| NA | 20.5 |\n\n# Two\n\n3"
    assert document.pages == ((0, 1), (document.text.index("# Two"), 4))
    assert (document.format, refused) == ("xlsx", [])


def test_values_as_people_see_them() -> None:
    cells = (
        n("A1", "3.0"), n("B1", "0.30000000000000004"), s("C1", "007"), n("D1", "45717", style=1),
        n("E1", "1", kind="b"),
        n("F1", "#DIV/0!", kind="e"), n("G1", "8", "<f>SUM(A1:B1)</f>"), s("H1", " a\n b|c "), n("I1", "123456789012"),
    )  # fmt: skip
    rest = row(2, s("A2", "x"), s("F2", "y"))
    text = read(read_sheets, xlsx(("S", "visible", row(1, *cells) + rest)))[0].text
    assert text.split("\n")[2] == "| 3 | 0.3 | 007 | 2025-03-01 | TRUE | | 8 | a b\\|c | 123456789012 |"


def test_formulas_without_a_value_are_counted_for_each_sheet() -> None:
    rows = row(
        1,
        s("A1", "a"),
        '<c r="B1"><f>A1</f></c>',
        '<c r="C1"><f>A2</f><v></v></c>',
        '<c r="D1"><f t="shared" si="0"/></c>',
    )
    fine = row(1, s("A1", "a"), n("B1", "", "<f>A1</f>", kind="str"), n("C1", "2", "<f>1+1</f>"))
    document, refused = read(
        read_sheets, xlsx(("Fine", "visible", fine), ("Bad", "visible", rows), ("No", "hidden", rows))
    )
    assert "| a | 2 |" in document.text
    assert [(found.rule, found.page, "sheet Bad: 3 formulas" in str(found.value)) for found in refused] == [
        ("no_value", 2, True)
    ]


@pytest.mark.parametrize(
    ("rows", "written"),
    [
        ([["a", "b"], [1.0, ""], ["", ""], [2.0, "x"]], "| a | b |\n| --- | --- |\n| 1 | |\n| 2 | x |"),
        ([["T", ""], ["", ""], ["a", "b"], ["", ""], ["U", ""], ["c", "d"]],
         "T\n\n| a | b |\n| --- | --- |\n\nU\n\n| c | d |\n| --- | --- |"),
        ([["a", "", "b"], ["c", "", "d"]], "| a | b |\n| --- | --- |\n| c | d |"),
        ([["a"], ["b"]], "a\n\nb"),
        ([["a", "b"], ["c", "d"], ["", ""], ["Source: us", ""]], "| a | b |\n| --- | --- |\n| c | d |\n\nSource: us"),
        ([[datetime.datetime(2025, 2, 3), datetime.datetime(2025, 2, 3, 4, 5), datetime.time(6, 7)],
          [datetime.timedelta(hours=25, minutes=1), True, -0.5]],
         "| 2025-02-03 | 2025-02-03 04:05:00 | 06:07:00 |\n| --- | --- | --- |\n| 25:01:00 | TRUE | -0.5 |"),
        ([], ""),
    ],
)  # fmt: skip
def test_rows_as_blocks(rows: list[list[object]], written: str) -> None:
    assert "\n\n".join(sheet_blocks(iter(rows), 10_000)) == written


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (xlsx(("S", "visible", "")), "no_text"),
        (xlsx(("S", "hidden", row(1, s("A1", "a")))), "no_text"),
        (xlsx(("S", "visible", row(1, s("A1", "a")) + row(1048576, s("XFD1048576", "b")))), "too_large"),
        (xlsx(("S", "visible", "<row r='1'><c r='A1'><v>1</v></c><c r='XFD1'><v>1</v></c></row><row r='900000'>"
               "<c r='B900000'><v>1</v></c></row>")), "too_large"),
        (xlsx(("S", "visible", row(1, s("A1", "a" * 3000), s("B1", "b")))), "too_large"),
        (zipped({"content.xml": "<a"}), "damaged"),
        (zipped({"content.xml": "<!DOCTYPE a><a/>"}), "unsafe"),
        (zipped({"content.xml": "<a/>", "META-INF/manifest.xml": "<m><encryption-data/></m>"}), "encrypted"),
        (zipped({"x": "y"}), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
        (b"PK\x03\x04", "damaged"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(data: bytes, rule: str) -> None:
    assert refusal(read_sheets, data, text_bytes=2000)[0] == rule


def test_a_document_type_in_a_sheet_is_unsafe() -> None:
    members = unzipped(xlsx(("S", "visible", row(1, s("A1", "a")))))
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml"):
        bad = {**members, part: b"<!DOCTYPE x [<!ENTITY e 'f'>]>" + members[part]}
        assert refusal(read_sheets, zipped(bad))[0] == "unsafe"


def test_empty_rows_are_no_rows() -> None:
    rows = row(1, s("A1", "a"), s("B1", "b")) + "".join(f'<row r="{number}"/>' for number in range(2, 50_000))
    assert read(read_sheets, xlsx(("S", "visible", rows)))[0].text == "# S\n\n| a | b |\n| --- | --- |"


@pytest.mark.parametrize(
    ("content", "allowed"),
    [
        ('<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
         'table:number-columns-repeated="16384"/>', True),
        ('<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
         'table:number-columns-repeated="16384" '
         'office:value-type="float" office:value="1"/>', False),
        ('<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
         'table:number-columns-repeated="99">x', False),
        ('<table:table-row><table:table-cell table:number-columns-repeated="16384">x', True),
    ],
)  # fmt: skip
def test_repeated_cells_of_ods_are_counted(content: str, allowed: bool) -> None:
    if allowed:
        check_repeated(content.encode())
    else:
        with pytest.raises(Exception, match="too_large"):
            check_repeated(content.encode())


def test_far_and_wide_sheets_are_told_from_full_ones() -> None:
    check_reach(b'<c r="A1"/><c r="ZZ9000"/>', "a")
    check_reach(b'<c r="A1"/><c r="C1048576"/>', "a")
    with pytest.raises(Exception, match="too_large"):
        check_reach(b'<c r="A1"/><c r="ZZ90000"/>', "a")
