import random

import pytest

from selfinstruct.documents.passages import Passage, passages
from selfinstruct.errors import UsageError
from selfinstruct.text.tokens import estimated_tokens

SENTENCE = "The pump of the second boiler is checked by Dr. Weiss on the 1. of every month, at 7.30 a.m. sharp. "
TABLE = "| Port | Fare |\n|---|---|\n"
PIECES = [
    *("# Head\n", "## Below\n", "###\n", "para text here. More of it! And so?\n", "\n", "- item one\n", "  goes on\n"),
    *(
        TABLE,
        "| 1 | 2 |\n",
        "```\n",
        "code here\n",
        "    indented\n",
        "長い日本語の文章です。次の文。",
        "x" * 90 + "\n",
        "~~~\n",
    ),
    *("\t\n", "1. first\n", "word " * 30, "การเดินทางไปยังสถานี", "\r\n", "\u2028", "  # head\n", "e\u0301" * 20, "\x0b"),
]


def shown(text: str, **options: int) -> list[str]:
    return [item.shown(text) for item in passages(text, **options)]


def check_whole(text: str, found: list[Passage], most: int) -> None:
    place = 0
    for item in found:
        assert place <= item.start < item.end
        assert not text[place : item.start].strip()
        assert text[item.start : item.end] == text[item.start : item.end].strip()
        assert estimated_tokens(item.shown(text)) <= most + 2
        place = item.end
    assert not text[place:].strip()


@pytest.mark.parametrize("seed", range(40))
def test_nothing_is_lost_or_repeated_and_no_passage_is_too_large(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(25):
        text = "".join(rng.choices(PIECES, k=rng.randint(0, 120)))
        most = rng.choice([20, 40, 100, 800])
        check_whole(text, passages(text, most=most, least=rng.choice([0, 5, 10])), most)


def test_a_section_begins_a_passage_and_has_its_path() -> None:
    body = "A line of thirty tokens or so that says something about the harbour and its boats. " * 7
    text = f"# Harbour\n\n{body}\n\n## Boats\n\n{body}\n\n### Old ones\n\n{body}\n\n## Fees\n\n{body}\n"
    assert [item.section for item in passages(text)] == [
        ("Harbour",), ("Harbour", "Boats"), ("Harbour", "Boats", "Old ones"), ("Harbour", "Fees")
    ]  # fmt: skip


def test_short_sections_go_together_under_what_they_share() -> None:
    text = "# Harbour\n\n## Fees\n\nTwo euros.\n\n## Hours\n\nAll day.\n\n## Boats\n\nNone.\n"
    (found,) = passages(text)
    assert found.section == ("Harbour",)
    assert found.shown(text) == text.strip()


def test_no_passage_ends_in_a_heading() -> None:
    text = "\n\n".join(f"## Section {number}\n\n{'Some words stand here. ' * 12}" for number in range(40))
    for piece in shown(text, most=90, least=20):
        assert not piece.splitlines()[-1].startswith("#")


def test_a_large_table_goes_by_rows_and_its_head_is_shown_again() -> None:
    rows = [f"| Port {number} | {number}.50 euros for a day in summer |" for number in range(200)]
    text = f"Before.\n\n{TABLE}" + "\n".join(rows) + "\n\nAfter."
    found = passages(text, most=200, least=20)
    assert len(found) > 10
    check_whole(text, found, 200)
    told = [line for item in found for line in item.shown(text).splitlines() if line.startswith("| Port ")]
    assert [line for line in told if line != "| Port | Fare |"] == rows
    for item in found[2:-1]:
        assert item.shown(text).startswith(TABLE)
        assert item.table


def test_a_span_of_what_is_shown_is_found_in_the_document_also_within_the_head() -> None:
    text = TABLE + "\n".join(f"| Port {number} | {number} |" for number in range(200))
    item = passages(text, most=100, least=20)[3]
    seen = item.shown(text)
    for piece in ("Fare", "| Port 5", seen[len(TABLE) : len(TABLE) + 12]):
        if piece in seen:
            at = seen.index(piece)
            assert "".join(text[slice(*span)] for span in item.spans(at, at + len(piece))) == piece
    across = item.spans(len(TABLE) - 5, len(TABLE) + 5)
    assert len(across) == 2


def test_code_stays_whole_and_its_marks_are_no_headings() -> None:
    code = "```python\n# no heading\n\nfor boat in boats:\n    print(boat)\n```"
    text = f"# One\n\n{'Words that fill the passage up. ' * 20}\n\n{code}\n\n{'More words after it, quite many. ' * 20}"
    assert sum(code in piece for piece in shown(text, most=200, least=40)) == 1
    assert all(item.section == ("One",) for item in passages(text, most=200, least=40))


@pytest.mark.parametrize(
    ("sentence", "end"),
    [
        (SENTENCE, "sharp."),
        ("Die Gebühr beträgt z. B. 3,50 Euro, vgl. Nr. 7 der Ordnung vom 1. März des Jahres! ", "!"),
        ("出港しました。", "。"),
        ("يغادر القارب عند الفجر ولا ينتظر أحدا؟ ", "؟"),
        ("नाव सुबह सात बजे छूटती है। ", "।"),
        ("Корабль уходит в 7 ч. утра, т. е. рано, и никого не ждёт… ", "…"),
    ],
)
def test_long_text_is_parted_between_sentences(sentence: str, end: str) -> None:
    text = (sentence * 120).strip()
    found = shown(text, most=60, least=0)
    assert len(found) > 5
    for piece in found:
        assert piece.endswith(end)


def test_what_has_neither_sentences_nor_spaces_is_parted_all_the_same() -> None:
    for text in ("x" * 5_000_000, "x" * 50_000, "ก" * 5000, "e\u0301" * 5000, "字" * 5000):
        found = passages(text, most=100, least=0)
        check_whole(text, found, 100)
        assert not any(text[item.start] == "\u0301" for item in found)


def test_nothing_gives_nothing() -> None:
    assert passages("") == passages(" \n\t\n") == []


@pytest.mark.parametrize(("most", "least"), [(19, 0), (100, 51), (100, -1)])
def test_sizes_that_make_no_sense_are_refused(most: int, least: int) -> None:
    with pytest.raises(UsageError, match="tokens: give at least 20"):
        passages("text", most=most, least=least)
