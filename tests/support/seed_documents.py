"""Writes seeds/documents/, the papers of an invented tool library: `python -m tests.support.seed_documents`."""
# ruff: noqa: E501

import zipfile
from collections.abc import Sequence
from email.message import EmailMessage
from html import escape
from pathlib import Path

RULES = """\
---
title: House rules of the Alder Street Tool Library
date: 2026-03-01
---

# House rules of the Alder Street Tool Library

The tool library lends tools to everybody who lives in the district of Alderbrook and is at least sixteen years old. Membership costs 24 euros a year, 12 euros for pupils, students and people on a pension. New members bring a document with their name and address to the first visit.

## Borrowing

A member may have up to five tools at a time. Hand tools are lent for fourteen days, powered tools for four days, because many people wait for them. A loan can be extended once, by telephone or at the counter, as long as nobody has reserved the tool. Reservations are kept for two days after the tool has come back.

Ladders above four metres, the floor sander and the rotary hammer are handed out only to members who have taken the introduction to powered tools. The introduction takes ninety minutes and is held on the first Saturday of every month.

## Fees for late returns

| Kind of tool | Fee for a day | Most for one loan |
|---|---|---|
| Hand tool | 0.50 euros | 7 euros |
| Powered tool | 2 euros | 40 euros |
| Floor sander | 5 euros | 75 euros |

Nobody pays a fee for days on which the library is closed. Whoever owes more than 20 euros cannot borrow until the sum has been paid.

## Damage

Tell us about damage when you return a tool; do not repair it yourself. Worn saw blades, drill bits and sandpaper are our affair. For a tool that was lost, or broken by careless use, the member pays what a used one of the same age costs, and never more than the deposit and 150 euros.
"""

