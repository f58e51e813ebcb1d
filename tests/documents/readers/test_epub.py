import pytest

from selfinstruct.documents.readers.epub import read_epub
from tests.documents.readers.reading import read, refusal
from tests.documents.zipped import unzipped, zipped

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OPS/book.opf"/>'
    "</rootfiles></container>"
)
PAGE = (
    '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" '
    'xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head><body>{}</body></html>'
)
ENCRYPTED = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:e="http://www.w3.org/2001/04/xmlenc#">'
    '<e:EncryptedData><e:EncryptionMethod Algorithm="{}"/><e:KeyInfo><e:EncryptedKey><e:EncryptionMethod '
    'Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-1_5"/></e:EncryptedKey></e:KeyInfo></e:EncryptedData></encryption>'
)


def epub(chapters: dict[str, str], spine: list[str], extra: dict[str, str] | None = None, guide: str = "") -> bytes:
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml" properties="{name.split(".")[0]}"/>'
        for n, name in enumerate(chapters)
    )
    refs = "".join(f'<itemref idref="i{list(chapters).index(name)}"/>' for name in spine)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        "<dc:title>Sea tales</dc:title><dc:language>en-GB</dc:language><dc:date>1899</dc:date></metadata><manifest>"
        f"{items}</manifest><spine>{refs}</spine><guide>{guide}</guide></package>"
    )
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OPS/book.opf": package,
            **{f"OPS/{name.replace('%20', ' ')}": PAGE.format(body) for name, body in chapters.items()},
            **(extra or {}),
        }
    )


CHAPTERS = {
    "nav.xhtml": "<nav>TOC</nav>",
    "two.xhtml": "<h1>Two</h1><p>b<a epub:type='noteref' href='#n'>1</a></p><aside epub:type='footnote' id='n'>"
    "NOTE</aside>",
    "chapter%20one.xhtml": "<h1>One</h1><nav>TOC</nav><p>a&nbsp;b&eacute;</p><div epub:type='toc'>TOC</div>",
    "toc.xhtml": "<p>TOC</p>",
    "picture.xhtml": "<img src='a.png' alt=''/>",
}


def test_chapters_in_the_order_of_the_spine() -> None:
    spine = ["picture.xhtml", "nav.xhtml", "toc.xhtml", "chapter%20one.xhtml", "two.xhtml", "two.xhtml"]
    document, refused = read(read_epub, epub(CHAPTERS, spine, guide='<reference type="toc" href="toc.xhtml#x"/>'))
    assert document.text == "# One\n\na bé\n\n# Two\n\nb[1]\n\nNOTE"
    assert [(document.text[at:][:5], chapter) for at, chapter in document.pages] == [("# One", 2), ("# Two", 3)]
    told = (document.title, document.language, document.date, document.format)
    assert told == ("Sea tales", "en-GB", "1899", "epub")
    assert refused == []


def test_a_broken_chapter_is_refused_beside_the_rest() -> None:
    data = epub(CHAPTERS, ["two.xhtml", "chapter%20one.xhtml"]).replace(
        b"OPS/chapter one.xhtml", b"OPS/chapter_two.xhtml"
    )
    document, refused = read(read_epub, data)
    assert document.text.startswith("# Two")
    assert [(found.rule, found.page) for found in refused] == [("damaged", 2)]


@pytest.mark.parametrize(
    ("algorithm", "protected"),
    [
        ("http://www.idpf.org/2008/embedding", False),
        ("http://ns.adobe.com/pdf/enc#RC", False),
        ("http://www.w3.org/2001/04/xmlenc#aes128-cbc", True),
    ],
)
def test_protection_is_told_from_hidden_fonts(algorithm: str, protected: bool) -> None:
    data = epub(CHAPTERS, ["two.xhtml"], {"META-INF/encryption.xml": ENCRYPTED.format(algorithm)})
    if protected:
        assert refusal(read_epub, data)[0] == "encrypted"
    else:
        assert read(read_epub, data)[0].text.startswith("# Two")


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (epub(CHAPTERS, ["picture.xhtml"]), "no_text"),
        (epub(CHAPTERS, []), "no_text"),
        (zipped({"mimetype": "application/epub+zip"}), "damaged"),
        (zipped({"META-INF/container.xml": "<!DOCTYPE a [<!ENTITY x 'y'>]><a/>"}), "unsafe"),
        (epub({"a": "x" * 2_000_000}, ["a"]), "too_large"),
        (epub({"a": "<p>" + "ab" * 900 + "</p>"}, ["a"]), "too_large"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, rule: str) -> None:
    assert refusal(read_epub, data, text_bytes=1000)[0] == rule


def test_an_entity_of_a_chapter_is_not_resolved() -> None:
    data = epub({"a": "a &e; b"}, ["a"])
    entity = b'<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    members = {name: content.replace(b"<!DOCTYPE html>", entity) for name, content in unzipped(data).items()}
    assert "a &e; b" in read(read_epub, zipped(members))[0].text
