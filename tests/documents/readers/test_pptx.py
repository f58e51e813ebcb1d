import pytest

from selfinstruct.documents.readers.pptx import read_pptx
from tests.documents.readers.reading import read, refusal
from tests.documents.zipped import unzipped, zipped

TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
SPACES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{TYPES}" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
)


def rels(*targets: tuple[str, str]) -> str:
    related = "".join(
        f'<Relationship Id="r{n}" Type="{TYPES}/{kind}" Target="{to}"/>' for n, (kind, to) in enumerate(targets)
    )
    return f'<Relationships xmlns="{RELS}">{related}</Relationships>'


def pptx(slides: dict[str, str], order: list[str], extra: dict[str, str] | None = None) -> bytes:
    """A presentation: slides by name, `order` that in which they are shown."""
    ids = "".join(f'<p:sldId id="{n}" r:id="r{list(slides).index(name)}"/>' for n, name in enumerate(order))
    return zipped(
        {
            "_rels/.rels": rels(("officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f"<p:presentation {SPACES}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": rels(*(("slide", f"slides/{name}.xml") for name in slides)),
            **{f"ppt/slides/{name}.xml": slide(*body.split("@", 1)) for name, body in slides.items()},
            **(extra or {}),
        }
    )


def slide(body: str, attributes: str = "", root: str = "sld") -> str:
    return f"<p:{root} {SPACES} {attributes}><p:cSld><p:spTree>{body}</p:spTree></p:cSld></p:{root}>"


def sp(*paragraphs: str, ph: str | None = None) -> str:
    holder = "" if ph is None else f'<p:ph type="{ph}"/>' if ph else "<p:ph/>"
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="x"/><p:nvPr>{holder}</p:nvPr></p:nvSpPr><p:txBody>'
        f"{''.join(paragraphs)}</p:txBody></p:sp>"
    )


def ap(text: str, properties: str = "") -> str:
    return f"<a:p>{properties}<a:r><a:t>{text}</a:t></a:r></a:p>"


BODY = sp(ap("One"), ph="title")
WRITTEN = [
    (sp(ap("b")) + BODY, "# One\n\nb"),
    (BODY + sp(ap("a"), ap("b", '<a:pPr lvl="1"/>'), ap(""), ap("c"), ph=""), "# One\n\n- a\n   - b\n- c"),
    (BODY + sp(ap("alone"), ph="body"), "# One\n\nalone"),
    (BODY + sp(ap("a", "<a:pPr><a:buNone/></a:pPr>"), ap("b"), ph=""), "# One\n\na\n\n- b"),
    (sp(ap("a", "<a:pPr><a:buAutoNum/></a:pPr>"), ap("b", "<a:pPr><a:buAutoNum/></a:pPr>")), "# 1\n\n1. a\n2. b"),
    (BODY + sp("<a:p><a:r><a:t>x</a:t></a:r><a:br/><a:r><a:t>y</a:t></a:r></a:p>"), "# One\n\nx  \ny"),
    (BODY + f"<p:grpSp><p:grpSp>{sp(ap('deep'))}</p:grpSp></p:grpSp>", "# One\n\ndeep"),
    (BODY + sp(ap("3"), ph="sldNum") + sp(ap("2025"), ph="dt") + sp(ap("us"), ph="ftr"), "# One"),
    (BODY + '<p:graphicFrame><a:tbl><a:tr><a:tc gridSpan="2"><a:txBody>' + ap("A") + '</a:txBody></a:tc><a:tc '
     'hMerge="1"/></a:tr>'
     '<a:tr><a:tc rowSpan="2"><a:txBody>' + ap("x|") + "</a:txBody></a:tc><a:tc><a:txBody>" + ap("1") +
      "</a:txBody></a:tc></a:tr>"
     '<a:tr><a:tc vMerge="1"/><a:tc><a:txBody>' + ap("2") + "</a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>",
     "# One\n\n| A | A |\n| --- | --- |\n| x\\| | 1 |\n| x\\| | 2 |"),
    (BODY + '<p:pic><p:nvPicPr><p:cNvPr descr="A map of the port"/></p:nvPicPr></p:pic>', "# One\n\nA map of the port"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "written"), WRITTEN)
def test_what_is_written(body: str, written: str) -> None:
    assert read(read_pptx, pptx({"s": body}, ["s"]))[0].text == written


def test_the_order_shown_and_hidden_slides() -> None:
    slides = {"a": sp(ap("A"), ph="title"), "b": sp(ap("B"), ph="ctrTitle"), "h": sp(ap("H"), ph="title") + '@show="0"'}
    document, refused = read(read_pptx, pptx(slides, ["b", "h", "a"]))
    assert (document.text, document.pages, refused) == ("# B\n\n# A", ((0, 1), (5, 3)), [])


NOTES = slide(sp(ap("Say this.", ""), ph="body") + sp(ap("4"), ph="sldNum") + sp(ap("HEAD"), ph="hdr"), "", "notes")
CHART = (
    f"<c:chartSpace {SPACES}><c:chart><c:title><a:t>Riders</a:t></c:title><c:ser><c:tx><c:pt idx='0'><c:v>"
    f"2024</c:v></c:pt></c:tx>"
    "<c:cat><c:pt idx='0'><c:v>May</c:v></c:pt><c:pt idx='1'><c:v>June</c:v></c:pt></c:cat>"
    "<c:val><c:pt idx='0'><c:v>3</c:v></c:pt><c:pt idx='1'><c:v>4.5</c:v></c:pt></c:val></c:ser></c:chart>"
    "</c:chartSpace>"
)
DIAGRAM = (
    f"<dgm:dataModel {SPACES}><dgm:ptLst><dgm:pt type='doc'/><dgm:pt><dgm:t>{ap('Plan')}</dgm:t></dgm:pt>"
    f"<dgm:pt><dgm:t>{ap('Do')}</dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"
)


def test_notes_charts_and_diagrams() -> None:
    frames = (
        '<p:graphicFrame><c:chart r:id="r1"/></p:graphicFrame><p:graphicFrame><dgm:relIds r:dm="r2"/></p:graphicFrame>'
    )
    extra = {
        "ppt/slides/_rels/s.xml.rels": rels(
            ("notesSlide", "../notes/n.xml"), ("chart", "../charts/c.xml"), ("diagramData", "../diagrams/d.xml")
        ),
        "ppt/notes/n.xml": NOTES, "ppt/charts/c.xml": CHART, "ppt/diagrams/d.xml": DIAGRAM,
    }  # fmt: skip
    data = pptx({"s": BODY + frames}, ["s"], extra)
    shown = "# One\n\nRiders\n\n| | 2024 |\n| --- | --- |\n| May | 3 |\n| June | 4.5 |\n\n- Plan\n- Do"
    assert read(read_pptx, data)[0].text == f"{shown}\n\nSay this."
    assert read(read_pptx, data, notes=False)[0].text == shown


def test_a_broken_slide_is_refused_beside_the_rest() -> None:
    data = pptx({"a": BODY, "b": "<p:sp>", "c": BODY}, ["a", "b", "c"])
    document, refused = read(read_pptx, data)
    assert document.pages == ((0, 1), (7, 3))
    assert [(found.rule, found.page) for found in refused] == [("damaged", 2)]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (pptx({"s": ""}, ["s"]), "no_text"),
        (pptx({"s": BODY}, []), "no_text"),
        (pptx({"s": "<p:sp>"}, ["s"]), "damaged"),
        (zipped({"a": "b"}), "damaged"),
        (pptx({"s": sp(ap("a" * 3000))}, ["s"]), "too_large"),
        (pptx({"s": "<p:grpSp>" * 400 + "</p:grpSp>" * 400}, ["s"]), "too_large"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, rule: str) -> None:
    assert refusal(read_pptx, data, text_bytes=2000 if rule == "too_large" else 100_000)[0] == rule


def test_a_document_type_is_unsafe() -> None:
    members = unzipped(pptx({"s": BODY}, ["s"]))
    for part in ("ppt/presentation.xml", "ppt/slides/s.xml"):
        bad = {**members, part: b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + members[part]}
        assert refusal(read_pptx, zipped(bad))[0] == "unsafe"