HOURS = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Opening hours and courses – Alder Street Tool Library</title>
<meta name="date" content="2026-02-15"></head>
<body>
<nav><a href="/">Home</a> <a href="/tools">Tools</a> <a href="/courses">Courses</a></nav>
<main>
<h1>Opening hours and courses</h1>
<p>The library is at 14 Alder Street, in the yard behind the bakery. The entrance has no steps; a ramp leads to the counter.</p>
<h2>Opening hours</h2>
<table>
<tr><th>Day</th><th>Counter</th><th>Workshop</th></tr>
<tr><td>Tuesday</td><td>16:00 to 19:00</td><td>closed</td></tr>
<tr><td>Thursday</td><td>10:00 to 13:00</td><td>10:00 to 16:00</td></tr>
<tr><td>Saturday</td><td>9:00 to 14:00</td><td>9:00 to 17:00</td></tr>
</table>
<p>In August the counter is open on Saturdays only, and the workshop is closed for maintenance. Tools that are due in August can be returned on the first Saturday of September without a fee.</p>
<h2>Courses</h2>
<ul>
<li>Introduction to powered tools: first Saturday of the month, 9:30 to 11:00, free for members.</li>
<li>Sharpening knives and chisels: third Thursday, 18:00 to 20:00, 8 euros including a whetstone to take home.</li>
<li>Bicycle repair for beginners: four Tuesday evenings from the second week of April, 30 euros.</li>
</ul>
<p>Courses have eight places. Register at the counter or by telephone, and cancel at least two days before the course: whoever does not come and has not cancelled pays 5 euros, also for a course that is free.</p>
</main>
<footer>Alder Street Tool Library, a project of the neighbourhood association</footer>
</body>
</html>
"""

SAW = (
    (
        "Care of the band saw",
        (
            "The band saw of the workshop is a two-wheel machine with a cutting height of 200 millimetres and a throat of "
            "305 millimetres. It runs at two speeds: 370 metres a minute for hardwood and plastics, and 800 metres a minute "
            "for softwood. The speed is changed with the belt on the lower pulley while the machine is unplugged.",
            "Before each use check the tension of the blade. With the guard closed, the blade may be pushed aside by no more "
            "than 6 millimetres at the middle of the cutting height. A blade that is too loose wanders in the cut; one that "
            "is too tight wears out the wheel bearings and may break.",
        ),
    ),
    (
        "Changing the blade",
        (
            "Unplug the machine and wait until both wheels stand still. Open both doors, lower the guide to 20 millimetres "
            "above the table and release the tension with the handwheel on top. Take the blade off the upper wheel first, "
            "then off the lower one, and turn it out through the slot of the table. Wear gloves: a coiled blade springs open "
            "with force.",
            "Put the new blade on with its teeth pointing down and towards you. Tighten it until the mark on the scale stands "
            "at the width of the blade, and turn the upper wheel by hand three times. If the blade does not stay in the "
            "middle of the wheel, adjust the tracking knob by a quarter of a turn and try again.",
        ),
    ),
    (
        "Maintenance",
        (
            "Brush the rubber tyres of both wheels clean every ten hours of use, because resin makes the blade slip. Replace a "
            "tyre that has a crack longer than 10 millimetres. The guide rollers are greased every fifty hours with lithium "
            "grease; the bearings of the wheels are sealed and need no grease.",
            "The motor has a thermal switch. After it has tripped, let the motor cool for at least fifteen minutes before you "
            "press the red button on the side. If it trips twice in a day, put up the sign Out of order and tell the "
            "warden.",
        ),
    ),
)

SAFETY = (
    ("Heading1", "Safety in the workshop"),
    ("", "These rules hold for everybody who uses the workshop, members and guests alike. The warden on duty may send away "
         "anybody who breaks them."),
    ("Heading2", "What to wear"),
    ("", "Safety glasses are worn at every machine and wherever somebody works beside you with one. Hearing protection is "
         "needed at the planer, the router and the band saw. Gloves are forbidden at machines with turning parts, because "
         "they can be drawn in; they are worn only for changing blades. Long hair is tied back, and rings, chains and "
         "scarves come off."),
    ("Heading2", "Before you start"),
    ("list", "Enter your name and the time in the book beside the door."),
    ("list", "Look over the machine: plug, cable, guard and emergency stop."),
    ("list", "Switch on the dust extraction before the machine, and leave it running for one minute after it."),
    ("list", "Never work alone at a machine: a second person must be within calling distance."),
    ("Heading2", "In an emergency"),
    ("", "The red buttons at the door and beside the planer cut the power of all machines. The first-aid box hangs next to "
         "the sink, the defibrillator in the entrance of the bakery. Call 112 and send somebody to the street to meet the "
         "ambulance. Every accident, however small, is written into the accident book on the same day."),
    ("table", (("Machine", "Smallest workpiece", "Age from which it may be used"), ("Band saw", "150 mm", "18 years"),
               ("Planer", "300 mm", "18 years"), ("Pillar drill", "50 mm", "16 years"))),
)  # fmt: skip

TOOLS = (
    ("Number", "Tool", "Kind", "Deposit in euros", "Bought", "Remarks"),
    ("H-001", "Claw hammer, 450 g", "hand", 0, "2019-04-02", ""),
    ("H-014", "Set of six chisels", "hand", 10, "2021-09-18", "sharpened in January 2026"),
    ("H-027", "Pipe wrench, 45 cm", "hand", 10, "2020-02-11", ""),
    ("P-003", "Rotary hammer, 800 W", "powered", 60, "2022-06-30", "introduction needed"),
    ("P-008", "Cordless drill, 18 V", "powered", 40, "2024-11-05", "two batteries"),
    ("P-011", "Floor sander", "powered", 120, "2023-05-22", "introduction needed; sandpaper is extra"),
    ("L-002", "Ladder, 3.8 m", "ladder", 20, "2018-07-14", ""),
    ("L-005", "Ladder, 6.2 m", "ladder", 30, "2025-03-27", "introduction needed; two people to carry"),
)

LETTER = """\
Dear members,

from 1 September the membership fee rises from 24 to 27 euros a year; the reduced fee stays at 12 euros. It is the first increase in six years. The reason is the rent of the yard, which goes up by 140 euros a month.

On Saturday, 19 September, we hold the repair day from 10:00 to 16:00. Bring broken lamps, toys, bicycles and clothes. Last year 64 of 81 things that were brought could be repaired. Volunteers who can sew, solder or weld are asked to register with the warden by 5 September.

The new ladder of 6.2 metres is here. Because of its weight of 21 kilograms it is handed out only where two people come for it.

