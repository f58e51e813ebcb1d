"""Files to measure with, the same each time: python benchmarks/compared/samples.py FOLDER

They are made here and in a process of its own, so that nothing that makes files stands in the memory measured.
"""

import random
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

WORDS = """
    harbour ferry timetable deck passenger season captain storm lantern channel beacon mooring vessel tide cargo winter
    island signal anchor bridge engine fare ticket company regulation inspection the of and to in for that with was on
    which every before after between departs carries requires includes measures replaces
""".split()
KINDS = 10  # of the files of a folder: five pages of HTML, two notes, a text, a DOCX and a PDF
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "application/vnd.openxmlformats-officedocument"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def sentence(rng: random.Random, least: int = 8, most: int = 22) -> str:
    words = rng.choices(WORDS, k=rng.randint(least, most))
    if rng.random() < 0.2:
        words.insert(len(words) // 2, str(rng.randint(2, 9999)))
    return " ".join(words).capitalize() + "."


def paragraph(rng: random.Random, sentences: int = 5) -> str:
    return " ".join(sentence(rng) for _ in range(sentences))


def rows(rng: random.Random, count: int) -> list[list[str]]:
    return [
        [f"{rng.choice('ABC')}-{number}", rng.choice(WORDS), f"{rng.random() * 90:.2f}", rng.choice(WORDS), str(number)]
        for number in range(1, count + 1)
    ]


def pdf(path: Path, pages: int, seed: int = 0) -> None:
    """Pages with a running head, a heading, three paragraphs and a ruled table of 13 rows and 5 columns."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.pdfgen import canvas
    from reportlab.platypus import Paragraph, Table

    rng = random.Random(seed)
    styles = getSampleStyleSheet()
    sheet = canvas.Canvas(str(path), A4, invariant=1)
    head = ["Route", "Vessel", "Fare", "Season", "Number"]
    for page in range(1, pages + 1):
        sheet.setFont("Helvetica", 8)
        sheet.drawString(72, 815, "Regulations of the harbour company")
        sheet.drawString(72, 30, f"Page {page} of {pages}")
        table = Table([head, *rows(rng, 12)], colWidths=90, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
        top = 780.0
        flow = [Paragraph(f"{page} {sentence(rng, 3, 5)}", styles["Heading2"])]
        flow += [Paragraph(paragraph(rng), styles["BodyText"]) for _ in range(3)]
        for item in (*flow, table):
            _, height = item.wrap(450, top)
            item.drawOn(sheet, 72, top - height)
            top -= height + 12
        sheet.showPage()
    sheet.save()


def docx(path: Path, characters: int, seed: int = 0) -> None:
    """Paragraphs with a heading before each eighth and a table of six rows behind each fortieth."""
    rng = random.Random(seed)
    parts, size, count = [], 0, 0
    while size < characters:
        count += 1
        text = paragraph(rng)
        if count % 8 == 1:
            parts.append(_paragraph(sentence(rng, 3, 6), "Heading1"))
        parts.append(_paragraph(text))
        size += len(text)
        if count % 40 == 0:
            cells = ("".join(f"<w:tc><w:tcPr/>{_paragraph(cell)}</w:tc>" for cell in row) for row in rows(rng, 6))
            parts.append(f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>")
    body = "".join(parts)
    style = '<w:style w:type="paragraph" w:styleId="{0}"{2}><w:name w:val="{1}"/></w:style>'
    styles = style.format("Normal", "Normal", ' w:default="1"') + style.format("Heading1", "heading 1", "")
    main = f"{OFFICE}.wordprocessingml.document.main+xml"
    _package(path, "word/document.xml", main, {
        "word/document.xml": f"<w:document {W}><w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
        "word/_rels/document.xml.rels": _relations(f"{RELATED}/styles", "styles.xml"),
    }, {"word/styles.xml": f"{OFFICE}.wordprocessingml.styles+xml"})  # fmt: skip


def _paragraph(text: str, style: str = "Normal") -> str:
    half = len(text) // 2  # in two runs, as what people write is
    runs = "".join(f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in (text[:half], text[half:]))
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def xlsx(path: Path, count: int, seed: int = 0) -> None:
    """One sheet of six columns: two of words that repeat, a text, a date, a price, a number."""
    rng = random.Random(seed)
    shared: dict[str, int] = {}
    lines = []
    for number in range(1, count + 1):
        texts = (rng.choice(WORDS), rng.choice(WORDS), sentence(rng, 3, 6))
        cells = [
            f'<c r="{column}{number}" t="s"><v>{shared.setdefault(text, len(shared))}</v></c>'
            for column, text in zip("ABC", texts, strict=True)
        ]
        cells += [f'<c r="D{number}" s="1"><v>{45000 + number % 900}</v></c>']
        cells += [f'<c r="E{number}"><v>{rng.random() * 90:.2f}</v></c>', f'<c r="F{number}"><v>{number}</v></c>']
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    strings = "".join(f"<si><t>{escape(text)}</t></si>" for text in shared)
    book = (
        f'<workbook {ns} xmlns:r="{RELATED}"><sheets><sheet name="Fares" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    formats = (
        f'<styleSheet {ns}><fonts count="1"><font/></fonts><fills count="1"><fill>'
        '<patternFill patternType="none"/></fill></fills><borders count="1"><border/>'
        '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="14" '
        'applyNumberFormat="1"/></cellXfs></styleSheet>'
    )
    _package(path, "xl/workbook.xml", f"{OFFICE}.spreadsheetml.sheet.main+xml", {
        "xl/workbook.xml": book,
        "xl/worksheets/sheet1.xml": f"<worksheet {ns}><sheetData>{''.join(lines)}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f'<sst {ns} uniqueCount="{len(shared)}">{strings}</sst>',
        "xl/styles.xml": formats,
        "xl/_rels/workbook.xml.rels": _relations(
            f"{RELATED}/worksheet", "worksheets/sheet1.xml", f"{RELATED}/sharedStrings", "sharedStrings.xml",
            f"{RELATED}/styles", "styles.xml",
        ),
    }, {
        "xl/worksheets/sheet1.xml": f"{OFFICE}.spreadsheetml.worksheet+xml",
        "xl/sharedStrings.xml": f"{OFFICE}.spreadsheetml.sharedStrings+xml",
        "xl/styles.xml": f"{OFFICE}.spreadsheetml.styles+xml",
    })  # fmt: skip


def _relations(*pairs: str) -> str:
    told = zip(pairs[::2], pairs[1::2], strict=True)
    items = (f'<Relationship Id="rId{at}" Type="{kind}" Target="{to}"/>' for at, (kind, to) in enumerate(told, 1))
    return f'<Relationships xmlns="{RELATIONS}">{"".join(items)}</Relationships>'


def _package(path: Path, main: str, kind: str, parts: dict[str, str], kinds: dict[str, str]) -> None:
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{told}"/>' for name, told in ({main: kind} | kinds).items()
    )
    content = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>'
    )
    whole = {"[Content_Types].xml": content, "_rels/.rels": _relations(f"{RELATED}/officeDocument", main)} | parts
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in whole.items():
            told = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}'
            packed.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), told, zipfile.ZIP_DEFLATED)


def html(path: Path, size: int, seed: int = 0) -> None:
    """A page with navigation, a banner, an aside and a footer around headings, text, links, lists, code, a table."""
    rng = random.Random(seed)
    navigation = "".join(f'<li><a href="/{word}/{at}.html">{word}</a></li>' for at, word in enumerate(WORDS[:30]))
    parts: list[str] = []
    while sum(map(len, parts)) < size - 4500:
        text = escape(paragraph(rng)).split(" ")
        text[3:6] = [f'<a href="/guide/{text[3]}">{" ".join(text[3:6])}</a>']
        text[9:10] = [f"<em>{text[9]}</em>"]
        cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows(rng, 4))
        parts.append({
            0: f'<h2 id="s{len(parts)}">{sentence(rng, 3, 6)}</h2>',
            4: f"<table><tr><th>Route</th><th>Vessel</th><th>Fare</th><th>Season</th><th>No.</th></tr>{cells}</table>",
            6: f"<ul>{''.join(f'<li>{sentence(rng, 4, 9)}</li>' for _ in range(5))}</ul>",
            8: f"<pre><code>def book(route):\n    if route:\n        return '{rng.choice(WORDS)}'\n</code></pre>",
        }.get(len(parts) % 10, f'<p class="text">{" ".join(text)}</p>'))  # fmt: skip
    path.write_text(
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Ferry guide</title>'
        f"<script>{'var track = 1; ' * 40}</script><style>{'.x { color: red } ' * 40}</style></head><body>"
        f'<div class="cookie-banner"><p>{sentence(rng)}</p></div><nav><ul>{navigation}</ul></nav>'
        f"<main><article><h1>{sentence(rng, 3, 6)}</h1>{''.join(parts)}</article></main><aside class='related'>"
        f"<ul>{navigation}</ul></aside><footer><p>{sentence(rng)}</p></footer></body></html>",
        encoding="utf-8",
    )


def notes(path: Path, size: int, seed: int = 0) -> None:
    """Markdown, or text, with a heading before each fifth paragraph."""
    path.write_text("\n\n".join(markdown(size, seed)) + "\n", encoding="utf-8")


def markdown(size: int, seed: int = 0) -> Iterator[str]:
    """Blocks of Markdown of that many characters together: headings, paragraphs, lists, a table, code."""
    rng = random.Random(seed)
    count = made = 0
    while made < size:
        block = {
            0: f"## {sentence(rng, 3, 6)}",
            5: "\n".join(f"- {sentence(rng, 4, 9)}" for _ in range(5)),
            13: "\n".join(f"| {' | '.join(row)} |" for row in (["a", "b", "c", "d", "e"], ["---"] * 5, *rows(rng, 8))),
            17: "```\ndef book(route):\n    return route\n```",
        }.get(count % 20, paragraph(rng))
        yield block
        made += len(block) + 2
        count += 1


def folder(place: Path, files: int) -> None:
    """So many small files of mixed kinds, no two alike."""
    makers: list[tuple[str, Callable[[Path, int], None]]] = [
        *[("html", lambda path, seed: html(path, 8_000, seed))] * 5,
        *[("md", lambda path, seed: notes(path, 3_000, seed))] * 2,
        ("txt", lambda path, seed: notes(path, 2_000, seed)),
        ("docx", lambda path, seed: docx(path, 6_000, seed)),
        ("pdf", lambda path, seed: pdf(path, 3, seed)),
    ]
    place.mkdir()
    for number in range(files):
        ending, make = makers[number % KINDS]
        make(place / f"{number:05}.{ending}", number)


def small(place: Path, files: int) -> None:
    """So many texts of about a kilobyte, no two alike."""
    place.mkdir()
    for number in range(files):
        notes(place / f"{number:05}.txt", 1_000, number)


def main() -> None:
    place = Path(sys.argv[1])
    pdf(place / "warm.pdf", 2)
    pdf(place / "fifty.pdf", 50)
    pdf(place / "book.pdf", 500)
    docx(place / "warm.docx", 2_000)
    docx(place / "long.docx", 635_000)
    xlsx(place / "warm.xlsx", 5)
    xlsx(place / "rows.xlsx", 50_000)
    html(place / "warm.html", 6_000)
    html(place / "page.html", 34_000)
    notes(place / "warm.md", 2_000)
    notes(place / "text.md", 10_000_000)
    small(place / "small", 1_000)
    small(place / "one", 1)
    folder(place / "mixed", 200)
    folder(place / "tenfold", 2_000)


if __name__ == "__main__":
    main()
