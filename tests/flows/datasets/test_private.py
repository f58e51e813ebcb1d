"""Personal data anywhere in a row of `filter`, and names and numbers that only look like it."""

from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.files.unfold.private import row_texts
from tests.support.filtering import sift
from tests.support.runs import read, write

MAIL, PHONE, CARD, IP = "lea.kim@example.org", "+49 171 7654321", "5500 0000 0000 0004", "203.0.113.9"
PLAIN = {"instruction": "Name a lake.", "output": "Como."}


def turns(**more: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": "Hi."} | more, {"role": "assistant", "content": "Hello."}]}


TOOL = {"type": "function", "function": {"name": "ask", "description": f"Asks {MAIL}.", "parameters": {}}}
FOUND: list[dict[str, Any]] = [
    *(
        PLAIN | {name: MAIL}
        for name in ("user", "username", "user_id", "email", "notes", "url", "created_by", "owner", "session",
                     "contact", "conversation_id", "id", "userEmail", "request", "sha", "labels", "createdAt")
    ),
    PLAIN | {"url": "https://example.org/?q=lea.kim%40example.net"},
    PLAIN | {"note": PHONE},
    PLAIN | {"comment": CARD},
    PLAIN | {"comment": f"ring {PHONE} after the page was read"},
    PLAIN | {"page": f"The whole page says that {PHONE} is the number to ring."},
    PLAIN | {"extra": {"user": MAIL}},
    PLAIN | {"extra": [{"deep": [{"deeper": {"who": [MAIL]}}]}]},
    PLAIN | {"header": {"x-forwarded-for": "1.2.3.4"}},
    PLAIN | {"request": {"headers": {"X-Real-IP": IP}}},
    PLAIN | {"seen": {MAIL: 3}},
    PLAIN | {"hits": {IP: 3}},
    PLAIN | {"card": 5500000000000004},
    PLAIN | {"card_number": "5500000000000004"},
    PLAIN | {"cardNumber": 5500000000000004.0},
    PLAIN | {"phone": 1717654321},
    PLAIN | {"phone_number": "1717654321"},
    PLAIN | {"customer": {"mobile": "171 765 4321"}},
    PLAIN | {"ssn": 219099999},
    PLAIN | {"iban": "DE89370400440532013000"},
    turns(user=MAIL),
    turns(name=MAIL),
    turns(metadata={"ip": IP}),
    turns() | {"tools": [TOOL]},
    {"instances": [{"input": "", "output": "Como.", "by": MAIL}], "instruction": "Name a lake."},
]  # fmt: skip

KEPT: list[dict[str, Any]] = [
    PLAIN | {"id": "5500000000000004"},
    PLAIN | {"id": 5500000000000004, "count": 1717654321, "score": 0.5500000000000004},
    PLAIN | {"user_id": "5500000000000004", "sessionId": "0171-7654321", "trace-id": "171-765-4321"},
    PLAIN | {"hash": "5500000000000004", "sha256": "01717654321", "url": "https://example.org/0171-7654321/1.2.3.4"},
    PLAIN | {"created": "2026-01-02 10:11:12", "updated_at": "01717654321", "date": "02.01.2026 10:11"},
    PLAIN | {"version": "1.2.3.4", "app_version": "1.2.3.4", "release": "2.0.0.1", "schemaVersion": "10.1.2.3"},
    PLAIN | {"versions": {"1.2.3.4": "the first", "1.2.3.5": "the second"}, "firmware": "1.2.3.4"},
    PLAIN | {"order": "555-123-4567", "invoice_no": "0221-4701234", "isbn": "978-3-16-148410-0"},
    PLAIN | {"phone_model": "Galaxy 12345678", "phone_count": 12345678, "card_id": 5500000000000004},
    PLAIN | {"cell": "print(12345678)", "function_call": "f12345678", "social_media": "219099999"},
    PLAIN | {"number": 1717654321, "reward": 1717654321.0, "flag": True, "phone": None, "mobile": True, "tel": 12},
    PLAIN | {"title": "version", "section": "3.1.2.4"},
    PLAIN | {"by": "see section", "groups": ["5500", "0000", "0000", "0004"]},
    PLAIN | {"ssn": "on file", "who": "046454286"},
    PLAIN | {"handle": "@lea", "asset": "logo@2x.png", "repo": "git@example.org:lea/lake.git"},
    PLAIN | {"embedding": [0.1717654321, 5500000000000004.0], "index": "01717654321", "path": "a/0171-7654321"},
    PLAIN | {"user": "[EMAIL]", "user_agent": "Mozilla/5.0 Chrome/120.0.0.0 Safari/537.36"},
    turns(name="lea", id="call_5500000000000004"),
]  # fmt: skip


def test_personal_data_is_found_under_any_name(tmp_path: Path) -> None:
    kept, rejected = sift(tmp_path, FOUND, "pii")
    assert [FOUND[number - 1] for number in kept] == []
    assert {line["rule"] for line in rejected.values()} == {"pii"}
    written = (tmp_path / "kept.rejected.jsonl").read_text()
    assert not any(value in written for value in ("lea.kim@", PHONE, CARD, IP, "7654321"))


def test_names_and_numbers_that_look_alike_stay(tmp_path: Path) -> None:
    _, rejected = sift(tmp_path, KEPT, "pii")
    assert [(KEPT[number - 1], line["value"]) for number, line in rejected.items()] == []


def test_instances_without_personal_data_stay(tmp_path: Path) -> None:
    row = {"instruction": "Name a lake.", "instances": [{"output": "Como."}, {"output": f"Ask {MAIL}."}]}
    path, kept = write(tmp_path / "data.jsonl", [row]), tmp_path / "kept.jsonl"
    selfinstruct.filter_dataset(path, kept, only=("pii",))
    assert read(kept) == [row | {"instances": [{"output": "Como."}]}]


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        ({"a": "x", "b": ["x", {"c": "y"}], "d": "  "}, ["a: x", "b: x", "c: y"]),
        ({"a": "x", "b": "z"}, ["a: x"]),
        ({"tel": 1234567, "n": 1234567, "id": "x"}, ["phone: 1234567"]),
        ({"tel": float("nan"), "phone": float("inf")}, []),
    ],
)
def test_each_text_is_told_once_and_what_has_been_read_is_not(row: dict[str, Any], texts: list[str]) -> None:
    assert sorted(row_texts(row, {"z"})) == texts


def test_rows_may_be_deep() -> None:
    deep: Any = MAIL
    for _ in range(5_000):
        deep = {"in": [deep]}
    assert row_texts(deep, ()) == [f"in: {MAIL}"]
