import pytest

from selfinstruct.documents.readers.markdown import read_markdown
from tests.documents.readers.reading import read, refusal

CASES = [
    ("# One\n\ntext\n", "# One\n\ntext", "One", "", "", ""),
    ("```\n# no\n```\n\n# Yes #\n", "```\n# no\n```\n\n# Yes #", "Yes", "", "", ""),
    ("~~~\n```\n# no\n~~~\ntext", "~~~\n```\n# no\n~~~\ntext", "", "", "", ""),
    ("---\ntitle: 'A: b'\ndate: 2025-02-03\nlang: de_AT\nurl: https://e.org/a\n---\n\n# C", "# C", "A: b", "2025-02-03",
     "de-AT", "https://e.org/a"),
    ("---\nTitle: A\ndate: 2025-02-03 04:05:06\n...\ntext", "text", "A", "2025-02-03T04:05:06", "", ""),
    ("+++\ntitle = 'A'\ndate = 2025-02-03\nurl = '/a'\n+++\ntext", "text", "A", "2025-02-03", "", ""),
    ("---\r\ntitle: A\r\n---\r\ntext\r\nmore", "text\nmore", "A", "", "", ""),
    ("---\ntitle: [broken\n---\ntext", "---\ntitle: [broken\n---\ntext", "", "", "", ""),
    ("---\njust a line\n---\ntext", "---\njust a line\n---\ntext", "", "", "", ""),
    ("---\n\ntext between rules\n\n---\n\nmore", "---\n\ntext between rules\n\n---\n\nmore", "", "", "", ""),
    ("---\ntitle: !!python/object/apply:os.system [id]\n---\nx", "---\ntitle: !!python/object/apply:os.system "
     "[id]\n---\nx",
     "", "", "", ""),
    ("---\n- a\n---\ntext", "---\n- a\n---\ntext", "", "", "", ""),
    ("+++\nno = = toml\n+++\ntext", "+++\nno = = toml\n+++\ntext", "", "", "", ""),
    ("---\ntitle: A\nno end", "---\ntitle: A\nno end", "", "", "", ""),
    ("| a |\n|---|\n| NA |", "| a |\n|---|\n| NA |", "", "", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("data", "text", "title", "date", "language", "url"), CASES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_and_front_matter(
    data: str, text: str, title: str, date: str, language: str, url: str, encoding: str
) -> None:
    document, _ = read(read_markdown, data.encode(encoding))
    told = (document.text, document.title, document.date, document.language, document.url)
    assert told == (text, title, date, language, url)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "no_text"),
        (b" \n\n", "no_text"),
        (b"---\ntitle: A\n---\n", "no_text"),
        (bytes(range(256)), "not_text"),
        (b"a" * 101, "too_large"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, rule: str) -> None:
    assert refusal(read_markdown, data, text_bytes=100 if rule == "too_large" else 1000)[0] == rule


def test_front_matter_to_break_a_reader_stays_text() -> None:
    for bad in ("[" * 3000, "\n".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)), "x: " + "{" * 3000):
        assert read(read_markdown, f"---\n{bad}\n---\ntext".encode())[0].text.endswith("text")
