"""Mail: headers and bodies as programs write them, attachments, boxes, quotations."""

import base64
from email.message import EmailMessage

import pytest

from tests.documents.readers.sniffed import read, rules, texts
from tests.documents.zipped import zipped


def message(body: bytes | str, *fields: str) -> bytes:
    data = body.encode() if isinstance(body, str) else body
    return "\r\n".join(("From: Ann <ann@example.org>", "Date: Mon, 3 Feb 2025 10:00:00 +0100", *fields, "", "")).encode(
        "utf-8", "surrogateescape"
    ) + data.replace(b"\n", b"\r\n")


def multipart(kind: str, *parts: str) -> bytes:
    return message(
        "".join(f"--=b\n{part}\n" for part in parts) + "--=b--\n", "MIME-Version: 1.0", "Subject: Parts",
        f'Content-Type: multipart/{kind}; boundary="=b"',
    )  # fmt: skip


PLAIN = "Content-Type: text/plain; charset=utf-8\n\nThe plain words of a mail that are long enough to be no stub."
HTML = "Content-Type: text/html; charset=utf-8\n\n<p>The words of a page</p>"


@pytest.mark.parametrize(
    ("field", "subject"),
    [
        ("Subject: Plain", "Plain"),
        ("Subject: =?utf-8?Q?F=C3=A4hre=3A_Plan?=", "Fähre: Plan"),
        ("Subject: =?iso-2022-jp?B?GyRCTGs5VBsoQg==?=", "夜行"),
        ("Subject: =?utf-8?B?RsOk?= =?utf-8?B?aHJl?=", "Fähre"),
        ("Subject: folded\r\n over lines", "folded over lines"),
        ("Subject: raw Fähre", "raw Fähre"),
        ("Subject: =?nonsense?Q?F=FChre?=", "Führe"),
        ("Subject: =?utf-8?B?broken", "=?utf-8?B?broken"),
    ],
)
def test_subjects_are_decoded(field: str, subject: str) -> None:
    (document,), _ = read("a.eml", message("Body.\n", field))
    assert (document.title, document.text) == (subject, f"# {subject}\n\nBody.")
    assert (document.format, document.date) == ("mail", "2025-02-03T10:00:00+01:00")


@pytest.mark.parametrize(
    ("fields", "body", "text"),
    [
        (("Content-Type: text/plain; charset=iso-8859-1",), "Grüße".encode("latin-1"), "Grüße"),
        (("Content-Type: text/plain; charset=utf-8",), "Grüße".encode("cp1252"), "Grüße"),
        (("Content-Type: text/plain; charset=no-such",), "Grüße".encode(), "Grüße"),
        (("Content-Transfer-Encoding: quoted-printable",), b"Gr=C3=BC=\nsse =3D", "Grüsse ="),
        (("Content-Transfer-Encoding: base64",), base64.b64encode("Grüße".encode()) + b"!", "Grüße"),
        (("Content-Type: text/plain; format=flowed",), b"One \nline.\nAnother.", "One line.\nAnother."),
        (("Content-Type: text/plain; format=flowed; delsp=yes",), "夜行 \n列車".encode(), "夜行列車"),
    ],
)  # fmt: skip
def test_bodies_are_decoded(fields: tuple[str, ...], body: bytes, text: str) -> None:
    assert texts("a.eml", message(body, *fields)) == [text]


def test_of_twins_the_plain_one_is_read() -> None:
    assert texts("a.eml", multipart("alternative", PLAIN, HTML)) == [
        "# Parts\n\nThe plain words of a mail that are long enough to be no stub."
    ]


def test_an_html_part_alone_or_beside_a_stub_is_read() -> None:
    pytest.importorskip("lxml")
    assert texts("a.eml", multipart("alternative", HTML)) == ["# Parts\n\nThe words of a page"]
    stub = "Content-Type: text/plain\n\nThis mail has an HTML part."
    long = HTML.replace("words", "words " * 100)
    assert "words words" in texts("a.eml", multipart("alternative", stub, long))[0]


