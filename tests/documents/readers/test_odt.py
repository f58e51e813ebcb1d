import pytest

from selfinstruct.documents.readers.odt import read_odt
from tests.documents.readers.reading import read, refusal
from tests.documents.zipped import zipped

NS = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = (
    " ".join(f'xmlns:{name}="{NS}{name}:1.0"' for name in ("office", "style", "text", "table"))
    + f' xmlns:draw="{NS}drawing:1.0" xmlns:svg="{NS}svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
STYLES = (
    '<style:style style:name="Hid"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="P1" style:parent-style-name="Preformatted_20_Text"/>'
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" '
    'style:num-suffix=")"/></text:list-style>'
)


def odt(body: str, styles: str = STYLES, **parts: str) -> bytes:
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **parts})


def p(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}>{p(text)}</table:table-cell>"


NOTE = (
    "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Note.</text:p>"
    "</text:note-body></text:note>"
)
WRITTEN = [
    ('<text:h text:outline-level="2">Two</text:h>' + p("a<text:s text:c='2'/>b<text:tab/>c"), "## Two\n\na b c"),
    (p("a<text:line-break/>b <text:span>c</text:span> <text:a xlink:href='x'>d</text:a>"), "a  \nb c d"),
    (p("Name", "Title") + p("# no"), "# Name\n\n\\# no"),
    (p(f"a{NOTE}."), "a[^1].\n\n[^1]: Note."),
    (p("a<office:annotation><text:p>no</text:p></office:annotation>b"), "ab"),
    ("<text:tracked-changes><text:changed-region><text:deletion><text:p>no</text:p></text:deletion>"
     "</text:changed-region>"
     "</text:tracked-changes>" + p("a<text:change text:change-id='1'/>b"), "ab"),
    (p("no", "Hid") + p("a<text:span text:style-name='Hid'>no</text:span><text:hidden-text>"
     "no</text:hidden-text>"), "a"),
    ('<text:section text:display="none">' + p("no") + "</text:section><text:section>" + p("a") +
     "</text:section>", "a"),
    ("<text:table-of-content><text:index-body>" + p("no") + "</text:index-body></text:table-of-content>" + p("a"), "a"),
    ('<text:list text:style-name="L1"><text:list-item>' + p("a") + "<text:list><text:list-item>" + p("b")
     + "</text:list-item></text:list></text:list-item><text:list-item>" + p("c") + p("d") + "</text:list-item>"
     "</text:list>",
     "1. a\n   (a) b\n2. c\n   d"),
    ("<text:list><text:list-item>" + p("a") + "</text:list-item></text:list>", "- a"),
    (p("def f():", "P1") + p("<text:s text:c='4'/>return", "P1"), "```\ndef f():\n    return\n```"),
    ("<table:table><table:table-header-rows><table:table-row>" + cell("A") + cell("B") + "</table:table-row>"
     "</table:table-header-rows><table:table-row>" + cell("x|") + "<table:table-cell/></table:table-row>"
     "<table:table-row>"
     + cell("all", 'table:number-columns-spanned="2"') + "<table:covered-table-cell/></table:table-row></table:table>",
     "| A | B |\n| --- | --- |\n| x\\| | |\n| all | all |"),
    (p("<draw:frame><draw:text-box>" + p("BOX") + "</draw:text-box></draw:frame>a"), "a\n\nBOX"),
    (p("<draw:frame><draw:image/><svg:desc>A map</svg:desc></draw:frame>"), "A map"),
    (p("<text:ruby><text:ruby-base>東</text:ruby-base><text:ruby-text>とう</text:ruby-text></text:ruby>"), "東"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "written"), WRITTEN)
def test_what_is_written(body: str, written: str) -> None:
    assert read(read_odt, odt(body))[0].text == written


def test_numbers_of_headings_pages_formulas_and_what_it_says_of_itself() -> None:
    outline = "".join(
        f'<text:outline-level-style text:level="{n}" style:num-format="1" text:display-levels="{n}"/>' for n in (1, 2)
    )
    heads = "".join(
        f'<text:h text:outline-level="{n}">{name}</text:h>' for n, name in ((1, "a"), (2, "b"), (2, "c"), (1, "d"))
    )
    body = heads + p("x<text:soft-page-break/>y <draw:frame><draw:object xlink:href='./Object 1'/></draw:frame>")
    meta = (
        f"<office:document-meta {SPACES}><dc:title>Rules</dc:title><dc:language>de-DE</dc:language>"
        f"</office:document-meta>"
    )
    formula = '<math xmlns="http://www.w3.org/1998/Math/MathML"><msup><mi>x</mi><mn>2</mn></msup></math>'
    data = odt(body, STYLES + f"<text:outline-style>{outline}</text:outline-style>",
               **{"meta.xml": meta, "Object 1/content.xml": formula})  # fmt: skip
    document, _ = read(read_odt, data)
    assert document.text == "# 1 a\n\n## 1.1 b\n\n## 1.2 c\n\n# 2 d\n\nxy $x^{2}$"
    assert document.pages == ((0, 1), (document.text.index("y $"), 2))
    assert (document.title, document.language, document.format) == ("Rules", "de-DE", "odt")


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (odt(""), "no_text"),
        (odt("<text:p>"), "damaged"),
        (zipped({"content.xml": "<a/>"}), "damaged"),
        (zipped({"content.xml": "<!DOCTYPE a [<!ENTITY e 'f'>]><a/>"}), "unsafe"),
        (odt(p("a"), **{"META-INF/manifest.xml": "<encryption-data/>"}), "encrypted"),
        (odt(p("a" * 3000)), "too_large"),
        (odt("<text:section>" * 300 + "</text:section>" * 300), "too_large"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, rule: str) -> None:
    assert refusal(read_odt, data, text_bytes=2000 if rule == "too_large" else 100_000)[0] == rule


def test_repeated_rows_and_cells_are_bounded() -> None:
    huge = 'table:number-columns-repeated="9999999"'
    row = f'<table:table-row table:number-rows-repeated="9999999">{cell("a", huge)}{cell("b")}</table:table-row>'
    document, _ = read(read_odt, odt(f"<table:table>{row}</table:table>"))
    assert len(document.text) < 500_000
