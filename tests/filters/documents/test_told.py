"""Filters by what a document says of itself, by expressions, and by words of a list."""

from pathlib import Path
from typing import Any

import pytest

from selfinstruct.errors import RecipeError, UsageError
from selfinstruct.filters.documents import matching
from selfinstruct.filters.documents.matching import endless
from tests.support.filters import made_for_documents, said_of

CASES: list[tuple[str, dict[str, Any], dict[str, Any], Any]] = [
    ("metadata", {"drop": {"format": ["csv"]}}, {"format": "pdf"}, "kept"),
    ("metadata", {"drop": {"format": ["csv"]}}, {"format": "csv"}, {"format": "csv"}),
    ("metadata", {"drop": {"format": ["csv"]}}, {}, "kept"),
    ("metadata", {"keep": {"format": ["pdf", "docx"]}}, {"format": "docx"}, "kept"),
    ("metadata", {"keep": {"format": ["pdf"]}}, {}, {"format": None}),
    ("metadata", {"keep": {"tags": ["news"]}}, {"tags": ["sport", "news"]}, "kept"),
    ("metadata", {"keep": {"year": ["2024"]}}, {"year": 2024}, "kept"),
    ("date", {"since": "2021"}, {"date": "2021-01-01"}, "kept"),
    ("date", {"since": 2021}, {"date": "2020-12-31T23:59:59Z"}, "2020-12-31T23:59:59Z"),
    ("date", {"since": "2021-06"}, {"date": "2021"}, "kept"),
    ("date", {"until": "2021-06"}, {"date": "2021-06-30"}, "kept"),
    ("date", {"until": "2021-06"}, {"date": "2021-07"}, "2021-07"),
    ("date", {"until": "2021"}, {}, "kept"),
    ("date", {"until": "2021", "undated": False}, {}, None),
    ("date", {"until": "2021", "undated": False}, {"date": "last week"}, "last week"),
    ("date", {"until": "2021", "undated": False}, {"date": "2021-02-30"}, "2021-02-30"),
    ("url", {"drop": ["example.com"]}, {"url": "https://example.com/x"}, "example.com"),
    ("url", {"drop": ["example.com"]}, {"url": "https://WWW.Example.com.:8080/x"}, "example.com"),
    ("url", {"drop": ["example.com"]}, {"url": "https://badexample.com/"}, "kept"),
    ("url", {"drop": ["example.com"]}, {"url": "https://example.com.evil.org/"}, "kept"),
    ("url", {"drop": ["example.com"]}, {"url": "https://user@evil.org/example.com"}, "kept"),
    ("url", {"drop": ["https://example.com/forum/"]}, {"url": "example.com/forum/1?x"}, "example.com/forum"),
    ("url", {"drop": ["example.com/forum"]}, {"url": "https://example.com/forums"}, "kept"),
    ("url", {"drop": ["bücher.example"]}, {"url": "http://xn--bcher-kva.example/a"}, "xn--bcher-kva.example"),
    ("url", {"drop": ["1.2.3.4"]}, {"url": "http://1.2.3.4/"}, "1.2.3.4"),
    ("url", {"drop": ["3.4"]}, {"url": "http://1.2.3.4/"}, "kept"),
    ("url", {"keep": ["example.com"]}, {"url": "http://other.org/a"}, "other.org"),
    ("url", {"keep": ["example.com"]}, {"url": "http://docs.example.com/a"}, "kept"),
    ("url", {"keep": ["example.com"], "drop": ["a.example.com"]}, {"url": "http://a.example.com"}, "a.example.com"),
    ("url", {"keep": ["example.com"]}, {}, "kept"),
    ("url", {"keep": ["example.com"], "unknown": False}, {}, None),
    ("url", {"keep": ["example.com"], "unknown": False}, {"url": "http://[broken"}, "http://[broken"),
    ("pattern", {"drop": {"title": ["(?i)draft"]}}, {"title": "A Draft"}, {"title": "(?i)draft", "found": "Draft"}),
    ("pattern", {"drop": {"title": ["(?i)draft"]}}, {"file": "draft.txt"}, "kept"),
    ("pattern", {"drop": {"text": ["x{3}"]}}, {}, {"text": "x{3}", "found": "xxx"}),
    ("pattern", {"keep": {"file": [r"\.md$", r"\.txt$"]}}, {"file": "a.txt"}, "kept"),
    ("pattern", {"keep": {"file": [r"\.md$"]}}, {"file": "a.txt"}, {"file": [r"\.md$"], "found": None}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "parameters", "metadata", "said"), CASES)