def test_attachments_are_documents_of_their_own() -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@example.org", "With files"
    mail.set_content("See the files.\n")
    mail.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="../../../etc/Größe.csv")
    mail.add_attachment(b"\x7fELF\x02\x01", maintype="application", subtype="octet-stream", filename="tool")
    mail.add_attachment(zipped({"in/notes.txt": "Zipped."}), maintype="application", subtype="zip", filename="pack.zip")
    mail.add_attachment(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", cid="<logo>")
    inner = EmailMessage()
    inner["From"], inner["Date"], inner["Subject"] = "b@example.org", "Mon, 3 Feb 2025 10:00:00 +0100", "Inner"
    inner.set_content("Forwarded words.\n")
    mail.add_attachment(inner)
    documents, refusals = read("a.eml", mail.as_bytes())
    assert [(found.member, found.text) for found in documents] == [
        ("", "# With files\n\nSee the files."),
        ("Größe.csv", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ("pack.zip/in/notes.txt", "Zipped."),
        ("part 6.eml", "# Inner\n\nForwarded words."),
    ]
    assert [(found.rule, found.member) for found in refusals] == [("unsupported", "tool")]


def test_names_of_attachments_are_read_in_every_way() -> None:
    ways = ("filename*=utf-8''F%C3%A4hre.txt", "filename*0*=utf-8''F%C3%A4; filename*1=hre.txt",
            'filename="=?utf-8?Q?F=C3=A4hre.txt?="')  # fmt: skip
    for way in ways:
        part = f"Content-Type: application/octet-stream\nContent-Disposition: attachment; {way}\n\nAttached."
        documents, _ = read("a.eml", multipart("mixed", PLAIN, part))
        assert [found.member for found in documents] == ["", "Fähre.txt"], way


@pytest.mark.parametrize(
    ("subject", "body", "kept"),
    [
        ("Re: Plan", "Fine.\n\nOn Monday Ann wrote:\n> old words\n> more", "Fine."),
        ("Re: Plan", "> Shall we?\n\nYes.\n\n> And then?\n\nNo.", "Yes.\n\nNo."),
        ("AW: Plan", "Gut.\n\nAm 3. Februar 2025 um 10:00 schrieb Ann\n<ann@example.org>:\n> alt", "Gut."),
        ("Re: Plan", "Fine.\n\n-----Original Message-----\nFrom: Ann\nOld words.", "Fine."),
        ("Re: Plan", "Fine.\n\nFrom: Ann <a@b>\nSent: Monday\nTo: Bob\n\nOld words.", "Fine."),
        ("Plan", "As they say:\n\n> To be or not.\n\nSo be it.", "As they say:\n\n> To be or not.\n\nSo be it."),
        ("Plan", "Fine.\n\nAnn wrote:\n> old words", "Fine."),
        ("Fwd: Plan", "Look:\n\n-----Original Message-----\nFrom: Ann\nOld words.",
         "Look:\n\n-----Original Message-----\nFrom: Ann\nOld words."),
        ("Re: Plan", "> nothing else", "> nothing else"),
        ("Plan", "Words.\n-- \nAnn\nCaptain", "Words."),
    ],
)  # fmt: skip
def test_what_a_reply_quotes_is_cut(subject: str, body: str, kept: str) -> None:
    mail = message(body, f"Subject: {subject}")
    assert texts("a.eml", mail) == [f"# {subject}\n\n{kept}"]
    assert texts("a.eml", mail, replies=True, furniture=True) == [f"# {subject}\n\n{body}"]


def test_a_mail_for_one_reader_alone_is_encrypted() -> None:
    secret = "Content-Type: application/pgp-encrypted\n\nVersion: 1"
    assert rules("a.eml", multipart("encrypted", secret)) == [("encrypted", "")]


def test_a_mail_without_words_is_no_text_and_parts_without_end_are_nested() -> None:
    assert rules("a.eml", message("\n", "Subject: Nothing")) == [("no_text", "")]
    deep = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(1200))
    assert rules("a.eml", "Subject: deep\n" + deep) == [("nested", "")]


def test_a_box_gives_its_mails_and_what_is_wrong_with_one() -> None:
    box = (
        "From ann@example.org Mon Jan  5 10:00:00 2026\nSubject: One\n\nBody one.\n>From here on.\n\n"
        "From bob@example.org Mon Jan  5 10:01:00 2026\nSubject: Two\n\n\n\n"
        "From MAILER-DAEMON Mon Jan  5 10:02:00 2026\nSubject: Three\n\nFrom now on all is well.\n\n"
    )
    documents, refusals = read("a.mbox", box)
    assert [(found.member, found.text) for found in documents] == [
        ("message 1", "# One\n\nBody one.\nFrom here on."),
        ("message 3", "# Three\n\nFrom now on all is well."),
    ]
    assert [(found.rule, found.member) for found in refusals] == [("no_text", "message 2")]
