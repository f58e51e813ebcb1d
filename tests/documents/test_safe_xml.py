import pytest

from selfinstruct.documents.document import Unread
from selfinstruct.documents.safe_xml import parse_xml

ENTITY = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize(
    "data",
    [
        "<a>Fähre</a>".encode(),
        b"\xef\xbb\xbf" + "<a>Fähre</a>".encode(),
        '<?xml version="1.0" encoding="UTF-8"?>\n<!-- no --><a>Fähre</a>'.encode(),
        '<?xml version="1.0" encoding="UTF-16"?><a>Fähre</a>'.encode("utf-16"),
        '<?xml version="1.0" encoding="UTF-16"?><a>Fähre</a>'.encode("utf-16-be"),
        "<a>Fähre</a>".encode("utf-16-le"),
        '<?xml version="1.0" encoding="windows-1252"?><a>Fähre</a>'.encode("cp1252"),
        "<a><![CDATA[Fähre]]></a>".encode(),
    ],
)
def test_xml_in_any_encoding_is_read(data: bytes) -> None:
    assert parse_xml(data, "a.xml").text == "Fähre"


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (ENTITY.encode(), "unsafe"),
        (b"\xef\xbb\xbf" + ENTITY.encode(), "unsafe"),
        (b"<?xml version='1.0'?>\n<!-- <a> --> " + ENTITY.encode(), "unsafe"),
        (ENTITY.encode("utf-16"), "unsafe"),
        (ENTITY.encode("utf-16-be"), "unsafe"),
        (b'<?xml version="1.0" encoding="UTF-7"?>' + ENTITY.encode("utf-7"), "unsafe"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>', "unsafe"),
        (b"<!DOCTYPE a><a/>", "unsafe"),
        ('<?xml version="1.0" encoding="cp037"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("cp037"), "damaged"),
        (b"<a>&x;</a>", "damaged"),
        (b"<a>", "damaged"),
        (b"", "damaged"),
        (b"\x00\x00\x00\x00", "damaged"),
        ("<a/>".encode("utf-32"), "damaged"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "damaged"),
        (b"\xff\xfe<\x00a", "damaged"),
        (b"<a>" * 5000 + b"</a>" * 5000, "too_large"),
    ],
)
def test_what_declares_or_breaks_anything_is_refused(data: bytes, rule: str) -> None:
    with pytest.raises(Unread) as caught:
        parse_xml(data, "a.xml")
    assert caught.value.refusal.rule == rule
    assert "a.xml" in caught.value.refusal.value
