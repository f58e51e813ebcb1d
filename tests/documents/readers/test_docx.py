import pytest

from selfinstruct.documents.document import Document
from selfinstruct.documents.readers.docx import read_docx
from tests.documents.readers.reading import read, refusal
from tests.documents.zipped import unzipped, zipped

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:basedOn w:val="Standard"/></w:style>
<w:style w:type="paragraph" w:styleId="Eigene"><w:name w:val="My head"/><w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="Outline"><w:name w:val="Part"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="V1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="HTMLVorformatiert"><w:name w:val="HTML Preformatted"/></w:style>
<w:style w:type="paragraph" w:styleId="Zitat"><w:name w:val="Quote"/></w:style>
<w:style w:type="paragraph" w:styleId="Liste"><w:name w:val="List Number"/>
<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="character" w:styleId="Hid"><w:name w:val="Hid"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="x"/><w:basedOn w:val="Loop"/></w:style>
"""


def level(number: int, kind: str, text: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/><w:lvlText '
        f'w:val="{text}"/></w:lvl>'
    )


NUMBERING = (
    f'<w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1.")}{level(1, "lowerLetter", "(%2)")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="1">{level(0, "bullet", "")}{level(1, "bullet", "o")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="2">{level(0, "decimal", "%1")}{level(1, "decimal", "%1.%2")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="3">{level(0, "chineseCounting", "第%1章")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="4">{level(0, "upperRoman", "%1.", 4)}</w:abstractNum>'
    + "".join(f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(5))
    + '<w:num w:numId="9"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    "</w:lvlOverride></w:num>"
)


def docx(body: str, **parts: str) -> bytes:
    """A document with this body, and further parts by the kind that the body refers to them as."""
    parts = {"styles": STYLES, "numbering": NUMBERING, **parts}
    related = "".join(
        f'<Relationship Id="r{n}" Type="{TYPES}/{kind}" Target="{kind}.xml"/>' for n, kind in enumerate(parts)
    )
    spaces = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    return zipped(
        {
            "_rels/.rels": f'<Relationships {spaces}><Relationship Id="a" Type="{TYPES}/officeDocument" '
            'Target="/word/document.xml"/></Relationships>',
            "word/document.xml": f'<?xml version="1.0"?><w:document {SPACES}><w:body>{body}</w:body></w:document>',
            "word/_rels/document.xml.rels": f"<Relationships {spaces}>{related}</Relationships>",
            **{f"word/{kind}.xml": f"<w:{kind} {SPACES}>{content}</w:{kind}>" for kind, content in parts.items()},
        }
    )


def p(*runs: str, style: str = "", num: str = "", lvl: int = 0) -> str:
    listed = f'<w:numPr><w:ilvl w:val="{lvl}"/><w:numId w:val="{num}"/></w:numPr>' if num else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{listed}</w:pPr>{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(*blocks: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(blocks)}</w:tc>"


def tbl(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def text(body: str, **parts: str) -> str:
    return read(read_docx, docx(body, **parts))[0].text


FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
BOX = "<w:txbxContent><w:p><w:r><w:t>BOX</w:t></w:r></w:p></w:txbxContent>"
WRITTEN = [
    (p(r("One"), style="berschrift1") + p(r("Two"), style="Eigene") + p(r("Three"), style="Outline"),
     "# One\n\n# Two\n\n### Three"),
    (p(r("Name"), style="Titel") + p(r("a"), style="Loop") + p(r(" b \u00a0c ")), "# Name\n\na\n\nb c"),
    (p(r("a"), "<w:r><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/></w:r>"),
     "a b  \nc-d"),
    (p("<w:ins>" + r("in") + "</w:ins><w:del><w:r><w:delText>out</w:delText></w:r></w:del>"), "in"),
    (p("<w:moveFrom>" + r("out") + "</w:moveFrom><w:moveTo>" + r("in") + "</w:moveTo>"), "in"),
    (p(r("a"), r("no", "<w:vanish/>"), r("no", '<w:rStyle w:val="Hid"/>'), r("b", '<w:vanish w:val="0"/>')), "ab"),
    (p(f"<w:hyperlink>{r('link')}</w:hyperlink><w:smartTag>{r(' tag')}</w:smartTag>"), "link tag"),
    (p(r("a "), FIELD.format("begin"), "<w:r><w:instrText>PAGE</w:instrText></w:r>", FIELD.format("separate"), r("7"),
       FIELD.format("end"), r(" b")), "a 7 b"),
    (p(FIELD.format("begin"), r("no"), FIELD.format("begin"), r("no"), FIELD.format("separate"), r("no"),
       FIELD.format("end"), FIELD.format("separate"), r("yes"), FIELD.format("end")), "yes"),
    (p("<w:sdt><w:sdtContent>" + r("in") + "</w:sdtContent></w:sdt>"), "in"),
    ("<w:sdt><w:sdtContent>" + p(r("a")) + tbl(tc(p(r("b"))) + tc(p(r("c")))) + "</w:sdtContent></w:sdt>",
     "a\n\n| b | c |\n| --- | --- |"),
    (p("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + r("Click here") + "</w:sdtContent>"
     "</w:sdt>", r("a")), "a"),
    (p('<w:r><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', r("\uf062")),
     "α✓β"),
    (p("<w:r><w:ruby><w:rt>" + r("とう") + "</w:rt><w:rubyBase>" + r("東") + "</w:rubyBase></w:ruby></w:r>"), "東"),
    (p(r("Contents 3"), style="V1") + p(r("a")), "a"),
    (p(r("def f():"), style="HTMLVorformatiert") + p(r("    return"), style="HTMLVorformatiert"),
     "```\ndef f():\n    return\n```"),
    (p(r("Be early."), style="Zitat"), "> Be early."),
    (p(r("# no heading")), "\\# no heading"),
    (p("<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>" + BOX + "</wps:txbx></w:drawing>"
       "</mc:Choice><mc:Fallback><w:pict><v:textbox>" + BOX + "</v:textbox></w:pict></mc:Fallback>"
       "</mc:AlternateContent></w:r>", r("a")), "a\n\nBOX"),
    (p("<w:r><w:pict><v:shape><v:textbox>" + BOX + "</v:textbox></v:shape></w:pict></w:r>"), "BOX"),
    (p("<w:r><w:drawing><wp:docPr descr='A map of the port'/></w:drawing></w:r>"), "A map of the port"),
    (p(r("E is "), "<m:oMath><m:r><m:t>m</m:t></m:r><m:sSup><m:e><m:r><m:t>c</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t>"
       "</m:r></m:sup></m:sSup></m:oMath>"), "E is $mc^{2}$"),
    (p("<m:oMathPara><m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f>"
       "</m:oMath></m:oMathPara>"), "$\\frac{a}{b}$"),
    (p(r("a"), num="1") + p(r("b"), num="1", lvl=1) + p(r("c"), num="1", lvl=1) + p(r("d"), num="1"),
     "1. a\n   (a) b\n   (b) c\n2. d"),
    (p(r("a"), num="2") + p(r("b"), num="2", lvl=1) + p(r("text")), "- a\n   - b\n\ntext"),
    (p(r("a"), style="Liste") + p(r("b"), style="Liste") + p(r("c"), num="9"), "1. a\n2. b\n1. c"),
    (p(r("a"), style="berschrift1", num="3") + p(r("b"), style="Outline", num="3", lvl=1), "# 1 a\n\n### 1.1 b"),
    (p(r("航路"), style="berschrift1", num="4"), "# 第一章 航路"),
    (p(r("a"), num="5") + p(r("b"), num="0") + p(r("c"), num="5") + p(r("d"), num="77"), "IV. a\n\nb\n\nV. c\n\nd"),
    (tbl(tc(p(r("A")), p(r("B."))) + tc(p(r("C|D"))), tc(p()) + tc(p(r("E")), p(r("F")))),
     "| A; B. | C\\|D |\n| --- | --- |\n| | E; F |"),
    (tbl(tc(p(r("AB")), properties='<w:gridSpan w:val="2"/>') + tc(p(r("C"))),
         tc(p(r("x")), properties='<w:vMerge w:val="restart"/>') + tc(p(r("1"))) + tc(p(r("2"))),
         tc(p(), properties="<w:vMerge/>") + tc(p(r("3"))) + tc(p(r("4")))),
     "| AB | AB | C |\n| --- | --- | --- |\n| x | 1 | 2 |\n| x | 3 | 4 |"),
    (tbl(tc(p(r("a"))) + tc(p(r("b"))), tc(p(r("c"))) + tc(p(r("d")), tbl(tc(p(r("e"))) + tc(p(r("f")))), p())),
     "| a | b |\n| --- | --- |\n| c | d; e, f |"),
    (tbl(tc(p(r("One"), style="berschrift1"), p(r("a"))) + tc(p(r("b")))), "# One\n\na\n\nb"),
    (tbl(tc(p(r("note")))), "note"),
    (tbl("<w:trPr><w:del/></w:trPr>" + tc(p(r("no"))) + tc(p(r("no"))), tc(p(r("a"))) + tc(p(r("b")))),
     "| a | b |\n| --- | --- |"),
    (p(r("a")) + "<w:sectPr/>" + "<w:bookmarkStart/>" + p(), "a"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "written"), WRITTEN)
def test_what_is_written(body: str, written: str) -> None:
    assert text(body) == written


@pytest.mark.parametrize(("body", "written"), WRITTEN[:8])
def test_strict_documents_and_other_encodings_read_the_same(body: str, written: str) -> None:
    data = docx(body)
    members = unzipped(data)
    strict = {
        name: content.replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main").replace(
            TYPES.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for name, content in members.items()
    }
    assert read(read_docx, zipped(strict))[0].text == written
    wide = {
        name: content.decode().replace('<?xml version="1.0"?>', "").encode("utf-16")
        for name, content in members.items()
    }
    assert read(read_docx, zipped(wide))[0].text == written


def test_notes_stand_below_what_cites_them_once() -> None:
    note = (
        '<w:footnote w:id="2">{}</w:footnote><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>no</w:t>'
        "</w:r></w:p></w:footnote>"
    )
    cite = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    end = '<w:endnote w:id="2">' + p(r("End.")) + "</w:endnote>"
    body = p(r("a"), cite, r(".")) + p(r("b"), '<w:r><w:endnoteReference w:id="2"/></w:r>')
    found = text(body, footnotes=note.format(p(r("See b."), cite)), endnotes=end)
    assert found == "a[^2].\n\n[^2]: See b.\n\nb[^e2]\n\n[^e2]: End."
    in_table = text(tbl(tc(p(r("a"), cite)) + tc(p(r("b")))), footnotes=note.format(p(r("Note."))))
    assert in_table == "| a[^2] | b |\n| --- | --- |\n\n[^2]: Note."


def test_headers_are_out_unless_asked_for_and_comments_always() -> None:
    parts = {"header": p(r("RUNNING")), "footer": p(r("FOOT")), "comments": p(r("COMMENT"))}
    body = p(r("a"), '<w:r><w:commentReference w:id="0"/></w:r>') + p(r("Contents"), style="V1")
    assert text(body, **parts) == "a"
    assert read(read_docx, docx(body, **parts), furniture=True)[0].text == "RUNNING\n\na\n\nContents\n\nFOOT"


def test_pages_are_those_laid_out_last() -> None:
    mark = "<w:r><w:lastRenderedPageBreak/></w:r>"
    document = read(
        read_docx, docx(p(r("one")) + p(mark, r("two"), style="berschrift1") + p(r("a "), mark, r("three")))
    )[0]
    assert document.text == "one\n\n# two\n\na three"
    assert [(document.text[at:][:5], page) for at, page in document.pages] == [
        ("one\n\n", 1),
        ("# two", 2),
        ("three", 3),
    ]
    assert read(read_docx, docx(p(r("one"))))[0].pages == ()


def test_what_it_says_of_itself() -> None:
    data = docx(p(r("a")))
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>'
        "Rules</dc:title>"
        "<dc:language>de-DE</dc:language><dcterms:modified>2025-02-03T04:05:06Z</dcterms:modified></cp:coreProperties>"
    )
    members = unzipped(data)
    document = read(read_docx, zipped({**members, "docProps/core.xml": core.encode()}))[0]
    assert document == Document("a", "Rules", "docx", language="de-DE", date="2025-02-03T04:05:06Z")


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (docx(""), "no_text"),
        (docx(p("<w:r><w:drawing/></w:r>")), "no_text"),
        (docx(p(r("a")))[:-40], "damaged"),
        (zipped({"a": "b"}), "damaged"),
        (docx("<w:p>"), "damaged"),
        (docx(p(r("a")), styles="<!--"), "damaged"),
        (docx(p(r("a" * 3000))), "too_large"),
        (docx("<w:sdt><w:sdtContent>" * 300 + "</w:sdtContent></w:sdt>" * 300), "too_large"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, rule: str) -> None:
    options = {"text_bytes": 2000} if rule == "too_large" and len(data) < 4000 else {}
    assert refusal(read_docx, data, **options)[0] == rule


def test_a_document_type_is_unsafe() -> None:
    data = docx(p(r("a")))
    members = unzipped(data)
    entity = b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
    for part in ("word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"):
        bad = {**members, part: members[part].replace(b"<w:", entity + b"<w:", 1).replace(b"<Rel", entity + b"<Rel", 1)}
        assert refusal(read_docx, zipped(bad))[0] == "unsafe"


def test_a_part_outside_of_the_document_is_not_followed() -> None:
    chunk = '<w:altChunk r:id="x"/>'
    document, refused = read(read_docx, docx(p(r("a")) + chunk))
    assert document.text == "a"
    assert [found.rule for found in refused] == ["unsupported"]