With kind regards
The board of the Alder Street Tool Library
"""

_DATE = (2026, 3, 1, 12, 0, 0)


def write_seed_documents(folder: Path) -> None:
    """Write all six; the same bytes each time."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "house-rules.md").write_text(RULES, encoding="utf-8")
    (folder / "opening-hours.html").write_text(HOURS, encoding="utf-8")
    _pdf(folder / "band-saw.pdf")
    _docx(folder / "safety.docx")
    _xlsx(folder / "tools.xlsx")
    _mail(folder / "newsletter.eml")


def _pdf(path: Path) -> None:
    from reportlab.lib.pagesizes import A5
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph

    styles = getSampleStyleSheet()

    def furniture(canvas, document):  # type: ignore[no-untyped-def]
        canvas.setFont("Helvetica", 8)
        canvas.drawString(40, A5[1] - 30, "Alder Street Tool Library – Handbook")
        canvas.drawRightString(A5[0] - 40, 24, f"Page {document.page} of {len(SAW)}")

    document = BaseDocTemplate(
        str(path), pagesize=A5, title="Handbook of the band saw", author="Alder Street Tool Library", invariant=1,
        topMargin=48, bottomMargin=44, leftMargin=40, rightMargin=40,
    )  # fmt: skip
    frame = Frame(document.leftMargin, document.bottomMargin, document.width, document.height, id="page")
    document.addPageTemplates([PageTemplate(id="all", frames=[frame], onPage=furniture)])
    story = []
    for title, paragraphs in SAW:
        story += [
            Paragraph(title, styles["Heading2"]),
            *(Paragraph(text, styles["BodyText"]) for text in paragraphs),
            PageBreak(),
        ]
    document.build(story[:-1])


def _docx(path: Path) -> None:
    body = "".join(_table(text) if kind == "table" else _paragraph(kind, str(text)) for kind, text in SAFETY)
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        f'<w:pPr><w:outlineLvl w:val="{level - 1}"/></w:pPr></w:style>'
        for level in (1, 2)
    )
    levels = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    numbering = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    office, package = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml",
        "http://schemas.openxmlformats.org",
    )
    relations = f"{package}/officeDocument/2006/relationships"
    _zip(path, {
        "[Content_Types].xml": f'<Types xmlns="{package}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{office}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{office}.styles+xml"/>'
        f'<Override PartName="/word/numbering.xml" ContentType="{office}.numbering+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relations}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relations}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r2" Type="{relations}/numbering" Target="numbering.xml"/></Relationships>',
        "word/document.xml": f"<w:document {namespace}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {namespace}>{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {namespace}>{numbering}</w:numbering>",
    })  # fmt: skip


def _paragraph(kind: str, text: str) -> str:
    style = f'<w:pStyle w:val="{kind}"/>' if kind.startswith("Heading") else ""
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if kind == "list" else ""
    return f'<w:p><w:pPr>{style}{listed}</w:pPr><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _table(rows: object) -> str:
    assert isinstance(rows, Sequence)
    cells = ("".join(f"<w:tc>{_paragraph('', cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def _xlsx(path: Path) -> None:
    sheet, package = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org"
    office, relations = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml",
        f"{package}/officeDocument/2006/relationships",
    )
    rows = "".join(
        f'<row r="{number}">{"".join(_cell(number, column, value) for column, value in enumerate(row))}</row>'
        for number, row in enumerate(TOOLS, 1)
    )
    _zip(path, {
        "[Content_Types].xml": f'<Types xmlns="{package}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{office}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{office}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{sheet}" xmlns:r="{relations}"><sheets>'
        '<sheet name="Tools" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{sheet}"><sheetData>{rows}</sheetData></worksheet>',
    })  # fmt: skip


def _cell(row: int, column: int, value: object) -> str:
    place = f"{'ABCDEF'[column]}{row}"
    if isinstance(value, int):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>' if value else ""


def _zip(path: Path, parts: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(
                zipfile.ZipInfo(name, _DATE), f'<?xml version="1.0" encoding="UTF-8"?>\n{text}', zipfile.ZIP_DEFLATED
            )


def _mail(path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "New membership fee, repair day and a ladder"
    message["From"] = "The board <board@tool-library.example>"
    message["To"] = "members@tool-library.example"
    message["Date"] = "Fri, 24 Jul 2026 18:00:00 +0200"
    message.set_content(LETTER)
    path.write_bytes(message.as_bytes())


if __name__ == "__main__":
    write_seed_documents(Path("seeds/documents"))
