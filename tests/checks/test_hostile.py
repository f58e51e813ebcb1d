"""Hostile texts and arguments: a check ends soon, refuses in a line, and reaches nothing outside."""

import time
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.checks import make_check
from selfinstruct.checks.checker import LONGEST
from selfinstruct.checks.reading.patterns import Pattern
from selfinstruct.errors import UsageError
from tests.checks.kinds import EXAMPLES

MOST_SECONDS = 5.0
PIECES = (
    "a",
    " ",
    "\n",
    "!",
    "。",
    ".",
    "*",
    "**a",
    "`",
    "|",
    "[",
    "(",
    "1",
    "1,",
    "1.",
    "- ",
    "\n- a",
    "\n ",
    "<<",
    "<a>",
    "{",
    '{"a":',
    "[[",
    "\u0301",
    "\u200d",
    "字",
    '"',
    "```\n",
    "P.",
    "a-",
    "2026-",
    " \n \n",
    "é",
    "\\",
    "#",
    "|-",
    "A.B ",
)


@pytest.mark.parametrize("piece", PIECES)
def test_every_check_ends_soon_on_a_long_text_of_one_piece(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    tried = set()
    for example in EXAMPLES:
        if example.kind in tried:
            continue
        tried.add(example.kind)
        check = make_check({"check": example.kind, **example.given})
        began = time.process_time()
        check(text + "x")
        assert time.process_time() - began < MOST_SECONDS, example.kind


@pytest.mark.parametrize(
    "text", ["", " ", "\ud800", "\x00", "a\ud83d b.\n\x00", "\U0010ffff" * 3, "\u2028\x85\x1c", "9" * 5_000]
)
def test_every_check_says_something_of_odd_characters(text: str) -> None:
    for example in EXAMPLES:
        verdict = make_check({"check": example.kind, **example.given})(text)
        assert verdict.asked
        assert verdict.found


def test_a_text_beyond_the_limit_fails() -> None:
    verdict = make_check({"check": "words", "at_least": 1})("a " * LONGEST)
    assert not verdict.passed
    assert "no more than 200,000 are read" in verdict.found


@pytest.mark.parametrize(
    "pattern", [r"(a+)+$", r"(a|a)*b", r"(a|aa)+$", r"(.*)(.*)(.*)(.*)(.*)x", r"(\w+\s?)*!", r"((a{0,20}){0,20})b"]
)
def test_a_pattern_that_would_run_for_ever_does_not(pattern: str) -> None:
    began = time.process_time()
    assert not Pattern(pattern).holds("a" * 20_000 + "?")
    assert time.process_time() - began < MOST_SECONDS


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        (r"(a)\1", "groupref is not read"),
        (r"a(?=b)", "assert is not read"),
        (r"(?<!a)b", "assert not is not read"),
        (r"(?i)a", "flags within a pattern"),
        (r"(?i:a)", "flags within a pattern"),
        (r"(?>a+)", "atomic group is not read"),
        (r"a++", "possessive repeat is not read"),
        (r"(((a{99}){99}){99})", "too many repetitions"),
        ("(" * 200 + ")" * 199, "cannot be read"),
        ("a" * 2_000, "must be a text"),
    ],
)
def test_a_pattern_that_no_automaton_can_hold_is_refused(pattern: str, told: str) -> None:
    with pytest.raises(UsageError, match="check pattern: ") as raised:
        make_check({"check": "pattern", "pattern": pattern})
    assert told in str(raised.value)


TABLES = "create table t (n int); insert into t values (1), (2);"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("attach database '/tmp/x.db' as x", "fails"),
        ("pragma writable_schema = 1", "fails"),
        ("delete from t", "fails"),
        ("insert into t values (3)", "fails"),
        ("create table u (n)", "fails"),
        ("drop table t", "fails"),
        ("vacuum into 'there.db'", "fails"),
        ("select load_extension('x')", "fails"),
        ("select random()", "fails"),
        ("select zeroblob(1000000000)", "fails"),
        ("select date('now')", "depends on the time"),
        ("select strftime('%Y')", "depends on the time"),
        ("select current_timestamp", "fails"),
        ("select 1; select 2", "fails"),
        ("with recursive r(n) as (select 1 union all select n + 1 from r) select count(*) from r", "too many steps"),
        ("select a.n from t a, t b, t c, t d, t e, t f, t g, t h, t i, t j, t k", "more than 1,000 rows"),
        ("select printf('%.*c', 1000000000, 'x')", "fails"),
        ("select replace(hex(zeroblob(9)), '0', printf('%.9999c', 'x'))", "fails"),
        ("select '" + "x" * 20_000 + "'", "too long"),
        ("select " + "(" * 500 + "1" + ")" * 500, "fails"),
    ],
)
def test_a_query_reads_its_own_tables_and_nothing_else(query: str, told: str, tmp_path: Path) -> None:
    verdict = make_check({"check": "sql", "tables": TABLES, "rows": [["never"]]})(query)
    assert not verdict.passed
    assert told in verdict.found
    assert not Path("there.db").exists()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "tables", ["attach database 'x.db' as x", "pragma journal_mode = wal", "create table t as select random()", "selec"]
)
def test_tables_of_a_check_are_held_as_well(tables: str) -> None:
    with pytest.raises(UsageError, match="check sql: "):
        make_check({"check": "sql", "tables": tables, "rows": []})


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ({"if": True}, "the keyword 'if' is not known"),
        ({"properties": {"a": {"format": "date"}}}, "#/properties/a: the keyword 'format'"),
        ({"$ref": "https://example.org/x"}, "leads elsewhere"),
        ({"$ref": "#/$defs/none"}, "leads nowhere"),
        ({"$ref": "#/examples/x", "examples": {"x": {"typ": 1}}}, "the keyword 'typ'"),
        ({"pattern": "(a)\\1"}, "groupref is not read"),
        ({"type": "text"}, "must be of object"),
        ({"minLength": -1}, "must be a whole number"),
        ([], "must be an object"),
    ],
)
def test_a_schema_with_what_is_not_known_is_refused(schema: Any, told: str) -> None:
    with pytest.raises(UsageError, match="check json_schema: schema: ") as raised:
        make_check({"check": "json_schema", "schema": schema})
    assert told in str(raised.value)


def test_a_schema_that_leads_in_circles_ends() -> None:
    circle = {"$ref": "#"}
    both = {"anyOf": [{"items": {"$ref": "#"}, "type": "array"}, {"items": {"$ref": "#"}, "minItems": 1}]}
    for schema in (circle, both):
        verdict = make_check({"check": "json_schema", "schema": schema})("[" * 60 + "]" * 60)
        assert verdict.found


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 20_000, "- " * 20_000, "&a [*a]", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"]
)
def test_readers_of_forms_end_with_a_verdict(text: str) -> None:
    for kind in ("json", "yaml", "csv", "xml", "markdown_table"):
        assert not make_check({"check": kind})(text).passed