def test_either_side(name: str, parameters: dict[str, Any], metadata: dict[str, Any], said: Any) -> None:
    assert said_of(name, "A text with xxxx in it.", metadata, **parameters) == said


def test_lists_in_files(tmp_path: Path) -> None:
    hosts, words = tmp_path / "hosts.txt", tmp_path / "words.txt"
    hosts.write_text("# mine\n\nexample.com\r\n", encoding="utf-8-sig")
    words.write_text("damn\nkick the bucket\n畜生\n")
    assert said_of("url", "", {"url": "http://a.example.com"}, drop_file=str(hosts)) == "example.com"
    found = said_of("word_list", "Damn! He kicked. Kick  the\nbucket; 这畜生. Damned.", file=str(words))
    assert found == {"count": 3, "share": 0.3, "words": ["damn", "kick the bucket", "畜 生"]}
    words.write_text("# nothing\n")
    fresh = tmp_path / "empty.txt"
    fresh.write_text("# nothing\n")
    with pytest.raises(UsageError, match=r"empty\.txt: has no entries; write one a line"):
        said_of("word_list", "x", file=str(fresh))
    with pytest.raises(UsageError, match=r"none\.txt: cannot be read: No such file"):
        said_of("url", "x", keep_file=str(tmp_path / "none.txt"))


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"words": ["rot"]}, {"count": 2, "share": 0.2, "words": ["rot"]}),
        ({"words": ["rot"], "most": 2}, "kept"),
        ({"words": ["rot"], "share": 0.2}, "kept"),
        ({"words": ["rot"], "share": 0.1}, {"count": 2, "share": 0.2, "words": ["rot"]}),
        ({"words": ["carrot", "otter"]}, "kept"),
    ],
)
def test_words_of_a_list_are_whole_words(parameters: dict[str, Any], said: Any) -> None:
    assert said_of("word_list", "Rot and rot, carrots and parrots, otters' pots, one two", **parameters) == said


@pytest.mark.parametrize(
    ("pattern", "bad"),
    [
        ("(a+)+$", True), ("(a*)*", True), ("(a|aa)+$", True), ("(.*a){20}", True), (r"(\w+\s?)*:", True),
        (r"((ab)*c?)*", True), (r"(?:a|b+)+x", True), ("(x+x+)+y", True),
        (r"\bdraft\b", False), ("a+b+c+", False), (r"(?:\w+,)*\w+", False), ("(foo|bar)+", False),
        (r"(\d{3}-)+\d", False),
        (r"[a-z]+@[a-z]+\.com", False), (r"(?:\d+\.)+\d+", False), ("(?i)confidential|internal only", False),
    ],
)  # fmt: skip
def test_patterns_that_may_take_time_without_end_are_refused(pattern: str, bad: bool) -> None:
    assert endless(pattern) is bad
    if bad:
        with pytest.raises(RecipeError, match="a repetition within a repetition"):
            made_for_documents("pattern", drop={"text": [pattern]})


def test_a_pattern_that_takes_too_long_ends_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "_SECONDS", 0.2)
    with pytest.raises(UsageError, match=r"filter pattern: 'a\*a\*a\*a\*b' takes over 0 seconds; make it simpler"):
        said_of("pattern", "a" * 5_000, drop={"text": ["a*a*a*a*b"]})


@pytest.mark.parametrize(
    ("name", "parameters", "told"),
    [
        ("pattern", {"drop": {"text": ["("]}}, "missing \\)"),
        ("pattern", {"drop": {"body": ["x"]}}, "there is no 'body' to look in; known: text, title, url, file"),
        ("pattern", {"drop": {"text": "x"}}, "drop: .*found"),
        ("date", {"since": "May 2021"}, "since: is no date; write 2024, 2024-05 or 2024-05-31"),
        ("repeated_ngrams", {"top": {"two": 0.2}}, "top: 'two' is no number of words"),
        ("letters", {"least": "most"}, "least: .*found 'most'"),
    ],
)
def test_wrong_parameters_are_told(name: str, parameters: dict[str, Any], told: str) -> None:
    with pytest.raises(RecipeError, match=f"filter {name}: {told}"):
        made_for_documents(name, **parameters)
